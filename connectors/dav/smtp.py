"""Hands one mail to the person's own server for sending (SMTP submission), and knows how sure the outcome is.

A server has a mail once its last line, a dot, has arrived, and not before (RFC 5321, 4.1.1.4): whatever goes wrong
until then was surely no sending. From the dot on, only 2xx says that the mail goes out and only 5xx that it does not.
Anything else leaves it open, a 4xx too: a filter in front of a server may say that after the server took the mail.
"""

from __future__ import annotations

import base64
import io
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from connectors.contract import ProviderSettings
from connectors.dav.credentials import PROVIDER, Credentials, Server
from connectors.dav.reach import reach_of
from connectors.dav.refusals import open_to_all, refused_login, unencrypted, untrusted
from connectors.errors import ConnectorError, OwnNetwork, SlowDown, TryAgain, Unsupported, nothing_written
from connectors.ip_ranges import Place, place_of
from connectors.network import open_socket, tls_context

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_NOBODY = "[127.0.0.1]"
"""What we call ourselves, as other mail programs do: smtplib would ask the DNS for the name of this machine and tell it."""
_LONGEST_REPLY = 64 * 1024
_LAST_WORD = 5
"""How many times as long as any other reply the last one is waited for: the server looks through the mail before it
(RFC 5321, 4.5.3.2.6, allows ten minutes).
"""
_WAIT = 60.0
REFUSALS = frozenset({"login", "smtp.connect", "smtp.tls", "smtp.mail", "smtp.rcpt", "smtp.data"})
"""Operations of errors that are the server's own word."""
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}\b")
_ADDRESS = re.compile(r"[!-;=?-~]{1,900}@[!-;=?-~]{1,255}")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)

_NO_ADDRESS = "One of the addresses of this mail cannot be written to."


def login_check(credentials: Credentials, settings: ProviderSettings) -> None:
    """Signs in and leaves. Raises what `refusals` and `network` say, and TryAgain where nobody answers."""
    server = _server_of(credentials)
    try:
        with _opened(credentials, server, settings):
            pass
    except ssl.SSLCertVerificationError:
        raise untrusted(server.host, "smtp") from None
    except OSError as failure:
        raise _trouble(failure) from None


@contextmanager
def submission(credentials: Credentials, settings: ProviderSettings) -> Iterator[Submission]:
    """A server that knows who we are. What is raised on the way there means that nothing was sent."""
    server = _server_of(credentials)
    with ExitStack() as stack:
        with _nothing_sent():
            line = stack.enter_context(_opened(credentials, server, settings))
        yield Submission(line, settings.timeout)


@contextmanager
def _nothing_sent() -> Iterator[None]:
    """While inside, trouble of any kind is a reason to wait, and leaves no question open."""
    try:
        yield
    except (OSError, OwnNetwork) as failure:
        # To OwnNetwork the name has come to mean something else: a hotel's network answers all of them by itself.
        raise nothing_written(_trouble(failure)) from None
    except TryAgain as failure:
        raise nothing_written(failure) from None


class Submission:
    """One mail on its way: first `address`, then `hand_over`, each once."""

    def __init__(self, line: _Line, timeout: float) -> None:
        self._line = line
        self._timeout = timeout

    def address(self, sender: str, recipients: Sequence[str], mail: bytes) -> None:
        """Tells who writes to whom. All of them are taken, or nothing goes to anybody."""
        if not recipients or not all(_ADDRESS.fullmatch(one) for one in (sender, *recipients)):
            raise ConnectorError(_NO_ADDRESS, provider=PROVIDER, operation="smtp.rcpt")
        with _nothing_sent():
            _expect(2, self._line.mail(sender, _options(self._line, mail)), _no_sender, "smtp.mail")
            for recipient in recipients:
                _expect(2, self._line.rcpt(recipient), _no_recipient, "smtp.rcpt")

    def hand_over(self, mail: bytes) -> None:
        """The mail itself. Returns once the server has taken it. TryAgain: nobody knows; everything else that is raised
        means that it surely was not sent.
        """
        with _nothing_sent():
            _expect(3, self._line.docmd("DATA"), _no_mail, "smtp.data")
            self._line.send(as_sent(mail))
        try:
            self._line.send(b".\r\n")
            reply = self._line.getreply(within=_LAST_WORD * self._timeout)
        except OSError as failure:
            raise _unclear() from failure
        if reply[0] // 100 == 5:
            raise refusal(reply, _no_mail, "smtp.data")
        if reply[0] // 100 != 2:
            raise _unclear()

    def leave(self) -> None:
        """A word of goodbye, which changes nothing: the answer to it is not waited for."""
        with suppress(OSError):
            self._line.putcmd("QUIT")


