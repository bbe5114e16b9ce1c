"""Calendars over CalDAV as a `Calendar`: a full read of a window, then what changed, by sync tokens (RFC 6578) or, where a
server has none, by the ETags of everything that is listed.

Entries are listed first and read afterwards; those that wait travel in the cursor. That an entry is gone is believed
where the server says so of this very entry, or where a whole list lacks it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from connectors import care
from connectors.bounds import reading_bytes
from connectors.contract import (
    CalendarChange,
    CalendarInfo,
    CalendarPage,
    CensusPage,
    Listed,
    ProviderSettings,
    RateBudget,
    TokenStore,
)
from connectors.dav.calendar_places import CalendarPlace, CountPlace, Pairs, pairs, version
from connectors.dav.collection import Collection, changed_since, id_of
from connectors.dav.credentials import PROVIDER
from connectors.dav.entries import Meaning, Setting, meaning_of, removal_of
from connectors.dav.principals import find_calendars
from connectors.dav.webdav import DavLine
from connectors.errors import ConnectorError, Gone, OneInTrouble, SlowDown, TryAgain, Unreadable
from connectors.headers import clean_email
from connectors.places import pack, unpack
from connectors.records import CalendarEvent
from connectors.windows import Window, ensure_covering, ensure_lasting, window_from

_PAGE = 250
"""Changes told at once."""
_READS = 50
"""Entries asked for at once."""
_AROUND = timedelta(days=60)

Contents = Mapping[str, bytes | None]


@dataclass(slots=True)
class _Page:
    """What a page comes to while entries are read."""

    room: int
    changes: list[CalendarChange] = field(default_factory=list)
    done: int = 0
    """Entries that were told to their end."""
    skip: int = 0
    """Changes that were told of the one behind these."""

    def take(self, changes: Sequence[CalendarChange], skipped: int) -> bool:
        """Takes in what there is room for; whether that was all."""
        taken = changes[skipped : skipped + self.room - len(self.changes)]
        self.changes += taken
        is_all = skipped + len(taken) >= len(changes)
        self.done, self.skip = (self.done + 1, 0) if is_all else (self.done, skipped + len(taken))
        return is_all


class DavCalendar:
    """One account's calendars, on one thread."""

    def __init__(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> None:
        self._line = DavLine(settings, tokens, budget)

    def calendars(self) -> tuple[CalendarInfo, ...]:
        """All of them; none for an account that was connected without."""
        found = find_calendars(self._line) if self._line.credentials.caldav else ()
        return tuple(self._with_zone(info) for info in found)

    def changes(self, calendar_id: str, cursor: str | None, *, since: datetime) -> CalendarPage:
        collection = Collection(self._line, calendar_id)
        if not cursor:
            return self._page(collection, calendar_id, self._begun(collection, since))
        place = unpack(CalendarPlace, cursor, PROVIDER)
        window = Window(place.since, place.until)
        ensure_covering(window, since)
        is_more = False
        if not (place.pending or place.removed):
            place, is_more = self._continued(collection, place, window)
            ensure_lasting(window, self._line.provider_time)
        return self._page(collection, calendar_id, place, is_more=is_more)

    def census(self, calendar_id: str, within: str, cursor: str | None) -> CensusPage:
        """Entries are read here too: which times a series has is worked out of what it says."""
        read = unpack(CalendarPlace, within, PROVIDER)
        window = Window(read.since, read.until)
        since, until = window.start, window.end
        collection = Collection(self._line, calendar_id)
        if cursor:
            place = unpack(CountPlace, cursor, PROVIDER)
        else:
            place = CountPlace(tuple(sorted(collection.listed(window, is_box=read.is_box))))
        setting = self._setting(calendar_id, replace(read, is_whole=True))
        page, _ = self._read(collection, setting, place.pending, place.skip, {})
        listed = tuple(_listed(change) for change in page.changes)
        left = CountPlace(place.pending[page.done :], page.skip)
        return CensusPage(listed, pack(left) if left.pending else None, since=since, until=until)

    # --- listing ---

    def _begun(self, collection: Collection, since: datetime) -> CalendarPlace:
        # Where to go on from is asked before anything is listed, so that nothing falls between.
        state = collection.state()
        window = window_from(since, self._line.provider_time)
        etags = collection.listed(window, is_box=state.is_box)
        return CalendarPlace(
            window.since,
            window.until,
            token=state.token,
            ctag="" if state.token else state.ctag,
            zone=state.zone,
            is_box=state.is_box,
            is_whole=True,
            pending=tuple(sorted(etags)),
            versions=() if state.token else _versions(etags),
        )

    def _continued(self, collection: Collection, place: CalendarPlace, window: Window) -> tuple[CalendarPlace, bool]:
        """The place with what is new in it, and whether the server has more of it."""
        if place.token:
            news = collection.news(place.token)
            return replace(place, token=news.token, pending=news.changed, removed=news.removed), news.is_more
        state = collection.state()
        if state.ctag and state.ctag == place.ctag:
            return place, False
        versions = _versions(collection.listed(window, is_box=place.is_box))
        changed = changed_since(dict(place.versions), dict(versions))
        return replace(place, ctag=state.ctag, versions=versions, pending=tuple(changed)), False

    # --- reading ---

    def _page(
        self, collection: Collection, calendar_id: str, place: CalendarPlace, *, is_more: bool = False
    ) -> CalendarPage:
        removed = place.removed[:_PAGE]
        series = {name: times for name, times in place.series if name not in removed}
        page, met = self._read(
            collection, self._setting(calendar_id, place), place.pending, place.skip, series, told=len(removed)
        )
        for name, meaning in met.items():
            series.pop(name, None)
            if meaning is not None and meaning.series is not None:
                series[name] = meaning.series
        following = replace(
            place,
            pending=place.pending[page.done :],
            skip=page.skip,
            removed=place.removed[_PAGE:],
            series=pairs(series),
        )
        changes = (*map(removal_of, removed), *page.changes)
        if following.pending or following.removed or is_more:
            return CalendarPage(changes, pack(following), is_caught_up=False)
        window = Window(place.since, place.until)
        return CalendarPage(
            changes, pack(replace(following, is_whole=False)), is_complete_list=place.is_whole, reaches=window
        )

    def _read(
        self,
        collection: Collection,
        setting: Setting,
        pending: Sequence[str],
        skip: int,
        series: dict[str, str],
        *,
        told: int = 0,
    ) -> tuple[_Page, dict[str, Meaning | None]]:
        """A page of these entries, and what those came to that were told to their end (None: nothing is left)."""
        page = _Page(_PAGE - told)
        met: dict[str, Meaning | None] = {}
        while page.done < len(pending) and len(page.changes) < page.room:
            names = pending[page.done : page.done + _READS]
            contents = collection.read(names)
            for name in names:
                try:
                    meaning = self._meaning(collection, name, contents, setting, series.get(name))
                except (SlowDown, OneInTrouble):
                    if page.done:
                        return page, met
                    raise
                changes = meaning.changes if meaning else () if setting.is_whole else (removal_of(name),)
                if not page.take(changes, 0 if page.done else skip):
                    return page, met
                met[name] = meaning
        return page, met

    def _meaning(
        self, collection: Collection, name: str, contents: Contents, setting: Setting, before: str | None
    ) -> Meaning | None:
        """What an entry says; None when it is gone. Raises SlowDown, and OneInTrouble while it is not given up."""
        entry_id = id_of(name)
        if not care.may_read(entry_id):
            return _unreadable(entry_id, care.PASSED_BY, before)
        try:
            content = contents[name] if name in contents else collection.read_one(name)
            with reading_bytes():
                return None if content is None else meaning_of(name, content, setting, before)
        except Unreadable as problem:
            return _unreadable(entry_id, problem.detail, before)
        except ConnectorError as failure:
            if not isinstance(failure, TryAgain) and type(failure) is not ConnectorError:
                raise
            if care.is_given_up(entry_id):
                return _unreadable(entry_id, care.TROUBLED, before)
            raise OneInTrouble.of(failure, entry_id) from failure

    def _setting(self, calendar_id: str, place: CalendarPlace) -> Setting:
        credentials = self._line.credentials
        own = (credentials.address, credentials.login, *credentials.others)
        return Setting(
            calendar_id,
            Window(place.since, place.until),
            place.zone,
            frozenset(clean_email(one).lower() for one in own),
            is_whole=place.is_whole,
            is_box=place.is_box,
        )

    # --- the person's zone ---

    def _with_zone(self, info: CalendarInfo) -> CalendarInfo:
        """The main calendar with a zone: where the server tells none, the one that the person makes meetings in."""
        if info.timezone or not info.is_primary:
            return info
        now = self._line.provider_time or datetime.now(UTC)
        window = Window((now - _AROUND).isoformat(), (now + _AROUND).isoformat())
        collection = Collection(self._line, info.provider_id)
        setting = replace(self._setting(info.provider_id, CalendarPlace(window.since, window.until)), is_whole=True)
        try:
            names = sorted(collection.listed(window, is_box=False))[:_READS]
            page, _ = self._read(collection, setting, names, 0, {})
        except (TryAgain, Gone):
            page = _Page(0)  # Without a zone the calendars are as good.
        told = Counter(
            event.timezone for event in map(_event, page.changes) if event and _is_made_by_own(event, setting)
        )
        return replace(info, timezone=told.most_common(1)[0][0] if told else "UTC")


def _event(change: CalendarChange) -> CalendarEvent | None:
    return change.calendar_event


def _is_made_by_own(event: CalendarEvent, setting: Setting) -> bool:
    """Whether its zone is one that the person chose."""
    is_own = event.organizer is None or event.organizer.email.lower() in setting.own
    return is_own and event.timezone not in ("", "UTC")


def _unreadable(entry_id: str, why: str, before: str | None) -> Meaning:
    return Meaning((CalendarChange(entry_id, unreadable=why),), before)


def _listed(change: CalendarChange) -> Listed:
    event = change.calendar_event
    return (
        Listed(change.provider_id, at=event.start, is_off=event.status == "cancelled")
        if event
        else Listed(change.provider_id)
    )


def _versions(etags: Mapping[str, str]) -> Pairs:
    return pairs({name: version(etag) for name, etag in etags.items()})
