"""From the end of a talk to a mail that the person sent from their own Drafts folder, with workers and a mailbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from infra.sandbox.process import Sandbox
from service import preferences
from service.context import Context
from service.schema import Draft, Interview, MailboxDraft
from service.sealed import open_draft
from tests.conftest import NOW
from tests.service.sandboxed import CALENDAR_SCOPE, MAIL_SCOPE, Desk, connect
from workers.runner import Runner

COMPOSE = "https://www.googleapis.com/auth/gmail.compose"
EVE = "Eve Poe <eve@poe.example>"


@pytest.fixture
def desk(sandbox: Sandbox, empty_context: Context) -> Desk:
    """A talk with Eve that ended an hour ago, and the wish to have drafts in the mailbox too."""
    desk = connect(sandbox, empty_context, MAIL_SCOPE, COMPOSE, CALENDAR_SCOPE)
    desk.request("eve", at=NOW - timedelta(days=3))
    headers = "In-Reply-To: <d0.per_local@test.example>\nReferences: <d0.per_local@test.example>\n"
    answer = "Hi Alex,\n\nyes, gladly: Monday at seven suits me.\n\nEve"
    desk.deliver(EVE, "Re: A question", answer, headers=headers, at=NOW - timedelta(days=2))
    desk.put_talk("eve", NOW - timedelta(hours=2))
    with desk.context.database.writing(desk.person) as session:
        preferences.change(session, desk.person, NOW, mailbox_drafts="on")
    return desk


def lying(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.control.get("drafts")["drafts"]
    return found


def standing(desk: Desk) -> tuple[Draft, MailboxDraft, Interview]:
    """The thank-you, where it lies, and its talk."""
    with desk.context.database.reading() as session:
        draft = session.scalars(select(Draft).where(Draft.kind == "thank_you")).one()
        row = session.scalars(select(MailboxDraft).where(MailboxDraft.draft_id == draft.id)).one()
        return draft, row, session.get_one(Interview, draft.interview_id)


@pytest.mark.parametrize("is_changed", [False, True])
@pytest.mark.parametrize("keeps_id", [False, True])
def test_a_talk_ends_its_draft_lies_in_the_mailbox_and_sent_from_there_it_is_the_thanks(
    desk: Desk, keeps_id: bool, is_changed: bool
) -> None:
    desk.control.post("settings", keep_message_id=keeps_id)
    with Runner(desk.context) as runner:
        runner.sync_once()
        (found,) = lying(desk)
        draft, row, interview = standing(desk)
        assert (draft.state, row.state) == ("needs_review", "placed")
        text = open_draft(desk.context.vault, draft).body
        if is_changed:
            text = text.replace("Hi Eve", "Dear Eve").replace("\n\nBest", "\n\nSee you in May, I hope.\n\nBest")
        desk.control.post("drafts/send", text=text)
        runner.sync_once()
        runner.sync_once()
    draft, row, interview = standing(desk)
    assert (draft.state, row.state) == ("sent", "sent")
    assert interview.thanked_at is not None
    assert " ".join(open_draft(desk.context.vault, draft).body.split()) == " ".join(text.split())
    assert len(desk.control.sent()) == 1
    assert lying(desk) == []
    assert found["id"] == row.mailbox_draft_id


def test_a_talk_that_turns_out_not_to_have_been_takes_its_draft_out_of_the_mailbox(desk: Desk) -> None:
    with Runner(desk.context) as runner:
        runner.sync_once()
        assert len(lying(desk)) == 1
        desk.deliver(EVE, "Re: A question", "I am so sorry that I missed our call this morning. Eve")
        event = desk.control.get("events")["events"][0]
        desk.control.post("events/cancel", id=event["id"])
        runner.sync_once()
    draft, row, _ = standing(desk)
    assert draft.state == "withdrawn", draft.state_reason
    assert row.state == "removed"
    assert row.mailbox_draft_id not in [one["id"] for one in lying(desk)], "what is due instead may lie there"
