"""Processes of one Warmthread on Postgres and Redis, forked from a warm parent, to be killed and stopped: each believes
that it runs on a machine of its own, so that nobody can see by a process id that another is no more.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import func, select

from infra.sandbox.process import Sandbox
from service import accounts, leases
from service.clock import real_now
from service.context import Context, open_context
from service.schema import Account, Approval, Draft, Event, Lease, StoredMessage
from service.settings import load_settings
from tests.chaos.lives import Life
from tests.chaos.warm import Child, Warm
from tests.service.sandboxed import Desk, connect
from tests.waiting import PATIENCE, wait_until


@dataclass
class Crew:
    """The processes, and the database and the mailbox that they share."""

    warm: Warm
    desk: Desk
    folder: Path
    environment: dict[str, str]
    living: dict[int, Child] = field(default_factory=dict)
    started: int = 0

    @property
    def context(self) -> Context:
        return self.desk.context

    def start(self, **more: Any) -> Child:
        """A process that works until it is killed; `more` as in `lives.work`."""
        self.started += 1
        told = {"machine": f"machine-{self.started}", "hold": str(self.folder / "hold"), **more}
        log = str(self.folder / f"process-{self.started}.log")
        child = self.warm.start(Life("work", self.environment, "", log, more=told))
        self.living[child.pid] = child
        return child

    def kill(self, pid: int) -> float:
        """`kill -9`; returns the moment."""
        child = self.living.pop(pid)
        os.kill(pid, signal.SIGKILL)
        killed = time.monotonic()
        child.wait()
        return killed

    def stop(self, pid: int) -> float:
        """Stops it where it is (SIGSTOP); returns the moment."""
        os.kill(pid, signal.SIGSTOP)
        return time.monotonic()

    def wake(self, pid: int) -> None:
        """Lets it go on."""
        os.kill(pid, signal.SIGCONT)

    def end(self) -> None:
        for pid in list(self.living):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
            self.kill(pid)

    # --- in whose hands is what -----------------------------------------------------------------------------------

    def hold_at(self, actor: str) -> None:
        """The next process whose job of that actor begins stays in it for good; it is told by `held_by`."""
        (self.folder / "hold").write_text(actor)

    def held_by(self) -> int:
        """The process that stays in its job."""
        told = self.folder / "hold.taken"
        wait_until(lambda: told.exists() and bool(told.read_text()), "somebody takes the job")
        pid = int(told.read_text())
        told.unlink()
        return pid

    def let_go(self) -> None:
        """Whoever stays in a job goes on with it."""
        (self.folder / "hold.go").write_text("")

    def leader(self) -> int:
        """The process that leads."""
        return self._pid(lambda: self.one(select(Lease.owner).where(Lease.name == leases.LEADER)))

    def reader(self) -> int:
        """The process that holds the account."""
        return self._pid(lambda: self.one(select(Account.lease_owner).where(Account.id == self.desk.account_id)))

    def _pid(self, owner: Callable[[], Any]) -> int:
        def known() -> int:
            parts = str(owner() or "").split(":")
            return int(parts[1]) if len(parts) > 1 and int(parts[1]) in self.living else 0

        wait_until(lambda: bool(known()), "a living process has it")
        return known()

    # --- what is known --------------------------------------------------------------------------------------------

    def one(self, query: Any) -> Any:
        with self.context.database.reading() as session:
            return session.scalar(query)

    def waiting(self, kind: str = "", *, until: int = 0) -> int:
        """Due events that nobody has handled: of all kinds or of one, all or those logged up to that one."""
        open_ones = [Event.handled_at.is_(None), Event.gave_up_at.is_(None), Event.due_at <= real_now()]
        open_ones += [Event.kind == kind] if kind else []
        open_ones += [Event.id <= until] if until else []
        return int(self.one(select(func.count(Event.id)).where(*open_ones)) or 0)

    def last_event(self) -> int:
        return int(self.one(select(func.max(Event.id))) or 0)

    def until_handled(self, kind: str, after: int) -> None:
        """Waits until an event of that kind logged after that one is handled."""
        query = select(func.count(Event.id)).where(Event.id > after, Event.kind == kind, Event.handled_at.is_not(None))
        wait_until(lambda: bool(self.one(query)), f"a {kind} is handled")

    def until_working(self, number: int) -> None:
        """Waits until so many processes say that they live."""
        living = select(func.count(Lease.name)).where(Lease.name.startswith(leases.WORKER), Lease.until > real_now())
        wait_until(lambda: int(self.one(living)) >= number, "the processes work")

    def until_read(self, mails: int) -> None:
        """Waits until so many mails are stored."""
        wait_until(lambda: int(self.one(select(func.count(StoredMessage.id)))) >= mails, "all mail is read")

    def draft_ids(self, *states: str) -> list[str]:
        with self.context.database.reading() as session:
            return list(session.scalars(select(Draft.id).where(Draft.state.in_(states)).order_by(Draft.id)))

    def approvals(self) -> dict[str, str]:
        with self.context.database.reading() as session:
            return {row.id: row.state for row in session.scalars(select(Approval))}

    def talk(self, name: str) -> None:
        """A talk that the person asked for and that is over: its thank-you is due at once."""
        now = real_now()
        self.desk.request(name, at=now - timedelta(days=3))
        self.desk.put_talk(name, (now - timedelta(days=1)).replace(minute=0, second=0, microsecond=0))

    def settled(self) -> None:
        """Waits until nothing waits, twice in a row."""
        wait_until(lambda: self.waiting() == 0, "all is worked off", within=3 * PATIENCE)


@contextmanager
def running_crew(
    warm: Warm, sandbox: Sandbox, settings: Any, redis_url: str, folder: Path, scopes: tuple[str, ...], **environ: str
) -> Iterator[Crew]:
    """Nobody works yet; the sandbox's person is connected."""
    told = load_settings(sandbox.product_settings(), data_dir=settings.data_dir)
    told = told.model_copy(
        update={"database_url": settings.database_url, "redis_url": SecretStr(redis_url), "undo_seconds": 0}
    )
    context = open_context(told)
    accounts.ensure_local_person(context)
    desk = connect(sandbox, context, *scopes, redis_url=SecretStr(redis_url), undo_seconds=0)
    environment = sandbox.product_settings() | {
        "WARMTHREAD_DATA_DIR": str(settings.data_dir),
        "WARMTHREAD_DATABASE_URL": settings.database_url.get_secret_value(),
        "WARMTHREAD_REDIS_URL": redis_url,
        "WARMTHREAD_UNDO_SECONDS": "0",
        "WARMTHREAD_LOOK_SECONDS": "0.1",
        "WARMTHREAD_POLL_SECONDS": "1",
        **environ,
    }
    crew = Crew(warm, desk, folder, environment)
    try:
        yield crew
    finally:
        crew.end()
        context.database.close()
