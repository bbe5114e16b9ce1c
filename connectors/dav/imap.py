"""The one way to an IMAP server: a connection that is opened on first use, and closed with its owner.

One command at a time, each paid for before it goes out, none repeated: after a cut the next call opens anew, and who has
been silent for a while is asked first whether anybody is still there. A password is said under TLS or on this machine
only. Folder names are the server's own (modified UTF-7) all the way.
"""

from __future__ import annotations

import ssl
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from imaplib import IMAP4
from typing import TypeVar

from connectors.contract import ProviderSettings, RateBudget
from connectors.dav.credentials import PROVIDER, Credentials, Server
from connectors.dav.failures import FAILURES, is_broken, is_passing, said, translate
from connectors.dav.reach import reach_of
from connectors.dav.refusals import refused_login, unencrypted, untrusted
from connectors.dav.wire import Client, Wire
from connectors.errors import ConnectorError, ConsentLost, OwnNetwork, SlowDown, TryAgain, nothing_written
from connectors.network import open_socket, tls_context

QUIET = 60.0
"""Seconds of silence after which a connection may be gone without having said so."""
_LOGIN = "imap.login"
_T = TypeVar("_T")


def login_check(credentials: Credentials, settings: ProviderSettings) -> None:
    """Opens a connection, logs in and leaves again. Raises WrongAnswer and other ConnectorError kinds, and OwnNetwork."""
    _opened(credentials, settings).shutdown()


@dataclass(slots=True)
class _Held:
    """What has to be closed when its owner goes."""

    client: Client | None = None
    selected: tuple[str, bool] | None = None
    validity: int = 0
    used: float = 0.0

    def drop(self) -> None:
        client, self.client, self.selected = self.client, None, None
        if client is not None:
            with suppress(OSError, ValueError):
                client.shutdown()


class ImapLine:
    """One account's connection, on one thread."""

    def __init__(self, credentials: Credentials, settings: ProviderSettings, budget: RateBudget) -> None:
        self.credentials = credentials
        self._settings = settings
        self._budget = budget
        self._held = _Held()
        weakref.finalize(self, self._held.drop)

    def close(self) -> None:
        """Hangs up; the next call opens anew."""
        self._held.drop()

    def read(self, operation: str, do: Callable[[Client], _T]) -> _T:
        """One command that changes nothing. Raises ConnectorError kinds."""
        return self._run(self._paid(operation), operation, do)

    def write(self, operation: str, do: Callable[[Client], _T]) -> _T:
        """One command that changes something: TryAgain means that it may have, SlowDown that it surely did not."""
        try:
            client = self._paid(operation)
        except ConnectorError as failure:
            raise nothing_written(failure) from None
        return self._run(client, operation, do)

    def go_on(self, operation: str, do: Callable[[Client], _T]) -> _T:
        """More of what `read` began, on the same connection, and nothing said between. Raises ConnectorError kinds."""
        if self._held.client is None:
            raise TryAgain("The connection to the mail server was cut.", provider=PROVIDER, operation=operation)
        return self._run(self._held.client, operation, do)

    def can(self, *capabilities: str) -> bool:
        """Whether the server offers all of these; opens the connection where there is none."""
        offered = self._there().capabilities()
        return all(one.encode() in offered for one in capabilities)

    def shows_newest_only(self) -> bool:
        """Whether the server shows only so many of a large folder's mails, as Yahoo does (MESSAGELIMIT, RFC 9738)."""
        return any(one.startswith(b"MESSAGELIMIT") for one in self._there().capabilities())

    @property
    def is_open(self) -> bool:
        """Whether the connection has survived the last command."""
        return self._held.client is not None

    def select(self, name: str, *, writable: bool = False) -> int:
        """Makes a folder the one that commands are about, unless it is; its UIDVALIDITY. Raises Gone."""
        return self.enter(name, writable=writable)[0]

    def enter(self, name: str, *, writable: bool = False, since: tuple[int, int] | None = None) -> tuple[int, bytes]:
        """`select`; with `since` (UIDVALIDITY, MODSEQ) also which UIDs vanished since, for a server that has QRESYNC."""
        held = self._held
        if held.client and held.selected == (name, writable) and since is None:
            return held.validity, b""
        held.selected = None
        operation = "imap.select" if writable else "imap.examine"
        told = self.read(operation, lambda client: client.enter(name, writable=writable, since=since))
        held.selected, held.validity = (name, writable), told[0]
        return told

    def leave(self) -> None:
        """No folder is selected any more: of the one that is, a server may tell what it told before."""
        held = self._held
        if held.client and held.selected:
            # Who renames that folder cuts us off; then nothing is selected either.
            with suppress(ConnectorError):
                self._leave(held.client, *held.selected)
            held.selected = None

    def _leave(self, client: Client, name: str, is_writable: bool) -> None:
        if self.can("UNSELECT"):
            self._run(client, "imap.unselect", lambda client: client.unselect_folder())
            return
        # To close a folder that was opened for reading takes nothing out of it.
        if is_writable:
            self.select(name)
        self._run(client, "imap.close", lambda client: client.close_folder())

    def _paid(self, operation: str) -> Client:
        self._budget.spend(1, operation=operation)
        return self._there()

    def _there(self) -> Client:
        held = self._held
        if held.client and time.monotonic() - held.used > QUIET:
            _ask_whether_there(held, held.client)
        if held.client is None:
            try:
                held.client = _opened(self.credentials, self._settings)
            except OwnNetwork as failure:
                # A name that was a server's may be a hotel's for a while.
                raise TryAgain(failure.detail, provider=PROVIDER, operation=_LOGIN) from None
            except SlowDown as failure:
                self._budget.throttled(failure.retry_after)
                raise
            held.used = time.monotonic()
        return held.client

    def _run(self, client: Client, operation: str, do: Callable[[Client], _T]) -> _T:
        client.wire.begin()
        try:
            answer = do(client)
        except FAILURES as failure:
            if is_broken(failure):
                self._held.drop()
            told = translate(failure, operation)
            if isinstance(told, SlowDown):
                self._budget.throttled(told.retry_after)
            raise told from None
        except BaseException:
            # What is left of the answer would be taken for the next one's.
            self._held.drop()
            raise
        self._held.used = time.monotonic()
        return answer


