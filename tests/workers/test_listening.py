"""A mailbox that tells by itself: its hint makes the account due at once, is never lost to a poll under way, and its
silence or failure costs nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from queue import SimpleQueue
from typing import Any

import pytest

from connectors import registry
from connectors.contract import Capabilities
from connectors.errors import ConsentLost, SlowDown, TryAgain, Unsupported
from service import accounts, connections
from service.clock import ManualClock
from service.polling import AccountReader
from tests.conftest import NOW
from tests.rows import rows
from tests.service.sandboxed import Desk
from tests.waiting import wait_until
from tests.workers.test_holding import Round, only_new, writes
from workers import clock as clock_module
from workers import listening
from workers.clock import Lent, poll_account
from workers.holding import Held
from workers.listening import Listeners
from workers.runner import Runner

MOMENT = timedelta(seconds=1)
CUT = TryAgain("The connection was cut.")
SLOW = SlowDown("Too many connections.", retry_after=60)


class Ringing:
    """The mailbox of the sandbox, with a bell that a test rings; what it rings with may be an exception."""

    def __init__(self, mailbox: object, bell: SimpleQueue[object]) -> None:
        self._mailbox, self._bell = mailbox, bell

    def __getattr__(self, name: str) -> Any:
        return getattr(self._mailbox, name)

    def wait_for_news(self, timeout: float) -> bool:
        assert timeout == listening.STEP_SECONDS
        rung = self._bell.get()
        if isinstance(rung, Exception):
            raise rung
        return bool(rung)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every mailbox that is opened."""
    seen: list[object] = []
    real = accounts.open_mailbox

    def open_mailbox(*lent: Any) -> Any:
        seen.append(real(*lent))
        return seen[-1]

    monkeypatch.setattr(accounts, "open_mailbox", open_mailbox)
    return seen


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch, opened: list[object]) -> SimpleQueue[object]:
    """The mailbox tells by itself, whenever this rings."""
    rung: SimpleQueue[object] = SimpleQueue()
    real = accounts.open_mailbox
    monkeypatch.setattr(accounts, "open_mailbox", lambda *lent: Ringing(real(*lent), rung))
    monkeypatch.setattr(listening, "LULL_SECONDS", 0.0)
    return rung


def say_of_google(monkeypatch: pytest.MonkeyPatch, **can: bool) -> None:
    real = registry.capabilities

    def capabilities(name: str) -> Capabilities:
        return replace(real(name), **can) if name == "google" else real(name)

    monkeypatch.setattr(registry, "capabilities", capabilities)


