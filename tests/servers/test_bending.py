"""The proxy that breaks HTTP lets everything pass until it is told what to strike, and then strikes just that."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.servers.bending import Bending, Reply, bending_http
from tests.servers.cutting import Ending
from tests.servers.radicale import Radicale, running_radicale

MAYA = "maya@castellanos.example"


@pytest.fixture(scope="module")
def server() -> Iterator[Radicale]:
    with running_radicale() as running:
        yield running


@pytest.fixture
def proxy(server: Radicale) -> Iterator[Bending]:
    server.add(MAYA, "secret")
    with bending_http(server.port) as proxy:
        yield proxy


def ask(proxy: Bending, verb: str = "GET", path: str = "/.web/") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=30)
    connection.request(verb, path)
    answer = connection.getresponse()
    answer.read()
    return answer


def test_requests_pass_are_counted_and_told_another_time(proxy: Bending) -> None:
    proxy.now = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)
    assert ask(proxy).headers["Date"] == "Mon, 05 Oct 2026 14:00:00 GMT"
    assert proxy.count("^GET /.web/") == 1


def test_what_goes_back_can_be_bent(proxy: Bending) -> None:
    proxy.bend = lambda text, reply: Reply(404, reply.headers, b"") if "/.web/" in text else reply
    assert ask(proxy).status == 404


@pytest.mark.parametrize("ending", [Ending.BEFORE, Ending.AFTER, Ending.RESET, Ending.HALF])
def test_the_second_request_is_cut_and_the_third_passes(proxy: Bending, ending: Ending) -> None:
    proxy.strike("^GET", ending, nth=2)
    assert ask(proxy).status < 400
    with pytest.raises((OSError, http.client.HTTPException)):
        ask(proxy)
    assert ask(proxy).status < 400


@pytest.mark.parametrize("ending", [Ending.INSTEAD, Ending.INSTEAD_AFTER])
def test_a_request_is_answered_by_somebody_else(proxy: Bending, ending: Ending) -> None:
    proxy.strike("^GET", ending, Reply(429, (("Retry-After", "17"),), b""))
    answer = ask(proxy)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "17")


def test_a_server_that_is_down_hangs_up(proxy: Bending, server: Radicale) -> None:
    server.stop()
    with pytest.raises((OSError, http.client.HTTPException)):
        ask(proxy)
    server.start()
    assert ask(proxy).status < 400
