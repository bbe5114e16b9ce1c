"""Which events this process has handed to the queue lately, so that a sweep does not hand them over again and again.

A memory, not a truth: when it is wrong or lost, an event is handed over once more, which changes nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

AGAIN_AFTER = 5.0
"""Seconds after which an event that is still unhandled is handed over again; each time twice as long."""
LONGEST = 20.0
GRACE = 0.7
"""Seconds that a sweeper leaves to whoever logged an event: that process hands it over itself, unless it died."""
_MOST = 20_000


class HandedOver:
    """Events under way, each with the moment (in this process's own time) from which it may be sent once more."""

    def __init__(self, time_of: Callable[[], float] = time.monotonic) -> None:
        self._time_of = time_of
        self._lock = threading.Lock()
        self._sent: dict[int, tuple[float, float]] = {}

    def take(self, event_ids: Sequence[int], *, grace: float = 0.0) -> list[int]:
        """Those that are to be sent now; they count as sent from here on.

        With `grace` those never heard of are sent only when they still wait so many seconds later.
        """
        now = self._time_of()
        with self._lock:
            if len(self._sent) > _MOST:
                self._sent = {event: sent for event, sent in self._sent.items() if sent[0] > now}
            if grace:
                for event_id in event_ids:
                    self._sent.setdefault(event_id, (now + grace, AGAIN_AFTER / 2))
            taken = [event_id for event_id in event_ids if self._sent.get(event_id, (0.0, 0.0))[0] <= now]
            for event_id in taken:
                wait = min(self._sent.get(event_id, (0.0, AGAIN_AFTER / 2))[1] * 2, LONGEST)
                self._sent[event_id] = (now + wait, wait)
        return taken

    def done(self, event_ids: Sequence[int]) -> None:
        """A job for them has ended in this process, well or not: a further try is a new one."""
        with self._lock:
            for event_id in event_ids:
                self._sent.pop(event_id, None)

    def forget(self) -> None:
        """The queue is known to be empty, or to have lost what it was told: what is still unhandled is sent anew."""
        with self._lock:
            self._sent.clear()
