"""What workers do is told to whoever watches over them: each poll, job, event and hand-over once, and a thread that is
no more; by a process of workers alone at the address that it is given.
"""

from __future__ import annotations

import json
import re
import signal
import socket
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from service import duties, matching, metrics
from service.clock import ManualClock
from service.events import MESSAGE_RECEIVED
from service.schema import Event
from tests.conftest import NOW
from tests.service.cli.test_processes import read_json, started
from tests.service.sandboxed import Desk
from tests.waiting import wait_until
from workers.clock import Clock
from workers.leading import Leader
from workers.pipeline import match
from workers.runner import Runner


def figure(text: str, name: str) -> float:
    """One line of the page, by its name with labels; 0 where there is none."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


class Grown:
    """By how much figures have grown since this was made."""

    def __init__(self) -> None:
        self._before = metrics.page().decode()

    def __call__(self, name: str) -> float:
        return figure(metrics.page().decode(), name) - figure(self._before, name)


def test_jobs_events_and_handovers_are_counted(desk: Desk) -> None:
    grown = Grown()
    desk.ask("dana")
    with Runner(desk.context) as runner:
        runner.sync_once()
    assert grown('warmthread_events_worked_total{kind="MessageReceived",outcome="done"}') == 1
    assert grown('warmthread_job_seconds_count{actor="match"}') == 1
    assert (
        grown('warmthread_queue_handovers_total{queue="past"}')
        + grown('warmthread_queue_handovers_total{queue="match"}')
        >= 1
    )


def test_an_event_that_another_handled_since_it_was_looked_up_is_not_counted_again(desk: Desk) -> None:
    grown = Grown()
    desk.ask("dana")
    with Runner(desk.context) as runner:
        runner.sync_once()
    with desk.context.database.reading() as session:
        (event,) = session.scalars(select(Event).where(Event.kind == MESSAGE_RECEIVED))
    runner.pipeline._desk._inside((event,), match)
    assert grown('warmthread_events_worked_total{kind="MessageReceived",outcome="done"}') == 1


def test_an_event_that_fails_is_counted_as_failed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError

    grown = Grown()
    monkeypatch.setattr(matching, "match_message", broken)
    desk.ask("dana")
    with Runner(desk.context) as runner:
        runner.sync_once()
    assert grown('warmthread_events_worked_total{kind="MessageReceived",outcome="failed"}') == 1
    assert grown('warmthread_events_worked_total{kind="MessageReceived",outcome="done"}') == 0


def test_polls_are_counted_by_what_came_of_them(desk: Desk, clock: ManualClock) -> None:
    grown, runner = Grown(), Runner(desk.context)
    turn(desk, runner)
    assert grown('warmthread_poll_seconds_count{outcome="more"}') >= 1
    # However far that turn came: from here on the next look at the mailbox is one for what is new.
    runner.sync_once()
    clock.move_to(NOW + timedelta(hours=1))
    desk.control.order_fault("gmail.*", "rate_limit", retry_after=40, times=None)
    turn(desk, runner)
    assert grown('warmthread_poll_seconds_count{outcome="slow_down"}') >= 1
    desk.control.reset()
    runner.broker.close()


def turn(desk: Desk, runner: Runner) -> None:
    """One look of the clock at what is due, and the polls that came of it."""
    looking = Clock(desk.context, runner.pipeline)
    looking.turn()
    looking._polls.shutdown(wait=True)
    looking._stop.set()
    looking._pasts.shutdown(wait=True, cancel_futures=True)
    looking._holder.give_back_all()


def test_who_leads_says_so(desk: Desk) -> None:
    runner = Runner(desk.context)
    leader = Leader(desk.context, runner.pipeline)
    leader.turn()
    assert figure(metrics.page().decode(), "warmthread_leader") == 1
    runner.broker.close()


def test_a_worker_thread_that_is_no_more_makes_the_process_unwell(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "_watched", {})
    with Runner(desk.context) as runner:
        assert duties.failing() == []
        thread = next(iter(runner._threads()))
        thread.stop()  # type: ignore[attr-defined]
        thread.join()
        assert duties.failing() == ["workers: a thread has ended"]
    assert duties.failing() == []


def asked(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def metrics_of(bind: str) -> str:
    return asked(f"http://{bind}/metrics")[1]


def test_workers_alone_are_watched_at_the_address_that_they_are_given(desk: Desk, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    del desk
    more = {"WARMTHREAD_METRICS_BIND": bind, "WARMTHREAD_LOG_LEVEL": "DEBUG"}
    with started(tmp_path / "data", "work", "--json", **more) as process:
        assert read_json(process) == {"queue": "process", "workers": 4}
        assert asked(f"http://{bind}/healthz") == (200, '{"status":"ok","product":"warmthread"}')
        assert asked(f"http://{bind}/readyz") == (200, '{"status":"ready"}')
        wait_until(lambda: figure(metrics_of(bind), "warmthread_leader") == 1, "it leads")
        text = metrics_of(bind)
        assert "warmthread_database_answers 1.0" in text
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 0
        assert all(json.loads(line)["event"] for line in err.splitlines())


def test_a_cursor_that_expired_is_counted(desk: Desk) -> None:
    grown = Grown()
    desk.read()
    desk.control.expire_cursors("history")
    desk.read()
    assert grown('warmthread_cursor_expiries_total{provider="google",resource="mail"}') == 1
