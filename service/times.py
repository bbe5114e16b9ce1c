"""Which times does a sentence name? Days (`days`) and hours (`clocks`) put together, with the zone that is said beside
them; each as far as it is told: "Tuesday", "at 4", "Tuesday between 3 and 6", "3 pm CET".

Whether anybody agreed to a time is decided elsewhere (`agreement`); here better none than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from itertools import product

from service import time_words
from service.clocks import MASK, Hour, bare, hours_in
from service.days import Day, days_in, languages_of, week_in
from service.zones import zone_of

_LONGEST = 1000
_PLAIN = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u00b4": "'", "\u00a0": " ", "\u202f": " ", "\u2011": "-", "\n": " "}
)
_MONTH_FIRST = ("America/", "US/", "Pacific/Honolulu")
UNKNOWN = "?"
"""The zone of somebody whose zone is not known."""


@dataclass(frozen=True, slots=True)
class Named:
    """A time as far as it was told, on the clock of `zone`. `is_said`: the zone stood there, and is not assumed."""

    day: date | None = None
    at: time | None = None
    until: time | None = None
    is_sure: bool = True
    """False: the hour may be of the other half of the day."""
    zone: str = ""
    is_said: bool = False
    is_same_hour: bool = False
    """The hour spoken of before, on this day."""
    is_near: bool = False
    """Only the weekday was told: it may be that of a later week of which was spoken before."""
    week: date | None = None
    """No day, but the week that begins on this Monday."""

    @property
    def instant(self) -> datetime | None:
        """When it is, if day and hour are told."""
        if self.day is None or self.at is None or self.until is not None or self.zone == UNKNOWN:
            return None
        return datetime.combine(self.day, self.at, tzinfo=zone_of(self.zone))


@dataclass(frozen=True, slots=True)
class Zones:
    """Whose clocks a sentence may mean: the person's, the writer's and the reader's, UNKNOWN where nobody knows."""

    own: str
    writer: str
    reader: str


@dataclass(frozen=True, slots=True)
class _At:
    """An hour with its zone, or "the same hour"."""

    start: int
    hour: Hour | None
    zone: str
    is_said: bool


def named_in(text: str, said_at: datetime, zones: Zones, languages: frozenset[str] | None = None) -> list[Named]:
    """The times that a text names, in order, told as of the day on which it was said in the person's zone."""
    text = text[:_LONGEST].translate(_PLAIN)
    languages = languages or languages_of(text)
    said_on = said_at.astimezone(zone_of(zones.own)).date()
    is_month_first = "en" in languages and zones.own.startswith(_MONTH_FIRST)
    days = _standing(text, days_in(text, said_on, languages, is_month_first=is_month_first))
    hours = list(_hours(text, days, zones, languages))
    found = [named for group in _groups(days, hours) for named in _of_group(*group, zones)]
    if not found and (week := week_in(text, said_on)):
        return [Named(week=week, zone=zones.own)]
    return _each_once(_known(found))


# --- hours ----------------------------------------------------------------------------------------------------------


def _hours(text: str, days: Sequence[Day], zones: Zones, languages: frozenset[str]) -> Iterator[_At]:
    found = [
        hour
        for hour in hours_in(_without(text, days), languages, unmasked=text)
        if not _is_instead_of(text, hour.start)
    ]
    # A bare number means an hour only where no other one stands: "Thursday the 4th, room 12, at 3".
    found = [one for one in found if not one.is_weak or len(found) == 1 or _zoned(text, one, zones).is_said]
    # What stands in brackets beside an hour tells it again, on another clock.
    plain = [hour for hour in found if text[: hour.start].rstrip()[-1:] != "("]
    found = [hour for hour in found if hour in plain or not plain or _zoned(text, hour, zones).is_said]
    told = [_zoned(text, hour, zones, is_alone=len(found) == 1) for hour in found]
    bares = [hour for day in days if (hour := _bare(text, day, languages))]
    told += [_zoned(text, hour, zones, is_alone=not found and len(bares) == 1) for hour in bares]
    told += [_At(match.start(), None, zones.own, False) for match in _same_hour().finditer(text)]
    yield from sorted(told, key=lambda one: one.start)


def _without(text: str, days: Sequence[Day]) -> str:
    """The text with its days made unreadable, so that the 18th of a month is no hour."""
    for day in days:
        text = text[: day.start] + MASK * (day.end - day.start) + text[day.end :]
    return text


def _bare(text: str, day: Day, languages: frozenset[str]) -> Hour | None:
    return bare(day.number, day.start, day.end, text, languages) if day.number else None


def _zoned(text: str, hour: Hour, zones: Zones, *, is_alone: bool = False) -> _At:
    """An hour with the zone beside it; one that stands alone with that of its sentence."""
    after = _part_of_day().sub("", text[hour.end : hour.end + 60])
    found = _zone_at(after, zones, is_beside=True)
    if not found and is_alone:
        found = next((zone for at in range(len(text)) if (zone := _zone_at(text[at:], zones, is_beside=False))), "")
    return _At(hour.start, hour, found or zones.own, bool(found))


def _zone_at(text: str, zones: Zones, *, is_beside: bool) -> str:
    """The zone that a text begins with, "" for none. Further off only "… time" is one."""
    match = _zone_pattern(is_beside=is_beside).match(text)
    if match:
        return _zone_named(next(told for told in match.groups() if told).lower())
    for who, zone in (("writer", zones.writer), ("reader", zones.reader)):
        if _clock_of(who, is_beside=is_beside).match(text):
            return zone
    return ""


