"""Who may work on an account, who may be the clock, and which processes live: leases in the database, in real time.

A process keeps what it took for as long as it says that it lives (`beat`); from one that falls silent all is taken.
Taking a lease raises its epoch; a commit made under an older epoch is refused (`LostLease`), so a worker that was
stopped and woke up again cannot write over its successor.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Executable, bindparam, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from service.schema import Account, Approval, Lease

ACCOUNT_SECONDS = 90.0
LEADER = "sweep"
"""How the lease of the one that leads is called: it does for all what needs doing once."""
WORKER = "worker:"
"""How the lease of a living process is called, before the process's own name."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a lease is renewed and how long it lasts, in seconds."""

    every: float
    lasts: float


SHARED = Pace(1.5, 5.0)
"""Where others may take over, they do within ten seconds."""
ALONE = Pace(30.0, 90.0)
"""Where the queue is inside the process others are of this machine, and see at once that a process is no more."""
LONGEST = timedelta(minutes=10)
"""No lease lasts longer: one that ends later was taken by a clock that was ahead, and is none."""
LONGEST_REST = timedelta(hours=1)
"""No account is left alone for longer: what a provider asked for, `accounts.MinuteBudget` heeds before every call."""


class LostLease(Exception):
    """Another worker has taken over: drop the work, it will be done there."""


@dataclass(frozen=True, slots=True)
class AccountLease:
    """The right to poll one account until `until` (real time)."""

    account_id: str
    person_id: str
    epoch: int


@cache
def _token_of(_pid: int) -> str:
    return secrets.token_hex(4)


@cache
def _machine() -> str:
    """Where a process id means something: containers may share the name of a host, and count for themselves."""
    try:
        space = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:
        space = ""
    return f"{socket.gethostname().replace(':', '-')}/{space}"


def process_name() -> str:
    """This process among all that ever ran: `machine:pid:token`."""
    return f"{_machine()}:{os.getpid()}:{_token_of(os.getpid())}"


def new_owner() -> str:
    """A name for one piece of work in this process; it begins with the process's own."""
    return f"{process_name()}.{secrets.token_hex(4)}"


def _is_dead(owner: str) -> bool:
    """Whether the process that took the lease ran on this machine and is no more."""
    machine, pid, _ = (*owner.split(":"), "", "", "")[:3]
    if machine != _machine() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


# --- processes ----------------------------------------------------------------------------------------------------


def beat(session: Session, *, real_now: datetime, pace: Pace) -> bool:
    """Says that this process lives. False when it had been given up: whatever it held is no longer its own."""
    name, until = WORKER + process_name(), real_now + timedelta(seconds=pace.lasts)
    row = session.get(Lease, name, populate_existing=True)
    if row is None:
        session.add(Lease(name=name, owner=process_name(), epoch=1, until=until))
        return False
    row.until = until
    return True


@dataclass(frozen=True, slots=True)
class Census:
    """Which processes poll: how many live, and the names of those that have ended without a word."""

    living: int
    gone: tuple[str, ...]


def census(session: Session, real_now: datetime) -> Census:
    """A small read: as many rows as processes."""
    rows = session.scalars(select(Lease).where(Lease.name.startswith(WORKER))).all()
    gone = tuple(row.owner for row in rows if not is_running(row.until, real_now) or _is_dead(row.owner))
    return Census(len(rows) - len(gone), gone)


def void(session: Session, process: str, *, real_now: datetime) -> None:
    """Takes everything from a process that is no more, or may not know that it is still there.

    Its accounts are due at once, under a new epoch. Rows that it has locked, having been stopped in the middle of a
    transaction, are left: the next look tries them again.
    """
    mine = Account.lease_owner.startswith(process, autoescape=True)
    free = select(Account.id).where(mine).with_for_update(skip_locked=True).cte("free")
    _execute(
        session,
        update(Account)
        .where(Account.id.in_(select(free.c.id)))
        .values(
            lease_owner="",
            lease_epoch=Account.lease_epoch + 1,
            lease_until=real_now - timedelta(seconds=1),
            bad_ends=Account.bad_ends + 1,
        ),
    )
    sending = Approval.lease_owner.startswith(process, autoescape=True)
    unheld = select(Approval.id).where(sending).with_for_update(skip_locked=True).cte("unheld")
    _execute(
        session, update(Approval).where(Approval.id.in_(select(unheld.c.id))).values(lease_owner="", lease_until=None)
    )
    locked = session.scalar(select(Account.id).where(mine).limit(1)) or session.scalar(
        select(Approval.id).where(sending).limit(1)
    )
    turns = delete(Lease).where(Lease.owner.startswith(process, autoescape=True))
    _execute(session, turns.where(Lease.name != WORKER + process) if locked else turns)


