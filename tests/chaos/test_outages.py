"""The database is gone for an hour, in every way that databases go: nothing is lost, nothing given up, the person reads
a sentence, and when it is back everything goes on by itself. Time is moved, not waited for.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from connectors.errors import Misconfigured
from infra.sandbox.process import Sandbox, run_sandbox
from service import care, crash, erasing
from service.cli.app import invoke
from service.cli.runtime import Runtime
from service.clock import ManualClock
from service.context import open_context
from service.database import is_outage
from service.schema import Event, Person
from service.settings import load_settings
from tests.chaos.histories import Stormy
from tests.chaos.storm import TURN, RealTime, Storm, shiftable_time
from tests.conftest import NOW, DatabaseMaker, lay_down
from tests.rows import rows
from tests.servers.postgres import Postgres
from tests.service.test_care import arranged
from tests.service.web.conftest import ORIGIN, Browser, browser
from tests.verdicts import Verdict
from workers.runner import Runner

TURNS = 12
"""Turns of six minutes of the machine's time: more than an hour, and more tries than an event has."""
NO_ROOT = "Only root may mount a small disk: run these tests as root to see a disk that is full or read-only."
MOST_POINTS = 150
"""What one turn of an outage may pass at most: tries do not grow into a busy loop."""


@pytest.fixture(scope="module")
def sandboxes() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none", "--now", NOW.isoformat(), "--no-quota") as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def _time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with shiftable_time(monkeypatch):
        yield


def living(storm: Storm) -> Stormy:
    """A person with three talks and a request, all of them logged, at that Warmthread."""
    machine: type[Stormy] = type("Living", (Stormy,), {"make": staticmethod(lambda: storm), "counts": Counter()})
    life = machine()
    life.ask(late=0, copies=1)
    for hours in (20, 30, 40):
        life.enter(hours=hours, is_mine=False, is_asked=False, answer="accepted")
    life.settled()
    return life


def go_on(life: Stormy) -> None:
    """What happens outside while nobody can write it down."""
    life.ask(late=0, copies=2)
    life.enter(hours=10, is_mine=False, is_asked=True, answer="accepted")
    life.move(which=0, hours=50)
    life.call_off(which=1)
    life.noise(what=("News <news@shop.example>", "Sale", "Everything must go.", "List-Id: <sale.shop.example>\n"))


@dataclass
class Turns:
    """What the turns of an outage came to."""

    errors: list[BaseException]
    points: int = 0


def turns(storm: Storm, count: int = TURNS) -> Turns:
    """So many turns as the clock takes them: it polls, sweeps and works, and goes on whatever that brings."""
    told = Turns([])

    def pass_by(_: str) -> None:
        told.points += 1

    for _ in range(count):
        RealTime.shift += TURN
        for step in (storm.poll, storm.sweep):
            before, crash.observer = crash.observer, crash.observer or pass_by
            try:
                step()
            except Exception as error:  # noqa: BLE001 (as the clock does: the next turn tries again)
                told.errors.append(error)
            finally:
                crash.observer = before
    return told


def assert_survived(life: Stormy) -> int:
    """Everything is as it really is, and no event was held responsible. Returns how many events there are."""
    life.settled()
    life._replayed()
    with life.storm.context.database.reading() as session:
        found = session.scalars(select(Event)).all()
    assert [(one.kind, one.error) for one in found if one.gave_up_at] == []
    return len(found)


def said(storm: Storm, *arguments: str) -> tuple[int, str]:
    """Exit code of `warmthread …`, and all that it says."""
    told = io.StringIO()
    settings = storm.context.settings
    with redirect_stdout(told), redirect_stderr(told):
        code = invoke(arguments, Runtime(engine=Runner, load=lambda: settings))
    return code, told.getvalue()


def assert_told(storm: Storm, web: Browser, token: str, reason: str) -> None:
    """The person reads why, at the terminal and in the browser, and nothing of the program's inside."""
    is_there = (storm.folder / "warmthread.db").exists()
    code, told = said(storm, "sync", "--once")
    assert code == 1, told
    assert (reason if is_there else "There is no Warmthread in") in told
    assert "Traceback" not in told
    if is_there:
        assert said(storm, "doctor")[0] == 1
    answer = web.client.post(f"/health/{storm.account_id}/pause", headers={"Origin": ORIGIN, "X-Form-Token": token})
    assert answer.status_code == 503, answer.text
    assert reason in answer.text
    assert "Traceback" not in answer.text
    assert "sqlite3" not in answer.text


# --- a file ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    if os.getuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip(NO_ROOT)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def full(storm: Storm) -> Iterator[None]:
    """Not a byte is left."""
    ballast = storm.folder.parent / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"0" * 4096):
                pass
        except OSError:
            pass
    yield
    ballast.unlink()


@contextmanager
def read_only(storm: Storm) -> Iterator[None]:
    """Warmthread is started again, and the disk can only be read since."""
    storm.context.database.close()
    disk = str(storm.folder.parent)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    yield
    storm.context.database.close()
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)


