"""An OpenAI-compatible server on loopback that says what a test tells it to, and keeps what it was asked."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

_A_MOMENT = 0.01


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def words(self) -> str:
        """Everything that the model is told."""
        return "\n".join(message["content"] for message in self.body["messages"])


@dataclass(frozen=True)
class Reply:
    """What goes back. `way`: whole; cut = breaks off half-way; held = never comes; drip = comes byte by byte for ever;
    flood = never ends.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    way: str = "whole"


def said(content: object, *, finish: str = "stop", **more: object) -> Reply:
    """A usual answer with that content; what is no text is written as JSON."""
    text = content if isinstance(content, str) else json.dumps(content)
    message = {"role": "assistant", "content": text, **more}
    return Reply(json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": finish}]}).encode())


Answer = Callable[[Asked], Reply]


class ScriptedModel:
    """The server. `answer` is called for every request; it may be changed between two of them."""

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.over = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{self._server.server_address[1]}/v1"
        self._thread = Thread(target=self._server.serve_forever, args=(_A_MOMENT,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def scripted_model(answer: Answer, tls: ssl.SSLContext | None = None) -> Iterator[ScriptedModel]:
    """A running server, ended with the block. `tls`: what it shows whoever asks over https."""
    server = ScriptedModel(answer, tls)
    try:
        yield server
    finally:
        server.close()


def _handler(model: ScriptedModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            read = self.rfile.read(int(self.headers.get("content-length", 0)))
            asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, json.loads(read))
            model.asked.append(asked)
            try:
                self._reply(model.answer(asked))
            except OSError:
                self.close_connection = True  # whoever asked has gone

        def _reply(self, reply: Reply) -> None:
            self.close_connection = True
            if reply.way == "held":
                model.over.wait()
                return
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", "Connection": "close", **reply.headers}.items():
                self.send_header(name, value)
            if reply.way in {"whole", "cut"}:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if reply.way == "drip":
                while not model.over.wait(_A_MOMENT):
                    self.wfile.write(b" ")
            while reply.way == "flood" and not model.over.is_set():
                self.wfile.write(b" " * 65536)
            self.wfile.write(reply.body if reply.way == "whole" else reply.body[: len(reply.body) // 2])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
            return

    return Handler
