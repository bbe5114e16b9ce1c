"""Answers that break off inside their wrapping (gzip, chunks) at the socket: a call that may be made again, never half an
answer taken for a whole one.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest

from connectors.errors import TryAgain
from connectors.google.endpoints import gmail_api
from tests.connectors.counter import Counter, answer, counting
from tests.connectors.google.test_transport import connection as google
from tests.connectors.microsoft.test_transport import READ
from tests.connectors.microsoft.test_transport import connection as microsoft

WHOLE = json.dumps({"value": [{"id": f"m{number:04}"} for number in range(400)]}).encode()
ZIPPED = gzip.compress(WHOLE)
GZIP = b"Content-Encoding: gzip"
HANG_UP = b"X-Note: hang up"


def chunked(*chunks: bytes, is_ended: bool = True, note: bytes = b"X-Note: go on") -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + (b"0\r\n\r\n" if is_ended else b"")
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + note + b"\r\n\r\n" + body


BROKEN = {
    "gzip, cut by whoever passed it on": answer(ZIPPED[:-40], "200 OK", GZIP),
    "gzip, cut on the way": answer(ZIPPED, "200 OK", GZIP, HANG_UP)[:-40],
    "gzip, of other bytes": answer(ZIPPED[:30] + b"?" * 200 + ZIPPED[230:], "200 OK", GZIP),
    "gzip, and it is none": answer(WHOLE, "200 OK", GZIP),
    "chunks, the last missing": chunked(WHOLE[:900], WHOLE[900:], is_ended=False, note=HANG_UP),
    "chunks, cut inside one": chunked(WHOLE, note=HANG_UP)[:-300],
    "chunks, of no size": chunked(WHOLE[:900], note=HANG_UP, is_ended=False) + b"zz\r\nhang up\r\n",
    "without a length, cut": b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + HANG_UP + b"\r\n\r\n" + WHOLE[:900],
}


def ask_google(server: Counter) -> dict[str, Any]:
    return google(server).call(gmail_api(server.url).users.getProfile(userId="me"))


def ask_microsoft(server: Counter) -> dict[str, Any]:
    return microsoft(server).get(READ)


ASK = pytest.mark.parametrize("ask", [ask_google, ask_microsoft], ids=["google", "microsoft"])


@ASK
@pytest.mark.parametrize("broken", BROKEN)
def test_an_answer_that_breaks_off_in_its_wrapping_may_be_asked_for_again(
    ask: Callable[[Counter], dict[str, Any]], broken: str
) -> None:
    # A second go, where a library makes one by itself for a read, meets the same.
    with counting(*[BROKEN[broken]] * 3) as server, pytest.raises(TryAgain):
        ask(server)


@ASK
def test_the_same_answer_whole_is_read(ask: Callable[[Counter], dict[str, Any]]) -> None:
    for whole in (answer(ZIPPED, "200 OK", GZIP), chunked(WHOLE[:900], WHOLE[900:])):
        with counting(whole) as server:
            assert len(ask(server)["value"]) == 400
