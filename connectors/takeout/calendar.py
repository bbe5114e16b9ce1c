"""Calendar files as calendars that never change: one full read of each, then nothing new."""

from __future__ import annotations

from datetime import datetime, timedelta

from connectors.contract import CalendarChange, CalendarInfo, CalendarPage, CensusPage, Listed
from connectors.errors import CursorExpired, Unreadable
from connectors.ics import expand_scanned
from connectors.takeout.files import FileSet
from connectors.zone_names import zone_named

# How far behind `since` series are followed: the contract gives a window no end, a series may have none either.
HORIZON = timedelta(days=15 * 366)


class FileCalendar:
    """The calendars of one file set."""

    def __init__(self, files: FileSet) -> None:
        self._files = files

    def calendars(self) -> tuple[CalendarInfo, ...]:
        found = {name: zone_named(scan.zones.default) for name, scan in self._files.calendars()}
        return tuple(
            CalendarInfo(name, name, zone, is_primary=place == 0, is_own=True)
            for place, (name, zone) in enumerate(found.items())
        )

    def changes(self, calendar_id: str, cursor: str | None, *, since: datetime) -> CalendarPage:
        """All of one calendar that ends after `since`, on a single page; afterwards nothing."""
        if cursor is not None:
            return CalendarPage((), cursor)
        changes: list[CalendarChange] = []
        for name, scan in self._files.calendars():
            if name == calendar_id:
                try:
                    events = expand_scanned(scan, since=since, until=since + HORIZON, calendar_id=name)
                    changes += (CalendarChange(event.provider_id, event) for event in events)
                except Unreadable as problem:
                    changes.append(CalendarChange(calendar_id, unreadable=problem.detail))
        return CalendarPage(tuple(changes), since.isoformat(), is_complete_list=True)

    def census(self, calendar_id: str, within: str, cursor: str | None) -> CensusPage:
        """All entries that end after the time that `within` was read from, on one page; `cursor` is never given."""
        del cursor
        try:
            since = datetime.fromisoformat(within)
        except ValueError:
            raise CursorExpired("The stored place cannot be read.", provider="takeout", operation="census") from None
        told = [change.calendar_event for change in self.changes(calendar_id, None, since=since).changes]
        found = (Listed(one.provider_id, at=one.start, is_off=one.status == "cancelled") for one in told if one)
        return CensusPage(tuple(found), None, since=since, until=since + HORIZON)
