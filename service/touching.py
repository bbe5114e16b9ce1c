"""Asks for interviews to be looked at anew: those of a meeting, and those with some people that a record can concern.

What an interview then becomes is decided in `interviews`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import contacts, events, meetings, observations
from service.schema import Interview, StoredCalendarEvent, StoredMessage


def touch(session: Session, person_id: str, meeting: str, now: datetime) -> None:
    """Asks for the interview of a meeting to be looked at anew, if there is one."""
    row_id = meetings.interview_id(person_id, meeting)
    if session.get(Interview, row_id) is not None:
        events.append(session, person_id, events.INTERVIEW_TOUCHED, row_id, now=now)


def touch_meetings(session: Session, person_id: str, named: Iterable[str], now: datetime) -> None:
    """The same for several meetings."""
    for meeting in sorted(named):
        touch(session, person_id, meeting, now)


def touch_occurrences(session: Session, person_id: str, meeting: str, now: datetime) -> None:
    """What a mail says of a whole series concerns each of its occurrences."""
    uid, _, occurrence = meeting.rpartition("|")
    if occurrence == "master":
        touch_meetings(session, person_id, occurrences(session, person_id, uid), now)


def occurrences(session: Session, person_id: str, uid: str) -> list[str]:
    """The times of a series that a calendar shows."""
    low = uid.strip().lower()
    query = (
        select(StoredCalendarEvent.uid_key)
        .where(
            StoredCalendarEvent.person_id == person_id,
            StoredCalendarEvent.uid_key >= f"{low}|",
            StoredCalendarEvent.uid_key < f"{low}}}",
            StoredCalendarEvent.uid_key != f"{low}|master",
        )
        .distinct()
    )
    return list(session.scalars(query))


def touch_people(session: Session, person_id: str, keys: set[str], at: datetime, now: datetime) -> None:
    """Touches every interview with these people that a record of this moment can concern."""
    wanted: set[str] = set()
    known: set[str] = set()
    for key in keys:
        contact = contacts.contact_of(session, person_id, key)
        wanted |= {key, *(contacts.keys_of(session, person_id, contact.id) if contact else ())}
        known |= {contact.id} if contact else set()
    planned = meetings.planned_with(session, person_id, wanted)
    near = {one.meeting for one in planned if one.start - meetings.BEFORE <= at <= one.end + meetings.BEFORE}
    touch_meetings(session, person_id, near | _with_contacts(session, person_id, known, at), now)


def _with_contacts(session: Session, person_id: str, contact_ids: set[str], at: datetime) -> set[str]:
    """Meetings with these people by the person's word, though no record of them names anybody."""
    query = select(Interview.meeting).where(
        Interview.person_id == person_id,
        Interview.contact_id.in_(contact_ids),
        Interview.start.between(at - meetings.BEFORE, at + meetings.BEFORE),
    )
    return set(session.scalars(query)) if contact_ids else set()


def touch_again(session: Session, row: StoredMessage, now: datetime) -> None:
    """Touches every interview that something a mail said can concern."""
    found = observations.of_source(session, row.person_id, f"msg:{row.id}")
    subjects = {one.meeting for one in found}
    keys = {subject.removeprefix("with:") for subject in subjects if subject.startswith("with:")}
    touch_people(session, row.person_id, keys, row.date, now)
    for meeting in sorted(subject for subject in subjects if not subject.startswith("with:")):
        touch(session, row.person_id, meeting, now)
        touch_occurrences(session, row.person_id, meeting, now)


def take_back(session: Session, row: StoredMessage, now: datetime) -> None:
    """Forgets what a mail said. What it spoke of is looked at anew: whatever comes in its place may not speak of that."""
    touch_again(session, row, now)
    observations.forget(session, row.person_id, f"msg:{row.id}")
