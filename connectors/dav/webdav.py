"""One account's line to its calendar server: asks, follows what may be followed, and translates what fails.

The password goes to the server that the account was connected with, and to servers of the same domain that this one
names itself: iCloud keeps calendars at another host than the one that is asked first. Everything here only reads.
"""

from __future__ import annotations

import ssl
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import urljoin, urlsplit

import httpx2
from publicsuffixlist import PublicSuffixList

from connectors.bounds import TooLargeError, too_large
from connectors.contract import ProviderSettings, RateBudget, TokenStore
from connectors.dav.credentials import PROVIDER, Credentials, credentials_in
from connectors.dav.multistatus import BrokenAnswer, Multistatus, TooManyParts, read_multistatus
from connectors.dav.reach import reach_of
from connectors.dav.refusals import refused_login, untrusted
from connectors.errors import (
    ConnectorError,
    ConsentLost,
    CursorExpired,
    Gone,
    OwnNetwork,
    SlowDown,
    TryAgain,
    Unsupported,
)
from connectors.network import following, http_client
from connectors.waits import http_date, seconds_asked

LOST = "The calendar server no longer accepts the password. Give it again."
SYNC, ONE = "caldav.sync", "caldav.read.one"

_NAME = "The calendar server"
_FAILURES = (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError)
_DEFAULT_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: what it is called, whom it goes to and what it says."""

    operation: str
    method: str
    url: str
    body: str = ""
    depth: str = "0"


class DavLine:
    """One account, one thread: the only way to its calendar server."""

    def __init__(
        self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget, *, is_trying: bool = False
    ) -> None:
        """`is_trying`: the account is being connected, and whoever does that can be asked about their own network."""
        self._settings = settings
        self._tokens = tokens
        self._budget = budget
        self._is_trying = is_trying
        self._client: httpx2.Client | None = None
        self._farewell: weakref.finalize[[], DavLine] | None = None
        self._text = ""
        self._credentials: Credentials | None = None
        self._provider_time: datetime | None = None

    @property
    def provider_time(self) -> datetime | None:
        """The server's own clock, as its last answer told it."""
        return self._provider_time

    @property
    def credentials(self) -> Credentials:
        """As the account was connected last."""
        if self._credentials is None:
            self._text = self._tokens.load()
            self._credentials = credentials_in(self._text)
        return self._credentials

    def multistatus(self, ask: Ask) -> Multistatus:
        """What the server says of several things. Raises TryAgain for half an answer, Unreadable for too large a one."""
        content, _ = self.read(ask)
        try:
            return read_multistatus(content)
        except TooManyParts:
            raise too_large(PROVIDER, _NAME, ask.operation) from None
        except BrokenAnswer as problem:
            if self._is_trying:
                # A page that anything is answered with, as web servers have it.
                raise _no_caldav(ask.operation) from None
            raise TryAgain(f"{_NAME}: {problem}.", provider=PROVIDER, operation=ask.operation) from None

    def read(self, ask: Ask) -> tuple[bytes, str]:
        """The body of a good answer, and the address that gave it; raises only connector errors."""
        self._budget.spend(1, operation=ask.operation)
        try:
            answer, url = self._answered(ask)
            self._ensure_good(answer, ask.operation)
        except TooLargeError:
            raise too_large(PROVIDER, _NAME, ask.operation) from None
        except (*_FAILURES, ConnectorError) as failure:
            raise self._told(failure, ask.operation) from None
        return answer.content, url

    def address(self, path: str) -> str:
        """Where something is that the server named. Raises Unsupported for an address that gets no password."""
        base = self.credentials.caldav
        try:
            there, here = urlsplit(urljoin(base, path)), urlsplit(base)
            is_same = (there.scheme, there.hostname, there.port) == (here.scheme, here.hostname, here.port)
        except ValueError:
            raise _elsewhere() from None
        is_safe = is_same or (there.scheme == "https" and is_one_domain(there.hostname or "", here.hostname or ""))
        if is_safe and "@" not in there.netloc:
            return there._replace(fragment="", query="").geturl()
        raise _elsewhere()

    def _answered(self, ask: Ask) -> tuple[httpx2.Response, str]:
        answer, url = self._sent(ask)
        if answer.status_code != 401:
            return answer, url
        if self._is_changed():
            answer, url = self._sent(ask)
        if answer.status_code == 401 and "digest" in answer.headers.get("www-authenticate", "").lower():
            # Baikal asks for it where nobody set it up otherwise. https://sabre.io/baikal
            self._opened().auth = httpx2.DigestAuth(*self._login())
            answer, url = self._sent(ask)
        return answer, url

    def _sent(self, ask: Ask) -> tuple[httpx2.Response, str]:
        headers = {"Depth": ask.depth}
        if ask.body:
            headers["Content-Type"] = "application/xml; charset=utf-8"
        answer, url = following(self._opened(), ask.method, ask.url, headers=headers, content=ask.body.encode() or None)
        told = http_date(answer.headers.get("date", ""))
        if told is not None:
            self._provider_time = told
            self._budget.told_time(told)
        return answer, url

    def _opened(self) -> httpx2.Client:
        if self._client is None:
            reach = reach_of(self.credentials, self._settings)
            self._client = http_client(reach, ca_file=self._settings.ca_file, timeout=self._settings.timeout)
            self._client.auth = httpx2.BasicAuth(*self._login())
            # The contract has no way to say goodbye, and an account's line may be kept for days.
            self._farewell = weakref.finalize(self, self._client.close)
        return self._client

    def _login(self) -> tuple[str, str]:
        return self.credentials.login_to_calendars, self.credentials.password

    def _is_changed(self) -> bool:
        """Whether the person gave another password meanwhile, which is used from here on. Raises TryAgain where it is one
        for another server, which must not be told to this one.
        """
        if self._tokens.load() == self._text:
            return False
        before = self.credentials.caldav
        self._drop()
        self._credentials = None
        if self.credentials.caldav != before:
            raise TryAgain("The account was connected anew meanwhile.", provider=PROVIDER)
        return True

    def _drop(self) -> None:
        if self._farewell is not None:
            self._farewell()
        self._client = self._farewell = None

    def _ensure_good(self, answer: httpx2.Response, operation: str) -> None:
        if answer.status_code not in (200, 207):
            raise self._refused(answer, operation)

    def _told(self, failure: BaseException, operation: str) -> ConnectorError:
        """The failure translated, with those told who have to know."""
        told: ConnectorError
        if not isinstance(failure, ConnectorError):
            self._drop()
            told = self._of_network(failure)
        elif isinstance(failure, OwnNetwork | ConsentLost) and not failure.provider and not self._is_trying:
            # The rules of `network` refuse it today: in a hotel every name may lead to an address of the house.
            told = TryAgain("The calendar server is not reached from this network.")
        else:
            told = failure
        told.provider, told.operation = told.provider or PROVIDER, told.operation or operation
        if isinstance(told, SlowDown):
            self._budget.throttled(told.retry_after)
        return told

    def _of_network(self, failure: BaseException) -> ConnectorError:
        if self._is_trying and _is_untrusted(failure):
            return untrusted(self._host, "caldav")
        return TryAgain(_network_sentence(failure))

    def _refused(self, answer: httpx2.Response, operation: str) -> ConnectorError:
        if self._is_trying and answer.status_code == 401:
            return refused_login((self._host,), "caldav", "")
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return _from_answer(answer.status_code, headers, answer.content, operation)

    @property
    def _host(self) -> str:
        return urlsplit(self.credentials.caldav).hostname or ""


