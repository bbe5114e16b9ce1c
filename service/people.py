"""Somebody whom the person knows, told whole: names and where they are from, addresses, conversations, mails, promises,
who brought whom. Reads only; what the person says about them is in `about_people`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.signatures import Detail, Signed, read_signature
from service import contact_pairs, contacts, observations
from service.about_people import read_note
from service.referrals import BY_INVITE
from service.schema import (
    Contact,
    ContactPair,
    Identity,
    Interview,
    Introduction,
    Observation,
    StoredMessage,
    Task,
)
from service.sealed import open_body
from service.vault import Vault

MOST_THREADS = 100
_MOST_SIGNATURES = 5
"""How many of their last mails are opened for one that is signed with more than a name."""
PROMISES = {"promise_mine": "mine", "promise_theirs": "theirs"}


@dataclass(frozen=True, slots=True)
class Known:
    """An address, what it was called, and whether it still works."""

    email: str
    names: tuple[str, ...]
    last_mail: datetime | None
    bounced_at: datetime | None
    evidence: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation by mail: its subject and how many mails went which way."""

    subject: str
    first: datetime
    last: datetime
    received: int
    sent: int


@dataclass(frozen=True, slots=True)
class Introduced:
    """Somebody and the words that brought them."""

    id: str
    contact: Contact
    quote: str
    at: datetime
    is_by_invite: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """Another contact that was taken for the same person, and by whom."""

    pair: ContactPair
    name: str
    emails: tuple[str, ...]

    @property
    def quote(self) -> str:
        """The words that tell it, "" where the person said so."""
        return str(self.pair.data.get("quote", ""))


