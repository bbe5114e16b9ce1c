"""Records that could not be read, once the person has looked at them: tried once more, or let go.

`polling` asks what is to be tried (`asked`) and says when it was (`tried`): a mail is read again by its id, a calendar
once in full. A record that was let go stays counted, as set aside by the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service import accounts
from service.accounts import FILES
from service.looks import read_in_full
from service.schema import Account, Quarantined, SetAside
from service.shelf import MAIL

AT_ONCE = 100
READ_AGAIN = "to be read again"
"""The rule of a mail that the never-log list kept out until its line was taken back: read at the next poll."""
NOT_THERE = "no longer there"
LET_GO = "let go by you"
"""The rule under which such a record is set aside."""


class NoSuchRecord(LookupError):
    """There is no such unreadable record, or it is somebody else's."""


class OnlyInFiles(Exception):
    """It was in an imported file, which is no longer here: only a new import can read it again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be tried once more of one account."""

    mail: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    """Resources, such as `calendar:primary`."""

    def __bool__(self) -> bool:
        return bool(self.mail or self.calendars)


def ask(session: Session, person_id: str, account_id: str, kind: str, provider_id: str, now: datetime) -> None:
    """Has a record tried once more at the next poll, which is due now. Raises NoSuchRecord, OnlyInFiles."""
    row = _owned(session, person_id, account_id, kind, provider_id)
    account = session.get_one(Account, account_id)
    if account.provider == FILES:
        raise OnlyInFiles
    row.retry_asked_at = now
    accounts.read_now(account, now)


def let_go(session: Session, person_id: str, account_id: str, kind: str, provider_id: str) -> None:
    """Stops showing a record; it is never stored. Raises NoSuchRecord."""
    row = _owned(session, person_id, account_id, kind, provider_id)
    session.delete(row)
    if session.get(SetAside, (account_id, kind, provider_id)) is None:
        aside = SetAside(account_id=account_id, kind=kind, provider_id=provider_id, person_id=person_id)
        aside.date, aside.rule = row.first_at, LET_GO
        session.add(aside)


def _owned(session: Session, person_id: str, account_id: str, kind: str, provider_id: str) -> Quarantined:
    row = session.get(Quarantined, (account_id, kind, provider_id))
    if row is None or row.person_id != person_id:
        raise NoSuchRecord(f"There is no unreadable record {provider_id}.")
    return row


def asked(session: Session, account_id: str) -> Asked:
    """What the person wants to have tried once more."""
    query = select(Quarantined.kind, Quarantined.provider_id).where(
        Quarantined.account_id == account_id, Quarantined.retry_asked_at.is_not(None)
    )
    rows = session.execute(query.order_by(Quarantined.first_at, Quarantined.provider_id)).all()
    # Oldest first: a request makes its thread a candidate before the answers are met.
    aside = select(SetAside.provider_id).where(
        SetAside.account_id == account_id, SetAside.kind == MAIL, SetAside.rule == READ_AGAIN
    )
    brought_back = session.scalars(aside.order_by(SetAside.date, SetAside.provider_id).limit(AT_ONCE))
    mail = [*(provider_id for kind, provider_id in rows if kind == MAIL), *brought_back]
    return Asked(tuple(mail[:AT_ONCE]), tuple(sorted({kind for kind, _ in rows if kind != MAIL})))


def tried(session: Session, account_id: str, what: Asked, now: datetime) -> None:
    """Each is tried once: the mails in this transaction, the calendars by reading them anew from here on."""
    one_of_these = (Quarantined.kind == MAIL) & Quarantined.provider_id.in_(what.mail)
    session.execute(
        update(Quarantined)
        .where(Quarantined.account_id == account_id, one_of_these | Quarantined.kind.in_(what.calendars))
        .values(retry_asked_at=None)
    )
    session.execute(
        update(SetAside)
        .where(SetAside.account_id == account_id, SetAside.kind == MAIL, SetAside.rule == READ_AGAIN)
        .where(SetAside.provider_id.in_(what.mail))
        .values(rule=NOT_THERE)
    )
    read_in_full(session, account_id, what.calendars, now)
