"""The IDLE command (RFC 2177) on the wire: asking to be told what happens in a folder, and reading what is told.

The library's own reading of it takes the end of a connection for silence, so that this is read here.
"""

from __future__ import annotations

import io
import socket
import ssl
from collections.abc import Iterator
from imaplib import IMAP4
from selectors import EVENT_READ, DefaultSelector

_LEFT = "the server left"
_AT_ONCE = 1 << 16


class IdleWire(IMAP4):
    """What IDLE adds to the protocol; nothing else may be said between its begin and its end."""

    _idle = b""

    def _reader(self) -> io.BufferedReader:
        raise NotImplementedError

    def begin_idle(self) -> None:
        """Raises IMAP4.error with what the server says when it refuses."""
        self._idle = self._command("IDLE")
        while self._get_response() is not None:
            if refused := self.tagged_commands[self._idle]:
                raise IMAP4.error(bytes(refused[1][-1]).decode("utf-8", "replace"))

    def overheard(self, timeout: float) -> bytes:
        """What is told within so many seconds, whole lines or not; b"" when nothing is. Raises IMAP4.abort when the
        server has left.
        """
        reader, patience = self._reader(), self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            return _read_at_once(reader) or (_read_at_once(reader) if _is_readable(self.sock, timeout) else b"")
        finally:
            self.sock.settimeout(patience)

    def end_idle(self) -> Iterator[bytes]:
        """Asks to be told no more, and gives the rest of what was told; the first piece may begin within a line."""
        self.send(b"DONE\r\n")
        line = b""
        while not line.startswith(self._idle + b" "):
            line = self.readline()
            if not line:
                raise IMAP4.abort(_LEFT)
            yield line
        self.tagged_commands.pop(self._idle)


def _read_at_once(reader: io.BufferedReader) -> bytes:
    """What is there already. Some bytes of TLS are nobody's words: that a line can be read does not say that they come."""
    try:
        found = reader.read1(_AT_ONCE)
    except (BlockingIOError, ssl.SSLWantReadError):
        return b""
    if not found:
        raise IMAP4.abort(_LEFT)
    return found


def _is_readable(line: socket.socket, timeout: float) -> bool:
    with DefaultSelector() as selector:
        selector.register(line, EVENT_READ)
        return bool(selector.select(timeout))
