"""An invented month told to real servers: its mails are put into a Dovecot, its calendar events into a Radicale.

What a provider's sandbox plays by itself is done here as a person's programs would do it: mail that was answered is
filed away after some days, a meeting of one's own that is called off is deleted, another's stays and says so. No server
tells the person's further addresses. Knows how a scenario writes its events (as Google does) and how calendar files do,
and nothing of the product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur

from infra.sandbox.calendars import CalendarBook
from infra.sandbox.scenarios.happenings import CalendarChange, CalendarSpec, Mail, Scenario
from infra.sandbox.scenarios.meetings import vtimezone
from tests.servers.bending import Bending, Reply, bending_http
from tests.servers.dovecot import Dovecot, running_dovecot
from tests.servers.radicale import Radicale, running_radicale
from tests.servers.smtp_recorder import Recorder, running_recorder

PASSWORD = "abcd-efgh-ijkl"
FILED = "Abgelegt/Gespräche & Kaffee"
"""Where mail lies in the end."""
FILED_AFTER = timedelta(days=6)
_PRIVILEGES = re.compile(rb"(<current-user-privilege-set>).*?(</current-user-privilege-set>)", re.DOTALL)
_READ_ONLY = rb"\1<privilege><read /></privilege>\2"
_ANSWERS = {"needsAction": "NEEDS-ACTION", "accepted": "ACCEPTED", "declined": "DECLINED", "tentative": "TENTATIVE"}

Given = dict[str, Any]


@dataclass(slots=True)
class Servers:
    """What one person's mailbox and calendars lie on."""

    imap: Dovecot
    smtp: Recorder
    dav: Radicale
    dav_line: Bending

    @property
    def authorities(self) -> str:
        """The certificates to trust."""
        return self.imap.authority.read_text() + self.smtp.authority.read_text()

    def answers(self, scenario: Scenario) -> dict[str, str]:
        """What that person answers when they connect."""
        return {
            "address": scenario.person.email,
            "password": PASSWORD,
            "name": scenario.person.name,
            "imap": f"127.0.0.1:{self.imap.tls_port}",
            "smtp": f"127.0.0.1:{self.smtp.tls_port}",
            "caldav": f"{self.dav_line.url}/",
            "own_network": "yes",
        }


@contextmanager
def running_servers() -> Iterator[Servers]:
    """All of them, for the time of the block. Raises Missing."""
    with ExitStack() as stack:
        dav = stack.enter_context(running_radicale())
        yield Servers(
            stack.enter_context(running_dovecot()),
            stack.enter_context(running_recorder()),
            dav,
            stack.enter_context(bending_http(dav.port)),
        )


@dataclass(slots=True)
class Told:
    """One scenario at these servers, as far as it has been told."""

    servers: Servers
    scenario: Scenario
    _books: dict[str, CalendarBook] = field(default_factory=dict)
    _places: dict[str, str] = field(default_factory=dict)
    """The path of each calendar."""
    _shut: list[str] = field(default_factory=list)
    """Paths that the person may only read."""
    _told: int = 0

    @property
    def login(self) -> str:
        return self.scenario.person.email

    def begin(self) -> None:
        """An empty mailbox and empty calendars, before anything happens."""
        self.servers.imap.add(self.login, PASSWORD)
        self.servers.smtp.people[self.login] = PASSWORD
        self.servers.dav.add(self.login, PASSWORD)
        with self.servers.imap.signed_in(self.login) as client:
            client.create_folder(FILED)
        for number, spec in enumerate(self.scenario.calendars):
            self._add_calendar(spec, "calendar" if spec.is_primary else f"further-{number}")
        self.servers.dav_line.bend = self._bent

    def until(self, now: datetime) -> None:
        """Everything that happens by then happens, and the servers' clock says so."""
        self.servers.dav_line.now = now
        due = [one for one in self.scenario.happenings[self._told :] if one.at <= now]
        self._told += len(due)
        self._deliver([one for one in due if isinstance(one, Mail)], now)
        for one in due:
            if isinstance(one, CalendarChange):
                self._change(one)

    # --- mail ---

    def _deliver(self, mails: list[Mail], now: datetime) -> None:
        with self.servers.imap.signed_in(self.login) as client:
            for mail in mails:
                flags = () if "UNREAD" in mail.labels else (r"\Seen",)
                client.append("Sent" if "SENT" in mail.labels else "INBOX", mail.raw, flags, msg_time=mail.at)
            client.select_folder("INBOX")
            old = client.search(["SEEN", "BEFORE", (now - FILED_AFTER).date()])
            if old:
                client.move(old, FILED)

    # --- calendars ---

    def _add_calendar(self, spec: CalendarSpec, name: str) -> None:
        self._books[spec.id] = CalendarBook(spec, self.login, spec.id)
        path = self.servers.dav.make_calendar(self.login, name, spec.summary)
        self._places[spec.id] = path
        if spec.access_role == "reader":
            self._shut.append(path)

    def _bent(self, request: str, reply: Reply) -> Reply:
        """Radicale lets everybody write what is theirs: a calendar that others lend is told as one to read."""
        parts = re.split(rb"(?=<response>)", reply.body)
        shut = [
            _PRIVILEGES.sub(_READ_ONLY, part) if any(path.encode() in part for path in self._shut) else part
            for part in parts
        ]
        return Reply(reply.status, reply.headers, b"".join(shut))

    def _change(self, change: CalendarChange) -> None:
        book = self._books[change.calendar]
        before = book.stored(change.event["id"])
        book.put(self._whole(book, before, change.event), change.at)
        series_id = str(change.event.get("recurringEventId") or change.event["id"])
        series, dav = book.stored(series_id), self.servers.dav
        path = f"{self._places[change.calendar]}{quote(series_id)}.ics"
        if series is not None and series["status"] == "cancelled" and self._is_own(series):
            dav.delete(self.login, path)
            return
        is_own = self._is_own(series or change.event)
        zone = self.scenario.person.timezone
        dav.put(self.login, path, _file(zone, series, book.exceptions_of(series_id), is_own=is_own))

    def _whole(self, book: CalendarBook, before: Given | None, event: Given) -> Given:
        """One occurrence that is told by a part of it only carries what its series says."""
        series = book.stored(str(event.get("recurringEventId", "")))
        if before is not None or series is None:
            return event
        return {key: value for key, value in series.items() if key != "recurrence"} | event

    def _is_own(self, event: Given) -> bool:
        return str(event["organizer"]["email"]).lower() == self.login.lower() or event["organizer"].get("self") is True


