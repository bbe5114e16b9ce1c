"""Which day and hour does a sentence name? Read only where both are said outright ("Thursday the 19th at 2 pm").

Four languages. A bare weekday is the next one after the mail; the zone is the person's own, since nothing else is
known. Anything vaguer is no time at all: better none than a wrong one.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_WEEKDAYS = {
    name: number
    for number, spellings in enumerate(
        (
            "monday mon montag lundi lunes", "tuesday tue tues dienstag mardi martes",
            "wednesday wed mittwoch mercredi miércoles miercoles", "thursday thu thur thurs donnerstag jeudi jueves",
            "friday fri freitag vendredi viernes", "saturday sat samstag samedi sábado", "sunday sun sonntag dimanche domingo",
        )
    )
    for name in spellings.split()
}  # fmt: skip
_MONTHS = {
    name: number
    for number, spellings in enumerate(
        (
            "january jan januar janvier enero", "february feb februar février febrero", "march mar märz mars marzo",
            "april apr avril abril", "may mai mayo", "june jun juni juin junio", "july jul juli juillet julio",
            "august aug août agosto", "september sep sept septembre septiembre", "october oct oktober octobre octubre",
            "november nov novembre noviembre", "december dec dezember décembre diciembre",
        ),
        start=1,
    )
    for name in spellings.split()
}  # fmt: skip
_TOMORROW = re.compile(r"\b(tomorrow|demain|mañana)\b|(?<!guten )\bmorgen (?=um|\d)", re.IGNORECASE)
_TODAY = re.compile(r"\b(today|heute|aujourd'hui|hoy)\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"\b(?P<h12>1[0-2]|0?[1-9])(?:[:.](?P<m12>[0-5]\d))?\s?(?P<half>[ap])\.?m\b"
    r"|\b(?P<h24>[01]?\d|2[0-3])[:h](?P<m24>[0-5]\d)\b"
    r"|\b(?P<uhr>[01]?\d|2[0-3])(?:[.:](?P<muhr>[0-5]\d))?\s?(?:uhr\b|h\b)"
    r"|\b(?P<noon>noon|mittags|midi|mediodía)\b"
    r"|\b(?:at|um|à|a las)\s(?P<bare>1[0-2]|[1-9])\b(?![:.h]\d|\s?%)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"\b(?:the|am|le|el|den|{'|'.join(_WEEKDAYS)}),?\s(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.)?\b(?!\s?(?:[:h]|uhr|[ap]\.?m))"
    r"|\b(?P<ordinal>[0-3]?\d)(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_MONTH = "|".join(_MONTHS)
_WITH_MONTH = re.compile(
    rf"\b(?P<d1>[0-3]?\d)(?:st|nd|rd|th|\.|er)?\s(?:of\s|de\s)?(?P<m1>{_MONTH})\b"
    rf"|\b(?P<m2>{_MONTH})\s(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)
_AHEAD = 62
_WORKING = 8


def named(text: str, said_at: datetime, zone: str) -> datetime | None:
    """The instant that a sentence names, UTC; None when it does not name both day and hour."""
    local = said_at.astimezone(_zone(zone))
    day, clock = _day(text, local.date()), _clock(text)
    if day is None or clock is None or not 0 <= (day - local.date()).days <= _AHEAD:
        return None
    return datetime.combine(day, clock, tzinfo=local.tzinfo).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _clock(text: str) -> time | None:
    found = _CLOCK.search(text)
    if found is None:
        return None
    if found["noon"]:
        return time(12)
    if found["h12"]:
        hour = int(found["h12"]) % 12 + (12 if found["half"].lower() == "p" else 0)
        return time(hour, int(found["m12"] or 0))
    if found["bare"]:
        hour = int(found["bare"])
        return time(hour if hour >= _WORKING else hour + 12)
    return time(int(found["h24"] or found["uhr"]), int(found["m24"] or found["muhr"] or 0))


def _day(text: str, today: date) -> date | None:
    dated = _WITH_MONTH.search(text)
    if dated:
        return _in_year(today, _MONTHS[(dated["m1"] or dated["m2"]).lower()], int(dated["d1"] or dated["d2"]))
    weekday = next((_WEEKDAYS[word] for word in re.findall(r"\w+", text.lower()) if word in _WEEKDAYS), None)
    number = _NUMBER.search(text)
    if number:
        return _next_number(today, int(number["day"] or number["ordinal"]), weekday)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if _TOMORROW.search(text):
        return today + timedelta(days=1)
    return today if _TODAY.search(text) else None


def _in_year(today: date, month: int, day: int) -> date | None:
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if found >= today:
            return found
    return None


def _next_number(today: date, number: int, weekday: int | None) -> date | None:
    """The next day of the month with that number, on that weekday if one is said."""
    for ahead in range(_AHEAD):
        day = today + timedelta(days=ahead)
        if day.day == number and (weekday is None or day.weekday() == weekday):
            return day
    return None
