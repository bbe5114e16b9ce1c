"""What one page leaves behind: nothing twice, nothing of what is set aside but its id, and removals that can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from connectors.contract import CalendarChange, CalendarPage, MailPage, MessageChange
from connectors.records import CalendarEvent, Message
from connectors.windows import Window
from service import exclusions, ingest, matching
from service.context import Context
from service.ingest import Stored
from service.looks import ANEW, read_in_full
from service.schema import Account, ChosenCalendar, Cursor, Reading, SetAside, StoredCalendarEvent, StoredMessage
from service.sealed import open_calendar_event
from tests.conftest import NOW
from tests.laid_open import laid_open
from tests.rows import everything, rows
from tests.service.mailroom import Mailroom, attendee, mail, meeting

ALICE, DANA = "Alice Moreau <alice@alice.example>", "Dana Poe <dana@poe.example>"
START = NOW + timedelta(days=3)
ASK = "Would you have 20 minutes for an informational interview about your path into hydrology?"
CANARIES = ("platypus", "xylophone", "quokka")


def asked(**given: object) -> Message:
    """A mail that makes its thread a candidate."""
    return replace(
        mail(ALICE, DANA, NOW, ASK, own=("alice@alice.example",), message_id="<ask@alice.example>"),
        **given,  # type: ignore[arg-type]
    )


def noise(**given: object) -> Message:
    """A mail that is nobody's interview."""
    message = mail("Zed <zed@platypus.example>", ALICE, NOW, "The xylophone is tuned.", subject="A quokka")
    return replace(message, **given)  # type: ignore[arg-type]


def talk(uid: str = "talk", **given: object) -> CalendarEvent:
    found = meeting(uid, START, [attendee(ALICE), attendee(DANA)], summary="Coffee chat with Dana")
    return replace(found, **given)  # type: ignore[arg-type]


def store(room: Mailroom, *messages: Message | MessageChange, now: datetime = NOW, provider: str = "google") -> Stored:
    changes = tuple(one if isinstance(one, MessageChange) else MessageChange(one.provider_id, one) for one in messages)
    with room.context.database.writing(room.person_id) as session:
        page = MailPage(changes, None)
        return ingest.store_mail_page(session, room.context.vault, room.accounts[provider], page, now)


def store_calendar(
    room: Mailroom,
    *found: CalendarEvent | CalendarChange,
    calendar: str = "main",
    read_id: str = "",
    now: datetime = NOW,
) -> Stored:
    """One page; with a `read_id` it is the last of a full read."""
    changes = tuple(one if isinstance(one, CalendarChange) else CalendarChange(one.provider_id, one) for one in found)
    page = CalendarPage(changes, "next", is_complete_list=bool(read_id))
    with room.context.database.writing(room.person_id) as session:
        return ingest.store_calendar_page(
            session, room.context.vault, room.account_id, calendar, page, now, read_id=read_id
        )


def calendar_row(room: Mailroom, provider_id: str, calendar: str = "main") -> StoredCalendarEvent:
    query = select(StoredCalendarEvent).where(
        StoredCalendarEvent.provider_id == provider_id, StoredCalendarEvent.calendar_id == calendar
    )
    with room.context.database.reading() as session:
        return session.scalars(query).one()


def status(room: Mailroom, provider_id: str, calendar: str = "main") -> tuple[str, bool]:
    """How a stored calendar event stands, and whether it is there."""
    row = calendar_row(room, provider_id, calendar)
    return open_calendar_event(room.context.vault, row).status, row.removed_at is None


def kinds(context: Context) -> list[str]:
    return [str(row["kind"]) for row in sorted(rows(context, "events"), key=lambda row: row["id"])]


@pytest.fixture
def room_on_both(context_on_both: Context) -> Mailroom:
    return Mailroom(context_on_both)


# --- mail -------------------------------------------------------------------------------------------------------


