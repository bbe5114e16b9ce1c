"""READ THIS FIRST: every actor, in the order in which one mail flows through the house.

A job carries ids of events of one person and nothing else. `match` ties a stored record to people and meetings; `interview` folds
what is known of a meeting into its status; `draft` writes the follow-up or the reason for silence; `send` takes an
approved draft out; `place` keeps drafts in the person's own mailbox as they should be there. What an actor causes is logged as events in the same transaction and handed to the queue after it.
Polling is not here: idle polls do not pass through the queue (`clock`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

import dramatiq
import redis
import structlog
from dramatiq.brokers.stub import StubBroker
from dramatiq.errors import DramatiqError

from service import delivery, drafting, duties, events, interviews, mailbox_drafts, matching, metrics, sent_there
from service.context import Context
from service.drafting import worded
from workers.broker import memory_of
from workers.handover import GRACE, HandedOver
from workers.middleware import Desk, Job, Work, WorkOutside, where

log = structlog.get_logger(__name__)
MOST_IDS = 100
"""Events that one job carries at most."""
SLOW_SECONDS = 60.0
JOB_SECONDS = 1200.0
"""A job that takes longer hangs: the library interrupts it after half of that."""
PAST = "past"
"""The queue of what looks into the past bring, worked off by threads of its own: what happens now never waits for it."""


class Pipeline:
    """The actors of one broker, and the map from an event's kind to the actor that handles it.

    Actors are declared here, where the broker is known: one declared earlier would stay tied to another broker.
    """

    def __init__(self, context: Context, broker: dramatiq.Broker) -> None:
        self.context, self.broker = context, broker
        self.is_in_process = isinstance(broker, StubBroker)
        self.handed_over = HandedOver()
        self._memory = memory_of(broker)
        self._desk = Desk(context, self.enqueue)
        self._actors = {
            queue: dramatiq.actor(actor_name=queue, queue_name=queue, broker=broker)(work)
            for queue, work in {
                "match": self.match,
                "interview": self.interview,
                "draft": self.draft,
                "place": self.place,
                "word": self.word,
                "send": self.send,
            }.items()
        }
        broker.declare_queue(PAST)

    def enqueue(self, event_ids: Sequence[int]) -> None:
        """Hands events to the queue, but for those on their way already; losing any is harmless, they are swept up."""
        self._hand_over(self.handed_over.take(event_ids))

    def sweep(self, event_ids: Sequence[int]) -> None:
        """The same for events that somebody logged: a process that shares the queue hands over its own by itself."""
        self._hand_over(self.handed_over.take(event_ids, grace=0.0 if self.is_in_process else GRACE))

    def _hand_over(self, event_ids: Sequence[int]) -> None:
        if not event_ids:
            return
        with self.context.database.reading() as session:
            kinds = events.kinds(session, event_ids)
        try:
            for actor, queue, ids in _jobs(kinds):
                self.broker.enqueue(self._actors[actor].message(ids).copy(queue_name=queue))
                metrics.handed_over(queue, len(ids))
        except (DramatiqError, redis.RedisError) as error:
            metrics.queue_refused()
            log.warning("queue.away", error=type(error).__name__, where=where(error))

    def has_forgotten(self) -> bool:
        """Whether the queue may have lost what it was told since the last time this was asked."""
        return self._memory.has_forgotten()

    def match(self, event_ids: list[int]) -> None:
        """Records or the person's word → the people and meetings they speak of, with what they say about them."""
        self._handle(event_ids, match)

    def interview(self, event_ids: list[int]) -> None:
        """Something meetings rest on changed, or their time has come → their status, history and class."""
        self._handle(event_ids, interview)

    def draft(self, event_ids: list[int]) -> None:
        """Interviews changed → the follow-ups that are due, or the reason why none is."""
        self._handle(event_ids, draft)

    def place(self, event_ids: list[int]) -> None:
        """A draft that differs from what lies in the person's own mailbox → the same there, or what they did there."""
        self._handle_outside("place", event_ids, lambda row_id, owner: mailbox_drafts.keep(self.context, row_id, owner))

    def word(self, event_ids: list[int]) -> None:
        """A draft that the rules wrote → the same in a language model's words, if the person wants that and it is fit."""
        self._handle_outside("word", event_ids, lambda draft_id, owner: worded.word(self.context, draft_id, owner))

    def send(self, event_ids: list[int]) -> None:
        """An approved draft → at most one mail, or a visible "unclear"."""
        self._handle_outside(
            "send", event_ids, lambda approval_id, owner: delivery.deliver(self.context, approval_id, owner)
        )

    def _handle(self, event_ids: list[int] | int, work: Work) -> None:
        ids = _listed(event_ids)
        with _job(work.__name__):
            self._desk.handle(ids, work)
        self.handed_over.done(ids)

    def _handle_outside(self, actor: str, event_ids: list[int] | int, work: WorkOutside) -> None:
        ids = _listed(event_ids)
        with _job(actor):
            for event_id in ids:
                self._desk.handle_outside(event_id, work)
        self.handed_over.done(ids)


