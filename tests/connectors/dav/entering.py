"""Meetings in a calendar of Radicale as a person's calendar program enters, moves and deletes them: each as one file."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from tests.connectors.workshop import Meeting
from tests.servers.radicale import Radicale

CALENDAR = "work"


@dataclass(slots=True)
class Calendars:
    """Everybody's calendar of work. An event's id is the name of its file, an occurrence's has its first start behind it."""

    server: Radicale
    now: datetime
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _kept: dict[tuple[str, str], Calendar] = field(default_factory=dict)
    """By person and file."""

    def begin(self, person: str) -> None:
        """An empty calendar."""
        self.server.make_calendar(person, CALENDAR, "Work")
        for key in [key for key in self._kept if key[0] == person]:
            del self._kept[key]

    def path(self, person: str) -> str:
        return f"{self.server.home(person)}{CALENDAR}/"

    def enter(self, person: str, meeting: Meeting) -> str:
        name = f"meeting-{next(self._numbers)}.ics"
        made = Calendar()
        made.add("version", "2.0")
        made.add("prodid", "-//Workshop//EN")
        made.add_component(self._event(person, name, meeting))
        self._kept[person, name] = made
        self._put(person, name)
        return name

    def move(self, person: str, event_id: str, start: datetime, end: datetime) -> None:
        name, _, original = event_id.partition("/")
        event = self._exception(person, name, original) if original else self._master(person, name)
        for key, moment in (("dtstart", start), ("dtend", end)):
            self._change(event, key, _alike(moment, event[key].dt))
        self._touch(event)
        self._put(person, name)

    def cancel(self, person: str, event_id: str) -> None:
        name, _, original = event_id.partition("/")
        if not original:
            del self._kept[person, name]
            self.server.delete(person, self.path(person) + name)
            return
        master = self._master(person, name)
        master.add("exdate", _alike(datetime.fromisoformat(original), master["dtstart"].dt))
        self._touch(master)
        self._put(person, name)

    def forget_tokens(self, person: str) -> None:
        """The server no longer knows what it told before."""
        folder = self.server.folder / "kept" / "collection-root" / person / CALENDAR / ".Radicale.cache"
        shutil.rmtree(folder, ignore_errors=True)

    def _event(self, person: str, name: str, meeting: Meeting) -> Event:
        event = Event()
        event.add("uid", f"{name.removesuffix('.ics')}@castellanos.example")
        event.add("summary", meeting.title)
        event.add("dtstart", _moment(meeting.start, meeting))
        event.add("dtend", _moment(meeting.end, meeting))
        event.add("sequence", 0)
        for key in ("dtstamp", "created", "last-modified"):
            event.add(key, self.now)
        if meeting.guests:
            event.add("organizer", f"mailto:{person}")
            for guest in (person, *meeting.guests):
                status = "ACCEPTED" if guest == person else "NEEDS-ACTION"
                event.add("attendee", f"mailto:{guest}", parameters={"PARTSTAT": status})
        if meeting.count != 1:
            event.add("rrule", {"freq": "weekly", **({"count": meeting.count} if meeting.count else {})})
        return event

    def _master(self, person: str, name: str) -> Any:
        return next(event for event in self._kept[person, name].walk("VEVENT") if "recurrence-id" not in event)

    def _exception(self, person: str, name: str, original: str) -> Any:
        """The entry of one occurrence of its own."""
        master = self._master(person, name)
        moved: Any = Event.from_ical(master.to_ical())
        del moved["rrule"]
        began = _alike(datetime.fromisoformat(original), master["dtstart"].dt)
        moved.add("recurrence-id", began)
        self._kept[person, name].add_component(moved)
        return moved

    def _touch(self, event: Any) -> None:
        self._change(event, "sequence", int(event["sequence"]) + 1)
        stamp = self.now + timedelta(minutes=int(event["sequence"]))
        for key in ("dtstamp", "last-modified"):
            self._change(event, key, stamp)

    def _change(self, event: Any, key: str, value: object) -> None:
        del event[key]
        event.add(key, value)

    def _put(self, person: str, name: str) -> None:
        whole = Calendar.from_ical(self._kept[person, name].to_ical())
        whole.add_missing_timezones()
        self.server.put(person, self.path(person) + name, whole.to_ical().decode())


def _moment(moment: datetime, meeting: Meeting) -> date | datetime:
    return moment.date() if meeting.is_all_day else moment.astimezone(ZoneInfo(meeting.timezone))


def _alike(moment: datetime, other: date | datetime) -> date | datetime:
    """The moment as the other one is written: a date, or a time in its zone."""
    return moment.astimezone(other.tzinfo) if isinstance(other, datetime) else moment.date()
