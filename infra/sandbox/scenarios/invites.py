"""How invites, updates, cancellations and answers look when Google, Outlook, Apple, a booking page or a hiring system sends them.

A `Meeting` is one version of a calendar event. The shapes follow samples of real senders: Google carries the invite twice (inline and
as invite.ics), Exchange uses Windows zone names and its 040000008200E0 UIDs, Apple sends an upper-case UUID and no STATUS on a cancel.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from infra.sandbox.scenarios.wire import (
    MONTHS,
    RULE,
    WEEKDAYS,
    Letter,
    Party,
    address,
    addresses,
    as_html,
    boundary,
    content,
    encoded,
    head,
    multipart,
    new_message_id,
    part,
    rfc_date,
    to_wire,
    token,
    trace,
)

if TYPE_CHECKING:
    import random

PARTSTAT = {"needsAction": "NEEDS-ACTION", "accepted": "ACCEPTED", "declined": "DECLINED", "tentative": "TENTATIVE"}
ANSWER_WORDS = {
    "en": {"accepted": "Accepted", "declined": "Declined", "tentative": "Tentative", "cancelled": "Canceled"},
    "de": {"accepted": "Zugesagt", "declined": "Abgelehnt", "tentative": "Mit Vorbehalt", "cancelled": "Abgesagt"},
}
GOOGLE_SUBJECTS = {"invite": "Invitation", "update": "Updated invitation", "cancel": "Canceled event"}
GOOGLE_LEAD = {
    "invite": "You have been invited to the following event.",
    "update": "This event has been updated",
    "cancel": "This event has been canceled.",
}
TEAMS_WORDS = {
    "en": ("Microsoft Teams meeting", "Join:", "Meeting ID:", "Need help? | System reference"),
    "de": (
        "Microsoft Teams-Besprechung",
        "Jetzt beitreten:",
        "Besprechungs-ID:",
        "Benötigen Sie Hilfe? | Systemreferenz",
    ),
}
FOOT = (
    "~~//~~\nInvitation from Google Calendar: https://calendar.google.com/calendar/\n\nYou are receiving this email because you are "
    "an attendee on the event. To stop receiving future updates for this event, decline this event."
)
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


@dataclass(frozen=True)
class Notice:
    """A calendar mail about to go out: its method, who sends it to whom, the word before its subject and what is said in it."""

    meeting: Meeting
    method: str
    at: datetime
    sender: Party
    to: Party
    word: str = ""
    note: str = ""

    @property
    def file(self) -> str:
        """Return the calendar file; an answer names only the one who answers."""
        answering = tuple(seat for seat in self.meeting.seats if seat.party == self.sender)
        return ics(self.meeting, self.method, self.at, answering if self.method == "REPLY" else None)


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


# Mails that carry them


def short_clock(at: datetime) -> str:
    minutes = f":{at:%M}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def google_when(meeting: Meeting, reader: Party) -> str:
    """Return Tue Apr 14, 2026 3pm - 3:30pm (CDT), in the reader's zone."""
    start, end = meeting.start.astimezone(ZoneInfo(reader.zone)), meeting.end.astimezone(ZoneInfo(reader.zone))
    day = f"{WEEKDAYS['en'][start.weekday()][:3]} {MONTHS['en'][start.month - 1][:3]} {start.day}, {start.year}"
    repeat = "Every other week from " if "INTERVAL=2" in meeting.rule else "Weekly from " if meeting.rule else ""
    return f"{repeat}{day} {short_clock(start)} - {short_clock(end)} ({start.tzname()})"


def google_body(meeting: Meeting, lead: str, reader: Party) -> str:
    """Return the text alternative of a Google invite."""
    guests = "\n".join(
        f"{seat.party.name}{' - organizer' if seat.party == meeting.organizer else ''}" for seat in meeting.seats
    )
    rows = [
        lead,
        f"{meeting.title}\n{google_when(meeting, reader)}",
        f"Location\n{meeting.place}" if meeting.place else "",
        meeting.text,
        f"Join with Google Meet\n{meeting.video}" if meeting.video else "",
        f"Guests\n{guests}",
        f"View all guest info https://calendar.google.com/calendar/event?action=VIEW&eid={meeting.event_id}",
        FOOT,
    ]
    return "\n\n".join(row for row in rows if row)


