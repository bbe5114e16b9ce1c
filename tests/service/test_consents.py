"""A consent is single-use, the person's own and the browser's own; it asks for what was wanted and says what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.contract import Authorization, Wanted
from connectors.errors import ConsentLost, Misconfigured
from infra.sandbox.process import Sandbox, run_sandbox
from service import accounts, consents, delivery, disconnecting, outbox
from service.clock import real_now
from service.consents import EXPIRED, UNKNOWN, USED, CameBack, Consented, ConsentEnded, WrongAccount
from service.context import Context
from service.schema import Account, Approval, ConsentRequest, Draft
from service.sealed import open_draft
from service.settings import load_settings
from service.tokens import SealedTokens
from tests.conftest import NOW
from tests.service.office import add_draft

CALLBACK = "http://127.0.0.1:8765/connect/google/callback"
Came = dict[str, str]
COMPOSE = "https://www.googleapis.com/auth/gmail.compose"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none", "--now", NOW.isoformat()) as sandbox:
        yield sandbox


@pytest.fixture
def connected(sandbox: Sandbox, context: Context) -> Context:
    """Alice's, Bob's and Charlie's Warmthread with a sandbox Google to connect to."""
    sandbox.control.reset()
    return replace(context, settings=load_settings(sandbox.product_settings(), data_dir=context.settings.data_dir))


def begin(context: Context, sandbox: Sandbox, person: str, order: dict[str, Any] | None = None, **more: Any) -> Came:
    """A consent from the button to the way back; `order` is what the person does at the provider."""
    request = consents.begin_consent(context, person, "google", redirect_uri=CALLBACK, **more)
    back = sandbox.control.consent(request.url, **(order or {}))
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


def end(context: Context, came: Came, person: str, session_id: str = "") -> Consented:
    back = CameBack("google", came["state"], session_id)
    return consents.finish_consent(context, person, back, code=came["code"])


def test_a_consent_becomes_an_account_whose_tokens_are_sealed(connected: Context, sandbox: Sandbox, alice: str) -> None:
    came = begin(connected, sandbox, alice)
    account_id = end(connected, came, alice).account_id
    with connected.database.reading() as session:
        account = session.get_one(Account, account_id)
        assert account.email == "alex@example.com"
        assert account.can_send
        assert account.tokens_sealed is not None
        assert b"refresh" not in account.tokens_sealed
    tokens = SealedTokens(connected, account_id, alice).load()
    assert "refresh_token" in json.loads(tokens)


def test_a_state_is_used_once(connected: Context, sandbox: Sandbox, alice: str) -> None:
    came = begin(connected, sandbox, alice)
    end(connected, came, alice)
    with pytest.raises(ConsentEnded) as told:
        end(connected, came, alice)
    assert told.value.why == USED


def test_charlie_cannot_finish_what_alice_began(connected: Context, sandbox: Sandbox, alice: str, charlie: str) -> None:
    came = begin(connected, sandbox, alice)
    with pytest.raises(ConsentEnded) as told:
        end(connected, came, charlie)
    assert told.value.why == UNKNOWN
    with connected.database.reading() as session:
        assert accounts.listing(session, charlie) == []


def test_an_unticked_box_connects_what_is_left(connected: Context, sandbox: Sandbox, alice: str) -> None:
    came = begin(connected, sandbox, alice, {"untick": [COMPOSE]})
    ended = end(connected, came, alice)
    assert ended.missing == ("sending",)
    with connected.database.reading() as session:
        account = session.get_one(Account, ended.account_id)
        assert (account.can_read_mail, account.can_send) == (True, False)


def test_disconnecting_revokes_and_forgets_the_tokens(connected: Context, sandbox: Sandbox, alice: str) -> None:
    came = begin(connected, sandbox, alice)
    account_id = end(connected, came, alice).account_id
    disconnecting.disconnect(connected, alice, account_id)
    with connected.database.reading() as session:
        account = session.get_one(Account, account_id)
        assert (account.connection_state, account.tokens_sealed) == ("disconnected", None)
    assert sandbox.control.calls()["calls"]["oauth.revoke"] == 1
    with pytest.raises(ConsentLost):
        SealedTokens(connected, account_id, alice).load()


