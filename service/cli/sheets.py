"""`interviews sheet` and `interviews merge`: an old tracking sheet brought in after a look, and rows that are one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from service import by_hand, interviews, sheet_rows
from service.accounts import LOCAL_PERSON
from service.cli.choosing import choose
from service.cli.failures import Refused, usage
from service.cli.output import AsJson, count, print_json, say
from service.cli.runtime import runtime_of
from service.context import Context
from service.schema import Person
from service.sheet_rows import Preview
from service.tracking_sheet import LARGEST, NotASheet, Sheet, decoded, read_sheet
from service.word_of_person import MakesNoSense, NoSuchCorrection

_MOST_SHOWN = 20


def sheet(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="a CSV file, as every spreadsheet can save one")],
    order: Annotated[
        Literal["", "day", "month"], typer.Option("--first", help="What stands first in days such as 3/4/2026.")
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="Bring it in; without it you only see what would be made.")
    ] = False,
    barred: Annotated[
        bool, typer.Option("--barred", help="Also bring in rows with somebody on your never-log list.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring an old tracking sheet along. Bringing it twice adds nothing."""
    found = _read(path)
    runtime = runtime_of(ctx)
    with runtime.opened(may_begin=True) as context:
        looked, batch = _look(context, found, order, is_wanted=yes, with_barred=barred)
        if batch:
            with runtime.engine(context) as engine:
                engine.settle()
    if as_json:
        print_json(_facts(looked, batch))
    else:
        _tell(looked, batch)


def _read(path: Path) -> Sheet:
    try:
        with path.open("rb") as opened:
            text, encoding = decoded(opened.read(LARGEST + 1))
        return read_sheet(text, encoding)
    except OSError as error:
        raise usage(f"{path} cannot be read: {error.strerror}.") from None
    except NotASheet as error:
        raise usage(str(error)) from None


def _look(context: Context, found: Sheet, order: str, *, is_wanted: bool, with_barred: bool) -> tuple[Preview, str]:
    reading = sheet_rows.reading_of(found, (), order)
    with context.database.writing(LOCAL_PERSON, "bring_in_sheet") as session:
        zone = session.get_one(Person, LOCAL_PERSON).timezone
        now, vault = context.clock(), context.vault
        looked = sheet_rows.preview(session, vault, LOCAL_PERSON, found, reading, zone, now)
        if not is_wanted or not looked.to_add(with_barred=with_barred):
            return looked, ""
        return looked, sheet_rows.bring_in(session, vault, LOCAL_PERSON, looked, now, with_barred=with_barred)[0]


def _facts(looked: Preview, batch: str) -> dict[str, Any]:
    rows = [{"line": row.line, "name": row.name, "becomes": row.verdict, "why": row.why} for row in looked.rows]
    counts = {verdict: len(looked.of(verdict)) for verdict in ("new", "known", "barred", "no")}
    return {**counts, "wants_order": looked.wants_order, "batch": batch, "rows": rows}


def _tell(looked: Preview, batch: str) -> None:
    new, known, barred, no = (looked.of(verdict) for verdict in ("new", "known", "barred", "no"))
    say(f"{count(len(new), 'row')} new, {len(known)} there already, {len(no)} become nothing.")
    say(*(f"  line {row.line}: {row.name or row.email or 'nobody'}: {row.why}" for row in no[:_MOST_SHOWN]))
    if barred:
        say(f"{count(len(barred), 'row')} with somebody on your never-log list: left out unless you say --barred.")
    if looked.wants_order:
        say("Days can be read both ways: say --first day or --first month.")
    if batch:
        say(f"Added. To take all of it back: warmthread interviews take-back {batch}")
    elif new or barred:
        say("Nothing is made yet; say --yes to add them.")


def take_back(ctx: typer.Context, batch: Annotated[str, typer.Argument(metavar="BATCH")]) -> None:
    """Take back what a sheet brought, but for what you wrote about since."""
    with runtime_of(ctx).opened() as context:
        try:
            with context.database.writing(LOCAL_PERSON, "undo_sheet") as session:
                taken = by_hand.take_back_batch(session, LOCAL_PERSON, batch, context.clock())
        except NoSuchCorrection as error:
            raise Refused(str(error)) from None
    say(f"{count(taken.gone, 'conversation')} taken back, {taken.kept} kept.")


def merge(
    ctx: typer.Context,
    one: Annotated[str, typer.Argument(metavar="ID", help="an interview's id, or the beginning of it")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="the row that is the same conversation")],
) -> None:
    """Say that two rows are one conversation; `interviews set ID undo` takes it back."""
    runtime = runtime_of(ctx)
    with runtime.opened() as context:
        with context.database.reading() as session:
            known = [row["id"] for row in interviews.listing(session, LOCAL_PERSON, include_left_out=True)]
        first, second = choose(one, known, "interview"), choose(other, known, "interview")
        try:
            with context.database.writing(LOCAL_PERSON, "merge_interviews") as session:
                interviews.merge(session, LOCAL_PERSON, first, second, context.clock())
        except MakesNoSense as error:
            raise Refused(str(error)) from None
        with runtime.engine(context) as engine:
            engine.settle()
    say("They are one conversation now.")
