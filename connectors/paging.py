"""How a bounded page of messages is read, the same for every provider: nothing known twice, nothing paid for lost.

A message with which the provider has trouble holds those behind it, because it may work later; not for ever, only until
the caller gives it up (`care.giving_up`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from connectors import care
from connectors.contract import Known, MessageChange
from connectors.errors import ConnectorError, OneInTrouble, SlowDown, TryAgain

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
    """Reads up to a page. What was read before a passing failure is handed on; the rest meets it again next time.

    Raises SlowDown, and OneInTrouble for the first one of the page, while it is not given up.
    """
    changes: list[MessageChange] = []
    for position, entry in enumerate(listed[:READS]):
        provider_id = entry if isinstance(entry, str) else entry[0]
        if not care.may_read(provider_id):
            changes.append(MessageChange(provider_id, unreadable=care.PASSED_BY))
            continue
        try:
            change = read(entry)
        except ConnectorError as failure:
            trouble = _holding(failure, provider_id)
            if trouble is not None and position == 0:
                raise trouble from failure
            if trouble is not None:
                return changes, listed[position:]
            change = MessageChange(provider_id, unreadable=care.TROUBLED)
        if change:
            changes.append(change)
    return changes, listed[READS:]


def _holding(failure: ConnectorError, provider_id: str) -> ConnectorError | None:
    """Why the page cannot go on behind this message; None when it was given up. Raises what is not about one message."""
    if isinstance(failure, SlowDown):
        return failure
    if not isinstance(failure, TryAgain) and type(failure) is not ConnectorError:
        raise failure
    return None if care.is_given_up(provider_id) else OneInTrouble.of(failure, provider_id)
