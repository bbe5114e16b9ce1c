"""No mail twice, whatever becomes of a request: carried out late, without an answer, or with one that says otherwise."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from connectors.errors import Gone, SlowDown
from service import outbox
from service.schema import Approval, Draft
from tests.service.at_most_once.wire import (
    CREATE,
    SEND,
    calls,
    carry_out_late,
    deliver_all,
    lying,
    mailbox,
)
from tests.service.office import Office


def deliver_or_wait(office: Office, approval_id: str) -> None:
    """As the worker does, also when it is told to wait."""
    for _ in range(12):
        try:
            deliver_all(office, approval_id)
        except SlowDown:
            with office.context.database.writing(office.person) as session:
                session.execute(text("UPDATE allowances SET blocked_until = NULL"))


# --- a request that is carried out late -------------------------------------------------------------------------------


def test_a_sending_that_is_carried_out_after_it_was_sent_again_is_refused(office: Office, provider: str) -> None:
    office.control.order_fault(SEND[provider], "drop")
    approval_id = office.approve()
    deliver_all(office, approval_id)
    assert office.draft().state == "sent"
    # Now the first request gets through.
    with pytest.raises(Gone):
        mailbox(office, approval_id).send_mailbox_draft(office.approval(approval_id).mailbox_draft_id)
    assert len(office.sent()) == 1


def test_a_sending_that_may_be_under_way_is_not_repeated_at_the_first_look(office: Office, provider: str) -> None:
    office.control.order_fault(SEND[provider], "drop")
    approval_id = office.approve()
    office.deliver(approval_id)  # No answer came.
    office.deliver(approval_id)  # The first look: it lies there unsent.
    assert calls(office, SEND[provider]) == 1
    office.deliver(approval_id)
    assert (calls(office, SEND[provider]), len(office.sent())) == (2, 1)


def test_a_creation_that_is_carried_out_after_a_new_approval_is_never_sent(office: Office, provider: str) -> None:
    office.control.order_fault(CREATE[provider], "drop")
    first = office.approve()
    deliver_all(office, first)
    assert office.draft().state == "needs_review"
    second = office.approve()
    deliver_all(office, second)
    carry_out_late(office, first)
    deliver_all(office, first)
    deliver_all(office, second)
    assert len(office.sent()) == 1
    assert office.approval(first).state == "withdrawn"


def test_what_an_earlier_try_left_behind_goes_before_a_new_one(office: Office, provider: str) -> None:
    office.control.order_fault(CREATE[provider], "drop")
    first = office.approve()
    deliver_all(office, first)
    carry_out_late(office, first)
    assert lying(office) == 1
    deliver_all(office, office.approve())
    assert (len(office.sent()), lying(office)) == (1, 0)


def test_what_was_taken_for_lost_and_is_in_sent_is_not_sent_under_a_new_approval(office: Office) -> None:
    first = office.approve()
    deliver_all(office, first)
    office.change(Approval, first, state="withdrawn", provider_id="")
    office.change(Draft, office.draft_id, state="needs_review", provider_thread="")
    second = office.approve()
    deliver_all(office, second)
    assert (len(office.sent()), office.draft().state) == (1, "sent")
    assert [office.approval(each).state for each in (first, second)] == ["sent", "withdrawn"]


# --- never a second creation, never a repeated write ------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_an_answer_after_the_creation_that_says_otherwise_makes_no_second_one(
    office: Office, provider: str, status: int
) -> None:
    office.control.order_fault(CREATE[provider], "status_after", status=status, retry_after=1)
    approval_id = office.approve()
    deliver_or_wait(office, approval_id)
    assert (calls(office, CREATE[provider]), len(office.sent()), lying(office)) == (1, 1, 0)


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_an_answer_after_the_sending_that_says_otherwise_sends_no_second_mail(
    office: Office, provider: str, status: int
) -> None:
    office.control.order_fault(SEND[provider], "status_after", status=status, retry_after=1)
    approval_id = office.approve()
    deliver_or_wait(office, approval_id)
    assert (calls(office, CREATE[provider]), len(office.sent())) == (1, 1)
    assert office.approval(approval_id).state == "sent"


def test_another_draft_of_the_same_words_is_not_taken_for_the_one_that_was_sent(office: Office, provider: str) -> None:
    """The sent copy may not be found at once; whatever else lies in Drafts then is not sent in its place."""
    approval_id = office.approve()
    office.control.order_fault(SEND[provider], "close_after")
    office.deliver(approval_id)
    frozen = outbox.approved_bytes(office.context.vault, office.approval(approval_id))
    own, other = office.approval(approval_id).message_id, f"<{'0' * 32}@example.com>"
    mailbox(office, approval_id).create_mailbox_draft(frozen.replace(own.encode(), other.encode()), thread_id="")
    office.change(Approval, approval_id, message_id=other)
    office.change(Draft, office.draft_id, provider_thread="")
    deliver_all(office, approval_id)
    assert (len(office.sent()), office.draft().state) == (1, "unclear")
