"""A consent through the browser: asked in plain words, only what was ticked, only in the browser that began it, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from connectors import registry
from connectors.contract import EVERYTHING, Wanted
from connectors.google.authorization import COMPOSE, asked_scopes
from infra.sandbox.process import Sandbox
from service import consents
from service.accounts import LOCAL_PERSON
from service.clock import real_now
from service.context import Context
from service.schema import Account, ConsentRequest, Person
from service.settings import load_settings
from tests.conftest import NOW
from tests.rows import everything
from tests.service.web.conftest import ORIGIN, Browser, browser, stranger, with_settings

CALLBACK = "/connect/google/callback"
ALL = {"mail": "on", "calendar": "on", "sending": "on", "days": "90"}
GERMAN = {"Accept-Language": "de"}


@pytest.fixture
def beside(installed: Context, sandbox: Sandbox) -> Context:
    """The installation with a sandbox Google."""
    return replace(installed, settings=load_settings(sandbox.product_settings(), data_dir=installed.settings.data_dir))


@pytest.fixture
def google(beside: Context) -> Iterator[Browser]:
    """A signed-in browser with a sandbox Google behind."""
    opened = browser(beside)
    with opened.client:
        yield opened


def begin(web: Browser, **boxes: str) -> str:
    """Clicks the button; returns the provider's address."""
    answer = web.post("/connect/google", boxes or ALL)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def way_back(web: Browser, sandbox: Sandbox, order: dict[str, Any] | None = None, boxes: dict[str, str] = ALL) -> str:
    """The address that the provider leads back to, as a path."""
    back = urlsplit(sandbox.control.consent(begin(web, **boxes), **(order or {})))
    return f"{back.path}?{back.query}"


def accounts_of(context: Context) -> list[Account]:
    with context.database.reading() as session:
        return list(session.scalars(select(Account)))


def state_in(url: str) -> str:
    return parse_qs(urlsplit(url).query)["state"][0]


# --- asking -----------------------------------------------------------------------------------------------------


def test_what_is_asked_and_what_never_stands_before_the_providers_page(installed: Context) -> None:
    page = browser(with_settings(installed, google_auth_url="")).get("/connect").text
    for said in ("Read mail", "Read calendars", "Send what you approved", "Without it drafts are yours to copy"):
        assert said in page
    for said in ("stays on this machine", "deleting mail", "7 days", "yearly security assessment", "What never to log"):
        assert said in page
    assert all(f'value="{days}"' in page for days in (30, 90, 365))


def test_the_scopes_on_the_page_are_those_that_are_asked_for() -> None:
    (entry,) = [one for one in registry.ENTRIES if one.name == "google"]
    assert [name for _, name in entry.scopes] == [scope.rpartition("/")[2] for scope in asked_scopes(EVERYTHING)]
    without = [name for box, name in entry.scopes if box != "sending"]
    assert without == [scope.rpartition("/")[2] for scope in asked_scopes(Wanted(sending=False))]