def as_sent(mail: bytes) -> bytes:
    """The bytes as they go over the line without the last dot: every line ends in CRLF, since a bare end of a line may
    be taken for the end of the mail (https://www.postfix.org/smtp-smuggling.html), and leading dots are doubled.
    """
    lines = _LINE_END.sub(b"\r\n", mail)
    return _LEADING_DOT.sub(b"..", lines if lines.endswith(b"\r\n") else lines + b"\r\n")


def refusal(reply: tuple[int, bytes], why: Callable[[str], str], operation: str) -> ConnectorError:
    """What a reply that is not the one wanted means. Only its numbers are told."""
    code, told = reply
    enhanced = _ENHANCED.match(told)
    numbers = f"{code} {enhanced[0].decode()}" if enhanced else str(code)
    if code // 100 == 4:
        return SlowDown(why(numbers), retry_after=_WAIT, provider=PROVIDER, operation=operation)
    if code // 100 == 5:
        return ConnectorError(why(numbers), provider=PROVIDER, operation=operation)
    return nothing_written(_trouble(ValueError("no reply")))


def _expect(wanted: int, reply: tuple[int, bytes], why: Callable[[str], str], operation: str) -> None:
    if reply[0] // 100 != wanted:
        raise refusal(reply, why, operation)


def _nobody(numbers: str) -> str:
    return f"The server for sending takes no mail ({numbers})."


def _no_tls(numbers: str) -> str:
    return f"The server for sending begins no encryption ({numbers})."


def _no_sender(numbers: str) -> str:
    return f"The server for sending takes no mail from this sender ({numbers})."


def _no_recipient(numbers: str) -> str:
    return f"The server for sending refuses one of the recipients ({numbers})."


def _no_mail(numbers: str) -> str:
    return f"The server for sending refuses this mail ({numbers})."


def _options(line: smtplib.SMTP, mail: bytes) -> list[str]:
    size = [f"SIZE={len(as_sent(mail))}"] if line.has_extn("size") else []
    return [*size, "BODY=8BITMIME"] if not mail.isascii() and line.has_extn("8bitmime") else size


def _unclear() -> TryAgain:
    detail = "The server for sending gave no answer to the mail."
    return TryAgain(detail, provider=PROVIDER, operation="smtp.data")


def _trouble(failure: BaseException) -> TryAgain:
    if isinstance(failure, TimeoutError):
        detail = "The server for sending did not answer in time."
    elif isinstance(failure, ssl.SSLCertVerificationError):
        detail = "The certificate of the server for sending is not trusted."
    else:
        detail = f"The connection to the server for sending failed ({type(failure).__name__})."
    return TryAgain(detail, provider=PROVIDER, operation="smtp")


# --- the line ----------------------------------------------------------------------------------------------------


def _server_of(credentials: Credentials) -> Server:
    if credentials.smtp is None:
        raise Unsupported("This mailbox has no server for sending.", provider=PROVIDER, operation="smtp")
    return credentials.smtp


