"""Where Microsoft is: the authority that signs people in and Graph, from the settings or Microsoft's own.

`settings.auth_url` is the authority, with its tenant ("common" for everybody, "organizations" for work accounts only);
`settings.root_url` is Graph, with or without its version. msal insists on https, for a sandbox on this machine too.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2

from connectors.bounds import body_of
from connectors.contract import ProviderSettings
from connectors.errors import Misconfigured, TryAgain
from connectors.secure import certificates, checked, is_loopback

PROVIDER = "microsoft"

AUTHORITY = "https://login.microsoftonline.com/common"
GRAPH = "https://graph.microsoft.com/v1.0"

_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""What is no longer true of an answer that was unpacked."""
_VERSION = re.compile(r"/(?:v1\.0|beta)/?$")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Every address the connector talks to, checked."""

    authority: str
    graph: str
    """With its version and no slash at the end."""


def endpoints(settings: ProviderSettings) -> Endpoints:
    """All addresses. Raises Misconfigured naming the variable of one that may not be used."""
    return Endpoints(authority=_authority(settings.auth_url or AUTHORITY), graph=_graph(settings.root_url or GRAPH))


def relative(link: str, graph: str) -> str:
    """The part of one of Graph's own links behind its root. Raises TryAgain for a link that leads elsewhere:
    a token is shown to nobody but the Graph of the settings.
    """
    if link.startswith(graph + "/"):
        return link[len(graph) :]
    path = urlsplit(link)
    # Graph may name itself by another host's face, but never by another path.
    version = urlsplit(graph).path
    if path.hostname == urlsplit(graph).hostname and path.path.startswith(version + "/"):
        return link[link.index(version, link.index("//") + 2) + len(version) :]
    raise TryAgain("Microsoft's answer goes on at an address that is not Graph's.", provider=PROVIDER)


def client(settings: ProviderSettings, url: str) -> httpx2.Client:
    """A line to that address: believes the usual authorities and the person's own, follows nothing, obeys no variable
    but the one that names a proxy, and no proxy on the way to this machine. Takes in no answer beyond
    `bounds.LARGEST_ANSWER`: then a call raises TooLargeError.
    """
    return httpx2.Client(
        transport=_Bounded(verify=_trust(settings.ca_file), trust_env=False, proxy=_proxy(url)),
        # What `body_of` unpacks, whatever else is installed beside it.
        headers={"Accept-Encoding": "gzip, deflate"},
        trust_env=False,
        follow_redirects=False,
        timeout=settings.timeout,
    )


class _Bounded(httpx2.HTTPTransport):
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


@cache
def _trust(ca_file: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=certificates(ca_file))
    except ssl.SSLError as problem:
        raise Misconfigured("WARMTHREAD_CA_FILE holds no certificate.", provider=PROVIDER) from problem


def _proxy(url: str) -> str | None:
    host = urlsplit(url).hostname or ""
    if is_loopback(url) or proxy_bypass(host):
        return None
    return getproxies().get("https")


def _authority(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.path.strip("/"):
        raise Misconfigured(
            "WARMTHREAD_MICROSOFT_AUTHORITY must be an https address with a tenant, such as "
            "https://login.microsoftonline.com/common.",
            provider=PROVIDER,
        )
    return url.rstrip("/")


def _graph(url: str) -> str:
    root = checked(url, "WARMTHREAD_GRAPH_URL", PROVIDER).rstrip("/")
    return root if _VERSION.search(root) else f"{root}/v1.0"
