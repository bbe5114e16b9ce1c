"""What Warmthread learned from the person's answers: every lesson in words, what it does, from which talks it is, and how
often logging unasked was right. One lesson or all are forgotten and brought back with a click; learning is switched off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from service import at_once, learned, lessons, preferences
from service.learned import NothingLearned
from service.lessons import CONTACT, RULE, Lesson
from service.schema import Contact, Interview, Json
from service.web import naming
from service.web.paging import paged
from service.web.sentences import N_
from service.web.settings import LEADS, TITLES, kept
from service.web.visit import NotFound, Number, Refused, Visit, Visiting, pages_router
from service.zones import zone_of

PAGE = "/settings/learned"
AT_ONCE = 50
_SOURCES = 3
"""So many talks are named at each lesson, the newest ones."""
_EFFECTS = {
    -2: N_("Such talks are clearly less likely to be logged or asked about."),
    -1: N_("Such talks are a little less likely to be logged or asked about."),
    1: N_("Such talks are a little more likely to be logged or asked about."),
    2: N_("Such talks are clearly more likely to be logged or asked about."),
}
Short = Annotated[str, Query(max_length=300)]


@dataclass(frozen=True, slots=True)
class Row:
    """One lesson as it is shown."""

    sentence: str
    effect: str
    is_known: bool
    sources: list[Json]
    more: int
    """How many further talks it is from."""
    look: str
    forget: str


def routes() -> APIRouter:
    """The page, the switch, forgetting, and taking it back."""
    router = pages_router()

    @router.get(PAGE)
    def show(visit: Visiting, page: Annotated[int, Query(ge=1, le=10_000)] = 1) -> Response:
        with visit.reading() as session:
            return _page(visit, session, page)

    @router.post(PAGE)
    def switch(visit: Visiting, learning: Annotated[str, Form(max_length=10)] = "") -> Response:
        with visit.writing("switch_learning") as session:
            changed = preferences.change(session, visit.person_id, visit.now, learning=learning)
            learned.look_again(session, visit.person_id, visit.now)
            at_once.take_up(session, visit.context.vault, visit.now)
        return kept(visit, PAGE, changed)

    _add_forgetting(router)
    return router


def _add_forgetting(router: APIRouter) -> None:
    @router.post(f"{PAGE}/forget")
    def forget(visit: Visiting, about: Short = "", key: Short = "") -> Response:
        try:
            with visit.writing("forget_lesson") as session:
                row_id = learned.forget(session, visit.person_id, (about, key), visit.now)
                at_once.take_up(session, visit.context.vault, visit.now)
        except NothingLearned as error:
            raise NotFound(str(error)) from None
        return visit.back(PAGE, visit.words._("Forgotten. Your answers themselves stay."), undo=_undo(row_id))

    @router.post(f"{PAGE}/forget-all")
    def forget_all(visit: Visiting) -> Response:
        try:
            with visit.writing("forget_lessons") as session:
                row_id = learned.forget_all(session, visit.person_id, visit.now)
                at_once.take_up(session, visit.context.vault, visit.now)
        except NothingLearned as error:
            raise Refused(str(error)) from None
        return visit.back(
            PAGE, visit.words._("All of it is forgotten. Your answers themselves stay."), undo=_undo(row_id)
        )

    @router.post(f"{PAGE}/forgotten/{{activity_id}}/undo")
    def undo(visit: Visiting, activity_id: Number) -> Response:
        with visit.writing("undo_forgetting") as session:
            if not learned.undo_forgetting(session, visit.person_id, activity_id, visit.now):
                raise NotFound(N_("There is nothing to take back."))
            at_once.take_up(session, visit.context.vault, visit.now)
        return visit.back(PAGE, visit.words._("It counts again."))


def _undo(activity_id: int) -> str:
    return f"{PAGE}/forgotten/{activity_id}/undo"


# --- the page -------------------------------------------------------------------------------------------------------


def _page(visit: Visit, session: Session, page: int) -> Response:
    decided = learned.decisions(session, visit.person_id)
    found = sorted(lessons.learn(decided).values(), key=lambda one: (one.agreeing[-1].at, one.key), reverse=True)
    page = page if len(found) > (page - 1) * AT_ONCE else 1
    here = found[(page - 1) * AT_ONCE : page * AT_ONCE]
    return visit.page(
        "settings/learned",
        titles=TITLES,
        lead=LEADS["learned"],
        is_learning=preferences.read(session, visit.person_id).learning,
        rows=_rows(visit, session, here),
        has_any=any(one.teaches() for one in decided),
        record=lessons.record_of(decided),
        least=lessons.LEAST_TO_TELL,
        months=learned.by_month(session, visit.person_id, zone_of(visit.zone), visit.now),
        paging=paged(page, AT_ONCE, len(here), len(found), lambda number: f"{PAGE}?page={number}"),
    )


def _rows(visit: Visit, session: Session, found: Sequence[Lesson]) -> list[Row]:
    """The lessons in words; names, titles and rules are looked up for all of them at once."""
    names = _names(session, visit.person_id, found)
    rules = _rules(session, visit.person_id, found)
    shown = {one.interview_id for lesson in found for one in lesson.agreeing[-_SOURCES:]}
    quoted = partial(_quoted, visit, learned.titles(session, visit.person_id, shown))
    return [_row(one, names.get(one.key, ""), rules.get(one.key, ""), quoted) for one in found]


def _row(lesson: Lesson, name: str, rule: str, quoted: partial[Json]) -> Row:
    newest = [one.interview_id for one in reversed(lesson.agreeing[-_SOURCES:])]
    return Row(
        lessons.text_of(lesson, name, rule),
        _EFFECTS[lesson.points],
        lesson.is_known,
        [quoted(one) for one in newest],
        len(lesson.agreeing) - len(newest),
        f"/interviews/{newest[0]}",
        f"{PAGE}/forget?{urlencode({'about': lesson.about, 'key': lesson.key})}",
    )


def _quoted(visit: Visit, titles: dict[str, str], interview_id: str) -> Json:
    title = titles.get(interview_id, "") or visit.words._("A conversation")
    return {
        "text": visit.words._("You decided about this one:"),
        "evidence": naming.quoted(visit.words, {"source": f"interview:{interview_id}", "quote": title}),
    }


def _names(session: Session, person_id: str, found: Iterable[Lesson]) -> dict[str, str]:
    """What the contacts of these lessons are called; one without a name by its address in the talk."""
    of_contacts = {one.key: one.source for one in found if one.about == CONTACT}
    query = (
        select(Contact.id, Contact.name, Interview.address)
        .join(Interview, Interview.contact_id == Contact.id)
        .where(Contact.person_id == person_id, Interview.id.in_(of_contacts.values()))
    )
    return {row[0]: row[1] or row[2] for row in session.execute(query)} if of_contacts else {}


def _rules(session: Session, person_id: str, found: Iterable[Lesson]) -> dict[str, str]:
    """What the rules of these lessons said where they fired first."""
    sources = {one.source: one.key for one in found if one.about == RULE}
    query = select(Interview.reasons).where(Interview.person_id == person_id, Interview.id.in_(sources))
    reasons = (reason for told in session.scalars(query) for reason in told) if sources else ()
    return {reason["rule"]: reason["text"] for reason in reasons}
