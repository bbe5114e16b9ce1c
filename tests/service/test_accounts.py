"""A connected account: consents are single-use and the person's own, and the allowance of calls is never overdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.contract import Authorized, Grant
from connectors.errors import Misconfigured, SlowDown
from connectors.records import Address
from service import accounts, disconnecting, erasing
from service.accounts import UNITS_PER_MINUTE, AnotherOwner, MinuteBudget
from service.clock import real_now
from service.context import Context
from service.schema import Account, Allowance, Person
from tests.conftest import NOW
from tests.rows import everything

CALLBACK = "http://127.0.0.1:8765/connect/google/callback"
GRANT = Grant(asked=("a",), granted=("a",), can_read_mail=True, can_read_calendar=True, can_send=True)


def test_reconnecting_keeps_the_account_and_brings_it_back(context: Context, alice: str) -> None:
    first = accounts.connect(context, alice, "google", Authorized("{}", "a@x.example", "Alice", GRANT))
    with context.database.writing(alice) as session:
        accounts.needs_consent(session.get_one(Account, first), "revoked")
    again = accounts.connect(context, alice, "google", Authorized("{}", "A@x.example", "Alice", GRANT))
    assert again == first
    with context.database.reading() as session:
        assert session.get_one(Account, first).connection_state == "connected"


def somebody(email: str, subject: str) -> Authorized:
    return Authorized("{}", email, "", GRANT, subject)


def test_who_it_is_counts_more_than_what_the_address_is_called(context: Context, alice: str) -> None:
    first = accounts.connect(context, alice, "microsoft", somebody("alice.a@x.example", "tenant.1"))
    again = accounts.connect(context, alice, "microsoft", somebody("alice.b@x.example", "tenant.1"))
    assert again == first
    with context.database.reading() as session:
        (account,) = accounts.listing(session, alice)
        assert account.email == "alice.b@x.example"
        assert accounts.own_keys(session, alice) == {"alice.a@x.example", "alice.b@x.example"}


def test_an_address_that_was_given_to_somebody_else_is_not_connected_as_the_former(
    context: Context, alice: str
) -> None:
    account_id = accounts.connect(context, alice, "microsoft", somebody("sales@x.example", "tenant.1"))
    before = everything(context)
    with pytest.raises(AnotherOwner, match="another account at the provider"):
        accounts.connect(context, alice, "microsoft", somebody("sales@x.example", "tenant.2"))
    assert everything(context) == before
    disconnecting.disconnect(context, alice, account_id)
    erasing.erase_brought(context, alice, account_id, NOW)
    assert accounts.connect(context, alice, "microsoft", somebody("sales@x.example", "tenant.2")) == account_id


def test_where_one_side_does_not_say_who_it_is_the_address_tells(context: Context, alice: str) -> None:
    first = accounts.connect(context, alice, "microsoft", somebody("a@x.example", ""))
    assert accounts.connect(context, alice, "microsoft", somebody("a@x.example", "tenant.1")) == first
    assert accounts.connect(context, alice, "microsoft", somebody("a@x.example", "")) == first
    with pytest.raises(AnotherOwner):
        accounts.connect(context, alice, "microsoft", somebody("a@x.example", "tenant.2"))


def test_a_narrower_grant_is_what_counts_from_then_on(context: Context, alice: str) -> None:
    account_id = accounts.connect(context, alice, "google", Authorized("{}", "a@x.example", "", GRANT))
    narrower = replace(GRANT, asked=("a", "b"), can_send=False)
    accounts.connect(context, alice, "google", Authorized("{}", "a@x.example", "", narrower))
    with context.database.reading() as session:
        account = session.get_one(Account, account_id)
    assert (account.asked_scopes, account.scopes, account.can_send) == (["a", "b"], ["a"], False)


def test_two_people_may_connect_the_same_mailbox_apart(context: Context, alice: str, bob: str) -> None:
    hers = accounts.connect(context, alice, "google", Authorized("{}", "shared@x.example", "", GRANT))
    his = accounts.connect(context, bob, "google", Authorized("{}", "shared@x.example", "", GRANT))
    assert hers != his
    with context.database.reading() as session, pytest.raises(Misconfigured):
        accounts.owned_account(session, bob, hers)


def test_the_person_is_named_by_the_first_address_that_has_a_name(context: Context, alice: str) -> None:
    with context.database.writing(alice) as session:
        session.get_one(Person, alice).name = ""
        account = accounts.file_account(session, alice, "a@x.example", since=NOW, now=NOW)
        own = (Address("a@x.example"), Address("alice@y.example", "Alice Arden"))
        accounts.add_own_addresses(session, alice, account.id, own)
    with context.database.reading() as session:
        assert session.get_one(Person, alice).name == "Alice Arden"
        assert accounts.own_keys(session, alice) == {"a@x.example", "alice@y.example"}
        assert accounts.own_keys(session, "per_charlie") == frozenset()


def test_what_a_clock_that_was_ahead_says_of_reading_is_not_taken_for_read(context: Context, alice: str) -> None:
    account_id = accounts.connect(context, alice, "google", Authorized("{}", "a@x.example", "Alice", GRANT))
    for caught_up_at, is_read in ((NOW, True), (NOW + timedelta(hours=2), False)):
        with context.database.writing(alice) as session:
            session.get_one(Account, account_id).caught_up_at = caught_up_at
        with context.database.reading() as session:
            wait = accounts.seconds_to_go_on(session, account_id, since=NOW, now=NOW)
        assert (wait is None) == is_read


@pytest.fixture
def account_id(context: Context, alice: str) -> str:
    return accounts.connect(context, alice, "google", Authorized("{}", "a@x.example", "Alice", GRANT))


def test_a_minute_never_holds_more_units_than_the_provider_allows(
    context: Context, alice: str, account_id: str
) -> None:
    budget = MinuteBudget(context, account_id, alice, "google")
    for _ in range(UNITS_PER_MINUTE["google"] // 20):
        budget.spend(20, operation="get")
    with pytest.raises(SlowDown) as told:
        budget.spend(20, operation="get")
    assert 0 < told.value.retry_after <= 62


def test_a_restart_does_not_start_a_new_minute(context: Context, alice: str, account_id: str) -> None:
    budget = MinuteBudget(context, account_id, alice, "google")
    nearly_all = UNITS_PER_MINUTE["google"] - 10
    budget.spend(nearly_all, operation="get")
    with context.database.writing(alice) as session:
        budget.write_down(session)
    with pytest.raises(SlowDown):
        MinuteBudget(context, account_id, alice, "google").spend(20, operation="get")
    with context.database.reading() as session:
        assert session.get_one(Allowance, account_id).units_spent == nearly_all


def test_what_the_provider_says_holds_for_every_caller_of_the_account(
    context: Context, alice: str, account_id: str
) -> None:
    MinuteBudget(context, account_id, alice, "google").throttled(30)
    with pytest.raises(SlowDown) as told:
        MinuteBudget(context, account_id, alice, "google").spend(1, operation="list")
    assert 25 < told.value.retry_after <= 30


@pytest.mark.parametrize("is_same", [True, False])
def test_what_was_told_and_spent_while_the_clock_was_ahead_holds_nobody_back_once_it_is_right(
    context: Context, alice: str, account_id: str, is_same: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, ahead = UNITS_PER_MINUTE["google"], timedelta(hours=2)

    def at(shift: timedelta) -> None:
        monkeypatch.setattr(accounts, "real_now", lambda: real_now() + shift)

    at(ahead)
    budget = MinuteBudget(context, account_id, alice, "google")
    budget.spend(whole, operation="get")
    budget.throttled(3 * 3600)
    at(ahead + timedelta(minutes=5))
    with context.database.writing(alice) as session:
        budget.write_down(session)
    with pytest.raises(SlowDown):
        budget.spend(1, operation="get")
    at(timedelta())
    budget = budget if is_same else MinuteBudget(context, account_id, alice, "google")
    budget.spend(whole, operation="get")
    with pytest.raises(SlowDown):
        budget.spend(1, operation="get")


def test_a_minute_later_the_allowance_is_whole_again(context: Context, alice: str, account_id: str) -> None:
    with context.database.writing(alice) as session:
        past, whole = int((real_now() - timedelta(seconds=90)).timestamp()), UNITS_PER_MINUTE["google"]
        session.add(
            Allowance(account_id=account_id, person_id=alice, spent={str(past): whole}, calls={}, units_spent=whole)
        )
    MinuteBudget(context, account_id, alice, "google").spend(whole, operation="get")
