"""An IMAP server of a few lines, for what no server at hand says: Gmail's extensions, OBJECTID, and hostile answers.

It knows one person, answers each command by the first rule that fits, and notes what it was asked.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Rule = tuple[str, Callable[[re.Match[str]], Sequence[bytes]]]
"""What a command looks like, and the untagged answers to it."""


class Refused(Exception):
    """Raised by a rule: the command is answered with these words after NO."""


@dataclass(slots=True)
class Pretended:
    """A running server."""

    port: int
    capabilities: str
    rules: list[Rule]
    commands: list[str] = field(default_factory=list)
    words: str = "done"
    """What is said after the tagged OK of the command that is being answered."""

    def answer(self, command: str) -> bytes:
        """Everything that is said before the tagged OK."""
        self.commands.append(command)
        self.words = "done"
        if command == "CAPABILITY":
            return f"* CAPABILITY IMAP4rev1 {self.capabilities}\r\n".encode()
        for pattern, told in self.rules:
            found = re.search(pattern, command)
            if found:
                return b"".join(b"* " + one + b"\r\n" for one in told(found))
        return b""


@contextmanager
def pretended_imap(capabilities: str, rules: Sequence[Rule]) -> Iterator[Pretended]:
    """A server on loopback for the time of the block."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        made = Pretended(door.getsockname()[1], capabilities, list(rules))
        serving = threading.Thread(target=_serve, args=(door, made), daemon=True)
        serving.start()
        yield made
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
    serving.join(10)


def _serve(door: socket.socket, made: Pretended) -> None:
    with suppress(OSError):
        while True:
            line, _ = door.accept()
            threading.Thread(target=_talk, args=(line, made), daemon=True).start()


def _talk(line: socket.socket, made: Pretended) -> None:
    with line, suppress(OSError), line.makefile("rb") as heard:
        line.sendall(b"* OK here\r\n")
        for raw in heard:
            tag, _, command = raw.decode().rstrip("\r\n").partition(" ")
            try:
                line.sendall(made.answer(command) + f"{tag} OK {made.words}\r\n".encode())
            except Refused as refusal:
                line.sendall(f"{tag} NO {refusal}\r\n".encode())
