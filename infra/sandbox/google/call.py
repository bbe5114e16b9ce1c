"""One authorised call of one API method, as its handler sees it, with what every handler needs to answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.sandbox.exchange import Request, read_token
from infra.sandbox.google.discovery import Method
from infra.sandbox.google.errors import invalid
from infra.sandbox.world import PersonState, World


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls what with which parameters; `scopes` is what the consent covers."""

    world: World
    state: PersonState
    scopes: frozenset[str]
    method: Method
    path: dict[str, str]
    parameters: dict[str, Any]
    request: Request

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    def get(self, name: str, default: Any = None) -> Any:
        return self.parameters.get(name, default)

    def body(self) -> dict[str, Any]:
        """Return the JSON object that was sent, or raise Google's 400."""
        try:
            value = self.request.json()
        except (ValueError, RecursionError) as error:
            raise invalid("Invalid JSON payload received.", "parseError") from error
        if not isinstance(value, dict):
            raise invalid("Invalid JSON payload received. Root element must be a message.", "parseError")
        return value


#: A handler returns a JSON-able object, or None for an answer without content.
Handler = Callable[[Call], "dict[str, Any] | None"]


def read_page_token(token: str, *names: str) -> dict[str, Any]:
    """Return the place, or raise Google's 400 for a token that is none of ours."""
    place = read_token(token, *names)
    if place is None:
        raise invalid("Invalid pageToken", "invalid", "pageToken")
    return place


def clip(size: int, largest: int) -> int:
    """Return a page size inside the API's limits: what is too large is cut, not refused."""
    return max(1, min(size, largest))
