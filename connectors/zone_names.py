"""Decides which IANA zone the name of a time zone means by itself, without the file that it stands in.

Programs write IANA names, names of Windows in any language, what their menus show ("(UTC+01:00) Amsterdam, Berlin"),
offsets, and their own inventions. What is sure is told from what is only likely: a menu's list of cities counts less
than the definition that a file brings along. What names no zone is "", and nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global

_LONGEST = 200
_OFFSET_NAME = re.compile(r"\(?(?:GMT|UTC|Z)?\s*([+-])(\d{1,2})[:.]?(\d{2})?\)?", re.IGNORECASE)
_OFFSET_PREFIX = re.compile(r"\((?:GMT|UTC)\s*(?:([+-])(\d{1,2})(?:[:.]?(\d{2}))?)?\)\s*", re.IGNORECASE)
_CITY_MARK = re.compile(r"\s*[,;/、，]\s*")
_SUMMER_NAME = re.compile(r" (?:daylight|summer) time$")

# The languages whose names of zones and cities are known, from Unicode's CLDR as Babel ships it.
_LANGUAGES = "en de fr es it pt nl pl sv nb da fi ru uk ja zh".split()
# Unicode's groups of zones that are called alike, and the zone that a program means by the name.
_GROUPS = {
    "GMT": "UTC",
    "Europe_Central": "Europe/Berlin",
    "Europe_Eastern": "Europe/Bucharest",
    "Europe_Western": "Europe/Lisbon",
    "Moscow": "Europe/Moscow",
    "America_Eastern": "America/New_York",
    "America_Central": "America/Chicago",
    "America_Mountain": "America/Denver",
    "America_Pacific": "America/Los_Angeles",
    "Alaska": "America/Anchorage",
    "Atlantic": "America/Halifax",
    "Newfoundland": "America/St_Johns",
    "Brasilia": "America/Sao_Paulo",
    "Argentina": "America/Argentina/Buenos_Aires",
    "India": "Asia/Kolkata",
    "China": "Asia/Shanghai",
    "Japan": "Asia/Tokyo",
    "Korea": "Asia/Seoul",
    "Singapore": "Asia/Singapore",
    "Hong_Kong": "Asia/Hong_Kong",
    "Israel": "Asia/Jerusalem",
    "Gulf": "Asia/Dubai",
    "Pakistan": "Asia/Karachi",
    "Africa_Southern": "Africa/Johannesburg",
    "Australia_Eastern": "Australia/Sydney",
    "New_Zealand": "Pacific/Auckland",
}

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
    # Names that Windows no longer has.
    "mexico standard time": "America/Mexico_City",
    "mexico standard time 2": "America/Mazatlan",
    "mid-atlantic standard time": "Etc/GMT+2",
    "kamchatka standard time": "Asia/Kamchatka",
    "armenian standard time": "Asia/Yerevan",
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
    return {name.casefold(): zone for name, zone in get_global("windows_zone_mapping").items()}


@lru_cache(maxsize=1)
def _generic() -> dict[str, str]:
    """What a zone is called in the known languages ("Mitteleuropäische Zeit"); a name with two meanings has none."""
    found: dict[str, set[str]] = {}
    for language in _LANGUAGES:
        groups = Locale.parse(language).meta_zones
        for group, zone in _GROUPS.items():
            for name in groups.get(group, {}).get("long", {}).values():
                found.setdefault(name.casefold(), set()).add(zone)
    return {name: next(iter(zones)) for name, zones in found.items() if len(zones) == 1}


@lru_cache(maxsize=1)
def _cities() -> dict[str, list[str]]:
    """The zones that bear a city's name, in the known languages, accents aside."""
    found: dict[str, list[str]] = {}
    for name in sorted(available_timezones()):
        if "/" in name and not name.startswith(("Etc/", "US/", "SystemV/", "posix", "right")):
            found.setdefault(_plain(name.rpartition("/")[2].replace("_", " ")), []).append(name)
    for language in _LANGUAGES:
        for name, words in Locale.parse(language).time_zones.items():
            if "city" in words:
                found.setdefault(_plain(words["city"]), []).append(name)
    return found


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).strip(" .")


