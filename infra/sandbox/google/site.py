"""Where a request to the sandbox Google leads: OAuth, a batch, or a method of an API, checked as Google checks.

The order of refusals is Google's: token (401), scopes (403), quota (403 or 429), parameters (400), then the method's own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from infra.sandbox.desk import perform_part
from infra.sandbox.exchange import Endpoint, Refusal, Reply, Request, json_reply
from infra.sandbox.google import calendar, event_writing, mail, oauth, prices, sending
from infra.sandbox.google.batch import CALENDAR_LIMIT, answer_batch
from infra.sandbox.google.call import Call, Handler
from infra.sandbox.google.discovery import Method, find_method, read_parameters
from infra.sandbox.google.errors import GoogleError, refuse, too_fast
from infra.sandbox.google.fields import select_fields
from infra.sandbox.oauth import Client
from infra.sandbox.tokens import AccessToken
from infra.sandbox.world import PersonState, World

HANDLERS: dict[str, Handler] = {**mail.HANDLERS, **sending.HANDLERS, **calendar.HANDLERS, **event_writing.HANDLERS}
_SETTINGS_URL = "https://developers.google.com/identity/sign-in/web/devconsole-project"


@dataclass(frozen=True)
class GoogleSite:
    """Everything that listens on the sandbox Google's port, its control aside."""

    world: World
    client: Client
    #: Where it listens.
    url: str = ""

    @property
    def addresses(self) -> dict[str, str]:
        """What a client needs to know to find this Google."""
        return {
            "google": self.url,
            "auth_uri": self.url + oauth.AUTH_PATH,
            "token_uri": f"{self.url}/token",
            "revoke_uri": f"{self.url}/revoke",
            "client_id": self.client.id,
            "client_secret": self.client.secret,
        }

    @property
    def own_calls(self) -> dict[tuple[str, str], Callable[[dict[str, Any]], dict[str, Any]]]:
        """Google has no control calls of its own: those every provider has were made for it."""
        return {}

    def consent(self, order: dict[str, Any]) -> str:
        return oauth.consent_by_script(self.world, self.client, order)

    def credentials(self, state: PersonState, scopes: tuple[str, ...]) -> dict[str, Any]:
        return oauth.credentials(self.world, self.client, state.person.email, scopes, self.addresses["token_uri"])

    def find(self, request: Request) -> Endpoint:
        path, world, client = request.path.rstrip("/") or "/", self.world, self.client
        if path == oauth.AUTH_PATH:
            page = oauth.take_consent if request.verb == "POST" else oauth.show_consent
            return Endpoint("oauth.auth", lambda: page(world, client, request), _refuse_oauth)
        if path in ("/token", "/oauth2/v4/token"):
            return Endpoint("oauth.token", lambda: oauth.token(world, client, request), _refuse_oauth)
        if path in ("/revoke", "/o/oauth2/revoke"):
            return Endpoint("oauth.revoke", lambda: oauth.revoke(world, request), _refuse_oauth)
        if path == "/batch" or path.startswith("/batch/"):
            return Endpoint("batch", lambda: self._answer_batch(request), refuse)
        return self._find_method(request)

    def _find_method(self, request: Request) -> Endpoint:
        found = find_method(request.verb, request.path)
        if found is None:
            missing = GoogleError(404, f"The requested URL {request.path} was not found on this server.", "notFound")
            return Endpoint("unknown", missing.reply, refuse)
        method, path = found
        token = self.world.tokens.access(_bearer(request))
        return Endpoint(
            method.id,
            lambda: self._answer(request, method, path, token),
            refuse,
            account=token.account if token else None,
        )

    def _answer_batch(self, request: Request) -> Reply:
        settings = self.world.settings
        is_calendar = request.path.startswith("/batch/calendar")
        limit = CALENDAR_LIMIT if is_calendar else settings.batch_limit
        at_once = CALENDAR_LIMIT if is_calendar else settings.batch_concurrency
        return answer_batch(
            request, lambda part: perform_part(self.world, self.find, part), limit=limit, at_once=at_once
        )

    def _answer(self, request: Request, method: Method, path: dict[str, str], token: AccessToken | None) -> Reply:
        try:
            state = self._admit(
                method, path, token, has_token="authorization" in request.headers or "access_token" in request.query
            )
            scopes = token.scopes if token else frozenset()
            call = Call(self.world, state, scopes, method, path, read_parameters(method, request.query), request)
            return _write(_handler(method)(call), call.get("fields"))
        except GoogleError as error:
            return error.reply()

    def _admit(
        self, method: Method, path: dict[str, str], token: AccessToken | None, *, has_token: bool
    ) -> PersonState:
        if token is None:
            raise _unauthenticated(has_token=has_token)
        if method.scopes and not method.scopes & token.scopes:
            raise _out_of_scope(method)
        self._charge(method, token.account)
        state = self.world.people[token.account]
        if path.get("userId", "me") not in ("me", token.account):
            raise GoogleError(403, f"Delegation denied for {token.account}", "forbidden")
        return state

    def _charge(self, method: Method, account: str) -> None:
        wait = self.world.quota.pay(prices.charges(method.id, account))
        if wait is not None:
            raise too_fast(self.world.quota.status_for_refusal(), wait, method.api)
        self.world.ledger.count_units(account, method.id, prices.units(method.id))


def _write(value: dict[str, Any] | None, fields: str | None) -> Reply:
    if value is None:
        return Reply(204)
    return json_reply(select_fields(value, fields) if fields else value)


def _handler(method: Method) -> Handler:
    if method.id not in HANDLERS:
        raise GoogleError(501, f"The sandbox does not do {method.id}.", "notImplemented")
    return HANDLERS[method.id]


def _bearer(request: Request) -> str:
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    return text.strip() if kind.lower() == "bearer" else request.one("access_token") or ""


def _unauthenticated(*, has_token: bool) -> GoogleError:
    problem = (
        "Request had invalid authentication credentials."
        if has_token
        else "Request is missing required authentication credential."
    )
    text = f"{problem} Expected OAuth 2 access token, login cookie or other valid authentication credential. See {_SETTINGS_URL}."
    challenge = 'Bearer realm="https://accounts.google.com/"' + (', error="invalid_token"' if has_token else "")
    reason = "authError" if has_token else "required"
    return GoogleError(
        401, text, reason, location=("header", "Authorization"), headers=(("WWW-Authenticate", challenge),)
    )


def _out_of_scope(method: Method) -> GoogleError:
    challenge = f'Bearer realm="https://accounts.google.com/", error="insufficient_scope", scope="{" ".join(sorted(method.scopes))}"'
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": f"{method.api}.googleapis.com", "method": method.id},
    }
    text = "Request had insufficient authentication scopes."
    return GoogleError(
        403, text, "insufficientPermissions", headers=(("WWW-Authenticate", challenge),), details=[detail]
    )


def _refuse_oauth(refusal: Refusal) -> Reply:
    body = {"error": refusal.reason or "internal_failure", "error_description": refusal.message or "Internal error"}
    headers = (("Retry-After", str(refusal.retry_after)),) if refusal.retry_after is not None else ()
    return Reply(refusal.status, json.dumps(body).encode(), headers=headers)
