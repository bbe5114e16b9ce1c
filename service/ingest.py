"""One page in, one transaction: what may be stored is stored, what was set aside leaves only its id and the rule.

Asks the never-log list and `classify` before anything is kept. Stores each message once for the person, whatever
accounts it is seen in; appends an event for each new fact; asks for a look into the past when somebody new becomes
interesting (`looks`). Removals are soft. The caller commits page, cursor and events together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from connectors.contract import CalendarChange, CalendarPage, MailPage, MessageChange
from connectors.records import CalendarEvent, Message
from connectors.windows import Window
from service import classify, domains, events, exclusions, own_entries, reading, rights, speech, touching
from service.accounts import FILES
from service.addresses import address_key
from service.looks import (
    ANEW,
    BEFORE_FIRST_READ,
    LOOK_BACK,
    PEOPLE_PER_LOOK,
    known_messages,
    look_up,
    read_calendars_again,
)
from service.message_rows import message_key, row_id_of, row_of, thread_key
from service.schema import (
    Account,
    ChosenCalendar,
    MessageCopy,
    SetAside,
    StoredCalendarEvent,
    StoredMessage,
    derived_id,
)
from service.sealed import open_calendar_event, seal_calendar_event, without_texts
from service.shelf import (
    Into,
    Stored,
    forget_unmet,
    no_longer_aside,
    open_page,
    quarantine,
    rule_that_stays,
    set_aside,
)
from service.vault import Vault

__all__ = [
    "BEFORE_FIRST_READ",
    "LOOK_BACK",
    "PEOPLE_PER_LOOK",
    "Stored",
    "decide_removals",
    "known_messages",
    "look_up",
    "store_calendar_page",
    "store_mail_page",
    "uid_key",
    "undecided_removals",
]

UNDECIDED = "?"
"""`read_id` of a calendar event that left one calendar while others have still to say whether it moved there."""
_TICK = timedelta(milliseconds=1)
"""What providers count versions by."""
_FOREVER = datetime.max.replace(tzinfo=UTC)
_EDGE = timedelta(days=1)
"""A list is not trusted at the very edge of its window: days begin at different hours around the world."""


# --- mail -------------------------------------------------------------------------------------------------------


def store_mail_page(session: Session, vault: Vault, account_id: str, page: MailPage, now: datetime) -> Stored:
    """Stores one page of a mailbox. `now` is product time. Idempotent: the same page twice changes nothing."""
    if not page.changes:
        return Stored()
    into = Into(session, vault, session.get_one(Account, account_id), now)
    _open(into, page.changes)
    done = Stored()
    waiting: list[Message] = []
    for change in page.changes:
        if change.unreadable:
            done += quarantine(into, change.provider_id, change.unreadable)
        elif change.message is None:
            done += _remove_message(into, change)
        elif not change.message.is_draft:
            waiting.append(change.message)
    return done + _store_messages(into, waiting) if waiting else done


def _open(into: Into, changes: Iterable[MessageChange | CalendarChange]) -> None:
    ids = {change.provider_id: not change.unreadable for change in changes}
    open_page(into, list(ids), [provider_id for provider_id, is_readable in ids.items() if is_readable])


def _store_messages(into: Into, waiting: list[Message]) -> Stored:
    # An automatic reply of a program that does not say so in its headers is one by its words.
    waiting = [replace(one, is_automatic=one.is_automatic or speech.is_away_note(one.reply)) for one in waiting]
    barred = exclusions.load(into.session, into.owner, into.vault)
    rules = {
        message.provider_id: rule
        for message in waiting
        if (rule := rule_that_stays(into, message.provider_id) or barred.rule_against_message(message))
    }
    left = [message for message in waiting if message.provider_id not in rules]
    around = classify.surroundings(into.session, into.owner)
    # Newest first, an answer comes before the request that makes its thread a candidate: what one pass stores can
    # make a candidate of what the pass before set aside. Each pass stores something or is the last.
    while left:
        undecided, around = _store_candidates(into, left, around, rules)
        if len(undecided) == len(left):
            break
        left = undecided
    for message in waiting:
        if message.provider_id in rules:
            set_aside(into, message.provider_id, message.date, rules[message.provider_id])
    return Stored(stored=len(waiting) - len(rules), set_aside=len(rules))


def _store_candidates(
    into: Into, messages: list[Message], around: classify.Surroundings, rules: dict[str, str]
) -> tuple[list[Message], classify.Surroundings]:
    """Stores those that are candidates; the others, and the surroundings with what is stored now."""
    left: list[Message] = []
    taken: list[Message] = []
    people: set[str] = set()
    for message in messages:
        verdict = classify.candidate_message(message, around)
        if not verdict.is_candidate:
            rules[message.provider_id] = verdict.rule
            left.append(message)
            continue
        rules.pop(message.provider_id, None)
        taken.append(message)
        is_new = _store_message(into, message)
        if is_new and domains.is_network(message.sender.email):
            # An entry may name them, and was set aside while nobody knew of them.
            read_calendars_again(into.session, into.owner, into.now)
        if verdict.wants_mail:
            people.update(address_key(person.email) for person in verdict.people)
            since = message.date - LOOK_BACK
            look_up(into.session, into.owner, verdict.people, since=since, now=into.now, is_by_mail=True)
    grown = replace(
        around,
        people=around.people | people - {""},
        message_keys=around.message_keys | {message_key(message) for message in taken},
        thread_keys=around.thread_keys | {thread_key(message) for message in taken},
    )
    return left, grown


def _store_message(into: Into, message: Message) -> bool:
    """Keeps a mail; whether it was not there before."""
    session, account = into.session, into.account
    row_id = row_id_of(into.owner, message)
    row = session.get(StoredMessage, row_id)
    is_new = row is None or row.removed_at is not None
    found = row_of(into, row_id, message)
    is_better = row is not None and rights.counts_more(found, row)
    if row is not None and is_better:
        # What the lesser copy said counts no more: this one is read anew.
        touching.take_back(session, row, into.now)
    if row is None or is_better:
        row = session.merge(found)
        session.flush()
    row.removed_at = None
    copy = session.get(MessageCopy, (account.id, message.provider_id))
    if copy is None:
        copy = MessageCopy(
            account_id=account.id, provider_id=message.provider_id, person_id=into.owner, stored_id=row_id
        )
        session.add(copy)
    copy.provider_thread, copy.removed_at = message.thread_id or copy.provider_thread or "", None
    copy.read_id = ""
    no_longer_aside(into, message.provider_id)
    if is_new or is_better:
        events.append(session, into.owner, events.MESSAGE_RECEIVED, row_id, now=into.now)
    return is_new


def _remove_message(into: Into, change: MessageChange) -> Stored:
    session = into.session
    no_longer_aside(into, change.provider_id)
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


def store_calendar_page(
    session: Session,
    vault: Vault,
    account_id: str,
    calendar_id: str,
    page: CalendarPage,
    now: datetime,
    *,
    read_id: str = "",
    noted: frozenset[str] = frozenset(),
) -> Stored:
    """Stores one page of a calendar; `read_id` marks what a full read has met. Idempotent.

    `noted`: provider ids of entries the person wrote a note on. That is their word that it counts, so no rule of ours
    leaves it out; the never-log list still does.
    """
    into = Into(session, vault, session.get_one(Account, account_id), now, calendar_id, read_id)
    done = Stored()
    if page.changes:
        _open(into, page.changes)
        barred = exclusions.load(session, into.owner, vault)
        around = _with_names(into, page, classify.surroundings(session, into.owner))
    for change in page.changes:
        if change.unreadable:
            done += quarantine(into, change.provider_id, change.unreadable)
            _mark_met(into, change.provider_id)
        elif change.calendar_event is None:
            done += _remove_calendar_event(into, change.provider_id, change.deleted)
        else:
            found = replace(change.calendar_event, calendar_id=calendar_id)
            done += _consider(into, found, barred, around, is_noted=found.provider_id in noted)
    if page.is_complete_list and read_id:
        session.flush()
        done += _remove_unmet(into, page.reaches)
    return done


def _mark_met(into: Into, provider_id: str) -> None:
    """What cannot be read any more, an entry or a series, is not gone: what was stored of it stays as it was."""
    if into.read_id:
        the_same = (StoredCalendarEvent.provider_id == provider_id) | (StoredCalendarEvent.series_id == provider_id)
        for row in into.session.scalars(_living(into).where(the_same)):
            row.read_id = into.read_id


def _with_names(into: Into, page: CalendarPage, around: classify.Surroundings) -> classify.Surroundings:
    """Who of those of interest may be named by the entries of this page that list nobody."""
    entries = [change.calendar_event for change in page.changes if change.calendar_event]
    starts = [one.start for one in entries if one.start and own_entries.lists_nobody(one, around.own)]
    return replace(around, named=tuple(own_entries.known_people(into.session, into.owner, around.people, starts)))


def _consider(
    into: Into, found: CalendarEvent, barred: exclusions.Exclusions, around: classify.Surroundings, *, is_noted: bool
) -> Stored:
    row = into.session.get(StoredCalendarEvent, _calendar_row_id(into, found.provider_id))
    rule = rule_that_stays(into, found.provider_id) or barred.rule_against_calendar_event(found)
    if row is not None and rule is not None:
        # Stored before the person said never: it stays as it was, and nothing new is learned of it.
        row.read_id = into.read_id or row.read_id
        return Stored(set_aside=1)
    if row is None and rule is None:
        verdict = classify.candidate_calendar_event(found, around)
        if is_noted and not verdict.is_candidate:
            people = classify.outside_people(found, around.own)
            verdict = classify.Candidacy(True, "the person wrote a note on it", people, wants_mail=bool(people))
        rule = None if verdict.is_candidate else verdict.rule
        if rule is None and verdict.wants_mail and found.start:
            look_up(into.session, into.owner, verdict.people, since=found.start - LOOK_BACK, now=into.now)
    if rule is not None:
        set_aside(into, found.provider_id, found.start, rule)
        is_off = found.status == "cancelled"
        removed = _remove_occurrences(into, found.provider_id, found.updated) if is_off else Stored()
        return removed + Stored(set_aside=1)
    no_longer_aside(into, found.provider_id)
    if row is not None and row.removed_at is None and found.status == "cancelled" and _lies_elsewhere(into, row):
        return _take_off(into, row, found.updated)
    return _store_calendar_event(into, found, row)


def _calendar_row_id(into: Into, provider_id: str) -> str:
    return derived_id("cal", into.owner, into.account.id, into.calendar_id, provider_id)


def uid_key(found: CalendarEvent) -> str:
    """Identity of a meeting across calendars and mail: UID and the occurrence's original start."""
    occurrence = found.recurrence_id.isoformat() if found.recurrence_id else "master"
    return f"{found.ical_uid.strip().lower()}|{occurrence}"


