"""The places to go on from, as they travel inside the opaque cursors.

A mailbox has a place in every folder. Ids that were listed and not read yet travel along, so that a page may stop
anywhere without anything being listed or read twice.
"""

from __future__ import annotations

from dataclasses import dataclass

Listed = tuple[str, str, str, str, str]
"""A message as it was listed: id, conversation, arrival (ISO), folder, categories (one a line). "" = not told."""
Link = tuple[str, str, bool]
"""A folder's id, where its changes go on, and whether it is still being listed for the first time."""


@dataclass(frozen=True, slots=True)
class MailPlace:
    """A place in the changes of all folders."""

    began: str
    """When the first cursor was taken, ISO: what a folder held before that is not new when it is listed first."""
    special: tuple[tuple[str, str], ...] = ()
    """The folders that mean something to Outlook: its name for them, and their ids."""
    links: tuple[Link, ...] = ()
    turn: tuple[str, ...] = ()
    """Folders that this round has not asked to the end yet."""
    pending: tuple[Listed, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPlace:
    """A place in a search: which of its steps, which page of that step, and what waits to be read."""

    step: int = 0
    page: str = ""
    pending: tuple[Listed, ...] = ()
    found: int = 0
    """How many this search has given, where Microsoft gives at most so many."""
    before: str = ""
    """The day (ISO) that the step was begun again from, after it had given as many as it may."""


@dataclass(frozen=True, slots=True)
class CalendarPlace:
    """A place in a calendar. `since` and `until` are the window, ISO."""

    since: str
    until: str
    link: str = ""
    """Where the changes go on; "" at the very beginning."""
    is_whole: bool = False
    """The window is still being read for the first time."""
    made: str = ""
    """When the window was read to its end, ISO."""
