"""One account's line to Google: spends the budget, keeps the token fresh, calls, and translates what fails.

Two safety rules live here. A write is never repeated by anything below us. And one `Connection` belongs to one account
and one thread: httplib2 hands answers to whoever reads first, so a shared one would give a person another one's mail.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from http.client import HTTPResponse, IncompleteRead
from types import MappingProxyType
from typing import Any

import google_auth_httplib2
import httplib2
from google.auth.exceptions import RefreshError
from googleapiclient.errors import HttpError

from connectors.bounds import TooLargeError, body_of, too_large
from connectors.contract import ProviderSettings, RateBudget, TokenStore
from connectors.errors import ConnectorError, ConsentLost, SlowDown, TryAgain, nothing_written
from connectors.google import tokens as kept
from connectors.google.endpoints import PROVIDER
from connectors.google.failures import FAILURES, LOST, from_answer, translate
from connectors.secure import certificates
from connectors.waits import http_date

# Units per call, by the table of May 2026 where it is known (get, threads.get, list, history, send), else by the older
# one. https://developers.google.com/workspace/gmail/api/reference/quota
UNITS = MappingProxyType(
    {
        "gmail.users.getProfile": 1,
        "gmail.users.messages.list": 5,
        "gmail.users.messages.get": 20,
        "gmail.users.threads.get": 40,
        "gmail.users.history.list": 2,
        "gmail.users.labels.list": 1,
        "gmail.users.settings.sendAs.list": 1,
        "gmail.users.drafts.create": 10,
        "gmail.users.drafts.update": 15,
        "gmail.users.drafts.get": 5,
        "gmail.users.drafts.list": 5,
        "gmail.users.drafts.delete": 10,
        "gmail.users.drafts.send": 100,
        # Calendar counts requests, not units, in an allowance of its own.
        "calendar.calendarList.list": 0,
        "calendar.calendars.get": 0,
        "calendar.events.list": 0,
    }
)

_PIECE = 64 * 1024

# These libraries write tokens, queries and addresses into their debug logs.
for _name in ("googleapiclient", "google.auth", "google_auth_httplib2", "oauthlib", "requests_oauthlib"):
    logging.getLogger(_name).setLevel(logging.INFO)


class _BoundedResponse(HTTPResponse):
    """An answer that is unpacked while it is read and ends the call when it grows too large: httplib2 itself takes in
    whatever comes, and only then unpacks it whole.
    """

    def read(self, amt: int | None = None) -> bytes:
        if amt is not None:
            return super().read(amt)
        content = body_of(self._pieces(), self.headers.get("content-encoding", ""), self.status)
        del self.headers["content-encoding"]
        return content

    def _pieces(self) -> Iterator[bytes]:
        while piece := super().read(_PIECE):
            yield piece
        if self.length:
            raise IncompleteRead(b"", self.length)


class OneWriteHttp(httplib2.Http):
    """httplib2 that sends a write exactly once, and takes in no answer beyond `bounds.LARGEST_ANSWER`.

    When a server does the work and closes the connection without an answer, httplib2 sends the request again, POST or
    not: https://github.com/httplib2/httplib2/blob/master/httplib2/__init__.py, `_conn_request`. A write therefore gets
    a connection that was opened for it and refuses a second go. Reads keep httplib2's behaviour.
    """

    def __init__(self, *, timeout: float, ca_file: str = "") -> None:
        super().__init__(timeout=timeout, ca_certs=certificates(ca_file), proxy_info=_proxy)
        # An API has no business sending us elsewhere, least of all with a token.
        self.follow_redirects = False

    def _conn_request(
        self, conn: Any, request_uri: Any, method: Any, body: Any, headers: Any
    ) -> tuple[httplib2.Response, bytes]:
        conn.response_class = _BoundedResponse
        if method not in ("GET", "HEAD"):
            # A kept connection may have been closed by the other side meanwhile, which looks like a lost answer.
            conn.close()
            try:
                conn.connect()
            except (OSError, httplib2.HttpLib2Error) as failure:
                raise NotBegunError from failure
            conn = _OneGo(conn)
        answer: tuple[httplib2.Response, bytes] = super()._conn_request(  # type: ignore[misc]
            conn, request_uri, method, body, headers
        )
        return answer

    def hang_up(self) -> None:
        """Closes every connection: after one broke, nobody knows what still lies in it."""
        for connection in self.connections.values():
            connection.close()


class NotBegunError(ConnectionError):
    """The call failed before its request went out, for the reason in `__cause__`."""


def _proxy(scheme: str) -> httplib2.ProxyInfo | None:
    """Plain http only ever goes to this machine (`endpoints`), where no proxy stands between."""
    return httplib2.proxy_info_from_environment("https") if scheme == "https" else None


class _OneGo:
    """A connection that sends one request and cannot be opened again."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._is_used = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def connect(self) -> None:
        raise ConnectionAbortedError("no answer came to a write, which is never repeated")

    def request(self, *args: Any) -> None:
        if self._is_used:
            self.connect()
        self._is_used = True
        self._connection.request(*args)


