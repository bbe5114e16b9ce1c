"""A lock that is given to those who ask for it in the order in which they came (a "ticket lock").

SQLite's own lock is asked for again and again in growing steps of up to a tenth of a second
(https://www.sqlite.org/c3ref/busy_timeout.html): who writes one transaction right after the other takes it nearly every
time, and whoever waits beside them gives up in the end. Python's `threading.Lock` promises no order either.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class FairLock:
    """Courtesy among the threads of one process: what it guards must hold without it too."""

    def __init__(self) -> None:
        self._line: deque[threading.Event] = deque()
        self._guard = threading.Lock()
        self._gone = 0

    @contextmanager
    def held(self, *, patience: float) -> Iterator[None]:
        """Waits until all who came before have been. Whoever has waited for `patience` seconds without the line moving
        on goes ahead unasked: the one in front may hang.
        """
        mine = threading.Event()
        try:
            self._join(mine)
            self._wait(mine, patience)
            yield
        finally:
            self._leave(mine)

    @property
    def waiting(self) -> int:
        """How many wait or are in."""
        return len(self._line)

    def _join(self, mine: threading.Event) -> None:
        with self._guard:
            self._line.append(mine)
            self._line[0].set()

    def _wait(self, mine: threading.Event, patience: float) -> None:
        gone = self._gone
        while not mine.wait(patience) and gone != self._gone:
            gone = self._gone

    def _leave(self, mine: threading.Event) -> None:
        with self._guard:
            if mine in self._line:
                self._line.remove(mine)
                self._gone += 1
            if self._line:
                self._line[0].set()
