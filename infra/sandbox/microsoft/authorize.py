"""Entra's authorize endpoint: who signs in, what is asked for, and where the browser goes afterwards.

Decides who may sign in and consent; tokens are given out elsewhere. Microsoft grants all that was asked or nothing: there are no
boxes to untick (learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlsplit

from infra.sandbox.consent_page import ConsentForm, page, render_consent
from infra.sandbox.exchange import Query, Reply, Request, parse_query
from infra.sandbox.microsoft.entra_errors import EntraError
from infra.sandbox.microsoft.identity import client_info
from infra.sandbox.microsoft.scopes import SENTENCES, bare, unknown
from infra.sandbox.microsoft.tenants import is_tenant, refuses
from infra.sandbox.oauth import HTML, NO_STORE, Client, PageError, is_loopback, redirect, with_query
from infra.sandbox.scenarios.happenings import Person
from infra.sandbox.tokens import CODE_SECONDS, Code
from infra.sandbox.world import World


@dataclass(frozen=True)
class Entra:
    """Everything the endpoints work with."""

    world: World
    client: Client
    #: Where it listens, for issuer and addresses.
    url: str

    @property
    def graph(self) -> str:
        return f"{self.url}/v1.0"


@dataclass(frozen=True)
class AuthorizeRequest:
    """What a client asks a person for."""

    tenant: str
    client_id: str
    scopes: tuple[str, ...]
    redirect_uri: str
    values: dict[str, str]

    def get(self, name: str) -> str | None:
        return self.values.get(name)


def read_request(entra: Entra, tenant: str, query: Query) -> AuthorizeRequest:
    """Return the request, or raise PageError: a stranger's address is never redirected to."""
    values = {name: value[-1] for name, value in query.items()}
    if not is_tenant(tenant):
        raise PageError("invalid_request", f"AADSTS90002: Tenant '{tenant}' not found.")
    if values.get("client_id") not in (entra.client.id, entra.client.public_id):
        raise PageError("unauthorized_client", "AADSTS700016: Application was not found in the directory.")
    if not is_loopback(values.get("redirect_uri", "")):
        raise PageError("invalid_request", "AADSTS50011: The redirect URI does not match the redirect URIs configured.")
    if "code" not in values.get("response_type", "").split():
        raise PageError("unsupported_response_type", "AADSTS700054: response_type 'code' is the one the sandbox knows.")
    scopes = tuple(dict.fromkeys(bare(each, entra.graph) for each in values.get("scope", "").split()))
    if not scopes or unknown(scopes):
        raise PageError("invalid_scope", f"AADSTS70011: The scope {' '.join(unknown(scopes))} is not valid.")
    if values.get("code_challenge") and values.get("code_challenge_method", "plain") not in ("S256", "plain"):
        raise PageError("invalid_request", "AADSTS501491: Invalid code_challenge_method.")
    return AuthorizeRequest(tenant, values["client_id"], scopes, values["redirect_uri"], values)


def show_page(entra: Entra, tenant: str, request: Request) -> Reply:
    """Return the page with the accounts and what is asked for."""
    try:
        asked = read_request(entra, tenant, request.query)
    except PageError as error:
        return error.reply()
    form = ConsentForm(
        "Sign in with the sandbox Microsoft",
        [(state.person.email, state.person.name) for state in entra.world.people.values()],
        [(scope, SENTENCES[scope]) for scope in asked.scopes if scope in SENTENCES],
        has_boxes=False,
        hidden=asked.values,
        login_hint=asked.get("login_hint"),
        action=f"/{tenant}/oauth2/v2.0/authorize",
    )
    return Reply(200, render_consent(form).encode(), HTML, NO_STORE)


def take_page(entra: Entra, tenant: str, request: Request) -> Reply:
    """Return where the submitted page leads, by redirect or as a form that posts itself."""
    form = request.form()
    try:
        asked = read_request(entra, tenant, form)
        is_refused = form.get("decision", ("allow",))[-1] != "allow"
        answer = answer_of(entra, asked, None if is_refused else form.get("account", ("",))[-1])
    except PageError as error:
        return error.reply()
    if asked.get("response_mode") == "form_post":
        return Reply(200, _posting(asked.redirect_uri, answer).encode(), HTML, NO_STORE)
    return redirect(_back(asked, answer))


def consent_by_script(entra: Entra, order: dict[str, Any]) -> str:
    """Return the redirect that a person's clicks would lead to; what form_post would post stands in its query."""
    address = urlsplit(order["auth_url"])
    tenant = address.path.strip("/").split("/")[0]
    asked = read_request(entra, tenant, parse_query(address.query))
    account = order.get("account") or asked.get("login_hint") or next(iter(entra.world.people), "")
    return with_query(asked.redirect_uri, answer_of(entra, asked, None if order.get("refuse") else account))


def answer_of(entra: Entra, asked: AuthorizeRequest, account: str | None) -> dict[str, str]:
    """Return what goes back to the app: a code for that account, or an error. Raises PageError where Entra stays on its page."""
    state = {"state": asked.values["state"]} if "state" in asked.values else {}
    try:
        if account is None:
            raise EntraError(65004)
        person = _admitted(entra, asked, account)
    except EntraError as error:
        if entra.world.settings.refusals_on_page and account is not None:
            raise PageError(error.error, error.description) from error
        return {**error.query, **state}
    code = entra.world.tokens.add_code(_code(asked, person))
    more = {"client_info": client_info(person)} if asked.get("client_info") == "1" else {}
    return {"code": code, **more, **state, "session_state": "5a0d0b0c-0000-4000-8000-000000000000"}


def _admitted(entra: Entra, asked: AuthorizeRequest, account: str) -> Person:
    """Return who signs in, or raise EntraError."""
    settings = entra.world.settings
    if account not in entra.world.people:
        raise EntraError(50020, f"User account '{account}' does not exist in this sandbox.")
    person = entra.world.people[account].person
    refused = refuses(asked.tenant, settings.audience, person)
    if refused is not None:
        raise EntraError(*refused, error="access_denied")
    if settings.refuse_consent:
        raise EntraError(settings.refuse_consent)
    return person


def _code(asked: AuthorizeRequest, person: Person) -> Code:
    return Code(
        account=person.email,
        client_id=asked.client_id,
        scopes=frozenset(asked.scopes),
        redirect_uri=asked.redirect_uri,
        challenge=asked.get("code_challenge"),
        challenge_method=asked.get("code_challenge_method") or "plain",
        wants_refresh_token="offline_access" in asked.scopes,
        expires=time.time() + CODE_SECONDS,
        nonce=asked.get("nonce"),
        tenant=asked.tenant,
    )


def _back(asked: AuthorizeRequest, answer: dict[str, str]) -> str:
    if asked.get("response_mode") == "fragment":
        return asked.redirect_uri + "#" + with_query("", answer).lstrip("?")
    return with_query(asked.redirect_uri, answer)


def _posting(target: str, answer: dict[str, str]) -> str:
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in answer.items()
    )
    form = f'<form method="post" action="{escape(target)}">{fields}<button>Continue</button></form>'
    return page("Working...", f"{form}<script>document.forms[0].submit()</script>")
