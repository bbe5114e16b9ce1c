"""Decides which instant a local time of a calendar file is, from its TZID and that file's own VTIMEZONEs alone.

Nothing is remembered between files: icalendar's process-wide cache by TZID mixes up strangers' zones. A TZID is an
IANA name, a Windows name, a display name or an offset; else the file's own definition counts; else the zone is
unknown, is called "", and the time is read as if it were UTC.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from connectors.recurrence import Rule, occurrences, parse_rule

_OFFSET_NAME = re.compile(r"\(?(?:GMT|UTC|Z)?\s*([+-])(\d{1,2}):?(\d{2})?\)?", re.IGNORECASE)
_OFFSET_PREFIX = re.compile(r"\((?:GMT|UTC)\s*(?:[+-]\d{1,2}(?::?\d{2})?)?\)\s*", re.IGNORECASE)
# Time zones change once or twice a year; whatever else a file defines costs time and means nothing.
_MAX_PARTS = 100
_MAX_YEARS = 1000
_OFFSET = re.compile(r"([+-]?)(\d{2})(\d{2})(\d{2})?")

# Display names of Windows and Outlook (the part behind "(UTC-05:00)"), which some programs write as TZID.
_DISPLAY_NAMES = {
    "coordinated universal time": "UTC",
    "universal coordinated time": "UTC",
    "hawaii": "Pacific/Honolulu",
    "alaska": "America/Anchorage",
    "pacific time (us & canada)": "America/Los_Angeles",
    "pacific time (us & canada), tijuana": "America/Los_Angeles",
    "pacific time (us and canada)": "America/Los_Angeles",
    "pacific time (us and canada), tijuana": "America/Los_Angeles",
    "baja california": "America/Tijuana",
    "arizona": "America/Phoenix",
    "mountain time (us & canada)": "America/Denver",
    "mountain time (us and canada)": "America/Denver",
    "chihuahua, la paz, mazatlan": "America/Mazatlan",
    "central time (us & canada)": "America/Chicago",
    "central time (us and canada)": "America/Chicago",
    "central america": "America/Guatemala",
    "saskatchewan": "America/Regina",
    "guadalajara, mexico city, monterrey": "America/Mexico_City",
    "eastern time (us & canada)": "America/New_York",
    "eastern time (us and canada)": "America/New_York",
    "indiana (east)": "America/Indiana/Indianapolis",
    "bogota, lima, quito": "America/Bogota",
    "bogota, lima, quito, rio branco": "America/Bogota",
    "caracas": "America/Caracas",
    "atlantic time (canada)": "America/Halifax",
    "santiago": "America/Santiago",
    "georgetown, la paz, manaus, san juan": "America/La_Paz",
    "asuncion": "America/Asuncion",
    "newfoundland": "America/St_Johns",
    "brasilia": "America/Sao_Paulo",
    "brasília": "America/Sao_Paulo",
    "buenos aires": "America/Argentina/Buenos_Aires",
    "city of buenos aires": "America/Argentina/Buenos_Aires",
    "cayenne, fortaleza": "America/Cayenne",
    "montevideo": "America/Montevideo",
    "greenland": "America/Nuuk",
    "azores": "Atlantic/Azores",
    "cabo verde is.": "Atlantic/Cape_Verde",
    "casablanca": "Africa/Casablanca",
    "monrovia, reykjavik": "Atlantic/Reykjavik",
    "dublin, edinburgh, lisbon, london": "Europe/London",
    "greenwich mean time : dublin, edinburgh, lisbon, london": "Europe/London",
    "greenwich mean time: dublin, edinburgh, lisbon, london": "Europe/London",
    "amsterdam, berlin, bern, rome, stockholm, vienna": "Europe/Berlin",
    "amsterdam, belgrade, berlin, brussels, budapest, madrid, paris, prague, stockholm": "Europe/Berlin",
    "western/central europe": "Europe/Berlin",
    "belgrade, bratislava, budapest, ljubljana, prague": "Europe/Budapest",
    "brussels, copenhagen, madrid, paris": "Europe/Paris",
    "sarajevo, skopje, warsaw, zagreb": "Europe/Warsaw",
    "sarajewo, skopie, warszawa, zagrzeb": "Europe/Warsaw",
    "west central africa": "Africa/Lagos",
    "athens, bucharest": "Europe/Bucharest",
    "athens, bucharest, istanbul": "Europe/Bucharest",
    "helsinki, kyiv, riga, sofia, tallinn, vilnius": "Europe/Kyiv",
    "cairo": "Africa/Cairo",
    "harare, pretoria": "Africa/Johannesburg",
    "jerusalem": "Asia/Jerusalem",
    "beirut": "Asia/Beirut",
    "amman": "Asia/Amman",
    "istanbul": "Europe/Istanbul",
    "kuwait, riyadh": "Asia/Riyadh",
    "baghdad": "Asia/Baghdad",
    "nairobi": "Africa/Nairobi",
    "minsk": "Europe/Minsk",
    "moscow, st. petersburg": "Europe/Moscow",
    "moscow, st. petersburg, volgograd": "Europe/Moscow",
    "tehran": "Asia/Tehran",
    "abu dhabi, muscat": "Asia/Dubai",
    "baku": "Asia/Baku",
    "tbilisi": "Asia/Tbilisi",
    "yerevan": "Asia/Yerevan",
    "kabul": "Asia/Kabul",
    "islamabad, karachi": "Asia/Karachi",
    "tashkent": "Asia/Tashkent",
    "ekaterinburg": "Asia/Yekaterinburg",
    "chennai, kolkata, mumbai, new delhi": "Asia/Kolkata",
    "sri jayawardenepura": "Asia/Colombo",
    "kathmandu": "Asia/Kathmandu",
    "dhaka": "Asia/Dhaka",
    "yangon (rangoon)": "Asia/Yangon",
    "bangkok, hanoi, jakarta": "Asia/Bangkok",
    "beijing": "Asia/Shanghai",
    "beijing, chongqing, hong kong, urumqi": "Asia/Shanghai",
    "kuala lumpur, singapore": "Asia/Singapore",
    "perth": "Australia/Perth",
    "taipei": "Asia/Taipei",
    "osaka, sapporo, tokyo": "Asia/Tokyo",
    "大阪、札幌、東京": "Asia/Tokyo",
    "seoul": "Asia/Seoul",
    "adelaide": "Australia/Adelaide",
    "darwin": "Australia/Darwin",
    "brisbane": "Australia/Brisbane",
    "canberra, melbourne, sydney": "Australia/Sydney",
    "hobart": "Australia/Hobart",
    "guam, port moresby": "Pacific/Port_Moresby",
    "vladivostok": "Asia/Vladivostok",
    "auckland, wellington": "Pacific/Auckland",
    "fiji": "Pacific/Fiji",
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "utc": "UTC",
    "gmt": "UTC",
    "z": "UTC",
    "tzone://microsoft/utc": "UTC",
}
# A zone without summer time for each offset that no Etc/GMT zone has, in minutes.
_ODD_OFFSETS = {
    -570: "Pacific/Marquesas",
    210: "Asia/Tehran",
    270: "Asia/Kabul",
    330: "Asia/Kolkata",
    345: "Asia/Kathmandu",
    390: "Asia/Yangon",
    525: "Australia/Eucla",
    570: "Australia/Darwin",
}


@lru_cache(maxsize=1)
def _iana() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() if name != "localtime"}


@lru_cache(maxsize=1)
def _windows() -> dict[str, str]:
    return {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


@lru_cache(maxsize=1024)
def zone_named(tzid: str) -> str:
    """The IANA zone a TZID means by itself, "" when it means none."""
    name = tzid.strip().strip("\"'").casefold()[:200]
    if not name:
        return ""
    direct = _iana().get(name) or _windows().get(name) or _DISPLAY_NAMES.get(name)
    if direct:
        return "UTC" if direct in {"Etc/UTC", "Etc/GMT"} else direct
    bare = re.sub(r"\s*,\s*", ", ", _OFFSET_PREFIX.sub("", name))
    if shown := _DISPLAY_NAMES.get(bare) or _windows().get(bare):
        return shown
    if match := _OFFSET_NAME.fullmatch(name):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return zone_at_offset(-minutes if match[1] == "-" else minutes)
    return _zone_at_end(name)


def _zone_at_end(name: str) -> str:
    """`/mozilla.org/20070129_1/Europe/Berlin` and `US-Eastern`."""
    pieces = name.strip("/").split("/")
    for size in (3, 2):
        if len(pieces) > size - 1 and (zone := _iana().get("/".join(pieces[-size:]))):
            return zone
    return _iana().get(name.replace("-", "/", 1), "") if name.startswith("us-") else ""


def zone_at_offset(minutes: int) -> str:
    """A zone that is always that many minutes ahead of UTC, "" if there is none."""
    hours, odd = divmod(minutes, 60)
    if odd:
        return _ODD_OFFSETS.get(minutes, "")
    if hours == 0:
        return "UTC"
    # The sign of Etc/GMT zones is turned round: Etc/GMT+5 is five hours behind.
    return f"Etc/GMT{-hours:+d}" if -12 <= hours <= 14 else ""


@dataclass(frozen=True, slots=True)
class _Observance:
    """One STANDARD or DAYLIGHT part: from its onsets on, `offset` holds."""

    start: datetime
    offset_before: timedelta
    offset: timedelta
    rule: Rule | None
    ends: datetime | None
    dates: tuple[datetime, ...]

    def last_onset(self, moment: datetime) -> datetime | None:
        found = [onset for onset in (self.start, *self.dates) if onset <= moment]
        if self.rule:
            # Outlook starts its zones in 1601; a year and a day back holds the last onset of a yearly rule.
            last = min(moment, self.ends or moment)
            found += occurrences(self.rule, self.start, after=last - timedelta(days=367), until=last)
        return max(found, default=None)


@dataclass(frozen=True, slots=True)
class Zones:
    """The zones of one calendar file."""

    custom: Mapping[str, Sequence[_Observance]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    """What the definitions call themselves (X-LIC-LOCATION), where that is an IANA zone."""
    default: str = ""
    """The file's X-WR-TIMEZONE, for times that name no zone."""

    def to_utc(self, local: datetime, tzid: str) -> tuple[datetime, str]:
        """The instant of a local time, and the IANA zone it was written in, "" when unknown."""
        name = zone_named(tzid) if tzid else zone_named(self.default)
        if name:
            return _in_zone(local, name), name
        observances = self.custom.get(tzid)
        if not observances:
            return local.replace(tzinfo=UTC), ""
        offset = _offset_of(observances, local)
        moment = _shifted(local, -offset)
        place = self.places.get(tzid, "")
        if place and moment.astimezone(ZoneInfo(place)).utcoffset() == offset:
            return moment, place
        return moment, zone_at_offset(round(offset.total_seconds() / 60)) or "UTC"

    def to_local(self, moment: datetime, tzid: str) -> datetime:
        """The wall-clock time of an instant in a zone of this file."""
        name = zone_named(tzid) if tzid else zone_named(self.default)
        if name:
            return moment.astimezone(ZoneInfo(name)).replace(tzinfo=None)
        naive = moment.astimezone(UTC).replace(tzinfo=None)
        observances = self.custom.get(tzid)
        return naive + _offset_of(observances, naive) if observances else naive


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


