"""The provider-neutral reading of files, for `warmthread import PATH…`: all mails, all calendar events, with progress.

A file that breaks off or holds nonsense is named in `problems` and the others go on. Spam, trash, drafts and chats are
passed over. Which mails matter, and what is stored of them, is decided in `service/ingest.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from connectors.contract import CalendarChange, MessageChange
from connectors.errors import Unreadable
from connectors.headers import message_id, message_ids, split_headers
from connectors.ics import Scan, expand_scanned, scan
from connectors.locales import SPAM_LABELS
from connectors.mime import read_message
from connectors.parts import MAX_MAIL
from connectors.records import Message
from connectors.takeout import origin
from connectors.takeout.mbox import split_mbox
from connectors.takeout.sources import Source, find_sources

MAX_CALENDAR_FILE = 128 * 1024 * 1024
_MAX_CALENDAR_EVENTS = 200_000
_Read = Callable[[BinaryIO], Iterator[tuple[bytes, int]]]
_PASSED_OVER = SPAM_LABELS | {"chat", "chats"}


@dataclass(frozen=True, slots=True)
class FileSet:
    """The mails and calendars at some paths. May be read any number of times; every reading is the same."""

    sources: tuple[Source, ...]
    problems: dict[str, str] = field(default_factory=dict)
    """File (or `archive!member`) to a sentence; grows while reading."""

    @property
    def total_bytes(self) -> int:
        return sum(source.size for source in self.sources)

    def mails(self) -> Iterator[tuple[bytes, Source, int]]:
        """The bytes of every mail, where it lies, and the bytes read so far over all files."""
        before = 0
        for source in self.sources:
            if source.kind == "mbox":
                for raw, read in self._guarded(source, split_mbox):
                    yield raw, source, before + read
            elif source.kind == "mail":
                for raw, read in self._guarded(source, _whole):
                    yield raw, source, before + read
            before += source.size

    def messages(self) -> Iterator[tuple[MessageChange, int]]:
        """Every mail once, as a change, and the bytes read so far. Drafts, spam and trash are left out."""
        seen: set[bytes] = set()
        for raw, source, read in self.mails():
            change = read_change(raw, labels=source.labels)
            digest = hashlib.sha256(change.provider_id.encode()).digest()[:12]
            if digest in seen or (change.message and is_passed_over(change.message)):
                continue
            seen.add(digest)
            yield change, read

    def calendars(self) -> Iterator[tuple[str, Scan]]:
        """Every calendar that can be read, with its id: its name in the file, else the file's own."""
        for source in self.sources:
            if source.kind == "calendar":
                for raw, _ in self._guarded(source, _whole_calendar):
                    try:
                        found = scan(
                            raw,
                            max_bytes=MAX_CALENDAR_FILE,
                            max_events=_MAX_CALENDAR_EVENTS,
                            is_whole_calendar=True,
                        )
                    except Unreadable as problem:
                        self.problems[source.name] = problem.detail
                        continue
                    yield found.name or Path(source.name.rpartition("!")[2]).stem, found

    def calendar_events(self, since: datetime, until: datetime) -> Iterator[CalendarChange]:
        """Single events and occurrences of series between two instants, calendar by calendar."""
        for calendar_id, found in self.calendars():
            try:
                events = expand_scanned(found, since=since, until=until, calendar_id=calendar_id)
            except Unreadable as problem:
                self.problems[calendar_id] = problem.detail
                continue
            for event in events:
                yield CalendarChange(event.provider_id, event)

    def _guarded(self, source: Source, read: _Read) -> Iterator[tuple[bytes, int]]:
        try:
            with source.open() as stream:
                yield from read(stream)
        except Unreadable as problem:
            self.problems[source.name] = problem.detail
        except OSError as problem:
            self.problems[source.name] = f"The file cannot be read: {problem.strerror or type(problem).__name__}."


def open_files(paths: Sequence[Path]) -> FileSet:
    """What can be read at these paths: mbox files, mails, calendars, folders of them, Takeout zips. Never raises."""
    sources, problems = find_sources(paths)
    return FileSet(sources, problems)


def read_change(raw: bytes, *, labels: tuple[str, ...] = ()) -> MessageChange:
    """One mail out of a file as a change; unreadable with its sentence where it cannot be read."""
    headers = split_headers(raw)[0]
    provider_id = mail_id(headers.raw("message-id"), raw)
    googles = headers.raw("x-gm-thrid") if origin.is_googles(headers) else ""
    thread_id = googles or _thread_root(headers.raw("references"), headers.raw("in-reply-to")) or provider_id
    told = (*labels, *origin.labels_of(headers))
    try:
        message = read_message(raw, provider_id=provider_id, thread_id=thread_id, labels=told)
        return MessageChange(provider_id, replace(message, results_by=origin.results_by(headers)))
    except Unreadable as problem:
        return MessageChange(provider_id, unreadable=problem.detail)


def mail_id(header: str, raw: bytes) -> str:
    """The id of a mail out of a file: of its Message-ID, so that every copy has the same, else of its bytes."""
    identity = message_id(header).encode() or raw
    return "mid:" + hashlib.sha256(identity).hexdigest()


def _whole(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
    raw = stream.read(MAX_MAIL + 1)
    yield raw, len(raw)


def _whole_calendar(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
    raw = stream.read(MAX_CALENDAR_FILE + 1)
    yield raw, len(raw)


def _thread_root(references: str, in_reply_to: str) -> str:
    """The first mail of the conversation, named like `mail_id` names it."""
    root = next(iter((*message_ids(references), *message_ids(in_reply_to))), "")
    return mail_id(root, b"") if root else ""


def is_passed_over(message: Message) -> bool:
    return message.is_draft or any(label.casefold() in _PASSED_OVER for label in message.labels)
