"""One interview: what happened, what it rests on, what the person says of it, and the way back from each of that.

A click writes the person's word and works it through in the same transaction, so that the page it leads to shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import at_once, attention, by_hand, interviews, notebook, occasions
from service.attention import NoSuchTask
from service.interview_file import open_file
from service.notebook import NoSuchNote
from service.schema import Correction, Interview
from service.web import naming, promise_words, storyline
from service.web.local_times import NotATime, instant_of, length_of
from service.web.sentences import N_
from service.web.visit import NotFound, Refused, Visit, Visiting, local_path, pages_router
from service.word_of_person import MakesNoSense, NoSuchCorrection, NoSuchInterview, interview_of
from service.zones import zone_of

Short = Annotated[str, Form(max_length=600)]
Back = Annotated[str, Form(max_length=600)]
STATUS_WORDS = ("is_interview", "is_not_interview", "held", "no_show", "cancelled", "slot")


def routes() -> APIRouter:
    """The page of one interview and everything that can be said on it."""
    router = pages_router()
    _add_words(router)
    _add_links(router)
    _add_times_and_people(router)
    _add_notes(router)
    _add_tasks(router)

    @router.get("/interviews/{interview_id}")
    def show(visit: Visiting, interview_id: str) -> Response:
        return _page(visit, interview_id)

    return router


def _page(visit: Visit, interview_id: str, status: int = 200, **typed: object) -> Response:
    with visit.reading() as session, _asked():
        row = interviews.owned(session, visit.person_id, interview_id)
        if row.same_as:
            return visit.back(f"/interviews/{row.same_as}")
        file = open_file(session, visit.context.vault, visit.person_id, interview_id)
        every = occasions.offered(session, visit.person_id, visit.now)
        offered = [one for one in every if one.interview_id == interview_id]
    told = [word for word in file.words if word.kind in STATUS_WORDS and not _is_entry(word)]
    return visit.page(
        "interviews/one",
        status,
        file=file,
        interview=file.interview,
        lines=storyline.storyline(visit.words, file),
        status_word=told[-1] if told else None,
        role_word=next((word for word in reversed(file.words) if word.kind == "role"), None),
        time_word=next((word for word in reversed(file.words) if word.kind == "slot"), None),
        contact_word=next((word for word in reversed(file.words) if word.kind == "contact"), None),
        wish=next((word for word in file.words if word.kind == "draft_anyway"), None),
        offered=offered,
        quoted=partial(naming.quoted, visit.words),
        agreed_words=partial(naming.agreed_words, visit.words),
        due_day=partial(naming.due_day, visit.words),
        why_task=partial(promise_words.why, visit.words),
        draft_named=partial(naming.draft_named, visit.words),
        silence=partial(storyline.silence, visit.words),
        typed={"note": "", "error": "", **_local(visit, file.interview), **typed},
    )


def _local(visit: Visit, interview: Interview) -> dict[str, str]:
    """Day and hour as inputs want them, in the person's zone; as the invite writes them where it names none."""
    if interview.start is None:
        return {"day": "", "hour": ""}
    zone = "UTC" if "time zone unknown" in interview.badges else visit.zone
    local = interview.start.astimezone(zone_of(zone))
    return {"day": local.date().isoformat(), "hour": f"{local:%H:%M}"}


def _is_entry(word: Correction) -> bool:
    return word.kind == "is_interview" and word.meeting.startswith("hand:") and word.batch != ""


@contextmanager
def _asked() -> Iterator[None]:
    """What is not there becomes the 404 page, what makes no sense a sentence."""
    try:
        yield
    except (NoSuchInterview, NoSuchCorrection, NoSuchNote, NoSuchTask):
        raise NotFound(N_("There is no such interview, or it is no longer there.")) from None
    except MakesNoSense as error:
        raise Refused(str(error)) from None


@contextmanager
def _saying(visit: Visit, work: str) -> Iterator[Session]:
    """A transaction in which the person says something, worked through before it ends."""
    with _asked(), visit.writing(work) as session:
        yield session
        at_once.take_up(session, visit.context.vault, visit.now)


def _stands(session: Session, person_id: str, interview_id: str) -> str:
    """The page to go to: that of the row which stands for the conversation."""
    session.flush()
    row = session.get(Interview, interview_id)
    return f"/interviews/{(row.same_as or row.id) if row is not None and row.person_id == person_id else ''}"


