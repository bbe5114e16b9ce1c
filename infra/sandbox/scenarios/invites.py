"""The mails that carry invites, updates, cancellations and answers, as Google, Outlook, Apple, a booking page or a hiring system send them.

Google carries its calendar file twice (inline and as invite.ics), Exchange as one of three alternatives, Apple as a named part.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from infra.sandbox.scenarios.meetings import Meeting, ics, teams_text
from infra.sandbox.scenarios.wire import (
    MONTHS,
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
FOOT = (
    "~~//~~\nInvitation from Google Calendar: https://calendar.google.com/calendar/\n\nYou are receiving this email because you are "
    "an attendee on the event. To stop receiving future updates for this event, decline this event."
)


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