def google_html(body: str, meeting: Meeting) -> str:
    style = "width:100%;font-family:Roboto,Arial,sans-serif;border:1px solid #dadce0;border-radius:8px"
    return (
        '<html><body><span itemscope itemtype="http://schema.org/InformAction"><span itemprop="object" itemscope '
        f'itemtype="http://schema.org/Event"><meta itemprop="eventId/googleCalendar" content="{meeting.event_id}"/>'
        f'<table border="0" cellpadding="8" cellspacing="0" style="{style}"><tr><td>{as_html(body)}</td></tr></table></span></span></body></html>'
    )


def google_mail(notice: Notice, rng: random.Random) -> bytes:
    """Return a message of Google Calendar, which carries its file twice: inline and as invite.ics."""
    meeting, sender, to, at, file = notice.meeting, notice.sender, notice.to, notice.at, notice.file
    body = google_body(meeting, notice.note, to)
    alternative = multipart(
        "alternative",
        boundary("gmail", rng),
        [
            part('text/plain; charset="UTF-8"; format=flowed; delsp=yes', body, "base64"),
            part('text/html; charset="UTF-8"', google_html(body, meeting), "quoted-printable"),
            part(
                f'text/calendar; charset="UTF-8"; method={notice.method}',
                file,
                "7bit" if file.isascii() else "quoted-printable",
            ),
        ],
    )
    attached = part(
        'application/ics; name="invite.ics"',
        file,
        "base64",
        extra=(("Content-Disposition", 'attachment; filename="invite.ics"'),),
    )
    rows = [
        ("Reply-To", address(sender.shown, sender.email)),
        ("Sender", "Google Calendar <calendar-notification@google.com>"),
        ("Message-ID", f"<calendar-{uuid.UUID(int=rng.getrandbits(128), version=4)}@google.com>"),
        ("Date", rfc_date(at.astimezone(UTC))),
        ("Subject", encoded(f"{notice.word}: {meeting.title} @ {google_when(meeting, to)} ({to.email})")),
        ("From", address(sender.shown, sender.email)),
        ("To", to.email),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
    ]
    top = trace("3kq0Xcalendar@calendar-server.bounces.google.com", sender.domain, to.email, at, rng)
    headers = "".join(f"{name}: {value}\n" for name, value in rows)
    return to_wire(top + headers + multipart("mixed", boundary("gmail", rng), [alternative, attached]))


def outlook_mail(notice: Notice, rng: random.Random) -> bytes:
    """Return a meeting message of Exchange: the file is one of three alternatives; an assistant shows in Sender."""
    meeting, sender, at, topic = notice.meeting, notice.sender, notice.at, notice.meeting.title
    assistant = meeting.sent_by if sender == meeting.organizer else None
    text = notice.note or ("" if notice.method == "REPLY" else teams_text(meeting))
    html_text = f'<html><body><div class="WordSection1"><p class="MsoNormal">{as_html(text)}</p></div></body></html>'
    charset = "iso-8859-1" if all(ord(mark) < 256 for mark in text) else "utf-8"
    parts = [
        part(f'text/plain; charset="{charset}"', text, "quoted-printable", charset=charset),
        part(f'text/html; charset="{charset}"', html_text, "quoted-printable", charset=charset),
        part(f'text/calendar; charset="utf-8"; method={notice.method}', notice.file, "base64"),
    ]
    rows = [
        ("From", address(sender.shown, sender.email)),
        *([("Sender", address(assistant.shown, assistant.email))] if assistant else []),
        ("To", addresses((notice.to,))),
        (
            "Subject",
            encoded(
                f"{notice.word}: {topic}" if notice.word else topic,
                "iso-8859-1" if all(ord(m) < 256 for m in topic) else "utf-8",
            ),
        ),
        ("Thread-Topic", encoded(topic)),
        ("Thread-Index", f"Ad{token(rng, 25, 'ABCDEFGHJKLabcdefghijkmnopqr0123456789+/')}=="),
        ("Date", rfc_date(at.astimezone(UTC))),
        ("Message-ID", new_message_id(Party(sender.email, sender.name, "outlook", sender.zone), rng)),
        ("Accept-Language", "en-US"),
        ("Content-Language", "en-US"),
        ("X-MS-Has-Attach", ""),
        ("X-MS-TNEF-Correlator", ""),
        ("MIME-Version", "1.0"),
    ]
    headers = "".join(f"{name}: {value}\n" for name, value in rows)
    top = trace((assistant or sender).email, sender.domain, notice.to.email, at, rng)
    return to_wire(top + headers + multipart("alternative", boundary("outlook", rng), parts))


