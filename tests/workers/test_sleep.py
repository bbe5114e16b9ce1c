"""A machine that sleeps for hours, or whose clock is set: reading goes on at the next look, under the leases it had."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from infra.sandbox.process import Sandbox
from service import leases
from service.clock import ManualClock, Steadiness
from service.context import Context
from tests.conftest import NOW
from tests.rows import rows
from tests.service.office import open_office
from tests.service.sandboxed import Desk
from workers.clock import Clock
from workers.leading import sweep
from workers.runner import Runner

HOURS = timedelta(hours=1)
MOMENT = timedelta(seconds=21)
"""More than an account waits between two polls."""


class Inline:
    """Does what is submitted at once, in this thread."""

    def submit(self, work: Callable[..., None], *arguments: Any, **more: Any) -> None:
        work(*arguments, **more)

    def shutdown(self, **_how: bool) -> None:
        return


class Machine:
    """A machine's time: what has passed while it worked, and its clock beside that."""

    def __init__(self, product: ManualClock) -> None:
        self.worked, self.ahead, self._product = timedelta(), timedelta(), product

    def now(self) -> datetime:
        return NOW + self.worked + self.ahead

    def seconds(self) -> float:
        """What the system calls monotonic: it stands still while the machine sleeps."""
        return self.worked.total_seconds()

    def work(self, by: timedelta) -> None:
        self.worked += by
        self._product.now = self.now()

    def jump(self, by: timedelta) -> None:
        """It sleeps for so long, or its clock is set by so much; nothing works meanwhile."""
        self.ahead += by
        self._product.now = self.now()


