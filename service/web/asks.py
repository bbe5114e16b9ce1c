"""What the person asks to be written: a line before or after a talk, an answer, a first mail, a sign of life, news to
everybody who helped. A click writes the draft and leads to its review; taking it back withdraws it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from service import asks, drafting, helped, in_touch, occasions
from service.asks import CannotAsk, NoSuchAsk
from service.drafting.due import purpose_of
from service.helped import Helped
from service.in_touch import Rhythm
from service.schema import Ask, Draft, FollowUp
from service.web import naming, storyline
from service.web.sentences import N_
from service.web.visit import MOST, NotFound, Refused, Visit, Visiting, local_path, pages_router
from service.word_of_person import NoSuchInterview
from service.zones import zone_of

Short = Annotated[str, Form(max_length=200)]
Long = Annotated[str, Form(max_length=8_000)]
MOST_AT_ONCE = 60
_ALL_CHOSEN = 10
"""Of more people than this nobody is chosen beforehand."""
_REFUSED = frozenset({"", "needs_decision"})
_RHYTHMS = (30, 60, 120, 180, 365)
NOTHING_HERE = N_("There is nothing like it here.")


@dataclass(frozen=True, slots=True)
class Written:
    """What came of an ask: its draft, or the reason why there is none."""

    draft_id: str
    reason: str
    is_refused: bool = False
    """A text was written, and none passed the checks."""


def routes() -> APIRouter:
    """Asking, taking back, setting offers aside; the people to write to again; news."""
    router = pages_router()

    @router.post("/asks")
    def ask(
        visit: Visiting, kind: Short, contact: Short = "", interview: Short = "", text: Long = "", about: Short = "",
        back: Short = "/",
    ) -> Response:  # fmt: skip
        with visit.writing("ask") as session:
            row = _asked(visit, session, kind, contact, interview, text, about)
            found = _outcome(session, row)
        undo = f"/asks/{row.id}/take-back"
        if found.draft_id:
            return visit.back(
                f"/drafts/{found.draft_id}", visit.words._("Written. Read it before it goes out."), undo=undo
            )
        reason = storyline.silence(visit.words, found.reason)
        if found.is_refused:
            reason = visit.words._(
                "No wording passed the checks. See that your name and sign-off are set, or say a little more."
            )
        return visit.back(local_path(back), visit.words._("Nothing was written. %(reason)s", reason=reason), undo=undo)

    @router.post("/asks/{ask_id}/take-back")
    def take_back(visit: Visiting, ask_id: str) -> Response:
        with visit.writing("take_back_ask") as session:
            _taken_back(visit, session, ask_id)
        return visit.back("/drafts", visit.words._("Taken back."), undo=f"/asks/{ask_id}/again")

    @router.post("/asks/{ask_id}/again")
    def again(visit: Visiting, ask_id: str) -> Response:
        with visit.writing("ask_again") as session:
            try:
                row = asks.again(session, visit.person_id, ask_id, visit.now)
            except NoSuchAsk:
                raise NotFound(NOTHING_HERE) from None
            drafting.follow_up(session, visit.context.vault, row.interview_id, visit.now)
        return visit.back("/drafts", visit.words._("It is asked for again."))

    _add_occasions(router)
    _add_keeping_in_touch(router)
    _add_news(router)
    return router


def _asked(
    visit: Visit, session: Session, kind: str, contact: str, interview: str, text: str, about: str
) -> Ask:  # fmt: skip
    """Keeps the ask and writes its draft at once."""
    try:
        row = asks.ask(
            session, visit.context.vault, visit.person_id, kind, contact_id=contact, interview_id=interview, text=text,
            about=about, now=visit.now,
        )  # fmt: skip
    except (NoSuchAsk, NoSuchInterview):
        raise NotFound(NOTHING_HERE) from None
    except CannotAsk as error:
        raise Refused(str(error)) from None
    drafting.follow_up(session, visit.context.vault, row.interview_id, visit.now)
    return row


def _outcome(session: Session, row: Ask) -> Written:
    plan = session.scalar(
        select(FollowUp).where(
            FollowUp.person_id == row.person_id,
            FollowUp.interview_id == row.interview_id,
            FollowUp.for_start == purpose_of(row.id),
        )
    )
    drafts = select(Draft.id).where(
        Draft.person_id == row.person_id, Draft.interview_id == row.interview_id, Draft.kind == row.kind,
        Draft.contact_id == row.contact_id, Draft.state == "needs_review",
    )  # fmt: skip
    draft_id = session.scalar(drafts.order_by(Draft.updated_at.desc(), Draft.id).limit(1)) or ""
    if plan is None or plan.state != "drafted":
        return Written("", plan.reason if plan else "", is_refused=plan is not None and plan.reason in _REFUSED)
    return Written(draft_id, "")


def _taken_back(visit: Visit, session: Session, ask_id: str) -> None:
    try:
        row = asks.take_back(session, visit.person_id, ask_id, visit.now)
    except NoSuchAsk:
        raise NotFound(NOTHING_HERE) from None
    drafting.follow_up(session, visit.context.vault, row.interview_id, visit.now)


# --- offers ---------------------------------------------------------------------------------------------------------


def _add_occasions(router: APIRouter) -> None:
    @router.post("/occasions/dismiss")
    def dismiss(visit: Visiting, interview: Short, mark: Short, back: Short = "/") -> Response:
        with visit.writing("dismiss_offer") as session:
            _set_aside(visit, session, interview, mark)
        undo = f"/occasions/again?interview={interview}&mark={mark.replace('+', '%2B')}"
        return visit.back(local_path(back), visit.words._("Set aside."), undo=undo)

    @router.post("/occasions/again")
    def offer_again(visit: Visiting, interview: str = "", mark: str = "") -> Response:
        try:
            with visit.writing("offer_again") as session:
                occasions.offer_again(session, visit.person_id, interview, mark)
        except NoSuchInterview:
            raise NotFound(NOTHING_HERE) from None
        return visit.back("/", visit.words._("It is offered again."))


def _set_aside(visit: Visit, session: Session, interview: str, mark: str) -> None:
    try:
        occasions.dismiss(session, visit.person_id, interview, mark)
    except NoSuchInterview:
        raise NotFound(NOTHING_HERE) from None


# --- people to write to again ---------------------------------------------------------------------------------------


def _add_keeping_in_touch(router: APIRouter) -> None:
    @router.get("/keep-in-touch")
    def show(visit: Visiting) -> Response:
        with visit.reading() as session:
            queue = in_touch.queue(session, visit.person_id, visit.now)
        # At noon, so that the day stays this day wherever the person is.
        next_day = datetime.combine(queue.next_on, time(12), zone_of(visit.zone)) if queue.next_on else None
        return visit.page("asks/keep_in_touch", queue=queue, rhythms=_RHYTHMS, next_day=next_day)

    @router.post("/keep-in-touch/{contact_id}/skip")
    def skip(visit: Visiting, contact_id: str) -> Response:
        with visit.writing("skip_keeping_in_touch") as session, _known():
            before = in_touch.skip(session, visit.person_id, contact_id, visit.now)
        told = visit.words._("Skipped this time.")
        return visit.back("/keep-in-touch", told, undo=_restoring(contact_id, before))

    @router.post("/keep-in-touch/{contact_id}/rhythm")
    def rhythm(visit: Visiting, contact_id: str, days: Annotated[int, Form(ge=-MOST, le=MOST)]) -> Response:
        try:
            with visit.writing("set_rhythm") as session, _known():
                before = in_touch.set_rhythm(session, visit.person_id, contact_id, days)
        except ValueError as error:
            raise Refused(str(error)) from None
        return visit.back("/keep-in-touch", visit.words._("Kept."), undo=_restoring(contact_id, before))

    @router.post("/keep-in-touch/{contact_id}/restore")
    def restore(
        visit: Visiting, contact_id: str, days: Annotated[int, Query(ge=0, le=3650)] = 0, until: str = ""
    ) -> Response:
        with visit.writing("restore_rhythm") as session, _known():
            in_touch.restore(session, visit.person_id, contact_id, Rhythm(days, _day(until)))
        return visit.back("/keep-in-touch", visit.words._("As before."))


def _restoring(contact_id: str, before: Rhythm) -> str:
    until = before.not_before.isoformat() if before.not_before else ""
    return f"/keep-in-touch/{contact_id}/restore?days={before.days}&until={until}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@contextmanager
def _known() -> Iterator[None]:
    """Turns "no such contact" into the page that says so."""
    try:
        yield
    except NoSuchAsk:
        raise NotFound(NOTHING_HERE) from None


# --- news -----------------------------------------------------------------------------------------------------------


def _add_news(router: APIRouter) -> None:
    @router.get("/news")
    def show(visit: Visiting) -> Response:
        return _news_page(visit)

    @router.post("/news")
    def write(
        visit: Visiting, text: Long = "", contact: Annotated[list[str] | None, Form()] = None
    ) -> Response:  # fmt: skip
        chosen = [one for one in contact or [] if one][:MOST_AT_ONCE]
        if not text.strip() or not chosen:
            return _news_page(visit, text=text, chosen=chosen, status=422)
        with visit.writing("tell_news") as session:
            rows = [_asked(visit, session, "news", one, "", text, "") for one in chosen]
            written = sum(bool(_outcome(session, row).draft_id) for row in rows)
        told = visit.words.ngettext("%(num)s draft waits for you.", "%(num)s drafts wait for you.", written)
        return visit.back("/drafts", told, undo=f"/news/take-back?asks={','.join(row.id for row in rows)}")

    @router.post("/news/take-back")
    def take_back(visit: Visiting, asks: str = "") -> Response:
        with visit.writing("take_back_news") as session:
            for ask_id in asks.split(",")[:MOST_AT_ONCE]:
                _taken_back(visit, session, ask_id)
        return visit.back("/news", visit.words._("Taken back."))


def _news_page(visit: Visit, *, text: str = "", chosen: list[str] | None = None, status: int = 200) -> Response:
    with visit.reading() as session:
        found = helped.everyone_who_helped(session, visit.context.vault, visit.person_id)
    if chosen is None and len(found) > _ALL_CHOSEN:
        chosen = []
    return visit.page(
        "asks/news", status, people=found[:MOST_AT_ONCE], more=max(0, len(found) - MOST_AT_ONCE), text=text,
        chosen=chosen, did=partial(_did, visit), is_incomplete=status != 200,
    )  # fmt: skip


def _did(visit: Visit, one: Helped) -> list[dict[str, object]]:
    """What somebody did, in words with their evidence."""
    told: list[dict[str, object]] = []
    for deed in one.deeds:
        if deed.did == "introduced":
            text = visit.words._("Introduced you to %(name)s.", name=deed.whom)
        else:
            text = visit.words._("Talked with you.") if deed.did == "talked" else visit.words._("Gave you advice.")
        evidence = naming.quoted(visit.words, {"source": deed.source, "quote": deed.quote}) if deed.quote else None
        told.append({"text": text, "evidence": evidence})
    return told
