"""Both providers' mailboxes and calendars over answers that somebody invented: handed out in turn, whatever is asked.

Only the line is replaced, below which nothing but JSON comes in; a connector's own errors are a good end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import httplib2

from connectors.contract import MailQuery, ProviderSettings
from connectors.errors import ConnectorError, TryAgain
from connectors.google.calendar import GoogleCalendar
from connectors.google.cursors import HistoryPlace
from connectors.google.endpoints import gmail_api
from connectors.google.failures import from_answer as google_failure
from connectors.google.mailbox import GmailMailbox
from connectors.microsoft.calendar import OutlookCalendar
from connectors.microsoft.cursors import MailPlace
from connectors.microsoft.endpoints import GRAPH, relative
from connectors.microsoft.failures import from_answer as microsoft_failure
from connectors.microsoft.mailbox import OutlookMailbox
from connectors.microsoft.transport import Ask
from connectors.places import pack
from tests.connectors.workshop import Budget, Tokens, nothing_known

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_MOST_CALLS = 40
_QUERY = MailQuery(since=NOW - timedelta(days=30), phrases=("coffee",), with_invites=True, threads=("t",))
_SETTINGS = ProviderSettings(client_id="c")
Answers = Sequence[Any]


class Line:
    """Hands out the answers in turn; where one is no object it is the provider's trouble, as with the real line."""

    own = ("me@example.org",)
    provider_time = NOW

    def __init__(self, answers: Answers) -> None:
        self._answers = cycle(answers or [{}])
        self._left = _MOST_CALLS

    def _next(self) -> dict[str, Any]:
        self._left -= 1
        answer = next(self._answers)
        if self._left < 0 or not isinstance(answer, dict):
            raise TryAgain("The answers are at their end.")
        return answer

    def call(self, request: Any) -> dict[str, Any]:
        del request
        return self._next()

    def get(self, ask: Ask) -> dict[str, Any]:
        del ask
        return self._next()

    def content(self, ask: Ask) -> bytes:
        del ask
        return json.dumps(self._next()).encode()

    def batch(self, asks: Sequence[Ask]) -> list[dict[str, Any] | ConnectorError]:
        return [self._next() for _ in asks]

    def relative(self, link: object) -> str:
        return relative(str(link), GRAPH) if link else ""


def ask_all(answers: Answers) -> None:
    """Everything that is ever asked of a mailbox and a calendar."""
    for ask in (*_of_google(answers), *_of_microsoft(answers)):
        try:
            ask()
        except ConnectorError:
            continue
    for answer in answers:
        google_failure(httplib2.Response({"status": "400"}), json.dumps(answer).encode(), "calendar.events.list")
        microsoft_failure(400, {}, answer, "graph.messages.delta")


def _over(box: Any, answers: Answers) -> Any:
    box._line = Line(answers)
    return box


def _of_google(answers: Answers) -> list[Callable[[], object]]:
    def mail() -> Any:
        return _over(GmailMailbox(_SETTINGS, Tokens("{}"), Budget()), answers)

    def calendar() -> Any:
        return _over(GoogleCalendar(_SETTINGS, Tokens("{}"), Budget()), answers)

    place = pack(HistoryPlace("1"))
    gmail_api("")
    return [*_of_mailbox(mail, place), *_of_calendar(calendar)]


def _of_microsoft(answers: Answers) -> list[Callable[[], object]]:
    def mail() -> Any:
        return _over(OutlookMailbox(_SETTINGS, Tokens("{}"), Budget()), answers)

    def calendar() -> Any:
        return _over(OutlookCalendar(_SETTINGS, Tokens("{}"), Budget()), answers)

    place = pack(MailPlace(began=NOW.isoformat(), links=(("inbox", "/me/delta", False),)))
    return [*_of_mailbox(mail, place), *_of_calendar(calendar)]


def _of_mailbox(mailbox: Callable[[], Any], place: str) -> list[Callable[[], object]]:
    return [
        lambda: mailbox().start(),
        lambda: mailbox().changes(place, nothing_known),
        lambda: mailbox().search(_QUERY, None, nothing_known),
        lambda: mailbox().read_again(("m1", "m2")),
        lambda: mailbox().census(NOW, None),
        lambda: mailbox().own_addresses(),
        lambda: mailbox().read_mailbox_draft("d"),
        lambda: mailbox().find_sent("<a@b.example>", thread_id="t", since=NOW),
    ]


def _of_calendar(calendar: Callable[[], Any]) -> list[Callable[[], object]]:
    def all_of_it() -> None:
        page = calendar().changes("primary", None, since=NOW)
        calendar().changes("primary", page.next_cursor, since=NOW)
        calendar().census("primary", page.next_cursor, None)

    return [lambda: calendar().calendars(), all_of_it]
