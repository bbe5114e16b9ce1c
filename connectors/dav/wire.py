"""The library's IMAP over a socket of ours: every answer is measured while it is read, and nothing of it is logged.

Also the two commands that the library says in its own way: a login that quotes what it is given, and entering a folder
with the question what vanished from it (QRESYNC, RFC 7162).
"""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Iterable, Sequence
from imaplib import IMAP4
from typing import Any

from imapclient import IMAPClient

from connectors.bounds import LARGEST_ANSWER, TooLargeError
from connectors.dav.credentials import Server
from connectors.dav.idle import IdleWire
from connectors.network import ANSWER_WITHIN

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes of one line of an answer: the numbers of two million mails."""
_TOO_LARGE = "the answer is larger than anything that is read"


class _Gauge(io.RawIOBase):
    """A socket's bytes, counted against an allowance of bytes and time."""

    def __init__(self, line: socket.socket, left: int = 0, until: float = 0.0) -> None:
        self.line = line
        self.left = left
        self.until = until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if time.monotonic() > self.until:
            raise TimeoutError("the answer takes too long")
        count = self.line.recv_into(buffer)
        self.left -= count
        if self.left < 0:
            raise TooLargeError(_TOO_LARGE)
        return count


class Wire(IdleWire):
    """The protocol as far as the library leaves it to Python's own."""

    def __init__(self, line: socket.socket, host: str) -> None:
        self._line = line
        self._gauge = _Gauge(line)
        self._stream: io.BufferedReader | None = None
        self.begin()
        super().__init__(host)

    def begin(self) -> None:
        """The next answer's allowance begins."""
        self._gauge.left = LARGEST_ANSWER
        self._gauge.until = time.monotonic() + ANSWER_WITHIN
        # Nobody asked for what is left of the answers before.
        self.untagged_responses: dict[str, list[Any]] = {}

    def read(self, size: int) -> bytes:
        # A reader makes room for all of it before the first byte comes.
        if size > self._gauge.left + io.DEFAULT_BUFFER_SIZE * 8:
            raise TooLargeError(_TOO_LARGE)
        return self._reader().read(size)

    def readline(self) -> bytes:
        line = self._reader().readline(LONGEST_LINE)
        if len(line) >= LONGEST_LINE:
            raise TooLargeError("a line is longer than anything that is read")
        return line

    def log_in(self, login: str, password: str) -> None:
        """The LOGIN command, with both quoted. Raises IMAP4.error with what the server says."""
        self._checked(*self._simple_command("LOGIN", quoted(login), quoted(password)))
        self.state = "AUTH"

    def enter(self, name: str, *, writable: bool, since: tuple[int, int] | None) -> tuple[int, bytes]:
        """Selects a folder; its UIDVALIDITY, and the UIDs that vanished `since` (UIDVALIDITY, MODSEQ)."""
        self.untagged_responses.clear()
        self.is_readonly = not writable
        extra = (b"(QRESYNC (%d %d))" % since,) if since is not None else ()
        # A refused command leaves no folder selected.
        self.state = "AUTH"
        self._checked(*self._simple_command("SELECT" if writable else "EXAMINE", quoted(name), *extra))
        self.state = "SELECTED"
        vanished = self.taken("VANISHED")
        self.taken("FETCH")
        return int(self.taken("UIDVALIDITY")[-1]), b",".join(_earlier(line) for line in vanished)

    def told(self, answer: str, command: str, *arguments: str | bytes) -> list[Any]:
        """The untagged answers of that name to a command. Raises IMAP4.error with what the server says."""
        self.taken(answer)
        self._checked(*self._simple_command(command, *arguments))
        return self.taken(answer)

    def taken(self, name: str) -> list[Any]:
        """The untagged answers of that name that came along; they are taken out."""
        found: list[Any] = self.untagged_responses.pop(name, [])
        return found

    def _checked(self, kind: str, data: Sequence[Any]) -> None:
        if kind != "OK":
            raise IMAP4.error(_words(data))

    def _untagged_response(self, typ: str, dat: Any, name: str) -> tuple[str, list[Any]]:
        kind, told = super()._untagged_response(typ, dat, name)  # type: ignore[misc]
        # A server may tell what it found in several lines, of which the library takes one alone.
        is_parted = name == "SEARCH" and len(told) > 1
        return kind, [b" ".join(filter(None, told))] if is_parted else told

    def _create_socket(self, timeout: float | None) -> socket.socket:
        del timeout
        return self._line

    def _reader(self) -> io.BufferedReader:
        if self._stream is None or self._gauge.line is not self.sock:
            # Whatever came in the open before TLS began is forgotten here.
            self._gauge = _Gauge(self.sock, self._gauge.left, self._gauge.until)
            self._stream = io.BufferedReader(self._gauge, 1 << 16)
        return self._stream


class Client(IMAPClient):  # type: ignore[misc]
    """The library's client over a `Wire`, with folders named as the server names them."""

    def __init__(self, wire: Wire, server: Server, timeout: float) -> None:
        self.wire = wire
        super().__init__(server.host, server.port, ssl=False, timeout=timeout)
        self.folder_encode = False
        self.normalise_times = False
        # The library writes a record of every line, mail and all, and pays for it also where nobody listens.
        self.wire.debug = 0

    def log_in(self, login: str, password: str) -> None:
        """Says the password in the way that the server takes. Raises IMAP4.error with what it says."""
        self.wire.untagged_responses.clear()
        if self.has_capability("LOGINDISABLED") or not (login + password).isascii():
            self.plain_login(login, password)
        else:
            self.wire.log_in(login, password)
        # What is offered after a login is more than before it.
        self._cached_capabilities = None
        self.capabilities()

    def enter(self, name: str, *, writable: bool, since: tuple[int, int] | None) -> tuple[int, bytes]:
        """`Wire.enter`; QRESYNC is asked for before its first use."""
        if since is not None:
            if self.wire.state == "SELECTED":
                self.unselect_folder()
            self.enable("QRESYNC")
        return self.wire.enter(name, writable=writable, since=since)

    def _create_IMAP4(self) -> Wire:  # noqa: N802
        return self.wire


def quoted(text: str) -> bytes:
    """A name or text as a quoted string. Raises ValueError for what would end the line."""
    raw = text.encode()
    if any(byte in raw for byte in b"\r\n\0"):
        raise ValueError("a text that would end the line")
    return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def ranges(uids: Iterable[int]) -> str:
    """Numbers as a set of IMAP's, neighbours together; "" for none."""
    found: list[list[int]] = []
    for uid in sorted(uids):
        if found and uid <= found[-1][1] + 1:
            found[-1][1] = uid
        else:
            found.append([uid, uid])
    return ",".join(f"{first}:{last}" if last > first else f"{first}" for first, last in found)


def _earlier(line: Any) -> bytes:
    head, _, uids = bytes(line).partition(b" ")
    return uids if head.upper() == b"(EARLIER)" else b""


def _words(data: Sequence[Any]) -> str:
    last = data[-1] if data else b""
    return last.decode("utf-8", "replace") if isinstance(last, bytes) else ""
