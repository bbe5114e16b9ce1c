"""What every provider's `Calendar` must hold: a full read, then every change to it once, also moves and removals.
Inherit the class next to a fixture `workshop`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from connectors import care
from connectors.contract import Calendar, CalendarChange, CalendarPage, Listed
from connectors.errors import CursorExpired, SlowDown, TryAgain
from connectors.records import CalendarEvent, Participation
from tests.connectors.workshop import (
    WAIT,
    Budget,
    Call,
    Fault,
    Meeting,
    Workshop,
    open_calendar,
    read_calendar,
)

ANA = "ana@acme.example"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def by_title(changes: Iterable[CalendarChange]) -> dict[str, CalendarEvent]:
    return {change.calendar_event.summary: change.calendar_event for change in changes if change.calendar_event}


def only_event(changes: list[CalendarChange]) -> CalendarEvent:
    (change,) = changes
    assert change.calendar_event is not None
    return change.calendar_event


@dataclass(frozen=True, slots=True)
class Scene:
    """The first person's primary calendar, seen from both sides."""

    workshop: Workshop
    calendar: Calendar

    @property
    def me(self) -> str:
        return self.workshop.people[0]

    @property
    def own(self) -> str:
        return self.workshop.primary_calendar(self.me)

    @property
    def since(self) -> datetime:
        return self.workshop.now - 60 * DAY

    @property
    def soon(self) -> datetime:
        return self.workshop.now.replace(hour=15, minute=0, second=0, microsecond=0) + 3 * DAY

    def page(self, cursor: str | None) -> CalendarPage:
        return self.calendar.changes(self.own, cursor, since=self.since)

    def read(self, cursor: str | None) -> tuple[list[CalendarChange], str, bool]:
        return read_calendar(self.calendar, self.own, cursor, self.since)

    def enter(self, meeting: Meeting) -> str:
        return self.workshop.enter(self.me, meeting)

    def move(self, event_id: str, start: datetime, end: datetime) -> None:
        self.workshop.move(self.me, event_id, start, end)

    def cancel(self, event_id: str) -> None:
        self.workshop.cancel(self.me, event_id)


