"""The sandbox's clock: starts at a chosen instant, runs on in real time, and jumps forward when told.

Whoever must keep the same time follows the clock file: it holds the seconds to add to real time, nothing else.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """Virtual time as real time plus an offset."""

    def __init__(self, start: datetime, file: Path | None = None) -> None:
        self._file = file
        self._offset = 0.0
        self._set_offset(start.timestamp() - time.time())

    @property
    def offset(self) -> float:
        return self._offset

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self._offset, UTC)

    def advance(self, by: timedelta) -> None:
        if by < timedelta(0):
            raise ValueError("the clock only moves forward")
        self._set_offset(self._offset + by.total_seconds())

    def move_to(self, instant: datetime) -> None:
        self.advance(instant - self.now())

    def restart(self, start: datetime) -> None:
        """Set the clock anew, also backwards: only a new world may do this."""
        self._set_offset(start.timestamp() - time.time())

    def _set_offset(self, offset: float) -> None:
        self._offset = offset
        if self._file is None:
            return
        fresh = self._file.with_name(f"{self._file.name}.new")
        fresh.write_text(f"{offset:.6f}\n")
        fresh.replace(self._file)
