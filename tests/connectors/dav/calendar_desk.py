"""The calendar side of a `Workshop` over a real Radicale with a proxy before it: people enter, move and cancel meetings
there as any calendar program does, and the proxy sets the clock, breaks answers and hides what the server can do.
"""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone

from connectors.contract import Calendar, ProviderSettings
from connectors.dav.calendar import DavCalendar
from connectors.dav.credentials import Credentials, to_text
from tests.connectors.workshop import WAIT, Budget, Call, Fault, Meeting, Tokens
from tests.servers.bending import Bending, Reply
from tests.servers.cutting import Ending
from tests.servers.radicale import Radicale

MAYA, OTHER = "maya@castellanos.example", "lee@harborline.example"
PASSWORD = "only-for-tests"
CALENDAR, ZONE = "calendar", "America/Chicago"

LISTS = r"^REPORT .*<(?:C:calendar-query|D:sync-collection)"
READS = r"^REPORT .*<C:calendar-multiget"
_STEP = timedelta(minutes=1)
_ENDINGS = {
    Fault.HANG_UP: Ending.BEFORE,
    Fault.HANG_UP_AFTER: Ending.BEFORE,
    Fault.RESET_AFTER: Ending.RESET,
    Fault.BROKEN_OFF: Ending.HALF,
    Fault.TROUBLE: Ending.INSTEAD,
    Fault.TROUBLE_AFTER: Ending.INSTEAD_AFTER,
    Fault.TOO_FAST: Ending.INSTEAD,
}
_REPLIES = {
    Fault.TROUBLE_AFTER: Reply(500, (), b""),
    Fault.TOO_FAST: Reply(429, (("Retry-After", str(int(WAIT))),), b""),
}
_RESPONSE = re.compile(rb"<(?:[a-zA-Z]+:)?response>.*?</(?:[a-zA-Z]+:)?response>", re.DOTALL)

Bend = Callable[[str, Reply], Reply]


@dataclass(slots=True)
class _Entry:
    """One meeting as a calendar program keeps it."""

    uid: str
    meeting: Meeting
    organizer: str
    sequence: int = 0
    moved: dict[datetime, tuple[datetime, datetime]] = field(default_factory=dict)
    excluded: set[datetime] = field(default_factory=set)


