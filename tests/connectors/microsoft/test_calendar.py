"""Outlook's calendars against the calendar contract, and what only they do."""

from __future__ import annotations

from itertools import pairwise

import pytest

from connectors.contract import CalendarChange
from connectors.errors import CursorExpired, Gone, Unsupported
from connectors.microsoft.census import PRIMARY
from connectors.records import CalendarEvent
from tests.connectors.calendar_contract import ANA, DAY, HOUR, CalendarContract, is_called_off, only_event
from tests.connectors.microsoft.conftest import NOW
from tests.connectors.microsoft.workshop import MAYA, MicrosoftWorkshop
from tests.connectors.workshop import Budget, Meeting, Tokens, open_calendar, read_calendar

SINCE = NOW - 60 * DAY
SOON = NOW.replace(hour=15) + 3 * DAY


class TestOutlookCalendar(CalendarContract):
    """The contract."""


def events_of(changes: list[CalendarChange]) -> list[CalendarEvent]:
    found = [change.calendar_event for change in changes if change.calendar_event]
    return sorted(found, key=lambda event: event.start or NOW)


def team(workshop: MicrosoftWorkshop, role: str = "writer") -> str:
    """Another calendar of Maya's, by the id that Microsoft has for it."""
    workshop.ask("POST", "calendars", account=MAYA, id="team", summary="Team", access_role=role)
    (info,) = [one for one in open_calendar(workshop, MAYA).calendars() if not one.is_primary]
    return info.provider_id


@pytest.mark.parametrize("is_apart", [True, False])
def test_occurrences_are_whole_and_share_the_id_of_their_series(workshop: MicrosoftWorkshop, is_apart: bool) -> None:
    workshop.switch(ical_uid_per_occurrence=is_apart)
    workshop.enter(MAYA, Meeting("Weekly", SOON, SOON + HOUR, guests=(ANA,), count=4, timezone="Europe/Berlin"))
    told = events_of(read_calendar(open_calendar(workshop, MAYA), PRIMARY, None, SINCE)[0])
    assert len(told) == 4
    assert {event.summary for event in told} == {"Weekly"}
    assert len({event.ical_uid for event in told}) == 1
    assert {event.timezone for event in told} == {"Europe/Berlin"}
    assert all(ANA in {one.address.email for one in event.attendees} for event in told)


def test_what_leaves_the_window_is_moved_and_not_deleted(workshop: MicrosoftWorkshop) -> None:
    event_id = workshop.enter(MAYA, Meeting("Some day", SOON, SOON + HOUR))
    calendar = open_calendar(workshop, MAYA)
    _, cursor, _ = read_calendar(calendar, PRIMARY, None, SINCE)
    workshop.move(MAYA, event_id, SOON + 1_200 * DAY, SOON + 1_200 * DAY + HOUR)
    moved = only_event(read_calendar(calendar, PRIMARY, cursor, SINCE)[0])
    assert (moved.provider_id, moved.start, moved.status) == (event_id, SOON + 1_200 * DAY, "confirmed")


def test_an_occurrence_deleted_in_silence_is_missed_by_the_next_full_read(workshop: MicrosoftWorkshop) -> None:
    workshop.switch(reports_deleted_occurrences=False)
    workshop.enter(MAYA, Meeting("Weekly", SOON, SOON + HOUR, count=3))
    calendar = open_calendar(workshop, MAYA)
    changes, cursor, _ = read_calendar(calendar, PRIMARY, None, SINCE)
    second = events_of(changes)[1].provider_id
    workshop.cancel(MAYA, second)
    changes, cursor, _ = read_calendar(calendar, PRIMARY, cursor, SINCE)
    assert not any(is_called_off(change) for change in changes)
    workshop.ask("POST", "clock", advance=8 * 86_400)
    with pytest.raises(CursorExpired, match="once a week"):
        calendar.changes(PRIMARY, cursor, since=SINCE)
    changes, _, is_complete = read_calendar(calendar, PRIMARY, None, SINCE)
    assert is_complete
    assert second not in {change.provider_id for change in changes}


def test_the_window_rolls_forward_without_a_gap_or_a_duplicate(workshop: MicrosoftWorkshop) -> None:
    workshop.enter(MAYA, Meeting("For ever", SOON, SOON + HOUR, count=0))
    calendar = open_calendar(workshop, MAYA)
    first, cursor, _ = read_calendar(calendar, PRIMARY, None, SINCE)
    workshop.ask("POST", "clock", advance=420 * 86_400)
    with pytest.raises(CursorExpired):
        calendar.changes(PRIMARY, cursor, since=SINCE)
    second, _, is_complete = read_calendar(calendar, PRIMARY, None, SINCE)
    before, after = ({change.provider_id for change in changes} for changes in (first, second))
    starts = [event.start for event in events_of(second)]
    assert is_complete
    assert before < after
    assert len(starts) == len(set(starts)) == len(after)
    assert {later - earlier for earlier, later in pairwise(starts) if later and earlier} == {7 * DAY}


def test_a_past_of_ten_years_is_read_as_far_as_microsoft_shows_it(workshop: MicrosoftWorkshop) -> None:
    calendar, since = open_calendar(workshop, MAYA), NOW - 3_650 * DAY
    workshop.enter(MAYA, Meeting("Soon", SOON, SOON + HOUR))
    changes, cursor, is_complete = read_calendar(calendar, PRIMARY, None, since)
    assert (len(changes), is_complete) == (1, True)
    assert read_calendar(calendar, PRIMARY, cursor, since)[0] == []


