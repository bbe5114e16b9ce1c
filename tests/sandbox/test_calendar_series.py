"""Series: occurrences, moved and cancelled ones, and what a sync tells of them (providers.md 1.2, pitfall 16)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from infra.sandbox.process import Sandbox
from infra.sandbox.recurrence import check_rule, occurrences
from tests.sandbox.clients import refused
from tests.sandbox.test_calendar_sync import listed, token

BERLIN = ZoneInfo("Europe/Berlin")
WEEKLY: dict[str, Any] = {
    "id": "weekly",
    "summary": "Mentoring",
    "start": {"dateTime": "2026-10-21T10:00:00+02:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2026-10-21T10:30:00+02:00", "timeZone": "Europe/Berlin"},
    "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=4"],
}
IDS = ["weekly_20261021T080000Z", "weekly_20261028T090000Z", "weekly_20261104T090000Z", "weekly_20261111T090000Z"]


@pytest.fixture
def series(sandbox: Sandbox) -> Sandbox:
    sandbox.control.put_event(WEEKLY)
    return sandbox


def starts(event: dict[str, Any], **window: datetime) -> list[str]:
    return [f"{each.span.start:%m-%d %H:%M}" for each in occurrences(event, BERLIN, **window)]


def get(calendar: Any, event_id: str) -> dict[str, Any]:
    event: dict[str, Any] = calendar.events().get(calendarId="primary", eventId=event_id).execute()
    return event


def move(sandbox: Sandbox, event_id: str) -> None:
    sandbox.control.post("events/move", id=event_id, start="2026-11-05T15:00:00Z", end="2026-11-05T15:30:00Z")


def test_a_series_is_one_event_or_its_occurrences(series: Sandbox, calendar: Any) -> None:
    assert listed(calendar) == ["weekly"]
    assert listed(calendar, singleEvents=True) == IDS


def test_occurrences_keep_their_local_time_when_the_clocks_change(series: Sandbox, calendar: Any) -> None:
    """Summer time ends on 25 October 2026: 10:00 in Berlin is 08:00, then 09:00 UTC."""
    items = calendar.events().list(calendarId="primary", singleEvents=True).execute()["items"]
    assert [event["start"]["dateTime"] for event in items[:2]] == [
        "2026-10-21T10:00:00+02:00",
        "2026-10-28T10:00:00+01:00",
    ]


def test_an_occurrence_has_its_own_id_and_the_series_uid(series: Sandbox, calendar: Any) -> None:
    event = get(calendar, IDS[1])
    assert (event["recurringEventId"], event["iCalUID"]) == ("weekly", "weekly@google.com")
    assert event["originalStartTime"] == {"dateTime": "2026-10-28T10:00:00+01:00", "timeZone": "Europe/Berlin"}
    assert "recurrence" not in event
    assert refused(calendar.events().get(calendarId="primary", eventId="weekly_20261029T090000Z")) == (404, "notFound")


def test_a_moved_occurrence_keeps_its_id_and_original_start(series: Sandbox, calendar: Any) -> None:
    cursor = token(calendar)
    move(series, IDS[2])
    event = get(calendar, IDS[2])
    assert event["start"]["dateTime"] == "2026-11-05T15:00:00Z"
    assert event["originalStartTime"]["dateTime"] == "2026-11-04T10:00:00+01:00"
    assert event["sequence"] == 1
    assert listed(calendar, syncToken=cursor) == [IDS[2]]
    assert listed(calendar, singleEvents=True, timeMin="2026-11-05T00:00:00Z", timeMax="2026-11-06T00:00:00Z") == [
        IDS[2]
    ]
    assert listed(calendar, singleEvents=True, timeMin="2026-11-04T00:00:00Z", timeMax="2026-11-05T00:00:00Z") == []


def test_a_cancelled_occurrence_is_told_by_where_it_belonged(sandbox: Sandbox, calendar: Any) -> None:
    sandbox.control.put_event({**WEEKLY, "organizer": {"email": "dana@floodworks.example"}})
    cursor = token(calendar)
    sandbox.control.post("events/cancel", id=IDS[1])
    gone = calendar.events().list(calendarId="primary", syncToken=cursor).execute()["items"]
    assert [set(event) for event in gone] == [{"kind", "etag", "id", "status", "recurringEventId", "originalStartTime"}]
    assert gone[0]["status"] == "cancelled"


def test_cancelled_occurrences_are_listed_beside_the_series_but_not_among_single_events(
    series: Sandbox, calendar: Any
) -> None:
    """events.list, showDeleted."""
    series.control.post("events/cancel", id=IDS[1])
    assert listed(calendar) == ["weekly", IDS[1]]
    assert listed(calendar, singleEvents=True) == [IDS[0], IDS[2], IDS[3]]
    assert listed(calendar, singleEvents=True, showDeleted=True) == IDS


def test_instances_lists_one_series_with_its_exceptions(series: Sandbox, calendar: Any) -> None:
    move(series, IDS[2])
    series.control.post("events/cancel", id=IDS[1])
    events = calendar.events()

    def ids(**parameters: Any) -> list[str]:
        return [
            each["id"]
            for each in events.instances(calendarId="primary", eventId="weekly", **parameters).execute()["items"]
        ]

    assert ids() == [IDS[0], IDS[2], IDS[3]]
    assert ids(showDeleted=True) == IDS
    assert ids(originalStart="2026-11-04T09:00:00Z") == [IDS[2]]
    assert ids(timeMin="2026-11-05T00:00:00Z") == [IDS[2], IDS[3]]
    first = events.instances(calendarId="primary", eventId="weekly", maxResults=2)
    page = first.execute()
    assert [each["id"] for each in events.instances_next(first, page).execute()["items"]] == [IDS[3]]


def test_a_deleted_series_cancels_every_occurrence_of_an_expanded_sync(series: Sandbox, calendar: Any) -> None:
    """Pitfall 16."""
    move(series, IDS[2])
    expanded, plain = token(calendar, singleEvents=True), token(calendar)
    series.control.post("events/cancel", id="weekly")
    items = calendar.events().list(calendarId="primary", singleEvents=True, syncToken=expanded).execute()["items"]
    assert {event["id"]: event["status"] for event in items} == dict.fromkeys(IDS, "cancelled")
    assert listed(calendar, syncToken=plain) == ["weekly", IDS[2]]
    assert listed(calendar, singleEvents=True) == []


def test_a_series_at_another_time_has_new_occurrences_and_cancels_the_old(series: Sandbox, calendar: Any) -> None:
    cursor = token(calendar, singleEvents=True)
    later = {
        name: {**WEEKLY[name], "dateTime": f"2026-10-21T1{hour}:00:00+02:00"}
        for name, hour in (("start", 4), ("end", 5))
    }
    series.control.put_event({"id": "weekly", **later})
    items = calendar.events().list(calendarId="primary", singleEvents=True, syncToken=cursor).execute()["items"]
    assert [event["status"] for event in items] == ["confirmed"] * 4 + ["cancelled"] * 4
    assert [event["id"] for event in items[4:]] == IDS


def test_a_series_that_becomes_one_event_cancels_its_occurrences(series: Sandbox, calendar: Any) -> None:
    cursor = token(calendar, singleEvents=True)
    series.control.put_event({"id": "weekly", "recurrence": None})
    items = calendar.events().list(calendarId="primary", singleEvents=True, syncToken=cursor).execute()["items"]
    assert [(event["id"], event["status"]) for event in items] == [
        ("weekly", "confirmed"),
        *((each, "cancelled") for each in IDS),
    ]


def test_an_endless_series_is_expanded_only_so_far(sandbox: Sandbox, calendar: Any) -> None:
    sandbox.control.put_event({**WEEKLY, "recurrence": ["RRULE:FREQ=WEEKLY"]})
    assert 100 < len(listed(calendar, singleEvents=True, maxResults=2500)) < 120
    far = {"timeMin": "2036-01-01T00:00:00Z", "timeMax": "2036-02-01T00:00:00Z"}
    assert len(listed(calendar, singleEvents=True, **far)) == 5
    assert listed(calendar, **far) == ["weekly"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (["RRULE:FREQ=WEEKLY;UNTIL=20261028T090000Z"], ["10-21 08:00", "10-28 09:00"]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261028"], ["10-21 08:00", "10-28 09:00"]),
        (["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/Berlin:20261028T100000"], ["10-21 08:00", "11-04 09:00"]),
        (["RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:20261028T090000Z"], ["10-21 08:00"]),
        (["RRULE:FREQ=WEEKLY;COUNT=1", "RDATE;TZID=Europe/Berlin:20261023T090000"], ["10-21 08:00", "10-23 07:00"]),
        (["RRULE:FREQ=MONTHLY;BYDAY=3WE;COUNT=2"], ["10-21 08:00", "11-18 09:00"]),
    ],
)
def test_rules_until_exceptions_and_extra_dates(rule: list[str], expected: list[str]) -> None:
    assert starts({**WEEKLY, "recurrence": rule}) == expected


def test_an_all_day_series_goes_by_dates() -> None:
    event = {
        "start": {"date": "2026-10-24"},
        "end": {"date": "2026-10-25"},
        "recurrence": ["RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20261025"],
    }
    found = list(occurrences(event, BERLIN))
    assert [(each.start["date"], each.suffix) for each in found] == [
        ("2026-10-24", "20261024"),
        ("2026-10-26", "20261026"),
    ]


def test_a_window_is_reached_without_counting_from_the_beginning() -> None:
    event = {**WEEKLY, "recurrence": ["RRULE:FREQ=DAILY"]}
    low, high = datetime(2035, 1, 1, tzinfo=UTC), datetime(2035, 1, 3, tzinfo=UTC)
    assert starts(event, low=low, high=high) == ["01-01 09:00", "01-02 09:00"]


@pytest.mark.parametrize("bomb", ["RRULE:FREQ=SECONDLY", "RRULE:FREQ=DAILY;INTERVAL=0", "RRULE:FREQ=NEVER", "RRULE"])
def test_rules_that_never_end_are_refused(bomb: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        check_rule({**WEEKLY, "recurrence": [bomb]}, BERLIN)