@contextmanager
def folder_gone(storm: Storm) -> Iterator[None]:
    """The disk that it was on was taken out."""
    away = storm.folder.rename(storm.folder.with_name("away"))
    yield
    away.rename(storm.folder)


@contextmanager
def file_gone(storm: Storm) -> Iterator[None]:
    """Somebody moved the database away, with what belongs to it."""
    away = storm.folder.with_name("away")
    away.mkdir()
    for path in storm.folder.glob("warmthread.db*"):
        path.rename(away / path.name)
    yield
    for path in away.iterdir():
        path.rename(storm.folder / path.name)


Outage = Callable[[Storm], AbstractContextManager[None]]
FILE_TROUBLE: dict[Outage, str] = {
    full: "The disk is full",
    read_only: "The database file cannot be opened: check the data folder",
    folder_gone: "The database file cannot be opened",
    file_gone: "The database file cannot be opened",
}


@pytest.mark.parametrize("trouble", FILE_TROUBLE, ids=["full", "read-only", "folder-gone", "file-gone"])
def test_a_file_that_cannot_be_written_for_an_hour_loses_nothing_and_says_why(
    trouble: Outage, sandboxes: Sandbox, small_disk: Path, migrated: Path, verdict: Verdict, *, is_whole: bool
) -> None:
    if trouble in {read_only, file_gone} and not is_whole:
        pytest.skip("part of `make chaos`; `make test` tries two others")
    storm = Storm(sandboxes, "google", small_disk / "data", migrated)
    life = living(storm)
    web = browser(storm.context)
    token = web.form_token
    with web.client, trouble(storm):
        go_on(life)
        told = turns(storm)
        assert_told(storm, web, token, FILE_TROUBLE[trouble])
    assert told.errors
    assert all(is_outage(error) or isinstance(error, Misconfigured) for error in told.errors), told.errors
    assert told.points <= TURNS * MOST_POINTS
    count = assert_survived(life)
    storm.close()
    verdict(
        f"{FILE_TROUBLE[trouble]}: {getattr(trouble, '__name__', '')} for {TURNS} turns of {TURN}: 0 lost, {count} events, 0 given up, told in sentences"
    )


def test_a_disk_too_full_to_write_the_file_anew_stops_no_erasing_and_keeps_nobodys_texts(
    small_disk: Path, migrated: Path
) -> None:
    folder, ballast = small_disk / "data", small_disk / "ballast"
    folder.mkdir(mode=0o700)
    lay_down(migrated, folder)
    context = open_context(load_settings({}, data_dir=folder), ManualClock(NOW))
    room = arranged(context)
    with context.database.writing("per_bob", "test") as session:
        session.add(Person(id="per_bob", name="long " * 1_200_000, created_at=NOW))
        session.add(Person(id="per_charlie", created_at=NOW))
    assert context.database.forget_for_good()
    ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free - 2_000_000))
    assert not erasing.erase_everything(context, "per_charlie", NOW).is_wiped
    assert care.retain_all(context, NOW + timedelta(days=120)) == 2
    assert (folder / erasing.PENDING).exists()
    ballast.unlink()
    care.retain_all(context, NOW + timedelta(days=120))
    assert not (folder / erasing.PENDING).exists()
    assert [row["body_sealed"] for row in rows(context, "messages") if row["person_id"] == room.person_id] == [None] * 2
    context.database.close()


# --- a server ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def on_postgres(sandboxes: Sandbox, settings_for: DatabaseMaker, tmp_path: Path) -> Iterator[Storm]:
    url = settings_for("postgres").database_url
    storm = Storm(sandboxes, "google", tmp_path / "data", None, {"database_url": url})
    yield storm
    storm.close()


def cut_all(server: Postgres) -> None:
    """Ends every connection of everybody else."""
    server.run("postgres", psycopg.sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'warmthread'"))  # fmt: skip


def test_connections_cut_at_every_turn_lose_nothing_and_no_event_is_blamed(
    on_postgres: Storm, postgres: Postgres, verdict: Verdict
) -> None:
    life = living(on_postgres)
    go_on(life)
    on_postgres.poll()
    cuts: list[str] = []

    def cut(name: str) -> None:
        if name.endswith(".before_commit") and not name.startswith(("job_failed", "poll_failed", "take_lease")):
            cuts.append(name)
            cut_all(postgres)

    crash.observer = cut
    try:
        told = turns(on_postgres)
    finally:
        crash.observer = None
    with on_postgres.context.database.reading() as session:
        waited = session.scalars(select(Event).where(Event.handled_at.is_(None), Event.attempts > 0)).all()
    assert len(cuts) >= TURNS
    assert (on_postgres.account().failures, on_postgres.account().last_error) == (0, "")
    assert all(is_outage(error) for error in told.errors), told.errors
    assert [(one.kind, one.attempts, one.error) for one in waited] == []
    count = assert_survived(life)
    verdict(f"Postgres' connections cut {len(cuts)} times before a commit: 0 lost, {count} events, none blamed")
