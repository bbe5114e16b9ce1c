"""One page in, one transaction: what may be stored is stored, what was set aside leaves only its id and the rule.

Asks the never-log list and `classify` before anything is kept. Stores each message once for the person, whatever
accounts it is seen in; appends an event for each new fact; asks for a look into the past when somebody new becomes
interesting. Removals are soft. The caller commits page, cursor and events together.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.contract import CalendarChange, CalendarPage, MailPage, MessageChange
from connectors.records import Address, CalendarEvent, Message
from service import classify, events, exclusions
from service.addresses import address_key
from service.schema import (
    Account,
    MessageCopy,
    Quarantined,
    Reading,
    SetAside,
    StoredCalendarEvent,
    StoredMessage,
    derived_id,
)
from service.sealed import open_calendar_event, seal_body, seal_calendar_event
from service.vault import Vault

LOOK_BACK = timedelta(days=60)
"""How far before a meeting or mail its conversation is looked for."""
BEFORE_FIRST_READ = timedelta(days=45)
"""How much further back than the person chose such a look may reach."""
PEOPLE_PER_LOOK = 60
_PASSES = 3


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of one page."""

    stored: int = 0
    set_aside: int = 0
    removed: int = 0
    quarantined: int = 0

    def __add__(self, other: Stored) -> Stored:
        return Stored(
            self.stored + other.stored,
            self.set_aside + other.set_aside,
            self.removed + other.removed,
            self.quarantined + other.quarantined,
        )


@dataclass(frozen=True, slots=True)
class _Into:
    """Where one page goes: the transaction, the account and the calendar ("" = its mailbox)."""

    session: Session
    vault: Vault
    account: Account
    now: datetime
    calendar_id: str = ""
    read_id: str = ""

    @property
    def kind(self) -> str:
        return f"calendar:{self.calendar_id}" if self.calendar_id else "mail"

    @property
    def owner(self) -> str:
        return self.account.person_id


# --- mail -------------------------------------------------------------------------------------------------------


def store_mail_page(session: Session, vault: Vault, account_id: str, page: MailPage, now: datetime) -> Stored:
    """Stores one page of a mailbox. `now` is product time. Idempotent: the same page twice changes nothing."""
    into = _Into(session, vault, session.get_one(Account, account_id), now)
    done = Stored()
    waiting: list[Message] = []
    for change in page.changes:
        if change.unreadable:
            done += _quarantine(into, change.provider_id, change.unreadable)
        elif change.message is None:
            done += _remove_message(into, change)
        elif not change.message.is_draft:
            waiting.append(change.message)
    return done + _store_messages(into, waiting)


def _store_messages(into: _Into, waiting: list[Message]) -> Stored:
    barred = exclusions.load(into.session, into.owner)
    rules = {message.provider_id: rule for message in waiting if (rule := barred.rule_against_message(message))}
    left = [message for message in waiting if message.provider_id not in rules]
    # Newest first, an answer comes before the request that makes its thread a candidate: what one pass stores can
    # make a candidate of what the pass before set aside.
    for _ in range(_PASSES):
        around = classify.surroundings(into.session, into.owner)
        left, is_changed = _store_candidates(into, left, around, rules)
        if not is_changed or not left:
            break
    for message in waiting:
        if message.provider_id in rules:
            _set_aside(into, message.provider_id, message.date, rules[message.provider_id])
    return Stored(stored=len(waiting) - len(rules), set_aside=len(rules))


def _store_candidates(
    into: _Into, messages: list[Message], around: classify.Surroundings, rules: dict[str, str]
) -> tuple[list[Message], bool]:
    left = []
    for message in messages:
        verdict = classify.candidate_message(message, around)
        if not verdict.is_candidate:
            rules[message.provider_id] = verdict.rule
            left.append(message)
            continue
        rules.pop(message.provider_id, None)
        _store_message(into, message)
        if verdict.wants_mail:
            look_up(into.session, into.owner, verdict.people, since=message.date - LOOK_BACK, now=into.now)
    into.session.flush()
    return left, len(left) < len(messages)


def message_key(message: Message) -> str:
    """Identity of a mail across accounts and files: its Message-ID, else a digest of what it says."""
    if message.message_id:
        return message.message_id.strip().lower()
    parts = (message.date.isoformat(), message.sender.email.lower(), message.subject, message.text)
    return "sha256:" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def thread_key(message: Message) -> str:
    """What ties a conversation together whoever's mailbox it is in: the root of References."""
    root = message.references[0] if message.references else message.in_reply_to or message.message_id
    return root.strip().lower() or message_key(message)


