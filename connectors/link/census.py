"""What lies in a calendar's file now, by ids and times alone: the count that what we know is held against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from connectors.contract import CensusPage, Listed
from connectors.link.tokens import PROVIDER
from connectors.places import pack, unpack
from connectors.records import CalendarEvent
from connectors.windows import Window

_PAGE = 2_500


@dataclass(frozen=True, slots=True)
class CensusPlace:
    """A place in a census: by an id, since the file may be another one by the next page."""

    after: str = ""


def calendar_census(entries: Iterable[CalendarEvent], window: Window, cursor: str | None) -> CensusPage:
    """The next page of what the file shows; `Calendar.census`."""
    after = unpack(CensusPlace, cursor, PROVIDER).after if cursor else ""
    left = sorted((one for one in entries if one.provider_id > after), key=lambda one: one.provider_id)
    page = left[:_PAGE]
    listed = tuple(Listed(one.provider_id, at=one.start, is_off=one.status == "cancelled") for one in page)
    following = pack(CensusPlace(page[-1].provider_id)) if len(left) > _PAGE else None
    return CensusPage(listed, following, since=window.start, until=window.end)
