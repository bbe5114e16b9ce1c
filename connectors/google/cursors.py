"""The places to go on from, as JSON: what Google needs plus the ids that were listed but not read yet.

A cursor is stored with every page, so a page may stop anywhere and nothing already paid for is listed or read twice.
"""

from __future__ import annotations

from dataclasses import dataclass


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
