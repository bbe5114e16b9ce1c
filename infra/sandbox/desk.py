"""Takes requests one at a time into the world, counts those under way, and lets ordered faults strike before or after the work.

Decides what reaches the client: a reply, half a reply, or no byte at all. Knows no socket and no provider.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from infra.sandbox.exchange import Endpoint, Finder, Refusal, Reply, Request
from infra.sandbox.faults import Fault
from infra.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reply, and how much of it reaches the client; no reply means no byte at all."""

    reply: Reply | None
    is_truncated: bool = False
    is_reset: bool = False


class Desk:
    """Where every request of one port is taken in."""

    def __init__(self, world: World, find: Finder) -> None:
        self._world = world
        self._find = find
        self._counting = threading.Lock()
        self._busy: Counter[str | None] = Counter()

    def handle(self, request: Request) -> Outcome:
        try:
            return self._handle(request)
        except Exception:  # noqa: BLE001 - a fault of the sandbox must look like one, not like a broken connection
            traceback.print_exc()
            return Outcome(Reply(500, b'{"error":"the sandbox itself failed; its stderr says where"}'))

    def _handle(self, request: Request) -> Outcome:
        with self._world.lock:
            endpoint = self._find(request)
            if endpoint.is_control:
                return Outcome(endpoint.answer())
        with self._under_way(endpoint) as number:
            if endpoint.at_once is not None and number > endpoint.at_once:
                return Outcome(self._turn_away(endpoint))
            return self._take_in(endpoint)

    @contextmanager
    def _under_way(self, endpoint: Endpoint) -> Iterator[int]:
        """Yield how many calls of this account are being answered, this one included."""
        with self._counting:
            self._busy[endpoint.account] += 1
            number = self._busy[endpoint.account]
        try:
            yield number
        finally:
            with self._counting:
                self._busy[endpoint.account] -= 1

    def _turn_away(self, endpoint: Endpoint) -> Reply:
        with self._world.lock:
            self._world.ledger.count_call(endpoint.account, endpoint.name)
            self._world.ledger.count_answer(endpoint.account, endpoint.name, 429)
        return endpoint.refuse(Refusal(429, "tooManyAtOnce"))

    def _take_in(self, endpoint: Endpoint) -> Outcome:
        with self._world.lock:
            self._world.catch_up()
            fault = _strike(self._world, endpoint)
            if fault is None:
                return Outcome(_work(self._world, endpoint))
        return self._fail(fault, endpoint)

    def _fail(self, fault: Fault, endpoint: Endpoint) -> Outcome:
        if fault.kind == "drop":
            return Outcome(None, is_reset=fault.reset)
        if fault.kind == "status":
            return Outcome(endpoint.refuse(_refusal(fault)))
        if fault.kind == "delay":
            time.sleep(fault.seconds)
        with self._world.lock:
            reply = _work(self._world, endpoint)
        if fault.kind == "close_after":
            return Outcome(None, is_reset=fault.reset)
        if fault.kind == "status_after":
            return Outcome(endpoint.refuse(_refusal(fault)))
        return Outcome(reply, is_truncated=fault.kind == "truncate")


def perform_part(world: World, find: Finder, request: Request) -> Reply:
    """Do one call out of a batch; the caller holds the lock, and a fault that needs a socket shows as a 503 of that part."""
    endpoint = find(request)
    fault = _strike(world, endpoint)
    if fault is None:
        return _work(world, endpoint)
    if fault.kind == "delay":
        return replace(_work(world, endpoint), delay=fault.seconds)
    if fault.kind not in ("drop", "status"):
        _work(world, endpoint)
    return endpoint.refuse(_refusal(fault))


def _strike(world: World, endpoint: Endpoint) -> Fault | None:
    world.ledger.count_call(endpoint.account, endpoint.name)
    return world.faults.strike(endpoint.name, endpoint.account)


def _work(world: World, endpoint: Endpoint) -> Reply:
    reply = endpoint.answer()
    world.ledger.count_answer(endpoint.account, endpoint.name, reply.status)
    return reply


def _refusal(fault: Fault) -> Refusal:
    return Refusal(fault.status, fault.reason, fault.message, fault.retry_after)
