"""A draft that lies in the mailbox and is approved here goes out once, with the approved bytes."""

from __future__ import annotations

import base64
from datetime import timedelta
from email import message_from_bytes

import pytest

from service import outbox
from service.schema import Approval, Interview, MailboxDraft
from tests.conftest import NOW
from tests.service.mailbox_drafts.conftest import THEIRS, plain, words
from tests.service.placing import Desk


def test_an_approved_draft_goes_out_once_with_the_approved_bytes_and_leaves_nothing_behind(desk: Desk) -> None:
    desk.place()
    approval_id = desk.approve()
    desk.deliver(approval_id, tries=10)
    (sent,) = desk.control.sent()
    assert base64.b64decode(sent["raw"]) == outbox.approved_bytes(desk.context.vault, desk.approval(approval_id))
    assert message_from_bytes(base64.b64decode(sent["raw"]))["References"] == "<d1@poe.example>"
    desk.work()
    desk.look()
    assert desk.lying() == []
    assert desk.draft().state == "sent"


def test_approved_after_it_was_changed_there_the_text_here_goes_out_and_nothing_stays(gmail: Desk) -> None:
    gmail.place()
    gmail.ui("edit", text=THEIRS)
    gmail.look()
    gmail.deliver(gmail.approve(), tries=10)
    assert [plain(words(one["raw"])) for one in gmail.control.sent()] == [plain(THEIRS)]
    assert gmail.lying() == []


def test_changed_there_after_the_approval_it_waits_for_a_new_one(desk: Desk) -> None:
    desk.place()
    approval_id = desk.approve()
    desk.ui("edit", text=THEIRS)
    desk.deliver(approval_id, tries=10)
    assert desk.control.sent() == []
    assert (desk.draft().state, desk.body()) == ("needs_review", THEIRS)
    assert "in your mailbox" in desk.draft().state_reason
    assert desk.approval(approval_id).state == "withdrawn"
    desk.deliver(desk.approve(), tries=10)
    assert len(desk.control.sent()) == 1
    assert desk.lying() == []


@pytest.mark.parametrize("keeps_id", [True, False])
def test_sent_there_after_the_approval_nothing_goes_out_a_second_time(desk: Desk, keeps_id: bool) -> None:
    desk.control.post("settings", keep_message_id=keeps_id)
    desk.place()
    approval_id = desk.approve()
    desk.ui("send")
    desk.deliver(approval_id, tries=10)
    assert len(desk.control.sent()) == 1
    assert desk.draft().state == "sent"
    assert desk.approval(approval_id).state == "withdrawn"


@pytest.mark.parametrize("is_sent", [True, False])
def test_what_the_person_does_there_counts_while_an_approval_waits_for_its_hour(gmail: Desk, is_sent: bool) -> None:
    gmail.place()
    approval_id = gmail.approve()
    gmail.change(Approval, approval_id, send_at=NOW + timedelta(hours=5))
    if is_sent:
        gmail.ui("send")
    else:
        gmail.ui("edit", text=THEIRS)
    gmail.look()
    assert gmail.approval(approval_id).state == "withdrawn"
    assert gmail.draft().state == ("sent" if is_sent else "needs_review")
    gmail.deliver(approval_id, tries=10)
    assert len(gmail.control.sent()) == int(is_sent)


def test_deleted_there_after_the_approval_the_approved_mail_still_goes_out(gmail: Desk) -> None:
    gmail.place()
    approval_id = gmail.approve()
    gmail.ui("delete")
    gmail.deliver(approval_id, tries=12)
    assert len(gmail.control.sent()) == 1


@pytest.mark.parametrize("is_ours", [True, False])
def test_thanks_sent_from_the_mailbox_to_one_of_a_group_do_not_stop_those_to_another(
    gmail: Desk, is_ours: bool
) -> None:
    gmail.change(Interview, "int_dana", thanked_at=NOW, thanked_by="<kim@example.com>")
    with gmail.context.database.writing(gmail.person) as session:
        session.add(
            MailboxDraft(
                id="mbd_kim", person_id=gmail.person, draft_id="drf_kim", account_id=gmail.account_id, state="sent",
                sent_as="<kim@example.com>" if is_ours else "<other@example.com>", updated_at=NOW,
            )
        )  # fmt: skip
    gmail.deliver(gmail.approve(), tries=10)
    assert len(gmail.control.sent()) == int(is_ours)


def test_an_approval_taken_back_leaves_the_draft_there(gmail: Desk) -> None:
    gmail.place()
    gmail.approve()
    with gmail.context.database.writing(gmail.person) as session:
        assert outbox.take_back(session, gmail.context, gmail.person, gmail.draft_id)
    gmail.work()
    assert len(gmail.lying()) == 1


def test_a_mail_that_was_not_sent_after_all_lies_there_again(gmail: Desk) -> None:
    gmail.place()
    approval_id = gmail.approve()
    gmail.change(Interview, "int_dana", status="cancelled")
    gmail.deliver(approval_id, tries=10)
    assert gmail.control.sent() == []
    gmail.change(Interview, "int_dana", status="held")
    gmail.work()
    assert len(gmail.lying()) == 1
