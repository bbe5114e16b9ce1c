"""msal behind one door: the app it works for, its cache of one account, and the line it speaks over.

msal repeats nothing of its own accord here, asks no other host than the authority, and keeps nothing between two
objects: its own memory of failed answers would make the caller wait longer than Microsoft asks. What the authority says
of itself is remembered for a day.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from typing import Any

import httpx2
import msal

from connectors.contract import ProviderSettings
from connectors.errors import ConsentLost, Misconfigured, TryAgain
from connectors.microsoft.endpoints import PROVIDER, client, endpoints
from connectors.microsoft.failures import FAILURES, as_json, from_answer, translate
from connectors.microsoft.tokens import client_of

TOKEN = "oauth.token"  # noqa: S105  an operation's name, no secret

_RESERVED = frozenset({"openid", "profile", "email", "offline_access"})
_A_DAY = 86_400.0

# msal writes tokens and answers into its logs.
logging.getLogger("msal").setLevel(logging.CRITICAL)

_told: dict[str, tuple[float, httpx2.Response]] = {}


class Wire:
    """The http client of msal: one request, one answer, or a connector error."""

    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings

    def get(self, url: str, params: Mapping[str, str] | None = None, **more: Any) -> httpx2.Response:
        at, answer = _told.get(url, (0.0, None))
        if answer is not None and time.monotonic() - at < _A_DAY:
            return answer
        answer = self._ask("GET", url, params=params, **more)
        if answer.status_code == 200:
            _told[url] = (time.monotonic(), answer)
        return answer

    def post(self, url: str, params: Mapping[str, str] | None = None, **more: Any) -> httpx2.Response:
        return self._ask("POST", url, params=params, **more)

    def close(self) -> None:
        """Nothing is kept open."""

    def _ask(self, verb: str, url: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> httpx2.Response:
        asked = {name: more[name] for name in ("params", "data") if more.get(name) is not None}
        try:
            with client(self._settings, url) as line:
                answer = line.request(verb, url, headers=dict(headers or {}), **asked)
        except FAILURES as failure:
            raise translate(failure, TOKEN) from None
        body = as_json(answer.content)
        if answer.status_code == 429 or answer.status_code >= 500:
            raise from_answer(answer.status_code, answer.headers, None, TOKEN)
        if not isinstance(body, dict):
            raise TryAgain("Microsoft's token service gave a broken answer.", provider=PROVIDER, operation=TOKEN)
        return answer


def app_of(settings: ProviderSettings, cache: msal.SerializableTokenCache, *, is_public: bool = False) -> Any:
    """Msal's application object. Raises Misconfigured for no client or a wrong authority, TryAgain."""
    client_id, secret = client_of(settings)
    secret = "" if is_public else secret
    kind = msal.ConfidentialClientApplication if secret else msal.PublicClientApplication
    try:
        return kind(
            client_id,
            authority=endpoints(settings).authority,
            client_credential=secret or None,
            token_cache=cache,
            http_client=Wire(settings),
            # The authority is the settings' word; nobody else is asked whether it is one.
            instance_discovery=False,
        )
    except (ValueError, KeyError) as problem:
        raise Misconfigured(
            "Microsoft knows no such tenant: check WARMTHREAD_MICROSOFT_AUTHORITY.", provider=PROVIDER
        ) from problem


def new_cache(text: str = "") -> msal.SerializableTokenCache:
    """Msal's cache, from what `serialize` gave. Raises ConsentLost for something else."""
    cache = msal.SerializableTokenCache()
    try:
        cache.deserialize(text or None)
    except (ValueError, TypeError) as problem:
        raise ConsentLost("The stored permission cannot be read. Connect again.", provider=PROVIDER) from problem
    return cache


def resource_scopes(scope: str) -> tuple[str, ...]:
    """Of the scopes in a token's answer those that are Graph's, in the spelling they came in."""
    return tuple(word for word in scope.split() if word.lower() not in _RESERVED)


def claims_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What the id token says of the person; it came over the line from the authority itself."""
    claims = answer.get("id_token_claims")
    return claims if isinstance(claims, dict) else {}


def subject_of(claims: Mapping[str, Any]) -> str:
    """Who signed in, in which tenant; "" where the token does not say. Addresses are given to others at times, this is not:
    https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
    """
    tenant, person = claims.get("tid"), claims.get("oid")
    return f"{tenant}.{person}" if isinstance(tenant, str) and isinstance(person, str) and tenant and person else ""


def account_in(app: Any) -> dict[str, Any]:
    """The one account of the cache. Raises ConsentLost when there is none."""
    accounts: list[dict[str, Any]] = app.get_accounts()
    if not accounts:
        raise ConsentLost("The stored permission names no account. Connect again.", provider=PROVIDER, operation=TOKEN)
    return accounts[0]


def has_refresh_token(cache: msal.SerializableTokenCache) -> bool:
    """Whether the consent lasts longer than its first hour."""
    return bool(json.loads(cache.serialize() or "{}").get("RefreshToken"))