def void_dead(session: Session, real_now: datetime) -> None:
    """At start: leases of processes of this machine that were killed need not be waited out."""
    owners: set[str] = set(session.scalars(select(Account.lease_owner).where(Account.lease_owner != "").distinct()))
    owners |= set(session.scalars(select(Approval.lease_owner).where(Approval.lease_owner != "").distinct()))
    owners |= set(session.scalars(select(Lease.owner)))
    for owner in owners:
        if _is_dead(owner):
            void(session, owner, real_now=real_now)


def _execute(session: Session, statement: Executable) -> int:
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[None]", done).rowcount


# --- accounts -----------------------------------------------------------------------------------------------------


def due_accounts(session: Session, *, now: datetime, real_now: datetime, limit: int = 50) -> list[tuple[str, str]]:
    """(account id, person id) of connected accounts that are due (product time) and not leased, longest due first."""
    query = select(Account.id, Account.person_id).where(*_is_due(now, real_now))
    query = query.order_by(Account.next_due.asc().nulls_first(), Account.id).limit(limit)
    return [(row[0], row[1]) for row in session.execute(query)]


def pollable_accounts(session: Session) -> list[tuple[str, str]]:
    """(account id, person id) of every connected account, due or not."""
    query = select(Account.id, Account.person_id).where(Account.connection_state == "connected").order_by(Account.id)
    return [(row[0], row[1]) for row in session.execute(query)]


def _is_free(owner: str, real_now: datetime) -> ColumnElement[bool]:
    return or_(_is_unheld(real_now), Account.lease_owner == owner)


def _is_unheld(real_now: datetime) -> ColumnElement[bool]:
    until = Account.lease_until
    return or_(until.is_(None), until < real_now, until > real_now + LONGEST)


def _taken_by(owner: str, real_now: datetime) -> dict[str, Any]:
    until = real_now + timedelta(seconds=ACCOUNT_SECONDS)
    # A lease that was not given back: its holder died, perhaps over a record.
    was_left = (Account.lease_owner != "") & (Account.lease_owner != owner)
    bad_ends = Account.bad_ends + case((was_left, 1), else_=0)
    return {
        "lease_owner": owner,
        "lease_epoch": Account.lease_epoch + 1,
        "lease_until": until,
        "bad_ends": bad_ends,
    }


def take_account(session: Session, account_id: str, *, owner: str, real_now: datetime) -> AccountLease | None:
    """Takes the account's lease; None when somebody else holds it or it may not be polled."""
    free = (Account.id == account_id, Account.connection_state == "connected", _is_free(owner, real_now))
    if _execute(session, update(Account).where(*free).values(_taken_by(owner, real_now))) != 1:
        return None
    account = session.get_one(Account, account_id, populate_existing=True)
    return AccountLease(account_id, account.person_id, account.lease_epoch)


