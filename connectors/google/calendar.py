"""Google Calendar as a `Calendar`: a full read of a window, then sync tokens that keep reporting on that window.

Series are asked for as occurrences, so a series without an end must be bounded, and a token keeps the window it was
made with. The window ends 800 days after Google's own clock (the Date of its answers), or after `since` where no clock
is told; when less than 400 days of it are left the cursor counts as expired, and the full read that follows takes the
window along. Its end never moves back, or what lies beyond would look deleted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.contract import CalendarChange, CalendarInfo, CalendarPage, ProviderSettings, RateBudget, TokenStore
from connectors.errors import ConnectorError, CursorExpired, TryAgain
from connectors.google.calendar_events import as_change
from connectors.google.cursors import CalendarPlace, pack, unpack
from connectors.google.endpoints import PROVIDER, calendar_api, endpoints
from connectors.google.transport import Connection

WINDOW = timedelta(days=800)
LEAST_AHEAD = timedelta(days=400)
"""Nobody plans a conversation further ahead, so that a window this long misses nothing."""

_A_DAY = timedelta(days=1)

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
                as_info(entry) for entry in answer.get("items", []) if entry.get("accessRole") != "freeBusyReader"
            ]
            if not answer.get("nextPageToken"):
                return tuple(found)
            page = {"pageToken": str(answer["nextPageToken"])}

    def changes(self, calendar_id: str, cursor: str | None, *, since: datetime) -> CalendarPage:
        place, answer = self._continued(calendar_id, cursor, since) if cursor else self._begun(calendar_id, since)
        zone = str(answer.get("timeZone", ""))
        # Pages may repeat an entry; the later one is the newer one.
        told = {str(item["id"]): item for item in answer.get("items", []) if item.get("id")}
        changes = tuple(as_change(item, calendar_id, zone) for item in told.values())
        return _page(changes, place, answer)

    def _begun(self, calendar_id: str, since: datetime) -> tuple[CalendarPlace, dict[str, Any]]:
        place = new_window(since, self._line.provider_time)
        answer = self._listed(calendar_id, place)
        better = new_window(since, self._line.provider_time)
        if instant(better.until) - instant(place.until) < _A_DAY:
            return place, answer
        # The first answer told Google's clock; the window is asked for again, seen from there.
        return better, self._listed(calendar_id, better)

    def _continued(self, calendar_id: str, cursor: str, since: datetime) -> tuple[CalendarPlace, dict[str, Any]]:
        place = unpack(CalendarPlace, cursor)
        if since < instant(place.since) - _A_DAY:
            raise _expired("More of the past is wanted than this cursor knows.")
        answer = self._listed(calendar_id, place)
        if is_outgrown(place, self._line.provider_time):
            raise _expired("The window of this calendar has to move on.")
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


def new_window(since: datetime, now: datetime | None) -> CalendarPlace:
    start = since.astimezone(UTC)
    return CalendarPlace(since=start.isoformat(), until=(max(start, now or start) + WINDOW).isoformat())


def is_outgrown(place: CalendarPlace, now: datetime | None) -> bool:
    """Whether too little of the window lies ahead."""
    return now is not None and instant(place.until) - now < LEAST_AHEAD


def instant(text: str) -> datetime:
    """A window's edge. Raises CursorExpired for one that is none."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as problem:
        raise _expired("The stored place cannot be read.") from problem


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
        is_own=entry.get("accessRole") in _OWN_ROLES,
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
    return CalendarPage(changes, pack(following), is_complete_list=not place.sync)
