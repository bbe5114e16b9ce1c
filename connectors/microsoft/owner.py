"""Who the owner of a Microsoft account is, and which addresses are theirs.

Only what Exchange delivers counts (`mail` and the SMTP entries of `proxyAddresses`): further mails that somebody wrote
into their profile prove nothing. A personal account has neither at times; then its sign-in name is the address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from connectors.microsoft.transport import Ask, Connection, address
from connectors.records import Address

_FIELDS = "displayName,mail,userPrincipalName,proxyAddresses"


def me(line: Connection, claims: Mapping[str, Any] | None = None) -> tuple[Address, ...]:
    """The owner's addresses, the main one first; the id token's word where the profile is silent."""
    profile = line.get(Ask("graph.me", address("me", select=_FIELDS)))
    return addresses_of(profile, claims or {})


def addresses_of(profile: Mapping[str, Any], claims: Mapping[str, Any]) -> tuple[Address, ...]:
    name = str(profile.get("displayName") or claims.get("name") or "")
    found = dict.fromkeys(lowered(email) for email in _told(profile, claims) if "@" in email)
    return tuple(Address(email, name) for email in found)


def lowered(email: str) -> str:
    """The address with its domain in lower case."""
    local, _, domain = email.rpartition("@")
    return f"{local}@{domain.lower()}"


def _told(profile: Mapping[str, Any], claims: Mapping[str, Any]) -> Iterator[str]:
    delivered = [str(profile.get("mail") or "")]
    proxies = profile.get("proxyAddresses")
    entries = [str(entry) for entry in proxies] if isinstance(proxies, list) else []
    # "SMTP:" is the main one, "smtp:" the others; sip:, x500: and the like are none.
    delivered += [entry[5:] for entry in sorted(entries) if entry[:5].lower() == "smtp:"]
    yield from delivered
    if not any(delivered):
        yield str(profile.get("userPrincipalName") or claims.get("preferred_username") or "")
