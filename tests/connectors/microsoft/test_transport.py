"""The safety rules of the line to Graph, at the socket: a write goes out once, and nothing is followed elsewhere."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.contract import MailQuery, MessageChange, ProviderSettings
from connectors.errors import ConnectorError, Misconfigured, SlowDown, TryAgain
from connectors.microsoft import mailbox as outlook
from connectors.microsoft.endpoints import AUTHORITY, GRAPH, endpoints, relative
from connectors.microsoft.mailbox import OutlookMailbox
from connectors.microsoft.transport import Ask, Connection, Write, address
from tests.connectors.counter import Counter, answer, counting
from tests.connectors.workshop import Budget, Tokens, nothing_known

SEND = Write("graph.messages.send", "POST", "/me/messages/1/send")
READ = Ask("graph.messages.get", "/me/messages/1")


def line_to(url: str, budget: Budget | None = None) -> Connection:
    """A line with a good token, so that Entra is not asked."""
    line = Connection(ProviderSettings(root_url=url, client_id="c", timeout=5), Tokens("{}"), budget or Budget())
    line._bearer, line._good_until = "good", time.monotonic() + 3_600
    return line


def connection(server: Counter, budget: Budget | None = None) -> Connection:
    return line_to(server.url, budget)


@pytest.mark.parametrize("script", [[b""], [b"HTTP/1.1 202 Acc"]])
def test_a_write_that_gets_no_answer_arrives_once_and_is_an_open_question(script: list[bytes]) -> None:
    with counting(*script) as server, pytest.raises(TryAgain):
        connection(server).write(SEND)
    assert server.taken == ["POST"]


def test_a_write_never_goes_out_on_a_connection_that_may_have_died() -> None:
    with counting(answer(b"{}", "200 OK", b"X-Note: hang up"), answer(b"", "202 Accepted")) as server:
        line = connection(server)
        line.get(READ)
        assert line.write(SEND) == {}
        assert server.taken == ["GET", "POST"]


def test_a_write_to_a_server_that_is_not_there_surely_did_nothing() -> None:
    with counting() as server:
        url = server.url
    with pytest.raises(SlowDown, match="Nothing was written"):
        line_to(url).write(SEND)


@pytest.mark.parametrize("status", ["302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
def test_a_token_is_not_carried_to_where_an_answer_points(status: str) -> None:
    with (
        counting() as elsewhere,
        counting(*[answer(b"", status, b"Location: " + elsewhere.url.encode())] * 2) as server,
    ):
        for ask in (lambda: connection(server).get(READ), lambda: connection(server).write(SEND)):
            with pytest.raises(TryAgain):
                ask()
        assert elsewhere.taken == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"<html>", b"\xff\xfe", b'"text"'])
def test_an_answer_that_is_no_object_may_be_tried_again(body: bytes) -> None:
    with counting(answer(body)) as server, pytest.raises(TryAgain):
        connection(server).get(READ)


def test_a_batch_tells_each_answer_apart_in_the_order_asked() -> None:
    responses = [
        {"id": "2", "status": 429, "headers": {"Retry-After": "9"}, "body": {"error": {"code": "TooManyRequests"}}},
        {"id": "0", "status": 200, "body": {"id": "a"}},
    ]
    with counting(answer(json.dumps({"responses": responses}).encode())) as server:
        budget = Budget()
        first, second, third = connection(server, budget).batch([READ, READ, READ])
    assert first == {"id": "a"}
    assert isinstance(second, TryAgain)
    assert isinstance(third, SlowDown)
    assert (third.retry_after, budget.told_to_wait, budget.total) == (9.0, [9.0], 3)


@pytest.mark.parametrize("body", [b"{}", b'{"responses": 1}', b"[]"])
def test_a_batch_without_answers_may_be_tried_again(body: bytes) -> None:
    with counting(answer(body)) as server, pytest.raises(TryAgain):
        connection(server).batch([READ])


def test_five_questions_are_two_batches() -> None:
    def told(*numbers: int) -> bytes:
        entries = [{"id": str(number), "status": 200, "body": {}} for number in numbers]
        return answer(json.dumps({"responses": entries}).encode())

    with counting(told(0, 1, 2, 3), told(0)) as server:
        assert connection(server).batch([READ] * 5) == [{}] * 5
        assert server.taken == ["POST", "POST"]


def test_addresses_are_quoted() -> None:
    assert address("me", "messages", "a/b?c", "$value") == "/me/messages/a%2Fb%3Fc/$value"
    assert address("me", "messages", filter="a eq 'b&c'", top="5") == "/me/messages?$filter=a%20eq%20%27b%26c%27&$top=5"


def test_graph_is_microsofts_own_unless_said_otherwise_and_never_in_the_open() -> None:
    assert endpoints(ProviderSettings()) == endpoints(ProviderSettings(root_url=GRAPH, auth_url=AUTHORITY))
    assert endpoints(ProviderSettings(root_url="http://127.0.0.1:4200/")).graph == "http://127.0.0.1:4200/v1.0"
    with pytest.raises(Misconfigured, match="WARMTHREAD_GRAPH_URL"):
        endpoints(ProviderSettings(root_url="http://graph.example"))


def test_links_of_graph_lose_their_root_and_others_are_refused() -> None:
    assert relative(f"{GRAPH}/me/messages?$skip=1", GRAPH) == "/me/messages?$skip=1"
    assert relative("https://graph.microsoft.com:443/v1.0/me?a", GRAPH) == "/me?a"
    for elsewhere in ("https://graph.microsoft.com.evil.example/v1.0/me", "http://x/v1.0/me", "/v1.0/me", "https://[x"):
        with pytest.raises(TryAgain):
            relative(elsewhere, GRAPH)


# --- a search that gives a thousand and no more -------------------------------------------------------------------


def test_a_search_goes_on_from_its_oldest_day_when_it_may_give_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlook, "_SEARCHED", 3)
    since, asked = datetime(2026, 9, 1, tzinfo=UTC), []
    mails = [{"id": str(n), "receivedDateTime": (since + timedelta(days=20 - n)).isoformat()} for n in range(7)]

    class Canned:
        own = ()

        def get(self, ask: Ask) -> dict[str, Any]:
            asked.append(ask.path)
            last = ask.path.partition("received%3C%3D")[2][:10]
            fitting = [one for one in mails if not last or one["receivedDateTime"][:10] <= last]
            return {"value": fitting[:3]}

        def batch(self, asks: list[Ask]) -> list[dict[str, Any] | ConnectorError]:
            return [{"id": ask.path} for ask in asks]

        def relative(self, link: object) -> str:
            return str(link or "")

    box = OutlookMailbox(ProviderSettings(client_id="c"), Tokens("{}"), Budget())
    monkeypatch.setattr(box, "_line", Canned())
    query, cursor, found = MailQuery(since=since, phrases=("coffee",)), None, list[str]()

    def note(pending: list[tuple[str, ...]], _known: object) -> tuple[list[MessageChange], tuple[str, ...]]:
        found.extend(one[0] for one in pending)
        return [], ()

    monkeypatch.setattr(box, "_read_some", note)
    for _ in range(10):
        page = box.search(query, cursor, nothing_known)
        cursor = page.next_cursor
        if cursor is None:
            break
    assert cursor is None
    assert list(dict.fromkeys(found)) == [str(n) for n in range(7)]
