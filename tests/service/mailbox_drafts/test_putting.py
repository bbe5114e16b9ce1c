"""Drafts in the person's own mailbox: one each, in their conversation, and kept up to date."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from service import accounts, activity, mailbox_drafts, placed
from service.schema import Draft
from tests.conftest import NOW
from tests.service.mailbox_drafts.conftest import LONG, THEIRS, logged, plain
from tests.service.office import BODY
from tests.service.placing import Desk


def test_nothing_is_put_into_the_mailbox_of_somebody_who_did_not_ask_for_it(gmail: Desk) -> None:
    gmail.work()
    assert gmail.lying() == []
    assert gmail.waiting() == []


def test_a_waiting_draft_is_put_there_once_in_its_conversation(desk: Desk) -> None:
    found = desk.place()
    assert (found["subject"], found["inReplyTo"], found["references"]) == (
        "Re: Your question",
        "<d1@poe.example>",
        "<d1@poe.example>",
    )
    assert found["to"] == "Dana Poe <dana@poe.example>"
    assert plain(found["text"]) == plain(BODY)
    assert desk.row().provider_thread == desk.thread
    desk.work()
    desk.look()
    assert [one["id"] for one in desk.lying()] == [found["id"]]
    assert desk.row().state == "placed"
    assert desk.control.sent() == []
    assert logged(desk) == [activity.PLACED]


def test_the_mail_that_it_answers_stays_unread(desk: Desk) -> None:
    desk.place()
    messages = desk.control.get("messages")["messages"]
    assert ["UNREAD" in one["labelIds"] for one in messages if one["messageId"] == "<d1@poe.example>"] == [True]


def test_a_name_with_letters_of_its_own_and_a_long_paragraph_arrive_whole(gmail: Desk) -> None:
    with gmail.context.database.writing(gmail.person) as session:
        session.get_one(Draft, gmail.draft_id).subject = "Re: Gespräch über Züge ☕"
    gmail.rewrite(LONG.replace("Dana", "Zoë"))
    found = gmail.place()
    assert found["subject"] == "Re: Gespräch über Züge ☕"
    assert found["text"].replace("\r\n", "\n") == LONG.replace("Dana", "Zoë")
    assert gmail.row().state == "placed"
    gmail.look()
    assert gmail.row().state == "placed", "however the provider lays it out"


def test_a_mailbox_that_may_not_be_written_to_gets_nothing_and_says_what_is_missing(gmail: Desk) -> None:
    with gmail.context.database.writing(gmail.person) as session:
        for account in accounts.listing(session, gmail.person):
            account.can_send = False
    gmail.choose(is_on=True)
    gmail.work()
    assert gmail.lying() == []
    with gmail.context.database.writing(gmail.person) as session, pytest.raises(placed.NotThere, match="allow sending"):
        placed.put(session, session.get_one(Draft, gmail.draft_id), NOW)


def test_one_draft_is_put_there_when_the_person_asks_for_that_one(gmail: Desk) -> None:
    with gmail.context.database.writing(gmail.person) as session:
        placed.put(session, session.get_one(Draft, gmail.draft_id), NOW)
    gmail.work()
    assert len(gmail.lying()) == 1


def test_somebody_elses_row_is_nothing_to_work_on(gmail: Desk) -> None:
    gmail.place()
    gmail.rewrite(THEIRS)
    mailbox_drafts.keep(gmail.context, gmail.row().id, "per_charlie")
    with gmail.context.database.reading() as session:
        assert placed.of_draft(session, "per_charlie", gmail.draft_id) is None
    assert plain(gmail.lying()[0]["text"]) == plain(BODY)


# --- keeping it up to date ----------------------------------------------------------------------------------------


def test_a_new_proposal_takes_the_place_of_the_old_one(desk: Desk) -> None:
    before = desk.place()
    desk.rewrite(LONG)
    desk.work()
    (after,) = desk.lying()
    assert plain(after["text"]) == plain(LONG)
    assert (after["id"], after["threadId"], after["references"]) == (
        before["id"],
        before["threadId"],
        before["references"],
    )


def test_a_conversation_that_is_found_later_is_joined_with_the_next_change(gmail: Desk) -> None:
    gmail.change(Draft, gmail.draft_id, provider_thread="", in_reply_to="", references=[])
    assert gmail.place()["threadId"] != gmail.thread
    known = {"in_reply_to": "<d1@poe.example>", "references": ["<d1@poe.example>"]}
    gmail.change(Draft, gmail.draft_id, provider_thread=gmail.thread, **known)
    gmail.rewrite(LONG)
    gmail.work()
    assert [(one["threadId"], one["references"]) for one in gmail.lying()] == [(gmail.thread, "<d1@poe.example>")]


@pytest.mark.parametrize("state", ["withdrawn", "dismissed"])
def test_what_is_called_off_is_taken_out_of_the_mailbox(desk: Desk, state: str) -> None:
    desk.place()
    desk.change(Draft, desk.draft_id, state=state)
    desk.work()
    assert desk.lying() == []
    assert desk.row().state == "removed"
    assert activity.TAKEN_OUT in logged(desk)


def test_what_is_called_off_and_called_for_again_lies_there_again_once(gmail: Desk) -> None:
    gmail.place()
    gmail.change(Draft, gmail.draft_id, state="withdrawn")
    gmail.work()
    gmail.change(Draft, gmail.draft_id, state="needs_review")
    gmail.work()
    gmail.look()
    assert len(gmail.lying()) == 1


def test_a_draft_that_was_removed_from_here_leaves_nothing_there(gmail: Desk) -> None:
    gmail.place()
    with gmail.context.database.writing(gmail.person) as session:
        session.execute(delete(Draft).where(Draft.id == gmail.draft_id))
    gmail.work()
    assert gmail.lying() == []


def test_the_setting_taken_back_takes_out_what_was_not_touched(gmail: Desk) -> None:
    gmail.place()
    gmail.choose(is_on=False)
    gmail.work()
    assert gmail.lying() == []
    gmail.choose(is_on=True)
    gmail.work()
    assert len(gmail.lying()) == 1


def test_one_that_the_person_does_not_want_there_goes_and_stays_away(gmail: Desk) -> None:
    gmail.place()
    with gmail.context.database.writing(gmail.person) as session:
        placed.take_out(session, session.get_one(Draft, gmail.draft_id), NOW)
    gmail.work()
    gmail.rewrite(LONG)
    gmail.work()
    assert gmail.lying() == []


# --- noticing costs little ----------------------------------------------------------------------------------------


def test_what_is_as_it_should_be_asks_for_nothing(gmail: Desk) -> None:
    gmail.place()
    before = gmail.control.calls()["units_total"]
    for _ in range(3):
        gmail.work()
    assert gmail.control.calls()["units_total"] == before
    assert gmail.waiting() == []
