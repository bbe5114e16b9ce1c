"""Google Calendar as a `Calendar`: a full read of a window, then sync tokens that keep reporting on that window.

Series are asked for as occurrences, so a series without an end must be bounded: the window ends 800 days after `since`.
The token keeps the window it was made with. Callers pass `since` as seen from now; once it has moved on by 90 days the
cursor counts as expired, and the full read that follows takes the window along.
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
"""From `since`: with a look back of up to a year, that leaves more than a year ahead."""

MOVES_AFTER = timedelta(days=90)

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
        place = unpack(CalendarPlace, cursor) if cursor else new_window(since)
        if is_outgrown(place, since):
            raise CursorExpired("The window of this calendar has to move on.", provider=PROVIDER, operation=_OPERATION)
        answer = self._listed(calendar_id, place)
        zone = str(answer.get("timeZone", ""))
        # Pages may repeat an entry; the later one is the newer one.
        told = {str(item["id"]): item for item in answer.get("items", []) if item.get("id")}
        changes = tuple(as_change(item, calendar_id, zone) for item in told.values())
        return _page(changes, place, answer)

    def _listed(self, calendar_id: str, place: CalendarPlace) -> dict[str, Any]:
        request = self._api.events.list(calendarId=calendar_id, **parameters(place))
        try:
            return self._line.call(request)
        except ConnectorError as failure:
            # A page token ages while its sync token still lives; Google answers 400.
            if type(failure) is ConnectorError and place.page:
                raise CursorExpired(failure.detail, provider=PROVIDER, operation=_OPERATION) from None
            raise


def new_window(since: datetime) -> CalendarPlace:
    start = since.astimezone(UTC)
    return CalendarPlace(since=start.isoformat(), until=(start + WINDOW).isoformat())


def is_outgrown(place: CalendarPlace, since: datetime) -> bool:
    """Whether the caller's `since` has left the cursor's window too far behind."""
    return since > datetime.fromisoformat(place.since) + MOVES_AFTER


def parameters(place: CalendarPlace) -> dict[str, Any]:
    """What to ask for. With a sync token timeMin, timeMax and showDeleted=false are forbidden, and the rest must be as
    in the first request, so showDeleted is left out of both: deletions always come with a token, and a full read tells
    them by what is missing. https://developers.google.com/workspace/calendar/api/v3/reference/events/list
    """
    asked: dict[str, Any] = {"singleEvents": True, "maxResults": _PAGE}
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


def _page(changes: tuple[CalendarChange, ...], place: CalendarPlace, answer: dict[str, Any]) -> CalendarPage:
    if answer.get("nextPageToken"):
        following = replace(place, page=str(answer["nextPageToken"]))
        return CalendarPage(changes, pack(following), is_caught_up=False)
    if not answer.get("nextSyncToken"):
        raise TryAgain("Google's answer lacks nextSyncToken.", provider=PROVIDER, operation=_OPERATION)
    following = replace(place, page="", sync=str(answer["nextSyncToken"]))
    return CalendarPage(changes, pack(following), is_complete_list=not place.sync)
