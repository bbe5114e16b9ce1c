"""What one download of a calendar's file shows in a window of time: entry by entry, each with its trouble if it has some.

Only a whole calendar is read: half a file looks like one from which the rest was deleted. The DTSTAMP of an export says
when the file was written and is left out; else every download would be news
(https://github.com/nextcloud/server/pull/58193).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from connectors import care
from connectors.bounds import LARGEST_ANSWER, reading_bytes
from connectors.errors import TryAgain, Unreadable
from connectors.ics import Scan, expand_scanned, scan
from connectors.link.tokens import PROVIDER
from connectors.link.transport import GET
from connectors.properties import read_properties, read_time
from connectors.records import CalendarEvent
from connectors.windows import Window
from connectors.zone_names import zone_named

MOST_ENTRIES = 100_000
MOST_SHOWN = 50_000
"""Entries and occurrences in the window."""
_MOST_SERIES = 10
"""Of one UID."""

_EDGES = {part: re.compile(rb"^" + part + rb"[ \t]*\r?$", re.MULTILINE | re.IGNORECASE) for part in
          (b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"BEGIN:VEVENT", b"END:VEVENT")}  # fmt: skip
_MICROSOFT = re.compile(rb"^PRODID:[^\r\n]*Microsoft", re.MULTILINE)
_HEAD = 4_096
_STAMP = re.compile(rb"^DTSTAMP[:;][^\n]*\n", re.MULTILINE | re.IGNORECASE)
_A_DAY = timedelta(days=1)
_EVER = (datetime(1000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC))

Lines = tuple[str, ...]


@dataclass(frozen=True)
class CalendarFile:
    """A calendar's file taken apart; its entries are read when a window is asked for."""

    scanned: Scan
    is_of_a_span: bool
    """Its provider shows only some months around today, unless somebody set it otherwise
    (https://learn.microsoft.com/powershell/module/exchange/set-mailboxcalendarfolder, PublishDateRangeFrom).
    """
    calendar_id: str = ""

    @property
    def name(self) -> str:
        return self.scanned.name

    @property
    def is_blank(self) -> bool:
        return not self.scanned.events

    @property
    def zone(self) -> str:
        return zone_named(self.scanned.zones.default)

    @cached_property
    def groups(self) -> Mapping[str, tuple[tuple[Lines, ...], ...]]:
        """The entries of each UID, in groups of what belongs together: one entry, or a series with what was moved in it."""
        found: dict[str, list[Lines]] = {}
        for place, lines in enumerate(self.scanned.events):
            uid = _uid(lines) or f"#{place}"
            found.setdefault(uid.strip().lower(), []).append(_without_stamp(lines))
        return {key: _told_apart(entries) for key, entries in found.items()}

    def shown_from(self, now: datetime | None) -> datetime | None:
        """How far back it surely shows everything: what lies before the oldest entry of its own may have been left out
        by the provider as well as deleted by the person. None for all of the past.
        """
        starts = (_start(lines) for lines in self.scanned.events if not _repeats(lines))
        oldest = min((start for start in starts if start), default=None)
        if self.is_of_a_span and now is not None:
            return min(oldest, now) if oldest else now
        return oldest if oldest and (now is None or oldest < now) else None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a file shows between two instants."""

    entries: tuple[CalendarEvent, ...]
    barred: Mapping[str, str]
    """UIDs, as they are in ids, of entries that cannot or may not be read, each with its reason."""
    is_complete: bool = True
    """False where a series is among them: its occurrences, which are known by their own ids, are not told."""


def read_file(content: bytes, calendar_id: str = "") -> CalendarFile:
    """Takes a download of that calendar apart. Raises TryAgain for half a file and for what is no calendar, Unreadable for one beyond all
    bounds.
    """
    if not is_calendar(content):
        raise TryAgain("The calendar server sent something else than a calendar.", provider=PROVIDER, operation=GET)
    if not _is_whole(content):
        raise TryAgain("The calendar server's answer was broken off.", provider=PROVIDER, operation=GET)
    with reading_bytes():
        found = scan(content, max_bytes=LARGEST_ANSWER, max_events=MOST_ENTRIES, is_whole_calendar=True)
    return CalendarFile(found, bool(_MICROSOFT.search(content[:_HEAD])), calendar_id)


def digest_of(content: bytes) -> str:
    """The same for two downloads that differ in nothing but when they were written."""
    return hashlib.blake2b(_STAMP.sub(b"", content), digest_size=10).hexdigest()


def is_calendar(content: bytes) -> bool:
    """Whether it begins as calendars do."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR"


def _is_whole(content: bytes) -> bool:
    if not content.rstrip(b"\x00 \t\r\n\x1a").upper().endswith(b"END:VCALENDAR"):
        return False
    told = {part: sum(1 for _ in edge.finditer(content.lstrip(b"\xef\xbb\xbf"))) for part, edge in _EDGES.items()}
    return told[b"BEGIN:VCALENDAR"] <= told[b"END:VCALENDAR"] and told[b"BEGIN:VEVENT"] == told[b"END:VEVENT"]


