"""What stands in a calendar between two instants: single events, and of series each occurrence, moved ones where they moved to.

Knows no provider; how an event is written and what a cursor brings is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from infra.sandbox.calendars import CalendarBook, Event, instance
from infra.sandbox.recurrence import Span, occurrences, parse_instant, span_of

#: How far an endless series is expanded when the request sets no end.
HORIZON = timedelta(days=731)


@dataclass(frozen=True)
class Window:
    """From when to when; None leaves an end open."""

    low: datetime | None = None
    high: datetime | None = None


def expanded(book: CalendarBook, window: Window, now: datetime) -> Iterator[Event]:
    """Yield single events and the occurrences of series, exceptions in place of what their series' rule says."""
    for version in book.current():
        if version.event.get("recurrence"):
            yield from instances(book, version.event, window, now)
        elif not version.event.get("recurringEventId") and is_inside(version.event, window, book.zone):
            yield version.event


def instances(book: CalendarBook, series: Event, window: Window, now: datetime) -> list[Event]:
    """Return a series' occurrences in the window, moved and cancelled ones included, by original start."""
    exceptions = {event["id"]: event for event in book.exceptions_of(series["id"])}
    ruled = by_rule(series, window, book.zone, now)
    found = {event_id: event for event_id, event in ruled.items() if event_id not in exceptions}
    found |= {event_id: event for event_id, event in exceptions.items() if is_inside(event, window, book.zone)}
    if series["status"] == "cancelled":
        found = {event_id: event | {"status": "cancelled"} for event_id, event in found.items()}
    return [found[event_id] for event_id in sorted(found)]


def start_of(event: Event, calendar_zone: tzinfo) -> datetime:
    """Return what orderBy=startTime sorts by."""
    span = span_of(event, calendar_zone)
    return span.start if span else parse_instant(event["updated"])


def by_rule(series: Event, window: Window, calendar_zone: tzinfo, now: datetime) -> dict[str, Event]:
    high = window.high or now + HORIZON
    found = (instance(series, occurrence) for occurrence in occurrences(series, calendar_zone, window.low, high))
    return {event["id"]: event for event in found}


def is_inside(event: Event, window: Window, calendar_zone: tzinfo) -> bool:
    """Say whether the event overlaps the window; a series does if any of its occurrences does."""
    if window == Window():
        return True
    if event.get("recurrence"):
        return next(occurrences(event, calendar_zone, window.low, window.high), None) is not None
    span = span_of(event, calendar_zone)
    return span is None or Span(span.start, max(span.end, span.start)).is_inside(window.low, window.high)