@pytest.fixture
def round_of(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Round:
    made = Round(desk)
    monkeypatch.setattr(made.clock, "_look_back", lambda: None)
    made.until_idle()
    return made


@pytest.fixture
def listeners(round_of: Round, bell: SimpleQueue[object]) -> Iterator[Listeners]:
    """Those of the round's clock."""
    held_of(round_of).hears_news = True
    yield round_of.clock._listeners
    for _ in range(9):
        bell.put(False)
    round_of.clock._listeners.stop()


def held_of(round_of: Round) -> Held:
    (held,) = round_of.clock._holder._held.values()
    return held


def ended(listeners: Listeners) -> None:
    """Waits until nobody listens."""
    wait_until(lambda: not any(thread.is_alive() for thread in listeners._threads), "nobody listens")


def heard(round_of: Round) -> None:
    wait_until(lambda: held_of(round_of).has_news, "the hint was heard")


def test_a_mail_that_the_mailbox_tells_of_is_read_before_the_next_poll_would_be_due(
    desk: Desk, round_of: Round, listeners: Listeners, bell: SimpleQueue[object], clock: ManualClock
) -> None:
    desk.ask("dana")
    clock.move_to(NOW + MOMENT)
    only_new(round_of)
    assert rows(desk.context, "messages") == []
    listeners.keep()
    bell.put(True)
    heard(round_of)
    only_new(round_of)
    assert len(rows(desk.context, "messages")) == 1


def test_a_hint_writes_nothing_down(
    desk: Desk, round_of: Round, listeners: Listeners, bell: SimpleQueue[object]
) -> None:
    with writes(desk.context) as written:
        listeners.keep()
        bell.put(True)
        heard(round_of)
    assert written == []


def test_a_hint_that_comes_while_the_account_is_polled_has_it_polled_once_more(desk: Desk, round_of: Round) -> None:
    holder, held = round_of.clock._holder, held_of(round_of)
    holder.heard(held)
    (polled,) = holder.polls()
    assert not polled.has_news
    holder.heard(held)
    holder.polled(held, read_at=NOW, is_told=False, has_past=False)
    holder.free(held, was_poll=True)
    assert holder.polls() == [held]


def test_a_hint_does_not_shorten_the_wait_after_trouble(
    desk: Desk, round_of: Round, monkeypatch: pytest.MonkeyPatch, clock: ManualClock
) -> None:
    held = held_of(round_of)
    with monkeypatch.context() as broken:
        broken.setattr(round_of.clock, "_slices", raising(CUT))
        clock.move_to(NOW + timedelta(minutes=1))
        only_new(round_of)
    round_of.clock._holder.heard(held)
    assert round_of.clock._holder.polls() == []
    clock.move_to(NOW + timedelta(minutes=3))
    assert round_of.clock._holder.polls() == [held]


def raising(error: Exception) -> Callable[..., Any]:
    def fail(*_given: object, **_more: object) -> Any:
        raise error

    return fail


def test_a_server_that_tells_nothing_is_not_asked_again(
    round_of: Round, listeners: Listeners, bell: SimpleQueue[object], opened: list[object]
) -> None:
    listeners.keep()
    bell.put(Unsupported("This server does not tell of new mail."))
    ended(listeners)
    before = len(opened)
    listeners.keep()
    assert len(opened) == before


def test_after_a_cut_it_listens_again_only_when_a_pause_is_over_and_each_is_longer(
    listeners: Listeners, bell: SimpleQueue[object]
) -> None:
    seconds = 1000.0
    listeners._time_of = lambda: seconds
    pauses: list[float] = []
    for _ in range(9):
        listeners.keep()
        bell.put(CUT)
        ended(listeners)
        (ear,) = listeners._ears.values()
        pauses.append(ear.not_before - seconds)
        listeners.keep()
        assert not ear.is_at_it
        seconds = ear.not_before
    assert pauses == [15, 30, 60, 120, 240, 480, 960, 1800, 1800]


@pytest.mark.parametrize("refusal", [SLOW, ConsentLost("This login is one too many.")])
def test_a_server_with_room_for_few_connections_is_left_alone_for_hours(
    listeners: Listeners, bell: SimpleQueue[object], refusal: Exception
) -> None:
    """The polls need them: Yahoo has about five for an account."""
    seconds = 1000.0
    listeners._time_of = lambda: seconds
    pauses: list[float] = []
    for _ in range(7):
        listeners.keep()
        bell.put(refusal)
        ended(listeners)
        (ear,) = listeners._ears.values()
        pauses.append((ear.not_before - seconds) / 3600)
        listeners.begin_anew()
        listeners.keep()
        assert not ear.is_at_it
        seconds = ear.not_before
    assert pauses == [1, 2, 4, 8, 16, 24, 24]


def test_the_program_ends_while_a_listener_hears_nothing_but_silence(
    listeners: Listeners, bell: SimpleQueue[object], opened: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "PARTING_SECONDS", 0.0)
    listeners.keep()
    wait_until(lambda: bool(opened), "it listens")
    (thread,) = listeners._threads
    ending = threading.Thread(target=listeners.stop, daemon=True)
    ending.start()
    wait_until(lambda: not ending.is_alive(), "it has ended")
    assert thread.is_alive()
    assert thread.daemon


def test_polls_go_on_while_listening_fails(
    desk: Desk, round_of: Round, listeners: Listeners, bell: SimpleQueue[object], clock: ManualClock
) -> None:
    listeners.keep()
    bell.put(CUT)
    ended(listeners)
    desk.ask("dana")
    clock.move_to(NOW + timedelta(minutes=1))
    only_new(round_of)
    assert len(rows(desk.context, "messages")) == 1
    assert desk.account().failures == 0


def test_who_no_longer_holds_an_account_ends_listening_to_it(
    round_of: Round, listeners: Listeners, bell: SimpleQueue[object]
) -> None:
    listeners.keep()
    round_of.clock._holder.drop(held_of(round_of))
    bell.put(False)
    ended(listeners)
    listeners.keep()
    assert listeners._ears == {}


def test_after_the_machine_slept_connections_are_made_anew(
    round_of: Round, listeners: Listeners, bell: SimpleQueue[object], opened: list[object]
) -> None:
    listeners.keep()
    wait_until(lambda: bool(opened), "it listens")
    before = len(opened)
    listeners.begin_anew()
    listeners.keep()
    wait_until(lambda: len(opened) == before + 1, "it listens anew")


def test_no_more_than_so_many_accounts_are_listened_to(
    round_of: Round, listeners: Listeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "MOST", 0)
    listeners.keep()
    assert listeners._threads == set()


def test_only_where_the_provider_can_tell_somebody_listens(
    desk: Desk, round_of: Round, monkeypatch: pytest.MonkeyPatch, clock: ManualClock
) -> None:
    assert round_of.clock._holder.hearing() == []
    round_of.clock._listeners.keep()
    assert not [thread for thread in threading.enumerate() if thread.name == "listen"]
    say_of_google(monkeypatch, hears_news=True)
    round_of.clock._holder.give_back_all()
    clock.move_to(NOW + timedelta(minutes=1))
    again = kept_round(desk, monkeypatch)
    assert again.clock._holder.hearing() == [held_of(again)]


def test_what_stays_open_is_used_from_poll_to_poll(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, opened: list[object], clock: ManualClock
) -> None:
    say_of_google(monkeypatch, stays_open=True)
    round_of = kept_round(desk, monkeypatch)
    before = len(opened)
    called = desk.control.calls()["calls"]["gmail.users.history.list"]
    for number in range(1, 4):
        clock.move_to(NOW + number * timedelta(seconds=21))
        only_new(round_of)
    assert desk.control.calls()["calls"]["gmail.users.history.list"] == called + 3
    assert len(opened) == before


def kept_round(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Round:
    made = Round(desk)
    monkeypatch.setattr(made.clock, "_look_back", lambda: None)
    made.until_idle()
    only_new(made)
    return made


def test_after_trouble_or_a_wish_it_is_opened_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, opened: list[object], clock: ManualClock
) -> None:
    say_of_google(monkeypatch, stays_open=True)
    round_of = kept_round(desk, monkeypatch)
    before = len(opened)
    round_of.clock._failed(held_of(round_of), CUT)
    clock.move_to(NOW + timedelta(minutes=20))
    only_new(round_of)
    assert len(opened) == before + 1
    with desk.context.database.writing(desk.person) as session:
        connections.read_now(session, desk.person, desk.account_id, clock())
    only_new(round_of)
    assert len(opened) == before + 2


def test_what_does_not_stay_open_is_opened_for_each_poll(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, opened: list[object], clock: ManualClock
) -> None:
    round_of = kept_round(desk, monkeypatch)
    before = len(opened)
    clock.move_to(NOW + timedelta(minutes=1))
    only_new(round_of)
    assert len(opened) == before + 1


def test_what_read_the_past_is_let_go_when_the_past_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    say_of_google(monkeypatch, stays_open=True)
    round_of = kept_round(desk, monkeypatch)
    assert set(held_of(round_of)._open) == {"new"}


def test_a_read_until_all_is_there_opens_what_stays_open_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, opened: list[object]
) -> None:
    say_of_google(monkeypatch, stays_open=True)
    monkeypatch.setattr(clock_module, "TURN_SECONDS", 0.0)
    desk.ask("dana", at=NOW - timedelta(hours=1))
    with Runner(desk.context) as runner:
        runner.sync_once()
    assert len(rows(desk.context, "messages")) == 1
    assert len(opened) == 1


def test_a_failed_turn_of_it_opens_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch, opened: list[object]) -> None:
    runner, lent = Runner(desk.context), Lent()
    poll_account(desk.context, runner.pipeline, desk.account_id, desk.person, lent=lent)
    with monkeypatch.context() as broken:
        broken.setattr(AccountReader, "next_slice", raising(CUT))
        poll_account(desk.context, runner.pipeline, desk.account_id, desk.person, lent=lent)
    before = len(opened)
    poll_account(desk.context, runner.pipeline, desk.account_id, desk.person, lent=lent)
    assert len(opened) == before + 1
