"""Google Calendar as a `Calendar`: a full read of a window, then sync tokens that keep reporting on that window.

A sync token keeps the window it was made with; `connectors.windows` says how far that reaches and when it is too short.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
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
from connectors.errors import ConnectorError, CursorExpired, TryAgain
from connectors.google.calendar_events import as_change
from connectors.google.census import calendar_census
from connectors.google.cursors import CalendarPlace
from connectors.google.endpoints import PROVIDER, calendar_api, endpoints
from connectors.google.transport import Connection
from connectors.places import pack, unpack
from connectors.windows import Window, ensure_covering, ensure_lasting, is_shorter, window_from

_PAGE = 250
_OPERATION = "calendar.events.list"
_OWN_ROLES = frozenset({"owner", "writer", "writerWithoutPrivateAccess"})


class GoogleCalendar:
    """One Google account's calendars, on one thread."""

    def __init__(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> None:
        self._line = Connection(settings, tokens, budget)
        self._api = calendar_api(endpoints(settings).calendar_root)

    def calendars(self) -> tuple[CalendarInfo, ...]:
        found: list[CalendarInfo] = []
        page: dict[str, str] = {}
        while True:
            request = self._api.calendar_list.list(maxResults=_PAGE, **page)
            answer = self._line.call(request)
            # freeBusyReader shows neither titles nor people.
            found += [
                as_info(entry) for entry in things(answer, "items") if entry.get("accessRole") != "freeBusyReader"
            ]
            if not answer.get("nextPageToken"):
                return tuple(found)
            page = {"pageToken": str(answer["nextPageToken"])}

    def changes(self, calendar_id: str, cursor: str | None, *, since: datetime) -> CalendarPage:
        place, answer = self._continued(calendar_id, cursor, since) if cursor else self._begun(calendar_id, since)
        zone = str(answer.get("timeZone", ""))
        # Pages may repeat an entry; the later one is the newer one.
        told = {str(item["id"]): item for item in things(answer, "items") if item.get("id")}
        changes = tuple(as_change(item, calendar_id, zone) for item in told.values())
        return _page(changes, place, answer)

    def census(self, calendar_id: str, within: str, cursor: str | None) -> CensusPage:
        return calendar_census(self._line, self._api, calendar_id, within, cursor)

    def _begun(self, calendar_id: str, since: datetime) -> tuple[CalendarPlace, dict[str, Any]]:
        window = window_from(since, self._line.provider_time)
        place = _whole(window)
        answer = self._listed(calendar_id, place)
        better = window_from(since, self._line.provider_time)
        if not is_shorter(window, better):
            return place, answer
        # The first answer told Google's clock; the window is asked for again, seen from there.
        return _whole(better), self._listed(calendar_id, _whole(better))

    def _continued(self, calendar_id: str, cursor: str, since: datetime) -> tuple[CalendarPlace, dict[str, Any]]:
        place = unpack(CalendarPlace, cursor, PROVIDER)
        window = Window(place.since, place.until)
        ensure_covering(window, since)
        answer = self._listed(calendar_id, place)
        ensure_lasting(window, self._line.provider_time)
        return place, answer

    def _listed(self, calendar_id: str, place: CalendarPlace) -> dict[str, Any]:
        request = self._api.events.list(calendarId=calendar_id, **parameters(place))
        try:
            return self._line.call(request)
        except ConnectorError as failure:
            # A page token ages while its sync token still lives; Google answers 400.
            if type(failure) is ConnectorError and place.page:
                raise _expired(failure.detail) from None
            raise


def _whole(window: Window) -> CalendarPlace:
    """The place of a full read of the window."""
    return CalendarPlace(since=window.since, until=window.until)


def parameters(place: CalendarPlace) -> dict[str, Any]:
    """What to ask for. With a sync token timeMin, timeMax and showDeleted=false are forbidden, and the rest must be as
    in the first request. showDeleted is asked for in both: what was called off before the first read is part of the
    story as well, and Google keeps its details for a while. https://developers.google.com/workspace/calendar/api/v3/reference/events/list
    """
    asked: dict[str, Any] = {"singleEvents": True, "showDeleted": True, "maxResults": _PAGE}
    if place.sync:
        asked["syncToken"] = place.sync
    else:
        asked |= {"timeMin": place.since, "timeMax": place.until}
    if place.page:
        asked["pageToken"] = place.page
    return asked


def as_info(entry: dict[str, Any]) -> CalendarInfo:
    return CalendarInfo(
        provider_id=str(entry.get("id", "")),
        name=str(entry.get("summaryOverride") or entry.get("summary", "")),
        timezone=str(entry.get("timeZone", "")),
        is_primary=bool(entry.get("primary")),
        is_own=str(entry.get("accessRole")) in _OWN_ROLES,
    )


def _expired(detail: str) -> CursorExpired:
    return CursorExpired(detail, provider=PROVIDER, operation=_OPERATION)


def _page(changes: tuple[CalendarChange, ...], place: CalendarPlace, answer: dict[str, Any]) -> CalendarPage:
    if answer.get("nextPageToken"):
        following = replace(place, page=str(answer["nextPageToken"]))
        return CalendarPage(changes, pack(following), is_caught_up=False)
    if not answer.get("nextSyncToken"):
        raise TryAgain("Google's answer lacks nextSyncToken.", provider=PROVIDER, operation=_OPERATION)
    following = replace(place, page="", sync=str(answer["nextSyncToken"]))
    return CalendarPage(
        changes, pack(following), is_complete_list=not place.sync, reaches=Window(place.since, place.until)
    )
