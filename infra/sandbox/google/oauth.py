"""Google's OAuth 2.0: consent page, token and revocation endpoint (developers.google.com/identity/protocols/oauth2/web-server).

Decides what a client or a person gets to see; whether a token is good is `tokens`' business. Errors take the form of RFC 6749.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from infra.sandbox.consent_page import ConsentForm, render_consent
from infra.sandbox.exchange import Query, Reply, Request, json_reply, parse_query
from infra.sandbox.oauth import HTML, NO_STORE, Client, PageError, is_loopback, read_basic, redirect, with_query
from infra.sandbox.tokens import CODE_SECONDS, LOGIN_SCOPES, Code, is_verified
from infra.sandbox.world import World

AUTH_PATH = "/o/oauth2/v2/auth"
#: Google writes these two short scopes out in full when it answers.
_LONG_NAMES = {
    "email": "https://www.googleapis.com/auth/userinfo.email",
    "profile": "https://www.googleapis.com/auth/userinfo.profile",
}


_SENTENCES = {
    "https://www.googleapis.com/auth/gmail.readonly": "View your email messages and settings",
    "https://www.googleapis.com/auth/gmail.send": "Send email on your behalf",
    "https://www.googleapis.com/auth/gmail.compose": "Manage drafts and send emails",
    "https://www.googleapis.com/auth/gmail.modify": "Read, compose, and send emails from your Gmail account",
    "https://www.googleapis.com/auth/gmail.metadata": "View your email message metadata such as labels and headers, but not the email body",
    "https://www.googleapis.com/auth/calendar.readonly": "See and download any calendar you can access using your Google Calendar",
    "https://www.googleapis.com/auth/calendar.events.readonly": "View events on all your calendars",
}


class OAuthError(Exception):
    """A refusal by the token or revocation endpoint."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status

    def reply(self) -> Reply:
        return json_reply({"error": self.error, "error_description": self.description}, self.status, NO_STORE)


@dataclass(frozen=True)
class ConsentRequest:
    """What a client asks a person for."""

    scopes: tuple[str, ...]
    redirect_uri: str
    state: str | None
    is_offline: bool
    forces_consent: bool
    challenge: str | None
    challenge_method: str
    login_hint: str | None


@dataclass(frozen=True)
class Decision:
    """What the person decided."""

    account: str
    scopes: tuple[str, ...]


def read_consent_request(client: Client, query: Query) -> ConsentRequest:
    """Return the request, or raise PageError as Google shows one instead of redirecting to who knows where."""
    values = {name: value[-1] for name, value in query.items()}
    if values.get("client_id") != client.id:
        raise PageError("invalid_client", "The OAuth client was not found.", 401)
    if not is_loopback(values.get("redirect_uri", "")):
        raise PageError("redirect_uri_mismatch", "The sandbox redirects to loopback addresses only.")
    if values.get("response_type") != "code":
        raise PageError("invalid_request", f"Invalid response_type: {values.get('response_type')}")
    if not values.get("scope", "").split():
        raise PageError("invalid_request", "Missing required parameter: scope")
    method = values.get("code_challenge_method", "plain")
    if values.get("code_challenge") and method not in ("S256", "plain"):
        raise PageError("invalid_request", f"Invalid code_challenge_method: {method}")
    return ConsentRequest(
        scopes=tuple(dict.fromkeys(values["scope"].split())),
        redirect_uri=values["redirect_uri"],
        state=values.get("state"),
        is_offline=values.get("access_type") == "offline",
        forces_consent="consent" in values.get("prompt", "").split(),
        challenge=values.get("code_challenge"),
        challenge_method=method,
        login_hint=values.get("login_hint"),
    )


def show_consent(world: World, client: Client, request: Request) -> Reply:
    """Return the page that lists the accounts and what is asked for."""
    try:
        asked = read_consent_request(client, request.query)
    except PageError as error:
        return error.reply()
    hidden = {name: values[-1] for name, values in request.query.items()}
    people = [(state.person.email, state.person.name) for state in world.people.values()]
    wanted = [(scope, _SENTENCES.get(scope, scope)) for scope in asked.scopes if scope not in LOGIN_SCOPES]
    form = ConsentForm(
        "Sign in with the sandbox Google",
        people,
        wanted,
        has_boxes=True,
        hidden=hidden,
        login_hint=asked.login_hint,
        action=AUTH_PATH,
    )
    return Reply(200, render_consent(form).encode(), HTML, NO_STORE)


def take_consent(world: World, client: Client, request: Request) -> Reply:
    """Return the redirect that the submitted page leads to."""
    form = request.form()
    try:
        asked = read_consent_request(client, form)
        granted = form.get("granted", ())
        account = form.get("account", ("",))[-1]
        is_refused = form.get("decision", ("allow",))[-1] != "allow"
        return redirect(redirect_for(world, client, asked, None if is_refused else Decision(account, granted)))
    except PageError as error:
        return error.reply()


def consent_by_script(world: World, client: Client, order: dict[str, Any]) -> str:
    """Return the redirect that a person's clicks would lead to: account, unticked scopes, refusal."""
    asked = read_consent_request(client, parse_query(urlsplit(order["auth_url"]).query))
    account = order.get("account") or asked.login_hint or next(iter(world.people), "")
    unticked = set(order.get("untick", ()))
    scopes = tuple(
        scope for scope in asked.scopes if scope not in unticked and scope.rpartition("/")[2] not in unticked
    )
    return redirect_for(world, client, asked, None if order.get("refuse") else Decision(account, scopes))


