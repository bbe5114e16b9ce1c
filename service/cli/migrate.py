"""`migrate`: bring the database to the tables of this version."""

from __future__ import annotations

import typer

from service import context as surroundings
from service import migrate
from service.cli.output import AsJson, print_json, say
from service.cli.runtime import runtime_of


def migrate_database(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Upgrade the database to this version. A file is copied first; `run` does the same by itself."""
    runtime_of(ctx).ensure_there(may_begin=True)
    with runtime_of(ctx).at_work() as settings:
        context = surroundings.open_context(settings)
        try:
            was_current = migrate.is_current(context.database)
            made = migrate.upgrade(context.database, backup=context.vault)
        finally:
            context.database.close()
    kept = str(made.path) if made else ""
    if as_json:
        print_json({"upgraded": not was_current, "copy": kept})
        return
    say("The database is up to date." if was_current else "The database was upgraded to this version.")
    if kept:
        say(f"A copy of it as it was lies at {kept} (warmthread restore puts it back).")
