"""A duty that died or does not come round is named; one that ended as it should is not."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pytest

from service import duties


@dataclass
class Watch:
    """A time of our own."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "_kept", {})
    monkeypatch.setattr(duties, "_watched", {})


def test_a_post_has_to_come_round_and_is_well_again_when_it_does() -> None:
    watch = Watch()
    with duties.post("clock", within=120, time_of=watch) as came_round:
        watch.now = 120
        assert duties.failing(watch) == []
        watch.now = 121
        assert duties.failing(watch) == ["clock: has not come round for 121 seconds"]
        came_round()
        assert duties.failing(watch) == []
    watch.now = 9_999
    assert duties.failing(watch) == []


def test_a_thread_that_a_fault_ended_stays_named() -> None:
    def work() -> None:
        try:
            with duties.post("clock", within=120):
                raise ValueError
        except ValueError:
            return

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert duties.failing() == ["clock: has ended"]


def test_an_errand_is_over_however_it_ends() -> None:
    watch = Watch()
    with pytest.raises(ValueError, match="it"), duties.errand("poll", within=10, time_of=watch):
        watch.now = 11
        assert duties.failing(watch) == ["poll: has not come round for 11 seconds"]
        raise ValueError("it")
    assert duties.failing(watch) == []


def test_of_threads_that_all_have_to_live_a_dead_one_is_told() -> None:
    over = threading.Event()
    lasting, brief = threading.Thread(target=over.wait), threading.Thread(target=int)
    lasting.start()
    with duties.threads("workers", lambda: [lasting]):
        assert duties.failing() == []
    brief.start()
    brief.join()
    with duties.threads("workers", lambda: [lasting, brief]):
        assert duties.failing() == ["workers: a thread has ended"]
    assert duties.failing() == []
    over.set()
    lasting.join()
