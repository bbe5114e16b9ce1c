"""What becomes of entries of a calendar server that are changed, cut short, hostile, or gone; on a real Radicale."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from connectors import care
from connectors.contract import Calendar, CalendarChange
from connectors.dav import calendar as dav_calendar
from connectors.dav import collection
from connectors.dav.calendar import DavCalendar
from connectors.dav.credentials import to_text
from connectors.dav.multistatus import BrokenAnswer, Multistatus, read_multistatus
from connectors.errors import CursorExpired, Gone, OneInTrouble, TryAgain
from connectors.records import CalendarEvent
from tests.connectors.calendar_contract import ANA, DAY, HOUR, by_title, is_called_off, only_event
from tests.connectors.dav.calendar_desk import LISTS, MAYA, READS, CalendarDesk
from tests.connectors.workshop import Budget, Meeting, Tokens, read_calendar
from tests.servers.bending import Reply
from tests.servers.cutting import Ending

EVENT = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Tests//EN\r
BEGIN:VEVENT\r
UID:{uid}\r
DTSTAMP:20261001T000000Z\r
DTSTART{start}\r
DURATION:PT1H\r
SUMMARY:{title}\r
{more}END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture(params=["tokens", "etags"])
def either(request: pytest.FixtureRequest, desk: CalendarDesk) -> CalendarDesk:
    """With sync tokens and without."""
    if request.param == "etags":
        desk.hide("sync-token")
    return desk


@pytest.fixture
def since(desk: CalendarDesk) -> datetime:
    return desk.now - 60 * DAY


@pytest.fixture
def soon(desk: CalendarDesk) -> datetime:
    return desk.now + 3 * DAY


class Reader:
    """Somebody who reads Maya's calendar on and on."""

    def __init__(self, desk: CalendarDesk, calendar: Calendar | None = None) -> None:
        self.desk = desk
        self.calendar = calendar or desk.open(MAYA)
        self.cursor: str | None = None
        self.is_complete = False

    def read(self) -> list[CalendarChange]:
        own, since = self.desk.primary_calendar(MAYA), self.desk.now - 60 * DAY
        changes, self.cursor, self.is_complete = read_calendar(self.calendar, own, self.cursor, since)
        return changes

    def events(self) -> list[CalendarEvent]:
        return [change.calendar_event for change in self.read() if change.calendar_event]


def event(uid: str, start: str = ":20261008T150000Z", title: str = "Talk", more: str = "") -> str:
    return EVENT.format(uid=uid, start=start, title=title, more=more)


def off(changes: list[CalendarChange]) -> set[str]:
    return {change.provider_id for change in changes if is_called_off(change)}


# --- series ------------------------------------------------------------------------------------------------------


def test_a_series_made_shorter_loses_its_last_times_alone(either: CalendarDesk, soon: datetime) -> None:
    name = either.enter(MAYA, Meeting("Weekly", soon, soon + HOUR, count=5))
    reader = Reader(either)
    reader.read()
    either.repeat(MAYA, name, 3)
    changes = reader.read()
    lost = {f"{name}/{soon + week * 7 * DAY:%Y%m%dT%H%M%SZ}" for week in (3, 4)}
    assert off(changes) == lost
    assert len(by_title(changes)) == 1
    either.repeat(MAYA, name, 5)
    assert off(reader.read()) == set()


def test_a_single_meeting_that_becomes_a_series_is_first_taken_off_by_itself(
    either: CalendarDesk, soon: datetime
) -> None:
    name = either.enter(MAYA, Meeting("Once", soon, soon + HOUR))
    reader = Reader(either)
    reader.read()
    either.repeat(MAYA, name, 3)
    changes = reader.read()
    assert changes[0] == CalendarChange(name)
    assert len([change for change in changes[1:] if not is_called_off(change)]) == 3


def test_a_series_that_becomes_a_single_meeting_loses_all_its_times(either: CalendarDesk, soon: datetime) -> None:
    name = either.enter(MAYA, Meeting("Weekly", soon, soon + HOUR, count=3))
    reader = Reader(either)
    whole = {change.provider_id for change in reader.read()}
    either.repeat(MAYA, name, 1)
    changes = reader.read()
    assert off(changes) == whole
    assert [one.provider_id for one in changes if not is_called_off(one)] == [name]


