"""One authorised call to Graph as its handler sees it: OData's parameters, the Prefer header, and the answer's envelope."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote, urlencode

from infra.sandbox.exchange import Reply, Request, json_reply, read_token
from infra.sandbox.mailbox import Mailbox
from infra.sandbox.microsoft.errors import bad_query, invalid
from infra.sandbox.world import PersonState, World

_PREFERENCE = re.compile(r'\s*([\w.-]+)\s*(?:=\s*(?:"([^"]*)"|([^,\s]*)))?\s*(?:,|$)')
_SYSTEM = (
    "$select",
    "$top",
    "$skip",
    "$filter",
    "$orderby",
    "$expand",
    "$search",
    "$count",
    "$skiptoken",
    "$deltatoken",
)
JSON_TYPE = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
#: "The maximum page size" of Outlook's listings (learn.microsoft.com/graph/paging).
LARGEST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls what; `path` are the ids in the address, `base` is where Graph's version begins."""

    world: World
    state: PersonState
    scopes: frozenset[str]
    path: Mapping[str, str]
    request: Request
    base: str
    #: The method's name, as the ledger keeps it.
    name: str

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    @property
    def mailbox(self) -> Mailbox:
        return self.state.mailbox

    @property
    def is_immutable(self) -> bool:
        """Whether ids are to be those that survive a move."""
        return (self.preference("idtype") or "").lower() == "immutableid"

    def option(self, name: str) -> str | None:
        """Return an OData parameter; its dollar may be left out."""
        found = self.request.one(f"${name}")
        return found if found is not None else self.request.one(name)

    def preference(self, name: str) -> str | None:
        """Return what the Prefer header asks for under that (lower-case) name."""
        return preferences(self.request.headers.get("prefer", "")).get(name)

    def body(self) -> dict[str, Any]:
        """Return the JSON object that was sent, or raise Graph's 400."""
        try:
            value = self.request.json()
        except (ValueError, RecursionError) as error:
            raise invalid("Unable to read JSON request payload.", "BadRequest") from error
        if not isinstance(value, dict):
            raise invalid("Unable to read JSON request payload.", "BadRequest")
        return value

    def address(self, **parameters: str) -> str:
        """Return this call's own address with other parameters, for the links of a listing."""
        return f"{self.base}{quote(unquote(self._below_base), safe='/()=')}?{urlencode(parameters, safe='$')}"

    @property
    def _below_base(self) -> str:
        return self.request.path.partition("/v1.0")[2]


#: A handler returns a JSON-able object, a whole reply, or None for an answer without content.
Handler = Callable[[Call], "dict[str, Any] | Reply | None"]


@dataclass(frozen=True, slots=True)
class Route:
    """One method of Graph: its address, the permissions of which one is enough, and its handler."""

    name: str
    verb: str
    path: str
    scopes: tuple[str, ...]
    handler: Handler
    #: The status of a success.
    status: int = 200


def preferences(header: str) -> dict[str, str]:
    """Read `odata.maxpagesize=50, IdType="ImmutableId"` (RFC 7240)."""
    found = _PREFERENCE.finditer(header)
    return {match[1].lower(): match[2] if match[2] is not None else match[3] or "" for match in found}


def check_options(call: Call, *allowed: str) -> None:
    """Raise Graph's 400 for an OData parameter that this method does not take."""
    for name in call.request.query:
        if name.startswith("$") and name not in _SYSTEM:
            raise bad_query(f"The query parameter '{name}' is not supported.")
        if name in _SYSTEM and name[1:] not in allowed:
            raise bad_query(f"The query parameter '{name}' is not supported for this request.")


def page_size(call: Call, usual: int, largest: int = LARGEST_PAGE) -> int:
    """Return how many items one page holds: $top, else what Prefer asks for, else the usual number."""
    text = call.option("top") or call.preference("odata.maxpagesize") or str(usual)
    if not text.isdecimal() or not int(text) > 0:
        raise bad_query(f"Invalid value '{text}' for $top query option found.")
    return min(int(text), largest)


def read_link_token(text: str, *names: str) -> dict[str, Any]:
    """Return the place, or raise Graph's 400 for a token that is none of ours."""
    place = read_token(text, *names)
    if place is None:
        raise invalid("Badly formed token.", "BadRequest")
    return place


def answer(call: Call, value: dict[str, Any], status: int = 200) -> Reply:
    """Write an object with the headers every answer of Graph has."""
    reply = json_reply(value, status, applied(call))
    return Reply(reply.status, reply.body, JSON_TYPE, reply.headers)


def applied(call: Call) -> tuple[tuple[str, str], ...]:
    header = call.request.headers.get("prefer")
    return (("Preference-Applied", header),) if header else ()


def context(call: Call, what: str) -> dict[str, str]:
    return {"@odata.context": f"{call.base}/$metadata#users('{quote(call.state.person.email)}')/{what}"}
