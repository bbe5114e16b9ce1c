"""The rules of invites by mail, one claim each: which record is newer, whose answer counts, what a cancellation takes
off, what changes nothing (RFC 5545, 5546, 6047; recognition.md 3).
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from connectors.records import Address, Attendee, CalendarEvent, Invite, Message, Participation
from service import dossier, inputs, lifecycle
from service.context import Context
from service.lifecycle import Outcome
from service.schema import Interview
from tests.service.mailroom import Mailroom, address, attendee, mail
from tests.service.talks import DAN, DAY, ME, OWN, START, request, talk

EVA = "Eva Lind <eva@kyst.example>"
PA = "Colleen Byrne <colleen@northgate.example>"
HOUR = timedelta(hours=1)
NOW = START - DAY
LATER = START + 2 * DAY
ASKED = START - 6 * DAY


def by_mail(
    method: str,
    calendar_event: CalendarEvent,
    *,
    sender: str = DAN,
    to: str = ME,
    sent: datetime | None = None,
    **more: Any,
) -> Message:
    """A calendar message of that method, as old as what it carries."""
    at = sent or calendar_event.updated or NOW
    return mail(sender, to, at, "", subject="Talk", invites=(Invite(method, (calendar_event,)),), **more)


def invite(sequence: int = 0, at: datetime = ASKED, **more: Any) -> CalendarEvent:
    """Daniel's meeting with the person, who has not answered."""
    fields: dict[str, Any] = {"attendees": [attendee(ME, "needs_action"), attendee(DAN)], **more}
    return talk(sequence=sequence, updated=at, **fields)


def asked(**more: Any) -> Message:
    return by_mail("REQUEST", invite(**more))


def mine(answer: str = "needs_action", sequence: int = 0, at: datetime = ASKED, **more: Any) -> CalendarEvent:
    """The person's own meeting, in their calendar."""
    return talk(
        organizer=ME, attendees=[attendee(ME), attendee(DAN, answer)], sequence=sequence, updated=at, **more
    )  # fmt: skip


def reply(answer: str, at: datetime, sequence: int = 0, *, who: str = DAN, sender: str = "", **more: Any) -> Message:
    given = Attendee(address(who), Participation(answer), **more)
    found = talk(organizer=ME if who == DAN else DAN, attendees=[given], sequence=sequence, updated=at)
    return by_mail("REPLY", found, sender=sender or who, own=OWN, is_automatic=True)


def outcome(room: Mailroom, now: datetime = NOW) -> Outcome:
    """The one meeting as the fold has it."""
    with room.context.database.reading() as session:
        file = dossier.gather(session, meeting_row(room))
        return lifecycle.fold(inputs.observations_of(file, inputs.place(file)), now)


def told(room: Mailroom) -> list[tuple[str, str]]:
    return [(entry["what"], entry["by"]) for entry in meeting_row(room).history]


def played(room: Mailroom, *records: Message | CalendarEvent, now: datetime = NOW) -> Outcome:
    """The same in order and, for a second person, backwards: both end alike."""
    other = Mailroom(room.context, person_id="per_backwards")
    other.deliver(*reversed([request(), *records]), now=now)
    room.deliver(request(), *records, now=now)
    assert _told_of(outcome(room, now)) == _told_of(outcome(other, now))
    return outcome(room, now)


def _told_of(found: Outcome) -> dict[str, Any]:
    """All of it but where each record lies, which no two people share."""
    told = {one.name: getattr(found, one.name) for one in fields(found)}
    lines = [(entry.at, entry.what, entry.by, entry.quote, entry.more) for entry in found.history]
    slots = [replace(slot, source="") for slot in found.slots]
    reasons = sorted(reason for _, _, reason in found.unverified)
    by, _, start = found.new_time_proposed
    return told | {"history": lines, "slots": slots, "unverified": reasons, "new_time_proposed": (by, start)}


def meeting_row(room: Mailroom) -> Interview:
    """The row of the one meeting, the request for it aside."""
    (row,) = [one for one in room.interviews() if not one.meeting.startswith("mail:")]
    return row


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
    crasher = reply("accepted", ASKED + HOUR, who=EVA)
    found = played(room, mine(), replace(crasher, to=(Address("alice@alice.example"),)))
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
