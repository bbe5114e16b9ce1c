"""One HTTP request and one reply, as values. Knows how they read and write JSON and forms; decides nothing about any provider."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

Query = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Request:
    """What arrived; header names are lower case."""

    verb: str
    path: str
    query: Query
    headers: Mapping[str, str]
    body: bytes = b""

    def one(self, name: str) -> str | None:
        values = self.query.get(name)
        return values[-1] if values else None

    def json(self) -> Any:
        return json.loads(self.body) if self.body.strip() else {}

    def form(self) -> dict[str, tuple[str, ...]]:
        return parse_query(self.body.decode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered; `delay` is waited for, in real seconds, before the first byte goes out."""

    status: int
    body: bytes = b""
    content_type: str = "application/json; charset=UTF-8"
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal that a fault asks for; each provider writes it in its own form."""

    status: int
    reason: str | None = None
    message: str | None = None
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a request leads: its name for counts and faults, who asks, the work, and the provider's way to say no."""

    name: str
    answer: Callable[[], Reply]
    refuse: Callable[[Refusal], Reply]
    account: str | None = None
    is_control: bool = False
    #: How many calls of this account may be under way at a time; None sets no limit.
    at_once: int | None = None


Finder = Callable[[Request], Endpoint]


def parse_query(text: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in parse_qs(text, keep_blank_values=True).items()}


def write_token(**place: Any) -> str:
    """Return an opaque token for a place in a listing."""
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def read_token(token: str, *names: str) -> dict[str, Any] | None:
    """Return the place with these names, or None for a token that is none of ours."""
    try:
        place = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, binascii.Error):
        return None
    return place if isinstance(place, dict) and set(place) == set(names) else None


def json_reply(value: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    return Reply(status, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), headers=headers)
