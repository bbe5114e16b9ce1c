"""One ingest of 5,000 events: a sandbox that is fed batch by batch, the database it ends in, and how far it has come.
Who does the work, and who is killed meanwhile, is the caller's matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from infra.sandbox.process import Sandbox
from service import accounts, events, interviews, retries
from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.context import Context, open_context
from service.schema import (
    Approval,
    Base,
    Correction,
    Draft,
    Event,
    Interview,
    Quarantined,
    Reading,
    StoredCalendarEvent,
    StoredMessage,
)
from service.settings import load_settings
from tests.chaos import feed
from tests.chaos.ends import Ends, ends
from tests.chaos.killing import POINTS as READING
from tests.chaos.killing import SENDING, Dice, Kill, Tally
from tests.chaos.stage import SCOPES, letters
from tests.conftest import NOW
from tests.service.sandboxed import connect
from tests.waiting import looks

HALF_HOUR, SECOND = timedelta(minutes=30), timedelta(seconds=1)
EVENTS_OF_ONE = 10.5
"""How many events one person of a batch leads to, about: what the pace of the kills goes by."""
PATIENCE = 180.0
READING_SHARE = 0.8
"""Of the kills of a batch; the others fall into the sending."""
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Size:
    """How much arrives, and how often somebody is killed meanwhile."""

    batches: int
    people: int
    kills: int

    @property
    def events(self) -> int:
        return int(self.batches * self.people * EVENTS_OF_ONE)


@dataclass
class Ingest:
    """A sandbox, the settings of the product before it, and what has been delivered so far."""

    sandbox: Sandbox
    folder: Path
    size: Size
    more: Mapping[str, str]
    lives: int = 0
    delivered: int = 0
    wishes: int = 0
    retried: int = 0

    @property
    def settings(self) -> dict[str, str]:
        return self.sandbox.product_settings() | {
            "WARMTHREAD_DATA_DIR": str(self.folder),
            "WARMTHREAD_UNDO_SECONDS": "0",
            "WARMTHREAD_LOOK_SECONDS": "0.01",
            **self.more,
        }

    @property
    def yes(self) -> Path:
        """While this file is there the person says yes."""
        return self.folder / "yes"

    def next_now(self) -> str:
        """The moment at which the next process lives: each a second after the one before it."""
        self.lives += 1
        return (NOW + HALF_HOUR + self.lives * SECOND).isoformat()

    def begin(self) -> None:
        """A fresh database with the person's account connected, and a provider where nothing has happened yet."""
        self.sandbox.control.reset(now=NOW.isoformat())
        Base.metadata.create_all(self.context.database.engine)
        connect(self.sandbox, self.context, *SCOPES)

    @cached_property
    def context(self) -> Context:
        """The test's own look at the database."""
        return open_context(load_settings(self.settings), ManualClock(NOW + HALF_HOUR))

    def deliver(self) -> None:
        """The next batch arrives."""
        feed.deliver(self.sandbox.control, self.delivered, self.size.people)
        self.delivered += 1
        self.yes.unlink(missing_ok=True)

    # --- how far it is ---

    def handled(self) -> int:
        """Events handled so far."""
        with self.context.database.reading() as session:
            return session.scalar(select(func.count()).select_from(Event).where(Event.handled_at.is_not(None))) or 0

    def is_read(self) -> bool:
        """Everything delivered is stored, and nothing of it waits."""
        people = self.delivered * self.size.people
        fed = StoredMessage.message_id.like(f"%@{feed.HOST}>")
        with self.context.database.reading() as session:
            entries = session.scalar(select(func.count()).select_from(StoredCalendarEvent)) or 0
            mails = session.scalar(select(func.count()).select_from(StoredMessage).where(fed)) or 0
        return entries == people and mails == 2 * people and not self._waiting() and self._is_said()

    def is_sent(self) -> bool:
        """Every draft is out, its copy has come back, and no look into the past is under way."""
        with self.context.database.reading() as session:
            open_ones = session.scalar(
                select(func.count()).select_from(Draft).where(Draft.state.not_in(("sent", "withdrawn")))
            )
            sent = session.scalars(select(Approval.message_id).where(Approval.state == "sent")).all()
            back = session.scalars(select(StoredMessage.message_id).where(StoredMessage.message_id.in_(sent))).all()
            looks_back = session.scalar(select(func.count()).select_from(Reading).where(Reading.finished_at.is_(None)))
        is_out = not open_ones and len(back) == len(sent) == self.delivered
        return is_out and not looks_back and not self._waiting()

    def to_say(self) -> tuple[str, str] | None:
        """(interview, meeting) of the talk of this batch of which the person will say that it took place; None when
        they have, or it is not known yet.
        """
        query = select(Interview.id, Interview.meeting).where(
            Interview.meeting == self._meeting, Interview.status == "held_presumed"
        )
        with self.context.database.reading() as session:
            found = session.execute(query).first()
        return (found[0], found[1]) if found and not self._is_said() else None

    def try_again(self) -> None:
        """What was passed by because reading or handling it seemed to end the program is listed: the person has it tried
        again.
        """
        if self.given_up():
            with self.context.database.writing(LOCAL_PERSON) as session:
                self.retried += events.replay(session, LOCAL_PERSON, only_given_up=True)
        with self.context.database.reading() as session:
            listed = session.scalars(select(Quarantined).where(Quarantined.retry_asked_at.is_(None))).all()
        for row in listed:
            with self.context.database.writing(LOCAL_PERSON) as session, suppress(retries.NoSuchRecord):
                retries.ask(session, LOCAL_PERSON, row.account_id, row.kind, row.provider_id, self.context.clock())
                self.retried += 1

    def given_up(self) -> int:
        """Events that were in hand so often when their process ended that they were passed by."""
        with self.context.database.reading() as session:
            return session.scalar(select(func.count()).select_from(Event).where(Event.gave_up_at.is_not(None))) or 0

    def say(self) -> None:
        """The person says it."""
        if meant := self.to_say():
            with self.context.database.writing(LOCAL_PERSON) as session:
                interviews.correct(session, LOCAL_PERSON, meant[0], "held", "", self.context.clock())

    @property
    def _meeting(self) -> str:
        return f"talk{(self.delivered - 1) * self.size.people + 1:06d}@google.com|master"

    def _is_said(self) -> bool:
        with self.context.database.reading() as session:
            return session.scalar(select(Correction.id).where(Correction.meeting == self._meeting)) is not None

    def end(self) -> Ends:
        return ends(self.context)

    def sent(self) -> list[tuple[str, str, str]]:
        """What the provider's own log has, but for when and under which id."""
        return letters(self.sandbox)

    def make_due(self) -> None:
        """The next look is at once, not in some seconds of a clock that stands still; each wish is another one."""
        self.wishes += 1
        wished = ManualClock(NOW + self.wishes * timedelta(milliseconds=1))
        accounts.make_due(replace(self.context, clock=wished), LOCAL_PERSON)

    def _waiting(self) -> int:
        waiting = (Event.handled_at.is_(None), Event.gave_up_at.is_(None), Event.due_at <= NOW + 2 * HALF_HOUR)
        with self.context.database.reading() as session:
            return session.scalar(select(func.count()).select_from(Event).where(*waiting)) or 0