@dataclass(frozen=True, slots=True)
class Card:
    """What a signature says of somebody's work, and when they sent it. Empty where it does not say."""

    at: datetime
    title: Detail | None
    organisation: Detail | None
    phones: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything about one contact."""

    contact: Contact
    addresses: tuple[Known, ...]
    signed_as: tuple[tuple[str, int], ...]
    card: Card | None
    interviews: tuple[Interview, ...]
    threads: tuple[Thread, ...]
    promises: tuple[tuple[str, Task], ...]
    introduced_by: tuple[Introduced, ...]
    introduced_to: tuple[Introduced, ...]
    joined: tuple[Joined, ...]
    note: str


def profile(session: Session, vault: Vault, person_id: str, contact_id: str) -> Profile:
    """The contact that stands for this id now. Raises NoSuchContact."""
    contact = contacts.surviving(session, contact_pairs.owned(session, person_id, contact_id))
    ids = contacts.members(session, person_id, contact.id)
    identities = session.scalars(
        select(Identity).where(Identity.person_id == person_id, Identity.contact_id.in_(ids)).order_by(Identity.key)
    ).all()
    keys = [identity.key for identity in identities]
    mails = _mails(session, person_id, keys)
    interviews = _interviews(session, person_id, ids)
    return Profile(
        contact=contact,
        addresses=_addresses(identities, mails),
        signed_as=tuple(sorted(contact.data.get("signed_as", {}).items(), key=lambda one: (-one[1], one[0]))),
        card=_card(session, vault, person_id, [row for key, row in mails if row.data.get("author") in keys]),
        interviews=interviews,
        threads=_threads(mails),
        promises=_promises(session, person_id, [row.id for row in interviews]),
        introduced_by=_introductions(session, person_id, ids, is_introducer=False),
        introduced_to=_introductions(session, person_id, ids, is_introducer=True),
        joined=_joined(session, person_id, contact.id, identities),
        note=read_note(vault, contact),
    )


def _mails(session: Session, person_id: str, keys: Sequence[str]) -> list[tuple[str, Observation]]:
    """Every mail with these addresses, newest first: (key, what it says)."""
    subjects = [observations.with_person(key) for key in keys]
    query = (
        select(Observation)
        .where(Observation.person_id == person_id, Observation.kind == observations.MAIL)
        .where(Observation.meeting.in_(subjects))
        .order_by(Observation.at.desc(), Observation.id)
    )
    return [(row.meeting.removeprefix("with:"), row) for row in session.scalars(query)]


def _card(session: Session, vault: Vault, person_id: str, theirs: Sequence[Observation]) -> Card | None:
    """What the newest of their signatures says that says anything; a forged mail's never counts.

    It is read when it is shown and kept nowhere: a title from last year goes with the mail that said it.
    """
    found = [row.source.removeprefix("msg:") for row in theirs if row.data.get("is_verified") is not False]
    ids = list(dict.fromkeys(found))[:_MOST_SIGNATURES]
    query = select(StoredMessage).where(StoredMessage.person_id == person_id, StoredMessage.id.in_(ids))
    for row in sorted(session.scalars(query), key=lambda row: ids.index(row.id)):
        body = open_body(vault, row)
        said = read_signature(body.signature) if body is not None else Signed()
        if said.title or said.organisation or said.phones:
            return Card(row.date, said.title, said.organisation, said.phones)
    return None


def _addresses(identities: Sequence[Identity], mails: Sequence[tuple[str, Observation]]) -> tuple[Known, ...]:
    last: dict[str, datetime] = {}
    for key, row in mails:
        last.setdefault(key, row.at)
    working = [one for one in identities if one.bounced_at is None and one.key in last]
    current = max(working, key=lambda one: (last[one.key], one.key), default=None)
    found = [
        Known(one.email, tuple(one.names), last.get(one.key), one.bounced_at, one.evidence, one is current)
        for one in identities
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_current, one.bounced_at is not None, one.email)))


def _threads(mails: Sequence[tuple[str, Observation]]) -> tuple[Thread, ...]:
    by_thread: dict[str, dict[str, Observation]] = {}
    for _, row in mails:
        by_thread.setdefault(row.data["thread"], {})[row.source] = row
    found = []
    for rows in by_thread.values():
        ordered = sorted(rows.values(), key=lambda row: (row.at, row.id))
        sent = sum(row.data["direction"] == "out" for row in ordered)
        subject = str(ordered[0].data.get("subject", ""))
        found.append(Thread(subject, ordered[0].at, ordered[-1].at, len(ordered) - sent, sent))
    return tuple(sorted(found, key=lambda one: (one.last, one.subject), reverse=True)[:MOST_THREADS])


def _interviews(session: Session, person_id: str, ids: Sequence[str]) -> tuple[Interview, ...]:
    query = select(Interview).where(
        Interview.person_id == person_id, Interview.contact_id.in_(ids), Interview.status != "not_logged"
    )
    rows = session.scalars(query).all()
    return tuple(sorted(rows, key=lambda row: (row.start or row.first_seen_at, row.id), reverse=True))


def _promises(session: Session, person_id: str, interview_ids: Sequence[str]) -> tuple[tuple[str, Task], ...]:
    query = select(Task).where(
        Task.person_id == person_id, Task.interview_id.in_(interview_ids), Task.kind.in_(PROMISES)
    )
    rows = session.scalars(query.order_by(Task.done_at.is_not(None), Task.due, Task.created_at, Task.id))
    return tuple((PROMISES[row.kind], row) for row in rows)


def _introductions(
    session: Session, person_id: str, ids: Sequence[str], *, is_introducer: bool
) -> tuple[Introduced, ...]:
    mine, other = (
        (Introduction.introducer_id, Introduction.contact_id)
        if is_introducer
        else (Introduction.contact_id, Introduction.introducer_id)
    )
    query = (
        select(Introduction, Contact)
        .join(Contact, Contact.id == other)
        .where(Introduction.person_id == person_id, mine.in_(ids))
        .order_by(Introduction.at, Introduction.id)
    )
    return tuple(
        Introduced(row.id, contact, row.quote, row.at, row.message_id.startswith(BY_INVITE))
        for row, contact in session.execute(query)
    )


def _joined(session: Session, person_id: str, contact_id: str, identities: Sequence[Identity]) -> tuple[Joined, ...]:
    found = []
    for pair in contact_pairs.standing(session, person_id, contact_id):
        other = session.get_one(Contact, pair.other_id)
        theirs = set(contacts.members(session, person_id, other.id))
        emails = tuple(one.email for one in identities if one.contact_id in theirs)
        found.append(Joined(pair, other.name, emails))
    return tuple(found)
