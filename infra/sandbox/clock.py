"""The sandbox's clock: starts at a chosen instant, runs on in real time, and jumps forward when told.

Whoever must keep the same time follows the clock file: it holds the seconds to add to real time, nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """Virtual time as real time plus an offset."""

    def __init__(self, start: datetime, file: Path | None = None, *, begun: float | None = None) -> None:
        """Begin at `start`: now, or at the real time `begun` in an earlier life of the sandbox."""
        self._file = file
        self._offset = 0.0
        self._held: float | None = None
        self._set_offset(start.timestamp() - (time.time() if begun is None else begun))

    @property
    def offset(self) -> float:
        return self._offset

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.real() + self._offset, UTC)

    def real(self) -> float:
        """Return real time, in seconds, or the instant at which it is held."""
        return time.time() if self._held is None else self._held

    @contextmanager
    def held_at(self, instant: float) -> Iterator[None]:
        """Let no time pass inside; whoever holds the world's lock may do this."""
        before, self._held = self._held, instant
        try:
            yield
        finally:
            self._held = before

    def advance(self, by: timedelta) -> None:
        if by < timedelta(0):
            raise ValueError("the clock only moves forward")
        self._set_offset(self._offset + by.total_seconds())

    def move_to(self, instant: datetime) -> None:
        self.advance(instant - self.now())

    def restart(self, start: datetime) -> None:
        """Set the clock anew, also backwards: only a new world may do this."""
        self._set_offset(start.timestamp() - self.real())

    def _set_offset(self, offset: float) -> None:
        self._offset = offset
        if self._file is None:
            return
        fresh = self._file.with_name(f"{self._file.name}.new")
        fresh.write_text(f"{offset:.6f}\n")
        fresh.replace(self._file)
