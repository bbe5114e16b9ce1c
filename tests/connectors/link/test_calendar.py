"""A calendar behind a link against the calendar contract on a real HTTP server, and what only a file does."""

from __future__ import annotations

import random
import re
from contextlib import suppress
from datetime import timedelta

import pytest

from connectors import care
from connectors.errors import ReadAnew, TryAgain, Unreadable
from connectors.link import calendar as link_calendar
from connectors.link import census, listing
from connectors.link.listing import list_entries, read_file
from connectors.windows import window_from
from infra.bench.bombs import CALENDARS
from tests.connectors.calendar_contract import ANA, DAY, HOUR, CalendarContract, Scene, is_called_off
from tests.connectors.link.calendar_desk import MAYA, CalendarDesk
from tests.connectors.link.looking import NOW, SINCE, SOON, Reader, fill, titles
from tests.connectors.workshop import Budget, Meeting, read_calendar


class TestLinkCalendar(CalendarContract):
    """The contract."""

    @pytest.fixture
    def scene(self, workshop: CalendarDesk, budget: Budget) -> Scene:
        return Scene(workshop, workshop.open(workshop.people[0], budget))  # type: ignore[arg-type]

    @pytest.fixture(autouse=True)
    def _small_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(census, "_PAGE", 20)


# --- only a whole file counts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", [0.0, 0.1, 0.35, 0.5, 0.65, 0.9, 0.97, 0.999])
def test_a_part_of_a_file_deletes_nothing_wherever_it_ends(workshop: CalendarDesk, reader: Reader, part: float) -> None:
    fill(workshop)
    reader.read()
    workshop.bent = lambda content: content[: int(len(content.rstrip()) * part)]
    before = reader.cursor
    with pytest.raises(TryAgain):
        reader.read()
    assert reader.cursor == before
    workshop.bent = None
    assert reader.read() == []


def test_a_part_that_ends_behind_an_entry_deletes_nothing(workshop: CalendarDesk, reader: Reader) -> None:
    fill(workshop)
    reader.read()
    for cut in (b"END:VEVENT\r\n", b"BEGIN:VEVENT\r\n"):
        workshop.bent = lambda content, cut=cut: content[: content.rindex(cut)]
        with pytest.raises(TryAgain):
            reader.read()
        # Closed by somebody who noticed only half of it.
        workshop.bent = lambda content, cut=cut: content.replace(cut, b"", 1)
        with pytest.raises(TryAgain):
            reader.read()
    workshop.bent = None
    assert reader.read() == []


@pytest.mark.parametrize("page", [b"<html>Sign in to this network</html>", b"", b"BEGIN:VCARD\r\nEND:VCARD\r\n"])
def test_what_is_no_calendar_deletes_nothing(workshop: CalendarDesk, reader: Reader, page: bytes) -> None:
    fill(workshop)
    reader.read()
    workshop.bent = lambda _: page
    with pytest.raises(TryAgain):
        reader.read()


def test_a_calendar_that_is_suddenly_empty_is_not_believed(workshop: CalendarDesk, reader: Reader) -> None:
    ids = fill(workshop)
    reader.read()
    for event_id in ids:
        workshop.cancel(MAYA, event_id)
    with pytest.raises(ReadAnew):
        reader.read()


def test_that_most_of_a_calendar_vanished_at_once_is_believed_the_second_time(
    workshop: CalendarDesk, reader: Reader
) -> None:
    ids = fill(workshop, 12)
    reader.read()
    whole = dict(workshop.entries[MAYA])
    for event_id in ids[:7]:
        workshop.cancel(MAYA, event_id)
    part = workshop.entries[MAYA]
    assert reader.read() == []
    workshop.entries[MAYA] = whole
    assert reader.read() == []
    workshop.entries[MAYA] = part
    assert reader.read() == []
    assert sorted(one.provider_id for one in reader.read() if is_called_off(one)) == sorted(ids[:7])


