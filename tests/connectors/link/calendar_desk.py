"""The calendar side of a `Workshop` over published files: people enter, move and cancel meetings, and every download has
them as they are then. A proxy before the publisher sets the clock and breaks answers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from icalendar import Timezone

from connectors.contract import Calendar, Provider, ProviderSettings
from connectors.link.provider import PROVIDER
from connectors.link.tokens import unpack
from tests.connectors.link.publisher import Publisher
from tests.connectors.workshop import WAIT, Budget, Call, Fault, Meeting, Tokens
from tests.servers.bending import Bending, Reply
from tests.servers.cutting import Ending

MAYA, OTHER = "maya@castellanos.example", "lee@harborline.example"

_STEP = timedelta(minutes=1)
_DOWNLOAD = r"^GET "
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


@dataclass(slots=True)
class Entry:
    """One meeting as the calendar's owner keeps it."""

    uid: str
    meeting: Meeting
    made: datetime
    sequence: int = 0
    moved: dict[datetime, tuple[datetime, datetime]] = field(default_factory=dict)
    excluded: set[datetime] = field(default_factory=set)


@dataclass(slots=True)
class CalendarDesk:
    """Two people with an empty calendar each, published under a path that nobody can guess."""

    publisher: Publisher
    proxy: Bending
    now: datetime
    people: tuple[str, str] = (MAYA, OTHER)
    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)
    name: str = "Maya's own"
    producer: str = "-//Tests//Desk//EN"
    has_new_uids: bool = False
    """As Office 365 does it: other UIDs and another DTSTAMP in every download."""
    bent: Callable[[bytes], bytes] | None = None
    """Changes the file on its way out."""
    _is_twice: bool = False
    _is_blank_first: bool = False
    _tokens: dict[str, Tokens] = field(default_factory=dict)
    _links: int = 0
    _entered: int = 0
    _written: int = 0
    _made: int = 0

    def begin_afresh(self) -> None:
        self.proxy.begin_afresh()
        self.proxy.now = self.now
        for person in self.people:
            self.entries[person] = {}
            self._publish(person)

    def _publish(self, person: str) -> None:
        self.publisher.files[self.path(person)] = partial(self.file, person)

    @property
    def settings(self) -> ProviderSettings:
        return ProviderSettings(timeout=10.0)

    def path(self, person: str) -> str:
        return f"/ical/{person.partition('@')[0]}/private-0123456789abcdef{self._links}/basic.ics"

    def link(self, person: str) -> str:
        return self.proxy.url + self.path(person)

    def answers(self, person: str, **more: str) -> str:
        return json.dumps({"link": self.link(person), "address": person, "own_network": "yes"} | more)

    @property
    def provider(self) -> Provider:
        return PROVIDER

    def credentials_file(self, person: str) -> str:
        return self.answers(person)

    def withdraw(self, person: str) -> None:
        """The person takes the link back where it was made."""
        del self.publisher.files[self.path(person)]

    def sign_in(self, person: str, **more: str) -> Tokens:
        return Tokens(PROVIDER.authorization(self.settings).adopt(self.answers(person, **more)).tokens)

    def publish_another(self, person: str, name: str, meeting: Meeting | None = None) -> str:
        """The link of a further calendar of theirs, with that in it, else one talk of its own name."""
        path = f"/ical/{name}/private-0123456789abcdef/basic.ics"
        entry = Entry(f"{name}@calendar.example", meeting or Meeting(name, self.now, self.now + _STEP), self.now)
        written = _entry(entry, person, entry.uid, self.now)
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"X-WR-CALNAME:{name}", *written, "END:VCALENDAR", ""]
        self.publisher.files[path] = "\r\n".join(lines).encode
        return self.proxy.url + path

    def open(self, person: str, budget: Budget | None = None) -> Calendar:
        """Connected, and nothing asked yet."""
        tokens = self._tokens[person] = self.sign_in(person)
        self.publisher.downloads = 0
        return PROVIDER.calendar(self.settings, tokens, budget or Budget())

    def primary_calendar(self, person: str) -> str:
        return unpack(self._tokens[person].text)[0].calendar_id

    # --- what people do ---

    def enter(self, person: str, meeting: Meeting) -> str:
        self._entered += 1
        uid = f"entry-{self._entered:03}@calendar.example"
        self.entries[person][uid] = Entry(uid, meeting, self._next())
        return uid

    def move(self, person: str, event_id: str, start: datetime, end: datetime) -> None:
        uid, _, occurrence = event_id.partition("/")
        entry = self.entries[person][uid]
        if occurrence:
            entry.moved[_moment(occurrence)] = (start, end)
        else:
            told = entry.meeting
            entry.meeting = Meeting(told.title, start, end, told.timezone, told.is_all_day, told.guests, told.count)
        entry.sequence, entry.made = entry.sequence + 1, self._next()

    def cancel(self, person: str, event_id: str) -> None:
        uid, _, occurrence = event_id.partition("/")
        if occurrence:
            self.entries[person][uid].excluded.add(_moment(occurrence))
        else:
            del self.entries[person][uid]

    def _next(self) -> datetime:
        self._written += 1
        return self.now + self._written * _STEP

    # --- what goes wrong ---

    def fail(self, call: Call, fault: Fault, *, nth: int = 1, times: int | None = 1) -> None:
        assert call is Call.CALENDAR
        self.proxy.strike(_DOWNLOAD, _ENDINGS[fault], _REPLIES.get(fault), nth=nth, times=times)

    def heal(self) -> None:
        self.proxy.heal()

    def calls(self, call: Call) -> int:
        assert call is Call.CALENDAR
        return self.publisher.downloads

    def tell_twice(self) -> None:
        self._is_twice = True

    def blank_first_pages(self) -> None:
        """A file has no pages; it begins with a calendar in which there is nothing."""
        self._is_blank_first = True

    def renew(self, person: str) -> None:
        """The person has another link made: the old one is dead."""
        del self.publisher.files[self.path(person)]
        self._links += 1
        self._publish(person)

    def expire_calendar_cursors(self, person: str) -> None:
        """A file's place expires only with its link: the person has another one made, and connects with that."""
        self.renew(person)
        tokens = self._tokens[person]
        tokens.save(self.sign_in(person, kept=tokens.text).text)

    # --- the file ---

    def file(self, person: str) -> bytes:
        """What a download brings now."""
        self._made += 1
        # Only where the provider writes its files anew: without that the same calendar is the same file.
        made = self.now + (self._made * timedelta(seconds=1) if self.has_new_uids else timedelta())
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{self.producer}"]
        blank = [*lines, "END:VCALENDAR"] if self._is_blank_first else []
        lines += [f"X-WR-CALNAME:{self.name}", "X-WR-TIMEZONE:Europe/Berlin"]
        told = self.entries[person].values()
        for zone in sorted({entry.meeting.timezone for entry in told} - {"UTC"}):
            lines.append(Timezone.from_tzid(zone).to_ical().decode().strip())
        for number, entry in enumerate(told):
            uid = f"{self._made}-{number}" if self.has_new_uids else entry.uid
            written = _entry(entry, person, uid, made)
            lines += written * (1 + number % 2 if self._is_twice else 1)
        content = "\r\n".join([*blank, *lines, "END:VCALENDAR", ""]).encode()
        return self.bent(content) if self.bent else content


def _entry(entry: Entry, owner: str, uid: str, made: datetime) -> list[str]:
    lines = _event(entry, owner, uid, made, entry.meeting.start, entry.meeting.end, None)
    for original, (start, end) in entry.moved.items():
        lines += _event(entry, owner, uid, made, start, end, original)
    return lines


def _event(
    entry: Entry, owner: str, uid: str, made: datetime, start: datetime, end: datetime, original: datetime | None
) -> list[str]:
    told = entry.meeting
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{made:%Y%m%dT%H%M%SZ}",
        f"LAST-MODIFIED:{entry.made:%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{entry.sequence}",
        f"SUMMARY:{told.title}",
        _edge("DTSTART", start, told),
        _edge("DTEND", end, told),
    ]
    if told.guests:
        lines.append(f"ORGANIZER:mailto:{owner}")
        lines.append(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{owner}")
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


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%S%z")
