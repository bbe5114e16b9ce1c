"""The places to go on from, as JSON: what Google needs plus the ids that were listed but not read yet.

A cursor is stored with every page, so a page may stop anywhere and nothing already paid for is listed or read twice.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from connectors.errors import CursorExpired
from connectors.google.endpoints import PROVIDER


@dataclass(frozen=True, slots=True)
class HistoryPlace:
    """A place in the mailbox's history."""

    history: str
    page: str = ""
    pending: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPlace:
    """A place in a search: which of its steps, which page of that step, and what waits to be read."""

    step: int = 0
    page: str = ""
    pending: tuple[str, ...] = ()
    is_second_go: bool = False
    """The step's page token was refused once, and the step was begun again."""


@dataclass(frozen=True, slots=True)
class CalendarPlace:
    """A place in a calendar; `sync` is "" during a full read. `since` and `until` are the window, ISO."""

    since: str
    until: str
    sync: str = ""
    page: str = ""


Place = TypeVar("Place", HistoryPlace, SearchPlace, CalendarPlace)


def pack(place: HistoryPlace | SearchPlace | CalendarPlace) -> str:
    """The place as text, without what is empty."""
    return json.dumps({key: value for key, value in asdict(place).items() if value})


def unpack(kind: type[Place], cursor: str) -> Place:
    """The place that `pack` wrote. Raises CursorExpired for anything else."""
    try:
        fields: dict[str, Any] = json.loads(cursor)
        if "pending" in fields:
            fields["pending"] = tuple(fields["pending"])
        return kind(**fields)
    except (ValueError, TypeError) as problem:
        raise CursorExpired("The stored place cannot be read.", provider=PROVIDER) from problem