def _store_message(into: _Into, message: Message) -> None:
    session, account = into.session, into.account
    row_id = derived_id("msg", into.owner, message_key(message))
    row = session.get(StoredMessage, row_id)
    is_new = row is None or row.removed_at is not None
    if row is None:
        row = _message_row(into, row_id, message)
        session.add(row)
        session.flush()
    row.removed_at = None
    copy = session.get(MessageCopy, (account.id, message.provider_id))
    if copy is None:
        copy = MessageCopy(
            account_id=account.id, provider_id=message.provider_id, person_id=into.owner, stored_id=row_id
        )
        session.add(copy)
    copy.provider_thread, copy.removed_at = message.thread_id or copy.provider_thread or "", None
    _no_longer_aside(into, message.provider_id)
    if is_new:
        events.append(session, into.owner, events.MESSAGE_RECEIVED, row_id, now=into.now)


def _message_row(into: _Into, row_id: str, message: Message) -> StoredMessage:
    return StoredMessage(
        id=row_id,
        person_id=into.owner,
        key=message_key(message),
        message_id=message.message_id,
        thread_key=thread_key(message),
        date=message.date,
        sender=message.sender.email,
        sender_name=message.sender.name,
        to=_people(message.to),
        cc=_people(message.cc),
        bcc=_people(message.bcc),
        actual_sender=message.actual_sender.email if message.actual_sender else "",
        reply_to=message.reply_to[0].email if message.reply_to else "",
        subject=message.subject,
        in_reply_to=message.in_reply_to,
        references=list(message.references),
        is_sent=message.is_sent,
        is_automatic=message.is_automatic,
        is_bulk=message.is_bulk,
        is_verified=_is_verified(message.authentication),
        bounce_of=message.bounce_of,
        body_sealed=seal_body(into.vault, message, row_id),
        received_at=into.now,
    )


def _people(addresses: Iterable[Address]) -> list[dict[str, str]]:
    return [{"email": address.email, "name": address.name} for address in addresses]


def _is_verified(authentication: str) -> bool | None:
    """What the person's own provider said of the sender (RFC 8601): DMARC if it names it, else nothing."""
    found = re.search(r"\bdmarc\s*=\s*(\w+)", authentication, re.IGNORECASE)
    return None if found is None or found[1].lower() == "none" else found[1].lower() in {"pass", "bestguesspass"}


def _remove_message(into: _Into, change: MessageChange) -> Stored:
    session = into.session
    copy = session.get(MessageCopy, (into.account.id, change.provider_id))
    if copy is None or copy.removed_at is not None:
        return Stored()
    copy.removed_at = into.now
    session.flush()
    living = select(MessageCopy.provider_id).where(
        MessageCopy.stored_id == copy.stored_id, MessageCopy.removed_at.is_(None)
    )
    if session.scalar(living.limit(1)) is None:
        session.get_one(StoredMessage, copy.stored_id).removed_at = into.now
        events.append(session, into.owner, events.MESSAGE_REMOVED, copy.stored_id, now=into.now)
    return Stored(removed=1)


# --- calendar ---------------------------------------------------------------------------------------------------


def store_calendar_page(  # noqa: PLR0917 (the six things that one page is)
    session: Session,
    vault: Vault,
    account_id: str,
    calendar_id: str,
    page: CalendarPage,
    now: datetime,
    *,
    read_id: str = "",
) -> Stored:
    """Stores one page of a calendar; `read_id` marks what a full read has met. Idempotent."""
    into = _Into(session, vault, session.get_one(Account, account_id), now, calendar_id, read_id)
    barred = exclusions.load(session, into.owner)
    around = classify.surroundings(session, into.owner)
    done = Stored()
    for change in page.changes:
        if change.unreadable:
            done += _quarantine(into, change.provider_id, change.unreadable)
        elif change.calendar_event is None:
            done += _remove_calendar_event(into, change)
        else:
            done += _consider(into, replace(change.calendar_event, calendar_id=calendar_id), barred, around)
    if page.is_complete_list and read_id:
        done += _remove_unmet(into)
    return done


