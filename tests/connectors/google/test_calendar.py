"""Google Calendar against the calendar contract, and what only Google Calendar does."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from connectors.errors import CursorExpired, Gone, Unsupported
from connectors.google.calendar import parameters
from connectors.google.cursors import CalendarPlace
from tests.connectors.calendar_contract import DAY, HOUR, CalendarContract, is_called_off
from tests.connectors.google.conftest import NOW
from tests.connectors.google.workshop import MAYA, GoogleWorkshop
from tests.connectors.workshop import Budget, Meeting, open_calendar, read_calendar, sign_in

SINCE = NOW - 60 * DAY


class TestGoogleCalendar(CalendarContract):
    """The contract."""


def test_other_peoples_calendars_are_offered_as_such(workshop: GoogleWorkshop) -> None:
    workshop.ask("POST", "calendars", account=MAYA, id="team@group.example", summary="Team", access_role="reader")
    workshop.ask(
        "POST", "calendars", account=MAYA, id="busy@acme.example", summary="Busy", access_role="freeBusyReader"
    )
    infos = {info.provider_id: info for info in open_calendar(workshop, MAYA).calendars()}
    assert set(infos) == {MAYA, "team@group.example"}
    assert infos[MAYA].is_own
    assert infos["team@group.example"].name == "Team"
    assert not infos["team@group.example"].is_own


def test_an_account_with_many_calendars_shows_them_all(workshop: GoogleWorkshop) -> None:
    for number in range(300):
        workshop.ask("POST", "calendars", account=MAYA, id=f"c{number}@group.example", summary=f"Number {number}")
    assert len(open_calendar(workshop, MAYA).calendars()) == 301


def test_calendars_do_not_mix(workshop: GoogleWorkshop) -> None:
    workshop.ask("POST", "calendars", account=MAYA, id="team@group.example", summary="Team")
    workshop.enter(MAYA, Meeting("Mine", NOW, NOW + HOUR))
    calendar = open_calendar(workshop, MAYA)
    assert read_calendar(calendar, "team@group.example", None, SINCE)[0] == []
    assert len(read_calendar(calendar, MAYA, None, SINCE)[0]) == 1


def test_a_calendar_that_is_no_longer_there_is_gone(workshop: GoogleWorkshop) -> None:
    with pytest.raises(Gone):
        open_calendar(workshop, MAYA).changes("nowhere@group.example", None, since=SINCE)


def test_without_the_scope_the_calendar_is_unsupported(workshop: GoogleWorkshop) -> None:
    tokens = sign_in(workshop, MAYA, untick=frozenset({"calendar"}))
    with pytest.raises(Unsupported):
        workshop.provider.calendar(workshop.settings, tokens, Budget()).calendars()


def test_a_since_that_moves_on_expires_nothing_and_one_that_falls_back_does(workshop: GoogleWorkshop) -> None:
    calendar = open_calendar(workshop, MAYA)
    _, cursor, _ = read_calendar(calendar, MAYA, None, SINCE)
    assert read_calendar(calendar, MAYA, cursor, SINCE + 300 * DAY)[0] == []
    with pytest.raises(CursorExpired):
        calendar.changes(MAYA, cursor, since=SINCE - 300 * DAY)


def test_an_aged_page_token_is_an_expired_cursor(workshop: GoogleWorkshop) -> None:
    calendar = open_calendar(workshop, MAYA)
    _, cursor, _ = read_calendar(calendar, MAYA, None, SINCE)
    for place in (json.loads(cursor), {"since": SINCE.isoformat(), "until": NOW.isoformat()}):
        with pytest.raises(CursorExpired):
            calendar.changes(MAYA, json.dumps({**place, "page": "aged"}), since=SINCE)


def test_later_pages_of_a_full_read_keep_the_first_ones_window(workshop: GoogleWorkshop) -> None:
    calendar = open_calendar(workshop, MAYA)
    workshop.enter(MAYA, Meeting("Weekly", NOW, NOW + HOUR, count=100))
    for number in range(4):
        workshop.enter(MAYA, Meeting(f"Weekly {number}", NOW, NOW + HOUR, count=100))
    page = calendar.changes(MAYA, None, since=SINCE)
    assert not page.is_caught_up
    # The sandbox refuses a page token with other parameters than its first page had, as Google leaves undefined.
    rest, _, is_complete = read_calendar(calendar, MAYA, page.next_cursor, SINCE + DAY)
    assert len(page.changes) + len(rest) == 500
    assert is_complete


def test_with_a_sync_token_nothing_forbidden_is_asked() -> None:
    asked = parameters(CalendarPlace(since="a", until="b", sync="t"))
    assert asked["showDeleted"] is True
    assert set(asked) == {"singleEvents", "showDeleted", "maxResults", "syncToken"}


def test_an_entry_of_unknown_shape_is_told_and_the_rest_goes_on(workshop: GoogleWorkshop) -> None:
    broken = workshop.put(
        MAYA, summary="Odd", start={"dateTime": NOW.isoformat()}, end={"dateTime": NOW.isoformat()}, sequence="many"
    )
    good = workshop.enter(MAYA, Meeting("Good", NOW, NOW + HOUR))
    told = {change.provider_id: change for change in read_calendar(open_calendar(workshop, MAYA), MAYA, None, SINCE)[0]}
    assert told[broken].unreadable
    assert not is_called_off(told[broken])
    assert told[good].calendar_event is not None


def test_an_entry_made_by_an_assistant_names_the_assistant(workshop: GoogleWorkshop) -> None:
    workshop.put(
        MAYA,
        summary="Dana / Maya",
        start={"dateTime": NOW.isoformat()},
        end={"dateTime": (NOW + HOUR).isoformat()},
        organizer={"email": "dana@floodworks.example"},
        creator={"email": "assistant@floodworks.example"},
        attendees=[{"email": "dana@floodworks.example"}, {"email": MAYA}],
    )
    (change,) = read_calendar(open_calendar(workshop, MAYA), MAYA, None, SINCE)[0]
    assert change.calendar_event is not None
    assert change.calendar_event.sent_by == "assistant@floodworks.example"
    assert isinstance(change.calendar_event.updated, datetime)
