"""Nothing on the way of a mail repeats a write: not our code, not a library under it, not the queue above it."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from dramatiq.middleware import Retries

from connectors.contract import ProviderSettings
from connectors.errors import ConnectorError, SlowDown
from connectors.google import transport as google
from connectors.google.endpoints import gmail_api
from connectors.google.tokens import Tokens as Kept
from connectors.google.tokens import pack
from connectors.microsoft import endpoints as microsoft_endpoints
from connectors.microsoft import transport as microsoft
from service.settings import load_settings
from tests.connectors.counter import Counter, answer, counting
from tests.connectors.workshop import Budget, Tokens
from workers.broker import build_broker

ROOT = Path(__file__).resolve().parents[2]
Send = Callable[[Counter, str], object]


def send_by_google(server: Counter, token_url: str) -> object:
    settings = ProviderSettings(root_url=server.url, token_url=token_url, client_id="c", timeout=5)
    line = google.Connection(settings, Tokens(pack(Kept("r", "a", "2099-01-01T00:00:00+00:00"))), Budget())
    return line.call(gmail_api(server.url).drafts.send(userId="me", body={"id": "d"}))


def create_by_google(server: Counter, token_url: str) -> object:
    settings = ProviderSettings(root_url=server.url, token_url=token_url, client_id="c", timeout=5)
    line = google.Connection(settings, Tokens(pack(Kept("r", "a", "2099-01-01T00:00:00+00:00"))), Budget())
    return line.call(gmail_api(server.url).drafts.create(userId="me", body={"message": {"raw": "eA=="}}))


def send_by_microsoft(server: Counter, _token_url: str) -> object:
    settings = ProviderSettings(root_url=server.url, client_id="c", timeout=5)
    line = microsoft.Connection(settings, Tokens("{}"), Budget())
    line._bearer, line._good_until = "good", time.monotonic() + 3_600
    # Whatever is behind a renewal: a new token.
    line._renew = lambda *, refused="": setattr(line, "_bearer", f"new{refused}")  # type: ignore[method-assign]
    return line.write(microsoft.Write("graph.messages.send", "POST", "/me/messages/1/send"))


@pytest.fixture
def token_url() -> Iterator[str]:
    fresh = answer(b'{"access_token": "b", "expires_in": 3600, "token_type": "Bearer"}')
    with counting(fresh, fresh) as server:
        yield server.url


REFUSALS = (
    "301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect",
    "401 Unauthorized", "408 Request Timeout", "409 Conflict", "425 Too Early", "429 Too Many Requests",
    "500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout",
)  # fmt: skip


@pytest.mark.parametrize("send", [send_by_google, create_by_google, send_by_microsoft])
@pytest.mark.parametrize("status", REFUSALS)
def test_a_write_goes_out_once_whatever_is_answered(send: Send, status: str, token_url: str) -> None:
    good = answer(b'{"id": "m"}')
    with counting(answer(b"{}", status, b"Location: /elsewhere", b"Retry-After: 1"), good, good) as server:
        with pytest.raises(ConnectorError) as told:
            send(server, token_url)
        assert server.taken == ["POST"]
    if int(status[:3]) != 429:
        assert not isinstance(told.value, SlowDown), "only a refusal for haste says that surely nothing was done"


@pytest.mark.parametrize("send", [send_by_google, create_by_google, send_by_microsoft])
@pytest.mark.parametrize(
    "broken", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{hang up", b"HTTP/1.1 2 hang up"]
)
def test_a_write_goes_out_once_however_the_line_breaks(send: Send, broken: bytes, token_url: str) -> None:
    with counting(broken, answer(b'{"id": "m"}')) as server:
        with pytest.raises(ConnectorError):
            send(server, token_url)
        assert server.taken == ["POST"]


def test_the_queue_repeats_no_job_by_itself() -> None:
    for url in ("", "redis://127.0.0.1:1"):
        broker = build_broker(load_settings({}, redis_url=url))
        assert not any(isinstance(each, Retries) for each in broker.middleware)


def test_the_line_to_graph_follows_nothing_and_repeats_nothing() -> None:
    client = microsoft_endpoints.client(ProviderSettings(), microsoft_endpoints.GRAPH)
    assert client.follow_redirects is False
    transport = client._transport
    assert isinstance(transport, httpx2.HTTPTransport)
    assert transport._pool._retries == 0
    client.close()


def calls_in(folder: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield path.name, node


def test_nobody_asks_a_library_to_try_again() -> None:
    """A keyword that lets a library repeat calls may only be there to say no."""
    meant = {"num_retries", "retries", "max_retries", "max_redirects", "refresh_status_codes", "follow_redirects"}
    said = [
        (keyword.arg, ast.literal_eval(keyword.value))
        for folder in ("connectors", "workers")
        for _, call in calls_in(folder)
        for keyword in call.keywords
        if keyword.arg in meant
    ]
    assert said, "the test looks for something that is there"
    assert all(not value for _, value in said), said


def test_every_call_of_google_goes_through_the_one_line() -> None:
    """`execute` and httplib2's own client stand in the transport alone, where writes are kept from being repeated."""
    executed = {name for name, call in calls_in("connectors") if _name_of(call) == "execute"}
    made = {name for name, call in calls_in("connectors") if _name_of(call) in {"Http", "AuthorizedHttp"}}
    assert executed == {"transport.py"}
    # The endpoints name a client to build requests with, which never speaks: `execute` is told another.
    assert made == {"transport.py", "endpoints.py"}


def _name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