def _store_calendar_event(into: Into, found: CalendarEvent, row: StoredCalendarEvent | None) -> Stored:
    before = None if row is None else open_calendar_event(into.vault, row)
    if row is None:
        row = StoredCalendarEvent(
            id=_calendar_row_id(into, found.provider_id),
            person_id=into.owner,
            account_id=into.account.id,
            calendar_id=found.calendar_id,
            provider_id=found.provider_id,
        )
        row.read_id = ""
        into.session.add(row)
    row.read_id = into.read_id or row.read_id.replace(UNDECIDED, "")
    found = _dated(into, _with_what_was_known(found, before), before)
    if row.removed_at is None and (before == found or _is_only_reduced(into, before, found)):
        return Stored()
    row.removed_at = None
    _write(into, row, found)
    events.append(into.session, into.owner, events.CALENDAR_EVENT_CHANGED, row.id, now=into.now)
    return Stored(stored=1)


def _is_only_reduced(into: Into, before: CalendarEvent | None, found: CalendarEvent) -> bool:
    """Whether all that is new of an entry of the past is what was taken out of it when it became too old."""
    is_past = found.end is not None and found.end < into.now
    return is_past and before == without_texts(found)


def _with_what_was_known(found: CalendarEvent, before: CalendarEvent | None) -> CalendarEvent:
    """A cancelled entry may come with little more than its id: what was known of it stays."""
    if before is None or found.status != "cancelled" or (found.start and found.attendees):
        return found
    return replace(
        before,
        status="cancelled",
        sequence=max(found.sequence, before.sequence),
        updated=found.updated,
        stood_until=None,
        etag=found.etag,
    )


