"""What this process has to keep doing, and whether it does: a thread that ended by a fault, or that has not come round
for too long, is named to whoever asks whether the process is well. Knows names and times, nothing of the work.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_lock = threading.Lock()
_numbers = itertools.count()
_kept: dict[int, _Duty] = {}
_watched: dict[int, tuple[str, Callable[[], Iterable[threading.Thread]]]] = {}


@dataclass(slots=True)
class _Duty:
    name: str
    within: float
    thread: threading.Thread
    came_round: float


@contextmanager
def post(name: str, *, within: float, time_of: Callable[[], float] = time.monotonic) -> Iterator[Callable[[], None]]:
    """What this thread does until it is told to stop: it has to call what it is handed every `within` seconds.

    A fault that ends the block ends the duty uncompleted: it stays named as dead.
    """
    number, duty = _begin(name, within, time_of())

    def came_round() -> None:
        duty.came_round = time_of()

    yield came_round
    _end(number)


@contextmanager
def errand(name: str, *, within: float, time_of: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """One piece of work on this thread that has to end, well or not, within so many seconds."""
    number, _ = _begin(name, within, time_of())
    try:
        yield
    finally:
        _end(number)


@contextmanager
def threads(name: str, living: Callable[[], Iterable[threading.Thread]]) -> Iterator[None]:
    """While the block runs, every thread that `living` lists has to be alive."""
    number = next(_numbers)
    with _lock:
        _watched[number] = (name, living)
    try:
        yield
    finally:
        with _lock:
            _watched.pop(number, None)


def failing(time_of: Callable[[], float] = time.monotonic) -> list[str]:
    """A sentence for each duty that is not done, with its name; none when all is well."""
    now = time_of()
    with _lock:
        kept, watched = list(_kept.values()), list(_watched.values())
    said = [words for duty in kept if (words := _trouble(duty, now))]
    said += [f"{name}: a thread has ended" for name, living in watched if not all(one.is_alive() for one in living())]
    return sorted(set(said))


def _trouble(duty: _Duty, now: float) -> str:
    if not duty.thread.is_alive():
        return f"{duty.name}: has ended"
    if now - duty.came_round > duty.within:
        return f"{duty.name}: has not come round for {now - duty.came_round:.0f} seconds"
    return ""


def _begin(name: str, within: float, now: float) -> tuple[int, _Duty]:
    number, duty = next(_numbers), _Duty(name, within, threading.current_thread(), now)
    with _lock:
        _kept[number] = duty
    return number, duty


def _end(number: int) -> None:
    with _lock:
        _kept.pop(number, None)
