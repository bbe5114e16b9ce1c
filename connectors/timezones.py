"""Decides which instant a local time of a calendar file is, from its TZID and that file's own VTIMEZONEs alone.

Nothing is remembered between files: libraries that keep a cache by TZID mix up strangers' zones. A TZID that names a
zone for sure (`zone_names.py`) means that zone; else the file's own definition counts; else what the name is likely to
mean; else the zone is unknown, is called "", and the time is read as if it were UTC.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from operator import itemgetter
from zoneinfo import ZoneInfo

from connectors.recurrence import Rule, occurrences, parse_rule
from connectors.zone_names import likely_zone, zone_at_offset, zone_named

# Time zones change once or twice a year; whatever else a file defines costs time and means nothing.
_MAX_ZONES = 50
_MAX_PARTS = 50
_MAX_DATES = 400
_MAX_LINES = 2_000
_MAX_COUNT = 40
_MAX_DAYS = 7
"""A rule of a zone names one day, or seven days of a month of which one is a Sunday."""
_EARLIEST, _LATEST = 1900, 2100
_OFFSET = re.compile(r"([+-]?)(\d{2})(\d{2})(\d{2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Observance:
    """One STANDARD or DAYLIGHT part: from its onsets on, `offset` holds."""

    start: datetime
    offset_before: timedelta
    offset: timedelta
    rule: Rule | None
    ends: datetime | None
    dates: tuple[datetime, ...]

    def onsets_in(self, year: int) -> list[datetime]:
        """When its rule makes it begin in one year."""
        if self.rule is None or year < self.start.year or (self.ends and year > self.ends.year):
            return []
        first = datetime(year, 1, 1)  # noqa: DTZ001 - wall-clock time
        last = datetime(year, 12, 31, 23, 59, 59)  # noqa: DTZ001 - wall-clock time
        last = min(last, self.ends) if self.ends else last
        return list(occurrences(self.rule, self.start, after=max(first, self.start), until=last))

    def fixed_onsets(self) -> list[datetime]:
        """When it began without a rule, and when a rule that has ended made it begin for the last time."""
        found = [self.start, *self.dates]
        if self.ends and self.ends >= self.start:
            for year in (self.ends.year, self.ends.year - 1):
                found += self.onsets_in(year)[-1:]
        return found


@dataclass(frozen=True, slots=True)
class _Definition:
    """A zone as a file defines it; what was worked out of it is kept for as long as the file is read."""

    observances: Sequence[_Observance]
    place: str = ""
    """What the definition calls itself (X-LIC-LOCATION), or its name is likely to mean."""
    years: dict[int, list[tuple[datetime, timedelta]]] = field(default_factory=dict)

    def offset_at(self, local: datetime) -> timedelta:
        """The offset of the latest onset up to a wall-clock time."""
        # Nobody meets before 1900; a year more would be worked out for every date that a hostile file names.
        year = min(max(local.year, _EARLIEST), _LATEST)
        moment = local if year == local.year else local.replace(year=year, day=min(local.day, 28))
        found = [onset for known in (0, year - 1, year) if (onset := self._last_onset(known, moment))]
        if found:
            return max(found, key=itemgetter(0))[1]
        return min(self.observances, key=lambda one: one.start).offset_before

    def _last_onset(self, year: int, moment: datetime) -> tuple[datetime, timedelta] | None:
        onsets = self._onsets(year)
        place = bisect_right(onsets, moment, key=itemgetter(0))
        return onsets[place - 1] if place else None

    def _onsets(self, year: int) -> list[tuple[datetime, timedelta]]:
        """The onsets of one year's rules; of year 0, those without a rule."""
        if year not in self.years:
            self.years[year] = sorted(
                (onset, one.offset)
                for one in self.observances
                for onset in (one.onsets_in(year) if year else one.fixed_onsets())
            )
        return self.years[year]


@dataclass(frozen=True, slots=True)
class Zones:
    """The zones of one calendar file."""

    custom: Mapping[str, _Definition] = field(default_factory=dict)
    default: str = ""
    """The file's X-WR-TIMEZONE, for times that name no zone."""
    names: dict[str, str] = field(default_factory=dict)
    """What the names in this file mean, as far as they were asked for: no more than so many are."""

    def to_utc(self, local: datetime, tzid: str) -> tuple[datetime, str]:
        """The instant of a local time, and the IANA zone it was written in, "" when unknown."""
        name = self._named(tzid)
        if name:
            return _in_zone(local, name), name
        definition = self.custom.get(tzid)
        if not definition:
            return local.replace(tzinfo=UTC), ""
        offset = definition.offset_at(local)
        moment = _shifted(local, -offset)
        place = definition.place
        if place and moment.astimezone(ZoneInfo(place)).utcoffset() == offset:
            return moment, place
        return moment, zone_at_offset(round(offset.total_seconds() / 60)) or "UTC"

    def to_local(self, moment: datetime, tzid: str) -> datetime:
        """The wall-clock time of an instant in a zone of this file."""
        name = self._named(tzid)
        if name:
            return moment.astimezone(ZoneInfo(name)).replace(tzinfo=None)
        naive = moment.astimezone(UTC).replace(tzinfo=None)
        definition = self.custom.get(tzid)
        return naive + definition.offset_at(naive) if definition else naive

    def _named(self, tzid: str) -> str:
        tzid = tzid or self.default
        if tzid not in self.names:
            if len(self.names) >= _MAX_ZONES:
                return ""
            self.names[tzid] = zone_named(tzid) if tzid in self.custom else likely_zone(tzid)
        return self.names[tzid]


