"""Calendars through Graph: shapes, windows, deltas, series and answers (providers.md 1.4, pitfalls 10 and 19)."""

from __future__ import annotations

from typing import Any

import pytest

from infra.sandbox.process import Sandbox
from tests.sandbox.microsoft.clients import IMMUTABLE, Graph

NOVEMBER = "startDateTime=2026-11-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z"
VIEW = f"/me/calendarView?{NOVEMBER}"
DELTA = f"/me/calendarView/delta?{NOVEMBER}"
DANA = "dana@floodworks.example"
ME = "alex@example.com"


def edge(text: str) -> dict[str, str]:
    return {"dateTime": text, "timeZone": "Europe/Berlin"}


def put(sandbox: Sandbox, **event: Any) -> str:
    """Enter a meeting of half an hour on 5 November, at noon in Berlin."""
    usual = {"summary": "Coffee", "start": edge("2026-11-05T12:00:00"), "end": edge("2026-11-05T12:30:00")}
    return str(sandbox.control.put_event(usual | event)["id"])


def invited(sandbox: Sandbox, **event: Any) -> str:
    return put(
        sandbox, organizer={"email": DANA, "displayName": "Dana"}, attendees=[{"email": DANA}, {"email": ME}], **event
    )


def weekly(sandbox: Sandbox, **event: Any) -> str:
    return invited(sandbox, recurrence=["RRULE:FREQ=WEEKLY;COUNT=3;BYDAY=TH"], **event)


def occurrence(series: str, day: str) -> str:
    """Return the stored id of the occurrence at noon in Berlin on that day."""
    return f"{series}_{day}T110000Z"


def stored(sandbox: Sandbox) -> str:
    """Return the id that the sandbox keeps its one event under."""
    (event,) = sandbox.control.get("events")["events"]
    return str(event["htmlLink"]).rpartition("eid=")[2]


def removed(items: list[dict[str, Any]]) -> list[str]:
    return [item["id"] for item in items if "@removed" in item]


def test_an_invite_stands_in_the_calendar_as_tentative_until_it_is_answered(sandbox: Sandbox, graph: Graph) -> None:
    event = graph.get(f"/me/events/{invited(sandbox)}")
    assert (event["showAs"], event["isOrganizer"]) == ("tentative", False)
    assert event["responseStatus"]["response"] == "notResponded"
    assert event["organizer"]["emailAddress"] == {"name": "Dana", "address": DANA}
    assert [each["emailAddress"]["address"] for each in event["attendees"]] == [ME]


def test_ones_own_meeting_has_an_organizer_who_is_not_among_its_guests(sandbox: Sandbox, graph: Graph) -> None:
    event = graph.get(
        f"/me/events/{put(sandbox, attendees=[{'email': ME}, {'email': DANA, 'responseStatus': 'accepted'}])}"
    )
    assert (event["isOrganizer"], event["responseStatus"]["response"], event["showAs"]) == (True, "organizer", "busy")
    assert [(each["emailAddress"]["address"], each["status"]["response"]) for each in event["attendees"]] == [
        (DANA, "accepted")
    ]


@pytest.mark.parametrize(
    ("zone", "clock"),
    [
        (None, "11:00"),
        ("Europe/Berlin", "12:00"),
        ("W. Europe Standard Time", "12:00"),
        ("Pacific Standard Time", "03:00"),
    ],
)
def test_times_are_in_the_zone_that_prefer_names(sandbox: Sandbox, graph: Graph, zone: str | None, clock: str) -> None:
    put(sandbox)
    more = {"prefer": f'outlook.timezone="{zone}"'} if zone else {}
    (event,) = graph.get(VIEW, **more)["value"]
    assert event["start"] == {"dateTime": f"2026-11-05T{clock}:00.0000000", "timeZone": zone or "UTC"}
    assert event["originalStartTimeZone"] == "W. Europe Standard Time"


def test_a_zone_that_does_not_exist_is_refused(sandbox: Sandbox, graph: Graph) -> None:
    put(sandbox)
    assert graph.refused("GET", VIEW, prefer='outlook.timezone="Mars/Base"')[0] == 400


