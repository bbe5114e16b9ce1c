"""One calendar on its server: what is listed in it, what is new, and what its entries say. What becomes of that is not
decided here.

An entry is a file in the calendar, and is named here by its name in it. An answer that is too large, or that one entry's
text breaks, is asked for in halves, so that no stranger's entry costs the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote, urlsplit
from xml.sax.saxutils import escape

from connectors.dav.credentials import PROVIDER
from connectors.dav.multistatus import BrokenAnswer, C, D, Multistatus, S, Told, read_multistatus
from connectors.dav.principals import NAMESPACES, propfind, time_range, zone_of
from connectors.dav.webdav import ONE, SYNC, Ask, DavLine
from connectors.errors import CursorExpired, Gone, TryAgain, Unreadable, Unsupported
from connectors.windows import Window

LONGEST_NAME = 900
"""Letters of an entry's name; with the time of an occurrence behind it, it is the id of a record."""

_STATE, _LIST, _READ = "caldav.state", "caldav.list", "caldav.read"
_ABOUT = (
    f"{D}resourcetype", f"{D}sync-token", f"{S}getctag", f"{C}calendar-timezone", f"{C}calendar-timezone-id",
)  # fmt: skip
_XML = '<?xml version="1.0" encoding="utf-8"?>'
_ETAG = "<D:prop><D:getetag/></D:prop>"
_SHORTEST = timedelta(days=1)
_PLAIN = "!$&'()*+,;=:@-._~"


@dataclass(frozen=True, slots=True)
class State:
    """What a calendar says of itself."""

    token: str
    ctag: str
    zone: str
    is_box: bool


@dataclass(frozen=True, slots=True)
class News:
    """What happened since a token."""

    token: str
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    is_more: bool
    """The server cut its answer short: the rest comes with the new token."""


@dataclass(slots=True)
class _Kinds:
    """Entries of an answer by what became of them; the last word on each counts."""

    changed: dict[str, None] = field(default_factory=dict)
    removed: dict[str, None] = field(default_factory=dict)

    def take(self, name: str, *, is_gone: bool) -> None:
        ours, other = (self.removed, self.changed) if is_gone else (self.changed, self.removed)
        other.pop(name, None)
        ours[name] = None


