"""Everything that listens on the sandbox Microsoft's port, its control aside: Entra ID's endpoints, and Graph below /v1.0.

Decides where a request leads; each endpoint decides the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import format_datetime
from functools import partial
from typing import Any

from infra.sandbox.exchange import Endpoint, Reply, Request, json_reply
from infra.sandbox.microsoft import (
    authorize,
    control_calls,
    device_page,
    entra_errors,
    graph,
    identity,
    ids,
    openid,
    token,
)
from infra.sandbox.microsoft.authorize import Entra
from infra.sandbox.microsoft.batch import PATH as BATCH_PATH
from infra.sandbox.microsoft.batch import answer_batch
from infra.sandbox.microsoft.entra_errors import EntraError
from infra.sandbox.microsoft.errors import refuse
from infra.sandbox.microsoft.graph import Graph
from infra.sandbox.oauth import Client
from infra.sandbox.tokens import Style
from infra.sandbox.world import House, PersonState, World

HOUSE = House(
    "microsoft",
    Style("0.AXkA", "eyJ0eXAiOiJKV1Qi", "1.AXkA", None),
    graph.WINDOW_SECONDS,
    # Control speaks immutable ids, and reads either kind, or the stored one.
    show_message=lambda message_id: ids.show_message(message_id, "", is_immutable=True),
    show_event=lambda event_id: ids.show_event(event_id, is_immutable=True),
    read_id=ids.read_stored,
)
_AUTHORIZE = re.compile(r"/([^/]+)/oauth2/v2\.0/authorize")
_TOKEN = re.compile(r"/([^/]+)/oauth2/v2\.0/token")
_DEVICE = re.compile(r"/([^/]+)/oauth2/v2\.0/devicecode")
_LOGOUT = re.compile(r"/([^/]+)/oauth2/v2\.0/logout")
_CONFIGURATION = re.compile(r"/([^/]+)(?:/v2\.0)?/\.well-known/openid-configuration")
_KEYS = re.compile(r"/([^/]+)/discovery/v2\.0/keys")
_INSTANCES = re.compile(r"/([^/]+)/discovery/instance")


@dataclass(frozen=True)
class MicrosoftSite:
    """The sandbox Microsoft over one world."""

    world: World
    client: Client
    #: Where it listens.
    url: str

    @property
    def entra(self) -> Entra:
        return Entra(self.world, self.client, self.url)

    @property
    def addresses(self) -> dict[str, str]:
        """What a client needs to know to find this Microsoft."""
        return {
            "microsoft": self.url,
            "authority": f"{self.url}/common",
            "graph": f"{self.url}{graph.PREFIX}",
            "client_id": self.client.id,
            "client_secret": self.client.secret,
            "public_client_id": self.client.public_id,
        }

    @property
    def own_calls(self) -> dict[tuple[str, str], Callable[[dict[str, Any]], dict[str, Any]]]:
        return {name: partial(call, self.entra) for name, call in control_calls.CALLS.items()}

    def consent(self, order: dict[str, Any]) -> str:
        return authorize.consent_by_script(self.entra, order)

    def credentials(self, state: PersonState, scopes: tuple[str, ...]) -> dict[str, Any]:
        return token.credentials(self.entra, state, scopes)

    def find(self, request: Request) -> Endpoint:
        endpoint = self._find(request)
        return replace(endpoint, answer=lambda: self._dated(endpoint.answer()))

    def _dated(self, reply: Reply) -> Reply:
        """Return the answer with Microsoft's own clock in it."""
        return replace(reply, headers=(*reply.headers, ("Date", format_datetime(self.world.clock.now(), usegmt=True))))

    def _find(self, request: Request) -> Endpoint:
        if request.path == BATCH_PATH:
            return Endpoint("graph.batch", lambda: answer_batch(self.world, self._graph.find, request), refuse)
        if request.path.startswith(f"{graph.PREFIX}/"):
            return self._graph.find(request)
        return self._find_entra(request)

    @property
    def _graph(self) -> Graph:
        return Graph(self.world, self.url)

    def _find_entra(self, request: Request) -> Endpoint:
        if request.path == device_page.PATH:
            if request.verb == "POST":
                return _entra("device", lambda: device_page.take_page(self.entra, request))
            return _entra("device", lambda: device_page.show_page(self.entra))
        for pattern, name, work in self._endpoints(request):
            match = pattern.fullmatch(request.path)
            if match:
                return _entra(name, _bound(work, match[1]))
        return _entra("unknown", EntraError(900144, f"There is nothing at {request.path}.", status=404).reply)

    def _endpoints(self, request: Request) -> list[tuple[re.Pattern[str], str, Callable[[str], Reply]]]:
        entra = self.entra
        page = authorize.take_page if request.verb == "POST" else authorize.show_page
        asked = request.one("authorization_endpoint")
        return [
            (_AUTHORIZE, "authorize", lambda tenant: page(entra, tenant, request)),
            (_TOKEN, "token", lambda tenant: token.answer_token(entra, tenant, request)),
            (_DEVICE, "devicecode", lambda tenant: token.answer_device_code(entra, tenant, request)),
            (_LOGOUT, "logout", lambda _tenant: Reply(200, b"You signed out.", "text/plain")),
            (_CONFIGURATION, "openid", lambda tenant: json_reply(openid.configuration(entra, tenant))),
            (_KEYS, "keys", lambda _tenant: json_reply(identity.keys())),
            (_INSTANCES, "instance", lambda _tenant: json_reply(openid.instances(entra, asked))),
        ]


def _entra(name: str, work: Callable[[], Reply]) -> Endpoint:
    return Endpoint(f"entra.{name}", work, entra_errors.refuse)


def _bound(work: Callable[[str], Reply], tenant: str) -> Callable[[], Reply]:
    return lambda: work(tenant)
