"""Where Microsoft is: the authority that signs people in and Graph, from the settings or Microsoft's own.

`settings.auth_url` is the authority, with its tenant ("common" for everybody, "organizations" for work accounts only);
`settings.root_url` is Graph, with or without its version. msal insists on https, for a sandbox on this machine too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2

from connectors.contract import ProviderSettings
from connectors.errors import Misconfigured, TryAgain
from connectors.network import UNPACKED, BoundedTransport, tls_context
from connectors.secure import checked, is_loopback

PROVIDER = "microsoft"

AUTHORITY = "https://login.microsoftonline.com/common"
GRAPH = "https://graph.microsoft.com/v1.0"

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
    try:
        path = urlsplit(link)
    except ValueError:
        raise _elsewhere() from None
    # Graph may name itself by another host's face, but never by another path.
    version = urlsplit(graph).path
    if path.hostname == urlsplit(graph).hostname and path.path.startswith(version + "/"):
        return link[link.index(version, link.index("//") + 2) + len(version) :]
    raise _elsewhere()


def _elsewhere() -> TryAgain:
    return TryAgain("Microsoft's answer goes on at an address that is not Graph's.", provider=PROVIDER)


def client(settings: ProviderSettings, url: str) -> httpx2.Client:
    """A line to that address: believes the usual authorities and the person's own, follows nothing, obeys no variable
    but the one that names a proxy, and no proxy on the way to this machine. Takes in no answer beyond
    `bounds.LARGEST_ANSWER`: then a call raises TooLargeError.
    """
    return httpx2.Client(
        transport=BoundedTransport(verify=tls_context(settings.ca_file), trust_env=False, proxy=_proxy(url)),
        headers=UNPACKED,
        trust_env=False,
        follow_redirects=False,
        timeout=settings.timeout,
    )


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
