"""Runs one server for as long as somebody holds the other end of its standard input.

The tests hold it. However they end (finished, interrupted, killed with -9), the pipe closes, and the guard stops the
server with everything the server started and removes its folder. Run as a script: FOLDER UID GID COMMAND…
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import Any

PATIENCE = 10.0
"""Seconds that a server has to stop by itself."""
_LOOK_EVERY = 0.2


class Held:
    """A server under guard, as the tests see it."""

    def __init__(self, command: list[str], folder: Path, owner: tuple[int, int] | None = None) -> None:
        uid, gid = owner or (os.getuid(), os.getgid())
        arguments = [str(folder), str(uid), str(gid), *command]
        # A session of its own: Ctrl-C in the terminal reaches the tests, which then stop the server in good order.
        self.process = subprocess.Popen(
            [sys.executable, __file__, *arguments], stdin=subprocess.PIPE, start_new_session=True
        )

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def stop(self) -> None:
        """Stops the server, waits until it and its folder are gone."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(timeout=PATIENCE * 2)


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


def main(arguments: list[str]) -> int:
    """Starts the server, waits for the end of standard input or of the server, cleans up."""
    folder, uid, gid, *command = arguments
    # Only the pipe ends it: a signal half-way through the cleaning would leave the server behind.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _go_on)  # SIG_IGN would be handed down to the server
    log = (Path(folder) / "server.log").open("ab")
    server = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, start_new_session=True,
        **as_user((int(uid), int(gid))),
    )  # fmt: skip
    try:
        while server.poll() is None and not select.select([sys.stdin], [], [], _LOOK_EVERY)[0]:
            pass
    finally:
        _stop(server)
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
