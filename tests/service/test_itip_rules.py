"""The rules of invites by mail, one claim each: which record is newer, whose answer counts, what changes nothing
(RFC 5545, 5546, 6047; recognition.md 3).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from connectors.records import Address, Invite, Message, Participation
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
    mine,
    outcome,
    played,
    reply,
    told,
)
from tests.service.mailroom import Mailroom, address, attendee, mail
from tests.service.talks import DAN, DAY, ME, OWN, START, request

# --- which is newer ----------------------------------------------------------------------------------------------------


def test_a_number_in_other_letters_and_with_blanks_is_the_same_meeting(room: Mailroom) -> None:
    moved = replace(invite(1, ASKED + HOUR, start=LATER), ical_uid="  U1@CAL.example ")
    assert played(room, asked(), by_mail("REQUEST", moved)).start == LATER


def test_a_later_stamp_counts_where_the_number_stayed(room: Mailroom) -> None:
    found = played(room, asked(), asked(at=ASKED + HOUR, start=LATER))
    assert (found.start, found.reschedules) == (LATER, 1)


def test_a_higher_number_counts_where_the_stamp_stayed(room: Mailroom) -> None:
    assert played(room, asked(sequence=2, start=LATER), asked()).start == LATER


def test_an_older_invite_is_ignored_and_stays_in_the_history(room: Mailroom) -> None:
    found = played(room, asked(sequence=3, at=ASKED + HOUR), asked(sequence=1, start=LATER))
    assert (found.start, found.reschedules) == (START, 1)
    assert ("invited", "contact") in told(room)


def test_a_stamp_of_years_ahead_does_not_outrank_every_later_update(room: Mailroom) -> None:
    broken = by_mail("REQUEST", invite(at=START + 9000 * DAY), sent=ASKED)
    assert played(room, broken, asked(at=ASKED + HOUR, start=LATER)).start == LATER


def test_of_two_copies_in_one_mail_the_newer_counts(room: Mailroom) -> None:
    copies = (Invite("REQUEST", (invite(),)), Invite("request ", (invite(1, ASKED, start=LATER),)))
    room.deliver(request(), mail(DAN, ME, ASKED, "", invites=copies), now=NOW)
    assert (outcome(room).start, outcome(room).reschedules) == (LATER, 0)


@pytest.mark.parametrize(
    ("sequence", "at", "counts"), [(1, HOUR, True), (0, HOUR, True), (1, -HOUR, False), (0, -HOUR, False)]
)
def test_a_mail_counts_before_the_calendar_when_it_is_newer_than_the_snapshot(
    room: Mailroom, sequence: int, at: timedelta, *, counts: bool
) -> None:
    mailed = asked(sequence=sequence, at=ASKED + at, start=LATER)
    room.deliver(request(), invite(at=ASKED), mailed, now=NOW)
    assert (outcome(room).start == LATER) is counts


def test_a_cancellation_older_than_the_newest_invite_is_ignored(room: Mailroom) -> None:
    off = by_mail("CANCEL", invite(1, ASKED + HOUR, status="cancelled"))
    assert played(room, asked(), asked(sequence=2, at=ASKED + 2 * HOUR), off).status == "invited"


def test_what_was_cancelled_stands_again_by_a_later_invite_of_a_higher_number_only(room: Mailroom) -> None:
    off = by_mail("CANCEL", invite(1, ASKED + HOUR, status="cancelled"))
    assert played(room, asked(), off, asked(sequence=1, at=ASKED + 2 * HOUR)).status == "cancelled"
    room.deliver(asked(sequence=2, at=ASKED + 3 * HOUR, start=LATER), now=NOW)
    assert (room.only().status, outcome(room).start) == ("invited", LATER)
    assert {("cancelled", "contact"), ("reopened", "contact")} <= set(told(room))


# --- moved, or only worded anew ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "changed"),
    [
        ({"summary": "Alice and Daniel"}, "title"),
        ({"description": "Second floor."}, "text"),
        ({"url": "https://meet.example/new"}, "place"),
        ({"minutes": 45}, "length"),
        ({"summary": "Talk", "description": "Lift."}, "text,title"),
    ],
)
def test_details_are_told_apart_from_a_move(room: Mailroom, more: dict[str, Any], changed: str) -> None:
    yes = reply("accepted", ASKED + HOUR, who=ME)
    found = played(room, asked(), yes, asked(at=ASKED + 2 * HOUR, **more))
    assert (found.status, found.reschedules) == ("accepted", 0)
    entries = [entry for entry in room.only().history if entry["what"] == "details_changed"]
    assert [(entry["by"], entry["changed"]) for entry in entries] == [("contact", changed)]


def test_the_same_invite_again_changes_no_detail(room: Mailroom) -> None:
    played(room, asked(), asked(at=ASKED + HOUR))
    assert "details_changed" not in {what for what, _ in told(room)}


# --- whose answer -------------------------------------------------------------------------------------------------------


def test_a_yes_to_the_time_before_the_move_is_none_to_the_new_one(room: Mailroom) -> None:
    yes = reply("accepted", ASKED + HOUR)
    moved = mine(sequence=1, at=ASKED + 2 * HOUR, start=LATER)
    found = played(room, mine(), yes, moved)
    assert (found.status, found.contact_answer, found.outdated_answers) == ("invited", "needs_action", ("contact",))
    assert ("answer_outdated", "contact") in told(room)
    assert "accepted earlier time" in room.only().badges
    room.deliver(reply("accepted", ASKED + 3 * HOUR, 1), now=NOW)
    assert (room.only().status, outcome(room).outdated_answers) == ("accepted", ())
    assert "accepted earlier time" not in room.only().badges


def test_of_several_answers_the_newest_counts_in_whatever_order_they_come(room: Mailroom) -> None:
    answers = [reply(answer, ASKED + n * HOUR) for n, answer in enumerate(("accepted", "declined", "tentative"), 1)]
    assert played(room, mine(), *answers).contact_answer is Participation.TENTATIVE


def test_an_update_that_sets_the_answer_back_takes_no_yes_away(room: Mailroom) -> None:
    yes = reply("accepted", ASKED + HOUR, who=ME)
    found = played(room, asked(), yes, asked(at=ASKED + 2 * HOUR, sequence=1, summary="Talk"))
    assert (found.status, found.user_answer, found.is_declined) == ("accepted", Participation.ACCEPTED, "")


def test_the_organizers_newer_list_counts_before_an_older_answer(room: Mailroom) -> None:
    no = reply("declined", ASKED + HOUR, who=ME)
    list_ = [attendee(ME, "accepted"), attendee(DAN)]
    assert played(room, asked(), no, asked(at=ASKED + 2 * HOUR, attendees=list_)).status == "accepted"


def test_an_answer_from_somebody_not_on_the_list_is_recorded_and_nobodys_yes(room: Mailroom) -> None:
    uninvited = reply("accepted", ASKED + HOUR, who=EVA)
    found = played(room, mine(), replace(uninvited, to=(Address("alice@alice.example"),)))
    assert (found.status, found.contact_answer) == ("invited", Participation.NEEDS_ACTION)
    assert [entry.get("value") for entry in room.only().history if entry["what"] == "unverified"] == ["uninvited"]


def test_another_guests_answer_is_no_answer_of_the_contact_and_no_crasher(room: Mailroom) -> None:
    both = mine()
    both = replace(both, attendees=(*both.attendees, attendee(EVA, "needs_action")))
    found = played(room, both, reply("accepted", ASKED + HOUR, who=EVA))
    assert (found.contact_answer, found.unverified) == (Participation.NEEDS_ACTION, ())


@pytest.mark.parametrize(("delegate", "counts"), [(PA, True), (EVA, False)])
def test_an_answer_by_a_delegate_counts_within_the_same_organisation(
    room: Mailroom, delegate: str, *, counts: bool
) -> None:
    given = reply("accepted", ASKED + HOUR, sender=delegate, sent_by=address(delegate).email)
    assert (played(room, mine(), given).status == "accepted") is counts


def test_who_sends_somebody_else_has_not_agreed_and_the_one_sent_is_no_crasher(room: Mailroom) -> None:
    passed_on = reply("delegated", ASKED + HOUR, delegated_to="eva@kyst.example")
    found = played(room, mine(), passed_on, reply("accepted", ASKED + 2 * HOUR, who=EVA))
    assert (found.status, found.contact_answer, found.unverified) == ("invited", Participation.DELEGATED, ())
    assert ("delegated", "contact") in told(room)


# --- proposals, and messages that only are recorded -------------------------------------------------------------------


def counter(at: datetime, start: datetime = LATER) -> Message:
    found = mine(at=at, start=start)
    return by_mail("COUNTER", replace(found, attendees=(attendee(DAN, "tentative"),)))


def test_a_proposal_never_moves_and_is_shown_until_it_is_answered(room: Mailroom) -> None:
    found = played(room, mine("accepted"), counter(ASKED + HOUR))
    assert (found.start, found.reschedules, found.new_time_proposed[2]) == (START, 0, LATER)
    assert "new time proposed" in room.only().badges
    (entry,) = [one for one in room.only().history if one["what"] == "proposed_another_time"]
    assert (entry["by"], entry["to"]) == ("contact", "2026-03-20T15:00:00Z")
    room.deliver(mine("needs_action", 1, ASKED + 2 * HOUR, start=LATER), now=NOW)
    assert "new time proposed" not in room.only().badges


def test_a_proposal_that_the_organizer_declined_is_open_no_more(room: Mailroom) -> None:
    proposal = replace(invite(at=ASKED + HOUR, start=LATER), attendees=(attendee(ME, "tentative"),))
    ours = by_mail("COUNTER", proposal, sender=ME, to=DAN, own=OWN)
    assert played(room, asked(), ours).new_time_proposed[0] == "user"
    room.deliver(by_mail("DECLINECOUNTER", invite(at=ASKED + 2 * HOUR, start=LATER)), now=NOW)
    assert (outcome(room).new_time_proposed, outcome(room).start) == (("", "", None), START)
    assert ("declined_other_time", "contact") in told(room)


@pytest.mark.parametrize("method", ["ADD", "REFRESH", "X-INVENTED"])
def test_other_messages_are_recorded_and_change_nothing(room: Mailroom, method: str) -> None:
    found = replace(invite(4, ASKED + HOUR, start=LATER), attendees=(attendee(DAN, "declined"),))
    result = played(room, asked(), by_mail(method, found))
    assert (result.status, result.start, result.unverified) == ("invited", START, ())
    assert "calendar_message" in {what for what, _ in told(room)}