def _dated(into: Into, found: CalendarEvent, before: CalendarEvent | None) -> CalendarEvent:
    """A cancellation that does not say when it was made lies between the last read that showed the entry and now."""
    if before is None or found.status != "cancelled" or found.updated is not None:
        return found
    if before.status == "cancelled":
        return replace(found, updated=before.updated, stood_until=before.stood_until)
    return replace(found, updated=_noticed(into, before), stood_until=_stood_until(into, before))


def _noticed(into: Into, before: CalendarEvent) -> datetime:
    """When we noticed the end of a version: after it began, also where our clock is behind the provider's."""
    return max(into.now, before.updated + _TICK) if before.updated else into.now


def _stood_until(into: Into, before: CalendarEvent) -> datetime:
    """Up to when an entry is known to have stood: it was read since the account is known, and with every read that
    came to its end, but for those of the time in which this calendar was not read.
    """
    account = into.account
    whole = None if into.read_id.startswith(ANEW) else account.caught_up_at
    known = [account.created_at, whole, before.updated]
    return min(into.now, max(moment for moment in known if moment is not None))


def _write(into: Into, row: StoredCalendarEvent, found: CalendarEvent) -> None:
    """The row keeps the newest version; that there was this one is kept at once, however late the event is handled."""
    row.uid_key, row.series_id = uid_key(found), found.series_id
    row.start, row.end = found.start, found.end
    row.parties, row.is_private = exclusions.parties_of_calendar_event(found), found.is_private
    row.data_sealed = seal_calendar_event(into.vault, found, row.id)
    into.session.flush()
    reading.record_version(into.session, row, found, into.now)