def _ask_whether_there(held: _Held, client: Client) -> None:
    try:
        client.wire.begin()
        client.noop()
    except FAILURES:
        held.drop()


def _opened(credentials: Credentials, settings: ProviderSettings) -> Client:
    """A connection that somebody is logged in on. Raises ConnectorError kinds."""
    server = credentials.imap
    if server is None:
        raise ConsentLost("This account has no mail server.", provider=PROVIDER, operation=_LOGIN)
    try:
        client = _connected(server, credentials, settings)
    except ssl.SSLCertVerificationError:
        raise untrusted(server.host, "imap") from None
    except FAILURES as failure:
        raise translate(failure, _LOGIN) from None
    try:
        client.log_in(credentials.login, credentials.password)
    except FAILURES as failure:
        with suppress(OSError, ValueError):
            client.shutdown()
        raise _refused(failure, server) from None
    return client


def _connected(server: Server, credentials: Credentials, settings: ProviderSettings) -> Client:
    is_plain = server.security == "none"
    line = open_socket(
        server.host, server.port, reach_of(credentials, settings), timeout=settings.timeout, is_plain=is_plain
    )
    try:
        trust = tls_context(settings.ca_file)
        if server.security == "tls":
            line = trust.wrap_socket(line, server_hostname=server.host)
        client = Client(Wire(line, server.host), server, settings.timeout)
    except BaseException:
        line.close()
        raise
    if server.security == "starttls":
        _begin_tls(client, server, trust)
    return client


def _begin_tls(client: Client, server: Server, trust: ssl.SSLContext) -> None:
    try:
        if not client.has_capability("STARTTLS"):
            raise unencrypted(server.host, "imap")
        client.starttls(trust)
    except BaseException:
        with suppress(OSError, ValueError):
            client.shutdown()
        raise


def _refused(failure: Exception, server: Server) -> ConnectorError:
    """Why a login came to nothing."""
    if isinstance(failure, IMAP4.abort) or not isinstance(failure, IMAP4.error):
        return translate(failure, _LOGIN)
    told = refused_login((server.host,), "imap", str(failure))
    # Not every server that has trouble says so by a code.
    is_ours = isinstance(told, ConsentLost) and is_passing(str(failure))
    return said(str(failure), _LOGIN) if is_ours else told
