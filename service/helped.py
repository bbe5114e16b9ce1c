"""Everybody who had a part in it: with whom the person talked, and who brought them there, the whole chain up.

Each with what they did, in words that stand somewhere: an introduction, advice of a note, the talk itself. One line
for one person, however much they did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import contacts
from service.drafting.notes import statements
from service.drafting.privacy import without_private
from service.schema import Contact, Interview, Introduction, Note
from service.sealed import open_note
from service.vault import Vault

Did = Literal["introduced", "advised", "talked"]
MOST = 200
_HELD = ("held", "held_presumed")
_WORTH = ("advice", "activity", "point", "tale")
"""Kinds of statements that say what somebody gave, the plainest first."""
_LONGEST_CHAIN = 12


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing somebody did: whom they introduced, or the words of a note; "" quote = the talk itself."""

    did: Did
    at: datetime
    quote: str = ""
    source: str = ""
    whom: str = ""
    """Name of whom they introduced."""


@dataclass(frozen=True, slots=True)
class Helped:
    """Somebody who had a part in it, what they did, and the interview their news belongs to."""

    contact_id: str
    name: str
    interview_id: str
    deeds: tuple[Deed, ...] = field(default=())


def everyone_who_helped(session: Session, vault: Vault, person_id: str) -> list[Helped]:
    """Everybody with a talk that took place and everybody who led there, whoever did most lately first."""
    talks = _talks(session, person_id)
    deeds: dict[str, list[Deed]] = {}
    notes = _notes(session, person_id)
    for talk in talks:
        deeds.setdefault(talk.contact_id, []).extend(_of_talk(vault, talk, notes))
    led = _introductions(session, person_id, deeds)
    for contact_id, deed in led:
        deeds.setdefault(contact_id, []).append(deed)
    return sorted(
        _told(session, person_id, deeds, talks), key=lambda one: max(deed.at for deed in one.deeds), reverse=True
    )


def _told(
    session: Session, person_id: str, deeds: Mapping[str, Sequence[Deed]], talks: Sequence[Interview]
) -> Iterable[Helped]:
    latest = {talk.contact_id: talk.id for talk in talks}
    query = select(Contact).where(Contact.person_id == person_id, Contact.id.in_(list(deeds)))
    for contact in session.scalars(query):
        if not contact.is_untracked and not contact.merged_into:
            yield Helped(contact.id, contact.name, latest.get(contact.id, ""), tuple(deeds[contact.id]))


def _talks(session: Session, person_id: str) -> list[Interview]:
    query = (
        select(Interview)
        .where(
            Interview.person_id == person_id, Interview.same_as == "", Interview.contact_id != "",
            Interview.status.in_(_HELD), Interview.role == "seeker",
        )
        .order_by(Interview.start.desc())
        .limit(MOST)
    )  # fmt: skip
    return list(session.scalars(query))[::-1]


def _notes(session: Session, person_id: str) -> dict[str, list[Note]]:
    query = select(Note).where(Note.person_id == person_id, Note.removed_at.is_(None)).order_by(Note.at, Note.id)
    found: dict[str, list[Note]] = {}
    for row in session.scalars(query):
        found.setdefault(row.meeting, []).append(row)
    return found


def _of_talk(vault: Vault, talk: Interview, notes: Mapping[str, Sequence[Note]]) -> Iterable[Deed]:
    """The best words of the notes, else that they talked."""
    at = talk.end or talk.start or talk.first_seen_at
    for row in notes.get(talk.meeting, ()):
        text = without_private(open_note(vault, row))
        given = [one for one in statements(text, {}) if one.kind in _WORTH and not one.is_unsayable]
        if given:
            best = min(given, key=lambda one: _WORTH.index(one.kind))
            return [Deed("advised", at, best.quote, f"note:{row.id}")]
    return [Deed("talked", at)]


def _introductions(session: Session, person_id: str, known: Iterable[str]) -> list[tuple[str, Deed]]:
    """Who led to these people, and who led to those, as far up as it goes."""
    found: dict[str, tuple[str, Deed]] = {}
    wanted = set(known)
    asked: set[str] = set()
    for _ in range(_LONGEST_CHAIN):
        query = (
            select(Introduction, Contact)
            .join(Contact, Contact.id == Introduction.contact_id)
            .where(Introduction.person_id == person_id, Introduction.contact_id.in_(list(wanted - asked)))
            .order_by(Introduction.at, Introduction.id)
        )
        rows = session.execute(query).all()
        asked |= wanted
        for row, contact in rows:
            name = contacts.surviving(session, contact).name
            found[row.id] = (row.introducer_id, Deed("introduced", row.at, row.quote, f"msg:{row.message_id}", name))
            wanted.add(row.introducer_id)
        if wanted <= asked:
            break
    return list(found.values())
