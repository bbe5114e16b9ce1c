"""A meeting as calendar programs write it: one version of an event, and its iCalendar file in the shape of its organiser's program.

The shapes follow samples of real senders: Google writes UTC times, Exchange Windows zone names and 040000008200E0 UIDs, Apple an
upper-case UUID and no STATUS on a cancel.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from infra.sandbox.scenarios.wire import RULE, Party, token

if TYPE_CHECKING:
    import random

PARTSTAT = {"needsAction": "NEEDS-ACTION", "accepted": "ACCEPTED", "declined": "DECLINED", "tentative": "TENTATIVE"}
TEAMS_WORDS = {
    "en": ("Microsoft Teams meeting", "Join:", "Meeting ID:", "Need help? | System reference"),
    "de": (
        "Microsoft Teams-Besprechung",
        "Jetzt beitreten:",
        "Besprechungs-ID:",
        "Benötigen Sie Hilfe? | Systemreferenz",
    ),
}
#: standard offset in hours, Windows name, (month, week) of the change to and from summer time, local hour of both changes
ZONES = {
    "America/New_York": (-5, "Eastern Standard Time", (3, "2SU"), (11, "1SU"), (2, 2)),
    "America/Chicago": (-6, "Central Standard Time", (3, "2SU"), (11, "1SU"), (2, 2)),
    "America/Denver": (-7, "Mountain Standard Time", (3, "2SU"), (11, "1SU"), (2, 2)),
    "America/Los_Angeles": (-8, "Pacific Standard Time", (3, "2SU"), (11, "1SU"), (2, 2)),
    "Europe/London": (0, "GMT Standard Time", (3, "-1SU"), (10, "-1SU"), (1, 2)),
    "Europe/Berlin": (1, "W. Europe Standard Time", (3, "-1SU"), (10, "-1SU"), (2, 3)),
    "Europe/Lisbon": (0, "GMT Standard Time", (3, "-1SU"), (10, "-1SU"), (1, 2)),
    "Europe/Amsterdam": (1, "W. Europe Standard Time", (3, "-1SU"), (10, "-1SU"), (2, 3)),
    "Europe/Copenhagen": (1, "Romance Standard Time", (3, "-1SU"), (10, "-1SU"), (2, 3)),
}


@dataclass(frozen=True)
class Seat:
    """One attendee and her answer so far."""

    party: Party
    response: str = "needsAction"


@dataclass(frozen=True)
class Meeting:
    """One version of a calendar event; `sent_by` is the assistant who writes for the organiser."""

    event_id: str
    uid: str
    shape: str
    title: str
    start: datetime
    end: datetime
    organizer: Party
    seats: tuple[Seat, ...]
    text: str = ""
    place: str = ""
    video: str = ""
    sequence: int = 0
    sent_by: Party | None = None
    rule: str = ""
    occurrence: datetime | None = None
    robot: Party | None = None

    @property
    def zone(self) -> str:
        return self.organizer.zone


def new_uid(shape: str, event_id: str, rng: random.Random) -> str:
    """Return the iCalUID that the organiser's calendar makes."""
    if shape == "outlook":
        tail = token(rng, 16, "0123456789ABCDEF")
        return f"040000008200E00074C5B7101A82E00800000000{tail}000000000000000010000000{token(rng, 32, '0123456789ABCDEF')}"
    if shape == "apple":
        return str(uuid.UUID(int=rng.getrandbits(128), version=4)).upper()
    return f"{event_id}@google.com"


# iCalendar


def escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> str:
    """Return a content line folded at 75 octets, never inside a character."""
    pieces, piece, size = [], "", 0
    for mark in line:
        width = len(mark.encode())
        if size + width > 74:
            pieces.append(piece)
            piece, size = "", 1
        piece, size = piece + mark, size + width
    return "\n ".join([*pieces, piece])


def lines(*rows: str) -> str:
    return "".join(fold(row) + "\n" for row in rows if row)


def utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def local(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"


def offset(hours: int) -> str:
    return f"{'-' if hours < 0 else '+'}{abs(hours):02d}00"


def vtimezone(zone: str, name: str) -> str:
    """Return the VTIMEZONE that Exchange (name: Windows) or Apple (name: IANA) sends along."""
    hours, _, summer, winter, (to_summer, to_winter) = ZONES[zone]
    return lines(
        "BEGIN:VTIMEZONE",
        f"TZID:{name}",
        "BEGIN:STANDARD",
        f"DTSTART:16010101T{to_winter:02d}0000",
        f"TZOFFSETFROM:{offset(hours + 1)}",
        f"TZOFFSETTO:{offset(hours)}",
        f"RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY={winter[1]};BYMONTH={winter[0]}",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        f"DTSTART:16010101T{to_summer:02d}0000",
        f"TZOFFSETFROM:{offset(hours)}",
        f"TZOFFSETTO:{offset(hours + 1)}",
        f"RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY={summer[1]};BYMONTH={summer[0]}",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
    )


def common_name(party: Party) -> str:
    return f'"{party.shown}"' if any(mark in party.shown for mark in ",;:") else party.shown


def google_ics(meeting: Meeting, method: str, at: datetime, seats: tuple[Seat, ...]) -> str:
    """Return the calendar file that Google sends."""
    guests = [
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={PARTSTAT[seat.response]};RSVP=TRUE;"
        f"CN={common_name(seat.party)};X-NUM-GUESTS=0:mailto:{seat.party.email}"
        for seat in seats
    ]
    zone, start, end = meeting.zone, f"DTSTART:{utc(meeting.start)}", f"DTEND:{utc(meeting.end)}"
    if meeting.rule:
        start, end = (
            f"DTSTART;TZID={zone}:{local(meeting.start, zone)}",
            f"DTEND;TZID={zone}:{local(meeting.end, zone)}",
        )
    text = "\n\n".join(
        one for one in (meeting.text, f"Join with Google Meet: {meeting.video}" if meeting.video else "") if one
    )
    return (
        lines(
            "BEGIN:VCALENDAR",
            "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
            "VERSION:2.0",
            "CALSCALE:GREGORIAN",
            f"METHOD:{method}",
        )
        + (vtimezone(zone, zone) if meeting.rule else "")
        + lines("BEGIN:VEVENT", start, end, f"RRULE:{meeting.rule}" if meeting.rule else "", f"DTSTAMP:{utc(at)}")
        + lines(
            f"ORGANIZER;CN={common_name(meeting.organizer)}:mailto:{meeting.organizer.email}",
            f"UID:{meeting.uid}",
            *guests,
        )
        + lines(f"RECURRENCE-ID:{utc(meeting.occurrence)}" if meeting.occurrence else "")
        + lines(
            f"X-GOOGLE-CONFERENCE:{meeting.video}" if meeting.video else "",
            f"CREATED:{utc(at)}",
            f"DESCRIPTION:{escape(text)}",
        )
        + lines(f"LAST-MODIFIED:{utc(at)}", f"LOCATION:{escape(meeting.place)}", f"SEQUENCE:{meeting.sequence}")
        + lines(
            f"STATUS:{'CANCELLED' if method == 'CANCEL' else 'CONFIRMED'}",
            f"SUMMARY:{escape(meeting.title)}",
            "TRANSP:OPAQUE",
        )
        + lines("END:VEVENT", "END:VCALENDAR")
    )


def outlook_ics(meeting: Meeting, method: str, at: datetime, seats: tuple[Seat, ...]) -> str:
    """Return the calendar file that Exchange sends."""
    zone, windows = meeting.zone, ZONES[meeting.zone][1]
    sent_by = f';SENT-BY="mailto:{meeting.sent_by.email}"' if meeting.sent_by else ""
    guests = [
        f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT={PARTSTAT[seat.response]};RSVP=TRUE;CN={common_name(seat.party)}:mailto:{seat.party.email}"
        for seat in seats
        if seat.party.email != meeting.organizer.email
    ]
    status = "CANCELLED" if method == "CANCEL" else "CONFIRMED"
    busy = "FREE" if method == "CANCEL" else "TENTATIVE"
    return (
        lines("BEGIN:VCALENDAR", f"METHOD:{method}", "PRODID:Microsoft Exchange Server 2010", "VERSION:2.0")
        + vtimezone(zone, windows)
        + lines(
            "BEGIN:VEVENT",
            f"ORGANIZER;CN={common_name(meeting.organizer)}{sent_by}:mailto:{meeting.organizer.email}",
            *guests,
        )
        + lines(
            f"DESCRIPTION;LANGUAGE=en-US:{escape(teams_text(meeting))}\\n",
            f"UID:{meeting.uid}",
            f"SUMMARY;LANGUAGE=en-US:{escape(meeting.title)}",
        )
        + lines(
            f"DTSTART;TZID={windows}:{local(meeting.start, zone)}", f"DTEND;TZID={windows}:{local(meeting.end, zone)}"
        )
        + lines(
            "CLASS:PUBLIC",
            "PRIORITY:5",
            f"DTSTAMP:{utc(at)}",
            "TRANSP:OPAQUE",
            f"STATUS:{status}",
            f"SEQUENCE:{meeting.sequence}",
        )
        + lines(f"LOCATION;LANGUAGE=en-US:{escape(meeting.place)}", f"X-MICROSOFT-CDO-APPT-SEQUENCE:{meeting.sequence}")
        + lines(
            "X-MICROSOFT-CDO-OWNERAPPTID:2118915354",
            f"X-MICROSOFT-CDO-BUSYSTATUS:{busy}",
            "X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY",
        )
        + lines("X-MICROSOFT-CDO-ALLDAYEVENT:FALSE", "X-MICROSOFT-CDO-IMPORTANCE:1", "X-MICROSOFT-CDO-INSTTYPE:0")
        + lines(
            "X-MICROSOFT-DONOTFORWARDMEETING:FALSE", "X-MICROSOFT-DISALLOW-COUNTER:FALSE", "END:VEVENT", "END:VCALENDAR"
        )
    )


def apple_ics(meeting: Meeting, method: str, at: datetime, seats: tuple[Seat, ...]) -> str:
    """Return the calendar file that Calendar on a Mac sends; a cancel has no STATUS line."""
    zone = meeting.zone
    guests = [
        f"ATTENDEE;CN={common_name(seat.party)};CUTYPE=INDIVIDUAL;EMAIL={seat.party.email};PARTSTAT={PARTSTAT[seat.response]};"
        f"ROLE=REQ-PARTICIPANT:mailto:{seat.party.email}"
        for seat in seats
    ]
    return (
        lines(
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Apple Inc.//macOS 15.5//EN",
            "CALSCALE:GREGORIAN",
            f"METHOD:{method}",
        )
        + vtimezone(zone, zone)
        + lines("BEGIN:VEVENT", f"CREATED:{utc(at)}", f"DTEND;TZID={zone}:{local(meeting.end, zone)}", "TRANSP:OPAQUE")
        + lines(
            f"ORGANIZER;CN={common_name(meeting.organizer)}:mailto:{meeting.organizer.email}",
            f"UID:{meeting.uid}",
            f"DTSTAMP:{utc(at)}",
        )
        + lines(
            f"LOCATION:{escape(meeting.place)}" if meeting.place else "",
            f"DESCRIPTION:{escape(meeting.text)}" if meeting.text else "",
        )
        + lines(f"SEQUENCE:{meeting.sequence}", f"SUMMARY:{escape(meeting.title)}", f"LAST-MODIFIED:{utc(at)}")
        + lines(f"DTSTART;TZID={zone}:{local(meeting.start, zone)}", *guests, "END:VEVENT", "END:VCALENDAR")
    )


CALENDAR_FILES = {"google": google_ics, "calendly": google_ics, "outlook": outlook_ics, "apple": apple_ics}


def ics(meeting: Meeting, method: str, at: datetime, seats: tuple[Seat, ...] | None = None) -> str:
    """Return the calendar file of a meeting, as the program of its organiser (or its robot) writes it."""
    file = CALENDAR_FILES.get(meeting.shape, google_ics)(meeting, method, at, meeting.seats if seats is None else seats)
    return (
        file.replace("PRODID:-//Google Inc//Google Calendar 70.9054//EN", f"PRODID:-//{meeting.robot.name}//EN")
        if meeting.robot
        else file
    )


def teams_text(meeting: Meeting) -> str:
    """Return the body of an Outlook invite, with the block that Teams adds."""
    if not meeting.video:
        return meeting.text
    ident = " ".join(meeting.video[-12:][i : i + 3] for i in range(0, 12, 3))
    name, join, number, help_line = TEAMS_WORDS[meeting.organizer.lang]
    block = f"{RULE}{RULE}\n{name}\n{join} {meeting.video}\n{number} {ident}\n{help_line}\n{RULE}{RULE}"
    return f"{meeting.text}\n\n{block}" if meeting.text else block
