"""Erasing while workers are at work: whatever one of them holds in its hands just then, it stores nothing of it any more,
also when somebody begins anew at once. Each run parks a worker at one point outside of transactions, erases everything as
another process would, lets somebody begin anew, and lets the worker go on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.sandbox.process import Sandbox, run_sandbox
from service import accounts, crash, erasing, migrate
from service.clock import ManualClock
from service.context import Context, open_context
from service.schema import SetAside
from service.settings import load_settings
from tests import rows
from tests.conftest import NOW
from tests.service.office import Office, open_office
from tests.verdicts import Verdict
from workers.runner import Runner

INSIDE = (".after_begin", ".before_commit")
"""Endings of points inside a transaction: there nobody else can erase."""
QUICK = (
    "mailbox.search.after_call",
    "calendar.changes.after_call",
    "match.before_job",
    "send.before_job",
)
"""A page of mails and one of a calendar, an event, and a mail that is to leave: held by a worker when all is erased."""
PATIENCE = 30.0
MAILS = 5


@pytest.fixture(scope="module")
def google() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none", "--no-quota", "--now", NOW.isoformat()) as started:
        yield started


class Parking:
    """Stops the first worker that comes to a point until it is let go; notes every point that workers pass."""

    def __init__(self, at: str) -> None:
        self._at, self.passed = at, set[str]()
        self.reached, self._go = threading.Event(), threading.Event()

    def note(self, name: str) -> None:
        if threading.current_thread() is threading.main_thread():
            return
        self.passed.add(name)
        if name == self._at and not self.reached.is_set():
            self.reached.set()
            self._go.wait(PATIENCE)

    def let_go(self) -> None:
        self._go.set()


@contextmanager
def parking(at: str) -> Iterator[Parking]:
    found = Parking(at)
    crash.observer = found.note
    try:
        yield found
    finally:
        found.let_go()
        crash.observer = None


def lived(context: Context, google: Sandbox) -> Office:
    """A mailbox to be read, with people who ask and a talk, and an approved mail that leaves at once."""
    office = open_office(google, context, "google", poll_seconds=0.2, look_seconds=0.1)
    for number in range(MAILS):
        text = "Would you have 20 minutes for an informational interview? I would love to hear about your path."
        head = f"From: Dana Poe <dana{number}@poe.example>\nTo: alex@example.com\nSubject: A question\n"
        stamp = f"Message-ID: <a{number}@poe.example>\nDate: Mon, 02 Mar 2026 08:0{number}:00 +0000\n"
        office.control.deliver(f"{head}{stamp}\nHi Alex,\n\n{text}\n".encode())
    with office.context.database.writing(office.person) as session:
        # The mail that the draft answers was looked at before: else the sending waits for it, if a poll is quicker.
        read = {"account_id": office.account_id, "kind": "mail", "provider_id": office.thread, "date": NOW}
        session.add(SetAside(person_id=office.person, rule="no sign of an interview", **read))
    office.approve()
    return office


@contextmanager
def running(context: Context) -> Iterator[Runner]:
    runner = Runner(context)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()


def wait(is_so: Callable[[], bool]) -> bool:
    end = threading.Event()
    return any(is_so() or end.wait(0.05) for _ in range(int(PATIENCE / 0.05)))


def erased_at(point: str, context: Context, google: Sandbox) -> dict[str, rows.Rows] | None:
    """What is left in the tables when a worker was parked there, and everything erased meanwhile; None where nobody came
    by: which way a life goes hangs on who is first.
    """
    office = lived(context, google)
    with parking(point) as parked, running(office.context):
        if not parked.reached.wait(PATIENCE):
            return None
        other = open_context(office.context.settings, office.context.clock)
        try:
            receipt = erasing.erase_everything(other, office.person, NOW)
            assert receipt.counts["persons"] == 1
            accounts.ensure_local_person(other)
        finally:
            other.database.close()
        parked.let_go()
    assert len(office.sent()) <= 1
    left = rows.everything(office.context)
    return {name: held for name, held in left.items() if held and name not in {"persons", "leases"}}


@pytest.mark.parametrize("point", QUICK)
def test_what_a_worker_holds_when_everything_is_erased_is_not_stored(
    empty_context: Context, google: Sandbox, point: str
) -> None:
    assert erased_at(point, empty_context, google) == {}


def points_passed(context: Context, google: Sandbox) -> set[str]:
    """Those outside of transactions, in a life in which nothing is erased."""
    office = lived(context, google)
    with parking("") as parked, running(office.context):
        assert wait(lambda: len(office.sent()) == 1 and len(rows.rows(office.context, "messages")) >= MAILS)
    return {one for one in parked.passed if not one.endswith(INSIDE)}


def test_without_the_erasure_the_same_life_fills_the_tables(empty_context: Context, google: Sandbox) -> None:
    assert set(QUICK) <= points_passed(empty_context, google)
    filled = {name for name, held in rows.everything(empty_context).items() if held}
    assert {"messages", "interviews", "contacts", "observations", "activity"} <= filled


def fresh(folder: Path) -> Context:
    """An installation of its own."""
    made = open_context(load_settings({}, data_dir=folder, database_url="", redis_url=""), ManualClock(NOW))
    migrate.upgrade(made.database, backup=None)
    return made


def test_wherever_workers_are_everything_stays_erased(
    google: Sandbox, tmp_path: Path, is_whole: bool, verdict: Verdict
) -> None:
    if not is_whole:
        pytest.skip("Some eighty lives: make security.")
    points = sorted(points_passed(fresh(tmp_path / "first"), google))
    left: dict[str, dict[str, int]] = {}
    reached = 0
    for number, point in enumerate(points):
        context = fresh(tmp_path / str(number))
        try:
            found = erased_at(point, context, google)
        finally:
            context.database.close()
        reached += found is not None
        if found:
            left[point] = {name: len(held) for name, held in found.items()}
    verdict(
        f"Erased with a worker parked at each of {len(points)} points outside of transactions: {len(left)} left rows."
    )
    assert left == {}
    assert len(points) >= 60
