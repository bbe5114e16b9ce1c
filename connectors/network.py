"""The only way to a server that a person or a stranger's answer named: which hosts, addresses and ports are spoken to.

A name is resolved once, every address that it has is judged, and one of those very addresses is connected: what the
name means a moment later does not matter. Servers on the person's own network or machine are spoken to where they
agreed (`Reach.own_network`) and nobody else uses this Warmthread (`Reach.is_local`). No proxy and no variable of the
environment takes part.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import httpcore2
import httpx2

from connectors.bounds import body_of
from connectors.errors import ConsentLost, Misconfigured, OwnNetwork
from connectors.ip_ranges import Place, place_of
from connectors.secure import certificates

PORTS = frozenset({143, 443, 465, 587, 993, 8443})
MOST_HOPS = 3
"""Redirects that are followed for one answer."""
ANSWER_WITHIN = 300.0
"""Seconds for one whole answer, however busily it trickles."""

UNPACKED = {"Accept-Encoding": "gzip, deflate"}
"""What `BoundedTransport` unpacks, whatever else is installed beside it."""

_MOST_ADDRESSES = 4
_HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?")
_AWAY = frozenset({301, 302, 303, 307, 308})
_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""What is no longer true of an answer that was unpacked."""

_NO_HOST = "This is not the name of a server."
_NOT_HERE = "This server is on a network of its own, and connecting to it is not allowed here."
_OPEN = "This server offers no encryption, and without it only a server on this machine is spoken to."
_NO_SERVER = "At this address there can be no mail or calendar server."


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be spoken to for one account."""

    own_network: bool
    """The person agreed that the server is on their own network or machine."""
    is_local: bool
    """One person's own machine (`ProviderSettings.is_local`)."""


def open_socket(host: str, port: int, reach: Reach, *, timeout: float, is_plain: bool = False) -> socket.socket:
    """A connection to that server, on which nothing was said yet. `is_plain`: nothing will be encrypted on it, so it may
    lead to this machine only. Raises OwnNetwork where the person has to be asked first, ConsentLost for what is never
    spoken to, and OSError when there is no such server or it does not answer.
    """
    addresses = _allowed(host, port, reach, is_plain=is_plain)
    trouble: OSError | None = None
    for address in addresses:
        try:
            line = socket.create_connection((address, port), timeout / len(addresses))
        except OSError as failure:
            trouble = failure
        else:
            line.settimeout(timeout)
            # Of a command in two parts the second would wait for the first one's acknowledgement, which servers delay.
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return line
    raise trouble or OSError("no address")


def http_client(reach: Reach, *, ca_file: str, timeout: float, answer_within: float = ANSWER_WITHIN) -> httpx2.Client:
    """A line to https servers, held to the same rules; plain http reaches this machine only. It follows no redirect
    (`following` does), waits for a whole answer at most `answer_within` seconds, and takes in none beyond
    `bounds.LARGEST_ANSWER`: then a call raises TooLargeError.
    """
    trust = tls_context(ca_file)
    return httpx2.Client(
        mounts={"https://": _Judged(trust, _Backend(reach, answer_within, is_plain=False))},
        transport=_Judged(trust, _Backend(reach, answer_within, is_plain=True)),
        headers=UNPACKED,
        trust_env=False,
        follow_redirects=False,
        timeout=timeout,
    )


def following(
    client: httpx2.Client, method: str, url: str, *, stays: bool = True, **more: Any
) -> tuple[httpx2.Response, str]:
    """The answer behind at most `MOST_HOPS` redirects, and the address that gave it. `stays`: not to another server, as
    whenever the request carries a password. The method stays the same, as WebDAV wants it (RFC 6764, 5). Raises
    ConsentLost for a redirect that is not followed.
    """
    here = httpx2.URL(url)
    for _ in range(MOST_HOPS + 1):
        answer = client.request(method, here, **more)
        if answer.status_code not in _AWAY or "location" not in answer.headers:
            return answer, str(here)
        here = _next(here, answer.headers["location"], stays=stays)
    raise ConsentLost("The server sends from one address to the next without an end.")


@cache
def tls_context(ca_file: str) -> ssl.SSLContext:
    """What certificates are believed, for every protocol: the usual authorities' and the person's own. Raises
    Misconfigured.
    """
    try:
        return ssl.create_default_context(cafile=certificates(ca_file))
    except ssl.SSLError as problem:
        raise Misconfigured("WARMTHREAD_CA_FILE holds no certificate.") from problem


# --- names and addresses -----------------------------------------------------------------------------------------


