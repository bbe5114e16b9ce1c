"""What the person writes about a meeting: kept sealed, reworded, taken away and brought back.

A note is the person's word that the meeting counts; taking it away takes that back. A reworded note is a new row that
names the one it replaces. What was taken away stays a few days for an undo and is gone after that.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service import events
from service.schema import Event, Interview, Note, new_id
from service.sealed import open_note, seal_note
from service.vault import Vault
from service.word_of_person import MakesNoSense, group_of, owned

LONGEST = 20_000
KEPT_FOR_UNDO = timedelta(days=7)


class NoSuchNote(LookupError):
    """There is no such note, or it is somebody else's."""


def add_note(
    session: Session,
    vault: Vault,
    person_id: str,
    interview_id: str,
    text: str,
    now: datetime,
    *,
    private: bool = False,
) -> Note:
    """Keeps what the person wrote about a meeting; `private` keeps all of it out of every draft.

    Raises NoSuchInterview, MakesNoSense for an empty or endless note.
    """
    interview = owned(session, person_id, interview_id)
    return _write(session, vault, interview.person_id, interview.meeting, _checked(text, private=private), now, now)


def edit_note(
    session: Session, vault: Vault, person_id: str, note_id: str, text: str, now: datetime, *, private: bool = False
) -> Note:
    """Rewords a note; returns the new row, or the old one when nothing is different. Raises NoSuchNote, MakesNoSense."""
    before = _owned(session, person_id, note_id)
    text = _checked(text, private=private)
    if before.removed_at is not None:
        raise NoSuchNote("This note was taken away or reworded meanwhile.")
    if text == open_note(vault, before):
        return before
    _remove(session, before, now)
    forget_removed(session, person_id, now)
    return _write(session, vault, person_id, before.meeting, text, before.at, now, replaces=before.id)


def remove_note(session: Session, person_id: str, note_id: str, now: datetime) -> Note:
    """Takes a note away, and with it the person's word that the meeting counts. Raises NoSuchNote."""
    row = _owned(session, person_id, note_id)
    _remove(session, row, now)
    forget_removed(session, person_id, now)
    return row


def undo_note(session: Session, person_id: str, note_id: str, now: datetime) -> Note:
    """Undoes the last thing done to a note: brings a removed one back, a reworded one to its former text, or takes a
    new one away. Raises NoSuchNote.
    """
    row = _owned(session, person_id, note_id)
    if row.removed_at is not None:
        return _bring_back(session, row, now)
    _remove(session, row, now)
    former = session.get(Note, row.replaces) if row.replaces else None
    return _bring_back(session, former, now) if former is not None and former.person_id == person_id else row


def notes_of(session: Session, vault: Vault, interview: Interview) -> list[tuple[Note, str]]:
    """Every note that counts, of all that this interview stands for, with its text; oldest first."""
    query = select(Note).where(
        Note.person_id == interview.person_id, Note.meeting.in_(group_of(interview)), Note.removed_at.is_(None)
    )
    return [(row, open_note(vault, row)) for row in session.scalars(query.order_by(Note.at, Note.id))]


def interview_meeting(session: Session, person_id: str, note_id: str) -> str:
    """The meeting that a note is about. Raises NoSuchNote."""
    return _owned(session, person_id, note_id).meeting


def _owned(session: Session, person_id: str, note_id: str) -> Note:
    row = session.get(Note, note_id)
    if row is None or row.person_id != person_id:
        raise NoSuchNote(f"There is no note {note_id}.")
    return row


def _checked(text: str, *, private: bool) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise MakesNoSense("A note needs some text.")
    if len(text) > LONGEST:
        raise MakesNoSense("A note can be 20,000 characters long.")
    return f"[private]{text}[/private]" if private and not text.startswith("[private]") else text


def _write(
    session: Session,
    vault: Vault,
    person_id: str,
    meeting: str,
    text: str,
    at: datetime,
    now: datetime,
    *,
    replaces: str = "",
) -> Note:
    note_id = new_id("not")
    sealed = seal_note(vault, text, note_id)
    row = Note(id=note_id, person_id=person_id, meeting=meeting, at=at, text_sealed=sealed, replaces=replaces)
    session.add(row)
    session.flush()
    events.append(session, person_id, events.NOTE_ADDED, note_id, now=now)
    return row


def _remove(session: Session, row: Note, now: datetime) -> None:
    if row.removed_at is None:
        row.removed_at = now
        session.flush()
        events.append(session, row.person_id, events.NOTE_ADDED, row.id, now=now)


def _bring_back(session: Session, row: Note, now: datetime) -> Note:
    row.removed_at = None
    session.flush()
    events.append(session, row.person_id, events.NOTE_ADDED, row.id, now=now)
    return row


def forget_removed(session: Session, person_id: str, now: datetime) -> None:
    """Deletes notes that were taken away so long ago that nobody undoes it, once what they said was taken back."""
    unread = select(Event.subject).where(
        Event.person_id == person_id, Event.kind == events.NOTE_ADDED, Event.handled_at.is_(None)
    )
    old = Note.removed_at < now - KEPT_FOR_UNDO
    session.execute(delete(Note).where(Note.person_id == person_id, old, Note.id.not_in(unread)))
