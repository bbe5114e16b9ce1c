"""A server for tests at the socket: it counts what arrives and answers by a script."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socket import SHUT_RDWR
from socketserver import StreamRequestHandler, ThreadingTCPServer


class Counter(ThreadingTCPServer):
    """Takes requests and does with each what the script says next: the bytes to answer, b"" to hang up."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, script: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Taker)
        self.script = list(script)
        self.taken: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class Taker(StreamRequestHandler):
    server: Counter

    def handle(self) -> None:
        while line := self.rfile.readline():
            length = 0
            while (header := self.rfile.readline().strip()) != b"":
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            self.rfile.read(length)
            self.server.taken.append(line.decode().split()[0])
            answer = self.server.script.pop(0) if self.server.script else b""
            if answer:
                self.wfile.write(answer)
            if not answer or b"hang up" in answer:
                self.connection.shutdown(SHUT_RDWR)
                return


def answer(body: bytes = b"{}", status: str = "200 OK", *headers: bytes) -> bytes:
    head = b"".join(b"%s\r\n" % line for line in (*headers, b"Content-Length: %d" % len(body)))
    return b"HTTP/1.1 " + status.encode() + b"\r\n" + head + b"\r\n" + body


@contextmanager
def counting(*script: bytes) -> Iterator[Counter]:
    with Counter(list(script)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
