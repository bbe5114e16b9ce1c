"""“Are these informational interviews?”: what the rules left open, the surest first, answered one by one or many at once.

An answer is the person's word: it counts for these conversations, wins over every rule, and is taken back in one step
for the whole batch. What it says of later ones of the same kind is bounded and shown apart (`lessons`); the person may
also say whose mail is never to be logged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from service import at_once, domains, exclusions, word_of_person
from service.addresses import domain_of
from service.classify import ASK, LOG
from service.exclusions import NotExcludable
from service.schema import Contact, Correction, Interview, Json
from service.web import naming
from service.web.sentences import N_
from service.web.visit import NotFound, Refused, Visit, Visiting, pages_router
from service.word_of_person import MakesNoSense, NoSuchCorrection, NoSuchInterview

AT_ONCE = 50
YES, NO = "is_interview", "is_not_interview"
ANSWERS = {"yes": YES, "no": NO}
NO_SUCH = N_("There is no such conversation, or it was answered already.")
Page = Annotated[int, Query(ge=1, le=10_000)]
Text = Annotated[str, Form(max_length=200)]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One conversation that the rules were not sure of."""

    id: str
    title: str
    contact_id: str
    name: str
    address: str
    start: datetime | None
    zone: str
    reasons: list[Json]
    score: int
    agreed: Json = field(default_factory=dict)
    """The words of both sides on a time that only mail knows; empty where there are none."""

    @property
    def how_sure(self) -> str:
        """likely, open or unlikely: how near it came to being logged by itself."""
        if self.score >= LOG:
            return "likely"
        return "open" if self.score > ASK else "unlikely"

    @property
    def domain(self) -> str:
        """The domain that could be barred as a whole; "" where strangers share it."""
        return "" if domains.is_free_mail(self.address) else domain_of(self.address)


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of them."""

    candidates: tuple[Candidate, ...]
    total: int
    page: int

    @property
    def first(self) -> int:
        return (self.page - 1) * AT_ONCE + 1 if self.candidates else 0

    @property
    def last(self) -> int:
        return (self.page - 1) * AT_ONCE + len(self.candidates)

    @property
    def earlier(self) -> str:
        return f"/candidates?page={self.page - 1}" if self.page > 1 else ""

    @property
    def later(self) -> str:
        return f"/candidates?page={self.page + 1}" if self.last < self.total else ""


def routes() -> APIRouter:
    """The list, its answers, and their undo."""
    router = pages_router()

    @router.get("/candidates")
    def show(visit: Visiting, page: Page = 1) -> Response:
        with visit.reading() as session:
            listed = listing(session, visit.person_id, page)
            if page > 1 and not listed.candidates:
                listed = listing(session, visit.person_id, 1)
        words = visit.words
        keys = (("y", words._("yes, it is one")), ("n", words._("no, leave it out")), ("x", words._("select")))
        return visit.page(
            "candidates/list",
            listed=listed,
            quoted=partial(naming.quoted, words),
            agreed_words=partial(naming.agreed_words, words),
            reasons_of=_reasons(visit),
            keys=keys,
        )

    @router.post("/candidates")
    def answer(
        visit: Visiting, chosen: Annotated[list[str] | None, Form()] = None, answer: Text = "", only: Text = ""
    ) -> Response:
        said, _, one = only.partition(":")
        return _answer(visit, said or answer, [one] if one else chosen or [])

    @router.post("/candidates/{interview_id}/agreed")
    def agreed(visit: Visiting, interview_id: str, answer: Text = "", back: Text = "") -> Response:
        target = f"/interviews/{interview_id}" if back == "interview" else "/candidates"
        return _agreed(visit, interview_id, answer, target)

    @router.post("/candidates/{interview_id}/never")
    def never(visit: Visiting, interview_id: str, scope: Text = "address") -> Response:
        return _never(visit, interview_id, scope)

    @router.post("/candidates/batches/{batch}/undo")
    def undo(visit: Visiting, batch: str, exclusion: Annotated[str, Query(max_length=60)] = "") -> Response:
        try:
            with visit.writing("undo_answers") as session:
                number = word_of_person.undo_batch(session, visit.person_id, batch, visit.now)
                if exclusion:
                    exclusions.remove(session, visit.person_id, exclusion)
                at_once.take_up(session, visit.context.vault, visit.now)
        except NoSuchCorrection:
            raise NotFound(N_("There is nothing to take back.")) from None
        told = visit.words.ngettext("%(n)s answer is taken back.", "%(n)s answers are taken back.", number)
        return visit.back("/candidates", told)

    return router


def listing(session: Session, person_id: str, page: int) -> Listed:
    """One page of what is still asked about, the surest and newest first."""
    conditions = _open(person_id)
    query = (
        select(Interview, func.coalesce(Contact.name, ""))
        .outerjoin(Contact, Contact.id == Interview.contact_id)
        .where(*conditions)
        .order_by(Interview.score.desc(), Interview.start.desc().nulls_last(), Interview.id)
        .limit(AT_ONCE)
        .offset((page - 1) * AT_ONCE)
    )
    total = session.scalar(select(func.count(Interview.id)).where(*conditions)) or 0
    return Listed(tuple(_candidate(row, name) for row, name in session.execute(query)), total, page)


def _candidate(row: Interview, name: str) -> Candidate:
    return Candidate(
        row.id,
        row.title,
        row.contact_id,
        name,
        row.address,
        row.start,
        row.timezone,
        row.reasons,
        row.score,
        row.data.get("agreed", {}),
    )


def _open(person_id: str) -> tuple[ColumnElement[bool], ...]:
    """Asked about, and not answered yet: an answer counts from the click on, before the workers have looked anew."""
    answered = exists().where(
        Correction.person_id == person_id,
        Correction.meeting == Interview.meeting,
        Correction.kind.in_(ANSWERS.values()),
        Correction.undone_at.is_(None),
    )
    return (Interview.person_id == person_id, Interview.status == "proposed", Interview.same_as == "", ~answered)


def _reasons(visit: Visit) -> partial[list[Json]]:
    return partial(_told, visit)


def _told(visit: Visit, reasons: Sequence[Json]) -> list[Json]:
    """The reasons, each with its quote, as `decision` shows them."""
    return [
        {
            "text": reason.get("text", ""),
            "evidence": naming.quoted(visit.words, evidence) if (evidence := reason.get("evidence")) else None,
        }
        for reason in reasons
    ]


def _answer(visit: Visit, said: str, ids: Sequence[str]) -> Response:
    if said not in ANSWERS or not ids:
        raise Refused(N_("Select at least one conversation first."))
    try:
        with visit.writing("answer_candidates") as session:
            batch = word_of_person.correct_many(session, visit.person_id, ids[:500], ANSWERS[said], visit.now)
            at_once.take_up(session, visit.context.vault, visit.now)
    except NoSuchInterview:
        raise NotFound(NO_SUCH) from None
    number = len(set(ids[:500]))
    told = (
        visit.words.ngettext("%(n)s is logged now.", "%(n)s are logged now.", number)
        if said == "yes"
        else visit.words.ngettext("%(n)s is left out.", "%(n)s are left out.", number)
    )
    return visit.back("/candidates", told, undo=f"/candidates/batches/{batch}/undo")


def _agreed(visit: Visit, interview_id: str, said: str, target: str) -> Response:
    if said not in ANSWERS:
        raise Refused(N_("Say whether this time is agreed."))
    try:
        with visit.writing("answer_agreed") as session:
            batch = word_of_person.answer_agreed(
                session, visit.person_id, interview_id, visit.now, is_agreed=said == "yes"
            )
            at_once.take_up(session, visit.context.vault, visit.now)
    except NoSuchInterview:
        raise NotFound(NO_SUCH) from None
    except MakesNoSense as error:
        raise Refused(str(error)) from None
    _ = visit.words._
    told = _("It is logged at this time.") if said == "yes" else _("This time is not agreed, and nothing is logged.")
    return visit.back(target, told, undo=f"/candidates/batches/{batch}/undo")


def _never(visit: Visit, interview_id: str, scope: str) -> Response:
    try:
        with visit.writing("never_log") as session:
            row = word_of_person.owned(session, visit.person_id, interview_id)
            value = _barred(_candidate(row, ""), scope)
            before = {line.id for line in exclusions.listing(session, visit.person_id)}
            line = exclusions.add(session, visit.person_id, scope, value, visit.now)
            batch = word_of_person.correct_many(session, visit.person_id, [row.id], NO, visit.now)
            at_once.take_up(session, visit.context.vault, visit.now)
    except NoSuchInterview:
        raise NotFound(NO_SUCH) from None
    except NotExcludable as error:
        raise Refused(str(error)) from None
    told = visit.words._("Left out. From now on nothing with %(value)s is logged.", value=value)
    added = "" if line.id in before else f"?exclusion={line.id}"
    return visit.back("/candidates", told, undo=f"/candidates/batches/{batch}/undo{added}")


def _barred(one: Candidate, scope: str) -> str:
    """What is put on the never-log list. Raises Refused where it cannot be."""
    value = {"address": one.address, "domain": one.domain}.get(scope, "")
    if not value:
        raise Refused(N_("There is no such address or domain to leave out."))
    return value
