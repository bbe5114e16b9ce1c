"""What lies in a mailbox and its calendars now, by listings of ids and times alone: the count that what we know is held
against.

A mailbox is listed folder by folder, those too that are never read (bin, junk, drafts). A message that is moved
meanwhile may be told twice, or not at all: whoever misses one asks after it by its id.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from connectors.bounds import things
from connectors.contract import CensusPage, Folder, Listed
from connectors.errors import Gone
from connectors.microsoft.calendar_events import instant as instant_of
from connectors.microsoft.cursors import CalendarPlace
from connectors.microsoft.endpoints import PROVIDER
from connectors.microsoft.folders import find_folders
from connectors.microsoft.listing import is_draft, moment, thing
from connectors.microsoft.query import in_window
from connectors.microsoft.transport import Ask, Connection, address
from connectors.places import pack, unpack
from connectors.windows import Window

PRIMARY = "primary"
"""What the main calendar is called here: Graph reads it without naming it."""
_PAGE = 1_000
"""The most that Graph lists at once."""
_MAIL = "graph.messages.list"
_VIEW = "graph.calendarView"


@dataclass(frozen=True, slots=True)
class CensusPlace:
    """A place in a census: the folders that are not counted to their end, and the page of the first of them."""

    folders: tuple[str, ...] = ()
    page: str = ""


def where(calendar_id: str) -> tuple[str, ...]:
    """The beginning of a calendar's path."""
    return ("me",) if calendar_id == PRIMARY else ("me", "calendars", calendar_id)


def mail_census(line: Connection, since: datetime | None, cursor: str | None) -> CensusPage:
    """The next page of a mailbox; `Mailbox.census`."""
    folders: tuple[Folder, ...] = ()
    if cursor:
        place = unpack(CensusPlace, cursor, PROVIDER)
    else:
        found = find_folders(line)
        folders = tuple(Folder(one, name, is_read=one not in found.hidden) for one, name in found.names.items())
        place = CensusPlace(tuple(one.provider_id for one in folders))
    if not place.folders:
        return CensusPage((), None, folders, since)
    listed, page = _folder(line, place, since)
    following = replace(place, page=page) if page else CensusPlace(place.folders[1:])
    return CensusPage(listed, pack(following) if following.folders else None, folders, since)


def calendar_census(line: Connection, calendar_id: str, within: str, cursor: str | None) -> CensusPage:
    """The next page of a calendar; `Calendar.census`."""
    read = unpack(CalendarPlace, within, PROVIDER)
    window = Window(read.since, read.until)
    edges = {"startDateTime": plain(window.start), "endDateTime": plain(window.end)}
    path = unpack(CensusPlace, cursor, PROVIDER).page if cursor else ""
    path = path or address(
        *where(calendar_id), "calendarView", select="start,isAllDay,isCancelled", top=str(_PAGE), **edges
    )
    answer = line.get(Ask(_VIEW, path))
    listed = tuple(_entry(item) for item in things(answer, "value") if thing(item))
    page = line.relative(answer.get("@odata.nextLink"))
    place = pack(CensusPlace(page=page)) if page else None
    return CensusPage(listed, place, since=window.start, until=window.end)


def plain(instant: datetime) -> str:
    """An instant as Graph's windows take it."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _folder(line: Connection, place: CensusPlace, since: datetime | None) -> tuple[tuple[Listed, ...], str]:
    """A page of the folder whose turn it is, and where the next one is; a folder that vanished is empty."""
    folder = place.folders[0]
    window = in_window(since, None) if since else ""
    path = place.page or address(
        "me", "mailFolders", folder, "messages", filter=window, orderby="receivedDateTime desc",
        select="receivedDateTime,parentFolderId,isDraft", top=str(_PAGE),
    )  # fmt: skip
    try:
        answer = line.get(Ask(_MAIL, path))
    except Gone:
        return (), ""
    listed = tuple(_mail(entry, folder) for entry in things(answer, "value") if thing(entry))
    return listed, line.relative(answer.get("@odata.nextLink"))


def _mail(entry: dict[str, Any], folder: str) -> Listed:
    return Listed(str(entry["id"]), folder, moment(entry.get("receivedDateTime")), is_draft=is_draft(entry))


def _entry(item: dict[str, Any]) -> Listed:
    try:
        at = instant_of(item["start"], is_all_day=bool(item.get("isAllDay")))[0]
    except (ValueError, TypeError, KeyError, OverflowError):
        at = None
    return Listed(str(item["id"]), at=at, is_off=bool(item.get("isCancelled")))
