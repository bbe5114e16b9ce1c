"""The person's own word about interviews: corrections, notes, a talk logged by hand. It wins over every rule.

Each is a row of its own and an event; nothing is decided here, the interview is looked at anew with it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Address
from service import contacts, events, meetings, observations
from service.addresses import address_key
from service.observations import Found
from service.schema import Correction, Interview, Json, Note, new_id
from service.sealed import seal_note
from service.vault import Vault

CORRECTIONS = ("is_interview", "is_not_interview", "held", "no_show", "cancelled", "role", "contact")


class NoSuchInterview(LookupError):
    """There is no such interview, or it is somebody else's."""


def owned(session: Session, person_id: str, interview_id: str) -> Interview:
    """That interview if it is this person's. Raises NoSuchInterview."""
    row = session.get(Interview, interview_id)
    if row is None or row.person_id != person_id:
        raise NoSuchInterview(f"There is no interview {interview_id}.")
    return row


def correct(session: Session, interview_id: str, kind: str, value: str, now: datetime) -> Correction:
    """Takes the person's word about a meeting; `undo` takes back the newest. Raises NoSuchInterview, ValueError."""
    interview = session.get(Interview, interview_id)
    if interview is None:
        raise NoSuchInterview(f"There is no interview {interview_id}.")
    if kind == "undo":
        return _undo(session, interview, now)
    if kind not in CORRECTIONS:
        raise ValueError(f"{kind!r} is no correction: choose one of {', '.join(CORRECTIONS)}, undo.")
    _replace_contrary(session, interview, kind, now)
    row = Correction(
        id=new_id("cor"), person_id=interview.person_id, meeting=interview.meeting, kind=kind, value=value, at=now
    )
    session.add(row)
    session.flush()
    events.append(session, interview.person_id, events.CORRECTED, row.id, now=now)
    return row


_CONTRARY = (frozenset({"is_interview", "is_not_interview"}), frozenset({"held", "no_show", "cancelled"}))


def _replace_contrary(session: Session, interview: Interview, kind: str, now: datetime) -> None:
    group = next((kinds for kinds in _CONTRARY if kind in kinds), frozenset({kind}))
    for row in _standing(session, interview):
        if row.kind in group:
            row.undone_at = now


def _standing(session: Session, interview: Interview) -> list[Correction]:
    query = select(Correction).where(
        Correction.person_id == interview.person_id,
        Correction.meeting == interview.meeting,
        Correction.undone_at.is_(None),
    )
    return list(session.scalars(query.order_by(Correction.at, Correction.id)))


def _undo(session: Session, interview: Interview, now: datetime) -> Correction:
    standing = _standing(session, interview)
    if not standing:
        raise ValueError("There is nothing to undo on this interview.")
    standing[-1].undone_at = now
    session.flush()
    events.append(session, interview.person_id, events.CORRECTED, standing[-1].id, now=now)
    return standing[-1]


def add_note(session: Session, vault: Vault, interview_id: str, text: str, now: datetime) -> Note:
    """Keeps what the person wrote about a meeting. Raises NoSuchInterview, ValueError for an empty note."""
    interview = session.get(Interview, interview_id)
    if interview is None:
        raise NoSuchInterview(f"There is no interview {interview_id}.")
    if not text.strip():
        raise ValueError("A note needs some text.")
    note_id = new_id("not")
    row = Note(
        id=note_id,
        person_id=interview.person_id,
        meeting=interview.meeting,
        at=now,
        text_sealed=seal_note(vault, text, note_id),
    )
    session.add(row)
    session.flush()
    events.append(session, interview.person_id, events.NOTE_ADDED, note_id, now=now)
    return row


def add_by_hand(
    session: Session,
    person_id: str,
    *,
    title: str,
    start: datetime,
    end: datetime,
    timezone: str,
    contact: Address,
    now: datetime,
) -> Interview:
    """Logs a talk that neither calendar nor mail knows of."""
    meeting = f"hand:{new_id('mtg')}|master"
    key = address_key(contact.email)
    data = _by_hand(title, start, end, timezone, contact)
    source = f"person:{meeting}"
    observations.record(
        session, person_id, Found(meeting, observations.REQUEST, source, now, now, data, quote=title[:300])
    )
    person = contacts.resolve(session, person_id, contact, now) if key else None
    if key:
        slot = {
            "meeting": meeting,
            "start": data["start"],
            "end": data["end"],
            "title": title,
            "url": "",
            "organizer": "",
            "people": [key],
            "is_calendar": False,
        }
        subject = observations.with_person(key)
        observations.record(session, person_id, Found(subject, observations.SLOT, source, now, now, slot))
    row = Interview(
        id=meetings.interview_id(person_id, meeting),
        person_id=person_id,
        meeting=meeting,
        contact_id=person.id if person else "",
        status="proposed",
        band="ask",
        classification="informational",
        title=title,
        start=start,
        end=end,
        timezone=timezone,
        first_seen_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    correct(session, row.id, "is_interview", "", now)
    return row


def _by_hand(title: str, start: datetime, end: datetime, timezone: str, contact: Address) -> Json:
    listed = {
        "email": contact.email,
        "name": contact.name,
        "participation": "accepted",
        "is_thing": False,
        "is_self": False,
        "is_optional": False,
    }
    return {
        "start": start.isoformat(),
        "end": end.isoformat(),
        "timezone": timezone,
        "status": "confirmed",
        "summary": title,
        "is_all_day": False,
        "is_recurring": False,
        "has_rule": False,
        "url": "",
        "organizer": None,
        "sent_by": "",
        "people": [listed] if address_key(contact.email) else [],
        "acts": [],
        "against": [],
        "machine": "",
        "is_dated": True,
        "named": contact.name,
        "by_person": True,
    }
