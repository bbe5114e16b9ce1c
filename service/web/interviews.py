"""All interviews: searched, filtered and paged, those left out among them; and one added by hand.

Each heading is an address of its own, so that it can be kept, sent around between tabs and read without JavaScript.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Address
from service import accounts, at_once, by_hand, contacts, interview_list, interviews, notebook
from service.addresses import address_key
from service.by_hand import NeverLogged
from service.interview_list import PAGE, SHOWS, STATUSES, Counts, Filters
from service.schema import Contact, Identity
from service.web.local_times import NotATime, comes_twice, instant_of, length_of
from service.web.paging import paged
from service.web.sentences import N_
from service.web.visit import Visit, Visiting, pages_router
from service.word_of_person import MakesNoSense

MOST_SUGGESTED = 500
LONGEST = 500
"""Letters of one part of an address."""
_ASKED = ("q", "show", "status", "role", "person", "year")
Wanted = Annotated[str, Query(max_length=LONGEST)]
Short = Annotated[str, Form(max_length=500)]
Long = Annotated[str, Form(max_length=25_000)]


def routes() -> APIRouter:
    """The list, and the form for one more."""
    router = pages_router()
    _add_form(router)

    @router.get("/interviews")
    def show(visit: Visiting, wanted: Annotated[Filters, Depends(_wanted)], page: Wanted = "1") -> Response:
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        return _list(visit, wanted, number)

    return router


def _wanted(request: Request) -> Filters:
    """What the address asks for; what is longer than any name is cut."""
    text, *others = (request.query_params.get(name, "")[:LONGEST] for name in _ASKED)
    return interview_list.filters(text, *others)


# --- the list -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    """One of the ways to look at them, and how many are under it."""

    text: str
    href: str
    number: int
    is_here: bool


def _list(visit: Visit, wanted: Filters, number: int) -> Response:
    with visit.reading() as session:
        found = interview_list.page(session, visit.person_id, wanted, visit.now, number)
        counted = interview_list.counts(session, visit.person_id, wanted, visit.now)
        person = _person(session, visit, wanted.person)
        has_account = accounts.has_any(session, visit.person_id)
    return visit.page(
        "interviews/list",
        wanted=wanted,
        found=found,
        person=person,
        has_account=has_account,
        back=address_of(wanted, found.number),
        paging=paged(found.number, PAGE, len(found.rows), found.total, partial(address_of, wanted)),
        shows=_headings(visit, wanted, counted),
        statuses=_statuses(visit),
        years=[("", visit.words._("all")), *((str(year), str(year)) for year in counted.years)],
    )


def _person(session: Session, visit: Visit, contact_id: str) -> str:
    """Whose interviews are looked at; "" for nobody of the person's own."""
    row = session.get(Contact, contact_id) if contact_id else None
    return (row.name or visit.words._("Somebody without a name")) if row and row.person_id == visit.person_id else ""


def address_of(wanted: Filters, number: int = 1) -> str:
    """The address that shows this again."""
    said = {
        "q": wanted.text, "show": wanted.show, "status": wanted.status, "role": wanted.role, "person": wanted.person,
        "year": str(wanted.year or ""), "page": str(number) if number > 1 else "",
    }  # fmt: skip
    query = urlencode({name: value for name, value in said.items() if value})
    return f"/interviews?{query}" if query else "/interviews"


def _headings(visit: Visit, wanted: Filters, counted: Counts) -> list[Heading]:
    _ = visit.words._
    texts = {
        "": _("All"),
        "upcoming": _("Coming"),
        "past": _("Past"),
        "unthanked": _("Not thanked yet"),
        "proposed": _("Asked about"),
        "left_out": _("Left out"),
    }
    return [
        Heading(texts[show], address_of(replace(wanted, show=show)), counted.by_show.get(show, 0), show == wanted.show)
        for show in SHOWS
    ]


def _statuses(visit: Visit) -> list[tuple[str, str]]:
    _ = visit.words._
    texts = {
        "invited": _("Invited"),
        "accepted": _("Planned"),
        "held_presumed": _("Probably held"),
        "held": _("Held"),
        "no_show": _("Did not happen"),
        "cancelled": _("Cancelled"),
        "proposed": _("Asked about"),
    }
    return [("", _("any")), *((status, texts[status]) for status in STATUSES)]


