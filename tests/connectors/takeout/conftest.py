"""A person's files: two mails sent, one received, one draft, one in spam, and a calendar."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

INVITE = """BEGIN:VCALENDAR
VERSION:2.0
X-WR-CALNAME:mika@example.org
X-WR-TIMEZONE:Europe/Berlin
BEGIN:VEVENT
UID:coffee@example.org
DTSTAMP:20260301T080000Z
DTSTART;TZID=Europe/Berlin:20260302T100000
DTEND;TZID=Europe/Berlin:20260302T103000
SUMMARY:Coffee with Ana
RRULE:FREQ=WEEKLY;COUNT=2
ATTENDEE;CN=Ana;PARTSTAT=ACCEPTED;ROLE=OPT-PARTICIPANT:mailto:ana@acme.example
END:VEVENT
END:VCALENDAR
"""


def mail(number: int, labels: str, body: str = "Hello", sender: str = "Mika Berg <mika@example.org>") -> str:
    return (
        f"X-GM-THRID: 77{number}\nX-Gmail-Labels: {labels}\nDelivered-To: mika@example.org\nFrom: {sender}\nTo: ana@acme.example\n"
        f"Date: Mon, 02 Mar 2026 10:0{number}:00 +0000\nSubject: Number {number}\nMessage-ID: <{number}@example.org>\n\n{body}\n"
    )


MAILS = [
    mail(1, "Sent,Opened", body="Shall we meet?\n\n>From Monday on I am free.\nFrom what I hear you are too."),
    mail(2, "Inbox", sender="Ana Lima <ana@acme.example>"),
    mail(3, "Drafts"),
    mail(4, "Spam", sender="spam@spam.example"),
    mail(5, "Gesendet"),
]


def as_mbox(mails: list[str]) -> bytes:
    return "".join(
        f"From 179{number}@xxx Mon Mar 02 10:00:00 +0000 2026\n{text}\n" for number, text in enumerate(mails)
    ).encode()


@pytest.fixture
def mbox(tmp_path: Path) -> Path:
    path = tmp_path / "All mail Including Spam and Trash.mbox"
    path.write_bytes(as_mbox(MAILS))
    return path


@pytest.fixture
def archive(tmp_path: Path, mbox: Path) -> Path:
    path = tmp_path / "takeout-20260302.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(mbox, f"Takeout/Mail/{mbox.name}")
        packed.writestr("Takeout/Calendar/mika@example.org.ics", INVITE)
        packed.writestr("Takeout/archive_browser.html", "<html>")
    return path
