"""What every job gets: its event claimed in one transaction with the work, log context, and its failure turned into
retry, pause or stop. The only place that does so. No failure leaves a job: what cannot even be counted, because the
database is away, stays unhandled in the log and is swept up later.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

import structlog
from dramatiq.middleware import Shutdown
from dramatiq.middleware.time_limit import TimeLimitExceeded

from connectors.errors import ConnectorError, ConsentLost, OneInTrouble, SlowDown
from service import accounts, events, metrics, one_by_one
from service.clock import real_now
from service.context import Context
from service.database import Session, is_outage
from service.events import LookAgain
from service.leases import AccountLease, LostLease
from service.schema import Event
from service.turn import NOT_OPENED
from service.vault import KeyMissing, Tampered

log = structlog.get_logger(__name__)
CONSENT_WAIT = 3600.0

TOGETHER = 10
"""Events of one person that share a transaction: a commit costs more than most of them."""
LONG = 2.0
"""After so many seconds a shared transaction ends, and each of the rest gets one of its own: nobody else writes meanwhile,
and on SQLite gives up after half a minute."""

Work = Callable[["Job"], None]
WorkOutside = Callable[[str, str], None]
"""Called with an event's subject and its owner."""
Enqueue = Callable[[Sequence[int]], None]


class Job:
    """One claimed event inside its transaction."""

    def __init__(self, context: Context, session: Session, event: Event, now: datetime) -> None:
        self.context, self.session, self.event, self.now = context, session, event, now

    @property
    def subject(self) -> str:
        return self.event.subject


class Desk:
    """Where this process's jobs are worked off, one event at a time and thread."""

    def __init__(self, context: Context, enqueue: Enqueue) -> None:
        self._context, self._enqueue = context, enqueue
        # Not a time: what waits is logged again, at a later one, and would then pass for new.
        with context.database.reading() as session:
            self._newest = events.newest(session)

    def handle(self, event_ids: Sequence[int], work: Work) -> None:
        """Claims events of one person and does the work in the same transactions; hands on what that caused.

        Some go together. When one of them fails, nothing of theirs is kept and each gets a transaction of its own.
        """
        try:
            waiting = self._ready(event_ids)
        except Exception as error:  # noqa: BLE001 (the database is away: the sweeper brings the events back)
            _left(error)
            return
        # What waited already when this process began may be what ended the one before: it goes alone, and is counted.
        fresh = [event for event in waiting if event.id > self._newest and not event.attempts]
        for some in _some_each(fresh):
            done = self._together(some, work) if len(some) > 1 else ()
            waiting = [event for event in waiting if event not in done]
        for event in waiting:
            self._guarded(event.id, lambda event: self._alone(event, work), counts_first=True)

    def handle_outside(self, event_id: int, work: WorkOutside) -> None:
        """For work that speaks to a provider between commits of its own: the event is handled when it returns, unless the
        same was logged again meanwhile. `work` must be safe to repeat.
        """
        self._guarded(event_id, lambda event: self._outside(event, work), counts_first=False)

    def _together(self, some: Sequence[Event], work: Work) -> Sequence[Event]:
        """Those that were worked off: all, as far as there was time for, or none."""
        try:
            return self._inside(some, work)
        except Shutdown:
            raise
        except (Exception, TimeLimitExceeded) as error:  # noqa: BLE001 (which one it was shows when they go one by one)
            log.info("job.apart", error=type(error).__name__, where=where(error))
            return ()

    def _alone(self, event: Event, work: Work) -> None:
        self._inside((event,), work)

    def _guarded(self, event_id: int, do: Callable[[Event], None], *, counts_first: bool) -> None:
        with structlog.contextvars.bound_contextvars(event_id=event_id):
            self._attempt(event_id, do, counts_first=counts_first)

    def _attempt(self, event_id: int, do: Callable[[Event], None], *, counts_first: bool) -> None:
        try:
            event = next(iter(self._ready((event_id,))), None)
            if event is None:
                return
            # What waited already when this process began may be what ended the one before: it is counted first.
            is_counted = counts_first and event.id <= self._newest
            if is_counted and not self._count(event):
                return
            try:
                do(event)
            except Shutdown:
                raise
            except (Exception, TimeLimitExceeded) as error:  # noqa: BLE001 (a failing job must not stop the others)
                if is_outage(error) or isinstance(error, KeyMissing):
                    self._interrupted(event, error, is_counted=is_counted)
                else:
                    self._failed(event, error, is_counted=is_counted)
        except Exception as error:  # noqa: BLE001 (the database is away: the sweeper brings the event back)
            _left(error)

    def _ready(self, event_ids: Sequence[int]) -> list[Event]:
        with self._context.database.reading() as session:
            return events.ready_among(session, event_ids, now=self._context.clock(), real_now=real_now())

    def _count(self, event: Event) -> bool:
        with self._context.database.writing(event.person_id, "count_attempt") as session:
            return events.count_attempt(session, event.id, real_now=real_now())

    def _inside(self, some: Sequence[Event], work: Work) -> Sequence[Event]:
        context, now = self._context, self._context.clock()
        done: list[str] = []
        reached = 0
        with context.database.writing(some[0].person_id, work.__name__) as session:
            begun = time.monotonic()
            for event in some:
                if reached and time.monotonic() - begun > LONG:
                    break
                reached += 1
                claimed = events.claim(session, event.id, now=now)
                if claimed is not None:
                    self._work(Job(context, session, claimed, now), work)
                    done.append(event.kind)
            session.flush()
            caused = events.appended(session)
        for kind in done:
            metrics.worked(kind, "done")
        self._enqueue(caused)
        return some[:reached]

    def _work(self, job: Job, work: Work) -> None:
        with structlog.contextvars.bound_contextvars(event_id=job.event.id):
            events.follow(job.session, job.event)
            work(job)

    def _outside(self, event: Event, work: WorkOutside) -> None:
        try:
            work(event.subject, event.person_id)
        except LookAgain as again:
            self._postpone(event, again.seconds, str(again))
        except SlowDown as slow:
            self._postpone(event, slow.retry_after, str(slow))
        except ConsentLost as lost:
            self._postpone(event, CONSENT_WAIT, str(lost))
        else:
            with self._context.database.writing(event.person_id, "end_outside") as session:
                events.finish(session, event, now=self._context.clock())
            metrics.worked(event.kind, "done")

    def _failed(self, event: Event, error: BaseException, *, is_counted: bool) -> None:
        # The text of an unknown exception may hold a stranger's words: only our own errors are quoted.
        detail = str(error) if isinstance(error, ConnectorError) else type(error).__name__
        log.warning("job.failed", kind=event.kind, error=type(error).__name__, where=where(error))
        metrics.worked(event.kind, "failed")
        with self._context.database.writing(event.person_id, "job_failed") as session:
            events.failed(session, event.id, error=detail, real_now=real_now(), is_counted=is_counted)

    def _interrupted(self, event: Event, error: BaseException, *, is_counted: bool) -> None:
        """The database or a key went away under the work: no attempt of this event's, however often it happens."""
        _left(error)
        metrics.worked(event.kind, "left")
        with self._context.database.writing(event.person_id, "interrupted") as session:
            events.interrupted(session, event.id, real_now=real_now(), is_counted=is_counted)

    def _postpone(self, event: Event, seconds: float, reason: str) -> None:
        metrics.worked(event.kind, "postponed")
        with self._context.database.writing(event.person_id, "postpone") as session:
            events.postpone(session, event.id, until=real_now() + timedelta(seconds=seconds), reason=reason)


