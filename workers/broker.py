"""Builds the broker from Settings: in this process, or Redis. Either may lose or repeat a job: the event log is the
truth, and a sweeper hands unhandled events over again. A job that crosses between this process and its queue passes
crash points: `<actor>.before_enqueue` and so on (`service.crash`).
"""

from __future__ import annotations

from typing import Any

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit, Middleware, ShutdownNotifications, TimeLimit

from service import crash
from service.settings import Settings

HEARTBEAT_MS = 5_000
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
        return RedisBroker(url=url, middleware=middleware, heartbeat_timeout=HEARTBEAT_MS, maintenance_chance=ALWAYS)
    broker = StubBroker(middleware=middleware)
    broker.fail_fast_default = False
    return broker


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