def test_the_same_page_twice_changes_nothing(room_on_both: Mailroom) -> None:
    def once() -> None:
        store(room_on_both, asked(), noise(provider_id="n1", message_id="<n1@x>"), MessageChange("gone"))
        store_calendar(room_on_both, talk(), meeting("gym", START, [], summary="Gym"), CalendarChange("never-seen"))

    once()
    before = everything(room_on_both.context)
    once()
    assert everything(room_on_both.context) == before


def test_of_what_is_set_aside_only_its_id_date_and_rule_are_kept(room: Mailroom) -> None:
    store(room, noise(provider_id="n1", message_id="<xylophone@platypus.example>"))
    store_calendar(room, meeting("gym", START, [], summary="quokka gym", description="xylophone at platypus.example"))
    (aside,) = (row for row in rows(room.context, "set_asides") if row["kind"] == "mail")
    assert {name: aside[name] for name in ("provider_id", "date")} == {"provider_id": "n1", "date": NOW}
    assert aside["rule"]
    assert set(aside) == {"account_id", "kind", "provider_id", "person_id", "date", "rule", "read_id"}
    held = laid_open(room.context.settings.database_path, room.context.vault)
    assert b"set_asides" in held
    assert [word for word in CANARIES if word.encode() in held.lower()] == []


@pytest.mark.parametrize("line", [("address", "dana@poe.example"), ("domain", "poe.example"), ("word", "hydrology")])
def test_the_never_log_list_is_asked_before_anything_is_stored(room: Mailroom, line: tuple[str, str]) -> None:
    with room.context.database.writing(room.person_id) as session:
        exclusions.add(session, room.person_id, *line, NOW)
    store(room, asked())
    store_calendar(room, talk(description="About hydrology"))
    assert rows(room.context, "messages") == rows(room.context, "calendar_events") == rows(room.context, "events") == []
    assert {row["rule"] for row in rows(room.context, "set_asides")} == {f"excluded {line[0]}"}


def test_nothing_new_is_learned_of_somebody_who_was_put_on_the_never_log_list(room: Mailroom) -> None:
    store_calendar(room, talk())
    with room.context.database.writing(room.person_id) as session:
        exclusions.add(session, room.person_id, "address", "dana@poe.example", NOW)
    before = rows(room.context, "calendar_events"), rows(room.context, "events")
    store_calendar(room, talk(summary="A secret xylophone", sequence=1))
    assert (rows(room.context, "calendar_events"), rows(room.context, "events")) == before


def test_what_cannot_be_read_is_quarantined_and_the_page_goes_on(room: Mailroom) -> None:
    done = store(room, MessageChange("bomb", unreadable="It is 40 MiB long."), asked())
    calendar = store_calendar(room, CalendarChange("odd", unreadable="It has an unknown shape."), talk())
    assert (done.quarantined, done.stored, calendar.quarantined, calendar.stored) == (1, 1, 1, 1)
    assert {(row["provider_id"], row["reason"]) for row in rows(room.context, "quarantine")} == {
        ("bomb", "It is 40 MiB long."),
        ("odd", "It has an unknown shape."),
    }


def test_what_can_be_read_after_all_leaves_the_quarantine(room: Mailroom) -> None:
    store(room, MessageChange("m1", unreadable="broken off"), MessageChange("m2", unreadable="broken off"))
    store(room, asked(provider_id="m1"), MessageChange("m2"))
    assert rows(room.context, "quarantine") == []


def test_a_removed_message_is_only_marked_and_says_so(room: Mailroom) -> None:
    store(room, asked(provider_id="m1"))
    store(room, MessageChange("m1"), now=NOW + timedelta(hours=1))
    store(room, MessageChange("m1"), now=NOW + timedelta(hours=2))
    (message,), (copy,) = rows(room.context, "messages"), rows(room.context, "message_copies")
    assert message["removed_at"] == copy["removed_at"] == NOW + timedelta(hours=1)
    assert message["body_sealed"]
    assert kinds(room.context) == ["MessageReceived", "MessageRemoved"]


