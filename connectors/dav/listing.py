"""What lies in the folder that is selected, by numbers and by what is fetched of them; each answer bounded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
_PATIENCE = 40
"""So many refusals are heard for one command's heads before it is the server that is in trouble."""

_SUSPECT = 500
"""A list of so many numbers or more may be cut without a word, at either end."""
_MOST_PARTS = 2_000

_ALL = re.compile(rb"\bALL ([0-9:,]+)")
_CUT = re.compile(rb"\d+ (\d+)")

Part = tuple[list[int], int | None]
"""Numbers that were found, and below which one the server did not look (RFC 9738); 0 where it does not say, None where it
looked at all.
"""


def every_uid(line: ImapLine, after: int = 0) -> list[int]:
    """The numbers of all messages in the selected folder, or those above `after`, in order."""
    keys = f"UID {after + 1}:*" if after else "ALL"
    if not line.can("ESEARCH"):
        found = search(line, keys)
    else:

        def asked(within: str) -> Part:
            told, lowest = line.read(
                SEARCH, lambda client: (_compact(client, f"{within} {keys}".lstrip()), _lowest(client))
            )
            return _numbers(told), lowest

        found = _put_together(asked)
    # With nothing above it, "n:*" means the last one.
    return [uid for uid in found if uid > after]


def search(line: ImapLine, keys: str | Sequence[Any], charset: str | None = None) -> list[int]:
    """The numbers of what fits these search keys, in order, also where the server tells only so many at once."""

    def asked(within: str) -> Part:
        every = f"{within} {keys}".lstrip() if isinstance(keys, str) else [*within.split(), *keys]
        return line.read(SEARCH, lambda client: (list(client.search(every, charset)), _lowest(client)))

    return _put_together(asked)


def _put_together(asked: Callable[[str], Part]) -> list[int]:
    """What is found in all numbers together: what an answer left out, or may have, is asked for by itself."""
    uids, lowest = asked("")
    found = set(uids)
    if lowest is None and len(uids) >= _SUSPECT:
        found |= _above(asked, max(uids))
    below = _rest(uids, lowest)
    for _ in range(_MOST_PARTS):
        if below <= 1:
            return sorted(found)
        uids, lowest = asked(f"UID 1:{below - 1}")
        uids = [uid for uid in uids if uid < below]
        found |= set(uids)
        # Whoever names no lower number would go round for ever.
        following = _rest(uids, lowest)
        below = following if following < below else 0
    raise TryAgain("The mail server lists a folder in too many parts.", provider=PROVIDER, operation=SEARCH)


def _above(asked: Callable[[str], Part], top: int) -> set[int]:
    found: set[int] = set()
    for _ in range(_MOST_PARTS):
        uids = [uid for uid in asked(f"UID {top + 1}:*")[0] if uid > top]
        found |= set(uids)
        if len(uids) < _SUSPECT:
            return found
        top = max(uids)
    raise TryAgain("The mail server lists a folder in too many parts.", provider=PROVIDER, operation=SEARCH)


def _rest(uids: Sequence[int], lowest: int | None) -> int:
    """The number below which there may be more; 0 where this was surely all."""
    if lowest is None and len(uids) < _SUSPECT:
        return 0
    return lowest or min(uids, default=0)


def _lowest(client: Client) -> int | None:
    """Below which number the server did not look, as the answer that just came says."""
    told = client.wire.taken("MESSAGELIMIT")
    found = _CUT.fullmatch(bytes(told[-1] or b"")) if told else None
    return int(found[1]) if found else 0 if told else None


def heads(line: ImapLine, uids: Sequence[int], items: str) -> Iterator[tuple[int, Items]]:
    """These items of each of these messages that is still there, in the order of their numbers. One that the server can
    tell nothing of, while it does of others, is left out like one that is gone.
    """
    for first in range(0, len(uids), AT_ONCE):
        some = uids[first : first + AT_ONCE]
        found = _Asking(line, items).of(some)
        yield from ((uid, found[uid]) for uid in some if uid in found)


@dataclass(slots=True)
class _Asking:
    """For some heads, in halves where they are refused: of some mails Yahoo tells nothing for months
    (https://github.com/imapsync/imapsync/issues/119).
    """

    line: ImapLine
    items: str
    refusals: int = 0

    def of(self, uids: Sequence[int]) -> dict[int, Items]:
        """Raises what the server's refusal means where it refuses all of them, or many."""
        try:
            return fetched(self.line, HEADS, ranges(uids), self.items)
        except ConnectorError as failure:
            self.refusals += 1
            if not is_about_these(self.line, failure) or len(uids) == 1 or self.refusals > _PATIENCE:
                raise
            return self._in_halves(uids, failure)

    def _in_halves(self, uids: Sequence[int], failure: ConnectorError) -> dict[int, Items]:
        middle = len(uids) // 2
        found: dict[int, Items] = {}
        refused = 0
        for half in (uids[:middle], uids[middle:]):
            try:
                found |= self.of(half)
            except ConnectorError:
                refused += 1
                if not self.line.is_open or self.refusals > _PATIENCE:
                    raise
        if refused == 2:
            raise failure
        return found


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


def is_about_these(line: ImapLine, failure: ConnectorError) -> bool:
    """A no, for good or for now, after which the connection goes on."""
    return line.is_open and (is_refusal(failure) or isinstance(failure, TryAgain))
