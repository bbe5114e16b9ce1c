"""Reading an account slice by slice: nothing falls between, nothing comes twice, nothing is asked for in vain."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from connectors.errors import SlowDown
from infra.sandbox.google.prices import GMAIL_UNITS_PER_PERSON
from service import accounts, exclusions
from service.clock import ManualClock
from service.first_looks import GAP_MARGIN, MAIL
from service.ingest import Stored
from service.leases import LostLease
from service.polling import AccountReader
from service.schema import Account, Cursor, StoredCalendarEvent
from service.sealed import open_calendar_event
from tests.conftest import NOW
from tests.rows import everything, rows
from tests.service.polling.polled import HOUR, SOON, call_between, received, stored, take_over
from tests.service.sandboxed import ME, Desk

# --- nothing falls between ----------------------------------------------------------------------------------------


def test_the_first_read_finds_the_talk_and_the_mail_that_led_to_it(desk: Desk) -> None:
    old = desk.ask("dana", at=NOW - timedelta(days=10))
    answer = desk.deliver("Dana Poe <dana@poe.example>", "Hello", "See you there.", at=NOW - timedelta(days=9))
    noise = desk.deliver("Shop <shop@shop.example>", "Sale", "Everything must go.", at=NOW - timedelta(days=9))
    desk.put_talk("dana", SOON)
    desk.read()
    assert stored(desk) == sorted([old, answer])
    assert noise not in str(everything(desk.context))
    assert [row["calendar_id"] for row in rows(desk.context, "calendar_events")] == [ME]


def deliver_nameless(desk: Desk, method: str, subject: str, at: datetime) -> str:
    """A meeting message as Exchange writes it: the calendar part has no file name, and nothing is said beside it."""
    told = "CANCELLED" if method == "CANCEL" else "CONFIRMED"
    lines = (
        "BEGIN:VCALENDAR", f"METHOD:{method}", "VERSION:2.0", "PRODID:Microsoft Exchange Server 2010", "BEGIN:VEVENT",
        "ORGANIZER;CN=Dana Poe:mailto:dana@poe.example", f"ATTENDEE;PARTSTAT=ACCEPTED;CN=Alex Example:mailto:{ME}",
        "SUMMARY:Dana and Alex", "UID:040000008200E00074C5B7101A82E008", f"DTSTART:{SOON:%Y%m%dT%H%M%SZ}",
        f"DTEND:{SOON + HOUR:%Y%m%dT%H%M%SZ}", f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}", f"STATUS:{told}", "SEQUENCE:1",
        "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    headers = f'MIME-Version: 1.0\nContent-Type: text/calendar; charset="utf-8"; method={method}\n'
    text = "\n".join(lines)
    return desk.deliver(
        "Dana Poe <dana@poe.example>", subject, text, at=at, headers=headers, message_id="<n1@poe.example>"
    )


def test_an_invite_without_a_file_name_that_was_answered_by_mail_alone_is_found(desk: Desk) -> None:
    invite = deliver_nameless(desk, "REQUEST", "Dana and Alex", NOW - timedelta(days=9))
    yes = desk.deliver(
        f"Alex Example <{ME}>",
        "Re: Dana and Alex",
        "Thank you, I'll be there.",
        to="Dana Poe <dana@poe.example>",
        at=NOW - timedelta(days=8),
        headers="In-Reply-To: <n1@poe.example>\nReferences: <n1@poe.example>\n",
        labels=["SENT"],
    )
    desk.read()
    assert stored(desk) == sorted([invite, yes])


def test_a_cancellation_without_a_file_name_is_found_by_its_subject(desk: Desk) -> None:
    off = deliver_nameless(desk, "CANCEL", "Canceled: Dana and Alex", NOW - timedelta(days=9))
    desk.read()
    assert stored(desk) == [off]


def test_a_strangers_request_that_was_never_answered_is_read_only_while_it_is_fresh(desk: Desk) -> None:
    fresh = desk.ask("dana", at=NOW - timedelta(days=20))
    desk.ask("eve", at=NOW - timedelta(days=80))
    answered = desk.ask("finn", at=NOW - timedelta(days=80), message_id="<f1@poe.example>")
    answer = desk.deliver(
        f"Alex Example <{ME}>",
        "Re: A question",
        "Gladly!",
        to="Finn Poe <finn@poe.example>",
        at=NOW - timedelta(days=79),
        headers="In-Reply-To: <f1@poe.example>\nReferences: <f1@poe.example>\n",
        labels=["SENT"],
    )
    desk.read()
    assert stored(desk) == sorted([fresh, answered, answer])
    assert desk.control.calls()["calls"]["gmail.users.messages.get"] == 3


def test_a_mail_that_comes_between_the_cursor_and_the_listing_is_found_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_between(monkeypatch, "mailbox.start.after_call", lambda: desk.ask("dana"))
    desk.read()
    desk.read()
    assert stored(desk) == desk.delivered
    assert received(desk) == 1


def test_a_mail_that_comes_between_the_listing_and_the_commit_is_found_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.ask("eve", at=NOW - HOUR)
    call_between(monkeypatch, "mailbox.search.after_call", lambda: desk.ask("dana"))
    desk.read()
    desk.read()
    assert stored(desk) == sorted(desk.delivered)
    assert received(desk) == 2


def test_each_next_poll_reads_only_what_is_new(desk: Desk) -> None:
    desk.ask("dana", at=NOW - HOUR)
    desk.read()
    desk.control.call("DELETE", "calls")
    new = desk.ask("eve")
    desk.read()
    assert new in stored(desk)
    assert desk.control.calls()["calls"]["gmail.users.messages.get"] == 1


def test_a_deleted_mail_and_a_moved_talk_are_told(desk: Desk) -> None:
    kept, gone = desk.ask("dana"), desk.ask("eve")
    talk = desk.put_talk("dana", SOON)
    desk.read()
    desk.control.post("messages/delete", id=gone)
    later = SOON + HOUR
    desk.control.post("events/move", id=talk["id"], start=later.isoformat(), end=(later + HOUR).isoformat())
    desk.read()
    assert stored(desk) == [kept]
    assert [row["start"] for row in rows(desk.context, "calendar_events")] == [later]


# --- an expired cursor is never jumped ----------------------------------------------------------------------------


def test_an_expired_history_loses_nothing_of_the_gap_and_says_that_there_was_one(
    desk_on_both: Desk, clock: ManualClock
) -> None:
    desk = desk_on_both
    desk.ask("dana")
    desk.read()
    clock.move_to(NOW + timedelta(days=9))
    desk.control.move_clock(to=clock().isoformat())
    for day in range(1, 9):
        desk.ask(f"eve{day}", at=NOW + timedelta(days=day))
    desk.deliver("Shop <shop@shop.example>", "Sale", "Everything must go.")
    desk.control.expire_cursors("history")
    after = desk.ask("zoe")
    desk.read()
    assert len(stored(desk)) == 10
    assert after in stored(desk)
    looks = [row for row in rows(desk.context, "readings") if row["purpose"] in {"gap", "gone"}]
    assert all(row["finished_at"] for row in looks)
    assert {"since": (NOW - GAP_MARGIN).isoformat()} in [row["query"] for row in looks]
    desk.read()
    assert received(desk) == 10
    told = {row["what"]: row["data"] for row in rows(desk.context, "activity") if row["what"].startswith("gap")}
    assert told == {what: {"since": NOW.isoformat(), "came": 9, "went": 0} for what in ("gap found", "gap closed")}


def test_what_comes_while_a_gap_is_being_closed_is_found_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.read()
    desk.control.expire_cursors("history")
    desk.ask("dana")
    call_between(monkeypatch, "mailbox.search.after_call", lambda: desk.ask("eve"))
    desk.read()
    desk.read()
    assert stored(desk) == sorted(desk.delivered)
    assert received(desk) == 2


def test_an_expired_sync_token_reads_in_full_and_finds_changes_arrivals_and_deletions(desk_on_both: Desk) -> None:
    desk = desk_on_both
    kept, gone = desk.put_talk("dana", SOON), desk.put_talk("eve", SOON + HOUR)
    desk.read()
    desk.control.post("events/cancel", id=gone["id"])
    new = desk.put_talk("zoe", SOON + 2 * HOUR)
    desk.control.expire_cursors("sync")
    desk.read()
    found = {row["provider_id"]: row["removed_at"] for row in rows(desk.context, "calendar_events")}
    assert found == {kept["id"]: None, gone["id"]: NOW, new["id"]: None}


def test_a_calendar_that_is_read_further_back_is_read_in_full_without_a_gap_being_told(desk: Desk) -> None:
    kept = desk.put_talk("dana", SOON)
    older = desk.put_talk("eve", NOW - timedelta(days=200))
    desk.read()
    assert [row["provider_id"] for row in rows(desk.context, "calendar_events")] == [kept["id"]]
    with desk.context.database.writing(desk.person) as session:
        session.execute(update(Account).values(since=NOW - timedelta(days=300)))
    desk.read()
    assert {row["provider_id"] for row in rows(desk.context, "calendar_events")} == {kept["id"], older["id"]}
    assert not [row for row in rows(desk.context, "activity") if row["what"].startswith("gap")]


@pytest.mark.parametrize(("read_at", "is_known_late"), [(20, False), (90, True)])
def test_a_deletion_that_google_gives_no_date_lies_between_the_last_whole_read_and_now(
    desk: Desk, clock: ManualClock, read_at: int, *, is_known_late: bool
) -> None:
    talk = desk.put_talk("dana", NOW)
    desk.read()
    clock.move_to(NOW + timedelta(minutes=read_at))
    desk.read()
    desk.control.post("events/cancel", id=talk["id"])
    clock.move_to(NOW + 2 * HOUR)
    desk.read()
    with desk.context.database.reading() as session:
        told = open_calendar_event(desk.context.vault, session.scalars(select(StoredCalendarEvent)).one())
    assert (told.status, told.updated) == ("cancelled", NOW + 2 * HOUR)
    assert told.stood_until == NOW + timedelta(minutes=read_at)
    assert (told.stood_until > NOW + timedelta(minutes=30)) is is_known_late


def test_a_calendar_that_was_blank_is_read_in_full_until_it_shows_anything(desk: Desk) -> None:
    talk = desk.put_talk("dana", SOON)
    desk.read()
    with desk.context.database.writing(desk.person) as session:
        session.execute(update(Cursor).where(Cursor.resource != "mail").values(value=""))
    desk.control.post("events/cancel", id=talk["id"])
    desk.control.post("events/forget", id=talk["id"])
    desk.read()
    assert [row["removed_at"] for row in rows(desk.context, "calendar_events")] == [None]
    desk.put_talk("eve", SOON)
    desk.read()
    gone = {row["provider_id"]: row["removed_at"] for row in rows(desk.context, "calendar_events")}
    assert gone[talk["id"]] == NOW


# --- two readers --------------------------------------------------------------------------------------------------


def test_of_two_readers_forced_on_one_account_the_late_one_is_refused(desk_on_both: Desk) -> None:
    desk = desk_on_both
    desk.ask("dana", at=NOW - HOUR)
    desk.put_talk("dana", SOON)
    first = desk.reader("first")
    first.next_slice()
    second = take_over(desk, "second")
    with pytest.raises(LostLease):
        first.next_slice()
    while not second.next_slice().is_caught_up:
        with suppress(LostLease):
            assert first.next_slice().stored == Stored()
    with pytest.raises(LostLease):
        first.finish(is_caught_up=True)
    assert received(desk) == 1
    assert stored(desk) == desk.delivered


def test_a_reader_whose_place_has_moved_on_stores_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.read()
    new = desk.ask("dana")
    lease = desk.lease()
    one, other = AccountReader(desk.context, lease), AccountReader(desk.context, lease)
    before = one._turn.cursor(MAIL)
    while not one.next_slice().is_caught_up:
        pass
    monkeypatch.setattr(other._turn, "cursor", lambda _resource: before)
    for _ in range(3):
        assert other.next_slice().stored.stored == 0
    assert stored(desk) == [new]
    assert received(desk) == 1


# --- what it costs ------------------------------------------------------------------------------------------------


def test_a_minute_leaves_something_of_the_allowance_to_calls_that_nobody_counts() -> None:
    assert GMAIL_UNITS_PER_PERSON - 200 <= accounts.UNITS_PER_MINUTE["google"] <= GMAIL_UNITS_PER_PERSON - 50


def test_never_more_units_in_a_minute_than_the_provider_allows(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "UNITS_PER_MINUTE", {"google": 200})
    desk.control.post("quota", limits={f"gmail:{ME}": 200}, reset=True)
    desk.control.call("DELETE", "calls")
    for number in range(12):
        desk.ask(f"dana{number}", at=NOW - number * HOUR)
    with pytest.raises(SlowDown) as told:
        desk.read()
    assert 0 < told.value.retry_after <= 62
    used = desk.control.calls()
    assert 180 < sum(units for method, units in used["units"].items() if method.startswith("gmail.")) <= 200
    assert {status for answers in used["answers"].values() for status in answers} == {"200"}
    # What was read before the allowance ran out is kept; a new start goes on counting where the old one stopped.
    assert 0 < len(stored(desk)) < 12
    desk.control.call("DELETE", "calls")
    with pytest.raises(SlowDown):
        take_over(desk, "restarted").next_slice()
        desk.read()
    assert desk.units() < 20


def test_an_idle_poll_writes_only_the_lease_and_that_it_was_there(desk: Desk) -> None:
    desk.ask("dana")
    desk.put_talk("dana", SOON)
    desk.read()
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: Any) -> None:
        if statement.split(maxsplit=1)[0] in {"INSERT", "UPDATE", "DELETE"}:
            written.append(" ".join(statement.split()[:2]))

    event.listen(desk.context.database.engine, "before_cursor_execute", note)
    slices = desk.read()
    event.remove(desk.context.database.engine, "before_cursor_execute", note)
    assert len(slices) == 1
    assert set(written) == {"UPDATE accounts", "UPDATE allowances"}
    assert len(written) <= 5


# --- who becomes interesting later --------------------------------------------------------------------------------


def test_mail_set_aside_is_read_again_once_its_sender_matters_but_not_what_the_list_bars(desk: Desk) -> None:
    with desk.context.database.writing(desk.person) as session:
        exclusions.add(session, desk.person, "word", "xylophone", NOW)
    desk.read()
    plain = desk.deliver("Dana Poe <dana@poe.example>", "Hello", "It was good to see you at the fair.")
    barred = desk.deliver("Dana Poe <dana@poe.example>", "Hello again", "My xylophone is out of tune.")
    desk.read()
    assert stored(desk) == []
    desk.put_talk("dana", SOON)
    desk.read()
    assert stored(desk) == [plain]
    assert {row["provider_id"] for row in rows(desk.context, "set_asides") if row["kind"] == "mail"} == {barred}


def test_a_meeting_set_aside_is_read_again_once_mail_makes_somebody_on_it_matter(desk: Desk) -> None:
    colleague = f"kim@{ME.partition('@')[2]}"
    guests = [{"email": ME, "self": True}, {"email": colleague}]
    desk.put_talk("kim", SOON, summary="Kim / Alex", attendees=guests, organizer={"email": colleague})
    desk.read()
    assert rows(desk.context, "calendar_events") == []
    text = "Would you have 20 minutes for an informational interview about your path into hydrology?"
    desk.deliver(f"Kim <{colleague}>", "A question", text)
    desk.read()
    assert len(rows(desk.context, "calendar_events")) == 1
    desk.control.call("DELETE", "calls")
    desk.read()
    assert desk.control.calls()["calls"]["calendar.events.list"] == 1
