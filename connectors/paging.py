"""How a bounded page of messages is read, the same for every provider: nothing known twice, nothing paid for lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from connectors import care
from connectors.contract import Known, MessageChange
from connectors.errors import SlowDown, TryAgain

READS = 100
"""Messages read in one page."""

Listed = TypeVar("Listed", bound=str | tuple[str, ...])
"""An id, or what was listed with it: the id comes first."""


def unknown(ids: Sequence[str], known: Known) -> list[str]:
    """Those that the caller has not stored or set aside."""
    if not ids:
        return []
    there = known(ids)
    return [provider_id for provider_id in ids if provider_id not in there]


def read_some(
    listed: Sequence[Listed], read: Callable[[Listed], MessageChange | None]
) -> tuple[list[MessageChange], Sequence[Listed]]:
    """Reads up to a page. What was read before a passing failure is handed on; the rest meets it again next time."""
    changes: list[MessageChange] = []
    for position, entry in enumerate(listed[:READS]):
        provider_id = entry if isinstance(entry, str) else entry[0]
        if not care.may_read(provider_id):
            changes.append(MessageChange(provider_id, unreadable=care.PASSED_BY))
            continue
        try:
            change = read(entry)
        except (SlowDown, TryAgain):
            if position == 0:
                raise
            return changes, listed[position:]
        if change:
            changes.append(change)
    return changes, listed[READS:]
