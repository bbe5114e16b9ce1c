"""A look into the past: what a query finds in all folders together, newest first.

The server searches, folder by folder; the heads of what it found tell when a mail arrived and to which conversation it
belongs, so that "a conversation in which the person wrote" is a comparison here. Invites are found by the shape of a
mail, because no server searches for attachments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.contract import MailQuery
from connectors.dav.cursors import Pending
from connectors.dav.folders import Folders, MailFolder
from connectors.dav.ids import Items, Scheme, fields_of, header_in, identity_of, thread_items
from connectors.dav.imap import ImapLine
from connectors.dav.listing import AT_ONCE, arrival, flags, heads, is_refusal, search
from connectors.dav.query import (
    INVITES_AT_GMAIL,
    Search,
    answers,
    by_message_id,
    by_thread,
    in_window,
    searches,
    without_words,
)
from connectors.dav.wire import Client, ranges
from connectors.errors import ConnectorError, Gone
from connectors.headers import as_text, parse_addresses

_TO = "BODY.PEEK[HEADER.FIELDS (TO)]<0.8192>"
_FIRST_UID = re.compile(rb"\A\d+ \(UID (\d+)|\bUID (\d+)\)\Z")
_CALENDAR = re.compile(rb'"text" "(?:x-v)?calendar"|\.ics"|"application" "ics"', re.IGNORECASE)
_SECOND = timedelta(seconds=1)
_UNTOLD = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """One message as its head tells it."""

    provider_id: str
    folder: str
    uid: int
    size: int
    at: datetime
    thread_id: str
    message_id: str
    is_sent: bool
    is_draft: bool
    domains: frozenset[str] = frozenset()
    """To whom it goes, where that was asked for."""

    @property
    def pending(self) -> Pending:
        return (self.provider_id, self.folder, str(self.uid), str(self.size))

    @property
    def place(self) -> tuple[str, str]:
        """By which a listing is ordered and gone on with."""
        return (self.at.isoformat(), self.provider_id)


@dataclass(slots=True)
class Past:
    """One query, put to one mailbox."""

    line: ImapLine
    folders: Folders
    scheme: Scheme
    query: MailQuery
    _heads: dict[tuple[str, int], Found] = field(default_factory=dict)

    def found(self) -> list[Found]:
        """Everything that fits, each message once, newest first."""
        every: dict[str, Found] = {}
        for one in self._fitting():
            if not one.is_draft:
                every.setdefault(one.provider_id, one)
        return sorted(every.values(), key=lambda one: one.place, reverse=True)

    def _fitting(self) -> Iterator[Found]:
        query = self.query
        if query.message_id:
            wanted = query.message_id.strip()
            yield from (
                one for one in self._any_time(by_message_id(wanted), self._anywhere()) if one.message_id == wanted
            )
            return
        taken_part = self._conversations(self._sent(())) if query.has_taken_part else None
        for one in self._in_window(self.folders.read, self._asked):
            if taken_part is None or one.thread_id in taken_part:
                yield one
        if query.answered_with:
            wanted_threads = self._conversations(self._sent(answers(query)))
            yield from (one for one in self._others() if one.thread_id in wanted_threads)
        for thread in dict.fromkeys(query.threads):
            keys = by_thread(thread, self.scheme)
            yield from (one for one in self._any_time(keys, self.folders.read) if keys and one.thread_id == thread)

    def _asked(self) -> set[int]:
        """In the selected folder, what fits addresses, phrases and invites."""
        query, window = self.query, in_window(self.query.since, self.query.until)
        if query.is_everything:
            return set(search_keys(self.line, window))
        hits: set[int] = set()
        for one in searches(query):
            hits |= self._hits(one, window)
        return hits | self._invites(window) if query.with_invites else hits

    def _hits(self, asked: Search, window: str) -> set[int]:
        try:
            if not asked.words:
                return set(search_keys(self.line, f"{window} {asked.keys}"))
            return set(search(self.line, _in_library_words(window, asked.words), "UTF-8"))
        except ConnectorError as failure:
            if not is_refusal(failure):
                raise
        # A server that cannot tell: rather too much than too little.
        plain = without_words(asked).keys if asked.words else ""
        return set(search_keys(self.line, f"{window} {plain}".rstrip()))

    def _invites(self, window: str) -> set[int]:
        if self.scheme == "gmail":
            return set(search_keys(self.line, f"{window} {INVITES_AT_GMAIL}"))
        uids = search_keys(self.line, window)
        hits: set[int] = set()
        for first in range(0, len(uids), AT_ONCE):
            some = ranges(uids[first : first + AT_ONCE])
            hits |= self.line.read("imap.fetch.shapes", lambda client, some=some: set(_with_calendars(client, some)))  # type: ignore[misc]
        return hits

    def _sent(self, asked: Sequence[Search]) -> list[Found]:
        """What the person sent in this time; with searches, what of it fits one and does not go to left-out domains."""
        folders = [one for one in self.folders.read if one.use in ("sent", "all")]
        window = in_window(self.query.since, self.query.until)

        def hits() -> set[int]:
            if not asked:
                return set(search_keys(self.line, window))
            return {uid for one in asked for uid in self._hits(one, window)}

        left_out = {domain.lower() for domain in self.query.not_to} if asked else set()
        found = self._in_window(folders, hits, f" {_TO}" if left_out else "")
        return [one for one in found if one.is_sent and not left_out & one.domains]

    def _others(self) -> Iterator[Found]:
        window = in_window(self.query.since, self.query.until)
        folders = [one for one in self.folders.read if one.use != "sent"]
        every = self._in_window(folders, lambda: set(search_keys(self.line, window)))
        return (one for one in every if not one.is_sent)

    def _conversations(self, found: Iterable[Found]) -> frozenset[str]:
        return frozenset(one.thread_id for one in found)

    def _in_window(
        self, folders: Iterable[MailFolder], hits: Callable[[], set[int]], more: str = ""
    ) -> Iterator[Found]:
        since, until = self.query.since - _SECOND, self.query.until
        for folder in folders:
            for one in self._in(folder, hits, more):
                if one.at > since and (until is None or one.at < until + _SECOND):
                    yield one

    def _any_time(self, keys: str, folders: Iterable[MailFolder]) -> Iterator[Found]:
        for folder in folders if keys else ():
            yield from self._in(folder, lambda: set(search_keys(self.line, keys)))

    def _in(self, folder: MailFolder, hits: Callable[[], set[int]], more: str = "") -> Iterator[Found]:
        if folder.state is not None and not folder.state.count:
            return
        try:
            self.line.select(folder.name)
        except Gone:
            return
        uids = sorted(hits())
        unseen = [uid for uid in uids if more or (folder.name, uid) not in self._heads]
        items = (
            f"{thread_items(self.scheme)} FLAGS INTERNALDATE{' X-GM-LABELS' if self.scheme == 'gmail' else ''}{more}"
        )
        for uid, told in heads(self.line, unseen, items):
            self._heads[folder.name, uid] = _found(folder, uid, told, self.scheme)
        yield from (self._heads[folder.name, uid] for uid in uids if (folder.name, uid) in self._heads)

    def _anywhere(self) -> tuple[MailFolder, ...]:
        return self.folders.followed


def search_keys(line: ImapLine, keys: str) -> list[int]:
    """The numbers of what fits these keys, in order."""
    return search(line, keys)


def _in_library_words(window: str, words: Sequence[str]) -> list[str]:
    keys: list[str] = []
    for position, word in enumerate(words):
        keys += [*(["OR"] if position + 1 < len(words) else []), "TEXT", word]
    return [*window.split(), *keys]


def _found(folder: MailFolder, uid: int, items: Items, scheme: Scheme) -> Found:
    identity = identity_of(items, scheme)
    told = items.get(b"X-GM-LABELS")
    labels = {bytes(one).lower() for one in told if isinstance(one, bytes)} if isinstance(told, tuple) else set()
    return Found(
        identity.provider_id,
        folder.name,
        uid,
        int(items.get(b"RFC822.SIZE") or 0),
        arrival(items) or _UNTOLD,
        identity.thread_id,
        identity.message_id,
        is_sent=folder.use == "sent" or rb"\sent" in labels,
        is_draft=r"\draft" in flags(items) or rb"\draft" in labels,
        domains=_domains(items),
    )


def _domains(items: Items) -> frozenset[str]:
    to = fields_of(header_in(items, b"(TO)") or header_in(items, b" TO)")).get("to", b"")
    return frozenset(one.email.rpartition("@")[2].lower() for one in parse_addresses(as_text(to))[0])


def _with_calendars(client: Client, uids: str) -> Iterator[int]:
    """The mails whose shape shows a calendar. Looked through as it came: a shape may be nested without end."""
    _, data = client.wire.uid("FETCH", uids, "(UID BODYSTRUCTURE)")
    for told in _lines(data):
        number = _FIRST_UID.search(told)
        if number and _CALENDAR.search(told):
            yield int(number[1] or number[2])


def _lines(data: Iterable[Any]) -> Iterator[bytes]:
    """Each message's answer as one text, literals in their place."""
    whole = b""
    for part in data or ():
        if isinstance(part, tuple):
            whole += part[0] + b' "' + part[1] + b'" '
        elif part is not None:
            yield whole + part
            whole = b""