def test_the_button_leads_to_the_providers_page_with_pkce_and_our_own_way_back(web: Browser) -> None:
    asked = parse_qs(urlsplit(begin(web)).query)
    assert asked["redirect_uri"] == [f"{ORIGIN}{CALLBACK}"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 20


@pytest.mark.parametrize(
    ("boxes", "scopes"),
    [
        ({"mail": "on", "calendar": "on"}, {"gmail.readonly", "calendar.readonly"}),
        ({"calendar": "on", "sending": "on"}, {"calendar.readonly"}),
        ({"mail": "on", "sending": "on"}, {"gmail.readonly", "gmail.compose"}),
    ],
)
def test_only_what_was_ticked_is_asked_for(web: Browser, boxes: dict[str, str], scopes: set[str]) -> None:
    asked = parse_qs(urlsplit(begin(web, **boxes)).query)["scope"][0].split()
    assert {scope.rpartition("/")[2] for scope in asked} == scopes


def test_with_nothing_ticked_the_page_says_so(web: Browser) -> None:
    answer = web.post("/connect/google", {"days": "90"})
    assert answer.status_code == 409
    assert "Choose mail, the calendar or both" in answer.text


@pytest.mark.parametrize("days", ["0", "-1", "soon", "99999"])
def test_a_span_that_makes_no_sense_is_refused(web: Browser, days: str) -> None:
    assert web.post("/connect/google", ALL | {"days": days}).status_code == 400


def test_without_a_client_the_page_says_which_settings_and_what_works_without(installed: Context) -> None:
    web = browser(with_settings(installed, google_client_id=""))
    page = web.get("/connect").text
    for said in ("WARMTHREAD_GOOGLE_CLIENT_ID", "WARMTHREAD_GOOGLE_CLIENT_SECRET", "/connect/files", "make demo"):
        assert said in page
    answer = web.post("/connect/google", ALL)
    assert answer.status_code == 409
    assert "WARMTHREAD_GOOGLE_CLIENT_ID" in answer.text


def test_a_sandbox_is_called_one(google: Browser, installed: Context) -> None:
    assert "Connect the sandbox" in google.get("/connect").text
    real = browser(with_settings(installed, google_auth_url=""))
    assert "Connect the sandbox" not in real.get("/connect").text
    assert "Go on to Google" in real.get("/connect").text


def test_no_other_provider_is_there_yet(web: Browser) -> None:
    assert web.get("/connect/takeout").status_code == 404
    assert web.get("/connect/nobody").status_code == 404
    assert web.post("/connect/nobody", ALL).status_code == 404


# --- coming back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?state=&code=x", "?state=made-up&code=x", "?state=made-up&error=access_denied"])
def test_a_callback_that_nobody_began_changes_nothing(web: Browser, installed: Context, query: str) -> None:
    state = state_in(begin(web))
    answer = web.get(CALLBACK + query)
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.text
    assert "was not begun here" in answer.text
    assert accounts_of(installed) == []
    with installed.database.reading() as session:
        assert session.get_one(ConsentRequest, state).used_at is None


@pytest.mark.parametrize(
    ("error", "said", "action"),
    [
        ("access_denied", "did not allow access", "Connect again"),
        ("admin_policy_enforced", "administrator", "Read files instead"),
        ("<script>alert(1)</script>", "console", "Connect again"),
    ],
)
def test_each_refusal_has_its_sentence_and_one_thing_to_do(
    web: Browser, installed: Context, error: str, said: str, action: str
) -> None:
    state = state_in(begin(web))
    answer = web.get(CALLBACK, params={"state": state, "error": error})
    assert answer.status_code == 400
    assert said in answer.text
    assert answer.text.count('role="button"') == 1
    assert action in answer.text
    assert "alert(1)" not in answer.text
    with installed.database.reading() as session:
        outcome = consents.consent_outcome(session, LOCAL_PERSON, state)
    assert outcome is not None
    assert outcome[0] == consents.REFUSED
    assert "used already" in web.get(f"{CALLBACK}?state={state}&code=x").text


def test_where_an_administrator_keeps_us_out_there_is_a_text_to_forward(web: Browser, installed: Context) -> None:
    asked = {"state": state_in(begin(web)), "error": "admin_policy_enforced"}
    page = web.get(CALLBACK, params=asked).text
    letter = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert "Client ID: client" in letter
    assert "gmail.readonly" in letter
    assert "Manage app access" in letter
    asked["state"] = consents.begin_consent(installed, LOCAL_PERSON, "google", redirect_uri=f"{ORIGIN}/x").state
    assert "Client ID" not in stranger(installed).get(CALLBACK, params=asked).text, "only for whoever is signed in"


def test_a_consent_that_took_too_long_says_so(web: Browser, installed: Context) -> None:
    state = state_in(begin(web))
    with installed.database.writing(LOCAL_PERSON) as session:
        session.execute(update(ConsentRequest).values(expires_at=real_now() - timedelta(minutes=1)))
    assert "too long ago" in web.get(f"{CALLBACK}?state={state}&code=x").text


def test_a_consent_connects_once_and_leads_to_the_first_read(
    google: Browser, beside: Context, sandbox: Sandbox
) -> None:
    path = way_back(google, sandbox, boxes=ALL | {"days": "365"})
    answer = google.get(path)
    (account,) = accounts_of(beside)
    assert answer.headers["location"] == f"/accounts/{account.id}?connected=new"
    assert (account.email, account.since) == ("alex@example.com", NOW - timedelta(days=365))
    assert "code=" not in answer.headers["location"]
    before = everything(beside)
    assert "used already" in google.get(path).text
    assert everything(beside) == before


def test_another_browser_cannot_end_it(google: Browser, beside: Context, sandbox: Sandbox) -> None:
    path = way_back(google, sandbox)
    other = browser(beside)
    for answer in (other.get(path), stranger(beside).get(path)):
        assert answer.status_code == 400
        assert "was not begun here" in answer.text
    assert accounts_of(beside) == []
    assert google.get(path).status_code == 303
    assert len(accounts_of(beside)) == 1


def test_what_the_terminal_began_a_browser_without_session_ends(beside: Context, sandbox: Sandbox) -> None:
    request = consents.begin_consent(beside, LOCAL_PERSON, "google", redirect_uri=f"{ORIGIN}{CALLBACK}")
    back = urlsplit(sandbox.control.consent(request.url))
    with stranger(beside) as nobody:
        answer = nobody.get(f"{back.path}?{back.query}")
    assert answer.status_code == 200
    assert "alex@example.com is connected" in answer.text
    assert "/accounts/" not in answer.text
    assert len(accounts_of(beside)) == 1


def test_a_box_left_empty_connects_the_rest(google: Browser, beside: Context, sandbox: Sandbox) -> None:
    google.get(way_back(google, sandbox, {"untick": [COMPOSE]}))
    (account,) = accounts_of(beside)
    assert (account.can_read_mail, account.can_send) == (True, False)


def test_a_token_service_that_is_down_is_told_apart_and_begun_again(
    google: Browser, beside: Context, sandbox: Sandbox
) -> None:
    path = way_back(google, sandbox)
    sandbox.control.order_fault("oauth.token", "status", times=3)
    answer = google.get(path)
    assert answer.status_code == 400
    assert "Try again" in answer.text
    assert accounts_of(beside) == []
    sandbox.control.clear_faults()
    assert google.get(way_back(google, sandbox)).status_code == 303


def test_another_account_at_reconnecting_keeps_the_old_and_says_so(
    google: Browser, beside: Context, sandbox: Sandbox
) -> None:
    google.get(way_back(google, sandbox))
    (account,) = accounts_of(beside)
    page = google.get(f"/connect/google?account={account.id}").text
    assert "Connect alex@example.com again" in page
    sandbox.control.post("people", email="other@example.com", name="Other One", timezone="UTC")
    again = ALL | {"account": account.id}
    answer = google.get(way_back(google, sandbox, {"account": "other@example.com"}, again))
    assert "You chose other@example.com, but this connection is alex@example.com" in answer.text
    (after,) = accounts_of(beside)
    assert after.tokens_sealed == account.tokens_sealed
    assert google.get(way_back(google, sandbox, boxes=again)).headers["location"].endswith("connected=already")


def test_nobody_reconnects_what_is_not_theirs(web: Browser, installed: Context) -> None:
    with installed.database.writing("per_bob") as session:
        session.add(Person(id="per_bob", created_at=NOW))
        session.flush()
        session.add(
            Account(
                id="acc_bob",
                person_id="per_bob",
                provider="google",
                email="bob@secret.example",
                since=NOW,
                created_at=NOW,
            )
        )
    assert web.get("/connect/google?account=acc_bob").status_code == 404
    assert web.post("/connect/google", ALL | {"account": "acc_bob"}).status_code == 404
    assert "bob@secret.example" not in web.get("/connect").text
    with installed.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ConsentRequest)) == 0


def test_a_click_without_the_form_token_begins_nothing(web: Browser, nobody: TestClient, installed: Context) -> None:
    assert web.post("/connect/google", ALL, headers={"X-Form-Token": ""}).status_code == 403
    assert nobody.post("/connect/google", data=ALL, headers={"Origin": ORIGIN}).status_code == 403
    with installed.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ConsentRequest)) == 0


def test_the_pages_speak_german(web: Browser) -> None:
    for path in ("/connect", "/connect/google", "/connect/files"):
        page = web.get(path, headers=GERMAN).text
        assert '<html lang="de"' in page
    assert "Verbinden" in web.get("/connect", headers=GERMAN).text
