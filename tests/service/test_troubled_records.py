"""A mail with which the provider has trouble for ever holds those behind it for a while, then it is quarantined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from connectors import care
from connectors.contract import MessageChange
from connectors.errors import OneInTrouble, TryAgain
from connectors.google.mailbox import GmailMailbox
from infra.sandbox.process import Sandbox, run_sandbox
from service.clock import ManualClock
from service.context import Context
from service.one_by_one import LONG, TRIES
from tests.conftest import NOW
from tests.rows import rows
from tests.service.sandboxed import Desk, connect
from workers import middleware


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none", "--now", NOW.isoformat()) as sandbox:
        yield sandbox


@pytest.fixture
def troubled(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Ids of mails that the provider answers 500 for, whenever they are asked for."""
    ids: set[str] = set()
    read = GmailMailbox._read

    def read_or_fail(self: GmailMailbox, provider_id: str, hidden: frozenset[str]) -> MessageChange | None:
        if provider_id in ids:
            raise TryAgain("Google answered 500.", provider="google", operation="gmail.users.messages.get")
        return read(self, provider_id, hidden)

    monkeypatch.setattr(GmailMailbox, "_read", read_or_fail)
    return ids


@pytest.fixture
def desk(sandbox: Sandbox, empty_context: Context) -> Desk:
    sandbox.control.reset()
    desk = connect(sandbox, empty_context)
    desk.read()
    return desk


def polled(desk: Desk) -> bool:
    """One poll, its failure noted as the workers do; says whether it came to its end."""
    try:
        desk.read()
    except TryAgain as failure:
        middleware.poll_failed(desk.context, desk.lease(), failure)
        return False
    return True


def polls_until_done(desk: Desk, clock: ManualClock) -> int:
    count = 1
    while not polled(desk):
        count += 1
        clock.move_to(clock() + timedelta(minutes=4))
        assert count < 30
    return count


def quarantined(desk: Desk) -> dict[str, str]:
    return {row["provider_id"]: row["reason"] for row in rows(desk.context, "quarantine")}


def stored(desk: Desk) -> set[str]:
    return {row["provider_id"] for row in rows(desk.context, "message_copies")}


@pytest.mark.parametrize("place", [0, 1])
def test_a_mail_that_always_fails_is_quarantined_and_the_others_are_read(
    desk: Desk, clock: ManualClock, troubled: set[str], place: int
) -> None:
    mails = [desk.ask(name) for name in ("dana", "eve", "frank")]
    troubled.add(mails[place])
    polls_until_done(desk, clock)
    assert quarantined(desk) == {mails[place]: care.TROUBLED}
    assert stored(desk) == set(mails) - {mails[place]}


def test_it_holds_the_others_for_a_while_because_it_may_work_later(
    desk: Desk, clock: ManualClock, troubled: set[str]
) -> None:
    mails = [desk.ask(name) for name in ("dana", "eve")]
    troubled.add(mails[0])
    for _ in range(TRIES - 2):
        assert not polled(desk)
        clock.move_to(clock() + timedelta(minutes=10))
    troubled.clear()
    assert polled(desk)
    assert (stored(desk), quarantined(desk)) == (set(mails), {})


def test_many_polls_in_a_short_time_give_nothing_up(desk: Desk, clock: ManualClock, troubled: set[str]) -> None:
    troubled.add(desk.ask("dana"))
    for _ in range(3 * TRIES):
        assert not polled(desk)
        clock.move_to(clock() + timedelta(seconds=10))
    assert quarantined(desk) == {}
    clock.move_to(clock() + LONG)
    assert polled(desk)
    assert len(quarantined(desk)) == 1


def test_trouble_with_the_listing_is_no_mails_fault(desk: Desk, clock: ManualClock) -> None:
    desk.ask("dana")
    desk.control.order_fault("gmail.users.history.list", "status", times=2 * TRIES)
    polls_until_done(desk, clock)
    assert (quarantined(desk), len(stored(desk))) == ({}, 1)


def test_a_look_into_the_past_is_held_no_longer_either(
    sandbox: Sandbox, empty_context: Context, clock: ManualClock, troubled: set[str]
) -> None:
    sandbox.control.reset()
    desk = connect(sandbox, empty_context)
    mails = [desk.ask(name, at=NOW - timedelta(hours=1)) for name in ("dana", "eve", "frank")]
    troubled.add(mails[1])
    polls_until_done(desk, clock)
    assert quarantined(desk) == {mails[1]: care.TROUBLED}
    assert stored(desk) == set(mails) - {mails[1]}


def test_what_was_given_up_is_read_when_the_person_has_it_tried_and_it_works(
    desk: Desk, clock: ManualClock, troubled: set[str]
) -> None:
    mail = desk.ask("dana")
    troubled.add(mail)
    polls_until_done(desk, clock)
    with pytest.raises(TryAgain):
        desk.reader()._turn.mail().read_again((mail,))
    troubled.clear()
    assert desk.reader()._turn.mail().read_again((mail,))[0].message


def test_the_failure_names_its_mail_and_says_nothing_else_than_before(desk: Desk, troubled: set[str]) -> None:
    mail = desk.ask("dana")
    troubled.add(mail)
    with pytest.raises(OneInTrouble) as caught:
        desk.read()
    told = caught.value
    assert (told.provider_id, told.detail, told.operation) == (mail, "Google answered 500.", "gmail.users.messages.get")