IsDone = Callable[[], bool]
Step = Callable[[tuple[str, ...], float], list[Kill]]
"""Lets the processes run, armed at those points, until they have passed so many; the kills that came of it."""


def killed(ingest: Ingest, dice: Dice, tally: Tally, step: Step, settle: Callable[[IsDone], None]) -> None:
    """Batch by batch, with kills until the batch's share of them is used up or its work is done; then it is let finish."""
    per_batch = ingest.size.kills / ingest.size.batches
    for number in range(ingest.size.batches):
        ingest.deliver()
        _part(ingest, dice, tally, step, ingest.is_read, READING, (number + READING_SHARE) * per_batch)
        settle(ingest.is_read)
        ingest.yes.touch()
        _part(ingest, dice, tally, step, ingest.is_sent, SENDING, (number + 1) * per_batch)
        settle(ingest.is_sent)


def _part(
    ingest: Ingest, dice: Dice, tally: Tally, step: Step, is_done: IsDone, points: tuple[str, ...], until: float
) -> None:
    began, before = tally.busy, patiently(ingest.handled)
    while tally.busy < until and not patiently(is_done):
        patiently(ingest.make_due)
        for kill in step(points, dice.points()):
            tally.add(replace(kill, is_busy=not patiently(is_done)))
        done = (patiently(ingest.handled) - before) / (ingest.size.people * EVENTS_OF_ONE)
        dice.hurry(done, (tally.busy - began) / max(1.0, until - began))


def wait_for(ingest: Ingest, is_done: IsDone, person: Callable[[], None]) -> None:
    """Until the processes that run have done it; meanwhile the person does what they do."""
    for number, _ in enumerate(looks(PATIENCE)):
        person()
        is_all_tried = not patiently(ingest.given_up)
        if is_all_tried and patiently(is_done):
            return
        if number % 25 == 0 or not is_all_tried:
            patiently(ingest.try_again)
            patiently(ingest.make_due)
    raise TimeoutError("what was delivered is not worked off")


def patiently(ask: Callable[[], Value]) -> Value:
    """The answer of a database that may just be coming back. Raises DBAPIError when it does not."""
    for gone in looks():
        try:
            return ask()
        except DBAPIError:
            if gone > PATIENCE:
                raise
    raise AssertionError("looks never end")
