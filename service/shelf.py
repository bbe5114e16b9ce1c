"""Where a record goes that is not stored: set aside with its id, date and rule, or quarantined with the reason.

Also what every step of `ingest` is handed (`Into`) and what it answers (`Stored`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.schema import Account, Quarantined, SetAside
from service.vault import Vault

MAIL = "mail"
WITH_ERASED = "excluded with somebody erased"
"""What is kept of a record that no line bars, and that went with the talk of somebody who was erased: an entry without
guests that names them. It stays out, whatever else is said of it, for as long as anybody is erased.
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of one page."""

    stored: int = 0
    set_aside: int = 0
    removed: int = 0
    quarantined: int = 0
    is_doubtful: bool = False
    """A complete list that showed nothing where something was known: not believed, to be read again."""

    def __add__(self, other: Stored) -> Stored:
        return Stored(
            self.stored + other.stored,
            self.set_aside + other.set_aside,
            self.removed + other.removed,
            self.quarantined + other.quarantined,
            self.is_doubtful or other.is_doubtful,
        )


@dataclass(frozen=True, slots=True)
class Into:
    """Where one page goes: the transaction, the account and the calendar ("" = its mailbox)."""

    session: Session
    vault: Vault
    account: Account
    now: datetime
    calendar_id: str = ""
    read_id: str = ""
    aside: dict[str, SetAside] = field(default_factory=dict)
    """Rows of this page's records that were set aside before, by provider id."""

    @property
    def kind(self) -> str:
        return f"calendar:{self.calendar_id}" if self.calendar_id else MAIL

    @property
    def owner(self) -> str:
        return self.account.person_id


def open_page(into: Into, provider_ids: Sequence[str], readable: Sequence[str]) -> None:
    """Finds what was set aside of these records before, and lets go what can be read by now."""
    session = into.session
    mine = (SetAside.account_id == into.account.id, SetAside.kind == into.kind)
    rows = session.scalars(select(SetAside).where(*mine, SetAside.provider_id.in_(provider_ids)))
    into.aside.update({row.provider_id: row for row in rows})
    session.execute(
        delete(Quarantined).where(
            Quarantined.account_id == into.account.id,
            Quarantined.kind == into.kind,
            Quarantined.provider_id.in_(readable),
        )
    )


def set_aside(into: Into, provider_id: str, date: datetime | None, rule: str) -> None:
    """Keeps of a record only its id, date and the rule that said so."""
    row = into.aside.get(provider_id)
    if row is None:
        row = SetAside(account_id=into.account.id, kind=into.kind, provider_id=provider_id, person_id=into.owner)
        row.read_id = ""
        into.session.add(row)
        into.aside[provider_id] = row
    row.date, row.rule, row.read_id = date, rule, into.read_id or row.read_id


def rule_that_stays(into: Into, provider_id: str) -> str | None:
    """The rule under which a record lies aside whatever is found about it now; None where that is decided anew."""
    row = into.aside.get(provider_id)
    return row.rule if row is not None and row.rule == WITH_ERASED else None


def no_longer_aside(into: Into, provider_id: str) -> None:
    """The record is stored now, or gone."""
    row = into.aside.pop(provider_id, None)
    if row is not None:
        into.session.delete(row)
        into.session.flush()


def quarantine(into: Into, provider_id: str, reason: str) -> Stored:
    """Keeps visible that a record cannot be read, and how often that was tried."""
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
    row.reason, row.last_at, row.read_id = reason[:500], into.now, into.read_id
    row.attempts += 1
    return Stored(quarantined=1)


def forget_unmet(into: Into, start: datetime, end: datetime) -> None:
    """After a complete list of that time: what was set aside or unreadable and is not there any more."""
    gone = delete(SetAside).where(SetAside.account_id == into.account.id, SetAside.kind == into.kind)
    within = SetAside.date.is_(None) | SetAside.date.between(start, end)
    into.session.execute(gone.where(SetAside.read_id != into.read_id, within))
    unread = delete(Quarantined).where(Quarantined.account_id == into.account.id, Quarantined.kind == into.kind)
    into.session.execute(unread.where(Quarantined.read_id != into.read_id))
