"""Where a request to Graph leads, checked as Graph checks: token (401), permission (403), quota (429), then the method's own refusals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote

from infra.sandbox.exchange import Endpoint, Reply, Request
from infra.sandbox.microsoft import calendar, event_delta, event_writing, folders, mail, mail_delta, me, sending
from infra.sandbox.microsoft.call import Call, Route, answer
from infra.sandbox.microsoft.errors import GraphError, refuse
from infra.sandbox.microsoft.scopes import covers
from infra.sandbox.microsoft.tenants import object_id
from infra.sandbox.tokens import AccessToken
from infra.sandbox.world import PersonState, World

PREFIX = "/v1.0"
#: "10,000 API requests in a 10 minute period" per app and mailbox, "130,000 requests per 10 seconds" per app (throttling-limits).
PER_MAILBOX = 10_000
WINDOW_SECONDS = 600.0
_PARENTHESES = re.compile(r"\('([^']*)'\)")
_FUNCTION = re.compile(r"(?:microsoft\.graph\.)?(delta)(?:\(\))?$")
_OTHER_USER = re.compile(r"/users/([^/]+)")

ROUTES: tuple[Route, ...] = (
    *me.ROUTES,
    *folders.ROUTES,
    *mail_delta.ROUTES,
    *mail.ROUTES,
    *sending.ROUTES,
    *event_delta.ROUTES,
    *calendar.ROUTES,
    *event_writing.ROUTES,
)


@dataclass(frozen=True)
class Graph:
    """Graph's version 1.0 over one world."""

    world: World
    url: str

    @property
    def base(self) -> str:
        return self.url + PREFIX

    def find(self, request: Request) -> Endpoint:
        token = self.world.tokens.access(_bearer(request))
        account = token.account if token else None
        found = find_route(request.verb, _plain(request.path), self.world.people.get(account or ""))
        if found is None:
            segment = request.path.rpartition("/")[2]
            unknown = GraphError(400, "BadRequest", f"Resource not found for the segment '{segment}'.")
            return Endpoint("graph.unknown", unknown.reply, refuse, account=account)
        route, path = found
        limit = self.world.settings.mailbox_concurrency if account else None
        return Endpoint(
            route.name, lambda: self._answer(request, route, path, token), refuse, account=account, at_once=limit
        )

    def _answer(self, request: Request, route: Route, path: dict[str, str], token: AccessToken | None) -> Reply:
        try:
            state = self._admit(request, route, token)
            call = Call(self.world, state, token.scopes if token else frozenset(), path, request, self.base, route.name)
            if route.name.startswith(("graph.mailFolders", "graph.messages", "graph.sendMail")):
                mail.check_mailbox(call)
            value = route.handler(call)
        except GraphError as error:
            return error.reply()
        if isinstance(value, Reply):
            return value
        return Reply(route.status) if value is None else answer(call, value, route.status)

    def _admit(self, request: Request, route: Route, token: AccessToken | None) -> PersonState:
        if token is None:
            raise _unauthenticated(request)
        if not covers(token.scopes, route.scopes):
            raise GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        self.charge(token.account, route.name)
        return self.world.people[token.account]

    def charge(self, account: str, method: str) -> None:
        """Pay one request, or raise 429 with the seconds to wait."""
        wait = self.world.quota.pay({f"graph:{account}": (1, PER_MAILBOX)})
        if wait is not None:
            raise GraphError(429, "TooManyRequests", headers=(("Retry-After", str(wait)),))
        self.world.ledger.count_units(account, method, 1)


def find_route(verb: str, path: str, state: PersonState | None) -> tuple[Route, dict[str, str]] | None:
    """Return the method at that address with the ids in it; fixed segments win over ids."""
    other = _OTHER_USER.match(path)
    if other and state and unquote(other[1]).lower() in (state.person.email.lower(), object_id(state.person)):
        path = "/me" + path[other.end() :]
    for route, pattern in _patterns():
        match = pattern.fullmatch(path) if route.verb == verb else None
        if match:
            return route, {name: unquote(value) for name, value in match.groupdict().items()}
    return None


@cache
def _patterns() -> tuple[tuple[Route, re.Pattern[str]], ...]:
    ordered = sorted(ROUTES, key=lambda route: route.path.count("{"))
    return tuple((route, re.compile(_pattern(route.path), re.IGNORECASE)) for route in ordered)


def _pattern(path: str) -> str:
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path))


def _plain(path: str) -> str:
    """Return the path below the version, in one of the ways OData lets it be written: mailFolders('inbox') is mailFolders/inbox."""
    below = path.removeprefix(PREFIX).rstrip("/")
    return _FUNCTION.sub(r"\1", _PARENTHESES.sub(r"/\1", below))


def _bearer(request: Request) -> str:
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    return text.strip() if kind.lower() == "bearer" else ""


def _unauthenticated(request: Request) -> GraphError:
    challenge = 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"'
    words = "Lifetime validation failed, the token is expired." if _bearer(request) else "Access token is empty."
    return GraphError(401, "InvalidAuthenticationToken", words, headers=(("WWW-Authenticate", challenge),))
