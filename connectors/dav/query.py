"""Turns a `MailQuery` into searches of IMAP's: as few as possible, each no longer than servers take.

Everything in a query is OR-ed, so terms are put together into one search until it is long enough. Addresses and phrases
come from strangers' mail: what is no address is left out, and characters that could end a text are taken out first.
Words beyond ASCII are a search of their own, because not every server can read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from connectors.contract import MailQuery, quoted
from connectors.dav.ids import Scheme

LONGEST = 4_000
"""Characters of one search at most."""
INVITES_AT_GMAIL = 'X-GM-RAW "filename:ics"'

_ADDRESS = re.compile(r"[^\s\"'{}()<>,;:\\|*%]+@[^\s\"'{}()<>,;:\\|*%@]+")
_MEANS_SOMETHING = re.compile(r"[\"\\(){}<>*%\x00-\x20\x7f]+")
_BEYOND = re.compile(r"[^\x20-\x7e]+")
_SHORTEST = 4
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Search:
    """One search: its keys, and where it holds words beyond ASCII, those keys one by one as the library takes them."""

    keys: str
    words: tuple[str, ...] = ()


def searches(query: MailQuery) -> tuple[Search, ...]:
    """What finds the addresses and phrases of a query."""
    by_address = (f'OR FROM "{one}" OR TO "{one}" CC "{one}"' for one in _addresses(query.addresses))
    return (*_grouped([*by_address, *_texts(query.phrases)]), *_beyond(query.phrases))


def answers(query: MailQuery) -> tuple[Search, ...]:
    """What finds the phrases that the person may have written."""
    return (*_grouped(list(_texts(query.answered_with))), *_beyond(query.answered_with))


def in_window(since: datetime, until: datetime | None) -> str:
    """Keys for what arrived in that time. Servers know days, of a zone of their own: a day more to both sides."""
    before = f" BEFORE {_day(until + timedelta(days=2))}" if until else ""
    return f"SINCE {_day(since - timedelta(days=1))}{before}"


def by_message_id(message_id: str) -> str:
    """Keys for one Message-ID."""
    return f'HEADER MESSAGE-ID "{_plain(message_id)}"'


def by_thread(thread_id: str, scheme: Scheme) -> str:
    """Keys for the messages of a conversation; "" for an id that is none."""
    if not thread_id.startswith("<"):
        if scheme == "gmail" and re.fullmatch("[0-9a-f]{1,16}", thread_id):
            return f"X-GM-THRID {int(thread_id, 16)}"
        is_known = scheme == "objectid" and re.fullmatch(r"[A-Za-z0-9_-]{1,255}", thread_id)
        return f"THREADID {thread_id}" if is_known else ""
    root = _plain(thread_id)
    return f'OR HEADER MESSAGE-ID "{root}" OR HEADER REFERENCES "{root}" HEADER IN-REPLY-TO "{root}"' if root else ""


def without_words(search: Search) -> Search:
    """The same for a server that reads ASCII only: the longest part of each phrase that it can."""
    parts = (max(_BEYOND.split(one), key=len).strip() for one in search.words)
    keys = [f'TEXT "{one}"' for one in parts if len(one) >= _SHORTEST]
    return Search(any_of(keys) if len(keys) == len(search.words) else "")


def any_of(keys: Sequence[str]) -> str:
    """Keys of which one is enough, as shallow as possible."""
    if len(keys) <= 1:
        return "".join(keys)
    half = len(keys) // 2
    return f"OR {any_of(keys[:half])} {any_of(keys[half:])}"


def _grouped(terms: Sequence[str]) -> Iterator[Search]:
    group: list[str] = []
    for term in terms:
        if group and sum(map(len, group)) + 4 * len(group) + len(term) > LONGEST:
            yield Search(any_of(group))
            group = []
        group.append(term)
    if group:
        yield Search(any_of(group))


def _addresses(addresses: Iterable[str]) -> Iterator[str]:
    yield from (one for one in dict.fromkeys(addresses) if one.isascii() and _ADDRESS.fullmatch(one))


def _texts(phrases: Iterable[str]) -> Iterator[str]:
    yield from (f"TEXT {one}" for one in quoted(phrases, _MEANS_SOMETHING) if one.isascii())


def _beyond(phrases: Iterable[str]) -> Iterator[Search]:
    words = [one.strip('"') for one in quoted(phrases, _MEANS_SOMETHING) if not one.isascii()]
    for first in range(0, len(words), 20):
        yield Search("", tuple(words[first : first + 20]))


def _plain(text: str) -> str:
    return re.sub(r"[\"\\\x00-\x20\x7f]+|[^\x00-\x7f]+", "", text)[:500]


def _day(moment: datetime) -> str:
    day: date = moment.astimezone(UTC).date()
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year:04}"
