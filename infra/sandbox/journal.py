"""What makes a sandbox survive kill -9: every call that may change something is written to a file before it is answered.

A new start on the same file does those calls again, each at the instant at which it was made, and so ends in the same
state with the same ids and tokens. A call that was written and not answered counts as done; one that was not is not.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NoReturn

from infra.sandbox.exchange import Endpoint, Request

_LOOKED_AT = ("GET", "HEAD")
#: A consent page may give out a code when it is looked at, and a batch is written call by call.
_BY_LOOKING = ("oauth.", "entra.")
_BATCHES = ("batch", "graph.batch")


class Journal:
    """The file of one sandbox, both providers in one."""

    def __init__(self, file: Path, start: datetime) -> None:
        """Open the file, new or old; what a kill left half written at its end was never answered and goes."""
        self._told = [json.loads(line) for line in _whole_lines(file)]
        self._file: IO[str] = file.open("a", encoding="utf-8")
        if not self._told:
            self._told = [{"begun": time.time(), "start": start.isoformat()}]
            self._append(self._told[0])
        #: By real time, in seconds, and by the sandbox's own clock: when it was started for the first time.
        self.begun: float = self._told[0]["begun"]
        self.start = datetime.fromisoformat(self._told[0]["start"])
        self.life = 1 + sum("life" in line for line in self._told)
        self._append({"life": self.life})

    def earlier(self) -> Iterator[dict[str, Any]]:
        """Yield what was written in earlier lives, in order: calls as `read_call` takes them, and counts of faults."""
        told, self._told = self._told, []
        yield from (line for line in told if "provider" in line)

    def write_call(self, provider: str, endpoint: Endpoint, request: Request, at: float) -> None:
        """Write down a call that is about to be done, if it may change anything."""
        if endpoint.name in _BATCHES or (request.verb in _LOOKED_AT and not endpoint.name.startswith(_BY_LOOKING)):
            return
        written = {
            "verb": request.verb,
            "path": request.path,
            "query": request.query,
            "headers": dict(request.headers),
            "body": base64.b64encode(request.body).decode(),
        }
        self._append({"provider": provider, "at": at, "call": written})

    def write_faults(self, provider: str, counts: Mapping[int, tuple[int, int]]) -> None:
        """Write down how often each order has struck, so that one that struck does not strike anew."""
        self._append({"provider": provider, "faults": [[number, *each] for number, each in counts.items()]})

    def _append(self, line: Mapping[str, Any]) -> None:
        # The system has it once it is flushed, and keeps it whatever becomes of this process.
        self._file.write(f"{json.dumps(line)}\n")
        self._file.flush()


def read_call(line: Mapping[str, Any]) -> Request:
    """Return the request as it came in."""
    call = line["call"]
    query = {name: tuple(values) for name, values in call["query"].items()}
    return Request(call["verb"], call["path"], query, call["headers"], base64.b64decode(call["body"]))


def die() -> NoReturn:
    """End this process as kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("a process does not survive that")


def _whole_lines(file: Path) -> list[str]:
    if not file.exists():
        return []
    content = file.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        file.write_bytes(whole)
    return whole.decode().splitlines()
