"""The person's word: each taken back alone, one conversation out of two rows and two out of one, a time picked."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from connectors.records import Address, CalendarEvent
from service import activity, interviews, notebook
from service.attention import NoSuchTask, mark_of, tick
from service.context import Context
from service.schema import Activity, Alert, Correction, Event, Interview, Task
from service.word_of_person import NoSuchCorrection, NoSuchInterview
from tests.service.mailroom import Mailroom, attendee, mail, meeting
from tests.service.talks import everything

ME = "Alice Moreau <alice@alice.example>"
DAN = "Daniel Osei <d.osei@northgate.example>"
PRIVATE = "Dan <dan@home.example>"
OWN = ("alice@alice.example",)
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
END = START + timedelta(minutes=30)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def talk(uid: str = "u1", start: datetime = START, who: str = DAN, **more: Any) -> CalendarEvent:
    fields: dict[str, Any] = {"organizer": who, "summary": "Coffee chat", "attendees": [attendee(ME), attendee(who)]}
    fields |= more
    return meeting(uid, start, fields.pop("attendees"), **fields)


def words(room: Mailroom) -> list[Correction]:
    with room.context.database.reading() as session:
        return list(session.scalars(select(Correction).order_by(Correction.at, Correction.id)))


def say(room: Mailroom, now: datetime, change: Any, *arguments: Any) -> Any:
    with room.context.database.writing(room.person_id, "test") as session:
        answer = change(session, room.person_id, *arguments, now)
    room.settle(now)
    return answer


def shown(room: Mailroom) -> list[str]:
    return sorted(row.meeting.partition("@")[0] for row in room.interviews())


def by_uid(room: Mailroom, uid: str) -> Interview:
    return next(row for row in room.interviews(all_rows=True) if row.meeting.startswith(uid))


# --- words ------------------------------------------------------------------------------------------------------------


def test_undo_takes_back_the_word_that_is_named_and_no_other(room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    room.correct(room.only(), "role", "host", START - DAY)
    room.correct(room.only(), "no_show", "contact", END + HOUR)
    role = next(row for row in words(room) if row.kind == "role")
    say(room, END + HOUR, interviews.undo, role.id)
    assert (room.only().role, room.only().status) == ("seeker", "no_show")


def test_the_same_click_again_at_once_is_one_word_and_one_line_in_the_log(room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    row = room.only()
    first = say(room, END + HOUR, interviews.correct, row.id, "held", "")
    second = say(room, END + HOUR + timedelta(seconds=7), interviews.correct, row.id, "held", "")
    assert second.id == first.id
    assert [word.kind for word in words(room)] == ["held"]
    assert [line.what for line in corrected(room)] == ["corrected"]
    say(room, END + HOUR + timedelta(seconds=9), interviews.undo, second.id)
    assert room.only().status == "held_presumed"
    say(room, END + HOUR + timedelta(seconds=12), interviews.correct, row.id, "held", "")
    assert room.only().status == "held"


@pytest.mark.parametrize(("kind", "later"), [("cancelled", timedelta(seconds=5)), ("held", timedelta(minutes=2))])
def test_another_word_and_the_same_one_later_are_words_of_their_own(
    room: Mailroom, kind: str, later: timedelta
) -> None:
    room.deliver(talk(), now=START - DAY)
    row = room.only()
    say(room, END + HOUR, interviews.correct, row.id, "held", "")
    say(room, END + HOUR + later, interviews.correct, row.id, kind, "")
    assert [(word.kind, word.undone_at is None) for word in words(room)] == [("held", False), (kind, True)]
    assert len(corrected(room)) == 2


def corrected(room: Mailroom) -> list[Activity]:
    with room.context.database.reading() as session:
        return list(session.scalars(select(Activity).where(Activity.what == activity.CORRECTED)))


def test_after_an_undo_the_interview_is_as_the_rules_say(room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    room.step(END)
    before = (room.only().status, room.alerts())
    room.correct(room.only(), "held", "", END + HOUR)
    room.correct(room.only(), "cancelled", "", END + 2 * HOUR)
    assert room.only().status == "cancelled"
    room.correct(room.only(), "undo", "", END + 2 * HOUR)
    assert (room.only().status, room.alerts()) == before


def test_every_word_stands_in_the_history_with_what_undoes_it(room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    room.correct(room.only(), "role", "host", START - DAY)
    told = [entry for entry in room.only().history if entry["what"] == "corrected"]
    assert [(entry["value"], entry["evidence"]["source"]) for entry in told] == [
        ("role", f"person:{words(room)[0].id}")
    ]


def test_answers_given_in_one_go_are_taken_back_in_one_go(room: Mailroom) -> None:
    room.deliver(*(talk(f"u{n}", START + n * DAY) for n in range(1, 4)), now=START - DAY)
    ids = [row.id for row in room.interviews()]
    batch = say(room, START - DAY, interviews.correct_many, ids, "is_not_interview")
    assert {row.status for row in room.interviews()} == {"not_logged"}
    say(room, START - DAY, interviews.undo_batch, batch)
    assert "not_logged" not in {row.status for row in room.interviews()}


def test_one_id_of_somebody_else_refuses_the_whole_batch(context: Context) -> None:
    alice, bob = Mailroom(context), Mailroom(context, person_id="per_bob", emails=("bob@bob.example",))
    alice.deliver(talk(), now=START - DAY)
    bob.deliver(talk("u2", attendees=[attendee("bob@bob.example"), attendee(DAN)]), now=START - DAY)
    with pytest.raises(NoSuchInterview), context.database.writing("per_alice", "test") as session:
        interviews.correct_many(session, "per_alice", [alice.only().id, bob.only().id], "held", START)
    assert words(alice) == []


def test_nobody_takes_back_what_another_person_said(room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    batch = say(room, START - DAY, interviews.correct_many, [room.only().id], "held")
    for change, named in ((interviews.undo, words(room)[0].id), (interviews.undo_batch, batch)):
        with pytest.raises(NoSuchCorrection), room.context.database.writing("per_bob", "test") as session:
            change(session, "per_bob", named, START)


def test_undoing_twice_in_two_tabs_does_no_harm(room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    room.correct(room.only(), "role", "host", START - DAY)
    for _ in range(2):
        say(room, START, interviews.undo, words(room)[0].id)
    assert room.only().role == "seeker"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("role", "boss"),
        ("no_show", "everybody"),
        ("is_not_interview", "<script>"),
        ("contact", "nobody"),
        ("contact", "alice@alice.example"),
        ("slot", "soon"),
        ("slot", "2026-03-18T15:00/2026-03-18T16:00"),
        ("slot", "2026-03-18T15:00+00:00/2026-03-18T14:00+00:00"),
        ("not_about", "event:1"),
        ("apart", "x"),
        ("nonsense", ""),
    ],
)
def test_a_word_that_makes_no_sense_is_refused(room: Mailroom, kind: str, value: str) -> None:
    room.deliver(talk(), now=START - DAY)
    with pytest.raises(ValueError), room.context.database.writing(room.person_id, "test") as session:
        interviews.correct(session, room.person_id, room.only().id, kind, value, START)


def test_somebody_whom_no_record_names_can_be_the_contact(room: Mailroom) -> None:
    room.deliver(meeting("own", START, [], summary="Coffee with Daniel"), now=START - DAY)
    room.correct(room.only(), "is_interview", "", START - DAY)
    room.correct(room.only(), "contact", "Daniel Osei <d.osei@northgate.example>", START - DAY)
    interview = room.only()
    assert (interview.address, interview.others) == ("d.osei@northgate.example", [])
    room.deliver(mail(DAN, ME, END + HOUR, "Great talking to you today.\n\nDan"), now=END + HOUR)
    assert room.only().status == "held"


def test_a_warning_that_was_seen_stays_away_until_there_is_another(room: Mailroom) -> None:
    forged = mail(DAN, ME, START - DAY, "I have to cancel our talk.", authentication="mx.google.com; dmarc=fail")
    room.deliver(talk(), forged, now=START - DAY)
    with room.context.database.reading() as session:
        alert = session.scalars(select(Alert).where(Alert.kind == "unverified_change")).one()
    mark = mark_of(alert.kind, alert.evidence)
    room.correct(room.only(), "seen", mark, START - DAY)
    assert "unverified_change" not in room.alerts()
    again = mail(DAN, ME, START - HOUR, "I have to cancel our talk!", authentication="mx.google.com; dmarc=fail")
    room.deliver(again, now=START - HOUR)
    assert "unverified_change" in room.alerts()


def test_a_wish_for_a_draft_is_kept_where_drafting_looks(room: Mailroom) -> None:
    room.deliver(talk(), now=END + 20 * DAY)
    room.correct(room.only(), "draft_anyway", "", END + 20 * DAY)
    assert room.only().data["draft_anyway"] is True
    room.correct(room.only(), "undo", "", END + 20 * DAY)
    assert "draft_anyway" not in room.only().data


# --- one conversation out of two rows ---------------------------------------------------------------------------------


def two_rows(room: Mailroom) -> None:
    room.deliver(talk(), talk("u2", START + 3 * HOUR, PRIVATE, summary="Lunch"), now=START - DAY)
    for row in room.interviews():
        room.correct(row, "is_interview", "", START - DAY)


def test_two_rows_become_one_and_two_again(room: Mailroom) -> None:
    two_rows(room)
    before = everything(room)
    word = say(room, START, interviews.merge, by_uid(room, "u2").id, by_uid(room, "u1").id)
    assert shown(room) == ["u1"]
    assert (by_uid(room, "u1").reschedules, by_uid(room, "u2").same_as) == (0, by_uid(room, "u1").id)
    assert {source["meeting"][:2] for source in room.only().sources} >= {"u1", "u2"}
    say(room, START, interviews.undo, word.id)
    assert shown(room) == ["u1", "u2"]
    assert everything(room)["interviews"] == before["interviews"]


def test_a_word_on_a_row_that_became_part_of_another_is_taken_back_there(room: Mailroom) -> None:
    two_rows(room)
    word = say(room, START - HOUR, interviews.correct, by_uid(room, "u2").id, "is_not_interview", "sales")
    say(room, START, interviews.merge, by_uid(room, "u2").id, by_uid(room, "u1").id)
    assert by_uid(room, "u1").status == "not_logged"
    say(room, START, interviews.undo, word.id)
    assert by_uid(room, "u1").status == "accepted"


def test_a_merge_outlasts_every_later_sync(room: Mailroom) -> None:
    two_rows(room)
    say(room, START - DAY, interviews.merge, by_uid(room, "u1").id, by_uid(room, "u2").id)
    room.deliver(talk(sequence=2, start=START + DAY, updated=START - HOUR), now=START - HOUR)
    room.deliver(talk("u2", START + 5 * HOUR, PRIVATE, summary="Lunch?", sequence=3, updated=START), now=START)
    assert room.only().start == START + DAY


def test_notes_and_tasks_of_both_stay_in_sight(room: Mailroom) -> None:
    two_rows(room)
    room.note(by_uid(room, "u2"), "She knows the team.", END + 4 * HOUR)
    say(room, END + 5 * HOUR, interviews.merge, by_uid(room, "u1").id, by_uid(room, "u2").id)
    room.note(by_uid(room, "u1"), "Ask about the course.", END + 6 * HOUR)
    with room.context.database.reading() as session:
        kept = notebook.notes_of(session, room.context.vault, room.only())
    assert [text for _, text in kept] == ["She knows the team.", "Ask about the course."]
    assert room.only().status == "held"


def test_a_talk_logged_by_hand_lends_its_address_to_the_entry_it_is_merged_with(room: Mailroom) -> None:
    room.deliver(meeting("own", START, [], summary="Coffee chat with somebody"), now=START - DAY)
    with room.context.database.writing(room.person_id, "test") as session:
        hand = interviews.add_by_hand(
            session, room.person_id, title="Talk", start=START + HOUR, end=END + HOUR, timezone="UTC",
            contact=Address("d.osei@northgate.example", "Daniel Osei"), now=START - DAY,
        )  # fmt: skip
    room.settle(START - DAY)
    say(room, START, interviews.merge, hand.id, by_uid(room, "own").id)
    assert room.only().address == "d.osei@northgate.example"


def test_merging_what_is_one_already_is_refused(room: Mailroom) -> None:
    two_rows(room)
    one, other = by_uid(room, "u1"), by_uid(room, "u2")
    say(room, START, interviews.merge, one.id, other.id)
    for first, second in ((one, one), (one, other), (other, one)):
        with pytest.raises(ValueError, match="already"), room.context.database.writing("per_alice", "test") as session:
            interviews.merge(session, "per_alice", first.id, second.id, START)


def test_nobody_merges_with_a_row_of_somebody_else(context: Context) -> None:
    alice, bob = Mailroom(context), Mailroom(context, person_id="per_bob", emails=("bob@bob.example",))
    alice.deliver(talk(), now=START - DAY)
    bob.deliver(talk("u2", attendees=[attendee("bob@bob.example"), attendee(DAN)]), now=START - DAY)
    for one, other in ((alice, bob), (bob, alice)):
        with pytest.raises(NoSuchInterview), context.database.writing("per_alice", "test") as session:
            interviews.merge(session, "per_alice", one.only().id, other.only().id, START)


# --- two conversations out of one row -----------------------------------------------------------------------------------


ROOM = "https://meet.example/abc"


def linked(room: Mailroom) -> None:
    """A booking under two UIDs, which the rules take for one."""
    room.deliver(talk(url=ROOM), talk("u2", START + timedelta(minutes=5), url=ROOM), now=START - DAY)
    assert shown(room) == ["u1"]


def test_a_record_that_is_split_off_stands_for_itself_until_the_undo(room: Mailroom) -> None:
    linked(room)
    before = everything(room)
    room_id, other = room.only().id, by_uid(room, "u2").meeting
    batch = say(room, START, interviews.split, room_id, other)
    assert shown(room) == ["u1", "u2"]
    assert {source["meeting"][:2] for source in by_uid(room, "u1").sources} == {"u1"}
    say(room, START, interviews.undo_batch, batch)
    assert everything(room)["interviews"] == before["interviews"]


def test_a_request_that_is_split_off_its_meeting_is_a_row_of_its_own(room: Mailroom) -> None:
    asked = mail(ME, DAN, START - 9 * DAY, "Would you have 20 minutes to tell me about your path?", own=OWN)
    room.deliver(asked, talk(), now=START - DAY)
    request = next(row.meeting for row in room.interviews(all_rows=True) if row.meeting.startswith("mail:"))
    say(room, START - DAY, interviews.split, by_uid(room, "u1").id, request)
    assert [row.meeting[:4] for row in room.interviews() if row.meeting == request] == ["mail"]


def test_what_was_split_can_be_merged_again_and_the_newest_word_counts(room: Mailroom) -> None:
    linked(room)
    say(room, START, interviews.split, room.only().id, by_uid(room, "u2").meeting)
    word = say(room, START + HOUR, interviews.merge, by_uid(room, "u1").id, by_uid(room, "u2").id)
    assert shown(room) == ["u1"]
    say(room, START + HOUR, interviews.undo, word.id)
    assert shown(room) == ["u1", "u2"]


def test_one_of_three_that_were_merged_is_split_off_alone(room: Mailroom) -> None:
    twin = talk("u2", START + timedelta(minutes=5), url=ROOM)
    room.deliver(talk(url=ROOM), twin, talk("u3", START + DAY, PRIVATE), now=START - DAY)
    say(room, START, interviews.merge, by_uid(room, "u3").id, by_uid(room, "u1").id)
    assert shown(room) == ["u1"]
    say(room, START + HOUR, interviews.split, room.only().id, by_uid(room, "u2").meeting)
    assert shown(room) == ["u1", "u2"]
    assert by_uid(room, "u3").same_as == by_uid(room, "u1").id


def test_splitting_what_is_not_there_is_refused(room: Mailroom) -> None:
    linked(room)
    for named in ("nothing", ""):
        with pytest.raises(ValueError, match="several"), room.context.database.writing("per_alice", "test") as session:
            interviews.split(session, "per_alice", room.only().id, named, START)


def test_a_mail_about_something_else_counts_no_more(room: Mailroom) -> None:
    off = mail(DAN, ME, START - HOUR, "I have to cancel our call.\n\nDan")
    room.deliver(talk(), off, now=START - HOUR)
    assert room.only().status == "cancelled"
    source = next(one["record"] for one in room.only().sources if one["kind"] == "mail")
    room.correct(room.only(), "not_about", f"msg:{source}", START - HOUR)
    assert room.only().status == "accepted"


# --- in any order -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(1, 4))
def test_merges_and_splits_replayed_in_any_order_change_nothing(room: Mailroom, seed: int) -> None:
    dates = [START + n * 2 * HOUR for n in range(4)]
    places = enumerate(zip(dates, (DAN, PRIVATE, DAN, PRIVATE), strict=True))
    records = [talk(f"u{n}", date, who, url="" if n else ROOM) for n, (date, who) in places]
    room.deliver(*records, talk("v0", START + timedelta(minutes=5), url=ROOM), now=START - DAY)
    say(room, START, interviews.merge, by_uid(room, "u1").id, by_uid(room, "u2").id)
    say(room, START + HOUR, interviews.merge, by_uid(room, "u3").id, by_uid(room, "u2").id)
    say(room, START + 2 * HOUR, interviews.split, by_uid(room, "u0").id, by_uid(room, "v0").meeting)
    say(room, START + 3 * HOUR, interviews.split, by_uid(room, "u1").id, by_uid(room, "u3").meeting)
    assert shown(room) == ["u0", "u1", "u3", "v0"]
    expected, now = everything(room), START + 3 * HOUR
    with room.context.database.writing(room.person_id, "test") as session:
        session.execute(update(Event).values(handled_at=None, due_at=now))
    room.settle(now, random.Random(seed))
    assert everything(room) == expected


@pytest.mark.parametrize("seed", range(1, 4))
def test_words_said_before_the_records_were_read_again_still_win(room: Mailroom, seed: int) -> None:
    linked(room)
    room.deliver(talk("u3", START + DAY, PRIVATE), now=START - DAY)
    say(room, START, interviews.split, by_uid(room, "u1").id, by_uid(room, "u2").meeting)
    say(room, START, interviews.merge, by_uid(room, "u2").id, by_uid(room, "u3").id)
    expected = everything(room)["interviews"]
    with room.context.database.writing(room.person_id, "test") as session:
        session.query(Interview).delete()
        session.execute(update(Event).values(handled_at=None, due_at=START))
    room.settle(START, random.Random(seed))
    assert everything(room)["interviews"] == expected


# --- the calendar says one thing, the mail another --------------------------------------------------------------------


def disagreeing(room: Mailroom) -> None:
    moved = mail(DAN, ME, START - 2 * HOUR, "Something came up, can we move our call to Thursday?\n\nDan")
    room.deliver(talk(), moved, now=START - HOUR)
    assert "calendar_disagrees_with_mail" in room.alerts()


def slot(start: datetime) -> str:
    return f"{start.isoformat()}/{(start + timedelta(minutes=30)).isoformat()}"


@pytest.mark.parametrize("start", [START, START + DAY])
def test_the_time_that_the_person_picks_ends_the_disagreement(room: Mailroom, start: datetime) -> None:
    disagreeing(room)
    room.correct(room.only(), "slot", slot(start), START - HOUR)
    assert (room.only().start, room.only().status, room.alerts()) == (start, "accepted", set())
    room.step(start + HOUR)
    assert room.only().status == "held_presumed"


def test_taking_the_time_back_brings_the_disagreement_back(room: Mailroom) -> None:
    disagreeing(room)
    before = everything(room)
    room.correct(room.only(), "slot", slot(START + DAY), START - HOUR)
    room.correct(room.only(), "undo", "", START - HOUR)
    assert everything(room) == before


def test_the_picked_time_stays_when_the_calendar_is_changed_later_and_both_are_shown(room: Mailroom) -> None:
    disagreeing(room)
    room.correct(room.only(), "slot", slot(START + DAY), START - HOUR)
    room.deliver(talk(start=START + 3 * DAY, sequence=4, updated=START), now=START)
    assert room.only().start == START + DAY
    assert "calendar_disagrees_with_mail" in room.alerts()


def test_what_is_called_off_after_the_time_was_picked_is_off(room: Mailroom) -> None:
    disagreeing(room)
    room.correct(room.only(), "slot", slot(START + DAY), START - HOUR)
    room.deliver(talk(status="cancelled", sequence=4, updated=START), now=START)
    assert room.only().status == "cancelled"


def test_picking_a_time_takes_back_that_it_was_off_and_the_other_way_round(room: Mailroom) -> None:
    disagreeing(room)
    room.correct(room.only(), "cancelled", "", START - HOUR)
    assert (room.only().status, room.alerts()) == ("cancelled", set())
    room.correct(room.only(), "slot", slot(START), START - HOUR)
    assert room.only().status == "accepted"
    room.correct(room.only(), "cancelled", "", START - HOUR)
    assert room.only().status == "cancelled"


# --- notes ------------------------------------------------------------------------------------------------------------


def texts(room: Mailroom) -> list[str]:
    with room.context.database.reading() as session:
        return [text for _, text in notebook.notes_of(session, room.context.vault, room.only())]


def test_a_note_taken_away_takes_back_that_the_meeting_counts(room: Mailroom) -> None:
    room.deliver(talk(summary="Alice / Daniel"), now=START - DAY)
    with room.context.database.writing(room.person_id, "test") as session:
        vault = room.context.vault
        note = notebook.add_note(session, vault, room.person_id, room.only().id, "Learn SQL first.", END + HOUR)
    room.settle(END + HOUR)
    assert (room.only().status, texts(room)) == ("held", ["Learn SQL first."])
    say(room, END + HOUR, notebook.remove_note, note.id)
    assert (room.only().status, texts(room)) == ("proposed", [])
    say(room, END + HOUR, notebook.undo_note, note.id)
    assert (room.only().status, texts(room)) == ("held", ["Learn SQL first."])


def test_a_reworded_note_reads_anew_and_goes_back_to_what_it_was(room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    room.note(room.only(), "Nobody came, I waited 20 minutes.", END + HOUR)
    assert room.only().status == "no_show"
    old = next(entry["evidence"]["source"] for entry in room.only().history if entry["what"] == "noted")
    with room.context.database.writing(room.person_id, "test") as session:
        new = notebook.edit_note(
            session, room.context.vault, room.person_id, old.removeprefix("note:"), "It was good.", END + HOUR
        )
    room.settle(END + HOUR)
    assert (room.only().status, texts(room)) == ("held", ["It was good."])
    say(room, END + HOUR, notebook.undo_note, new.id)
    assert (room.only().status, texts(room)) == ("no_show", ["Nobody came, I waited 20 minutes."])


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 20_001])
def test_a_note_without_words_or_without_end_is_refused(room: Mailroom, text: str) -> None:
    room.deliver(talk(), now=START - DAY)
    with pytest.raises(ValueError, match="note"), room.context.database.writing(room.person_id, "test") as session:
        notebook.add_note(session, room.context.vault, room.person_id, room.only().id, text, START)


def test_nobody_reads_rewords_or_takes_away_another_persons_note(room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    room.note(room.only(), "Secret.", END)
    named = room.only().data["notes"][0]
    for change in (notebook.remove_note, notebook.undo_note):
        with pytest.raises(notebook.NoSuchNote), room.context.database.writing("per_bob", "test") as session:
            change(session, "per_bob", named, END)
    assert texts(room) == ["Secret."]


# --- tasks --------------------------------------------------------------------------------------------------------------


def test_a_task_that_was_ticked_off_stays_done_until_it_is_put_back(room: Mailroom) -> None:
    room.deliver(talk(attendees=[attendee(ME, "needs_action"), attendee(DAN)]), now=START - DAY)
    with room.context.database.reading() as session:
        task = session.scalars(select(Task).where(Task.kind == "respond_to_invite")).one()
    say(room, START - DAY, tick, task.id)
    room.deliver(mail(DAN, ME, START - HOUR, "See you soon.\n\nDan"), now=START - HOUR)
    assert room.tasks() == {}
    with room.context.database.writing(room.person_id, "test") as session:
        tick(session, room.person_id, task.id, START, is_done=False)
    assert "respond_to_invite" in room.tasks()
    with pytest.raises(NoSuchTask), room.context.database.writing("per_bob", "test") as session:
        tick(session, "per_bob", task.id, START)