def take_due(session: Session, *, owner: str, now: datetime, real_now: datetime, limit: int) -> list[AccountLease]:
    """Takes several due accounts at once, the longest due first; what another is just taking is passed over."""
    free = (
        select(Account.id)
        .where(*_is_due(now, real_now))
        .order_by(Account.next_due.asc().nulls_first(), Account.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("free")
    )
    taken = session.execute(
        update(Account)
        .where(Account.id.in_(select(free.c.id)))
        .values(_taken_by(owner, real_now))
        .returning(Account.id, Account.person_id, Account.lease_epoch),
        execution_options={"synchronize_session": False},
    )
    return [AccountLease(*row) for row in taken]


def _is_due(now: datetime, real_now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Of a lease that ran out nobody knows when it was to be polled: it is due. So is an account of which a clock that was
    ahead said when: it was read at a time that has not come, or is to be left alone for longer than any.
    """
    due = Account.next_due
    was_ahead = or_(Account.last_success_at > now, due > now + LONGEST_REST)
    return (
        Account.connection_state == "connected",
        _is_unheld(real_now),
        or_(due.is_(None), due <= now, Account.lease_until.is_not(None), was_ahead),
    )


def asked_for(session: Session, owner: str, now: datetime) -> list[tuple[str, datetime | None]]:
    """(account id, due) of accounts held by the owner that somebody else made due, a page perhaps."""
    query = select(Account.id, Account.next_due).where(Account.next_due <= now, Account.lease_owner == owner)
    return [(row[0], row[1]) for row in session.execute(query)]


def keep_all(session: Session, owner: str, *, real_now: datetime) -> set[str]:
    """Prolongs all leases of the owner in one statement; returns whose are still its own.

    What is locked is being prolonged by its own poll, or about to be taken away.
    """
    mine = select(Account.id).where(Account.lease_owner == owner).with_for_update(skip_locked=True).cte("mine")
    until = real_now + timedelta(seconds=ACCOUNT_SECONDS)
    _execute(session, update(Account).where(Account.id.in_(select(mine.c.id))).values(lease_until=until))
    return set(session.scalars(select(Account.id).where(Account.lease_owner == owner)))


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


def void_account(account: Account) -> None:
    """Whoever reads the account just now loses hold of it before anything more is stored."""
    account.lease_epoch += 1
    account.lease_owner, account.lease_until = "", None


def note_read(session: Session, reads: Mapping[AccountLease, datetime], *, due: datetime, now: datetime) -> None:
    """Tells of accounts in which nothing waited as of those moments (product time); `due` is when others need look.

    Whoever lost an account in between tells nothing, and a row that is due says somebody's wish: that stays.
    """
    if not reads:
        return
    table = Account.__table__
    told = (
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == bindparam("held_id"), table.c.lease_epoch == bindparam("held_epoch"))
        .values(caught_up_at=bindparam("read_at"), last_success_at=bindparam("read_at"))
        .values(next_due=case((table.c.next_due > bindparam("now"), bindparam("due")), else_=table.c.next_due))
    )
    rows = [
        {"held_id": one.account_id, "held_epoch": one.epoch, "read_at": at, "due": due, "now": now}
        for one, at in reads.items()
    ]
    session.connection().execute(told, sorted(rows, key=lambda row: str(row["held_id"])))


def release(session: Session, owner: str, due: Mapping[str, datetime | None]) -> None:
    """Gives accounts of the owner back, each with when it is due; None = as the row says."""
    for account_id, moment in sorted(due.items()):
        values: dict[str, Any] = {"lease_owner": "", "lease_until": None}
        values |= {"next_due": moment} if moment is not None else {}
        _execute(session, update(Account).where(Account.id == account_id, Account.lease_owner == owner).values(values))


def count_connected(session: Session) -> int:
    """Accounts that are to be shared among the processes."""
    return session.scalar(select(func.count()).where(Account.connection_state == "connected")) or 0


# --- what only one may do -----------------------------------------------------------------------------------------


def is_running(until: datetime, real_now: datetime) -> bool:
    """Whether a lease that ends then is still held."""
    return real_now < until <= real_now + LONGEST


def running(session: Session, names: str, *, real_now: datetime) -> set[str]:
    """Names of the leases that are held, of those whose names begin so."""
    is_held = (Lease.until > real_now, Lease.until <= real_now + LONGEST)
    return set(session.scalars(select(Lease.name).where(Lease.name.startswith(names), *is_held)))


def is_led(session: Session, name: str, *, owner: str, real_now: datetime) -> bool:
    """Whether another holds the named lease: a read, so that those who stand by write nothing."""
    lease = session.get(Lease, name, populate_existing=True)
    return lease is not None and lease.owner != owner and is_running(lease.until, real_now)


def lead(session: Session, name: str, *, owner: str, real_now: datetime, seconds: float = SHARED.lasts) -> bool:
    """Takes or keeps the named lease for so long; False while another holds it."""
    lease = session.get(Lease, name, populate_existing=True)
    until = real_now + timedelta(seconds=seconds)
    if lease is None:
        session.add(Lease(name=name, owner=owner, epoch=1, until=until))
        return True
    if lease.owner != owner and is_running(lease.until, real_now):
        return False
    lease.epoch += lease.owner != owner
    lease.owner, lease.until = owner, until
    return True


def hold(session: Session, name: str, *, owner: str, real_now: datetime, seconds: float) -> None:
    """Prolongs the named lease in this transaction. Raises LostLease when it is no longer the owner's: another has it, or
    had it meanwhile.
    """
    lease = session.get(Lease, name, populate_existing=True)
    if lease is None or lease.owner != owner:
        raise LostLease(name)
    lease.until = real_now + timedelta(seconds=seconds)


def step_down(session: Session, name: str, *, owner: str) -> None:
    """Gives the named lease back, so that the next one need not wait it out."""
    lease = session.get(Lease, name, populate_existing=True)
    if lease is not None and lease.owner == owner:
        session.delete(lease)
