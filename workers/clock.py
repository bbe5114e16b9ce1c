"""Polls what is due: accounts for what is new, their past a slice at a time, uploaded files. Looks twice a second.

Any number of processes may do so: each holds accounts of its own (`holding`). What is new has threads of its own, so
that no first read of anybody keeps it waiting; the past has half as many, and pauses while what it brought is handled.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from connectors.errors import ConsentLost, SlowDown, TryAgain
from service import accounts, audits, duties, events, leases, metrics, uploads
from service.accounts import MinuteBudget
from service.clock import Steadiness, real_now
from service.context import Context
from service.database import is_outage
from service.ingest import Stored
from service.leases import LostLease
from service.polling import AccountReader, Opened
from workers.auditing import make_audit
from workers.holding import KEPT_SECONDS, Held, Holder
from workers.importing import read_upload
from workers.listening import Listeners
from workers.middleware import poll_failed, where
from workers.pipeline import Pipeline

log = structlog.get_logger(__name__)
TICK_SECONDS = 0.5
TURN_SECONDS = 2.0
"""How long one account is read before others get their turn; a first read comes back behind them."""
PAST_EVENTS = 200
"""So many events of one person's past may wait; before they are handled, no more of it is read."""
PAUSE_SECONDS = 0.05
_OUTCOMES: tuple[tuple[type[Exception], str], ...] = (
    (LostLease, "lost_lease"), (ConsentLost, "consent_lost"), (SlowDown, "slow_down"), (TryAgain, "try_again"),
)  # fmt: skip
_WELL = ("caught_up", "more")

JUMP = timedelta(seconds=5)
"""More than a turn takes: the machine slept, or its clock was set."""

IsEnding = Callable[[], bool]


@dataclass(slots=True)
class Lent:
    """What one account's turns share where they follow each other."""

    budget: MinuteBudget | None = None
    opened: Opened = field(default_factory=Opened)


def poll_account(
    context: Context,
    pipeline: Pipeline,
    account_id: str,
    person_id: str,
    is_ending: IsEnding = lambda: False,
    lent: Lent | None = None,
) -> Stored | None:
    """Reads one account for a turn, new and past, under a lease of its own; None when somebody else is at it.

    With `is_ending` it stops after the slice in hand: the next start goes on from there. What is `lent` is used from turn
    to turn.
    """
    owner = leases.new_owner()
    with context.database.writing(person_id, "take_lease") as session:
        lease = leases.take_account(session, account_id, owner=owner, real_now=real_now())
    if lease is None:
        return None
    done, lent = Stored(), lent or Lent()
    try:
        reader = AccountReader(context, lease, budget=lent.budget, opened=lent.opened)
        turn_ends = time.monotonic() + TURN_SECONDS
        while True:
            piece = reader.next_slice()
            done += piece.stored
            pipeline.enqueue(piece.event_ids)
            if piece.is_caught_up or is_ending() or time.monotonic() > turn_ends:
                reader.finish(is_caught_up=piece.is_caught_up)
                return done
    except Exception as error:  # noqa: BLE001 (one account's trouble must not stop the others)
        poll_failed(context, lease, error)
        lent.opened = Opened()
    with context.database.writing(person_id, "release_lease") as session:
        leases.release_account(session, lease)
        accounts.poll_again(session, account_id, timedelta(seconds=context.settings.poll_seconds), context.clock())
    return done


