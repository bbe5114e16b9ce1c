"""What lies in a mailbox and a calendar now, by listings of ids alone: the count that what we know is held against.

Gmail shows one mailbox, whatever its labels: All Mail is listed once, then spam, bin and drafts, of which nothing is
read. Its listing tells no times; 500 ids cost 5 units.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.bounds import thing_in, things
from connectors.contract import CensusPage, Folder, Listed
from connectors.errors import ConnectorError, CursorExpired
from connectors.google.calendar_events import moment
from connectors.google.cursors import CalendarPlace
from connectors.google.endpoints import PROVIDER, CalendarApi, GmailApi
from connectors.google.transport import Connection
from connectors.places import pack, unpack
from connectors.windows import Window

_LISTED = 500
_ENTRIES = 2_500
"""The most that Calendar lists at once. https://developers.google.com/workspace/calendar/api/v3/reference/events/list"""
_OF_AN_ENTRY = "timeZone,nextPageToken,items(id,status,start)"
_FOLDERS = (
    (Folder("all", "All Mail", is_read=True), "-in:drafts -in:chats"),
    (Folder("drafts", "Drafts", is_read=False), "in:drafts"),
    (Folder("spam", "Spam", is_read=False), "in:spam"),
    (Folder("trash", "Trash", is_read=False), "in:trash"),
)
"""Each part of a mailbox, and the search that lists it."""


@dataclass(frozen=True, slots=True)
class CensusPlace:
    """A place in a census: which folder, and which page of it."""

    folder: int = 0
    page: str = ""


def mail_census(line: Connection, api: GmailApi, since: datetime | None, cursor: str | None) -> CensusPage:
    """The next page of a mailbox; `Mailbox.census`."""
    place = unpack(CensusPlace, cursor, PROVIDER) if cursor else CensusPlace()
    if place.folder >= len(_FOLDERS):
        raise CursorExpired("The stored place cannot be read.", provider=PROVIDER)
    folder, search = _FOLDERS[place.folder]
    # after: takes epoch seconds and leaves the second itself out.
    window = f"after:{int(since.timestamp()) - 1} " if since else ""
    asked = {"q": f"{window}{search}", **_paged(place.page)}
    is_hidden = folder.provider_id in {"spam", "trash"}
    request = api.messages.list(userId="me", maxResults=_LISTED, includeSpamTrash=is_hidden, **asked)
    answer = _called(line, request, place.page)
    found = tuple(
        Listed(str(entry["id"]), folder.provider_id, is_draft=folder.provider_id == "drafts")
        for entry in things(answer, "messages")
        if entry.get("id")
    )
    folders = () if cursor else tuple(one for one, _ in _FOLDERS)
    return CensusPage(found, _following(place, str(answer.get("nextPageToken", ""))), folders, since)


def calendar_census(
    line: Connection, api: CalendarApi, calendar_id: str, within: str, cursor: str | None
) -> CensusPage:
    """The next page of a calendar; `Calendar.census`."""
    read = unpack(CalendarPlace, within, PROVIDER)
    window = Window(read.since, read.until)
    page = unpack(CensusPlace, cursor, PROVIDER).page if cursor else ""
    request = api.events.list(
        calendarId=calendar_id, singleEvents=True, showDeleted=True, maxResults=_ENTRIES,
        timeMin=window.since, timeMax=window.until, fields=_OF_AN_ENTRY, **_paged(page),
    )  # fmt: skip
    answer = _called(line, request, page)
    zone, following = str(answer.get("timeZone", "")), str(answer.get("nextPageToken", ""))
    found = tuple(_entry(item, zone) for item in things(answer, "items") if item.get("id"))
    place = pack(CensusPlace(page=following)) if following else None
    return CensusPage(found, place, since=window.start, until=window.end)


def _entry(item: dict[str, Any], zone: str) -> Listed:
    try:
        at = moment(thing_in(item, "start"), zone)
    except (ValueError, TypeError, KeyError, OverflowError):
        at = None
    return Listed(str(item["id"]), at=at, is_off=item.get("status") == "cancelled")


def _following(place: CensusPlace, page: str) -> str | None:
    if page:
        return pack(CensusPlace(place.folder, page))
    return pack(CensusPlace(place.folder + 1)) if place.folder + 1 < len(_FOLDERS) else None


def _called(line: Connection, request: Any, page: str) -> dict[str, Any]:
    try:
        return line.call(request)
    except ConnectorError as failure:
        # A page token ages; Google answers 400.
        if type(failure) is ConnectorError and page:
            raise CursorExpired(failure.detail, provider=PROVIDER, operation=failure.operation) from None
        raise


def _paged(token: str) -> dict[str, str]:
    return {"pageToken": token} if token else {}
