"""One account's tokens under several workers: they take turns, and no rotated refresh token is lost."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors import registry
from connectors.contract import Authorized, Grant
from connectors.errors import SlowDown
from infra.sandbox.process import Sandbox, run_sandbox
from service import accounts, keys, leases, tokens
from service.accounts import LOCAL_PERSON, MinuteBudget
from service.clock import real_now
from service.context import Context
from service.schema import Account
from service.settings import load_settings
from service.tokens import SealedTokens

ME = "alex@example.com"
GRANT = Grant((), (), can_read_mail=True, can_read_calendar=True, can_send=False)
SCOPES = ("Mail.Read", "Calendars.Read", "User.Read", "openid", "profile", "offline_access")
REFRESHES = 200


@pytest.fixture(scope="module")
def microsoft() -> Iterator[Sandbox]:
    with run_sandbox("--microsoft-port", "0", "--scenario", "none", "--no-quota") as running:
        yield running


def test_workers_take_turns_at_one_accounts_tokens_and_not_at_anothers(
    context_on_both: Context, alice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "_LOOK_EVERY_SECONDS", 0.001)
    ids = [
        accounts.connect(context_on_both, alice, "microsoft", Authorized("{}", email, "", GRANT))
        for email in ("one@acme.example", "two@acme.example")
    ]
    inside: dict[str, int] = dict.fromkeys(ids, 0)
    most: dict[str, int] = dict.fromkeys(ids, 0)

    def work(number: int) -> None:
        account_id = ids[number % 2]
        with SealedTokens(context_on_both, account_id, alice).alone():
            inside[account_id] += 1
            most[account_id] = max(most[account_id], inside[account_id])
            with context_on_both.database.reading() as session:  # another thread may come in meanwhile
                session.get_one(Account, account_id)
            inside[account_id] -= 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(16)))
    assert set(most.values()) == {1}


def test_a_worker_that_died_in_its_turn_is_waited_out_and_not_for_ever(
    context: Context, alice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    account_id = accounts.connect(context, alice, "microsoft", Authorized("{}", "one@acme.example", "", GRANT))
    name = f"tokens:{account_id}"
    with context.database.writing(alice) as session:
        assert leases.lead(session, name, owner="dead", real_now=real_now() - timedelta(hours=1), seconds=30)
    with SealedTokens(context, account_id, alice).alone():
        pass
    monkeypatch.setattr(tokens, "TURN_SECONDS", 0.0)
    with context.database.writing(alice) as session:
        assert leases.lead(session, name, owner="alive", real_now=real_now(), seconds=600)
    with pytest.raises(SlowDown), SealedTokens(context, account_id, alice).alone():
        pytest.fail("somebody else's turn")


def test_what_was_renewed_of_a_former_consent_does_not_replace_the_new_one(
    context_on_both: Context, alice: str
) -> None:
    context, email = context_on_both, "one@acme.example"
    account_id = accounts.connect(context, alice, "microsoft", Authorized("first", email, "", GRANT))
    renewing = SealedTokens(context, account_id, alice)
    assert renewing.load() == "first"
    accounts.connect(context, alice, "microsoft", Authorized("second", email, "", GRANT))
    renewing.save("first, renewed")
    assert renewing.load() == "second"
    renewing.save("second, renewed")
    renewing.save("second, renewed twice")
    assert SealedTokens(context, account_id, alice).load() == "second, renewed twice"


def test_tokens_that_were_sealed_anew_while_they_were_renewed_are_replaced(context: Context, alice: str) -> None:
    account_id = accounts.connect(context, alice, "microsoft", Authorized("first", "one@acme.example", "", GRANT))
    renewing = SealedTokens(context, account_id, alice)
    renewing.load()
    keys.add(context.settings)
    assert keys.reseal(context) >= 1
    renewing.save("first, renewed")
    assert renewing.load() == "first, renewed"


def test_two_hundred_refreshes_by_two_workers_lose_no_refresh_token_and_ask_for_no_consent(
    empty_context: Context, microsoft: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "_LOOK_EVERY_SECONDS", 0.001)
    control, settings = microsoft.control, microsoft.product_settings()
    told = load_settings(settings, data_dir=empty_context.settings.data_dir)
    context = replace(empty_context, settings=told)
    accounts.ensure_local_person(context)
    # The strictest Microsoft there could be: a refresh token works once, and every access token ends at once.
    control.post("settings", old_refresh_tokens_die=True)
    control.post("tokens", access_seconds=1)
    credentials = control.post("credentials", account=ME, scopes=list(SCOPES))
    authorization = registry.load("microsoft").authorization(context.settings.provider("microsoft"))
    account_id = accounts.connect(context, LOCAL_PERSON, "microsoft", authorization.adopt(json.dumps(credentials)))
    before = control.calls()["calls"]["entra.token"]
    together = threading.Barrier(2)

    def work(_number: int) -> int:
        with context.database.reading() as session:
            account = session.get_one(Account, account_id)
        together.wait()
        done = 0
        for _ in range(REFRESHES // 2):
            budget = MinuteBudget(context, account_id, LOCAL_PERSON, "none")
            done += len(accounts.open_mailbox(context, account, budget).own_addresses())
        return done

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(work, range(2))) == [REFRESHES // 2] * 2
    assert control.calls()["calls"]["entra.token"] - before == REFRESHES
    with context.database.reading() as session:
        assert session.get_one(Account, account_id).connection_state == "connected"