def test_a_series_without_a_rhythm_is_told_anew_as_a_whole(
    either: CalendarDesk, soon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.dav.told_times.LONGEST", 5)
    name = either.enter(MAYA, Meeting("Weekly", soon, soon + HOUR, count=3))
    reader = Reader(either)
    reader.read()
    either.repeat(MAYA, name, 2)
    changes = reader.read()
    assert changes[0] == CalendarChange(name)
    assert len(changes) == 3


def test_a_moved_occurrence_alone_is_enough_to_be_told(desk: CalendarDesk) -> None:
    """Who is invited to one time of a series has that one in their calendar, and no series."""
    more = "RECURRENCE-ID:20261001T150000Z\r\n"
    desk.put(MAYA, "one.ics", event("series@example.com", more=more))
    told = only_event(Reader(desk).read())
    assert (told.provider_id, told.series_id) == ("one.ics/20261001T150000Z", "one.ics")


def test_a_long_series_goes_over_pages_and_loses_nothing(
    either: CalendarDesk, soon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dav_calendar, "_PAGE", 7)
    monkeypatch.setattr(dav_calendar, "_READS", 2)
    for number in range(3):
        either.enter(MAYA, Meeting(f"Weekly {number}", soon, soon + HOUR, count=10))
        either.enter(MAYA, Meeting(f"Once {number}", soon, soon + HOUR))
    reader = Reader(either)
    ids = [change.provider_id for change in reader.read()]
    assert len(ids) == len(set(ids)) == 33
    assert reader.is_complete


# --- what is gone ------------------------------------------------------------------------------------------------


def test_what_left_the_window_is_moved_and_not_deleted(either: CalendarDesk, soon: datetime) -> None:
    name = either.enter(MAYA, Meeting("Some day", soon, soon + HOUR))
    reader = Reader(either)
    reader.read()
    either.move(MAYA, name, soon + 1_200 * DAY, soon + 1_200 * DAY + HOUR)
    assert only_event(reader.read()).start == soon + 1_200 * DAY


def test_what_a_list_leaves_out_is_asked_for_before_it_counts_as_gone(desk: CalendarDesk, soon: datetime) -> None:
    desk.hide("sync-token")
    name = desk.enter(MAYA, Meeting("There", soon, soon + HOUR))
    reader = Reader(desk)
    reader.read()
    desk.say("calendar-query", instead=r"<(?:\w+:)?response>.*</(?:\w+:)?response>", put="")
    desk.enter(MAYA, Meeting("New", soon, soon + HOUR))
    assert name not in off(reader.read())


@pytest.mark.parametrize("ending", [Ending.HALF, Ending.RESET, Ending.BEFORE])
def test_a_list_that_breaks_off_deletes_nothing(either: CalendarDesk, soon: datetime, ending: Ending) -> None:
    names = [either.enter(MAYA, Meeting(f"Talk {number}", soon, soon + HOUR)) for number in range(5)]
    reader = Reader(either)
    reader.read()
    either.cancel(MAYA, names[0])
    either.proxy.strike(LISTS, ending)
    with pytest.raises(TryAgain):
        reader.read()
    assert off(reader.read()) == {names[0]}


def test_half_a_list_that_looks_whole_is_no_list(desk: CalendarDesk, soon: datetime) -> None:
    desk.enter(MAYA, Meeting("Talk", soon, soon + HOUR))
    desk.say("calendar-query", instead=r"</(?:\w+:)?multistatus>", put="")
    with pytest.raises(TryAgain):
        Reader(desk).read()


def test_a_list_with_an_entry_in_trouble_is_not_complete(desk: CalendarDesk, soon: datetime) -> None:
    desk.enter(MAYA, Meeting("Talk", soon, soon + HOUR))
    desk.say(
        "calendar-query",
        instead=r"<(?:\w+:)?propstat>.*?</(?:\w+:)?propstat>",
        put="<x:status xmlns:x='DAV:'>HTTP/1.1 500 Trouble</x:status>",
    )
    with pytest.raises(TryAgain):
        Reader(desk).read()


@pytest.mark.parametrize("status", [401, 403])
def test_an_entry_that_may_not_even_be_listed_costs_no_other(desk: CalendarDesk, soon: datetime, status: int) -> None:
    good, bad = (desk.enter(MAYA, Meeting(title, soon, soon + HOUR)) for title in ("Good", "Bad"))
    desk.say(
        "calendar-(query|multiget)",
        instead=rf"(?<={bad}</href>)<propstat>.*?</propstat>",
        put=f"<x:status xmlns:x='DAV:'>HTTP/1.1 {status} No</x:status>",
    )
    desk.proxy.strike(f"^GET .*{bad}", Ending.INSTEAD, Reply(status, (), b""), times=None)
    reader, own = Reader(desk), desk.primary_calendar(MAYA)
    page = reader.calendar.changes(own, None, since=desk.now - 60 * DAY)
    assert [change.provider_id for change in page.changes] == [good]
    reader.cursor = page.next_cursor
    with pytest.raises(OneInTrouble) as caught:
        reader.read()
    assert caught.value.provider_id == bad
    with care.giving_up(frozenset({bad})):
        changes = reader.read()
    assert [(change.provider_id, change.unreadable) for change in changes] == [(bad, care.TROUBLED)]
    assert reader.is_complete


def test_a_list_that_the_server_cuts_short_is_asked_for_in_parts(desk: CalendarDesk, soon: datetime) -> None:
    for number in range(4):
        desk.enter(MAYA, Meeting(f"Talk {number}", soon + number * 100 * DAY, soon + number * 100 * DAY + HOUR))
    desk.bends.append(_short_lists)
    reader = Reader(desk)
    assert set(by_title(reader.read())) == {f"Talk {number}" for number in range(4)}
    assert reader.is_complete


def _short_lists(request: str, reply: Reply) -> Reply:
    """A server that tells of two entries at a time (RFC 4791, 7.8.1)."""
    marks = reply.body.count(b"response>") // 2
    if "calendar-query" not in request or marks <= 2:
        return reply
    path = request.split(" ", 2)[1]
    body = (
        f'<D:multistatus xmlns:D="DAV:"><D:response><D:href>{path}</D:href>'
        "<D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response></D:multistatus>"
    )
    return Reply(207, reply.headers, body.encode())


def test_a_calendar_that_is_deleted_is_gone_and_its_entries_are_not(either: CalendarDesk, soon: datetime) -> None:
    either.enter(MAYA, Meeting("Talk", soon, soon + HOUR))
    reader = Reader(either)
    reader.read()
    either.radicale.delete(MAYA, either.primary_calendar(MAYA))
    with pytest.raises((Gone, CursorExpired)):
        reader.read()
    reader.cursor = None
    with pytest.raises(Gone):
        reader.read()


def test_a_server_that_ends_in_mid_read_loses_nothing(
    either: CalendarDesk, soon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dav_calendar, "_PAGE", 3)
    monkeypatch.setattr(dav_calendar, "_READS", 2)
    for number in range(8):
        either.enter(MAYA, Meeting(f"Talk {number}", soon, soon + HOUR))
    reader, own = Reader(either), either.primary_calendar(MAYA)
    first = reader.calendar.changes(own, None, since=either.now - 60 * DAY)
    either.radicale.stop()
    try:
        with pytest.raises(TryAgain):
            reader.calendar.changes(own, first.next_cursor, since=either.now - 60 * DAY)
    finally:
        either.radicale.start()
    reader.cursor = first.next_cursor
    rest = reader.read()
    assert sorted(by_title([*first.changes, *rest])) == [f"Talk {number}" for number in range(8)]
    assert reader.is_complete


# --- strangers' entries ------------------------------------------------------------------------------------------


def test_a_huge_entry_costs_none_of_the_others(desk: CalendarDesk, soon: datetime) -> None:
    desk.enter(MAYA, Meeting("There", soon, soon + HOUR))
    lines = "".join(f"COMMENT:{'x' * 9_000}\r\n" for _ in range(120))
    desk.put(MAYA, "huge.ics", event("huge@example.com", more=lines))
    changes = Reader(desk).read()
    assert set(by_title(changes)) == {"There"}
    assert [change.provider_id for change in changes if change.unreadable] == ["huge.ics"]


def test_an_answer_beyond_what_is_read_is_asked_for_in_halves(
    desk: CalendarDesk, soon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        desk.enter(MAYA, Meeting(f"Talk {number}", soon, soon + HOUR))
    monkeypatch.setattr(collection, "read_multistatus", _two_at_most)
    assert len(by_title(Reader(desk).read())) == 7
    assert desk.proxy.count(READS) > 3


def _two_at_most(content: bytes) -> Multistatus:
    told = read_multistatus(content)
    if len(told.told) > 2:
        raise BrokenAnswer("too many")
    return told


def test_names_are_the_same_however_they_are_escaped() -> None:
    assert (
        collection._tidy("/a%2fb/%41%20c%c3%a9.ics")
        == collection._tidy("/a%2Fb/A c\u00e9.ics")
        == "/a%2Fb/A%20c%C3%A9.ics"
    )


def test_a_server_that_leaves_an_entry_out_is_asked_for_it_alone(desk: CalendarDesk, soon: datetime) -> None:
    desk.enter(MAYA, Meeting("There", soon, soon + HOUR))
    desk.say("calendar-multiget", instead=r"<(?:\w+:)?response>.*</(?:\w+:)?response>", put="")
    assert set(by_title(Reader(desk).read())) == {"There"}


@pytest.mark.parametrize("status", [500, 403])
def test_an_entry_that_the_server_cannot_give_holds_the_others_until_it_is_given_up(
    desk: CalendarDesk, soon: datetime, status: int
) -> None:
    good, bad = (desk.enter(MAYA, Meeting(title, soon, soon + HOUR)) for title in ("Good", "Bad"))
    desk.say(
        "calendar-multiget",
        instead=rf"<(?:\w+:)?response><(?:\w+:)?href>[^<]*{bad}.*?</(?:\w+:)?response>",
        put="",
    )
    desk.proxy.strike(f"^GET .*{bad}", Ending.INSTEAD, Reply(status, (), b""), times=None)
    reader, own = Reader(desk), desk.primary_calendar(MAYA)
    page = reader.calendar.changes(own, None, since=desk.now - 60 * DAY)
    assert [change.provider_id for change in page.changes] == [good]
    assert not page.is_caught_up
    reader.cursor = page.next_cursor
    with pytest.raises(OneInTrouble) as caught:
        reader.read()
    assert caught.value.provider_id == bad
    with care.giving_up(frozenset({bad})):
        changes = reader.read()
    assert [(change.provider_id, change.unreadable) for change in changes] == [(bad, care.TROUBLED)]
    assert reader.is_complete


@pytest.mark.parametrize("name", ["talk%20with%20ana.ics", "caf%C3%A9.ics", "a%26b%3Cc.ics", "plain@example.com.ics"])
def test_entries_are_found_again_whatever_they_are_called(either: CalendarDesk, name: str) -> None:
    either.put(MAYA, name, event("odd@example.com"))
    reader = Reader(either)
    (first,) = reader.events()
    either.radicale.delete(MAYA, either.primary_calendar(MAYA) + name)
    assert off(reader.read()) == {first.provider_id}


def test_what_a_server_names_outside_of_the_calendar_is_left_alone(desk: CalendarDesk, soon: datetime) -> None:
    desk.enter(MAYA, Meeting("There", soon, soon + HOUR))
    desk.say("calendar-query", instead=r"/work/|/calendar/", put="/../../etc/")
    assert Reader(desk).read() == []
    assert not desk.proxy.count("/etc/")


def test_two_meetings_in_one_file_are_two(desk: CalendarDesk) -> None:
    """No calendar program makes such a file, but servers take it from imports."""
    first, second = event("one@example.com", title="First"), event("two@example.com", title="Second")
    both = first.replace("END:VCALENDAR\r\n", second[second.index("BEGIN:VEVENT") :])
    desk.enter(MAYA, Meeting("There", desk.now + DAY, desk.now + DAY + HOUR))
    desk.bends.append(lambda _, reply: Reply(reply.status, reply.headers, _with_file(reply.body, both)))
    told = Reader(desk).events()
    assert {one.summary for one in told} == {"First", "Second"}
    assert len({one.provider_id for one in told}) == 2


def _with_file(body: bytes, ics: str) -> bytes:
    return re.sub(rb"BEGIN:VCALENDAR.*?END:VCALENDAR", lambda _: ics.encode(), body, flags=re.DOTALL)


def test_an_answer_that_tells_too_much_of_what_is_new_leads_to_a_full_read(
    desk: CalendarDesk, soon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [desk.enter(MAYA, Meeting(f"Talk {number}", soon, soon + HOUR)) for number in range(9)]
    reader = Reader(desk)
    reader.read()
    for name in names:
        desk.move(MAYA, name, soon + DAY, soon + DAY + HOUR)
    monkeypatch.setattr("connectors.dav.multistatus.MOST_TAGS", 20)
    with pytest.raises(CursorExpired):
        reader.read()


def test_a_list_too_long_to_be_taken_apart_is_asked_for_in_parts(
    desk: CalendarDesk, soon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        desk.enter(MAYA, Meeting(f"Talk {number}", soon + number * 100 * DAY, soon + number * 100 * DAY + HOUR))
    monkeypatch.setattr("connectors.dav.multistatus.MOST_TAGS", 25)
    assert len(by_title(Reader(desk).read())) == 6


def test_a_calendar_of_a_server_that_the_account_has_left_is_gone(desk: CalendarDesk) -> None:
    with pytest.raises(Gone):
        desk.open(MAYA).changes("https://p34.elsewhere.example/1/calendars/home/", None, since=desk.now)


# --- whose, when and where ---------------------------------------------------------------------------------------


def test_times_without_a_zone_are_in_that_of_the_calendar(desk: CalendarDesk) -> None:
    desk.put(MAYA, "floating.ics", event("floating@example.com", start=":20261008T150000"))
    told = only_event(Reader(desk).read())
    assert (f"{told.start:%H:%M}", told.timezone) == ("20:00", "America/Chicago")


def test_the_person_is_known_by_every_address_that_the_server_told(desk: CalendarDesk, soon: datetime) -> None:
    desk.enter(MAYA, Meeting("Coffee", soon, soon + HOUR, guests=(ANA, "maya@alias.example")))
    kept = replace(desk.credentials(MAYA), others=("Maya@Alias.example",))
    told = only_event(Reader(desk, DavCalendar(desk.settings, Tokens(to_text(kept)), Budget())).read())
    assert {one.address.email for one in told.attendees if one.is_self} == {MAYA, "maya@alias.example"}


def test_a_task_is_no_meeting(either: CalendarDesk) -> None:
    reader = Reader(either)
    reader.read()
    task = event("task@example.com").replace("VEVENT", "VTODO")
    either.put(MAYA, "task.ics", task)
    assert reader.read() == []


def test_an_invite_that_was_called_off_is_told_as_such(either: CalendarDesk, soon: datetime) -> None:
    reader = Reader(either)
    reader.read()
    either.put(MAYA, "off.ics", event("off@example.com", more="STATUS:CANCELLED\r\n"))
    assert only_event(reader.read()).status == "cancelled"


# --- what it costs -----------------------------------------------------------------------------------------------


def test_a_poll_without_news_is_one_request(either: CalendarDesk, soon: datetime) -> None:
    either.enter(MAYA, Meeting("Weekly", soon, soon + HOUR, count=0))
    reader = Reader(either)
    reader.read()
    before, asked = reader.cursor, len(either.proxy.requests)
    assert reader.read() == []
    assert reader.cursor == before
    assert len(either.proxy.requests) - asked == 1


def test_the_window_moves_on_and_a_cursor_says_so(either: CalendarDesk, soon: datetime) -> None:
    either.enter(MAYA, Meeting("For ever", soon, soon + HOUR, count=0))
    reader = Reader(either)
    reader.read()
    assert either.proxy.now is not None
    either.proxy.now += timedelta(days=500)
    with pytest.raises(CursorExpired):
        reader.read()
