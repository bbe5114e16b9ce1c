"""Batches, through the unchanged client: each part has its own answer, price and limit (providers.md 1.1; pitfalls 1, 3, 4)."""

from __future__ import annotations

from typing import Any

import pytest
from googleapiclient.errors import HttpError

from infra.sandbox.process import Sandbox
from tests.sandbox import clients
from tests.sandbox.clients import mail


def run(sandbox: Sandbox, ids: list[str], **parameters: Any) -> dict[str, Any]:
    """Get these messages in one batch and return each part's answer, or its status if it failed."""
    service = clients.service(sandbox, "gmail.v1")
    answers: dict[str, Any] = {}

    def note(number: str, answer: Any, error: HttpError | None) -> None:
        answers[number] = answer if error is None else int(error.resp.status)

    batch = service.new_batch_http_request(callback=note)
    for number, each in enumerate(ids):
        batch.add(service.users().messages().get(userId="me", id=each, **parameters), request_id=str(number))
    batch.execute()
    return answers


def test_every_part_has_its_own_answer(sandbox: Sandbox) -> None:
    ids = [sandbox.control.deliver(mail(f"Number {number}"))["id"] for number in range(3)]
    answers = run(sandbox, [*ids, "18c0ffee"], format="minimal")
    assert [answers[str(number)]["id"] for number in range(3)] == ids
    assert answers["3"] == 404


def test_every_part_is_counted_and_paid_for(sandbox: Sandbox) -> None:
    run(sandbox, [sandbox.control.deliver(mail())["id"]] * 5)
    counted = sandbox.control.calls("alex@example.com")
    assert counted["calls"] == {"gmail.users.messages.get": 5}
    assert counted["units"] == {"gmail.users.messages.get": 100}


def test_a_part_can_be_refused_inside_a_200(sandbox: Sandbox) -> None:
    """Pitfall 3."""
    message_id = sandbox.control.deliver(mail())["id"]
    sandbox.control.order_fault("gmail.users.messages.get", "rate_limit", nth=2)
    assert [answer if isinstance(answer, int) else 200 for answer in run(sandbox, [message_id] * 3).values()] == [
        200,
        429,
        200,
    ]


def test_too_many_parts_at_once_are_429_and_over_a_hundred_400(sandbox: Sandbox) -> None:
    """Pitfall 4; how many at once is a setting of the sandbox."""
    message_id = sandbox.control.deliver(mail())["id"]
    answers = run(sandbox, [message_id] * 60, format="minimal")
    assert sum(answer == 429 for answer in answers.values()) == 10
    with pytest.raises(HttpError, match="Received: 101, Limit: 100"):
        run(sandbox, [message_id] * 101)
    sandbox.control.post("settings", batch_concurrency=100)
    assert 429 not in run(sandbox, [message_id] * 60, format="minimal").values()


def test_calendar_has_a_batch_address_of_its_own(sandbox: Sandbox) -> None:
    service = clients.service(sandbox, "calendar.v3")
    answers: list[Any] = []
    batch = service.new_batch_http_request(callback=lambda _, answer, error: answers.append(error or answer))
    for _ in range(60):
        batch.add(service.calendarList().list())
    batch.execute()
    assert len(answers) == 60
    assert all(answer["kind"] == "calendar#calendarList" for answer in answers)
