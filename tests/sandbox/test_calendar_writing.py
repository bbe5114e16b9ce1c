"""Insert, patch and delete: what Google accepts, and what a patch does to the people on an event (pitfall 17)."""

from __future__ import annotations

from typing import Any

import pytest

from infra.sandbox.process import Sandbox
from tests.sandbox import clients
from tests.sandbox.clients import refused
from tests.sandbox.test_calendar_series import IDS, WEEKLY
from tests.sandbox.test_calendar_sync import MORNING, invited, listed, token


def insert(calendar: Any, **event: Any) -> dict[str, Any]:
    made: dict[str, Any] = calendar.events().insert(calendarId="primary", body={**MORNING, **event}).execute()
    return made


def patch(calendar: Any, event_id: str, **changes: Any) -> dict[str, Any]:
    changed: dict[str, Any] = calendar.events().patch(calendarId="primary", eventId=event_id, body=changes).execute()
    return changed


def test_an_inserted_event_gets_what_google_fills_in(calendar: Any) -> None:
    event = insert(calendar, summary="Coffee", attendees=[{"email": "dana@floodworks.example"}])
    assert (event["status"], event["sequence"], event["iCalUID"]) == ("confirmed", 0, f"{event['id']}@google.com")
    assert event["organizer"] == {"email": "alex@example.com", "self": True}
    assert event["attendees"][0]["responseStatus"] == "needsAction"
    assert listed(calendar) == [event["id"]]


def test_an_own_id_is_kept_and_taken_once(calendar: Any) -> None:
    assert insert(calendar, id="abcde12345")["id"] == "abcde12345"
    assert refused(calendar.events().insert(calendarId="primary", body={**MORNING, "id": "abcde12345"})) == (
        409,
        "duplicate",
    )
    assert refused(calendar.events().insert(calendarId="primary", body={**MORNING, "id": "XYZ"}))[0] == 400


@pytest.mark.parametrize(
    "body",
    [
        {"summary": "No time"},
        {"start": MORNING["start"]},
        {"start": MORNING["end"], "end": MORNING["start"]},
        {"start": {"dateTime": "tomorrow"}, "end": {"dateTime": "later"}},
        {**MORNING, "recurrence": ["RRULE:FREQ=SECONDLY"]},
        {**MORNING, "recurrence": ["RRULE:FREQ=DAILY;INTERVAL=0"]},
        {
            "start": {**MORNING["start"], "timeZone": "Mars/Base"},
            "end": MORNING["end"],
            "recurrence": ["RRULE:FREQ=DAILY"],
        },
    ],
)
def test_an_event_that_cannot_be_is_400(calendar: Any, body: dict[str, Any]) -> None:
    assert refused(calendar.events().insert(calendarId="primary", body=body))[0] == 400
    assert listed(calendar) == []


def test_a_patch_merges_objects_and_removes_what_is_null(calendar: Any) -> None:
    event = insert(calendar, summary="Coffee", location="Corner", extendedProperties={"private": {"a": "1", "b": "2"}})
    changed = patch(calendar, event["id"], location=None, extendedProperties={"private": {"b": "3"}})
    assert "location" not in changed
    assert (changed["summary"], changed["extendedProperties"]["private"]) == ("Coffee", {"a": "1", "b": "3"})
    assert (changed["etag"] != event["etag"], changed["sequence"]) == (True, 0)


def test_patching_attendees_replaces_them_all_and_resets_their_answers(sandbox: Sandbox, calendar: Any) -> None:
    """Pitfall 17 (nspady/google-calendar-mcp#148)."""
    people = [
        {"email": "dana@floodworks.example", "responseStatus": "accepted"},
        {"email": "lee@else.example", "responseStatus": "declined"},
    ]
    event = insert(calendar, attendees=people)
    changed = patch(calendar, event["id"], attendees=[{"email": "dana@floodworks.example"}])
    assert [(each["email"], each["responseStatus"]) for each in changed["attendees"]] == [
        ("dana@floodworks.example", "needsAction")
    ]


def test_a_patched_occurrence_becomes_an_exception(sandbox: Sandbox, calendar: Any) -> None:
    sandbox.control.put_event(WEEKLY)
    cursor = token(calendar)
    changed = patch(calendar, IDS[1], summary="Only this once")
    assert (changed["recurringEventId"], changed["summary"]) == ("weekly", "Only this once")
    assert listed(calendar, syncToken=cursor) == [IDS[1]]
    assert calendar.events().get(calendarId="primary", eventId="weekly").execute()["summary"] == "Mentoring"


def test_what_google_decides_cannot_be_patched(calendar: Any) -> None:
    event = insert(calendar)
    changed = patch(calendar, event["id"], organizer={"email": "boss@else.example"}, created="2001-01-01T00:00:00Z")
    assert (changed["organizer"]["email"], changed["created"]) == ("alex@example.com", event["created"])


def test_a_deleted_event_is_cancelled_and_a_second_deletion_410(calendar: Any) -> None:
    event = insert(calendar)
    cursor = token(calendar)
    calendar.events().delete(calendarId="primary", eventId=event["id"]).execute()
    assert calendar.events().list(calendarId="primary", syncToken=cursor).execute()["items"][0]["status"] == "cancelled"
    assert refused(calendar.events().delete(calendarId="primary", eventId=event["id"])) == (410, "deleted")


def test_a_deleted_occurrence_leaves_the_others(sandbox: Sandbox, calendar: Any) -> None:
    sandbox.control.put_event(WEEKLY)
    calendar.events().delete(calendarId="primary", eventId=IDS[0]).execute()
    assert listed(calendar, singleEvents=True) == IDS[1:]


def test_an_etag_that_is_no_longer_true_is_412(calendar: Any) -> None:
    event = insert(calendar)
    patch(calendar, event["id"], summary="Newer")
    request = calendar.events().patch(calendarId="primary", eventId=event["id"], body={"summary": "Mine"})
    request.headers["If-Match"] = event["etag"]
    assert refused(request) == (412, "conditionNotMet")


def test_writing_needs_the_scope_and_the_right(sandbox: Sandbox, calendar: Any) -> None:
    reading = clients.calendar(sandbox, *clients.READ)
    assert refused(reading.events().insert(calendarId="primary", body=MORNING)) == (403, "insufficientPermissions")
    sandbox.control.post("calendars", id="team@group.calendar.example", access_role="reader")
    request = calendar.events().insert(calendarId="team@group.calendar.example", body=MORNING)
    assert refused(request) == (403, "requiredAccessLevel")


def test_an_answer_to_an_invitation_is_a_change_without_a_new_sequence(sandbox: Sandbox, calendar: Any) -> None:
    event = sandbox.control.put_event(invited("event1"))
    cursor = token(calendar)
    people = [{**event["attendees"][0], "responseStatus": "accepted"}, event["attendees"][1]]
    answered = sandbox.control.put_event({"id": "event1", "attendees": people})
    assert answered["sequence"] == event["sequence"]
    assert listed(calendar, syncToken=cursor) == ["event1"]