def test_a_removed_message_that_is_delivered_again_comes_back(room: Mailroom) -> None:
    store(room, asked(provider_id="m1"))
    room.settle(NOW)
    store(room, MessageChange("m1"))
    with room.context.database.reading() as session:
        assert ingest.known_messages(session, room.account_id, ["m1"], is_people_look=False) == set()
    store(room, asked(provider_id="m1"))
    (message,) = rows(room.context, "messages")
    assert message["removed_at"] is None
    assert kinds(room.context).count("MessageReceived") == 2


def test_one_mail_in_two_accounts_is_stored_once_with_two_copies(room: Mailroom) -> None:
    second = add_account(room, "work@alice.example")
    store(room, asked(provider_id="a1"))
    store(room, asked(provider_id="b7"), provider=second)
    assert len(rows(room.context, "messages")) == 1
    assert {row["provider_id"] for row in rows(room.context, "message_copies")} == {"a1", "b7"}
    assert kinds(room.context) == ["MessageReceived"]
    store(room, MessageChange("a1"))
    assert rows(room.context, "messages")[0]["removed_at"] is None
    store(room, MessageChange("b7"), provider=second)
    assert rows(room.context, "messages")[0]["removed_at"] == NOW


def add_account(room: Mailroom, email: str) -> str:
    with room.context.database.writing(room.person_id) as session:
        session.add(
            Account(
                id=f"acc_{email}", person_id=room.person_id, provider="google", email=email, scopes=[],
                since=NOW - timedelta(days=400), created_at=NOW,
            )
        )  # fmt: skip
    room.accounts[email] = f"acc_{email}"
    return email


def test_mails_without_a_message_id_are_told_apart_by_what_they_say(room: Mailroom) -> None:
    store(room, asked(provider_id="a", message_id=""), asked(provider_id="b", message_id=""))
    store(room, asked(provider_id="c", message_id="", text=f"{ASK} Please!"))
    assert len(rows(room.context, "messages")) == 2


def test_an_answer_that_comes_before_its_request_in_a_page_is_stored_with_it(room_on_both: Mailroom) -> None:
    request = asked()
    answer = mail(DANA, ALICE, NOW + timedelta(hours=2), "Gladly, Thursday works.", reply_to=request)
    thanks = mail(ALICE, DANA, NOW + timedelta(hours=3), "Perfect.", reply_to=answer, own=("alice@alice.example",))
    assert store(room_on_both, thanks, answer, request).stored == 3
    assert rows(room_on_both.context, "set_asides") == []


def test_what_was_set_aside_is_read_again_for_somebody_of_interest_but_not_what_the_list_bars(room: Mailroom) -> None:
    with room.context.database.writing(room.person_id) as session:
        exclusions.add(session, room.person_id, "word", "quokka", NOW)
    store(room, noise(provider_id="barred"), noise(provider_id="plain", subject="Hello"), asked(provider_id="kept"))
    ids = ["barred", "plain", "kept", "new"]
    with room.context.database.reading() as session:
        first = ingest.known_messages(session, room.account_id, ids, is_people_look=False)
        again = ingest.known_messages(session, room.account_id, ids, is_people_look=True)
    assert (first, again) == ({"barred", "plain", "kept"}, {"barred", "kept"})


# --- looks ------------------------------------------------------------------------------------------------------


def looks(room: Mailroom) -> list[dict[str, Any]]:
    return [row["query"] for row in rows(room.context, "readings")]


def test_everybody_is_looked_up_once_and_together(room_on_both: Mailroom) -> None:
    store_calendar(
        room_on_both, talk("one"), talk("two"),
        meeting("three", START, [attendee(ALICE), attendee("Eve <eve@e.example>")], summary="Coffee with Eve"),
    )  # fmt: skip
    (query,) = looks(room_on_both)
    assert query["addresses"] == ["dana@poe.example", "eve@e.example"]


