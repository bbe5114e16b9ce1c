"""What one process does for all, by a lease in the database: hands over events that nobody has handled, sends daily
digests, forgets what is older than its owner wants, has every account audited once a week, copies a database that is a
file once a day, seals anew what lies under an older key. The others stand by and write nothing; when the leader dies or is stopped another takes over. Each duty
takes effect once however many do it: a leader that wakes up harms nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime, timedelta

import structlog

from service import audits, care, copies, duties, events, keys, leases, metrics, placed
from service.clock import real_now
from service.context import Context
from service.leases import LEADER, Pace
from workers import digests
from workers.middleware import where
from workers.pipeline import Pipeline

log = structlog.get_logger(__name__)
TICK_SECONDS = 0.5
BACKUP_SECONDS = 600.0
"""Between two looks whether a copy of the database is due."""
RETAIN_SECONDS = 600.0
"""After texts that are too old could not be taken away, until it is tried again."""
PLAN_SECONDS = 600.0
"""Between two looks for accounts whose weekly audit is due."""
RESEAL_SECONDS, RESEAL_LOOK_SECONDS = 1.0, 600.0
"""Between two slices of what is sealed anew; between two looks whether anything lies under an older key."""


def sweep(context: Context, pipeline: Pipeline) -> list[int]:
    """Hands due, unhandled events to the queue, but for those on their way; returns all that wait."""
    placed.notice(context)
    with context.database.reading() as session:
        ids = events.waiting(session, now=context.clock(), real_now=real_now())
    pipeline.sweep(ids)
    return ids


class Leader:
    """A thread that leads, or waits to. A queue inside this process nobody else can fill: it is swept in any case."""

    def __init__(self, context: Context, pipeline: Pipeline) -> None:
        self._context, self._pipeline = context, pipeline
        self._pace: Pace = leases.ALONE if pipeline.is_in_process else leases.SHARED
        self._owner = leases.new_owner()
        self._leads_until = self._digests_at = self._audits_at = self._backup_at = self._reseal_at = 0.0
        self._retain_at = 0.0
        self._sealed_under = 0
        self._resealing: Future[None] | None = None
        self._up_since = time.monotonic()
        self._kept_less_on: date | None = None
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="duty")
        self._thread = threading.Thread(target=self._run, name="leader", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread, lets a duty under way end, and makes way for the next leader."""
        self._stop.set()
        self._thread.join()
        self._pool.shutdown(wait=True, cancel_futures=True)
        try:
            self._step_down()
        except Exception as error:  # noqa: BLE001 (the database is away: the next one leads when the lease ran out)
            log.warning("leader.kept_lease", error=type(error).__name__, where=where(error))

    def _step_down(self) -> None:
        if self._leads_until:
            with self._context.database.writing(LEADER, "step_down") as session:
                leases.step_down(session, LEADER, owner=self._owner)

    def _run(self) -> None:
        with duties.post("leader", within=120) as came_round:
            while not self._stop.is_set():
                came_round()
                try:
                    self.turn()
                except Exception as error:  # noqa: BLE001 (a database that is away comes back: the next turn tries)
                    metrics.leads(is_leader=False)
                    log.warning("leader.turn_failed", error=type(error).__name__, where=where(error))
                self._stop.wait(TICK_SECONDS)

    def turn(self) -> None:
        """One look at what is to be done."""
        is_leader = self.leads()
        metrics.leads(is_leader)
        if is_leader or self._pipeline.is_in_process:
            if self._pipeline.has_forgotten():
                self._pipeline.handed_over.forget()
            sweep(self._context, self._pipeline)
        if is_leader:
            self._keep_less()
            self._send_digests()
            self._plan_audits()
            self._back_up()
            self._reseal()

    def leads(self) -> bool:
        """Whether this process leads; the lease is renewed in good time, so that waiting writes next to nothing."""
        now = time.monotonic()
        if now >= self._leads_until - self._pace.lasts / 2:
            began = self._leads_until > 0.0
            self._leads_until = now + self._pace.lasts if self._take_lead() else 0.0
            if self._leads_until and not began:
                # Whoever led before may have died with what it was about to hand over.
                self._pipeline.handed_over.forget()
        return self._leads_until > now

    def _take_lead(self) -> bool:
        with self._context.database.reading() as session:
            if leases.is_led(session, LEADER, owner=self._owner, real_now=real_now()):
                return False
        with self._context.database.writing(LEADER, "lead") as session:
            return leases.lead(session, LEADER, owner=self._owner, real_now=real_now(), seconds=self._pace.lasts)

    # --- duties ---------------------------------------------------------------------------------------------------

    def _send_digests(self) -> None:
        if time.monotonic() >= self._digests_at:
            self._digests_at = time.monotonic() + digests.LOOK_SECONDS
            self._pool.submit(self._do, "digests", lambda: digests.send_digests(self._context))

    def _plan_audits(self) -> None:
        if time.monotonic() >= self._audits_at:
            self._audits_at = time.monotonic() + PLAN_SECONDS
            self._pool.submit(self._do, "audits", lambda: audits.plan(self._context))

    def _back_up(self) -> None:
        """A copy a day of a database that is a file. Looked at every ten minutes: also of a machine that mostly sleeps."""
        now = time.monotonic()
        if now < self._backup_at or not self._context.settings.is_sqlite:
            return
        self._backup_at = now + BACKUP_SECONDS
        at, up_for = real_now(), timedelta(seconds=now - self._up_since)
        self._pool.submit(self._do, "backup", lambda: self._look_after_copies(at, up_for))

    def _look_after_copies(self, now: datetime, up_for: timedelta) -> None:
        made = copies.look_after(self._context, now, up_for=up_for)
        if made is not None:
            log.info("backup.made", count=made.manifest.size)

    def _reseal(self) -> None:
        """What lies under an older key is sealed anew, slice by slice; looked for at once when a new key is there."""
        newest, now = self._context.vault.newest, time.monotonic()
        if (newest == self._sealed_under and now < self._reseal_at) or (self._resealing and not self._resealing.done()):
            return
        self._sealed_under, self._reseal_at = newest, now + RESEAL_SECONDS
        self._resealing = self._pool.submit(self._do, "reseal", self._seal_some_anew)

    def _seal_some_anew(self) -> None:
        if not keys.reseal(self._context):
            self._reseal_at = time.monotonic() + RESEAL_LOOK_SECONDS

    def _keep_less(self) -> None:
        """Once a day, and at every start: texts that are older than their owner wants go. Where that fails, ten minutes
        later again: what failed may be a full disk, or take long to fail.
        """
        now = self._context.clock()
        if now.date() != self._kept_less_on and time.monotonic() >= self._retain_at:
            self._kept_less_on = now.date()
            self._pool.submit(self._do, "retain", lambda: self._retain(now))

    def _retain(self, now: datetime) -> None:
        try:
            care.retain_all(self._context, now)
        except Exception:
            self._retain_at = time.monotonic() + RETAIN_SECONDS
            self._kept_less_on = None
            raise

    def _do(self, duty: str, work: Callable[[], None]) -> None:
        if self._leads_until <= time.monotonic():
            return
        try:
            work()
        except Exception as error:  # noqa: BLE001 (the database is away: the next look does it)
            log.warning("duty.failed", duty=duty, error=type(error).__name__, where=where(error))
