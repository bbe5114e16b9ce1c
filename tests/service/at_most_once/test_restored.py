"""No mail twice after a backup was put back or a database was copied: what went out is recognised, the rest is asked about."""

from __future__ import annotations

import pytest

from service import approvals
from service.schema import Approval, Draft
from tests.conftest import NOW
from tests.service.at_most_once.wire import (
    SEND,
    at_one,
    deliver_all,
    lying,
)
from tests.service.office import Office


def put_back(office: Office, approval_id: str, **values: object) -> None:
    """The database is as it was when the approval stood so."""
    office.change(Approval, approval_id, provider_id="", provider_thread="", looks=0, **values)
    office.change(Draft, office.draft_id, state="approved")
    with office.context.database.writing(office.person) as session:
        assert approvals.after_restore(session, office.person, NOW) == 1


@pytest.mark.parametrize("state", ["held", "created", "sending"])
def test_what_went_out_since_the_backup_is_recognised_and_not_sent_again(office: Office, state: str) -> None:
    approval_id = office.approve()
    deliver_all(office, approval_id)
    known = "" if state in {"held", "creating"} else office.approval(approval_id).mailbox_draft_id
    put_back(office, approval_id, state=state, mailbox_draft_id=known)
    deliver_all(office, approval_id)
    assert len(office.sent()) == 1
    assert office.draft().state == "sent"


@at_one
@pytest.mark.parametrize("state", ["held", "creating"])
def test_what_did_not_go_out_since_the_backup_is_asked_about_and_not_sent(office: Office, state: str) -> None:
    approval_id = office.approve()
    put_back(office, approval_id, state=state)
    deliver_all(office, approval_id)
    assert office.sent() == []
    assert office.draft().state == "needs_review"
    assert "a backup was put back" in office.draft().state_reason
    deliver_all(office, office.approve())
    assert len(office.sent()) == 1


@pytest.mark.parametrize("state", ["held", "created"])
def test_a_mailbox_draft_from_before_the_backup_was_put_back_is_taken_away(
    office: Office, provider: str, state: str
) -> None:
    office.control.order_fault(SEND[provider], "drop")
    approval_id = office.approve()
    office.deliver(approval_id)
    known = office.approval(approval_id).mailbox_draft_id if state == "created" else ""
    put_back(office, approval_id, state=state, mailbox_draft_id=known)
    deliver_all(office, approval_id)
    assert (office.sent(), lying(office)) == ([], 0)
    assert office.draft().state == "needs_review"


def test_a_database_copied_by_hand_sends_nothing_that_is_in_sent(office: Office) -> None:
    """Nobody was told of the copy: the look before every creation finds what the original sent."""
    approval_id = office.approve()
    deliver_all(office, approval_id)
    office.change(Approval, approval_id, state="held", mailbox_draft_id="", provider_id="")
    office.change(Draft, office.draft_id, state="approved")
    deliver_all(office, approval_id)
    assert len(office.sent()) == 1
    assert office.approval(approval_id).state == "sent"
