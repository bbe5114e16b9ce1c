"""What `warmthread parse` prints: fixed shapes, whatever the file, and a sentence instead of an exception."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from connectors.takeout.parse import describe
from tests.connectors.corpora import corpus_files
from tests.connectors.takeout.conftest import INVITE, MAILS

DELIMITER = "-- "
MAIL = f"""From: Ana Lima <ana@acme.example>
To: mika@example.org
Subject: Coffee
Message-ID: <1@acme.example>
Date: Mon, 02 Mar 2026 10:00:00 +0100
Content-Type: multipart/mixed; boundary=b

--b

Thursday works.

{DELIMITER}
Ana

> Thursday?
--b
Content-Type: text/calendar; method=REQUEST

{INVITE}
--b--
"""
EVENT = {
    "uid": "coffee@example.org",
    "recurrence_id": None,
    "sequence": 0,
    "dtstamp": "2026-03-01T08:00:00Z",
    "start": "2026-03-02T09:00:00Z",
    "end": "2026-03-02T09:30:00Z",
    "timezone": "Europe/Berlin",
    "all_day": False,
    "status": "confirmed",
    "summary": "Coffee with Ana",
    "organizer": None,
    "attendees": [{"email": "ana@acme.example", "name": "Ana", "participation": "accepted", "role": "OPT-PARTICIPANT"}],
    "rrule": "FREQ=WEEKLY;COUNT=2",
}


def described(tmp_path: Path, content: str | bytes, name: str = "file.txt") -> dict[str, object]:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found = describe(path)
    assert found["file"] == str(path)
    json.dumps(found)
    return found


def test_a_mail_has_the_fixed_shape_whatever_the_file_is_called(tmp_path: Path) -> None:
    found = described(tmp_path, MAIL, "thing.ics")
    assert found == {
        "file": str(tmp_path / "thing.ics"),
        "kind": "mail",
        "message_id": "<1@acme.example>",
        "date": "2026-03-02T09:00:00Z",
        "from": {"name": "Ana Lima", "email": "ana@acme.example"},
        "to": [{"name": "", "email": "mika@example.org"}],
        "cc": [],
        "subject": "Coffee",
        "text": "Thursday works.\n\n-- \nAna\n\n> Thursday?",
        "reply": "Thursday works.",
        "signature": "--\nAna",
        "invites": [{"method": "REQUEST", "calendar_events": [EVENT]}],
    }


def test_a_calendar_has_the_fixed_shape(tmp_path: Path) -> None:
    found = described(tmp_path, INVITE, "invite.eml")
    assert found == {"file": str(tmp_path / "invite.eml"), "kind": "calendar", "method": "", "calendar_events": [EVENT]}


def test_whole_days_are_plain_dates(tmp_path: Path) -> None:
    found = described(
        tmp_path, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\nDTSTART;VALUE=DATE:20260302\nEND:VEVENT\nEND:VCALENDAR"
    )
    events = found["calendar_events"]
    assert isinstance(events, list)
    event = events[0]
    assert (event["start"], event["end"], event["all_day"]) == ("2026-03-02", "2026-03-03", True)


def test_a_mail_without_a_sender_has_none(tmp_path: Path) -> None:
    assert described(tmp_path, "Subject: x\nDate: Mon, 02 Mar 2026 10:00:00 +0100\n\ny")["from"] is None


def test_an_mbox_is_one_object_with_its_mails(tmp_path: Path, mbox: Path) -> None:
    found = describe(mbox)
    messages = found["messages"]
    assert found["kind"] == "mbox"
    assert isinstance(messages, list)
    assert [message["subject"] for message in messages] == [f"Number {number}" for number in range(1, len(MAILS) + 1)]
    assert {message["kind"] for message in messages} == {"mail"}


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.eml", b"", "mail"),
        ("a.ics", b"", "calendar"),
        ("a.txt", b"Just words.", "mail"),
        ("a.ics", b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 99, "calendar"),
        ("a.eml", b"From: a@b.example\n" + b"X: y\n" * 80_000, "mail"),
        ("a.zip", b"PK\x03\x04", "zip"),
    ],
)
def test_what_cannot_be_read_keeps_its_name_and_kind_and_says_why(
    tmp_path: Path, name: str, content: bytes, kind: str
) -> None:
    found = described(tmp_path, content, name)
    assert set(found) == {"file", "kind", "error"}
    assert found["kind"] == kind
    assert str(found["error"]).endswith(".")


def test_a_missing_file_and_a_folder_are_errors_too(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.ics"):
        assert "cannot be opened" in str(describe(path)["error"])


def test_public_files_never_raise() -> None:
    for path in corpus_files("eml", "ics", "mixed", "reply", every=15):
        json.dumps(describe(path))