def is_one_domain(host: str, other: str) -> bool:
    """Whether two hosts belong to the same owner: names below one registered domain, never bare addresses."""
    mine = _registered(host)
    return mine is not None and mine == _registered(other)


def _registered(host: str) -> str | None:
    host = host.lower().rstrip(".")
    # The list knows of no addresses: it would take 10.0.0.1 and 8.8.0.1 for two names below 0.1.
    return None if host.rpartition(".")[2].isdigit() else _suffixes().privatesuffix(host)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _from_answer(status: int, headers: Mapping[str, str], body: bytes, operation: str) -> ConnectorError:
    """Judges an answer that is not a success; of its body only the name of what was not met is looked at."""
    where = {"provider": PROVIDER, "operation": operation}
    if operation == ONE and status in (401, 403):
        # It lies there, and is not shown to this password: that is no deletion, and of the others nothing is said.
        return ConnectorError("The calendar server does not show this entry.", **where)
    if status == 401:
        return ConsentLost(LOST, **where)
    if status == 429 or (status == 503 and "retry-after" in headers):
        return SlowDown("The calendar server asks to wait.", retry_after=_wait(headers), **where)
    if operation == SYNC and (b"valid-sync-token" in body or status in (400, 403, 409, 410, 412, 501)):
        # RFC 6578, 3.2 wants 403 with valid-sync-token; a full read tells whatever else it may have been.
        return CursorExpired("The calendar server no longer knows the place to go on from.", **where)
    if status in (403, 404, 410):
        return Gone("The calendar server shows it no longer.", **where)
    if status in (405, 501):
        return _no_caldav(operation)
    if 400 <= status < 500 and status not in (408, 423, 424):
        return ConnectorError("The calendar server does not understand the request.", **where)
    return TryAgain(f"The calendar server answered {status}.", **where)


def _no_caldav(operation: str) -> Unsupported:
    return Unsupported("The server does not speak CalDAV here.", provider=PROVIDER, operation=operation)


def _wait(headers: Mapping[str, str]) -> float:
    return seconds_asked(headers, default=_DEFAULT_WAIT)


def _elsewhere() -> Unsupported:
    return Unsupported(
        "The calendar server names a place on another server, which gets no password.", provider=PROVIDER
    )


def _is_untrusted(failure: BaseException) -> bool:
    return isinstance(failure, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(failure)


def _network_sentence(failure: BaseException) -> str:
    if isinstance(failure, TimeoutError | httpx2.TimeoutException):
        return "The calendar server did not answer in time."
    if _is_untrusted(failure):
        return "The certificate of the calendar server is not trusted: is the clock of this computer right?"
    if isinstance(failure, ValueError):
        return "The calendar server's answer was broken off."
    return f"The connection to the calendar server failed ({type(failure).__name__})."
