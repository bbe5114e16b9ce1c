"""Lists the occurrences of an RFC 5545 recurrence rule inside a window, in bounded steps, whatever the rule says.

dateutil's iterator runs for minutes on hostile rules (INTERVAL=0, SECONDLY, 30 February); this one walks periods and
stops after MAX_STEPS of them. Times are naive local ones: zones are decided in `timezones.py`. Rules finer than a day
and BYWEEKNO are refused, so that the caller shows the series' first occurrence only.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

MAX_STEPS = 10_000
_MAX_TIMES = 24
_WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence rule that can be walked."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: str = ""
    """As written: whether it is local or UTC is for the caller to decide."""
    days: tuple[tuple[int, int], ...] = ()
    """(nth, weekday); nth 0 = every."""
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    week_start: int = 0


def parse_rule(text: str) -> Rule:
    """Reads an RRULE value. Raises ValueError for one that is wrong or that is not walked."""
    pairs = (part.partition("=") for part in text.upper().strip().strip(";").split(";"))
    parts = {name.strip(): value.strip() for name, _, value in pairs}
    frequency = parts.get("FREQ", "")
    if frequency not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}:
        raise ValueError(f"FREQ={frequency} is not followed")
    if "BYWEEKNO" in parts or "BYSECOND" in parts:
        raise ValueError("BYWEEKNO and BYSECOND are not followed")
    interval = int(parts.get("INTERVAL") or 1)
    if interval < 1:
        raise ValueError("INTERVAL must be at least 1")
    rule = Rule(
        frequency,
        min(interval, 10_000),
        int(parts["COUNT"]) if parts.get("COUNT") else None,
        parts.get("UNTIL", ""),
        tuple(_day(day) for day in _list(parts, "BYDAY")),
        _numbers(parts, "BYMONTHDAY", -31, 31),
        _numbers(parts, "BYYEARDAY", -366, 366),
        _numbers(parts, "BYMONTH", 1, 12),
        _numbers(parts, "BYSETPOS", -366, 366),
        _numbers(parts, "BYHOUR", 0, 23),
        _numbers(parts, "BYMINUTE", 0, 59),
        _WEEKDAYS.get(parts.get("WKST", "MO"), 0),
    )
    if max(1, len(rule.hours)) * max(1, len(rule.minutes)) > _MAX_TIMES:
        raise ValueError("The rule repeats too often within a day")
    return rule


def _list(parts: dict[str, str], name: str) -> list[str]:
    return [item.strip() for item in parts.get(name, "").split(",") if item.strip()][:400]


def _numbers(parts: dict[str, str], name: str, low: int, high: int) -> tuple[int, ...]:
    return tuple(sorted({number for number in map(int, _list(parts, name)) if low <= number <= high}))


def _day(text: str) -> tuple[int, int]:
    match = _BYDAY.fullmatch(text)
    if not match:
        raise ValueError(f"BYDAY={text} is no weekday")
    return int(match[1] or 0), _WEEKDAYS[match[2]]


def occurrences(rule: Rule, start: datetime, *, after: datetime, until: datetime) -> Iterator[datetime]:
    """The rule's local times from `start` on that lie in [after, until], at most MAX_STEPS periods far."""
    step = 0
    if rule.count is None:
        # Without a COUNT nothing before the window needs to be walked.
        step = max(0, _periods_between(rule, start, after) // rule.interval - 1)
    counted = 0
    for _ in range(MAX_STEPS):
        period = _period(rule, start, step * rule.interval)
        if period is None or datetime.combine(period, time.min) > until:
            return
        for moment in _moments(rule, start, period):
            if moment < start:
                continue
            counted += 1
            if moment > until or (rule.count is not None and counted > rule.count):
                return
            if moment >= after:
                yield moment
        step += 1


def _periods_between(rule: Rule, start: datetime, after: datetime) -> int:
    if rule.frequency == "YEARLY":
        return after.year - start.year
    if rule.frequency == "MONTHLY":
        return (after.year - start.year) * 12 + after.month - start.month
    days = (after.date() - start.date()).days
    return days // 7 if rule.frequency == "WEEKLY" else days


def _period(rule: Rule, start: datetime, number: int) -> date | None:
    """The first day of a period, counted from the one that holds `start`; None past the calendar's end."""
    try:
        if rule.frequency == "YEARLY":
            return date(start.year + number, 1, 1)
        if rule.frequency == "MONTHLY":
            year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
            return date(year, month + 1, 1)
        if rule.frequency == "WEEKLY":
            into_week = (start.weekday() - rule.week_start) % 7
            return start.date() + timedelta(days=number * 7 - into_week)
        return start.date() + timedelta(days=number)
    except (ValueError, OverflowError):
        return None


def _moments(rule: Rule, start: datetime, period: date) -> list[datetime]:
    days = sorted(set(_days(rule, start, period)))
    hours, minutes = rule.hours or (start.hour,), rule.minutes or (start.minute,)
    times = [start.time().replace(hour=hour, minute=minute) for hour in hours for minute in minutes]
    moments = [datetime.combine(day, moment) for day in days for moment in times]
    if not rule.positions:
        return moments
    size = len(moments)
    places = {place - 1 if place > 0 else size + place for place in rule.positions if place}
    return [moments[place] for place in sorted(places) if 0 <= place < size]


def _days(rule: Rule, start: datetime, period: date) -> Iterator[date]:
    if rule.frequency == "YEARLY":
        yield from _days_of_year(rule, start, period.year)
    elif rule.frequency == "MONTHLY":
        if not rule.months or period.month in rule.months:
            yield from _days_of_month(rule, start, period.year, period.month)
    elif rule.frequency == "WEEKLY":
        wanted = {weekday for _, weekday in rule.days} or {start.weekday()}
        for offset in range(7):
            day = _plus(period, offset)
            if day and day.weekday() in wanted and (not rule.months or day.month in rule.months):
                yield day
    elif _is_day_wanted(rule, period):
        yield period


def _plus(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _is_day_wanted(rule: Rule, day: date) -> bool:
    length = calendar.monthrange(day.year, day.month)[1]
    return (
        (not rule.months or day.month in rule.months)
        and (not rule.month_days or day.day in rule.month_days or day.day - length - 1 in rule.month_days)
        and (not rule.days or day.weekday() in {weekday for _, weekday in rule.days})
    )


def _days_of_year(rule: Rule, start: datetime, year: int) -> Iterator[date]:
    if rule.year_days:
        length = 366 if calendar.isleap(year) else 365
        numbers = (number if number > 0 else length + 1 + number for number in rule.year_days if number)
        yield from (date(year, 1, 1) + timedelta(days=number - 1) for number in numbers if 0 < number <= length)
    elif rule.days and not rule.months and not rule.month_days:
        last = 366 if calendar.isleap(year) else 365
        yield from _weekdays(rule, date(year, 1, 1), last)
    else:
        months = rule.months or (range(1, 13) if rule.month_days else (start.month,))
        for month in months:
            yield from _days_of_month(rule, start, year, month)


def _days_of_month(rule: Rule, start: datetime, year: int, month: int) -> Iterator[date]:
    length = calendar.monthrange(year, month)[1]
    if rule.month_days:
        for number in rule.month_days:
            place = number if number > 0 else length + 1 + number
            if 0 < place <= length:
                day = date(year, month, place)
                if not rule.days or day.weekday() in {weekday for _, weekday in rule.days}:
                    yield day
    elif rule.days:
        yield from _weekdays(rule, date(year, month, 1), length)
    elif start.day <= length:
        yield date(year, month, start.day)


def _weekdays(rule: Rule, first: date, length: int) -> Iterator[date]:
    """The BYDAY days of a span of `length` days: every one, or the nth from its start or end."""
    for nth, weekday in rule.days:
        offset = (weekday - first.weekday()) % 7
        places = list(range(offset, length, 7))
        if nth:
            place = nth - 1 if nth > 0 else len(places) + nth
            places = places[place : place + 1] if 0 <= place < len(places) else []
        yield from (first + timedelta(days=day) for day in places)