def test_a_whole_day_is_from_midnight_to_midnight_in_every_zone(sandbox: Sandbox, graph: Graph) -> None:
    sandbox.control.put_event({"summary": "Fair", "start": {"date": "2026-11-07"}, "end": {"date": "2026-11-08"}})
    for zone in ("UTC", "Pacific Standard Time"):
        (event,) = graph.get(VIEW, prefer=f'outlook.timezone="{zone}"')["value"]
        assert event["isAllDay"] is True
        assert [event[key]["dateTime"][:16] for key in ("start", "end")] == ["2026-11-07T00:00", "2026-11-08T00:00"]


def test_a_window_is_needed_and_must_not_be_empty(graph: Graph) -> None:
    assert graph.refused("GET", "/me/calendarView")[0] == 400
    backwards = "startDateTime=2026-12-01T00:00:00Z&endDateTime=2026-11-01T00:00:00Z"
    assert graph.refused("GET", f"/me/calendarView?{backwards}")[0] == 400
    assert graph.refused("GET", "/me/calendarView?startDateTime=soon&endDateTime=later")[0] == 400


def test_a_series_is_expanded_in_a_window_and_one_master_in_a_listing(sandbox: Sandbox, graph: Graph) -> None:
    master = weekly(sandbox)
    view = graph.get(VIEW, prefer=IMMUTABLE)["value"]
    assert [each["type"] for each in view] == ["occurrence"] * 3
    assert {each["seriesMasterId"] for each in view} == {master}
    (listed,) = graph.get("/me/events", prefer=IMMUTABLE)["value"]
    assert (listed["id"], listed["type"]) == (master, "seriesMaster")
    assert listed["recurrence"]["pattern"] | {"dayOfMonth": 0} == listed["recurrence"]["pattern"]
    assert listed["recurrence"]["pattern"]["daysOfWeek"] == ["thursday"]
    assert listed["recurrence"]["range"]["numberOfOccurrences"] == 3
    assert len(graph.get(f"/me/events/{master}/instances?{NOVEMBER}")["value"]) == 3


@pytest.mark.parametrize(
    ("rule", "kind", "until"),
    [
        ("FREQ=DAILY;INTERVAL=2", "daily", "noEnd"),
        ("FREQ=MONTHLY;BYMONTHDAY=5;UNTIL=20270105T000000Z", "absoluteMonthly", "endDate"),
        ("FREQ=MONTHLY;BYDAY=1TH", "relativeMonthly", "noEnd"),
        ("FREQ=YEARLY", "absoluteYearly", "noEnd"),
    ],
)
def test_a_rule_is_a_pattern_and_a_range(sandbox: Sandbox, graph: Graph, rule: str, kind: str, until: str) -> None:
    event = graph.get(f"/me/events/{put(sandbox, recurrence=[f'RRULE:{rule}'])}")
    assert (event["recurrence"]["pattern"]["type"], event["recurrence"]["range"]["type"]) == (kind, until)


@pytest.mark.parametrize("own", [False, True])
def test_occurrences_share_an_ical_uid_or_have_their_own(sandbox: Sandbox, graph: Graph, own: bool) -> None:
    """Documented is one for each, reported one for all (microsoft-graph-docs#17479)."""
    weekly(sandbox)
    sandbox.control.post("settings", ical_uid_per_occurrence=own)
    assert len({each["iCalUId"] for each in graph.get(VIEW)["value"]}) == (3 if own else 1)


def test_a_delta_round_gives_masters_whole_and_occurrences_bare(sandbox: Sandbox, graph: Graph) -> None:
    weekly(sandbox)
    put(sandbox, summary="Alone")
    items, link = graph.round(DELTA)
    assert sorted(each["type"] for each in items) == ["occurrence"] * 3 + ["seriesMaster", "singleInstance"]
    bare = next(each for each in items if each["type"] == "occurrence")
    assert {key for key in bare if "@" not in key} == {"id", "seriesMasterId", "type", "start", "end"}
    assert graph.round(link)[0] == []


