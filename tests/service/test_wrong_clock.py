"""A machine whose clock is wrong: what a provider said of times still counts, and nothing that ended stands for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.context import Context
from tests.conftest import NOW
from tests.service.mailroom import Mailroom
from tests.service.talks import START, request, talk

BEHIND = [timedelta(milliseconds=300), timedelta(minutes=5), timedelta(days=1)]


@pytest.fixture
def room(context: Context) -> Mailroom:
    return Mailroom(context)


@pytest.mark.parametrize("behind", BEHIND)
def test_what_left_the_calendar_is_off_although_our_clock_is_behind_the_providers(
    room: Mailroom, behind: timedelta
) -> None:
    entered = talk(updated=NOW + behind)
    other = talk("u2", START + timedelta(days=30), updated=NOW)
    room.deliver(request(), now=NOW)
    room.store_list(NOW, entered, other, read_id="first")
    assert {row.status for row in room.interviews() if row.start == START} == {"accepted"}
    room.store_list(NOW, other, read_id="second")
    assert {row.status for row in room.interviews() if row.start == START} == {"cancelled"}
