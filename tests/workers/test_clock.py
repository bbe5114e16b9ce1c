"""What is due and when: waits as told, growing waits after trouble, one voice when the consent is lost, a turn for all."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest
from pydantic import SecretStr
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from connectors.errors import ConsentLost
from service import backup, care, leases
from service.clock import ManualClock
from service.context import Context
from service.leases import LostLease
from service.polling import AccountReader, Slice
from service.schema import Account, Allowance, Lease
from tests.conftest import NOW
from tests.rows import rows
from tests.service.sandboxed import Desk, reconnect
from workers import clock as clock_module
from workers import leading
from workers.clock import Clock, poll_account
from workers.leading import Leader, sweep
from workers.pipeline import PAST
from workers.runner import Runner

HOUR = timedelta(hours=1)


@pytest.fixture
def runner(desk: Desk) -> Runner:
    return Runner(desk.context)


def poll(desk: Desk, runner: Runner) -> None:
    poll_account(desk.context, runner.pipeline, desk.account_id, desk.person)


def one_turn(clock: Clock) -> None:
    """Everything that the clock finds to do once."""
    clock.turn()
    for pool in (clock._polls, clock._pasts, clock._files):
        pool.shutdown(wait=True)


def due(desk: Desk) -> list[str]:
    with desk.context.database.reading() as session:
        found = leases.due_accounts(session, now=desk.context.clock(), real_now=NOW + timedelta(days=9999))
        return [account_id for account_id, _ in found]


def wait_until_due(desk: Desk, clock: ManualClock) -> timedelta:
    """Moves the clock to the next poll; returns how long that was."""
    before, due_at = clock(), desk.account().next_due
    assert due_at
    clock.move_to(due_at)
    return due_at - before


def test_a_poll_that_ends_well_is_due_again_after_the_usual_wait(
    desk: Desk, runner: Runner, clock: ManualClock
) -> None:
    poll(desk, runner)
    assert due(desk) == []
    assert wait_until_due(desk, clock) == timedelta(seconds=desk.context.settings.poll_seconds)
    assert due(desk) == [desk.account_id]
    assert desk.account().caught_up_at == NOW
    assert desk.account().lease_owner == ""


def test_it_is_caught_up_as_of_the_moment_it_began_to_look(
    desk: Desk, runner: Runner, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = AccountReader.next_slice

    def slow(self: AccountReader) -> Slice:
        clock.move_to(clock() + timedelta(minutes=1))
        return real(self)

    monkeypatch.setattr(AccountReader, "next_slice", slow)
    poll(desk, runner)
    assert desk.account().caught_up_at == NOW


def test_a_provider_that_says_wait_is_asked_again_then_and_not_before(
    desk: Desk, runner: Runner, clock: ManualClock
) -> None:
    desk.control.order_fault("gmail.users.getProfile", "rate_limit", retry_after=40)
    with capture_logs() as logs:
        poll(desk, runner)
    assert [(entry["event"], entry["log_level"], entry["seconds"]) for entry in logs] == [("poll.waits", "info", 40)]
    account = desk.account()
    assert (account.failures, account.connection_state, account.lease_owner) == (0, "connected", "")
    assert wait_until_due(desk, clock) == pytest.approx(timedelta(seconds=40), abs=timedelta(seconds=1))


def test_trouble_backs_off_with_growing_waits_and_is_forgotten_with_the_next_success(
    desk: Desk, runner: Runner, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.uniform", lambda _low, high: high)
    desk.ask("dana", at=NOW - HOUR)
    desk.control.order_fault("calendar.events.list", "status", times=4)
    waits = []
    with capture_logs() as logs:
        for _ in range(4):
            poll(desk, runner)
            waits.append(wait_until_due(desk, clock))
    assert all(2 * one == other for one, other in pairwise(waits))
    assert {entry["error"] for entry in logs} == {"TryAgain"}
    assert desk.account().failures == 4
    assert desk.account().last_error
    poll(desk, runner)
    assert (desk.account().failures, desk.account().last_error) == (0, "")
    assert len(rows(desk.context, "message_copies")) == 1


def test_a_lost_consent_says_so_once_and_heals_after_a_new_one(desk: Desk, runner: Runner, clock: ManualClock) -> None:
    desk.ask("dana")
    poll(desk, runner)
    desk.control.post("tokens/revoke")
    clock.move_to(NOW + HOUR)
    with capture_logs() as logs:
        for _ in range(3):
            poll(desk, runner)
    assert [(entry["event"], entry["error"]) for entry in logs] == [("poll.failed", "ConsentLost")]
    assert desk.account().connection_state == "needs_consent"
    assert desk.account().state_reason
    assert due(desk) == []
    reconnect(desk.context, desk.control, desk.person)
    desk.ask("eve")
    assert due(desk) == [desk.account_id]
    poll(desk, runner)
    assert sorted(row["provider_id"] for row in rows(desk.context, "message_copies")) == sorted(desk.delivered)


def test_a_lost_consent_that_is_heard_of_after_a_new_one_asks_for_nothing(
    desk: Desk, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hear_too_late(_self: AccountReader) -> Slice:
        reconnect(desk.context, desk.control, desk.person)
        raise ConsentLost("Withdrawn.")

    with monkeypatch.context() as patched:
        patched.setattr(AccountReader, "next_slice", hear_too_late)
        poll(desk, runner)
    account = desk.account()
    assert (account.connection_state, account.state_reason, account.lease_owner) == ("connected", "", "")
    assert [row for row in rows(desk.context, "activity") if row["what"] == "consent needed"] == []
    desk.ask("dana")
    poll(desk, runner)
    assert len(rows(desk.context, "messages")) == 1


def test_a_poll_that_lost_its_lease_leaves_everything_to_its_successor(
    desk: Desk, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(_self: AccountReader) -> Slice:
        with desk.context.database.writing(desk.person) as session:
            session.execute(update(Account).values(lease_epoch=99, lease_owner="successor"))
        raise LostLease

    monkeypatch.setattr(AccountReader, "next_slice", lose)
    poll(desk, runner)
    account = desk.account()
    assert (account.lease_owner, account.lease_epoch, account.failures) == ("successor", 99, 0)
    assert poll_account(desk.context, runner.pipeline, desk.account_id, desk.person) is None


def test_a_first_read_comes_back_behind_the_others_after_its_turn(
    desk: Desk, runner: Runner, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk.context.database.writing(desk.person) as session:
        session.add(
            Account(
                id="acc_small", person_id=desk.person, provider="google", email="small@x.example", scopes=[],
                since=NOW, created_at=NOW, next_due=NOW + timedelta(seconds=1),
            )
        )  # fmt: skip
    desk.ask("dana", at=NOW - HOUR)
    monkeypatch.setattr(clock_module, "TURN_SECONDS", -1.0)
    turns = 0
    while desk.account().caught_up_at is None:
        clock.move_to(clock() + timedelta(seconds=5))
        poll(desk, runner)
        turns += 1
        if desk.account().caught_up_at is None:
            assert due(desk) == ["acc_small", desk.account_id]
    assert turns > 3
    assert len(rows(desk.context, "message_copies")) == 1


def test_the_past_of_an_account_is_never_read_by_two_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, turns = Clock(desk.context, Runner(desk.context).pipeline), list[Callable[[], None]]()
    monkeypatch.setattr(clock_module, "TURN_SECONDS", -1.0)
    monkeypatch.setattr(clock._pasts, "submit", lambda *call, **more: turns.append(partial(*call, **more)))
    clock._holder.look()
    clock._look_back()
    for _ in range(3):
        turns.pop()()
        clock._look_back()
        assert len(turns) == 1


def test_an_account_that_was_erased_meanwhile_is_left(
    desk: Desk, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def erase(_self: AccountReader) -> Slice:
        with desk.context.database.writing(desk.person) as session:
            session.delete(session.get_one(Account, desk.account_id))
        raise LookupError

    monkeypatch.setattr(AccountReader, "next_slice", erase)
    with capture_logs() as logs:
        one_turn(Clock(desk.context, runner.pipeline))
    assert {entry["event"] for entry in logs} == {"poll.left"}


def test_the_clock_polls_what_is_due_and_sweeps_what_waits(desk: Desk) -> None:
    desk.ask("dana", at=NOW - HOUR)
    runner = Runner(desk.context)
    one_turn(Clock(desk.context, runner.pipeline))
    assert len(rows(desk.context, "message_copies")) == 1
    runner.broker.flush_all()
    runner.pipeline.handed_over.forget()
    sweep(desk.context, runner.pipeline)
    assert [queue.qsize() for name, queue in runner.broker.queues.items() if name == PAST] == [1]


def test_of_many_processes_on_one_redis_one_sweeps_and_another_follows_at_once(desk: Desk, redis_url: str) -> None:
    settings = desk.context.settings.model_copy(update={"redis_url": SecretStr(redis_url)})
    context = replace(desk.context, settings=settings)
    one, other = (Leader(context, Runner(context).pipeline) for _ in range(2))
    assert one.leads()
    assert not other.leads()
    before = rows(context, "leases")
    assert one.leads()
    assert rows(context, "leases") == before
    one._thread = other._thread = _Ended()  # type: ignore[assignment]
    one.stop()
    assert other.leads()
    other.stop()
    with context.database.reading() as session:
        assert session.get(Lease, leases.LEADER) is None


class _Ended:
    def join(self) -> None:
        """It never began."""


def test_everything_ends_also_while_the_database_is_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("", {}, sqlite3.OperationalError("unable to open database file"))

    runner = Runner(desk.context)
    runner.start()
    clock, leader = runner._clock, runner._leader
    assert clock is not None
    assert leader is not None
    leader._leads_until = math.inf
    started = [clock._thread, leader._thread, *runner._threads()]
    monkeypatch.setattr(desk.context.database, "writing", away)
    runner.stop()
    assert [thread.name for thread in started if thread.is_alive()] == []


def test_sync_waits_out_what_the_provider_asked_for(
    desk: Desk, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.ask("dana", at=NOW - HOUR)
    desk.control.order_fault("gmail.users.messages.list", "rate_limit", retry_after=20)
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.move_to(clock() + timedelta(seconds=seconds))
        with desk.context.database.writing(desk.person) as session:
            session.execute(update(Allowance).values(blocked_until=None))

    monkeypatch.setattr("workers.runner.time.sleep", sleep)
    with Runner(desk.context) as runner:
        done = runner.sync_once()
    assert slept[0] == pytest.approx(20, abs=1)
    assert done.stored == 1


def test_the_leader_copies_the_database_once_a_day_and_keeps_the_last_few(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = desk.context.settings.database_path
    leader = Leader(desk.context, Runner(desk.context).pipeline)
    leader._up_since -= 3600
    for hour in range(0, 24 * 6, 8):
        monkeypatch.setattr("workers.leading.real_now", lambda hour=hour: NOW + timedelta(hours=hour))
        leader._backup_at = 0.0
        leader.turn()
        leader._pool.submit(lambda: None).result()
    assert [backup.made_at(copy) for copy in backup.listing(place)] == [NOW + timedelta(days=day) for day in (5, 4, 3)]
    leader._pool.shutdown()


def test_texts_that_could_not_be_taken_away_are_tried_again_after_ten_minutes_and_not_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[datetime] = []

    def fail(_context: Context, now: datetime) -> int:
        tries.append(now)
        raise OSError

    def turn() -> None:
        leader.turn()
        leader._pool.submit(lambda: None).result()

    monkeypatch.setattr(care, "retain_all", fail)
    leader = Leader(desk.context, Runner(desk.context).pipeline)
    for _ in range(3):
        turn()
    assert len(tries) == 1
    leader._retain_at -= leading.RETAIN_SECONDS
    turn()
    assert len(tries) == 2
    leader._pool.shutdown()


def test_where_no_copies_are_wanted_none_is_made(desk: Desk) -> None:
    context = replace(desk.context, settings=desk.context.settings.model_copy(update={"backups": 0}))
    leader = Leader(context, Runner(context).pipeline)
    leader._up_since -= 3600
    leader.turn()
    leader._pool.shutdown(wait=True)
    assert not backup.folder_of(context.settings.database_path).exists()
