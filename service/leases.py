"""Who may work on an account, and who may be the clock: leases in the database, in real time, fenced by an epoch.

Taking a lease raises its epoch; a commit made under an older epoch is refused (`LostLease`), so a worker that was
stopped and woke up again cannot write over its successor.
"""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from service.schema import Account, Approval, Lease

ACCOUNT_SECONDS = 90.0
CLOCK_SECONDS = 6.0


class LostLease(Exception):
    """Another worker has taken over: drop the work, it will be done there."""


@dataclass(frozen=True, slots=True)
class AccountLease:
    """The right to poll one account until `until` (real time)."""

    account_id: str
    person_id: str
    epoch: int


def new_owner() -> str:
    """A name for one piece of work in this process: `host:pid:token`."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def _is_dead(owner: str) -> bool:
    """Whether the process that took the lease ran on this machine and is no more."""
    host, pid, _ = (*owner.split(":"), "", "", "")[:3]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def void_dead(session: Session) -> None:
    """At start: leases of processes of this machine that were killed need not be waited out."""
    leased: list[Account | Approval] = list(session.scalars(select(Account).where(Account.lease_owner != "")))
    leased += session.scalars(select(Approval).where(Approval.lease_owner != ""))
    for row in leased:
        if _is_dead(row.lease_owner):
            row.lease_owner, row.lease_until = "", None
    for lease in session.scalars(select(Lease)).all():
        if _is_dead(lease.owner):
            session.delete(lease)


def due_accounts(session: Session, *, now: datetime, real_now: datetime, limit: int = 50) -> list[tuple[str, str]]:
    """(account id, person id) of connected accounts that are due (product time) and not leased, longest due first."""
    query = (
        select(Account.id, Account.person_id)
        .where(
            Account.connection_state == "connected",
            or_(Account.next_due.is_(None), Account.next_due <= now),
            or_(Account.lease_until.is_(None), Account.lease_until < real_now),
        )
        .order_by(Account.next_due.asc().nulls_first(), Account.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def pollable_accounts(session: Session) -> list[tuple[str, str]]:
    """(account id, person id) of every connected account, due or not."""
    query = select(Account.id, Account.person_id).where(Account.connection_state == "connected").order_by(Account.id)
    return [(row[0], row[1]) for row in session.execute(query)]


def take_account(session: Session, account_id: str, *, owner: str, real_now: datetime) -> AccountLease | None:
    """Takes the account's lease; None when somebody else holds it or it may not be polled."""
    taken = session.execute(
        update(Account)
        .where(
            Account.id == account_id,
            Account.connection_state == "connected",
            or_(Account.lease_until.is_(None), Account.lease_until < real_now, Account.lease_owner == owner),
        )
        .values(
            lease_owner=owner,
            lease_epoch=Account.lease_epoch + 1,
            lease_until=real_now + timedelta(seconds=ACCOUNT_SECONDS),
        )
    )
    if cast("CursorResult[None]", taken).rowcount != 1:
        return None
    account = session.get_one(Account, account_id, populate_existing=True)
    return AccountLease(account_id, account.person_id, account.lease_epoch)


def hold_account(session: Session, lease: AccountLease, *, real_now: datetime) -> Account:
    """The account, with the lease prolonged in this transaction. Raises LostLease when another has taken it."""
    account = session.get(Account, lease.account_id, populate_existing=True)
    if account is None or account.lease_epoch != lease.epoch:
        raise LostLease(lease.account_id)
    account.lease_until = real_now + timedelta(seconds=ACCOUNT_SECONDS)
    return account


def release_account(session: Session, lease: AccountLease) -> None:
    """Gives the lease back; a lost one is nothing to give back."""
    session.execute(
        update(Account)
        .where(Account.id == lease.account_id, Account.lease_epoch == lease.epoch)
        .values(lease_owner="", lease_until=None)
    )


def lead(session: Session, name: str, *, owner: str, real_now: datetime, seconds: float = CLOCK_SECONDS) -> bool:
    """Takes or keeps the named lease for so long; False while another holds it."""
    lease = session.get(Lease, name, populate_existing=True)
    until = real_now + timedelta(seconds=seconds)
    if lease is None:
        session.add(Lease(name=name, owner=owner, epoch=1, until=until))
        return True
    if lease.owner != owner and lease.until > real_now:
        return False
    lease.epoch += lease.owner != owner
    lease.owner, lease.until = owner, until
    return True


def step_down(session: Session, name: str, *, owner: str) -> None:
    """Gives the named lease back, so that the next one need not wait it out."""
    lease = session.get(Lease, name, populate_existing=True)
    if lease is not None and lease.owner == owner:
        session.delete(lease)
