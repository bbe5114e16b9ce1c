"""`contacts`: the people of the logged interviews, their addresses, and who brought whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.accounts import LOCAL_PERSON
from service.cli.choosing import choose, shortened
from service.cli.output import AsJson, count, print_json, say, show_table, when
from service.cli.runtime import runtime_of
from service.contacts import members, surviving
from service.context import Context
from service.schema import Contact, Identity, Interview, Introduction

Json = dict[str, Any]
All = Annotated[bool, typer.Option("--all", help="Also people without a logged interview.")]


def group() -> typer.Typer:
    """The commands under `contacts`."""
    app = typer.Typer(help="The people of your interviews.", invoke_without_command=True, callback=_list_alone)
    app.command("list")(list_contacts)
    app.command("show")(show)
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
    contact: Annotated[str, typer.Argument(metavar="ID", help="a contact's id, or the beginning of it")],
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
