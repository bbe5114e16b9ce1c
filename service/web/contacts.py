"""One person whom the person knows, on a page: what is known and where it is from, who they may be as well, and what can
be said about them. Everything that is said here can be taken back, but for that they are erased.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Annotated
from urllib.parse import quote
from zoneinfo import available_timezones

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response

from service import about_people, contact_pairs, contacts, erasing, held_about, people, purging, suggesting
from service.about_people import NotKept
from service.contact_pairs import NoSuchContact, NotMergeable
from service.erasing import OnItsWay, Receipt
from service.reach import reach
from service.schema import Contact
from service.web import naming, promise_words, sameness
from service.web.exclusion_list import brought_back
from service.web.held_letter import NAMES, letter
from service.web.sentences import N_
from service.web.visit import NotFound, Number, Refused, Visit, Visiting, pages_router
from service.web.words import Words

NOBODY = N_("There is no such person here.")
Text = Annotated[str, Form(max_length=400)]
Long = Annotated[str, Form(max_length=25_000)]
Id = Annotated[str, Form(max_length=100)]
Language = Annotated[str, Query(max_length=10)]


def routes() -> APIRouter:
    """The page of one person and what can be said about them."""
    router = pages_router()

    @router.get("/people/{contact_id}")
    def show(visit: Visiting, contact_id: str) -> Response:
        return _page(visit, contact_id)

    _add_words(router)
    _add_pairs(router)
    _add_tracking(router)
    _add_their_data(router)
    return router


def _page(
    visit: Visit,
    contact_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    with visit.reading() as session, _known():
        found = people.profile(session, visit.context.vault, visit.person_id, contact_id)
        person = found.contact
        suggested = [] if person.is_untracked else suggesting.suggestions(session, visit.person_id, person.id)
        barred = about_people.rule_against(session, visit.person_id, person.id)
        stored = reach(session, visit.context.vault, visit.person_id, barred) if person.is_untracked else None
    shown = {name: getattr(person, name) for name in about_people.FIELDS}
    said = {name: visit.words.sentence(text) for name, text in (errors or {}).items()}
    return visit.page(
        "contacts/one",
        status,
        found=found,
        person=person,
        suggested=suggested,
        stored=stored,
        values={**shown, "note": found.note, **(values or {})},
        due_day=partial(naming.due_day, visit.words),
        why_task=partial(promise_words.why, visit.words),
        errors=said,
        zones=sorted(available_timezones()),
        reasons={one.pair.id: sameness.of_joined(visit, one) for one in found.joined},
        likeness={one.contact_id: sameness.of_suggestion(visit, one) for one in suggested},
    )


@contextmanager
def _known() -> Iterator[None]:
    """Somebody who is not there, or not the person's, is a page that says so."""
    try:
        yield
    except NoSuchContact:
        raise NotFound(NOBODY) from None
    except NotMergeable as refused:
        raise Refused(str(refused)) from None


def _path(contact_id: str) -> str:
    return f"/people/{quote(contact_id, safe='')}"


# --- names, work, zone, note --------------------------------------------------------------------------------------


