"""The actors: the same rows whatever carries the jobs, nothing lost with the queue, and one failure hurts nobody else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from dramatiq import Message
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware.time_limit import TimeLimitExceeded
from pydantic import SecretStr
from sqlalchemy import update
from structlog.testing import capture_logs

from infra.sandbox.process import ROOT, Sandbox
from service import drafting, events, matching
from service.clock import ManualClock
from service.context import Context, open_context
from service.database import Session
from service.schema import Event
from service.vault import Vault
from tests.conftest import NOW, DatabaseMaker
from tests.rows import Rows, rows, visible
from tests.service.sandboxed import Desk, connect
from workers import handover
from workers import pipeline as pipeline_module
from workers.clock import poll_account
from workers.middleware import Desk as JobDesk
from workers.middleware import Job
from workers.runner import Runner

SOON = NOW + timedelta(days=2)


def fill(desk: Desk) -> None:
    """Three people, asked by mail; one has agreed and one talk is over."""
    for name in ("dana", "eve", "zoe"):
        desk.ask(name, at=NOW - timedelta(days=6))
    desk.put_talk("dana", SOON)
    desk.put_talk("eve", NOW - timedelta(days=1))
    desk.deliver("Eve Poe <eve@poe.example>", "Re: A question", "Good to talk! I'll send you the report.")


def poll(desk: Desk, runner: Runner) -> None:
    """Reads the account; its events are handed to the queue."""
    assert poll_account(desk.context, runner.pipeline, desk.account_id, desk.person) is not None


def waiting(desk: Desk) -> list[int]:
    return [row["id"] for row in rows(desk.context, "events") if row["handled_at"] is None and row["due_at"] <= NOW]


# --- brokers ------------------------------------------------------------------------------------------------------


def test_the_broker_inside_the_process_and_redis_end_in_the_same_rows(
    sandbox: Sandbox, settings_for: DatabaseMaker, redis_url: str
) -> None:
    ends: list[dict[str, Rows]] = []
    for url in ("", redis_url):
        context = open_context(settings_for("sqlite"), ManualClock(NOW))
        desk = connect(sandbox, context, redis_url=SecretStr(url))
        if not ends:
            fill(desk)
        with Runner(desk.context) as runner:
            runner.sync_once()
        ends.append(visible(desk.context))
        context.database.close()
    assert len(ends[0]["interviews"]) >= 3
    assert ends[0] == ends[1]


def test_jobs_that_the_queue_lost_are_swept_up(desk_on_both_brokers: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "AGAIN_AFTER", 0.2)
    desk = desk_on_both_brokers
    fill(desk)
    runner = Runner(desk.context)
    poll(desk, runner)
    assert waiting(desk)
    runner.broker.flush_all()
    runner.start(clock=False)
    runner.settle()
    runner.stop()
    assert waiting(desk) == []
    assert len(rows(desk.context, "interviews")) >= 3


def test_jobs_carry_ids_and_nothing_else(desk_on_both_brokers: Desk) -> None:
    desk = desk_on_both_brokers
    fill(desk)
    runner = Runner(desk.context)
    poll(desk, runner)
    jobs = [Message.decode(body) for body in queued(desk, runner)]
    assert sorted(event_id for job in jobs for event_id in job.args[0]) == waiting(desk)
    assert all(len(job.args) == 1 and not job.kwargs for job in jobs)
    assert {type(event_id) for job in jobs for event_id in job.args[0]} == {int}
    runner.stop()


def queued(desk: Desk, runner: Runner) -> Iterator[bytes]:
    if isinstance(runner.broker, StubBroker):
        for queue in runner.broker.queues.values():
            yield from list(queue.queue)
        return
    with redis.Redis.from_url(desk.context.settings.redis_url.get_secret_value()) as client:
        for key in client.scan_iter("dramatiq:*.msgs"):
            yield from client.hvals(key)


def test_with_the_actors_switched_off_nothing_is_logged(desk: Desk) -> None:
    fill(desk)
    runner = Runner(desk.context)
    poll(desk, runner)
    assert len(waiting(desk)) >= 5
    assert rows(desk.context, "interviews") == rows(desk.context, "contacts") == rows(desk.context, "drafts") == []
    with runner:
        runner.settle()
    assert len(rows(desk.context, "interviews")) >= 3


def test_an_idle_poll_hands_nothing_to_the_queue(desk: Desk) -> None:
    fill(desk)
    runner = Runner(desk.context)
    with runner:
        runner.sync_once()
    runner = Runner(desk.context)
    logged = len(rows(desk.context, "events"))
    poll(desk, runner)
    assert list(queued(desk, runner)) == []
    assert len(rows(desk.context, "events")) == logged


def test_a_queue_that_is_away_loses_nothing_and_disturbs_no_poll(desk: Desk) -> None:
    fill(desk)
    settings = desk.context.settings.model_copy(update={"redis_url": SecretStr("redis://127.0.0.1:1/0")})
    away = Runner(Context(settings, desk.context.clock, desk.context.database, desk.context.vault))
    with capture_logs() as logs:
        poll(desk, away)
    assert {entry["event"] for entry in logs} == {"queue.away"}
    assert not desk.account().last_error
    with Runner(desk.context) as runner:
        runner.settle()
    assert len(rows(desk.context, "interviews")) >= 3


def test_an_event_is_handed_over_again_only_after_a_while_and_ever_more_rarely() -> None:
    time = [100.0]
    sent = handover.HandedOver(lambda: time[0])
    assert sent.take([1, 2]) == [1, 2]
    assert sent.take([1, 2, 3]) == [3]
    sent.done([2])
    assert sent.take([1, 2]) == [2]
    moments: list[float] = []
    while len(moments) < 4:
        time[0] += 1
        if sent.take([1]):
            moments.append(time[0] - 100)
    assert moments == [5, 15, 35, 55]


# --- failures -----------------------------------------------------------------------------------------------------


def poison(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    """Every mail of Dana's makes its actor fail, with a stranger's words in the error."""
    real = matching.match_message
    poisoned = {row["id"] for row in rows(desk.context, "messages") if row["sender"].startswith("dana")}

    def fail(session: Session, vault: Vault, message_id: str, now: object) -> None:
        if message_id in poisoned:
            raise LookupError("A xylophone of Dana's")
        real(session, vault, message_id, now)  # type: ignore[arg-type]

    monkeypatch.setattr(matching, "match_message", fail)


def failing(desk: Desk) -> dict[str, object]:
    (row,) = (row for row in rows(desk.context, "events") if row["error"])
    return row


def test_an_actor_that_fails_is_tried_again_then_given_up_visibly_and_hurts_no_other(
    desk_on_both_brokers: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_on_both_brokers
    fill(desk)
    runner = Runner(desk.context)
    poll(desk, runner)
    poison(monkeypatch, desk)
    # On a slow machine the others may take longer than the first wait.
    monkeypatch.setattr(events, "FIRST_WAIT", events.LONGEST_WAIT)
    with capture_logs() as logs, runner:
        runner.settle()
        assert failing(desk)["attempts"] == 1
        assert failing(desk)["retry_at"]
        assert len(rows(desk.context, "interviews")) >= 3
        for _ in range(events.GIVE_UP_AFTER - 1):
            with desk.context.database.writing(desk.person) as session:
                session.execute(update(Event).values(retry_at=None))
            runner.settle()
        given_up = failing(desk)
        assert given_up["attempts"] == events.GIVE_UP_AFTER
        assert given_up["gave_up_at"]
        assert given_up["error"] == "LookupError"
        if isinstance(runner.broker, StubBroker):
            assert runner.broker.dead_letters == []
    assert "xylophone" not in str(logs)
    assert waiting(desk) == [given_up["id"]]


def test_what_failed_for_good_gets_another_chance_with_a_replay(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(desk)
    with monkeypatch.context() as patched, Runner(desk.context) as runner:
        poll(desk, runner)
        runner.settle()
        undisturbed = visible(desk.context)
        poison(patched, desk)
        with desk.context.database.writing(desk.person) as session:
            events.replay(session, desk.person)
            session.execute(update(Event).values(attempts=events.GIVE_UP_AFTER - 1))
        runner.settle()
        assert failing(desk)["gave_up_at"]
    with Runner(desk.context) as runner:
        with desk.context.database.writing(desk.person) as session:
            events.replay(session, desk.person)
        runner.settle()
    assert [row for row in rows(desk.context, "events") if row["gave_up_at"] or row["error"]] == []
    assert visible(desk.context) == undisturbed


def test_only_what_was_given_up_gets_another_chance_when_that_is_asked_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(desk)
    runner = Runner(desk.context)
    poll(desk, runner)
    with monkeypatch.context() as patched, runner:
        poison(patched, desk)
        work_off(desk, runner)
        assert failing(desk)["gave_up_at"]
    with Runner(desk.context) as runner:
        with desk.context.database.writing(desk.person) as session:
            assert events.replay(session, desk.person, only_given_up=True) == 1
            assert events.replay(session, desk.person, only_given_up=True) == 0
        runner.settle()
    assert [row for row in rows(desk.context, "events") if row["gave_up_at"] or row["error"]] == []


def work_off(desk: Desk, runner: Runner) -> None:
    """Every event is tried as often as it may be."""
    for _ in range(events.GIVE_UP_AFTER):
        with desk.context.database.writing(desk.person) as session:
            session.execute(update(Event).values(retry_at=None))
        runner.settle()


def test_a_draft_whose_writing_was_given_up_is_written_after_a_replay(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(desk)
    desk.read()
    with monkeypatch.context() as patched, Runner(desk.context) as runner:
        patched.setattr(drafting, "follow_up", raise_at_once)
        work_off(desk, runner)
        given_up = [row for row in rows(desk.context, "events") if row["gave_up_at"]]
        assert {row["kind"] for row in given_up} == {events.INTERVIEW_CHANGED}
        assert rows(desk.context, "drafts") == []
    with Runner(desk.context) as runner:
        with desk.context.database.writing(desk.person) as session:
            events.replay(session, desk.person)
        runner.settle()
    assert [row["kind"] for row in rows(desk.context, "drafts")] == ["host_follow_up"]
    assert [row for row in rows(desk.context, "events") if row["gave_up_at"]] == []


def raise_at_once(*_: object) -> None:
    raise LookupError


class Killed(BaseException):
    """Stands for `kill -9`: nothing handles it."""


def log_one(desk: Desk, clock: ManualClock) -> int:
    """An event that waited already when the desk of a process was opened."""
    with desk.context.database.writing(desk.person) as session:
        events.append(session, desk.person, events.MESSAGE_RECEIVED, "msg_1", now=NOW)
        (event_id,) = events.appended(session)
    clock.move_to(NOW + timedelta(minutes=1))
    return event_id


def test_an_event_that_ends_its_process_each_time_is_given_up(desk: Desk, clock: ManualClock) -> None:
    event_id = log_one(desk, clock)

    def die(_job: Job) -> None:
        raise Killed

    for _ in range(events.GIVE_UP_AFTER):
        with pytest.raises(Killed):
            JobDesk(desk.context, lambda _ids: None).handle([event_id], die)
    JobDesk(desk.context, lambda _ids: None).handle([event_id], die)
    (row,) = rows(desk.context, "events")
    assert (row["attempts"], row["handled_at"]) == (events.GIVE_UP_AFTER, None)
    assert row["gave_up_at"]
    assert row["error"]


def test_an_event_that_ends_its_process_is_given_up_also_if_it_is_logged_again_each_time(
    desk: Desk, clock: ManualClock
) -> None:
    event_id = log_one(desk, clock)

    def die(_job: Job) -> None:
        raise Killed

    for number in range(events.GIVE_UP_AFTER):
        opened = JobDesk(desk.context, lambda _ids: None)
        clock.move_to(NOW + timedelta(minutes=2 + number))
        with desk.context.database.writing(desk.person) as session:
            events.append(session, desk.person, events.MESSAGE_RECEIVED, "msg_1", now=desk.context.clock())
        with pytest.raises(Killed):
            opened.handle([event_id], die)
        (row,) = rows(desk.context, "events")
        assert row["attempts"] == number + 1
    JobDesk(desk.context, lambda _ids: None).handle([event_id], die)
    (row,) = rows(desk.context, "events")
    assert row["gave_up_at"]


def test_what_waited_already_shares_no_transaction_also_if_it_is_logged_again(desk: Desk, clock: ManualClock) -> None:
    event_id = log_one(desk, clock)
    opened = JobDesk(desk.context, lambda _ids: None)
    clock.move_to(NOW + timedelta(minutes=2))
    with desk.context.database.writing(desk.person) as session:
        for subject in ("msg_1", "msg_2", "msg_3"):
            events.append(session, desk.person, events.MESSAGE_RECEIVED, subject, now=desk.context.clock())
        others = events.appended(session)
    shared: dict[int, object] = {}
    opened.handle([event_id, *others], lambda job: shared.update({job.event.id: job.session}))
    first, second, third = (shared[one] for one in (event_id, *others))
    assert second is third
    assert first is not second


@pytest.mark.parametrize(("long", "transactions"), [(60.0, 1), (0.0, 3)])
def test_what_follows_long_work_waits_for_no_others_and_lets_others_write_in_between(
    desk: Desk, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, long: float, transactions: int
) -> None:
    monkeypatch.setattr("workers.middleware.LONG", long)
    opened = JobDesk(desk.context, lambda _ids: None)
    clock.move_to(NOW + timedelta(minutes=2))
    with desk.context.database.writing(desk.person) as session:
        for subject in ("msg_1", "msg_2", "msg_3"):
            events.append(session, desk.person, events.MESSAGE_RECEIVED, subject, now=desk.context.clock())
        waiting = events.appended(session)
    shared: dict[int, Session] = {}
    opened.handle(waiting, lambda job: shared.update({job.event.id: job.session}))
    assert list(shared) == list(waiting)
    assert len(set(shared.values())) == transactions
    assert all(row["handled_at"] for row in rows(desk.context, "events"))


def test_an_attempt_that_was_counted_before_the_work_is_not_counted_twice(desk: Desk, clock: ManualClock) -> None:
    event_id = log_one(desk, clock)

    def fail(_job: Job) -> None:
        raise LookupError

    JobDesk(desk.context, lambda _ids: None).handle([event_id], fail)
    assert failing(desk)["attempts"] == 1


def test_a_job_that_takes_too_long_is_counted_like_one_that_fails(desk: Desk, clock: ManualClock) -> None:
    event_id = log_one(desk, clock)

    def linger(_job: Job) -> None:
        raise TimeLimitExceeded

    JobDesk(desk.context, lambda _ids: None).handle([event_id], linger)
    assert failing(desk)["error"] == "TimeLimitExceeded"


def test_a_database_that_is_away_leaves_the_event_waiting(desk: Desk, clock: ManualClock) -> None:
    event_id = log_one(desk, clock)

    def refuse(_job: Job) -> None:
        # Even that it failed cannot be written down.
        desk.context.database.writing = refuse_all  # type: ignore[method-assign, assignment]
        raise OSError("disk full")

    def refuse_all(*_: object) -> None:
        raise OSError("disk full")

    with capture_logs() as logs:
        JobDesk(desk.context, lambda _ids: None).handle([event_id], refuse)
    del desk.context.database.writing
    assert [entry["event"] for entry in logs] == ["job.failed", "job.left"]
    assert waiting(desk) == [event_id]


# --- processes ----------------------------------------------------------------------------------------------------


def test_two_processes_on_one_sqlite_file_handle_each_event_once(desk: Desk) -> None:
    for number in range(20):
        desk.ask(f"dana{number}", at=NOW - timedelta(hours=number))
    desk.read()
    first = set(waiting(desk))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WARMTHREAD_")} | {
        "WARMTHREAD_DATA_DIR": str(desk.context.settings.data_dir),
        "WARMTHREAD_NOW": NOW.isoformat(),
    }
    processes = [_start(environment) for _ in range(2)]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    worked: list[int] = []
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        told, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        worked += json.loads(told)
    handled = [row["id"] for row in rows(desk.context, "events") if row["handled_at"]]
    assert first <= set(handled)
    assert sorted(worked) == sorted(handled)
    assert waiting(desk) == []


def _start(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.workers.alone"],
        cwd=Path(ROOT), env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_every_kind_of_event_that_can_be_logged_has_an_actor() -> None:
    kinds = {value for name, value in vars(events).items() if name.isupper() and isinstance(value, str)}
    assert kinds - {events.SEND_UNCLEAR, events._APPENDED, events._IS_PAST} == set(pipeline_module.QUEUES)
