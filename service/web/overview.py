"""What Warmthread is doing just now, counted: for the first page, for `run`'s start text and for whoever waits until
it has caught up. `banners` says what is wrong with a connection, on every page. Reads only, and only the person's own
rows.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, or_, select
from sqlalchemy.orm import Session

from connectors import registry
from service import accounts
from service.accounts import FILES
from service.schema import Account, AuditRun, Draft, Event, Interview, Reading
from service.web.sentences import N_
from service.web.words import Words

NOT_LOGGED = ("proposed", "not_logged")
TOO_OLD = timedelta(hours=12)
"""An account that was not read for this long is said so on every page."""
LITTLE_ROOM = 100 * 1024**2
"""Bytes left on the disk below which the person is told."""

_LOST = {
    "": N_("%(email)s has not been read since %(when)s: it needs your consent again. What you see is from then."),
    "password": N_(
        "%(email)s has not been read since %(when)s: it needs your password again. What you see is from then."
    ),
    "link": N_("%(email)s has not been read since %(when)s: it needs its link again. What you see is from then."),
}
_AGAIN = {"": N_("Reconnect"), "password": N_("Give the password again"), "link": N_("Give the link again")}


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


@dataclass(frozen=True, slots=True)
class Banner:
    """Something wrong that every page says: `told` in words, with one thing to do about it."""

    kind: str
    """How it looks: note, warning or broken."""
    about: str
    """lost, paused, old, missing, room or locked"""
    href: str
    email: str = ""
    since: datetime | None = None
    number: int = 0
    given: str = ""
    """What the person has to give again, where it is no consent: password or link."""

    def told(self, words: Words) -> str:
        """The sentence in the person's language."""
        when = f"{words.long_day(self.since)}, {words.hour(self.since)}" if self.since else words._("the beginning")
        facts = {"email": self.email, "when": when}
        match self.about:
            case "lost":
                return words._(_LOST[self.given], **facts)
            case "paused":
                return words._("Reading %(email)s is paused. What you see is from %(when)s.", **facts)
            case "old":
                return words._("%(email)s has not been read since %(when)s. What you see is from then.", **facts)
            case "missing":
                return words.ngettext(
                    "%(num)s record of %(email)s is missing here, or is no longer there.",
                    "%(num)s records of %(email)s are missing here, or are no longer there.",
                    self.number,
                    **facts,
                )
            case "room":
                return words._("The disk is nearly full. Free some space: until then nothing new may be stored.")
        return words._("The database cannot be written to: check the permissions of the data folder.")

    def action(self, words: Words) -> str:
        """What the link says."""
        if self.about == "lost":
            return words._(_AGAIN[self.given])
        if self.about == "missing":
            return words._("Look and repair")
        return words._("Resume") if self.about == "paused" else words._("Look at the connection")


def banners(session: Session, person_id: str, now: datetime) -> list[Banner]:
    """What is wrong with the person's connections or with the place everything lies in, at `now`. One query."""
    rows = select(
        Account.id,
        Account.provider,
        Account.email,
        Account.connection_state,
        func.coalesce(Account.caught_up_at, Account.last_success_at),
        Account.created_at,
        func.coalesce(AuditRun.missing, 0),
    ).outerjoin(AuditRun, AuditRun.account_id == Account.id)
    mine = rows.where(
        Account.person_id == person_id, Account.provider != FILES, Account.connection_state != "disconnected"
    )
    found = list(_of_place(session))
    for account_id, provider, email, state, since, created_at, missing in session.execute(
        mine.order_by(Account.created_at)
    ):
        if state == "needs_consent":
            found.append(_lost(provider, account_id, email, since))
        elif state == "paused":
            found.append(Banner("note", "paused", f"/health#{account_id}", email, since))
        elif now - (since or created_at) > TOO_OLD:
            found.append(Banner("warning", "old", f"/health#{account_id}", email, since or created_at))
        elif missing:
            found.append(Banner("warning", "missing", f"/health/audit#{account_id}", email, number=missing))
    return found


def _lost(provider: str, account_id: str, email: str, since: datetime | None) -> Banner:
    href = f"/connect/{provider}?account={account_id}"
    return Banner("broken", "lost", href, email, since, given=registry.given(provider))


def _of_place(session: Session) -> list[Banner]:
    bind = session.get_bind()
    file = bind.url.database if isinstance(bind, Engine) and bind.dialect.name == "sqlite" else None
    if not file:
        return []
    folder = Path(file).parent
    try:
        is_full = shutil.disk_usage(folder).free < LITTLE_ROOM
        is_locked = not (os.access(file, os.W_OK) and os.access(folder, os.W_OK))
    except OSError:
        return []
    told = ((is_full, "room"), (is_locked, "locked"))
    return [Banner("broken", about, "/health") for is_so, about in told if is_so]


def waiting_drafts(session: Session, person_id: str, now: datetime) -> int:
    """How many drafts wait for review at `now`: those put off until later do not."""
    waiting = select(func.count(Draft.id)).where(
        Draft.person_id == person_id,
        Draft.state == "needs_review",
        or_(Draft.later_until.is_(None), Draft.later_until <= now),
    )
    return session.scalar(waiting) or 0


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
        waiting_drafts=waiting_drafts(session, person_id, now),
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
