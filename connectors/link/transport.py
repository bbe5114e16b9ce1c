"""The way to one calendar link: asks for the file, only if it is another one where the server can tell, and translates
what fails.

The link is a secret: no error holds any of it. It carries no password, so redirects are followed to other servers too,
each of them held to the rules of `network`.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import httpx2

from connectors.bounds import TooLargeError, too_large
from connectors.contract import ProviderSettings, RateBudget, TokenStore
from connectors.errors import ConnectorError, ConsentLost, Gone, OwnNetwork, SlowDown, TryAgain
from connectors.link.tokens import PROVIDER, Link, unpack
from connectors.network import following, http_client
from connectors.waits import http_date, seconds_asked

GET = "link.get"
LOST = "This calendar link no longer works: it was reset, or its calendar is gone. Connect it again with the new link."
_NO_MORE = "This account has no such calendar link any more."
_ELSEWHERE = "The calendar server is not reached from this network."

_LONGEST_MARK = 1_024
_DEFAULT_WAIT = 60.0
_GONE = frozenset({401, 403, 404, 410})


@dataclass(frozen=True, slots=True)
class Download:
    """One whole answer."""

    content: bytes
    etag: str
    modified: str
    at: datetime | None
    """The server's own clock."""


class Line:
    """One calendar link, on one thread."""

    def __init__(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget, calendar_id: str) -> None:
        self._settings = settings
        self._calendar_id = calendar_id
        self._tokens = tokens
        self._budget = budget
        self.provider_time: datetime | None = None
        """The server's own clock, as its last answer told it."""

    def link(self) -> Link:
        """It as it is now. Raises Gone for one that the account no longer has."""
        found = next((one for one in unpack(self._tokens.load()) if one.calendar_id == self._calendar_id), None)
        if found is None:
            raise Gone(_NO_MORE, provider=PROVIDER, operation=GET)
        return found

    def get(self) -> Download | None:
        """The file, while it is being connected. Raises OwnNetwork where the server stands on a network that nobody agreed
        to, and ConsentLost for one that is never spoken to.
        """
        try:
            return self._got("", "")
        except ConnectorError as failure:
            failure.provider, failure.operation = PROVIDER, GET
            raise

    def poll(self, *, etag: str = "", modified: str = "") -> Download | None:
        """The file; None when the server says that it is still the one with these marks. That a link which was connected
        leads nowhere now is trouble that passes: some networks answer every name themselves until somebody signs in.
        """
        try:
            return self._got(etag, modified)
        except (OwnNetwork, ConsentLost) as refusal:
            if refusal.provider:
                raise
            raise TryAgain(_ELSEWHERE, provider=PROVIDER, operation=GET) from None

    def _got(self, etag: str, modified: str) -> Download | None:
        """What `network` refuses is raised as it comes: without a provider."""
        self._budget.spend(1, operation=GET)
        link = self.link()
        settings = self._settings
        try:
            # Each look has a connection of its own: minutes lie between two of them.
            with http_client(link.reach(settings), ca_file=settings.ca_file, timeout=settings.timeout) as client:
                answer, _ = following(client, "GET", link.url, stays=False, headers=_asking(etag, modified))
        except TooLargeError:
            raise too_large(PROVIDER, "The calendar server", GET) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as failure:
            raise TryAgain(_sentence(failure), provider=PROVIDER, operation=GET) from None
        return self._judged(answer)

    def poll_whole(self) -> Download:
        """The file, whatever was known of it. Raises TryAgain for a server that keeps it back."""
        download = self.poll()
        if download is None:
            raise TryAgain("The calendar server sent no calendar.", provider=PROVIDER, operation=GET)
        return download

    def _judged(self, answer: httpx2.Response) -> Download | None:
        told = http_date(answer.headers.get("date", ""))
        if told is not None:
            self.provider_time = told
            self._budget.told_time(told)
        if answer.status_code == 304:
            return None
        if answer.status_code != 200:
            raise self._refusal(answer.status_code, answer.headers)
        etag, modified = (_mark(answer.headers.get(name, "")) for name in ("etag", "last-modified"))
        return Download(answer.content, etag, modified, told)

    def _refusal(self, status: int, headers: Mapping[str, str]) -> ConnectorError:
        where = {"provider": PROVIDER, "operation": GET}
        if status == 429 or (status in (403, 503) and "retry-after" in headers):
            wait = seconds_asked(headers, default=_DEFAULT_WAIT)
            self._budget.throttled(wait)
            return SlowDown("The calendar server asks to wait.", retry_after=wait, **where)
        if status in _GONE:
            return ConsentLost(LOST, **where)
        return TryAgain(f"The calendar server answered {status}.", **where)


def _asking(etag: str, modified: str) -> dict[str, str]:
    told = {"If-None-Match": etag, "If-Modified-Since": modified, "Accept": "text/calendar, */*;q=0.5"}
    return {name: value for name, value in told.items() if value}


def _mark(value: str) -> str:
    return value if len(value) <= _LONGEST_MARK and value.isascii() else ""


def _sentence(failure: BaseException) -> str:
    if isinstance(failure, TimeoutError | httpx2.TimeoutException):
        return "The calendar server did not answer in time."
    if isinstance(failure, ssl.SSLError) or "CERTIFICATE_VERIFY_FAILED" in str(failure):
        return "The certificate of the calendar server is not trusted: is the clock of this computer right?"
    if isinstance(failure, httpx2.ConnectError):
        return "The calendar server cannot be reached."
    if isinstance(failure, ValueError):
        return "The calendar server sent something that cannot be unpacked."
    return f"The connection to the calendar server failed ({type(failure).__name__})."
