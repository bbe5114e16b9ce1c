"""What a process knows of the accounts that it holds, and when the database hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.clock import ManualClock
from tests.conftest import NOW
from tests.service.sandboxed import Desk
from workers.clock import Clock
from workers.holding import Held
from workers.runner import Runner


@pytest.fixture
def looking(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that reads at once what is new, in this thread, and nothing of the past."""
    found = Clock(desk.context, Runner(desk.context).pipeline)

    def read(_pool: object, held: Held) -> None:
        found._read(held, found._read_new, was_poll=True)

    monkeypatch.setattr(found._polls, "submit", lambda _read, held, *_, **__: read(None, held))
    monkeypatch.setattr(found, "_look_back", lambda: None)
    return found


def test_an_account_whose_past_is_still_to_be_read_is_not_told_to_be_caught_up(
    desk: Desk, looking: Clock, clock: ManualClock
) -> None:
    desk.ask("dana", at=NOW - timedelta(days=20))
    for _ in range(4):
        looking.turn()
        clock.move_to(clock() + timedelta(minutes=1))
    looking._holder.give_back_all()
    assert desk.account().caught_up_at is None
    assert desk.account().last_success_at is None
    desk.read()
    caught_up = desk.account().caught_up_at
    for _ in range(4):
        looking.turn()
        clock.move_to(clock() + timedelta(minutes=1))
    looking._holder.give_back_all()
    told = desk.account().caught_up_at
    assert caught_up is not None
    assert told is not None
    assert told > caught_up, "nothing of the past waits any more: idle polls are told"
