"""Takes iCalendar bytes apart into the lines of their components, under limits, before anything in them is parsed.

Only VEVENTs, VTIMEZONEs and the calendar's own properties are kept; alarms, tasks and properties nobody reads are
left behind. What the lines mean is decided in `ics.py` and `timezones.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from connectors.charsets import decode
from connectors.errors import Unreadable
from connectors.timezones import Zones, read_zones

# Limits of reliability.md section 2.
MAX_ICS = 1024 * 1024
MAX_DEPTH = 10
MAX_ATTENDEES = 500
MAX_EVENTS = 2_000
MAX_LINES = 5_000
_MAX_VALUE = 65_536
_FEW_LINES = 6_000
_LINES_AN_EVENT = 30
_ATTENDEES_AN_EVENT = 3
"""How many of each a file may hold for each event that it may hold: exports of whole calendars hold far fewer."""
_MAX_SINGLE = 4
"""How often a property that belongs once into an event is kept: enough for one that follows a broken one."""

_FIELDS = {
    "UID", "DTSTART", "DTEND", "DURATION", "DTSTAMP", "CREATED", "RECURRENCE-ID", "SEQUENCE", "STATUS", "SUMMARY",
    "DESCRIPTION", "LOCATION", "URL", "ORGANIZER", "ATTENDEE", "RRULE", "EXDATE", "RDATE", "CLASS", "TRANSP",
    "CONFERENCE", "COMMENT", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGCONFLINK",
    "X-MICROSOFT-CDO-APPT-SEQUENCE", "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-LOCATIONS", "LAST-MODIFIED",
}  # fmt: skip
_SOFT_BREAKS = re.compile(r"ENCODING=QUOTED-PRINTABLE", re.IGNORECASE)
_LISTED = {"ATTENDEE", "EXDATE", "RDATE", "CONFERENCE"}
_NAME = re.compile(r"([A-Za-z0-9-]{1,60})\s*(?=[;:])")
_ZONE_FIELDS = {"TZID", "X-LIC-LOCATION", "DTSTART", "TZOFFSETTO", "TZOFFSETFROM", "RRULE", "RDATE"}
_FILE_FIELDS = {"METHOD", "X-WR-TIMEZONE", "X-WR-CALNAME"}
_STARTS = {name[:2] for name in (*_FIELDS, *_ZONE_FIELDS, *_FILE_FIELDS, "BEGIN", "END")}
"""The first letters of all names that are read: most lines of a hostile file are told by them."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A calendar file taken apart, before anything in it is parsed."""

    method: str
    name: str
    """X-WR-CALNAME: the calendar's name, in Google's files often the person's address."""
    zones: Zones
    events: tuple[tuple[str, ...], ...]
    """The unfolded property lines of each VEVENT."""


def scan(
    raw: bytes, *, max_bytes: int = MAX_ICS, max_events: int = MAX_EVENTS, is_whole_calendar: bool = False
) -> Scan:
    """Takes a calendar file apart, under limits. Raises Unreadable. In a whole calendar one entry beyond its own limits,
    which anybody can send, does not hide the others: what is too much of it is left behind.
    """
    if len(raw) > max_bytes:
        raise Unreadable(f"The calendar is larger than {max_bytes // 1024} KiB.")
    reader = _Reader(max_events, is_whole_calendar)
    for line in _unfolded(raw, max(_FEW_LINES, max_events * _LINES_AN_EVENT)):
        if line[:2].upper() in _STARTS:
            reader.take(line)
    reader.finish()
    zones = read_zones(reader.zones, reader.properties.get("X-WR-TIMEZONE", ""))
    method = re.sub(r"[^A-Z-]", "", reader.properties.get("METHOD", "").upper())[:30]
    name = _unescaped(reader.properties.get("X-WR-CALNAME", ""))[:200]
    return Scan(method, name, zones, tuple(map(tuple, reader.events)))


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value).strip()


