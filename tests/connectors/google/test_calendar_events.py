"""What one entry of a Google calendar becomes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.google.calendar_events import as_change, as_text
from connectors.records import Address, CalendarEvent, Participation

ZONE = "America/Chicago"


def entry(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "id": "e1",
        "iCalUID": "e1@google.com",
        "status": "confirmed",
        "etag": '"3"',
        "sequence": 1,
        "created": "2026-09-01T08:00:00.000Z",
        "updated": "2026-09-02T08:00:00.123Z",
        "summary": "Dana / Maya",
        "start": {"dateTime": "2026-10-05T15:00:00-05:00", "timeZone": "America/New_York"},
        "end": {"dateTime": "2026-10-05T15:30:00-05:00", "timeZone": "America/New_York"},
        "organizer": {"email": "dana@Floodworks.Example", "displayName": "Dana"},
        "creator": {"email": "dana@floodworks.example"},
        "attendees": [
            {"email": "dana@floodworks.example", "organizer": True, "responseStatus": "accepted"},
            {"email": "maya@castellanos.example", "self": True, "responseStatus": "needsAction", "comment": "will see"},
            {"email": "room1@resource.calendar.google.com", "resource": True, "responseStatus": "accepted"},
            {"email": "lee@acme.example", "optional": True, "responseStatus": "declined"},
        ],
    }
    return {**plain, **changes}


def event(**changes: Any) -> CalendarEvent:
    change = as_change(entry(**changes), "maya@castellanos.example", ZONE)
    assert change.calendar_event is not None, change.unreadable
    return change.calendar_event


def test_times_become_utc_and_the_zone_they_were_written_in_is_kept() -> None:
    told = event()
    assert told.start == datetime(2026, 10, 5, 20, 0, tzinfo=UTC)
    assert told.end == datetime(2026, 10, 5, 20, 30, tzinfo=UTC)
    assert told.timezone == "America/New_York"
    assert told.updated == datetime(2026, 9, 2, 8, 0, 0, 123000, tzinfo=UTC)


def test_a_time_without_offset_is_in_its_zone_or_the_calendars() -> None:
    assert event(start={"dateTime": "2026-10-05T15:00:00", "timeZone": "Europe/Berlin"}).start == datetime(
        2026, 10, 5, 13, 0, tzinfo=UTC
    )
    told = event(start={"dateTime": "2026-10-05T15:00:00"})
    assert (told.start, told.timezone) == (datetime(2026, 10, 5, 20, 0, tzinfo=UTC), ZONE)


def test_an_unknown_zone_is_shown_as_unknown() -> None:
    assert event(start={"dateTime": "2026-10-05T15:00:00Z", "timeZone": "Mars/Olympus"}).timezone == ""


def test_an_all_day_entry_is_midnight_utc_of_its_dates() -> None:
    told = event(start={"date": "2026-10-05"}, end={"date": "2026-10-06"})
    assert told.is_all_day
    assert (told.start, told.end) == (datetime(2026, 10, 5, tzinfo=UTC), datetime(2026, 10, 6, tzinfo=UTC))


def test_attendees_keep_answer_and_role() -> None:
    dana, maya, room, lee = event().attendees
    assert (dana.participation, maya.participation) == (Participation.ACCEPTED, Participation.NEEDS_ACTION)
    assert maya.is_self
    assert maya.comment == "will see"
    assert room.is_resource
    assert lee.is_optional
    assert lee.participation is Participation.DECLINED
    assert event().organizer == Address("dana@floodworks.example", "Dana")


def test_an_occurrence_knows_its_series_and_its_original_start() -> None:
    told = event(recurringEventId="s1", originalStartTime={"dateTime": "2026-10-04T15:00:00-05:00"})
    assert (told.series_id, told.is_recurring) == ("s1", True)
    assert told.recurrence_id == datetime(2026, 10, 4, 20, 0, tzinfo=UTC)
    assert not event().is_recurring


def test_an_all_day_occurrence_has_a_date_as_its_original_start() -> None:
    told = event(
        recurringEventId="s1",
        originalStartTime={"date": "2026-10-04"},
        start={"date": "2026-10-05"},
        end={"date": "2026-10-06"},
    )
    assert told.recurrence_id == datetime(2026, 10, 4, tzinfo=UTC)


def test_a_cancelled_entry_with_details_stays_and_one_with_only_an_id_is_a_removal() -> None:
    assert event(status="cancelled").status == "cancelled"
    bare = as_change({"id": "e1", "status": "cancelled", "recurringEventId": "s1"}, "c", ZONE)
    assert (bare.calendar_event, bare.unreadable) == (None, "")


def test_a_cancelled_entry_whose_details_make_no_sense_is_a_removal() -> None:
    odd = as_change(entry(status="cancelled", start={"dateTime": "soon"}), "c", ZONE)
    assert (odd.calendar_event, odd.unreadable) == (None, "")


def test_an_entry_made_by_a_delegate_names_the_delegate() -> None:
    assert event(creator={"email": "assistant@floodworks.example"}).sent_by == "assistant@floodworks.example"
    assert event().sent_by == ""


def test_an_entry_on_a_shared_calendar_has_no_delegate() -> None:
    shared = {"email": "abc@group.calendar.google.com"}
    assert event(organizer=shared, creator={"email": "maya@castellanos.example"}).sent_by == ""


@pytest.mark.parametrize("kind", ["outOfOffice", "workingLocation", "focusTime", "birthday", "fromGmail"])
def test_entries_that_are_no_meetings_are_free(kind: str) -> None:
    assert event(eventType=kind).is_free


def test_transparent_is_free_and_the_default_kind_is_not() -> None:
    assert event(transparency="transparent").is_free
    assert not event(eventType="default").is_free


def test_private_and_confidential_entries_say_so() -> None:
    assert event(visibility="private").is_private
    assert event(visibility="confidential").is_private
    assert not event(visibility="public").is_private


def test_the_entrys_own_conference_comes_before_links_in_its_texts() -> None:
    own = {
        "entryPoints": [
            {"entryPointType": "phone", "uri": "tel:+1"},
            {"entryPointType": "video", "uri": "https://x.zoom.us/j/1"},
        ]
    }
    assert event(conferenceData=own, location="https://meet.google.com/abc").conference_url == "https://x.zoom.us/j/1"
    assert (
        event(hangoutLink="https://meet.google.com/abc-defg-hij").conference_url
        == "https://meet.google.com/abc-defg-hij"
    )


@pytest.mark.parametrize(
    ("place", "text", "found"),
    [
        ("https://acme.zoom.us/j/12345?pwd=a1", "", "https://acme.zoom.us/j/12345?pwd=a1"),
        (
            "",
            'Join <a href="https://teams.microsoft.com/l/meetup-join/1?a=1&amp;b=2">here</a>',
            "https://teams.microsoft.com/l/meetup-join/1?a=1&b=2",
        ),
        ("Cafe Luce", "Menu: https://cafeluce.example/menu", ""),
        ("https://zoom.us.evil.example/j/1", "", ""),
        ("https://evilzoom.us/j/1", "", ""),
    ],
)
def test_a_link_of_a_known_meeting_service_is_found_in_place_and_description(place: str, text: str, found: str) -> None:
    assert event(location=place, description=text).conference_url == found


def test_html_descriptions_become_text_and_plain_ones_stay() -> None:
    assert as_text("<p>Hi Maya,</p>Looking <b>forward</b>!<br>Dana").split() == [
        "Hi",
        "Maya,",
        "Looking",
        "forward!",
        "Dana",
    ]
    assert as_text("Call <https://zoom.us/j/1> if a < b & c") == "Call <https://zoom.us/j/1> if a < b & c"
    assert as_text("Q&amp;A") == "Q&A"
    assert "alert" not in as_text("<script>alert(1)</script><b>Hello</b>")


def test_a_stamp_before_year_one_says_nothing() -> None:
    assert event(created="0000-12-30T00:00:00.000Z").created is None


@pytest.mark.parametrize(
    "broken", [{"start": {}}, {"start": {"dateTime": "soon"}}, {"start": "x"}, {"attendees": 5}, {"sequence": "x"}]
)
def test_an_entry_of_unknown_shape_says_why_and_raises_nothing(broken: dict[str, Any]) -> None:
    change = as_change(entry(**broken), "c", ZONE)
    assert change.calendar_event is None
    assert change.unreadable


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(entry())), _json), st.text(max_size=10))
def test_no_json_that_google_could_send_stops_a_page(broken: dict[str, Any], zone: str) -> None:
    assert as_change({**entry(), **broken, "id": "e1"}, "c", zone).provider_id == "e1"


@pytest.mark.parametrize("left", [{}, {"start": "nonsense"}])
def test_a_deleted_entry_of_which_little_is_left_says_when_it_was_deleted_if_google_does(left: dict[str, Any]) -> None:
    bare = {"id": "e1", "status": "cancelled", **left}
    told = as_change({**bare, "updated": "2026-10-05T19:00:00.000Z"}, "maya@castellanos.example", ZONE)
    assert (told.calendar_event, told.deleted) == (None, datetime(2026, 10, 5, 19, tzinfo=UTC))
    assert as_change(bare, "maya@castellanos.example", ZONE).deleted is None
