"""Turns a `MailQuery` into the steps of a search in Outlook: as few listings as possible.

Everything in a query is OR-ed, so terms are put together into one search until it is as long as it may be. Outlook
searches messages, not conversations: which one a message belongs to is told by the listing, so "a conversation in which
the person wrote" is a second listing and a comparison of conversation ids. Addresses and phrases come from strangers'
mail: characters with a meaning to the search (KQL) are taken out first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors.contract import MailQuery, quoted

LONGEST = 1_500
"""Characters of one search at most."""
SENT = "sentitems"

# What Exchange puts before the subject of a cancellation; `kind:meetings` is the mail that carries a meeting.
_INVITES = ("kind:meetings", "attachment:ics")
_ADDRESS = re.compile(r"[^\s\"'{}()<>,;:\\|*]+@[^\s\"'{}()<>,;:\\|*@]+")
_MEANS_SOMETHING = re.compile(r"[\"\\(){}<>=:*\s]+")


@dataclass(frozen=True, slots=True)
class Step:
    """One listing, by a search (KQL) or by a filter (OData); newest first."""

    search: str = ""
    filter: str = ""
    folder: str = ""
    is_any_time: bool = False
    is_anywhere: bool = False
    """Also what lies in the bin and in junk."""
    conversations: tuple[Step, ...] = ()
    """With any, only messages of the conversations that these find."""
    from_others: bool = False
    """Only what lies outside Sent."""


def steps(query: MailQuery) -> tuple[Step, ...]:
    """The listings that together find everything the query asks for, in a fixed order."""
    if query.message_id:
        return (Step(filter=by_message_id(query.message_id), is_any_time=True, is_anywhere=True),)
    window = in_window(query.since, query.until)
    own = (Step(filter=window, folder=SENT),) if query.has_taken_part else ()
    terms = list(_terms(query))
    threads = tuple(
        Step(filter=by_conversation(thread), is_any_time=True) for thread in dict.fromkeys(query.threads) if thread
    )
    if not terms and not threads and query.is_everything:
        return (Step(filter=window, conversations=own),)
    searches = (Step(search=search, conversations=own) for search in _any_of(terms))
    return (*searches, *_answered(query, window), *threads)


def by_message_id(message_id: str) -> str:
    """A filter for one RFC Message-ID, with its angle brackets, as Graph has it."""
    return f"internetMessageId eq {_text(message_id.strip())}"


def by_conversation(thread_id: str) -> str:
    return f"conversationId eq {_text(thread_id)}"


def in_window(since: datetime, until: datetime | None) -> str:
    """A filter for what arrived in that time; whole seconds, to both sides."""
    before = f" and receivedDateTime le {_second(until + timedelta(seconds=1))}" if until else ""
    return f"receivedDateTime ge {_second(since)}{before}"


def dated(search: str, since: datetime, until: datetime | None, before: str = "") -> str:
    """A search bounded to days, a day more than needed to both sides: KQL knows days of the mailbox's own zone."""
    last = before or (_day(until + timedelta(days=1)) if until else "")
    bounds = [f"received>={_day(since - timedelta(days=1))}", *([f"received<={last}"] if last else [])]
    return " AND ".join([f"({search})", *bounds])


def in_search(search: str) -> str:
    """The value of `$search`: all of it in quotes, the quotes inside escaped.
    https://learn.microsoft.com/graph/search-query-parameter
    """
    escaped = search.replace("\\", "").replace('"', '\\"')
    return f'"{escaped}"'


def _answered(query: MailQuery, window: str) -> tuple[Step, ...]:
    """What others wrote where the person wrote one of the phrases: one listing, whatever their number."""
    answers = tuple(
        Step(search=search, folder=SENT) for search in _any_of(quoted(query.answered_with, _MEANS_SOMETHING))
    )
    return (Step(filter=window, conversations=answers, from_others=True),) if answers else ()


def _any_of(terms: Iterable[str]) -> Iterator[str]:
    group: list[str] = []
    for term in terms:
        if group and len(" OR ".join([*group, term])) > LONGEST:
            yield " OR ".join(group)
            group = []
        group.append(term)
    if group:
        yield " OR ".join(group)


def _terms(query: MailQuery) -> Iterator[str]:
    if query.with_invites:
        yield from _INVITES
    for address in dict.fromkeys(query.addresses):
        if _ADDRESS.fullmatch(address):
            yield f'participants:"{address}"'
    yield from quoted(query.phrases, _MEANS_SOMETHING)


def _phrases(phrases: Iterable[str]) -> Iterator[str]:
    for phrase in dict.fromkeys(phrases):
        words = _MEANS_SOMETHING.sub(" ", phrase).strip()
        if words:
            yield f'"{words}"'


def _text(value: str) -> str:
    """An OData text: in single quotes, those inside doubled."""
    return "'" + value.replace("'", "''") + "'"


def _second(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d")
