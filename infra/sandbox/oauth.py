"""What the OAuth of every provider shares: the known clients, the two ways to refuse, redirects to this machine only.

Decides nothing about scopes, tenants or tokens; the forms of each provider are its own.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
from dataclasses import dataclass
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit

from infra.sandbox.consent_page import error_page
from infra.sandbox.exchange import Reply

NO_STORE = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Client:
    """The OAuth client that is known, and one that keeps no secret (only Microsoft lets it in)."""

    id: str = "sandbox-client"
    secret: str = "sandbox-secret"
    public_id: str = "sandbox-public"


class PageError(Exception):
    """A request that the consent page refuses to show anything for; the person sees why, the client hears nothing."""

    def __init__(self, error: str, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.error = error
        self.text = text
        self.status = status

    def reply(self) -> Reply:
        return Reply(self.status, error_page(self.error, self.text, self.status).encode(), HTML)


def read_basic(header: str) -> tuple[str, str] | None:
    """Return name and secret of an HTTP Basic header, or None for anything else."""
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (ValueError, binascii.Error):
        return None
    return unquote(name), unquote(secret)


def is_loopback(uri: str) -> bool:
    parts = urlsplit(uri)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    if parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return False


def with_query(uri: str, values: dict[str, str]) -> str:
    parts = urlsplit(uri)
    query = "&".join(each for each in (parts.query, urlencode(values)) if each)
    return urlunsplit(parts._replace(query=query))


def redirect(target: str) -> Reply:
    return Reply(302, b"", headers=(("Location", target), ("Cache-Control", "no-store")))
