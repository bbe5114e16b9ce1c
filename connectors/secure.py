"""Which addresses may be spoken to, and which certificates are believed: the same for every provider.

Plain http is accepted for this machine only (a sandbox on loopback); anywhere else tokens and mail would travel in the
open, so such a setting is refused by name. Only the authorities that come with Python's certifi count, and the one that
the person added; no environment variable takes their place.
"""

from __future__ import annotations

import atexit
import tempfile
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import certifi

from connectors.errors import Misconfigured


def is_loopback(url: str) -> bool:
    """Whether that address is on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def checked(url: str, variable: str, provider: str) -> str:
    """The address. Raises Misconfigured naming the variable of one that may not be used."""
    scheme = urlsplit(url).scheme
    if scheme == "https" or (scheme == "http" and is_loopback(url)):
        return url
    raise Misconfigured(
        f"{variable} must be an https address; plain http is only for this machine (127.0.0.1 or localhost).",
        provider=provider,
    )


@cache
def certificates(ca_file: str) -> str:
    """A file with the usual certificate authorities and the person's further one. Raises Misconfigured."""
    usual = certifi.where()
    if not ca_file:
        return usual
    try:
        further = Path(ca_file).read_bytes()
    except OSError as problem:
        raise Misconfigured(f"WARMTHREAD_CA_FILE cannot be read: {problem.strerror}.") from problem
    with tempfile.NamedTemporaryFile(prefix="warmthread-ca-", suffix=".pem", delete=False) as bundle:
        bundle.write(Path(usual).read_bytes() + b"\n" + further)
    atexit.register(Path(bundle.name).unlink, missing_ok=True)
    return bundle.name
