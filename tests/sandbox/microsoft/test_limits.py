"""Throttling, $batch and faults at Graph (providers.md 1.3, pitfall 13)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event, Semaphore
from typing import Any

import httpx2
import pytest

from infra.sandbox.clock import Clock
from infra.sandbox.desk import Desk
from infra.sandbox.exchange import Request
from infra.sandbox.faults import Fault
from infra.sandbox.microsoft.graph import PER_MAILBOX, ROUTES, WINDOW_SECONDS
from infra.sandbox.microsoft.site import HOUSE, MicrosoftSite
from infra.sandbox.oauth import Client
from infra.sandbox.process import Sandbox
from infra.sandbox.quota import Quota
from infra.sandbox.scenarios.happenings import Person
from infra.sandbox.world import World
from tests.sandbox.clients import mail
from tests.sandbox.microsoft.clients import Graph

ME = "alex@example.com"


def part(number: int, url: str = "/me", **more: Any) -> dict[str, Any]:
    return {"id": str(number), "method": "GET", "url": url, **more}


def test_four_calls_at_a_time_and_the_fifth_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted from arrival to answer: four are held up inside, so the fifth is one too many."""
    world = World(Clock(datetime(2026, 11, 2, 8, tzinfo=UTC)), 7, None, HOUSE)
    site = MicrosoftSite(world, Client(), "https://127.0.0.1:1")
    token = site.credentials(world.add_person(Person(ME, "Alex", "UTC")), ("User.Read",))["token"]
    desk = Desk(world, site.find)
    request = Request("GET", "/v1.0/me", {}, {"authorization": f"Bearer {token}"})
    inside, done = Semaphore(0), Event()

    def hold(_seconds: float) -> None:
        inside.release()
        done.wait(30)

    monkeypatch.setattr("infra.sandbox.desk.time.sleep", hold)
    world.faults.order(Fault("graph.me.get", "delay", times=4))
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(desk.handle, request) for _ in range(4)]
        assert all(inside.acquire(timeout=30) for _ in range(4))
        fifth = desk.handle(request).reply
        done.set()
        answered = [reply.status for each in waiting if (reply := each.result().reply)]
    assert fifth is not None
    assert (fifth.status, dict(fifth.headers)["Retry-After"]) == (429, "1")
    assert json.loads(fifth.body)["error"]["code"] == "ApplicationThrottled"
    assert b"MailboxConcurrency" in fifth.body
    assert answered == [200] * 4
    assert desk.handle(request).reply != fifth


def test_a_mailbox_has_so_many_calls_in_ten_minutes(sandbox: Sandbox, graph: Graph) -> None:
    assert (PER_MAILBOX, WINDOW_SECONDS) == (10_000, 600.0)
    sandbox.control.post("quota", window="virtual", limits={f"graph:{ME}": 3})
    for _ in range(3):
        graph.get("/me")
    refused = graph.ask("GET", "/me")
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "TooManyRequests")
    assert 590 <= int(refused.headers["retry-after"]) <= 600
    sandbox.control.move_clock(advance=601)
    assert graph.get("/me")["mail"] == ME


def test_a_window_of_ten_minutes_forgets_after_ten_minutes() -> None:
    now = [0.0]
    quota = Quota(lambda: now[0], WINDOW_SECONDS)
    quota.follows_virtual_clock = True
    assert quota.pay({"graph:a": (1, 1)}) is None
    assert quota.pay({"graph:a": (1, 1)}) == 600
    now[0] = 600.0
    assert quota.pay({"graph:a": (1, 1)}) is None


def test_every_call_is_counted_by_name(sandbox: Sandbox, graph: Graph) -> None:
    graph.get("/me")
    graph.get("/me/mailFolders/inbox/messages/delta")
    told = sandbox.control.calls(ME)
    assert told["calls"] == {"graph.me.get": 1, "graph.messages.delta": 1}
    assert told["units_total"] == 2


def test_a_batch_answers_each_call_with_its_own_status(sandbox: Sandbox, graph: Graph) -> None:
    message = sandbox.control.deliver(mail("Hello"))["id"]
    answers = graph.batch(
        part(1),
        part(2, f"/me/messages/{message}?$select=subject"),
        part(3, "/me/messages/nonsense"),
        part(
            4,
            f"/me/messages/{message}",
            method="PATCH",
            body={"isRead": True},
            headers={"Content-Type": "application/json"},
        ),
    )
    assert {each: answers[each]["status"] for each in answers} == {"1": 200, "2": 200, "3": 400, "4": 200}
    assert answers["2"]["body"]["subject"] == "Hello"
    assert answers["4"]["body"]["isRead"] is True


