"""`import`: mail and calendars out of files, for mailboxes that are not connected or no longer there."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from connectors.takeout.files import FileSet, open_files
from service import bringing_in, imports
from service.accounts import LOCAL_PERSON
from service.cli import export
from service.cli.failures import FAILURE, usage
from service.cli.output import AsJson, count, print_json, say, warn
from service.cli.progress import over_bytes
from service.cli.runtime import Engine, runtime_of
from service.context import Context
from service.imports import Imported
from service.web.overview import Overview, overview

Paths = Annotated[
    list[Path],
    typer.Argument(
        help="mbox, .eml or .ics files, folders of them, Google Takeout zips; or one archive of your own data",
        metavar="PATH…",
    ),
]
Me = Annotated[list[str] | None, typer.Option("--me", help="An address of yours; may be given again.")]
Days = Annotated[int, typer.Option("--days", min=1, help="How far back to read.")]
ALL_DAYS = 3650
_MOST_SHOWN = 20
_NOBODY = (
    "These files do not show which address is yours: name it with --me you@example.com (again for every further one)."
)


def import_files(
    ctx: typer.Context, paths: Paths, me: Me = None, days: Days = ALL_DAYS, as_json: AsJson = False
) -> None:
    """Read mail and calendars out of files. Importing the same files again adds nothing.

    Or bring in what `warmthread export` took out, into an empty Warmthread.
    """
    runtime = runtime_of(ctx)
    if len(paths) == 1 and bringing_in.is_archive(paths[0].expanduser()):
        export.bring_in(runtime, paths[0].expanduser(), as_json=as_json)
        return
    files = open_files(paths)
    if not files.sources:
        _refuse(files, as_json=as_json)
    with runtime.opened(may_begin=True) as context:
        own = imports.whose(context, LOCAL_PERSON, files, _checked(me or []))
        if not own:
            raise usage(_NOBODY)
        if not as_json:
            say(f"You are {', '.join(address.email for address in own)}.")
        before = _look(context)
        with runtime.engine(context) as engine:
            found = _read(context, engine, files, own, days=days, is_shown=not as_json)
        after = _look(context)
    if as_json:
        print_json(_facts(found, [address.email for address in own], before, after))
    else:
        _tell(found, before, after, days)


def _checked(me: list[str]) -> list[str]:
    for address in me:
        if "@" not in address or address.startswith("@") or address.endswith("@"):
            raise usage(f"{address} is no mail address (--me).")
    return me


def _refuse(files: FileSet, *, as_json: bool) -> None:
    if as_json:
        print_json({"unreadable": _problems(files.problems)})
    warn(*(f"{name}: {why}" for name, why in files.problems.items()))
    if not files.problems:
        warn("There is neither mail nor a calendar at these paths.")
    raise typer.Exit(FAILURE)


def _read(context: Context, engine: Engine, files: FileSet, own: Any, *, days: int, is_shown: bool) -> Imported:
    since = context.clock() - timedelta(days=days)
    with over_bytes("Reading", files.total_bytes, is_shown=is_shown) as progress:
        return imports.import_files(
            context, LOCAL_PERSON, files, own, since=since, settle=engine.settle, progress=progress
        )


def _look(context: Context) -> Overview:
    with context.database.reading() as session:
        return overview(session, LOCAL_PERSON, context.clock())


def _facts(found: Imported, own: list[str], before: Overview, after: Overview) -> dict[str, Any]:
    facts = asdict(found)
    return {
        "account": facts.pop("account_id"),
        "own_addresses": own,
        **facts,
        "unreadable": _problems(found.unreadable),
        "interviews": after.interviews,
        "interviews_new": after.interviews - before.interviews,
        "asked": after.asked,
    }


def _problems(problems: dict[str, str]) -> list[dict[str, str]]:
    return [{"what": name, "why": why} for name, why in problems.items()]


def _tell(found: Imported, before: Overview, after: Overview, days: int) -> None:
    say(
        f"Read {count(found.mails, 'mail')}: {found.mails_kept} belong to interviews ({found.mails_new} new), "
        f"{found.mails_aside} set aside without being stored.",
        f"Read {count(found.calendar_events, 'calendar event')}: {found.calendar_events_kept} kept "
        f"({found.calendar_events_new} new).",
    )
    if found.mails_older:
        say(f"{count(found.mails_older, 'mail')} older than {count(days, 'day')} left out (--days).")
    if found.unreadable:
        say(f"Unreadable: {count(len(found.unreadable), 'record')}.")
        say(*(f"  {name}: {why}" for name, why in list(found.unreadable.items())[:_MOST_SHOWN]))
    say(
        f"Interviews: {after.interviews} ({after.interviews - before.interviews} new)"
        + (f", and {after.asked} that you are asked about" if after.asked else "")
        + ". See them with: warmthread interviews"
    )