def test_a_file_beyond_all_bounds_is_told_as_such_and_deletes_nothing(
    workshop: CalendarDesk, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(workshop)
    reader.read()
    before = reader.cursor
    workshop.enter(MAYA, Meeting("One too many", SOON, SOON + HOUR))
    with monkeypatch.context() as patched:
        patched.setattr(listing, "MOST_ENTRIES", 3)
        (change,) = reader.read()
        assert (change.provider_id, bool(change.unreadable), reader.cursor) == (reader.main, True, before)
    assert titles(reader.read()) == ["One too many"]


def test_a_calendar_with_more_occurrences_than_anybody_has_is_told_as_such(
    workshop: CalendarDesk, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_SHOWN", 10)
    workshop.enter(MAYA, Meeting("For ever", SOON, SOON + HOUR, count=0))
    (change,) = reader.read()
    assert change.unreadable
    assert reader.cursor == ""


def test_one_entry_that_is_too_much_hides_no_other(workshop: CalendarDesk, reader: Reader) -> None:
    """Anybody can send an invite to a thousand people."""
    fill(workshop, 3)
    crowd = (MAYA, *(f"guest{number}@acme.example" for number in range(1_000)))
    workshop.enter(MAYA, Meeting("All hands", SOON, SOON + HOUR, guests=crowd))
    changes = reader.read()
    assert titles(changes) == ["All hands", "Talk 0", "Talk 1", "Talk 2"]
    assert max(len(one.calendar_event.attendees) for one in changes if one.calendar_event) == 500
    assert reader.read() == []


@pytest.mark.parametrize("name", sorted(CALENDARS))
def test_no_bomb_among_the_entries_ends_the_reading(workshop: CalendarDesk, reader: Reader, name: str) -> None:
    raw = CALENDARS[name]()
    workshop.bent = lambda _: raw
    try:
        changes = reader.read()
    except TryAgain:
        return
    assert all(change.calendar_event or change.unreadable for change in changes)


def test_files_broken_anywhere_are_read_or_refused(workshop: CalendarDesk) -> None:
    fill(workshop, 3)
    workshop.enter(MAYA, Meeting("Weekly", SOON, SOON + HOUR, timezone="Europe/Berlin", count=4))
    whole, chance = workshop.file(MAYA), random.Random(7)
    window = window_from(SINCE, NOW)
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(broken))
            broken[at : at + chance.randrange(0, 9)] = chance.randbytes(chance.randrange(0, 9))
        with suppress(TryAgain, Unreadable):
            list_entries(read_file(bytes(broken)), window, MAYA)


def test_what_may_not_be_read_any_more_is_not_deleted(workshop: CalendarDesk, reader: Reader) -> None:
    single, *_ = fill(workshop)
    series = workshop.enter(MAYA, Meeting("Weekly", SOON, SOON + HOUR, count=3))
    reader.read()
    workshop.enter(MAYA, Meeting("New", SOON, SOON + HOUR))
    with care.asking(lambda provider_id: provider_id not in (single, series)):
        changes = reader.read()
        assert {one.provider_id for one in changes if one.unreadable} == {single, series}
        assert titles(changes) == ["New"]
        assert len(changes) == 3
        assert reader.read() == []


def test_a_full_read_without_a_series_that_may_not_be_read_is_not_complete(
    workshop: CalendarDesk, reader: Reader
) -> None:
    series = workshop.enter(MAYA, Meeting("Weekly", SOON, SOON + HOUR, count=3))
    with care.asking(lambda provider_id: provider_id != series):
        changes, cursor, is_complete = read_calendar(reader.calendar, reader.main, None, SINCE)
    assert ([one.provider_id for one in changes], is_complete) == ([series], False)
    workshop.enter(MAYA, Meeting("New", SOON, SOON + HOUR))
    changes, _, is_complete = read_calendar(reader.calendar, reader.main, cursor, SINCE)
    assert (titles(changes), is_complete) == (["New", "Weekly", "Weekly", "Weekly"], True)


# --- what counts as news -------------------------------------------------------------------------------------------


def test_a_look_without_news_downloads_nothing(workshop: CalendarDesk, reader: Reader) -> None:
    fill(workshop)
    reader.read()
    before, downloads = reader.cursor, workshop.publisher.downloads
    assert [reader.read() for _ in range(3)] == [[], [], []]
    assert (reader.cursor, workshop.publisher.downloads) == (before, downloads)
    assert workshop.publisher.unchanged == 3


def test_a_server_that_tells_no_version_of_its_files_is_read_all_the_same(
    workshop: CalendarDesk, reader: Reader
) -> None:
    workshop.publisher.has_etags = False
    gone, *_ = fill(workshop)
    reader.read()
    before = reader.cursor
    assert reader.read() == []
    assert reader.cursor == before
    workshop.cancel(MAYA, gone)
    assert [change.provider_id for change in reader.read() if is_called_off(change)] == [gone]


def test_another_time_stamp_in_every_download_is_no_news(workshop: CalendarDesk, reader: Reader) -> None:
    fill(workshop)
    workshop.bent = lambda content: re.sub(
        rb"DTSTAMP:\w+", b"DTSTAMP:%dT000000Z" % workshop.publisher.downloads, content
    )
    reader.read()
    downloads = workshop.publisher.downloads
    assert [reader.read() for _ in range(3)] == [[], [], []]
    assert workshop.publisher.downloads > downloads


def test_a_server_that_never_sees_a_change_is_not_believed_for_more_than_a_day(
    workshop: CalendarDesk, reader: Reader
) -> None:
    fill(workshop)
    reader.read()
    workshop.publisher.fixed_etag = workshop.publisher.last_etag
    workshop.enter(MAYA, Meeting("Unseen", SOON, SOON + HOUR))
    assert reader.read() == []
    workshop.proxy.now = NOW + timedelta(hours=25)
    assert titles(reader.read()) == ["Unseen"]


@pytest.mark.parametrize("is_written_anew", [False, True])
def test_one_that_is_kept_open_looks_again_only_after_a_rest(
    workshop: CalendarDesk, reader: Reader, monkeypatch: pytest.MonkeyPatch, is_written_anew: bool
) -> None:
    workshop.has_new_uids = is_written_anew
    workshop.publisher.has_etags = not is_written_anew
    fill(workshop)
    monkeypatch.setattr(link_calendar, "REST", 300.0)
    kept = reader.calendar
    changes, cursor, _ = read_calendar(kept, reader.main, None, SINCE)
    workshop.enter(MAYA, Meeting("New", SOON, SOON + HOUR))
    asked = len(workshop.proxy.requests)
    # The place that its caller wrote down may be the one before.
    for _ in range(3):
        assert kept.changes(reader.main, cursor, since=SINCE).changes == ()
    assert len(workshop.proxy.requests) == asked
    for file in kept._made.values():  # type: ignore[attr-defined]
        monkeypatch.setattr(file, "_rests_until", 0.0)
    assert titles(read_calendar(kept, reader.main, cursor, SINCE)[0]) == ["New"]
    # A full read is never answered by a rest.
    assert len(read_calendar(kept, reader.main, None, SINCE)[0]) == len(changes) + 1


@pytest.mark.parametrize("count", [1, 40])
def test_new_ids_in_every_download_are_the_same_entries(workshop: CalendarDesk, reader: Reader, count: int) -> None:
    workshop.has_new_uids = True
    fill(workshop, 5)
    workshop.enter(MAYA, Meeting("Weekly", SOON, SOON + HOUR, count=count, guests=(ANA,)))
    # Two that say the very same.
    for _ in range(2):
        workshop.enter(MAYA, Meeting("Twin", SOON, SOON + HOUR))
    first = reader.read()
    assert [reader.read() for _ in range(3)] == [[], [], []]
    assert len(first) == 5 + count + 2


def test_with_new_ids_what_was_deleted_moved_or_entered_is_told_under_the_old_ones(
    workshop: CalendarDesk, reader: Reader
) -> None:
    workshop.has_new_uids = True
    gone, moved, *_ = fill(workshop)
    ids = {change.calendar_event.summary: change.provider_id for change in reader.read() if change.calendar_event}
    workshop.cancel(MAYA, gone)
    workshop.move(MAYA, moved, SOON + 20 * DAY, SOON + 20 * DAY + HOUR)
    workshop.enter(MAYA, Meeting("New", SOON, SOON + HOUR))
    told = {change.provider_id: change.calendar_event for change in reader.read()}
    assert told.pop(ids["Talk 0"]) is None
    event = told.pop(ids["Talk 1"])
    assert event is not None
    assert (event.summary, event.start) == ("Talk 1", SOON + 20 * DAY)
    assert [event.summary for event in told.values() if event] == ["New"]
    assert len(told) == 1
    assert reader.read() == []


def test_a_page_may_come_from_another_process_and_another_file(workshop: CalendarDesk, reader: Reader) -> None:
    for number in range(7):
        workshop.enter(MAYA, Meeting(f"Weekly {number}", SOON, SOON + HOUR, count=100))
    page = reader.calendar.changes(reader.main, None, since=SINCE)
    assert not page.is_caught_up
    known = {change.provider_id for change in page.changes}
    workshop.cancel(MAYA, next(iter(workshop.entries[MAYA])))
    late = workshop.enter(MAYA, Meeting("Late", SOON, SOON + HOUR))
    while not page.is_caught_up:
        page = reader.calendar.changes(reader.main, page.next_cursor, since=SINCE)
        for change in page.changes:
            (known.discard if is_called_off(change) else known.add)(change.provider_id)
    assert page.is_complete_list
    assert len(known) == 601
    assert late in known


# --- what is gone, and what only left ------------------------------------------------------------------------------


def test_what_the_provider_leaves_out_because_it_is_old_is_not_deleted(workshop: CalendarDesk, reader: Reader) -> None:
    old = workshop.enter(MAYA, Meeting("Old", NOW - 50 * DAY, NOW - 50 * DAY + HOUR))
    workshop.enter(MAYA, Meeting("Later", NOW - 20 * DAY, NOW - 20 * DAY + HOUR))
    off, *_ = fill(workshop)
    reader.read()
    # Published are three weeks of the past.
    del workshop.entries[MAYA][old]
    assert reader.read() == []
    workshop.cancel(MAYA, off)
    assert [change.provider_id for change in reader.read()] == [off]


def test_a_full_read_is_complete_from_the_oldest_entry_on(workshop: CalendarDesk, reader: Reader) -> None:
    workshop.enter(MAYA, Meeting("Old", NOW - 20 * DAY, NOW - 20 * DAY + HOUR))
    fill(workshop)
    page = reader.calendar.changes(reader.main, None, since=SINCE)
    assert page.reaches is not None
    assert NOW - 21 * DAY < page.reaches.start <= NOW - 20 * DAY


def test_a_calendar_of_microsofts_never_speaks_for_a_past_that_it_does_not_show(
    workshop: CalendarDesk, reader: Reader
) -> None:
    workshop.producer = "Microsoft Exchange Server 2010"
    past = workshop.enter(MAYA, Meeting("Past", NOW - 20 * DAY, NOW - 20 * DAY + HOUR))
    fill(workshop)
    reader.read()
    del workshop.entries[MAYA][past]
    assert reader.read() == []
    page = reader.calendar.changes(reader.main, None, since=SINCE)
    assert page.reaches is not None
    assert page.reaches.start == NOW


def test_a_past_entry_among_others_that_is_gone_was_deleted(workshop: CalendarDesk, reader: Reader) -> None:
    workshop.enter(MAYA, Meeting("Older", NOW - 40 * DAY, NOW - 40 * DAY + HOUR))
    gone = workshop.enter(MAYA, Meeting("Gone", NOW - 20 * DAY, NOW - 20 * DAY + HOUR))
    reader.read()
    workshop.cancel(MAYA, gone)
    assert [(one.provider_id, is_called_off(one)) for one in reader.read()] == [(gone, True)]


@pytest.mark.parametrize("count", [1, 4])
def test_what_leaves_the_window_is_moved_and_not_deleted(workshop: CalendarDesk, reader: Reader, count: int) -> None:
    event_id = workshop.enter(MAYA, Meeting("Some day", SOON, SOON + HOUR, count=count))
    first = reader.read()[0].provider_id
    workshop.move(MAYA, event_id if count == 1 else first, SOON + 1_200 * DAY, SOON + 1_200 * DAY + HOUR)
    moved = {change.provider_id: change.calendar_event for change in reader.read()}[first]
    assert moved is not None
    assert (moved.start, moved.status) == (SOON + 1_200 * DAY, "confirmed")
    assert reader.read() == []


def test_entries_of_one_id_are_told_apart_by_their_times(workshop: CalendarDesk, reader: Reader) -> None:
    fill(workshop, 3)
    for start in (SOON + 10 * DAY, SOON + 11 * DAY):
        workshop.enter(MAYA, Meeting("Weekly", start, start + HOUR, count=3))
    workshop.bent = lambda content: re.sub(rb"UID:entry-\d+", b"UID:same", content)
    changes = reader.read()
    assert titles(changes) == ["Talk 0", "Talk 1", "Talk 2", *["Weekly"] * 6]
    assert len({change.provider_id for change in changes}) == 9
    assert reader.read() == []


def test_the_past_can_be_read_further_back(workshop: CalendarDesk, reader: Reader) -> None:
    fill(workshop)
    reader.read()
    with pytest.raises(ReadAnew):
        reader.calendar.changes(reader.main, reader.cursor, since=SINCE - 90 * DAY)


def test_the_window_moves_on_with_the_servers_clock(workshop: CalendarDesk, reader: Reader) -> None:
    workshop.enter(MAYA, Meeting("For ever", SOON, SOON + HOUR, count=0))
    before = reader.read()
    workshop.proxy.now = NOW + 420 * DAY
    with pytest.raises(ReadAnew):
        reader.read()
    reader.cursor = None
    assert {change.provider_id for change in before} < {change.provider_id for change in reader.read()}