def _in_zone(local: datetime, name: str) -> datetime:
    try:
        return local.replace(tzinfo=ZoneInfo(name)).astimezone(UTC)
    except OverflowError:
        return local.replace(tzinfo=UTC)


def _shifted(local: datetime, by: timedelta) -> datetime:
    try:
        return (local + by).replace(tzinfo=UTC)
    except OverflowError:
        return local.replace(tzinfo=UTC)


def read_zones(components: Sequence[Sequence[str]], default: str = "") -> Zones:
    """The zones defined by a file's VTIMEZONE components, each given as its unfolded lines."""
    custom: dict[str, _Definition] = {}
    for lines in components[:_MAX_ZONES]:
        about, parts = _parts(lines)
        tzid = about.get("TZID", "").strip('"')
        if not tzid or zone_named(tzid):
            continue
        newest = sorted(parts, key=_first_start)[-_MAX_PARTS:]
        observances = [found for part in newest if (found := _observance(part))]
        if observances:
            place = zone_named(about.get("X-LIC-LOCATION", "")) or likely_zone(tzid)
            custom[tzid] = _Definition(observances, place)
    return Zones(custom, default)


def _first_start(part: Mapping[str, list[str]]) -> str:
    """As written, which is in the order of time."""
    return part.get("DTSTART", [""])[0]


def _parts(lines: Sequence[str]) -> tuple[dict[str, str], list[dict[str, list[str]]]]:
    """A VTIMEZONE's own properties, and those of its STANDARD and DAYLIGHT parts."""
    about: dict[str, str] = {}
    parts: list[dict[str, list[str]]] = []
    current: dict[str, list[str]] | None = None
    for line in lines[:_MAX_LINES]:
        head, _, value = line.partition(":")
        name = head.partition(";")[0].strip().upper()
        if name == "BEGIN" and value.strip().upper() in {"STANDARD", "DAYLIGHT"}:
            current = {}
            parts.append(current)
        elif current is None:
            about[name] = value.strip()
        else:
            current.setdefault(name, []).append(value.strip())
    return about, parts


def _observance(part: Mapping[str, list[str]]) -> _Observance | None:
    try:
        offset = _read_offset(part["TZOFFSETTO"][0])
        before = _read_offset(part.get("TZOFFSETFROM", part["TZOFFSETTO"])[0])
        start = _read_local(part.get("DTSTART", ["19700101T000000"])[0])
        rule = parse_rule(part["RRULE"][0]) if "RRULE" in part else None
        if rule and not _is_of_zones(rule):
            return None
        listed = (day for value in part.get("RDATE", ()) for day in value[: _MAX_DATES * 20].split(","))
        dates = tuple(_read_local(day) for day in islice(listed, _MAX_DATES))
        if rule and rule.count is not None:
            dates += tuple(occurrences(rule, start, after=start, until=datetime.max))  # noqa: DTZ901 - wall-clock time
            rule = None
        ends = _read_local(rule.until) + before if rule and rule.until else None
        return _Observance(start, before, offset, rule, ends, dates)
    except (ValueError, KeyError, IndexError, OverflowError):
        return None


def _is_of_zones(rule: Rule) -> bool:
    """Whether a rule is one by which clocks are changed: some day of each year."""
    is_counted = rule.count is not None and rule.count > _MAX_COUNT
    lists = (rule.days, rule.months, rule.month_days, rule.year_days, rule.hours, rule.minutes)
    return rule.frequency == "YEARLY" and not is_counted and all(len(one) <= _MAX_DAYS for one in lists)


def _read_offset(value: str) -> timedelta:
    match = _OFFSET.fullmatch(value)
    if not match:
        raise ValueError(f"{value} is no offset")
    size = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return -size if match[1] == "-" else size


def _read_local(value: str) -> datetime:
    return datetime.strptime(value[:15].ljust(15, "0") if "T" in value else f"{value[:8]}T000000", "%Y%m%dT%H%M%S")  # noqa: DTZ007 - wall-clock time
