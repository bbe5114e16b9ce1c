"""One calendar's events with every version they had, numbered in the order of change.

Events are kept as Google Calendar v3 resources, the form scenarios speak; another provider's pages translate from it. Decides
what an upsert does to an event (sequence, updated, etag, who is "self"); what a listing shows is the provider's business.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from infra.sandbox.recurrence import Occurrence, check_times, occurrences, parse_instant, zone
from infra.sandbox.scenarios.happenings import CalendarSpec

Event = dict[str, Any]
_INSTANCE = re.compile(r"(?P<series>.+)_(?P<suffix>\d{8}(T\d{6}Z)?)")
#: So many listings may be paged through at a time.
MOST_LISTINGS = 200
#: A change of one of these is news for the invited: SEQUENCE rises (RFC 5545, 3.8.7.4).
_WEIGHTY = ("start", "end", "recurrence")


@dataclass(frozen=True, slots=True)
class Version:
    """An event as it stood from change number `change` on."""

    change: int
    event: Event


@dataclass(frozen=True, slots=True)
class Listing:
    """What one request listed, kept while it is being paged through, and the sync token that its last page ends with."""

    query: str
    items: list[Event]
    sync_token: str | None


class CalendarBook:
    """One calendar of one person."""

    def __init__(self, spec: CalendarSpec, owner: str, seed: str) -> None:
        self.spec = spec
        self.owner = owner
        self._random = random.Random(seed)
        self._versions: dict[str, list[Version]] = {}
        self.change = self._random.randrange(1_000, 9_000)
        #: The oldest change number that is still good for a cursor.
        self.floor = self.change
        self.updated = datetime(2020, 1, 1, tzinfo=UTC)
        self._listings: dict[int, Listing] = {}
        self._listed = 0

    @property
    def zone(self) -> tzinfo:
        return zone(self.spec.timezone)

    def put(self, partial: Event, at: datetime) -> Event:
        """Merge a partial event (with its id) over what stands and return the result; a series takes its exceptions along when it goes."""
        before = self.find(partial["id"])
        event = self._merged(before, partial, at)
        if event["status"] != "cancelled":
            check_times(event, self.zone)
        self.change += self._random.randrange(1, 8)
        self.updated = at
        event["etag"] = f'"{int(at.timestamp() * 1000) * 2000 + self.change % 2000}"'
        self._versions.setdefault(event["id"], []).append(Version(self.change, event))
        if event["status"] == "cancelled" and event.get("recurrence"):
            for exception in self.exceptions_of(event["id"]):
                if exception["status"] != "cancelled":
                    self.put({"id": exception["id"], "status": "cancelled"}, at)
        return event

    def forget(self, event_id: str) -> bool:
        """Let a cancelled event disappear, as deleted events do some day (discovery document, Event.status)."""
        event = self.stored(event_id)
        if event is None or event["status"] != "cancelled":
            return False
        del self._versions[event_id]
        return True

    def stored(self, event_id: str) -> Event | None:
        """Return the event as last written; None if nothing was ever written under this id."""
        versions = self._versions.get(event_id)
        return versions[-1].event if versions else None

    def find(self, event_id: str) -> Event | None:
        """Return the event, also an occurrence that only its series' rule knows."""
        return self.stored(event_id) or self._derived(event_id)

    def current(self) -> Iterator[Version]:
        """Yield every event's latest version in the order of change: a stable order, new changes at the end."""
        yield from sorted((versions[-1] for versions in self._versions.values()), key=lambda version: version.change)

    def as_of(self, event_id: str, change: int) -> Event | None:
        """Return the event as it stood at that change number."""
        fitting = [version.event for version in self._versions.get(event_id, ()) if version.change <= change]
        return fitting[-1] if fitting else None

    def exceptions_of(self, series_id: str) -> list[Event]:
        return [version.event for version in self.current() if version.event.get("recurringEventId") == series_id]

    def count(self) -> int:
        return sum(1 for version in self.current() if version.event["status"] != "cancelled")

    def expire_cursors(self) -> None:
        """Make every change number given out so far worthless."""
        self.change += 1
        self.floor = self.change

    def keep_listing(self, listing: Listing) -> int:
        """Keep a listing for its next pages and forget the oldest of many."""
        self._listed += 1
        self._listings[self._listed] = listing
        self._listings.pop(self._listed - MOST_LISTINGS, None)
        return self._listed

    def find_listing(self, number: int) -> Listing | None:
        return self._listings.get(number)

    def new_event_id(self) -> str:
        return "".join(self._random.choices("0123456789abcdefghijklmnopqrstuv", k=26))

    def _merged(self, before: Event | None, partial: Event, at: datetime) -> Event:
        stamp = write_instant(at)
        event = {**(before or self._blank(partial["id"], stamp)), **partial, "updated": stamp}
        for missing in [key for key, value in event.items() if value is None]:
            del event[missing]
        if (
            "sequence" not in partial
            and before is not None
            and any(before.get(key) != event.get(key) for key in _WEIGHTY)
        ):
            event["sequence"] = before.get("sequence", 0) + 1
        event.setdefault("iCalUID", f"{event['id']}@google.com")
        return self._with_self(event)

    def _blank(self, event_id: str, stamp: str) -> Event:
        return {
            "kind": "calendar#event",
            "id": event_id,
            "status": "confirmed",
            "htmlLink": f"https://www.google.com/calendar/event?eid={event_id}",
            "created": stamp,
            "creator": {"email": self.owner},
            "organizer": {"email": self.owner},
            "sequence": 0,
            "reminders": {"useDefault": True},
            "eventType": "default",
        }

    def _with_self(self, event: Event) -> Event:
        organizer = event.get("organizer", {}).get("email")
        for role in ("creator", "organizer"):
            event[role] = _marked(event.get(role, {}), self=event.get(role, {}).get("email") == self.owner)
        if "attendees" in event:
            event["attendees"] = [
                {"responseStatus": "needsAction"}
                | _marked(each, self=each.get("email") == self.owner, organizer=each.get("email") == organizer)
                for each in event["attendees"]
            ]
        return event

    def _derived(self, event_id: str) -> Event | None:
        named = _INSTANCE.fullmatch(event_id)
        series = self.stored(named["series"]) if named else None
        if named is None or series is None or not series.get("recurrence"):
            return None
        for occurrence in occurrences(series, self.zone, _before(named["suffix"], self.zone)):
            if occurrence.suffix >= named["suffix"]:
                return instance(series, occurrence) if occurrence.suffix == named["suffix"] else None
        return None


def instance(series: Event, occurrence: Occurrence) -> Event:
    """Return one occurrence as an event of its own: the same iCalUID, its own id (discovery document, Event.id)."""
    event = {key: value for key, value in series.items() if key != "recurrence"}
    event["id"] = f"{series['id']}_{occurrence.suffix}"
    event["htmlLink"] = f"https://www.google.com/calendar/event?eid={event['id']}"
    event["start"], event["end"] = dict(occurrence.start), dict(occurrence.end)
    event["recurringEventId"] = series["id"]
    event["originalStartTime"] = dict(occurrence.start)
    return event


def write_instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def _marked(person: dict[str, Any], **marks: bool) -> dict[str, Any]:
    """Return the person with each mark that is true, and without those that are not."""
    return {key: value for key, value in person.items() if key not in marks} | {
        key: True for key, is_so in marks.items() if is_so
    }


def _before(suffix: str, calendar_zone: tzinfo) -> datetime:
    """Return an instant shortly before that occurrence's end, to start looking from."""
    if "T" in suffix:
        return parse_instant(suffix)
    return datetime.strptime(suffix, "%Y%m%d").replace(tzinfo=calendar_zone).astimezone(UTC)
