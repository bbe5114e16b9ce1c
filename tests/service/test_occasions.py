"""What is offered to be asked for, and what is not: on dates and directions alone, for one person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from service import asks, occasions
from service.context import Context
from service.occasions import working_days
from tests.service.mailroom import Mailroom, mail
from tests.service.played import played_once
from tests.service.talks import DAN, DAY, ME, OWN, START, request, talk

ASKED_AT = START - 14 * DAY
"""A Wednesday."""


def offered(room: Mailroom, now: object, person_id: str = "per_alice") -> list[str]:
    with room.context.database.reading() as session:
        return [one.kind for one in occasions.offered(session, person_id, now)]  # type: ignore[arg-type]


@pytest.fixture
def planned(context: Context) -> Mailroom:
    return played_once(arranged, context)


def arranged(context: Context) -> Mailroom:
    """A talk that was asked for and arranged two weeks before."""
    room = Mailroom(context)
    asked = request(ASKED_AT)
    answer = mail(DAN, ME, ASKED_AT + DAY, "Happy to. Wednesday the 18th at 15:00 works.\n\nDan", reply_to=asked)
    room.deliver(asked, answer, now=ASKED_AT + DAY)
    room.deliver(talk(updated=ASKED_AT + DAY), now=ASKED_AT + DAY)
    return room


def test_tomorrows_talk_that_nobody_confirmed_is_offered_to_be_confirmed(planned: Mailroom) -> None:
    assert offered(planned, START - 2 * DAY) == []
    assert offered(planned, START - timedelta(hours=20)) == ["confirmation"]


@pytest.mark.parametrize("writer", ["contact", "person"])
def test_a_mail_of_either_side_in_these_days_confirms_enough(planned: Mailroom, writer: str) -> None:
    sender, to, own = (DAN, ME, ()) if writer == "contact" else (ME, DAN, OWN)
    at = START - timedelta(hours=30)
    planned.deliver(mail(sender, to, at, "See you on Wednesday!", own=own, subject="Wednesday"), now=at)
    assert offered(planned, START - timedelta(hours=20)) == []


def test_what_was_moved_yesterday_needs_no_confirming(planned: Mailroom) -> None:
    at = START - timedelta(hours=30)
    planned.deliver(talk(start=START + timedelta(hours=1), sequence=1, updated=at), now=at)
    assert offered(planned, START - timedelta(hours=20)) == []


@pytest.mark.parametrize(("minutes", "found"), [(-31, []), (-30, ["running_late"]), (14, ["running_late"]), (16, [])])
def test_who_is_late_says_so_shortly_before_or_after_the_start(
    planned: Mailroom, minutes: int, found: list[str]
) -> None:
    now = START + timedelta(minutes=minutes)
    planned.step(now)
    assert [kind for kind in offered(planned, now) if kind == "running_late"] == found


def test_an_own_request_is_worth_a_reminder_after_seven_working_days(room: Mailroom) -> None:
    room.deliver(request(ASKED_AT), now=ASKED_AT)
    assert offered(room, ASKED_AT + 8 * DAY) == []
    assert offered(room, ASKED_AT + 9 * DAY) == ["nudge"]


def test_who_answered_or_was_reminded_is_not_reminded(room: Mailroom) -> None:
    asked = request(ASKED_AT)
    room.deliver(asked, now=ASKED_AT)
    again = mail(ME, DAN, ASKED_AT + 5 * DAY, "May I ask again?\n\nAlice", own=OWN, reply_to=asked)
    room.deliver(again, now=ASKED_AT + 5 * DAY)
    assert offered(room, ASKED_AT + 12 * DAY) == []


def test_an_automatic_reply_is_no_answer(room: Mailroom) -> None:
    asked = request(ASKED_AT)
    away = mail(DAN, ME, ASKED_AT, "I am away until Monday.", reply_to=asked, is_automatic=True)
    room.deliver(asked, away, now=ASKED_AT)
    assert offered(room, ASKED_AT + 9 * DAY) == ["nudge"]


def test_a_request_to_the_person_is_offered_a_yes_and_a_no(room: Mailroom) -> None:
    text = "I'm a student of nursing. Would you have 20 minutes to tell me how you got into informatics?\n\nDaniel"
    room.deliver(mail(DAN, ME, START, text, subject="A question"), now=START)
    assert offered(room, START + DAY) == ["accept", "decline"]


def test_what_was_set_aside_stays_away_until_it_is_offered_again(planned: Mailroom) -> None:
    now = START - timedelta(hours=20)
    with planned.context.database.writing("per_alice", "test") as session:
        (one,) = occasions.offered(session, "per_alice", now)
        occasions.dismiss(session, "per_alice", one.interview_id, one.mark)
    assert offered(planned, now) == []
    with planned.context.database.writing("per_alice", "test") as session:
        occasions.offer_again(session, "per_alice", one.interview_id, one.mark)
    assert offered(planned, now) == ["confirmation"]


def test_what_was_asked_for_is_not_offered_once_more(room: Mailroom) -> None:
    room.deliver(request(ASKED_AT), now=ASKED_AT)
    now = ASKED_AT + 9 * DAY
    with room.context.database.writing("per_alice", "test") as session:
        interview = room.only()
        asks.ask(session, room.context.vault, "per_alice", "nudge", interview_id=interview.id, now=now)
    assert offered(room, now) == []


def test_somebody_else_is_offered_nothing(planned: Mailroom, bob: str) -> None:
    assert offered(planned, START - timedelta(hours=20), bob) == []
    with planned.context.database.writing(bob, "test") as session, pytest.raises(LookupError):
        occasions.dismiss(session, bob, planned.only().id, "confirmation|x")


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026-03-04", "2026-03-13", 7),
        ("2026-03-06", "2026-03-09", 1),
        ("2026-03-07", "2026-03-08", 0),
        ("2026-03-04", "2026-03-04", 0),
    ],
)
def test_weekends_are_no_working_days(first: str, last: str, days: int) -> None:
    assert working_days(date.fromisoformat(first), date.fromisoformat(last)) == days
