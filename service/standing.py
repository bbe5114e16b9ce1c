"""How each connection stands: what was read of it, how old that is, what it waits for, and what could not be read.

Reads only, for the pages about connections; the number of queries does not grow with accounts or records. Times are
product time; where only a real one is known (the provider said to wait), it is carried over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from service import consents
from service.accounts import FILES
from service.schema import (
    Account,
    Allowance,
    ChosenCalendar,
    Cursor,
    Event,
    MessageCopy,
    Quarantined,
    Reading,
    SetAside,
    StoredCalendarEvent,
    StoredMessage,
)

MAIL = "mail"
ASKED_TO_WAIT, MINUTE_IS_FULL, TROUBLE = "asked_to_wait", "minute_is_full", "trouble"
WORTH_SAYING = timedelta(seconds=3)
"""A wait shorter than this is not mentioned."""
ENOUGH_TO_GUESS = 10
"""Percent of the first read after which the time that is left can be guessed."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why nothing is read just now, and until when."""

    why: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """A mailbox, or one calendar, of an account."""

    kind: str
    """mail, or calendar:<id>"""
    name: str
    is_primary: bool
    is_read: bool
    cursor_at: datetime | None
    """When the place to go on from was moved last; None = not begun."""
    is_read_anew: bool
    """It is being read in full once more."""
    last_record: datetime | None
    """Date of the newest record that was looked at."""
    set_aside: int
    stored: int

    @property
    def calendar_id(self) -> str:
        return self.kind.removeprefix("calendar:")


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks into the past of a mailbox, added up: those since it was last read to its end, and all mails so far."""

    number: int = 0
    done: int = 0
    listed: int = 0
    read: int = 0
    began_at: datetime | None = None
    gap_since: str = ""
    """ISO instant since which a look closes a gap; "" = none is open."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One account as it stands."""

    account: Account
    sources: tuple[Source, ...]
    looks: Looks
    waiting: Waiting | None
    unreadable: int
    consented_at: datetime | None
    clock_ahead: timedelta = timedelta(0)
    """By how much our clock was ahead of the provider's at its last answer."""

    @property
    def is_file(self) -> bool:
        return self.account.provider == FILES

    @property
    def is_reading(self) -> bool:
        """Whether what it was connected for, or a later look into the past, is not read to its end."""
        if self.is_file:
            return False
        last, consented = self.account.caught_up_at, self.consented_at
        is_behind = last is None or (consented is not None and last < consented)
        return is_behind or self.looks.done < self.looks.number

    @property
    def as_of(self) -> datetime | None:
        """What is known of it is as old as this."""
        return self.account.caught_up_at or self.account.last_success_at

    @property
    def share(self) -> int:
        """Percent of what is known to be read: looks into the past, and calendars."""
        calendars = [source for source in self.sources if source.kind != MAIL and source.is_read]
        begun = sum(1 for source in calendars if source.cursor_at is not None and not source.is_read_anew)
        steps, done = self.looks.number + len(calendars), self.looks.done + begun
        if not self.is_reading:
            return 100
        return min(99, 100 * done // steps) if steps else 0

    def left(self, now: datetime) -> timedelta | None:
        """How long the first read may still take; None while that cannot be said."""
        began, share = self.looks.began_at, self.share
        is_known = self.is_reading and began is not None and share >= ENOUGH_TO_GUESS and self.waiting is None
        if began is None or not is_known or self.account.connection_state != "connected":
            return None
        return (now - began) * (100 - share) / share


def standings(session: Session, person_id: str, *, now: datetime, real_now: datetime) -> list[Standing]:
    """Every account of the person, oldest first."""
    query = select(Account).where(Account.person_id == person_id).order_by(Account.created_at, Account.id)
    accounts = list(session.scalars(query))
    sources = _sources(session, person_id, accounts)
    looks = _looks(session, person_id)
    told, unreadable = _told(session, person_id), _unreadable(session, person_id)
    consented = consents.consented_at(session, person_id)
    return [
        Standing(
            account,
            tuple(sources[account.id]),
            looks.get(account.id, Looks()),
            _waiting(account, told[account.id][0], now=now, real_now=real_now),
            unreadable.get(account.id, 0),
            consented.get(account.id),
            told[account.id][1],
        )
        for account in accounts
    ]


def _unreadable(session: Session, person_id: str) -> dict[str, int]:
    query = select(Quarantined.account_id, func.count()).where(Quarantined.person_id == person_id)
    return {row[0]: row[1] for row in session.execute(query.group_by(Quarantined.account_id))}


def _told(session: Session, person_id: str) -> Mapping[str, tuple[datetime | None, timedelta]]:
    """What the providers said of each account: until when to wait, and by how much our clock is ahead of theirs."""
    query = select(Allowance.account_id, Allowance.blocked_until, Allowance.clock_ahead)
    rows = session.execute(query.where(Allowance.person_id == person_id))
    known = {account_id: (blocked, timedelta(seconds=ahead)) for account_id, blocked, ahead in rows}
    return defaultdict(lambda: (None, timedelta(0)), known)


def _waiting(account: Account, blocked: datetime | None, *, now: datetime, real_now: datetime) -> Waiting | None:
    if account.connection_state != "connected":
        return None
    if blocked is not None and blocked - real_now > WORTH_SAYING:
        return Waiting(ASKED_TO_WAIT, now + (blocked - real_now))
    due = account.next_due
    if due is None or due - now <= WORTH_SAYING:
        return None
    if account.last_error:
        return Waiting(TROUBLE, due)
    is_between_polls = account.caught_up_at is not None and account.caught_up_at == account.last_success_at
    return None if is_between_polls else Waiting(MINUTE_IS_FULL, due)


def _looks(session: Session, person_id: str) -> dict[str, Looks]:
    is_of_now = or_(
        Account.caught_up_at.is_(None), Reading.finished_at.is_(None), Reading.created_at >= Account.caught_up_at
    )
    query = (
        select(
            Reading.account_id,
            func.count(case((is_of_now, Reading.id))),
            func.count(case((is_of_now, Reading.finished_at))),
            func.coalesce(func.sum(Reading.listed), 0),
            func.coalesce(func.sum(Reading.read), 0),
            func.min(case((is_of_now, Reading.created_at))),
        )
        .join(Account, Account.id == Reading.account_id)
        .where(Reading.person_id == person_id)
    )
    gaps = select(Reading.account_id, Reading.query).where(
        Reading.person_id == person_id, Reading.purpose == "gap", Reading.finished_at.is_(None)
    )
    open_gaps = {account_id: str(asked.get("since", "")) for account_id, asked in session.execute(gaps)}
    return {
        row[0]: Looks(row[1], row[2], row[3], row[4], row[5], open_gaps.get(row[0], ""))
        for row in session.execute(query.group_by(Reading.account_id))
    }


# --- mailboxes and calendars ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of every source of a person, by (account, kind)."""

    cursors: Mapping[tuple[str, str], Cursor]
    set_aside: Mapping[tuple[str, str], tuple[int, datetime | None]]
    stored: Mapping[tuple[str, str], tuple[int, datetime | None]]

    def source(self, account_id: str, kind: str, name: str, *, is_primary: bool, is_read: bool) -> Source:
        cursor = self.cursors.get((account_id, kind))
        aside, aside_at = self.set_aside.get((account_id, kind), (0, None))
        stored, stored_at = self.stored.get((account_id, kind), (0, None))
        return Source(
            kind=kind,
            name=name,
            is_primary=is_primary,
            is_read=is_read,
            cursor_at=cursor.updated_at if cursor else None,
            is_read_anew=cursor is not None and kind != MAIL and bool(cursor.read_id),
            last_record=max((at for at in (aside_at, stored_at) if at), default=None),
            set_aside=aside,
            stored=stored,
        )


def _sources(session: Session, person_id: str, accounts: Sequence[Account]) -> dict[str, list[Source]]:
    known = _known(session, person_id)
    found: dict[str, list[Source]] = defaultdict(list)
    for account in accounts:
        if account.can_read_mail:
            found[account.id].append(known.source(account.id, MAIL, "", is_primary=False, is_read=True))
    query = select(ChosenCalendar).where(ChosenCalendar.person_id == person_id)
    for row in session.scalars(query.order_by(ChosenCalendar.is_primary.desc(), ChosenCalendar.name)):
        kind = f"calendar:{row.provider_id}"
        name = row.name or row.provider_id
        source = known.source(row.account_id, kind, name, is_primary=row.is_primary, is_read=row.is_chosen)
        found[row.account_id].append(source)
    return found


def _known(session: Session, person_id: str) -> _Known:
    cursors = session.scalars(select(Cursor).where(Cursor.person_id == person_id))
    aside = (
        select(SetAside.account_id, SetAside.kind, func.count(), func.max(SetAside.date))
        .where(SetAside.person_id == person_id)
        .group_by(SetAside.account_id, SetAside.kind)
    )
    return _Known(
        cursors={(row.account_id, row.resource): row for row in cursors},
        set_aside={(row[0], row[1]): (row[2], row[3]) for row in session.execute(aside)},
        stored=_mails(session, person_id) | _calendar_events(session, person_id),
    )


def _mails(session: Session, person_id: str) -> dict[tuple[str, str], tuple[int, datetime | None]]:
    query = (
        select(MessageCopy.account_id, func.count(), func.max(StoredMessage.date))
        .join(StoredMessage, StoredMessage.id == MessageCopy.stored_id)
        .where(MessageCopy.person_id == person_id, MessageCopy.removed_at.is_(None))
        .group_by(MessageCopy.account_id)
    )
    return {(row[0], MAIL): (row[1], row[2]) for row in session.execute(query)}


def _calendar_events(session: Session, person_id: str) -> dict[tuple[str, str], tuple[int, datetime | None]]:
    """With when one of them changed last, as the event log knows it."""
    stored = StoredCalendarEvent
    query = (
        select(stored.account_id, stored.calendar_id, func.count(stored.id.distinct()), func.max(Event.created_at))
        .outerjoin(Event, Event.subject == stored.id)
        .where(stored.person_id == person_id, stored.removed_at.is_(None))
        .group_by(stored.account_id, stored.calendar_id)
    )
    return {(row[0], f"calendar:{row[1]}"): (row[2], row[3]) for row in session.execute(query)}


# --- what could not be read -------------------------------------------------------------------------------------


def unreadable_records(
    session: Session, person_id: str, account_id: str, *, limit: int, offset: int = 0
) -> list[Quarantined]:
    """Records of an account that could not be read, the newest first."""
    query = select(Quarantined).where(Quarantined.person_id == person_id, Quarantined.account_id == account_id)
    newest = query.order_by(Quarantined.last_at.desc(), Quarantined.kind, Quarantined.provider_id)
    return list(session.scalars(newest.limit(limit).offset(offset)))
