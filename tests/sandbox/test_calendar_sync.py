"""The calendar list and events.list: filters, pages and sync tokens (providers.md 1.2; pitfall 16)."""

from __future__ import annotations

from typing import Any

import pytest

from infra.sandbox.process import Sandbox
from tests.sandbox import clients
from tests.sandbox.clients import pages, refused

MORNING = {"start": {"dateTime": "2026-11-10T10:00:00+01:00"}, "end": {"dateTime": "2026-11-10T10:30:00+01:00"}}
NOVEMBER = {"timeMin": "2026-11-01T00:00:00Z", "timeMax": "2026-12-01T00:00:00Z"}


def put(sandbox: Sandbox, event_id: str, **event: Any) -> dict[str, Any]:
    return sandbox.control.put_event({"id": event_id, "summary": event_id, **MORNING, **event})


def invited(event_id: str) -> dict[str, Any]:
    """An event that somebody else organizes."""
    people = [{"email": "dana@floodworks.example"}, {"email": "alex@example.com"}]
    return {"id": event_id, "summary": "Coffee", **MORNING, "organizer": people[0], "attendees": people}


def listed(calendar: Any, **parameters: Any) -> list[str]:
    return [event["id"] for event in calendar.events().list(calendarId="primary", **parameters).execute()["items"]]


def token(calendar: Any, **parameters: Any) -> str:
    """Page through a full listing and return the last page's sync token."""
    events = calendar.events()
    found: str = pages(events.list(calendarId="primary", **parameters), events.list_next)[-1]["nextSyncToken"]
    return found


def test_the_calendar_list_names_the_primary_calendar_and_all_others(sandbox: Sandbox, calendar: Any) -> None:
    sandbox.control.post("calendars", id="team@group.calendar.example", summary="Team", access_role="reader")
    items = calendar.calendarList().list().execute()["items"]
    assert [(each["id"], each.get("primary", False), each["accessRole"]) for each in items] == [
        ("alex@example.com", True, "owner"),
        ("team@group.calendar.example", False, "reader"),
    ]
    writable = calendar.calendarList().list(minAccessRole="writer").execute()["items"]
    assert [each["id"] for each in writable] == ["alex@example.com"]
    assert calendar.calendarList().get(calendarId="primary").execute()["id"] == "alex@example.com"
    assert calendar.calendars().get(calendarId="primary").execute()["timeZone"] == "Europe/Berlin"
    assert calendar.settings().get(setting="timezone").execute()["value"] == "Europe/Berlin"


def test_the_calendar_list_has_a_sync_token_of_its_own(sandbox: Sandbox, calendar: Any) -> None:
    listing = calendar.calendarList()
    first = listing.list().execute()["nextSyncToken"]
    assert listing.list(syncToken=first).execute()["items"] == []
    sandbox.control.post("calendars", id="team@group.calendar.example")
    added = listing.list(syncToken=first).execute()
    assert [each["id"] for each in added["items"]] == ["team@group.calendar.example"]
    sandbox.control.post("calendars/remove", calendar="team@group.calendar.example")
    removed = listing.list(syncToken=added["nextSyncToken"]).execute()["items"]
    assert [(each["id"], each["deleted"]) for each in removed] == [("team@group.calendar.example", True)]
    assert refused(listing.list(syncToken=first, minAccessRole="owner"))[0] == 400
    sandbox.control.expire_cursors("sync")
    assert refused(listing.list(syncToken=first)) == (410, "fullSyncRequired")


def test_an_unknown_calendar_or_event_is_404(calendar: Any) -> None:
    assert refused(calendar.events().list(calendarId="nobody@example.com")) == (404, "notFound")
    assert refused(calendar.events().get(calendarId="primary", eventId="nothing1")) == (404, "notFound")


def test_only_the_last_page_has_a_sync_token(sandbox: Sandbox, calendar: Any) -> None:
    for number in range(5):
        put(sandbox, f"event{number}")
    events = calendar.events()
    found = pages(events.list(calendarId="primary", maxResults=2), events.list_next)
    assert [len(page["items"]) for page in found] == [2, 2, 1]
    assert ["nextSyncToken" in page for page in found] == [False, False, True]
    assert ["nextPageToken" in page for page in found] == [True, True, False]


