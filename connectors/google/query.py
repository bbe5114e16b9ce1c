"""Turns a `MailQuery` into the steps of a Gmail search: as few searches as possible, then threads one by one.

Everything in a query is OR-ed, so terms are put together into `{a b c}` groups until a search is as long as it may be.
Addresses and phrases come from strangers' mail: characters with a meaning to Gmail's search are taken out first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote_plus

from connectors.contract import MailQuery

# googleapiclient turns a GET of more than 2,048 characters into a POST; counted as it travels, percent signs and all.
LONGEST = 1_500

_ADDRESS = re.compile(r"[^\s\"'{}()<>,;:\\|]+@[^\s\"'{}()<>,;:\\|@]+")
_MEANS_SOMETHING = re.compile(r"[\"{}()\s]+")


@dataclass(frozen=True, slots=True)
class Step:
    """One listing: a search, or (with `thread`) all messages of a thread."""

    q: str = ""
    thread: str = ""
    is_anywhere: bool = False
    """Also looks into spam and bin."""


def steps(query: MailQuery) -> tuple[Step, ...]:
    """The listings that together find everything the query asks for, in a fixed order."""
    if query.message_id:
        return (Step(q=by_message_id(query.message_id), is_anywhere=True),)
    window = _window(query.since, query.until)
    terms = list(_terms(query))
    threads = tuple(Step(thread=thread) for thread in dict.fromkeys(query.threads) if thread)
    if not terms and not threads and not _asks_for_something(query):
        return (Step(q=window),)
    searches = (Step(q=f"{window} {{{' '.join(group)}}}") for group in _groups(terms, LONGEST - _length(window)))
    return (*searches, *threads)


def by_message_id(message_id: str) -> str:
    """A search for one RFC Message-ID, which Gmail wants without its angle brackets."""
    return "rfc822msgid:" + _MEANS_SOMETHING.sub("", message_id.strip().strip("<>"))


def sent_since(since: datetime) -> str:
    """A search for everything sent from a second before `since` on."""
    return f"in:sent after:{_second(since) - 1}"


def _window(since: datetime, until: datetime | None) -> str:
    # after: and before: take epoch seconds and leave the second itself out.
    # https://developers.google.com/workspace/gmail/api/guides/filtering
    before = f" before:{_second(until) + 1}" if until else ""
    return f"after:{_second(since) - 1}{before} -in:drafts -in:chats"


def _terms(query: MailQuery) -> Iterator[str]:
    # A calendar part without a file name (some Outlook invites) is not found by this; addresses and the calendar are
    # there for those.
    if query.with_invites:
        yield "filename:ics"
    for address in dict.fromkeys(query.addresses):
        if _ADDRESS.fullmatch(address):
            yield f"from:{address} to:{address} cc:{address}"
    for phrase in dict.fromkeys(query.phrases):
        words = _MEANS_SOMETHING.sub(" ", phrase).strip()
        if words:
            yield f'"{words}"'


def _asks_for_something(query: MailQuery) -> bool:
    return bool(query.addresses or query.phrases or query.with_invites or query.threads)


def _groups(terms: Iterable[str], room: int) -> Iterator[list[str]]:
    group: list[str] = []
    for term in terms:
        if group and _length(" ".join([*group, term])) + 8 > room:
            yield group
            group = []
        group.append(term)
    if group:
        yield group


def _length(text: str) -> int:
    return len(quote_plus(text))


def _second(moment: datetime) -> int:
    return int(moment.timestamp())
