"""The review of one draft: read it beside what it rests on, change it, and approve exactly those words.

Every click carries the whole text of the page, so that nothing typed is lost whatever is pressed; it is kept first,
and what was pressed is done with it. An approval names the digest of the text that stood on the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import outbox, placed, unclear
from service.drafting import review, rewrite
from service.drafting.tongues import Style
from service.schema import Draft
from service.web import draft_page, draft_words, naming
from service.web.draft_form import Posted, Whole, doing, possible
from service.web.draft_page import one_draft
from service.web.visit import MOST, Number, Visit, Visiting, pages_router

_STYLES: dict[str, Style] = {"": "", "shorter": "shorter", "warmer": "warmer", "more_formal": "more_formal"}


def routes() -> list[APIRouter]:
    """Reading; changing; approving; what is unclear; the mailbox; and putting away."""
    return [
        _reading(),
        _changing(),
        _choosing(),
        _approving(),
        _clearing_up(),
        _in_mailbox(),
        _later(),
        _putting_away(),
    ]


# --- reading ------------------------------------------------------------------------------------------------------


def _reading() -> APIRouter:
    router = pages_router()

    @router.get("/drafts/{draft_id}")
    def show(
        visit: Visiting,
        draft_id: str,
        compare: Annotated[int, Query(ge=0, le=MOST)] = 0,
        at: Annotated[str, Query(max_length=40)] = "",
        zone: Annotated[str, Query(max_length=40)] = "",
    ) -> Response:
        with visit.reading() as session:
            found = draft_page.gather(session, visit, draft_id, compare)
            return visit.page("drafts/review", r=found, at=at, zone=zone, **_helpers(visit))

    @router.get("/drafts/{draft_id}/way")
    def way(visit: Visiting, draft_id: str) -> Response:
        with visit.reading() as session:
            found = draft_page.gather(session, visit, draft_id)
            if found.is_open:
                # It came back to be decided again: the whole page is another one now.
                return Response(status_code=204, headers={"HX-Refresh": "true"})
            return visit.part("drafts/way", r=found, **_helpers(visit))

    return router


def _helpers(visit: Visit) -> dict[str, object]:
    words, now = visit.words, visit.now
    named: dict[str, Callable[..., str]] = {
        "caution_told": draft_words.caution_told,
        "change_told": draft_words.change_told,
        "finding_told": draft_words.finding_told,
        "version_named": draft_words.version_named,
        "style_named": draft_words.style_named,
        "why_drafted": draft_words.why_drafted,
        "draft_named": naming.draft_named,
        "source_named": naming.source_named,
    }
    later = [one for one in review.LATER if review.later_until(one, now, visit.zone) is not None]
    return {
        **{name: partial(told, words) for name, told in named.items()},
        "later": later,
        "reasons": review.NOT_NEEDED,
    }


# --- changing -----------------------------------------------------------------------------------------------------


def _changing() -> APIRouter:
    router = pages_router()

    @router.post("/drafts/{draft_id}")
    def save(visit: Visiting, draft_id: str, posted: Whole) -> Response:
        def done(session: Session, draft: Draft) -> Response:
            if posted.takeaway:
                return _weave(session, visit, draft, posted.takeaway)
            told = visit.words._("Kept.") if draft.version != posted.version else visit.words._("Nothing was changed.")
            return visit.back(f"/drafts/{draft_id}", told)

        return doing(visit, draft_id, posted, "save_draft", done)

    @router.post("/drafts/{draft_id}/takeaway")
    def takeaway(visit: Visiting, draft_id: str, posted: Whole) -> Response:
        def done(session: Session, draft: Draft) -> Response:
            if not posted.takeaway:
                is_kept = draft.version != posted.version
                told = visit.words._("Kept.") if is_kept else visit.words._("Write one line first.")
                return visit.back(f"/drafts/{draft_id}", told)
            return _weave(session, visit, draft, posted.takeaway)

        return doing(visit, draft_id, posted, "take_up_takeaway", done)

    @router.post("/drafts/{draft_id}/reword")
    def reword(
        visit: Visiting, draft_id: str, posted: Whole, style: Annotated[str, Form(max_length=40)] = ""
    ) -> Response:
        def done(session: Session, draft: Draft) -> Response:
            vault, known = visit.context.vault, _STYLES.get(style, "")
            before = draft.version
            made = rewrite.reword(session, vault, visit.person_id, draft.id, known, visit.now)
            told = visit.words._("It is as short as it can be said; the text stays as it is.")
            is_short = known == "shorter" and made.outcome == "same"
            return visit.back(f"/drafts/{draft_id}", told) if is_short else _rewritten(visit, draft, made, before)

        return doing(visit, draft_id, posted, "reword_draft", done)

    return router


def _choosing() -> APIRouter:
    """Among the texts that a draft had, and what it asks for."""
    router = pages_router()

    @router.post("/drafts/{draft_id}/versions/{number}")
    def take(visit: Visiting, draft_id: str, number: Number, posted: Whole) -> Response:
        def done(session: Session, draft: Draft) -> Response:
            before = draft.version
            review.take_version(session, visit.context.vault, visit.person_id, draft_id, number, visit.now)
            undo = f"/drafts/{draft_id}/versions/{before}/back"
            told = (
                visit.words._("This text stands now.")
                if before != number
                else visit.words._("The text stays as it is.")
            )
            return visit.back(f"/drafts/{draft_id}", told, undo=undo if before != number else "")

        return doing(visit, draft_id, posted, "take_version", done)

    @router.post("/drafts/{draft_id}/versions/{number}/back")
    def back(visit: Visiting, draft_id: str, number: Number) -> Response:
        with visit.writing("take_version") as session:
            one_draft(session, visit, draft_id)
            possible(visit, lambda: review.take_version(
                session, visit.context.vault, visit.person_id, draft_id, number, visit.now
            ))  # fmt: skip
        return visit.back(f"/drafts/{draft_id}", visit.words._("The text from before stands again."))

    @router.post("/drafts/{draft_id}/needs/{need}")
    def settle(visit: Visiting, draft_id: str, need: str, posted: Whole) -> Response:
        def done(session: Session, draft: Draft) -> Response:
            review.settle_need(session, visit.person_id, draft.id, need)
            undo = f"/drafts/{draft_id}/needs/{need}/undo"
            return visit.back(f"/drafts/{draft_id}", visit.words._("Taken off the list."), undo=undo)

        return doing(visit, draft_id, posted, "settle_need", done)

    @router.post("/drafts/{draft_id}/needs/{need}/undo")
    def unsettle(visit: Visiting, draft_id: str, need: str) -> Response:
        with visit.writing("ask_again") as session:
            one_draft(session, visit, draft_id)
            possible(visit, lambda: review.ask_again(session, visit.person_id, draft_id, need))
        return visit.back(f"/drafts/{draft_id}")

    return router


def _weave(session: Session, visit: Visit, draft: Draft, answer: str) -> Response:
    """The one line becomes a note, and the draft is written from it at once."""
    before = draft.version
    try:
        made = rewrite.take_up(session, visit.context.vault, visit.person_id, draft.id, answer, visit.now)
    except ValueError as error:
        return visit.back(f"/drafts/{draft.id}", visit.words.sentence(str(error)))
    if made.outcome == "same":
        told = visit.words._("Your line is kept as a note. It changed nothing in the text: weave it in by hand.")
        return visit.back(f"/drafts/{draft.id}", told)
    told = visit.words._("Your line is kept as a note and woven in. Read it once more.")
    return _rewritten(visit, draft, made, before, told)


def _rewritten(visit: Visit, draft: Draft, made: rewrite.Rewritten, before: int, told: str = "") -> Response:
    words = visit.words
    sentence = {
        "replaced": told or words._("Written anew. The text from before is kept."),
        "beside": words._("Your own words stay. The new text lies beside them."),
        "same": words._("No other wording of it was found; the text stays as it is."),
        "refused": words._("No such text passed the checks; the text stays as it is."),
    }[made.outcome]
    path = f"/drafts/{draft.id}" + (f"?compare={made.number}" if made.outcome == "beside" else "")
    undo = f"/drafts/{draft.id}/versions/{before}/back" if made.outcome == "replaced" else ""
    return visit.back(path, sentence, undo=undo)


# --- approving ----------------------------------------------------------------------------------------------------


def _approving() -> APIRouter:
    router = pages_router()

    @router.post("/drafts/{draft_id}/approve")
    def approve(
        visit: Visiting,
        draft_id: str,
        posted: Whole,
        when: Annotated[str, Form(max_length=20)] = "now",
        at: Annotated[str, Form(max_length=40)] = "",
        zone: Annotated[str, Form(max_length=10)] = "",
        anyway: Annotated[str, Form(max_length=10)] = "",
    ) -> Response:
        def done(session: Session, draft: Draft) -> Response:
            if posted.takeaway:
                return _weave(session, visit, draft, posted.takeaway)
            chosen = _Chosen(when, at, zone, is_sure=bool(anyway))
            return _approve(session, visit, draft, posted, chosen)

        return doing(visit, draft_id, posted, "approve_draft", done)

    @router.post("/drafts/{draft_id}/undo")
    def undo(visit: Visiting, draft_id: str) -> Response:
        with visit.writing("take_back") as session:
            one_draft(session, visit, draft_id)
            is_back = outbox.take_back(session, visit.context, visit.person_id, draft_id)
        if is_back:
            return visit.back(f"/drafts/{draft_id}", visit.words._("Taken back: it waits for your review again."))
        return visit.back(f"/drafts/{draft_id}", visit.words._("It is too late to take it back: it is on its way."))

    return router


@dataclass(frozen=True, slots=True)
class _Chosen:
    """When it is to go out: now, planned, or at a time in their zone or the person's."""

    when: str
    at: str
    zone: str
    is_sure: bool