def test_a_page_holds_250_unless_asked_and_2500_at_most(sandbox: Sandbox, calendar: Any) -> None:
    day = {"start": {"date": "2026-11-02"}, "end": {"date": "2026-11-03"}}
    for number in range(4):
        put(sandbox, f"endless{number}", **day, recurrence=["RRULE:FREQ=DAILY"])
    assert len(listed(calendar, singleEvents=True)) == 250
    assert len(listed(calendar, singleEvents=True, maxResults=9999)) == 2500


def test_a_change_between_pages_comes_with_the_next_sync(sandbox: Sandbox, calendar: Any) -> None:
    for number in range(4):
        put(sandbox, f"event{number}")
    events = calendar.events()
    request = events.list(calendarId="primary", maxResults=3)
    first = request.execute()
    put(sandbox, "event0", summary="Renamed meanwhile")
    last = events.list_next(request, first).execute()
    assert [event["id"] for event in [*first["items"], *last["items"]]] == ["event0", "event1", "event2", "event3"]
    assert listed(calendar, syncToken=last["nextSyncToken"]) == ["event0"]


def test_a_sync_token_brings_what_changed_and_what_was_deleted(sandbox: Sandbox, calendar: Any) -> None:
    for name in ("stays", "moves", "dies1"):
        put(sandbox, name)
    cursor = token(calendar)
    assert listed(calendar, syncToken=cursor) == []
    sandbox.control.post("events/move", id="moves", start="2026-11-11T10:00:00Z", end="2026-11-11T11:00:00Z")
    sandbox.control.post("events/cancel", id="dies1")
    put(sandbox, "arrives")
    answer = calendar.events().list(calendarId="primary", syncToken=cursor).execute()
    assert [(event["id"], event["status"]) for event in answer["items"]] == [
        ("moves", "confirmed"),
        ("dies1", "cancelled"),
        ("arrives", "confirmed"),
    ]
    assert listed(calendar, syncToken=answer["nextSyncToken"]) == []


def test_a_deleted_invitation_is_an_id_alone_and_an_own_event_keeps_its_details(
    sandbox: Sandbox, calendar: Any
) -> None:
    sandbox.control.put_event(invited("theirs"))
    put(sandbox, "mine1")
    cursor = token(calendar)
    for name in ("theirs", "mine1"):
        sandbox.control.post("events/cancel", id=name)
    theirs, mine = calendar.events().list(calendarId="primary", syncToken=cursor).execute()["items"]
    assert set(theirs) == {"kind", "etag", "id", "status"}
    assert mine["summary"] == "mine1"


def test_deleted_events_are_left_out_unless_asked_for_and_disappear_some_day(sandbox: Sandbox, calendar: Any) -> None:
    put(sandbox, "dead1")
    sandbox.control.post("events/cancel", id="dead1")
    assert listed(calendar) == []
    assert listed(calendar, showDeleted=True) == ["dead1"]
    assert calendar.events().get(calendarId="primary", eventId="dead1").execute()["status"] == "cancelled"
    sandbox.control.post("events/forget", id="dead1")
    assert listed(calendar, showDeleted=True) == []


def test_an_expired_sync_token_is_410_and_a_full_listing_gives_a_good_one(sandbox: Sandbox, calendar: Any) -> None:
    put(sandbox, "event1")
    cursor = token(calendar)
    sandbox.control.expire_cursors("sync")
    assert refused(calendar.events().list(calendarId="primary", syncToken=cursor)) == (410, "fullSyncRequired")
    assert listed(calendar, syncToken=token(calendar)) == []


def test_a_token_of_nobodys_making_is_400(calendar: Any) -> None:
    assert refused(calendar.events().list(calendarId="primary", syncToken="nonsense"))[0] == 400
    assert refused(calendar.events().list(calendarId="primary", pageToken="nonsense"))[0] == 400


@pytest.mark.parametrize(
    "forbidden",
    [
        {"iCalUID": "x@google.com"},
        {"orderBy": "updated"},
        {"privateExtendedProperty": "a=b"},
        {"q": "coffee"},
        {"sharedExtendedProperty": "a=b"},
        {"timeMin": "2026-11-01T00:00:00Z"},
        {"timeMax": "2026-11-01T00:00:00Z"},
        {"updatedMin": "2026-11-01T00:00:00Z"},
        {"showDeleted": False},
    ],
    ids=lambda each: next(iter(each)),
)
def test_what_may_not_go_with_a_sync_token_is_400(calendar: Any, forbidden: dict[str, Any]) -> None:
    request = calendar.events().list(calendarId="primary", syncToken=token(calendar), **forbidden)
    assert refused(request) == (400, "syncTokenWithRequestRestrictions")