def _undo_path(interview_id: str, correction_id: str, back: str) -> str:
    path = f"/interviews/{interview_id}/corrections/{correction_id}/undo"
    return f"{path}?back={quote(local_path(back), safe='')}" if back else path


# --- words ----------------------------------------------------------------------------------------------------------


def _add_words(router: APIRouter) -> None:
    @router.post("/interviews/{interview_id}/correct")
    def correct(visit: Visiting, interview_id: str, kind: Short = "", value: Short = "", back: Back = "") -> Response:
        with _saying(visit, "correct") as session:
            word = interviews.correct(session, visit.person_id, interview_id, kind, value, visit.now)
            at_once.take_up(session, visit.context.vault, visit.now)
            target = back or _stands(session, visit.person_id, interview_id)
        told = storyline.said(visit.words, word)
        return visit.back(target, told, undo=_undo_path(interview_id, word.id, back))

    @router.post("/interviews/{interview_id}/corrections/{correction_id}/undo")
    def undo(
        visit: Visiting, interview_id: str, correction_id: str, back: Annotated[str, Query(max_length=600)] = ""
    ) -> Response:
        with _saying(visit, "undo_correction") as session:
            word = interviews.undo(session, visit.person_id, correction_id, visit.now)
            at_once.take_up(session, visit.context.vault, visit.now)
            target = back or _stands(session, visit.person_id, interview_of(session, word) or interview_id)
        return visit.back(target, visit.words._("Taken back. It is as the records say."))

    @router.post("/interviews/batches/{batch}/undo")
    def undo_batch(visit: Visiting, batch: str, back: Annotated[str, Query(max_length=600)] = "") -> Response:
        with _saying(visit, "undo_corrections") as session:
            number = interviews.undo_batch(session, visit.person_id, batch, visit.now)
        told = visit.words.ngettext("One answer was taken back.", "%(n)s answers were taken back.", number)
        return visit.back(back or "/interviews", told)


# --- one conversation or two --------------------------------------------------------------------------------------------


def _add_links(router: APIRouter) -> None:
    @router.post("/interviews/{interview_id}/merge")
    def merge(visit: Visiting, interview_id: str, other: Short = "") -> Response:
        with _saying(visit, "merge_interviews") as session:
            word = interviews.merge(session, visit.person_id, interview_id, other, visit.now)
            at_once.take_up(session, visit.context.vault, visit.now)
            target = _stands(session, visit.person_id, interview_id)
        told = visit.words._("These are one conversation now; everything of both is here.")
        return visit.back(target, told, undo=_undo_path(interview_id, word.id, ""))

    @router.post("/interviews/{interview_id}/split")
    def split(visit: Visiting, interview_id: str, meeting: Annotated[str, Form(max_length=2_000)] = "") -> Response:
        with _saying(visit, "split_interview") as session:
            batch = interviews.split(session, visit.person_id, interview_id, meeting, visit.now)
            at_once.take_up(session, visit.context.vault, visit.now)
            target = _stands(session, visit.person_id, interview_id)
        told = visit.words._("That record is a conversation of its own now.")
        return visit.back(target, told, undo=f"/interviews/batches/{batch}/undo?back={quote(target, safe='')}")

    @router.post("/interviews/{interview_id}/apart")
    def keep_apart(visit: Visiting, interview_id: str, other: Short = "") -> Response:
        with _saying(visit, "keep_apart") as session:
            batch = interviews.keep_apart(session, visit.person_id, interview_id, other, visit.now)
        here = f"/interviews/{interview_id}"
        told = visit.words._("These are two conversations; you are not asked again.")
        return visit.back(here, told, undo=f"/interviews/batches/{batch}/undo?back={quote(here, safe='')}")

    @router.post("/interviews/{interview_id}/take-back")
    def take_back(visit: Visiting, interview_id: str) -> Response:
        with _saying(visit, "take_back_interview") as session:
            taken = by_hand.take_back(session, visit.person_id, interview_id, visit.now)
        if taken.kept:
            raise Refused(N_("You wrote a note or a mail about it since: take that away first."))
        return visit.back("/interviews", visit.words._("What you had entered is gone."))


# --- when and with whom -----------------------------------------------------------------------------------------------


