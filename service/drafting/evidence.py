"""Gathers what may be known about one interview: people, mails, notes, calendar, each fact with its verbatim quote.

A *scene* is everything a draft may rest on, read from the database once and handed on as plain values; nothing after
it touches the database. A *quote* names its source (`note:<id>`, `msg:<Message-ID>`, `event:<id>.<field>`) and whether
it is from after the start of the meeting: only then may it say what was said there. What others wrote is data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from connectors.records import CalendarEvent
from service import preferences
from service.addresses import address_key
from service.contacts import keys_of
from service.drafting import greeting, signoff
from service.drafting.privacy import private_parts, without_instructions, without_private
from service.preferences import Preferences
from service.schema import (
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
from service.sealed import open_body, open_calendar_event, open_note
from service.vault import Vault
from service.word_of_person import not_about
from service.zones import zone_of

LOOK_BACK = timedelta(days=150)
LOOK_AHEAD = timedelta(days=60)
_LATELY = 30
"""How many sent mails show how the person signs."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words somebody wrote, where they stand, and whether they are from after the start of the meeting."""

    source: str
    quote: str
    is_after: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of the conversation: only what its sender wrote in it."""

    message_id: str
    thread: str
    at: datetime
    sender: str
    parties: frozenset[str]
    """Keys of sender and recipients."""
    is_mine: bool
    is_automatic: bool
    subject: str
    references: tuple[str, ...]
    text: str
    ending: str
    """Reply and signature, to see how it is signed."""
    received_by: str = ""
    """The person's own address it went to or came from."""
    in_reply_to: str = ""
    raw: str = ""
    """As written, instructions to machines included: only the gate looks at it."""
    is_by_calendar: bool = False
    """It carries an invite or an answer to one: a calendar program wrote it, whatever stands in it."""

    @property
    def source(self) -> str:
        return f"msg:{self.message_id}"


@dataclass(frozen=True, slots=True)
class NoteText:
    """What the person wrote: the public part to draw from, the private parts to keep out."""

    id: str
    at: datetime
    text: str
    """As written, private parts included: only `notes.parts` reads it."""
    public: str
    private: tuple[str, ...]

    @property
    def source(self) -> str:
        return f"note:{self.id}"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person a draft can go to, or speak of."""

    contact_id: str
    name: greeting.Name
    email: str
    keys: frozenset[str]
    timezone: str = ""
    organisation: str = ""
    title: str = ""
    part: str = "attendee"
    is_untracked: bool = False
    """The person asked for this contact not to be followed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The calendar event as it stands now."""

    id: str
    event: CalendarEvent


@dataclass(frozen=True, slots=True)
class Sender:
    """The person."""

    id: str
    name: str
    timezone: str
    languages: tuple[str, ...]
    signature: str
    goal: str
    keys: frozenset[str]
    offers_help: bool = True
    chosen: Preferences = field(default_factory=Preferences)
    """The person's settings."""


