"""What is due: polls of accounts, uploaded files, daily digests, and events that nobody has handled yet. Looks about
every second.

Any number of processes may run it: accounts are leased one by one, and an event handed over twice is handled once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import structlog

from service import accounts, care, events, leases, placed, uploads
from service.clock import real_now
from service.context import Context
from service.ingest import Stored
from service.polling import AccountReader
from workers import digests
from workers.importing import read_upload
from workers.middleware import poll_failed, where
from workers.pipeline import Pipeline

log = structlog.get_logger(__name__)
TICK_SECONDS = 0.5
POLLS_AT_ONCE = 4
TURN_SECONDS = 2.0
"""How long one account is read before others get their turn; a first read comes back behind them."""
LEADER = "sweep"


def poll_account(
    context: Context,
    pipeline: Pipeline,
    account_id: str,
    person_id: str,
    is_ending: Callable[[], bool] = lambda: False,
) -> Stored | None:
    """Reads one account for a turn under its lease; None when somebody else is at it.

    With `is_ending` it stops after the slice in hand: the next start goes on from there.
    """
    owner = leases.new_owner()
    with context.database.writing(person_id, "take_lease") as session:
        lease = leases.take_account(session, account_id, owner=owner, real_now=real_now())
    if lease is None:
        return None
    done = Stored()
    try:
        reader = AccountReader(context, lease)
        turn_ends = time.monotonic() + TURN_SECONDS
        while True:
            piece = reader.next_slice()
            done += piece.stored
            pipeline.enqueue(piece.event_ids)
            if piece.is_caught_up or is_ending() or time.monotonic() > turn_ends:
                reader.finish(is_caught_up=piece.is_caught_up)
                return done
    except Exception as error:  # noqa: BLE001 (one account's trouble must not stop the others)
        poll_failed(context, account_id, person_id, error)
    with context.database.writing(person_id, "release_lease") as session:
        leases.release_account(session, lease)
        accounts.poll_again(session, account_id, timedelta(seconds=context.settings.poll_seconds), context.clock())
    return done


def sweep(context: Context, pipeline: Pipeline) -> list[int]:
    """Hands due, unhandled events to the queue, but for those on their way; returns all that wait."""
    placed.notice(context)
    with context.database.reading() as session:
        ids = events.waiting(session, now=context.clock(), real_now=real_now())
    pipeline.enqueue(ids)
    return ids


class Clock:
    """A thread that polls what is due and sweeps what was left.

    With a shared queue one process sweeps for all, by a lease; a queue inside this process nobody else can fill.
    """

    def __init__(self, context: Context, pipeline: Pipeline) -> None:
        self._context, self._pipeline = context, pipeline
        self._stop = threading.Event()
        self._busy: set[str] = set()
        self._importing: set[str] = set()
        self._owner = leases.new_owner()
        self._leads_until = 0.0
        self._kept_less_on: date | None = None
        self._digests_at = 0.0
        self._pool = ThreadPoolExecutor(POLLS_AT_ONCE, thread_name_prefix="poll")
        self._files = ThreadPoolExecutor(1, thread_name_prefix="import")
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and waits for polls that are under way to commit their slice."""
        self._stop.set()
        self._thread.join()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._files.shutdown(wait=True, cancel_futures=True)
        if self._leads_until:
            with self._context.database.writing(LEADER, "step_down") as session:
                leases.step_down(session, LEADER, owner=self._owner)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._tick()
            except Exception as error:  # noqa: BLE001 (a database that is away comes back: the next tick tries)
                log.warning("clock.tick_failed", error=type(error).__name__, where=where(error))
            self._stop.wait(TICK_SECONDS)

    def _tick(self) -> None:
        with self._context.database.reading() as session:
            due = leases.due_accounts(session, now=self._context.clock(), real_now=real_now())
            files = uploads.due(session, real_now=real_now())
        for account_id, person_id in due:
            if account_id not in self._busy:
                self._busy.add(account_id)
                self._pool.submit(self._poll, account_id, person_id)
        for import_id, person_id in files:
            if import_id not in self._importing:
                self._importing.add(import_id)
                self._files.submit(self._import, import_id, person_id)
        if self._pipeline.is_in_process or self._leads():
            sweep(self._context, self._pipeline)
            self._keep_less()
            self._send_digests()

    def _send_digests(self) -> None:
        if time.monotonic() >= self._digests_at:
            self._digests_at = time.monotonic() + digests.LOOK_SECONDS
            self._pool.submit(digests.send_digests, self._context)

    def _keep_less(self) -> None:
        """Once a day, and at every start: texts that are older than their owner wants go."""
        now = self._context.clock()
        if now.date() != self._kept_less_on:
            self._kept_less_on = now.date()
            self._pool.submit(self._retain, now)

    def _retain(self, now: datetime) -> None:
        try:
            care.retain_all(self._context, now)
        except Exception as error:  # noqa: BLE001 (the database is away: the next look does it)
            self._kept_less_on = None
            log.warning("retain.failed", error=type(error).__name__, where=where(error))

    def _leads(self) -> bool:
        """Whether this process sweeps; the lease is renewed at half time, so that waiting writes next to nothing."""
        now = time.monotonic()
        if now >= self._leads_until - leases.CLOCK_SECONDS / 2:
            with self._context.database.writing(LEADER, "lead") as session:
                is_leader = leases.lead(session, LEADER, owner=self._owner, real_now=real_now())
            self._leads_until = now + leases.CLOCK_SECONDS if is_leader else 0.0
        return self._leads_until > now

    def _import(self, import_id: str, person_id: str) -> None:
        try:
            read_upload(self._context, self._pipeline, import_id, person_id, self._stop.is_set)
        finally:
            self._importing.discard(import_id)

    def _poll(self, account_id: str, person_id: str) -> None:
        try:
            poll_account(self._context, self._pipeline, account_id, person_id, self._stop.is_set)
        except Exception as error:  # noqa: BLE001 (the account was erased, or the database is away: the next tick sees)
            log.warning("poll.left", account=account_id, error=type(error).__name__, where=where(error))
        finally:
            self._busy.discard(account_id)
