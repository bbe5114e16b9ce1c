"""Back to a backup while mail was on its way: nothing goes out a second time, what went out is known again, and what did
not is asked about. The sandbox's own log of sent mail is the judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from infra.sandbox.process import Control, Sandbox, run_sandbox
from service import backup, crash, outbox, restore
from service.clock import ManualClock
from service.context import Context
from service.database import open_database
from service.schema import Draft
from service.sealed import open_draft
from tests.conftest import NOW
from tests.rows import rows
from tests.service.sandboxed import CALENDAR_SCOPE, MAIL_SCOPE, connect
from workers.runner import Runner

SENDING_SCOPE = "https://www.googleapis.com/auth/gmail.compose"
POINTS = (
    "begin_delivery.before_commit",
    "mailbox.create_mailbox_draft.before_call",
    "mailbox.create_mailbox_draft.after_call",
    "mailbox.send_mailbox_draft.before_call",
    "mailbox.send_mailbox_draft.after_call",
)

QUICK = ("test_a_yes_to_it_before_anything_was_read_again_sends_nothing",)
"""What `make test` plays."""


@pytest.fixture(scope="module")
def _sandbox() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none", "--now", NOW.isoformat()) as sandbox:
        yield sandbox


@dataclass
class Life:
    """One machine with a mailbox and a thank-you that waits, its backup, and the machine that it is put back on."""

    context: Context
    control: Control
    person: str
    file: Path

    def back_up(self) -> None:
        settings = self.context.settings
        backup.take(settings.database_path, self.file, self.context.vault, now=NOW, may_replace=True)

    def go_back(self) -> None:
        """The machine is lost; the backup is put back on another, which goes on against the same provider."""
        self.context.database.close()
        settings = self.context.settings
        restore.restore(settings, self.file, now=self.context.clock())
        self.context = replace(self.context, database=open_database(settings))

    def approve(self) -> None:
        with self.context.database.writing(self.person) as session:
            draft = session.scalars(select(Draft)).one()
            digest = outbox.text_digest(draft, open_draft(self.context.vault, draft).body)
            outbox.approve(session, self.context, self.person, draft.id, digest=digest)

    def live(self, rounds: int = 6) -> None:
        """Reads, sends and looks, until nothing is left to do."""
        with Runner(self.context) as runner:
            for _ in range(rounds):
                runner.sync_once()
                self._move(timedelta(minutes=3))

    def work(self) -> None:
        with Runner(self.context) as runner:
            runner.settle()

    def _move(self, by: timedelta) -> None:
        clock = self.context.clock
        assert isinstance(clock, ManualClock)
        clock.move_to(clock() + by)
        self.control.move_clock(advance=by.total_seconds())

    def state(self) -> str:
        with self.context.database.reading() as session:
            return session.scalars(select(Draft.state)).one()

    def sent(self) -> int:
        return len(self.control.sent())


@pytest.fixture
def life(
    is_whole: bool, request: pytest.FixtureRequest, _sandbox: Sandbox, empty_context: Context, tmp_path: Path
) -> Iterator[Life]:
    if not is_whole and request.node.originalname not in QUICK:
        pytest.skip("`make chaos` plays this one.")
    _sandbox.control.reset()
    settings: dict[str, Any] = {"undo_seconds": 0.0, "look_seconds": 0.01, "poll_seconds": 0.2}
    desk = connect(_sandbox, empty_context, MAIL_SCOPE, CALENDAR_SCOPE, SENDING_SCOPE, **settings)
    desk.request("dana", at=NOW - timedelta(days=6))
    desk.deliver("Dana Poe <dana@poe.example>", "Re: A question", _YES, at=NOW - timedelta(days=5))
    desk.put_talk("dana", NOW - timedelta(hours=20))
    made = Life(desk.context, desk.control, desk.person, tmp_path / "kept.zip")
    made.live(2)
    assert made.state() == "needs_review"
    yield made
    made.context.database.close()


_YES = "Hi Alex,\n\nHappy to. I will tell you how the flood maps came about.\n\nDana"


@pytest.fixture
def at_point(monkeypatch: pytest.MonkeyPatch, life: Life, request: pytest.FixtureRequest) -> list[str]:
    """Takes a backup the first time that the work passes the point named."""
    passed: list[str] = []

    def observe(name: str) -> None:
        if name == request.param and not passed:
            passed.append(name)
            life.back_up()

    monkeypatch.setattr(crash, "observer", observe)
    return passed


@pytest.mark.parametrize("at_point", POINTS, indirect=True)
def test_a_backup_from_the_middle_of_sending_sends_nothing_again(life: Life, at_point: list[str]) -> None:
    life.approve()
    life.work()
    assert at_point, "the backup was taken on the way"
    assert (life.sent(), life.state()) == (1, "sent")
    life.go_back()
    assert life.state() != "sent", "the backup does not know yet"
    life.live()
    assert (life.sent(), life.state()) == (1, "sent")


def test_what_never_went_out_is_not_sent_by_itself_but_asked_about(life: Life) -> None:
    """The machine was lost before it came to sending: the provider knows of nothing."""
    life.approve()
    life.back_up()
    life.go_back()
    life.live()
    assert (life.sent(), life.state()) == (0, "needs_review")
    life.approve()
    life.live()
    assert (life.sent(), life.state()) == (1, "sent"), "a new yes sends it"


def test_what_was_approved_and_sent_after_the_backup_is_not_offered_again(life: Life) -> None:
    life.back_up()
    life.approve()
    life.work()
    assert life.sent() == 1
    life.go_back()
    assert life.state() == "needs_review"
    life.live()
    assert life.state() != "needs_review"
    assert life.sent() == 1
    assert [row for row in rows(life.context, "approvals") if row["state"] not in {"sent", "withdrawn"}] == []


def test_a_yes_to_it_before_anything_was_read_again_sends_nothing(life: Life) -> None:
    life.back_up()
    life.approve()
    life.work()
    life.go_back()
    life.approve()
    life.work()
    life.live()
    assert (life.sent(), life.state()) == (1, "sent")


def test_what_came_in_after_the_backup_is_read_again_once(life: Life) -> None:
    known = len(rows(life.context, "messages"))
    life.back_up()
    for name in ("robin", "sam"):
        life.control.deliver(text=_ask(name))
    life.live()
    before = rows(life.context, "messages")
    assert len(before) == known + 2
    life.go_back()
    assert len(rows(life.context, "messages")) == known
    life.live()
    after = rows(life.context, "messages")
    assert sorted(row["message_id"] for row in after) == sorted(row["message_id"] for row in before)


def _ask(name: str) -> str:
    return (
        f"From: {name.title()} Poe <{name}@poe.example>\nTo: Alex Example <alex@example.com>\nSubject: A question\n"
        f"Message-ID: <{name}@poe.example>\nDate: Mon, 02 Mar 2026 09:05:00 +0000\n\n"
        f"Hi Alex,\n\nWould you have 20 minutes for an informational interview?\n\n{name.title()}\n"
    )
