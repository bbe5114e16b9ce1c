"""One message as it is read: its bytes, with what the server tells beside them, and where it lies by its id.

A message is asked for by folder and number, and known again by its id: a number may mean another one by now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from connectors.bounds import reading_bytes
from connectors.contract import MessageChange
from connectors.dav.credentials import PROVIDER
from connectors.dav.cursors import Pending
from connectors.dav.folders import Folders, MailFolder
from connectors.dav.ids import Items, Scheme, id_items, provider_id_of, root_of, servers_thread
from connectors.dav.imap import ImapLine
from connectors.dav.known_servers import results_by
from connectors.dav.listing import arrival, every_uid, fetched, flags, heads
from connectors.errors import Gone, Unreadable
from connectors.mime import read_message
from connectors.parts import MAX_MAIL
from connectors.records import Message

READ = "imap.fetch"
Elsewhere = Callable[[str], Sequence[tuple[str, int]]]
"""Lent by the caller: in which folders, and under which numbers, a message may lie."""

_TOO_LARGE = f"It is larger than {MAX_MAIL // 1024**2} MiB."


class Reader:
    """Reads messages of one account, each by one command."""

    def __init__(self, line: ImapLine, folders: Folders, scheme: Scheme) -> None:
        self._line = line
        self._folders = {one.name: one for one in folders.every}
        self._scheme: Scheme = scheme
        self.missed: list[Pending] = []
        """What did not lie where it was found, nor where else it may have."""

    def read(self, listed: Pending, elsewhere: Elsewhere) -> MessageChange | None:
        """The message, why it cannot be read, or None for one that is not there or not to be shown."""
        provider_id, folder, uid, size = listed
        if int(size) > MAX_MAIL:
            return MessageChange(provider_id, unreadable=_TOO_LARGE)
        try:
            for place in _places(folder, int(uid), lambda: elsewhere(provider_id)):
                items = self._items(provider_id, *place)
                if items is not None:
                    return self._change(provider_id, items, self._folders.get(place[0]))
        except Unreadable as failure:
            return MessageChange(provider_id, unreadable=failure.detail)
        self.missed.append(listed)
        return None

    def _items(self, provider_id: str, folder: str, uid: int) -> Items | None:
        try:
            items = self._fetched(folder, uid)
            if items is not None and not items.get(b"BODY[]"):
                # Of what somebody moved just now a server may still know the head: it is asked with fresh eyes.
                self._line.leave()
                items = self._fetched(folder, uid)
        except Gone:
            return None
        return items if items is not None and provider_id_of(items, self._scheme) == provider_id else None

    def _fetched(self, folder: str, uid: int) -> Items | None:
        self._line.select(folder)
        thread = {"gmail": " X-GM-THRID X-GM-LABELS", "objectid": " THREADID", "digest": ""}[self._scheme]
        asked = f"{id_items(self._scheme)} FLAGS INTERNALDATE{thread} BODY.PEEK[]"
        return fetched(self._line, READ, str(uid), asked).get(uid)

    def _change(self, provider_id: str, items: Items, folder: MailFolder | None) -> MessageChange | None:
        labels = _labels(items)
        if r"\draft" in flags(items) or r"\draft" in {one.lower() for one in labels}:
            return None
        return MessageChange(provider_id, self._as_message(provider_id, items, folder))

    def _as_message(self, provider_id: str, items: Items, folder: MailFolder | None) -> Message:
        """The record of what was fetched. Raises Unreadable."""
        raw = items.get(b"BODY[]")
        if not isinstance(raw, bytes) or not raw:
            raise Unreadable("The mail server gave this message without content.", provider=PROVIDER)
        labels = _labels(items)
        shown = tuple(one for one in (folder.shown if folder else "", *labels) if one)
        with reading_bytes():
            message = read_message(raw, provider_id=provider_id, labels=shown, received_at=arrival(items))
        thread_id = servers_thread(items, self._scheme) or root_of(
            message.references, message.in_reply_to, message.message_id
        )
        own = {one.lower() for one in (self._line.credentials.address, *self._line.credentials.others)}
        is_filed = (folder is not None and folder.use == "sent") or r"\sent" in {one.lower() for one in labels}
        # Somebody who files sent mail away takes it out of Sent; what was delivered bears a server's stamp.
        is_sent = is_filed or (message.sender.email.lower() in own and not message.was_delivered)
        return replace(
            message,
            thread_id=thread_id or provider_id,
            is_sent=is_sent,
            is_draft=False,
            results_by=results_by(self._line.credentials.imap),
        )


def _places(folder: str, uid: int, others: Callable[[], Sequence[tuple[str, int]]]) -> Iterator[tuple[str, int]]:
    """Where a message was found, and only when it is not there where else it may be: that takes a look around."""
    if folder:
        yield folder, uid
    yield from others()


def scan(line: ImapLine, folders: Sequence[MailFolder], scheme: Scheme) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Where every message of these folders lies, by id: for what was asked for by its id alone."""
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for folder in folders:
        for uid, items in _all_heads(line, folder, scheme):
            provider_id = provider_id_of(items, scheme)
            found[provider_id] = (*found.get(provider_id, ()), (folder.name, uid))
    return found


def _all_heads(line: ImapLine, folder: MailFolder, scheme: Scheme) -> Iterator[tuple[int, Items]]:
    if folder.state is not None and not folder.state.count:
        return
    try:
        line.select(folder.name)
    except Gone:
        return
    yield from heads(line, every_uid(line), id_items(scheme))


def _labels(items: Items) -> tuple[str, ...]:
    told = items.get(b"X-GM-LABELS")
    if not isinstance(told, tuple):
        return ()
    return tuple(one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in told)