def test_an_older_meeting_with_the_same_person_makes_the_look_reach_further_back(room: Mailroom) -> None:
    store_calendar(room, talk("new"))
    older = meeting("old", NOW - timedelta(days=200), [attendee(ALICE), attendee(DANA)], summary="Coffee chat")
    store_calendar(room, older)
    (query,) = looks(room)
    assert query["since"] == (NOW - timedelta(days=260)).isoformat()
    with room.context.database.writing(room.person_id) as session:
        session.execute(update(Reading).values(finished_at=NOW))
    oldest = meeting("oldest", NOW - timedelta(days=300), [attendee(ALICE), attendee(DANA)], summary="Coffee chat")
    store_calendar(room, oldest)
    assert len(looks(room)) == 2


def test_whoever_a_row_names_that_nobody_looked_at_yet_is_of_no_interest_until_it_is(room: Mailroom) -> None:
    recruited = talk(summary="Phone screen", description="Your recruiter about the open position you applied for.")
    store_calendar(room, recruited)
    with room.context.database.writing(room.person_id) as session:
        row = session.scalars(select(StoredCalendarEvent)).one()
        matching.match_calendar_event(session, room.context.vault, row.id, NOW)
    note = mail(DANA, ALICE, NOW, "The lift is on the left.")
    assert store(room, note).stored == 0
    room.settle(NOW)
    assert [one.band for one in room.interviews()] == ["leave"]
    assert (store(room, note).stored, looks(room)) == (0, [])
    room.correct(room.only(), "is_interview", "", NOW)
    assert [address for look in looks(room) for address in look["addresses"]] == ["dana@poe.example"]


# --- calendars --------------------------------------------------------------------------------------------------


def test_a_cancelled_entry_with_little_more_than_its_id_keeps_what_was_known(room: Mailroom) -> None:
    store_calendar(room, talk())
    bare = CalendarEvent(provider_id="talk", ical_uid="", status="cancelled", sequence=1)
    for _ in range(2):
        store_calendar(room, bare)
    kept = open_calendar_event(room.context.vault, calendar_row(room, "talk"))
    assert (kept.status, kept.sequence, kept.summary, kept.start) == ("cancelled", 1, "Coffee chat with Dana", START)
    assert kept.attendees == talk().attendees
    assert kinds(room.context) == ["CalendarEventChanged"]


def test_every_version_that_was_seen_is_known_however_late_it_is_handled(room: Mailroom) -> None:
    store_calendar(room, talk())
    store_calendar(room, talk(start=START + timedelta(hours=1), end=START + timedelta(hours=2), sequence=1))
    store_calendar(room, talk(start=START + timedelta(hours=4), end=START + timedelta(hours=5), sequence=2))
    versions = [row for row in rows(room.context, "observations") if row["kind"] == "calendar_version"]
    assert [row["sequence"] for row in sorted(versions, key=lambda row: row["sequence"])] == [0, 1, 2]


def test_after_a_complete_list_what_is_not_on_it_is_cancelled(room_on_both: Mailroom) -> None:
    room = room_on_both
    store_calendar(room, talk("kept"), talk("deleted"))
    done = store_calendar(room, talk("kept"), read_id="r1")
    assert done.removed == 1
    assert status(room, "kept") == ("confirmed", True)
    assert status(room, "deleted") == ("cancelled", False)


def test_what_lies_before_the_window_of_a_list_is_not_taken_for_deleted(room: Mailroom) -> None:
    with room.context.database.writing(room.person_id) as session:
        session.get_one(Account, room.account_id).since = NOW
    store_calendar(room, talk("kept"), talk("past", start=NOW - timedelta(hours=1), end=NOW))
    store_calendar(room, talk("kept"), read_id="r1")
    assert status(room, "past") == ("confirmed", True)


