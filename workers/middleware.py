"""What every job gets: its event claimed in one transaction with the work, log context, and its failure turned into
retry, pause or stop. The only place that does so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from dramatiq.middleware import Shutdown

from connectors.errors import ConnectorError, ConsentLost, SlowDown
from service import accounts, events
from service.clock import real_now
from service.context import Context
from service.database import Session
from service.leases import LostLease
from service.outbox import LookAgain
from service.schema import Event

log = structlog.get_logger(__name__)

Work = Callable[["Job"], None]
Enqueue = Callable[[Sequence[int]], None]


class Job:
    """One claimed event inside its transaction."""

    def __init__(self, context: Context, session: Session, event: Event, now: datetime) -> None:
        self.context, self.session, self.event, self.now = context, session, event, now

    @property
    def subject(self) -> str:
        return self.event.subject


def handle(context: Context, event_id: int, work: Work, enqueue: Enqueue) -> None:
    """Claims the event and does the work in one transaction; hands what that caused to the queue after the commit."""
    person_id = _owner(context, event_id)
    if person_id is None:
        return
    now = context.clock()
    try:
        with context.database.writing(person_id, work.__name__) as session:
            event = events.claim(session, event_id, now=now)
            if event is None:
                return
            work(Job(context, session, event, now))
            session.flush()
            caused = events.appended(session)
    except Shutdown:
        raise
    except Exception as error:  # noqa: BLE001 (a failing job must not stop the others; it is counted and shown)
        _failed(context, person_id, event_id, error)
        return
    enqueue(caused)


def handle_outside(context: Context, event_id: int, work: Callable[[str, str], None]) -> None:
    """For work that speaks to a provider between commits of its own: the event is handled when it returns.

    `work` is called with the event's subject and its owner; it must be safe to repeat.
    """
    person_id = _owner(context, event_id)
    if person_id is None:
        return
    with context.database.reading() as session:
        event = session.get(Event, event_id)
        if event is None or not events.is_ready(event, now=context.clock(), real_now=real_now()):
            return
        subject = event.subject
    try:
        work(subject, person_id)
    except Shutdown:
        raise
    except LookAgain as again:
        _postpone(context, person_id, event_id, again.seconds, str(again))
    except SlowDown as slow:
        _postpone(context, person_id, event_id, slow.retry_after, str(slow))
    except ConsentLost as lost:
        _postpone(context, person_id, event_id, 3600.0, str(lost))
    except Exception as error:  # noqa: BLE001 (see above)
        _failed(context, person_id, event_id, error)
    else:
        with context.database.writing(person_id, "end_outside") as session:
            events.claim(session, event_id, now=context.clock())


def poll_failed(context: Context, account_id: str, person_id: str, error: Exception) -> None:
    """Turns a failed poll into: ask for consent, wait as told, or back off with growing, jittered waits."""
    if isinstance(error, LostLease):
        log.info("poll.lost_lease", account=account_id)
        return
    with context.database.writing(person_id, "poll_failed") as session:
        account = accounts.owned_account(session, person_id, account_id)
        if isinstance(error, ConsentLost):
            accounts.needs_consent(account, error.detail)
        elif isinstance(error, SlowDown):
            accounts.wait(account, timedelta(seconds=error.retry_after), "", now=context.clock())
        else:
            detail = error.detail if isinstance(error, ConnectorError) else type(error).__name__
            accounts.back_off(account, detail, now=context.clock())
    log.warning("poll.failed", account=account_id, error=type(error).__name__, where=where(error))


def _owner(context: Context, event_id: int) -> str | None:
    with context.database.reading() as session:
        return events.person_of(session, event_id)


def _failed(context: Context, person_id: str, event_id: int, error: Exception) -> None:
    # The text of an unknown exception may hold a stranger's words: only our own errors are quoted.
    detail = str(error) if isinstance(error, ConnectorError) else type(error).__name__
    log.warning("job.failed", event=event_id, error=type(error).__name__, where=where(error))
    with context.database.writing(person_id, "job_failed") as session:
        events.failed(session, event_id, error=detail, real_now=real_now())


def where(error: Exception) -> str:
    """File and line of the innermost frame, without values: a traceback may hold a stranger's words."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""


def _postpone(context: Context, person_id: str, event_id: int, seconds: float, reason: str) -> None:
    with context.database.writing(person_id, "postpone") as session:
        events.postpone(session, event_id, until=real_now() + timedelta(seconds=seconds), reason=reason)