def _some_each(fresh: Sequence[Event]) -> Iterator[list[Event]]:
    """Portions that share a transaction, each of one person."""
    for _, theirs in groupby(sorted(fresh, key=_person), _person):
        portion = list(theirs)
        for start in range(0, len(portion), TOGETHER):
            yield portion[start : start + TOGETHER]


def _person(event: Event) -> str:
    return event.person_id


def _left(error: BaseException) -> None:
    log.warning("job.left", error=type(error).__name__, where=where(error))


def poll_failed(context: Context, lease: AccountLease, error: Exception) -> None:
    """Turns a failed poll into: ask for consent, wait as told, or back off with growing, jittered waits. Of a poll that
    lost its lease nothing is told: somebody else has it, or the person connected anew meanwhile.
    """
    if isinstance(error, LostLease):
        log.info("poll.lost_lease", account=lease.account_id)
        return
    with context.database.writing(lease.person_id, "poll_failed") as session:
        account = accounts.owned_account(session, lease.person_id, lease.account_id)
        if account.lease_epoch != lease.epoch:
            log.info("poll.lost_lease", account=lease.account_id)
            return
        if isinstance(error, ConsentLost):
            accounts.needs_consent(account, error.detail, code=accounts.code_of(error))
        elif isinstance(error, SlowDown):
            accounts.wait(account, timedelta(seconds=error.retry_after), "", now=context.clock())
        elif is_outage(error):
            # Nothing is wrong with the account: it is read again as soon as there is something to write into.
            span = timedelta(seconds=context.settings.poll_seconds)
            accounts.wait(account, span, account.last_error, now=context.clock())
        else:
            accounts.back_off(account, _told(error), now=context.clock(), code=accounts.code_of(error))
        if isinstance(error, OneInTrouble):
            one_by_one.note_trouble(account, error.provider_id, context.clock())
        if not (isinstance(error, SlowDown) or is_outage(error)):
            accounts.note_failure(session, account, context.clock())
    if isinstance(error, SlowDown):
        # Nothing failed: the allowance of calls is used up, or the provider has asked for patience.
        log.info("poll.waits", account=lease.account_id, seconds=round(error.retry_after, 1), where=where(error))
        return
    log.warning("poll.failed", account=lease.account_id, error=type(error).__name__, where=where(error))


def _told(error: Exception) -> str:
    """What the person is told of a failed poll. The text of an unknown exception may hold a stranger's words."""
    if isinstance(error, Tampered):
        return NOT_OPENED
    return error.detail if isinstance(error, ConnectorError) else type(error).__name__


def where(error: BaseException) -> str:
    """File and line of the innermost frame, without values: a traceback may hold a stranger's words."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
