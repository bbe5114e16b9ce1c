"""What a process holds: idle polls that write nothing, wishes that are heard, fair shares, and the past behind the new."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from service import accounts, connections, disconnecting, events, leases
from service.clock import ManualClock, real_now
from service.context import Context
from service.schema import Account, Event, Lease
from tests.conftest import NOW
from tests.rows import rows
from tests.service.sandboxed import Desk, reconnect
from workers.clock import Clock
from workers.holding import Holder
from workers.runner import Runner

HOUR = timedelta(hours=1)
CONNECTED = {"provider": "google", "since": NOW - HOUR, "created_at": NOW, "next_due": NOW}


class Round:
    """A clock whose turns a test takes one by one, everything done before the next."""

    def __init__(self, desk: Desk) -> None:
        self.runner = Runner(desk.context)
        self.clock = Clock(desk.context, self.runner.pipeline)

    def turn(self) -> None:
        """One look, and what it found to do, on this thread."""
        holder = self.clock._holder
        holder.look()
        for held in holder.polls():
            self.clock._read(held, self.clock._read_new, was_poll=True)
        for held in holder.pasts(1):
            self.clock._read(held, self.clock._read_past, was_poll=False)

    def until_idle(self) -> None:
        for _ in range(5):
            self.turn()
        with self.runner:
            self.runner.settle()


@pytest.fixture
def round_of(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Round:
    made = Round(desk)
    # What a turn of the past would go on with is left to the next turn of the test.
    monkeypatch.setattr(made.clock, "_look_back", lambda: None)
    return made


def only_new(round_of: Round) -> None:
    """One look for what is new; nothing of the past is read."""
    round_of.clock._holder.look()
    for held in round_of.clock._holder.polls():
        round_of.clock._read(held, round_of.clock._read_new, was_poll=True)


@contextmanager
def writes(context: Context) -> Iterator[list[str]]:
    """Every statement of the block that changes a row, and every transaction that was begun to."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.lstrip().startswith(("SELECT", "BEGIN (implicit)", "PRAGMA")) and statement != "BEGIN":
            seen.append(statement)

    event.listen(context.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(context.database.engine, "before_cursor_execute", note)


def test_a_hundred_idle_polls_write_no_row_and_hand_nothing_to_the_queue(
    desk: Desk, round_of: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.ask("dana", at=NOW - HOUR)
    round_of.until_idle()
    (held,) = round_of.clock._holder._held.values()
    handed: list[object] = []
    monkeypatch.setattr(round_of.runner.pipeline, "enqueue", handed.extend)
    before, called = {name: rows(desk.context, name) for name in ("accounts", "allowances", "events", "leases")}, None
    with writes(desk.context) as written:
        for _ in range(100):
            held.due = None
            (polled,) = round_of.clock._holder.polls()
            round_of.clock._read(polled, round_of.clock._read_new, was_poll=True)
    called = desk.control.calls()["calls"]["gmail.users.history.list"]
    assert called >= 100
    assert written == []
    assert handed == []
    assert {name: rows(desk.context, name) for name in before} == before


def test_idle_polls_are_told_together_once_they_are_half_a_minute_old(
    desk: Desk, round_of: Round, clock: ManualClock
) -> None:
    desk.ask("dana", at=NOW - HOUR)
    round_of.until_idle()
    for seconds in (20, 40):
        clock.move_to(NOW + timedelta(seconds=seconds))
        round_of.turn()
    round_of.turn()
    assert desk.account().caught_up_at == NOW + timedelta(seconds=40)
    (spent,) = rows(desk.context, "allowances")
    assert spent["calls"]["gmail.users.history.list"] == desk.control.calls()["calls"]["gmail.users.history.list"]


def test_a_wish_from_a_page_is_heard_at_the_next_look_and_told_at_once(
    desk: Desk, round_of: Round, clock: ManualClock
) -> None:
    round_of.until_idle()
    clock.move_to(NOW + timedelta(seconds=3))
    desk.ask("dana")
    round_of.turn()
    assert rows(desk.context, "messages") == []
    with desk.context.database.writing(desk.person) as session:
        connections.read_now(session, desk.person, desk.account_id, clock())
    round_of.turn()
    assert len(rows(desk.context, "messages")) == 1
    for _ in range(3):  # Somebody new: the past is searched for them before nothing waits.
        round_of.turn()
    assert desk.account().caught_up_at == NOW + timedelta(seconds=3)


def test_a_paused_account_is_not_asked_again_and_a_resumed_one_at_once(
    desk: Desk, round_of: Round, clock: ManualClock
) -> None:
    round_of.until_idle()
    with desk.context.database.writing(desk.person) as session:
        connections.pause(session, desk.person, desk.account_id)
    called = desk.control.calls()["calls_total"]
    clock.move_to(NOW + HOUR)
    round_of.turn()
    round_of.turn()
    assert desk.control.calls()["calls_total"] == called
    desk.ask("dana")
    with desk.context.database.writing(desk.person) as session:
        connections.resume(session, desk.person, desk.account_id, clock())
    round_of.turn()
    round_of.turn()
    assert len(rows(desk.context, "messages")) == 1


def test_what_a_process_held_is_free_and_due_at_its_time_when_it_ends(
    desk: Desk, round_of: Round, clock: ManualClock
) -> None:
    round_of.until_idle()
    round_of.clock._holder.give_back_all()
    account = desk.account()
    assert (account.lease_owner, account.lease_until) == ("", None)
    assert account.next_due == NOW + timedelta(seconds=desk.context.settings.poll_seconds)
    assert rows(desk.context, "leases") == []


def test_mail_that_comes_during_a_first_read_is_read_before_the_first_read_goes_on(desk: Desk, round_of: Round) -> None:
    desk.ask("dana", at=NOW - HOUR)
    holder = round_of.clock._holder
    holder.look()
    while not any(row["resource"] == "mail" for row in rows(desk.context, "cursors")):
        (held,) = holder.pasts(1)
        round_of.clock._read(held, round_of.clock._read_past, was_poll=False)
        held.past_from = 0.0
    desk.ask("eve")
    (held,) = holder.pasts(1)
    held.due = None
    (polled,) = holder.polls()
    round_of.clock._read(polled, round_of.clock._read_new, was_poll=True)
    assert polled is held, "one account, its new mail and its past at the same time"
    new = [row for row in rows(desk.context, "events") if not row["is_past"]]
    assert [row["kind"] for row in new] == [events.MESSAGE_RECEIVED]


def test_an_account_whose_past_is_still_to_be_read_is_not_told_to_be_caught_up(
    desk: Desk, round_of: Round, clock: ManualClock
) -> None:
    desk.ask("dana", at=NOW - timedelta(days=20))
    for _ in range(4):
        only_new(round_of)
        clock.move_to(clock() + timedelta(minutes=1))
    round_of.clock._holder.give_back_all()
    assert desk.account().caught_up_at is None
    assert desk.account().last_success_at is None
    desk.read()
    caught_up = desk.account().caught_up_at
    for _ in range(4):
        only_new(round_of)
        clock.move_to(clock() + timedelta(minutes=1))
    round_of.clock._holder.give_back_all()
    told = desk.account().caught_up_at
    assert caught_up is not None
    assert told is not None
    assert told > caught_up, "nothing of the past waits any more: idle polls are told"


def test_reconnecting_at_once_need_not_wait_for_the_lease_of_before(desk: Desk, round_of: Round) -> None:
    round_of.until_idle()
    disconnecting.disconnect(desk.context, desk.person, desk.account_id)
    (held,) = round_of.clock._holder._held.values()
    held.due = None
    round_of.turn()
    reconnect(desk.context, desk.control, desk.person)
    desk.ask("dana")
    for _ in range(4):
        round_of.turn()
    assert len(rows(desk.context, "messages")) == 1


def test_a_wish_that_comes_while_idle_polls_are_told_is_kept(desk: Desk, round_of: Round, clock: ManualClock) -> None:
    round_of.until_idle()
    (held,) = round_of.clock._holder._held.values()
    with desk.context.database.writing(desk.person) as session:
        connections.read_now(session, desk.person, desk.account_id, clock())
    with desk.context.database.writing(desk.person) as session:
        leases.note_read(session, {held.lease: NOW}, due=NOW + HOUR, now=clock())
    assert desk.account().next_due == clock()


# --- several processes --------------------------------------------------------------------------------------------


def add_accounts(context: Context, person: str, number: int) -> None:
    with context.database.writing(person) as session:
        session.add_all(
            Account(id=f"acc_{one:02}", person_id=person, email=f"a{one}@x.example", scopes=[], **CONNECTED)
            for one in range(number)
        )


def test_two_that_take_at_once_never_take_the_same_account(context_on_both: Context, alice: str) -> None:
    database = context_on_both.database
    add_accounts(context_on_both, alice, 10)
    with database.writing("one") as first:
        taken = leases.take_due(first, owner="one:1:a", now=NOW, real_now=real_now(), limit=4)
        if not database.is_sqlite:
            with database.writing("two") as second:
                beside = leases.take_due(second, owner="two:2:b", now=NOW, real_now=real_now(), limit=4)
            assert len(beside) == 4
            assert not {one.account_id for one in beside} & {one.account_id for one in taken}
    assert len(taken) == 4
    with database.writing("three") as third:
        rest = leases.take_due(third, owner="three:3:c", now=NOW, real_now=real_now(), limit=50)
    assert len(rest) == (6 if database.is_sqlite else 2)


def test_a_process_gives_back_what_is_more_than_its_share_when_another_comes(
    context_on_both: Context, alice: str
) -> None:
    add_accounts(context_on_both, alice, 10)
    holder = Holder(context_on_both, leases.SHARED)
    holder.look()
    assert len(holder._held) == 10
    with context_on_both.database.writing("other") as session:
        until = real_now() + timedelta(seconds=60)
        session.add(Lease(name=f"{leases.WORKER}far:2:b", owner="far:2:b", epoch=1, until=until))
    holder.look()
    assert len(holder._held) == 5
    with context_on_both.database.reading() as session:
        free = leases.due_accounts(session, now=NOW, real_now=real_now())
    assert len(free) == 5


def test_everything_of_a_process_that_fell_silent_is_free_at_once_and_its_commits_are_refused(
    context_on_both: Context, alice: str
) -> None:
    add_accounts(context_on_both, alice, 3)
    database, silent = context_on_both.database, "far:7:abc"
    with database.writing(silent) as session:
        gone = real_now() - timedelta(seconds=1)
        session.add(Lease(name=leases.WORKER + silent, owner=silent, epoch=1, until=gone))
        session.add(Lease(name="tokens:acc_00", owner=f"{silent}.1", epoch=1, until=real_now() + HOUR))
        slept = leases.take_due(session, owner=f"{silent}.0", now=NOW, real_now=real_now(), limit=3)
    holder = Holder(context_on_both, leases.SHARED)
    holder.look()
    holder.look()
    assert len(holder._held) == 3
    assert [row["name"] for row in rows(context_on_both, "leases")] == [leases.WORKER + leases.process_name()]
    with database.writing(alice) as session, pytest.raises(leases.LostLease):
        leases.hold_account(session, slept[0], real_now=real_now())


def test_who_was_given_up_while_asleep_lets_everything_go(context_on_both: Context, alice: str) -> None:
    add_accounts(context_on_both, alice, 3)
    holder = Holder(context_on_both, leases.SHARED)
    holder.look()
    with context_on_both.database.writing("other") as session:
        leases.void(session, leases.process_name(), real_now=real_now())
    before = list(holder._held.values())
    holder._beats_at = 0.0
    holder._beat()
    assert holder._held == {}
    holder.look()
    assert {held.id for held in before} == set(holder._held)
    assert all(held.lease.epoch > before[0].lease.epoch for held in holder._held.values())


# --- the past behind the new --------------------------------------------------------------------------------------


def test_what_happens_now_is_swept_before_the_past_and_everybody_gets_a_turn(
    context: Context, alice: str, bob: str
) -> None:
    def log(person: str, subject: str, *, is_past: bool) -> int:
        with context.database.writing(person) as session:
            if is_past:
                events.from_the_past(session)
            events.append(session, person, events.MESSAGE_RECEIVED, subject, now=NOW)
            return events.appended(session)[0]

    huge = [log(alice, f"msg_a{number}", is_past=True) for number in range(5)]
    small = log(bob, "msg_b", is_past=True)
    now = log(alice, "msg_now", is_past=False)
    with context.database.reading() as session:
        waiting = events.waiting(session, now=NOW, real_now=NOW, limit=4)
        assert events.is_past_full(session, alice, now=NOW, real_now=NOW, most=5)
        assert not events.is_past_full(session, alice, now=NOW, real_now=NOW, most=6)
    assert waiting == [now, huge[0], small, huge[1]]


def test_what_the_past_causes_is_past_until_it_happens_now_too(context: Context, alice: str) -> None:
    with context.database.writing(alice) as session:
        events.from_the_past(session)
        events.append(session, alice, events.INTERVIEW_TOUCHED, "int_1", now=NOW)
    with context.database.writing(alice) as session:
        caused = Event(id=99, person_id=alice, kind="x", subject="y", created_at=NOW, due_at=NOW, is_past=True)
        events.follow(session, caused)
        events.append(session, alice, events.INTERVIEW_CHANGED, "int_1", now=NOW)
    assert {row["kind"]: row["is_past"] for row in rows(context, "events")} == {
        events.INTERVIEW_TOUCHED: True,
        events.INTERVIEW_CHANGED: True,
    }
    with context.database.writing(alice) as session:
        events.append(session, alice, events.INTERVIEW_TOUCHED, "int_1", now=NOW)
    assert {row["kind"]: row["is_past"] for row in rows(context, "events")}[events.INTERVIEW_TOUCHED] is False


def test_reconnecting_is_noticed_by_who_holds_nothing_of_it(desk: Desk, round_of: Round) -> None:
    round_of.until_idle()
    with desk.context.database.writing(desk.person) as session:
        accounts.needs_consent(session.get_one(Account, desk.account_id), "revoked")
    (held,) = round_of.clock._holder._held.values()
    held.due = None
    round_of.turn()
    assert round_of.clock._holder._held == {}
    assert desk.account().lease_owner == ""


def test_an_account_taken_anew_under_a_poll_that_lost_it_stays_taken(desk: Desk, round_of: Round) -> None:
    round_of.until_idle()
    holder = round_of.clock._holder
    (before,) = holder._held.values()
    with desk.context.database.writing(desk.person) as session:
        connections.pause(session, desk.person, desk.account_id)
        connections.resume(session, desk.person, desk.account_id, desk.context.clock())
    holder.look()
    (anew,) = holder._held.values()
    assert anew is not before
    # Only now the poll that was under way notices.
    round_of.clock._failed(before, leases.LostLease(desk.account_id))
    assert list(holder._held.values()) == [anew]
