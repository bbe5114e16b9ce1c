"""What the person answered: an address, a password, and servers where they know better than we could find out.

Everything is measured and read here, so that nothing behind it meets a line break in a login or a password in a link.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from typing import Any
from urllib.parse import urlsplit

from connectors.dav.credentials import PROVIDER, Security, Server
from connectors.errors import ConsentLost, Misconfigured
from connectors.secure import is_loopback

NONE = "none"
"""Said of a server: do without."""

_LONGEST = 1_000
_LONGEST_TEXT = 100_000
_SECRET = "password"  # noqa: S105 - the name of a question
_NAMES = ("address", _SECRET, "name", "login", "imap", "smtp", "caldav", "own_network")
_WANTED = "wanted"
"""Beside the answers: which of mail, calendar and sending the person ticked. Without it, all of them."""
_SERVERS = (("mail", "imap"), ("sending", "smtp"), ("calendar", "caldav"))
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9])?")
_SCHEME = re.compile(r"^(?:imaps?|smtps?|submissions?)://", re.IGNORECASE)
_SERVER = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:/\[\]@]+)(?::(?P<port>\d{1,5}))?")
# Google and Yahoo show an app password in four groups, with blanks that are none of it and often not even blanks.
_GROUPED = re.compile(r"(?:[a-z0-9]{4}\s){3}[a-z0-9]{4}")
_USUAL: Mapping[int, Security] = {993: "tls", 465: "tls", 143: "starttls", 587: "starttls"}
_PORTS = {"imap": (993, 143), "smtp": (465, 587)}

_NOTHING = (
    "These are no answers for a mailbox: at least its address and its password are needed, not a credentials file."
)
_NO_ADDRESS = "Give your whole mail address, such as ana@example.com."
_NO_PASSWORD = "Give the password of this mailbox."  # noqa: S105
_NO_SERVER = "Give a server by its name, such as mail.example.com, or with a port: mail.example.com:993."
_NO_LINK = "Give an address that begins with https://, or leave this empty."
_ODD = "This holds a character that cannot be sent to a server."


@dataclass(frozen=True, slots=True)
class Answers:
    """One person's answers; "" where they left the question to us."""

    address: str
    password: str = field(repr=False)
    name: str = ""
    login: str = ""
    imap: str = ""
    smtp: str = ""
    caldav: str = ""
    own_network: bool = False
    said: Mapping[str, str] = field(default_factory=dict)
    """What was typed, without the password."""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def local_part(self) -> str:
        return self.address.rpartition("@")[0]


def answers_in(text: str) -> Answers:
    """The answers in that JSON object. Raises Misconfigured where it is none, and ConsentLost naming the question of an
    answer that does not do.
    """
    told = _told(text)
    typed = {name: _typed(told, name) for name in _NAMES}
    address = address_of(typed["address"])
    if not typed[_SECRET]:
        raise blame(_NO_PASSWORD, _SECRET)
    for service in ("imap", "smtp"):
        typed[service] = NONE if typed[service].lower() == NONE else typed[service]
        servers_of(typed[service], service)
    said = {name: value for name, value in typed.items() if value and name != _SECRET}
    typed |= _unwanted(told)
    return Answers(
        address,
        _password(typed[_SECRET]),
        typed["name"],
        typed["login"],
        typed["imap"],
        typed["smtp"],
        _link(typed["caldav"]),
        typed["own_network"].lower() in ("yes", "true", "on"),
        said,
    )


def address_of(typed: str) -> str:
    """The address, its domain as DNS writes it. Raises ConsentLost."""
    local, at, domain = typed.rpartition("@")
    host = ascii_host(domain)
    if not (local and at and host) or re.search(r"\s|@", local):
        raise blame(_NO_ADDRESS, "address")
    return f"{local}@{host}"


def ascii_host(name: str) -> str:
    """A name as DNS writes it, "" for what is none."""
    try:
        host = name.strip().lower().rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return host if _HOST.fullmatch(host) and ".." not in host else ""


def servers_of(typed: str, service: str) -> tuple[Server, ...]:
    """What a named server may mean, the likeliest first: a port that tells how it is spoken to, else each way in turn.
    Raises ConsentLost.
    """
    if typed in ("", NONE):
        return ()
    host, port = _host_and_port(_SCHEME.sub("", typed).rstrip("/"), service)
    ports = (port,) if port else _PORTS[service]
    return tuple(server for one in ports for server in ways_to(host, one))


def ways_to(host: str, port: int) -> tuple[Server, ...]:
    """How that port may be spoken to. In the open it is only on this machine."""
    usual = _USUAL.get(port)
    # A port that awaits STARTTLS says something at once, one that awaits TLS waits: so TLS is the shorter question.
    kinds: tuple[Security, ...] = (usual,) if usual else ("tls", "starttls")
    here = Server(host, port, "tls").is_here
    return tuple(Server(host, port, kind) for kind in ((*kinds, "none") if here else kinds))


def blame(detail: str, question: str) -> ConsentLost:
    """The failure for one answer that does not do: the form shows it beside the question."""
    return ConsentLost(detail, provider=PROVIDER, operation=f"adopt.{question}")


def _told(text: str) -> Mapping[str, Any]:
    try:
        told = json.loads(text) if len(text) <= _LONGEST_TEXT else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not {"address", _SECRET} & set(told):
        raise Misconfigured(_NOTHING, provider=PROVIDER, operation="adopt")
    return told


def _typed(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    typed = value.strip() if isinstance(value, str) else ""
    if _CONTROL.search(typed) or len(typed) > _LONGEST:
        raise blame(_ODD, name)
    return typed


def _unwanted(told: Mapping[str, Any]) -> dict[str, str]:
    """The servers to do without because nothing was asked of them: they do not get the password either."""
    wanted = told.get(_WANTED)
    if not isinstance(wanted, str):
        return {}
    return {server: NONE for box, server in _SERVERS if box not in wanted.split()}


def _password(typed: str) -> str:
    return re.sub(r"\s", "", typed) if _GROUPED.fullmatch(typed) else typed


def _host_and_port(typed: str, service: str) -> tuple[str, int]:
    found = _SERVER.fullmatch(typed)
    host = found["host"].strip("[]") if found else ""
    port = int(found["port"] or 0) if found else 0
    host = _ipv6(host) if ":" in host else ascii_host(host)
    if not host or port > 65_535:
        raise blame(_NO_SERVER, service)
    return host, port


def _ipv6(told: str) -> str:
    try:
        return str(IPv6Address(told))
    except ValueError:
        return ""


def _link(typed: str) -> str:
    if not typed or typed.lower() == NONE:
        return typed.lower()
    url = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(url)
        is_usable = bool(parts.hostname) and (parts.port or 443) > 0 and "@" not in parts.netloc
    except ValueError:
        raise blame(_NO_LINK, "caldav") from None
    if is_usable and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))):
        return url
    raise blame(_NO_LINK, "caldav")
