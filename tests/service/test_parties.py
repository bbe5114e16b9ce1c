"""Who a talk is with, who else is on it, and which one with somebody it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from service.schema import Identity, Introduction
from tests.service.mailroom import Mailroom, address, attendee, mail
from tests.service.talks import DAN, DAY, END, ME, START, request, talk


def test_the_assistant_who_arranges_is_not_the_contact(room: Mailroom) -> None:
    carla = "Carla Mendes <carla@northgate.example>"
    asked = request()
    hand = mail(
        DAN, ME, START - 8 * DAY, "Glad to. Carla (cc) will find a time.\n\nDaniel", cc=(carla,), reply_to=asked
    )
    event = talk(organizer=carla, summary="Daniel / Alice", attendees=[attendee(ME), attendee(DAN), attendee(carla)])
    room.deliver(asked, hand, event, now=START - DAY)
    interview = room.only()
    assert interview.address == "d.osei@northgate.example"
    assert [(other["email"], other["part"]) for other in interview.others] == [("carla@northgate.example", "assistant")]
    assert "one_person" in {reason["rule"] for reason in interview.reasons}


PAM = "Pamela Rusk <pam@northgate.example>"
ASSISTANTS = {
    "sends as the other": mail(DAN, ME, START - 8 * DAY, "Wednesday at 3 works. Dan", actual_sender=PAM),
    "says for whom": mail(
        "Pam Rusk on behalf of Daniel Osei <pam@northgate.example>", ME, START - 8 * DAY, "Yes, at 3."
    ),
    "signs as assistant": mail(
        PAM, ME, START - 8 * DAY, "At 3?", signature="Pamela Rusk\nExecutive Assistant to Daniel Osei"
    ),
    "writes in German for her": mail(PAM, ME, START - 8 * DAY, "Um 15 Uhr?\ni. A. Pamela Rusk\nAssistenz Dr. Osei"),
    "names the times": mail(PAM, ME, START - 8 * DAY, "Wednesday at 3 works for Daniel.\n\nPam"),
}


@pytest.mark.parametrize("how", ASSISTANTS)
def test_whoever_writes_for_another_arranges_and_does_not_count(room: Mailroom, how: str) -> None:
    event = talk(organizer=PAM, summary="Daniel / Alice", attendees=[attendee(ME), attendee(DAN), attendee(PAM)])
    asked = request()
    room.deliver(asked, replace(ASSISTANTS[how], in_reply_to=asked.message_id), event, now=START - DAY)
    interview = room.only()
    assert interview.address == "d.osei@northgate.example"
    assert [(other["email"], other["part"]) for other in interview.others] == [("pam@northgate.example", "assistant")]
    assert "one_person" in {reason["rule"] for reason in interview.reasons}


def test_a_colleague_who_comes_along_is_no_assistant(room: Mailroom) -> None:
    tom = "Tom Reed <tom@northgate.example>"
    glad = mail(DAN, ME, START - 8 * DAY, "Glad to. Tom would like to come too. At 3?\n\nDan", cc=(tom,))
    words = mail(tom, ME, START - 7 * DAY, "Looking forward to it, I came from teaching as well.\n\nTom")
    event = talk(summary="Daniel / Tom / Alice", attendees=[attendee(ME), attendee(DAN), attendee(tom)])
    room.deliver(request(), glad, words, event, now=START - DAY)
    assert [(other["email"], other["part"]) for other in room.only().others] == [("tom@northgate.example", "attendee")]


def test_rooms_and_decliners_are_no_hosts_and_everybody_else_is(room: Mailroom) -> None:
    event = talk(
        summary="Northgate: informal chat about careers",
        attendees=[
            attendee(ME),
            attendee(DAN),
            attendee("Tom Reed <tom@northgate.example>"),
            attendee("Joan Pru <joan@northgate.example>", "declined"),
            attendee("Elm (6) <room-elm@resource.northgate.example>", is_resource=True),
        ],
    )
    room.deliver(event, now=START - DAY)
    parts = {other["email"]: other["part"] for other in room.only().others}
    assert parts == {"tom@northgate.example": "attendee", "joan@northgate.example": "declined"}


def test_who_is_received_beside_the_person_and_who_only_said_perhaps_are_no_hosts(room: Mailroom) -> None:
    event = talk(
        summary="Alice + Lowri: meet the team",
        attendees=[
            attendee(ME),
            attendee("Lowri Bevan <lowri@college.example>"),
            attendee(DAN),
            attendee("Tom Reed <tom@northgate.example>"),
            attendee("Peter Vella <peter@northgate.example>", "tentative"),
        ],
    )
    room.deliver(request(), event, now=START - DAY)
    interview = room.only()
    parts = {other["email"]: other["part"] for other in interview.others}
    assert interview.address == "d.osei@northgate.example"
    assert parts == {
        "tom@northgate.example": "attendee",
        "lowri@college.example": "peer",
        "peter@northgate.example": "perhaps",
    }


def test_somebody_from_elsewhere_who_was_asked_or_wrote_is_met_too(room: Mailroom) -> None:
    lowri = "Lowri Bevan <lowri@college.example>"
    words = mail(lowri, ME, START - 7 * DAY, "Looking forward to it, I came from teaching as well.\n\nLowri")
    listed = [attendee(ME), attendee(DAN), attendee("Tom Reed <tom@northgate.example>"), attendee(lowri)]
    room.deliver(request(), talk(attendees=listed), words, now=START - DAY)
    assert {other["part"] for other in room.only().others} == {"attendee"}


def test_whom_the_person_copied_to_the_hosts_comes_along_though_they_write(room: Mailroom) -> None:
    pip = "Pip Donnelly <pip@college.example>"
    hello = mail(pip, DAN, START - 8 * DAY, "Hi, Pip here, happy to just listen in.", cc=(ME,))
    listed = [attendee(ME), attendee(DAN), attendee("Tom Reed <tom@northgate.example>"), attendee(pip)]
    room.deliver(replace(request(), cc=(address(pip),)), talk(attendees=listed), hello, now=START - DAY)
    parts = {other["email"]: other["part"] for other in room.only().others}
    assert parts == {"tom@northgate.example": "attendee", "pip@college.example": "peer"}


def test_the_one_who_brought_them_together_is_kept(room: Mailroom) -> None:
    joan = "Joan Park <joan@oldfirm.example>"
    text = "Daniel, meet Alice. Alice, meet Daniel, who made the switch you are thinking about.\n\nJoan"
    room.deliver(mail(joan, [ME, DAN], START - 9 * DAY, text, subject="Intro"), talk(), now=START - DAY)
    interview = room.only()
    with room.context.database.reading() as session:
        row = session.scalars(select(Introduction)).one()
        joans = session.get_one(Identity, (room.person_id, "joan@oldfirm.example")).contact_id
    assert interview.introduced_by == row.introducer_id == joans
    assert row.quote in text
    assert "introduced" in interview.badges


def test_the_next_talk_with_somebody_is_the_second(room: Mailroom) -> None:
    room.deliver(request(), talk(), now=START - DAY)
    room.step(END)
    room.deliver(talk("u2", START + 40 * DAY, summary="Catch up Alice / Daniel"), now=START + 39 * DAY)
    first, second = room.interviews()
    assert (first.meeting_no, second.meeting_no) == (1, 2)
    assert "second meeting" in second.badges
    room.correct(first, "is_not_interview", "", START + 39 * DAY)
    assert [row.meeting_no for row in room.interviews() if row.band == "log"] == [1]


def test_the_number_of_a_talk_is_right_again_when_an_earlier_one_turns_out_to_be_with_somebody_else(
    room: Mailroom,
) -> None:
    later = talk("u2", START + 20 * DAY, summary="Catch up Alice / Daniel", updated=START)
    room.deliver(request(), talk(), later, now=START + 21 * DAY)
    first, second = room.interviews()
    assert (first.meeting_no, second.meeting_no) == (1, 2)
    room.correct(first, "contact", "Eva Lind <eva@kyst.example>", START + 21 * DAY)
    assert [row.meeting_no for row in room.interviews()] == [1, 1]


def test_a_look_alike_address_is_pointed_out(room: Mailroom) -> None:
    asked = request()
    twin = mail(
        "Daniel Osei <d.osei@northqate.example>", ME, START - 2 * DAY, "Use my new address please.", reply_to=asked
    )
    room.deliver(asked, talk(), twin, now=START - DAY)
    assert "look_alike_address" in room.alerts()
