"""The product's clock runs on from where it was started, follows its offset file at once, and never goes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service import clock
from service.clock import ManualClock, clock_of, real_now
from service.settings import load_settings

REAL = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


class Machine:
    """A machine whose time the test holds."""

    def __init__(self) -> None:
        self.now = REAL

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    held = Machine()
    monkeypatch.setattr(clock, "real_now", held)
    return held


def test_real_time_is_aware_utc() -> None:
    assert real_now().utcoffset() == timedelta()


def test_without_settings_the_clock_is_the_machines(machine: Machine) -> None:
    now = clock_of(load_settings({}))
    assert now() == REAL
    machine.now += timedelta(seconds=5)
    assert now() == REAL + timedelta(seconds=5)


def test_a_clock_started_elsewhere_runs_on_with_the_machine(machine: Machine) -> None:
    now = clock_of(load_settings({"WARMTHREAD_NOW": "2026-03-01T08:00:00+01:00"}))
    assert now() == datetime(2026, 3, 1, 7, 0, tzinfo=UTC)
    machine.now += timedelta(minutes=3)
    assert now() == datetime(2026, 3, 1, 7, 3, tzinfo=UTC)


def test_the_offset_file_is_followed_at_once_by_every_clock(machine: Machine, tmp_path: Path) -> None:
    offset = tmp_path / "offset"
    settings = load_settings({"WARMTHREAD_CLOCK_FILE": str(offset)})
    clocks = [clock_of(settings), clock_of(settings)]
    assert [now() for now in clocks] == [REAL, REAL]
    offset.write_text("3600", encoding="ascii")
    assert [now() for now in clocks] == [REAL + timedelta(hours=1)] * 2
    offset.write_text("7200.5\n", encoding="ascii")
    assert [now() for now in clocks] == [REAL + timedelta(hours=2, milliseconds=500)] * 2


def test_the_offset_is_added_to_the_start(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "offset").write_text("60", encoding="ascii")
    environ = {"WARMTHREAD_NOW": "2026-03-01T08:00:00Z", "WARMTHREAD_CLOCK_FILE": str(tmp_path / "offset")}
    assert clock_of(load_settings(environ))() == datetime(2026, 3, 1, 8, 1, tzinfo=UTC)


@pytest.mark.parametrize("content", ["", "soon", "\ufeff60"])
def test_an_offset_file_half_written_or_wrong_counts_as_none(machine: Machine, tmp_path: Path, content: str) -> None:
    (tmp_path / "offset").write_text(content, encoding="utf-8")
    assert clock_of(load_settings({"WARMTHREAD_CLOCK_FILE": str(tmp_path / "offset")}))() == REAL


def test_a_manual_clock_stands_still_and_never_goes_back() -> None:
    now = ManualClock(REAL)
    assert now() == now() == REAL
    now.move_to(REAL + timedelta(days=1))
    now.move_to(REAL)
    assert now() == REAL + timedelta(days=1)
