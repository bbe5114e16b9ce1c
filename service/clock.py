"""The product's clock: real time, or for demo and tests a time that starts elsewhere and can be moved.

Decisions never read it; they are handed `now`. Leases, time-outs and token expiry always use real time (`real_now`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.settings import Settings

Clock = Callable[[], datetime]


def real_now() -> datetime:
    """The machine's time, aware UTC."""
    return datetime.now(UTC)


def clock_of(settings: Settings) -> Clock:
    """The clock the settings ask for.

    `WARMTHREAD_NOW` starts it at that instant and lets it run on; `WARMTHREAD_CLOCK_FILE` names a file with an
    offset in seconds that is added, read anew at every call so that all processes follow it at once.
    """
    started = real_now()
    base = settings.now - started if settings.now else timedelta()
    path = settings.clock_file

    def now() -> datetime:
        return real_now() + base + (_offset(path) if path else timedelta())

    return now


def _offset(path: Path) -> timedelta:
    try:
        return timedelta(seconds=float(path.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return timedelta()


class Steadiness:
    """Notices that the machine slept, or that its clock was set: then its time and the time that it has worked differ."""

    def __init__(self, real: Clock = real_now, worked: Callable[[], float] = time.monotonic) -> None:
        self._real, self._worked = real, worked
        self._last = real(), worked()

    def jump(self) -> timedelta:
        """By how much the machine's time has left the time that it worked behind since the last look; less than zero
        where the clock was set back. A few milliseconds are usual.
        """
        before, self._last = self._last, (self._real(), self._worked())
        return (self._last[0] - before[0]) - timedelta(seconds=self._last[1] - before[1])


class ManualClock:
    """A clock that stands still until it is set: `simulate` and tests."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move_to(self, instant: datetime) -> None:
        """Moves forward to `instant`; never backward."""
        self.now = max(self.now, instant)