class Clock:
    """A thread that looks what is due, and the threads that read it."""

    def __init__(self, context: Context, pipeline: Pipeline) -> None:
        self._context, self._pipeline = context, pipeline
        self._stop = threading.Event()
        self._steadiness = Steadiness(lambda: real_now())  # noqa: PLW0108 (tests set the time of this module)
        self._was_set_back = False
        self._importing: set[str] = set()
        self._counting: set[str] = set()
        self._holder = Holder(context, leases.ALONE if pipeline.is_in_process else leases.SHARED)
        self._listeners = Listeners(context, self._holder)
        self._slots = max(2, context.settings.workers)
        self._polls = ThreadPoolExecutor(self._slots, thread_name_prefix="poll")
        self._pasts = ThreadPoolExecutor(self._slots // 2, thread_name_prefix="past")
        self._files = ThreadPoolExecutor(1, thread_name_prefix="import")
        self._counts = ThreadPoolExecutor(1, thread_name_prefix="audit")
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread, waits for polls that are under way to commit their slice, and gives all accounts back."""
        self._stop.set()
        self._thread.join()
        self._listeners.stop()
        for pool in (self._polls, self._pasts, self._files, self._counts):
            pool.shutdown(wait=True, cancel_futures=True)
        try:
            self._holder.give_back_all()
        except Exception as error:  # noqa: BLE001 (the database is away: what is held becomes free by itself)
            log.warning("clock.kept_accounts", error=type(error).__name__, where=where(error))

    def _run(self) -> None:
        with duties.post("clock", within=120) as came_round:
            while not self._stop.is_set():
                came_round()
                try:
                    self.turn()
                except Exception as error:  # noqa: BLE001 (a database that is away comes back: the next turn tries)
                    log.warning("clock.turn_failed", error=type(error).__name__, where=where(error))
                self._stop.wait(TICK_SECONDS)

    def turn(self) -> None:
        """One look at what is due; what is goes to the threads."""
        if abs(jump := self._steadiness.jump()) > JUMP:
            log.info("clock.jumped", seconds=round(jump.total_seconds()))
            self._holder.jumped(jump)
            self._listeners.begin_anew()
            self._was_set_back = self._was_set_back or jump < timedelta()
        if self._was_set_back:
            events.pull_in(self._context, at_most=timedelta())
            self._was_set_back = False
        self._holder.look()
        self._listeners.keep()
        for held in self._holder.polls():
            self._polls.submit(self._read, held, self._read_new, was_poll=True)
        self._look_back()
        with self._context.database.reading() as session:
            files = uploads.due(session, real_now=real_now())
            counts = audits.due(session, real_now=real_now())
        for import_id, person_id in files:
            if import_id not in self._importing:
                self._importing.add(import_id)
                self._files.submit(self._import, import_id, person_id)
        for account_id, person_id in counts:
            if account_id not in self._counting:
                self._counting.add(account_id)
                self._counts.submit(self._count, account_id, person_id)

    def _look_back(self) -> None:
        for held in self._holder.pasts(self._slots // 2):
            self._pasts.submit(self._read, held, self._read_past, was_poll=False)

    def _import(self, import_id: str, person_id: str) -> None:
        try:
            read_upload(self._context, self._pipeline, import_id, person_id, self._stop.is_set)
        finally:
            self._importing.discard(import_id)

    def _count(self, account_id: str, person_id: str) -> None:
        try:
            make_audit(self._context, account_id, person_id, self._stop.is_set)
        finally:
            self._counting.discard(account_id)

    # --- one account's turn ---------------------------------------------------------------------------------------

    def _read(self, held: Held, read: Callable[[Held], str], *, was_poll: bool) -> None:
        began, outcome = time.monotonic(), "failed"
        try:
            with duties.errand("poll", within=900):
                outcome = read(held)
        except Exception as error:  # noqa: BLE001 (one account's trouble must not stop the others)
            outcome = next((word for kind, word in _OUTCOMES if isinstance(error, kind)), "failed")
            self._failed(held, error)
        finally:
            self._holder.free(held, was_poll=was_poll)
            metrics.polled(outcome, time.monotonic() - began)
        if outcome in _WELL and not was_poll and not self._stop.is_set():
            # Only here: an account that is taken again before it was freed would be freed while it is read.
            self._look_back()

    def _failed(self, held: Held, error: Exception) -> None:
        try:
            poll_failed(self._context, held.lease, error)
            self._holder.failed(held)
        except Exception as further:  # noqa: BLE001 (the account was erased, or the database is away)
            log.warning("poll.left", account=held.id, error=type(further).__name__, where=where(further))
            if is_outage(further):
                # Let go, it would lie under this living process's name, and be read by nobody, until that lease ends.
                self._holder.put_off(held)
            else:
                self._holder.drop(held)

    def _read_new(self, held: Held) -> str:
        reader = AccountReader(self._context, held.lease, part="new", budget=held.budget, opened=held.opened("new"))
        slices, is_caught_up = self._slices(reader, held)
        has_past = not is_caught_up or reader.has_past()
        is_told = not has_past and (slices > 1 or held.must_tell)
        if is_told:
            reader.finish(is_caught_up=True, keeps_for=KEPT_SECONDS)
        self._holder.polled(held, read_at=reader.began if is_caught_up else None, is_told=is_told, has_past=has_past)
        return "more" if has_past else "caught_up"

    def _read_past(self, held: Held) -> str:
        reader = AccountReader(self._context, held.lease, part="past", budget=held.budget, opened=held.opened("past"))
        _, is_caught_up = self._slices(reader, held, pauses=True)
        self._holder.looked_back(held, is_over=is_caught_up)
        return "caught_up" if is_caught_up else "more"

    def _slices(self, reader: AccountReader, held: Held, *, pauses: bool = False) -> tuple[int, bool]:
        """How many slices the turn took, and whether its part is read to the end."""
        turn_ends, number = time.monotonic() + TURN_SECONDS, 0
        while True:
            while pauses and self._is_full(held) and time.monotonic() < turn_ends:
                self._stop.wait(PAUSE_SECONDS)
            if self._stop.is_set() or time.monotonic() > turn_ends:
                return number, False
            piece = reader.next_slice()
            number += 1
            self._pipeline.enqueue(piece.event_ids)
            if piece.is_caught_up:
                return number, True

    def _is_full(self, held: Held) -> bool:
        if self._stop.is_set():
            return False
        with self._context.database.reading() as session:
            return events.is_past_full(
                session, held.lease.person_id, now=self._context.clock(), real_now=real_now(), most=PAST_EVENTS
            )