@cache
def _zone_named(name: str) -> str:
    if offset := re.fullmatch(r"(?:gmt|utc)\s?([+-])\s?0?(\d{1,2})(?::?00)?", name):
        # The names of these zones count westward (tz database, file etcetera).
        return f"Etc/GMT{'-' if offset[1] == '+' else '+'}{int(offset[2])}"
    return next((zone for words, zone in time_words.ZONES if re.fullmatch(words, name)), UNKNOWN)


def _is_instead_of(text: str, start: int) -> bool:
    return _instead_of().search(text[max(0, start - 30) : start]) is not None


def _standing(text: str, days: Sequence[Day]) -> list[Day]:
    """Without days that are given up, and without the vaguer of two names for one day."""
    kept = [day for day in days if not _is_instead_of(text, day.start)]
    return [day for day in kept if not any(_explains(text, day, other) for other in kept)]


def _explains(text: str, day: Day, other: Day) -> bool:
    """Whether the other tells the same day more exactly: "tomorrow, that is Wednesday the 17th"."""
    between = text[min(day.end, other.end) : max(day.start, other.start)]
    if other is day or len(between) > 12 or re.search(r"\b(?:or|oder|ou|o|and|und|et|y)\b|[/&]", between):
        return False
    return (
        other.is_exact and not day.number and (not day.is_exact or other.date == day.date) and other.start > day.start
    )


# --- together -------------------------------------------------------------------------------------------------------


def _groups(days: Sequence[Day], hours: Sequence[_At]) -> Iterator[tuple[list[Day], list[_At]]]:
    """Days with the hours that belong to them: "Monday or Tuesday at 3", "3 pm on Monday, 4 pm on Tuesday"."""
    marks: list[Day | _At] = sorted([*days, *hours], key=lambda one: (one.start, isinstance(one, _At)))
    hour_first = bool(marks) and isinstance(marks[0], _At) and isinstance(marks[-1], Day)
    group_days: list[Day] = []
    group_hours: list[_At] = []
    for mark in marks:
        closes = group_hours if isinstance(mark, Day) else group_days
        opens = isinstance(mark, _At) == hour_first
        if opens and closes and group_days and group_hours:
            yield group_days, group_hours
            group_days, group_hours = [], []
        if isinstance(mark, Day):
            group_days.append(mark)
        else:
            group_hours.append(mark)
    if group_days or group_hours:
        yield group_days, group_hours


def _of_group(days: Sequence[Day], hours: Sequence[_At], zones: Zones) -> Iterator[Named]:
    if not hours:
        yield from (Named(day=day.date, zone=zones.own, is_near=day.is_near) for day in days)
    some: Sequence[Day | None] = days or [None]
    for day, told in product(some, hours):
        named = Named(zone=told.zone, is_said=told.is_said)
        if day is not None:
            named = replace(named, day=day.date, is_near=day.is_near)
        if told.hour is None:
            yield replace(named, is_same_hour=True)
            continue
        until = told.hour.until
        yield replace(
            named,
            at=told.hour.clock,
            until=time(until // 60, until % 60) if until else None,
            is_sure=told.hour.is_sure,
        )


def _known(found: Sequence[Named]) -> list[Named]:
    """Without those on a clock that nobody knows, where another clock is told too; alone, only their day counts."""
    known = [named for named in found if named.zone != UNKNOWN]
    if any(named.at for named in known):
        return known
    return [replace(named, at=None, until=None) if named.zone == UNKNOWN else named for named in found]


def _each_once(found: Sequence[Named]) -> list[Named]:
    """One instant told on two clocks is one time, by the clock that was said."""
    kept: dict[object, Named] = {}
    for named in found:
        key = named.instant or named
        if key not in kept or (named.is_said and not kept[key].is_said):
            kept[key] = named
    return list(kept.values())


# --- patterns -------------------------------------------------------------------------------------------------------


@cache
def _part_of_day() -> re.Pattern[str]:
    return re.compile(rf"^\s(?:{time_words.PM}|{time_words.AM})(?!\w)", re.IGNORECASE)


@cache
def _clock_of(who: str, *, is_beside: bool) -> re.Pattern[str]:
    told = {"writer": time_words.WRITERS, "reader": time_words.READERS}[who]
    beside = {"writer": time_words.FOR_WRITER, "reader": time_words.FOR_READER}[who]
    words = rf"\s?[,(]?\s?(?:{told}|{beside})" if is_beside else rf"\s\(?(?:{told})"
    return re.compile(rf"{words}(?!\w)", re.IGNORECASE)


@cache
def _zone_pattern(*, is_beside: bool) -> re.Pattern[str]:
    """A zone beside an hour: "CET", "Danish time", "hora argentina", "deutscher Zeit", "here in New York"."""
    name = "|".join(words for words, _ in time_words.ZONES)
    told = (
        rf"({time_words.BARE_ZONES})(?!\w)|({name})\s(?:time|zeit)(?!\w)"
        rf"|(?:hora|heure)\s(?:de\s(?:la\s)?|du\s|d'|en\s)?({name})(?!\w)"
    )
    place = (
        r"|(?:(?:here|hier|(?:bei|chez) (?:mir|uns|moi|nous)|zeit|time|aquí|ici)\s)?"
        rf"(?:in|à|en)\s({name})(?!\w)"
    )
    return re.compile(rf"\s?[,(]?\s?(?:{told}{place})" if is_beside else rf"\s\(?(?:{told})", re.IGNORECASE)


@cache
def _same_hour() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{time_words.SAME_HOUR})(?!\w)", re.IGNORECASE)


@cache
def _instead_of() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){time_words.INSTEAD_OF}", re.IGNORECASE)
