"""What the caller knows of a calendar's file, as marks inside the cursor, and what another download has to tell beside it.

An entry is known by its UID. Outlook gives some entries another UID with every download
(https://github.com/derekantrican/GAS-ICS-Sync/issues/88, https://github.com/lochmueller/calendarize/issues/381): one that
vanished while another one says the very same is that one, and keeps the id it was told under.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from connectors.errors import CursorExpired
from connectors.link.tokens import PROVIDER
from connectors.records import CalendarEvent

_MARK = 6
_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Marks:
    """One entry as it was told: what it says, and when it is. Nobody reads its words out of them."""

    what: str
    when: str

    @property
    def start(self) -> datetime | None:
        """When it began."""
        minute = self.when.partition("+")[0]
        return datetime.fromtimestamp(int(minute, 16) * 60, tz=UTC) if minute else None


Told = dict[str, Marks]
"""By the ids under which they were told."""


def marks_of(entry: CalendarEvent, key: bytes) -> Marks:
    """`key` is this link's own, so that the marks are good for nothing else."""
    said = (
        entry.summary, entry.description, entry.location, entry.conference_url, entry.status, entry.timezone,
        entry.organizer, sorted(entry.attendees, key=lambda one: one.address.email), entry.is_all_day,
        entry.is_private, entry.is_free, entry.is_recurring, entry.rrule,
    )  # fmt: skip
    what = hashlib.blake2b(repr(said).encode("utf-8", "replace"), key=key[:32], digest_size=_MARK).hexdigest()
    if entry.start is None:
        return Marks(what, "")
    length = int(((entry.end or entry.start) - entry.start).total_seconds() // 60)
    return Marks(what, f"{int(entry.start.timestamp() // 60):x}+{length:x}+{entry.sequence:x}")


def pack_told(told: Mapping[str, Marks]) -> str:
    rows = [[provider_id, marks.what, marks.when] for provider_id, marks in sorted(told.items())]
    return base64.b85encode(zlib.compress(json.dumps(rows).encode())).decode("ascii") if rows else ""


def unpack_told(text: str) -> Told:
    """What `pack_told` wrote. Raises CursorExpired for anything else."""
    if not text:
        return {}
    try:
        rows = json.loads(zlib.decompressobj().decompress(base64.b85decode(text), _LARGEST))
        return {str(provider_id): Marks(str(what), str(when)) for provider_id, what, when in rows}
    except (ValueError, TypeError, zlib.error):
        raise CursorExpired("The stored place cannot be read.", provider=PROVIDER) from None


def under_old_ids(
    entries: Iterable[CalendarEvent], told: Told, marks: Callable[[CalendarEvent], Marks]
) -> list[CalendarEvent]:
    """The entries, each under the id that it was told under: its own, or that of a vanished one which said the same."""
    shown = list(entries)
    here = {entry.provider_id for entry in shown}
    vanished = {one: told[one] for one in told if one not in here}
    new = [entry for entry in shown if entry.provider_id not in told]
    if not vanished or not new:
        return shown
    old_ids = _paired([(entry.provider_id, marks(entry)) for entry in new], vanished)
    return [_renamed(entry, old_ids.get(entry.provider_id, "")) for entry in shown]


def _paired(new: list[tuple[str, Marks]], vanished: Mapping[str, Marks]) -> dict[str, str]:
    """New ids and the old ones that they stand for: first those at the same time, then those that were moved, where
    there is only one that it can be.
    """
    found: dict[str, str] = {}
    at_the_time: dict[Marks, list[str]] = defaultdict(list)
    for old, marks in vanished.items():
        at_the_time[marks].append(old)
    for provider_id, marks in new:
        if at_the_time[marks]:
            found[provider_id] = at_the_time[marks].pop(0)
    left_old, left_new = defaultdict(list), defaultdict(list)
    for old in vanished.keys() - found.values():
        left_old[vanished[old].what].append(old)
    for provider_id, marks in new:
        if provider_id not in found:
            left_new[marks.what].append(provider_id)
    pairs = ((left_new[what], left_old[what]) for what in left_new.keys() & left_old.keys())
    return found | {ids[0]: olds[0] for ids, olds in pairs if len(ids) == len(olds) == 1}


def _renamed(entry: CalendarEvent, old_id: str) -> CalendarEvent:
    if not old_id:
        return entry
    series = old_id.rpartition("/")[0] if entry.series_id else ""
    return replace(entry, provider_id=old_id, series_id=series)
