"""`never-log`: the list of what is never stored, looked at, added to and taken back at the command line.

Thin: what a line means is in `exclusions`, what it takes away of what is stored in `purging`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from service import erased, exclusions, never_log, preferences, purging
from service.accounts import LOCAL_PERSON
from service.cli.choosing import choose, shortened
from service.cli.failures import Refused
from service.cli.output import AsJson, count, print_json, say, show_table, when
from service.cli.runtime import runtime_of
from service.context import Context
from service.exclusions import ERASED, KINDS, Exclusions, NotExcludable
from service.never_log import BroughtBack
from service.purging import Removed
from service.reach import reach
from service.schema import Exclusion

Json = dict[str, Any]
Kind = Annotated[str, typer.Argument(metavar="KIND", help=", ".join(KINDS))]
Value = Annotated[str, typer.Argument(metavar="VALUE", help="such as name@example.com, example.com or a word")]
Stored = Annotated[bool, typer.Option("--stored", help="Also remove what is stored of it already.")]
Drafts = Annotated[bool, typer.Option("--drafts", help="With --stored: also withdraw drafts that wait for review.")]
_SOMEBODY = "somebody you had erased"


def group() -> typer.Typer:
    """The commands under `never-log`."""
    app = typer.Typer(help="What is never stored.", invoke_without_command=True, callback=_list_alone)
    app.command("list")(list_lines)
    app.command("preview")(preview)
    app.command("add")(add)
    app.command("remove")(remove)
    app.command("private")(private)
    return app


def _list_alone(ctx: typer.Context, as_json: AsJson = False) -> None:
    if ctx.invoked_subcommand is None:
        list_lines(ctx, as_json)


def list_lines(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List what is never stored."""
    with runtime_of(ctx).opened() as context, context.database.reading() as session:
        lines = [_facts(row) for row in exclusions.listing(session, LOCAL_PERSON)]
        private_events = preferences.read(session, LOCAL_PERSON).private_events
    if as_json:
        print_json({"lines": lines, "private_events": private_events})
        return
    if lines:
        ids = shortened([one["id"] for one in lines])
        rows = [(ids[one["id"]], one["kind"], one["value"], when(one["since"])) for one in lines]
        show_table(("ID", "KIND", "WHAT", "SINCE"), rows)
    else:
        say("Nothing is on the list.")
    is_barred = private_events == "never"
    say(f"Private and confidential calendar events are {'never stored' if is_barred else 'treated like any other'}.")


def _facts(row: Exclusion) -> Json:
    value = _SOMEBODY if row.kind == ERASED else row.value
    return {"id": row.id, "kind": row.kind, "value": value, "since": row.created_at}


def preview(ctx: typer.Context, kind: Kind, value: Value, as_json: AsJson = False) -> None:
    """Tell what a line would take away of what is stored; changes nothing."""
    with runtime_of(ctx).opened() as context, context.database.reading() as session:
        barred = _barred(session, kind, value)
        found = reach(session, context.vault, LOCAL_PERSON, barred)
    told = {
        "conversations": len(found.shown),
        "mails": len(found.messages),
        "calendar_events": len(found.calendar_events),
        "waiting_drafts": len(found.waiting),
        "approved_drafts": len(found.on_the_way),
    }
    if as_json:
        print_json(told)
    else:
        say(f"Stored of it: {_counted(*list(told.values())[:3])}.")


def add(
    ctx: typer.Context,
    kind: Kind,
    value: Value,
    stored: Stored = False,
    drafts: Drafts = False,
    as_json: AsJson = False,
) -> None:
    """Put a line on the list: from now on nothing of it is stored, whoever else is on a mail or meeting."""
    with runtime_of(ctx).opened() as context:
        try:
            with context.database.writing(LOCAL_PERSON, "exclude") as session:
                row = never_log.add(session, LOCAL_PERSON, kind, _meant(session, kind, value), context.clock())
                barred = exclusions.of_line(row.kind, row.value)
                done = _purge(session, context, barred, with_drafts=drafts) if stored else None
                facts = _facts(row)
        except NotExcludable as refused:
            raise Refused(str(refused)) from None
    if as_json:
        print_json(facts | {"removed": removed_facts(done) if done else None})
        return
    say(f"Never stored from now on: {facts['value']}.", *removed_told(done))


