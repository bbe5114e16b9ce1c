"""A consent through the browser: only one that was begun here, only once, and a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from infra.sandbox.process import Sandbox, run_sandbox
from service import accounts
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.schema import Account, ConsentRequest
from service.settings import load_settings
from tests.service.web.conftest import ORIGIN, browser, with_settings

CALLBACK = "/connect/google/callback"


def begin(web: TestClient) -> str:
    """Clicks the button; returns the provider's address."""
    answer = web.post("/connect/google", headers={"Origin": ORIGIN})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def count(context: Context) -> int:
    with context.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Account)) or 0


def state_in(url: str) -> str:
    return parse_qs(urlsplit(url).query)["state"][0]


def test_the_button_leads_to_the_providers_page_with_pkce_and_our_own_way_back(web: TestClient) -> None:
    asked = parse_qs(urlsplit(begin(web)).query)
    assert asked["redirect_uri"] == [f"{ORIGIN}{CALLBACK}"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 20
    assert all("calendar" in scope or "gmail" in scope for scope in asked["scope"][0].split())


def test_without_a_client_the_page_says_what_is_missing(installed: Context) -> None:
    with browser(with_settings(installed, google_client_id="")) as web:
        assert "Google client" in web.get("/").text
        answer = web.post("/connect/google", headers={"Origin": ORIGIN})
        assert answer.status_code == 409
        assert "WARMTHREAD_GOOGLE_CLIENT_ID" in answer.text


@pytest.mark.parametrize("query", ["", "?state=&code=x", "?state=made-up&code=x", "?state=made-up&error=access_denied"])
def test_a_callback_that_nobody_began_changes_nothing(web: TestClient, installed: Context, query: str) -> None:
    state = state_in(begin(web))
    answer = web.get(CALLBACK + query)
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.text
    assert count(installed) == 0
    with installed.database.reading() as session:
        assert session.get_one(ConsentRequest, state).used_at is None


def test_a_refusal_is_told_and_uses_the_consent_up(web: TestClient, installed: Context) -> None:
    state = state_in(begin(web))
    answer = web.get(f"{CALLBACK}?state={state}&error=access_denied")
    assert answer.status_code == 400
    assert "did not allow access" in answer.text
    with installed.database.reading() as session:
        outcome = accounts.consent_outcome(session, LOCAL_PERSON, state)
    assert outcome is not None
    assert outcome[0] == accounts.REFUSED
    assert "too long ago or used" in web.get(f"{CALLBACK}?state={state}&code=x").text


def test_the_providers_words_are_not_repeated(web: TestClient) -> None:
    state = state_in(begin(web))
    answer = web.get(f"{CALLBACK}?state={state}&error=<script>alert(1)</script>")
    assert "alert" not in answer.text


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none") as started:
        yield started


def test_a_consent_connects_once_and_a_replayed_callback_does_nothing(installed: Context, sandbox: Sandbox) -> None:
    google = load_settings(sandbox.product_settings() | {"WARMTHREAD_DATA_DIR": str(installed.settings.data_dir)})
    context = Context(google, installed.clock, installed.database, installed.vault)
    with browser(context) as web:
        back = urlsplit(sandbox.control.consent(begin(web)))
        answer = web.get(f"{back.path}?{back.query}")
        assert answer.status_code == 200
        assert "alex@example.com is connected" in answer.text
        assert count(context) == 1
        assert web.get(f"{back.path}?{back.query}").status_code == 400
        assert count(context) == 1
        assert "alex@example.com" in web.get("/").text
