"""Builds the broker from Settings: in this process, or Redis. Either may lose or repeat a job: the event log is the
truth, and a sweeper hands unhandled events over again. A job that crosses between this process and its queue passes
crash points: `<actor>.before_enqueue` and so on (`service.crash`).
"""

from __future__ import annotations

import secrets
from typing import Any, Protocol

import dramatiq
import redis
from dramatiq import worker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit, Middleware, ShutdownNotifications, TimeLimit

from service import crash
from service.settings import Settings

HEARTBEAT_MS = 5_000
AWAY_SECONDS = 1
"""How long threads wait before they ask a Redis again that was away; the library's 3 and 5 add up."""
ANSWER_SECONDS = 5.0
"""How long Redis may take to answer; a server that is stopped never would."""
PING_SECONDS = 2.0
MARK = "warmthread:mark"
ALWAYS = 1_000_000
"""Maintenance at every command instead of a 0.1% draw: jobs of a killed worker come back within the heartbeat."""


def build_broker(settings: Settings) -> dramatiq.Broker:
    """The broker of these settings, without the library's retries: `middleware` decides about those.

    The library's in-process broker keeps what dies in a list that grows for ever; our actors never let an exception
    out, so nothing dies there.
    """
    middleware: list[Middleware] = [CrashPoints(), AgeLimit(), TimeLimit(), ShutdownNotifications()]
    url = settings.redis_url.get_secret_value()
    if url:
        worker.CONSUMER_RESTART_DELAY_SECS = worker.POST_PROCESS_MESSAGE_RETRY_DELAY_SECS = AWAY_SECONDS
        client = redis.Redis.from_url(url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS)
        return RedisBroker(
            client=client, middleware=middleware, heartbeat_timeout=HEARTBEAT_MS, maintenance_chance=ALWAYS
        )
    broker = StubBroker(middleware=middleware)
    broker.fail_fast_default = False
    return broker


class Memory(Protocol):
    """What a queue remembers of what it was told."""

    def has_forgotten(self) -> bool:
        """Whether it may have lost jobs since this was asked last. Asking never raises."""


class Lasting:
    """A queue inside this process forgets nothing as long as the process lives."""

    def has_forgotten(self) -> bool:
        return False


class Marked:
    """Redis, with a mark in it: when the mark is gone or another, or the server began anew, or was away, jobs may be."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._known: tuple[object, ...] | None = None

    def has_forgotten(self) -> bool:
        try:
            self._client.set(MARK, secrets.token_hex(8), nx=True)
            known = (self._client.get(MARK), self._client.info("server")["run_id"])
        except redis.RedisError:
            self._known = ()
            return False
        was, self._known = self._known, known
        return was is not None and was != known


def memory_of(broker: dramatiq.Broker) -> Memory:
    """Of that broker."""
    return Marked(broker.client) if isinstance(broker, RedisBroker) else Lasting()


def queue_answers(settings: Settings) -> bool:
    """Whether the queue is there: one in this process always is, Redis has PING_SECONDS to answer."""
    url = settings.redis_url.get_secret_value()
    if not url:
        return True
    with redis.Redis.from_url(url, socket_timeout=PING_SECONDS, socket_connect_timeout=PING_SECONDS) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


class CrashPoints(Middleware):
    """A point before and after every hand-over, every job and every acknowledgement."""

    def before_enqueue(self, _broker: dramatiq.Broker, job: Any, _delay: int | None) -> None:
        crash.point(f"{job.actor_name}.before_enqueue")

    def after_enqueue(self, _broker: dramatiq.Broker, job: Any, _delay: int | None) -> None:
        crash.point(f"{job.actor_name}.after_enqueue")

    def before_process_message(self, _broker: dramatiq.Broker, job: Any) -> None:
        crash.point(f"{job.actor_name}.before_job")

    def after_process_message(self, _broker: dramatiq.Broker, job: Any, **_outcome: Any) -> None:  # type: ignore[override]
        crash.point(f"{job.actor_name}.after_job")

    def before_ack(self, _broker: dramatiq.Broker, job: Any) -> None:
        crash.point(f"{job.actor_name}.before_ack")

    def after_ack(self, _broker: dramatiq.Broker, job: Any) -> None:
        crash.point(f"{job.actor_name}.after_ack")
