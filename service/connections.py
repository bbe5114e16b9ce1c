"""What a person does to a connection: pause and resume, read now, look further into the past, choose calendars.

A change takes effect at the next slice: raising the lease's epoch makes a read that is under way stop before it stores
anything more, and the next one goes on from the same place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import accounts, activity, first_looks, leases
from service.accounts import FILES
from service.schema import Account, ChosenCalendar, Cursor, Interview, Quarantined, StoredCalendarEvent

PAUSED_BY_YOU = "Paused by you."
FURTHEST_DAYS = 3650


class NotPossible(Exception):
    """The connection is in no state for that; the text says so."""


@dataclass(frozen=True, slots=True)
class CalendarChoice:
    """A calendar that was chosen or left: what it is called, and what was logged from it alone."""

    name: str
    is_changed: bool
    interview_ids: tuple[str, ...] = ()


def pause(session: Session, person_id: str, account_id: str) -> Account:
    """Stops reading until `resume`. Raises Misconfigured for another's account, NotPossible."""
    account = accounts.owned_account(session, person_id, account_id)
    if account.provider == FILES or account.connection_state not in {"connected", "paused"}:
        raise NotPossible("Only an account that is being read can be paused.")
    account.connection_state, account.state_reason = "paused", PAUSED_BY_YOU
    leases.void_account(account)
    return account


def resume(session: Session, person_id: str, account_id: str, now: datetime) -> Account:
    """Goes on reading where it stopped. Raises Misconfigured for another's account, NotPossible."""
    account = accounts.owned_account(session, person_id, account_id)
    if account.provider == FILES or account.connection_state not in {"connected", "paused"}:
        raise NotPossible("Only an account that is paused can be resumed.")
    account.connection_state, account.state_reason = "connected", ""
    accounts.read_now(account, now)
    activity.record(session, person_id, activity.RESUMED, now, subject=account.id)
    return account


def read_now(session: Session, person_id: str, account_id: str, now: datetime) -> Account:
    """Has the account read at once. Raises Misconfigured for another's account, NotPossible when it is not read."""
    account = accounts.owned_account(session, person_id, account_id)
    if account.connection_state != "connected":
        raise NotPossible("This account is not being read: reconnect or resume it first.")
    accounts.read_now(account, now)
    return account


def look_further(session: Session, person_id: str, account_id: str, days: int, now: datetime) -> bool:
    """Reads on into the past, `days` from now; False when that much was read already.

    Calendars notice by themselves that their window begins earlier and are read once more in full.
    Raises Misconfigured for another's account.
    """
    account = accounts.owned_account(session, person_id, account_id)
    since = now - timedelta(days=min(days, FURTHEST_DAYS))
    if account.provider == FILES or since >= account.since:
        return False
    first_looks.look_further(session, account, since, now)
    account.since = since
    leases.void_account(account)
    accounts.read_now(account, now)
    return True


# --- calendars --------------------------------------------------------------------------------------------------


def calendars(session: Session, person_id: str, account_id: str) -> list[ChosenCalendar]:
    """The calendars of an account, the main one first."""
    query = select(ChosenCalendar).where(ChosenCalendar.account_id == account_id, ChosenCalendar.person_id == person_id)
    return list(session.scalars(query.order_by(ChosenCalendar.is_primary.desc(), ChosenCalendar.name)))


def choose_calendar(
    session: Session, person_id: str, account_id: str, calendar_id: str, now: datetime, *, is_chosen: bool
) -> CalendarChoice:
    """Has a calendar read from its start, or read no more; what was logged from it stays either way.

    Raises LookupError when the person has no such calendar.
    """
    row = session.get(ChosenCalendar, (account_id, calendar_id), populate_existing=True)
    if row is None or row.person_id != person_id:
        raise LookupError("There is no such calendar.")
    if row.is_chosen == is_chosen:
        return CalendarChoice(row.name or calendar_id, is_changed=False)
    row.is_chosen = is_chosen
    _forget_place(session, account_id, calendar_id)
    account = accounts.owned_account(session, person_id, account_id)
    leases.void_account(account)
    accounts.read_now(account, now)
    only_here = () if is_chosen else interviews_of(session, account_id, calendar_id)
    return CalendarChoice(row.name or calendar_id, is_changed=True, interview_ids=tuple(only_here))


def _forget_place(session: Session, account_id: str, calendar_id: str) -> None:
    kind = f"calendar:{calendar_id}"
    cursor = session.get(Cursor, (account_id, kind))
    if cursor is not None:
        session.delete(cursor)
    query = select(Quarantined).where(Quarantined.account_id == account_id, Quarantined.kind == kind)
    for row in session.scalars(query):
        row.retry_asked_at = None


def interviews_of(session: Session, account_id: str, calendar_id: str) -> Sequence[str]:
    """Logged interviews that only this calendar knows of."""
    here = select(StoredCalendarEvent.uid_key).where(
        StoredCalendarEvent.account_id == account_id, StoredCalendarEvent.calendar_id == calendar_id
    )
    account = session.get_one(Account, account_id)
    elsewhere = select(StoredCalendarEvent.uid_key).where(
        StoredCalendarEvent.person_id == account.person_id,
        (StoredCalendarEvent.account_id != account_id) | (StoredCalendarEvent.calendar_id != calendar_id),
        StoredCalendarEvent.removed_at.is_(None),
    )
    query = select(Interview.id).where(
        Interview.person_id == account.person_id,
        Interview.status != "not_logged",
        Interview.meeting.in_(here),
        Interview.meeting.not_in(elsewhere),
    )
    return list(session.scalars(query.order_by(Interview.id)))
