"""`drafts`: read what waits, change it, approve it, take the approval back, say what became of it.

Approving shows the whole mail and asks a person at a terminal. A script must name the digest of exactly this text, as
`drafts show` prints it, so that nothing can be approved unread.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import click
import typer
from sqlalchemy.orm import Session

from service import drafting, outbox, unclear
from service.accounts import LOCAL_PERSON
from service.cli import asking
from service.cli.choosing import choose, shortened
from service.cli.connect import is_running
from service.cli.failures import Refused, usage
from service.cli.output import AsJson, count, print_json, say, show_table, when
from service.cli.runtime import runtime_of
from service.context import Context
from service.schema import Approval, Draft, Person

Json = dict[str, Any]
STATES = ("needs_review", "approved", "sending", "unclear", "sent", "withdrawn", "dismissed")
ON_ITS_WAY = ("approved", "sending", "unclear")
All = Annotated[bool, typer.Option("--all", help="Also what is approved, sent, withdrawn or dismissed.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="a draft's id, or the beginning of it")]


def group() -> typer.Typer:
    """The commands under `drafts`."""
    app = typer.Typer(help="What waits for your review.", invoke_without_command=True, callback=_list_alone)
    app.command("list")(list_drafts)
    app.command("show")(show)
    app.command("edit")(edit)
    app.command("approve")(approve)
    app.command("undo")(undo)
    app.command("settle")(settle)
    app.command("dismiss")(dismiss)
    app.command("offered")(asking.offered)
    app.command("ask")(asking.ask)
    app.command("unask")(asking.unask)
    return app


def _list_alone(ctx: typer.Context, everything: All = False, as_json: AsJson = False) -> None:
    if ctx.invoked_subcommand is None:
        list_drafts(ctx, everything, as_json)


def list_drafts(ctx: typer.Context, everything: All = False, as_json: AsJson = False) -> None:
    """List the drafts that wait for you, the most urgent first."""
    with runtime_of(ctx).opened() as context, context.database.reading() as session:
        found = _listing(session, context, STATES if everything else ("needs_review",))
        under_way = _listing(session, context, ON_ITS_WAY)
        zone = session.get_one(Person, LOCAL_PERSON).timezone
    if as_json:
        print_json(found)
        return
    if found:
        _show_rows(found, zone)
        say("", "Read one: warmthread drafts show ID. Send it: warmthread drafts approve ID")
    else:
        say("Nothing waits for you.")
    if under_way and not everything:
        say(*_under_way(under_way))


def _listing(session: Session, context: Context, states: tuple[str, ...]) -> list[Json]:
    return drafting.listing(session, context.vault, LOCAL_PERSON, states, now=context.clock())


def _show_rows(found: list[Json], zone: str) -> None:
    ids = shortened([one["id"] for one in found])
    rows = (
        (ids[one["id"]], one["kind"].replace("_", " "), ", ".join(one["to"]), one["subject"], *_timing(one, zone))
        for one in found
    )
    show_table(("ID", "KIND", "TO", "SUBJECT", "SUGGESTED TIME", "STATE"), rows)


def _timing(one: Json, zone: str) -> tuple[str, str]:
    marks = [one["state"].replace("_", " ")]
    if one["edited"]:
        marks.append("edited by you")
    if one["needs_user_input"]:
        marks.append("needs you: " + ", ".join(one["needs_user_input"]).replace("_", " "))
    return when(one["send_at"], zone), "; ".join(marks)


def _under_way(found: list[Json]) -> Iterator[str]:
    for one in found:
        reason = f": {one['reason']}" if one["reason"] else ""
        yield f"{one['id']} to {', '.join(one['to'])} is {one['state']}{reason}"


# --- one draft --------------------------------------------------------------------------------------------------


def show(ctx: typer.Context, draft: Id, as_json: AsJson = False) -> None:
    """Show a draft with the words that it rests on, and the digest that a script needs to approve it."""
    with runtime_of(ctx).opened() as context:
        found = _find(context, draft)
    if as_json:
        print_json(found)
        return
    say(*_mail(found), *_grounds(found))


def _find(context: Context, wanted: str) -> Json:
    """A draft of the person, with its digest, by the beginning of its id."""
    with context.database.reading() as session:
        known = {one["id"]: one for one in _listing(session, context, STATES)}
        found = known[choose(wanted, known, "draft")]
        row = session.get_one(Draft, found["id"])
        return {**found, "digest": outbox.text_digest(row, found["body"])}


def _mail(one: Json) -> Iterator[str]:
    """The whole mail as it would go out."""
    yield f"From: {one['from']}"
    for header in ("to", "cc", "bcc"):
        if one[header]:
            yield f"{header.title()}: {', '.join(one[header])}"
    yield f"Subject: {one['subject']}"
    yield ""
    yield one["body"]


def _grounds(one: Json) -> Iterator[str]:
    """What is told beside the mail itself."""
    if one["evidence"]:
        yield from ("", "What it rests on:")
        yield from (f"  “{found['quote']}” ({found['source']})" for found in one["evidence"])
    yield ""
    yield from (f"Note: {warning['text']}" for warning in one["warnings"])
    if one["needs_user_input"]:
        needs = ", ".join(one["needs_user_input"]).replace("_", " ")
        yield f"It needs you: {needs}. Tell it: warmthread note {one['interview']} TEXT (or: warmthread drafts edit)"
    yield f"{one['id']}: {one['state'].replace('_', ' ')}. {one['reason']}".rstrip()
    yield f"Digest of this text: {one['digest']}"


def edit(
    ctx: typer.Context,
    draft: Id,
    subject: Annotated[str | None, typer.Option("--subject")] = None,
    body_file: Annotated[
        Path | None, typer.Option("--body-file", help="Take the text from this file; - reads what is piped in.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change a draft: in your editor, or by the options. From then on no rule changes it."""
    with runtime_of(ctx).opened() as context:
        found = _find(context, draft)
        body = _read(body_file) if body_file else None
        if subject is None and body is None:
            body = _edited(found["body"])
        with context.database.writing(LOCAL_PERSON, "edit_draft") as session:
            drafting.edit_draft(
                session,
                context.vault,
                found["id"],
                subject=subject,
                body=body,
                now=context.clock(),
                person_id=LOCAL_PERSON,
            )
        found = _find(context, found["id"])
    _tell(found, f"Changed. Send it with: warmthread drafts approve {found['id']}", as_json=as_json)