def test_a_list_says_nothing_of_what_lies_outside_its_window(room: Mailroom) -> None:
    """A provider may show less of the past than the person wants, and less of the future than an entry was moved to."""
    window = Window((START - timedelta(days=30)).isoformat(), (START + timedelta(days=60)).isoformat())
    spans = {"past": -40, "there": 0, "gone": 1, "far": 70}
    for uid, days in spans.items():
        start = START + timedelta(days=days)
        store_calendar(room, talk(uid, start=start, end=start + timedelta(minutes=30)))
    page = CalendarPage((CalendarChange("there", talk("there")),), "next", is_complete_list=True, reaches=window)
    with room.context.database.writing(room.person_id) as session:
        vault, account_id = room.context.vault, room.account_id
        done = ingest.store_calendar_page(session, vault, account_id, "main", page, NOW, read_id="r2")
    assert done.removed == 1
    assert {uid: status(room, uid)[0] for uid in spans} == {
        "past": "confirmed", "there": "confirmed", "gone": "cancelled", "far": "confirmed",
    }  # fmt: skip


def test_after_a_complete_list_what_was_set_aside_or_unreadable_and_is_not_on_it_is_forgotten(room: Mailroom) -> None:
    dull = talk("dull", summary="Dentist", attendees=())
    other = talk("other", summary="Dentist again", attendees=())
    store_calendar(room, dull, other, CalendarChange("broken", unreadable="An unknown shape."))
    assert len(rows(room.context, "set_asides")) == 2
    store_calendar(room, other, talk(), read_id="r2")
    assert [row["provider_id"] for row in rows(room.context, "set_asides")] == ["other"]
    assert rows(room.context, "quarantine") == []


def test_an_entry_that_cannot_be_read_any_more_is_there_all_the_same(room: Mailroom) -> None:
    store_calendar(room, talk("kept"), talk("odd"), talk("series_1", series_id="series"))
    unreadable = [CalendarChange(one, unreadable="An unknown shape.") for one in ("odd", "series")]
    done = store_calendar(room, talk("kept"), *unreadable, read_id="r1")
    assert done.removed == 0
    assert [status(room, uid) for uid in ("odd", "series_1")] == [("confirmed", True)] * 2


def test_a_calendar_that_is_suddenly_blank_is_not_believed(room_on_both: Mailroom) -> None:
    room = room_on_both
    store_calendar(room, talk())
    blank = store_calendar(room, read_id="r1")
    assert (blank.is_doubtful, blank.removed) == (True, 0)
    assert status(room, "talk") == ("confirmed", True)
    # Shows it anything again, even of no interest, it is believed.
    believed = store_calendar(room, meeting("gym", START, [], summary="Gym"), read_id="r2")
    assert (believed.is_doubtful, believed.removed) == (False, 1)


def choose(room: Mailroom, *calendars: str) -> None:
    with room.context.database.writing(room.person_id) as session:
        session.add_all(
            ChosenCalendar(account_id=room.account_id, provider_id=name, person_id=room.person_id) for name in calendars
        )


@pytest.mark.parametrize("order", ["removal first", "arrival first"])
def test_a_move_to_another_calendar_wins_over_the_removal(room_on_both: Mailroom, order: str) -> None:
    room = room_on_both
    choose(room, "main", "work")
    store_calendar(room, talk(provider_id="a"))
    if order == "removal first":
        store_calendar(room, CalendarChange("a"))
        store_calendar(room, talk(provider_id="b"), calendar="work")
    else:
        store_calendar(room, talk(provider_id="b"), calendar="work")
        store_calendar(room, CalendarChange("a"))
    with room.context.database.writing(room.person_id) as session:
        ingest.decide_removals(session, room.context.vault, room.account_id, NOW)
    assert status(room, "a") == ("confirmed", False)
    assert status(room, "b", "work") == ("confirmed", True)
    room.settle(NOW)
    assert {row.status for row in room.interviews()} == {"accepted"}


def test_what_left_one_calendar_and_came_to_no_other_is_cancelled(room: Mailroom) -> None:
    choose(room, "main", "work")
    store_calendar(room, talk(provider_id="a"))
    store_calendar(room, CalendarChange("a"))
    for _ in range(2):
        with room.context.database.writing(room.person_id) as session:
            ingest.decide_removals(session, room.context.vault, room.account_id, NOW)
    assert status(room, "a") == ("cancelled", False)
    assert len([row for row in rows(room.context, "observations") if row["kind"] == "calendar_version"]) == 2