def _offset_of(observances: Sequence[_Observance], local: datetime) -> timedelta:
    best: tuple[datetime, timedelta] | None = None
    for observance in observances:
        onset = observance.last_onset(local)
        if onset and (best is None or onset >= best[0]):
            best = (onset, observance.offset)
    if best:
        return best[1]
    return min(observances, key=lambda observance: observance.start).offset_before


def read_zones(components: Sequence[Sequence[str]], default: str = "") -> Zones:
    """The zones defined by a file's VTIMEZONE components, each given as its unfolded lines."""
    custom: dict[str, list[_Observance]] = {}
    places: dict[str, str] = {}
    for lines in components[:100]:
        about, parts = _parts(lines)
        tzid = about.get("TZID", "").strip('"')
        observances = [found for part in parts[:_MAX_PARTS] if (found := _observance(part))]
        if tzid and observances:
            custom[tzid] = observances
            places[tzid] = zone_named(about.get("X-LIC-LOCATION", ""))
    return Zones(custom, places, default)


def _parts(lines: Sequence[str]) -> tuple[dict[str, str], list[dict[str, list[str]]]]:
    """A VTIMEZONE's own properties, and those of its STANDARD and DAYLIGHT parts."""
    about: dict[str, str] = {}
    parts: list[dict[str, list[str]]] = []
    current: dict[str, list[str]] | None = None
    for line in lines:
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
        if rule and (rule.frequency != "YEARLY" or (rule.count or 0) > _MAX_YEARS):
            return None
        dates = tuple(_read_local(day) for value in part.get("RDATE", ()) for day in value.split(",")[:200])
        ends = _read_local(rule.until) + before if rule and rule.until else None
        return _Observance(start, before, offset, rule, ends, dates)
    except (ValueError, KeyError, IndexError, OverflowError):
        return None


def _read_offset(value: str) -> timedelta:
    match = _OFFSET.fullmatch(value)
    if not match:
        raise ValueError(f"{value} is no offset")
    size = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return -size if match[1] == "-" else size


def _read_local(value: str) -> datetime:
    return datetime.strptime(value[:15].ljust(15, "0") if "T" in value else f"{value[:8]}T000000", "%Y%m%dT%H%M%S")  # noqa: DTZ007 - wall-clock time
