"""A Redis and a Postgres that can be killed, stopped and started again at the same address while a test goes on.

Each run of a server is held by a guard of its own, in a folder of its own; what Postgres stores outlives it, what Redis
knows does not.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import postgres, redis
from tests.servers.guard import Held
from tests.servers.postgres import Postgres


@dataclass(slots=True)
class Lasting:
    """A server and the way to start it."""

    command: list[str]
    folder: Path
    ready: str
    owner: tuple[int, int] | None = None
    held: Held | None = None
    runs: int = 0
    pids: Path = field(default_factory=Path)
    """The file in which the server itself writes its process id."""

    def start(self) -> None:
        """Returns when it can be asked."""
        self.runs += 1
        place = self.folder / f"run-{self.runs}"
        place.mkdir()
        if self.owner:
            os.chown(place, *self.owner)
        self.held = Held(self.command, place, self.owner, ready=self.ready)
        self.held.wait_until_ready()

    @property
    def pid(self) -> int:
        return int(self.pids.read_text().split()[0])

    def end(self, number: signal.Signals) -> None:
        """Sends that signal and waits until the server is gone."""
        os.kill(self.pid, number)
        self._wait()

    def _wait(self) -> None:
        if self.held is not None:
            self.held.process.wait(timeout=30)
            self.held.stop()
            self.held = None

    def close(self) -> None:
        if self.held is not None:
            self.held.stop()
            self.held = None


@contextmanager
def lasting_redis() -> Iterator[tuple[str, Lasting]]:
    """The URL and the server, which keeps nothing on disk. Raises Missing."""
    folder = Path(tempfile.mkdtemp(prefix="wt-redis-"))
    port = redis._free_port()
    pids = folder / "pid"
    options = ("--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no", "--pidfile", str(pids))
    server = Lasting([redis.find_server(), *options], folder, redis._READY, pids=pids)
    try:
        server.start()
        yield f"redis://127.0.0.1:{port}/0", server
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def lasting_postgres() -> Iterator[tuple[Postgres, Lasting]]:
    """The server's address and the server, whose data outlive each run. Raises Missing."""
    binaries, owner = postgres.find_binaries(), postgres._ordinary_user()
    folder = Path(tempfile.mkdtemp(prefix="wt-pg-"))
    if owner:
        os.chown(folder, *owner)
        binaries = postgres._reachable(binaries, folder)
    command = postgres._make_cluster(binaries, folder, owner, {})
    server = Lasting(command, folder, postgres._READY, owner, pids=folder / "data" / "postmaster.pid")
    try:
        server.start()
        yield Postgres(folder), server
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)
