"""Consent and tokens, through google-auth-oauthlib and by hand (developers.google.com/identity/protocols/oauth2)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httplib2
import pytest
from google.auth.exceptions import RefreshError
from google.oauth2.credentials import Credentials
from google_auth_httplib2 import Request
from google_auth_oauthlib.flow import Flow

from infra.sandbox.process import ControlError, Sandbox
from tests.sandbox.clients import CALENDAR, GMAIL, READ, refused, service

CALLBACK = "http://127.0.0.1:8765/google/callback"


@pytest.fixture(autouse=True)
def _http_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library insists on https and on exactly the scopes asked for, unless told otherwise (providers.md 1.5)."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")


def flow(sandbox: Sandbox, *scopes: str) -> Flow:
    at = sandbox.addresses
    client = {"client_id": at["client_id"], "client_secret": at["client_secret"]}
    config = {"web": {**client, "auth_uri": at["auth_uri"], "token_uri": at["token_uri"]}}
    return Flow.from_client_config(config, list(scopes or READ), redirect_uri=CALLBACK)


def consent(sandbox: Sandbox, *scopes: str, prompt: str | None = None, **order: Any) -> Credentials:
    """Go the whole way: address, the person's clicks, code, tokens."""
    going = flow(sandbox, *scopes)
    url, _ = going.authorization_url(**({"prompt": prompt} if prompt else {}))
    going.fetch_token(code=answer(sandbox.control.consent(url, **order))["code"])
    made: Credentials = going.credentials
    return made


def answer(redirect: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(redirect).query).items()}


def ask(sandbox: Sandbox, **changed: str | None) -> str:
    """Return an address of the consent page, put together by hand."""
    asked = {
        "client_id": "sandbox-client",
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": " ".join(READ),
        "state": "s1",
    }
    return f"{sandbox.addresses['auth_uri']}?{urlencode({key: value for key, value in {**asked, **changed}.items() if value is not None})}"


def post(address: str, form: Mapping[str, Any], headers: dict[str, str] | None = None) -> tuple[int, Any]:
    http = httplib2.Http(timeout=20)
    http.follow_redirects = False
    head = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
    response, body = http.request(address, "POST", urlencode(form, doseq=True), head)
    is_json = "json" in response.get("content-type", "")
    return response.status, json.loads(body) if is_json else response.get("location", body.decode())