def test_show_deleted_and_a_smaller_page_may_go_with_a_sync_token(calendar: Any) -> None:
    assert listed(calendar, syncToken=token(calendar), showDeleted=True, maxResults=1) == []


def test_a_request_unlike_the_initial_one_is_refused(calendar: Any) -> None:
    """Google promises undefined behaviour here; the sandbox says no, so that nobody relies on it."""
    cursor = token(calendar, singleEvents=True)
    assert refused(calendar.events().list(calendarId="primary", syncToken=cursor))[0] == 400
    assert listed(calendar, syncToken=cursor, singleEvents=True) == []


def test_a_token_is_good_for_its_own_calendar_only(sandbox: Sandbox, calendar: Any) -> None:
    sandbox.control.post("calendars", id="team@group.calendar.example")
    request = calendar.events().list(calendarId="team@group.calendar.example", syncToken=token(calendar))
    assert refused(request)[0] == 400


@pytest.mark.parametrize(
    "spoiler",
    [
        {"orderBy": "updated"},
        {"q": "coffee"},
        {"iCalUID": "x@google.com"},
        {"privateExtendedProperty": "a=b"},
        {"updatedMin": "2026-11-01T00:00:00Z"},
    ],
    ids=lambda each: next(iter(each)),
)
def test_some_initial_listings_give_no_sync_token(calendar: Any, spoiler: dict[str, Any]) -> None:
    """For orderBy: google-api-ruby-client#312."""
    assert "nextSyncToken" not in calendar.events().list(calendarId="primary", **spoiler).execute()


def test_a_listing_from_a_date_on_gives_a_token_that_keeps_the_date(sandbox: Sandbox, calendar: Any) -> None:
    cursor = token(calendar, timeMin="2026-11-01T00:00:00Z")
    put(sandbox, "inside")
    put(sandbox, "before", start={"dateTime": "2026-10-01T10:00:00Z"}, end={"dateTime": "2026-10-01T11:00:00Z"})
    assert listed(calendar, syncToken=cursor) == ["inside"]
    after = token(calendar, timeMin="2026-11-01T00:00:00Z")
    sandbox.control.post("events/move", id="inside", start="2026-10-02T10:00:00Z", end="2026-10-02T11:00:00Z")
    assert listed(calendar, syncToken=after) == ["inside"], "what leaves the window is news too"


def test_the_window_is_open_at_both_ends(sandbox: Sandbox, calendar: Any) -> None:
    """Its lower edge bounds an event's end, its upper edge the start, both exclusive."""
    put(sandbox, "event1")
    assert listed(calendar, timeMin="2026-11-10T09:30:00Z") == []
    assert listed(calendar, timeMin="2026-11-10T09:29:59Z") == ["event1"]
    assert listed(calendar, timeMax="2026-11-10T09:00:00Z") == []
    assert listed(calendar, timeMax="2026-11-10T09:00:01Z") == ["event1"]
    assert (
        refused(
            calendar.events().list(calendarId="primary", timeMin="2026-11-10T00:00:00Z", timeMax="2026-11-09T00:00:00Z")
        )[0]
        == 400
    )


def test_an_all_day_event_lasts_from_midnight_to_midnight_where_the_calendar_is(
    sandbox: Sandbox, calendar: Any
) -> None:
    """Berlin's midnight is 23:00 UTC in November."""
    put(sandbox, "day01", start={"date": "2026-11-10"}, end={"date": "2026-11-11"})
    assert listed(calendar, timeMin="2026-11-10T22:59:59Z") == ["day01"]
    assert listed(calendar, timeMin="2026-11-10T23:00:00Z") == []


@pytest.mark.parametrize("bad", ["2026-11-01", "2026-11-01T00:00:00", "yesterday"])
def test_a_time_without_offset_is_400(calendar: Any, bad: str) -> None:
    assert refused(calendar.events().list(calendarId="primary", timeMin=bad))[0] == 400


