"""First small month: one thread and one meeting, to hold the interface; the story itself follows."""

from __future__ import annotations

from datetime import datetime, timedelta

from infra.sandbox.scenarios.happenings import CalendarChange, CalendarSpec, Mail, Person, Scenario

ME = Person("maya@castellanos.example", "Maya Castellanos", "America/Chicago", (("maya@harborline.example", "Maya Castellanos"),))


def plain(at: datetime, sender: str, to: str, subject: str, text: str, number: int) -> bytes:
    """Return the plainest possible message."""
    head = f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {at:%a, %d %b %Y %H:%M:%S +0000}\r\n"
    head += f"Message-ID: <first-{number}@castellanos.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    return (head + "\r\n" + text + "\r\n").encode()


def build_month(*, seed: int, now: datetime) -> Scenario:
    """Return the month that begins at `now`."""
    del seed
    other = "Dana Whitlock <dana.whitlock@floodworks.example>"
    me = f"{ME.name} <{ME.email}>"
    first, second = now + timedelta(hours=2), now + timedelta(hours=5)
    start = now + timedelta(days=2)
    event = {
        "id": "first0meeting0number1", "iCalUID": "first0meeting0number1@google.com", "status": "confirmed", "summary": "Dana / Maya",
        "start": {"dateTime": start.isoformat(), "timeZone": ME.timezone},
        "end": {"dateTime": (start + timedelta(minutes=30)).isoformat(), "timeZone": ME.timezone},
        "organizer": {"email": "dana.whitlock@floodworks.example"},
        "attendees": [
            {"email": "dana.whitlock@floodworks.example", "organizer": True, "responseStatus": "accepted"},
            {"email": ME.email, "self": True, "responseStatus": "accepted"},
        ],
    }
    happenings = (
        Mail(first, plain(first, me, other, "Your work on river towns", "Would you have 20 minutes to tell me about it?", 1), ("SENT",), "a"),
        Mail(second, plain(second, other, me, "Re: Your work on river towns", "Gladly, I will send an invite.", 2), ("INBOX", "UNREAD"), "a"),
        CalendarChange(second, ME.email, event),
    )
    calendars = (CalendarSpec(ME.email, ME.email, ME.timezone, is_primary=True),)
    return Scenario("month", ME, calendars, now, now + timedelta(days=31), happenings)