def _read(file: Path) -> str:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise usage(f"{file} cannot be read as text ({type(error).__name__}).") from None
    if not text.strip():
        raise usage("The text is empty; nothing was changed.")
    return text


def _edited(body: str) -> str:
    try:
        text = click.edit(body, extension=".txt", require_save=True)
    except click.ClickException as error:
        raise Refused(f"{error.format_message()} Use --body-file instead.") from None
    if text is None or text == body:
        raise Refused("Nothing was changed.")
    if not text.strip():
        raise Refused("The text is empty; nothing was changed. To drop the draft: warmthread drafts dismiss ID")
    return text


def _tell(found: Json, sentence: str, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
    else:
        say(sentence)


# --- approval ---------------------------------------------------------------------------------------------------


def approve(
    ctx: typer.Context,
    draft: Id,
    digest: Annotated[
        str, typer.Option("--yes", metavar="DIGEST", help="Do not ask: this digest, from `drafts show`, is the answer.")
    ] = "",
    at_planned_time: Annotated[
        bool, typer.Option("--at-planned-time", help="Send it at the suggested time instead of now.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show the whole mail, ask, and send it."""
    with runtime_of(ctx).opened() as context:
        found = _find(context, draft)
        if not as_json:
            say(*_mail(found), "")
        if not digest:
            _ask(found, as_json=as_json)
        with context.database.writing(LOCAL_PERSON, "approve") as session:
            approval = outbox.approve(
                session,
                context,
                LOCAL_PERSON,
                found["id"],
                digest=digest or found["digest"],
                at_planned_time=at_planned_time,
            )
        _tell_approved(context, approval, as_json=as_json)


def _ask(found: Json, *, as_json: bool) -> None:
    if found["state"] != "needs_review":
        return
    if as_json or not sys.stdin.isatty():
        raise usage("Nobody is here to be asked: name the digest that `drafts show` prints, with --yes DIGEST.")
    needs = ", ".join(found["needs_user_input"]).replace("_", " ")
    if needs:
        say(f"It still needs you: {needs}.")
    if not typer.confirm("Send this mail?", default=False):
        raise Refused("Not sent; it waits on.")


def _tell_approved(context: Context, approval: Approval, *, as_json: bool) -> None:
    settings = context.settings
    if as_json:
        print_json(
            {
                "draft": approval.draft_id,
                "approval": approval.id,
                "state": approval.state,
                "hold_until": approval.hold_until,
                "send_at": approval.send_at,
                "message_id": approval.message_id,
            }
        )
        return
    moment = (
        f"at {when(approval.send_at)}" if approval.send_at else f"in {count(round(settings.undo_seconds), 'second')}"
    )
    say(f"Approved: it goes out {moment}. Until then: warmthread drafts undo {approval.draft_id}")
    if not is_running(settings):
        say("No Warmthread runs at this address: it goes out when you start one (warmthread run), or with sync --once.")


def undo(ctx: typer.Context, draft: Id, as_json: AsJson = False) -> None:
    """Take an approval back, while the mail has not gone out."""
    with runtime_of(ctx).opened() as context:
        found = _find(context, draft)
        with context.database.writing(LOCAL_PERSON, "take_back") as session:
            is_back = outbox.take_back(session, context, LOCAL_PERSON, found["id"])
        if not is_back:
            raise Refused(f"There is nothing to take back: this draft is {found['state'].replace('_', ' ')}.")
        found = _find(context, found["id"])
    _tell(found, "Taken back: it waits for your review again.", as_json=as_json)


def settle(
    ctx: typer.Context,
    draft: Id,
    is_sent: Annotated[
        bool | None, typer.Option("--sent/--not-sent", help="What you found in your mailbox's Sent and Drafts.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say whether an unclear mail went out; if it did not, it can be approved again."""
    if is_sent is None:
        raise usage("Say what you found: --sent or --not-sent.")
    runtime = runtime_of(ctx)
    with runtime.opened() as context:
        found = _find(context, draft)
        try:
            with context.database.writing(LOCAL_PERSON, "settle_unclear") as session:
                unclear.settle(session, LOCAL_PERSON, found["id"], is_sent=is_sent, now=context.clock())
        except unclear.CannotSettle as problem:
            raise Refused(str(problem)) from None
        found = _find(context, found["id"])
    told = (
        "Noted: it went out." if is_sent else "Noted. What lies in Drafts is taken away, then it waits for a new yes."
    )
    _tell(found, told, as_json=as_json)


def dismiss(
    ctx: typer.Context,
    draft: Id,
    reason: Annotated[str, typer.Option("--reason", help="Why, for yourself.")] = "Not needed.",
    as_json: AsJson = False,
) -> None:
    """Drop a draft; it is not written again for this meeting."""
    runtime = runtime_of(ctx)
    with runtime.opened() as context:
        found = _find(context, draft)
        with context.database.writing(LOCAL_PERSON, "dismiss_draft") as session:
            drafting.dismiss_draft(session, found["id"], reason, context.clock(), person_id=LOCAL_PERSON)
        with runtime.engine(context) as engine:
            engine.settle()
        found = _find(context, found["id"])
    _tell(found, "Dismissed.", as_json=as_json)
