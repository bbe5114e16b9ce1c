"""What each of Graph's ways to tell an event becomes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.microsoft.calendar_events import as_calendar_event, as_change, clean_uid, is_skeleton, with_series
from connectors.records import Participation

ME, DANA = "maya@castellanos.example", "dana@floodworks.example"
OWN = (ME, "maya@alias.example")
HEX = "040000008200E00074C5B7101A82E008"


def event(**more: Any) -> dict[str, Any]:
    return {
        "id": "e1",
        "iCalUId": "uid-1",
        "subject": "Coffee",
        "start": {"dateTime": "2026-10-08T15:00:00.0000000", "timeZone": "UTC"},
        "end": {"dateTime": "2026-10-08T15:30:00.0000000", "timeZone": "UTC"},
        "attendees": [],
        **more,
    }


def person(email: str, response: str = "none", kind: str = "required", name: str = "") -> dict[str, Any]:
    return {"emailAddress": {"address": email, "name": name}, "type": kind, "status": {"response": response}}


def read(**more: Any) -> Any:
    return as_calendar_event(event(**more), "primary", OWN)


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ("Eastern Standard Time", "America/New_York"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("India Standard Time", "Asia/Calcutta"),
        ("Europe/Paris", "Europe/Paris"),
        ("tzone://Microsoft/Custom", "UTC"),
        ("", "UTC"),
    ],
)
def test_the_zone_is_the_one_the_meeting_was_made_in(told: str, zone: str) -> None:
    found = read(originalStartTimeZone=told)
    assert (found.timezone, found.start) == (zone, datetime(2026, 10, 8, 15, tzinfo=UTC))


def test_a_local_time_beside_a_windows_zone_is_that_instant() -> None:
    start = {"dateTime": "2026-10-08T15:00:00.0000000", "timeZone": "Pacific Standard Time"}
    assert read(start=start).start == datetime(2026, 10, 8, 22, tzinfo=UTC)


def test_whole_days_are_their_dates_whatever_the_zone() -> None:
    edges = {
        name: {"dateTime": f"2026-10-{day:02}T00:00:00.0000000", "timeZone": "Tokyo Standard Time"}
        for name, day in (("start", 8), ("end", 9))
    }
    found = read(isAllDay=True, **edges)
    assert (found.start, found.end) == (datetime(2026, 10, 8, tzinfo=UTC), datetime(2026, 10, 9, tzinfo=UTC))


def test_ones_own_answer_is_told_beside_the_list_of_people() -> None:
    found = read(
        organizer=person(DANA), attendees=[person(DANA, "accepted"), person(ME.upper())], responseStatus={"response": "tentativelyAccepted"},
    )  # fmt: skip
    answers = {one.address.email.lower(): one.participation for one in found.attendees}
    assert answers == {DANA: Participation.ACCEPTED, ME: Participation.TENTATIVE}
    assert [one.is_self for one in found.attendees] == [False, True]


def test_the_organizer_is_on_the_list_where_that_is_the_owner() -> None:
    found = read(organizer=person(ME, name="Maya"), isOrganizer=True, attendees=[person(DANA)])
    me, dana = found.attendees
    assert (me.address.email, me.is_self, me.participation) == (ME, True, Participation.ACCEPTED)
    assert (dana.is_self, dana.participation) == (False, Participation.NEEDS_ACTION)


def test_an_invite_that_reached_the_owner_by_a_list_has_the_owner_on_it() -> None:
    found = read(
        organizer=person(DANA), attendees=[person("team@floodworks.example")], responseStatus={"response": "declined"}
    )
    (me,) = [one for one in found.attendees if one.is_self]
    assert (me.address.email, me.participation) == (ME, Participation.DECLINED)


def test_an_entry_of_ones_own_stays_without_people() -> None:
    assert read(organizer=person(ME), isOrganizer=True).attendees == ()


def test_rooms_and_optional_guests_are_told_apart() -> None:
    found = read(attendees=[person("room@x.example", kind="resource"), person(DANA, kind="optional")])
    assert [(one.is_resource, one.is_optional) for one in found.attendees] == [(True, False), (False, True)]


def test_where_to_meet_is_the_entrys_own_meeting_else_a_link_in_its_texts() -> None:
    teams = "https://teams.microsoft.com/l/meetup-join/1"
    assert read(onlineMeeting={"joinUrl": teams}).conference_url == teams
    body = {
        "contentType": "html",
        "content": "<p>Join <a href='https://zoom.us/j/123456'>https://zoom.us/j/123456</a></p>",
    }
    assert read(body=body).conference_url == "https://zoom.us/j/123456"
    assert read(onlineMeeting=None, onlineMeetingUrl="javascript:alert(1)").conference_url == ""


def test_cancelled_private_and_free_are_said() -> None:
    found = read(isCancelled=True, sensitivity="private", showAs="free")
    assert (found.status, found.is_private, found.is_free) == ("cancelled", True, True)
    assert read(showAs="tentative").status == "confirmed"


def test_a_cancelled_meeting_keeps_the_title_it_had() -> None:
    for subject in ("Canceled: Maya x Piotr", "Abgesagt: Maya x Piotr", "Annulé : Maya x Piotr"):
        assert read(isCancelled=True, subject=subject).summary == "Maya x Piotr"
    assert read(subject="Cancelled: what we learned").summary == "Cancelled: what we learned"


def test_an_occurrence_takes_over_what_its_listing_left_out() -> None:
    series = event(id="m", iCalUId="series", attendees=[person(DANA)], type="seriesMaster")
    bare = {
        "id": "o2", "seriesMasterId": "m", "type": "occurrence",
        "start": {"dateTime": "2026-10-15T15:00:00.0000000", "timeZone": "UTC"},
        "end": {"dateTime": "2026-10-15T15:30:00.0000000", "timeZone": "UTC"},
    }  # fmt: skip
    assert is_skeleton(bare)
    found = as_calendar_event(with_series(bare, series), "primary", OWN)
    assert (found.provider_id, found.ical_uid, found.summary, found.series_id) == ("o2", "series", "Coffee", "m")
    assert found.recurrence_id == found.start == datetime(2026, 10, 15, 15, tzinfo=UTC)


def test_a_moved_occurrence_keeps_its_own_words_and_its_original_start() -> None:
    series = event(id="m", iCalUId="series", subject="Weekly")
    moved = event(id="o2", seriesMasterId="m", type="exception", subject="Not at noon", iCalUId="other",
                  originalStart="2026-10-07T15:00:00Z")  # fmt: skip
    found = as_calendar_event(with_series(moved, series), "primary", OWN)
    assert (found.ical_uid, found.summary) == ("series", "Not at noon")
    assert found.recurrence_id == datetime(2026, 10, 7, 15, tzinfo=UTC)


def test_ids_of_exchange_lose_the_date_of_the_occurrence() -> None:
    tail = "A01B2C3D4E5F0001" + "00" * 12 + "10000000"
    assert clean_uid(f"{HEX}07EA0A08{tail}") == clean_uid(f"{HEX}00000000{tail}") == f"{HEX}00000000{tail}"


def test_an_invite_from_elsewhere_has_the_id_that_it_came_with() -> None:
    foreign = b"vCal-Uid\x01\x00\x00\x00abc123@google.com\x00".hex().upper()
    assert clean_uid(f"{HEX}00000000{'00' * 8}{'00' * 8}2A000000{foreign}") == "abc123@google.com"
    assert clean_uid("abc123@google.com") == "abc123@google.com"


@pytest.mark.parametrize(
    "broken",
    [{"start": None}, {"start": {}}, {"start": {"dateTime": "soon"}}, {"attendees": "many"}, {"attendees": [1]}],
)
def test_an_entry_of_unknown_shape_is_told_and_stops_nothing(broken: dict[str, Any]) -> None:
    change = as_change(event(**broken), "primary", OWN)
    assert change.calendar_event is None
    assert "unknown shape" in change.unreadable
