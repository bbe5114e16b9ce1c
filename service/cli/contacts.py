"""`contacts`: the people of the logged interviews, their addresses, and who brought whom; what is held about one, as a
letter to them; and that one is not to be followed, or erased.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from service import about_people, erasing, held_about, preferences
from service.accounts import LOCAL_PERSON
from service.cli.choosing import choose, shortened
from service.cli.erase import receipt_json, receipt_lines
from service.cli.failures import Refused, usage
from service.cli.output import AsJson, count, print_json, say, show_table, visible, when
from service.cli.runtime import runtime_of
from service.contacts import members, surviving
from service.context import Context
from service.erasing import OnItsWay
from service.schema import Contact, Identity, Interview, Introduction, Person
from service.web.catalogues import LANGUAGES
from service.web.held_letter import letter
from service.web.words import Words, best_language

Json = dict[str, Any]
All = Annotated[bool, typer.Option("--all", help="Also people without a logged interview.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="a contact's id, or the beginning of it")]
Language = Annotated[
    str, typer.Option("--language", metavar="LANGUAGE", help=f"Of the letter: {', '.join(LANGUAGES)}.")
]


def group() -> typer.Typer:
    """The commands under `contacts`."""
    app = typer.Typer(help="The people of your interviews.", invoke_without_command=True, callback=_list_alone)
    app.command("list")(list_contacts)
    app.command("show")(show)
    app.command("report")(report)
    app.command("exclude")(exclude)
    app.command("follow")(follow)
    app.command("erase")(erase)
    return app


def _list_alone(ctx: typer.Context, everything: All = False, as_json: AsJson = False) -> None:
    if ctx.invoked_subcommand is None:
        list_contacts(ctx, everything, as_json)


def list_contacts(ctx: typer.Context, everything: All = False, as_json: AsJson = False) -> None:
    """List people, by name."""
    with runtime_of(ctx).opened() as context:
        found = [one for one in _all(context) if everything or one["interviews"]]
    if as_json:
        print_json(found)
        return
    if not found:
        say("No people yet: they come with the first interviews.")
        return
    ids = shortened([one["id"] for one in found])
    rows = (
        (ids[one["id"]], one["name"], one["organisation"], _addresses(one), len(one["interviews"])) for one in found
    )
    show_table(("ID", "NAME", "ORGANISATION", "ADDRESSES", "INTERVIEWS"), rows)


def show(
    ctx: typer.Context,
    contact: Id,
    as_json: AsJson = False,
) -> None:
    """Show one person."""
    with runtime_of(ctx).opened() as context:
        known = {one["id"]: one for one in _all(context)}
    found = known[choose(contact, known, "contact")]
    if as_json:
        print_json(found)
    else:
        say(*_told(found))


# --- their data -------------------------------------------------------------------------------------------------


def report(ctx: typer.Context, contact: Id, language: Language = "", as_json: AsJson = False) -> None:
    """Tell what is held about one person, as a letter that can be sent to them."""
    if language and language not in LANGUAGES:
        raise usage(f"Choose one of {', '.join(LANGUAGES)}.")
    with runtime_of(ctx).opened() as context, context.database.reading() as session:
        chosen = _chosen(session, contact)
        held = held_about.report(session, context.vault, LOCAL_PERSON, chosen)
        person = session.get_one(Person, LOCAL_PERSON)
        spoken = language or best_language(preferences.of(person).ui_language, "")
        text = letter(Words(spoken, person.timezone, context.clock()), held, person.name)
    if as_json:
        print_json({"id": chosen, **asdict(held), "letter": text})
    else:
        say(text)


def exclude(ctx: typer.Context, contact: Id, as_json: AsJson = False) -> None:
    """Log nothing of one person any more, and withdraw what waits for them. What is stored stays."""
    with runtime_of(ctx).opened() as context, context.database.writing(LOCAL_PERSON, "stop_tracking") as session:
        row = about_people.stop_tracking(session, LOCAL_PERSON, _chosen(session, contact), context.clock())
        found = {"id": row.id, "is_followed": False}
    if as_json:
        print_json(found)
    else:
        say("Nothing more of them is logged.", f"Take it back with: warmthread contacts follow {found['id']}")


def follow(ctx: typer.Context, contact: Id, as_json: AsJson = False) -> None:
    """Log one person again who was left out."""
    with runtime_of(ctx).opened() as context, context.database.writing(LOCAL_PERSON, "track_again") as session:
        chosen = _chosen(session, contact)
        about_people.track_again(session, LOCAL_PERSON, chosen, context.clock())
    if as_json:
        print_json({"id": chosen, "is_followed": True})
    else:
        say("They are logged again. What was kept out meanwhile is being read.")


def erase(
    ctx: typer.Context,
    contact: Id,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase one person: every mail and meeting with them and what was learned of it. It cannot be taken back."""
    with runtime_of(ctx).opened() as context:
        with context.database.reading() as session:
            chosen = _chosen(session, contact)
            name = session.get_one(Contact, chosen).name or chosen
        if not yes and not typer.confirm(f"Erase {visible(name)} for good?", default=False, err=True):
            raise Refused("Nothing was erased.")
        try:
            done = erasing.erase_contact(context, LOCAL_PERSON, chosen, context.clock())
        except OnItsWay as waits:
            raise Refused(str(waits)) from None
    if as_json:
        print_json(receipt_json(done))
    else:
        say(*receipt_lines(done), "", *_AFTER_ERASING)


