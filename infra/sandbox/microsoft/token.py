"""Entra's token and devicecode endpoints. Decides what a grant is worth and writes the answer msal reads.

Every use of a refresh token gives a new one; the old one stays good, as documented (learn.microsoft.com/entra/identity-platform/
refresh-tokens), unless `old_refresh_tokens_die` makes a lost one show at once.
"""

from __future__ import annotations

from typing import Any

from infra.sandbox.devices import LIFE_SECONDS
from infra.sandbox.exchange import Reply, Request, json_reply
from infra.sandbox.microsoft.authorize import Entra
from infra.sandbox.microsoft.entra_errors import EntraError
from infra.sandbox.microsoft.identity import SignIn, client_info, id_token
from infra.sandbox.microsoft.scopes import LOGIN, bare, unknown
from infra.sandbox.microsoft.tenants import is_tenant, refuses
from infra.sandbox.oauth import NO_STORE, read_basic
from infra.sandbox.tokens import is_verified
from infra.sandbox.world import PersonState

Form = dict[str, str]
_DEVICE_GRANTS = ("urn:ietf:params:oauth:grant-type:device_code", "device_code")


def answer_token(entra: Entra, tenant: str, request: Request) -> Reply:
    """Answer the token endpoint."""
    form = {name: values[-1] for name, values in request.form().items()}
    try:
        if not is_tenant(tenant):
            raise EntraError(90002)
        _authenticate(entra, request, form)
        return json_reply(_granted(entra, form), headers=NO_STORE)
    except EntraError as error:
        return error.reply()


def answer_device_code(entra: Entra, tenant: str, request: Request) -> Reply:
    """Answer the devicecode endpoint: a code to poll with, and one for a person to type."""
    form = {name: values[-1] for name, values in request.form().items()}
    try:
        if form.get("client_id") not in (entra.client.id, entra.client.public_id):
            raise EntraError(700016)
        scopes = _asked(entra, form)
    except EntraError as error:
        return error.reply()
    device_code, opened = entra.world.devices.open(form["client_id"], scopes, tenant)
    where = f"{entra.url}/devicelogin"
    body = {
        "user_code": opened.user_code,
        "device_code": device_code,
        "verification_uri": where,
        "expires_in": LIFE_SECONDS,
        "interval": entra.world.settings.device_interval,
        "message": f"To sign in, use a web browser to open the page {where} and enter the code {opened.user_code} to authenticate.",
    }
    return json_reply(body, headers=NO_STORE)


def credentials(entra: Entra, state: PersonState, scopes: tuple[str, ...], *, tenant: str = "common") -> dict[str, Any]:
    """Return a consent already given: the token endpoint's answer, and what msal needs to be told beside it."""
    wanted = tuple(dict.fromkeys((*(bare(scope, entra.graph) for scope in scopes), *LOGIN)))
    answer = _tokens(entra, state, entra.client.id, frozenset(wanted), tenant, nonce=None)
    return {
        "client_id": entra.client.id,
        "client_secret": entra.client.secret,
        "authority": f"{entra.url}/{tenant}",
        "account": state.person.email,
        "token": answer["access_token"],
        "refresh_token": answer["refresh_token"],
        "scopes": [scope for scope in wanted if scope not in LOGIN],
        "token_response": answer | {"client_info": client_info(state.person)},
    }


def _authenticate(entra: Entra, request: Request, form: Form) -> None:
    """Accept the app with its secret where it keeps one, in the body or by HTTP Basic."""
    basic = read_basic(request.headers.get("authorization", ""))
    name, secret = basic or (form.get("client_id", ""), form.get("client_secret", ""))
    form["client_id"] = name
    if name == entra.client.public_id:
        if secret:
            raise EntraError(700025)
        return
    if name != entra.client.id:
        raise EntraError(700016, f"Application with identifier '{name}' was not found in the directory.")
    if not secret:
        raise EntraError(7000218)
    if secret != entra.client.secret:
        raise EntraError(7000215)


def _granted(entra: Entra, form: Form) -> dict[str, Any]:
    grant = form.get("grant_type")
    if grant == "authorization_code":
        return _redeem(entra, form)
    if grant == "refresh_token":
        return _refresh(entra, form)
    if grant in _DEVICE_GRANTS:
        return _poll_device(entra, form)
    raise EntraError(70003, f"The app requested an unsupported grant type '{grant}'.", error="unsupported_grant_type")


