"""One Warmthread against a sandbox, with everything that may go wrong in a test's hand: which job runs, twice or never,
at which point the process ends or another worker steps in, what the clocks show.

Real connector, real database, real actors; only threads are missing, so that a history can be told and told again.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dramatiq import Message
from sqlalchemy import select

from connectors import registry
from connectors.errors import ConnectorError
from infra.sandbox.process import Sandbox
from service import accounts, clock, crash, events, leases
from service.clock import ManualClock, real_now
from service.context import Context, open_context
from service.polling import AccountReader
from service.schema import Account, Cursor, Interview, MessageCopy, Quarantined, SetAside, StoredCalendarEvent
from service.settings import load_settings
from tests.conftest import NOW, lay_down
from tests.service.office import SCOPES as OFFICE_SCOPES
from tests.service.sandboxed import CALENDAR_SCOPE, MAIL_SCOPE, Desk
from workers.broker import build_broker
from workers.clock import poll_account
from workers.pipeline import Pipeline

SCOPES = {"google": (MAIL_SCOPE, CALENDAR_SCOPE), "microsoft": OFFICE_SCOPES["microsoft"]}
TURN = timedelta(minutes=6)
"""Real time that passes between two turns of settling: longer than any lease or wait between two tries."""


class Killed(BaseException):
    """The process ends here; nothing of ours may catch it."""


class RealTime(datetime):
    """The machine's clock as it runs, and however far a test has shifted it."""

    shift = timedelta()

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.shift