def _add_words(router: APIRouter) -> None:
    @router.post("/people/{contact_id}")
    def describe(
        visit: Visiting,
        contact_id: str,
        name: Text = "",
        organisation: Text = "",
        title: Text = "",
        timezone: Text = "",
    ) -> Response:
        values = {"name": name, "organisation": organisation, "title": title, "timezone": timezone}
        try:
            with visit.writing("describe_contact") as session, _known():
                changed = about_people.describe(session, visit.person_id, contact_id, visit.now, values)
        except NotKept as refused:
            return _page(visit, contact_id, values=values, errors=refused.errors, status=422)
        return _kept(visit, contact_id, changed)

    @router.post("/people/{contact_id}/organisation/undo")
    def not_there(visit: Visiting, contact_id: str) -> Response:
        with visit.writing("describe_contact") as session, _known():
            changed = about_people.describe(session, visit.person_id, contact_id, visit.now, {"organisation": ""})
        return _kept(visit, contact_id, changed)

    @router.post("/people/{contact_id}/title/undo")
    def not_their_work(visit: Visiting, contact_id: str) -> Response:
        with visit.writing("describe_contact") as session, _known():
            changed = about_people.not_their_work(session, visit.person_id, contact_id, visit.now)
        return _kept(visit, contact_id, changed)

    @router.post("/people/{contact_id}/note")
    def note(visit: Visiting, contact_id: str, note: Long = "") -> Response:
        try:
            with visit.writing("note_on_contact") as session, _known():
                changed = about_people.write_note(
                    session, visit.context.vault, visit.person_id, contact_id, note, visit.now
                )
        except NotKept as refused:
            return _page(visit, contact_id, values={"note": note}, errors=refused.errors, status=422)
        return _kept(visit, contact_id, changed)

    @router.post("/people/{contact_id}/introductions/{introduction_id}/undo")
    def not_introduced(visit: Visiting, contact_id: str, introduction_id: str) -> Response:
        with visit.writing("not_introduced") as session, _known():
            changed = about_people.not_introduced(session, visit.person_id, introduction_id, visit.now)
        return _kept(visit, contact_id, changed)

    @router.post("/people/{contact_id}/introductions/by")
    def introduced_by(visit: Visiting, contact_id: str, introduction: Id = "", introducer: Text = "") -> Response:
        with visit.writing("introduced_by") as session, _known():
            other = _id_of(visit, contacts.contact_of(session, visit.person_id, introducer))
            changed = about_people.introduced_by(session, visit.person_id, introduction, other, visit.now)
        return _kept(visit, contact_id, changed)

    @router.post("/people/changes/{activity_id}/undo")
    def undo(visit: Visiting, activity_id: Number) -> Response:
        with visit.writing("undo_contact") as session, _known():
            contact_id = about_people.undo(session, visit.person_id, activity_id, visit.now)
        if contact_id is None:
            raise NotFound(N_("There is no such change, or it was taken back already."))
        return visit.back(_path(contact_id), visit.words._("Taken back."))


def _kept(visit: Visit, contact_id: str, changed: int | None) -> Response:
    if changed is None:
        return visit.back(_path(contact_id), visit.words._("Nothing was changed."))
    return visit.back(_path(contact_id), visit.words._("Kept."), undo=f"/people/changes/{changed}/undo")


# --- one person or two --------------------------------------------------------------------------------------------


def _add_pairs(router: APIRouter) -> None:
    @router.post("/people/{contact_id}/merge")
    def merge(visit: Visiting, contact_id: str, other: Id = "", email: Text = "") -> Response:
        with visit.writing("merge_contacts") as session, _known():
            other_id = other or _id_of(visit, contacts.contact_of(session, visit.person_id, email))
            pair = contact_pairs.merge(session, visit.person_id, contact_id, other_id, visit.now)
        told = visit.words._("They are one person now. Their conversations are being counted together.")
        return visit.back(_path(pair.kept_id), told, undo=f"{_path(pair.kept_id)}/pairs/{pair.id}/undo")

    @router.post("/people/{contact_id}/pairs/{pair_id}/undo")
    def unmerge(visit: Visiting, contact_id: str, pair_id: str) -> Response:
        with visit.writing("unmerge_contacts") as session, _known():
            pair = contact_pairs.unmerge(session, visit.person_id, pair_id, visit.now)
            kept, other = pair.kept_id, pair.other_id
        told = visit.words._("They are two people again, each as before.")
        return visit.back(_path(contact_id), told, undo=f"{_path(kept)}/join?other={quote(other, safe='')}")

    @router.post("/people/{contact_id}/join")
    def join(visit: Visiting, contact_id: str, other: str = "") -> Response:
        return merge(visit, contact_id, other)

    @router.post("/people/{contact_id}/refuse")
    def refuse(visit: Visiting, contact_id: str, other: Id = "") -> Response:
        with visit.writing("refuse_pair") as session, _known():
            pair = contact_pairs.refuse(session, visit.person_id, contact_id, other, visit.now)
        told = visit.words._("They stay two people. You will not be asked again.")
        return visit.back(_path(contact_id), told, undo=f"{_path(contact_id)}/refusals/{pair.id}/undo")

    @router.post("/people/{contact_id}/refusals/{pair_id}/undo")
    def take_back(visit: Visiting, contact_id: str, pair_id: str) -> Response:
        with visit.writing("take_back_refusal") as session, _known():
            contact_pairs.take_back_refusal(session, visit.person_id, pair_id, visit.now)
        return visit.back(_path(contact_id), visit.words._("Taken back."))


