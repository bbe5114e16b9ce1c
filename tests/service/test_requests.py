"""Talks that were only arranged in words: asked for, answered, agreed to, refused."""

from __future__ import annotations

from dataclasses import replace

from tests.service.mailroom import Mailroom, mail
from tests.service.talks import ASK, DAN, DAY, END, ME, OWN, START, request, talk


def test_an_own_request_without_a_time_is_kept_but_not_logged(room: Mailroom) -> None:
    room.deliver(request(), now=START - 8 * DAY)
    interview = room.only()
    assert (interview.status, interview.role, interview.start) == ("not_logged", "seeker", None)
    assert interview.reasons[0]["rule"] == "no_time_yet"
    assert "asked in mail" in interview.badges


def test_a_request_to_the_person_waits_for_their_answer(room: Mailroom) -> None:
    text = "I'm a student of nursing. Would you have 20 minutes to tell me how you got into informatics?\n\nDaniel"
    asked = mail(DAN, ME, START - 9 * DAY, text, subject="A question")
    room.deliver(asked, now=START - 9 * DAY)
    assert (room.only().role, "answer_request" in room.tasks()) == ("host", True)
    room.deliver(mail(ME, DAN, START - 8 * DAY, "Gladly!", reply_to=asked, own=OWN), now=START - 8 * DAY)
    assert room.tasks() == {}


def _agreed_talk(room: Mailroom) -> None:
    """Dan offers a time, and the person takes it; no calendar knows of it."""
    asked = request()
    answer = mail(DAN, ME, START - 8 * DAY, "Happy to. Wednesday the 18th at 15:00 works.\n\nDan", reply_to=asked)
    room.deliver(asked, answer, now=START - 8 * DAY)
    assert (room.only().start, room.only().status) == (None, "not_logged")
    room.deliver(
        mail(ME, DAN, START - 7 * DAY, "Perfect, see you then!", reply_to=answer, own=OWN), now=START - 7 * DAY
    )


def test_a_time_that_both_agreed_to_in_mail_is_proposed_with_both_quotes(room: Mailroom) -> None:
    _agreed_talk(room)
    interview = room.only()
    assert (interview.status, interview.start, interview.data["lifecycle"]) == ("proposed", START, "accepted")
    assert "time from mail" in interview.badges
    agreed = interview.data["agreed"]
    assert [one["quote"] for one in agreed["words"]] == [
        "Wednesday the 18th at 15:00 works.",
        "Perfect, see you then!",
    ]
    assert [one["by"] for one in agreed["words"]] == ["contact", "user"]
    assert agreed["is_zone_said"] is False


def test_a_time_that_only_mail_knows_is_never_presumed_held_but_asked_about(room: Mailroom) -> None:
    _agreed_talk(room)
    room.step(END)
    assert (room.only().data["lifecycle"], room.only().status) == ("accepted", "proposed")
    assert "confirm_no_show" in room.alerts()
    room.deliver(mail(ME, DAN, END + DAY, "Dan, thank you for yesterday!", own=OWN, subject="Thanks"), now=END + DAY)
    assert (room.only().data["lifecycle"], bool(room.only().thanked_by)) == ("held", True)
    assert "confirm_no_show" not in room.alerts()


def test_a_confirmed_time_counts_like_that_of_a_calendar(room: Mailroom) -> None:
    _agreed_talk(room)
    room.correct(room.only(), "is_interview", "", START - 6 * DAY)
    room.correct(room.only(), "slot", f"{START.isoformat()}/{END.isoformat()}", START - 6 * DAY)
    assert (room.only().status, room.only().start) == ("accepted", START)
    room.step(END)
    assert room.only().status == "held_presumed"


def test_a_time_that_the_person_denies_is_gone_and_comes_back_with_undo(room: Mailroom) -> None:
    _agreed_talk(room)
    agreed = room.only().data["agreed"]["start"]
    room.correct(room.only(), "not_agreed", agreed, START - 6 * DAY)
    assert (room.only().start, room.only().data.get("agreed")) == (None, None)
    room.correct(room.only(), "undo", "", START - 5 * DAY)
    assert (room.only().start, room.only().status) == (START, "proposed")


def test_a_calendar_event_at_the_agreed_time_takes_over(room: Mailroom) -> None:
    _agreed_talk(room)
    room.deliver(talk(), now=START - 5 * DAY)
    assert (room.only().meeting, room.only().start) == ("u1@cal.example|master", START)
    assert [row.same_as for row in room.interviews(all_rows=True) if row.meeting.startswith("mail:")] == [
        room.only().id
    ]


def test_once_a_calendar_knows_the_talk_the_request_stands_behind_it(room: Mailroom) -> None:
    room.deliver(request(), now=START - 8 * DAY)
    room.deliver(talk(), now=START - 5 * DAY)
    assert room.only().meeting == "u1@cal.example|master"
    assert [row.badges for row in room.interviews(all_rows=True) if row.meeting.startswith("mail:")] == [["linked"]]


def test_a_refused_request_is_off(room: Mailroom) -> None:
    asked = request()
    no = mail(DAN, ME, START - 8 * DAY, "Unfortunately I don't have the time at the moment. Good luck!", reply_to=asked)
    room.deliver(asked, no, now=START - 8 * DAY)
    assert (room.only().status, room.only().cancelled_by) == ("not_logged", "contact")
    assert room.only().data["lifecycle"] == "cancelled"


def test_a_request_is_called_by_its_first_subject_whichever_mail_was_read_first(room: Mailroom) -> None:
    asked = request()
    again = mail(ME, DAN, START - 8 * DAY, ASK, own=OWN, reply_to=asked)
    again = replace(again, subject="Re: Your switch")
    room.deliver(again, asked, now=START - 7 * DAY)
    assert room.only().title == "Your switch"
