"""Takes the address that the web pages are served at, before anything else starts, and serves there until told to end.

Nothing is started while the address is taken by another program: the person hears so in one sentence.
"""

from __future__ import annotations

import errno
import gc
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from service.settings import Settings

GRACE_SECONDS = 3
"""How long open requests may take to finish at the end."""


COLLECTED = (10_000, 20, 20)
"""After how many new objects garbage is looked for, and how much more seldom among older ones."""


class CannotListen(Exception):
    """The address cannot be used; the text says why and what to do."""


def own_address(settings: Settings) -> str:
    """The address to open in a browser: the one that WARMTHREAD_PUBLIC_URL names, else the one on this machine."""
    return settings.public_url or local_address(settings)


def local_address(settings: Settings) -> str:
    """The address on this machine, where no proxy stands before it."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104 (shown, not bound)
    return f"http://{f'[{host}]' if ':' in host and '[' not in host else host}:{settings.port}/"


def listen(settings: Settings, variable: str = "WARMTHREAD_BIND") -> tuple[socket.socket, Settings]:
    """Takes the address. Returns it with settings that name the port really taken (0 = any free one).

    `variable` is where the address comes from. Raises CannotListen.
    """
    # asyncio sends small answers at once (TCP_NODELAY) only where the socket says itself that it speaks TCP; else each
    # one waits 40 ms for the browser's acknowledgement.
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise CannotListen(_why_not(error, settings, variable)) from None
    host = settings.bind.rpartition(":")[0]
    return listener, settings.model_copy(update={"bind": f"{host}:{listener.getsockname()[1]}"})


def _why_not(error: OSError, settings: Settings, variable: str) -> str:
    if variable != "WARMTHREAD_BIND":
        return f"{variable}: cannot listen at {settings.bind} ({error.strerror or error})."
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {settings.port} of {settings.host} is taken, perhaps by a Warmthread that runs already: look at "
            f"{local_address(settings)}, or choose another port with --port or WARMTHREAD_BIND."
        )
    if error.errno == errno.EACCES:
        return f"Port {settings.port} needs an administrator's rights: choose one above 1023 with --port or WARMTHREAD_BIND."
    return f"WARMTHREAD_BIND: cannot listen at {settings.bind} ({error.strerror or error})."


class WebServer:
    """The web pages at one address."""

    def __init__(self, app: FastAPI, listener: socket.socket) -> None:
        # Who asks and by which name is never taken from what a header says of it (`guard` knows the one outside name).
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )  # fmt: skip
        self._server, self._listener = uvicorn.Server(config), listener

    def run(self) -> None:
        """Serves until `stop`, or a signal on the main thread."""
        self._server.run(sockets=[self._listener])

    def stop(self) -> None:
        self._server.should_exit = True


def settle_down() -> None:
    """To be called once everything is loaded, which stays until the end: the garbage collector leaves it alone from then
    on. Else it looks through all of it again and again, which takes a tenth of the work, and longer than most pages while
    somebody waits; and of what a page or a job makes next to nothing is garbage that has to be looked for.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED)


@contextmanager
def serving(app: FastAPI, listener: socket.socket) -> Iterator[None]:
    """Serves on a thread of its own while the block runs."""
    server = WebServer(app, listener)
    thread = threading.Thread(target=server.run, name="web", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.stop()
        thread.join()