@dataclass(slots=True)
class CalendarDesk:
    """Two people with an empty calendar each. The names of entries are the ids that the connector gives them."""

    radicale: Radicale
    proxy: Bending
    now: datetime
    people: tuple[str, str] = (MAYA, OTHER)
    bends: list[Bend] = field(default_factory=list)
    _entries: dict[str, _Entry] = field(default_factory=dict)
    _written: int = 0

    def begin_afresh(self) -> None:
        self.proxy.begin_afresh()
        self.bends.clear()
        self._entries.clear()
        self.proxy.now, self.proxy.bend = self.now, self._bent
        for person in self.people:
            self.radicale.add(person, PASSWORD)
            self.radicale.make_calendar(person, CALENDAR, "Calendar")
            self.name_zone(person, ZONE)

    def name_zone(self, person: str, zone: str) -> None:
        """As a calendar program does when it makes a calendar."""
        told = f"BEGIN:VCALENDAR\r\n{Timezone.from_tzid(zone).to_ical().decode()}END:VCALENDAR"
        body = (
            '<D:propertyupdate xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
            f"<C:calendar-timezone>{told}</C:calendar-timezone></D:prop></D:set></D:propertyupdate>"
        )
        self.radicale.ask(person, "PROPPATCH", self.primary_calendar(person), body)

    def _bent(self, request: str, reply: Reply) -> Reply:
        if self.bends:
            reply = _unpacked(reply)
        for bend in self.bends:
            reply = bend(request, reply)
        return reply

    @property
    def settings(self) -> ProviderSettings:
        return ProviderSettings(timeout=10.0)

    def credentials(self, person: str) -> Credentials:
        address = f"{self.proxy.url}{self.radicale.home(person)}"
        return Credentials(person, person, PASSWORD, caldav=address, own_network=True)

    def open(self, person: str, budget: Budget | None = None) -> Calendar:
        return DavCalendar(self.settings, Tokens(to_text(self.credentials(person))), budget or Budget())

    def primary_calendar(self, person: str) -> str:
        return f"{self.radicale.home(person)}{CALENDAR}/"

    # --- what people do ---

    def enter(self, person: str, meeting: Meeting) -> str:
        name = f"entry-{len(self._entries) + 1:03}"
        self._entries[f"{name}.ics"] = _Entry(f"{name}@calendar.example", meeting, person)
        return self._keep(person, f"{name}.ics")

    def move(self, person: str, event_id: str, start: datetime, end: datetime) -> None:
        name, occurrence = _split(event_id)
        entry = self._entries[name]
        if occurrence:
            entry.moved[occurrence] = (start, end)
        else:
            entry.meeting = _at(entry.meeting, start, end)
        entry.sequence += 1
        self._keep(person, name)

    def cancel(self, person: str, event_id: str) -> None:
        name, occurrence = _split(event_id)
        if not occurrence:
            self.radicale.delete(person, self.primary_calendar(person) + name)
            return
        self._entries[name].excluded.add(occurrence)
        self._keep(person, name)

    def repeat(self, person: str, event_id: str, count: int) -> None:
        """Makes a meeting a series of so many weeks, or one that was a series shorter or single."""
        entry = self._entries[event_id]
        told = entry.meeting
        entry.meeting = Meeting(told.title, told.start, told.end, told.timezone, told.is_all_day, told.guests, count)
        self._keep(person, event_id)

    def put(self, person: str, name: str, ics: str) -> str:
        self.radicale.put(person, self.primary_calendar(person) + name, ics)
        return name

    def _keep(self, person: str, name: str) -> str:
        self._written += 1
        return self.put(person, name, _file(self._entries[name], self.now + self._written * _STEP))

    # --- what goes wrong ---

    def fail(self, call: Call, fault: Fault, *, nth: int = 1, times: int | None = 1) -> None:
        pattern = READS if call is Call.READ else LISTS
        self.proxy.strike(pattern, _ENDINGS[fault], _REPLIES.get(fault), nth=nth, times=times)

    def heal(self) -> None:
        self.proxy.heal()

    def calls(self, call: Call) -> int:
        return self.proxy.count(READS if call is Call.READ else LISTS)

    def expire_calendar_cursors(self, person: str) -> None:
        """As when Radicale cleans up: it forgets what its tokens stood for."""
        folder = self.radicale.folder / "kept" / "collection-root" / person / CALENDAR / ".Radicale.cache"
        shutil.rmtree(folder / "sync-token")

    def tell_twice(self) -> None:
        self.bends.append(_telling_twice)

    def blank_first_pages(self) -> None:
        self.bends.append(_Blank())

    def say(self, asked: str, *, instead: str, put: str) -> None:
        """From now on answers to such requests say something else in one place."""
        self.bends.append(_Saying(asked, instead, put))

    def hide(self, *names: str) -> None:
        """From now on the server no longer has these properties."""
        self.bends += [without(name) for name in names]


@dataclass(frozen=True, slots=True)
class _Saying:
    """Another text in place of what matches, in answers to what matches `asked`."""

    asked: str
    instead: str
    put: str

    def __call__(self, request: str, reply: Reply) -> Reply:
        if not re.search(self.asked, request, re.DOTALL):
            return reply
        body = re.sub(self.instead.encode(), lambda _: self.put.encode(), reply.body, flags=re.DOTALL)
        return Reply(reply.status, reply.headers, body)


def _unpacked(reply: Reply) -> Reply:
    packing = {name.lower(): value for name, value in reply.headers}.get("content-encoding", "")
    if packing != "gzip":
        return reply
    headers = tuple(one for one in reply.headers if one[0].lower() != "content-encoding")
    return Reply(reply.status, headers, gzip.decompress(reply.body))