def remove(
    ctx: typer.Context,
    line: Annotated[str, typer.Argument(metavar="ID", help="a line's id, or the beginning of it")],
    as_json: AsJson = False,
) -> None:
    """Take a line off; what it kept out is read again from the provider."""
    with runtime_of(ctx).opened() as context:
        with context.database.writing(LOCAL_PERSON, "take_back_exclusion") as session:
            known = [row.id for row in exclusions.listing(session, LOCAL_PERSON)]
            line_id = choose(line, known, "line", listed_by="never-log")
            back = never_log.remove(session, LOCAL_PERSON, line_id, context.clock())
        erased.write_down(context, LOCAL_PERSON)
    if as_json:
        print_json({"id": line_id, "mails": back.mails, "calendars": back.calendars, "from_files": back.from_files})
    else:
        say("Taken off the list.", *_brought_back(back))


def private(
    ctx: typer.Context,
    choice: Annotated[str, typer.Argument(metavar="CHOICE", help="never or log")],
    stored: Stored = False,
    drafts: Drafts = False,
    as_json: AsJson = False,
) -> None:
    """Say whether private and confidential calendar events are never stored, or treated like any other."""
    if choice not in {"never", "log"}:
        raise typer.BadParameter("Choose never or log.")
    if stored and choice == "log":
        raise typer.BadParameter("--stored goes with never alone.")
    with runtime_of(ctx).opened() as context, context.database.writing(LOCAL_PERSON, "private_events") as session:
        now = context.clock()
        changed = preferences.change(session, LOCAL_PERSON, now, private_events=choice)
        if choice == "log" and changed is not None:
            never_log.read_again(session, LOCAL_PERSON, exclusions.PRIVATE, now)
        done = _purge(session, context, exclusions.of_private_events(), with_drafts=drafts) if stored else None
    if as_json:
        print_json({"private_events": choice, "removed": removed_facts(done) if done else None})
    else:
        say("Kept.", *removed_told(done))


def _meant(session: Session, kind: str, value: str) -> str:
    """What the line keeps: of a calendar its id at the provider, where the person says what it is called."""
    if kind != "calendar":
        return value
    calendars, told = never_log.calendars_of(session, LOCAL_PERSON), value.strip().casefold()
    for known in ([one for one in calendars if one.casefold() == told], _called(calendars, told)):
        if len(known) == 1:
            return known[0]
    named = [f"{name} ({one})" for one, name in calendars.items()]
    if not named:
        raise Refused("No calendar is known yet. Connect an account and let it be read once, then name its calendar.")
    raise Refused(f"{value} is not one of your calendars, or several: name it by its id. They are: {', '.join(named)}.")


def _called(calendars: Mapping[str, str], told: str) -> list[str]:
    return [one for one, name in calendars.items() if name.casefold() == told]


# --- what becomes of what is stored -------------------------------------------------------------------------------


def _barred(session: Session, kind: str, value: str) -> Exclusions:
    try:
        line = never_log.consider(session, LOCAL_PERSON, kind, _meant(session, kind, value))
    except NotExcludable as refused:
        raise Refused(str(refused)) from None
    return exclusions.of_line(line.kind, line.value)


def _purge(session: Session, context: Context, barred: Exclusions, *, with_drafts: bool) -> Removed:
    return purging.purge(session, context.vault, LOCAL_PERSON, barred, context.clock(), with_drafts=with_drafts)


def removed_facts(done: Removed) -> Json:
    return {
        "conversations": done.conversations,
        "mails": done.messages,
        "calendar_events": done.calendar_events,
        "kept": done.kept,
    }


def removed_told(done: Removed | None) -> list[str]:
    if done is None:
        return []
    kept = f"{count(done.kept, 'conversation')} {'stays' if done.kept == 1 else 'stay'} because of a draft."
    removed = f"Removed: {_counted(done.conversations, done.messages, done.calendar_events)}."
    return [removed, *([kept] if done.kept else [])]


def _counted(conversations: int, mails: int, entries: int) -> str:
    entry = count(entries, "calendar entry", "calendar entries")
    return f"{count(conversations, 'conversation')}, {count(mails, 'mail')}, {entry}"


def _brought_back(back: BroughtBack) -> list[str]:
    said = []
    if back.mails or back.calendars:
        said.append(f"Read again: {count(back.mails, 'mail')}, {count(back.calendars, 'calendar')}.")
    if back.from_files:
        said.append("What came from files comes back only when you import them again.")
    return said