def _allowed(host: str, port: int, reach: Reach, *, is_plain: bool) -> list[str]:
    """The IP addresses to try, all of them judged."""
    name = checked_name(host)
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
    _ensure_allowed({place_of(address) for address in addresses}, name, port, reach, is_plain=is_plain)
    return addresses[:_MOST_ADDRESSES]


def checked_name(host: str) -> str:
    """The name as resolvers want it. Raises ConsentLost for what is none."""
    host = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if ":" in host:
        return host if place_of(host) is not Place.NOWHERE else _refuse(_NO_SERVER)
    try:
        # As in https addresses: Python's own way of names beyond ASCII is an older one, which leads elsewhere.
        name = httpx2.URL(scheme="https", host=host).raw_host.decode("ascii")
    except (httpx2.InvalidURL, ValueError):
        name = ""
    return name if _HOST.fullmatch(name) else _refuse(_NO_HOST)


def _refuse(why: str) -> str:
    raise ConsentLost(why)


def _ensure_allowed(met: set[Place], name: str, port: int, reach: Reach, *, is_plain: bool) -> None:
    """All of a name's addresses must be allowed: one that is not may be what it was made for."""
    if Place.NOWHERE in met or not met:
        raise ConsentLost(_NO_SERVER)
    if is_plain and met != {Place.THIS_MACHINE}:
        raise ConsentLost(_OPEN)
    agreed = reach.own_network and reach.is_local
    if met != {Place.WORLD} and not agreed:
        raise OwnNetwork(f"{name} is on your own network.") if reach.is_local else ConsentLost(_NOT_HERE)
    if port not in PORTS and not agreed:
        detail = f"Port {port} of {name} is not one that mail and calendars usually have."
        raise OwnNetwork(detail) if reach.is_local else ConsentLost(detail)


def _next(here: httpx2.URL, location: str, *, stays: bool) -> httpx2.URL:
    try:
        there = here.join(location)
    except (httpx2.InvalidURL, ValueError):
        raise ConsentLost("The server sends on to something that is no address.") from None
    if there.scheme != here.scheme or there.userinfo:
        raise ConsentLost("The server sends on to an address that is not safe.")
    if stays and (there.host, there.port) != (here.host, here.port):
        raise ConsentLost("The server sends on to another server, which gets no password.")
    return there


# --- https -------------------------------------------------------------------------------------------------------


class _Backend(httpcore2.SyncBackend):
    """Connects to an address that was judged, where httpcore2 would look the name up by itself."""

    def __init__(self, reach: Reach, answer_within: float, *, is_plain: bool) -> None:
        self._reach = reach
        self._answer_within = answer_within
        self._is_plain = is_plain

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            addresses = _allowed(host, port, self._reach, is_plain=self._is_plain)
        except OSError as failure:
            raise httpcore2.ConnectError(str(failure)) from failure
        share = timeout / len(addresses) if timeout else None
        for address in addresses[:-1]:
            try:
                return self._timed(super().connect_tcp(address, port, share, local_address, socket_options))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return self._timed(super().connect_tcp(addresses[-1], port, share, local_address, socket_options))

    def _timed(self, stream: httpcore2.NetworkStream) -> httpcore2.NetworkStream:
        return _Timed(stream, self._answer_within)


class _Timed(httpcore2.NetworkStream):
    """A stream on which one answer takes no longer than it may: httpcore2 only bounds each wait for a piece of it."""

    def __init__(self, inner: httpcore2.NetworkStream, answer_within: float) -> None:
        self._inner = inner
        self._answer_within = answer_within
        self._until = time.monotonic() + answer_within

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the answer takes too long")
        return self._inner.read(max_bytes, left if timeout is None else min(left, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._until = time.monotonic() + self._answer_within
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Timed(self._inner.start_tls(ssl_context, server_hostname, timeout), self._answer_within)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class BoundedTransport(httpx2.HTTPTransport):
    """Unpacks an answer while it is read; httpx2 itself unpacks whatever comes, as far as it goes."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = super().handle_request(request)
        pieces = cast("Iterable[bytes]", answer.stream)
        try:
            content = body_of(pieces, answer.headers.get("content-encoding", ""), answer.status_code)
        finally:
            answer.close()
        headers = [(name, value) for name, value in answer.headers.multi_items() if name not in _OF_THE_WIRE]
        return httpx2.Response(answer.status_code, headers=headers, content=content, extensions=answer.extensions)


class _Judged(BoundedTransport):
    """Connects by `_Backend`."""

    def __init__(self, trust: ssl.SSLContext, backend: _Backend) -> None:
        super().__init__(verify=trust, trust_env=False)
        # httpx2 has no parameter for it (https://github.com/pydantic/httpx2/issues/494).
        self._pool = httpcore2.ConnectionPool(ssl_context=trust, network_backend=backend, keepalive_expiry=60.0)