def test_filters_find_by_words_uid_and_property(sandbox: Sandbox, calendar: Any) -> None:
    put(
        sandbox,
        "event1",
        summary="Coffee with Dana",
        extendedProperties={"private": {"kind": "chat"}, "shared": {"a": "b"}},
    )
    sandbox.control.put_event(invited("event2"))
    assert listed(calendar, q="coffee") == ["event1", "event2"]
    assert listed(calendar, q="dana coffee") == ["event1", "event2"]
    assert listed(calendar, q="floodworks") == ["event2"]
    assert listed(calendar, q="tea") == []
    assert listed(calendar, iCalUID="event1@google.com") == ["event1"]
    assert listed(calendar, privateExtendedProperty="kind=chat") == ["event1"]
    assert listed(calendar, sharedExtendedProperty=["a=b", "a=c"]) == []
    assert listed(calendar, eventTypes=["outOfOffice"]) == []


def test_order_by_start_needs_single_events(sandbox: Sandbox, calendar: Any) -> None:
    put(sandbox, "later", start={"dateTime": "2026-11-12T10:00:00Z"}, end={"dateTime": "2026-11-12T11:00:00Z"})
    put(sandbox, "sooner")
    assert refused(calendar.events().list(calendarId="primary", orderBy="startTime"))[0] == 400
    assert listed(calendar, orderBy="startTime", singleEvents=True) == ["sooner", "later"]
    assert listed(calendar, orderBy="updated") == ["later", "sooner"]


def test_updated_min_brings_deleted_events_too_and_may_lie_too_far_back(sandbox: Sandbox, calendar: Any) -> None:
    put(sandbox, "dead1")
    put(sandbox, "alive")
    sandbox.control.post("events/cancel", id="dead1")
    assert listed(calendar, updatedMin="2026-11-02T00:00:00Z") == ["alive", "dead1"]
    sandbox.control.move_clock(advance=60 * 86_400)
    assert refused(calendar.events().list(calendarId="primary", updatedMin="2026-11-02T00:00:00Z")) == (
        410,
        "updatedMinTooLongAgo",
    )


def test_times_come_in_the_zone_asked_for(sandbox: Sandbox, calendar: Any) -> None:
    put(sandbox, "event1")
    answer = calendar.events().list(calendarId="primary", timeZone="America/Chicago").execute()
    assert answer["timeZone"] == "America/Chicago"
    assert answer["items"][0]["start"]["dateTime"] == "2026-11-10T03:00:00-06:00"
    assert refused(calendar.events().list(calendarId="primary", timeZone="Mars/Base"))[0] == 400


def test_long_guest_lists_are_cut_down_to_oneself(sandbox: Sandbox, calendar: Any) -> None:
    sandbox.control.put_event(invited("event1"))
    event = calendar.events().list(calendarId="primary", maxAttendees=1).execute()["items"][0]
    assert event["attendeesOmitted"] is True
    assert [each["email"] for each in event["attendees"]] == ["alex@example.com"]


def test_a_change_of_time_raises_the_sequence_and_every_change_the_etag_and_updated(sandbox: Sandbox) -> None:
    first = put(sandbox, "event1")
    sandbox.control.move_clock(advance=60)
    renamed = put(sandbox, "event1", summary="Renamed")
    sandbox.control.move_clock(advance=60)
    moved = sandbox.control.post("events/move", id="event1", start="2026-11-11T10:00:00Z", end="2026-11-11T11:00:00Z")
    assert [each["sequence"] for each in (first, renamed, moved)] == [0, 0, 1]
    assert len({each["etag"] for each in (first, renamed, moved)}) == 3
    assert first["updated"] < renamed["updated"] < moved["updated"]
    assert first["created"] == moved["created"]


def test_the_people_on_an_event_are_marked(sandbox: Sandbox, calendar: Any) -> None:
    sandbox.control.put_event(invited("event1"))
    event = calendar.events().get(calendarId="primary", eventId="event1").execute()
    dana, alex = event["attendees"]
    assert (dana["organizer"], alex["self"], alex["responseStatus"]) == (True, True, "needsAction")
    assert "self" not in event["organizer"]


def test_people_see_their_own_calendars_only(sandbox: Sandbox) -> None:
    sandbox.control.post("people", email="maya@work.example")
    maya = clients.calendar(sandbox, account="maya@work.example")
    put_in = {"account": "alex@example.com"}
    sandbox.control.put_event({"id": "event1", **MORNING}, **put_in)
    assert maya.events().list(calendarId="primary").execute()["items"] == []
    assert refused(maya.events().list(calendarId="alex@example.com")) == (404, "notFound")
