"""Answers that break off inside their wrapping (gzip, chunks) at the socket: a call that may be made again, never half an
answer taken for a whole one. And answers beyond all bounds, which are never taken in.
"""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from connectors.bounds import LARGEST_ANSWER
from connectors.errors import TryAgain, Unreadable
from connectors.google.endpoints import gmail_api
from connectors.microsoft.transport import Write
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


# --- answers beyond all bounds -------------------------------------------------------------------------------------


def beyond() -> bytes:
    return b" " * (LARGEST_ANSWER + 1)


@cache
def packed() -> bytes:
    return gzip.compress(beyond(), 9)


def endless(piece: bytes) -> bytes:
    """Chunks that together are larger than the bound, though no header says so."""
    return chunked(*[piece] * (LARGEST_ANSWER // len(piece) + 1), note=HANG_UP)


LARGE: dict[str, Callable[[], bytes]] = {
    "as it is": lambda: answer(beyond(), "200 OK", HANG_UP),
    "in chunks": lambda: endless(b" " * 4_000_000),
    "packed a thousandfold": lambda: answer(packed(), "200 OK", GZIP, HANG_UP),
    "packed a thousandfold in one chunk": lambda: chunked(packed(), note=GZIP),
    "deflated": lambda: answer(zlib.compress(beyond(), 9), "200 OK", b"Content-Encoding: deflate", HANG_UP),
    "without an end": lambda: b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + HANG_UP + b"\r\n\r\n" + beyond(),
}


@ASK
@pytest.mark.parametrize("large", LARGE)
def test_an_answer_larger_than_anything_that_is_read_is_not_taken_in_and_not_asked_for_again(
    ask: Callable[[Counter], dict[str, Any]], large: str
) -> None:
    with counting(LARGE[large](), answer()) as server:
        with pytest.raises(Unreadable, match="larger than 48 MiB"):
            ask(server)
        assert len(server.taken) == 1


@ASK
def test_a_packed_flood_never_lies_unpacked_in_memory(ask: Callable[[Counter], dict[str, Any]]) -> None:
    pack = zlib.compressobj(1, zlib.DEFLATED, 31)
    flood = b"".join(pack.compress(b" " * 2**20) for _ in range(250)) + pack.flush()
    with counting(answer(flood, "200 OK", GZIP, HANG_UP)) as server:
        tracemalloc.start()
        try:
            with pytest.raises(Unreadable):
                ask(server)
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert most < 150 * 2**20


@ASK
@pytest.mark.parametrize("status", ["500 Internal Server Error", "404 Not Found"])
def test_a_refusal_that_is_too_large_is_a_broken_answer_and_no_verdict_on_the_record(
    ask: Callable[[Counter], dict[str, Any]], status: str
) -> None:
    with counting(*[answer(packed(), status, GZIP, HANG_UP)] * 3) as server, pytest.raises(TryAgain):
        ask(server)


@ASK
def test_the_largest_answer_that_is_read_comes_whole(ask: Callable[[Counter], dict[str, Any]]) -> None:
    whole = json.dumps({"value": "x" * (LARGEST_ANSWER - 100)}).encode()
    for sent in (answer(gzip.compress(whole, 1), "200 OK", GZIP), answer(whole)):
        with counting(sent) as server:
            assert len(ask(server)["value"]) == LARGEST_ANSWER - 100


def test_after_a_write_an_answer_that_is_too_large_tells_nothing_about_what_was_done() -> None:
    large = answer(packed(), "200 OK", GZIP, HANG_UP)
    with counting(large) as server, pytest.raises(TryAgain):
        google(server).call(gmail_api(server.url).drafts.send(userId="me", body={"id": "d"}))
    with counting(large) as server, pytest.raises(TryAgain):
        microsoft(server).write(Write("graph.messages.send", "POST", "/me/messages/m/send"))


def test_of_a_batch_that_is_too_large_each_is_asked_for_by_itself() -> None:
    """Events with texts of many megabytes, sent by a stranger: the one that is too large costs none of the others."""
    parts = [{"responses": [{"id": "0", "status": 200, "body": {"id": name}}]} for name in ("first", "third")]
    small = [answer(json.dumps(part).encode()) for part in parts]
    large = answer(packed(), "200 OK", GZIP, HANG_UP)
    with counting(large, small[0], large, small[1]) as server:
        first, second, third = microsoft(server).batch([READ, READ, READ])
    assert (first, third) == ({"id": "first"}, {"id": "third"})
    assert isinstance(second, Unreadable)


@ASK
def test_an_answer_nested_without_end_may_be_asked_for_again(ask: Callable[[Counter], dict[str, Any]]) -> None:
    with counting(answer(b'{"a":' * 200_000, "200 OK", HANG_UP)) as server, pytest.raises(TryAgain):
        ask(server)
