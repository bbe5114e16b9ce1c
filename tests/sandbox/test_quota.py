"""Quota units per method, person and minute, and Google's two ways of saying "too fast" (providers.md 1.1, 1.2)."""

from __future__ import annotations

import json
from typing import Any

import httplib2
import pytest

from infra.sandbox.google.discovery import methods
from infra.sandbox.google.prices import GMAIL_UNITS, charges, units
from infra.sandbox.google.site import HANDLERS
from infra.sandbox.process import Sandbox, run_sandbox
from infra.sandbox.quota import Quota
from tests.sandbox import clients
from tests.sandbox.clients import encoded, mail, refused


def limit(sandbox: Sandbox, **limits: int) -> None:
    sandbox.control.post("quota", limits={f"{api}:alex@example.com": number for api, number in limits.items()})


@pytest.mark.parametrize(
    ("method", "price"),
    [
        ("gmail.users.messages.get", 20),
        ("gmail.users.threads.get", 40),
        ("gmail.users.messages.list", 5),
        ("gmail.users.history.list", 2),
        ("gmail.users.messages.send", 100),
        ("gmail.users.drafts.send", 100),
        ("gmail.users.drafts.create", 10),
        ("gmail.users.drafts.update", 15),
        ("gmail.users.drafts.get", 5),
        ("gmail.users.drafts.list", 5),
        ("gmail.users.getProfile", 1),
        ("gmail.users.labels.list", 1),
        ("gmail.users.messages.attachments.get", 5),
        ("calendar.events.list", 1),
    ],
)
def test_each_method_has_its_price(method: str, price: int) -> None:
    assert units(method) == price


def test_every_price_and_every_handler_is_of_a_method_that_exists() -> None:
    known = {method.id for method in methods()}
    assert set(GMAIL_UNITS) <= known
    assert set(HANDLERS) <= known


def test_a_person_has_6000_gmail_units_and_600_calendar_calls_a_minute() -> None:
    assert charges("gmail.users.messages.get", "a") == {"gmail:a": (20, 6_000), "gmail:project": (20, 1_200_000)}
    assert charges("calendar.events.list", "a") == {"calendar:a": (1, 600), "calendar:project": (1, 10_000)}


def test_calls_are_charged_and_counted_by_person(sandbox: Sandbox, gmail: Any) -> None:
    sandbox.control.post("people", email="maya@work.example")
    gmail.getProfile(userId="me").execute()
    gmail.messages().list(userId="me").execute()
    clients.gmail(sandbox, account="maya@work.example").getProfile(userId="me").execute()
    assert sandbox.control.get("quota")["used"] == {
        "gmail:alex@example.com": 6,
        "gmail:maya@work.example": 1,
        "gmail:project": 7,
    }
    assert sandbox.control.calls("alex@example.com")["units"] == {
        "gmail.users.getProfile": 1,
        "gmail.users.messages.list": 5,
    }
    assert sandbox.control.calls()["units_total"] == 7


def test_both_forms_of_the_refusal_occur_with_retry_after(sandbox: Sandbox, gmail: Any) -> None:
    limit(sandbox, gmail=5)
    gmail.messages().list(userId="me").execute()
    assert refused(gmail.messages().list(userId="me")) == (429, "rateLimitExceeded")
    assert refused(gmail.messages().list(userId="me")) == (403, "rateLimitExceeded")
    sandbox.control.post("quota", refusal_status=403)
    headers = {"Authorization": f"Bearer {sandbox.control.credentials(*clients.ALL)['token']}"}
    response, body = httplib2.Http().request(f"{sandbox.google}/gmail/v1/users/me/messages", headers=headers)
    assert response.status == 403
    assert 1 <= int(response["retry-after"]) <= 60
    assert json.loads(body)["error"]["errors"][0]["domain"] == "usageLimits"


def test_a_refused_call_does_no_work_and_costs_nothing(sandbox: Sandbox, gmail: Any) -> None:
    limit(sandbox, gmail=50)
    refused(gmail.messages().send(userId="me", body={"raw": encoded(mail())}))
    assert sandbox.control.sent() == []
    assert sandbox.control.get("quota")["used"] == {}


def test_calendar_has_a_window_of_its_own(sandbox: Sandbox, gmail: Any, calendar: Any) -> None:
    limit(sandbox, calendar=1)
    calendar.calendarList().list().execute()
    assert refused(calendar.calendarList().list())[1] == "rateLimitExceeded"
    assert gmail.getProfile(userId="me").execute()


def test_the_window_can_follow_the_sandboxs_clock(sandbox: Sandbox, gmail: Any) -> None:
    sandbox.control.post("quota", window="virtual")
    limit(sandbox, gmail=1)
    gmail.getProfile(userId="me").execute()
    refused(gmail.getProfile(userId="me"))
    sandbox.control.move_clock(advance=61)
    gmail.getProfile(userId="me").execute()


def test_the_window_is_in_real_time_unless_told_otherwise(sandbox: Sandbox, gmail: Any) -> None:
    limit(sandbox, gmail=1)
    gmail.getProfile(userId="me").execute()
    sandbox.control.move_clock(advance=61)
    assert refused(gmail.getProfile(userId="me"))[1] == "rateLimitExceeded"
    sandbox.control.post("quota", reset=True)
    gmail.getProfile(userId="me").execute()


def test_quota_can_be_switched_off(sandbox: Sandbox, gmail: Any) -> None:
    limit(sandbox, gmail=0)
    sandbox.control.post("quota", on=False)
    gmail.getProfile(userId="me").execute()


def test_no_quota_holds_over_a_reset() -> None:
    with run_sandbox("--no-quota") as sandbox:
        assert sandbox.control.get("quota")["on"] is False
        sandbox.control.reset()
        assert sandbox.control.get("quota")["on"] is False


def test_a_minute_slides_and_the_wait_is_until_enough_is_free() -> None:
    now = [1000.0]
    quota = Quota(lambda: now[0])
    quota.follows_virtual_clock = True
    assert quota.pay({"a": (60, 100)}) is None
    now[0] += 30
    assert quota.pay({"a": (40, 100)}) is None
    assert quota.pay({"a": (1, 100)}) == 30
    assert quota.pay({"a": (61, 100)}) == 60
    now[0] += 30
    assert quota.pay({"a": (60, 100)}) is None
    assert quota.used() == {"a": 100}
