"""Faults to order: which call of which method fails, and how. Decides when a fault strikes; the server makes it happen on the wire.

An order strikes by count (the nth call) or by chance (a share of the calls, the same ones for the same seed).
"""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any

#: drop: close before the work. close_after: do the work, close without one answer byte. status: refuse before the work.
#: status_after: do the work, then answer an error. delay: wait, then work. delay_after: do the work, then wait with the
#: answer. truncate: do the work, send half the body. die: the whole sandbox is killed before the work; die_after: after it.
KINDS = ("drop", "close_after", "status", "status_after", "delay", "delay_after", "truncate", "die", "die_after")


@dataclass(frozen=True, slots=True)
class Fault:
    """Strikes the calls number `nth` to `nth + times - 1` (counted from the order on) of the methods that match.

    With a `share` (0 to 1) each call from number `nth` on is struck with that chance and the `burst - 1` after it as
    well, `times` in all (null: without end); which ones they are hangs on `seed` and the call's number only.
    """

    method: str
    kind: str
    nth: int = 1
    times: int | None = 1
    account: str | None = None
    status: int = 503
    reason: str | None = None
    message: str | None = None
    retry_after: int | None = None
    seconds: float = 0.0
    reset: bool = False
    share: float | None = None
    seed: int = 0
    burst: int = 1


def read_fault(order: dict[str, Any]) -> Fault:
    """Return the fault that a control call describes; raises ValueError with the accepted values."""
    order = dict(order)
    if order.get("kind") == "rate_limit":
        order = {"status": 429, "reason": "rateLimitExceeded", **order, "kind": "status"}
    if order.get("kind") not in KINDS:
        raise ValueError(f"kind must be one of {', '.join((*KINDS, 'rate_limit'))}")
    if order.get("share") is not None:
        order = {"times": None, **order}
    try:
        fault = Fault(**order)
    except TypeError as error:
        raise ValueError(f"a fault has {', '.join(Fault.__dataclass_fields__)}: {error}") from error
    if fault.nth < 1 or (fault.times is not None and fault.times < 1):
        raise ValueError("nth and times count from 1")
    if fault.burst < 1 or (fault.share is not None and not 0 <= fault.share <= 1):
        raise ValueError("share is a number from 0 to 1, and burst counts from 1")
    return fault


class FaultBook:
    """The faults ordered so far, each with how many matching calls it saw and how often it struck."""

    def __init__(self, life: int = 1) -> None:
        """Begin without orders; `life` says the how manieth start this is, so that chance falls otherwise each time."""
        self._life = life
        self._orders: dict[int, Fault] = {}
        self._seen: dict[int, int] = {}
        self._struck: dict[int, int] = {}
        self._last_id = 0

    def order(self, fault: Fault) -> int:
        self._last_id += 1
        self._orders[self._last_id] = fault
        self._seen[self._last_id] = self._struck[self._last_id] = 0
        return self._last_id

    def strike(self, method: str, account: str | None) -> Fault | None:
        """Count this call for every order it matches and return the first fault that is due."""
        due = [
            number
            for number, fault in self._orders.items()
            if self._matches(fault, method, account) and self._is_due(number)
        ]
        if not due:
            return None
        self._struck[due[0]] += 1
        return self._orders[due[0]]

    def counts(self) -> dict[int, tuple[int, int]]:
        """Return how many calls each order saw and struck."""
        return {number: (self._seen[number], self._struck[number]) for number in self._orders}

    def go_on_from(self, number: int, seen: int, struck: int) -> None:
        """Count on from what an earlier life of the sandbox had counted."""
        if number in self._orders:
            self._seen[number], self._struck[number] = seen, struck

    def clear(self, number: int | None = None) -> int:
        gone = [number] if number in self._orders else list(self._orders) if number is None else []
        for each in gone:
            del self._orders[each], self._seen[each], self._struck[each]
        return len(gone)

    def describe(self) -> list[dict[str, Any]]:
        return [
            {"id": number, **asdict(fault), "seen": self._seen[number], "struck": self._struck[number]}
            for number, fault in self._orders.items()
        ]

    @staticmethod
    def _matches(fault: Fault, method: str, account: str | None) -> bool:
        return fnmatchcase(method, fault.method) and fault.account in (None, account)

    def _is_due(self, number: int) -> bool:
        fault = self._orders[number]
        self._seen[number] += 1
        seen = self._seen[number]
        if fault.share is None:
            return seen >= fault.nth and (fault.times is None or seen < fault.nth + fault.times)
        if fault.times is not None and self._struck[number] >= fault.times:
            return False
        begun = range(max(fault.nth, seen - fault.burst + 1), seen + 1)
        return any(self._draw(fault, each) < fault.share for each in begun)

    def _draw(self, fault: Fault, number: int) -> float:
        """A number from 0 to 1 for that call of that order: the same one however often it is asked for."""
        return random.Random(f"{fault.seed}:{self._life}:{fault.method}:{fault.kind}:{number}").random()
