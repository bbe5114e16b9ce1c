"""How much of an answer is taken in: its bytes at the wire, unpacked as they come, and the fields of a calendar entry.

What strangers send arrives inside a provider's answers, so these bounds hold before anything is parsed. What a mail or
a calendar file may hold is counted by their readers (`parts`, `components`).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from connectors.components import MAX_ATTENDEES
from connectors.errors import Unreadable
from connectors.records import Address, Attendee, CalendarEvent

LARGEST_ANSWER = 48 * 1024 * 1024
"""Bytes of one answer, unpacked: a mail of the largest size that is read (`parts.MAX_MAIL`), in base64, and some."""
LONGEST_TITLE = 2_000
LONGEST_TEXT = 65_536
"""Characters, as of one line in a calendar file."""
LONGEST_ADDRESS = 1_000
LONGEST_ID = 1_024

_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_ANY_HEADER = 32 + zlib.MAX_WBITS
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LARGEST_NUMBER = 2**63 - 1


class TooLargeError(ValueError):
    """An answer goes on beyond LARGEST_ANSWER; nothing of it was kept."""


def unpacked(pieces: Iterable[bytes], packing: str, *, most: int = LARGEST_ANSWER) -> bytes:
    """A whole body from its pieces, unpacked. Raises TooLargeError before more than `most` bytes are held, and ValueError
    for a packing that breaks off or that nobody asked for.
    """
    packing = packing.strip().lower()
    if packing not in _PACKED | {"", "identity"}:
        raise ValueError("the answer is packed in a way that was not asked for")
    unpack = zlib.decompressobj(_ANY_HEADER) if packing in _PACKED else None
    body = bytearray()
    try:
        for piece in pieces:
            body += unpack.decompress(piece, most + 1 - len(body)) if unpack else piece
            if len(body) > most:
                raise TooLargeError("the answer is larger than anything that is read")
    except zlib.error:
        raise ValueError("the answer's packing is broken") from None
    if unpack and (unpack.unused_data or not unpack.eof):
        raise ValueError("the answer's packing breaks off")
    return bytes(body)


def body_of(pieces: Iterable[bytes], packing: str, status: int) -> bytes:
    """The body of an answer with that HTTP status; a refusal that is too large is only a broken answer (ValueError)."""
    try:
        return unpacked(pieces, packing)
    except TooLargeError as problem:
        if 200 <= status < 300:
            raise
        raise ValueError(str(problem)) from None


def too_large(provider: str, name: str, operation: str) -> Unreadable:
    """What a read that came to TooLargeError means: it would come to the same again."""
    most = LARGEST_ANSWER // 1024**2
    return Unreadable(f"{name}'s answer is larger than {most} MiB.", provider=provider, operation=operation)


@contextmanager
def reading_bytes() -> Iterator[None]:
    """While inside, only bytes in hand are looked at: whatever goes wrong, they are Unreadable, and no poll is lost."""
    try:
        yield
    except Unreadable:
        raise
    except Exception as problem:
        # The text of an unknown exception may hold a stranger's words.
        raise Unreadable(f"Reading it failed ({type(problem).__name__}).") from problem


def things(answer: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects listed under that name; what is no list, or no object in it, is left out."""
    told = answer.get(name)
    return [entry for entry in told if isinstance(entry, dict)] if isinstance(told, list) else []


def thing_in(answer: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The object under that name, empty for anything else."""
    told = answer.get(name)
    return told if isinstance(told, dict) else {}


def bounded_event(event: CalendarEvent) -> CalendarEvent:
    """A calendar entry that arrived as JSON, within the bounds that calendar files are held to. Raises ValueError for one
    without a usable time or with an id that cannot be one.
    """
    if not is_usable(event.start) or len(event.provider_id) > LONGEST_ID or _UNSTORABLE.search(event.provider_id):
        raise ValueError("no usable time or id")
    return replace(
        event,
        ical_uid=_text(event.ical_uid, 500),
        series_id=_text(event.series_id, LONGEST_ID),
        etag=_text(event.etag, LONGEST_ID),
        sequence=max(0, min(event.sequence, _LARGEST_NUMBER)),
        recurrence_id=_moment(event.recurrence_id),
        updated=_moment(event.updated),
        created=_moment(event.created),
        end=_moment(event.end),
        summary=_text(event.summary, LONGEST_TITLE),
        description=_text(event.description, LONGEST_TEXT),
        location=_text(event.location, LONGEST_TITLE),
        conference_url=_text(event.conference_url, LONGEST_TITLE),
        organizer=_address(event.organizer) if event.organizer else None,
        attendees=_attendees(event.attendees),
        sent_by=_text(event.sent_by, LONGEST_ADDRESS),
    )


def _attendees(told: tuple[Attendee, ...]) -> tuple[Attendee, ...]:
    """As many as a calendar file may name; the person's own entry is always among them."""
    if len(told) > MAX_ATTENDEES:
        told = tuple(sorted(told, key=lambda one: not one.is_self)[:MAX_ATTENDEES])
    return tuple(replace(one, address=_address(one.address), comment=_text(one.comment, LONGEST_TITLE)) for one in told)


def _address(told: Address) -> Address:
    return Address(_text(told.email, LONGEST_ADDRESS), _text(told.name, LONGEST_ADDRESS))


def _text(value: str, most: int) -> str:
    return _UNSTORABLE.sub("\ufffd", value[:most])


def _moment(moment: datetime | None) -> datetime | None:
    return moment if is_usable(moment) else None


def is_usable(moment: datetime | None) -> bool:
    """Years at the calendar's ends overflow in every sum, and are nobody's meeting."""
    return moment is not None and 1000 <= moment.year <= 3000
