"""Who is called off, who speaks for whom, and which time of a series is meant (RFC 5546; recognition.md 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from connectors.records import CalendarEvent, Message
from service.context import Context
from tests.service.itip import (
    ASKED,
    EVA,
    HOUR,
    LATER,
    NOW,
    PA,
    asked,
    by_mail,
    invite,
    meeting_row,
    mine,
    outcome,
    played,
    told,
)
from tests.service.mailroom import Mailroom, attendee
from tests.service.talks import DAN, DAY, ME, OWN, START, request, talk

# --- called off for whom ----------------------------------------------------------------------------------------------


def off(*named: str, sequence: int = 1, **more: Any) -> Message:
    found = invite(sequence, ASKED + HOUR, status="cancelled", attendees=[attendee(one) for one in named], **more)
    return by_mail("CANCEL", found)


def of_three() -> Message:
    return asked(attendees=[attendee(ME, "needs_action"), attendee(EVA, "needs_action"), attendee(DAN)])


@pytest.mark.parametrize(
    ("named", "status", "is_removed"),
    [((ME, EVA), "cancelled", False), ((), "cancelled", False), ((ME,), "cancelled", True), ((EVA,), "invited", False)],
    ids=["all", "nobody named", "the person alone", "the other guest alone"],
)
def test_a_cancellation_takes_off_whom_it_names(
    room: Mailroom, named: tuple[str, ...], status: str, *, is_removed: bool
) -> None:
    found = played(room, of_three(), off(*named))
    assert (found.status, found.is_removed) == (status, is_removed)
    assert ("removed" in {what for what, _ in told(room)}) is is_removed


def test_an_update_that_names_the_person_no_longer_removes_them_and_a_later_one_brings_them_back(
    room: Mailroom,
) -> None:
    without = asked(sequence=1, at=ASKED + HOUR, attendees=[attendee(EVA, "needs_action"), attendee(DAN)])
    found = played(room, of_three(), without)
    assert (found.status, found.is_removed, found.cancelled_by) == ("cancelled", True, "contact")
    room.deliver(asked(sequence=2, at=ASKED + 2 * HOUR), now=NOW)
    assert (outcome(room).status, outcome(room).is_removed) == ("invited", False)
    assert ("reopened", "contact") in told(room)


def test_taking_another_guest_off_ones_own_meeting_ends_nothing(room: Mailroom) -> None:
    both = mine("accepted")
    both = replace(both, attendees=(*both.attendees, attendee(EVA, "accepted")))
    gone = replace(mine(sequence=1, at=ASKED + HOUR, status="cancelled"), attendees=(attendee(EVA),))
    assert played(room, both, by_mail("CANCEL", gone, sender=ME, to=EVA, own=OWN)).status == "accepted"


def test_a_cancellation_needs_no_time_and_one_of_a_series_ends_every_time_of_it(room: Mailroom) -> None:
    weeks = [START + n * 7 * DAY for n in range(2)]
    times = [talk("s", week, occurrence=week, updated=ASKED) for week in weeks]
    gone = replace(talk("s", sequence=1, status="cancelled", updated=ASKED + HOUR), start=None, end=None)
    room.deliver(request(), *times, by_mail("CANCEL", gone), now=NOW)
    assert [row.status for row in room.interviews()] == ["cancelled", "cancelled"]


# --- one time of a series ---------------------------------------------------------------------------------------------


def test_a_time_of_a_series_is_one_meeting_in_calendar_and_mail_by_its_first_start(room: Mailroom) -> None:
    shown = talk("s", START, occurrence=START, updated=ASKED)
    moved = talk("s", START + HOUR, occurrence=START, updated=ASKED + HOUR, sequence=1)
    room.deliver(request(), shown, by_mail("REQUEST", moved), now=NOW)
    assert (room.only().start, room.only().reschedules) == (START + HOUR, 1)


@pytest.mark.parametrize("method", ["CANCEL", "REQUEST"])
def test_what_a_mail_says_of_one_time_touches_no_other(room: Mailroom, method: str) -> None:
    weeks = [START + n * 7 * DAY for n in range(2)]
    times = [talk("s", week, occurrence=week, updated=ASKED) for week in weeks]
    status = "cancelled" if method == "CANCEL" else "confirmed"
    changed = talk("s", START + HOUR, occurrence=START, updated=ASKED + HOUR, sequence=1, status=status)
    room.deliver(request(), *times, by_mail(method, changed), now=NOW)
    first, second = room.interviews()
    assert (first.status, first.start) == (("cancelled", START) if method == "CANCEL" else ("accepted", START + HOUR))
    assert (second.status, second.start) == ("accepted", weeks[1])


def weekly(sequence: int = 0, hours: int = 0, *excluded: datetime) -> CalendarEvent:
    """The person's weekly talk as a series that only mail knows."""
    found = talk("s", updated=ASKED + hours * HOUR, sequence=sequence)
    return replace(found, rrule="FREQ=WEEKLY;COUNT=4", is_recurring=True, excluded=excluded)


@pytest.mark.parametrize("status", ["confirmed", "cancelled"])
def test_the_first_time_of_a_series_that_only_mail_knows_is_moved_and_called_off_alone(
    room: Mailroom, status: str
) -> None:
    one = talk("s", LATER, occurrence=START, updated=ASKED + HOUR, sequence=1, status=status)
    method = "CANCEL" if status == "cancelled" else "REQUEST"
    room.deliver(request(), by_mail("REQUEST", weekly()), by_mail(method, one), now=NOW)
    row = meeting_row(room)
    assert (row.status, row.start) == (("cancelled", LATER) if status == "cancelled" else ("accepted", LATER))