@pytest.mark.parametrize("status", [429, 503, 403])
def test_disconnecting_forgets_the_tokens_whatever_the_provider_answers(
    connected: Context, sandbox: Sandbox, alice: str, status: int
) -> None:
    account_id = end(connected, begin(connected, sandbox, alice), alice).account_id
    sandbox.control.order_fault("oauth.revoke", "status", status=status, retry_after=30)
    ended = disconnecting.disconnect(connected, alice, account_id)
    assert not ended.is_revoked
    assert "could not be reached to revoke" in ended.told
    with connected.database.reading() as session:
        assert session.get_one(Account, account_id).tokens_sealed is None


def test_disconnecting_forgets_tokens_that_do_not_open(connected: Context, sandbox: Sandbox, alice: str) -> None:
    account_id = end(connected, begin(connected, sandbox, alice), alice).account_id
    with connected.database.writing(alice, "test") as session:
        session.get_one(Account, account_id).tokens_sealed = b"moved from another row"
    assert not disconnecting.disconnect(connected, alice, account_id).is_revoked
    with connected.database.reading() as session:
        assert session.get_one(Account, account_id).tokens_sealed is None


def test_what_a_browser_began_only_that_browser_ends(connected: Context, sandbox: Sandbox, alice: str) -> None:
    came = begin(connected, sandbox, alice, session_id="ses_hers")
    for other in ("", "ses_other"):
        with pytest.raises(ConsentEnded) as told:
            end(connected, came, alice, other)
        assert told.value.why == UNKNOWN
    assert end(connected, came, alice, "ses_hers").before == ""


def test_what_the_command_line_began_any_browser_ends(connected: Context, sandbox: Sandbox, alice: str) -> None:
    assert end(connected, begin(connected, sandbox, alice), alice, "ses_any").email == "alex@example.com"


def test_a_consent_that_took_too_long_is_told_apart(connected: Context, sandbox: Sandbox, alice: str) -> None:
    came = begin(connected, sandbox, alice)
    with connected.database.writing(alice) as session:
        session.get_one(ConsentRequest, came["state"]).expires_at = real_now() - timedelta(seconds=1)
    with pytest.raises(ConsentEnded) as told:
        end(connected, came, alice)
    assert told.value.why == EXPIRED


def test_only_what_was_wanted_is_asked_for_and_kept(connected: Context, sandbox: Sandbox, alice: str) -> None:
    ended = end(connected, begin(connected, sandbox, alice, wanted=Wanted(mail=False)), alice)
    with connected.database.reading() as session:
        account = session.get_one(Account, ended.account_id)
    assert (account.can_read_mail, account.can_read_calendar, account.can_send) == (False, True, False)
    assert [scope.rpartition("/")[2] for scope in account.asked_scopes] == ["calendar.readonly"]
    assert account.asked_scopes == account.scopes
    assert ended.missing == ()


def test_nothing_wanted_begins_nothing(connected: Context, alice: str) -> None:
    with pytest.raises(Misconfigured, match="Choose mail"):
        consents.begin_consent(connected, alice, "google", redirect_uri=CALLBACK, wanted=Wanted(False, False))


def test_another_account_at_reconnecting_changes_nothing(connected: Context, sandbox: Sandbox, alice: str) -> None:
    first = end(connected, begin(connected, sandbox, alice), alice).account_id
    with connected.database.writing(alice) as session:
        accounts.needs_consent(session.get_one(Account, first), "revoked")
        before = session.get_one(Account, first).tokens_sealed
    sandbox.control.post("people", email="other@example.com", name="Other One", timezone="UTC")
    came = begin(connected, sandbox, alice, {"account": "other@example.com"}, account_id=first)
    with pytest.raises(WrongAccount) as told:
        end(connected, came, alice)
    assert (told.value.wanted, told.value.came) == ("alex@example.com", "other@example.com")
    with connected.database.reading() as session:
        account = session.get_one(Account, first)
        assert (account.connection_state, account.tokens_sealed) == ("needs_consent", before)
        assert len(accounts.listing(session, alice)) == 1