_AFTER_ERASING = (
    (
        "A coded mark of their addresses stays on the never-log list (warmthread never-log), so that they are not logged again; "
        "nobody can read them out of it."
    ),
    (
        "What others wrote about them in mails of their own stays with those mails, and backups from before hold them until "
        "they are replaced; put back, they are erased again."
    ),
)


def _chosen(session: Session, wanted: str) -> str:
    mine = select(Contact.id).where(Contact.person_id == LOCAL_PERSON, Contact.merged_into == "")
    return choose(wanted, session.scalars(mine.order_by(Contact.id)), "contact")


def _told(one: Json) -> Iterator[str]:
    yield f"{one['name'] or 'Name unknown'}  ({one['id']})"
    if one["organisation"]:
        yield f"  {one['organisation']}"
    for address in one["addresses"]:
        bounced = f": bounced {when(address['bounced_at'])}, use another" if address["bounced_at"] else ""
        yield f"  {address['email']}{bounced}"
    yield f"  {count(len(one['interviews']), 'interview')}: {', '.join(one['interviews']) or 'none'}"
    for introduction in one["introduced_by"]:
        yield f"  introduced by {introduction['name']}: “{introduction['quote']}”"


def _addresses(one: Json) -> str:
    return ", ".join(found["email"] + (" (bounced)" if found["bounced_at"] else "") for found in one["addresses"])


# --- reads ------------------------------------------------------------------------------------------------------


def _all(context: Context) -> list[Json]:
    with context.database.reading() as session:
        rows = select(Contact).where(Contact.person_id == LOCAL_PERSON, Contact.merged_into == "")
        found = [_facts(session, contact) for contact in session.scalars(rows).all()]
    return sorted(found, key=lambda one: (one["name"].casefold(), one["id"]))


def _facts(session: Session, contact: Contact) -> Json:
    ids = members(session, LOCAL_PERSON, contact.id)
    identities = select(Identity).where(Identity.person_id == LOCAL_PERSON, Identity.contact_id.in_(ids))
    logged = select(Interview.id).where(
        Interview.person_id == LOCAL_PERSON, Interview.contact_id.in_(ids), Interview.status != "not_logged"
    )
    return {
        "id": contact.id,
        "name": contact.name,
        "organisation": contact.organisation,
        "timezone": contact.timezone,
        "addresses": [
            {"email": row.email, "bounced_at": row.bounced_at}
            for row in session.scalars(identities.order_by(Identity.key))
        ],
        "interviews": list(session.scalars(logged.order_by(Interview.start, Interview.id))),
        "introduced_by": [_introducer(session, row) for row in _introductions(session, ids)],
    }


def _introductions(session: Session, ids: list[str]) -> list[Introduction]:
    rows = select(Introduction).where(Introduction.person_id == LOCAL_PERSON, Introduction.contact_id.in_(ids))
    return list(session.scalars(rows.order_by(Introduction.at, Introduction.id)))


def _introducer(session: Session, row: Introduction) -> Json:
    introducer = surviving(session, session.get_one(Contact, row.introducer_id))
    return {"id": introducer.id, "name": introducer.name, "quote": row.quote, "at": row.at}
