"""What was called off is off however late that is read, and what took place stays so however soon it is tidied away."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from connectors.records import Address, Invite, Message
from service.context import Context
from tests.service.mailroom import Mailroom, mail, meeting
from tests.service.played import played_once
from tests.service.talks import DAN, END, ME, START, request, talk

HOUR = timedelta(hours=1)
BEFORE, READ = START - HOUR, END + 2 * HOUR


def called_off(sent: datetime, stamp: datetime | None = None, **more: Any) -> Message:
    """The organizer's own CANCEL; without a stamp of its own it is as old as its mail."""
    off = replace(talk(status="cancelled", sequence=1), updated=stamp)
    return mail(DAN, ME, sent, "", subject="Canceled: Alice / Daniel", invites=(Invite("CANCEL", (off,)),), **more)


@pytest.fixture
def room(context: Context) -> Mailroom:
    return played_once(over, context)


def over(context: Context) -> Mailroom:
    """Alice's desk; the talk is in the calendar, was last read an hour before it, and its end has passed."""
    room = Mailroom(context)
    room.deliver(request(), talk(), now=START - timedelta(days=2))
    room.read_whole(BEFORE)
    room.step(END)
    assert room.only().status == "held_presumed"
    return room


def test_a_cancellation_counts_from_when_it_was_made_not_from_when_it_was_read(room: Mailroom) -> None:
    room.deliver(talk(status="cancelled", updated=BEFORE), now=READ)
    assert (room.only().status, room.alerts()) == ("cancelled", set())


def test_a_deletion_counts_from_when_the_provider_says_it_was_made(room: Mailroom) -> None:
    room.take_off(talk(), READ, deleted=BEFORE)
    assert (room.only().status, room.alerts()) == ("cancelled", set())


@pytest.mark.parametrize("is_dated", [True, False])
def test_an_entry_tidied_away_after_the_end_leaves_the_talk_held(room: Mailroom, *, is_dated: bool) -> None:
    room.read_whole(END + HOUR)
    room.take_off(talk(), READ, deleted=READ if is_dated else None)
    assert (room.only().status, room.alerts()) == ("held_presumed", {"confirm_held"})


def test_an_entry_that_somebody_touched_after_the_end_stood_at_the_end(room: Mailroom) -> None:
    room.deliver(talk(description="Notes", updated=END + HOUR), now=END + HOUR)
    room.take_off(talk(), READ)
    assert room.only().status == "held_presumed"


def test_an_entry_that_vanished_before_or_after_the_end_is_asked_about_and_nothing_is_presumed(room: Mailroom) -> None:
    for _ in range(2):
        room.take_off(talk(), READ)
        interview = room.only()
        assert (interview.status, interview.data["doubt"]) == ("accepted", "gone_from_calendar")
        assert room.alerts() == {"confirm_no_show"}
        assert interview.history[-1]["what"] == "gone_from_calendar"


def test_a_cancelled_entry_that_does_not_say_since_when_is_no_surer(room: Mailroom) -> None:
    undated = replace(talk(status="cancelled"), updated=None)
    for later in (0, 5):
        room.deliver(undated, now=READ + later * HOUR)
        assert room.only().data["doubt"] == "gone_from_calendar"
    room.deliver(replace(undated, updated=BEFORE), now=READ + 6 * HOUR)
    assert room.only().status == "cancelled"


def test_an_entry_that_comes_back_is_as_if_it_had_never_been_gone(room: Mailroom) -> None:
    room.take_off(talk(), READ)
    room.deliver(talk(updated=READ + HOUR), now=READ + HOUR)
    assert (room.only().status, room.alerts()) == ("held_presumed", {"confirm_held"})


@pytest.mark.parametrize(("sent", "expected"), [(BEFORE, "cancelled"), (END + HOUR, "held_presumed")])
@pytest.mark.parametrize("is_stamped", [True, False])
@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_the_organizers_cancel_says_when_the_entry_went(
    room: Mailroom, sent: datetime, expected: str, order: tuple[int, int], *, is_stamped: bool
) -> None:
    told = called_off(sent, sent if is_stamped else None)
    acts = (lambda: room.deliver(told, now=READ), lambda: room.take_off(talk(), READ))
    for place in order:
        acts[place]()
    assert room.only().status == expected


@pytest.mark.parametrize(("sent", "expected"), [(BEFORE, "cancelled"), (END + HOUR, "held_presumed")])
def test_a_mailed_cancel_without_a_stamp_is_as_old_as_its_mail(room: Mailroom, sent: datetime, expected: str) -> None:
    room.deliver(called_off(sent), now=READ)
    assert room.only().status == expected


def test_a_forged_cancel_settles_nothing(room: Mailroom) -> None:
    stranger = replace(called_off(BEFORE), sender=Address("mallory@elsewhere.example"))
    room.take_off(talk(), READ)
    room.deliver(stranger, now=READ)
    assert room.only().data["doubt"] == "gone_from_calendar"


def test_words_and_the_persons_word_settle_what_the_calendar_leaves_open(room: Mailroom) -> None:
    room.take_off(talk(), READ)
    asked = request()
    room.correct(room.only(), "held", "", READ)
    assert (room.only().status, room.alerts()) == ("held", set())
    room.correct(room.only(), "undo", "", READ)
    assert room.only().status == "accepted"
    room.deliver(mail(DAN, ME, END + HOUR, "It was great talking to you today!", reply_to=asked), now=READ)
    assert (room.only().status, room.alerts()) == ("held", set())


def test_a_calendar_that_was_left_for_a_while_does_not_say_that_it_stood_meanwhile(room: Mailroom) -> None:
    room.read_whole(END + HOUR)
    other = meeting("gym", START, [], summary="Gym")
    room.store_list(READ, other, read_id="anew:1")
    assert room.only().data["doubt"] == "gone_from_calendar"
