"""What Warmthread is doing just now, counted: for the first page, for `run`'s start text and for whoever waits until
it has caught up. Reads only, and only the person's own rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import accounts
from service.schema import Account, Draft, Event, Interview, Reading

NOT_LOGGED = ("proposed", "not_logged")


@dataclass(frozen=True, slots=True)
class AccountState:
    """One account as it stands."""

    id: str
    email: str
    provider: str
    connection_state: str
    why: str
    caught_up_at: datetime | None
    looks: int
    looks_done: int
    listed: int
    read: int

    @property
    def is_read(self) -> bool:
        """Whether its look into the past is over."""
        return self.looks == self.looks_done


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything there is, in numbers."""

    now: datetime
    accounts: tuple[AccountState, ...]
    waiting_events: int
    waiting_drafts: int
    interviews: int
    asked: int

    def is_caught_up(self, as_of: datetime | None) -> bool:
        """Whether every connected account was read to the end at `as_of` or later, and all of it is worked through."""
        polled = [account for account in self.accounts if account.connection_state == "connected"]
        return self.waiting_events == 0 and all(
            account.is_read and account.caught_up_at is not None and (as_of is None or account.caught_up_at >= as_of)
            for account in polled
        )


def overview(session: Session, person_id: str, now: datetime) -> Overview:
    """How it stands at `now`, product time."""
    by_status = (
        select(Interview.status, func.count()).where(Interview.person_id == person_id).group_by(Interview.status)
    )
    statuses = {row[0]: row[1] for row in session.execute(by_status)}
    return Overview(
        now=now,
        accounts=tuple(_state(session, account) for account in accounts.listing(session, person_id)),
        waiting_events=_waiting_events(session, person_id, now),
        waiting_drafts=_waiting_drafts(session, person_id),
        interviews=sum(number for status, number in statuses.items() if status not in NOT_LOGGED),
        asked=statuses.get("proposed", 0),
    )


def _state(session: Session, account: Account) -> AccountState:
    looks = select(
        func.count(Reading.id),
        func.count(Reading.finished_at),
        func.coalesce(func.sum(Reading.listed), 0),
        func.coalesce(func.sum(Reading.read), 0),
    ).where(Reading.account_id == account.id)
    total, done, listed, read = session.execute(looks).one()
    return AccountState(
        id=account.id,
        email=account.email,
        provider=account.provider,
        connection_state=account.connection_state,
        why=account.state_reason or account.last_error,
        caught_up_at=account.caught_up_at,
        looks=total,
        looks_done=done,
        listed=listed,
        read=read,
    )


def _waiting_events(session: Session, person_id: str, now: datetime) -> int:
    waiting = select(func.count(Event.id)).where(
        Event.person_id == person_id, Event.handled_at.is_(None), Event.gave_up_at.is_(None), Event.due_at <= now
    )
    return session.scalar(waiting) or 0


def _waiting_drafts(session: Session, person_id: str) -> int:
    waiting = select(func.count(Draft.id)).where(Draft.person_id == person_id, Draft.state == "needs_review")
    return session.scalar(waiting) or 0
