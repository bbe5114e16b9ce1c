"""`migrate`: bring the database to the tables of this version."""

from __future__ import annotations

import typer

from service import context as surroundings
from service import migrate
from service.cli.output import AsJson, print_json, say
from service.cli.runtime import runtime_of


def migrate_database(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Upgrade the database to this version. A file is copied first; `run` does the same by itself."""
    context = surroundings.open_context(runtime_of(ctx).settings)
    try:
        was_current = migrate.is_current(context.database)
        migrate.upgrade(context.database, backup=True)
        copy = migrate.backup_path(context.database) if context.database.is_sqlite and not was_current else None
    finally:
        context.database.close()
    kept = str(copy) if copy and copy.exists() else ""
    if as_json:
        print_json({"upgraded": not was_current, "copy": kept})
        return
    say("The database is up to date." if was_current else "The database was upgraded to this version.")
    if kept:
        say(f"A copy of it as it was lies at {kept}.")
