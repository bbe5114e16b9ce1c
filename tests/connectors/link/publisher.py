"""A small HTTP server on loopback that publishes calendar files as providers do, with ETag and If-None-Match."""

from __future__ import annotations

import hashlib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

File = Callable[[], bytes]
"""Made anew for every download."""


@dataclass(slots=True)
class Publisher:
    """A running server."""

    port: int
    is_tls: bool = False
    files: dict[str, File] = field(default_factory=dict)
    """By path; what is not here is 404."""
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of a path, beside or instead of the usual ones."""
    redirects: dict[str, str] = field(default_factory=dict)
    has_etags: bool = True
    fixed_etag: str = ""
    """What is said of every file from now on, whatever is in it."""
    last_etag: str = ""
    downloads: int = 0
    """Whole files that went out."""
    unchanged: int = 0
    """Questions that were answered with 304."""

    @property
    def url(self) -> str:
        return f"{'https' if self.is_tls else 'http'}://127.0.0.1:{self.port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    publisher: Publisher

    def do_GET(self) -> None:
        there = self.publisher.redirects.get(self.path)
        made = self.publisher.files.get(self.path)
        if there is not None:
            self._say(302, (("Location", there),))
        elif made is None:
            self._say(404)
        else:
            self._publish(made())

    def _publish(self, content: bytes) -> None:
        etag = self.publisher.fixed_etag or f'"{hashlib.sha256(content).hexdigest()[:20]}"'
        self.publisher.last_etag = etag
        marks = (("ETag", etag),) if self.publisher.has_etags else ()
        if self.publisher.has_etags and self.headers.get("If-None-Match") == etag:
            self.publisher.unchanged += 1
            self._say(304, marks)
            return
        self.publisher.downloads += 1
        told = {"Content-Type": "text/calendar"} | self.publisher.headers.get(self.path, {})
        self._say(200, (*marks, *told.items()), content)

    def _say(self, status: int, headers: tuple[tuple[str, str], ...] = (), body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went, or did not believe the certificate, is no news."""


@contextmanager
def running_publisher(tls: ssl.SSLContext | None = None) -> Iterator[Publisher]:
    """A server at a free port, over TLS if there is some, for the time of the block."""
    made: type[_Handler] = type("_Bound", (_Handler,), {})
    with _Server(("127.0.0.1", 0), made) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        made.publisher = Publisher(server.server_address[1], is_tls=tls is not None)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield made.publisher
        finally:
            server.shutdown()