def redirect_for(world: World, client: Client, asked: ConsentRequest, decision: Decision | None) -> str:
    """Return where the browser goes: with a code, or with access_denied."""
    state = {"state": asked.state} if asked.state is not None else {}
    if decision is None:
        return with_query(asked.redirect_uri, {"error": "access_denied", **state})
    if decision.account not in world.people:
        raise PageError("invalid_request", f"There is no account {decision.account} in this sandbox.")
    granted = tuple(scope for scope in asked.scopes if scope in decision.scopes or scope in LOGIN_SCOPES)
    if not granted:
        return with_query(asked.redirect_uri, {"error": "access_denied", **state})
    is_first = not world.tokens.has_consented(decision.account, client.id)
    code = Code(
        account=decision.account,
        client_id=client.id,
        scopes=frozenset(granted),
        redirect_uri=asked.redirect_uri,
        challenge=asked.challenge,
        challenge_method=asked.challenge_method,
        wants_refresh_token=asked.is_offline and (is_first or asked.forces_consent),
        expires=time.time() + CODE_SECONDS,
    )
    shown = {"code": world.tokens.add_code(code), "scope": _written(granted), "authuser": "0", "prompt": "consent"}
    return with_query(asked.redirect_uri, {**state, **shown})


def token(world: World, client: Client, request: Request) -> Reply:
    """Answer the token endpoint."""
    form = {name: values[-1] for name, values in request.form().items()}
    try:
        _authenticate(client, request, form)
        if form.get("grant_type") == "authorization_code":
            return json_reply(_redeem(world, client, form), headers=NO_STORE)
        if form.get("grant_type") == "refresh_token":
            return json_reply(_refresh(world, client, form), headers=NO_STORE)
        raise OAuthError("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type', '')}")
    except OAuthError as error:
        return error.reply()


def revoke(world: World, request: Request) -> Reply:
    text = request.one("token") or request.form().get("token", ("",))[-1]
    if not world.tokens.revoke(text):
        return OAuthError("invalid_token", "Token expired or revoked").reply()
    return json_reply({})


def credentials(world: World, client: Client, account: str, scopes: tuple[str, ...], token_uri: str) -> dict[str, Any]:
    """Return a consent already given, as google-auth's "authorized_user" file."""
    granted = frozenset(scopes)
    refresh_token = world.tokens.add_refresh(account, client.id, granted, world.clock.now())
    return {
        "type": "authorized_user",
        "client_id": client.id,
        "client_secret": client.secret,
        "refresh_token": refresh_token,
        "token": world.tokens.add_access(account, granted, refresh_token),
        "token_uri": token_uri,
        "scopes": sorted(granted),
        "account": account,
    }


def _authenticate(client: Client, request: Request, form: dict[str, str]) -> None:
    """Accept the client's secret by HTTP Basic and in the body: clients differ (providers.md 1.5)."""
    given = read_basic(request.headers.get("authorization", "")) or (
        form.get("client_id", ""),
        form.get("client_secret", ""),
    )
    if given[0] != client.id:
        raise OAuthError("invalid_client", "The OAuth client was not found.", 401)
    if given[1] != client.secret:
        raise OAuthError("invalid_client", "Unauthorized", 401)


def _redeem(world: World, client: Client, form: dict[str, str]) -> dict[str, Any]:
    code = world.tokens.take_code(form.get("code", ""))
    if code is None or code.client_id != client.id:
        raise OAuthError("invalid_grant", "Malformed auth code.")
    if code.redirect_uri != form.get("redirect_uri"):
        raise OAuthError("redirect_uri_mismatch", "Bad Request")
    if not is_verified(code, form.get("code_verifier")):
        raise OAuthError(
            "invalid_grant", "Invalid code verifier." if form.get("code_verifier") else "Missing code verifier."
        )
    refresh_token = (
        world.tokens.add_refresh(code.account, client.id, code.scopes, world.clock.now())
        if code.wants_refresh_token
        else None
    )
    answer = _granted(world, code.account, code.scopes, refresh_token)
    if refresh_token and world.tokens.is_testing:
        answer["refresh_token_expires_in"] = 604_799
    return answer | ({"refresh_token": refresh_token} if refresh_token else {})


def _refresh(world: World, client: Client, form: dict[str, str]) -> dict[str, Any]:
    text = form.get("refresh_token", "")
    known = world.tokens.refresh(text, client.id, world.clock.now())
    if known is None:
        raise OAuthError("invalid_grant", "Token has been expired or revoked.")
    asked = frozenset(form.get("scope", "").split())
    if asked - known.scopes:
        raise OAuthError("invalid_scope", "Some requested scopes were invalid.")
    return _granted(world, known.account, asked or known.scopes, text)


def _granted(world: World, account: str, scopes: frozenset[str], refresh_token: str | None) -> dict[str, Any]:
    return {
        "access_token": world.tokens.add_access(account, scopes, refresh_token),
        "expires_in": max(world.tokens.access_seconds - 1, 0),
        "scope": _written(tuple(sorted(scopes))),
        "token_type": "Bearer",
    }


def _written(scopes: tuple[str, ...]) -> str:
    return " ".join(_LONG_NAMES.get(scope, scope) for scope in scopes)