def list_entries(file: CalendarFile, window: Window, own: str) -> Listing:
    """Every entry and occurrence in the window, those of the person (`own`, an address) marked as such. Raises Unreadable
    for more than anybody has.
    """
    told: dict[str, CalendarEvent] = {}
    barred: dict[str, str] = {}
    is_complete = True
    for groups in file.groups.values():
        if all(_is_before(lines, window.start) for group in groups for lines in group):
            continue
        uid = _uid(groups[0][0]) or "?"
        if not care.may_read(uid):
            barred[uid], is_complete = care.PASSED_BY, is_complete and not _is_series(groups)
            continue
        try:
            with reading_bytes():
                told |= {one.provider_id: one for one in _expanded(file, groups, (window.start, window.end), own)}
        except Unreadable as problem:
            barred[uid], is_complete = problem.detail, is_complete and not _is_series(groups)
        if len(told) > MOST_SHOWN:
            raise Unreadable(
                f"The calendar shows more than {MOST_SHOWN} calendar events in that time.",
                provider=PROVIDER,
                operation=GET,
            )
    return Listing(tuple(told.values()), barred, is_complete)


def standing_elsewhere(file: CalendarFile, ids: Iterable[str], own: str) -> dict[str, CalendarEvent]:
    """Those of these ids that the file still holds, at a time outside of the window."""
    wanted = set(ids)
    keys = {name.strip().lower() for one in wanted for name in (one, one.rpartition("/")[0])}
    found: dict[str, CalendarEvent] = {}
    for key in keys & file.groups.keys():
        single = tuple(tuple(one for one in group if not _repeats(one)) for group in file.groups[key])
        with suppress(Unreadable), reading_bytes():
            found |= {one.provider_id: one for one in _expanded(file, single, _EVER, own) if one.provider_id in wanted}
    return found


def _expanded(
    file: CalendarFile, groups: Iterable[tuple[Lines, ...]], span: tuple[datetime, datetime], own: str
) -> Iterator[CalendarEvent]:
    for group in groups:
        # METHOD is of mails; what is published says by STATUS what was called off.
        part = replace(file.scanned, method="PUBLISH", events=group)
        for entry in expand_scanned(part, since=span[0], until=span[1], calendar_id=file.calendar_id):
            yield _with_own(entry, own)


def _with_own(entry: CalendarEvent, own: str) -> CalendarEvent:
    if not any(one.address.email.lower() == own for one in entry.attendees):
        return entry
    attendees = (replace(one, is_self=one.address.email.lower() == own) for one in entry.attendees)
    return replace(entry, attendees=tuple(attendees))


# --- lines, before they are read ---------------------------------------------------------------------------------


def _named(lines: Iterable[str], name: str) -> Iterator[str]:
    return (
        line for line in lines if line[: len(name)].upper() == name and line[len(name) : len(name) + 1] in (":", ";")
    )


def _uid(lines: Lines) -> str:
    told = read_properties(_named(lines, "UID")).get("UID")
    return told[0].text[:500] if told else ""


def _without_stamp(lines: Lines) -> Lines:
    return tuple(line for line in lines if line[:7].upper() != "DTSTAMP")


def _repeats(lines: Lines) -> bool:
    return any(line[:5].upper() in ("RRULE", "RDATE") for line in lines)


def _is_series(groups: Iterable[tuple[Lines, ...]]) -> bool:
    return any(_repeats(lines) or any(_named(lines, "RECURRENCE-ID")) for group in groups for lines in group)


def _start(lines: Lines) -> datetime | None:
    """Roughly when it begins: what is a day off does no harm."""
    return _day(next(_named(lines, "DTSTART"), ""))


def _day(line: str) -> datetime | None:
    moment = read_time(line.rpartition(":")[2])
    return datetime(moment.year, moment.month, moment.day, tzinfo=UTC) if moment else None


def _is_before(lines: Lines, moment: datetime) -> bool:
    """Whether it surely ended before: most of a calendar lies in its past, and need not be read."""
    start = _start(lines)
    if start is None or _repeats(lines) or any(_named(lines, "DURATION")):
        return False
    return max(start, _day(next(_named(lines, "DTEND"), "")) or start) < moment - 2 * _A_DAY


def _told_apart(entries: Sequence[Lines]) -> tuple[tuple[Lines, ...], ...]:
    """Outlook gives several entries the same UID, and nothing that tells them apart but their times
    (https://github.com/KashCal/KashCal/issues/36). Then each series stands by itself, with what was moved in any of them,
    and each single entry is the occurrence that begins when it does.
    """
    moved = [lines for lines in entries if any(_named(lines, "RECURRENCE-ID"))]
    bare = [lines for lines in entries if not any(_named(lines, "RECURRENCE-ID"))]
    starts, versions = ({next(_named(lines, name), "") for lines in bare} for name in ("DTSTART", "SEQUENCE"))
    series = [lines for lines in bare if _repeats(lines)]
    if len(starts) < 2 or len(versions) > 1 or len(series) > _MOST_SERIES:
        return (tuple(entries),)
    moved += [(*lines, *_as_occurrence(lines)) for lines in bare if not _repeats(lines)]
    return tuple((lines, *moved) for lines in series) or (tuple(moved),)


def _as_occurrence(lines: Lines) -> Iterator[str]:
    return ("RECURRENCE-ID" + line[len("DTSTART") :] for line in _named(lines, "DTSTART"))