class CalendarContract:
    """The claims."""

    @pytest.fixture
    def budget(self) -> Budget:
        return Budget()

    @pytest.fixture
    def scene(self, workshop: Workshop, budget: Budget) -> Scene:
        return Scene(workshop, open_calendar(workshop, workshop.people[0], budget))

    def test_the_primary_calendar_is_among_the_calendars_and_ones_own(self, scene: Scene) -> None:
        (primary,) = [info for info in scene.calendar.calendars() if info.is_primary]
        assert primary.provider_id == scene.own
        assert primary.is_own
        assert primary.timezone

    # --- the full read -------------------------------------------------------------------------------------------

    def test_a_full_read_brings_what_ends_after_since_and_says_that_it_is_complete(self, scene: Scene) -> None:
        scene.enter(Meeting("Soon", scene.soon, scene.soon + HOUR, guests=(ANA,)))
        scene.enter(Meeting("Lately", scene.since + DAY, scene.since + DAY + HOUR))
        scene.enter(Meeting("Across", scene.since - HOUR, scene.since + HOUR))
        scene.enter(Meeting("Long ago", scene.since - DAY, scene.since - DAY + HOUR))
        changes, _, is_complete = scene.read(None)
        assert set(by_title(changes)) == {"Soon", "Lately", "Across"}
        assert is_complete

    def test_an_empty_calendar_is_a_complete_list_too(self, scene: Scene) -> None:
        changes, cursor, is_complete = scene.read(None)
        assert (changes, is_complete) == ([], True)
        assert scene.read(cursor)[0] == []

    def test_only_the_last_page_of_a_full_read_says_that_it_is_complete(self, scene: Scene) -> None:
        # One long weekly series makes more than a page.
        scene.enter(Meeting("First", scene.soon, scene.soon + HOUR, count=100))
        for number in range(4):
            scene.enter(Meeting(f"Weekly {number}", scene.soon, scene.soon + HOUR, count=100))
        page = scene.page(None)
        assert not page.is_caught_up
        assert not page.is_complete_list
        rest, cursor, is_complete = scene.read(page.next_cursor)
        assert is_complete
        ids = [change.provider_id for change in [*page.changes, *rest]]
        assert len(ids) == len(set(ids)) == 500
        assert scene.read(cursor) == ([], cursor, False)

    def test_people_answers_and_the_zone_are_told(self, scene: Scene) -> None:
        scene.enter(Meeting("Coffee", scene.soon, scene.soon + HOUR, timezone="America/New_York", guests=(ANA,)))
        told = only_event(scene.read(None)[0])
        assert (told.start, told.end, told.timezone) == (scene.soon, scene.soon + HOUR, "America/New_York")
        assert told.calendar_id == scene.own
        assert told.ical_uid
        assert told.organizer is not None
        assert told.organizer.email == scene.me
        attendees = {attendee.address.email: attendee for attendee in told.attendees}
        assert attendees[scene.me].is_self
        assert attendees[ANA].participation is Participation.NEEDS_ACTION

    def test_an_all_day_event_is_its_dates_whatever_the_zone(self, scene: Scene) -> None:
        day = datetime(scene.soon.year, scene.soon.month, scene.soon.day, tzinfo=UTC)
        scene.enter(Meeting("Fair", day, day + DAY, is_all_day=True))
        told = only_event(scene.read(None)[0])
        assert told.is_all_day
        assert (told.start, told.end) == (day, day + DAY)

    @pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Chicago", "Asia/Kolkata", "Pacific/Auckland"])
    def test_a_weekly_series_keeps_its_local_hour_over_a_clock_change(self, scene: Scene, zone: str) -> None:
        start = datetime(2026, 10, 14, 16, 0, tzinfo=UTC)
        scene.enter(Meeting("Weekly", start, start + HOUR, timezone=zone, count=8))
        told = [change.calendar_event for change in scene.read(None)[0]]
        starts = sorted(event.start for event in told if event and event.start)
        hours = {moment.astimezone(ZoneInfo(zone)).hour for moment in starts}
        assert len(starts) == 8
        assert len(hours) == 1

    # --- series --------------------------------------------------------------------------------------------------

    def test_a_series_comes_as_its_occurrences_and_never_as_a_master(self, scene: Scene) -> None:
        series = scene.enter(Meeting("Weekly", scene.soon, scene.soon + HOUR, count=3))
        told = [change.calendar_event for change in scene.read(None)[0]]
        events = sorted((event for event in told if event), key=lambda event: event.start or scene.soon)
        assert [event.start for event in events] == [scene.soon, scene.soon + 7 * DAY, scene.soon + 14 * DAY]
        assert [event.recurrence_id for event in events] == [event.start for event in events]
        assert {event.series_id for event in events} == {series}
        assert all(event.is_recurring and not event.rrule for event in events)
        assert len({event.ical_uid for event in events}) == 1
        assert len({event.provider_id for event in events}) == 3

    def test_an_endless_series_is_bounded(self, scene: Scene) -> None:
        scene.enter(Meeting("For ever", scene.soon, scene.soon + HOUR, count=0))
        changes, _, is_complete = scene.read(None)
        assert 52 <= len(changes) <= 200
        assert is_complete

    def test_a_moved_occurrence_keeps_its_identity_and_its_original_start(self, scene: Scene) -> None:
        scene.enter(Meeting("Weekly", scene.soon, scene.soon + HOUR, count=3))
        before, cursor, _ = scene.read(None)
        second = next(
            change for change in before if change.calendar_event and change.calendar_event.start == scene.soon + 7 * DAY
        )
        scene.move(second.provider_id, scene.soon + 8 * DAY, scene.soon + 8 * DAY + HOUR)
        changes, _, _ = scene.read(cursor)
        moved = {change.provider_id: change.calendar_event for change in changes}[second.provider_id]
        assert moved is not None
        assert (moved.start, moved.recurrence_id) == (scene.soon + 8 * DAY, scene.soon + 7 * DAY)

    def test_a_cancelled_occurrence_is_told_and_the_others_stay(self, scene: Scene) -> None:
        scene.enter(Meeting("Weekly", scene.soon, scene.soon + HOUR, count=3))
        before, cursor, _ = scene.read(None)
        second = next(
            change for change in before if change.calendar_event and change.calendar_event.start == scene.soon + 7 * DAY
        )
        scene.cancel(second.provider_id)
        changes, _, _ = scene.read(cursor)
        told = {change.provider_id: change for change in changes}
        assert is_called_off(told.pop(second.provider_id))
        assert not any(is_called_off(change) for change in told.values())

    def test_a_cancelled_series_calls_off_every_occurrence(self, scene: Scene) -> None:
        series = scene.enter(Meeting("Weekly", scene.soon, scene.soon + HOUR, count=3))
        before, cursor, _ = scene.read(None)
        scene.cancel(series)
        changes, _, _ = scene.read(cursor)
        off = {change.provider_id for change in changes if is_called_off(change)}
        assert {change.provider_id for change in before} <= off or series in off

    # --- what changed --------------------------------------------------------------------------------------------

    def test_a_poll_brings_what_changed_and_nothing_else(self, scene: Scene) -> None:
        first = scene.enter(Meeting("First", scene.soon, scene.soon + HOUR))
        scene.enter(Meeting("Second", scene.soon, scene.soon + HOUR))
        whole, cursor, _ = scene.read(None)
        before = by_title(whole)["First"]
        scene.move(first, scene.soon + DAY, scene.soon + DAY + HOUR)
        changes, cursor, is_complete = scene.read(cursor)
        moved = only_event(changes)
        assert (moved.provider_id, moved.start) == (first, scene.soon + DAY)
        assert (moved.sequence, moved.updated) > (before.sequence, before.updated)
        assert not is_complete
        assert scene.read(cursor)[0] == []

    def test_the_same_cursor_gives_the_same_changes_again(self, scene: Scene) -> None:
        _, cursor, _ = scene.read(None)
        scene.enter(Meeting("New", scene.soon, scene.soon + HOUR))
        assert scene.read(cursor)[0] == scene.read(cursor)[0] != []

    def test_nothing_falls_between_the_pages_of_a_full_read(self, scene: Scene) -> None:
        for number in range(4):
            scene.enter(Meeting(f"Weekly {number}", scene.soon, scene.soon + HOUR, count=100))
        page = scene.page(None)
        late = scene.enter(Meeting("In the middle of it", scene.soon, scene.soon + HOUR))
        rest, cursor, _ = scene.read(page.next_cursor)
        after, _, _ = scene.read(cursor)
        assert late in {change.provider_id for change in [*page.changes, *rest, *after]}

    def test_a_deleted_event_is_told(self, scene: Scene) -> None:
        gone = scene.enter(Meeting("Off", scene.soon, scene.soon + HOUR))
        _, cursor, _ = scene.read(None)
        scene.cancel(gone)
        (change,) = scene.read(cursor)[0]
        assert change.provider_id == gone
        assert is_called_off(change)

    def test_a_full_read_leaves_out_what_was_deleted_before_it(self, scene: Scene) -> None:
        gone = scene.enter(Meeting("Off", scene.soon, scene.soon + HOUR))
        scene.enter(Meeting("On", scene.soon, scene.soon + HOUR))
        scene.cancel(gone)
        changes, _, is_complete = scene.read(None)
        assert set(by_title([change for change in changes if not is_called_off(change)])) == {"On"}
        assert is_complete

    # --- counting ------------------------------------------------------------------------------------------------

    def test_a_census_tells_the_ids_and_times_of_the_full_read_and_nothing_beyond_its_window(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scene.enter(Meeting("Soon", scene.soon, scene.soon + HOUR, guests=(ANA,)))
        scene.enter(Meeting("For ever", scene.soon, scene.soon + HOUR, count=0))
        scene.enter(Meeting("Long ago", scene.since - DAY, scene.since - DAY + HOUR))
        changes, within, _ = scene.read(None)
        for module in ("google.census._ENTRIES", "microsoft.census._PAGE", "dav.calendar._PAGE"):
            monkeypatch.setattr(f"connectors.{module}", 20)
        listed, pages = count_all(scene, within)
        told = {one.provider_id: one.calendar_event.start for one in changes if one.calendar_event}
        assert {one.provider_id: one.at for one in listed} == told
        assert pages > 2
        page = scene.calendar.census(scene.own, within, None)
        assert page.since is not None
        assert page.until is not None
        assert page.since <= scene.since <= page.since + HOUR
        assert page.until > max(start for start in told.values() if start)

    def test_a_census_sees_what_came_and_what_is_gone_since_its_cursor(self, scene: Scene) -> None:
        gone = scene.enter(Meeting("Off", scene.soon, scene.soon + HOUR))
        _, within, _ = scene.read(None)
        scene.cancel(gone)
        new = scene.enter(Meeting("New", scene.soon, scene.soon + HOUR))
        listed, _ = count_all(scene, within)
        assert [one.provider_id for one in listed if not one.is_off] == [new]

    @pytest.mark.parametrize("text", ["nonsense", "[]"])
    def test_a_window_that_cannot_be_read_has_expired(self, scene: Scene, text: str) -> None:
        with pytest.raises(CursorExpired):
            scene.calendar.census(scene.own, text, None)

    # --- what goes wrong -----------------------------------------------------------------------------------------

    def test_a_page_with_nothing_but_a_way_on_ends_no_read(self, scene: Scene) -> None:
        scene.workshop.blank_first_pages()
        scene.enter(Meeting("There", scene.soon, scene.soon + HOUR))
        changes, cursor, is_complete = scene.read(None)
        assert set(by_title(changes)) == {"There"}
        assert is_complete
        scene.enter(Meeting("New", scene.soon + DAY, scene.soon + DAY + HOUR))
        changes, _, _ = scene.read(cursor)
        assert set(by_title(changes)) == {"New"}

    def test_what_a_page_tells_twice_comes_once(self, scene: Scene) -> None:
        scene.workshop.tell_twice()
        for number in range(4):
            scene.enter(Meeting(f"Talk {number}", scene.soon + number * DAY, scene.soon + number * DAY + HOUR))
        changes, _, _ = scene.read(None)
        assert sorted(change.provider_id for change in changes) == sorted({change.provider_id for change in changes})
        assert len(by_title(changes)) == 4

    def test_an_entry_that_may_not_be_read_is_passed_by_and_the_rest_goes_on(self, scene: Scene) -> None:
        scene.enter(Meeting("There", scene.soon, scene.soon + HOUR))
        barred = scene.enter(Meeting("Barred", scene.soon + DAY, scene.soon + DAY + HOUR))
        with care.asking(lambda provider_id: provider_id != barred):
            changes, _, is_complete = scene.read(None)
        assert set(by_title(changes)) == {"There"}
        assert [one.unreadable for one in changes if one.provider_id == barred] == [care.PASSED_BY]
        assert is_complete

    def test_a_full_read_says_what_time_it_reaches(self, scene: Scene) -> None:
        scene.enter(Meeting("There", scene.soon, scene.soon + HOUR))
        page = scene.page(None)
        assert page.is_complete_list
        assert page.reaches is not None
        assert page.reaches.start <= scene.since < scene.soon < page.reaches.end

    def test_an_expired_cursor_says_so_and_a_full_read_finds_everything(self, scene: Scene) -> None:
        gone = scene.enter(Meeting("Gone in the gap", scene.soon, scene.soon + HOUR))
        _, cursor, _ = scene.read(None)
        scene.cancel(gone)
        scene.enter(Meeting("New in the gap", scene.soon, scene.soon + HOUR))
        scene.workshop.expire_calendar_cursors(scene.me)
        with pytest.raises(CursorExpired):
            scene.page(cursor)
        changes, _, is_complete = scene.read(None)
        assert set(by_title(change for change in changes if not is_called_off(change))) == {"New in the gap"}
        assert is_complete

    @pytest.mark.parametrize("text", ["nonsense", "[]", '{"no": 1}'])
    def test_a_cursor_that_cannot_be_read_counts_as_expired(self, scene: Scene, text: str) -> None:
        with pytest.raises(CursorExpired):
            scene.page(text)

    def test_too_fast_says_how_long_to_wait_and_tells_the_budget(self, scene: Scene, budget: Budget) -> None:
        scene.workshop.fail(Call.CALENDAR, Fault.TOO_FAST)
        with pytest.raises(SlowDown) as caught:
            scene.page(None)
        assert (caught.value.retry_after, budget.told_to_wait) == (WAIT, [WAIT])

    @pytest.mark.parametrize("fault", [Fault.TROUBLE, Fault.TROUBLE_AFTER, Fault.BROKEN_OFF, Fault.RESET_AFTER])
    def test_trouble_holds_the_cursor_and_loses_nothing(self, scene: Scene, fault: Fault) -> None:
        _, cursor, _ = scene.read(None)
        new = scene.enter(Meeting("New", scene.soon, scene.soon + HOUR))
        scene.workshop.fail(Call.CALENDAR, fault)
        with pytest.raises(TryAgain):
            scene.page(cursor)
        assert [change.provider_id for change in scene.read(cursor)[0]] == [new]

    def test_every_call_is_told_to_the_budget(self, scene: Scene, budget: Budget) -> None:
        scene.calendar.calendars()
        scene.read(None)
        assert len(budget.spent) >= 2
        assert scene.workshop.calls(Call.CALENDAR) == 1


def count_all(scene: Scene, within: str) -> tuple[list[Listed], int]:
    """Everything that a census lists, and in how many pages."""
    listed: list[Listed] = []
    cursor, pages = None, 0
    while True:
        page = scene.calendar.census(scene.own, within, cursor)
        listed, pages, cursor = [*listed, *page.listed], pages + 1, page.next_cursor
        if cursor is None:
            return listed, pages


def is_called_off(change: CalendarChange) -> bool:
    """Whether it is no longer going to happen: removed, or cancelled with its details."""
    if change.calendar_event is None:
        return not change.unreadable
    return change.calendar_event.status == "cancelled"
