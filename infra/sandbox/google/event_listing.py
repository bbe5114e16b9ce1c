"""Which events a listing of a calendar holds: filters, series expanded or not, deleted ones, and what changed since a cursor.

Decides content and order, not pages and tokens. The rules are the discovery document's (events.list) and providers.md 1.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from infra.sandbox.agenda import Window, by_rule, expanded, instances, is_inside
from infra.sandbox.calendars import CalendarBook, Event
from infra.sandbox.mail_content import phrase
from infra.sandbox.recurrence import parse_instant, zone


@dataclass(frozen=True)
class Filters:
    """What a full listing lets through."""

    text: str | None = None
    ical_uid: str | None = None
    event_types: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    updated_min: datetime | None = None

    def let_through(self, event: Event) -> bool:
        properties = event.get("extendedProperties", {})
        return (
            (self.text is None or _mentions(event, self.text))
            and self.ical_uid in (None, event.get("iCalUID"))
            and (not self.event_types or event.get("eventType", "default") in self.event_types)
            and _has_properties(properties.get("private", {}), self.private)
            and _has_properties(properties.get("shared", {}), self.shared)
            and (self.updated_min is None or parse_instant(event["updated"]) >= self.updated_min)
        )


def list_all(
    book: CalendarBook, window: Window, filters: Filters, now: datetime, *, expands: bool, shows_deleted: bool
) -> list[Event]:
    """Return what a request without a sync token gets, in the order of change."""
    shows_deleted = shows_deleted or filters.updated_min is not None
    found = expanded(book, window, now) if expands else _unexpanded(book, window)
    return [
        event for event in found if filters.let_through(event) and (shows_deleted or _is_shown(event, expands=expands))
    ]


def list_changed(book: CalendarBook, window: Window, since: int, now: datetime, *, expands: bool) -> list[Event]:
    """Return what changed after a change number, deleted events always included."""
    changed = [version.event for version in book.current() if version.change > since]
    if not expands:
        return [event for event in changed if _concerns(book, event, window, since)]
    return list(_changed_instances(book, changed, window, since, now))


def present(event: Event, time_zone: str | None = None, most_attendees: int | None = None) -> Event:
    """Return the event as its reader gets it: deleted ones bare, times in the zone asked for, long guest lists cut."""
    if event["status"] == "cancelled" and not event.get("organizer", {}).get("self"):
        return _bare(event)
    shown = dict(event)
    if time_zone:
        shown |= {key: _in_zone(event[key], zone(time_zone)) for key in ("start", "end") if key in event}
    if most_attendees is not None and len(event.get("attendees", ())) > most_attendees:
        shown |= {"attendees": [each for each in event["attendees"] if each.get("self")], "attendeesOmitted": True}
    return shown


def _bare(event: Event) -> Event:
    """Keep of a deleted event what is guaranteed: its id, and for an occurrence where it belongs."""
    kept = ("kind", "etag", "id", "status", "recurringEventId", "originalStartTime")
    return {key: event[key] for key in kept if key in event}


def _unexpanded(book: CalendarBook, window: Window) -> Iterator[Event]:
    for version in book.current():
        if is_inside(version.event, window, book.zone):
            yield version.event


def _is_shown(event: Event, *, expands: bool) -> bool:
    """Say whether an event is listed without showDeleted: cancelled occurrences still are, unless series are expanded."""
    return event["status"] != "cancelled" or (not expands and "recurringEventId" in event)


def _concerns(book: CalendarBook, event: Event, window: Window, since: int) -> bool:
    """Say whether a client that knows this window's events up to `since` needs to hear of the event as it is now."""
    before = book.as_of(event["id"], since)
    return is_inside(event, window, book.zone) or (before is not None and is_inside(before, window, book.zone))


def _changed_instances(
    book: CalendarBook, changed: list[Event], window: Window, since: int, now: datetime
) -> Iterator[Event]:
    """Yield changed single events, and of a changed series every occurrence: those it has, and as cancelled those it lost."""
    touched = {event["id"] for event in changed if event.get("recurrence") or _had_rule(book, event, since)}
    for event in changed:
        if event["id"] in touched:
            yield from _series_news(book, event, window, since, now)
        elif event.get("recurringEventId") not in touched and _concerns(book, event, window, since):
            yield event


def _series_news(book: CalendarBook, series: Event, window: Window, since: int, now: datetime) -> Iterator[Event]:
    has = instances(book, series, window, now) if series.get("recurrence") else [series]
    known = {event["id"] for event in has}
    before = book.as_of(series["id"], since)
    had = by_rule(before, window, book.zone, now) if before and before.get("recurrence") else {}
    lost = [event for event_id, event in had.items() if event_id not in known]
    yield from has
    yield from (
        {**event, "status": "cancelled", "updated": series["updated"], "etag": series["etag"]} for event in lost
    )


def _had_rule(book: CalendarBook, event: Event, since: int) -> bool:
    before = book.as_of(event["id"], since)
    return before is not None and bool(before.get("recurrence"))


def _mentions(event: Event, text: str) -> bool:
    people = [*event.get("attendees", ()), event.get("organizer", {})]
    named = [person.get(key, "") for person in people for key in ("displayName", "email")]
    words = phrase(" ".join([*(event.get(key, "") for key in ("summary", "description", "location")), *named]))
    return all(f" {word} " in words for word in phrase(text).split())


def _has_properties(properties: dict[str, str], wanted: tuple[str, ...]) -> bool:
    pairs = [each.partition("=") for each in wanted]
    return all(properties.get(name) == value for name, _, value in pairs)


def _in_zone(edge: dict[str, Any], home: tzinfo) -> dict[str, Any]:
    if "dateTime" not in edge:
        return edge
    moved = datetime.fromisoformat(edge["dateTime"]).astimezone(home).isoformat(timespec="seconds")
    return edge | {"dateTime": moved.replace("+00:00", "Z")}
