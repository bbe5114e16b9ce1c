"""Reads the scene of one interview from the database: people, mails, notes, calendar, each fact with its verbatim quote.

A scene is everything a draft may rest on, read once and handed on as plain values (`scene.py`); nothing after it
touches the database. What others wrote is data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service import preferences
from service.addresses import address_key
from service.contacts import members, surviving
from service.drafting import greeting, habits, signoff
from service.drafting.hints import hints_for
from service.drafting.privacy import private_parts, without_private
from service.drafting.records import mail_of, parties_of, someone
from service.drafting.scene import (
    Asked,
    Entry,
    Intro,
    Introduced,
    Mail,
    NoteText,
    Quote,
    Scene,
    Sender,
    Someone,
    local_iso,
    slot_quote,
    when_of,
)
from service.meetings import WISHED
from service.schema import (
    Ask,
    Contact,
    Identity,
    Interview,
    Introduction,
    Note,
    OwnAddress,
    Person,
    StoredCalendarEvent,
    StoredMessage,
)
from service.sealed import open_ask, open_calendar_event, open_note
from service.vault import Vault
from service.word_of_person import not_about

__all__ = [
    "Asked", "Entry", "Intro", "Introduced", "Mail", "NoteText", "Quote", "Scene", "Sender", "Someone", "load", "local_iso",
    "slot_quote",
]  # fmt: skip

LOOK_BACK = timedelta(days=150)
FAR_BACK = timedelta(days=400)
"""How far back for whom no talk is known of: whatever there was between the two."""
LOOK_AHEAD = timedelta(days=60)
_LATELY = 30
"""How many sent mails show how the person signs."""


def load(session: Session, vault: Vault, interview: Interview) -> Scene:
    """Reads the scene of one interview; every query is scoped by its person."""
    person = session.get_one(Person, interview.person_id)
    sender = _sender(session, vault, person, interview.end or when_of(interview))
    meetings = _meetings(interview)
    entries = tuple(_entries(session, vault, person.id, meetings))
    recipient = someone(session, person.id, interview.contact_id, interview.address)
    others = tuple(_others(session, interview))
    intro = _intro(session, person.id, interview, sender)
    asks = tuple(_asks(session, vault, interview))
    asked_to = tuple(_asked_to(session, interview, recipient, asks))
    concerned = frozenset().union(*(who.keys for who in (recipient, *others, *((intro.by,) if intro else ()))))
    until = (interview.end or when_of(interview)) + LOOK_AHEAD
    every = list(
        _mails(session, vault, interview, sender, concerned.union(*(who.keys for who in asked_to)), until, asks)
    )
    mails = tuple(mail for mail in every if mail.parties & concerned and mail.at <= until)
    sender = _signing(session, vault, sender, mails, interview.end or when_of(interview))
    return Scene(
        interview=interview,
        sender=sender,
        recipient=recipient,
        others=others,
        notes=tuple(_notes(session, vault, person.id, meetings)),
        mails=mails,
        entries=entries,
        intro=intro,
        earlier=tuple(_earlier_notes(session, vault, interview)),
        asks=asks,
        asked_to=asked_to,
        beyond=tuple(mail for mail in every if mail not in mails),
        introduced=tuple(_introduced(session, interview.person_id, asked_to)),
        hints=tuple(hints_for(session, vault, interview, sender, recipient, asks, asked_to)),
    )


def _asks(session: Session, vault: Vault, interview: Interview) -> Iterable[Asked]:
    """What was asked for here, and on rows that this one stands for by now."""
    stands_for = select(Interview.id).where(
        Interview.person_id == interview.person_id, Interview.same_as == interview.id
    )
    query = select(Ask).where(
        Ask.person_id == interview.person_id,
        or_(Ask.interview_id == interview.id, Ask.interview_id.in_(stands_for)),
    )
    for row in session.scalars(query.order_by(Ask.at, Ask.id)):
        text = open_ask(vault, row)
        yield Asked(
            row.id, row.kind, _surviving(session, row.contact_id), row.at, text, without_private(text),
            private_parts(text), row.about, row.taken_back_at is not None,
        )  # fmt: skip


def _surviving(session: Session, contact_id: str) -> str:
    contact = session.get(Contact, contact_id)
    return surviving(session, contact).id if contact else contact_id


def _asked_to(session: Session, interview: Interview, recipient: Someone, asks: Sequence[Asked]) -> Iterable[Someone]:
    """Each once; the contact of the interview as in its other drafts, unless mail no longer reaches them there."""
    for contact_id in dict.fromkeys(ask.contact_id for ask in asks if ask.contact_id):
        email = _reachable(session, interview, contact_id, recipient)
        is_same = contact_id == recipient.contact_id and email == recipient.email
        yield recipient if is_same else someone(session, interview.person_id, contact_id, email)


def _reachable(session: Session, interview: Interview, contact_id: str, recipient: Someone) -> str:
    """Where mail reaches a contact: where they wrote from last since the meeting, else its address; "" if nowhere."""
    ids = members(session, interview.person_id, contact_id)
    rows = session.scalars(
        select(Identity)
        .where(Identity.person_id == interview.person_id, Identity.contact_id.in_(ids), Identity.bounced_at.is_(None))
        .order_by(Identity.key)
    ).all()
    emails = {row.key: row.email for row in rows}
    is_here = contact_id == recipient.contact_id and address_key(recipient.email) in emails
    wrote = (
        select(StoredMessage.sender)
        .where(StoredMessage.person_id == interview.person_id, StoredMessage.sender.in_(list(emails.values())))
        .where(StoredMessage.is_automatic.is_(False), StoredMessage.is_verified.is_not(False))
        .order_by(StoredMessage.date.desc(), StoredMessage.id)
    )
    if is_here and interview.start is not None:
        wrote = wrote.where(StoredMessage.date > (interview.end or interview.start))
    latest = session.scalar(wrote.limit(1))
    return latest or (recipient.email if is_here else next(iter(emails.values()), ""))


def _introduced(session: Session, person_id: str, asked_to: Sequence[Someone]) -> Iterable[Introduced]:
    ids = [who.contact_id for who in asked_to]
    query = (
        select(Introduction, Contact)
        .join(Contact, Contact.id == Introduction.contact_id)
        .where(Introduction.person_id == person_id, Introduction.introducer_id.in_(ids))
        .order_by(Introduction.at, Introduction.id)
    )
    for row, contact in session.execute(query) if ids else ():
        message = _introducing_message(session, person_id, row)
        name = greeting.untangled(surviving(session, contact).name)
        yield Introduced(row.introducer_id, name, message.message_id if message else "", row.quote)


def _meetings(interview: Interview) -> list[str]:
    found = [interview.meeting, *(str(source.get("meeting") or "") for source in interview.sources)]
    return list(dict.fromkeys(key for key in found if key))


def _sender(session: Session, vault: Vault, person: Person, until: datetime) -> Sender:
    keys = session.scalars(select(OwnAddress.key).where(OwnAddress.person_id == person.id))
    learned = habits.of(session, person, until)
    chosen = habits.with_habits(session, vault, person, preferences.of(person), learned)
    return Sender(
        id=person.id,
        name=person.name,
        timezone=person.timezone,
        languages=tuple(person.languages or ()),
        signature=person.signature,
        goal=person.goal or "",
        keys=frozenset(keys),
        offers_help=chosen.offer_help,
        chosen=chosen,
        manner=learned,
    )


def _signing(session: Session, vault: Vault, sender: Sender, mails: tuple[Mail, ...], until: datetime) -> Sender:
    """Without a sign-off in the settings: as the person signs in this conversation, else in what was sent lately."""
    if sender.signature.strip():
        return sender
    here = signoff.learned((mail.ending for mail in reversed(mails) if mail.is_mine), sender.name)
    return replace(sender, signature=here or signoff.learned(_lately_sent(session, vault, sender, until), sender.name))


def _lately_sent(session: Session, vault: Vault, sender: Sender, until: datetime) -> Iterator[str]:
    query = select(StoredMessage).where(
        StoredMessage.person_id == sender.id,
        StoredMessage.is_sent,
        StoredMessage.body_sealed.is_not(None),
        StoredMessage.date <= until,
    )
    for row in session.scalars(query.order_by(StoredMessage.date.desc(), StoredMessage.id).limit(_LATELY)):
        if address_key(row.sender) in sender.keys:
            yield mail_of(vault, row, frozenset(), sender).ending


def _others(session: Session, interview: Interview) -> Iterable[Someone]:
    for other in interview.others:
        yield someone(
            session, interview.person_id, str(other.get("contact_id") or ""), str(other.get("email") or ""),
            str(other.get("part") or "attendee"), str(other.get("name") or ""),
        )  # fmt: skip


def _entries(session: Session, vault: Vault, person_id: str, meetings: Sequence[str]) -> Iterable[Entry]:
    query = (
        select(StoredCalendarEvent)
        .where(StoredCalendarEvent.person_id == person_id, StoredCalendarEvent.uid_key.in_(meetings))
        .order_by(StoredCalendarEvent.removed_at.isnot(None), StoredCalendarEvent.id)
    )
    for row in session.scalars(query):
        yield Entry(row.id, open_calendar_event(vault, row))


def _notes(session: Session, vault: Vault, person_id: str, meetings: Sequence[str]) -> Iterable[NoteText]:
    query = select(Note).where(Note.person_id == person_id, Note.meeting.in_(meetings), Note.removed_at.is_(None))
    for row in session.scalars(query.order_by(Note.at, Note.id)):
        text = open_note(vault, row)
        yield NoteText(row.id, row.at, text, without_private(text), private_parts(text))


def _earlier_notes(session: Session, vault: Vault, interview: Interview) -> Iterable[NoteText]:
    if not interview.contact_id or interview.start is None:
        return
    query = select(Interview).where(
        Interview.person_id == interview.person_id,
        Interview.contact_id == interview.contact_id,
        Interview.start < interview.start,
        Interview.id != interview.id,
    )
    for row in session.scalars(query.order_by(Interview.start)):
        yield from _notes(session, vault, interview.person_id, _meetings(row))


def _intro(session: Session, person_id: str, interview: Interview, sender: Sender) -> Intro | None:
    if not interview.introduced_by:
        return None
    query = (
        select(Introduction)
        .where(
            Introduction.person_id == person_id,
            Introduction.introducer_id == interview.introduced_by,
            Introduction.contact_id == interview.contact_id,
        )
        .order_by(Introduction.at)
    )
    row = session.scalars(query).first()
    email = session.scalar(
        select(Identity.email)
        .where(Identity.person_id == person_id, Identity.contact_id == interview.introduced_by)
        .order_by(Identity.bounced_at.isnot(None), Identity.key)
    )
    message = _introducing_message(session, person_id, row)
    written_from = message.sender if message else email or ""
    who = someone(session, person_id, interview.introduced_by, written_from)
    if not written_from or who.keys & sender.keys:
        return None
    return Intro(who, message.message_id if message else "", row.quote if row else "")


def _introducing_message(session: Session, person_id: str, row: Introduction | None) -> StoredMessage | None:
    if row is None:
        return None
    query = select(StoredMessage).where(
        StoredMessage.person_id == person_id,
        or_(StoredMessage.id == row.message_id, StoredMessage.message_id == row.message_id),
    )
    return session.scalars(query).first()


def _mails(
    session: Session, vault: Vault, interview: Interview, sender: Sender, keys: frozenset[str], until: datetime,
    asks: Sequence[Asked],
) -> Iterable[Mail]:  # fmt: skip
    """Mails with these people around the talk and since what was asked for, but for forged ones and what the person said
    is about something else.
    """
    is_wished = interview.meeting.startswith(WISHED)
    since = when_of(interview) - (FAR_BACK if is_wished else LOOK_BACK)
    until = max([until, *(ask.at + LOOK_AHEAD for ask in asks)])
    query = (
        select(StoredMessage)
        .where(
            StoredMessage.person_id == interview.person_id,
            StoredMessage.removed_at.is_(None),
            StoredMessage.is_verified.is_not(False),
            StoredMessage.date >= since,
            StoredMessage.date <= until,
            StoredMessage.id.not_in(not_about(session, interview)),
        )
        .order_by(StoredMessage.date, StoredMessage.message_id)
    )
    for row in session.scalars(query):
        parties = parties_of(row)
        if parties & keys:
            yield mail_of(vault, row, parties, sender)