def test_reconnecting_says_what_it_was_before_and_reads_on(connected: Context, sandbox: Sandbox, alice: str) -> None:
    first = end(connected, begin(connected, sandbox, alice, days=30), alice)
    with connected.database.writing(alice) as session:
        accounts.needs_consent(session.get_one(Account, first.account_id), "revoked")
    again = end(connected, begin(connected, sandbox, alice, account_id=first.account_id, days=90), alice)
    assert (first.before, again.before) == ("", "needs_consent")
    assert again.account_id == first.account_id
    with connected.database.reading() as session:
        account = session.get_one(Account, first.account_id)
        assert account.since == NOW - timedelta(days=90)
        assert (account.connection_state, account.last_error) == ("connected", "")
        assert set(consents.consented_at(session, alice)) == {first.account_id}


def test_nobody_reconnects_anothers_account(connected: Context, sandbox: Sandbox, alice: str, charlie: str) -> None:
    hers = end(connected, begin(connected, sandbox, alice), alice).account_id
    with pytest.raises(Misconfigured, match="no account"):
        consents.begin_consent(connected, charlie, "google", redirect_uri=CALLBACK, account_id=hers)


def test_one_providers_answer_ends_no_consent_of_another(connected: Context, sandbox: Sandbox, alice: str) -> None:
    came = begin(connected, sandbox, alice)
    with pytest.raises(ConsentEnded) as told:
        consents.finish_consent(connected, alice, CameBack("microsoft", came["state"]), code=came["code"])
    assert told.value.why == UNKNOWN
    assert end(connected, came, alice).email == "alex@example.com"


def test_a_providers_account_is_not_reconnected_at_another(connected: Context, sandbox: Sandbox, alice: str) -> None:
    google = end(connected, begin(connected, sandbox, alice), alice).account_id
    with pytest.raises(Misconfigured, match="at microsoft"):
        consents.begin_consent(connected, alice, "microsoft", redirect_uri=CALLBACK, account_id=google)


def test_disconnecting_stops_what_is_approved_and_connecting_again_does_not_send_it(
    connected: Context, sandbox: Sandbox, alice: str
) -> None:
    account_id = end(connected, begin(connected, sandbox, alice), alice).account_id
    draft_id = add_draft(connected, alice, account_id, "")
    with connected.database.writing(alice) as session:
        draft = session.get_one(Draft, draft_id)
        digest = outbox.text_digest(draft, open_draft(connected.vault, draft).body)
        approval_id = outbox.approve(session, connected, alice, draft_id, digest=digest).id
    disconnecting.disconnect(connected, alice, account_id)
    with connected.database.reading() as session:
        assert session.get_one(Approval, approval_id).state == "withdrawn"
        draft = session.get_one(Draft, draft_id)
    assert (draft.state, draft.state_reason) == (
        "needs_review",
        "Not sent: you disconnected the mailbox that you approved it for. Approve again if it should go out.",
    )
    end(connected, begin(connected, sandbox, alice), alice)
    delivery.deliver(connected, approval_id, alice)
    assert sandbox.control.sent() == []


def test_a_disconnection_that_was_cut_off_is_finished(connected: Context, sandbox: Sandbox, alice: str) -> None:
    account_id = end(connected, begin(connected, sandbox, alice), alice).account_id
    with connected.database.writing(alice) as session:
        session.get_one(Account, account_id).connection_state = "disconnected"
    with pytest.raises(ConsentLost):
        SealedTokens(connected, account_id, alice).load()
    disconnecting.finish(connected)
    with connected.database.reading() as session:
        assert session.get_one(Account, account_id).tokens_sealed is None
    assert sandbox.control.calls()["calls"]["oauth.revoke"] == 1


def test_the_provider_is_not_waited_for_longer_than_the_promise_allows(
    connected: Context, alice: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    account_id = end(connected, begin(connected, sandbox, alice), alice).account_id
    asked: list[float] = []
    opened = accounts.open_authorization

    def noted(context: Context, provider: str) -> Authorization:
        asked.append(context.settings.provider(provider).timeout)
        return opened(context, provider)

    monkeypatch.setattr(accounts, "open_authorization", noted)
    disconnecting.disconnect(connected, alice, account_id)
    assert connected.settings.answer_seconds > disconnecting.REVOKE_SECONDS
    assert asked == [disconnecting.REVOKE_SECONDS]
