"""READ THIS FIRST: every actor, in the order in which one mail flows through the house.

A job carries an event's id and nothing else. `match` ties a stored record to people and meetings; `interview` folds
what is known of a meeting into its status; `draft` writes the follow-up or the reason for silence; `send` takes an
approved draft out; `place` keeps drafts in the person's own mailbox as they should be there. What an actor causes is logged as events in the same transaction and handed to the queue after it.
Polling is not here: idle polls do not pass through the queue (`clock`).
"""

from __future__ import annotations

from collections.abc import Sequence

import dramatiq
import redis
import structlog
from dramatiq.brokers.stub import StubBroker
from dramatiq.errors import DramatiqError

from service import delivery, drafting, events, interviews, mailbox_drafts, matching, sent_there
from service.context import Context
from service.drafting import worded
from workers.handover import HandedOver
from workers.middleware import Desk, Job, Work, where

log = structlog.get_logger(__name__)


class Pipeline:
    """The actors of one broker, and the map from an event's kind to the actor that handles it.

    Actors are declared here, where the broker is known: one declared earlier would stay tied to another broker.
    """

    def __init__(self, context: Context, broker: dramatiq.Broker) -> None:
        self.context, self.broker = context, broker
        self.is_in_process = isinstance(broker, StubBroker)
        self.handed_over = HandedOver()
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

    def enqueue(self, event_ids: Sequence[int]) -> None:
        """Hands events to the queue, but for those on their way already; losing any is harmless, they are swept up."""
        taken = self.handed_over.take(event_ids)
        if not taken:
            return
        with self.context.database.reading() as session:
            kinds = events.kinds(session, taken)
        try:
            for event_id, kind in kinds:
                self._actors[QUEUES[kind]].send(event_id)
        except (DramatiqError, redis.RedisError) as error:
            log.warning("queue.away", error=type(error).__name__, where=where(error))

    def match(self, event_id: int) -> None:
        """A record or the person's word → the people and meetings it speaks of, with what it says about them."""
        self._handle(event_id, match)

    def interview(self, event_id: int) -> None:
        """Something a meeting rests on changed, or its time has come → its status, history and class."""
        self._handle(event_id, interview)

    def draft(self, event_id: int) -> None:
        """An interview changed → the follow-ups that are due, or the reason why none is."""
        self._handle(event_id, draft)

    def place(self, event_id: int) -> None:
        """A draft that differs from what lies in the person's own mailbox → the same there, or what they did there."""
        self._desk.handle_outside(event_id, lambda row_id, owner: mailbox_drafts.keep(self.context, row_id, owner))
        self.handed_over.done(event_id)

    def word(self, event_id: int) -> None:
        """A draft that the rules wrote → the same in a language model's words, if the person wants that and it is fit."""
        self._desk.handle_outside(event_id, lambda draft_id, owner: worded.word(self.context, draft_id, owner))
        self.handed_over.done(event_id)

    def send(self, event_id: int) -> None:
        """An approved draft → at most one mail, or a visible "unclear"."""
        self._desk.handle_outside(
            event_id, lambda approval_id, owner: delivery.deliver(self.context, approval_id, owner)
        )
        self.handed_over.done(event_id)

    def _handle(self, event_id: int, work: Work) -> None:
        self._desk.handle(event_id, work)
        self.handed_over.done(event_id)


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
