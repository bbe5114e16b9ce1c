"""Runs one server for as long as somebody holds the other end of its standard input.

The tests hold it. However they end (finished, interrupted, killed with -9), the pipe closes, and the guard stops the
server with everything the server started and removes its folder. What the server says goes into `server.log`; once
the words are in it by which it calls itself ready, the tests are told. Run as a script: FOLDER UID GID DOOR READY
COMMAND…, DOOR being the pipe for that.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

PATIENCE = 10.0
"""Seconds that a server has to stop by itself."""
_START_SECONDS = 60.0
_CHUNK = 65536
_READY = b"ready"
_LAST_WORDS = 2_000
"""Bytes of what a server said that tell why it did not start: far less than a pipe holds."""


class NotStarted(Exception):
    """A server ended, or said nothing of being ready for a minute; the message has what it did say."""


class Held:
    """A server under guard, as the tests see it. `ready`: words that it says once it can be asked."""

    def __init__(self, command: list[str], folder: Path, owner: tuple[int, int] | None = None, *, ready: str) -> None:
        uid, gid = owner or (os.getuid(), os.getgid())
        self._news, door = os.pipe()
        arguments = [str(folder), str(uid), str(gid), str(door), ready, *command]
        # A session of its own: Ctrl-C in the terminal reaches the tests, which then stop the server in good order.
        self.process = subprocess.Popen(
            [sys.executable, __file__, *arguments], stdin=subprocess.PIPE, start_new_session=True, pass_fds=[door]
        )
        os.close(door)

    def wait_until_ready(self) -> None:
        """Raises NotStarted."""
        if not select.select([self._news], [], [], _START_SECONDS)[0]:
            raise NotStarted(f"not ready after {_START_SECONDS:.0f} seconds")
        news = b"".join(iter(lambda: os.read(self._news, _CHUNK), b""))
        if news != _READY:
            raise NotStarted(f"it ended: {news.decode(errors='replace')}")

    def stop(self) -> None:
        """Stops the server, waits until it and its folder are gone."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(timeout=PATIENCE * 2)
        os.close(self._news)


def coming_back(command: list[str]) -> list[str]:
    """The same server under a hand that starts it again whenever it was killed."""
    return ["sh", "-c", 'trap exit INT TERM; while :; do "$@"; sleep 0.05; done', "sh", *command]


def as_user(owner: tuple[int, int] | None) -> dict[str, Any]:
    """Arguments that make subprocess run a program as somebody else; none when that is who we are."""
    if owner is None or owner[0] == os.getuid():
        return {}
    return {"user": owner[0], "group": owner[1], "extra_groups": []}


def _stop(server: subprocess.Popen[bytes]) -> None:
    # SIGINT is the fast and orderly shutdown of Postgres; Redis and Valkey take it as SIGTERM.
    for number in (signal.SIGINT, signal.SIGKILL):
        try:
            os.killpg(server.pid, number)
            server.wait(timeout=PATIENCE)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _go_on(number: int, frame: FrameType | None) -> None:
    """Takes a signal without ending."""


def _tend(server: subprocess.Popen[bytes], log: Path, ready: bytes, door: int) -> None:
    """Writes down what the server says, until it or the tests have ended.

    Tells at the door that it is ready, or its last words, and closes it: who reads there reads to the end.
    """
    said, is_open = b"", True
    with log.open("ab", buffering=0) as file:
        for chunk in _words_of(server):
            file.write(chunk)
            said = (said + chunk)[-_CHUNK:]
            if is_open and (not chunk or ready in said):
                os.write(door, _READY if chunk else said[-_LAST_WORDS:])
                os.close(door)
                is_open = False


def _words_of(server: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """What it says as it says it, nothing at last when it has ended; stops when the tests have."""
    assert server.stdout
    chunk = b"-"
    while chunk and sys.stdin not in select.select([sys.stdin, server.stdout], [], [])[0]:
        chunk = os.read(server.stdout.fileno(), _CHUNK)
        yield chunk


def main(arguments: list[str]) -> int:
    """Starts the server, waits for the end of standard input or of the server, cleans up."""
    folder, uid, gid, door, ready, *command = arguments
    # Only the pipe ends it: a signal half-way through the cleaning would leave the server behind.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _go_on)  # SIG_IGN would be handed down to the server
    server = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder,
        start_new_session=True, **as_user((int(uid), int(gid))),
    )  # fmt: skip
    try:
        _tend(server, Path(folder) / "server.log", ready.encode(), int(door))
    finally:
        _stop(server)
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