def _approve(session: Session, visit: Visit, draft: Draft, posted: Posted, chosen: _Chosen) -> Response:
    """Approves exactly the bytes that stood on the page. Raises CannotApprove."""
    instant = None
    if chosen.when == "chosen":
        theirs = draft_page.recipient_zone(session, visit, draft)
        instant = draft_page.chosen_time(chosen.at, visit.zone if chosen.zone == "mine" else theirs)
        if instant is None:
            return visit.back(f"/drafts/{draft.id}#when", visit.words._("Choose a day and an hour first."))
        is_fine = chosen.is_sure or draft_page.is_working_hour(session, visit, instant, theirs)
        if instant > visit.now and not is_fine:
            query = urlencode({"at": chosen.at, "zone": chosen.zone})
            told = visit.words._(
                "That is %(day)s, %(hour)s where they are, outside working hours. Confirm it below, or choose again.",
                day=visit.words.long_day(instant, theirs), hour=visit.words.hour(instant, theirs),
            )  # fmt: skip
            return visit.back(f"/drafts/{draft.id}?{query}", told)
    text = posted.text
    outbox.approve(
        session, visit.context, visit.person_id, draft.id,
        digest=outbox.digest_of(text.sender, text.to, text.cc, draft.bcc, text.subject, text.body),
        at_planned_time=chosen.when == "planned", at=instant,
    )  # fmt: skip
    return visit.back(f"/drafts/{draft.id}", visit.words._("Approved."))


