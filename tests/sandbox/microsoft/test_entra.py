"""Consent and tokens, through msal unchanged and by hand (learn.microsoft.com/entra/identity-platform, providers.md 1.5)."""

from __future__ import annotations

import base64
import hashlib
import json
import ssl
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
import pytest

from infra.sandbox.certificates import trusting
from infra.sandbox.process import ControlError, Sandbox
from tests.sandbox.microsoft.clients import (
    CALLBACK,
    IMMUTABLE,
    Graph,
    answer,
    confidential,
    graph,
    http,
    public,
    session,
    sign_in,
)

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"


def ask(sandbox: Sandbox, *, tenant: str = "common", **changed: str | None) -> str:
    """Return an address of the authorize endpoint, put together by hand."""
    asked = {
        "client_id": "sandbox-client",
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid offline_access Mail.Read",
        "state": "s1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    } | changed
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return f"{sandbox.microsoft}/{tenant}/oauth2/v2.0/authorize?{query}"


def redeem(sandbox: Sandbox, **changed: str) -> tuple[int, dict[str, Any]]:
    form = {
        "client_id": "sandbox-client",
        "client_secret": "sandbox-secret",
        "grant_type": "authorization_code",
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    } | changed
    with http(sandbox) as line:
        response = line.post(f"{sandbox.microsoft}/common/oauth2/v2.0/token", data=form)
    return response.status_code, response.json()


def code(sandbox: Sandbox) -> str:
    return answer(sandbox.control.consent(ask(sandbox)))["code"]


def claims(token: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return found


def number(error: dict[str, Any]) -> str:
    return str(error["error_description"]).partition(":")[0]


def test_msal_signs_somebody_in_and_reads_her_mailbox(sandbox: Sandbox, line: httpx2.Client) -> None:
    result = sign_in(sandbox, confidential(sandbox), "Mail.Read", "User.Read")
    assert result["id_token_claims"]["preferred_username"] == "alex@example.com"
    assert set(result["scope"].split()) >= {"Mail.Read", "User.Read"}
    mine = Graph(sandbox.addresses["graph"], line, {"Authorization": f"Bearer {result['access_token']}"})
    assert mine.get("/me")["mail"] == "alex@example.com"


def test_msal_keeps_the_account_by_the_id_that_client_info_tells(sandbox: Sandbox) -> None:
    app = confidential(sandbox)
    told = sign_in(sandbox, app)["id_token_claims"]
    (account,) = app.get_accounts()
    assert account["home_account_id"] == f"{told['oid']}.{told['tid']}"
    assert account["username"] == "alex@example.com"


def test_msal_refreshes_silently_and_keeps_the_newest_refresh_token(sandbox: Sandbox) -> None:
    app = confidential(sandbox)
    first = sign_in(sandbox, app)
    sandbox.control.post("settings", old_refresh_tokens_die=True)
    (account,) = app.get_accounts()
    tokens = {first["access_token"]}
    for _ in range(5):
        result = app.acquire_token_silent_with_error(["Mail.Read"], account=account, force_refresh=True)
        tokens.add(result["access_token"])
    assert len(tokens) == 6


def test_a_refresh_token_once_used_stays_good_unless_told_otherwise(sandbox: Sandbox) -> None:
    refresh = redeem(sandbox, code=code(sandbox))[1]["refresh_token"]
    again = {"grant_type": "refresh_token", "refresh_token": refresh}
    assert redeem(sandbox, **again)[1]["refresh_token"] != refresh
    sandbox.control.post("settings", old_refresh_tokens_die=True)
    assert redeem(sandbox, **again)[0] == 200
    status, error = redeem(sandbox, **again)
    assert (status, error["error"], number(error)) == (400, "invalid_grant", "AADSTS50173")


def test_the_id_token_repeats_the_nonce_and_names_the_tenant(sandbox: Sandbox) -> None:
    back = answer(sandbox.control.consent(ask(sandbox, nonce="n-17")))
    told = claims(redeem(sandbox, code=back["code"])[1]["id_token"])
    assert told["nonce"] == "n-17"
    assert told["iss"] == f"{sandbox.microsoft}/{told['tid']}/v2.0"
    assert told["aud"] == "sandbox-client"


def test_client_info_comes_only_when_it_is_asked_for(sandbox: Sandbox) -> None:
    assert "client_info" not in redeem(sandbox, code=code(sandbox))[1]
    info = redeem(sandbox, code=code(sandbox), client_info="1")[1]["client_info"]
    assert set(json.loads(base64.urlsafe_b64decode(info + "=="))) == {"uid", "utid"}


def test_without_offline_access_there_is_no_refresh_token(sandbox: Sandbox) -> None:
    back = answer(sandbox.control.consent(ask(sandbox, scope="openid Mail.Read")))
    answered = redeem(sandbox, code=back["code"])[1]
    assert "refresh_token" not in answered
    assert "offline_access" not in answered["scope"].split()


def test_a_code_is_good_once_and_only_with_its_verifier(sandbox: Sandbox) -> None:
    given = code(sandbox)
    assert number(redeem(sandbox, code=given, code_verifier="w" * 43)[1]) == "AADSTS501481"
    given = code(sandbox)
    assert redeem(sandbox, code=given)[0] == 200
    status, error = redeem(sandbox, code=given)
    assert (status, error["error"], number(error)) == (400, "invalid_grant", "AADSTS54005")


@pytest.mark.parametrize(
    ("changed", "status", "error", "aadsts"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", "AADSTS7000215"),
        ({"client_secret": ""}, 401, "invalid_client", "AADSTS7000218"),
        ({"client_id": "nobody"}, 400, "unauthorized_client", "AADSTS700016"),
        ({"client_id": "sandbox-public"}, 401, "invalid_client", "AADSTS700025"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", "AADSTS70003"),
        ({"grant_type": "refresh_token", "refresh_token": "made up"}, 400, "invalid_grant", "AADSTS70000"),
    ],
)
def test_a_token_is_refused_with_its_number(
    sandbox: Sandbox, changed: dict[str, str], status: int, error: str, aadsts: str
) -> None:
    answered = redeem(sandbox, **{"code": "x"} | changed)
    assert (answered[0], answered[1]["error"], number(answered[1])) == (status, error, aadsts)
    assert answered[1]["error_codes"] == [int(aadsts.removeprefix("AADSTS"))]


def test_a_refused_consent_comes_back_as_an_error(sandbox: Sandbox) -> None:
    result = sign_in(sandbox, confidential(sandbox), refuse=True)
    assert (result["error"], number(result)) == ("access_denied", "AADSTS65004")


@pytest.mark.parametrize("aadsts", [90094, 90095, 50105])
def test_an_administrator_may_have_to_agree_first(sandbox: Sandbox, aadsts: int) -> None:
    sandbox.control.post("settings", refuse_consent=aadsts)
    assert number(sign_in(sandbox, confidential(sandbox))) == f"AADSTS{aadsts}"


def test_a_refusal_may_stay_on_entras_page(sandbox: Sandbox) -> None:
    sandbox.control.post("settings", refuse_consent=90094, refusals_on_page=True)
    with pytest.raises(ControlError, match="AADSTS90094"):
        sandbox.control.consent(ask(sandbox))


@pytest.mark.parametrize("aadsts", [50076, 65001, 53003, 700082])
def test_a_refresh_may_be_refused_though_its_token_is_good(sandbox: Sandbox, aadsts: int) -> None:
    app = confidential(sandbox)
    sign_in(sandbox, app)
    sandbox.control.post("settings", refuse_refresh=aadsts)
    result = app.acquire_token_silent_with_error(["Mail.Read"], account=app.get_accounts()[0], force_refresh=True)
    assert number(result) == f"AADSTS{aadsts}"


def test_a_revoked_session_ends_access_and_refresh_at_once(sandbox: Sandbox, line: httpx2.Client) -> None:
    app = confidential(sandbox)
    token = sign_in(sandbox, app, "User.Read")["access_token"]
    sandbox.control.post("tokens/revoke")
    mine = Graph(sandbox.addresses["graph"], line, {"Authorization": f"Bearer {token}"})
    assert mine.refused("GET", "/me") == (401, "InvalidAuthenticationToken")
    result = app.acquire_token_silent_with_error(["User.Read"], account=app.get_accounts()[0], force_refresh=True)
    assert (result["error"], result["suberror"], number(result)) == ("invalid_grant", "bad_token", "AADSTS50173")


@pytest.mark.parametrize(
    ("tenant", "person", "aadsts"),
    [
        ("organizations", "sam@outlook.example", "AADSTS500200"),
        ("consumers", "alex@example.com", "AADSTS50020"),
        ("other.example", "alex@example.com", "AADSTS50020"),
        ("5a0d0b0c-0000-4000-8000-00000000000f", "sam@outlook.example", "AADSTS50020"),
    ],
)
def test_the_wrong_tenant_lets_nobody_in(sandbox: Sandbox, tenant: str, person: str, aadsts: str) -> None:
    sandbox.control.post("people", email="sam@outlook.example", is_personal=True)
    back = answer(sandbox.control.consent(ask(sandbox, tenant=tenant), account=person))
    assert (back["error"], number(back)) == ("access_denied", aadsts)


def test_an_app_for_work_accounts_takes_no_personal_one_even_at_common(sandbox: Sandbox) -> None:
    sandbox.control.post("people", email="sam@outlook.example", is_personal=True)
    sandbox.control.post("settings", audience="AzureADMultipleOrgs")
    back = answer(sandbox.control.consent(ask(sandbox), account="sam@outlook.example"))
    assert number(back) == "AADSTS500200"
    assert "code" in answer(sandbox.control.consent(ask(sandbox), account="alex@example.com"))


def test_a_personal_account_belongs_to_the_tenant_of_all_consumers(sandbox: Sandbox) -> None:
    sandbox.control.post("people", email="sam@outlook.example", is_personal=True)
    result = sign_in(sandbox, confidential(sandbox, tenant="consumers"), account="sam@outlook.example")
    assert result["id_token_claims"]["tid"] == CONSUMERS


def test_her_own_tenant_lets_her_in_by_domain_and_by_id(sandbox: Sandbox) -> None:
    by_domain = sign_in(sandbox, confidential(sandbox, tenant="example.com"))["id_token_claims"]
    assert (
        sign_in(sandbox, confidential(sandbox, tenant=by_domain["tid"]))["id_token_claims"]["tid"] == by_domain["tid"]
    )


def test_a_machine_without_a_browser_signs_in_by_device_code(sandbox: Sandbox) -> None:
    sandbox.control.post("settings", device_interval=0)
    app = public(sandbox)
    flow = app.initiate_device_flow(["Mail.Read"])
    assert flow["user_code"] in flow["message"]
    sandbox.control.post("device", user_code=flow["user_code"].lower())
    assert app.acquire_token_by_device_flow(flow)["id_token_claims"]["preferred_username"] == "alex@example.com"


@pytest.mark.parametrize(
    ("calls", "error"),
    [
        ((), "authorization_pending"),
        ((("device", {"refuse": True}),), "authorization_declined"),
        ((("device/expire", {}),), "expired_token"),
    ],
)
def test_a_device_code_waits_is_declined_or_runs_out(
    sandbox: Sandbox, calls: tuple[tuple[str, dict[str, Any]], ...], error: str
) -> None:
    with http(sandbox) as line:
        at, client = f"{sandbox.microsoft}/common/oauth2/v2.0", {"client_id": "sandbox-public"}
        opened = line.post(f"{at}/devicecode", data=client | {"scope": "Mail.Read offline_access"}).json()
        for name, order in calls:
            sandbox.control.post(name, user_code=opened["user_code"], **order)
        grant = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": opened["device_code"]}
        assert line.post(f"{at}/token", data=client | grant).json()["error"] == error


def test_the_device_page_takes_the_code_that_a_person_types(sandbox: Sandbox) -> None:
    app = public(sandbox)
    sandbox.control.post("settings", device_interval=0)
    flow = app.initiate_device_flow(["Mail.Read"])
    with http(sandbox) as line:
        page = line.get(flow["verification_uri"])
        wrong = line.post(flow["verification_uri"], data={"user_code": "WRONG", "account": "alex@example.com"})
        line.post(flow["verification_uri"], data={"user_code": flow["user_code"], "account": "alex@example.com"})
    assert 'name="user_code"' in page.text
    assert wrong.status_code == 400
    assert "access_token" in app.acquire_token_by_device_flow(flow)


def test_the_page_lists_the_accounts_and_what_is_asked_for_without_boxes(sandbox: Sandbox) -> None:
    with http(sandbox) as line:
        page = line.get(ask(sandbox)).text
    assert "alex@example.com" in page
    assert "Read your mail" in page
    assert "checkbox" not in page


def test_the_page_leads_back_by_redirect_or_by_a_form_that_posts_itself(sandbox: Sandbox) -> None:
    with http(sandbox) as line:
        at = f"{sandbox.microsoft}/common/oauth2/v2.0/authorize"
        form = answer(ask(sandbox)) | {"account": "alex@example.com", "decision": "allow"}
        by_redirect = line.post(at, data=form)
        by_form = line.post(at, data=form | {"response_mode": "form_post"})
    assert "code" in answer(by_redirect.headers["location"])
    assert by_redirect.headers["location"].startswith(CALLBACK)
    assert f'action="{CALLBACK}"' in by_form.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uri": "https://elsewhere.example/callback"},
        {"client_id": "nobody"},
        {"scope": "Everything.Read"},
        {"response_type": "token"},
        {"code_challenge_method": "MD5"},
    ],
)
def test_a_malformed_request_never_leaves_entras_page(sandbox: Sandbox, wrong: dict[str, str]) -> None:
    with http(sandbox) as line:
        assert line.get(ask(sandbox, **wrong)).status_code == 400


def test_a_permission_that_was_not_granted_is_refused_by_graph(sandbox: Sandbox, line: httpx2.Client) -> None:
    only_calendar = graph(sandbox, "Calendars.Read", line=line)
    assert only_calendar.refused("GET", "/me/messages") == (403, "ErrorAccessDenied")
    assert only_calendar.ask("GET", "/me/calendars", prefer=IMMUTABLE).status_code == 200


def test_no_token_and_an_expired_one_are_told_apart(sandbox: Sandbox, line: httpx2.Client) -> None:
    with_none = Graph(sandbox.addresses["graph"], line)
    expired = graph(sandbox, line=line)
    sandbox.control.post("tokens/expire")
    words = [each.ask("GET", "/me").json()["error"]["message"] for each in (with_none, expired)]
    assert words == ["Access token is empty.", "Lifetime validation failed, the token is expired."]


def test_what_entra_publishes_leads_to_its_own_endpoints(sandbox: Sandbox) -> None:
    with http(sandbox) as line:
        at = sandbox.microsoft
        told = line.get(f"{at}/common/v2.0/.well-known/openid-configuration").json()
        keys = line.get(told["jwks_uri"]).json()["keys"]
        where = f"{at}/common/oauth2/v2.0/authorize"
        cloud = line.get(
            f"{at}/common/discovery/instance", params={"api-version": "1.1", "authorization_endpoint": where}
        )
    assert told["issuer"] == f"{at}/{{tenantid}}/v2.0"
    assert {keys[0]["kty"], keys[0]["alg"]} == {"RSA", "RS256"}
    assert cloud.json()["metadata"][0]["aliases"] == [urlsplit(at).netloc]


def test_the_id_token_carries_a_clock_that_may_be_wrong(sandbox: Sandbox) -> None:
    sandbox.control.post("settings", token_clock_skew=7200)
    told = claims(redeem(sandbox, code=code(sandbox))[1]["id_token"])
    sandbox.control.post("settings", token_clock_skew=0)
    right = claims(redeem(sandbox, code=code(sandbox))[1]["id_token"])
    assert 7190 < told["nbf"] - right["nbf"] <= 7200


def test_only_who_trusts_the_sandboxs_authority_gets_an_answer(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """The bundles that a machine's environment names neither help nor hinder (psf/requests#3829)."""
    empty = tmp_path / "bundle.pem"
    empty.write_text("")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(empty))
    assert session(sandbox).get(f"{sandbox.microsoft}/common/discovery/v2.0/keys", timeout=20).status_code == 200
    with (
        httpx2.Client(verify=ssl.create_default_context(), trust_env=False) as stranger,
        pytest.raises(httpx2.ConnectError),
    ):
        stranger.get(sandbox.microsoft)
    assert trusting(sandbox.ca_file).verify_mode == ssl.CERT_REQUIRED