def without(name: str) -> Bend:
    """Takes a property out of everything that is told."""
    prop = re.compile(rb"<((?:[a-zA-Z]+:)?%s)(?:\s*/>|>.*?</\1>)" % name.encode(), re.DOTALL)

    def bent(request: str, reply: Reply) -> Reply:
        return Reply(reply.status, reply.headers, prop.sub(b"", reply.body))

    return bent


def _telling_twice(request: str, reply: Reply) -> Reply:
    """Every second thing of an answer comes twice in it."""
    count = 0

    def doubled(match: re.Match[bytes]) -> bytes:
        nonlocal count
        count += 1
        return match[0] * (1 + count % 2)

    return Reply(reply.status, reply.headers, _RESPONSE.sub(doubled, reply.body))


@dataclass(slots=True)
class _Blank:
    """Answers every second question for changes with nothing but the way to go on."""

    is_turn: bool = False

    def __call__(self, request: str, reply: Reply) -> Reply:
        if "<D:sync-collection" not in request or reply.status != 207:
            return reply
        self.is_turn = not self.is_turn
        if not self.is_turn:
            return reply
        token = re.search(r"<D:sync-token>(.*?)</D:sync-token>", request)
        path = request.split(" ", 2)[1]
        assert token
        body = (
            f'<D:multistatus xmlns:D="DAV:"><D:response><D:href>{path}</D:href>'
            "<D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response>"
            f"<D:sync-token>{token[1]}</D:sync-token></D:multistatus>"
        )
        return Reply(207, reply.headers, body.encode())


def _split(event_id: str) -> tuple[str, datetime | None]:
    name, _, occurrence = event_id.partition("/")
    return name, datetime.strptime(occurrence, "%Y%m%dT%H%M%S%z") if occurrence else None


def _at(told: Meeting, start: datetime, end: datetime) -> Meeting:
    return Meeting(told.title, start, end, told.timezone, told.is_all_day, told.guests, told.count)


# --- files -------------------------------------------------------------------------------------------------------


def _file(entry: _Entry, made: datetime) -> str:
    zone = entry.meeting.timezone
    parts = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//Desk//EN"]
    if zone != "UTC":
        parts.append(Timezone.from_tzid(zone).to_ical().decode().strip())
    parts += _event(entry, made, entry.meeting.start, entry.meeting.end, None)
    for original, (start, end) in entry.moved.items():
        parts += _event(entry, made, start, end, original)
    return "\r\n".join([*parts, "END:VCALENDAR", ""])


def _event(entry: _Entry, made: datetime, start: datetime, end: datetime, original: datetime | None) -> list[str]:
    told = entry.meeting
    lines = [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{made:%Y%m%dT%H%M%SZ}",
        f"LAST-MODIFIED:{made:%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{entry.sequence}",
        f"SUMMARY:{told.title}",
        _edge("DTSTART", start, told),
        _edge("DTEND", end, told),
    ]
    if told.guests:
        lines.append(f"ORGANIZER:mailto:{entry.organizer}")
        lines.append(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{entry.organizer}")
        lines += [f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{guest}" for guest in told.guests]
    if original:
        lines.append(_edge("RECURRENCE-ID", original, told))
    elif told.count != 1:
        lines.append("RRULE:FREQ=WEEKLY" + (f";COUNT={told.count}" if told.count else ""))
        lines += [_edge("EXDATE", moment, told) for moment in sorted(entry.excluded)]
    return [*lines, "END:VEVENT"]


def _edge(name: str, moment: datetime, told: Meeting) -> str:
    if told.is_all_day:
        return f"{name};VALUE=DATE:{moment:%Y%m%d}"
    if told.timezone == "UTC":
        return f"{name}:{moment:%Y%m%dT%H%M%SZ}"
    return f"{name};TZID={told.timezone}:{moment.astimezone(ZoneInfo(told.timezone)):%Y%m%dT%H%M%S}"