def _clearing_up() -> APIRouter:
    router = pages_router()

    @router.post("/drafts/{draft_id}/went-out")
    def went_out(visit: Visiting, draft_id: str) -> Response:
        return _settled(visit, draft_id, is_sent=True)

    @router.post("/drafts/{draft_id}/not-sent")
    def not_sent(visit: Visiting, draft_id: str) -> Response:
        return _settled(visit, draft_id, is_sent=False)

    return router


def _settled(visit: Visit, draft_id: str, *, is_sent: bool) -> Response:
    """What the person found in their mailbox is written down."""
    told = (
        visit.words._("Noted: it went out.") if is_sent else visit.words._("Noted. It can be approved again shortly.")
    )
    try:
        with visit.writing("settle_unclear") as session:
            one_draft(session, visit, draft_id)
            unclear.settle(session, visit.person_id, draft_id, is_sent=is_sent, now=visit.now)
    except unclear.CannotSettle as problem:
        told = visit.words.sentence(str(problem))
    return visit.back(f"/drafts/{draft_id}", told)


# --- the person's own mailbox --------------------------------------------------------------------------------------


def _in_mailbox() -> APIRouter:
    router = pages_router()

    @router.post("/drafts/{draft_id}/mailbox")
    def put(visit: Visiting, draft_id: str, posted: Whole) -> Response:
        def done(session: Session, draft: Draft) -> Response:
            try:
                placed.put(session, draft, visit.now)
            except placed.NotThere as error:
                return visit.back(f"/drafts/{draft_id}", visit.words.sentence(str(error)))
            told = visit.words._("It is put into your Drafts folder.")
            return visit.back(f"/drafts/{draft_id}", told, undo=f"/drafts/{draft_id}/mailbox/out")

        return doing(visit, draft_id, posted, "put_into_mailbox", done)

    @router.post("/drafts/{draft_id}/mailbox/out")
    def take_out(visit: Visiting, draft_id: str) -> Response:
        with visit.writing("take_out_of_mailbox") as session:
            placed.take_out(session, one_draft(session, visit, draft_id), visit.now)
        return visit.back(f"/drafts/{draft_id}", visit.words._("It is taken out of your Drafts folder."))

    return router


