"""`migrate`: bring the database to the tables of this version."""

from __future__ import annotations

import typer

from service import migrate
from service.cli.output import AsJson, print_json, say
from service.cli.runtime import runtime_of


def migrate_database(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Upgrade the database to this version. A file is copied first, and upgraded by every other command too."""
    runtime = runtime_of(ctx)
    runtime.ensure_there(may_begin=True)
    with runtime.as_it_lies() as context:
        was_current = not migrate.is_older(context.database)
    made = None if was_current else runtime.upgrade()
    kept = str(made.path) if made else ""
    if as_json:
        print_json({"upgraded": not was_current, "copy": kept})
        return
    say("The database is up to date." if was_current else "The database was upgraded to this version.")
    if kept:
        say(f"A copy of it as it was lies at {kept} (warmthread restore puts it back).")