@contextmanager
def _job(actor: str) -> Iterator[None]:
    """One job: it has to end, and how long it took is told."""
    began = time.monotonic()
    try:
        with duties.errand("job", within=JOB_SECONDS):
            yield
    finally:
        took = time.monotonic() - began
        metrics.job_done(actor, took)
        if took > SLOW_SECONDS:
            log.warning("job.slow", actor=actor, seconds=round(took, 1))


def _listed(event_ids: list[int] | int) -> list[int]:
    """A job that an earlier version left in the queue carries one bare id."""
    return [event_ids] if isinstance(event_ids, int) else event_ids


def _jobs(kinds: Sequence[events.Kind]) -> Iterator[tuple[str, str, list[int]]]:
    """Actor, queue and ids of each job. What speaks to a provider or a model goes one by one, each on its own thread."""

    def belonging(kind: events.Kind) -> tuple[str, str, str]:
        actor = QUEUES[kind.kind]
        return kind.person_id, PAST if kind.is_past and actor in TOGETHER else actor, actor

    for (_, queue, actor), of_one in groupby(sorted(kinds, key=belonging), belonging):
        ids = [kind.event_id for kind in of_one]
        most = MOST_IDS if actor in TOGETHER else 1
        for start in range(0, len(ids), most):
            yield actor, queue, ids[start : start + most]


QUEUES = {
    events.MESSAGE_RECEIVED: "match",
    events.MESSAGE_REMOVED: "match",
    events.CALENDAR_EVENT_CHANGED: "match",
    events.NOTE_ADDED: "match",
    events.CORRECTED: "match",
    events.INTERVIEW_TOUCHED: "interview",
    events.INTERVIEW_CHANGED: "draft",
    events.MAILBOX_DRAFT_DUE: "place",
    events.WORDING_WANTED: "word",
    events.DRAFT_APPROVED: "send",
}
TOGETHER = frozenset({"match", "interview", "draft"})
"""Actors whose work is done in the transaction that claims the event."""


def match(job: Job) -> None:
    """By kind of record."""
    session, vault = job.session, job.context.vault
    match job.event.kind:
        case events.MESSAGE_RECEIVED:
            drafting.note_mail(session, vault, job.subject)
            matching.match_message(session, vault, job.subject, job.now)
            delivery.recognise(session, job.subject, job.now)
            sent_there.recognise(session, job.context, job.subject, job.now)
            drafting.hear(session, job.subject, job.now)
        case events.MESSAGE_REMOVED:
            matching.match_removed_message(session, job.subject, job.now)
        case events.CALENDAR_EVENT_CHANGED:
            matching.match_calendar_event(session, vault, job.subject, job.now)
        case events.NOTE_ADDED:
            matching.match_note(session, vault, job.subject, job.now)
        case _:
            matching.match_correction(session, job.subject, job.now)


def interview(job: Job) -> None:
    interviews.refresh(job.session, job.context.vault, job.subject, job.now)


def draft(job: Job) -> None:
    drafting.follow_up(job.session, job.context.vault, job.subject, job.now)
