"""The audits of accounts: who wishes for one, who makes it, how far it is, and what the last one found.

A click writes a row that the workers pick up; the command line makes the count itself. Either way one process counts an
account at a time, under a lease, and the result lies in the row. An account that is read and idle is counted by itself
every week. What a count says is `proving`'s to find.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from connectors.errors import ConnectorError
from service import accounts, leases
from service.accounts import FILES
from service.census import Wait
from service.clock import real_now
from service.context import Context
from service.leases import LostLease
from service.proof import Proof, from_facts
from service.proving import Lent, NotCountable, prove
from service.schema import Account, AuditRun, Reading

WAITING, COUNTING, DONE, FAILED = "waiting", "counting", "done", "failed"
EVERY = timedelta(days=7)
"""How often an account is counted by itself: a loss that nobody saw is then told within a week, and a mailbox of
100,000 mails costs a third of one minute's allowance for it."""
LEASE = "audit:"
LEASE_SECONDS = 300.0
KEEP_SECONDS = 60.0
"""Of waiting, for the reading or because a provider asked to, after which the lease is kept on."""
ATTEMPTS = 5
READING_SECONDS = 2.0
"""Between two looks whether the poller has come to the end."""
PATIENCE = timedelta(minutes=30)
"""So long the poller is waited for."""
ReadOn = Callable[[], object]
"""Reads an account to its end, and works through what came in."""


class Stopped(Exception):
    """Warmthread ends: the count is begun again at the next start."""


@dataclass(frozen=True, slots=True)
class Audited:
    """How it stands with the audit of one account."""

    account_id: str
    state: str
    """"" where none was ever made."""
    is_repair: bool = False
    counted: int = 0
    error: str = ""
    finished_at: datetime | None = None
    proof: Proof | None = None
    """What the last one that came to its end found."""

    @property
    def is_running(self) -> bool:
        return self.state in {WAITING, COUNTING}


# --- wishes and results -------------------------------------------------------------------------------------------


def ask(session: Session, person_id: str, account_id: str, now: datetime, *, is_repair: bool = False) -> None:
    """Has an account counted by the workers. Raises Misconfigured for another's account, NotCountable."""
    account = accounts.owned_account(session, person_id, account_id)
    if account.provider == FILES or account.connection_state != "connected":
        raise NotCountable("Only a connected account can be counted.")
    row = _row(session, account, now)
    if row.state not in {WAITING, COUNTING}:
        row.state, row.counted, row.attempts, row.asked_at, row.is_repair = WAITING, 0, 0, now, False
    row.is_repair = row.is_repair or is_repair


def of_person(session: Session, person_id: str) -> dict[str, Audited]:
    """How it stands with every account of the person that was ever counted, by account."""
    rows = session.scalars(select(AuditRun).where(AuditRun.person_id == person_id))
    return {row.account_id: _audited(row) for row in rows}


def _audited(row: AuditRun) -> Audited:
    found = from_facts(row.result) if row.result else None
    return Audited(row.account_id, row.state, row.is_repair, row.counted, row.error, row.finished_at, found)


def plan(context: Context) -> None:
    """Wishes for the weekly audit of every account that is read, idle, and not counted for a week."""
    now = context.clock()
    with context.database.reading() as session:
        late = [(row[0], row[1]) for row in session.execute(_late(now))]
    for account_id, person_id in late:
        with context.database.writing(person_id, "plan_audit") as session:
            ask(session, person_id, account_id, now)


def _late(now: datetime) -> Select[str, str]:
    is_open = select(Reading.id).where(Reading.account_id == Account.id, Reading.finished_at.is_(None))
    # Or by a clock that was ahead: then nobody knows when.
    is_long_ago = or_(AuditRun.asked_at < now - EVERY, AuditRun.asked_at > now)
    return (
        select(Account.id, Account.person_id)
        .outerjoin(AuditRun, AuditRun.account_id == Account.id)
        .where(
            Account.connection_state == "connected",
            Account.failures == 0,
            Account.caught_up_at.is_not(None),
            Account.created_at < now - EVERY,
            or_(AuditRun.account_id.is_(None), AuditRun.state.in_((DONE, FAILED)) & is_long_ago),
            ~is_open.exists(),
        )
        .order_by(AuditRun.asked_at.asc().nulls_first(), Account.id)
        .limit(20)
    )


def due(session: Session, *, real_now: datetime) -> list[tuple[str, str]]:
    """(account id, person id) of what waits to be counted and is not being counted: the longest waiting first."""
    query = select(AuditRun.account_id, AuditRun.person_id).where(AuditRun.state.in_((WAITING, COUNTING)))
    rows = session.execute(query.order_by(AuditRun.asked_at, AuditRun.account_id)).all()
    if not rows:
        return []
    taken = leases.running(session, LEASE, real_now=real_now)
    return [(row[0], row[1]) for row in rows if LEASE + row[0] not in taken]


