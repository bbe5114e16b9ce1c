"""What kind of place an IP address is: out in the world, the person's own network or machine, or nowhere a server may be.

An IPv6 address that carries an IPv4 one inside is judged by that. The lists are IANA's, written out here because
Python's own follow its version (https://www.iana.org/assignments/iana-ipv6-special-registry).
"""

from __future__ import annotations

from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address


class Place(Enum):
    """Where an address leads."""

    WORLD = "world"
    OWN_NETWORK = "own network"
    THIS_MACHINE = "this machine"
    NOWHERE = "nowhere"
    """Nobody's mail or calendar: addresses for machines' own use, for documents, for many at once, or of tunnels."""


_V4_OWN = tuple(
    IPv4Network(told)
    # The last two: what providers and overlay networks give to their members (RFC 6598), and what tunnels on one's own
    # machine answer for every name.
    for told in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15")
)
_V4_NOWHERE = tuple(
    IPv4Network(told)
    for told in (
        "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.175.48.0/24", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        # Where clouds tell a machine its secrets, outside of 169.254: Azure's and Alibaba's.
        "168.63.129.16/32", "100.100.100.200/32",
    )
)  # fmt: skip
_V6_WORLD = IPv6Network("2000::/3")
_V6_OWN = IPv6Network("fc00::/7")
_V6_NOWHERE = tuple(
    IPv6Network(told)
    for told in (
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
        # Amazon's and Google's secrets.
        "fd00:ec2::/32", "fd20:ce::/32",
    )
)  # fmt: skip
_NAT64 = IPv6Network("64:ff9b::/96")
"""How a network without IPv4 shows all of it (RFC 6052)."""


def place_of(text: str) -> Place:
    """Where that address leads. One that cannot be read, or has a zone of this machine's, leads nowhere."""
    try:
        address = ip_address(text)
    except ValueError:
        return Place.NOWHERE
    return _of_v4(address) if isinstance(address, IPv4Address) else _of_v6(address)


def _of_v4(address: IPv4Address) -> Place:
    if address.is_loopback:
        return Place.THIS_MACHINE
    if any(address in network for network in _V4_NOWHERE):
        return Place.NOWHERE
    return Place.OWN_NETWORK if any(address in network for network in _V4_OWN) else Place.WORLD


def _of_v6(address: IPv6Address) -> Place:
    if address.is_loopback:
        return Place.THIS_MACHINE
    inside = address.ipv4_mapped or (IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None)
    if inside:
        return _of_v4(inside)
    if address.scope_id or any(address in network for network in _V6_NOWHERE):
        return Place.NOWHERE
    if address in _V6_OWN:
        return Place.OWN_NETWORK
    return Place.WORLD if address in _V6_WORLD else Place.NOWHERE