def _consider(
    into: _Into, found: CalendarEvent, barred: exclusions.Exclusions, around: classify.Surroundings
) -> Stored:
    row = into.session.get(StoredCalendarEvent, _calendar_row_id(into, found.provider_id))
    rule = barred.rule_against_calendar_event(found)
    if rule is None and row is None:
        verdict = classify.candidate_calendar_event(found, around)
        rule = None if verdict.is_candidate else verdict.rule
        if rule is None and verdict.wants_mail and found.start:
            look_up(into.session, into.owner, verdict.people, since=found.start - LOOK_BACK, now=into.now)
    if rule is not None and row is None:
        _set_aside(into, found.provider_id, found.start, rule)
        return Stored(set_aside=1)
    _no_longer_aside(into, found.provider_id)
    return _store_calendar_event(into, found, row)


def _calendar_row_id(into: _Into, provider_id: str) -> str:
    return derived_id("cal", into.owner, into.account.id, into.calendar_id, provider_id)


def uid_key(found: CalendarEvent) -> str:
    """Identity of a meeting across calendars and mail: UID and the occurrence's original start."""
    occurrence = found.recurrence_id.isoformat() if found.recurrence_id else "master"
    return f"{found.ical_uid.strip().lower()}|{occurrence}"


def _store_calendar_event(into: _Into, found: CalendarEvent, row: StoredCalendarEvent | None) -> Stored:
    before = None if row is None else open_calendar_event(into.vault, row)
    if row is None:
        row = StoredCalendarEvent(
            id=_calendar_row_id(into, found.provider_id),
            person_id=into.owner,
            account_id=into.account.id,
            calendar_id=found.calendar_id,
            provider_id=found.provider_id,
        )
        into.session.add(row)
    row.read_id = into.read_id or row.read_id or ""
    if before == found and row.removed_at is None:
        return Stored()
    _write(into, row, _with_what_was_known(found, before))
    row.removed_at = None
    into.session.flush()
    events.append(into.session, into.owner, events.CALENDAR_EVENT_CHANGED, row.id, now=into.now)
    return Stored(stored=1)


def _with_what_was_known(found: CalendarEvent, before: CalendarEvent | None) -> CalendarEvent:
    """A cancelled entry may come with little more than its id: what was known of it stays."""
    if before is None or found.status != "cancelled" or (found.start and found.attendees):
        return found
    return replace(
        before,
        status="cancelled",
        sequence=max(found.sequence, before.sequence),
        updated=found.updated or before.updated,
        etag=found.etag,
    )


def _write(into: _Into, row: StoredCalendarEvent, found: CalendarEvent) -> None:
    row.uid_key = uid_key(found)
    row.start, row.end = found.start, found.end
    row.data_sealed = seal_calendar_event(into.vault, found, row.id)


def _remove_calendar_event(into: _Into, change: CalendarChange) -> Stored:
    row = into.session.get(StoredCalendarEvent, _calendar_row_id(into, change.provider_id))
    if row is None or row.removed_at is not None:
        return Stored()
    return _take_off(into, row)


def _take_off(into: _Into, row: StoredCalendarEvent) -> Stored:
    row.removed_at = into.now
    before = open_calendar_event(into.vault, row)
    if before.status != "cancelled" and not _lies_elsewhere(into, row):
        _write(into, row, replace(before, status="cancelled", updated=into.now))
    into.session.flush()
    events.append(into.session, row.person_id, events.CALENDAR_EVENT_CHANGED, row.id, now=into.now)
    return Stored(removed=1)


def _lies_elsewhere(into: _Into, row: StoredCalendarEvent) -> bool:
    """A move to another calendar wins over a removal from this one."""
    twin = select(StoredCalendarEvent.id).where(
        StoredCalendarEvent.person_id == row.person_id,
        StoredCalendarEvent.uid_key == row.uid_key,
        StoredCalendarEvent.id != row.id,
        StoredCalendarEvent.removed_at.is_(None),
    )
    return into.session.scalar(twin.limit(1)) is not None


def _remove_unmet(into: _Into) -> Stored:
    """After a complete list: what was stored of its window and not met any more has been deleted.

    A calendar that is suddenly blank is not believed: nothing is removed until it shows anything again.
    """
    session = into.session
    mine = (StoredCalendarEvent.account_id == into.account.id, StoredCalendarEvent.calendar_id == into.calendar_id)
    met = select(StoredCalendarEvent.id).where(*mine, StoredCalendarEvent.read_id == into.read_id)
    aside = select(SetAside.provider_id).where(
        SetAside.account_id == into.account.id, SetAside.kind == into.kind, SetAside.read_id == into.read_id
    )
    if session.scalar(met.limit(1)) is None and session.scalar(aside.limit(1)) is None:
        return Stored()
    unmet = select(StoredCalendarEvent).where(
        *mine,
        StoredCalendarEvent.read_id != into.read_id,
        StoredCalendarEvent.removed_at.is_(None),
        StoredCalendarEvent.end >= into.account.since,
    )
    done = Stored()
    for row in session.scalars(unmet).all():
        done += _take_off(into, row)
    return done


