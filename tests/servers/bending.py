"""A proxy on loopback before an HTTP server, which breaks requests at an exact place, sets the clock and hides abilities.

Requests are matched as `VERB path body`, so that a REPORT is told from another by what it asks.
"""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.servers.cutting import Ending

_UNTIL_RESET = struct.pack("ii", 1, 0)
_OURS = {"connection", "content-length", "date", "server", "transfer-encoding"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(slots=True)
class _Strike:
    pattern: re.Pattern[str]
    ending: Ending
    reply: Reply
    first: int
    last: int | None
    met: int = 0


@dataclass(slots=True)
class Bending:
    """A running proxy."""

    port: int
    to: int
    now: datetime | None = None
    """What the server's clock says; None = its own."""
    bend: Callable[[str, Reply], Reply] | None = None
    """Changes what goes back to a request: to hide what the server can do."""
    requests: list[str] = field(default_factory=list)
    """Every request, struck ones included, as it is matched."""
    _strikes: list[_Strike] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def strike(
        self, pattern: str, ending: Ending, reply: Reply | None = None, *, nth: int = 1, times: int | None = 1
    ) -> None:
        """From now on, strikes the request that matches, the `nth` and the `times - 1` after it."""
        last = None if times is None else nth + times - 1
        made = re.compile(pattern, re.DOTALL)
        self._strikes.append(_Strike(made, ending, reply or Reply(503, (), b""), nth, last))

    def heal(self) -> None:
        self._strikes.clear()

    def begin_afresh(self) -> None:
        self.heal()
        self.requests.clear()
        self.now = self.bend = None

    def count(self, pattern: str) -> int:
        return sum(1 for each in list(self.requests) if re.search(pattern, each, re.DOTALL))

    def verdict(self, text: str) -> _Strike | None:
        """Counts it; the strike that is meant for it."""
        self.requests.append(text)
        found = None
        for strike in [one for one in list(self._strikes) if one.pattern.search(text)]:
            strike.met += 1
            if strike.met >= strike.first and (strike.last is None or strike.met <= strike.last):
                found = found or strike
        return found


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    proxy: Bending

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        text = f"{self.command} {self.path} {body.decode(errors='replace')}"
        strike = self.proxy.verdict(text)
        if strike is not None and strike.ending is Ending.BEFORE:
            self._hang_up(strike.ending)
            return
        if strike is not None and strike.ending is Ending.INSTEAD:
            self._say(strike.reply)
            return
        try:
            reply = self._ask(body)
        except (OSError, HTTPException):
            self._hang_up(Ending.BEFORE)  # the server is down: so is what stands before it
            return
        self._end(text, reply, strike)

    do_GET = do_PUT = do_DELETE = do_OPTIONS = do_PROPFIND = do_REPORT = do_MKCALENDAR = do_PROPPATCH = _pass_on  # noqa: N815

    def _ask(self, body: bytes) -> Reply:
        connection = HTTPConnection("127.0.0.1", self.proxy.to, timeout=30)
        # What is to be changed must come unpacked.
        kept_back = {"connection", "host", *(("accept-encoding",) if self.proxy.bend else ())}
        headers = {name: value for name, value in self.headers.items() if name.lower() not in kept_back}
        try:
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            kept = tuple((name, value) for name, value in answer.getheaders() if name.lower() not in _OURS)
            return Reply(answer.status, kept, answer.read())
        finally:
            connection.close()

    def _end(self, text: str, reply: Reply, strike: _Strike | None) -> None:
        if self.proxy.bend is not None:
            reply = self.proxy.bend(text, reply)
        if strike is None:
            self._say(reply)
        elif strike.ending is Ending.INSTEAD_AFTER:
            self._say(strike.reply)
        else:
            if strike.ending is Ending.HALF:
                self._say(reply, length=len(reply.body) // 2)
            self._hang_up(strike.ending)

    def _say(self, reply: Reply, *, length: int | None = None) -> None:
        self.send_response_only(reply.status)
        self.send_header(
            "Date", format_datetime(self.proxy.now, usegmt=True) if self.proxy.now else self.date_time_string()
        )
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[:length])

    def _hang_up(self, ending: Ending) -> None:
        if ending is Ending.RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _UNTIL_RESET)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def shutdown_request(self, request: object) -> None:
        """Closes at once: an orderly end before it would make no reset."""
        assert isinstance(request, socket.socket)
        self.close_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went is no news."""


@contextmanager
def bending_http(to: int) -> Iterator[Bending]:
    """A proxy before the server at that port of loopback, for the time of the block."""
    made: type[_Handler] = type("_Bound", (_Handler,), {})
    with _Server(("127.0.0.1", 0), made) as server:
        made.proxy = Bending(server.server_address[1], to)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield made.proxy
        finally:
            server.shutdown()
