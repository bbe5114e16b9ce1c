"""Faults to order: each kind on the wire, and that work done before one is done (reliability.md 1.2, 1.3; stack.md)."""

from __future__ import annotations

import http.client
import json
from datetime import UTC, datetime
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import httplib2
import pytest

from infra.sandbox.clock import Clock
from infra.sandbox.desk import Desk
from infra.sandbox.exchange import Endpoint, Reply, Request
from infra.sandbox.faults import FaultBook, read_fault
from infra.sandbox.process import ControlError, Sandbox
from infra.sandbox.world import World
from tests.sandbox import clients
from tests.sandbox.clients import encoded, mail, refused

SEND = "gmail.users.messages.send"
PROFILE = "gmail.users.getProfile"


def plain_send(sandbox: Sandbox) -> http.client.HTTPResponse:
    """Send a mail with nothing between us and the socket: no library that might repeat it."""
    connection = http.client.HTTPConnection(urlsplit(sandbox.google).netloc, timeout=20)
    headers = {
        "Authorization": f"Bearer {sandbox.control.credentials(*clients.ALL)['token']}",
        "Content-Type": "application/json",
    }
    connection.request("POST", "/gmail/v1/users/me/messages/send", json.dumps({"raw": encoded(mail())}), headers)
    return connection.getresponse()


def test_drop_closes_before_any_work(sandbox: Sandbox) -> None:
    sandbox.control.order_fault(SEND, "drop")
    with pytest.raises(http.client.RemoteDisconnected):
        plain_send(sandbox)
    assert sandbox.control.sent() == []
    assert sandbox.control.calls()["calls"] == {SEND: 1}


def test_close_after_does_the_work_and_sends_not_one_byte(sandbox: Sandbox) -> None:
    sandbox.control.order_fault(SEND, "close_after")
    with pytest.raises(http.client.RemoteDisconnected):
        plain_send(sandbox)
    assert len(sandbox.control.sent()) == 1


def test_a_reset_looks_like_one(sandbox: Sandbox) -> None:
    sandbox.control.order_fault(SEND, "close_after", reset=True)
    with pytest.raises(ConnectionResetError) as caught:
        plain_send(sandbox)
    assert not isinstance(caught.value, http.client.RemoteDisconnected)
    assert len(sandbox.control.sent()) == 1


def test_googles_unchanged_client_sends_twice_when_the_answer_is_lost(sandbox: Sandbox, gmail: Any) -> None:
    """Httplib2 repeats a POST by itself after such an end (stack.md): the reason why this fault exists."""
    sandbox.control.order_fault(SEND, "close_after")
    gmail.messages().send(userId="me", body={"raw": encoded(mail())}).execute(num_retries=0)
    assert [each["times"] for each in sandbox.control.sent()] == [2, 2]


def test_status_refuses_before_the_work(sandbox: Sandbox, gmail: Any) -> None:
    sandbox.control.order_fault(SEND, "status", status=503)
    assert refused(gmail.messages().send(userId="me", body={"raw": encoded(mail())})) == (503, "backendError")
    assert sandbox.control.sent() == []


def test_status_after_does_the_work_and_answers_an_error(sandbox: Sandbox, gmail: Any) -> None:
    sandbox.control.order_fault(SEND, "status_after", status=500)
    assert refused(gmail.messages().send(userId="me", body={"raw": encoded(mail())}))[0] == 500
    assert len(sandbox.control.sent()) == 1


def test_rate_limit_is_googles_429_with_retry_after(sandbox: Sandbox, gmail: Any) -> None:
    sandbox.control.order_fault(PROFILE, "rate_limit", retry_after=7)
    assert refused(gmail.getProfile(userId="me")) == (429, "rateLimitExceeded")
    sandbox.control.order_fault(PROFILE, "status", status=403, reason="userRateLimitExceeded", message="Slow down")
    assert refused(gmail.getProfile(userId="me")) == (403, "userRateLimitExceeded")


