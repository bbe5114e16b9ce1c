"""What is due: polls of accounts, and events that nobody has handled yet. Looks about every second.

Any number of processes may run it: accounts are leased one by one, and an event handed over twice is handled once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import structlog

from service import accounts, events, leases
from service.clock import real_now
from service.context import Context
from service.ingest import Stored
from service.polling import AccountReader
from workers.middleware import poll_failed, where
from workers.pipeline import Pipeline

log = structlog.get_logger(__name__)
TICK_SECONDS = 0.5
POLLS_AT_ONCE = 4
SLICES_AT_ONCE = 200
"""Slices of one account before others get their turn."""


def poll_account(
    context: Context,
    pipeline: Pipeline,
    account_id: str,
    person_id: str,
    is_ending: Callable[[], bool] = lambda: False,
) -> Stored | None:
    """Reads one account until nothing waits there, under its lease; None when somebody else is at it.

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
        for _ in range(SLICES_AT_ONCE):
            piece = reader.next_slice()
            done += piece.stored
            pipeline.enqueue(piece.event_ids)
            if piece.is_caught_up or is_ending():
                break
    except Exception as error:  # noqa: BLE001 (one account's trouble must not stop the others)
        poll_failed(context, account_id, person_id, error)
    finally:
        with context.database.writing(person_id, "release_lease") as session:
            leases.release_account(session, lease)
            accounts.poll_again(
                session, lease.account_id, timedelta(seconds=context.settings.poll_seconds), context.clock()
            )
    return done


def sweep(context: Context, pipeline: Pipeline) -> int:
    """Hands every due, unhandled event to the queue; returns how many."""
    with context.database.reading() as session:
        ids = events.waiting(session, now=context.clock(), real_now=real_now())
    pipeline.enqueue(ids)
    return len(ids)


class Clock:
    """A thread that polls what is due and sweeps what was left."""

    def __init__(self, context: Context, pipeline: Pipeline) -> None:
        self._context, self._pipeline = context, pipeline
        self._stop = threading.Event()
        self._busy: set[str] = set()
        self._pool = ThreadPoolExecutor(POLLS_AT_ONCE, thread_name_prefix="poll")
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and waits for polls that are under way to commit their slice."""
        self._stop.set()
        self._thread.join()
        self._pool.shutdown(wait=True, cancel_futures=True)

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
        for account_id, person_id in due:
            if account_id not in self._busy:
                self._busy.add(account_id)
                self._pool.submit(self._poll, account_id, person_id)
        sweep(self._context, self._pipeline)

    def _poll(self, account_id: str, person_id: str) -> None:
        try:
            poll_account(self._context, self._pipeline, account_id, person_id, self._stop.is_set)
        finally:
            self._busy.discard(account_id)
