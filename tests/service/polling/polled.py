"""What tests of polling see of a desk, and how they step between two things that the reader does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from service import crash
from service.polling import AccountReader
from service.schema import Account
from tests.conftest import NOW
from tests.rows import rows
from tests.service.sandboxed import Desk

SOON = NOW + timedelta(days=2)
HOUR = timedelta(hours=1)


def stored(desk: Desk) -> list[str]:
    """Provider ids of the mails that are stored and there."""
    return sorted(row["provider_id"] for row in rows(desk.context, "message_copies") if row["removed_at"] is None)


def received(desk: Desk) -> int:
    return sum(row["kind"] == "MessageReceived" for row in rows(desk.context, "events"))


def call_between(monkeypatch: pytest.MonkeyPatch, point: str, act: Callable[[], object]) -> None:
    """Does something at the first pass of a named point, between a provider's answer and the commit of it."""
    waiting = [act]

    def pass_by(name: str) -> None:
        if name == point and waiting:
            waiting.pop()()

    monkeypatch.setattr(crash, "point", pass_by)


def take_over(desk: Desk, owner: str) -> AccountReader:
    """A second reader, as after the first was stopped for longer than its lease."""
    with desk.context.database.writing(desk.person) as session:
        session.execute(update(Account).values(lease_until=NOW - timedelta(days=900)))
    return desk.reader(owner)