@pytest.fixture
def machine(clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(clock)
    for name, module in list(sys.modules.items()):
        if name.startswith(("service.", "workers.")) and hasattr(module, "real_now"):
            monkeypatch.setattr(module, "real_now", made.now)
    for name in ("workers.clock", "workers.holding"):
        monkeypatch.setattr(sys.modules[name], "time", SimpleNamespace(monotonic=made.seconds))
    return made


def clock_of(runner: Runner, machine: Machine) -> Clock:
    """The clock of a process on that machine."""
    made = Clock(runner.context, runner.pipeline)
    made._steadiness = Steadiness(machine.now, machine.seconds)
    made._polls = made._pasts = cast("Any", Inline())
    return made


@pytest.fixture
def awake(desk: Desk, machine: Machine) -> Clock:
    """A clock that has read the account once and holds it."""
    made = clock_of(Runner(desk.context), machine)
    for _ in range(4):
        made.turn()
        machine.work(MOMENT)
    return made


def mails(desk: Desk) -> int:
    return len(rows(desk.context, "messages"))


@pytest.mark.parametrize("asleep", [10 * HOURS, 3 * HOURS, timedelta(minutes=2)])
def test_after_a_sleep_the_first_look_reads_what_came_under_the_same_lease(
    asleep: timedelta, awake: Clock, desk: Desk, machine: Machine
) -> None:
    epoch = desk.account().lease_epoch
    machine.jump(asleep)
    desk.ask("robin")
    awake.turn()
    assert mails(desk) == 1
    account = desk.account()
    assert account.lease_epoch == epoch, "nothing had to be taken anew"
    assert account.lease_until
    assert account.lease_until > machine.now()


@pytest.mark.parametrize("by", [-3 * HOURS, -timedelta(days=2)])
def test_a_clock_that_is_set_back_does_not_stop_reading_until_it_is_that_late_again(
    by: timedelta, awake: Clock, desk: Desk, machine: Machine
) -> None:
    awake.turn()
    machine.jump(by)
    desk.ask("robin")
    awake.turn()
    machine.work(MOMENT)
    awake.turn()
    assert mails(desk) == 1


def test_a_provider_that_asked_to_wait_while_the_clock_was_ahead_is_asked_again_once_it_is_right(
    awake: Clock, desk: Desk, machine: Machine
) -> None:
    machine.jump(2 * HOURS)
    desk.control.order_fault("gmail.users.history.list", "rate_limit", retry_after=40)
    awake.turn()
    (allowance,) = rows(desk.context, "allowances")
    assert allowance["blocked_until"] > machine.now()
    machine.jump(-2 * HOURS)
    desk.ask("robin")
    machine.work(2 * MOMENT)
    awake.turn()
    assert mails(desk) == 1


@pytest.mark.parametrize("goes_well", [True, False])
def test_an_account_is_read_after_a_start_with_the_right_clock_though_the_end_was_with_a_wrong_one(
    goes_well: bool, awake: Clock, desk: Desk, machine: Machine
) -> None:
    ahead = HOURS / 3 if goes_well else 2 * HOURS
    machine.jump(ahead)
    if not goes_well:
        desk.control.order_fault("*", "status", status=503, times=None)
    awake.turn()
    awake._holder.give_back_all()
    due = desk.account().next_due
    machine.jump(-ahead)
    assert due
    assert due > machine.now()
    desk.control.clear_faults()
    desk.ask("robin")
    again = clock_of(Runner(desk.context), machine)
    for _ in range(2):
        again.turn()
    assert mails(desk) == 1


class Idle:
    """Does nothing of what is submitted."""

    def submit(self, *_work: Any, **_more: Any) -> None:
        return


@pytest.mark.parametrize("starts_anew", [False, True])
def test_a_mail_approved_while_the_clock_was_ahead_goes_out_once_its_window_is_over(
    starts_anew: bool, sandbox: Sandbox, empty_context: Context, machine: Machine
) -> None:
    office = open_office(sandbox, empty_context, "google")
    window = timedelta(seconds=office.context.settings.undo_seconds)
    with Runner(office.context) as runner:
        clock = clock_of(runner, machine)
        clock._polls = clock._pasts = cast("Any", Idle())
        machine.jump(2 * HOURS)
        clock.turn()
        approval_id = office.approve(undo_seconds=window.total_seconds())
        machine.jump(-2 * HOURS)
        if starts_anew:
            started = Runner(office.context)
            started.start(clock=False, jobs=False)
            started.stop()
        else:
            clock.turn()
        runner.settle()
        assert office.approval(approval_id).state == "held", "the window is a whole one, whatever the clock said"
        machine.work(window)
        runner.settle()
    assert office.approval(approval_id).state == "sent"
    assert len(office.sent()) == 1


def test_a_clock_that_runs_as_it_should_is_not_taken_for_one_that_jumped(machine: Machine) -> None:
    steady = Steadiness(machine.now, machine.seconds)
    machine.work(9 * HOURS)
    assert steady.jump() == timedelta()
    machine.jump(HOURS)
    assert steady.jump() == HOURS
    assert steady.jump() == timedelta()


def test_what_is_done_once_is_not_done_again_when_the_clock_jumps_there_and_back(
    awake: Clock, desk: Desk, machine: Machine
) -> None:
    desk.ask("robin")
    machine.work(MOMENT)
    awake.turn()
    with Runner(desk.context) as runner:
        runner.settle()
        handled = [event["id"] for event in rows(desk.context, "events") if event["handled_at"]]
        assert handled
        for by in (8 * HOURS, -8 * HOURS, -8 * HOURS, 16 * HOURS):
            machine.jump(by)
            awake.turn()
            assert not set(sweep(desk.context, runner.pipeline)) & set(handled)
            runner.settle()
    assert mails(desk) == 1
    assert desk.control.sent() == []


def test_the_process_that_slept_is_not_given_up_by_itself(awake: Clock, desk: Desk, machine: Machine) -> None:
    machine.jump(10 * HOURS)
    awake.turn()
    with desk.context.database.reading() as session:
        assert leases.census(session, machine.now()) == leases.Census(1, ())
