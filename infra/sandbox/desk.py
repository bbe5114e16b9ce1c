"""Takes requests one at a time into the world, counts those under way, and lets ordered faults strike before or after the work.

Decides what reaches the client: a reply, half a reply, or no byte at all; and that what changes something is in the journal, where
one is kept, before it is done. Knows no socket and no provider.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from infra.sandbox.exchange import Endpoint, Finder, Refusal, Reply, Request
from infra.sandbox.faults import Fault
from infra.sandbox.journal import die
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
                return Outcome(_done(self._world, endpoint, request))
        with self._under_way(endpoint) as number:
            if endpoint.at_once is not None and number > endpoint.at_once:
                return Outcome(self._turn_away(endpoint))
            return self._take_in(endpoint, request)

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

    def do_again(self, request: Request, at: float) -> None:
        """Do what was done in an earlier life, at the instant at which it was; nobody waits for the answer."""
        with self._world.lock, self._world.clock.held_at(at):
            self._world.catch_up()
            endpoint = self._find(request)
            if not endpoint.is_control:
                self._world.ledger.count_call(endpoint.account, endpoint.name)
            endpoint.answer()

    def count_on(self, counts: Iterable[tuple[int, int, int]]) -> None:
        """Take up what an earlier life had counted: number of the order, calls seen, calls struck."""
        for number, seen, struck in counts:
            self._world.faults.go_on_from(number, seen, struck)

    def _take_in(self, endpoint: Endpoint, request: Request) -> Outcome:
        with self._world.lock:
            self._world.catch_up()
            fault = _strike(self._world, endpoint)
            if fault is None:
                return Outcome(_work(self._world, endpoint, request))
        return self._fail(fault, endpoint, request)

    def _fail(self, fault: Fault, endpoint: Endpoint, request: Request) -> Outcome:
        if fault.kind == "die":
            die()
        if fault.kind == "drop":
            return Outcome(None, is_reset=fault.reset)
        if fault.kind == "status":
            return Outcome(endpoint.refuse(_refusal(fault)))
        if fault.kind == "delay":
            time.sleep(fault.seconds)
        with self._world.lock:
            reply = _work(self._world, endpoint, request)
        if fault.kind == "die_after":
            die()
        if fault.kind == "delay_after":
            return Outcome(replace(reply, delay=fault.seconds))
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
        return _work(world, endpoint, request)
    if fault.kind in ("delay", "delay_after"):
        return replace(_work(world, endpoint, request), delay=fault.seconds)
    if fault.kind not in ("drop", "status", "die"):
        _work(world, endpoint, request)
    if fault.kind in ("die", "die_after"):
        die()
    return endpoint.refuse(_refusal(fault))


def _strike(world: World, endpoint: Endpoint) -> Fault | None:
    world.ledger.count_call(endpoint.account, endpoint.name)
    fault = world.faults.strike(endpoint.name, endpoint.account)
    if fault is not None and world.journal is not None:
        world.journal.write_faults(world.house.name, world.faults.counts())
    return fault


def _work(world: World, endpoint: Endpoint, request: Request) -> Reply:
    reply = _done(world, endpoint, request)
    world.ledger.count_answer(endpoint.account, endpoint.name, reply.status)
    return reply


def _done(world: World, endpoint: Endpoint, request: Request) -> Reply:
    """Do the work; with a journal, at exactly the instant that stands there."""
    if world.journal is None:
        return endpoint.answer()
    at = world.clock.real()
    with world.clock.held_at(at):
        world.journal.write_call(world.house.name, endpoint, request, at)
        return endpoint.answer()


def _refusal(fault: Fault) -> Refusal:
    return Refusal(fault.status, fault.reason, fault.message, fault.retry_after)