def zone_named(tzid: str) -> str:
    """The IANA zone that a name means by itself, "" when it means none for sure."""
    return _sure(_tidy(tzid))


def likely_zone(tzid: str) -> str:
    """The IANA zone that a name means, be it by the cities that it lists; "" when it means none."""
    name = _tidy(tzid)
    return _sure(name) or _by_cities(name)


def _tidy(tzid: str) -> str:
    # Cut before it is remembered: strangers choose its length.
    return tzid[:_LONGEST].replace("\\", "").replace("\u2212", "-").strip().strip("\"'").strip().casefold()


@lru_cache(maxsize=1024)
def _sure(name: str) -> str:
    if not name:
        return ""
    direct = _iana().get(name) or _windows().get(name) or _DISPLAY_NAMES.get(name)
    if direct:
        return "UTC" if direct in {"Etc/UTC", "Etc/GMT"} else direct
    if match := _OFFSET_NAME.fullmatch(name):
        return zone_at_offset(_minutes(match))
    return _in_menu(name) or _misspelt(name) or _generic().get(name, "")


def _in_menu(name: str) -> str:
    """A name as a menu shows it, or with its summer's name, or short as Notes writes it ("W. Europe")."""
    bare = _CITY_MARK.sub(", ", _OFFSET_PREFIX.sub("", name))
    for shape in (bare, _SUMMER_NAME.sub(" standard time", bare), f"{bare} standard time"):
        if zone := _DISPLAY_NAMES.get(shape) or _windows().get(shape):
            return zone
    return ""


def _misspelt(name: str) -> str:
    """`/mozilla.org/20070129_1/Europe/Berlin`, `US-Eastern` and `America/New York`."""
    pieces = name.strip("/").replace(" ", "_").split("/")
    sizes = (3, 2, 1) if name.startswith("/") else (3, 2)
    shapes = ["/".join(pieces[-size:]) for size in sizes if len(pieces) >= size]
    if len(pieces) == 1:
        shapes += [pieces[0].replace("-", "/", 1), pieces[0].replace("_", "/", 1)]
    return next((zone for shape in shapes if (zone := _iana().get(shape))), "")


@lru_cache(maxsize=1024)
def _by_cities(name: str) -> str:
    """The first listed city whose zone has the offset before the list; without one all must be cities of one offset."""
    prefix = _OFFSET_PREFIX.match(name)
    cities = _CITY_MARK.split(_OFFSET_PREFIX.sub("", name))[:12]
    known = [_cities().get(_plain(city), []) for city in cities]
    if prefix:
        minutes = _minutes(prefix)
        return next((zone for zones in known for zone in zones if _standard_offset(zone) == minutes), "")
    if len(cities) < 2 or not all(known):
        return ""
    offsets = {_standard_offset(zone) for zones in known for zone in zones}
    return known[0][0] if len(offsets) == 1 else ""


def _minutes(match: re.Match[str]) -> int:
    minutes = int(match[2] or 0) * 60 + int(match[3] or 0)
    return -minutes if match[1] == "-" else minutes


def _standard_offset(zone: str) -> int:
    """The minutes ahead of UTC that menus give: without summer time, whichever half of the year has that."""
    year = datetime(2026, 1, 1, tzinfo=UTC)
    return min(map(_offset_minutes, _moments(zone, year)))


def _moments(zone: str, year: datetime) -> Iterator[datetime]:
    yield from (moment.astimezone(ZoneInfo(zone)) for moment in (year, year + timedelta(days=182)))


def _offset_minutes(moment: datetime) -> int:
    return round((moment.utcoffset() or timedelta()).total_seconds() / 60)


def zone_at_offset(minutes: int) -> str:
    """A zone that is always that many minutes ahead of UTC, "" if there is none."""
    hours, odd = divmod(minutes, 60)
    if odd:
        return _ODD_OFFSETS.get(minutes, "")
    if hours == 0:
        return "UTC"
    # The sign of Etc/GMT zones is turned round: Etc/GMT+5 is five hours behind.
    return f"Etc/GMT{-hours:+d}" if -12 <= hours <= 14 else ""
