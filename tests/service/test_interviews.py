"""Interviews as they come out of real records: status over time, whose they are, how they are read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from service import interviews
from service.context import Context
from service.schema import Contact
from service.word_of_person import NoSuchInterview
from tests.service.mailroom import Mailroom, attendee, confirmed, mail, meeting
from tests.service.talks import DAN, DAY, END, ME, OWN, START, request, talk


def test_an_accepted_talk_becomes_presumed_held_by_itself_when_its_end_passes(room: Mailroom) -> None:
    room.deliver(request(), talk(), now=START - DAY)
    assert room.only().status == "accepted"
    room.step(START + timedelta(minutes=10))
    assert room.only().status == "accepted"
    room.step(END)
    interview = room.only()
    assert interview.status == "held_presumed"
    assert room.alerts() == {"confirm_held"}
    assert interview.history[-1]["what"] == "held_presumed"


def test_an_unanswered_invite_is_a_task_until_it_begins(room: Mailroom) -> None:
    room.deliver(request(), talk(attendees=[attendee(ME, "needs_action"), attendee(DAN)]), now=START - DAY)
    assert room.only().status == "invited"
    assert "Daniel" in room.tasks()["respond_to_invite"]
    room.step(END + DAY)
    assert room.only().status == "invited"
    assert room.tasks() == {}


@pytest.mark.parametrize("summary", ["Alice / Daniel", "Informational interview"])
def test_what_an_invite_calls_itself_is_nobodys_yes(room: Mailroom, summary: str) -> None:
    invited = talk(summary=summary, attendees=[attendee(ME, "needs_action"), attendee(DAN)])
    off = replace(invited, status="cancelled", sequence=1, updated=START - timedelta(hours=2))
    room.deliver(invited, now=START - DAY)
    room.deliver(off, now=START - timedelta(hours=2))
    assert {row.status for row in room.interviews()} <= {"not_logged"}


def test_a_move_keeps_the_old_time_in_the_history(room: Mailroom) -> None:
    later = START + 2 * DAY
    room.deliver(request(), talk(), now=START - 3 * DAY)
    room.deliver(talk(start=later, sequence=1, updated=START - DAY), now=START - DAY)
    interview = room.only()
    assert (interview.start, interview.reschedules) == (later, 1)
    assert "rescheduled" in interview.badges
    moved = next(entry for entry in interview.history if entry["what"] == "rescheduled")
    assert (moved["from"], moved["to"]) == ("2026-03-18T15:00:00Z", "2026-03-20T15:00:00Z")
    room.step(END)
    assert room.only().status == "accepted"


def test_a_cancellation_with_a_wish_for_another_time_leaves_a_task(room: Mailroom) -> None:
    asked = request()
    sorry = mail(
        DAN,
        ME,
        START - timedelta(hours=3),
        "I have to drop ours today. Could we find another time in May?",
        reply_to=asked,
    )
    off = talk(status="cancelled", sequence=1, updated=START - timedelta(hours=2))
    room.deliver(asked, talk(), now=START - DAY)
    room.deliver(sorry, off, now=START - timedelta(hours=2))
    interview = room.only()
    assert (interview.status, interview.cancelled_by) == ("cancelled", "contact")
    assert "May" in room.tasks()["reschedule"]


def test_a_cancellation_in_words_alone_shows_that_the_calendar_says_otherwise(room: Mailroom) -> None:
    asked = request()
    sorry = mail(DAN, ME, START - DAY, "So sorry, I won't be able to make it tomorrow.", reply_to=asked)
    room.deliver(asked, talk(), sorry, now=START - DAY)
    room.step(END + DAY)
    assert room.only().status == "cancelled"
    assert room.alerts() == {"calendar_disagrees_with_mail"}


def test_an_apology_for_missing_it_is_a_no_show_to_be_confirmed(room: Mailroom) -> None:
    asked = request()
    sorry = mail(
        DAN, ME, END + timedelta(hours=1), "Alice, I'm so sorry I missed our call, my meeting ran over.", reply_to=asked
    )
    room.deliver(asked, talk(), sorry, now=END + timedelta(hours=2))
    interview = room.only()
    assert (interview.status, interview.no_show_by) == ("no_show", "contact")
    assert room.alerts() == {"confirm_no_show"}
    assert "Daniel" in room.tasks()["reschedule"]


def test_a_no_show_that_is_noted_and_owned_to_is_not_asked_about(room: Mailroom) -> None:
    asked = request()
    room.deliver(asked, talk(), now=START - DAY)
    room.note(room.only(), "Sat on the link for 25 minutes, nobody joined.", END)
    assert room.alerts() == {"confirm_no_show"}
    fault = "I waited in the other room until noon: my fault. Could we try again next week?"
    room.deliver(mail(DAN, ME, END + timedelta(hours=1), fault, reply_to=asked), now=END + timedelta(hours=2))
    assert (room.only().status, room.only().no_show_by, room.alerts()) == ("no_show", "contact", set())


def test_waiting_alone_asks_and_presumes_nothing(room: Mailroom) -> None:
    asked = request()
    waiting = mail(
        ME, DAN, START + timedelta(minutes=8), "Hi Daniel, I'm on the link, no rush!", reply_to=asked, own=OWN
    )
    room.deliver(asked, talk(), waiting, now=END + timedelta(hours=2))
    assert room.only().status == "accepted"
    assert room.alerts() == {"confirm_no_show"}


def test_thanks_from_another_thread_to_an_address_the_contact_gave_count(room: Mailroom) -> None:
    asked = request()
    text = "Happy to. Or write me at danielosei@inbox.example.\n\nDan"
    answer = mail(DAN, ME, START - 8 * DAY, text, reply_to=asked, authentication=confirmed(DAN))
    room.deliver(asked, answer, talk(), now=START - DAY)
    thanks = mail(
        ME, "danielosei@inbox.example", END + DAY, "Dan, thank you for yesterday!\n\nAlice", own=OWN, subject="Thanks"
    )
    room.deliver(thanks, now=END + DAY)
    interview = room.only()
    assert (interview.status, interview.thanked_by) == ("held", thanks.message_id)
    assert interview.thanked_at == END + DAY
    assert interview.address == "d.osei@northgate.example"
    with room.context.database.reading() as session:
        contact = session.get_one(Contact, interview.contact_id)
        assert contact.data["signed_as"] == {"Dan": 1}


def test_a_talk_put_off_and_booked_anew_keeps_its_reason(room: Mailroom) -> None:
    asked = request()
    sorry = mail(
        DAN, ME, START - timedelta(hours=3), "I need to cancel today. Can we find another time?", reply_to=asked
    )
    off = talk(status="cancelled", sequence=1, updated=START - timedelta(hours=2))
    anew = talk("u2", START + 6 * DAY, summary="Daniel", updated=START + DAY)
    room.deliver(asked, talk(), sorry, off, anew, now=START + DAY)
    first, second = room.interviews()
    assert (first.status, second.status, second.band, second.meeting_no) == ("cancelled", "accepted", "log", 1)
    assert "reschedule" not in room.tasks()


def test_the_answers_on_a_booking_page_are_the_words_of_whoever_booked(room: Mailroom) -> None:
    text = "Please share anything that will help prepare: I would love to hear how you got into localisation."
    room.deliver(talk(organizer=ME, description=text), now=START - DAY)
    assert room.only().role == "host"


def test_a_move_in_words_alone_presumes_nothing(room: Mailroom) -> None:
    asked = request()
    push = mail(DAN, ME, START - timedelta(hours=2), "So sorry, can we push this to Friday, same time?", reply_to=asked)
    room.deliver(asked, talk(), push, now=START - timedelta(hours=2))
    room.step(END + DAY)
    assert (room.only().status, room.alerts()) == ("accepted", {"calendar_disagrees_with_mail"})


# --- one person's data ----------------------------------------------------------------------------------------------


def test_nobody_sees_or_changes_what_is_another_persons(context: Context) -> None:
    alice = Mailroom(context)
    bob = Mailroom(context, person_id="per_bob", name="Bob Hale", emails=("bob@bob.example",))
    alice.deliver(request(), talk(), now=START - DAY)
    theirs = meeting(
        "u1", START, [attendee("bob@bob.example"), attendee(DAN)], organizer=DAN, summary="Coffee chat Bob"
    )
    bob.deliver(theirs, now=START - DAY)
    hers, his = alice.only(), bob.only()
    assert hers.id != his.id
    assert hers.contact_id != his.contact_id
    bob.correct(his, "is_not_interview", "sales", START - DAY)
    assert alice.only().status == "accepted"
    with context.database.reading() as session:
        assert interviews.listing(session, "per_charlie", include_left_out=True) == []
        assert [row["id"] for row in interviews.listing(session, "per_alice")] == [hers.id]
        with pytest.raises(NoSuchInterview):
            interviews.owned(session, "per_bob", hers.id)


# --- reads ----------------------------------------------------------------------------------------------------------


def test_the_outline_has_a_fixed_shape_and_times_in_utc(room: Mailroom) -> None:
    room.deliver(request(), talk(), now=START - DAY)
    with room.context.database.reading() as session:
        (outline,) = interviews.listing(session, room.person_id)
    assert list(outline) == [
        "id", "status", "badges", "role", "classification", "reasons", "title", "start", "end", "timezone", "contact",
        "others", "reschedules", "sources", "history", "thanked_at",
    ]  # fmt: skip
    assert (outline["start"], outline["thanked_at"]) == ("2026-03-18T15:00:00Z", None)
    assert outline["contact"]["email"] == "d.osei@northgate.example"
    assert {source["kind"] for source in outline["sources"]} == {"calendar", "mail"}
    json.dumps(outline)


def test_what_is_left_out_is_listed_only_when_asked_for(room: Mailroom) -> None:
    room.deliver(talk(summary="Phone screen - Analyst (Req 4711)"), now=START - DAY)
    with room.context.database.reading() as session:
        assert interviews.listing(session, room.person_id) == []
        (row,) = interviews.listing(session, room.person_id, include_left_out=True)
    assert (row["status"], row["classification"]) == ("not_logged", "recruiter_screen")
