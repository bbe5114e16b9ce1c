"""Whoever asks to write is let in in turn: nobody is passed by those who came later, nobody waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest

from service import crash
from service.context import Context
from service.fair_lock import FairLock

PATIENCE = 30.0


def until(is_so: Callable[[], bool]) -> None:
    """Waits for other threads; the test's own time limit ends it."""
    while not is_so():
        threading.Event().wait(0.001)


def _is_as_long(lock: FairLock, length: int) -> bool:
    return lock.waiting == length


@contextmanager
def somebody_inside(lock: FairLock) -> Iterator[threading.Event]:
    """A thread that is in and goes when it is told to."""
    entered, go = threading.Event(), threading.Event()

    def stay() -> None:
        with lock.held(patience=PATIENCE):
            entered.set()
            go.wait()

    thread = threading.Thread(target=stay)
    thread.start()
    entered.wait()
    try:
        yield go
    finally:
        go.set()
        thread.join()


def test_a_thread_that_writes_without_a_pause_lets_in_whoever_waits_each_time(context: Context, alice: str) -> None:
    database, order = context.database, list[str]()

    def write(name: str) -> None:
        with database.writing(alice):
            order.append(name)

    with ThreadPoolExecutor(2) as threads:
        for _ in range(20):
            with database.writing(alice):
                other = threads.submit(write, "waited")
                until(partial(_is_as_long, database.line, 2))
            for _ in range(3):
                write("again")
            other.result()
    assert order == ["waited", "again", "again", "again"] * 20


def test_whoever_has_committed_is_out_of_the_line(
    context: Context, alice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, int] = {}
    monkeypatch.setattr(crash, "observer", lambda name: seen.update({name: context.database.line.waiting}))
    with context.database.writing(alice, "draw"):
        pass
    assert seen == {"draw.after_begin": 1, "draw.before_commit": 1, "draw.after_commit": 0}


def test_all_who_wait_come_in_in_the_order_in_which_they_asked() -> None:
    lock, order = FairLock(), list[int]()

    def enter(number: int) -> None:
        with lock.held(patience=PATIENCE):
            order.append(number)

    with ThreadPoolExecutor(12) as threads, somebody_inside(lock):
        for number in range(12):
            threads.submit(enter, number)
            until(partial(_is_as_long, lock, number + 2))
    assert order == list(range(12))


def test_only_one_is_in_at_a_time() -> None:
    lock, inside, most = FairLock(), list[int](), list[int]()

    def enter(number: int) -> None:
        for _ in range(50):
            with lock.held(patience=PATIENCE):
                inside.append(number)
                most.append(len(inside))
                inside.remove(number)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(enter, range(8)))
    assert (len(most), max(most), lock.waiting) == (400, 1, 0)


def test_one_who_hangs_in_front_does_not_keep_out_the_others_for_ever() -> None:
    lock = FairLock()
    with somebody_inside(lock):
        with lock.held(patience=0.01):
            assert lock.waiting == 2
        with lock.held(patience=0.01):
            assert lock.waiting == 2
    assert lock.waiting == 0


def test_who_fails_inside_makes_room() -> None:
    lock = FairLock()
    with pytest.raises(ValueError, match="no"), lock.held(patience=PATIENCE):
        raise ValueError("no")
    with lock.held(patience=PATIENCE):
        assert lock.waiting == 1