def _unfolded(raw: bytes, max_lines: int) -> list[str]:
    is_utf16 = raw[:2] in {b"\xff\xfe", b"\xfe\xff"} or raw[1:2] == b"\x00"
    text = decode(raw, "utf-16" if is_utf16 else "utf-8")[0].replace("\x00", "")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.replace("\n ", "").replace("\n\t", "").split("\n")
    if len(lines) > max_lines:
        raise Unreadable(f"The calendar has more than {max_lines} lines.")
    return _rejoined(lines) if _SOFT_BREAKS.search(text) else lines


def _rejoined(lines: list[str]) -> list[str]:
    """Lines of vCalendar 1.0, whose quoted-printable values go on behind an equal sign at the end of a line."""
    found: list[list[str]] = []
    is_open = False
    for line in lines:
        if is_open:
            found[-1][-1] = found[-1][-1][:-1]
            found[-1].append(line)
        else:
            found.append([line])
        is_open = line.endswith("=") and (is_open or _SOFT_BREAKS.search(line) is not None)
    return ["".join(pieces) for pieces in found]


@dataclass(slots=True)
class _Reader:
    """Walks the lines of a file once and sorts them into components."""

    max_events: int
    is_whole_calendar: bool = False
    properties: dict[str, str] = field(default_factory=dict)
    zones: list[list[str]] = field(default_factory=list)
    events: list[list[str]] = field(default_factory=list)
    stack: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    """How often each property stands in the event that is open."""
    attendees: int = 0
    seen: int = 0

    def take(self, line: str) -> None:
        match = _NAME.match(line)
        if not match:
            return
        name = match[1].upper()
        if name == "BEGIN":
            self._begin(line.partition(":")[2].strip().upper())
        elif name == "END":
            self._end(line.partition(":")[2].strip().upper())
        elif not self.stack or self.stack[-1] == "VCALENDAR":
            if name in _FILE_FIELDS:
                self.properties.setdefault(name, line.partition(":")[2].strip()[:1000])
        elif self.stack[-1] == "VEVENT":
            if name in _FIELDS:
                self._property(name, line)
        elif name in _ZONE_FIELDS and "VTIMEZONE" in self.stack:
            self.zones[-1].append(line[:1000])

    def _begin(self, component: str) -> None:
        self.seen += 1
        if component == "VEVENT" and "VEVENT" in self.stack:
            # A VEVENT inside a VEVENT: the one before was never closed.
            del self.stack[self.stack.index("VEVENT") :]
        self.stack.append(component)
        if len(self.stack) > MAX_DEPTH:
            raise Unreadable(f"The calendar's components are nested deeper than {MAX_DEPTH}.")
        if component == "VEVENT":
            self.events.append([])
            self.counts = {}
            if len(self.events) > self.max_events:
                raise Unreadable(f"The calendar has more than {self.max_events} events.")
        elif component == "VTIMEZONE":
            self.zones.append([])
        elif "VTIMEZONE" in self.stack:
            self.zones[-1].append(f"BEGIN:{component}")

    def _end(self, component: str) -> None:
        if component in self.stack:
            del self.stack[len(self.stack) - 1 - self.stack[::-1].index(component) :]

    def _property(self, name: str, line: str) -> None:
        count = self.counts[name] = self.counts.get(name, 0) + 1
        if count > _MAX_SINGLE and name not in _LISTED:
            return
        is_beyond = (name == "ATTENDEE" and count > MAX_ATTENDEES) or len(self.events[-1]) >= MAX_LINES
        if self.is_whole_calendar and is_beyond:
            return
        if name == "ATTENDEE":
            self.attendees += 1
            if count > MAX_ATTENDEES:
                raise Unreadable(f"A calendar event has more than {MAX_ATTENDEES} attendees.")
            if self.attendees > max(MAX_ATTENDEES, self.max_events * _ATTENDEES_AN_EVENT):
                raise Unreadable("The calendar's events have too many attendees.")
        self.events[-1].append(line[:_MAX_VALUE])
        if len(self.events[-1]) > MAX_LINES:
            raise Unreadable(f"A calendar event has more than {MAX_LINES} properties.")

    def finish(self) -> None:
        if not self.seen:
            raise Unreadable("These bytes are not a calendar: no component begins in them.")