# --- one by hand ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the form, kept when something in it is not right."""

    name: str = ""
    address: str = ""
    title: str = ""
    day: str = ""
    hour: str = ""
    minutes: str = "30"
    zone: str = ""
    second: str = ""
    """Of an hour that comes twice: first or second."""
    note: str = ""


class Wrong(ValueError):
    """Something that was typed cannot be; `field` names the input."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def _add_form(router: APIRouter) -> None:
    @router.get("/interviews/add")
    def form(visit: Visiting, name: Wanted = "", address: Wanted = "") -> Response:
        return _form(visit, Typed(name=name, address=address, zone=visit.zone), {})

    @router.post("/interviews/add")
    def add(
        visit: Visiting,
        name: Short = "",
        address: Short = "",
        title: Short = "",
        day: Short = "",
        hour: Short = "",
        minutes: Short = "30",
        zone: Short = "",
        second: Short = "",
        note: Long = "",
    ) -> Response:
        typed = Typed(
            name.strip(), address.strip(), title.strip(), day, hour, minutes, zone or visit.zone, second, note
        )
        try:
            return _add(visit, typed)
        except (Wrong, NotATime) as error:
            return _form(visit, typed, {error.field: visit.words.sentence(str(error))}, 422)
        except MakesNoSense as error:
            return _form(visit, typed, {"note": visit.words.sentence(str(error))}, 422)


def _form(visit: Visit, typed: Typed, errors: dict[str, str], status: int = 200) -> Response:
    with visit.reading() as session:
        known = _suggested(session, visit.person_id)
    return visit.page(
        "interviews/add",
        status,
        typed=typed,
        errors=errors,
        known=known,
        zones=sorted(available_timezones()),
    )


def _suggested(session: Session, person_id: str) -> list[tuple[str, str]]:
    """Names and addresses of people that are known."""
    query = (
        select(Contact.name, Identity.email)
        .join(Identity, Identity.contact_id == Contact.id)
        .where(Contact.person_id == person_id, Identity.person_id == person_id, Contact.merged_into == "")
        .order_by(Contact.name, Identity.email)
        .limit(MOST_SUGGESTED)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _add(visit: Visit, typed: Typed) -> Response:
    start = instant_of(typed.day, typed.hour, typed.zone, second=typed.second == "second")
    if not typed.second and comes_twice(typed.day, typed.hour, typed.zone):
        raise Wrong(N_("The clocks go back then: that hour comes twice. Say which one you mean."), "second")
    end = start + length_of(typed.minutes)
    with visit.writing("add_interview") as session:
        contact = _contact(session, visit, typed)
        row = interviews.add_by_hand(
            session, visit.person_id, title=typed.title[:300], start=start, end=end, timezone=typed.zone, contact=contact,
            now=visit.now,
        )  # fmt: skip
        if end <= visit.now:
            interviews.correct(session, visit.person_id, row.id, "held", "", visit.now)
        if typed.note.strip():
            notebook.add_note(session, visit.context.vault, visit.person_id, row.id, typed.note, visit.now)
        interviews.refresh(session, visit.context.vault, row.id, visit.now)
        at_once.take_up(session, visit.context.vault, visit.now)
        stands = row.same_as or row.id
    if stands != row.id:
        told = visit.words._("That conversation was known already; what you entered is part of it now.")
        return visit.back(f"/interviews/{stands}", told)
    told = visit.words._("The conversation is added.")
    return visit.back(f"/interviews/{row.id}", told, undo=f"/interviews/{row.id}/take-back")


def _contact(session: Session, visit: Visit, typed: Typed) -> Address:
    """Who it was with. Raises Wrong."""
    if not typed.name and not typed.address:
        raise Wrong(N_("Say who it is with: a name is enough."), "name")
    if not typed.address:
        return Address("", typed.name[:200])
    try:
        found = validate_email(typed.address, check_deliverability=False, allow_smtputf8=True).normalized
    except EmailNotValidError:
        raise Wrong(N_("That is no address, such as ines@example.org."), "address") from None
    if address_key(found) in contacts.own_keys(session, visit.person_id):
        raise Wrong(N_("That is your own address."), "address")
    contact = Address(found, typed.name[:200])
    try:
        by_hand.refuse_barred(session, visit.context.vault, visit.person_id, contact)
    except NeverLogged as refused:
        raise Wrong(str(refused), "address") from None
    return contact