def _remove_calendar_event(into: Into, provider_id: str, deleted: datetime | None) -> Stored:
    no_longer_aside(into, provider_id)
    row = into.session.get(StoredCalendarEvent, _calendar_row_id(into, provider_id))
    if row is None:
        return _remove_occurrences(into, provider_id, deleted)
    return _take_off(into, row, deleted) if row.removed_at is None else Stored()


def _remove_occurrences(into: Into, series_id: str, deleted: datetime | None) -> Stored:
    """A deleted series takes all its occurrences."""
    done = Stored()
    for row in into.session.scalars(_living(into).where(StoredCalendarEvent.series_id == series_id)).all():
        done += _take_off(into, row, deleted)
    return done


def _living(into: Into) -> Select[StoredCalendarEvent]:
    """What is stored of this calendar and not removed."""
    return select(StoredCalendarEvent).where(
        StoredCalendarEvent.account_id == into.account.id,
        StoredCalendarEvent.calendar_id == into.calendar_id,
        StoredCalendarEvent.removed_at.is_(None),
    )


def _take_off(into: Into, row: StoredCalendarEvent, deleted: datetime | None = None) -> Stored:
    """`deleted` is when, if the provider says so."""
    row.removed_at = into.now
    before = open_calendar_event(into.vault, row)
    if before.status != "cancelled":
        stood = None if deleted else _stood_until(into, before)
        gone = replace(before, updated=deleted or _noticed(into, before), stood_until=stood)
        row.data_sealed = seal_calendar_event(into.vault, gone, row.id)
    into.session.flush()
    if _has_other_calendars(into):
        row.read_id = UNDECIDED
    else:
        _decide(into, row)
    return Stored(removed=1)


