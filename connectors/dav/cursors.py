"""The places to go on from, as they travel inside the opaque cursors.

A mailbox is remembered as what lies in each of its folders: numbers and ids, and the numbers of the last look by which a
folder shows that nothing happened. There is no second watermark: what is new and what is gone are differences of what
lay there and what lies there. Ids that were found and not read yet travel along.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from connectors.dav.credentials import PROVIDER
from connectors.dav.wire import ranges
from connectors.errors import CursorExpired

MOST_NUMBERS = 1_000_000
"""Mails in one folder; nobody has more."""
Pending = tuple[str, str, str, str]
"""A message as it was found: id, folder, number (UID), size."""
Kept = tuple[str, int, int, int, int, str, str]
"""A folder: name, UIDVALIDITY, UIDNEXT, count and MODSEQ at the last look, numbers, packed ids in the order of those."""

Gone = tuple[str, bool]
"""An id, and whether its folder is one that is read."""


@dataclass(frozen=True, slots=True)
class MailPlace:
    """A place in the changes of all folders."""

    scheme: str
    """How messages are called (`ids.Scheme`)."""
    began: str
    """When the first cursor was taken, ISO: what is much older is not new in a folder that is met for the first time."""
    foreign: tuple[str, ...] = ()
    folders: tuple[Kept, ...] = ()
    pending: tuple[Pending, ...] = ()
    gone: tuple[Gone, ...] = ()
    """What left a folder in a look before this one, and may turn up in another."""
    removed: tuple[str, ...] = ()
    """Ids that are nowhere any more and were not told yet."""
    is_open: bool = False
    """The last look did not get to the end of every folder."""
    is_troubled: bool = False
    """The last look could not be had into some folder."""


@dataclass(frozen=True, slots=True)
class SearchPlace:
    """A place in a search, newest first: when the last one arrived (ISO), and its id."""

    at: str
    provider_id: str


@dataclass(frozen=True, slots=True)
class CensusPlace:
    """A place in a census: the folders that are not counted to their end, and the last number of the first of them."""

    folders: tuple[str, ...] = ()
    uid: int = 0
    validity: int = 0


def packed(there: Mapping[int, str]) -> tuple[str, str]:
    """The numbers and the ids of a folder."""
    uids = sorted(there)
    text = "\n".join(there[uid] for uid in uids)
    return ranges(uids), base64.b64encode(zlib.compress(text.encode(), 6)).decode() if uids else ""


def unpacked(uids: str, ids: str) -> dict[int, str]:
    """What `packed` wrote. Raises CursorExpired for anything else."""
    try:
        names = zlib.decompress(base64.b64decode(ids)).decode().split("\n") if ids else []
        return dict(zip(numbers(uids), names, strict=True))
    except (ValueError, zlib.error):
        raise CursorExpired("The stored place cannot be read.", provider=PROVIDER) from None


def numbers(uids: str | bytes) -> Iterator[int]:
    """Each number of a set of IMAP's. Raises ValueError, also for more than any folder holds."""
    text = uids.decode("ascii") if isinstance(uids, bytes) else uids
    parts = [part.partition(":") for part in text.split(",") if part]
    found = [range(int(first), int(last or first) + 1) for first, _, last in parts]
    if sum(map(len, found)) > MOST_NUMBERS:
        raise ValueError("more numbers than there are mails")
    return chain.from_iterable(found)
