"""The place to go on from in one calendar, as it travels inside the opaque cursor.

What a calendar server does not tell is kept along: which times a series had, and, where it has no sync tokens, which
version of each entry was told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CalendarPlace:
    """A place in a calendar. `since` and `until` are the window, ISO. Entries are named by their file in the calendar."""

    since: str
    until: str
    token: str = ""
    """Where the changes go on; "" where the server has no sync tokens."""
    ctag: str = ""
    """Without tokens: what the server calls the calendar as it was listed last; "" where it does not say."""
    zone: str = ""
    """The calendar's own, for times that name none."""
    is_box: bool = False
    """It is the box in which invites arrive."""
    is_whole: bool = False
    """The window is still being read for the first time."""
    pending: tuple[str, ...] = ()
    """Entries that were listed and not read yet."""
    skip: int = 0
    """How many changes of the first of them were told already."""
    removed: tuple[str, ...] = ()
    """Entries that are gone, which was not told yet."""
    series: Pairs = ()
    """Every series with the times that were told of it, as `told_times` writes them."""
    versions: Pairs = ()
    """Without tokens: every entry that was listed, and a digest of its ETag."""


@dataclass(frozen=True, slots=True)
class CountPlace:
    """A place in a census: the entries that are not counted yet, and how much of the first of them is."""

    pending: tuple[str, ...] = ()
    skip: int = 0


def pairs(found: Mapping[str, str]) -> Pairs:
    """In an order that is always the same."""
    return tuple(sorted(found.items()))


def version(etag: str) -> str:
    """A few letters that stand for a version."""
    return hashlib.blake2s(etag.encode("utf-8", "replace"), digest_size=6).hexdigest() if etag else ""
