"""A proxy on loopback that understands IMAP and SMTP just enough to break them at an exact place.

It counts every command and answer that passes, and strikes the ones that it was told to: cuts before a command reached
the server, after the work was done, in the middle of the answer, or answers in the server's stead. Inside TLS it sees
nothing and lets everything pass.
"""

from __future__ import annotations

import re
import select
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum

_CHUNK = 65536
_LITERAL = re.compile(rb"\{(\d+)(\+?)\}\r?\n$")
_UNTIL_RESET = struct.pack("ii", 1, 0)


class Ending(StrEnum):
    """What becomes of a command, or of one answer to it, that is struck."""

    BEFORE = "the connection is closed before the server hears of it"
    AFTER = "the server does it, and the connection is closed without a byte of its answer"
    RESET = "the same with a reset"
    HALF = "the server does it, and half of its answer comes through"
    INSTEAD = "the server never hears of it, and something else is answered"
    INSTEAD_AFTER = "the server does it, and something else is answered"


@dataclass(slots=True)
class _Strike:
    pattern: re.Pattern[bytes]
    ending: Ending
    words: bytes
    first: int
    last: int | None
    is_of_answers: bool
    met: int = 0

    def strikes(self, text: bytes) -> bool:
        """Counts what matches; whether this one is meant."""
        if not self.pattern.search(text):
            return False
        self.met += 1
        return self.met >= self.first and (self.last is None or self.met <= self.last)


@dataclass(slots=True)
class Cutting:
    """A running proxy. Commands are matched without their tag, an IMAP answer by its first line."""

    port: int
    to: int
    commands: list[bytes] = field(default_factory=list)
    """Every command that a client gave, struck ones included. The mail itself is the command `CONTENT` of SMTP."""
    answers: list[bytes] = field(default_factory=list)
    """The first line of every answer that came from the server."""
    connections: int = 0
    _strikes: list[_Strike] = field(default_factory=list)

    def strike(
        self,
        pattern: str,
        ending: Ending,
        *,
        words: str = "",
        nth: int = 1,
        times: int | None = 1,
        is_of_answers: bool = False,
    ) -> None:
        """From now on, strikes what matches, the `nth` and the `times - 1` after it. `words`: what is answered instead,
        in IMAP behind the tag.
        """
        last = None if times is None else nth + times - 1
        made = re.compile(pattern.encode(), re.IGNORECASE)
        self._strikes.append(_Strike(made, ending, words.encode(), nth, last, is_of_answers))

    def heal(self) -> None:
        self._strikes.clear()

    def begin_afresh(self) -> None:
        self.heal()
        self.commands.clear()
        self.answers.clear()
        self.connections = 0

    def count(self, pattern: str) -> int:
        """How many commands matched, struck ones included."""
        return sum(1 for each in list(self.commands) if re.search(pattern.encode(), each, re.IGNORECASE))

    def count_answers(self, pattern: str) -> int:
        return sum(1 for each in list(self.answers) if re.search(pattern.encode(), each, re.IGNORECASE))

    def verdict(self, text: bytes, *, is_answer: bool) -> _Strike | None:
        """Counts it; the strike that is meant for it."""
        (self.answers if is_answer else self.commands).append(text)
        alike = [strike for strike in list(self._strikes) if strike.is_of_answers == is_answer]
        return next((strike for strike in alike if strike.strikes(text)), None)


class _Framer:
    """Cuts a stream into lines and literals; with each, whether it begins and whether it ends a unit."""

    def __init__(self, *, has_literals: bool) -> None:
        self._has_literals = has_literals
        self._held = b""
        self._need = 0
        self._is_fresh = True

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bool, bool]]:
        self._held += data
        while piece := self._next():
            match = _LITERAL.search(piece) if self._has_literals and not self._need else None
            is_literal = self._need > 0
            self._need = int(match[1]) if match else max(self._need - len(piece), 0)
            begins, self._is_fresh = self._is_fresh, not (match or is_literal)
            yield piece, begins, self._is_fresh

    def forget(self, piece: bytes) -> None:
        """This line was refused: what a client sends only when asked for it will not come."""
        match = _LITERAL.search(piece)
        if match and not match[2]:
            self._need, self._is_fresh = 0, True

    def _next(self) -> bytes:
        length = min(self._need, len(self._held)) if self._need else self._held.find(b"\n") + 1
        piece, self._held = self._held[:length], self._held[length:]
        return piece


class _Imap:
    """What IMAP looks like on the wire. One command is on its way at a time."""

    has_literals = True

    def __init__(self) -> None:
        self.tag = b""

    def command(self, line: bytes) -> bytes | None:
        """The command that this line begins, without its tag; None where it goes on with one."""
        if self.tag:
            return None
        self.tag, _, words = line.strip().partition(b" ")
        return words

    def is_asking(self, line: bytes) -> bool:
        return line.startswith(b"+")

    def ends(self, line: bytes) -> bool:
        """Whether this answers the command on its way for good."""
        return bool(self.tag) and line.startswith(self.tag + b" ")

    def ended(self, line: bytes) -> None:
        del line
        self.tag = b""

    def reply(self, words: bytes) -> bytes:
        return self.tag + b" " + words + b"\r\n"


