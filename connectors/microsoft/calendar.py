"""Outlook's calendars as a `Calendar`: a full read of a window, then delta links that keep reporting on that window.

Graph tells of an occurrence of a series little more than its time, so its series is asked for beside it; and it says
"removed" also of what was moved out of the window, so that is asked after by its id. Single occurrences that were
deleted are not always told (https://github.com/microsoftgraph/microsoft-graph-docs/issues/4501): once a week the cursor
counts as expired, and the full read that follows finds what is no longer there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from connectors.bounds import things
from connectors.contract import (
    CalendarChange,
    CalendarInfo,
    CalendarPage,
    CensusPage,
    ProviderSettings,
    RateBudget,
    TokenStore,
)
from connectors.errors import ConnectorError, Gone, ReadAnew, TryAgain, Unreadable
from connectors.microsoft.calendar_events import as_change, is_skeleton, with_series
from connectors.microsoft.census import PRIMARY, calendar_census, plain, where
from connectors.microsoft.cursors import CalendarPlace
from connectors.microsoft.endpoints import PROVIDER
from connectors.microsoft.failures import NoMailbox
from connectors.microsoft.listing import moment, thing
from connectors.microsoft.transport import Ask, Connection, address
from connectors.places import pack, unpack
from connectors.windows import Window, ensure_covering, ensure_lasting, is_shorter, window_from
from connectors.zone_names import zone_named

LONGEST_VIEW = timedelta(days=1_825)
"""https://learn.microsoft.com/graph/api/calendar-list-calendarview"""
FULL_READ_EVERY = timedelta(days=7)
_SMALLER_PAGES = (250, 25)
_DELTA = "graph.calendarView.delta"
_LOOK = "graph.events.get"
_FIELDS = (
    "subject,body,start,end,originalStart,originalStartTimeZone,iCalUId,isAllDay,isCancelled,isOrganizer,organizer,"
    "attendees,responseStatus,location,onlineMeeting,onlineMeetingUrl,recurrence,sensitivity,showAs,seriesMasterId,type,"
    "lastModifiedDateTime,createdDateTime,changeKey"
)
_AROUND = timedelta(days=60)


