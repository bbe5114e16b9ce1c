"""Brought into another Warmthread, nothing goes out or into the mailbox a second time, whatever the first one did since
its archive was made.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from connectors import registry
from connectors.errors import ConsentLost
from service import accounts, backup, bringing_in, restore, taking_out
from service.context import open_context
from service.database import open_database
from service.schema import Account, Approval, Base
from service.taking_out import Wish
from tests.service.office import SCOPES
from tests.service.placing import Desk


def taken(desk: Desk, folder: Path) -> Path:
    file = folder / "mine.zip"
    wish = Wish(desk.person, desk.context.clock(), lambda entry: entry.talk.title, "")
    taking_out.to_file(desk.context, wish, file)
    return file


def brought_in(desk: Desk, file: Path) -> Desk:
    """The same person at another Warmthread, with a key of its own; nothing is connected there."""
    settings = desk.context.settings.model_copy(update={"data_dir": file.parent / "elsewhere"})
    context = open_context(settings, desk.context.clock)
    Base.metadata.create_all(context.database.engine)
    accounts.ensure_local_person(context)
    bringing_in.bring_in(context, desk.person, file, now=context.clock())
    return replace(desk, context=context)


def connect(desk: Desk) -> None:
    authorization = registry.load(desk.provider).authorization(desk.context.settings.provider(desk.provider))
    tokens = json.dumps(desk.control.credentials(*SCOPES[desk.provider]))
    assert accounts.connect(desk.context, desk.person, desk.provider, authorization.adopt(tokens)) == desk.account_id


def approval_there(desk: Desk) -> Approval:
    with desk.context.database.reading() as session:
        return session.scalars(select(Approval)).one()


def test_what_went_out_since_is_recognised_and_not_sent_again(desk: Desk, tmp_path: Path) -> None:
    approval_id = desk.approve()
    file = taken(desk, tmp_path)
    desk.deliver(approval_id, tries=20)
    assert len(desk.sent()) == 1
    there = brought_in(desk, file)
    connect(there)
    there.deliver(approval_id, tries=20)
    assert len(there.sent()) == 1
    assert there.draft().state == "sent"


def test_what_did_not_go_out_is_asked_about_and_goes_out_after_another_yes(gmail: Desk, tmp_path: Path) -> None:
    approval_id = gmail.approve()
    there = brought_in(gmail, taken(gmail, tmp_path))
    connect(there)
    there.deliver(approval_id, tries=20)
    assert there.sent() == []
    assert there.draft().state == "needs_review"
    assert "your data were brought in here" in there.draft().state_reason
    there.deliver(there.approve(), tries=20)
    assert len(there.sent()) == 1


def test_before_the_mailbox_is_connected_nothing_is_looked_for_or_given_up(gmail: Desk, tmp_path: Path) -> None:
    approval_id = gmail.approve()
    there = brought_in(gmail, taken(gmail, tmp_path))
    before = gmail.control.calls()
    with pytest.raises(ConsentLost):
        there.deliver(approval_id)
    assert gmail.control.calls() == before
    assert approval_there(there).state == "stopping"
    with there.context.database.reading() as session:
        account = session.get_one(Account, there.account_id)
    assert (account.connection_state, account.tokens_sealed) == ("needs_consent", None)


def test_a_draft_that_was_put_into_the_mailbox_since_is_not_put_there_again(desk: Desk, tmp_path: Path) -> None:
    desk.choose(is_on=True)
    file = taken(desk, tmp_path)
    desk.work()
    (lying,) = desk.lying()
    there = brought_in(desk, file)
    connect(there)
    there.work()
    assert [one["id"] for one in there.lying()] == [lying["id"]]


def test_nor_is_it_after_a_backup_from_before_that_was_put_back(gmail: Desk, tmp_path: Path) -> None:
    settings, vault = gmail.context.settings, gmail.context.vault
    gmail.choose(is_on=True)
    backup.take(settings.database_path, tmp_path / "kept.zip", vault, now=gmail.context.clock())
    gmail.work()
    (lying,) = gmail.lying()
    gmail.context.database.close()
    done = restore.restore(settings, tmp_path / "kept.zip", now=gmail.context.clock())
    gmail.context = replace(gmail.context, database=open_database(settings, vault))
    gmail.work()
    assert [one["id"] for one in gmail.lying()] == [lying["id"]]
    assert done.finished.is_placing_off


def test_a_draft_that_lay_there_already_stays_and_is_kept_up_to_date(gmail: Desk, tmp_path: Path) -> None:
    lying = gmail.place()
    there = brought_in(gmail, taken(gmail, tmp_path))
    connect(there)
    there.rewrite("Hi Dana,\n\nAnother text.\n\nBest,\nAlex\n")
    there.look()
    (found,) = there.lying()
    assert found["id"] == lying["id"]
    assert "Another text." in found["text"]


def test_once_the_person_says_so_drafts_are_put_there_again(gmail: Desk, tmp_path: Path) -> None:
    """The way back for what was withheld: positive control of the tests above."""
    gmail.choose(is_on=True)
    there = brought_in(gmail, taken(gmail, tmp_path))
    connect(there)
    there.work()
    assert there.lying() == []
    there.choose(is_on=True)
    there.work()
    assert len(there.lying()) == 1