# --- files -------------------------------------------------------------------------------------------------------


def _file(zone: str, series: Given | None, exceptions: list[Given], *, is_own: bool) -> str:
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Invented month//EN")
    gone = [one for one in exceptions if one["status"] == "cancelled" and is_own]
    if series is not None:
        made.add_component(_event(series, [one["originalStartTime"] for one in gone]))
    for one in exceptions:
        if one not in gone:
            made.add_component(_event(one, []))
    told = vtimezone(zone, zone).replace("\n", "\r\n")
    return str(made.to_ical().decode()).replace("BEGIN:VEVENT", f"{told}BEGIN:VEVENT", 1)


def _event(told: Given, gone: list[Given]) -> Event:
    made = Event()
    for name, value in _plain(told).items():
        made.add(name, value)
    if told.get("attendees"):  # an entry without guests names nobody
        made.add("organizer", f"mailto:{told['organizer']['email']}", _organizer(told))
        for one in told["attendees"]:
            made.add("attendee", f"mailto:{one['email']}", _attendee(one))
    for line in told.get("recurrence", ()):
        made.add("rrule", vRecur.from_ical(line.removeprefix("RRULE:")))
    for original in gone:
        made.add("exdate", _moment(original))
    return made


def _plain(told: Given) -> Given:
    """What is written as it is, by its name in a calendar file."""
    optional = {
        "recurrence-id": _moment(told["originalStartTime"]) if "originalStartTime" in told else None,
        "description": told.get("description"),
        "location": told.get("location"),
        "x-google-conference": told.get("hangoutLink"),
    }
    return {
        "uid": told["iCalUID"],
        "summary": told["summary"],
        "dtstart": _moment(told["start"]),
        "dtend": _moment(told["end"]),
        "dtstamp": datetime.fromisoformat(told["updated"]),
        "created": datetime.fromisoformat(told["created"]),
        "last-modified": datetime.fromisoformat(told["updated"]),
        "sequence": told["sequence"],
        "status": told["status"].upper(),
        "transp": "TRANSPARENT" if told.get("transparency") == "transparent" else "OPAQUE",
        **{name: value for name, value in optional.items() if value},
    }


def _organizer(told: Given) -> dict[str, str]:
    creator = told["creator"]["email"]
    by = {"SENT-BY": f"mailto:{creator}"} if creator != told["organizer"]["email"] else {}
    return _name(told["organizer"]) | by


def _attendee(one: Given) -> dict[str, str]:
    kind = {"CUTYPE": "RESOURCE"} if one.get("resource") else {}
    return _name(one) | {"PARTSTAT": _ANSWERS[one["responseStatus"]]} | kind


def _name(one: Given) -> dict[str, str]:
    return {"CN": one["displayName"]} if one.get("displayName") else {}


def _moment(told: Given) -> date | datetime:
    if "date" in told:
        return date.fromisoformat(told["date"])
    return datetime.fromisoformat(told["dateTime"]).astimezone(ZoneInfo(told["timeZone"]))