def test_a_calendar_asked_for_once_more_in_its_first_read_is_still_one_that_was_not_read_before(room: Mailroom) -> None:
    marks = {"first": ("", "anew:1"), "blank": ("", ""), "known": ("place", "")}
    with room.context.database.writing(room.person_id) as session:
        for name, (value, read_id) in marks.items():
            cursor = Cursor(account_id=room.account_id, resource=name, person_id=room.person_id, updated_at=NOW)
            cursor.value, cursor.read_id = value, read_id
            session.add(cursor)
        session.flush()
        read_in_full(session, room.account_id, tuple(marks), NOW)
    kept = {row["resource"]: row["read_id"].startswith(ANEW) for row in rows(room.context, "cursors")}
    assert kept == {"first": True, "blank": True, "known": False}
    assert all(row["read_id"] and not row["value"] for row in rows(room.context, "cursors"))


def occurrence(number: int) -> CalendarEvent:
    at = START + timedelta(days=7 * number)
    found = meeting("weekly", at, [attendee(ALICE), attendee(DANA)], summary="Coffee chat", occurrence=at)
    return replace(found, series_id="weekly")


@pytest.mark.parametrize(
    "removal", [CalendarChange("weekly"), CalendarEvent(provider_id="weekly", ical_uid="", status="cancelled")]
)
def test_a_deleted_series_takes_all_its_occurrences(
    room_on_both: Mailroom, removal: CalendarChange | CalendarEvent
) -> None:
    room = room_on_both
    store_calendar(room, *(occurrence(number) for number in range(3)), talk("other"))
    assert store_calendar(room, removal).removed == 3
    assert {status(room, occurrence(number).provider_id) for number in range(3)} == {("cancelled", False)}
    assert status(room, "other") == ("confirmed", True)
    assert store_calendar(room, removal).removed == 0


# --- whose it is ------------------------------------------------------------------------------------------------


def test_one_persons_page_touches_nobody_elses_rows(room_on_both: Mailroom, bob: str, charlie: str) -> None:
    alice_room = room_on_both
    store(alice_room, asked(provider_id="m1"))
    store_calendar(alice_room, talk())
    bob_room = Mailroom(alice_room.context, person_id=bob, name="Bob", emails=("bob@bob.example",), provider="google")
    with alice_room.context.database.reading() as session:
        known = ingest.known_messages(session, bob_room.account_id, ["m1"], is_people_look=False)
    assert known == set()
    # The same ids at Bob's: his own rows, and their removal takes nothing of Alice's.
    store(bob_room, asked(provider_id="m1"))
    store_calendar(bob_room, talk())
    store(bob_room, MessageChange("m1"))
    store_calendar(bob_room, CalendarChange("talk"))
    for table in ("messages", "calendar_events"):
        found = {row["person_id"]: row["removed_at"] is None for row in rows(alice_room.context, table)}
        assert found == {alice_room.person_id: True, bob: False}
    owners = {
        row["person_id"]
        for table in ("messages", "message_copies", "calendar_events", "set_asides", "readings", "events")
        for row in rows(alice_room.context, table)
    }
    assert charlie not in owners


def test_somebodys_thread_makes_no_candidate_of_anothers_mail(room: Mailroom, bob: str) -> None:
    bob_room = Mailroom(room.context, person_id=bob, name="Bob", emails=("bob@bob.example",), provider="google")
    store(room, asked())
    answer = mail(DANA, "Bob <bob@bob.example>", NOW, "Gladly, Thursday works.", reply_to=asked())
    assert store(bob_room, answer).stored == 0
    with room.context.database.reading() as session:
        assert list(session.scalars(select(SetAside.person_id))) == [bob]
        assert list(session.scalars(select(StoredMessage.person_id))) == [room.person_id]
