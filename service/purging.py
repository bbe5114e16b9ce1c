"""Takes away what a rule of the never-log list reaches (`reach`) of what is stored already, and exactly that; or what one
account alone has brought.

Records that a rule bars go, with everything that was learned from them; a conversation that nothing else tells of goes
with its drafts, notes and people. Where each record lay, its id and the rule stay, so that no later read brings it
back. A conversation whose draft is on its way stays until that is settled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service import activity, contact_pairs, contacts, events, learned, observations, shelf
from service.addresses import address_key
from service.exclusions import Exclusions
from service.reach import ENTRY, MAIL, ON_THE_WAY, WAITING, Looked, Reach, own_sources, reach, reach_of, told_by
from service.schema import (
    Ask,
    AuditRun,
    Base,
    ChosenCalendar,
    Contact,
    Correction,
    Cursor,
    Draft,
    Event,
    Exclusion,
    FollowUp,
    Identity,
    Interview,
    Introduction,
    MessageCopy,
    Note,
    Observation,
    Quarantined,
    Reading,
    SetAside,
    StoredCalendarEvent,
    StoredMessage,
    Task,
)
from service.vault import Vault

_AT_ONCE = 500
"""So many ids in one statement."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken away, and how many conversations stay because of their drafts."""

    conversations: int = 0
    messages: int = 0
    calendar_events: int = 0
    kept: int = 0


# --- taking it away -----------------------------------------------------------------------------------------------


def purge(
    session: Session,
    vault: Vault,
    person_id: str,
    barred: Exclusions,
    now: datetime,
    *,
    with_drafts: bool,
    also: frozenset[str] = frozenset(),
    spares_approved: bool = True,
) -> Removed:
    """Takes away what these rules bar of what is stored. Doing it again takes away what is left, or nothing.

    Conversations with a waiting draft stay unless `with_drafts`; those with an approved one stay unless
    `spares_approved` is False. `also`: interviews that go with their own records, whatever tells of them.
    """
    before = told_of(session, person_id)
    _forget_wishes(session, person_id, barred, with_drafts=with_drafts)
    found = _with(session, person_id, reach(session, vault, person_id, barred), also)
    kept = (found.on_the_way if spares_approved else frozenset()) | (frozenset() if with_drafts else found.waiting)
    found = _without(session, person_id, found, kept)
    if found.is_nothing:
        return Removed(kept=len(kept))
    people = _people_in(session, person_id, found)
    learned.unteach(session, person_id, found.gone, now)
    _set_aside(session, person_id, found)
    _take_away(session, person_id, found)
    named = _forget_people(session, person_id, people, barred)
    activity.forget(session, person_id, before - told_of(session, person_id), named)
    return _tell(session, person_id, found, kept, now)


def purge_account(session: Session, person_id: str, account_id: str, now: datetime) -> Removed:
    """Takes away what this account alone brought, and how far it was read: connected again, it is read from the start.

    The account's own row stays, and conversations with an approved draft, with their records.
    """
    nobody, before = Exclusions(bars_private=False), told_of(session, person_id)
    found = reach_of(session, person_id, nobody, _only_in(session, person_id, account_id))
    kept = found.on_the_way
    found = _without(session, person_id, found, kept)
    people = _people_in(session, person_id, found)
    learned.unteach(session, person_id, found.gone, now)
    _take_away(session, person_id, found)
    for model in (MessageCopy, Cursor, Reading, Quarantined, ChosenCalendar, AuditRun):
        session.execute(delete(model).where(model.person_id == person_id, model.account_id == account_id))
    # Read from the start, what went with somebody erased would come back: nothing else tells that it is about them.
    aside = (SetAside.person_id == person_id, SetAside.account_id == account_id, SetAside.rule != shelf.WITH_ERASED)
    session.execute(delete(SetAside).where(*aside))
    named = _forget_people(session, person_id, people, nobody)
    activity.forget(session, person_id, before - told_of(session, person_id), named)
    return _tell(session, person_id, found, kept, now, subject=account_id)


_NAMED_IN_LOG: tuple[type[Base], ...] = (Interview, Draft, Contact, StoredMessage, StoredCalendarEvent, Task, Exclusion)


