"""What one entry of a calendar means as changes: its single event, or the times of its series, and which of those that
were told before it no longer has.

A calendar server keeps a series as one file. Its times are worked out by `ics`, within the window that the calendar is
read for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.bounds import is_usable
from connectors.components import Scan, scan
from connectors.contract import CalendarChange
from connectors.dav.calendar_places import version
from connectors.dav.collection import id_of
from connectors.dav.told_times import coded, decoded
from connectors.headers import clean_email
from connectors.ics import expand_scanned
from connectors.records import CalendarEvent
from connectors.windows import Window

_AHEAD = timedelta(days=10 * 366)
"""How far behind the window a single event is still told that was moved there."""
_AN_INSTANT = timedelta(seconds=1)
_ANSWERS = frozenset({"REPLY", "COUNTER", "REFRESH", "DECLINECOUNTER"})
"""What guests send to the organizer: the organizer's own entry says the same, and of everybody."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an entry came to."""

    changes: tuple[CalendarChange, ...]
    series: str | None
    """With a series: its times, as `told_times` writes them. None for anything else."""


@dataclass(frozen=True, slots=True)
class Setting:
    """In which calendar, time and account entries are understood."""

    calendar_id: str
    window: Window
    zone: str
    own: frozenset[str]
    is_whole: bool
    """All of the window is being read: nothing was told before."""
    is_box: bool = False
    """It is the box in which invites arrive."""


def meaning_of(name: str, content: bytes, setting: Setting, before: str | None) -> Meaning:
    """The changes to an entry; `before` is what `Meaning.series` said of it last. Raises Unreadable."""
    found = scan(content)
    if found.method in _ANSWERS or not found.events:
        return Meaning((), None)
    if not found.zones.default and setting.zone:
        found = replace(found, zones=replace(found.zones, default=setting.zone))
    entry_id = id_of(name)
    is_one = len(_uids(found)) < 2
    events = _shown(found, setting)
    shown = [_known_as(entry_id if is_one else _part(entry_id, event), event, setting) for event in events]
    told = tuple(CalendarChange(event.provider_id, event) for event in shown)
    times = [event.recurrence_id for event in shown if event.recurrence_id]
    gone = () if setting.is_whole else tuple(_gone(entry_id, shown, before))
    return Meaning((*gone, *told), coded(times) if times else None)


def _uids(found: Scan) -> frozenset[str]:
    """The UIDs of a file, as written: one, by RFC 4791, 4.1."""
    return frozenset(line for lines in found.events for line in lines if line[:3].upper() == "UID")


def _part(entry_id: str, event: CalendarEvent) -> str:
    """Of an entry with several meetings in it, one of them."""
    return f"{entry_id}/{version(event.ical_uid)}"


def removal_of(name: str) -> CalendarChange:
    """An entry that is gone; of a series, all its times."""
    return CalendarChange(id_of(name))


def _shown(found: Scan, setting: Setting) -> Sequence[CalendarEvent]:
    start, end = setting.window.start, setting.window.end
    shown = expand_scanned(found, since=start, until=end, calendar_id=setting.calendar_id)
    if not shown and not setting.is_whole:
        later = expand_scanned(found, since=end, until=end + _AHEAD, calendar_id=setting.calendar_id)
        shown = tuple(event for event in later if event.recurrence_id is None)
    return [event for event in shown if is_usable(event.start)]


def _gone(entry_id: str, shown: Sequence[CalendarEvent], before: str | None) -> Iterator[CalendarChange]:
    """What was told of the entry and is no longer true of it."""
    is_single = any(event.recurrence_id is None for event in shown)
    if before:
        yield from _lost(entry_id, shown, before)
    elif before is not None or not is_single:
        # A single event that became a series, or one whose times are not known: first nothing of it is left.
        yield CalendarChange(entry_id)


def _lost(entry_id: str, shown: Sequence[CalendarEvent], before: str) -> Iterator[CalendarChange]:
    still = {event.recurrence_id for event in shown}
    for moment in sorted(decoded(before) - still):
        yield CalendarChange(_occurrence(entry_id, moment))


def _known_as(entry_id: str, event: CalendarEvent, setting: Setting) -> CalendarEvent:
    """The event under the id of its entry, with the person's own place among its people."""
    attendees = tuple(
        replace(one, is_self=clean_email(one.address.email).lower() in setting.own) for one in event.attendees
    )
    if setting.is_box and event.updated:
        # Of the same version the copy in a calendar counts, in which the person may have answered.
        event = replace(event, updated=event.updated - _AN_INSTANT)
    if event.recurrence_id is None:
        return replace(event, provider_id=entry_id, attendees=attendees)
    occurrence = _occurrence(entry_id, event.recurrence_id)
    return replace(event, provider_id=occurrence, series_id=entry_id, attendees=attendees)


def _occurrence(entry_id: str, moment: datetime) -> str:
    return f"{entry_id}/{moment:%Y%m%dT%H%M%SZ}"
