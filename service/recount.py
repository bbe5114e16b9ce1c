"""Counts at the provider, on a click only: how many mails and calendar entries there are beside those that were looked at.

Mails are counted by listing ids, a bounded number at a time and on from there if the person wants; calendars are listed
whole. Nothing is stored. What it costs is taken from the account's allowance like any other call.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from connectors.contract import Calendar, MailQuery
from connectors.errors import SlowDown
from service import accounts
from service.accounts import MinuteBudget
from service.context import Context
from service.schema import (
    Account,
    ChosenCalendar,
    MessageCopy,
    Quarantined,
    SetAside,
    StoredCalendarEvent,
    StoredMessage,
)
from service.shelf import MAIL

MOST_PAGES = 40
"""Listed at one click, so that nobody waits long."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The mails of an account since a moment, there and here."""

    since: datetime
    there: int
    """At the provider now, as far as it was counted."""
    cursor: str
    """Where to count on from; "" once the count came to the end of the mailbox."""
    looked_at: int
    """Of those, kept, set aside or unreadable here."""

    @property
    def never_opened(self) -> int:
        return max(0, self.there - self.looked_at)


@dataclass(frozen=True, slots=True)
class CountedCalendar:
    """One calendar that is read, there and here, by the ids of its entries."""

    name: str
    there: int
    unknown: int
    """Of those, not known here in any way."""
    is_all: bool


def count_mail(context: Context, person_id: str, account_id: str, *, counted: int = 0, cursor: str = "") -> Counted:
    """Asks the provider, on from `cursor` with what was `counted` before.

    Raises Misconfigured for another's account, CursorExpired, ConsentLost, SlowDown, TryAgain.
    """
    with context.database.reading() as session:
        account = accounts.owned_account(session, person_id, account_id)
        looked_at = _looked_at(session, account)
    there, place = counted, cursor or None
    with _budget(context, account) as budget:
        mailbox = accounts.open_mailbox(context, account, budget)
        for number in range(MOST_PAGES):
            try:
                # Whatever is listed counts as known: nothing is read.
                page = mailbox.search(MailQuery(since=account.since), place, set)
            except SlowDown:
                if not number:
                    raise
                break
            there, place = there + page.listed, page.next_cursor
            if place is None:
                break
    return Counted(account.since, there, place or "", looked_at)


def count_calendars(context: Context, person_id: str, account_id: str) -> tuple[CountedCalendar, ...]:
    """Asks the provider for every calendar that is read. Raises as `count_mail` does."""
    with context.database.reading() as session:
        account = accounts.owned_account(session, person_id, account_id)
        chosen = select(ChosenCalendar).where(ChosenCalendar.account_id == account_id, ChosenCalendar.is_chosen)
        rows = session.scalars(chosen.order_by(ChosenCalendar.is_primary.desc(), ChosenCalendar.name)).all()
        known = {row.provider_id: _known_entries(session, account_id, row.provider_id) for row in rows}
    with _budget(context, account) as budget:
        calendar = accounts.open_calendar(context, account, budget)
        return tuple(_counted(calendar, row, account.since, known[row.provider_id]) for row in rows)


def _counted(calendar: Calendar, row: ChosenCalendar, since: datetime, known: set[str]) -> CountedCalendar:
    there: set[str] = set()
    cursor = None
    for _ in range(MOST_PAGES):
        page = calendar.changes(row.provider_id, cursor, since=since)
        there.update(change.provider_id for change in page.changes if change.calendar_event or change.unreadable)
        cursor = page.next_cursor
        if page.is_caught_up:
            break
    return CountedCalendar(row.name or row.provider_id, len(there), len(there - known), page.is_caught_up)


@contextmanager
def _budget(context: Context, account: Account) -> Iterator[MinuteBudget]:
    """The account's allowance, written down whatever becomes of the calls."""
    budget = MinuteBudget(context, account.id, account.person_id, account.provider)
    try:
        yield budget
    finally:
        with context.database.writing(account.person_id, "count") as session:
            budget.write_down(session)


def _known_entries(session: Session, account_id: str, calendar_id: str) -> set[str]:
    kind = f"calendar:{calendar_id}"
    stored = StoredCalendarEvent
    queries = (
        select(stored.provider_id).where(stored.account_id == account_id, stored.calendar_id == calendar_id),
        select(SetAside.provider_id).where(SetAside.account_id == account_id, SetAside.kind == kind),
        select(Quarantined.provider_id).where(Quarantined.account_id == account_id, Quarantined.kind == kind),
    )
    return {provider_id for query in queries for provider_id in session.scalars(query)}


def _looked_at(session: Session, account: Account) -> int:
    kept = (
        select(func.count())
        .select_from(MessageCopy)
        .join(StoredMessage, StoredMessage.id == MessageCopy.stored_id)
        .where(
            MessageCopy.account_id == account.id,
            MessageCopy.removed_at.is_(None),
            StoredMessage.date >= account.since,
        )
    )
    aside = select(func.count()).where(
        SetAside.account_id == account.id,
        SetAside.kind == MAIL,
        or_(SetAside.date.is_(None), SetAside.date >= account.since),
    )
    unreadable = select(func.count()).where(Quarantined.account_id == account.id, Quarantined.kind == MAIL)
    return sum(session.scalar(query) or 0 for query in (kept, aside, unreadable))
