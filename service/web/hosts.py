"""Reads names and numbers of machines: is it this one, was it asked for by number, did a proxy pass it on? What
follows from that is decided by `guard` and `probes`.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request

HTTP_PORT = 80
"""Browsers leave it out of Host and Origin."""
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
"""With any of these a request came through a proxy: from anybody."""


def is_loopback(host: str) -> bool:
    """Whether that host or address is this machine itself."""
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def is_by_number(host: str, port: int) -> bool:
    """Whether a Host header names a machine by its number or as localhost, and that port: no stranger's name can be
    pointed at those, which is how a page of theirs would get in (DNS rebinding).
    """
    name, asked = name_and_port(host)
    if asked != port:
        return False
    try:
        return name == "localhost" or bool(ip_address(name))
    except ValueError:
        return False


def name_and_port(host: str) -> tuple[str, int]:
    """What a Host header says; ("", 0) where it says nothing sensible."""
    try:
        parts = urlsplit(f"//{host}")
        return (parts.hostname or "").lower(), parts.port or HTTP_PORT
    except ValueError:
        return "", 0


def is_forwarded(request: Request) -> bool:
    """Whether a proxy passed it on."""
    return any(name in request.headers for name in FORWARDED)
