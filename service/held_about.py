"""What is held about one somebody, counted and told whole: for the person, who may be asked for it, and for a letter that
answers. Reads only. There is no score of anybody and nothing from elsewhere in it, because there is none (PS-11).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import contacts, observations, people, preferences, reach, same_person
from service.about_people import rule_against
from service.exclusions import Exclusions
from service.schema import Draft, Interview, Note, StoredMessage
from service.vault import Vault


@dataclass(frozen=True, slots=True)
class Talk:
    """One logged conversation with them."""

    title: str
    at: datetime | None
    status: str


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that is held about somebody. `signed_with`: lines of their signatures with a number or a page. `note`:
    the person's private one on them. `promises`: what was said. `introduced_by` and `introduced_to`: names. `texts_days`:
    for how many days texts of mails are kept, 0 = not at all.
    """

    name: str
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    signed_with: tuple[str, ...]
    organisation: str
    title: str
    timezone: str
    talks: tuple[Talk, ...]
    mails_of_theirs: int
    mails_with_them: int
    mails_with_text: int
    first_mail: datetime | None
    last_mail: datetime | None
    calendar_events: int
    promises: tuple[str, ...]
    introduced_by: tuple[str, ...]
    introduced_to: tuple[str, ...]
    drafts: int
    notes: int
    note: str
    is_followed: bool
    texts_days: int
    is_worded_by_model: bool


def report(session: Session, vault: Vault, person_id: str, contact_id: str) -> Held:
    """What is held about that contact, by all their addresses. Raises NoSuchContact."""
    found = people.profile(session, vault, person_id, contact_id)
    ids = contacts.members(session, person_id, found.contact.id)
    barred = rule_against(session, person_id, contact_id)
    records = reach.reach(session, vault, person_id, barred)
    mails = _mails(session, person_id, list(records.messages))
    chosen = preferences.read(session, person_id)
    return Held(
        name=found.contact.name,
        names=tuple(sorted({*contacts.names_of(session, person_id, ids), *(name for name, _ in found.signed_as)})),
        addresses=tuple(one.email for one in found.addresses),
        signed_with=_signed_with(session, person_id, contacts.keys_of(session, person_id, found.contact.id)),
        organisation=found.contact.organisation,
        title=found.contact.title,
        timezone=found.contact.timezone,
        talks=tuple(Talk(row.title, row.start, row.status) for row in found.interviews),
        mails_of_theirs=sum(barred.bars_address(row.sender) for row in mails),
        mails_with_them=len(mails),
        mails_with_text=sum(row.body_sealed is not None for row in mails),
        first_mail=min((row.date for row in mails), default=None),
        last_mail=max((row.date for row in mails), default=None),
        calendar_events=len(records.calendar_events),
        promises=tuple(dict.fromkeys(task.text for _, task in found.promises)),
        introduced_by=_names(found.introduced_by),
        introduced_to=_names(found.introduced_to),
        drafts=_drafts(session, person_id, ids, barred),
        notes=_notes(session, person_id, ids),
        note=found.note,
        is_followed=not found.contact.is_untracked,
        texts_days=chosen.retention_days,
        is_worded_by_model=bool(chosen.model_consent),
    )


def _mails(session: Session, person_id: str, ids: Sequence[str]) -> list[StoredMessage]:
    found: list[StoredMessage] = []
    for first in range(0, len(ids), 500):
        mine = StoredMessage.person_id == person_id, StoredMessage.id.in_(ids[first : first + 500])
        found += session.scalars(select(StoredMessage).where(*mine))
    return found


def _signed_with(session: Session, person_id: str, keys: Sequence[str]) -> tuple[str, ...]:
    told = same_person.clues_about(session, person_id, map(observations.with_person, keys))
    return tuple(dict.fromkeys(row.quote for row in same_person.marks_of(told, keys)))


def _names(introduced: Sequence[people.Introduced]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.contact.name for one in introduced if one.contact.name))


def _drafts(session: Session, person_id: str, ids: Sequence[str], barred: Exclusions) -> int:
    columns = select(Draft.contact_id, Draft.to, Draft.cc, Draft.bcc).where(Draft.person_id == person_id)
    return sum(
        contact_id in ids or any(map(barred.bars_address, (*to, *cc, *bcc)))
        for contact_id, to, cc, bcc in session.execute(columns)
    )


def _notes(session: Session, person_id: str, ids: Sequence[str]) -> int:
    """The person's notes on talks with them."""
    talks = select(Interview.meeting).where(Interview.person_id == person_id, Interview.contact_id.in_(ids))
    notes = select(Note.id).where(Note.person_id == person_id, Note.meeting.in_(talks), Note.removed_at.is_(None))
    return len(session.scalars(notes).all())