def _has_other_calendars(into: Into) -> bool:
    others = select(ChosenCalendar.provider_id).where(
        ChosenCalendar.account_id == into.account.id,
        ChosenCalendar.is_chosen,
        ChosenCalendar.provider_id != into.calendar_id,
    )
    return into.session.scalar(others.limit(1)) is not None


def undecided_removals(session: Session, account_id: str) -> list[StoredCalendarEvent]:
    """What left one of the account's calendars and may have moved to another."""
    query = select(StoredCalendarEvent).where(
        StoredCalendarEvent.account_id == account_id, StoredCalendarEvent.read_id == UNDECIDED
    )
    return list(session.scalars(query))


def decide_removals(
    session: Session, vault: Vault, account_id: str, now: datetime, *, among: Collection[str] | None = None
) -> None:
    """To be called once all calendars of the account are read since then: what lies nowhere else is cancelled. `among`:
    only of these rows.
    """
    into = Into(session, vault, session.get_one(Account, account_id), now)
    for row in undecided_removals(session, account_id):
        if among is None or row.id in among:
            row.read_id = ""
            _decide(into, row)


def _decide(into: Into, row: StoredCalendarEvent) -> None:
    before = open_calendar_event(into.vault, row)
    if before.status != "cancelled" and not _lies_elsewhere(into, row):
        _write(into, row, replace(before, status="cancelled"))
    events.append(into.session, row.person_id, events.CALENDAR_EVENT_CHANGED, row.id, now=into.now)


def _lies_elsewhere(into: Into, row: StoredCalendarEvent) -> bool:
    """A move to another calendar wins over a removal from this one; one that nobody reads any more does not count."""
    is_read = (Account.connection_state != "disconnected") & (Account.provider != FILES)
    twin = (
        select(StoredCalendarEvent.id)
        .join(Account, Account.id == StoredCalendarEvent.account_id)
        .where(
            StoredCalendarEvent.person_id == row.person_id,
            StoredCalendarEvent.uid_key == row.uid_key,
            StoredCalendarEvent.id != row.id,
            StoredCalendarEvent.removed_at.is_(None),
            is_read,
        )
    )
    return into.session.scalar(twin.limit(1)) is not None


def _remove_unmet(into: Into, reaches: Window | None) -> Stored:
    """After a complete list: what was stored of its window and not met any more has been deleted.

    A calendar that is suddenly blank is not believed: nothing is removed, and it is to be read again.
    """
    start, end = _believed(into, reaches)
    unmet = _living(into).where(StoredCalendarEvent.read_id != into.read_id, StoredCalendarEvent.end >= start)
    rows = into.session.scalars(unmet.where(StoredCalendarEvent.start <= end)).all()
    if rows and not _is_anything_met(into):
        return Stored(is_doubtful=True)
    done = Stored()
    for row in rows:
        done += _take_off(into, row)
    forget_unmet(into, start, end)
    return done


def _believed(into: Into, reaches: Window | None) -> tuple[datetime, datetime]:
    """Of what a complete list says that something is gone: its window, where the provider shows no longer one than
    from there, without the very edges.
    """
    start, end = (reaches.start, reaches.end) if reaches else (into.account.since, _FOREVER)
    return max(start, into.account.since) + _EDGE, end - _EDGE


def _is_anything_met(into: Into) -> bool:
    met = _living(into).where(StoredCalendarEvent.read_id == into.read_id)
    aside = select(SetAside.provider_id).where(
        SetAside.account_id == into.account.id, SetAside.kind == into.kind, SetAside.read_id == into.read_id
    )
    return any(into.session.scalar(query.limit(1)) is not None for query in (met, aside))
