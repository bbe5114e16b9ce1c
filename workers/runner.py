"""Starts and stops workers: inside `run`, alone as `work`, or just until nothing is left to do."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from threading import Thread
from types import TracebackType
from typing import Self

import dramatiq
import structlog

from connectors import registry
from service import accounts, duties, events, leases, uploads
from service.accounts import MinuteBudget
from service.clock import real_now
from service.context import Context
from service.ingest import Stored
from service.schema import Account
from workers.broker import build_broker
from workers.broker import queue_answers as queue_answers  # the composition root looks in here only
from workers.clock import Clock, Lent, poll_account
from workers.leading import Leader, sweep
from workers.pipeline import PAST, Pipeline

log = structlog.get_logger(__name__)
_WAIT = 0.02
IDLE_WAIT_MS = 100
BRIEF_WAIT_MS = 40
"""Between looks of idle threads where the work is done at once and ended: that long the end waits for them."""
PREFETCH = 16
"""Jobs that a process fetches ahead: by default twice its threads, which makes a worker on Redis wait between jobs;
more than this only means more jobs under way when it is killed."""
STALLED_SECONDS = 60.0
SWITCH_SECONDS = 0.001


class PastWorker(dramatiq.Worker):
    """Threads of their own for the queue of the past, beside a worker of the same broker for all others."""

    def start(self) -> None:
        for _ in range(self.worker_threads):
            self._add_worker()
        # The library's own start would have each of two workers told of every queue; nothing is ever delayed here.
        self._add_consumer(PAST)


class Runner:
    """The workers of this process. Use as a context manager, or `start` and `stop`."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.broker = build_broker(context.settings)
        self.pipeline = Pipeline(context, self.broker)
        threads = context.settings.workers
        past, others = {PAST}, self.broker.get_declared_queues() - {PAST}
        self._workers = (
            dramatiq.Worker(self.broker, queues=others, worker_threads=threads),
            PastWorker(self.broker, queues=past, worker_threads=max(1, threads // 2)),
        )
        self._jobs = True
        self._watched = ExitStack()
        self._clock: Clock | None = None
        self._leader: Leader | None = None

    def start(self, *, clock: bool = True, jobs: bool = True) -> None:
        """Starts the worker threads, and with `clock` also the polling, and leading where nobody else does.

        Without `jobs` it leads, or stands by to lead, and does nothing else.
        """
        self._jobs = jobs
        with self.context.database.writing(accounts.LOCAL_PERSON, "void_leases") as session:
            leases.void_dead(session, real_now())
        events.pull_in(self.context)
        uploads.tidy(self.context)
        if jobs:
            # Threads that wait for a socket get the interpreter back before one that computes has had its 5 ms.
            sys.setswitchinterval(SWITCH_SECONDS)
            for worker in self._workers:
                worker.queue_prefetch = PREFETCH
                worker.worker_timeout = IDLE_WAIT_MS if clock else BRIEF_WAIT_MS
                worker.start()
            self._watched.enter_context(duties.threads("workers", self._threads))
        if clock:
            self._leader = Leader(self.context, self.pipeline)
            self._leader.start()
        if clock and jobs:
            self._clock = Clock(self.context, self.pipeline)
            self._clock.start()

    def stop(self) -> None:
        """Ends polling, then lets the jobs in hand finish. What is left waits in the event log."""
        for thread in (self._clock, self._leader):
            if thread is not None:
                thread.stop()
        self._watched.close()
        if self._jobs:
            self._tell_all_to_stop()
            for worker in self._workers:
                worker.stop()
        self.broker.close()

    def _tell_all_to_stop(self) -> None:
        """Idle threads look up only now and then, and the library would wait for one group of them after the other.

        Those that fetch from Redis go on until jobs in hand are done: they tell it that this process is alive.
        """
        for worker in self._workers:
            fetching = worker.consumers.values() if self.pipeline.is_in_process else ()
            for thread in (*worker.workers, *fetching):
                thread.stop()

    def _threads(self) -> Iterator[Thread]:
        for worker in self._workers:
            yield from (*worker.workers, *worker.consumers.values())

    def __enter__(self) -> Self:
        self.start(clock=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def settle(self) -> None:
        """Handles every due event through the actors until nothing is due at the product's clock.

        Events whose next try lies in the future (a failed one, an undo window) are left where they are.
        """
        if not self.pipeline.is_in_process:
            self._wait_for_the_queue()
            return
        self._drain()
        before: list[int] = []
        while (waiting := sweep(self.context, self.pipeline)) and waiting != before:
            before = waiting
            self._drain()
        if waiting:
            log.warning("settle.stuck", waiting=len(waiting))

    def _drain(self) -> None:
        for queue in list(self.broker.queues):
            if queue not in self.broker.delay_queues:
                self.broker.join(queue)
        for worker in self._workers:
            worker.join()
        self.pipeline.handed_over.forget()

    def _wait_for_the_queue(self) -> None:
        """Jobs may be done by any process: only the event log tells when all are."""
        before: list[int] = []
        patience = time.monotonic() + STALLED_SECONDS
        while waiting := sweep(self.context, self.pipeline):
            if waiting != before:
                before, patience = waiting, time.monotonic() + STALLED_SECONDS
            elif time.monotonic() > patience:
                log.warning("settle.stuck", waiting=len(waiting))
                return
            time.sleep(_WAIT)

    def sync_once(self) -> Stored:
        """Polls every connected account until nothing waits there, and works until idle. Returns what came in."""
        with self.context.database.reading() as session:
            due = leases.pollable_accounts(session)
        done = Stored()
        for account_id, person_id in due:
            done += self._sync(account_id, person_id)
        self.settle()
        return done

    def _sync(self, account_id: str, person_id: str) -> Stored:
        started, done, lent = self.context.clock(), Stored(), self._lent(account_id, person_id)
        while True:
            done += poll_account(self.context, self.pipeline, account_id, person_id, lent=lent) or Stored()
            with self.context.database.reading() as session:
                wait = accounts.seconds_to_go_on(session, account_id, since=started, now=self.context.clock())
            if wait is None:
                return done
            self.settle()
            time.sleep(wait)

    def _lent(self, account_id: str, person_id: str) -> Lent | None:
        """What the account's turns share, at a provider to which a connection is dear to make."""
        with self.context.database.reading() as session:
            provider = session.get_one(Account, account_id).provider
        if not registry.capabilities(provider).stays_open:
            return None
        return Lent(MinuteBudget(self.context, account_id, person_id, provider))