def told_of(session: Session, person_id: str) -> set[str]:
    """Ids of every row that the person's log may speak of."""
    found: set[str] = set()
    for model in _NAMED_IN_LOG:
        table = model.__table__
        found.update(session.scalars(select(table.c.id).where(table.c.person_id == person_id)))
    return found


def _only_in(session: Session, person_id: str, account_id: str) -> Looked:
    """Every record that no other account has shown."""
    elsewhere = select(MessageCopy.stored_id).where(
        MessageCopy.person_id == person_id, MessageCopy.account_id != account_id
    )
    here = select(MessageCopy.stored_id).where(
        MessageCopy.person_id == person_id,
        MessageCopy.account_id == account_id,
        MessageCopy.stored_id.not_in(elsewhere),
    )
    entries = select(StoredCalendarEvent.id).where(
        StoredCalendarEvent.person_id == person_id, StoredCalendarEvent.account_id == account_id
    )
    sources = (*(MAIL + one for one in session.scalars(here)), *(ENTRY + one for one in session.scalars(entries)))
    return Looked(dict.fromkeys(sources, ""), is_whole=True)


def _with(session: Session, person_id: str, found: Reach, also: frozenset[str]) -> Reach:
    """The same and these interviews, with the records that tell of no interview that stays."""
    added = also - found.gone
    if not added:
        return found
    telling, gone = told_by(session, person_id), found.gone | added
    own = {
        row[0]: own_sources(row[1], telling)
        for row in session.execute(select(Interview.id, Interview.meeting).where(Interview.person_id == person_id))
    }
    staying = {source for one, sources in own.items() if one not in gone for source in sources}
    sources = {source for one in added for source in own.get(one, ())} - staying
    rules = dict.fromkeys(sorted(sources), shelf.WITH_ERASED)
    brought = Looked(rules)
    return replace(
        found,
        messages=brought.messages | found.messages,
        calendar_events=brought.calendar_events | found.calendar_events,
        gone=gone,
        shown=(*found.shown, *sorted(added)),
    )


def _take_away(session: Session, person_id: str, found: Reach) -> None:
    """The rows themselves, and everything that was learned from them."""
    _forget_interviews(session, person_id, found.gone)
    for model, ids in ((StoredMessage, found.messages), (StoredCalendarEvent, found.calendar_events)):
        _delete(session, model, model.id, sorted(ids), model.person_id == person_id)
    own = Observation.person_id == person_id
    _delete(session, Observation, Observation.source, sorted(found.sources), own)
    mails = sorted(found.messages)
    _delete(session, Introduction, Introduction.message_id, mails, Introduction.person_id == person_id)
    subjects = sorted({*found.messages, *found.calendar_events, *found.gone})
    _delete(session, Event, Event.subject, subjects, Event.person_id == person_id)


def _tell(
    session: Session, person_id: str, found: Reach, kept: frozenset[str], now: datetime, *, subject: str = ""
) -> Removed:
    """Has what rested on it looked at anew, and writes down how much it was."""
    for row_id in sorted(found.changed - found.gone):
        events.append(session, person_id, events.INTERVIEW_TOUCHED, row_id, now=now)
    removed = Removed(len(found.shown), len(found.messages), len(found.calendar_events), len(kept))
    told = f"{removed.conversations} {removed.messages} {removed.calendar_events}"
    activity.record(session, person_id, activity.PURGED, now, subject=subject, detail=told)
    return removed


def _forget_wishes(session: Session, person_id: str, barred: Exclusions, *, with_drafts: bool) -> None:
    """What the person asked to be written to somebody whom no record tells of, with its draft unless that stays."""
    staying = ON_THE_WAY if with_drafts else (*ON_THE_WAY, *WAITING)
    for ask in session.scalars(select(Ask).where(Ask.person_id == person_id)).all():
        keys = contacts.keys_of(session, person_id, ask.contact_id)
        if not keys or not all(map(barred.bars_address, keys)):
            continue
        own = {"person_id": person_id, "interview_id": ask.interview_id, "contact_id": ask.contact_id, "kind": ask.kind}
        drafts = session.scalars(select(Draft).filter_by(**own)).all()
        if any(draft.state in staying for draft in drafts):
            continue
        for row in (*drafts, *session.scalars(select(FollowUp).filter_by(**own)), ask):
            session.delete(row)
    session.flush()


