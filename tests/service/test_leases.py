"""Who may work on an account: one at a time, and a sleeper that wakes up is fenced."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from connectors.contract import Authorized, Grant
from service import accounts, leases
from service.clock import real_now
from service.context import Context
from service.leases import LostLease
from service.schema import Account

GRANT = Grant(asked=(), granted=(), can_read_mail=True, can_read_calendar=True, can_send=True)


@pytest.fixture
def account_id(context_on_both: Context, alice: str) -> str:
    return accounts.connect(context_on_both, alice, "google", Authorized("{}", "a@x.example", "", GRANT))


def test_an_account_is_leased_to_one_worker(context_on_both: Context, alice: str, account_id: str) -> None:
    with context_on_both.database.writing(alice) as session:
        first = leases.take_account(session, account_id, owner="one:1:a", real_now=real_now())
        assert first is not None
        assert leases.take_account(session, account_id, owner="two:2:b", real_now=real_now()) is None


def test_a_worker_whose_lease_ran_out_cannot_write_over_its_successor(
    context_on_both: Context, alice: str, account_id: str
) -> None:
    now = real_now()
    with context_on_both.database.writing(alice) as session:
        sleeper = leases.take_account(session, account_id, owner="one:1:a", real_now=now - timedelta(minutes=5))
        successor = leases.take_account(session, account_id, owner="two:2:b", real_now=now)
        assert sleeper is not None
        assert successor is not None
        with pytest.raises(LostLease):
            leases.hold_account(session, sleeper, real_now=now)
        leases.release_account(session, sleeper)
        assert leases.hold_account(session, successor, real_now=now).lease_owner == "two:2:b"


def test_a_killed_process_of_this_machine_need_not_be_waited_out(
    context_on_both: Context, alice: str, account_id: str
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead = f"{leases.process_name().split(':')[0]}:{gone.pid}:a"
    with context_on_both.database.writing(alice) as session:
        leases.take_account(session, account_id, owner=dead, real_now=real_now())
        leases.void_dead(session, real_now())
        assert leases.take_account(session, account_id, owner="two:2:b", real_now=real_now()) is not None


def test_a_living_process_keeps_its_lease_when_another_starts(
    context_on_both: Context, alice: str, account_id: str
) -> None:
    with context_on_both.database.writing(alice) as session:
        leases.take_account(session, account_id, owner=leases.new_owner(), real_now=real_now())
        leases.void_dead(session, real_now())
        assert leases.take_account(session, account_id, owner="two:2:b", real_now=real_now()) is None


def test_an_account_held_or_read_by_a_clock_that_was_ahead_is_free_and_due_once_it_is_right(
    context_on_both: Context, alice: str, account_id: str
) -> None:
    now, ahead = context_on_both.clock(), timedelta(days=1)
    with context_on_both.database.writing(alice) as session:
        account = session.get_one(Account, account_id)
        for wrong in (
            {"lease_owner": "one:1:a", "lease_until": real_now() + ahead},
            {"last_success_at": now + timedelta(minutes=20), "next_due": now + timedelta(minutes=21)},
            {"next_due": now + ahead},
        ):
            session.refresh(account)
            account.lease_owner, account.lease_until, account.last_success_at = "", None, now
            account.next_due = now + timedelta(seconds=20)
            session.flush()
            assert leases.due_accounts(session, now=now, real_now=real_now()) == []
            for name, value in wrong.items():
                setattr(account, name, value)
            session.flush()
            assert leases.due_accounts(session, now=now, real_now=real_now()) == [(account_id, alice)]
            taken = leases.take_due(session, owner="two:2:b", now=now, real_now=real_now(), limit=1)
            assert [lease.account_id for lease in taken] == [account_id]


def test_a_lease_taken_by_a_clock_that_was_ahead_is_none_once_it_is_right(context_on_both: Context) -> None:
    now = real_now()
    ahead = now + timedelta(hours=2)
    with context_on_both.database.writing("one") as session:
        assert leases.lead(session, "audit:a", owner="one:1:a", real_now=ahead)
        assert leases.beat(session, real_now=ahead, pace=leases.SHARED) is False
        session.flush()
        assert leases.running(session, "audit:", real_now=ahead) == {"audit:a"}
        assert leases.running(session, "audit:", real_now=now) == set()
        assert not leases.is_led(session, "audit:a", owner="two:2:b", real_now=now)
        assert leases.census(session, now) == leases.Census(0, (leases.process_name(),))
        assert leases.lead(session, "audit:a", owner="two:2:b", real_now=now)


def test_only_connected_accounts_are_due(context_on_both: Context, alice: str, account_id: str) -> None:
    now = context_on_both.clock()
    with context_on_both.database.writing(alice) as session:
        assert leases.due_accounts(session, now=now, real_now=real_now()) == [(account_id, alice)]
        accounts.needs_consent(session.get_one(Account, account_id), "revoked")
        session.flush()
        assert leases.due_accounts(session, now=now, real_now=real_now()) == []


def test_the_clock_is_led_by_one(context_on_both: Context, alice: str) -> None:
    now = real_now()
    with context_on_both.database.writing(alice) as session:
        assert leases.lead(session, "clock", owner="one:1:a", real_now=now)
        session.flush()
        assert not leases.lead(session, "clock", owner="two:2:b", real_now=now)
        assert leases.lead(session, "clock", owner="two:2:b", real_now=now + timedelta(seconds=60))