# --- set aside, quarantine, looks into the past -----------------------------------------------------------------


def _set_aside(into: _Into, provider_id: str, date: datetime | None, rule: str) -> None:
    row = into.session.get(SetAside, (into.account.id, into.kind, provider_id))
    if row is None:
        row = SetAside(account_id=into.account.id, kind=into.kind, provider_id=provider_id, person_id=into.owner)
        into.session.add(row)
    row.date, row.rule, row.read_id = date, rule, into.read_id or row.read_id or ""


def _no_longer_aside(into: _Into, provider_id: str) -> None:
    row = into.session.get(SetAside, (into.account.id, into.kind, provider_id))
    if row is not None:
        into.session.delete(row)


def _quarantine(into: _Into, provider_id: str, reason: str) -> Stored:
    row = into.session.get(Quarantined, (into.account.id, into.kind, provider_id))
    if row is None:
        row = Quarantined(
            account_id=into.account.id,
            kind=into.kind,
            provider_id=provider_id,
            person_id=into.owner,
            attempts=0,
            first_at=into.now,
        )
        into.session.add(row)
    row.reason, row.last_at = reason[:500], into.now
    row.attempts += 1
    return Stored(quarantined=1)


def look_up(session: Session, person_id: str, people: Sequence[Address], *, since: datetime, now: datetime) -> None:
    """Asks every mailbox of the person for the conversation with these people, each asked for once.

    Joined to a look that has not begun yet, so that the people of a whole calendar cost few listings.
    """
    wanted = {address_key(person.email): person.email for person in people}
    wanted.pop("", None)
    mailboxes = select(Account).where(
        Account.person_id == person_id, Account.can_read_mail, Account.provider != "takeout"
    )
    for account in session.scalars(mailboxes).all():
        looks = session.scalars(
            select(Reading).where(Reading.account_id == account.id, Reading.purpose == "people")
        ).all()
        asked = {address_key(email) for look in looks for email in look.query["addresses"]}
        fresh = [email for key, email in wanted.items() if key not in asked]
        if fresh:
            left = _join(looks, fresh, max(since, account.since - BEFORE_FIRST_READ))
            session.add_all(_new_looks(account, left, max(since, account.since - BEFORE_FIRST_READ), now))
    session.flush()


def _join(looks: Sequence[Reading], fresh: list[str], since: datetime) -> list[str]:
    """Adds people to looks that have not begun; returns those for whom there was no room."""
    for look in looks:
        room = PEOPLE_PER_LOOK - len(look.query["addresses"])
        if look.cursor is None and look.finished_at is None and room > 0:
            earliest = min(since, datetime.fromisoformat(look.query["since"]))
            addresses = sorted({*look.query["addresses"], *fresh[:room]})
            look.query = {"addresses": addresses, "since": earliest.isoformat()}
            fresh = fresh[room:]
    return fresh


def _new_looks(account: Account, fresh: list[str], since: datetime, now: datetime) -> Iterator[Reading]:
    for first in range(0, len(fresh), PEOPLE_PER_LOOK):
        addresses = sorted(fresh[first : first + PEOPLE_PER_LOOK])
        yield Reading(
            id=derived_id("rdg", account.id, "people", *addresses),
            account_id=account.id,
            person_id=account.person_id,
            purpose="people",
            query={"addresses": addresses, "since": since.isoformat()},
            created_at=now,
        )


def known_messages(session: Session, account_id: str, ids: Sequence[str], *, is_people_look: bool) -> set[str]:
    """Which of these provider ids need not be read again.

    A look for people reads what was set aside before once more, since its thread is a candidate now, unless it is
    the never-log list that keeps it out.
    """
    known = set(
        session.scalars(
            select(MessageCopy.provider_id).where(
                MessageCopy.account_id == account_id, MessageCopy.provider_id.in_(ids)
            )
        )
    )
    aside = select(SetAside.provider_id, SetAside.rule).where(
        SetAside.account_id == account_id, SetAside.kind == "mail", SetAside.provider_id.in_(ids)
    )
    for provider_id, rule in session.execute(aside):
        if not is_people_look or rule.startswith("excluded"):
            known.add(provider_id)
    return known
