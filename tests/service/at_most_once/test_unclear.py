"""What nobody can find ends with the person, whose word counts unless Sent knows better."""

from __future__ import annotations

import pytest

from service import approvals, delivery, events, outgoing, unclear
from service.schema import Approval
from tests.conftest import NOW
from tests.service.at_most_once.wire import (
    SEND,
    at_one,
    deliver_all,
    lying,
    sending,
    work_off,
)
from tests.service.office import Office


def given_up(office: Office, provider: str) -> str:
    """Sent by nobody knows whom: no look finds it."""
    approval_id = office.approve()
    office.control.order_fault(SEND[provider], "drop")
    office.deliver(approval_id)
    office.change(Approval, approval_id, looks=events.LOOKS_AT_MOST)
    office.deliver(approval_id)
    assert office.draft().state == "unclear"
    return approval_id


# --- what the person says of an unclear one ---------------------------------------------------------------------------


def say(office: Office, *, is_sent: bool) -> None:
    with office.context.database.writing(office.person) as session:
        unclear.settle(session, office.person, office.draft_id, is_sent=is_sent, now=NOW)


@at_one
def test_the_person_says_that_it_went_out_and_that_is_the_end(office: Office, provider: str) -> None:
    approval_id = given_up(office, provider)
    say(office, is_sent=True)
    deliver_all(office, approval_id)
    assert (office.draft().state, office.sent()) == ("sent", [])


def test_the_person_says_that_it_did_not_and_may_approve_it_again(office: Office, provider: str) -> None:
    approval_id = given_up(office, provider)
    say(office, is_sent=False)
    deliver_all(office, approval_id)
    assert (office.draft().state, lying(office)) == ("needs_review", 0)
    deliver_all(office, office.approve())
    assert len(office.sent()) == 1


@at_one
def test_sent_counts_more_than_what_the_person_says(office: Office) -> None:
    approval_id = office.approve()
    deliver_all(office, approval_id)
    office.change(Approval, approval_id, state="unclear", looks=events.LOOKS_AT_MOST)
    say(office, is_sent=False)
    deliver_all(office, approval_id)
    assert (office.draft().state, len(office.sent())) == ("sent", 1)


@at_one
def test_nothing_can_be_said_of_what_is_still_looked_for_or_is_anothers(office: Office, provider: str) -> None:
    with pytest.raises(unclear.CannotSettle, match="nothing to clear up"):
        say(office, is_sent=True)
    approval_id = given_up(office, provider)
    office.change(Approval, approval_id, looks=1)
    with pytest.raises(unclear.CannotSettle, match="still being looked for"):
        say(office, is_sent=True)
    with office.context.database.writing("per_charlie") as session, pytest.raises(Exception, match="no draft"):
        unclear.settle(session, "per_charlie", office.draft_id, is_sent=True, now=NOW)


@at_one
def test_what_the_person_says_just_when_the_last_look_has_ended_is_acted_on(office: Office, provider: str) -> None:
    approval_id = office.approve()
    office.control.order_fault(SEND[provider], "drop")
    work_off(office)
    office.change(Approval, approval_id, looks=events.LOOKS_AT_MOST - 1, attempts=outgoing.SENDS_AT_MOST)

    def look_and_hear(one: str, person: str) -> None:
        delivery.deliver(office.context, one, person)
        say(office, is_sent=False)

    work_off(office, look_and_hear)
    assert office.approval(approval_id).state == "stopping"
    work_off(office)
    assert (office.draft().state, lying(office)) == ("needs_review", 0)
    assert sending(office) == []


@at_one
def test_a_sending_that_was_given_up_while_it_was_unclear_is_looked_for_again_after_a_replay(
    office: Office, provider: str
) -> None:
    office.approve()
    office.control.order_fault(SEND[provider], "drop")
    work_off(office)
    for _ in range(events.GIVE_UP_AFTER):
        work_off(office, break_down)
    assert sending(office) == []
    with pytest.raises(unclear.CannotSettle, match="still being looked for"):
        say(office, is_sent=False)
    with office.context.database.writing(office.person) as session:
        assert events.replay(session, office.person) == 1
    for _ in range(4):
        work_off(office)
    assert (office.draft().state, len(office.sent())) == ("sent", 1)
    assert sending(office) == []


def break_down(*_: str) -> None:
    raise LookupError


# --- what a look may come to ------------------------------------------------------------------------------------------


@at_one
@pytest.mark.parametrize(
    ("status", "becomes"),
    [(400, "needs_review"), (403, "needs_review"), (503, "approved")],
)
def test_a_look_that_is_refused_before_anything_was_created_is_told_and_trouble_is_waited_for(
    office: Office, status: int, becomes: str
) -> None:
    office.control.order_fault("gmail.users.messages.list", "status", status=status, times=None)
    approval_id = office.approve()
    deliver_all(office, approval_id)
    assert (office.sent(), office.draft().state) == ([], becomes)


@at_one
def test_a_look_that_is_refused_for_good_ends_with_the_person(office: Office, provider: str) -> None:
    approval_id = office.approve()
    office.control.order_fault(SEND[provider], "drop")
    office.deliver(approval_id)
    office.control.order_fault("gmail.users.messages.list", "status", status=400, times=None)
    deliver_all(office, approval_id)
    assert (office.sent(), office.draft().state) == ([], "unclear")
    assert approvals.is_given_up(office.approval(approval_id))