@dataclass(frozen=True, slots=True)
class Intro:
    """Who brought the two together, in whose words."""

    by: Someone
    message_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that may be known when deciding and writing about one interview."""

    interview: Interview
    sender: Sender
    recipient: Someone
    """The contact of the interview."""
    others: tuple[Someone, ...]
    notes: tuple[NoteText, ...]
    mails: tuple[Mail, ...]
    """With any of them, oldest first."""
    entries: tuple[Entry, ...]
    intro: Intro | None = None
    earlier: tuple[NoteText, ...] = ()
    """Notes of earlier meetings with the same contact."""
    named: frozenset[str] = frozenset()
    """First names of everybody the person knows, to see whose name a text holds."""

    @property
    def start(self) -> datetime | None:
        return self.interview.start

    @property
    def end(self) -> datetime | None:
        start, end = self.interview.start, self.interview.end
        return end or (start + timedelta(minutes=30) if start else None)

    @property
    def everyone(self) -> tuple[Someone, ...]:
        return (self.recipient, *self.others)

    def with_whom(self, who: Someone) -> tuple[Mail, ...]:
        """Mails in which this one took part, automatic ones aside."""
        return tuple(mail for mail in self.mails if not mail.is_automatic and mail.parties & who.keys)

    def is_after(self, instant: datetime) -> bool:
        return self.start is not None and instant >= self.start


def load(session: Session, vault: Vault, interview: Interview) -> Scene:
    """Reads the scene of one interview; every query is scoped by its person."""
    person = session.get_one(Person, interview.person_id)
    sender = _sender(session, person)
    meetings = _meetings(interview)
    entries = tuple(_entries(session, vault, person.id, meetings))
    recipient = _someone(session, person.id, interview.contact_id, interview.address)
    others = tuple(_others(session, interview))
    intro = _intro(session, person.id, interview, sender)
    concerned = [recipient, *others, *((intro.by,) if intro else ())]
    mails = tuple(_mails(session, vault, interview, sender, frozenset().union(*(who.keys for who in concerned))))
    sender = _signing(session, vault, sender, mails, interview.end or interview.first_seen_at)
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
    )


def _meetings(interview: Interview) -> list[str]:
    found = [interview.meeting, *(str(source.get("meeting") or "") for source in interview.sources)]
    return list(dict.fromkeys(key for key in found if key))


def _sender(session: Session, person: Person) -> Sender:
    keys = session.scalars(select(OwnAddress.key).where(OwnAddress.person_id == person.id))
    chosen = preferences.of(person)
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
            yield _mail(vault, row, frozenset(), sender).ending


def _someone(
    session: Session, person_id: str, contact_id: str, email: str, part: str = "attendee", name: str = ""
) -> Someone:
    contact = session.get(Contact, contact_id) if contact_id else None
    if contact is not None and contact.person_id != person_id:
        contact = None
    keys = set(keys_of(session, person_id, contact_id)) if contact else set()
    if email:
        keys.add(address_key(email))
    known = contact.name if contact else ""
    parts = greeting.untangled(known or name)
    titled = greeting.untangled(_display_with_title(session, person_id, keys))
    if titled.title and not parts.title:
        parts = greeting.Name(parts.given or titled.given, parts.family or titled.family, titled.title)
    return Someone(
        contact_id=contact_id,
        name=parts,
        email=email,
        keys=frozenset(keys),
        timezone=(contact.timezone or "") if contact else "",
        organisation=(contact.organisation or "") if contact else "",
        title=(contact.title or "") if contact else "",
        part=part,
        is_untracked=contact.is_untracked if contact else False,
    )


def _display_with_title(session: Session, person_id: str, keys: Iterable[str]) -> str:
    """A display name that carries a doctor's title, if the contact uses one."""
    rows = session.scalars(select(Identity.names).where(Identity.person_id == person_id, Identity.key.in_(list(keys))))
    names = [name for row in rows for name in row or ()]
    return next((name for name in names if greeting.untangled(name).title), "")


def _others(session: Session, interview: Interview) -> Iterable[Someone]:
    for other in interview.others:
        yield _someone(
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
    who = _someone(session, person_id, interview.introduced_by, written_from)
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
    session: Session, vault: Vault, interview: Interview, sender: Sender, keys: frozenset[str]
) -> Iterable[Mail]:
    """Mails with these people around the talk, but for forged ones and what the person said is about something else."""
    since = (interview.start or interview.first_seen_at) - LOOK_BACK
    until = (interview.end or interview.start or interview.first_seen_at) + LOOK_AHEAD
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
        parties = _parties(row)
        if parties & keys:
            yield _mail(vault, row, parties, sender)


def _parties(row: StoredMessage) -> frozenset[str]:
    emails = [row.sender, *(str(who.get("email") or "") for who in (*row.to, *row.cc, *row.bcc))]
    return frozenset(key for email in emails if (key := address_key(email)))


def _mail(vault: Vault, row: StoredMessage, parties: frozenset[str], sender: Sender) -> Mail:
    body = open_body(vault, row)
    is_mine = address_key(row.sender) in sender.keys
    text = (body.reply if body else "").replace("\r\n", "\n").strip()
    addressed = [str(who.get("email") or "") for who in (*row.to, *row.cc, *row.bcc)]
    own = [row.sender] if is_mine else [email for email in addressed if address_key(email) in sender.keys]
    return Mail(
        message_id=row.message_id,
        thread=row.thread_key,
        at=row.date,
        sender=address_key(row.sender),
        parties=parties,
        is_mine=is_mine,
        is_automatic=row.is_automatic or row.is_bulk or bool(row.bounce_of),
        subject=row.subject,
        references=tuple(row.references or ()),
        text=text if is_mine else without_instructions(text),
        ending=f"{text}\n{body.signature if body else ''}".strip(),
        received_by=own[0] if own else "",
        in_reply_to=row.in_reply_to,
        raw=text,
        is_by_calendar=body is not None and bool(body.invites),
    )


def slot_quote(scene: Scene) -> Quote | None:
    """The start as the calendar writes it, in its own zone."""
    if not scene.entries or scene.start is None:
        return None
    entry = scene.entries[0]
    return Quote(f"event:{entry.id}.start", local_iso(scene.start, entry.event.timezone or scene.interview.timezone))


def local_iso(instant: datetime, timezone: str) -> str:
    """An instant in the zone it was written in."""
    return instant.astimezone(zone_of(timezone)).isoformat()