def test_a_since_that_moves_on_expires_nothing_and_one_that_falls_back_does(workshop: MicrosoftWorkshop) -> None:
    calendar = open_calendar(workshop, MAYA)
    _, cursor, _ = read_calendar(calendar, PRIMARY, None, SINCE)
    assert read_calendar(calendar, PRIMARY, cursor, SINCE + 300 * DAY)[0] == []
    with pytest.raises(CursorExpired):
        calendar.changes(PRIMARY, cursor, since=SINCE - 300 * DAY)


def test_every_calendar_is_read_and_they_do_not_mix(workshop: MicrosoftWorkshop) -> None:
    other = team(workshop)
    workshop.enter(MAYA, Meeting("Mine", SOON, SOON + HOUR))
    ours = {"summary": "Ours", "start": {"dateTime": SOON.isoformat()}, "end": {"dateTime": (SOON + HOUR).isoformat()}}
    workshop.ask("POST", "events", account=MAYA, calendar="team", event=ours)
    calendar = open_calendar(workshop, MAYA)
    for calendar_id, title in ((PRIMARY, "Mine"), (other, "Ours")):
        changes, cursor, _ = read_calendar(calendar, calendar_id, None, SINCE)
        told = only_event(changes)
        assert (told.summary, told.calendar_id) == (title, calendar_id)
        assert read_calendar(calendar, calendar_id, cursor, SINCE)[0] == []


@pytest.mark.parametrize(("role", "is_own"), [("owner", True), ("writer", True), ("reader", False)])
def test_other_peoples_calendars_are_offered_as_such(workshop: MicrosoftWorkshop, role: str, is_own: bool) -> None:
    other = team(workshop, role)
    infos = {info.provider_id: info for info in open_calendar(workshop, MAYA).calendars()}
    assert set(infos) == {PRIMARY, other}
    assert (infos[PRIMARY].is_own, infos[other].is_own) == (True, is_own)


def test_the_zone_is_the_one_that_the_person_makes_meetings_in(workshop: MicrosoftWorkshop) -> None:
    for days in (1, 2, 3):
        workshop.enter(
            MAYA, Meeting(f"Day {days}", SOON + days * DAY, SOON + days * DAY + HOUR, timezone="America/Chicago")
        )
    workshop.enter(MAYA, Meeting("Abroad", SOON, SOON + HOUR, timezone="Asia/Tokyo"))
    (primary,) = open_calendar(workshop, MAYA).calendars()
    assert primary.timezone == "America/Chicago"


def test_a_mailbox_whose_licence_has_no_calendar_has_none(workshop: MicrosoftWorkshop) -> None:
    calendar = open_calendar(workshop, MAYA)
    workshop.switch(has_calendar=False)
    assert calendar.calendars() == ()


def test_a_calendar_that_is_no_longer_there_is_gone(workshop: MicrosoftWorkshop) -> None:
    other, calendar = team(workshop), open_calendar(workshop, MAYA)
    workshop.ask("POST", "calendars/remove", account=MAYA, calendar="team")
    with pytest.raises(Gone):
        calendar.changes(other, None, since=SINCE)


def test_without_the_scope_the_calendar_is_unsupported(workshop: MicrosoftWorkshop) -> None:
    scopes = ("Mail.Read", "User.Read", "openid", "profile", "offline_access")
    authorized = workshop.provider.authorization(workshop.settings).adopt(workshop.credentials_of(MAYA, scopes))
    with pytest.raises(Unsupported):
        workshop.provider.calendar(workshop.settings, Tokens(authorized.tokens), Budget()).calendars()


def test_a_series_that_its_organizer_calls_off_takes_every_occurrence_along(workshop: MicrosoftWorkshop) -> None:
    series = workshop.put(
        MAYA,
        summary="Dana / Maya",
        start={"dateTime": SOON.isoformat(), "timeZone": "UTC"},
        end={"dateTime": (SOON + HOUR).isoformat(), "timeZone": "UTC"},
        recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"],
        organizer={"email": "dana@floodworks.example"},
        attendees=[{"email": "dana@floodworks.example"}, {"email": MAYA, "self": True}],
    )
    calendar = open_calendar(workshop, MAYA)
    _, cursor, _ = read_calendar(calendar, PRIMARY, None, SINCE)
    workshop.cancel(MAYA, series)
    for place in (cursor, None):
        told = [change.calendar_event for change in read_calendar(calendar, PRIMARY, place, SINCE)[0]]
        assert [one.status for one in told if one] == ["cancelled"] * 3


def test_an_invite_shows_ones_own_answer_and_whose_meeting_it_is(workshop: MicrosoftWorkshop) -> None:
    workshop.put(
        MAYA,
        summary="Dana / Maya",
        start={"dateTime": SOON.isoformat()},
        end={"dateTime": (SOON + HOUR).isoformat()},
        organizer={"email": "dana@floodworks.example"},
        attendees=[
            {"email": "dana@floodworks.example", "responseStatus": "accepted"},
            {"email": MAYA, "responseStatus": "tentative", "self": True},
        ],
    )
    told = only_event(read_calendar(open_calendar(workshop, MAYA), PRIMARY, None, SINCE)[0])
    (me,) = [one for one in told.attendees if one.is_self]
    assert told.organizer is not None
    assert (told.organizer.email, me.address.email, me.participation) == ("dana@floodworks.example", MAYA, "tentative")