class _Smtp:
    """What SMTP looks like on the wire."""

    has_literals = False

    def __init__(self) -> None:
        self._is_open = self._is_content = False

    def command(self, line: bytes) -> bytes | None:
        if self._is_content:
            if line != b".\r\n":
                return None
            self._is_content, self._is_open = False, True
            return b"CONTENT"
        if self._is_open:
            return None
        self._is_open = True
        return line.strip()

    def is_asking(self, line: bytes) -> bool:
        return line.startswith(b"334")

    def ends(self, line: bytes) -> bool:
        return self._is_open and line[3:4] != b"-" and not self.is_asking(line)

    def ended(self, line: bytes) -> None:
        self._is_open, self._is_content = False, line.startswith(b"354")

    def reply(self, words: bytes) -> bytes:
        return words + b"\r\n"


class _Closed(Exception):
    """This connection is over."""


class _Wire:
    """One connection of a client and the one to the server that belongs to it."""

    def __init__(self, proxy: Cutting, client: socket.socket, server: socket.socket, talk: _Imap | _Smtp) -> None:
        self.proxy, self.client, self.server, self.talk = proxy, client, server, talk
        self._from_client = _Framer(has_literals=talk.has_literals)
        self._from_server = _Framer(has_literals=talk.has_literals)
        self._strike: _Strike | None = None
        self._held = b""
        self._is_dropped = False
        """What the client says of this command goes no further."""
        self._is_sealed = self._asked_to_seal = False

    def run(self) -> None:
        ways = {self.client: self._hear_client, self.server: self._hear_server}
        with suppress(_Closed, OSError):
            while True:
                for ready in select.select(list(ways), [], [])[0]:
                    ways[ready](ready.recv(_CHUNK))
        self.client.close()
        self.server.close()

    def _hear_client(self, data: bytes) -> None:
        if not data:
            raise _Closed
        if self._is_sealed:
            self.server.sendall(data)
            return
        for piece, begins, ends in self._from_client.feed(data):
            command = self.talk.command(piece) if begins else None
            if command is not None:
                self._begin(command)
                self._is_dropped = self._strike is not None and self._strike.ending is Ending.INSTEAD
                if self._is_dropped:
                    self._from_client.forget(piece)
            if not self._is_dropped:
                self.server.sendall(piece)
            elif command is not None or ends:
                self._answer_instead()

    def _begin(self, command: bytes) -> None:
        self._asked_to_seal = command.upper() == b"STARTTLS"
        self._strike, self._held = self.proxy.verdict(command, is_answer=False), b""
        if self._strike and self._strike.ending is Ending.BEFORE:
            raise _Closed

    def _answer_instead(self) -> None:
        if self._strike is not None:
            reply = self.talk.reply(self._strike.words)
            self.talk.ended(reply)
            self._strike = None
            self.client.sendall(reply)

    def _hear_server(self, data: bytes) -> None:
        if not data:
            raise _Closed
        if self._is_sealed:
            self.client.sendall(data)
            return
        for piece, begins, _ in self._from_server.feed(data):
            if begins and not self.talk.ends(piece) and not self.talk.is_asking(piece):
                self._look_at_answer(piece)
            if begins and self.talk.ends(piece):
                self._end(piece)
            elif self._strike is not None and not (begins and self.talk.is_asking(piece)):
                self._held += piece
            else:
                self.client.sendall(piece)

    def _look_at_answer(self, piece: bytes) -> None:
        strike = self.proxy.verdict(piece.strip(), is_answer=True)
        if strike is None or self._strike is not None:
            return
        if strike.ending in {Ending.INSTEAD, Ending.INSTEAD_AFTER}:
            self._strike, self._held = strike, b""
            return
        if strike.ending is Ending.HALF:
            self.client.sendall(piece)
        self._close(strike.ending)

    def _end(self, piece: bytes) -> None:
        strike, self._strike = self._strike, None
        if strike is None:
            self.client.sendall(piece)
        elif strike.ending in {Ending.INSTEAD, Ending.INSTEAD_AFTER}:
            self.client.sendall(self.talk.reply(strike.words))
        else:
            answer = self._held + piece
            self.client.sendall(answer[: len(answer) // 2] if strike.ending is Ending.HALF else b"")
            self._close(strike.ending)
        self.talk.ended(piece)
        self._is_sealed = self._asked_to_seal

    def _close(self, ending: Ending) -> None:
        if ending is Ending.RESET:
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _UNTIL_RESET)
        raise _Closed


@contextmanager
def cutting_imap(to: int) -> Iterator[Cutting]:
    """A proxy before the IMAP server at that port of loopback, for the time of the block."""
    with _cutting(to, _Imap) as proxy:
        yield proxy


@contextmanager
def cutting_smtp(to: int) -> Iterator[Cutting]:
    """A proxy before the SMTP server at that port of loopback, for the time of the block."""
    with _cutting(to, _Smtp) as proxy:
        yield proxy


@contextmanager
def _cutting(to: int, talk: type[_Imap | _Smtp]) -> Iterator[Cutting]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        proxy = Cutting(int(door.getsockname()[1]), to)
        threading.Thread(target=_serve, args=(door, proxy, talk), daemon=True).start()
        try:
            yield proxy
        finally:
            door.shutdown(socket.SHUT_RDWR)


def _serve(door: socket.socket, proxy: Cutting, talk: type[_Imap | _Smtp]) -> None:
    with suppress(OSError):
        while True:
            client, _ = door.accept()
            proxy.connections += 1
            try:
                server = socket.create_connection(("127.0.0.1", proxy.to), timeout=10)
            except OSError:
                client.close()  # the server is down: so is what stands before it
                continue
            server.settimeout(None)
            for each in (client, server):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_Wire(proxy, client, server, talk()).run, daemon=True).start()