def test_retry_after_is_in_the_header(sandbox: Sandbox) -> None:
    sandbox.control.order_fault(PROFILE, "rate_limit", retry_after=7)
    headers = {"Authorization": f"Bearer {sandbox.control.credentials(*clients.ALL)['token']}"}
    response, _ = httplib2.Http().request(f"{sandbox.google}/gmail/v1/users/me/profile", headers=headers)
    assert (response.status, response["retry-after"]) == (429, "7")


def test_truncate_promises_more_than_it_sends(sandbox: Sandbox) -> None:
    sandbox.control.order_fault(SEND, "truncate")
    response = plain_send(sandbox)
    with pytest.raises(http.client.IncompleteRead):
        response.read()
    assert len(sandbox.control.sent()) == 1


def test_delay_holds_up_one_call_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another call is answered while the slow one waits, and the slow one's work is done afterwards."""
    world = World(Clock(datetime(2026, 11, 2, 8, tzinfo=UTC)), 1)
    order: list[str] = []

    def find(request: Request) -> Endpoint:
        return Endpoint(request.path, lambda: order.append(request.path) or Reply(204), lambda _: Reply(500))  # type: ignore[func-returns-value]

    desk = Desk(world, find)

    def meanwhile(seconds: float) -> None:
        assert seconds == 2.5
        other = Thread(target=desk.handle, args=(Request("GET", "other", {}, {}),))
        other.start()
        other.join(30)

    monkeypatch.setattr("infra.sandbox.desk.time.sleep", meanwhile)
    world.faults.order(read_fault({"method": "slow", "kind": "delay", "seconds": 2.5}))
    desk.handle(Request("POST", "slow", {}, {}))
    assert order == ["other", "slow"]


def test_a_fault_strikes_the_nth_call_from_the_order_on(sandbox: Sandbox, gmail: Any) -> None:
    gmail.getProfile(userId="me").execute()
    sandbox.control.order_fault(PROFILE, "status", nth=2, times=2)
    outcomes = [_works(gmail) for _ in range(4)]
    assert outcomes == [True, False, False, True]
    fault = sandbox.control.get("faults")["faults"][0]
    assert (fault["seen"], fault["struck"]) == (4, 2)


def test_a_fault_may_last_until_it_is_cleared_and_match_many_methods(
    sandbox: Sandbox, gmail: Any, calendar: Any
) -> None:
    sandbox.control.order_fault("gmail.*", "status", times=None)
    assert [_works(gmail) for _ in range(3)] == [False] * 3
    assert calendar.calendarList().list().execute()
    sandbox.control.clear_faults()
    assert _works(gmail)


def test_a_fault_may_be_for_one_person_only(sandbox: Sandbox, gmail: Any) -> None:
    sandbox.control.post("people", email="maya@work.example")
    sandbox.control.order_fault(PROFILE, "status", account="maya@work.example")
    assert _works(gmail)
    assert not _works(clients.gmail(sandbox, account="maya@work.example"))


def test_the_token_endpoint_can_fail_too(sandbox: Sandbox) -> None:
    sandbox.control.order_fault("oauth.token", "status", status=503)
    response, body = httplib2.Http().request(sandbox.addresses["token_uri"], "POST", "grant_type=refresh_token")
    assert (response.status, json.loads(body)["error"]) == (503, "internal_failure")


def test_a_fault_that_cannot_be_is_refused(sandbox: Sandbox) -> None:
    for wrong in ({"kind": "explode"}, {"kind": "drop", "nth": 0}, {"kind": "drop", "colour": "red"}):
        with pytest.raises(ControlError):
            sandbox.control.post("faults", method=SEND, **wrong)


def test_every_order_counts_for_itself() -> None:
    book = FaultBook()
    book.order(read_fault({"method": "a.*", "kind": "drop", "nth": 2}))
    book.order(read_fault({"method": "a.b", "kind": "status"}))
    assert [fault.kind if fault else None for fault in (book.strike("a.b", None) for _ in range(3))] == [
        "status",
        "drop",
        None,
    ]
    assert book.strike("b", None) is None


def _works(gmail: Any) -> bool:
    request = gmail.getProfile(userId="me")
    response, _ = request.http.request(request.uri)
    return bool(response.status == 200)