def _without(session: Session, person_id: str, found: Reach, kept: frozenset[str]) -> Reach:
    """The same but for the interviews that stay, every record that they rest on, and what else these tell of."""
    telling = told_by(session, person_id)
    meetings = select(Interview.id, Interview.meeting).where(Interview.person_id == person_id)
    own = {row[0]: own_sources(row[1], telling) for row in session.execute(meetings) if row[0] in found.gone}
    spared: set[str] = set()
    for row in (session.get_one(Interview, one) for one in sorted(kept)):
        records = (_PREFIX.get(one["kind"], one["kind"] + ":") + one["record"] for one in row.sources)
        spared |= {*own[row.id], *records}
    staying = kept | {one for one, sources in own.items() if sources & spared}
    return Reach(
        {one: rule for one, rule in found.messages.items() if MAIL + one not in spared},
        {one: rule for one, rule in found.calendar_events.items() if ENTRY + one not in spared},
        found.gone - staying,
        found.changed,
        tuple(one for one in found.shown if one not in staying),
    )


_PREFIX = {"mail": MAIL, "calendar": ENTRY}


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
    # What the person themself said of it names people elsewhere as well.
    _delete(
        session,
        Observation,
        Observation.source,
        [f"person:{one}" for one in meetings],
        Observation.person_id == person_id,
    )
    _delete(session, Interview, Interview.id, sorted(gone), Interview.person_id == person_id)


def _set_aside(session: Session, person_id: str, found: Reach) -> None:
    """Where each record lay, so that no later read takes it for new."""
    for some in _chunks(sorted(found.messages)):
        listed = select(StoredMessage.id, StoredMessage.date).where(StoredMessage.id.in_(some))
        dates = {row[0]: row[1] for row in session.execute(listed)}
        copies = session.scalars(select(MessageCopy).where(MessageCopy.stored_id.in_(some)))
        for copy in copies.all():
            aside = (copy.account_id, shelf.MAIL, copy.provider_id)
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


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(ids), _AT_ONCE):
        yield ids[first : first + _AT_ONCE]


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


def _forget_people(session: Session, person_id: str, keys: set[str], barred: Exclusions) -> set[str]:
    """Addresses of which nothing is known any more, and contacts without an address; nobody else's. Returns by which keys
    and ids they were known.
    """
    forgotten: set[str] = set()
    mine = select(Identity).where(Identity.person_id == person_id)
    for identity in session.scalars(mine).all():
        is_barred = barred.bars_address(identity.key)
        if (identity.key in keys or is_barred) and not _is_spoken_of(session, person_id, identity):
            session.delete(identity)
            forgotten.add(identity.key)
    session.flush()
    forget_looks(session, person_id, Exclusions(addresses=frozenset(forgotten), bars_private=False))
    known_by = set(forgotten)
    while alone := _without_address(session, person_id):
        known_by.update(alone)
        _delete(session, Contact, Contact.id, alone, Contact.person_id == person_id)
        _delete(session, Ask, Ask.contact_id, alone, Ask.person_id == person_id)
    for key in sorted(keys - forgotten):
        contact = contacts.contact_of(session, person_id, key)
        if contact is not None:
            contact_pairs.settle(session, contact)
    return known_by


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


def forget_looks(session: Session, person_id: str, forgotten: Exclusions) -> None:
    """Whom mailboxes were searched for: who is forgotten is no longer named, nor looked for."""
    for look in session.scalars(select(Reading).where(Reading.person_id == person_id)):
        named = look.query.get("addresses", ())
        left = [email for email in named if not forgotten.bars_address(email)]
        if len(left) == len(named):
            continue
        look.query = {**look.query, "addresses": left}
        if not left:
            # Nobody left to look for: without a name it would look for everything.
            look.finished_at = look.finished_at or look.created_at
    session.flush()
