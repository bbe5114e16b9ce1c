"""Every way out that processes of ours take, read from what the hook in `hook/` wrote down: connections, packets, names
looked up, programs started. Says which of them lead elsewhere than allowed. Sockets that a library in C opens by itself
are not seen; of those that Warmthread uses only Postgres' does, which no installation for one person has.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from infra.sandbox.process import Sandbox

HOOK = Path(__file__).with_name("hook")
FILE = "egress.jsonl"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost", "None", ""})


@dataclass(frozen=True, order=True)
class Way:
    """One way out: what was done, and where it led (host and port, a name, or a program)."""

    act: str
    to: tuple[str, ...]


def watching(folder: Path) -> dict[str, str]:
    """Environment of a process that is to be watched, its children included."""
    return {"PYTHONPATH": str(HOOK), "EGRESS": str(folder / FILE)}


def ways(folder: Path) -> list[Way]:
    """All that was done so far, in order."""
    lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    return [Way(act, tuple(to)) for _, act, to in map(json.loads, lines)]


def ports_of(sandbox: Sandbox) -> frozenset[int]:
    """Where the provider listens: the addresses that the product is given for it."""
    parts = (urlsplit(value) for value in sandbox.product_settings().values())
    return frozenset(part.port for part in parts if part.port)


def strangers(found: Iterable[Way], allowed: Iterable[int]) -> list[Way]:
    """The distinct ways that lead elsewhere than to these ports of this machine, and every program that was started."""
    ports = {str(port) for port in allowed}
    return sorted({way for way in found if not _is_allowed(way, ports)})


def _is_allowed(way: Way, ports: set[str]) -> bool:
    if way.act in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        return len(way.to) > 1 and way.to[0] in LOOPBACK and way.to[1] in ports
    return way.act.startswith("socket.") and way.to[0] in LOOPBACK


def told(found: Iterable[Way]) -> Mapping[str, int]:
    """How often each act was done."""
    counts: dict[str, int] = {}
    for way in found:
        counts[way.act] = counts.get(way.act, 0) + 1
    return dict(sorted(counts.items()))