def test_a_moved_occurrence_is_an_exception_that_says_when_it_was(sandbox: Sandbox, graph: Graph) -> None:
    weekly(sandbox)
    _, link = graph.round(DELTA)
    moved = {"recurringEventId": stored(sandbox), "originalStartTime": edge("2026-11-12T12:00:00")}
    invited(
        sandbox,
        id=occurrence(stored(sandbox), "20261112"),
        start=edge("2026-11-13T09:00:00"),
        **moved,
        end=edge("2026-11-13T09:30:00"),
    )
    (item,), _ = graph.round(link)
    assert (item["type"], item["originalStart"], item["subject"]) == ("exception", "2026-11-12T11:00:00Z", "Coffee")


def test_what_moves_out_of_the_window_is_removed_like_what_is_deleted(sandbox: Sandbox, graph: Graph) -> None:
    leaves, goes = invited(sandbox, summary="Leaves"), put(sandbox, summary="Goes")
    _, link = graph.round(DELTA, prefer=IMMUTABLE)
    sandbox.control.post("events/move", id=leaves, start="2026-12-24T10:00:00Z", end="2026-12-24T10:30:00Z")
    sandbox.control.post("events/cancel", id=goes)
    items, _ = graph.round(link, prefer=IMMUTABLE)
    assert sorted(removed(items)) == sorted([leaves, goes])
    assert graph.get(f"/me/events/{leaves}")["subject"] == "Leaves"


def test_what_moves_into_the_window_comes_as_new(sandbox: Sandbox, graph: Graph) -> None:
    _, link = graph.round(DELTA)
    event = put(sandbox, start=edge("2027-01-05T12:00:00"), end=edge("2027-01-05T12:30:00"))
    assert graph.round(link)[0] == []
    sandbox.control.post("events/move", id=event, start="2026-11-20T10:00:00Z", end="2026-11-20T10:30:00Z")
    assert [each["subject"] for each in graph.round(link)[0]] == ["Coffee"]


def test_a_meeting_that_another_calls_off_stays_called_off(sandbox: Sandbox, graph: Graph) -> None:
    theirs = invited(sandbox)
    _, link = graph.round(DELTA)
    sandbox.control.post("events/cancel", id=theirs)
    (item,), _ = graph.round(link)
    assert (item["isCancelled"], item["subject"]) == (True, "Canceled: Coffee")


