"""Calendars' files as a `Calendar`, one for each link: downloaded, held against what was told of it, and told entry by entry.

Every step works alike, the pages of a first read and later looks: what the file says and the caller does not know yet is
told, and what the caller knows and the file does not say any more is removed. So it does not matter when the file
changes, and a page may be read again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.contract import (
    CalendarChange,
    CalendarInfo,
    CalendarPage,
    CensusPage,
    ProviderSettings,
    RateBudget,
    TokenStore,
)
from connectors.errors import ConsentLost, CursorExpired, ReadAnew, Unreadable
from connectors.link.census import calendar_census
from connectors.link.cursors import CalendarPlace
from connectors.link.listing import CalendarFile, Listing, digest_of, list_entries, read_file
from connectors.link.news import is_doubtful, known_after, news_of, under_known_ids
from connectors.link.tokens import PROVIDER, Link
from connectors.link.tokens import unpack as links_in
from connectors.link.told import pack_told, unpack_told
from connectors.link.transport import GET, LOST, Download, Line
from connectors.places import pack, unpack
from connectors.windows import Window, ensure_covering, ensure_lasting, window_from

PAGE = 250
BLANKED = 3
"""More entries than that do not vanish all at once: a server in trouble shows an empty calendar."""
REST = 300.0
"""Seconds between two looks at one file, which is asked for whole: it is published minutes or hours late anyway."""
TRUSTED = timedelta(days=1)
"""So long is the server believed that nothing changed; then the file is downloaded whatever it says."""


@dataclass(frozen=True, slots=True)
class _Held:
    """The last download, taken apart."""

    download: Download
    file: CalendarFile
    digest: str


class LinkCalendar:
    """The calendars behind an account's links, on one thread."""

    def __init__(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> None:
        self._settings, self._tokens, self._budget = settings, tokens, budget
        self._made: dict[str, _LinkedFile] = {}

    def calendars(self) -> tuple[CalendarInfo, ...]:
        first, *others = (one.calendar_id for one in links_in(self._tokens.load()))
        return (self._told(first, is_primary=True), *(self._told(one, is_primary=False) for one in others))

    def changes(self, calendar_id: str, cursor: str | None, *, since: datetime) -> CalendarPage:
        with self._naming(calendar_id):
            return self._of(calendar_id).changes(cursor, since=since)

    def census(self, calendar_id: str, within: str, cursor: str | None) -> CensusPage:
        with self._naming(calendar_id):
            return self._of(calendar_id).census(within, cursor)

    def _told(self, calendar_id: str, *, is_primary: bool) -> CalendarInfo:
        with self._naming(calendar_id):
            return self._of(calendar_id).info(is_primary=is_primary)

    def _of(self, calendar_id: str) -> _LinkedFile:
        if calendar_id not in self._made:
            line = Line(self._settings, self._tokens, self._budget, calendar_id)
            line.link()
            self._made[calendar_id] = _LinkedFile(line, calendar_id)
        return self._made[calendar_id]

    @contextmanager
    def _naming(self, calendar_id: str) -> Iterator[None]:
        """Says which link was lost, by its number, where there are several."""
        try:
            yield
        except ConsentLost as problem:
            ids = [one.calendar_id for one in links_in(self._tokens.load())]
            if problem.detail == LOST and calendar_id in ids[1:] + ids[:-1]:
                number, count = ids.index(calendar_id) + 1, len(ids)
                problem.detail = f"It is link {number} of {count}. {LOST}"
            raise


class _LinkedFile:
    """The calendar behind one link."""

    def __init__(self, line: Line, calendar_id: str) -> None:
        self._line, self._calendar_id = line, calendar_id
        self._held: _Held | None = None
        self._listed: dict[Window, Listing] = {}
        self._told: set[str | None] = set()
        """The places at which nothing is left to tell until `_rests_until`, on this process's own time."""
        self._rests_until = 0.0

    def info(self, *, is_primary: bool) -> CalendarInfo:
        file = self._downloaded().file
        name, zone = file.name or "Calendar", file.zone or "UTC"
        return CalendarInfo(self._calendar_id, name, zone, is_primary=is_primary, is_own=True)

    def changes(self, cursor: str | None, *, since: datetime) -> CalendarPage:
        link = self._line.link()
        place = self._place(cursor, link) if cursor else None
        if place is not None:
            ensure_covering(place.window, since)
        if cursor in self._told and time.monotonic() < self._rests_until:
            return CalendarPage((), cursor or "")
        try:
            page = self._look(place, link, since)
        except Unreadable as problem:
            self._rest({cursor})
            # Nothing of it is known, so that nothing of it may look deleted.
            return CalendarPage((CalendarChange(self._calendar_id, unreadable=problem.detail),), cursor or "")
        if page.is_caught_up:
            # Another place without any news need not be written down by the caller.
            self._rest({page.next_cursor, cursor} if cursor and not page.changes else {page.next_cursor})
        return page

    def census(self, within: str, cursor: str | None) -> CensusPage:
        link = self._line.link()
        place = self._place(within, link)
        shown = self._shown(self._downloaded(), place.window, link)
        listing = under_known_ids(shown, link, unpack_told(place.told))
        return calendar_census(listing.entries, place.window, cursor)

    def _look(self, place: CalendarPlace | None, link: Link, since: datetime) -> CalendarPage:
        if place is None:
            whole = self._downloaded()
            return self._page(_begun(link, since, whole.download.at), whole, link)
        held = self._looked(place)
        ensure_lasting(place.window, self._line.provider_time)
        if held is None:
            return CalendarPage((), pack(place))
        if held.digest == place.digest:
            return CalendarPage((), pack(_marked(place, held.download)))
        return self._page(place, held, link)

    def _rest(self, told: set[str | None]) -> None:
        """Who stands at one of these places was told everything for now, and the file, which may be large, is let go."""
        self._told, self._rests_until = told, time.monotonic() + REST
        self._held, self._listed = None, {}

    # --- what is known and what is there -----------------------------------------------------------------------------

    def _place(self, cursor: str, link: Link) -> CalendarPlace:
        place = unpack(CalendarPlace, cursor, PROVIDER)
        if place.of != _mark(link):
            raise CursorExpired("This place is in another calendar.", provider=PROVIDER, operation=GET)
        return place

    def _looked(self, place: CalendarPlace) -> _Held | None:
        """The file as it is now; None when it is still the one of which everything was told."""
        if place.is_partial:
            return self._held or self._downloaded()
        download = self._line.poll(etag=place.etag, modified=place.modified)
        if download is None and self._is_stale(place):
            download = self._line.poll_whole()
        return self._taken(download) if download else None

    def _is_stale(self, place: CalendarPlace) -> bool:
        now = self._line.provider_time
        return bool(now and place.read and now - _instant(place.read) > TRUSTED)

    def _downloaded(self) -> _Held:
        if self._held is None:
            return self._taken(self._line.poll_whole())
        last = self._held.download
        download = self._line.poll(etag=last.etag, modified=last.modified)
        return self._taken(download) if download else self._held

    def _taken(self, download: Download) -> _Held:
        is_same = self._held is not None and self._held.download.content == download.content
        if self._held and is_same:
            self._held = replace(self._held, download=download)
        else:
            file = read_file(download.content, self._calendar_id)
            self._held, self._listed = _Held(download, file, digest_of(download.content)), {}
        return self._held

    def _shown(self, held: _Held, window: Window, link: Link) -> Listing:
        """What the file shows in that window, which is found out once for all pages."""
        if window not in self._listed:
            self._listed = {window: list_entries(held.file, window, link.address.lower())}
        return self._listed[window]

    # --- telling -----------------------------------------------------------------------------------------------------

    def _page(self, place: CalendarPlace, held: _Held, link: Link) -> CalendarPage:
        known = unpack_told(place.told)
        if held.file.is_blank and len(known) > BLANKED:
            raise ReadAnew("The calendar is suddenly empty.", provider=PROVIDER, operation=GET)
        shown = self._shown(held, place.window, link)
        news = news_of(held.file, shown, link, known, now=held.download.at)
        if not place.is_doubted and is_doubtful(news, known):
            # Downloaded whole at the next look, and believed then.
            return CalendarPage((), pack(replace(place, etag="", modified="", is_doubted=True)))
        page, is_more = news[:PAGE], len(news) > PAGE
        is_complete = place.is_whole and not is_more and shown.is_complete
        following = replace(
            _marked(place, held.download),
            told=pack_told(known_after(known, page)),
            digest="" if is_more else held.digest,
            is_whole=place.is_whole and not is_complete,
            is_partial=is_more,
            is_doubted=is_more and place.is_doubted,
        )
        return CalendarPage(
            tuple(one.change for one in page if one.change),
            pack(following),
            is_caught_up=not is_more,
            is_complete_list=is_complete,
            reaches=_reach(place, held),
        )


def _begun(link: Link, since: datetime, now: datetime | None) -> CalendarPlace:
    window = window_from(since, now)
    return CalendarPlace(of=_mark(link), since=window.since, until=window.until, is_whole=True)


def _marked(place: CalendarPlace, download: Download) -> CalendarPlace:
    """With what the server said of this download, to be asked by the next look."""
    is_dated = download.at is not None and bool(download.etag or download.modified)
    read = download.at.isoformat() if download.at and is_dated else ""
    return replace(place, etag=download.etag, modified=download.modified, read=read, is_doubted=False)


def _reach(place: CalendarPlace, held: _Held) -> Window:
    """For what time the file is complete: not for that before all it shows."""
    oldest = held.file.shown_from(held.download.at)
    start = max(place.window.start, oldest) if oldest else place.window.start
    return Window(start.isoformat(), place.until)


def _mark(link: Link) -> str:
    return link.digest.hex()[:16]


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise CursorExpired("The stored place cannot be read.", provider=PROVIDER) from None