@contextmanager
def shiftable_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Within it, real time is what RealTime says."""
    with monkeypatch.context() as patched:
        patched.setattr(clock, "datetime", RealTime)
        yield
        RealTime.shift = timedelta()


def at_point(number: int, act: Callable[[], None], *, in_transactions: bool = True) -> Callable[[str], None]:
    """An observer of crash points that acts at the one passed as that number, once."""
    left = number

    def observe(name: str) -> None:
        nonlocal left
        # Another worker cannot write while this one holds SQLite's lock: it steps in between transactions, and before
        # the last of them.
        if not in_transactions and name.endswith((".before_commit", ".after_begin", "poll.after_commit")):
            return
        left -= 1
        if left == 0:
            crash.observer = None
            act()

    return observe


def end_here() -> None:
    raise Killed


@dataclass
class Storm:
    """The product, and the hands on it."""

    sandbox: Sandbox
    provider: str
    folder: Path
    migrated: Path | None
    """A database file with every table; None where `more` names a database that has them."""
    more: Mapping[str, object] = field(default_factory=dict)
    """Further settings."""
    world: Mapping[str, object] = field(default_factory=dict)
    """How the sandbox begins, as its `reset` takes it."""
    patience: int = 40
    """Turns after which what waits is called stuck."""

    def __post_init__(self) -> None:
        self.kills = self.fenced = 0
        self.clock = ManualClock(NOW)
        RealTime.shift = timedelta()
        self.control = self.sandbox.control_of(self.provider)
        self.control.reset(**self.world)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, mode=0o700)
        if self.migrated:
            lay_down(self.migrated, self.folder)
        self._open()
        self.person = accounts.ensure_local_person(self.context)
        consent = json.dumps(self.control.credentials(*SCOPES[self.provider]))
        settings = self.context.settings.provider(self.provider)
        authorized = registry.load(self.provider).authorization(settings).adopt(consent)
        self.account_id = accounts.connect(self.context, self.person, self.provider, authorized)
        self.desk = Desk(self.context, self.control, self.person, self.account_id)
        self.poll()

    def _open(self) -> None:
        settings = load_settings(self.sandbox.product_settings(), data_dir=self.folder, **self.more)
        self.context: Context = open_context(settings, self.clock)
        self.pipeline = Pipeline(self.context, build_broker(settings))

    def close(self) -> None:
        """Leaves nothing open."""
        crash.observer = None
        self.context.database.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- what may befall a process ---------------------------------------------------------------------------------

    def until_killed(self, number: int, work: Callable[[], object]) -> None:
        """Does the work in a process that ends at the crash point passed as that number, and starts another."""
        crash.observer = at_point(number, end_here)
        try:
            work()
        except Killed:
            self.kills += 1
            self.start_again()
        finally:
            crash.observer = None

    def start_again(self) -> None:
        """Another process in the place of this one, which leaves its leases behind."""
        self.context.database.close()
        self._open()
        events.pull_in(self.context)
        self.desk = replace(self.desk, context=self.context)

    def notice_clock(self) -> None:
        """The process that runs sees that the machine's clock was set back, as `Clock.turn` does."""
        events.pull_in(self.context, at_most=timedelta())

    def poll(self) -> None:
        """One turn of reading, as the clock gives it."""
        poll_account(self.context, self.pipeline, self.account_id, self.person)

    def stopped_while_reading(self, number: int) -> None:
        """A worker stands still at that point until its lease is over and another has read: then it goes on."""
        with self.context.database.writing(self.person) as session:
            lease = leases.take_account(session, self.account_id, owner=leases.new_owner(), real_now=real_now())
        if lease is None:
            return

        def meanwhile() -> None:
            RealTime.shift += timedelta(seconds=leases.ACCOUNT_SECONDS + 1)
            self.poll()

        crash.observer = at_point(number, meanwhile, in_transactions=False)
        try:
            self._read_as(AccountReader(self.context, lease), is_fenced=lambda: crash.observer is None)
        finally:
            crash.observer = None

    def _read_as(self, reader: AccountReader, *, is_fenced: Callable[[], bool]) -> None:
        """Reads to the end. Once another has taken over, nothing more of it may be stored."""
        try:
            for _ in range(self.patience):
                done = reader.next_slice()
                if done.is_caught_up:
                    reader.finish(is_caught_up=True)
                    assert not is_fenced(), "who lost the lease finished all the same"
                    return
        except leases.LostLease:
            self.fenced += 1
        except ConnectorError:
            return  # whoever it was: nothing of the slice is stored

    def two_at_once(self, number: int) -> None:
        """Two readers under one and the same lease: one does a whole slice in the middle of the other's."""
        with self.context.database.writing(self.person) as session:
            lease = leases.take_account(session, self.account_id, owner=leases.new_owner(), real_now=real_now())
        if lease is None:
            return
        first, second = AccountReader(self.context, lease), AccountReader(self.context, lease)

        def second_slice() -> None:
            with suppress(ConnectorError):
                second.next_slice()

        crash.observer = at_point(number, second_slice, in_transactions=False)
        try:
            self._read_as(first, is_fenced=lambda: False)
        finally:
            crash.observer = None

    # --- the queue -------------------------------------------------------------------------------------------------

    def work(self, order: random.Random, *, lost: float = 0.0, twice: float = 0.0) -> int:
        """Runs what waits in the queue in any order; some jobs twice, some never. Returns how many ran."""
        jobs = list(self._taken())
        order.shuffle(jobs)
        ran = 0
        for job in jobs:
            for _ in range((order.random() >= lost) + (order.random() < twice)):
                self.pipeline.broker.get_actor(job.actor_name).fn(*job.args)
                ran += 1
        return ran

    def _taken(self) -> Iterator[Message[Any]]:
        for queue in self.pipeline.broker.queues.values():
            while not queue.empty():
                yield Message.decode(queue.get_nowait())
                queue.task_done()

    def settle(self) -> None:
        """Everything goes well for as long as it takes: polls, sweeps, real time between them."""
        for _ in range(self.patience):
            RealTime.shift += TURN
            self.poll()
            self.work_off()
            if self._is_settled():
                return
        raise AssertionError(f"it never comes to an end: {self.account().last_error!r}, {self.waiting()}")

    def sweep(self) -> None:
        """Hands over what waits, and works."""
        self.pipeline.handed_over.forget()
        self.pipeline.enqueue(self.waiting())
        self.work(random.Random(0))

    def work_off(self) -> None:
        """Sweeps and works until nothing waits that may be done now."""
        for _ in range(self.patience):
            self.pipeline.handed_over.forget()
            self.pipeline.enqueue(self.waiting())
            if not self.work(random.Random(0)):
                return
        raise AssertionError(f"events never come to an end: {self.waiting()}")

    def _is_settled(self) -> bool:
        with self.context.database.reading() as session:
            account = session.get_one(Account, self.account_id)
            due = events.next_due(session)
            # A turn that its time cut off leaves the account due at once; by a clock that stands still it may have been
            # caught up at this moment before.
            is_waiting = account.next_due is not None and account.next_due > self.clock()
            is_read = account.caught_up_at == self.clock() and is_waiting and not account.last_error
            return is_read and (due is None or due > self.clock())

    def waiting(self) -> list[int]:
        with self.context.database.reading() as session:
            return events.waiting(session, now=self.clock(), real_now=real_now())

    # --- what can be seen ------------------------------------------------------------------------------------------

    def account(self) -> Account:
        return self.desk.account()

    def shown(self) -> Sequence[Interview]:
        """Every interview once: not what counts as part of another, nor what is none."""
        query = select(Interview).where(Interview.person_id == self.person, Interview.same_as == "")
        with self.context.database.reading() as session:
            return session.scalars(query.where(Interview.status != "not_logged").order_by(Interview.id)).all()

    def met(self) -> frozenset[str]:
        """Ids of the calendar events that were ever stored."""
        with self.context.database.reading() as session:
            return frozenset(session.scalars(select(StoredCalendarEvent.provider_id)))

    def kept(self) -> frozenset[str]:
        """Ids of the mails that are stored, set aside or quarantined: each that was ever looked at."""
        queries = (
            select(MessageCopy.provider_id),
            select(SetAside.provider_id).where(SetAside.kind == "mail"),
            select(Quarantined.provider_id).where(Quarantined.kind == "mail"),
        )
        with self.context.database.reading() as session:
            return frozenset(provider_id for query in queries for provider_id in session.scalars(query))

    def cursor(self) -> str:
        with self.context.database.reading() as session:
            row = session.get(Cursor, (self.account_id, "mail"))
            return row.value if row else ""
