"""Adds up what became of everything that was read, per account, so that nothing can be lost without being seen.

Counts only: which record it was is said by its id at the provider, never what it says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service import accounts
from service.schema import (
    Account,
    Allowance,
    Event,
    MessageCopy,
    Quarantined,
    Reading,
    SetAside,
    StoredCalendarEvent,
    StoredMessage,
)

MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Spent:
    """What a person's accounts have cost at their providers, and how many events were logged, up to a moment."""

    units: int = 0
    events: int = 0
    calls: dict[str, int] = field(default_factory=dict)

    def __sub__(self, earlier: Spent) -> Spent:
        calls = {name: number - earlier.calls.get(name, 0) for name, number in self.calls.items()}
        return Spent(
            self.units - earlier.units, self.events - earlier.events, {name: n for name, n in calls.items() if n}
        )


def spent(session: Session, person_id: str) -> Spent:
    """All that was spent so far."""
    calls: dict[str, int] = {}
    units = 0
    for row in session.scalars(select(Allowance).where(Allowance.person_id == person_id)):
        units += row.units_spent
        for name, number in row.calls.items():
            calls[name] = calls.get(name, 0) + number
    return Spent(units, _count(session, Event.id, Event.person_id == person_id), calls)


@dataclass(frozen=True, slots=True)
class Kind:
    """The mail, or the calendar events, of one account."""

    stored: int
    removed: int
    set_aside: dict[str, int]
    quarantined: dict[str, str]
    """Provider id to the sentence why it cannot be read."""

    @property
    def seen(self) -> int:
        """Every record that was ever looked at is in exactly one of these places."""
        return self.stored + self.removed + sum(self.set_aside.values()) + len(self.quarantined)


@dataclass(frozen=True, slots=True)
class AccountAudit:
    """What became of one account's records."""

    id: str
    email: str
    provider: str
    connection_state: str
    listed: int
    read: int
    open_looks: int
    mail: Kind
    calendar: Kind
    disagreements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """What became of everything of one person."""

    accounts: tuple[AccountAudit, ...]
    waiting_events: int
    """Due and not handled yet; 0 when the workers have caught up."""
    planned_events: int
    """Whose time is still to come."""
    gave_up: tuple[tuple[int, str, str], ...]
    """Given-up events: id, kind, and what went wrong."""
    disagreements: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether every sum adds up."""
        return not self.disagreements and not any(account.disagreements for account in self.accounts)


def audit(session: Session, person_id: str, now: datetime) -> Audit:
    """Adds up everything of one person, at `now` (product time)."""
    gave_up = select(Event.id, Event.kind, Event.error).where(
        Event.person_id == person_id, Event.gave_up_at.is_not(None)
    )
    is_waiting = (Event.person_id == person_id, Event.handled_at.is_(None), Event.gave_up_at.is_(None))
    return Audit(
        accounts=tuple(_account(session, account) for account in accounts.listing(session, person_id)),
        waiting_events=_count(session, Event.id, *is_waiting, Event.due_at <= now),
        planned_events=_count(session, Event.id, *is_waiting, Event.due_at > now),
        gave_up=tuple((row[0], row[1], row[2]) for row in session.execute(gave_up.order_by(Event.id))),
        disagreements=_disagreements(session, person_id),
    )


def _account(session: Session, account: Account) -> AccountAudit:
    looks = select(
        func.coalesce(func.sum(Reading.listed), 0),
        func.coalesce(func.sum(Reading.read), 0),
        func.count(Reading.id) - func.count(Reading.finished_at),
    ).where(Reading.account_id == account.id)
    listed, read, open_looks = session.execute(looks).one()
    found = [f"More mails were read ({read}) than listed ({listed})."] if read > listed else []
    both = _count(
        session,
        MessageCopy.provider_id,
        MessageCopy.account_id == account.id,
        MessageCopy.provider_id.in_(
            select(SetAside.provider_id).where(SetAside.account_id == account.id, SetAside.kind == MAIL)
        ),
    )
    if both:
        found.append(f"{both} mails are both kept and set aside.")
    return AccountAudit(
        id=account.id,
        email=account.email,
        provider=account.provider,
        connection_state=account.connection_state,
        listed=listed,
        read=read,
        open_looks=open_looks,
        mail=_mail(session, account.id),
        calendar=_calendar(session, account.id),
        disagreements=tuple(found),
    )


def _mail(session: Session, account_id: str) -> Kind:
    mine = MessageCopy.account_id == account_id
    return Kind(
        stored=_count(session, MessageCopy.provider_id, mine, MessageCopy.removed_at.is_(None)),
        removed=_count(session, MessageCopy.provider_id, mine, MessageCopy.removed_at.is_not(None)),
        set_aside=_aside(session, account_id, SetAside.kind == MAIL),
        quarantined=_quarantined(session, account_id, Quarantined.kind == MAIL),
    )


def _calendar(session: Session, account_id: str) -> Kind:
    mine = StoredCalendarEvent.account_id == account_id
    return Kind(
        stored=_count(session, StoredCalendarEvent.id, mine, StoredCalendarEvent.removed_at.is_(None)),
        removed=_count(session, StoredCalendarEvent.id, mine, StoredCalendarEvent.removed_at.is_not(None)),
        set_aside=_aside(session, account_id, SetAside.kind != MAIL),
        quarantined=_quarantined(session, account_id, Quarantined.kind != MAIL),
    )


def _aside(session: Session, account_id: str, kind: ColumnElement[bool]) -> dict[str, int]:
    rows = (
        select(SetAside.rule, func.count())
        .where(SetAside.account_id == account_id, kind)
        .group_by(SetAside.rule)
        .order_by(SetAside.rule)
    )
    return {row[0]: row[1] for row in session.execute(rows)}


def _quarantined(session: Session, account_id: str, kind: ColumnElement[bool]) -> dict[str, str]:
    rows = select(Quarantined.provider_id, Quarantined.reason).where(Quarantined.account_id == account_id, kind)
    return {row[0]: row[1] for row in session.execute(rows.order_by(Quarantined.provider_id))}


def _disagreements(session: Session, person_id: str) -> tuple[str, ...]:
    """What would mean that something was lost between two steps."""
    copies = select(MessageCopy.stored_id).where(MessageCopy.person_id == person_id)
    received = select(Event.subject).where(Event.person_id == person_id, Event.kind == "MessageReceived")
    mine = StoredMessage.person_id == person_id
    lost = _count(session, StoredMessage.id, mine, StoredMessage.id.not_in(copies))
    left = _count(session, StoredMessage.id, mine, StoredMessage.id.not_in(received))
    found = (
        (lost, f"{lost} kept mails lie in no account."),
        (left, f"{left} kept mails were never handed on."),
    )
    return tuple(sentence for number, sentence in found if number)


def _count(session: Session, column: object, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(column)).where(*where)) or 0  # type: ignore[arg-type]
