"""What a calendar's file has to tell to somebody who knows some of it already: what is new or other, and what is gone.

Gone is only what nothing else explains. What moved out of the window is told where it stands now; what an entry that
cannot be read at the moment was told as stays; and what is older than all that the file shows may have been left out by
the provider, so that it is forgotten without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from connectors.contract import CalendarChange
from connectors.link.listing import CalendarFile, Listing, standing_elsewhere
from connectors.link.tokens import Link
from connectors.link.told import Marks, Told, marks_of, under_old_ids

_BARRED = "!"
_MANY = 10
_EARLY = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell, and what is known afterwards."""

    provider_id: str
    marks: Marks | None
    """None: it is forgotten."""
    change: CalendarChange | None
    """None: there is nothing to say about it."""


def news_of(file: CalendarFile, shown: Listing, link: Link, known: Told, *, now: datetime | None) -> list[News]:
    """Everything there is to tell of what the file shows, in the same order each time."""
    listing = under_known_ids(shown, link, known)
    told = [*_shown(listing, link, known), *_barred(listing, known)]
    here = {one.provider_id for one in listing.entries} | listing.barred.keys()
    vanished = [one for one in sorted(known) if one not in here and one.rpartition("/")[0] not in listing.barred]
    return [*told, *_vanished(file, vanished, link, known, now)] if vanished else told


def is_doubtful(news: Iterable[News], known: Told) -> bool:
    """Whether of many entries more than half vanished at once: a provider in trouble publishes such files too."""
    gone = {one.provider_id for one in news if one.marks is None and one.change and one.change.calendar_event is None}
    before, left = ({one.rpartition("/")[0] or one for one in ids} for ids in (known, known.keys() - gone))
    return len(before) >= _MANY and 2 * len(left) < len(before)


def known_after(known: Told, told: Iterable[News]) -> Told:
    """What the caller knows once it has taken these."""
    after = dict(known)
    for one in told:
        if one.marks:
            after[one.provider_id] = one.marks
        else:
            after.pop(one.provider_id, None)
    return after


def under_known_ids(shown: Listing, link: Link, known: Told) -> Listing:
    """What the file shows, each entry under the id that it is known by."""
    entries = under_old_ids(shown.entries, known, lambda one: marks_of(one, link.digest))
    return replace(shown, entries=tuple(entries))


def _shown(listing: Listing, link: Link, known: Told) -> Iterator[News]:
    for entry in sorted(listing.entries, key=lambda one: (one.start or _EARLY, one.provider_id)):
        marks = marks_of(entry, link.digest)
        if known.get(entry.provider_id) != marks:
            yield News(entry.provider_id, marks, CalendarChange(entry.provider_id, entry))


def _barred(listing: Listing, known: Told) -> Iterator[News]:
    for uid, why in sorted(listing.barred.items()):
        if uid not in known or known[uid].what != _BARRED:
            yield News(uid, Marks(_BARRED, ""), CalendarChange(uid, unreadable=why))


def _vanished(file: CalendarFile, vanished: list[str], link: Link, known: Told, now: datetime | None) -> Iterator[News]:
    elsewhere = standing_elsewhere(file, vanished, link.address.lower())
    oldest = file.shown_from(now)
    for one in vanished:
        start = known[one].start
        is_left_out = bool(oldest and start and start < oldest)
        if one in elsewhere:
            change: CalendarChange | None = CalendarChange(one, elsewhere[one])
        elif is_left_out or known[one].what == _BARRED:
            change = None
        else:
            change = CalendarChange(one)
        yield News(one, None, change)
