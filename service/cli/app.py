"""Every command under its name, and the one place where a failure becomes a sentence and an exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Annotated

import typer

from service.cli import (
    audit,
    autostart,
    backup,
    connect,
    contacts,
    doctor,
    drafts,
    erase,
    export,
    import_files,
    interviews,
    keys,
    logs,
    manner,
    migrate,
    never_log,
    parse,
    promises,
    run,
    simulate,
    sync,
)
from service.cli.failures import explain
from service.cli.output import AsJson, print_json, say, visible
from service.cli.runtime import Runtime

DEBUG = "--debug"
_RUNNING, _READING = "Starting it", "Getting mail and calendars in"
_DECIDING, _KEEPING = "Looking and deciding", "Keeping it healthy"


def build_app() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        name="warmthread", add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, callback=_top
    )
    _add(app, _RUNNING, run=run.run, serve=run.serve, work=run.work, clock=run.clock, open=run.open_page)
    _add(app, _READING, connect=connect.connect, disconnect=connect.disconnect, sync=sync.sync)
    app.command("import", rich_help_panel=_READING)(import_files.import_files)
    groups = {"interviews": interviews, "drafts": drafts, "promises": promises, "contacts": contacts, "manner": manner}
    for name, group in groups.items():
        app.add_typer(group.group(), name=name, rich_help_panel=_DECIDING)
    app.add_typer(never_log.group(), name="never-log", rich_help_panel=_DECIDING)
    _add(app, _DECIDING, note=interviews.note)
    app.add_typer(autostart.group(), name="autostart", rich_help_panel=_RUNNING)
    app.add_typer(keys.group(), name="keys", rich_help_panel=_KEEPING)
    _add(app, _KEEPING, doctor=doctor.doctor, audit=audit.audit, migrate=migrate.migrate_database, parse=parse.parse)
    _add(app, _KEEPING, backup=backup.backup, restore=backup.restore, export=export.export)
    _add(app, _KEEPING, erase=erase.erase)
    _add(app, _KEEPING, simulate=simulate.simulate, version=show_version)
    app.command("replay", hidden=True)(audit.replay)
    return app


def _add(app: typer.Typer, panel: str, **commands: Callable[..., None]) -> None:
    for name, command in commands.items():
        app.command(name, rich_help_panel=panel)(command)


def _top(
    debug: Annotated[bool, typer.Option(DEBUG, help="Show where in the code a failure happened.")] = False,
) -> None:
    """Logs every informational interview by itself, and has a thank-you waiting for your review."""


def show_version(as_json: AsJson = False) -> None:
    """Print the version."""
    if as_json:
        print_json({"version": version("warmthread")})
    else:
        say(f"warmthread {version('warmthread')}")


def invoke(arguments: Sequence[str], runtime: Runtime) -> int:
    """Runs one command line and returns its exit code."""
    is_debug = DEBUG in arguments
    given = [argument for argument in arguments if argument != DEBUG]
    logs.configure("ERROR")
    try:
        build_app()(given, prog_name="warmthread", obj=runtime)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception as error:  # noqa: BLE001 (whatever it is, the person gets a sentence)
        if is_debug:
            traceback.print_exc()
        sentence, code = explain(error)
        print(f"warmthread: {visible(sentence)}", file=sys.stderr)  # noqa: T201 (nothing else may be left to print with)
        return code
    return 0
