"""Mails that nobody vouches for and that answer the person: by what they show that they are of the conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from connectors.records import Invite, Message
from service.organizers import check, keys_of_people
from service.schema import Observation
from tests.service.itip import NOW, PA
from tests.service.mailroom import Mailroom, attendee, mail
from tests.service.talks import DAN, DAY, ME, OWN, START, request, talk
from tests.service.test_itip_spoofed import EVIL, WORDS, in_the_calendar, state, unknown
from tests.statements import counting


def second_mail(of: str = DAN) -> Message:
    """The person's second mail of the thread that they began with Daniel."""
    return mail(ME, of, START - 7 * DAY, "I wanted to ask once more.", own=OWN, reply_to=request())


def answering(question: Message, text: str, *invites: Invite) -> Message:
    """An answer that nobody vouches for and that names nothing but what it answers, as some programs write it."""
    found = mail(DAN, ME, NOW, text, subject="Re: Your switch", invites=invites, authentication="")
    return replace(found, in_reply_to=question.message_id.upper())


def test_words_that_name_a_mail_of_the_persons_count_wherever_in_a_thread_that_mail_stood(room: Mailroom) -> None:
    asked = second_mail()
    room.deliver(*in_the_calendar(), asked, answering(asked, WORDS[0]), now=NOW)
    assert (room.only().status, room.only().cancelled_by) == ("cancelled", "contact")


def test_a_mail_of_the_persons_to_somebody_else_vouches_for_nobody(room: Mailroom) -> None:
    room.deliver(*in_the_calendar(), now=NOW)
    before = state(room)
    other = second_mail(EVIL)
    room.deliver(other, answering(other, WORDS[0]), now=NOW)
    assert state(room)["rows"].items() >= before["rows"].items()


def test_an_invite_that_names_a_mail_of_the_persons_counts_wherever_in_a_thread_that_mail_stood(room: Mailroom) -> None:
    asked = second_mail()
    room.deliver(request(), asked, answering(asked, "", Invite("REQUEST", (unknown(),))), now=NOW)
    assert [row.band for row in room.interviews() if row.meeting.startswith("never-seen")] == ["log"]


def invited_by(sender: str, organizer: str, question: Message, *others: str) -> Message:
    """An invite to a talk with Daniel and others, as an answer to what the person wrote; nobody vouches for it."""
    listed = [attendee(ME, "needs_action"), attendee(DAN), *map(attendee, others)]
    found = talk("never-seen", start=START + 3 * DAY, organizer=organizer, attendees=listed, updated=NOW)
    invites = (Invite("REQUEST", (found,)),)
    return mail(sender, ME, NOW, "", invites=invites, reply_to=question, authentication="")


def bands(room: Mailroom) -> list[str]:
    return [row.band for row in room.interviews(all_rows=True) if row.meeting.startswith("never-seen")]


@pytest.mark.parametrize("organizer", [DAN, PA], ids=["in their name", "in their own"])
def test_an_assistant_to_whom_the_person_never_wrote_may_invite_in_the_thread_that_they_wrote_in(
    room: Mailroom, organizer: str
) -> None:
    asked = request()
    room.deliver(asked, invited_by(PA, organizer, asked), now=NOW)
    assert bands(room) == ["log"]


def test_an_assistant_who_knows_no_thread_of_the_persons_is_asked_about(room: Mailroom) -> None:
    strange = mail(DAN, ME, NOW, "Hello", own=OWN)
    room.deliver(request(), invited_by(PA, DAN, strange), now=NOW)
    assert bands(room) == ["ask"]


@pytest.mark.parametrize("sender", [DAN, PA])
def test_whoever_had_a_thread_with_the_person_may_not_invite_in_the_name_of_another_whom_they_wrote_to(
    room: Mailroom, sender: str
) -> None:
    other = mail(ME, EVIL, NOW - DAY, "Could I ask you about your work?", own=OWN)
    room.deliver(request(), other, invited_by(sender, DAN, other, EVIL), now=NOW)
    assert bands(room) == ["ask"]


def asked_for(room: Mailroom, times: int) -> int:
    """What the database is asked to tell which of so many times count that one mail under one number brought."""
    asked = [
        replace(unknown(), ical_uid=f"many-{times}", start=at, recurrence_id=at)
        for at in (START + number * DAY for number in range(times))
    ]
    room.deliver(mail(DAN, ME, NOW, "", invites=(Invite("REQUEST", tuple(asked)),), authentication=""), now=NOW)
    with room.context.database.reading() as session:
        rows = [row for row in session.scalars(select(Observation)) if row.meeting.startswith(f"many-{times}|")]
        assert len(rows) == times
        with counting(room.context) as seen:
            found = check(session, room.person_id, rows, keys_of_people(session, room.person_id, frozenset()))
        assert len(found.doubts) == times
    return len(seen)


def test_what_was_written_with_somebody_is_read_once_for_all_that_comes_under_one_number(room: Mailroom) -> None:
    room.deliver(request(), now=NOW)
    assert asked_for(room, 3) == asked_for(room, 30)
