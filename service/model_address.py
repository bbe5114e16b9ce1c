"""Where the optional language model is, judged by its address alone: on this machine, in the own network, or elsewhere.

Nothing is looked up. What cannot be told by its name or number counts as elsewhere, where plain http is refused and
the person is asked in other words.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from connectors.secure import is_loopback

Place = Literal["here", "near", "elsewhere"]
_NEAR_NAMES = (".local", ".lan", ".home", ".internal", ".home.arpa")
"""Endings that no public name has: RFC 6762, RFC 8375, ICANN's reserved "internal", and what routers hand out."""
_ENDPOINT = "/chat/completions"
_USUAL_PATH = "/v1"


def place_of(url: str) -> Place:
    """Where that address is."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if is_loopback(url):
        return "here"
    try:
        return "near" if ip_address(host).is_private else "elsewhere"
    except ValueError:
        return "near" if host and ("." not in host or host.endswith(_NEAR_NAMES)) else "elsewhere"


def cleaned(url: str) -> str:
    """The address that a model's server is asked at, as it is usually meant: `http://localhost:11434` has its API at /v1.

    Raises ValueError with a sentence for one that may not be used; "" stays "".
    """
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an address such as http://127.0.0.1:11434/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must be a plain address; a key goes into WARMTHREAD_LLM_API_KEY")
    if parts.scheme == "http" and place_of(url) == "elsewhere":
        raise ValueError("must be https, but for this machine and your own network")
    path = parts.path.rstrip("/").removesuffix(_ENDPOINT) or _USUAL_PATH
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))
