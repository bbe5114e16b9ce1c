"""`drafts ask`, `drafts offered`, `drafts unask`: what only the person can want, asked for and taken back.

What is written then waits like any other draft; nothing is sent from here.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from service import asks, in_touch, interviews, occasions
from service.accounts import LOCAL_PERSON
from service.cli.choosing import choose, shortened
from service.cli.failures import Refused
from service.cli.output import AsJson, print_json, say, show_table, when
from service.cli.runtime import runtime_of
from service.context import Context
from service.drafting.due import ASKED, purpose_of
from service.drafting.review import shown
from service.schema import Ask, Contact, Draft, FollowUp, Person

Json = dict[str, Any]
Kind = Annotated[str, typer.Argument(metavar="KIND", help=", ".join(ASKED))]
Text = Annotated[str, typer.Argument(metavar="TEXT", help="What it should say, in a few words.")]


def ask(
    ctx: typer.Context,
    kind: Kind,
    text: Text = "",
    to: Annotated[str, typer.Option("--to", metavar="CONTACT", help="To whom; see: warmthread contacts")] = "",
    interview: Annotated[str, typer.Option("--interview", metavar="ID", help="About which interview.")] = "",
    about: Annotated[
        str, typer.Option("--about", metavar="NAME", help="Whom a request asks to be introduced to.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Ask for a draft: a confirmation, a nudge, a first mail, a sign of life, news."""
    runtime = runtime_of(ctx)
    with runtime.opened() as context:
        try:
            with context.database.writing(LOCAL_PERSON, "ask") as session:
                row = asks.ask(
                    session, context.vault, LOCAL_PERSON, kind, contact_id=_contact(session, to) if to else "",
                    interview_id=_interview(session, interview) if interview else "", text=text, about=about,
                    now=context.clock(),
                )  # fmt: skip
                ask_id = row.id
        except (asks.CannotAsk, asks.NoSuchAsk) as error:
            raise Refused(str(error)) from None
        with runtime.engine(context) as engine:
            engine.settle()
        found = _came_of(context, ask_id)
    if as_json:
        print_json(found)
    elif found["draft"]:
        say(
            f"Written. Read it: warmthread drafts show {found['draft']['id']}",
            f"Take it back: warmthread drafts unask {ask_id}",
        )
    else:
        say(f"Nothing was written: {found['reason'].replace('_', ' ') or 'it waits for the workers'}.")


def unask(
    ctx: typer.Context,
    wish: Annotated[str, typer.Argument(metavar="ASK", help="its id, as `drafts ask` named it")],
    as_json: AsJson = False,
) -> None:
    """Take back what you asked for; an edited draft is set aside."""
    runtime = runtime_of(ctx)
    with runtime.opened() as context:
        with context.database.writing(LOCAL_PERSON, "unask") as session:
            known = session.scalars(select(Ask.id).where(Ask.person_id == LOCAL_PERSON)).all()
            row_id = asks.take_back(session, LOCAL_PERSON, choose(wish, known, "ask"), context.clock()).id
        with runtime.engine(context) as engine:
            engine.settle()
        found = _came_of(context, row_id)
    if as_json:
        print_json(found)
    else:
        say("Taken back.")


def offered(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List what you could ask for just now, and whom it is time to write to again."""
    with runtime_of(ctx).opened() as context, context.database.reading() as session:
        now = context.clock()
        found = occasions.offered(session, LOCAL_PERSON, now)
        due = in_touch.queue(session, LOCAL_PERSON, now).due
        zone = session.get_one(Person, LOCAL_PERSON).timezone
    if as_json:
        print_json({"offered": [asdict(one) for one in found], "keep_in_touch": [asdict(one) for one in due]})
        return
    if not (found or due):
        say("There is nothing to ask for just now.")
        return
    rows = [(one.kind.replace("_", " "), one.name, one.contact_id, when(one.at, zone)) for one in found]
    rows += [("keep in touch", one.name, one.contact_id, when(one.since, zone)) for one in due]
    ids = shortened([row[2] for row in rows])
    show_table(("KIND", "WITH", "CONTACT", "SINCE OR AT"), [(kind, name, ids[one], at) for kind, name, one, at in rows])
    say("", 'Ask for one: warmthread drafts ask KIND "a few words" --to CONTACT')


def _contact(session: Session, wanted: str) -> str:
    known = session.scalars(select(Contact.id).where(Contact.person_id == LOCAL_PERSON)).all()
    return choose(wanted, known, "contact")


def _interview(session: Session, wanted: str) -> str:
    known = [one["id"] for one in interviews.listing(session, LOCAL_PERSON, include_left_out=True)]
    return choose(wanted, known, "interview")


def _came_of(context: Context, ask_id: str) -> Json:
    """The draft that was written for it, or why there is none."""
    with context.database.reading() as session:
        query = select(Draft).where(
            Draft.person_id == LOCAL_PERSON, Draft.fingerprint.endswith(f"|{purpose_of(ask_id)}")
        )
        row = session.scalars(query.where(Draft.state == "needs_review")).first()
        plan = select(FollowUp.reason).where(
            FollowUp.person_id == LOCAL_PERSON, FollowUp.for_start == purpose_of(ask_id)
        )
        told = shown(session, context.vault, row, context.clock()) if row else None
        return {"ask": ask_id, "draft": told, "reason": "" if row else (session.scalar(plan) or "")}
