"""The current is cut while SQLite writes: what lies on the disk then is opened, is whole, and going on from it ends as if
nothing had been.

A cut is the file and its write-ahead log as they are at one instant of a writing process, which is stopped for it. Until
SQLite first copies the log into the file, every prefix of the log is what a cut may leave as well (sqlite.org/wal.html,
3), and behind its last commit anything.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from infra.sandbox.process import Sandbox, run_sandbox
from service import accounts, crash, events
from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.context import Context, open_context
from service.encrypted import first_flaw, open_file
from service.folder_key import key_of
from service.schema import Base
from service.settings import load_settings
from service.vault import open_vault
from tests.chaos.ends import Ends, differences, ends
from tests.chaos.histories import Stormy
from tests.chaos.lives import Life
from tests.chaos.storm import Storm, shiftable_time
from tests.chaos.warm import Child, Warm
from tests.conftest import NOW
from tests.service.sandboxed import connect
from tests.verdicts import Verdict
from tests.waiting import wait_until

pytestmark = pytest.mark.timeout(900)
SEED = 20_26_11_22
DAYS = timedelta(days=3)
CUTS, GONE_ON_FROM = 40, 4
FRAME = 4096 + 24
"""One page in the write-ahead log, with its head."""
DATABASE, LOG = "warmthread.db", "warmthread.db-wal"


def ensure_whole(data: Path) -> None:
    """Raises when SQLite finds anything wrong with what lies there."""
    key = key_of(data / DATABASE, open_vault(load_settings({}, data_dir=data)))
    with closing(open_file(data / DATABASE, key)) as connection:
        assert first_flaw(connection) == ""


def copied(data: Path, cut: Path) -> Path:
    """What a cut leaves: not what only memory knows (`-shm`). By a process of its own, since closing a file here would
    take SQLite's locks away.
    """
    shutil.rmtree(cut, ignore_errors=True)
    cut.mkdir(parents=True)
    there = [str(path) for path in data.iterdir() if path.name not in {"warmthread.db-shm"}]
    subprocess.run(["cp", "-a", *there, str(cut)], check=True)
    return cut


# --- in one process, between two steps -----------------------------------------------------------------------------------


def test_whatever_lies_on_the_disk_in_the_middle_of_a_commit_can_be_gone_on_from(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = {"poll_calendar.before_commit", "match.before_commit", "interview.after_commit"}
    cuts: list[Path] = []
    with (
        run_sandbox("--scenario", "none", "--now", NOW.isoformat(), "--no-quota") as sandbox,
        shiftable_time(monkeypatch),
    ):
        storm = Storm(sandbox, "google", tmp_path / "data", migrated)
        life: Stormy = type("Life", (Stormy,), {"make": staticmethod(lambda: storm), "counts": {"histories": 0}})()
        life.ask(late=0, copies=1)
        life.enter(hours=20, is_mine=False, is_asked=True, answer="accepted")

        def cut(name: str) -> None:
            if name in points:
                points.discard(name)
                cuts.append(copied(storm.folder, tmp_path / f"cut{len(cuts)}"))

        crash.observer = cut
        storm.settle()
        crash.observer = None
        storm.settle()
        expected = ends(storm.context)
        for left in cuts:
            ensure_whole(left)
            storm.context.database.close()
            storm.folder = left
            storm.start_again()
            storm.settle()
            storm.settle()
            assert differences(expected, ends(storm.context)) == []
        storm.close()
    assert (len(cuts), points) == (3, set())


# --- a process that is stopped anywhere ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Desk:
    """A month's first days at a provider, and processes that read them."""

    sandbox: Sandbox
    warm: Warm
    folder: Path

    def begin(self, name: str) -> Path:
        return copied(self.folder / "connected", self.folder / name)

    def settings(self, data: Path) -> dict[str, str]:
        more = {"WARMTHREAD_DATA_DIR": str(data), "WARMTHREAD_WORKERS": "1"}
        return self.sandbox.product_settings() | more

    def read(self, data: Path) -> Child:
        """A process that reads on in that folder for a turn, and works off what that brings."""
        now = (NOW + DAYS).isoformat()
        return self.warm.start(Life("read", self.settings(data), now, str(self.folder / "children.log")))

    def read_all(self, data: Path) -> None:
        """One such process after the other, until everything is read and worked off."""
        for _ in range(20):
            if self.is_done(data):
                return
            assert self.read(data).wait() == 0
        raise AssertionError("it never comes to an end")

    def is_done(self, data: Path) -> bool:
        """A cut may fall between the last of the reading and the work that it brings."""
        with self.opened(data) as context, context.database.reading() as session:
            (account,), due = accounts.listing(session, LOCAL_PERSON), events.next_due(session)
            return account.caught_up_at is not None and (due is None or due > context.clock())

    @contextmanager
    def opened(self, data: Path) -> Iterator[Context]:
        context = open_context(load_settings(self.settings(data)), ManualClock(NOW + DAYS))
        yield context
        context.database.close()

    def end(self, data: Path) -> Ends:
        """What it came to, as far as it is shown; how often somebody looked on the way hangs on where it was cut."""
        with self.opened(data) as context:
            found = {table: lines for table, lines in ends(context).items() if table not in {"events", "activity"}}
        found["interviews"] = [line for line in found["interviews"] if '"status": "not_logged"' not in line]
        return found


