"""A recurrence rule as Graph writes it: a pattern and a range (learn.microsoft.com/graph/api/resources/patternedrecurrence)."""

from __future__ import annotations

from datetime import date
from typing import Any

from infra.sandbox.calendars import Event
from infra.sandbox.microsoft.zones import windows_name

_DAYS = {
    "SU": "sunday",
    "MO": "monday",
    "TU": "tuesday",
    "WE": "wednesday",
    "TH": "thursday",
    "FR": "friday",
    "SA": "saturday",
}
_INDEX = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last"}


def patterned(event: Event, calendar_zone: str) -> dict[str, Any] | None:
    """Return the recurrence of a series, or None for what is none (or has only dates)."""
    line = next((line for line in event.get("recurrence", ()) if line.upper().startswith("RRULE:")), None)
    if line is None:
        return None
    rule = dict(part.partition("=")[::2] for part in line[6:].upper().split(";") if "=" in part)
    first = _first_day(event)
    zone_name = windows_name(event["start"].get("timeZone") or calendar_zone)
    return {"pattern": _pattern(rule, first), "range": _range(rule, first, zone_name)}


def _pattern(rule: dict[str, str], first: str) -> dict[str, Any]:
    days = rule.get("BYDAY", "").split(",") if rule.get("BYDAY") else []
    kind, index = _kind(rule, days)
    return {
        "type": kind,
        "interval": int(rule.get("INTERVAL", "1")),
        "month": int(rule.get("BYMONTH", first[5:7])) if kind.endswith("Yearly") else 0,
        "dayOfMonth": int(rule.get("BYMONTHDAY", first[8:10])) if kind.startswith("absolute") else 0,
        "daysOfWeek": _week_days(kind, days, first),
        "firstDayOfWeek": _DAYS[rule.get("WKST", "SU")],
        "index": index,
    }


def _kind(rule: dict[str, str], days: list[str]) -> tuple[str, str]:
    frequency = rule.get("FREQ", "DAILY")
    if frequency in ("MONTHLY", "YEARLY"):
        index = rule.get("BYSETPOS") or (days[0][:-2] if days else "")
        kind = "relative" if days else "absolute"
        return kind + frequency.title(), _INDEX.get(index.lstrip("+"), "first")
    return frequency.lower(), "first"


def _week_days(kind: str, days: list[str], first: str) -> list[str]:
    if days:
        return [_DAYS[day[-2:]] for day in days]
    return [tuple(_DAYS.values())[_weekday(first)]] if kind == "weekly" else []


def _weekday(day: str) -> int:
    """Return 0 for Sunday."""
    return (date.fromisoformat(day).weekday() + 1) % 7


def _range(rule: dict[str, str], first: str, zone_name: str) -> dict[str, Any]:
    """Say how long it goes on; what a kind of range does not use is zero, as Graph writes it."""
    until, times = rule.get("UNTIL"), rule.get("COUNT")
    kind = "endDate" if until else "numbered" if times else "noEnd"
    return {
        "type": kind,
        "startDate": first,
        "endDate": f"{until[:4]}-{until[4:6]}-{until[6:8]}" if until else "0001-01-01",
        "recurrenceTimeZone": zone_name,
        "numberOfOccurrences": int(times or 0),
    }


def _first_day(event: Event) -> str:
    return str(event["start"].get("date") or event["start"]["dateTime"])[:10]
