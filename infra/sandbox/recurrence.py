"""When a calendar event takes place: its span, and the occurrences of a series inside a window.

Pure. Refuses rules that would never end a computation; knows nothing of moved or cancelled occurrences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rrulestr

#: Google expands a series without an end only so far; so do we.
MOST_OCCURRENCES = 1_000
_UNTIL = re.compile(r"UNTIL=(\d{8})(T\d{6}Z?)?")


@dataclass(frozen=True, slots=True)
class Span:
    """From start to end, aware UTC; an all-day event reaches from midnight to midnight in the calendar's zone."""

    start: datetime
    end: datetime

    def is_inside(self, low: datetime | None, high: datetime | None) -> bool:
        """Ends after `low` and starts before `high`, both exclusive (timeMin and timeMax in the discovery document)."""
        return (low is None or self.end > low) and (high is None or self.start < high)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One instance of a series, where the rule puts it."""

    span: Span
    start: dict[str, str]
    end: dict[str, str]

    @property
    def suffix(self) -> str:
        """What Google appends to the series' id."""
        day = self.start.get("date")
        return day.replace("-", "") if day else f"{self.span.start:%Y%m%dT%H%M%SZ}"


def zone(name: str | None) -> tzinfo:
    """Return the zone, or raise ValueError."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"Invalid time zone definition: {name}") from error


def parse_instant(text: str) -> datetime:
    """Read an RFC 3339 timestamp with its mandatory offset, or raise ValueError."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"no time zone offset in {text}")
    return instant.astimezone(UTC)


def read_edge(edge: dict[str, Any], calendar_zone: tzinfo) -> datetime:
    """Return the instant of a start or end ({date} or {dateTime, timeZone})."""
    if "date" in edge:
        return datetime.combine(date.fromisoformat(edge["date"]), time(), calendar_zone).astimezone(UTC)
    instant = datetime.fromisoformat(edge["dateTime"])
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=zone(edge.get("timeZone")) if edge.get("timeZone") else calendar_zone)
    return instant.astimezone(UTC)


def span_of(event: dict[str, Any], calendar_zone: tzinfo) -> Span | None:
    """Return when the event (of a series: its first occurrence) takes place; None if it does not say."""
    if not event.get("start") or not event.get("end"):
        return None
    return Span(read_edge(event["start"], calendar_zone), read_edge(event["end"], calendar_zone))


def check_times(event: dict[str, Any], calendar_zone: tzinfo) -> None:
    """Raise ValueError for an event that does not say when it is, or that no calendar could show."""
    try:
        span = span_of(event, calendar_zone)
    except (KeyError, TypeError) as error:
        raise ValueError(f"Invalid start or end: {error!r}") from error
    if span is None:
        raise ValueError(f"Missing {'end' if event.get('start') else 'start'} time.")
    if span.end < span.start:
        raise ValueError("The specified time range is empty.")
    if event.get("recurrence"):
        check_rule(event, calendar_zone)


def check_rule(event: dict[str, Any], calendar_zone: tzinfo) -> None:
    """Raise ValueError for a recurrence that Google would refuse, or that would never end."""
    for line in event.get("recurrence", ()):
        if re.search(r"FREQ=(SECONDLY|MINUTELY|HOURLY)|INTERVAL=0*(;|$)", line.upper()):
            raise ValueError(f"Invalid recurrence rule: {line}")
    next(occurrences(event, calendar_zone), None)


def occurrences(
    event: dict[str, Any], calendar_zone: tzinfo, low: datetime | None = None, high: datetime | None = None
) -> Iterator[Occurrence]:
    """Yield the occurrences of a series inside the window, in order, at most `MOST_OCCURRENCES`."""
    first = span_of(event, calendar_zone)
    if first is None:
        return
    home = _home_zone(event, calendar_zone)
    is_all_day = "date" in event["start"]
    length = first.end - first.start
    days = (
        date.fromisoformat(event["end"]["date"]) - date.fromisoformat(event["start"]["date"])
        if is_all_day
        else timedelta()
    )
    for local in islice(_starts(event, first.start.astimezone(home), low - length if low else None), MOST_OCCURRENCES):
        start = local.astimezone(UTC)
        if high is not None and start >= high:
            return
        span = Span(start, (local + days).astimezone(UTC) if is_all_day else start + length)
        if span.is_inside(low, high):
            yield _occurrence(event, span, local, days, home, is_all_day=is_all_day)


def _occurrence(
    event: dict[str, Any], span: Span, local: datetime, days: timedelta, home: tzinfo, *, is_all_day: bool
) -> Occurrence:
    if is_all_day:
        return Occurrence(span, {"date": f"{local:%Y-%m-%d}"}, {"date": f"{local + days:%Y-%m-%d}"})
    return Occurrence(span, write_edge(span.start, home, event["start"]), write_edge(span.end, home, event["end"]))


def write_edge(instant: datetime, home: tzinfo, pattern: dict[str, Any]) -> dict[str, str]:
    """Return {dateTime, timeZone} in the style of a stored edge."""
    text = instant.astimezone(home).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"dateTime": text, **({"timeZone": pattern["timeZone"]} if pattern.get("timeZone") else {})}


def _home_zone(event: dict[str, Any], calendar_zone: tzinfo) -> tzinfo:
    name = event["start"].get("timeZone")
    return zone(name) if name else calendar_zone


def _starts(event: dict[str, Any], first: datetime, low: datetime | None) -> Iterator[datetime]:
    lines = [_with_utc_until(line, first) for line in event.get("recurrence", ())]
    rules = rrulestr("\n".join(lines), dtstart=first, forceset=True)
    starts: Iterator[datetime] = rules.xafter(low, inc=True) if low is not None else iter(rules)
    return starts


def _with_utc_until(line: str, first: datetime) -> str:
    """Write UNTIL in UTC, as the library insists; Google also takes a bare date, meaning that whole day."""

    def in_utc(match: re.Match[str]) -> str:
        clock = match[2] or "T235959"
        if clock.endswith("Z"):
            return match[0]
        until = datetime.strptime(match[1] + clock, "%Y%m%dT%H%M%S").replace(tzinfo=first.tzinfo)
        return f"UNTIL={until.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    return _with_zoned_dates(_UNTIL.sub(in_utc, line), first)


def _with_zoned_dates(line: str, first: datetime) -> str:
    """Write EXDATE and RDATE in UTC: the library compares instants, and dates of an all-day series are midnights."""
    head, colon, values = line.partition(":")
    if not head.upper().startswith(("EXDATE", "RDATE")):
        return line
    named = re.search(r"TZID=([^;:]+)", head)
    home = zone(named[1]) if named else first.tzinfo
    return head.split(";")[0] + colon + ",".join(_in_utc(value, home) for value in values.split(","))


def _in_utc(value: str, home: tzinfo | None) -> str:
    if value.endswith("Z"):
        return value
    pattern = "%Y%m%dT%H%M%S" if "T" in value else "%Y%m%d"
    return f"{datetime.strptime(value, pattern).replace(tzinfo=home).astimezone(UTC):%Y%m%dT%H%M%SZ}"