def _redeem(entra: Entra, form: Form) -> dict[str, Any]:
    code = entra.world.tokens.take_code(form.get("code", ""))
    if code is None:
        raise EntraError(54005)
    if code.client_id != form["client_id"] or code.redirect_uri != form.get("redirect_uri"):
        raise EntraError(70000, "The provided value for the input parameter 'redirect_uri' is not valid.")
    if not is_verified(code, form.get("code_verifier")):
        raise EntraError(501481)
    state = entra.world.people[code.account]
    return _answer(entra, form, state, code.scopes, code.tenant, nonce=code.nonce)


def _refresh(entra: Entra, form: Form) -> dict[str, Any]:
    world, text = entra.world, form.get("refresh_token", "")
    if world.settings.refuse_refresh:
        raise EntraError(world.settings.refuse_refresh)
    known = world.tokens.refresh(text, form["client_id"], world.clock.now())
    if known is None:
        raise EntraError(50173 if world.tokens.was_refresh(text) else 70000)
    asked = frozenset(_asked(entra, form)) if form.get("scope") else known.scopes
    if asked - known.scopes - set(LOGIN) - {".default"}:
        raise EntraError(65001)
    if world.settings.old_refresh_tokens_die:
        world.tokens.kill_refresh(text)
    return _answer(entra, form, world.people[known.account], known.scopes, known.tenant, nonce=None)


def _poll_device(entra: Entra, form: Form) -> dict[str, Any]:
    text = form.get("device_code", "")
    waiting = entra.world.devices.find(text)
    if waiting is None or waiting.client_id != form["client_id"]:
        raise EntraError(70018)
    if waiting.has_expired:
        raise EntraError(70019)
    if waiting.answer == "pending":
        raise EntraError(70016)
    if waiting.answer == "declined":
        raise EntraError(65004, error="authorization_declined")
    state = entra.world.people[waiting.account]
    if refused := refuses(waiting.tenant, entra.world.settings.audience, state.person):
        raise EntraError(*refused, error="invalid_grant")
    entra.world.devices.take(text)
    return _answer(entra, form, state, frozenset(waiting.scopes), waiting.tenant, nonce=None)


def _asked(entra: Entra, form: Form) -> tuple[str, ...]:
    scopes = tuple(dict.fromkeys(bare(each, entra.graph) for each in form.get("scope", "").split()))
    if not scopes or unknown(scopes):
        raise EntraError(
            70011, f"The provided value for the input parameter 'scope' is not valid: {form.get('scope', '')}"
        )
    return scopes


def _answer(
    entra: Entra, form: Form, state: PersonState, scopes: frozenset[str], tenant: str, *, nonce: str | None
) -> dict[str, Any]:
    answer = _tokens(entra, state, form["client_id"], scopes, tenant, nonce=nonce)
    return answer | ({"client_info": client_info(state.person)} if form.get("client_info") == "1" else {})


def _tokens(
    entra: Entra, state: PersonState, client_id: str, scopes: frozenset[str], tenant: str, *, nonce: str | None
) -> dict[str, Any]:
    world, person = entra.world, state.person
    refresh = None
    if "offline_access" in scopes:
        refresh = world.tokens.add_refresh(person.email, client_id, scopes, world.clock.now(), tenant=tenant)
    seconds = max(world.tokens.access_seconds - 1, 0)
    signed_in = SignIn(person, client_id, entra.url, nonce, scopes, world.settings.token_clock_skew)
    answer: dict[str, Any] = {
        "token_type": "Bearer",
        # offline_access is never listed (requests-oauthlib#507); a resource's permissions come with it.
        "scope": " ".join(sorted(scope for scope in scopes if scope != "offline_access")),
        "expires_in": seconds,
        "ext_expires_in": seconds,
        "access_token": world.tokens.add_access(person.email, scopes, refresh),
    }
    if refresh:
        answer["refresh_token"] = refresh
    return answer | ({"id_token": id_token(signed_in)} if "openid" in scopes else {})