def test_an_occurrence_that_is_deleted_alone_may_go_unreported(sandbox: Sandbox, graph: Graph) -> None:
    put(sandbox, recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"])
    base = stored(sandbox)
    for day, told in (("20261112", True), ("20261119", False)):
        sandbox.control.post("settings", reports_deleted_occurrences=told)
        _, link = graph.round(DELTA)
        sandbox.control.post("events/cancel", id=occurrence(base, day))
        assert len(removed(graph.round(link)[0])) == int(told)
    assert len(graph.get(VIEW)["value"]) == 1


def test_a_deleted_series_takes_its_occurrences_along(sandbox: Sandbox, graph: Graph) -> None:
    series = put(sandbox, recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"])
    items, link = graph.round(DELTA, prefer=IMMUTABLE)
    sandbox.control.post("events/cancel", id=series)
    assert sorted(removed(graph.round(link, prefer=IMMUTABLE)[0])) == sorted(each["id"] for each in items)


def test_a_series_that_is_cut_short_loses_occurrences(sandbox: Sandbox, graph: Graph) -> None:
    series = weekly(sandbox)
    _, link = graph.round(DELTA)
    sandbox.control.put_event({"id": series, "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=TH"]})
    items, _ = graph.round(link)
    assert len(removed(items)) == 1
    assert sorted(each["type"] for each in items if "type" in each) == ["occurrence", "occurrence", "seriesMaster"]


@pytest.mark.parametrize(
    "name", ["$select=subject", "$filter=isCancelled eq true", "$expand=x", "$orderby=start", "$search=x"]
)
def test_a_calendar_delta_takes_no_odata_parameter(graph: Graph, name: str) -> None:
    assert graph.refused("GET", f"{DELTA}&{name}")[0] == 400


def test_the_window_of_a_delta_is_fixed(sandbox: Sandbox, graph: Graph) -> None:
    _, link = graph.round(DELTA)
    assert graph.refused("GET", f"{link}&{NOVEMBER}") == (400, "ErrorInvalidUrlQuery")


def test_another_calendar_has_a_window_and_perhaps_a_delta(sandbox: Sandbox, graph: Graph) -> None:
    """Documented is the primary calendar, Graph's metadata has a delta for every one."""
    sandbox.control.post("calendars", id="team", summary="Team")
    team = next(each for each in graph.get("/me/calendars")["value"] if each["name"] == "Team")
    sandbox.control.put_event(
        {"summary": "Standup", "start": edge("2026-11-05T09:00:00"), "end": edge("2026-11-05T09:15:00")},
        calendar="team",
    )
    delta = f"/me/calendars/{team['id']}/calendarView/delta?{NOVEMBER}"
    assert [each["subject"] for each in graph.round(delta)[0]] == ["Standup"]
    sandbox.control.post("settings", has_delta_beyond_primary=False)
    assert graph.refused("GET", delta)[0] == 400
    (seen,) = graph.get(f"/me/calendars/{team['id']}/calendarView?{NOVEMBER}")["value"]
    assert seen["subject"] == "Standup"
    assert graph.get(f"/me/events/{seen['id']}")["subject"] == "Standup"
    assert graph.round(DELTA)[0] == []


def test_a_lost_calendar_state_begins_anew_at_its_location(sandbox: Sandbox, graph: Graph) -> None:
    put(sandbox)
    _, link = graph.round(DELTA)
    sandbox.control.expire_cursors("sync")
    response = graph.ask("GET", link)
    assert (response.status_code, response.json()["error"]["code"]) == (410, "SyncStateNotFound")
    assert [each["subject"] for each in graph.round(response.headers["location"])[0]] == ["Coffee"]


@pytest.mark.parametrize(
    ("action", "response", "shown"),
    [
        ("accept", "accepted", "busy"),
        ("tentativelyAccept", "tentativelyAccepted", "tentative"),
        ("decline", "declined", "busy"),
    ],
)
def test_an_answer_changes_the_persons_own_line(
    sandbox: Sandbox, graph: Graph, action: str, response: str, shown: str
) -> None:
    event = invited(sandbox)
    assert graph.ask("POST", f"/me/events/{event}/{action}", json={"sendResponse": False}).status_code == 202
    seen = graph.get(f"/me/events/{event}")
    assert (seen["responseStatus"]["response"], seen["showAs"]) == (response, shown)


def test_an_organizer_calls_off_and_does_not_answer(sandbox: Sandbox, graph: Graph) -> None:
    own, theirs = put(sandbox, attendees=[{"email": DANA}]), invited(sandbox)
    assert graph.refused("POST", f"/me/events/{own}/accept", json={})[0] == 400
    assert graph.refused("POST", f"/me/events/{theirs}/cancel", json={})[0] == 400
    assert graph.ask("POST", f"/me/events/{own}/cancel", json={"comment": "Sorry"}).status_code == 202
    assert graph.refused("GET", f"/me/events/{own}") == (404, "ErrorItemNotFound")


def test_deleting_anothers_meeting_takes_it_out_of_ones_own_calendar(sandbox: Sandbox, graph: Graph) -> None:
    theirs = invited(sandbox)
    assert graph.ask("DELETE", f"/me/events/{theirs}").status_code == 204
    assert graph.get(VIEW)["value"] == []


def test_an_account_without_a_calendar_licence_says_so(sandbox: Sandbox, graph: Graph) -> None:
    sandbox.control.post("settings", has_calendar=False)
    assert graph.refused("GET", DELTA) == (404, "MailboxNotEnabledForRESTAPI")
    assert graph.refused("GET", "/me/calendars") == (404, "MailboxNotEnabledForRESTAPI")
    assert graph.round("/me/mailFolders/inbox/messages/delta")[0] == []


def test_a_link_to_teams_is_an_online_meeting(sandbox: Sandbox, graph: Graph) -> None:
    link = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0"
    event = graph.get(f"/me/events/{invited(sandbox, description=f'Join: {link}')}")
    assert (event["onlineMeetingProvider"], event["onlineMeeting"]["joinUrl"]) == ("teamsForBusiness", link)
