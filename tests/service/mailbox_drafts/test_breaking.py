"""Whatever breaks while drafts are put into the mailbox, changed and taken out: never a second one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from service import accounts, crash, events, mailbox_drafts, placed
from service.schema import Draft, Lease
from tests.conftest import NOW
from tests.service.mailbox_drafts.conftest import LONG, THEIRS, plain
from tests.service.placing import Desk

CREATE = {"google": "gmail.users.drafts.create", "microsoft": "graph.messages.createReply"}
UPDATE = {"google": "gmail.users.drafts.update", "microsoft": "graph.messages.update"}
DELETE = {"google": "gmail.users.drafts.delete", "microsoft": "graph.messages.delete"}


@pytest.mark.parametrize("kind", ["drop", "close_after", "status_after", "status", "truncate"])
def test_whatever_the_wire_does_there_is_never_a_second_one(desk: Desk, kind: str) -> None:
    desk.control.order_fault(CREATE[desk.provider], kind)
    desk.choose(is_on=True)
    desk.work(tries=10)
    desk.work(tries=10)
    assert len(desk.lying()) <= 1
    if not desk.lying():
        assert desk.row().state == "failed"
        with desk.context.database.writing(desk.person) as session:
            placed.put(session, session.get_one(Draft, desk.draft_id), NOW)
        desk.work(tries=10)
    assert len(desk.lying()) == 1
    assert desk.row().state == "placed"


@pytest.mark.parametrize("kind", ["drop", "close_after", "status"])
def test_a_change_whose_answer_was_lost_ends_with_the_new_text(desk: Desk, kind: str) -> None:
    desk.place()
    desk.rewrite(LONG)
    desk.control.order_fault(UPDATE[desk.provider], kind)
    desk.work(tries=10)
    assert [plain(one["text"]) for one in desk.lying()] == [plain(LONG)]
    assert not desk.draft().is_edited


@pytest.mark.parametrize("kind", ["drop", "close_after"])
def test_a_removal_whose_answer_was_lost_is_a_removal(desk: Desk, kind: str) -> None:
    desk.place()
    desk.change(Draft, desk.draft_id, state="withdrawn")
    desk.control.order_fault(DELETE[desk.provider], kind)
    desk.work(tries=10)
    assert desk.lying() == []
    assert desk.row().state == "removed"


class Killed(Exception):
    """The process ended there."""


@pytest.fixture
def kill_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A point named in the list ends the work once, as if the process had been killed there."""
    armed: list[str] = []

    def point(name: str) -> None:
        if name in armed:
            armed.remove(name)
            raise Killed(name)

    monkeypatch.setattr(crash, "point", point)
    yield armed
    assert armed == [], "never came by there"


PLACING = (
    "note_creating_there.before_commit",
    "note_creating_there.after_commit",
    "mailbox.create_mailbox_draft.before_call",
    "mailbox.create_mailbox_draft.after_call",
    "note_placed_there.before_commit",
    "note_placed_there.after_commit",
)
CHANGING = (
    "note_updating_there.after_commit",
    "mailbox.update_mailbox_draft.before_call",
    "mailbox.update_mailbox_draft.after_call",
)
TAKING_OUT = (
    "note_removing_there.after_commit",
    "mailbox.delete_mailbox_draft.after_call",
    "note_removed_there.before_commit",
)


@pytest.mark.parametrize("point", PLACING)
def test_killed_while_it_was_put_there_it_lies_there_once_or_not_at_all(
    gmail: Desk, kill_at: list[str], point: str
) -> None:
    gmail.choose(is_on=True)
    kill_at.append(point)
    with pytest.raises(Killed):
        gmail.work()
    gmail.work(tries=10)
    is_done = point not in {"note_creating_there.after_commit", "mailbox.create_mailbox_draft.before_call"}
    assert len(gmail.lying()) == int(is_done)
    assert gmail.row().state == ("placed" if is_done else "failed")


@pytest.mark.parametrize("point", CHANGING)
def test_killed_while_it_was_changed_it_ends_with_the_new_text(gmail: Desk, kill_at: list[str], point: str) -> None:
    gmail.place()
    gmail.rewrite(LONG)
    kill_at.append(point)
    with pytest.raises(Killed):
        gmail.work()
    gmail.work(tries=10)
    assert [plain(one["text"]) for one in gmail.lying()] == [plain(LONG)]
    assert not gmail.draft().is_edited


@pytest.mark.parametrize("point", TAKING_OUT)
def test_killed_while_an_approved_one_was_taken_out_exactly_one_mail_goes_out(
    desk: Desk, kill_at: list[str], point: str
) -> None:
    desk.place()
    approval_id = desk.approve()
    kill_at.append(point)
    with pytest.raises(Killed):
        desk.deliver(approval_id)
    desk.deliver(approval_id, tries=10)
    assert len(desk.control.sent()) == 1
    desk.work()
    assert desk.lying() == []


@pytest.mark.parametrize("point", ["adopt_mailbox_draft.before_commit", "adopt_mailbox_draft.after_commit"])
def test_killed_while_a_change_was_taken_over_it_is_taken_over_once(
    gmail: Desk, kill_at: list[str], point: str
) -> None:
    gmail.place()
    gmail.ui("edit", text=THEIRS)
    kill_at.append(point)
    with pytest.raises(Killed):
        gmail.look()
    gmail.work()
    assert gmail.body() == THEIRS
    assert gmail.texts_beside() == []
    assert gmail.row().state == "taken_over"


def test_two_workers_at_one_draft_put_one_there(gmail: Desk) -> None:
    gmail.choose(is_on=True)
    placed.notice(gmail.context)
    ((_, row_id),) = gmail.waiting()
    with mailbox_drafts._alone(gmail.context, row_id, gmail.person), pytest.raises(events.LookAgain):
        mailbox_drafts.keep(gmail.context, row_id, gmail.person)
    assert gmail.lying() == []
    gmail.work()
    assert len(gmail.lying()) == 1


def test_a_worker_that_was_stopped_while_another_went_on_leaves_no_second_one(
    gmail: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    gmail.choose(is_on=True)
    stopped_at = ["mailbox.create_mailbox_draft.before_call"]

    def point(name: str) -> None:
        if name not in stopped_at:
            return
        stopped_at.clear()
        with gmail.context.database.writing(gmail.person) as session:
            session.execute(delete(Lease))
        gmail.work(tries=10)
        assert (gmail.row().state, gmail.lying()) == ("failed", []), "the other looked for it in vain"
        gmail.change_row(state="wanted")
        gmail.work()
        assert len(gmail.lying()) == 1

    monkeypatch.setattr(crash, "point", point)
    gmail.work()
    (lying,) = gmail.lying()
    assert (gmail.row().state, gmail.row().mailbox_draft_id) == ("placed", lying["id"])


def test_a_disconnected_account_is_left_alone_and_says_so(gmail: Desk) -> None:
    gmail.place()
    with gmail.context.database.writing(gmail.person) as session:
        for account in accounts.listing(session, gmail.person):
            account.connection_state = "disconnected"
    gmail.rewrite(LONG)
    gmail.work()
    assert gmail.row().state == "failed"
    assert "disconnected" in gmail.row().state_reason
    gmail.work()
    assert gmail.waiting() == []