def _row(session: Session, account: Account, now: datetime) -> AuditRun:
    row = session.get(AuditRun, account.id, populate_existing=True)
    if row is None:
        row = AuditRun(account_id=account.id, person_id=account.person_id, state="", asked_at=now, is_repair=False)
        row.counted = row.attempts = row.missing = 0
        row.result, row.error = {}, ""
        session.add(row)
    return row


# --- making one ---------------------------------------------------------------------------------------------------


def make(context: Context, account_id: str, person_id: str, read_on: ReadOn | None, wait: Wait) -> bool:
    """Makes the audit that an account's row wishes for, under its lease; False where another process is at it or none is
    wished for. Without `read_on` the poller of a running Warmthread reads. `wait` may end it by raising Stopped; the row
    then waits for the next start.
    """
    job = _Job(context, account_id, person_id)
    if not job.begin():
        return False
    try:
        job.count(read_on, wait)
    except Stopped:
        job.put(state=WAITING, attempts=0)
    except LostLease:
        return False
    except (NotCountable, ConnectorError) as failure:
        job.put(state=FAILED, error=getattr(failure, "detail", "") or str(failure))
    finally:
        job.step_down()
    return True


def _by_the_poller(context: Context, account_id: str, person_id: str, wait: Wait) -> ReadOn:
    """Asks the clock for a poll that is due now, and waits until it came to the end."""

    def read_on() -> None:
        began, waited = context.clock(), 0.0
        with context.database.writing(person_id, "read_on") as session:
            accounts.read_now(accounts.owned_account(session, person_id, account_id), began)
        while waited < PATIENCE.total_seconds():
            with context.database.reading() as session:
                account = accounts.owned_account(session, person_id, account_id)
            is_read = accounts.has_caught_up(account, since=began, now=context.clock())
            if is_read or account.connection_state != "connected":
                return
            wait(READING_SECONDS)
            waited += READING_SECONDS

    return read_on


class _Job:
    """One audit while it is made."""

    def __init__(self, context: Context, account_id: str, person_id: str) -> None:
        self._context, self._account_id, self._person_id = context, account_id, person_id
        self._owner, self._lease = leases.new_owner(), LEASE + account_id
        self._is_repair = False

    def begin(self) -> bool:
        """Takes the lease and counts the attempt before the work."""
        with self._context.database.writing(self._person_id, "begin_audit") as session:
            row = session.get(AuditRun, self._account_id, populate_existing=True)
            if row is None or row.state not in {WAITING, COUNTING} or not self._hold(session):
                return False
            row.state, row.error, row.counted, row.attempts = COUNTING, "", 0, row.attempts + 1
            attempts, self._is_repair = row.attempts, row.is_repair
        if attempts > ATTEMPTS:
            self.put(state=FAILED, error="It was begun several times and never came to an end.")
            self.step_down()
        return attempts <= ATTEMPTS

    def count(self, read_on: ReadOn | None, wait: Wait) -> None:
        """Raises NotCountable, ConnectorError, LostLease, and whatever `wait` raises."""

        def told(number: int) -> None:
            wait(0.0)
            self.put(counted=number)

        keeping = self._keeping(wait)
        read_on = read_on or _by_the_poller(self._context, self._account_id, self._person_id, keeping)
        lent = Lent(read_on, keeping, told)
        found = prove(self._context, self._person_id, self._account_id, lent, is_repair=self._is_repair)
        self.put(
            state=DONE,
            attempts=0,
            missing=found.missing + found.vanished,
            result=found.to_facts(),
            finished_at=self._context.clock(),
        )

    def _keeping(self, wait: Wait) -> Wait:
        """The same waiting, with the lease kept on: who waits long is still at it. Raises LostLease besides."""
        waited = 0.0

        def keeping(seconds: float) -> None:
            nonlocal waited
            while True:
                piece = min(seconds, KEEP_SECONDS)
                wait(piece)
                waited, seconds = waited + piece, seconds - piece
                if waited >= KEEP_SECONDS:
                    self.put()
                    waited = 0.0
                if seconds <= 0:
                    return

        return keeping

    def put(self, **changed: object) -> None:
        """Writes down how it stands, and keeps the lease. Raises LostLease."""
        with self._context.database.writing(self._person_id, "audit_progress") as session:
            row = session.get(AuditRun, self._account_id, populate_existing=True)
            if row is None or not self._hold(session):
                raise LostLease(self._lease)
            for name, value in changed.items():
                setattr(row, name, value)

    def step_down(self) -> None:
        with self._context.database.writing(self._person_id, "end_audit") as session:
            leases.step_down(session, self._lease, owner=self._owner)

    def _hold(self, session: Session) -> bool:
        return leases.lead(session, self._lease, owner=self._owner, real_now=real_now(), seconds=LEASE_SECONDS)