def test_a_time_that_an_update_of_the_series_leaves_out_is_off_and_no_other(room: Mailroom) -> None:
    weeks = [START + n * 7 * DAY for n in range(2)]
    times = [talk("s", week, occurrence=week, updated=ASKED - HOUR) for week in weeks]
    room.deliver(request(), *times, by_mail("REQUEST", weekly()), by_mail("REQUEST", weekly(1, 1, weeks[1])), now=NOW)
    assert [row.status for row in room.interviews()] == ["accepted", "cancelled"]
    room.deliver(by_mail("REQUEST", weekly(2, 2)), now=NOW)
    assert [row.status for row in room.interviews()] == ["accepted", "accepted"]


# --- who is who -------------------------------------------------------------------------------------------------------


def test_whoever_was_sent_instead_is_whom_the_person_talks_with(room: Mailroom) -> None:
    sent = replace(mine("delegated"), attendees=(attendee(ME), attendee(DAN, "delegated"), attendee(EVA, "accepted")))
    room.deliver(request(), sent, now=NOW)
    assert (room.only().address, room.only().status) == ("eva@kyst.example", "accepted")


def test_the_organizers_delegate_may_move_what_they_sent_from_the_same_organisation(room: Mailroom) -> None:
    moved = replace(invite(1, ASKED + HOUR, start=LATER), sent_by="colleen@northgate.example")
    found = played(room, asked(), by_mail("REQUEST", moved, sender=PA))
    assert (found.start, found.unverified) == (LATER, ())


def test_whoever_sent_the_first_invite_for_the_organizer_may_move_it(room: Mailroom) -> None:
    first = by_mail("REQUEST", invite(), sender=PA)
    assert played(room, first, by_mail("REQUEST", invite(1, ASKED + HOUR, start=LATER), sender=PA)).start == LATER


def test_a_shared_calendar_speaks_through_who_wrote_the_invite(room: Mailroom) -> None:
    shared = "Team <c_1@group.calendar.google.com>"
    first = by_mail("REQUEST", invite(organizer=shared))
    found = played(room, first, by_mail("REQUEST", invite(1, ASKED + HOUR, start=LATER, organizer=shared)))
    assert (found.start, found.unverified) == (LATER, ())


def test_the_person_is_known_by_every_address_of_theirs(context: Context) -> None:
    room = Mailroom(context, emails=("alice@alice.example", "a.moreau@other.example"))
    there = "a.moreau@other.example"
    first = asked(attendees=[attendee(there, "needs_action"), attendee(DAN)])
    yes = by_mail(
        "REPLY",
        invite(at=ASKED + HOUR, attendees=[attendee("alice@alice.example")]),
        sender=there,
        own=(there,),
    )
    room.deliver(request(), first, yes, now=NOW)
    assert (outcome(room).status, outcome(room).is_removed) == ("accepted", False)


def test_an_invite_to_oneself_alone_is_nobodys_talk(context: Context) -> None:
    room = Mailroom(context, emails=("alice@alice.example", "a.moreau@other.example"))
    alone = talk(organizer=ME, attendees=[attendee(ME), attendee("a.moreau@other.example")], summary="Coffee chat")
    room.deliver(by_mail("REQUEST", alone, sender=ME, to="a.moreau@other.example", own=OWN), now=NOW)
    assert {row.status for row in room.interviews()} <= {"not_logged"}


def test_a_list_through_which_an_invite_came_is_nobody(room: Mailroom) -> None:
    list_ = "guild@lists.kyst.example"
    found = invite(attendees=[attendee(list_, "needs_action"), attendee(DAN)])
    room.deliver(request(), by_mail("REQUEST", found, to=list_, is_bulk=True), now=NOW)
    assert [(row.address, row.others) for row in room.interviews()] == [("d.osei@northgate.example", [])]


@pytest.mark.parametrize("is_known", [True, False], ids=["of a meeting that is known", "of one that is not"])
def test_an_invite_that_somebody_hands_on_changes_nothing_and_is_asked_about(room: Mailroom, *, is_known: bool) -> None:
    theirs = invite(3, ASKED + HOUR, start=LATER, attendees=[attendee(EVA), attendee(DAN)])
    passed = "mx.google.com; dmarc=pass header.from=kyst.example"
    if is_known:
        room.deliver(of_three(), now=NOW)
    room.deliver(request(), by_mail("REQUEST", theirs, sender=EVA, authentication=passed), now=NOW)
    found = outcome(room)
    assert "forwarded" in {what for what, _ in told(room)}
    assert (found.start, found.status, meeting_row(room).status) == (
        (START, "invited", "invited") if is_known else (LATER, "invited", "proposed")
    )


def test_the_person_who_hands_an_invite_on_changes_nothing(room: Mailroom) -> None:
    theirs = by_mail("REQUEST", invite(5, ASKED + HOUR, start=LATER), sender=ME, to=EVA, own=OWN)
    found = played(room, asked(), theirs)
    assert (found.start, found.reschedules) == (START, 0)
    assert ("forwarded", "user") in told(room)
