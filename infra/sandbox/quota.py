"""Units per sliding window. Decides whether a call may be paid for and how long to wait if not; the price list is the provider's."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable

#: Google counts by the minute, Microsoft by ten.
WINDOW_SECONDS = 60.0


class Quota:
    """Sliding windows by key (a person, a project); refused calls cost nothing."""

    def __init__(self, virtual_time: Callable[[], float], window: float = WINDOW_SECONDS) -> None:
        self._virtual_time = virtual_time
        self._window = window
        self._paid: defaultdict[str, deque[tuple[float, int]]] = defaultdict(deque)
        self._totals: defaultdict[str, int] = defaultdict(int)
        self.limits: dict[str, int] = {}
        self.is_on = True
        self.follows_virtual_clock = False
        #: Gmail answers both forms (mxngls/gmail-cleaner#5, google-api-dotnet-client#1982): None alternates.
        self.refusal_status: int | None = None
        self._refused = 0

    def pay(self, charges: dict[str, tuple[int, int]]) -> int | None:
        """Pay `{key: (units, limit)}` from every window and return None, or pay nothing and return the seconds to wait."""
        if not self.is_on:
            return None
        now = self._now()
        waits = [self._wait(key, units, self.limits.get(key, limit), now) for key, (units, limit) in charges.items()]
        if any(waits):
            self._refused += 1
            return max(waits)
        for key, (units, _) in charges.items():
            self._paid[key].append((now, units))
            self._totals[key] += units
        return None

    def status_for_refusal(self) -> int:
        return self.refusal_status or (429 if self._refused % 2 else 403)

    def reset(self) -> None:
        self._paid.clear()
        self._totals.clear()

    def used(self) -> dict[str, int]:
        now = self._now()
        for key in list(self._paid):
            self._forget_old(key, now)
        return {key: total for key, total in self._totals.items() if total}

    def _now(self) -> float:
        return self._virtual_time() if self.follows_virtual_clock else time.monotonic()

    def _forget_old(self, key: str, now: float) -> None:
        paid = self._paid[key]
        while paid and paid[0][0] <= now - self._window:
            self._totals[key] -= paid.popleft()[1]

    def _wait(self, key: str, units: int, limit: int, now: float) -> int:
        self._forget_old(key, now)
        missing = self._totals[key] + units - limit
        if missing <= 0:
            return 0
        for at, paid in self._paid[key]:
            missing -= paid
            if missing <= 0:
                return max(1, math.ceil(at + self._window - now))
        return math.ceil(self._window)
