"""The quick part of the evaluation of reading, and that its judge finds what it is there to find."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connectors.records import Message
from tests.connectors.corpora import corpus_files
from tests.recognition import reading
from tests.recognition.strangers import entries_in, mail_in

MAIL = b"""From: Ana <ana@acme.example>
To: "Doe, x@y.example" <me@example.org>, Jo@example.org
Date: Mon, 02 Mar 2026 10:30:00 +0100

See you there.
"""


def test_a_part_of_strangers_files_is_read_without_a_silent_gap_or_an_exception() -> None:
    mails = reading.mail_files(every=7)
    assert [(path.name, gap) for path in mails for gap in reading.gaps(path.read_bytes()) if gap != "refused"] == []
    for path in corpus_files("eml", "ics", "mixed", "reply", every=20):
        assert reading.uncaught(path.read_bytes()) == [], path.name


def test_a_part_of_strangers_calendars_comes_through_whole() -> None:
    for path in corpus_files("ics", every=7):
        found = reading.through(path.read_bytes())
        assert found.whole == found.entries, path.name


def test_the_judge_reads_a_mail_by_hand() -> None:
    held = mail_in(MAIL)
    assert held.addresses == {"from": ["ana@acme.example"], "to": ["me@example.org", "jo@example.org"]}
    assert held.date == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert held.words == {"there"}


@pytest.mark.parametrize(
    ("lost", "gap"),
    [
        ({"to": ()}, "address in to"),
        ({"date": datetime(2026, 3, 3, tzinfo=UTC)}, "date"),
        ({"text": ""}, "text"),
        ({"text": "Else"}, "words"),
    ],
)
def test_the_judge_finds_what_a_reader_lost(lost: dict[str, object], gap: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reading.gaps(MAIL) == []
    read = reading.read_message

    def losing(raw: bytes, *, provider_id: str) -> Message:
        return replace(read(raw, provider_id=provider_id), **lost)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "read_message", losing)
    assert reading.gaps(MAIL) == [gap]


def test_the_judge_walks_a_calendar_by_hand() -> None:
    raw = (
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=Europe/Ber\r\n lin:20260302T100000\r\nBEGIN:VALARM\r\n"
        b"UID:no\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART:20269999\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    first, second = entries_in(raw)
    assert (first.uid, first.has_start, first.start) == ("a", True, datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert (second.uid, second.has_start, second.start) == ("", False, None)
    found = reading.through(raw)
    assert (found.is_read, found.entries, found.whole) == (True, 2, 2)