def _id_of(visit: Visit, contact: Contact | None) -> str:
    if contact is None or contact.person_id != visit.person_id:
        raise Refused(N_("Nobody you know has that address."))
    return contact.id


# --- followed or not ----------------------------------------------------------------------------------------------


def _add_tracking(router: APIRouter) -> None:
    @router.post("/people/{contact_id}/stop")
    def stop(visit: Visiting, contact_id: str) -> Response:
        with visit.writing("stop_tracking") as session, _known():
            contact = about_people.stop_tracking(session, visit.person_id, contact_id, visit.now)
        told = visit.words._("Nothing more of them is logged, and what waited for them is withdrawn.")
        return visit.back(_path(contact.id), told, undo=f"{_path(contact.id)}/follow")

    @router.post("/people/{contact_id}/follow")
    def follow(visit: Visiting, contact_id: str) -> Response:
        with visit.writing("track_again") as session, _known():
            found = about_people.track_again(session, visit.person_id, contact_id, visit.now)
        return visit.back(_path(contact_id), brought_back(visit, found), undo=f"{_path(contact_id)}/stop")

    @router.post("/people/{contact_id}/purge")
    def purge(visit: Visiting, contact_id: str, drafts: Id = "") -> Response:
        with visit.writing("purge_contact") as session, _known():
            barred = about_people.rule_against(session, visit.person_id, contact_id)
            if not about_people.owned(session, visit.person_id, contact_id).is_untracked:
                raise Refused(N_("Stop following them first: otherwise it would all be read again."))
            done = purging.purge(
                session, visit.context.vault, visit.person_id, barred, visit.now, with_drafts=drafts == "on"
            )
        told = visit.words._("What was stored of them is removed. Their addresses stay on the never-log list.")
        if done.kept:
            told = visit.words._("What was stored is removed, but for what has a draft that waits or is on its way.")
        return visit.back("/settings/exclusions", told)


# --- their data ---------------------------------------------------------------------------------------------------


def _add_their_data(router: APIRouter) -> None:
    @router.get("/people/{contact_id}/report")
    def report(visit: Visiting, contact_id: str, language: Language = "") -> Response:
        spoken = language if language in NAMES else visit.language
        with visit.reading() as session, _known():
            held = held_about.report(session, visit.context.vault, visit.person_id, contact_id)
        text = letter(Words(spoken, visit.zone, visit.now), held, visit.person_name)
        return visit.page(
            "contacts/report", held=held, contact_id=contact_id, letter=text, language=spoken, languages=NAMES.items()
        )

    @router.post("/people/{contact_id}/erase")
    def erase(visit: Visiting, contact_id: str, sure: Id = "") -> Response:
        if sure != "on":
            raise Refused(N_("Nothing was erased: say that you are sure."))
        try:
            with _known():
                done = erasing.erase_contact(visit.context, visit.person_id, contact_id, visit.now)
        except OnItsWay as waits:
            raise Refused(str(waits)) from None
        return visit.back("/network", _erased(visit, done))


def _erased(visit: Visit, done: Receipt) -> str:
    words, gone = visit.words, done.records
    told = words._(
        "Erased: %(conversations)s, %(mails)s, %(entries)s, and everything that was known of them.",
        conversations=words.ngettext("%(num)s conversation", "%(num)s conversations", gone.conversations),
        mails=words.ngettext("%(num)s mail", "%(num)s mails", gone.messages),
        entries=words.ngettext("%(num)s calendar entry", "%(num)s calendar entries", gone.calendar_events),
    )
    if done.is_wiped:
        return told
    later = words._("The space where it lay is written over at the next start, or within a day.")
    return f"{told} {later}"
