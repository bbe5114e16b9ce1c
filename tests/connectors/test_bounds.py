"""What strangers put into a calendar as a provider tells it is held to the bounds of calendar files; and whatever goes
wrong with the bytes of one record stays with that record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors import bounds
from connectors.bounds import bounded_event, reading_bytes, things
from connectors.components import MAX_ATTENDEES
from connectors.contract import CalendarChange
from connectors.errors import Unreadable
from connectors.google import calendar_events as google
from connectors.google import mailbox as gmail
from connectors.microsoft import calendar_events as microsoft
from connectors.records import Address, Attendee, CalendarEvent

WHEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
PLAIN = CalendarEvent("e", "u", start=WHEN, end=WHEN)
LONG = "x" * 1_000_000


def of_google(**more: Any) -> CalendarChange:
    item = {"id": "e", "start": {"dateTime": "2026-03-02T10:00:00Z"}, "end": {"dateTime": "2026-03-02T11:00:00Z"}}
    return google.as_change({**item, **more}, "primary", "UTC")


def of_microsoft(**more: Any) -> CalendarChange:
    times = {name: {"dateTime": "2026-03-02T10:00:00", "timeZone": "UTC"} for name in ("start", "end")}
    return microsoft.as_change(
        {"id": "e", "subject": "", "attendees": [], **times, **more}, "primary", ("me@a.example",)
    )


def told(change: CalendarChange) -> CalendarEvent:
    assert change.calendar_event is not None, change.unreadable
    return change.calendar_event


def texts_of(event: CalendarEvent) -> list[str]:
    people = [event.organizer, *(one.address for one in event.attendees)]
    own = (event.summary, event.description, event.location, event.conference_url, event.ical_uid, event.etag)
    return [*own, *(text for one in people if one for text in (one.email, one.name))]


def test_every_text_of_a_googles_entry_ends_at_its_bound() -> None:
    person = {"email": f"{LONG}@b.example", "displayName": LONG, "comment": LONG}
    texts = dict.fromkeys(("summary", "description", "location", "iCalUID", "etag", "recurringEventId"), LONG)
    event = told(of_google(**texts, hangoutLink=f"https://{LONG}", organizer=person, attendees=[person] * 3))
    assert max(map(len, texts_of(event))) <= bounds.LONGEST_TEXT
    assert {len(one.comment) for one in event.attendees} == {bounds.LONGEST_TITLE}


def test_every_text_of_a_microsofts_entry_ends_at_its_bound() -> None:
    person = {"emailAddress": {"address": f"{LONG}@b.example", "name": LONG}}
    texts = {"subject": LONG, "iCalUId": LONG, "changeKey": LONG, "body": {"contentType": "html", "content": LONG}}
    place = {"location": {"displayName": LONG}, "onlineMeetingUrl": f"https://{LONG}"}
    event = told(of_microsoft(**texts, **place, organizer=person, attendees=[person] * 3))
    assert max(map(len, texts_of(event))) <= bounds.LONGEST_TEXT


@pytest.mark.parametrize("make", [of_google, of_microsoft])
def test_an_entry_with_thousands_of_guests_keeps_as_many_as_a_file_may_name_and_the_person(
    make: Callable[..., CalendarChange],
) -> None:
    shapes: list[dict[str, Any]] = [
        {"email": f"a{n}@b.example", "emailAddress": {"address": f"a{n}@b.example"}} for n in range(3_000)
    ]
    own = {"email": "me@a.example", "self": True, "emailAddress": {"address": "me@a.example"}}
    event = told(make(attendees=[*shapes, own]))
    assert len(event.attendees) == MAX_ATTENDEES
    assert [one.address.email for one in event.attendees if one.is_self] == ["me@a.example"]


def test_what_no_table_can_hold_is_replaced() -> None:
    event = told(of_google(summary="a\x00b\ud800c", organizer={"email": "o@b.example", "displayName": "\udfff"}))
    assert (event.summary, event.organizer) == ("a\ufffdb\ufffdc", Address("o@b.example", "\ufffd"))


@pytest.mark.parametrize("year", ["0001", "0999", "9999"])
def test_a_year_at_the_calendars_end_is_no_meeting(year: str) -> None:
    assert of_google(start={"dateTime": f"{year}-03-02T10:00:00Z"}).unreadable
    assert of_microsoft(start={"dateTime": f"{year}-03-02T10:00:00", "timeZone": "UTC"}).unreadable


def test_a_number_beyond_all_counting_is_the_largest() -> None:
    assert told(of_google(sequence=10**4000)).sequence == 2**63 - 1
    assert told(of_google(sequence=-5)).sequence == 0


@pytest.mark.parametrize(
    "odd",
    [{"id": "e" * 5_000}, {"id": "\ud800"}, {"sequence": float("inf")}, {"sequence": float("nan")}, {"start": "soon"}],
)
def test_an_entry_that_cannot_be_one_is_told_and_raises_nothing(odd: dict[str, Any]) -> None:
    assert of_google(**odd).unreadable


def test_nested_without_end_is_one_unreadable_entry() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    assert of_google(summary=deep).unreadable
    assert of_microsoft(subject=deep).unreadable


def test_an_ordinary_entry_is_left_as_it_is() -> None:
    event = replace(
        PLAIN, summary="Coffee", attendees=(Attendee(Address("a@b.example", "Ana")),), organizer=Address("o")
    )
    assert bounded_event(event) == event


@pytest.mark.parametrize("error", [RecursionError(), MemoryError(), KeyError("words of a stranger"), OverflowError()])
def test_whatever_a_reader_meets_makes_one_mail_unreadable_and_tells_no_words_of_it(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(gmail, "read_message", broken)
    with pytest.raises(Unreadable) as caught:
        gmail.as_message("m", {"raw": "RnJvbTogYUBiLmV4YW1wbGUKCng="})
    assert caught.value.detail == f"Reading it failed ({type(error).__name__})."


def test_a_reason_that_is_known_is_told_as_it_is() -> None:
    with pytest.raises(Unreadable, match="its own reason"), reading_bytes():
        raise Unreadable("its own reason")


def test_only_objects_in_a_list_are_things() -> None:
    assert things({"value": [{"id": 1}, None, 3, "x", [{}]]}, "value") == [{"id": 1}]
    assert [things({"value": odd}, "value") for odd in (None, 3, "abc", {"a": 1})] == [[], [], [], []]
