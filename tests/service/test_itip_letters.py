"""What a person's calendar sends for them is no letter of theirs: it neither thanks nor counts as having written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from connectors.records import Invite
from service import drafting
from service.schema import FollowUp
from tests.service.mailroom import Mailroom, attendee, mail
from tests.service.talks import DAN, DAY, END, ME, OWN, START, request, talk

LATE = END + DAY


def plans(room: Mailroom) -> set[tuple[str, str, str]]:
    with room.context.database.writing(room.person_id, "test") as session:
        drafting.follow_up(session, room.context.vault, room.only().id, LATE)
        rows = session.scalars(select(FollowUp).where(FollowUp.person_id == room.person_id))
        return {(row.kind, row.state, row.reason) for row in rows}


@pytest.mark.parametrize("method", ["REPLY", "COUNTER", "REQUEST", "CANCEL"])
def test_what_the_calendar_sends_after_the_end_silences_no_thank_you(room: Mailroom, method: str) -> None:
    room.deliver(request(), talk(), now=START - DAY)
    room.step(END)
    answer = replace(talk(attendees=[attendee(ME)], updated=LATE))
    sent = mail(ME, DAN, LATE, "Alice Moreau has accepted.", own=OWN, invites=(Invite(method, (answer,)),))
    room.deliver(sent, now=LATE)
    assert room.only().status == "held_presumed"
    assert {(kind, reason) for kind, _, reason in plans(room)} == {("thank_you", "")}


def test_a_letter_of_ones_own_after_the_end_does(room: Mailroom) -> None:
    room.deliver(request(), talk(), now=START - DAY)
    room.deliver(mail(ME, DAN, LATE, "Here are the slides.\n\nAlice", own=OWN), now=LATE)
    assert {(kind, reason) for kind, _, reason in plans(room)} == {("thank_you", "user_already_wrote")}