class Collection:
    """One calendar; `calendar_id` is its path, or its address where it lies on another server of the same domain."""

    def __init__(self, line: DavLine, calendar_id: str) -> None:
        """Raises Gone for a calendar of another server than the account's now is."""
        self._line = line
        try:
            self._url = line.address(calendar_id).rstrip("/") + "/"
        except Unsupported as failure:
            raise Gone(failure.detail, provider=PROVIDER, operation=_STATE) from None
        self._path = _tidy(urlsplit(self._url).path)

    def state(self) -> State:
        """Raises Gone when there is no such calendar any more."""
        told = self._line.multistatus(Ask(_STATE, "PROPFIND", self._url, propfind(_ABOUT))).told
        here = next((one for one in told if not self._name(one.href)), None)
        if here is None or here.status in (403, 404, 410):
            raise Gone("The calendar server shows it no longer.", provider=PROVIDER, operation=_STATE)
        kinds = here.names(f"{D}resourcetype")
        token, ctag = here.text(f"{D}sync-token"), here.text(f"{S}getctag")
        return State(token, ctag, zone_of(here), f"{C}schedule-inbox" in kinds)

    def listed(self, window: Window, *, is_box: bool) -> dict[str, str]:
        """The entries that have to do with that time, and their ETags; of a box of invites, all. Never a part of them:
        raises TryAgain rather.
        """
        if is_box:
            return self._boxed()
        return self._between(window.start, window.end)

    def news(self, token: str) -> News:
        """What happened since that token. Raises CursorExpired."""
        body = (
            f"{_XML}<D:sync-collection {NAMESPACES}><D:sync-token>{escape(token)}</D:sync-token>"
            f"<D:sync-level>1</D:sync-level>{_ETAG}</D:sync-collection>"
        )
        try:
            answer = self._line.multistatus(Ask(SYNC, "REPORT", self._url, body))
        except Unreadable as failure:
            # A full read asks for less at a time.
            raise CursorExpired(failure.detail, provider=PROVIDER, operation=SYNC) from None
        if not answer.sync_token:
            raise TryAgain("The calendar server's answer lacks the place to go on from.", operation=SYNC)
        kinds, is_more = _Kinds(), False
        for one in answer.told:
            name = self._name(one.href)
            if name:
                kinds.take(name, is_gone=one.status in (404, 410))
            elif one.status == 507:
                is_more = True
        return News(answer.sync_token, tuple(kinds.changed), tuple(kinds.removed), is_more)

    def read(self, names: Sequence[str]) -> dict[str, bytes | None]:
        """What these entries hold, None for one that is gone. One is left out where the server did not say: `read_one`
        asks for it.
        """
        hrefs = "".join(f"<D:href>{escape(self._path + name)}</D:href>" for name in names)
        body = (
            f"{_XML}<C:calendar-multiget {NAMESPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>"
            f"{hrefs}</C:calendar-multiget>"
        )
        try:
            content, _ = self._line.read(Ask(_READ, "REPORT", self._url, body))
            told = read_multistatus(content).told
        except (Unreadable, BrokenAnswer):
            half = len(names) // 2
            return {**self.read(names[:half]), **self.read(names[half:])} if half else {}
        return dict(self._bodies(told))

    def read_one(self, name: str) -> bytes | None:
        """What an entry holds, asked for by itself; None when it is gone. Raises Unreadable, TryAgain."""
        try:
            return self._line.read(Ask(ONE, "GET", self._url + name))[0]
        except Gone:
            return None

    def _boxed(self) -> dict[str, str]:
        try:
            told = self._line.multistatus(Ask(_LIST, "PROPFIND", self._url, propfind([f"{D}getetag"]), depth="1"))
        except Unreadable as failure:
            # Of a box there are no parts to ask for, and the calendars must not wait for it.
            raise Gone(failure.detail, provider=PROVIDER, operation=_LIST) from None
        if self._is_cut(told):
            raise _not_whole()
        return self._etags(told.told)

    def _between(self, start: datetime, end: datetime) -> dict[str, str]:
        edges = time_range(_stamp(start), _stamp(end))
        body = f"{_XML}<C:calendar-query {NAMESPACES}>{_ETAG}{edges}</C:calendar-query>"
        try:
            answer = self._line.multistatus(Ask(_LIST, "REPORT", self._url, body, depth="1"))
            if not self._is_cut(answer):
                return self._etags(answer.told)
        except Unreadable:
            pass
        if end - start < _SHORTEST:
            raise _not_whole()
        middle = start + (end - start) / 2
        return {**self._between(start, middle), **self._between(middle, end)}

    def _is_cut(self, answer: Multistatus) -> bool:
        """Whether there is more than the server tells at once (RFC 4791, 7.8.1)."""
        return any(one.status == 507 for one in answer.told if not self._name(one.href))

    def _etags(self, told: Iterable[Told]) -> dict[str, str]:
        found: dict[str, str] = {}
        for one in told:
            name = self._name(one.href)
            # What may not be read lies there all the same: to ask for it by itself tells of it.
            is_there = one.status < 400 or (bool(name) and one.status in (401, 403))
            if not is_there and one.status not in (404, 410):
                raise _not_whole()
            if name and is_there:
                found[name] = one.text(f"{D}getetag")
        return found

    def _bodies(self, told: Iterable[Told]) -> Iterator[tuple[str, bytes | None]]:
        for one in told:
            name = self._name(one.href)
            if name and one.has(f"{C}calendar-data"):
                yield name, one.text(f"{C}calendar-data").encode()
            elif name and one.status in (404, 410):
                yield name, None

    def _name(self, href: str) -> str:
        """An entry's name in this calendar; "" for the calendar itself and for what lies elsewhere."""
        try:
            path = _tidy(urlsplit(href).path)
        except ValueError:
            return ""
        name = path.removeprefix(self._path) if path.startswith(self._path) else ""
        return "" if "/" in name or name in (".", "..") else name


def id_of(name: str) -> str:
    """Under which id an entry is known: its name, or a digest of one that is too long."""
    return name if len(name) <= LONGEST_NAME else f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"


def changed_since(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The entries that are new, another version, or no longer listed."""
    return sorted(name for name in {*before, *now} if not now.get(name) or before.get(name) != now.get(name))


def _tidy(path: str) -> str:
    """A path as it is always written here: servers differ in what they escape."""
    return "/".join(quote(unquote(part), safe=_PLAIN) for part in path.split("/"))


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _not_whole() -> TryAgain:
    return TryAgain("The calendar server did not list everything.", provider=PROVIDER, operation=_LIST)
