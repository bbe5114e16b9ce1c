"""The wire: keep-alive HTTP on one port, with TLS or without, every answer in one piece, and the endings that only a socket can show.

Decides nothing: the desk says what to send, how much of it, or to hang up without a byte.
"""

from __future__ import annotations

import socket
import socketserver
import ssl
import struct
import sys
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from infra.sandbox.desk import Desk
from infra.sandbox.exchange import Reply, Request, parse_query

#: Gmail takes mails of at most 25 MB (35 MB in base64url); far beyond that the sandbox stops reading.
LARGEST_BODY = 64 * 1024 * 1024


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One packet per answer: with Nagle's algorithm on, each keep-alive answer would wait up to 40 ms for an ACK.
    disable_nagle_algorithm = True
    server: Listener

    def _serve(self) -> None:
        request = self._read()
        if request is None:
            self._write(Reply(413, b'{"error":"body too large"}'), is_truncated=False)
            self.close_connection = True
            return
        outcome = self.server.desk.handle(request)
        if outcome.reply is None:
            self._hang_up(is_reset=outcome.is_reset)
            return
        if outcome.reply.delay:
            time.sleep(outcome.reply.delay)
        self._write(outcome.reply, is_truncated=outcome.is_truncated)
        if outcome.is_truncated:
            self._hang_up(is_reset=False)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve  # noqa: N815 - http.server calls them so

    def _read(self) -> Request | None:
        length = self.headers.get("Content-Length") or "0"
        size = int(length) if length.isdecimal() else LARGEST_BODY + 1
        if size > LARGEST_BODY:
            return None
        body = self.rfile.read(size) if size else b""
        headers = {name.lower(): value for name, value in self.headers.items()}
        target = urlsplit(self.path)
        return _overridden(Request(self.command, target.path, parse_query(target.query), headers, body))

    def _write(self, reply: Reply, *, is_truncated: bool) -> None:
        body = reply.body[: len(reply.body) // 2] if is_truncated else reply.body
        lines = [f"HTTP/1.1 {reply.status} {_phrase(reply.status)}"]
        lines += [f"{name}: {value}" for name, value in reply.headers]
        if reply.body:
            lines.append(f"Content-Type: {reply.content_type}")
        lines.append(f"Content-Length: {len(reply.body)}")
        self.wfile.write("\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body)

    def _hang_up(self, *, is_reset: bool) -> None:
        """End the connection: with a plain FIN (httplib2 then repeats even a POST, stack.md), or with a reset."""
        self.close_connection = True
        if is_reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            # Both files hold the socket open; only the last close sends the reset.
            self.rfile.close()
            self.connection.close()
        else:
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's own name
        """Say nothing: the ledger counts."""


class Listener(ThreadingHTTPServer):
    """One listening port."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    #: Set before serving.
    desk: Desk

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        return f"{'https' if self._tls else 'http'}://{host!s}:{port}"

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept; the handshake waits for the connection's own thread, so that nobody holds up the others."""
        accepted, address = super().get_request()
        if self._tls is not None:
            accepted = self._tls.wrap_socket(accepted, server_side=True, do_handshake_on_connect=False)
        return accepted, address

    def server_bind(self) -> None:
        # HTTPServer.server_bind asks the resolver for a host name; loopback needs none.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def shutdown_request(self, request: Any) -> None:
        """Close what the handler left open; a reset connection must not be shut down first."""
        try:
            super().shutdown_request(request)
        except OSError:
            self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """Stay silent when a client went away; show everything else."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError | ssl.SSLError):
            traceback.print_exc()


def _phrase(status: int) -> str:
    known = BaseHTTPRequestHandler.responses.get(status)
    return known[0] if known else "Unknown"


def _overridden(request: Request) -> Request:
    """Return the GET that a client sent as POST because its address was too long (googleapiclient/http.py, MAX_URI_LENGTH)."""
    verb = request.headers.get("x-http-method-override")
    if not verb or request.verb != "POST":
        return request
    query = {**request.query, **request.form()} if verb == "GET" else request.query
    return Request(verb.upper(), request.path, query, request.headers, b"" if verb == "GET" else request.body)