def redeem(sandbox: Sandbox, code: str, **changed: str) -> tuple[int, Any]:
    client = {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
    return post(
        sandbox.addresses["token_uri"],
        {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, **client, **changed},
    )


class _Page(HTMLParser):
    """What can be filled in on the consent page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inputs: list[dict[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("input", "button"):
            self.inputs.append(dict(attrs))

    def values(self, name: str) -> list[str | None]:
        return [each["value"] for each in self.inputs if each.get("name") == name]


def page(sandbox: Sandbox, **changed: str | None) -> tuple[int, str]:
    response, body = httplib2.Http(timeout=20).request(ask(sandbox, **changed))
    return response.status, body.decode()


def test_the_library_gets_tokens_that_both_apis_take(sandbox: Sandbox) -> None:
    creds = consent(sandbox)
    assert creds.refresh_token
    assert set(creds.granted_scopes) == set(READ)
    profile = service(sandbox, "gmail.v1", creds).users().getProfile(userId="me").execute()
    assert profile["emailAddress"] == "alex@example.com"
    assert service(sandbox, "calendar.v3", creds).calendarList().list().execute()["items"]


def test_a_refresh_gives_another_access_token(sandbox: Sandbox) -> None:
    creds = consent(sandbox)
    before = creds.token
    sandbox.control.post("tokens/expire")
    creds.refresh(Request(httplib2.Http()))
    assert creds.token != before
    assert service(sandbox, "gmail.v1", creds).users().getProfile(userId="me").execute()


def test_an_expired_token_is_401_and_the_client_refreshes_by_itself(sandbox: Sandbox) -> None:
    creds = consent(sandbox)
    sandbox.control.post("tokens/expire")
    service(sandbox, "gmail.v1", creds).users().getProfile(userId="me").execute()
    assert sandbox.control.calls()["answers"]["gmail.users.getProfile"] == {"401": 1, "200": 1}


def test_an_unknown_token_is_401_and_so_is_none(sandbox: Sandbox) -> None:
    address = f"{sandbox.google}/gmail/v1/users/me/profile"
    for headers, reason in (({"Authorization": "Bearer nonsense"}, "authError"), ({}, "required")):
        response, body = httplib2.Http().request(address, headers=headers)
        error = json.loads(body)["error"]
        assert (response.status, error["status"], error["errors"][0]["reason"]) == (401, "UNAUTHENTICATED", reason)
        assert response["www-authenticate"].startswith("Bearer")


def test_a_missing_scope_is_403(sandbox: Sandbox) -> None:
    creds = consent(sandbox, f"{GMAIL}.send")
    users = service(sandbox, "gmail.v1", creds).users()
    assert refused(users.messages().list(userId="me")) == (403, "insufficientPermissions")
    assert refused(service(sandbox, "calendar.v3", creds).events().list(calendarId="primary")) == (
        403,
        "insufficientPermissions",
    )


def test_an_unticked_scope_is_not_granted_and_the_answer_says_so(sandbox: Sandbox) -> None:
    creds = consent(sandbox, *READ, untick=["calendar.readonly"])
    assert creds.granted_scopes == [f"{GMAIL}.readonly"]
    assert refused(service(sandbox, "calendar.v3", creds).calendarList().list()) == (403, "insufficientPermissions")


def test_a_refusal_comes_back_as_access_denied_with_the_state(sandbox: Sandbox) -> None:
    assert answer(sandbox.control.consent(ask(sandbox), refuse=True)) == {"error": "access_denied", "state": "s1"}
    assert answer(sandbox.control.consent(ask(sandbox), untick=list(READ)))["error"] == "access_denied"


def test_only_the_first_consent_gives_a_refresh_token_unless_consent_is_forced(sandbox: Sandbox) -> None:
    assert consent(sandbox).refresh_token
    assert consent(sandbox).refresh_token is None
    assert consent(sandbox, prompt="consent").refresh_token


def test_without_offline_access_there_is_no_refresh_token(sandbox: Sandbox) -> None:
    status, granted = redeem(sandbox, answer(sandbox.control.consent(ask(sandbox)))["code"])
    assert (status, "refresh_token" in granted, granted["token_type"]) == (200, False, "Bearer")
    assert 3500 < granted["expires_in"] <= 3600


def test_the_page_lists_accounts_and_a_box_per_scope_and_leads_back_with_code_and_state(sandbox: Sandbox) -> None:
    sandbox.control.post("people", email="maya@work.example", name="Maya <b>")
    status, text = page(sandbox)
    form = _Page(text)
    assert status == 200
    assert form.values("account") == ["alex@example.com", "maya@work.example"]
    assert form.values("granted") == list(READ)
    assert "Maya &lt;b&gt;" in text
    hidden = {str(each["name"]): each["value"] for each in form.inputs if each.get("type") == "hidden"}
    chosen = {**hidden, "account": "maya@work.example", "granted": [f"{GMAIL}.readonly"], "decision": "allow"}
    status, location = post(sandbox.addresses["auth_uri"], chosen)
    assert status == 302
    assert location.startswith(CALLBACK)
    assert (answer(location)["state"], answer(location)["scope"]) == ("s1", f"{GMAIL}.readonly")
    status, location = post(sandbox.addresses["auth_uri"], {**chosen, "decision": "cancel"})
    assert answer(location) == {"error": "access_denied", "state": "s1"}


def test_a_login_hint_chooses_the_account(sandbox: Sandbox) -> None:
    sandbox.control.post("people", email="maya@work.example")
    creds_for = answer(sandbox.control.consent(ask(sandbox, login_hint="maya@work.example")))["code"]
    _, granted = redeem(sandbox, creds_for)
    response, body = httplib2.Http().request(
        f"{sandbox.google}/gmail/v1/users/me/profile", headers={"Authorization": f"Bearer {granted['access_token']}"}
    )
    assert (response.status, json.loads(body)["emailAddress"]) == (200, "maya@work.example")


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client_id": "stranger"}, 401, "invalid_client"),
        ({"redirect_uri": "https://evil.example/cb"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": None}, 400, "redirect_uri_mismatch"),
        ({"response_type": "token"}, 400, "invalid_request"),
        ({"scope": None}, 400, "invalid_request"),
        ({"code_challenge": "x", "code_challenge_method": "S512"}, 400, "invalid_request"),
    ],
)
def test_a_wrong_request_shows_an_error_page_and_redirects_nowhere(
    sandbox: Sandbox, changed: dict[str, str | None], status: int, error: str
) -> None:
    got, text = page(sandbox, **changed)
    assert (got, error in text) == (status, True)
    with pytest.raises(ControlError):
        sandbox.control.consent(ask(sandbox, **changed))


@pytest.mark.parametrize("way", ["basic", "body"])
def test_the_clients_secret_is_taken_from_the_header_and_from_the_body(sandbox: Sandbox, way: str) -> None:
    code = answer(sandbox.control.consent(ask(sandbox)))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    basic = {"Authorization": "Basic " + base64.b64encode(b"sandbox-client:sandbox-secret").decode()}
    body = {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
    address = sandbox.addresses["token_uri"]
    status, _ = post(address, form, basic) if way == "basic" else post(address, {**form, **body})
    assert status == 200


@pytest.mark.parametrize("wrong", [{"client_secret": "guess"}, {"client_id": "stranger"}, {"client_id": ""}])
def test_a_wrong_secret_is_401(sandbox: Sandbox, wrong: dict[str, str]) -> None:
    status, error = redeem(sandbox, answer(sandbox.control.consent(ask(sandbox)))["code"], **wrong)
    assert (status, error["error"]) == (401, "invalid_client")


def test_a_code_works_once(sandbox: Sandbox) -> None:
    code = answer(sandbox.control.consent(ask(sandbox)))["code"]
    assert redeem(sandbox, code)[0] == 200
    status, error = redeem(sandbox, code)
    assert (status, error["error"]) == (400, "invalid_grant")


def test_a_code_belongs_to_its_redirect_address(sandbox: Sandbox) -> None:
    code = answer(sandbox.control.consent(ask(sandbox)))["code"]
    assert redeem(sandbox, code, redirect_uri="http://127.0.0.1:1/other")[1]["error"] == "redirect_uri_mismatch"


def test_a_challenge_asks_for_its_verifier(sandbox: Sandbox) -> None:
    """S256 of RFC 7636, appendix B; a lost verifier is pitfall 5."""
    challenge = {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"}

    def code() -> str:
        return answer(sandbox.control.consent(ask(sandbox, **challenge)))["code"]

    assert redeem(sandbox, code())[1] == {"error": "invalid_grant", "error_description": "Missing code verifier."}
    assert redeem(sandbox, code(), code_verifier="x" * 43)[1]["error"] == "invalid_grant"
    assert redeem(sandbox, code(), code_verifier="dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")[0] == 200


def test_a_verifier_must_be_carried_to_the_flow_that_takes_the_callback(sandbox: Sandbox) -> None:
    first = flow(sandbox)
    url, state = first.authorization_url()
    code = answer(sandbox.control.consent(url))["code"]
    second = flow(sandbox)
    second.code_verifier = first.code_verifier
    assert second.fetch_token(code=code)["access_token"]
    assert answer(sandbox.control.consent(url))["state"] == state


def test_revoking_ends_both_tokens_and_the_consent(sandbox: Sandbox) -> None:
    creds = consent(sandbox)
    assert post(sandbox.addresses["revoke_uri"], {"token": creds.refresh_token})[0] == 200
    assert post(sandbox.addresses["revoke_uri"], {"token": creds.refresh_token})[1]["error"] == "invalid_token"
    with pytest.raises(RefreshError, match="invalid_grant"):
        service(sandbox, "gmail.v1", creds).users().getProfile(userId="me").execute()
    assert consent(sandbox).refresh_token, "after a revocation the next consent is a first one"


def test_a_person_may_revoke_on_googles_own_page(sandbox: Sandbox) -> None:
    creds = consent(sandbox)
    sandbox.control.post("tokens/revoke", account="alex@example.com")
    with pytest.raises(RefreshError) as caught:
        creds.refresh(Request(httplib2.Http()))
    assert caught.value.args[1] == {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
    assert not caught.value.retryable


def test_a_refresh_token_of_an_app_in_testing_dies_after_seven_days(sandbox: Sandbox) -> None:
    """On the sandbox's clock (pitfall 20)."""
    sandbox.control.post("tokens", testing=True)
    creds = consent(sandbox)
    sandbox.control.move_clock(advance=6.9 * 86_400)
    creds.refresh(Request(httplib2.Http()))
    sandbox.control.move_clock(advance=0.2 * 86_400)
    with pytest.raises(RefreshError, match="invalid_grant"):
        creds.refresh(Request(httplib2.Http()))


def test_the_hundred_and_first_refresh_token_kills_the_oldest_silently(sandbox: Sandbox) -> None:
    first = Credentials(**_refreshable(sandbox.control.credentials(*READ)))
    for _ in range(100):
        newest = sandbox.control.credentials(*READ)
    with pytest.raises(RefreshError, match="invalid_grant"):
        first.refresh(Request(httplib2.Http()))
    Credentials(**_refreshable(newest)).refresh(Request(httplib2.Http()))


def _refreshable(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "token": None,
        **{name: given[name] for name in ("refresh_token", "token_uri", "client_id", "client_secret")},
    }


def test_the_life_of_an_access_token_can_be_set(sandbox: Sandbox) -> None:
    sandbox.control.post("tokens", access_seconds=0)
    given = sandbox.control.credentials(*READ)
    response, _ = httplib2.Http().request(
        f"{sandbox.google}/gmail/v1/users/me/profile", headers={"Authorization": f"Bearer {given['token']}"}
    )
    assert response.status == 401


def test_login_scopes_are_granted_with_the_rest_and_written_out(sandbox: Sandbox) -> None:
    _, granted = redeem(
        sandbox, answer(sandbox.control.consent(ask(sandbox, scope=f"email {CALENDAR}.readonly")))["code"]
    )
    assert "https://www.googleapis.com/auth/userinfo.email" in granted["scope"].split()


@pytest.mark.parametrize("grant", ["password", ""])
def test_another_grant_type_is_refused(sandbox: Sandbox, grant: str) -> None:
    assert redeem(sandbox, "x", grant_type=grant)[1]["error"] == "unsupported_grant_type"
