"""What lies in the folder that is selected, by numbers and by what is fetched of them; each answer bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from imapclient.response_parser import parse_fetch_response

from connectors.dav.credentials import PROVIDER
from connectors.dav.cursors import numbers
from connectors.dav.ids import Items
from connectors.dav.imap import ImapLine
from connectors.dav.wire import Client, ranges
from connectors.errors import ConnectorError, TryAgain

AT_ONCE = 500
"""Messages of which the heads are fetched by one command."""
SEARCH = "imap.search"
HEADS = "imap.fetch.heads"

_ALL = re.compile(rb"\bALL ([0-9:,]+)")


def every_uid(line: ImapLine, after: int = 0) -> list[int]:
    """The numbers of all messages in the selected folder, or those above `after`, in order."""
    asked = f"UID {after + 1}:*" if after else "ALL"
    if line.can("ESEARCH"):
        told = line.read(SEARCH, lambda client: _compact(client, asked))
        found = _numbers(told)
    else:
        found = search(line, asked.split())
    # With nothing above it, "n:*" means the last one.
    return sorted(uid for uid in set(found) if uid > after)


def search(line: ImapLine, keys: Sequence[Any], charset: str | None = None) -> list[int]:
    """The numbers of what fits these search keys."""
    return line.read(SEARCH, lambda client: list(client.search(list(keys), charset)))


def heads(line: ImapLine, uids: Sequence[int], items: str) -> Iterator[tuple[int, Items]]:
    """These items of each of these messages that is still there, in the order of their numbers."""
    for first in range(0, len(uids), AT_ONCE):
        some = uids[first : first + AT_ONCE]
        found = fetched(line, HEADS, ranges(some), items)
        yield from ((uid, found[uid]) for uid in some if uid in found)


def fetched(line: ImapLine, operation: str, uids: str, items: str) -> dict[int, Items]:
    """What one FETCH tells, by number."""
    return line.read(operation, lambda client: _fetch(client, uids, items))


def arrival(items: Items) -> datetime | None:
    """When the message arrived, by the server's word."""
    told = items.get(b"INTERNALDATE")
    return told.astimezone(UTC) if isinstance(told, datetime) and told.tzinfo else None


def flags(items: Items) -> frozenset[str]:
    """The message's flags, in lower case."""
    told = items.get(b"FLAGS")
    return frozenset(str(one, "ascii", "replace").lower() for one in told) if isinstance(told, tuple) else frozenset()


def _fetch(client: Client, uids: str, items: str) -> dict[int, Items]:
    kind, data = client.wire.uid("FETCH", uids, f"({items})")
    if kind != "OK":
        raise client.Error(str(data[-1], "utf-8", "replace") if data and isinstance(data[-1], bytes) else "")
    # By sequence number, because news of other messages may come between and tells no UID.
    told: Mapping[int, Any] = parse_fetch_response(data, normalise_times=False, uid_is_key=False)
    return {one[b"UID"]: one for one in told.values() if isinstance(one.get(b"UID"), int)}


def _compact(client: Client, asked: str) -> bytes:
    kind, data = client.wire.uid("SEARCH", "RETURN", "(ALL)", asked)
    if kind != "OK":
        raise client.Error(str(data[-1], "utf-8", "replace") if data and isinstance(data[-1], bytes) else "")
    return b",".join(told[1] for line in client.wire.taken("ESEARCH") if (told := _ALL.search(bytes(line))))


def _numbers(told: bytes) -> list[int]:
    try:
        return list(numbers(told))
    except ValueError:
        raise TryAgain("The mail server's list of mails makes no sense.", provider=PROVIDER) from None


def is_refusal(failure: ConnectorError) -> bool:
    """A plain no to what was asked, and nothing else."""
    return type(failure) is ConnectorError
