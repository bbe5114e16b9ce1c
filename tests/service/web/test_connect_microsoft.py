"""Connecting Microsoft through the browser: the same way, and what only Microsoft says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from connectors import registry
from connectors.contract import EVERYTHING, Wanted
from connectors.microsoft.authorization import SIGN_IN, asked_scopes
from infra.sandbox.process import Sandbox, run_sandbox
from service.context import Context
from service.schema import Account
from service.settings import load_settings
from tests.conftest import NOW
from tests.service.web.conftest import Browser, browser, with_settings

ALL = {"mail": "on", "calendar": "on", "sending": "on", "days": "90"}


@pytest.fixture(scope="module")
def _sandbox() -> Iterator[Sandbox]:
    with run_sandbox("--microsoft-port", "0", "--scenario", "none", "--now", NOW.isoformat()) as started:
        yield started


@pytest.fixture
def sandbox(_sandbox: Sandbox) -> Sandbox:
    _sandbox.control.reset()
    return _sandbox


@pytest.fixture
def microsoft(installed: Context, sandbox: Sandbox) -> Iterator[Browser]:
    """A signed-in browser with a sandbox Microsoft behind."""
    settings = load_settings(sandbox.product_settings(), data_dir=installed.settings.data_dir)
    opened = browser(replace(installed, settings=settings))
    with opened.client:
        yield opened


def way_back(web: Browser, sandbox: Sandbox, **order: object) -> str:
    """The address that Microsoft leads back to, as a path."""
    answer = web.post("/connect/microsoft", ALL)
    assert answer.status_code == 303, answer.text
    back = urlsplit(sandbox.control.consent(str(answer.headers["location"]), **order))
    return f"{back.path}?{back.query}"


def test_a_consent_comes_back_to_an_account(microsoft: Browser, sandbox: Sandbox) -> None:
    answer = microsoft.get(way_back(microsoft, sandbox))
    assert answer.status_code == 303
    with microsoft.context.database.reading() as session:
        (account,) = session.scalars(select(Account))
    assert (account.provider, account.can_send, account.can_read_calendar) == ("microsoft", True, True)
    assert f"/accounts/{account.id}" in answer.headers["location"]
    again = microsoft.get(f"/connect/microsoft?account={account.id}").text
    assert all(re.search(rf'name="{box}"[^>]*checked', again) for box in ("mail", "calendar", "sending"))


def test_a_browser_may_be_sent_to_every_providers_sign_in(
    microsoft: Browser, sandbox: Sandbox, installed: Context
) -> None:
    asked = microsoft.post("/connect/microsoft", ALL)
    where = urlsplit(str(asked.headers["location"]))
    assert f"{where.scheme}://{where.netloc}" in asked.headers["Content-Security-Policy"]
    assert parse_qs(where.query)["redirect_uri"][0].endswith("/connect/microsoft/callback")
    plain = browser(with_settings(installed, google_auth_url="")).get("/connect").headers["Content-Security-Policy"]
    for origin in ("https://accounts.google.com", "https://login.microsoftonline.com"):
        assert origin in plain


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"refuse_consent": 90094}, "before an administrator has agreed"),
        ({"refuse_consent": 50105}, "before an administrator has agreed"),
    ],
)
def test_why_microsoft_sent_somebody_back_is_said_in_words(
    microsoft: Browser, sandbox: Sandbox, settings: dict[str, int], said: str
) -> None:
    sandbox.control.post("settings", **settings)
    answer = microsoft.get(way_back(microsoft, sandbox))
    assert answer.status_code == 400
    assert said in answer.text
    assert "/connect/files" in answer.text
    assert "AADSTS" not in answer.text


def test_somebody_who_said_no_is_offered_to_begin_again(microsoft: Browser, sandbox: Sandbox) -> None:
    answer = microsoft.get(way_back(microsoft, sandbox, refuse=True))
    assert "You did not allow access" in answer.text
    assert 'href="/connect/microsoft"' in answer.text


def test_an_authority_that_cannot_be_reached_is_said_on_the_page(microsoft: Browser) -> None:
    gone = browser(with_settings(microsoft.context, microsoft_authority="https://127.0.0.1:9/common"))
    answer = gone.post("/connect/microsoft", ALL)
    assert answer.status_code == 409
    assert "The connection to Microsoft failed" in answer.text


def test_the_page_says_what_microsofts_permissions_are_used_for(installed: Context) -> None:
    page = browser(with_settings(installed, microsoft_client_id="app")).get("/connect/microsoft").text
    for said in (
        "Mail.ReadWrite",
        "Microsoft has no permission for drafts alone",
        "an administrator may have to agree",
    ):
        assert said in " ".join(page.split())
    assert "7 days" not in page
    bare = browser(installed).get("/connect/microsoft").text
    assert "WARMTHREAD_MICROSOFT_CLIENT_ID" in bare
    assert "Connect your Microsoft account" in bare


def test_the_scopes_on_the_page_are_those_that_are_asked_for() -> None:
    (entry,) = [one for one in registry.ENTRIES if one.name == "microsoft"]
    assert [name for _, name in entry.scopes] == [*asked_scopes(EVERYTHING), SIGN_IN]
    without = [name for box, name in entry.scopes if box != "sending"]
    assert without == [*asked_scopes(Wanted(sending=False)), SIGN_IN]
