"""A talk whose invite names no zone that is known: the hour stands as it was written, and the page says so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.mime import read_message
from connectors.records import CalendarEvent
from service.accounts import LOCAL_PERSON
from service.calendar_feed import entries, write
from service.clock import ManualClock
from service.coming import talk_of
from service.digest import Content
from service.schema import Interview, Person
from service.web.letter import write_letter
from tests.service.mailroom import Mailroom
from tests.service.web.conftest import Browser

NOW = datetime(2026, 3, 17, 9, tzinfo=UTC)
UNKNOWN = "in a time zone that the invite does not name"
INVITE = """From: Daniel Osei <d.osei@northgate.example>
To: me@local.example
Date: Mon, 16 Mar 2026 09:00:00 +0000
Message-ID: <i1@northgate.example>
Content-Type: text/calendar; method=REQUEST

BEGIN:VCALENDAR
BEGIN:VEVENT
UID:u1
DTSTAMP:20260316T090000Z
DTSTART;TZID={zone}:20260318T150000
DTEND;TZID={zone}:20260318T153000
SUMMARY:Coffee chat
ORGANIZER;CN=Daniel Osei:mailto:d.osei@northgate.example
ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@local.example
ATTENDEE;PARTSTAT=ACCEPTED:mailto:d.osei@northgate.example
END:VEVENT
END:VCALENDAR
"""


def entry(zone: str) -> CalendarEvent:
    message = read_message(INVITE.format(zone=zone).encode(), provider_id="i1")
    return message.invites[0].calendar_events[0]


@pytest.fixture
def room(web: Browser, clock: ManualClock) -> Mailroom:
    clock.move_to(NOW)
    with web.context.database.writing(LOCAL_PERSON) as session:
        session.get_one(Person, LOCAL_PERSON).timezone = "America/New_York"
    return Mailroom(web.context, person_id=LOCAL_PERSON, emails=("me@local.example",))


def page_of(web: Browser, row: Interview) -> str:
    return web.get(f"/interviews/{row.id}").text


def test_the_hour_stands_as_written_and_the_zone_is_said_to_be_unknown(web: Browser, room: Mailroom) -> None:
    room.deliver(entry("Customized Time Zone"), now=NOW)
    row = room.only()
    page = page_of(web, row)
    assert row.timezone == ""
    assert UNKNOWN in page
    assert "15:00" in page
    assert "11:00" not in page
    for path in ("/interviews", "/", "/drafts"):
        listed = web.get(path).text
        assert "15:00" in listed, path
        assert UNKNOWN in listed or path == "/drafts", path
        assert "11:00" not in listed, path


def test_a_known_zone_and_one_hour_of_the_persons_own_are_shown_as_ever(web: Browser, room: Mailroom) -> None:
    room.deliver(entry("Europe/Berlin"), now=NOW)
    page = page_of(web, room.only())
    assert UNKNOWN not in page
    assert "10:00" in page
    assert UNKNOWN not in web.get("/interviews").text


def test_the_person_says_when_it_is_and_takes_it_back(web: Browser, room: Mailroom) -> None:
    room.deliver(entry("Customized Time Zone"), now=NOW)
    row = room.only()
    here = f"/interviews/{row.id}"
    assert 'name="hour" type="time" value="15:00"' in page_of(web, row)
    answer = web.post(f"{here}/time", {"day": "2026-03-18", "hour": "15:00", "minutes": "30"})
    page = web.follow(answer).text
    assert UNKNOWN not in page
    assert room.only().start == datetime(2026, 3, 18, 19, tzinfo=UTC)
    assert "time zone unknown" not in room.only().badges
    undo = page.partition('data-decision="time"')[2].partition('action="')[2].partition('"')[0]
    assert UNKNOWN in web.follow(web.post(undo.replace("&amp;", "&"), {})).text


def test_the_digest_and_the_feed_do_not_know_better(web: Browser, room: Mailroom) -> None:
    room.deliver(entry("Customized Time Zone"), now=NOW)
    row = room.only()
    talk = talk_of(row, None)
    with web.context.database.reading() as session:
        content = Content(NOW, "America/New_York", (talk,), (), (), (), (), 0)
        letter = write_letter(content, session.get_one(Person, LOCAL_PERSON), "http://x")
        feed = write(entries(session, web.context.vault, LOCAL_PERSON, NOW), lambda _: "Coffee", "http://x")
    assert f"15:00 {UNKNOWN}" in letter.body
    assert b"DTSTART:20260318T150000\r\n" in feed


def test_a_whole_day_has_no_zone_to_be_unknown(web: Browser, room: Mailroom) -> None:
    whole = INVITE.replace("DTSTART;TZID={zone}:20260318T150000", "DTSTART;VALUE=DATE:20260318")
    whole = whole.replace("DTEND;TZID={zone}:20260318T153000\n", "")
    message = read_message(whole.encode(), provider_id="i1")
    room.deliver(message.invites[0].calendar_events[0], now=NOW)
    for row in room.interviews():
        assert "time zone unknown" not in row.badges