class OutlookCalendar:
    """One Microsoft account's calendars, on one thread."""

    def __init__(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> None:
        self._line = Connection(settings, tokens, budget)

    def calendars(self) -> tuple[CalendarInfo, ...]:
        """All calendars; none for an account whose licence has no calendar."""
        try:
            entries = self._all_calendars()
        except NoMailbox:
            return ()
        zone = self._zone() if entries else ""
        return tuple(as_info(entry, zone) for entry in entries)

    def changes(self, calendar_id: str, cursor: str | None, *, since: datetime) -> CalendarPage:
        place, answer = self._continued(cursor, since) if cursor else self._begun(calendar_id, since)
        # Pages may repeat an entry; the later one is the newer one.
        told = {str(item["id"]): item for item in things(answer, "value") if thing(item)}
        changes = self._completed(tuple(told.values()), calendar_id)
        return self._page(changes, place, answer)

    def census(self, calendar_id: str, within: str, cursor: str | None) -> CensusPage:
        return calendar_census(self._line, calendar_id, within, cursor)

    def _all_calendars(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = []
        path = address("me", "calendars", select="name,owner,isDefaultCalendar,canEdit", top="100")
        while path:
            answer = self._line.get(Ask("graph.calendars.list", path))
            entries += [entry for entry in things(answer, "value") if thing(entry)]
            path = self._line.relative(answer.get("@odata.nextLink"))
        return entries

    def _zone(self) -> str:
        """The zone in which the person makes their own meetings, "" when nothing tells.

        The mailbox's setting would take one more permission.
        """
        now = self._line.provider_time
        if now is None:
            return ""
        path = address(
            "me", "calendarView", startDateTime=plain(now - _AROUND), endDateTime=plain(now + _AROUND),
            select="originalStartTimeZone,isOrganizer", top="50",
        )  # fmt: skip
        entries = things(self._line.get(Ask("graph.calendarView.list", path)), "value")
        own = [
            zone_named(str(entry.get("originalStartTimeZone") or "")) for entry in entries if entry.get("isOrganizer")
        ]
        told = Counter(zone for zone in own if zone).most_common(1)
        return told[0][0] if told else ""

    # --- listing ---

    def _begun(self, calendar_id: str, since: datetime) -> tuple[CalendarPlace, dict[str, Any]]:
        window = window_from(since, self._line.provider_time, longest=LONGEST_VIEW)
        answer = self._view(calendar_id, window)
        better = window_from(since, self._line.provider_time, longest=LONGEST_VIEW)
        if is_shorter(window, better):
            # The first answer told Microsoft's clock; the window is asked for again, seen from there.
            window, answer = better, self._view(calendar_id, better)
        return CalendarPlace(since=window.since, until=window.until, is_whole=True), answer

    def _view(self, calendar_id: str, window: Window) -> dict[str, Any]:
        edges = {"startDateTime": plain(window.start), "endDateTime": plain(window.end)}
        return self._told(address(*where(calendar_id), "calendarView", "delta", **edges))

    def _continued(self, cursor: str, since: datetime) -> tuple[CalendarPlace, dict[str, Any]]:
        place = unpack(CalendarPlace, cursor, PROVIDER)
        window = Window(place.since, place.until)
        ensure_covering(window, since, longest=LONGEST_VIEW)
        answer = self._told(place.link)
        ensure_lasting(window, self._line.provider_time)
        self._ensure_recent(place)
        return place, answer

    def _told(self, path: str) -> dict[str, Any]:
        """One page. A delta tells whole texts: where strangers' are so long that a page is more than is taken in, it is
        asked for in smaller ones.
        """
        for page in _SMALLER_PAGES:
            try:
                return self._line.get(Ask(_DELTA, path, page=page))
            except Unreadable:
                continue
        return self._line.get(Ask(_DELTA, path, page=1))

    def _ensure_recent(self, place: CalendarPlace) -> None:
        made, now = moment(place.made), self._line.provider_time
        if made and now and now - made > FULL_READ_EVERY:
            raise ReadAnew("This calendar is read in full once a week.", provider=PROVIDER, operation=_DELTA)

    def _page(self, changes: tuple[CalendarChange, ...], place: CalendarPlace, answer: dict[str, Any]) -> CalendarPage:
        if answer.get("@odata.nextLink"):
            following = replace(place, link=self._line.relative(answer["@odata.nextLink"]))
            return CalendarPage(changes, pack(following), is_caught_up=False)
        if not answer.get("@odata.deltaLink"):
            raise TryAgain("Microsoft's answer lacks the place to go on from.", provider=PROVIDER, operation=_DELTA)
        made = place.made or (self._line.provider_time.isoformat() if self._line.provider_time else "")
        # Where nothing happened the old place is as good, and the caller need not write a new one down.
        is_quiet = not changes and bool(place.link) and not place.is_whole
        link = place.link if is_quiet else self._line.relative(answer["@odata.deltaLink"])
        following = replace(place, link=link, is_whole=False, made=made)
        return CalendarPage(
            changes, pack(following), is_complete_list=place.is_whole, reaches=Window(place.since, place.until)
        )

    # --- what a delta leaves out ---

    def _completed(self, items: Sequence[dict[str, Any]], calendar_id: str) -> tuple[CalendarChange, ...]:
        """The changes, with every occurrence told in full."""
        removed = [str(item["id"]) for item in items if "@removed" in item]
        there = [item for item in items if "@removed" not in item]
        series = {str(item["seriesMasterId"]) for item in there if item.get("seriesMasterId")}
        alone = {str(item["id"]) for item in there if is_skeleton(item) and not item.get("seriesMasterId")}
        found = self._looked_up(sorted(series | alone) + removed)
        changes = [self._change(item, found, calendar_id) for item in there if item.get("type") != "seriesMaster"]
        return (*changes, *(self._of_removed(provider_id, found[provider_id], calendar_id) for provider_id in removed))

    def _change(
        self, item: dict[str, Any], found: dict[str, dict[str, Any] | None], calendar_id: str
    ) -> CalendarChange:
        told = found.get(str(item["id"])) or item
        return as_change(with_series(told, found.get(str(item.get("seriesMasterId")))), calendar_id, self._line.own)

    def _of_removed(self, provider_id: str, now: dict[str, Any] | None, calendar_id: str) -> CalendarChange:
        """Deleted when it is nowhere any more; else it has only left the window."""
        if now is None or now.get("type") == "seriesMaster":
            return CalendarChange(provider_id)
        master = str(now.get("seriesMasterId") or "")
        series = self._looked_up([master])[master] if master else None
        return as_change(with_series(now, series), calendar_id, self._line.own)

    def _looked_up(self, ids: Iterable[str]) -> dict[str, dict[str, Any] | None]:
        """These events in full; None for one that is no longer there."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, dict[str, Any] | None] = {}
        asks = [Ask(_LOOK, address("me", "events", event_id, select=_FIELDS)) for event_id in wanted]
        for event_id, answer in zip(wanted, self._line.batch(asks), strict=True):
            if isinstance(answer, Gone):
                found[event_id] = None
            elif isinstance(answer, Unreadable):
                # An entry of which nothing is told but its id: `as_change` says that it cannot be understood.
                found[event_id] = {"id": event_id}
            elif isinstance(answer, ConnectorError):
                raise answer
            else:
                found[event_id] = {**answer, "id": event_id}
        return found


def as_info(entry: dict[str, Any], zone: str) -> CalendarInfo:
    """The calendar's entry; Graph gives calendars no zone, so the main one is told the person's."""
    is_primary = bool(entry.get("isDefaultCalendar"))
    return CalendarInfo(
        provider_id=PRIMARY if is_primary else str(entry["id"]),
        name=str(entry.get("name") or ""),
        timezone=(zone or "UTC") if is_primary else zone,
        is_primary=is_primary,
        is_own=is_primary or bool(entry.get("canEdit")),
    )