@contextmanager
def _opened(credentials: Credentials, server: Server, settings: ProviderSettings) -> Iterator[_Line]:
    """Connected, encrypted and signed in. Raises OSError (smtplib's errors are among them), and what a refusal means."""
    is_plain = server.security == "none"
    reach = reach_of(credentials, settings)
    bare = open_socket(server.host, server.port, reach, timeout=settings.timeout, is_plain=is_plain)
    line = _Line(server, bare, settings)
    try:
        line.begin()
        line.sign_in(credentials.login_to_send, credentials.password)
        yield line
    finally:
        line.close()
        bare.close()


class _Line(smtplib.SMTP):
    """smtplib over a connection to an address that was judged, each reply in bounded time and length."""

    def __init__(self, server: Server, bare: socket.socket, settings: ProviderSettings) -> None:
        super().__init__(local_hostname=_NOBODY, timeout=settings.timeout)
        self._server, self._patience, self._ca_file = server, settings.timeout, settings.ca_file
        self._host = server.host  # What smtplib holds the certificate against.
        self.sock = bare

    def begin(self) -> None:
        """Up to where a password may be said."""
        if self._server.security == "tls" and self.sock is not None:
            self.sock = tls_context(self._ca_file).wrap_socket(self.sock, server_hostname=self._server.host)
        _expect(2, self.getreply(), _nobody, "smtp.connect")
        self.ehlo_or_helo_if_needed()
        if self._server.security == "starttls":
            if not self.has_extn("starttls"):
                raise unencrypted(self._server.host, "smtp")
            _expect(2, self.starttls(context=tls_context(self._ca_file)), _no_tls, "smtp.tls")
            self.ehlo_or_helo_if_needed()

    def sign_in(self, login: str, password: str) -> None:
        """By PLAIN or LOGIN, as the server offers; in UTF-8, where smtplib knows ASCII alone. A server that asks for
        nothing, as some do on a network of one's own, is told nothing; in the world none of them is used.
        """
        offered = self.esmtp_features.get("auth", "").upper().split()
        if not offered:
            self._ensure_near()
            return
        if "PLAIN" in offered:
            code, told = self.docmd("AUTH", f"PLAIN {_packed(f'{chr(0)}{login}{chr(0)}{password}')}")
        else:
            code, told = self.docmd("AUTH", "LOGIN") if "LOGIN" in offered else (538, b"")
            for word in (login, password):
                code, told = self.docmd(_packed(word)) if code == 334 else (code, told)
        if code not in (235, 503):
            raise refused_login((self._server.host,), "smtp", f"{code} {told.decode('utf-8', 'replace')}")

    def _ensure_near(self) -> None:
        where = place_of(str(self.sock.getpeername()[0])) if self.sock is not None else Place.NOWHERE
        if where not in {Place.OWN_NETWORK, Place.THIS_MACHINE}:
            raise open_to_all(self._server.host)

    def getreply(self, *, within: float | None = None) -> tuple[int, bytes]:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("there is no line")
        if self.file is None:
            self.file = io.BufferedReader(_Replies(self.sock), 1024)
        self.file.raw.begin(self._patience if within is None else within)
        return super().getreply()


class _Replies(io.RawIOBase):
    """What a server says, as smtplib reads it: one reply ends in time, however it trickles."""

    def __init__(self, line: socket.socket) -> None:
        self._line, self._usual = line, line.gettimeout()
        self._until, self._left = 0.0, 0

    def begin(self, seconds: float) -> None:
        """The next reply."""
        self._until, self._left = time.monotonic() + seconds, _LONGEST_REPLY

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        seconds = self._until - time.monotonic()
        if seconds <= 0 or not self._left:
            raise TimeoutError("the reply has no end")
        self._line.settimeout(seconds)
        try:
            got = self._line.recv_into(memoryview(buffer)[: self._left])
        finally:
            self._line.settimeout(self._usual)
        self._left -= got
        return got


def _packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