def test_answers_of_a_batch_come_in_another_order(graph: Graph) -> None:
    told = graph.post("/$batch", {"requests": [part(1), part(2)]})["responses"]
    assert [each["id"] for each in told] == ["2", "1"]


def test_a_call_that_waits_for_a_failed_one_is_not_made(sandbox: Sandbox, graph: Graph) -> None:
    answers = graph.batch(part(1, "/me/messages/nonsense"), part(2, dependsOn=["1"]), part(3))
    assert {each: answers[each]["status"] for each in answers} == {"1": 400, "2": 424, "3": 200}
    assert "graph.me.get" in sandbox.control.calls()["calls"]


def test_refusals_hide_inside_a_batch_that_succeeded(sandbox: Sandbox, graph: Graph) -> None:
    sandbox.control.post("settings", graph_batch_concurrency=4)
    response = graph.ask("POST", "/$batch", json={"requests": [part(number) for number in range(6)]})
    statuses = sorted(each["status"] for each in response.json()["responses"])
    assert (response.status_code, statuses) == (200, [200, 200, 200, 200, 429, 429])
    refused = next(each for each in response.json()["responses"] if each["status"] == 429)
    assert refused["headers"]["Retry-After"] == "1"


@pytest.mark.parametrize(
    "requests",
    [
        [],
        [part(number) for number in range(21)],
        [part(1), part(1)],
        [{"id": "1", "url": "/me"}],
        [part(1, dependsOn=["2"]), part(2)],
        ["/me"],
    ],
)
def test_a_batch_that_is_none_is_refused_as_a_whole(graph: Graph, requests: list[Any]) -> None:
    assert graph.refused("POST", "/$batch", json={"requests": requests})[0] == 400


def test_twenty_calls_make_one_batch(graph: Graph) -> None:
    assert len(graph.batch(*(part(number) for number in range(20)))) == 20


def test_a_dropped_call_did_no_work_and_a_closed_one_did(sandbox: Sandbox, graph: Graph) -> None:
    body = {"message": {"subject": "x", "toRecipients": [{"emailAddress": {"address": "dana@x.example"}}]}}
    for kind, sent in (("drop", 0), ("close_after", 1), ("status_after", 2)):
        sandbox.control.order_fault("graph.sendMail", kind, status=503)
        if kind == "status_after":
            assert graph.ask("POST", "/me/sendMail", json=body).status_code == 503
        else:
            with pytest.raises((httpx2.RemoteProtocolError, httpx2.ReadError)):
                graph.ask("POST", "/me/sendMail", json=body)
        assert len(sandbox.control.sent()) == sent


def test_half_an_answer_is_noticed_as_such(sandbox: Sandbox, graph: Graph) -> None:
    sandbox.control.order_fault("graph.me.get", "truncate")
    with pytest.raises((httpx2.RemoteProtocolError, httpx2.ReadError)):
        graph.ask("GET", "/me")


def test_a_reset_looks_like_one_through_tls(sandbox: Sandbox, graph: Graph) -> None:
    sandbox.control.order_fault("graph.me.get", "drop", reset=True)
    with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
        graph.ask("GET", "/me")
    assert graph.get("/me")["mail"] == ME


def test_the_nth_call_of_a_pattern_is_refused_in_graphs_words(sandbox: Sandbox, graph: Graph) -> None:
    sandbox.control.order_fault("graph.mess*", "rate_limit", nth=2, retry_after=7)
    graph.get("/me/messages")
    refused = graph.ask("GET", "/me/messages")
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "TooManyRequests")
    assert refused.headers["retry-after"] == "7"


def test_entras_faults_carry_its_numbers(sandbox: Sandbox, graph: Graph) -> None:
    sandbox.control.order_fault("entra.token", "status", status=400, reason="AADSTS50076")
    response = graph.http.post(f"{sandbox.microsoft}/common/oauth2/v2.0/token", data={})
    assert (response.status_code, response.json()["error_codes"]) == (400, [50076])
    sandbox.control.order_fault("entra.token", "status", status=503, retry_after=3)
    outage = graph.http.post(f"{sandbox.microsoft}/common/oauth2/v2.0/token", data={})
    assert (outage.status_code, outage.headers["retry-after"]) == (503, "3")


def test_every_method_has_a_name_and_permissions() -> None:
    assert all(route.name.startswith("graph.") and route.scopes for route in ROUTES)
