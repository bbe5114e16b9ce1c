"""What this process does, counted for Prometheus, and the one door to its library: what happens is told here by whoever
does it, in words of the house. What lives in the database is not counted here but read when it is asked for
(`measured`). Labels are words of ours and ids, never a name, an address or anything else that somebody wrote.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from service import duties

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""Of the format that `page` writes: https://prometheus.io/docs/instrumenting/exposition_formats/"""
_SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300)

disable_created_metrics()  # type: ignore[no-untyped-call]
HERE = CollectorRegistry(auto_describe=True)
"""What this process counts."""
ProcessCollector(registry=HERE)
PlatformCollector(registry=HERE)
_POLLS = Histogram(
    "warmthread_poll_seconds",
    "Turns of reading one account in this process, by what came of them",
    ["outcome"],
    buckets=_SECONDS,
    registry=HERE,
)
_JOBS = Histogram("warmthread_job_seconds", "Jobs of this process by actor", ["actor"], buckets=_SECONDS, registry=HERE)
_WORKED = Counter(
    "warmthread_events_worked",
    "Events that this process worked on, by kind and by what came of it",
    ["kind", "outcome"],
    registry=HERE,
)
_HANDED_OVER = Counter(
    "warmthread_queue_handovers", "Events that this process handed to the queue", ["queue"], registry=HERE
)
_REFUSED = Counter(
    "warmthread_queue_refusals", "Times that the queue did not take what this process handed over", registry=HERE
)
_EXPIRED = Counter(
    "warmthread_cursor_expiries",
    "Cursors that a provider would not go on from; each gap is read again in full",
    ["provider", "resource"],
    registry=HERE,
)
_LEADS = Gauge("warmthread_leader", "1 where this process is the clock that hands events over for all", registry=HERE)
_BUILD = Gauge(
    "warmthread_build_info", "Always 1; what runs stands in the labels", ["version", "python"], registry=HERE
)
_UNTOLD = Counter(
    "warmthread_log_fields_left_out",
    "Fields that a log line lost, because nobody allowed the field or its value did not look like an id",
    ["reason"],
    registry=HERE,
)
_ANSWERS = Histogram(
    "warmthread_answer_seconds", "Answers of the pages, by the first digit of their status", ["status"],
    buckets=_SECONDS, registry=HERE,
)  # fmt: skip
Gauge(
    "warmthread_duties_failing", "Duties of this process that died or have not come round", registry=HERE
).set_function(lambda: float(len(duties.failing())))
_BUILD.labels(version("warmthread"), platform.python_version()).set(1)


def polled(outcome: str, seconds: float) -> None:
    """One account was read for a turn."""
    _POLLS.labels(outcome).observe(seconds)


def job_done(actor: str, seconds: float) -> None:
    """A job came to an end, whatever came of its events."""
    _JOBS.labels(actor).observe(seconds)


def worked(kind: str, outcome: str) -> None:
    """What came of one event: done, failed, or postponed because a provider said so."""
    _WORKED.labels(kind, outcome).inc()


def handed_over(queue: str, count: int = 1) -> None:
    """So many events went into that queue."""
    _HANDED_OVER.labels(queue).inc(count)


def queue_refused() -> None:
    """The queue was away: the events wait in the log."""
    _REFUSED.inc()


def cursor_expired(provider: str, resource: str) -> None:
    """A provider would not go on from a cursor. Of a resource only its kind counts: `calendar` of `calendar:<id>`."""
    _EXPIRED.labels(provider, resource.partition(":")[0]).inc()


def leads(is_leader: bool) -> None:
    """Whether this process is the clock of all."""
    _LEADS.set(is_leader)


def field_left_out(reason: str) -> None:
    """A log line lost a field."""
    _UNTOLD.labels(reason).inc()


def answered(status: int, seconds: float) -> None:
    """A page was answered."""
    _ANSWERS.labels(f"{status // 100}xx").observe(seconds)


Figures = dict[tuple[str, ...], float]
"""By the values of the labels; `()` where there are none."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure with its labels, as it is just now."""

    name: str
    says: str
    values: Figures
    labels: Sequence[str] = ()


@dataclass(frozen=True)
class _Shown(Collector):
    """Measures in the library's form."""

    measures: Iterable[Measure]

    def collect(self) -> Iterator[Metric]:
        for measure in self.measures:
            family = GaugeMetricFamily(measure.name, measure.says, labels=list(measure.labels))
            for labels, value in measure.values.items():
                family.add_metric(list(labels), value)
            yield family


def page(measures: Iterable[Measure] = ()) -> bytes:
    """Everything counted here and the measures given, as Prometheus reads it."""
    return generate_latest(HERE) + generate_latest(_Shown(measures))