class Connection:
    """One account, one thread: the only way to Google's APIs."""

    def __init__(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> None:
        self._settings = settings
        self._tokens = tokens
        self._budget = budget
        self._http = OneWriteHttp(timeout=settings.timeout, ca_file=settings.ca_file)
        self._kept: kept.Tokens | None = None
        self._line: google_auth_httplib2.AuthorizedHttp | None = None
        self._provider_time: datetime | None = None

    @property
    def provider_time(self) -> datetime | None:
        """The provider's own clock, as its last answer told it."""
        return self._provider_time

    def call(self, request: Any) -> dict[str, Any]:
        """Makes one call of the API; raises only connector errors. The operation has Google's own name for it."""
        operation: str = request.methodId
        self._budget.spend(UNITS[operation], operation=operation)
        request.add_response_callback(self._look_at_the_clock)
        try:
            answer = self._execute(request)
        except TooLargeError as failure:
            self._http.hang_up()
            is_read = request.method == "GET"
            raise too_large(PROVIDER, "Google", operation) if is_read else self._told(failure, operation) from None
        except NotBegunError as failure:
            told = self._told(root_of(failure), operation)
            raise (told if request.method == "GET" else nothing_written(told)) from None
        except (*FAILURES, ConnectorError) as failure:
            raise self._told(failure, operation) from None
        return _as_object(answer, operation)

    def _refresh(self) -> None:
        """Gets a new access token and stores it before anything is done with it."""
        credentials, before = self._authorized().credentials, self._kept
        credentials.refresh(once(google_auth_httplib2.Request(self._http)))
        if before is not None:
            self._kept = kept.refreshed(before, credentials)
            self._tokens.save(kept.pack(self._kept))

    def _execute(self, request: Any) -> Any:
        self._keep_fresh()
        try:
            return request.execute(http=self._authorized(), num_retries=0)
        except HttpError as failure:
            if failure.resp.status != 401:
                raise
        self._renew()
        if request.method != "GET":
            # Surely refused before any work, says HTTP; but a write is not repeated on the word of whoever answered.
            raise TryAgain("Google refused the permission, which is renewed now.", provider=PROVIDER)
        return request.execute(http=self._authorized(), num_retries=0)

    def _keep_fresh(self) -> None:
        if not self._authorized().credentials.valid:
            self._renew()

    def _renew(self) -> None:
        try:
            self._take_newer_or_refresh()
        except (*FAILURES, ConnectorError) as failure:
            raise NotBegunError from failure

    def _take_newer_or_refresh(self) -> None:
        # Another worker may have refreshed the tokens since, or the person connected anew and the old ones are dead.
        before = self._kept
        self._take(kept.unpack(self._tokens.load()))
        if self._kept == before or not self._authorized().credentials.valid:
            self._refresh()

    def _authorized(self) -> google_auth_httplib2.AuthorizedHttp:
        if self._line is None:
            return self._take(kept.unpack(self._tokens.load()))
        return self._line

    def _take(self, tokens: kept.Tokens) -> google_auth_httplib2.AuthorizedHttp:
        credentials = kept.credentials_of(tokens, self._settings)
        self._kept = tokens
        # A 401 is handled in `_execute`, where the new token is also stored, and no write is repeated.
        self._line = google_auth_httplib2.AuthorizedHttp(credentials, http=self._http, refresh_status_codes=())
        return self._line

    def _told(self, failure: BaseException, operation: str) -> ConnectorError:
        """The failure translated, with those told who have to know."""
        if not isinstance(failure, HttpError | RefreshError | ConnectorError):
            self._http.hang_up()
        told = failure if isinstance(failure, ConnectorError) else translate(failure, operation)
        told.operation = told.operation or operation
        if isinstance(told, SlowDown):
            self._budget.throttled(told.retry_after)
        return told

    def _look_at_the_clock(self, answer: httplib2.Response) -> None:
        told = http_date(str(answer.get("date", "")))
        if told is not None:
            self._provider_time = told
            self._budget.told_time(told)


def once(ask: Callable[..., Any]) -> Callable[..., Any]:
    """A token request that fails at once where google-auth would sleep and repeat: waiting is the caller's matter."""

    def request(*args: Any, **kwargs: Any) -> Any:
        answer = ask(*args, **kwargs)
        if answer.status == 429 or answer.status >= 500:
            raise from_answer(httplib2.Response({**answer.headers, "status": answer.status}), b"", "oauth.token")
        return answer

    return request


def ensure_refreshable(tokens: kept.Tokens) -> None:
    """Raises ConsentLost for a consent that would end within the hour."""
    if not tokens.refresh_token:
        raise ConsentLost(LOST, provider=PROVIDER, operation="oauth.token")


def root_of(failure: BaseException) -> BaseException:
    """What a NotBegunError stands for; any other failure is itself."""
    while isinstance(failure, NotBegunError) and failure.__cause__:
        failure = failure.__cause__
    return failure


def _as_object(answer: Any, operation: str) -> dict[str, Any]:
    # A delete answers with nothing, which the library hands on as "".
    if answer in ("", b"", None):
        return {}
    if isinstance(answer, dict):
        return answer
    raise TryAgain("Google's answer is not what was asked for.", provider=PROVIDER, operation=operation)
