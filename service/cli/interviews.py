"""`interviews` and `note`: what was logged and why, and the person's own word about it, which always wins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from sqlalchemy.orm import Session

from connectors.records import Address
from service import by_hand, interviews
from service.accounts import LOCAL_PERSON
from service.by_hand import NeverLogged
from service.cli import sheets
from service.cli.choosing import choose, shortened
from service.cli.failures import Refused, usage
from service.cli.output import AsJson, print_json, say, show_table, when
from service.cli.runtime import Runtime, runtime_of
from service.context import Context
from service.schema import Person

Json = dict[str, Any]
All = Annotated[bool, typer.Option("--all", help="Also what was looked at and left out.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="an interview's id, or the beginning of it")]


class Word(StrEnum):
    """What the person may say of an interview."""

    HELD = "held"
    NO_SHOW = "no-show"
    CANCELLED = "cancelled"
    NOT_AN_INTERVIEW = "not-an-interview"
    INTERVIEW = "interview"
    UNDO = "undo"


_KINDS = {Word.NO_SHOW: "no_show", Word.NOT_AN_INTERVIEW: "is_not_interview", Word.INTERVIEW: "is_interview"}


def group() -> typer.Typer:
    """The commands under `interviews`."""
    app = typer.Typer(help="What was logged, and why; correct it.", invoke_without_command=True, callback=_list_alone)
    app.command("list")(list_interviews)
    app.command("show")(show)
    app.command("add")(add)
    app.command("set")(correct)
    app.command("merge")(sheets.merge)
    app.command("sheet")(sheets.sheet)
    app.command("take-back")(sheets.take_back)
    return app


def _list_alone(ctx: typer.Context, everything: All = False, as_json: AsJson = False) -> None:
    if ctx.invoked_subcommand is None:
        list_interviews(ctx, everything, as_json)


def list_interviews(ctx: typer.Context, everything: All = False, as_json: AsJson = False) -> None:
    """List interviews, newest first."""
    with runtime_of(ctx).opened() as context, context.database.reading() as session:
        found = interviews.listing(session, LOCAL_PERSON, include_left_out=everything)
        zone = session.get_one(Person, LOCAL_PERSON).timezone
    if as_json:
        print_json(found)
    elif found:
        _show_rows(found, zone)
    else:
        say("No interviews yet. Connect an account (warmthread connect) or read files (warmthread import PATH).")


def _show_rows(found: list[Json], zone: str) -> None:
    ids = shortened([one["id"] for one in found])
    rows = (
        (ids[one["id"]], when(one["start"], zone) or "no time yet", _name(one["contact"]), _status(one), _title(one))
        for one in found
    )
    show_table(("ID", "WHEN", "WITH", "STATUS", "TITLE"), rows)
    asked = sum(one["status"] == "proposed" for one in found)
    if asked:
        say("", f"{asked} marked “proposed”: is it one? warmthread interviews set ID interview (or not-an-interview)")


def _title(one: Json) -> str:
    name = _name(one["contact"])
    return one["title"] or (f"Talk with {name}" if name else "Untitled")


def _name(contact: Mapping[str, str]) -> str:
    return contact["name"] or contact["email"] or "somebody"


def _status(one: Json) -> str:
    thanked = ["thanked"] if one["thanked_at"] else []
    return ", ".join([one["status"].replace("_", " "), *one["badges"], *thanked])


# --- one interview ----------------------------------------------------------------------------------------------


def show(ctx: typer.Context, interview: Id, as_json: AsJson = False) -> None:
    """Show one interview: what happened, and why it counts."""
    with runtime_of(ctx).opened() as context:
        found = _find(context, interview)
    if as_json:
        print_json(found)
    else:
        say(*_told(found))


def _find(context: Context, wanted: str) -> Json:
    with context.database.reading() as session:
        known = {one["id"]: one for one in interviews.listing(session, LOCAL_PERSON, include_left_out=True)}
    return known[choose(wanted, known, "interview")]


def _told(one: Json) -> Iterator[str]:
    yield f"{_title(one)}  ({one['id']})"
    yield f"  with {_person(one['contact'])}"
    yield from (f"  also {_person(other)}" for other in one["others"])
    yield f"  {_slot(one)}"
    yield f"  {_status(one)}; {one['classification'].replace('_', ' ')}; your part: {one['role']}"
    if one["thanked_at"]:
        yield f"  thanked {when(one['thanked_at'], one['timezone'])}"
    yield from ("", "Why:")
    yield from (_reason(reason) for reason in one["reasons"])
    yield from ("", "What happened:")
    for entry in one["history"]:
        what, by = entry["what"].replace("_", " "), "you" if entry["by"] == "user" else entry["by"]
        yield f"  {when(entry['at'], one['timezone'])}: {what} (by {by}){_quoted(entry)}"


def _reason(reason: Json) -> str:
    """With the sign of its points: for, or against."""
    sign = "-" if reason.get("points", 0) < 0 else "+"
    quoted = _quoted(reason)
    return f"  {sign} {reason['text'].rstrip('.') if quoted else reason['text']}{quoted}"


def _person(party: Mapping[str, Any]) -> str:
    name, email = party.get("name") or "", party.get("email") or ""
    part = f", {party['part']}" if party.get("part") else ""
    return (f"{name} <{email}>" if name and email else name or email or "somebody") + part


def _slot(one: Json) -> str:
    if not one["start"]:
        return "no time agreed yet"
    end = f" to {when(one['end'], one['timezone'])}" if one["end"] else ""
    unknown = "" if "time zone unknown" not in one["badges"] else " (the invite does not name a known time zone)"
    return f"{when(one['start'], one['timezone'])}{end}{unknown}"


def _quoted(entry: Mapping[str, Any]) -> str:
    evidence = entry.get("evidence") or {}
    return f": “{evidence['quote']}”" if evidence.get("quote") else ""


# --- the person's word ------------------------------------------------------------------------------------------


def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Option("--with", help="Who you talked to.")],
    start: Annotated[str, typer.Option("--start", help="When, such as 2026-03-05T14:00 (your own time zone).")],
    email: Annotated[str, typer.Option("--email", help="Their address; a thank-you needs one.")] = "",
    minutes: Annotated[int, typer.Option("--minutes", min=1, max=24 * 60)] = 30,
    title: Annotated[str, typer.Option("--title")] = "",
    as_json: AsJson = False,
) -> None:
    """Log a talk that neither mail nor calendar knows of."""
    runtime = runtime_of(ctx)
    with runtime.opened(may_begin=True) as context:
        with context.database.writing(LOCAL_PERSON, "add_interview") as session:
            zone = session.get_one(Person, LOCAL_PERSON).timezone
            begin = _instant(start, zone)
            contact = _addressed(session, context, Address(email, name))
            row = interviews.add_by_hand(
                session,
                LOCAL_PERSON,
                title=title,
                start=begin,
                end=begin + timedelta(minutes=minutes),
                timezone=zone,
                contact=contact,
                now=context.clock(),
            )
            if row.end and row.end <= context.clock():
                # Whoever logs a talk of the past says that it took place.
                interviews.correct(session, LOCAL_PERSON, row.id, "held", "", context.clock())
        _settle_and_tell(runtime, context, row.id, as_json=as_json)


def _addressed(session: Session, context: Context, contact: Address) -> Address:
    try:
        by_hand.refuse_barred(session, context.vault, LOCAL_PERSON, contact)
    except NeverLogged as refused:
        raise Refused(f"{refused} See it with: warmthread never-log") from None
    return contact


def correct(
    ctx: typer.Context,
    interview: Id,
    word: Annotated[Word, typer.Argument(help="what it really was; undo takes your last word back")],
    as_json: AsJson = False,
) -> None:
    """Say what an interview really was. Your word wins, now and after every later sync."""
    runtime = runtime_of(ctx)
    with runtime.opened() as context:
        found = _find(context, interview)
        with context.database.writing(LOCAL_PERSON, "correct") as session:
            _correct(session, found["id"], word, context.clock())
        _settle_and_tell(runtime, context, found["id"], as_json=as_json)


def _correct(session: Session, interview_id: str, word: Word, now: datetime) -> None:
    try:
        if word is Word.UNDO:
            interviews.undo_newest(session, LOCAL_PERSON, interview_id, now)
        else:
            interviews.correct(session, LOCAL_PERSON, interview_id, _KINDS.get(word, word.value), "", now)
    except ValueError as error:
        raise Refused(str(error)) from None


def note(
    ctx: typer.Context,
    interview: Annotated[str, typer.Argument(metavar="INTERVIEW", help="an interview's id, or the beginning of it")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="what you want to remember, in your own words")],
    as_json: AsJson = False,
) -> None:
    """Keep a note about an interview; what you write may be used in the thank-you."""
    runtime = runtime_of(ctx)
    with runtime.opened() as context:
        found = _find(context, interview)
        with context.database.writing(LOCAL_PERSON, "add_note") as session:
            try:
                interviews.add_note(session, context.vault, LOCAL_PERSON, found["id"], text, context.clock())
            except ValueError as error:
                raise usage(str(error)) from None
        _settle_and_tell(runtime, context, found["id"], as_json=as_json)


def _settle_and_tell(runtime: Runtime, context: Context, interview_id: str, *, as_json: bool) -> None:
    """Works the person's word through at once, whether or not a Warmthread runs beside."""
    with runtime.engine(context) as engine:
        engine.settle()
    found = _find(context, interview_id)
    if as_json:
        print_json(found)
    else:
        say(f"{_title(found)}: {_status(found)}. ({found['id']})")


def _instant(text: str, zone: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
        return instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, ZoneInfoNotFoundError):
        raise usage(f"{text} is no time; write it as 2026-03-05T14:00 (--start).") from None
