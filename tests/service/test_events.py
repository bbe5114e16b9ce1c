"""The event log: claimed once, logged once, tried again with growing waits, and given up where it can be seen."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import select

from service import events
from service.clock import real_now
from service.context import Context
from service.database import Database
from service.schema import Event
from tests.conftest import NOW

LATER = NOW + timedelta(hours=1)


def log(
    database: Database, person: str, subject: str = "msg_1", *, now: datetime = NOW, due: datetime | None = None
) -> list[int]:
    with database.writing(person) as session:
        events.append(session, person, events.MESSAGE_RECEIVED, subject, now=now, due=due)
        return events.appended(session)


def waiting(database: Database, *, now: datetime = NOW, real_now: datetime = NOW) -> list[int]:
    with database.reading() as session:
        return events.waiting(session, now=now, real_now=real_now)


def claim(database: Database, person: str, event_id: int, *, now: datetime = NOW) -> bool:
    with database.writing(person) as session:
        return events.claim(session, event_id, now=now) is not None


def row(database: Database, event_id: int) -> Event:
    with database.reading() as session:
        return session.get_one(Event, event_id)


def test_an_event_claimed_by_many_threads_is_handled_by_one(context_on_both: Context, alice: str) -> None:
    database = context_on_both.database
    logged = [log(database, alice, f"msg_{number}")[0] for number in range(10)]
    together = Barrier(4)

    def claim_all(_: int) -> list[int]:
        together.wait()
        return [event_id for event_id in logged if claim(database, alice, event_id)]

    with ThreadPoolExecutor(4) as threads:
        claimed = [event_id for claims in threads.map(claim_all, range(4)) for event_id in claims]
    assert sorted(claimed) == logged
    assert waiting(database) == []


@pytest.mark.parametrize("limit", [1, 7, 30, 60, 200])
def test_of_more_than_can_be_handed_over_everybodys_oldest_come_first(context_on_both: Context, limit: int) -> None:
    chance, people = Random(7), ["per_alice"] * 8 + ["per_bob"] * 2 + ["per_charlie"]
    with context_on_both.database.writing("per_alice") as session:
        for number in range(150):
            event = Event(person_id=chance.choice(people), kind="x", subject=str(number), created_at=NOW, due_at=NOW)
            event.is_past = chance.random() < 0.6
            what = chance.randrange(8)
            event.handled_at, event.gave_up_at = (NOW if what == 0 else None), (NOW if what == 1 else None)
            event.due_at = LATER if what == 2 else NOW
            event.retry_at = LATER if what == 3 else None
            session.add(event)
    with context_on_both.database.reading() as session:
        logged = session.scalars(select(Event).order_by(Event.id)).all()
    turns: Counter[tuple[bool, str]] = Counter()
    places = []
    for event in logged:
        if events.is_ready(event, now=NOW, real_now=NOW):
            turns[event.is_past, event.person_id] += 1
            places.append((event.is_past, turns[event.is_past, event.person_id], event.id))
    with context_on_both.database.reading() as session:
        found = events.waiting(session, now=NOW, real_now=NOW, limit=limit)
    assert 60 < len(places) < 200
    assert found == [event_id for _, _, event_id in sorted(places)][:limit]


def test_a_claim_is_undone_with_the_work_that_failed(context_on_both: Context, alice: str) -> None:
    database = context_on_both.database
    (event_id,) = log(database, alice)

    def fail() -> None:
        with database.writing(alice) as session:
            assert events.claim(session, event_id, now=NOW)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert waiting(database) == [event_id]
    assert claim(database, alice, event_id)


def test_an_event_is_gone_with_the_change_that_was_taken_back(context_on_both: Context, alice: str) -> None:
    def fail() -> None:
        with context_on_both.database.writing(alice) as session:
            events.append(session, alice, events.MESSAGE_RECEIVED, "msg_1", now=NOW)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert waiting(context_on_both.database) == []


def test_what_already_waits_is_not_logged_again(context: Context, alice: str) -> None:
    first = log(context.database, alice)
    assert len(first) == 1
    assert log(context.database, alice) == []
    assert log(context.database, alice, now=NOW + timedelta(minutes=1)) == []
    assert waiting(context.database) == first


def test_what_happens_after_it_was_handled_is_logged_anew(context: Context, alice: str) -> None:
    (first,) = log(context.database, alice)
    claim(context.database, alice, first)
    (second,) = log(context.database, alice)
    assert second != first
    assert waiting(context.database) == [second]


def test_the_same_subject_at_another_moment_is_another_event(context: Context, alice: str) -> None:
    log(context.database, alice)
    log(context.database, alice, due=LATER)
    log(context.database, alice, due=LATER)
    assert len(waiting(context.database, now=LATER)) == 2


def test_another_persons_event_about_the_same_subject_is_kept_apart(context: Context, alice: str, bob: str) -> None:
    assert log(context.database, alice) != log(context.database, bob)
    with context.database.reading() as session:
        owners = [events.person_of(session, event_id) for event_id in waiting(context.database)]
    assert owners == [alice, bob]


def test_an_event_of_the_future_is_neither_handed_over_nor_claimed_before_its_time(
    context_on_both: Context, alice: str
) -> None:
    database = context_on_both.database
    assert log(database, alice, due=LATER) == []
    with database.reading() as session:
        assert events.next_due(session) == LATER
    assert waiting(database) == []
    (event_id,) = waiting(database, now=LATER)
    assert not claim(database, alice, event_id)
    assert claim(database, alice, event_id, now=LATER)
    with database.reading() as session:
        assert events.next_due(session) is None


def test_what_was_due_at_once_by_a_clock_that_was_ahead_is_due_once_it_is_right_and_a_plan_stays(
    context_on_both: Context, alice: str
) -> None:
    database = context_on_both.database
    (at_once,) = log(database, alice, "msg_at_once", now=LATER)
    log(database, alice, "msg_planned", due=LATER)
    log(database, alice, "msg_planned_ahead", now=LATER, due=LATER + timedelta(days=1))
    assert waiting(database) == []
    events.pull_in(context_on_both)
    assert waiting(database) == [at_once]
    assert claim(database, alice, at_once)
    assert len(waiting(database, now=LATER + timedelta(days=1))) == 2


def test_what_a_clock_that_was_ahead_set_aside_is_tried_again_once_it_is_right(
    context_on_both: Context, alice: str
) -> None:
    database, now = context_on_both.database, real_now()
    long, short = (log(database, alice, subject)[0] for subject in ("long", "short"))
    with database.writing(alice) as session:
        events.failed(session, long, error="no answer", real_now=now + timedelta(hours=2))
        events.failed(session, short, error="no answer", real_now=now + timedelta(minutes=2))
    events.pull_in(context_on_both)
    assert waiting(database, real_now=now) == [long]
    events.pull_in(context_on_both, at_most=timedelta())
    assert waiting(database, real_now=now) == [long, short]
    assert row(database, long).attempts == 1


def test_events_wait_in_the_order_they_were_logged(context: Context, alice: str) -> None:
    logged = [log(context.database, alice, f"msg_{number}")[0] for number in (3, 1, 2)]
    assert waiting(context.database) == logged == sorted(logged)


def test_an_event_that_is_logged_again_while_it_is_worked_on_goes_on_waiting(
    context_on_both: Context, alice: str
) -> None:
    database = context_on_both.database
    (event_id,) = log(database, alice)
    seen = row(database, event_id)
    log(database, alice)
    with database.writing(alice) as session:
        assert not events.finish(session, seen, now=NOW)
    assert waiting(database) == [event_id]
    with database.writing(alice) as session:
        assert events.finish(session, session.get_one(Event, event_id), now=NOW)
    assert waiting(database) == []


def test_a_failed_event_is_tried_again_after_growing_waits_of_real_time(context: Context, alice: str) -> None:
    (event_id,) = log(context.database, alice)
    waits = []
    for _attempt in range(events.GIVE_UP_AFTER - 1):
        with context.database.writing(alice) as session:
            events.failed(session, event_id, error="no answer", real_now=NOW)
        retry_at = row(context.database, event_id).retry_at
        assert retry_at
        waits.append(retry_at - NOW)
        assert waiting(context.database, real_now=retry_at - timedelta(seconds=1)) == []
        assert waiting(context.database, real_now=retry_at) == [event_id]
    assert waits == sorted(waits)
    assert waits[0] < waits[-1] <= timedelta(minutes=5)


def test_an_event_that_fails_for_ever_is_given_up_and_says_why(context: Context, alice: str) -> None:
    (event_id,) = log(context.database, alice)
    for _attempt in range(events.GIVE_UP_AFTER):
        with context.database.writing(alice) as session:
            events.failed(session, event_id, error="no answer", real_now=NOW)
    given_up = row(context.database, event_id)
    assert given_up.gave_up_at == NOW
    assert given_up.error == "no answer"
    assert waiting(context.database, real_now=NOW + timedelta(days=365)) == []
    assert not claim(context.database, alice, event_id)


def test_an_event_given_up_does_not_stand_in_the_way_of_a_new_one(context: Context, alice: str) -> None:
    (event_id,) = log(context.database, alice)
    for _attempt in range(events.GIVE_UP_AFTER):
        with context.database.writing(alice) as session:
            events.failed(session, event_id, error="no answer", real_now=NOW)
    assert len(log(context.database, alice)) == 1


def test_a_late_failure_does_not_reopen_a_handled_event(context: Context, alice: str) -> None:
    (event_id,) = log(context.database, alice)
    claim(context.database, alice, event_id)
    with context.database.writing(alice) as session:
        events.failed(session, event_id, error="too late", real_now=NOW)
        events.postpone(session, event_id, until=LATER, reason="too late")
    handled = row(context.database, event_id)
    assert (handled.attempts, handled.retry_at, handled.error) == (0, None, "")


def test_an_event_set_aside_because_the_provider_said_so_loses_no_attempt(context: Context, alice: str) -> None:
    (event_id,) = log(context.database, alice)
    with context.database.writing(alice) as session:
        events.postpone(session, event_id, until=LATER, reason="slow down")
    assert row(context.database, event_id).attempts == 0
    assert waiting(context.database) == []
    assert waiting(context.database, real_now=LATER) == [event_id]


def test_a_replay_brings_back_one_persons_events_and_nobody_elses(
    context_on_both: Context, alice: str, bob: str
) -> None:
    database = context_on_both.database
    (hers,), (his,) = log(database, alice), log(database, bob)
    for person, event_id in ((alice, hers), (bob, his)):
        claim(database, person, event_id)
    with database.writing(alice) as session:
        assert events.replay(session, alice) == 1
    assert waiting(database) == [hers]


def test_a_replay_brings_back_whatever_was_given_up_of_every_kind(context_on_both: Context, alice: str) -> None:
    database = context_on_both.database
    for kind in (events.INTERVIEW_CHANGED, events.DRAFT_APPROVED, events.MAILBOX_DRAFT_DUE):
        with database.writing(alice) as session:
            events.append(session, alice, kind, "one", now=NOW)
            events.append(session, alice, kind, "other", now=NOW)
            one, other = events.appended(session)
            events.claim(session, one, now=NOW)
            for _attempt in range(events.GIVE_UP_AFTER):
                events.failed(session, other, error="no answer", real_now=NOW)
        with database.writing(alice) as session:
            assert events.replay(session, alice) == 1
        assert waiting(database)[-1] == other
        assert one not in waiting(database)


def test_an_event_of_an_erased_person_belongs_to_nobody(context: Context) -> None:
    with context.database.reading() as session:
        assert events.person_of(session, 999) is None
        assert events.claim(session, 999, now=NOW) is None