def _add_times_and_people(router: APIRouter) -> None:
    @router.post("/interviews/{interview_id}/time")
    def choose_time(
        visit: Visiting, interview_id: str, day: Short = "", hour: Short = "", minutes: Short = "30"
    ) -> Response:
        try:
            start = instant_of(day, hour, visit.zone)
            value = f"{start.isoformat()}/{(start + length_of(minutes)).isoformat()}"
        except NotATime as error:
            raise Refused(str(error)) from None
        return _say(visit, interview_id, "slot", value)

    @router.post("/interviews/{interview_id}/contact")
    def choose_contact(
        visit: Visiting, interview_id: str, chosen: Short = "", name: Short = "", address: Short = ""
    ) -> Response:
        plain = "".join(sign for sign in name if sign.isprintable() and sign not in '<>"\\')
        told = f'"{plain.strip()}" <{address.strip()}>' if plain.strip() else address.strip()
        return _say(visit, interview_id, "contact", told if address.strip() else chosen)


def _say(visit: Visit, interview_id: str, kind: str, value: str) -> Response:
    with _saying(visit, "correct") as session:
        word = interviews.correct(session, visit.person_id, interview_id, kind, value, visit.now)
    told = storyline.said(visit.words, word)
    return visit.back(f"/interviews/{interview_id}", told, undo=_undo_path(interview_id, word.id, ""))


# --- notes ------------------------------------------------------------------------------------------------------------

Text = Annotated[str, Form(max_length=25_000)]


def _add_notes(router: APIRouter) -> None:
    @router.post("/interviews/{interview_id}/notes")
    def add(visit: Visiting, interview_id: str, text: Text = "", private: Short = "", back: Back = "") -> Response:
        with _saying(visit, "add_note") as session:
            row = notebook.add_note(
                session, visit.context.vault, visit.person_id, interview_id, text, visit.now, private=bool(private)
            )
        return _noted(visit, interview_id, row.id, visit.words._("Your note is kept."), back)

    @router.post("/interviews/{interview_id}/notes/{note_id}/edit")
    def edit(visit: Visiting, interview_id: str, note_id: str, text: Text = "", private: Short = "") -> Response:
        with _saying(visit, "edit_note") as session:
            row = notebook.edit_note(
                session, visit.context.vault, visit.person_id, note_id, text, visit.now, private=bool(private)
            )
        return _noted(visit, interview_id, row.id if row.id != note_id else "", visit.words._("Your note is kept."))

    @router.post("/interviews/{interview_id}/notes/{note_id}/remove")
    def remove(visit: Visiting, interview_id: str, note_id: str) -> Response:
        with _saying(visit, "remove_note") as session:
            notebook.remove_note(session, visit.person_id, note_id, visit.now)
        return _noted(visit, interview_id, note_id, visit.words._("The note is gone."))

    @router.post("/interviews/{interview_id}/notes/{note_id}/undo")
    def undo(
        visit: Visiting, interview_id: str, note_id: str, back: Annotated[str, Query(max_length=600)] = ""
    ) -> Response:
        with _saying(visit, "undo_note") as session:
            notebook.undo_note(session, visit.person_id, note_id, visit.now)
        return visit.back(back or f"/interviews/{interview_id}", visit.words._("The note is as it was before."))


def _noted(visit: Visit, interview_id: str, note_id: str, told: str, back: str = "") -> Response:
    path = f"/interviews/{interview_id}/notes/{note_id}/undo" if note_id else ""
    undo = f"{path}?back={quote(local_path(back), safe='')}" if back and path else path
    return visit.back(back or f"/interviews/{interview_id}", told, undo=undo)


# --- tasks ------------------------------------------------------------------------------------------------------------


def _add_tasks(router: APIRouter) -> None:
    @router.post("/interviews/{interview_id}/tasks/{task_id}/{state}")
    def tick(
        visit: Visiting,
        interview_id: str,
        task_id: str,
        state: str,
        back: Back = "",
        after: Annotated[str, Query(alias="back", max_length=600)] = "",
    ) -> Response:
        if state not in {"done", "open"}:
            raise NotFound("There is no such page.")
        with _asked(), visit.writing("tick_task") as session:
            attention.tick(session, visit.person_id, task_id, visit.now, is_done=state == "done")
        target = back or after or f"/interviews/{interview_id}"
        other = "open" if state == "done" else "done"
        undo = f"/interviews/{interview_id}/tasks/{task_id}/{other}?back={quote(local_path(target), safe='')}"
        told = visit.words._("Ticked off.") if state == "done" else visit.words._("Put back.")
        return visit.back(target, told, undo=undo)