def apple_mail(notice: Notice, rng: random.Random) -> bytes:
    """Return what Calendar on a Mac mails: a short text and one calendar part with a file name."""
    meeting, sender, at, name = notice.meeting, notice.sender, notice.at, f"iCal-{notice.at:%Y%m%d-%H%M%S}.ics"
    parts = [
        part(
            'text/plain; charset="utf-8"',
            notice.note or f"{sender.name} has invited you to {meeting.title}",
            "quoted-printable",
        ),
        part(
            f"text/calendar; charset=utf-8; method={notice.method}; name={name}",
            notice.file,
            "base64",
            extra=(("Content-Disposition", f"attachment; filename={name}"),),
        ),
    ]
    subject = f"{notice.word}: {meeting.title}" if notice.word else meeting.title
    letter = Letter(
        new_message_id(Party(sender.email, sender.name, "apple"), rng), at, sender, (notice.to,), subject, ""
    )
    top = trace(sender.email, sender.domain, notice.to.email, at, rng)
    return to_wire(top + head(letter, ()) + multipart("mixed", boundary("apple", rng), parts))


def robot_mail(notice: Notice, rng: random.Random) -> bytes:
    """Return the confirmation of a booking page, hiring system or webinar host: `word` is its whole subject, `note` its text."""
    meeting, robot, to, at = notice.meeting, notice.sender, notice.to, notice.at
    letter = Letter(f"<{token(rng, 22)}@{robot.domain}>", at, robot, (to,), notice.word, notice.note)
    inner = content(letter, rng).removesuffix("\n")
    attached = part(
        f'text/calendar; charset="UTF-8"; method={notice.method}; name="invite.ics"',
        notice.file,
        "base64",
        extra=(("Content-Disposition", 'attachment; filename="invite.ics"'),),
    )
    extra = (
        ("Reply-To", address(meeting.organizer.shown, meeting.organizer.email)),
        ("Auto-Submitted", "auto-generated"),
        ("Feedback-ID", "conf:sg"),
    )
    top = trace(f"bounces+{token(rng, 8)}@em.{robot.domain}", robot.domain, to.email, at, rng)
    return to_wire(top + head(letter, extra) + multipart("mixed", boundary("gmail", rng), [inner, attached]))


MAILERS = {"google": google_mail, "calendly": google_mail, "outlook": outlook_mail, "apple": apple_mail}


def invite_mail(meeting: Meeting, verb: str, at: datetime, to: Party, rng: random.Random, *, note: str = "") -> bytes:
    """Return the mail with which the organiser's calendar invites, updates or cancels."""
    notice = Notice(meeting, "CANCEL" if verb == "cancel" else "REQUEST", at, meeting.organizer, to, note=note)
    if meeting.shape == "outlook":
        return outlook_mail(
            replace(notice, word=ANSWER_WORDS[meeting.organizer.lang]["cancelled"] if verb == "cancel" else ""), rng
        )
    if meeting.shape == "apple":
        return apple_mail(replace(notice, word="Cancelled" if verb == "cancel" else ""), rng)
    word = GOOGLE_SUBJECTS[verb] + (" with note" if note and verb != "invite" else "")
    lead = (
        GOOGLE_LEAD[verb]
        + (f' with a note:\n"{note}"' if note else "")
        + ("\nChanged: time" if verb == "update" else "")
    )
    return google_mail(replace(notice, word=word, note=lead), rng)


def answer_mail(
    meeting: Meeting, who: Party, response: str, at: datetime, rng: random.Random, *, comment: str = ""
) -> bytes:
    """Return the mail with which a guest's own calendar program tells the organiser her answer."""
    shape = {"outlook": "outlook", "outlook_ios": "outlook", "apple": "apple", "iphone": "apple"}.get(
        who.client, "google"
    )
    word = ANSWER_WORDS[who.lang if shape == "outlook" else "en"][response]
    verb = {"accepted": "has accepted", "declined": "has declined", "tentative": "has replied Maybe to"}[response]
    said = f'\n"{comment}"' if comment else ""
    note = {"outlook": comment, "apple": f"{who.name} {verb} the invitation: {meeting.title}"}.get(
        shape, f"{who.name} {verb} this invitation.{said}"
    )
    return MAILERS[shape](Notice(replace(meeting, shape=shape), "REPLY", at, who, meeting.organizer, word, note), rng)
