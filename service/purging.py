"""What a rule reaches of what is stored already, and taking exactly that away.

Records that a rule bars go, with everything that was learned from them; a conversation that nothing else tells of goes
with its drafts, notes and people. Where each record lay, its id and the rule stay, so that no later read brings it
back. A conversation whose draft is on its way stays until that is settled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from connectors.records import Address, Message
from service import activity, contact_pairs, contacts, events, observations
from service.addresses import address_key
from service.exclusions import Exclusions
from service.schema import (
    Base,
    Contact,
    Correction,
    Draft,
    Event,
    Identity,
    Interview,
    Introduction,
    MessageCopy,
    Note,
    Observation,
    Reading,
    SetAside,
    StoredCalendarEvent,
    StoredMessage,
)
from service.sealed import open_body, open_calendar_event
from service.shelf import MAIL
from service.vault import Vault

WAITING = ("needs_review",)
ON_THE_WAY = ("approved", "sending", "unclear")
_AT_ONCE = 500
"""So many ids in one statement."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a rule bars of what is stored. Interviews by their ids."""

    messages: dict[str, str] = field(default_factory=dict)
    """Stored mails, each with the rule that bars it."""
    calendar_events: dict[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    """Interviews of which nothing else tells."""
    changed: frozenset[str] = frozenset()
    """Interviews that would stay with less to rest on."""
    shown: tuple[str, ...] = ()
    """Those of `gone` that the person sees as conversations, newest first."""
    waiting: frozenset[str] = frozenset()
    """Those of `gone` with a draft that waits for review."""
    on_the_way: frozenset[str] = frozenset()
    """Those of `gone` with an approved draft."""
    notes: int = 0

    @property
    def sources(self) -> frozenset[str]:
        """The records as observations name them."""
        return frozenset({*(f"msg:{one}" for one in self.messages), *(f"event:{one}" for one in self.calendar_events)})

    @property
    def is_nothing(self) -> bool:
        return not (self.messages or self.calendar_events or self.gone)


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken away, and how many conversations stay because of their drafts."""

    conversations: int = 0
    messages: int = 0
    calendar_events: int = 0
    kept: int = 0


# --- what is reached ----------------------------------------------------------------------------------------------


def reach(session: Session, vault: Vault, person_id: str, barred: Exclusions) -> Reach:
    """What these rules bar of what is stored of this person."""
    messages = dict(_messages(session, vault, person_id, barred))
    calendar_events = dict(_calendar_events(session, vault, person_id, barred))
    found = Reach(messages, calendar_events)
    rows = list(session.scalars(select(Interview).where(Interview.person_id == person_id)))
    told_by = _told_by(session, person_id)
    own = {row.id: _own_sources(row, told_by) for row in rows}
    barred_by_hand = {row.id for row in rows if _is_by_hand(own[row.id]) and barred.bars_address(row.address)}
    gone = frozenset(
        row_id for row_id, sources in own.items() if (sources and sources <= found.sources) or row_id in barred_by_hand
    )
    changed = frozenset(row.id for row in rows if row.id not in gone and _rests_on(row, own[row.id], found.sources))
    return Reach(
        messages,
        calendar_events,
        gone,
        changed,
        _shown(rows, gone),
        _with_drafts(session, gone, WAITING),
        _with_drafts(session, gone, ON_THE_WAY),
        _notes(session, person_id, [row for row in rows if row.id in gone]),
    )


def _messages(session: Session, vault: Vault, person_id: str, barred: Exclusions) -> Iterator[tuple[str, str]]:
    invited = _invited(session, person_id) if barred.addresses or barred.domains else {}
    for row in session.scalars(select(StoredMessage).where(StoredMessage.person_id == person_id)):
        rule = barred.rule_against_message(_as_message(vault, row, is_opened=bool(barred.words)))
        if rule is None and any(barred.bars_address(email) for email in invited.get(f"msg:{row.id}", ())):
            rule = "excluded address" if barred.addresses else "excluded domain"
        if rule is not None:
            yield row.id, rule


def _as_message(vault: Vault, row: StoredMessage, *, is_opened: bool) -> Message:
    """A stored mail as the rules look at it; its text only where a word is looked for."""
    body = open_body(vault, row) if is_opened else None
    return Message(
        provider_id=row.id,
        message_id=row.message_id,
        date=row.date,
        sender=Address(row.sender),
        to=_addresses(row.to),
        cc=_addresses(row.cc),
        bcc=_addresses(row.bcc),
        reply_to=(Address(row.reply_to),) if row.reply_to else (),
        actual_sender=Address(row.actual_sender) if row.actual_sender else None,
        subject=row.subject,
        text=body.text if body else "",
        reply=body.reply if body else "",
        invites=body.invites if body else (),
    )


def _addresses(listed: Iterable[dict[str, Any]]) -> tuple[Address, ...]:
    return tuple(Address(str(one.get("email", ""))) for one in listed)


def _invited(session: Session, person_id: str) -> dict[str, list[str]]:
    """Who stands in the invites that mails carry, by the mail."""
    query = select(Observation.source, Observation.data).where(
        Observation.person_id == person_id, Observation.kind.in_((observations.REQUEST, observations.CANCEL))
    )
    return {source: [one["email"] for one in data.get("people", ())] for source, data in session.execute(query)}


def _calendar_events(session: Session, vault: Vault, person_id: str, barred: Exclusions) -> Iterator[tuple[str, str]]:
    for row in session.scalars(select(StoredCalendarEvent).where(StoredCalendarEvent.person_id == person_id)):
        rule = barred.rule_against_calendar_event(open_calendar_event(vault, row))
        if rule is not None:
            yield row.id, rule


def _told_by(session: Session, person_id: str) -> dict[str, set[str]]:
    """Which records tell of which meeting; the person's notes are no record."""
    found: dict[str, set[str]] = defaultdict(set)
    query = select(Observation.meeting, Observation.source, Observation.kind, Observation.data).where(
        Observation.person_id == person_id,
        or_(~Observation.meeting.startswith("with:"), Observation.kind == observations.ASKED),
    )
    for meeting, source, kind, data in session.execute(query):
        if kind not in {observations.NOTE, observations.OUR_THANKS}:
            found[data["meeting"] if kind == observations.ASKED else meeting].add(source)
    return found


def _own_sources(row: Interview, told_by: dict[str, set[str]]) -> set[str]:
    uid, bar, occurrence = row.meeting.rpartition("|")
    own = told_by.get(row.meeting, set())
    return own if own or not bar or occurrence == "master" else told_by.get(f"{uid}|master", set())


def _is_by_hand(sources: set[str]) -> bool:
    return bool(sources) and all(source.startswith("person:") for source in sources)


def _rests_on(row: Interview, own: set[str], sources: frozenset[str]) -> bool:
    records = {str(one.get("record", "")) for one in row.sources}
    return bool(own & sources) or any(source.partition(":")[2] in records for source in sources)


def _shown(rows: Sequence[Interview], gone: frozenset[str]) -> tuple[str, ...]:
    seen = [row for row in rows if row.id in gone and row.status != "not_logged"]
    return tuple(row.id for row in sorted(seen, key=lambda row: (row.start or row.first_seen_at, row.id), reverse=True))


def _with_drafts(session: Session, interview_ids: frozenset[str], states: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for some in _chunks(sorted(interview_ids)):
        query = select(Draft.interview_id).where(Draft.interview_id.in_(some), Draft.state.in_(states))
        found.update(session.scalars(query))
    return frozenset(found)


def _notes(session: Session, person_id: str, rows: Sequence[Interview]) -> int:
    meetings = {row.meeting for row in rows}
    noted = session.scalars(select(Note.meeting).where(Note.person_id == person_id)) if meetings else ()
    return sum(meeting in meetings for meeting in noted)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(ids), _AT_ONCE):
        yield ids[first : first + _AT_ONCE]


# --- taking it away -----------------------------------------------------------------------------------------------


def purge(
    session: Session, vault: Vault, person_id: str, barred: Exclusions, now: datetime, *, with_drafts: bool
) -> Removed:
    """Takes away what these rules bar of what is stored. Doing it again takes away what is left, or nothing.

    Conversations with a waiting draft stay unless `with_drafts`; those with an approved one stay in any case.
    """
    found = reach(session, vault, person_id, barred)
    kept = found.on_the_way if with_drafts else found.on_the_way | found.waiting
    found = _without(session, person_id, found, kept)
    if found.is_nothing:
        return Removed(kept=len(kept))
    people = _people_in(session, person_id, found)
    _forget_interviews(session, person_id, found.gone)
    _set_aside(session, person_id, found)
    for model, ids in ((StoredMessage, found.messages), (StoredCalendarEvent, found.calendar_events)):
        _delete(session, model, model.id, sorted(ids))
    _delete(session, Observation, Observation.source, sorted(found.sources), Observation.person_id == person_id)
    _delete(session, Introduction, Introduction.message_id, sorted(found.messages))
    _delete(session, Event, Event.subject, sorted({*found.messages, *found.calendar_events, *found.gone}))
    _forget_people(session, person_id, people, barred)
    for row_id in sorted(found.changed):
        events.append(session, person_id, events.INTERVIEW_TOUCHED, row_id, now=now)
    removed = Removed(len(found.shown), len(found.messages), len(found.calendar_events), len(kept))
    told = f"{removed.conversations} {removed.messages} {removed.calendar_events}"
    activity.record(session, person_id, activity.PURGED, now, detail=told)
    return removed


def _without(session: Session, person_id: str, found: Reach, kept: frozenset[str]) -> Reach:
    """The same but for the interviews that stay, every record that they rest on, and what else these tell of."""
    told_by = _told_by(session, person_id)
    own = {one: _own_sources(session.get_one(Interview, one), told_by) for one in sorted(found.gone)}
    spared: set[str] = set()
    for row in (session.get_one(Interview, one) for one in sorted(kept)):
        records = (f"{_PREFIX.get(one['kind'], one['kind'])}:{one['record']}" for one in row.sources)
        spared |= {*own[row.id], *records}
    staying = kept | {one for one, sources in own.items() if sources & spared}
    return Reach(
        {one: rule for one, rule in found.messages.items() if f"msg:{one}" not in spared},
        {one: rule for one, rule in found.calendar_events.items() if f"event:{one}" not in spared},
        found.gone - staying,
        found.changed,
        tuple(one for one in found.shown if one not in staying),
    )


_PREFIX = {"mail": "msg", "calendar": "event"}


def _people_in(session: Session, person_id: str, found: Reach) -> set[str]:
    """Keys of everybody that the records speak of."""
    keys: set[str] = set()
    for some in _chunks(sorted(found.sources)):
        query = select(Observation.meeting).where(
            Observation.person_id == person_id,
            Observation.source.in_(some),
            Observation.meeting.startswith("with:"),
        )
        keys.update(subject.removeprefix("with:") for subject in session.scalars(query))
    for some in _chunks(sorted(found.gone)):
        rows = session.scalars(select(Interview).where(Interview.id.in_(some)))
        keys.update(address_key(row.address) for row in rows)
    return keys - {""}


def _forget_interviews(session: Session, person_id: str, gone: frozenset[str]) -> None:
    """The rows, what the person wrote about them, and with them tasks, plans and drafts."""
    meetings: list[str] = []
    for some in _chunks(sorted(gone)):
        meetings += session.scalars(select(Interview.meeting).where(Interview.id.in_(some)))
    for model in (Note, Correction, Observation):
        _delete(session, model, model.meeting, meetings, model.person_id == person_id)
    _delete(session, Interview, Interview.id, sorted(gone))


def _set_aside(session: Session, person_id: str, found: Reach) -> None:
    """Where each record lay, so that no later read takes it for new."""
    for some in _chunks(sorted(found.messages)):
        listed = select(StoredMessage.id, StoredMessage.date).where(StoredMessage.id.in_(some))
        dates = {row[0]: row[1] for row in session.execute(listed)}
        copies = session.scalars(select(MessageCopy).where(MessageCopy.stored_id.in_(some)))
        for copy in copies.all():
            aside = (copy.account_id, MAIL, copy.provider_id)
            _put_aside(session, person_id, aside, dates[copy.stored_id], found.messages[copy.stored_id])
    for some in _chunks(sorted(found.calendar_events)):
        entries = session.scalars(select(StoredCalendarEvent).where(StoredCalendarEvent.id.in_(some)))
        for entry in entries.all():
            aside = (entry.account_id, f"calendar:{entry.calendar_id}", entry.provider_id)
            _put_aside(session, person_id, aside, entry.start, found.calendar_events[entry.id])
    session.flush()


def _put_aside(session: Session, person_id: str, where: tuple[str, str, str], at: datetime | None, rule: str) -> None:
    row = session.get(SetAside, where)
    if row is None:
        account_id, kind, provider_id = where
        row = SetAside(account_id=account_id, kind=kind, provider_id=provider_id, person_id=person_id, read_id="")
        session.add(row)
    row.date, row.rule = at, rule


def _delete(
    session: Session,
    model: type[Base],
    column: InstrumentedAttribute[str],
    ids: Sequence[str],
    *scope: ColumnElement[bool],
) -> None:
    for some in _chunks(ids):
        session.execute(delete(model).where(column.in_(some), *scope))


# --- people -------------------------------------------------------------------------------------------------------


def _forget_people(session: Session, person_id: str, keys: set[str], barred: Exclusions) -> None:
    """Addresses of which nothing is known any more, and contacts without an address; nobody else's."""
    forgotten: set[str] = set()
    mine = select(Identity).where(Identity.person_id == person_id)
    for identity in session.scalars(mine).all():
        is_barred = barred.bars_address(identity.key)
        if (identity.key in keys or is_barred) and not _is_spoken_of(session, person_id, identity):
            session.delete(identity)
            forgotten.add(identity.key)
    session.flush()
    _scrub_looks(session, person_id, forgotten)
    while alone := _without_address(session, person_id):
        _delete(session, Contact, Contact.id, alone)
    for key in sorted(keys - forgotten):
        contact = contacts.contact_of(session, person_id, key)
        if contact is not None:
            contact_pairs.settle(session, contact)


def _is_spoken_of(session: Session, person_id: str, identity: Identity) -> bool:
    subject = observations.with_person(identity.key)
    told = select(Observation.id).where(Observation.person_id == person_id, Observation.meeting == subject)
    met = select(Interview.id).where(Interview.person_id == person_id, Interview.contact_id == identity.contact_id)
    return any(session.scalar(query.limit(1)) is not None for query in (told, met))


def _without_address(session: Session, person_id: str) -> list[str]:
    addressed = select(Identity.contact_id).where(Identity.person_id == person_id)
    merged = select(Contact.merged_into).where(Contact.person_id == person_id)
    met = select(Interview.contact_id).where(Interview.person_id == person_id)
    query = select(Contact.id).where(
        Contact.person_id == person_id,
        Contact.id.not_in(addressed),
        Contact.id.not_in(merged),
        Contact.id.not_in(met),
    )
    return list(session.scalars(query.order_by(Contact.id)))


def _scrub_looks(session: Session, person_id: str, forgotten: set[str]) -> None:
    """Whom mailboxes were searched for: who is forgotten is no longer named, nor looked for."""
    for look in session.scalars(select(Reading).where(Reading.person_id == person_id)):
        named = look.query.get("addresses", ())
        left = [email for email in named if address_key(email) not in forgotten]
        if len(left) == len(named):
            continue
        look.query = {**look.query, "addresses": left}
        if not left:
            # Nobody left to look for: without a name it would look for everything.
            look.finished_at = look.finished_at or look.created_at
    session.flush()