# --- putting away -------------------------------------------------------------------------------------------------


def _later() -> APIRouter:
    router = pages_router()

    @router.post("/drafts/{draft_id}/later")
    def later(
        visit: Visiting, draft_id: str, posted: Whole, until: Annotated[str, Form(max_length=20)] = ""
    ) -> Response:
        def done(session: Session, draft: Draft) -> Response:
            instant = review.later_until(until, visit.now, visit.zone)
            if instant is None:
                return visit.back(f"/drafts/{draft_id}", visit.words._("That time is over for today."))
            review.put_off(session, visit.person_id, draft.id, instant)
            when = f"{visit.words.long_day(instant)}, {visit.words.hour(instant)}"
            told = visit.words._("Put off until %(when)s.", when=when)
            return visit.back("/drafts", told, undo=f"/drafts/{draft_id}/later/undo")

        return doing(visit, draft_id, posted, "put_off_draft", done)

    @router.post("/drafts/{draft_id}/later/undo")
    def now_again(visit: Visiting, draft_id: str) -> Response:
        with visit.writing("put_back_draft") as session:
            one_draft(session, visit, draft_id)
            possible(visit, lambda: review.put_back(session, visit.person_id, draft_id))
        return visit.back(f"/drafts/{draft_id}", visit.words._("It waits for you again."))

    return router


def _putting_away() -> APIRouter:
    router = pages_router()

    @router.post("/drafts/{draft_id}/dismiss")
    def dismiss(
        visit: Visiting,
        draft_id: str,
        posted: Whole,
        why: Annotated[str, Form(max_length=40)] = "no_need",
        words: Annotated[str, Form(max_length=1000)] = "",
    ) -> Response:
        def done(session: Session, draft: Draft) -> Response:
            reason = review.why_not_needed(why, words)
            review.dismiss_draft(session, draft.id, reason, visit.now, person_id=visit.person_id)
            told = visit.words._("Put away: it will not be proposed again for this conversation.")
            return visit.back("/drafts", told, undo=f"/drafts/{draft_id}/dismiss/undo")

        return doing(visit, draft_id, posted, "dismiss_draft", done)

    @router.post("/drafts/{draft_id}/dismiss/undo")
    def bring_back(visit: Visiting, draft_id: str) -> Response:
        with visit.writing("bring_back_draft") as session:
            one_draft(session, visit, draft_id)
            possible(visit, lambda: review.bring_back(session, visit.person_id, draft_id, visit.now))
        return visit.back(f"/drafts/{draft_id}", visit.words._("It waits for you again."))

    return router