@pytest.fixture
def desk(tmp_path: Path, is_whole: bool, request: pytest.FixtureRequest) -> Iterator[Desk]:
    if not is_whole:
        pytest.skip("`make chaos` stops a writing process over and over; here one is cut between its steps")
    month = ("--scenario", "month", "--seed", "1", "--now", NOW.isoformat(), "--no-quota")
    warm: Warm = request.getfixturevalue("warm")
    with run_sandbox(*month) as sandbox:
        sandbox.control.move_clock(to=(NOW + DAYS).isoformat())
        made = Desk(sandbox, warm, tmp_path)
        (tmp_path / "connected").mkdir(mode=0o700)
        with made.opened(tmp_path / "connected") as context:
            Base.metadata.create_all(context.database.engine)
            connect(sandbox, context)
        yield made


def stopped_cuts(desk: Desk, data: Path, chance: random.Random) -> Iterator[Path]:
    """What a cut would leave, again and again until the process has read and worked off everything."""
    number = 0
    while not desk.is_done(data):
        child = desk.read(data)
        while child.wait(chance.uniform(0.005, 0.1)) is None:
            if number == CUTS:
                continue
            os.kill(child.pid, signal.SIGSTOP)
            wait_until(lambda: is_stopped(child.pid), "it stands still")  # noqa: B023
            yield copied(data, desk.folder / "cuts" / str(number))
            number += 1
            os.kill(child.pid, signal.SIGCONT)


def is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "TZ"


def torn(cut: Path, beginning: bytes, chance: random.Random) -> str:
    """Cuts the log off anywhere, as far as that may happen; else tears what comes behind its end. Returns which."""
    log = cut / LOG
    size = log.stat().st_size if log.exists() else 0
    if size and (cut / DATABASE).read_bytes() == beginning:
        os.truncate(log, chance.randrange(size))
        return "prefix"
    if size:
        with log.open("ab") as file:
            file.write(chance.randbytes(chance.randrange(1, FRAME)))
        return "torn tail"
    return "no log"


@pytest.mark.usefixtures("durable")
def test_a_writing_process_may_be_cut_off_anywhere(desk: Desk, verdict: Verdict) -> None:
    chance = random.Random(SEED)
    undisturbed = desk.begin("undisturbed")
    desk.read_all(undisturbed)
    expected, data = desk.end(undisturbed), desk.begin("data")
    beginning = (data / DATABASE).read_bytes()
    cuts = list(stopped_cuts(desk, data, chance))
    found = differences(expected, desk.end(data))
    assert not found, "\n".join(found)
    kinds: dict[str, int] = {}
    for cut in cuts:
        again = copied(cut, cut.with_name(f"{cut.name}-torn"))
        kind = torn(again, beginning, chance)
        kinds[kind] = kinds.get(kind, 0) + 1
        for one in (cut, again):
            ensure_whole(copied(one, cut.with_name("looked-at")))
    for cut in chance.sample(cuts, GONE_ON_FROM):
        for one in (cut, cut.with_name(f"{cut.name}-torn")):
            desk.read_all(one)
            found = differences(expected, desk.end(one))
            assert not found, (one.name, "\n".join(found))
    assert len(cuts) >= 20
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    verdict(
        f"SQLite cut off {2 * len(cuts)} times while written (seed {SEED}; {told}): all whole, {2 * GONE_ON_FROM} gone on from: same"
    )
