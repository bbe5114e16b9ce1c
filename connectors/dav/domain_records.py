"""What a domain says of its services in DNS: SRV records (RFC 6186, 6764, 8314), their paths, and who takes its mail.

DNS is a hint that anybody on the way may have written: who asks decides what may be done with it. Names are checked,
counted and never asked for on; no answer in time is no record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import dns.exception
import dns.resolver

_MOST = 5
_WITHIN = 3.0
"""Seconds for one question."""
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9])?")
_PATH = re.compile(rb"path=(/[!-~]{0,500})")


@dataclass(frozen=True, slots=True)
class Told:
    """Where a record says that a service is."""

    host: str
    port: int


class DomainRecords:
    """Asks this machine's name servers, or those of the resolver that is handed in."""

    def __init__(self, resolver: dns.resolver.Resolver | None = None) -> None:
        self._resolver = resolver
        self._is_ready = resolver is not None

    def services(self, name: str, domain: str) -> tuple[Told, ...]:
        """Where `name` (such as _imaps) of the domain is, the preferred first."""
        records = self._records(f"{name}._tcp.{domain}", "SRV")
        in_order = sorted(records, key=lambda record: (record.priority, -record.weight))
        told = (Told(_name(record.target), int(record.port)) for record in in_order)
        return tuple(one for one in told if one.host and 0 < one.port < 65_536)[:_MOST]

    def path(self, name: str, domain: str) -> str:
        """The path that belongs to such a service (RFC 6764, 4), "" where none is told."""
        for record in self._records(f"{name}._tcp.{domain}", "TXT"):
            for text in record.strings:
                if found := _PATH.fullmatch(text):
                    return found[1].decode("ascii")
        return ""

    def mail_hosts(self, domain: str) -> tuple[str, ...]:
        """Who takes the domain's mail, the preferred first."""
        records = sorted(self._records(domain, "MX"), key=lambda record: int(record.preference))
        return tuple(filter(None, (_name(record.exchange) for record in records)))[:_MOST]

    def _records(self, name: str, kind: str) -> Sequence[Any]:
        try:
            resolver = self._known_resolver()
            answer: Iterable[Any] = resolver.resolve(name, kind, lifetime=_WITHIN, search=False) if resolver else ()
            return tuple(answer)
        except (dns.exception.DNSException, OSError, ValueError):
            return ()

    def _known_resolver(self) -> dns.resolver.Resolver | None:
        if not self._is_ready:
            self._is_ready = True
            self._resolver = dns.resolver.Resolver()
        return self._resolver


def _name(told: Any) -> str:
    host = str(told.to_text(omit_final_dot=True)).lower()
    return host if _HOST.fullmatch(host) else ""
