"""Turns a `MailQuery` into the steps of a Gmail search: as few searches as possible, then threads one by one.

Everything in a query is OR-ed, so terms are put together into `{a b c}` groups until a search is as long as it may be.
Gmail searches messages, not conversations: which conversation a message belongs to is told by the listing, at no
further cost, so "a conversation in which the person wrote" is a second listing and a comparison of thread ids.
Addresses and phrases come from strangers' mail: characters with a meaning to Gmail's search are taken out first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote_plus

from connectors.contract import MailQuery, quoted

# googleapiclient turns a GET of more than 2,048 characters into a POST; counted as it travels, percent signs and all.
LONGEST = 1_500

_SENT = "in:sent"
# What Exchange puts before the subject of a cancellation, whose calendar part has no file name.
_CALLED_OFF = ("canceled", "cancelled", "abgesagt", "annulé", "cancelado")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(r"[^\s\"'{}()<>,;:\\|]+@[^\s\"'{}()<>,;:\\|@]+")
_MEANS_SOMETHING = re.compile(r"[\"{}()\s]+")


@dataclass(frozen=True, slots=True)
class Step:
    """One listing: a search, or (with `thread`) all messages of a thread."""

    q: str = ""
    thread: str = ""
    is_anywhere: bool = False
    """Also looks into spam and bin."""
    conversations: tuple[str, ...] = ()
    """Searches: with any, only messages of the conversations that they find."""


def steps(query: MailQuery) -> tuple[Step, ...]:
    """The listings that together find everything the query asks for, in a fixed order."""
    if query.message_id:
        return (Step(q=by_message_id(query.message_id), is_anywhere=True),)
    window = _window(query.since, query.until)
    own = (f"{window} {_SENT}",) if query.has_taken_part else ()
    terms = list(_terms(query))
    threads = tuple(Step(thread=thread) for thread in dict.fromkeys(query.threads) if thread)
    if not terms and not threads and query.is_everything:
        return (Step(q=window, conversations=own),)
    searches = (Step(q=search, conversations=own) for search in _any_of(terms, window))
    return (*searches, *_answered(query, window), *threads)


def _answered(query: MailQuery, window: str) -> tuple[Step, ...]:
    """What others wrote where the person wrote one of the phrases: one listing, whatever their number."""
    left_out = [f"-to:{domain}" for domain in dict.fromkeys(query.not_to) if _DOMAIN.fullmatch(domain)]
    answers = tuple(_any_of(list(quoted(query.answered_with, _MEANS_SOMETHING)), " ".join([window, _SENT, *left_out])))
    return (Step(q=f"{window} -{_SENT}", conversations=answers),) if answers else ()


def _any_of(terms: Iterable[str], window: str) -> Iterator[str]:
    for group in _groups(terms, LONGEST - _length(window)):
        yield f"{window} {{{' '.join(group)}}}"


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
    # A calendar part without a file name (Exchange's) is not found by this: addresses, the calendar and what was
    # answered are there for those, and the word before the subject where one is cancelled.
    if query.with_invites:
        yield "filename:ics"
        yield from (f"subject:{word}" for word in _CALLED_OFF)
    for address in dict.fromkeys(query.addresses):
        if _ADDRESS.fullmatch(address):
            yield f"from:{address} to:{address} cc:{address}"
    yield from quoted(query.phrases, _MEANS_SOMETHING)


def _phrases(phrases: Iterable[str]) -> Iterator[str]:
    for phrase in dict.fromkeys(phrases):
        words = _MEANS_SOMETHING.sub(" ", phrase).strip()
        if words:
            yield f'"{words}"'


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
