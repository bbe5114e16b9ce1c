"""Which events this process has handed to the queue lately, so that a sweep does not hand them over again and again.

A memory, not a truth: when it is wrong or lost, an event is handed over once more, which changes nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

AGAIN_AFTER = 5.0
"""Seconds after which an event that is still unhandled is handed over again; each time twice as long."""
LONGEST = 80.0
_MOST = 20_000


class HandedOver:
    """Events under way, each with the moment (in this process's own time) from which it may be sent once more."""

    def __init__(self, time_of: Callable[[], float] = time.monotonic) -> None:
        self._time_of = time_of
        self._lock = threading.Lock()
        self._sent: dict[int, tuple[float, float]] = {}

    def take(self, event_ids: Sequence[int]) -> list[int]:
        """Those that are to be sent now; they count as sent from here on."""
        now = self._time_of()
        with self._lock:
            if len(self._sent) > _MOST:
                self._sent = {event: sent for event, sent in self._sent.items() if sent[0] > now}
            taken = [event_id for event_id in event_ids if self._sent.get(event_id, (0.0, 0.0))[0] <= now]
            for event_id in taken:
                wait = min(self._sent.get(event_id, (0.0, AGAIN_AFTER / 2))[1] * 2, LONGEST)
                self._sent[event_id] = (now + wait, wait)
        return taken

    def done(self, event_id: int) -> None:
        """A job for it has ended in this process, well or not: a further try is a new one."""
        with self._lock:
            self._sent.pop(event_id, None)

    def forget(self) -> None:
        """The queue is known to be empty: what is still unhandled was lost."""
        with self._lock:
            self._sent.clear()
