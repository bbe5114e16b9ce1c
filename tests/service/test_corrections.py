"""The person's clicks and notes decide what became of a talk, now and after every later sync."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.records import Address
from service import events, interviews
from service.schema import Event
from tests.service.mailroom import Mailroom, attendee
from tests.service.talks import DAN, DAY, END, ME, START, request, talk


def test_a_correction_wins_over_every_later_sync_and_can_be_taken_back(room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    assert room.only().status == "proposed"
    room.correct(room.only(), "is_interview", "", START - DAY)
    assert room.only().status == "accepted"
    room.step(END)
    room.correct(room.only(), "no_show", "user", END + DAY)
    room.deliver(talk(sequence=1, updated=END + DAY, summary="Alice & Daniel"), now=END + DAY)
    assert (room.only().status, room.only().no_show_by) == ("no_show", "user")
    room.correct(room.only(), "undo", "", END + DAY)
    assert room.only().status == "held_presumed"


def test_contact_and_role_can_be_corrected(room: Mailroom) -> None:
    room.deliver(
        request(),
        talk(attendees=[attendee(ME), attendee(DAN), attendee("Tom <tom@northgate.example>")]),
        now=START - DAY,
    )
    room.correct(room.only(), "contact", "tom@northgate.example", START - DAY)
    room.correct(room.only(), "role", "host", START - DAY)
    assert (room.only().address, room.only().role) == ("tom@northgate.example", "host")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said the certificate matters less than the first project.", ("held", "")),
        ("Waited 25 minutes, nobody joined.", ("no_show", "contact")),
        ("I completely forgot, overslept. Must apologise.", ("no_show", "user")),
        ("Ich habe gewartet, er ist nicht erschienen.", ("no_show", "contact")),
        ("Personne n'est venu.", ("no_show", "contact")),
        ("No se presentó nadie.", ("no_show", "contact")),
        ("Called off an hour before.", ("cancelled", "")),
    ],
)
def test_a_note_says_what_became_of_it(room: Mailroom, text: str, expected: tuple[str, str]) -> None:
    room.deliver(talk(), now=START - DAY)
    room.note(room.only(), text, END + timedelta(hours=1))
    interview = room.only()
    assert (interview.status, interview.no_show_by, interview.band) == (*expected, "log")


def test_every_new_note_is_told_to_whoever_drafts(room: Mailroom) -> None:
    room.deliver(request(), talk(), now=START - DAY)
    room.step(END)
    changes = select(Event.id).where(Event.kind == events.INTERVIEW_CHANGED)
    told = []
    for text in ("First thought.", "Second thought."):
        room.note(room.only(), text, END + timedelta(hours=1))
        with room.context.database.reading() as session:
            told.append(len(session.scalars(changes).all()))
    assert told[0] < told[1]


def test_a_talk_can_be_logged_by_hand(room: Mailroom) -> None:
    with room.context.database.writing(room.person_id, "test") as session:
        interviews.add_by_hand(
            session, room.person_id, title="Walk with Daniel", start=START, end=END, timezone="UTC",
            contact=Address("d.osei@northgate.example", "Daniel Osei"), now=END + DAY,
        )  # fmt: skip
    room.settle(END + DAY)
    interview = room.only()
    assert (interview.status, interview.band, interview.address) == ("held_presumed", "log", "d.osei@northgate.example")
