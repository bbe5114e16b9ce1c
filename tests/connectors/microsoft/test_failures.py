"""What each of Microsoft's ways to fail becomes."""

from __future__ import annotations

import ssl
from typing import Any

import httpx2
import pytest

from connectors.errors import (
    ConnectorError,
    ConsentLost,
    CursorExpired,
    Gone,
    Misconfigured,
    SlowDown,
    TryAgain,
    Unsupported,
)
from connectors.microsoft.failures import as_json, from_answer, from_token_error, translate

SECRET = "maya@castellanos.example"


def answer(status: int, code: str = "", operation: str = "graph.messages.get", **headers: str) -> ConnectorError:
    error = {"error": {"code": code, "message": SECRET, "innerError": {"request-id": "r-7"}}}
    return from_answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, error, operation)


@pytest.mark.parametrize(
    ("status", "code", "operation", "kind"),
    [
        (400, "BadRequest", "graph.messages.list", ConnectorError),
        (400, "ErrorInvalidIdMalformed", "graph.messages.get", Gone),
        (400, "syncStateNotFound", "graph.messages.delta", CursorExpired),
        (401, "InvalidAuthenticationToken", "graph.messages.get", ConsentLost),
        (403, "ErrorAccessDenied", "graph.messages.send", Unsupported),
        (404, "ErrorItemNotFound", "graph.messages.get", Gone),
        (404, "SyncStateNotFound", "graph.calendarView.delta", CursorExpired),
        (404, "MailboxNotEnabledForRESTAPI", "graph.calendars.list", Unsupported),
        (410, "", "graph.messages.delta", CursorExpired),
        (410, "", "graph.messages.get", Gone),
        (423, "", "graph.messages.get", TryAgain),
        (429, "TooManyRequests", "graph.messages.get", SlowDown),
        (429, "ApplicationThrottled", "graph.messages.get", SlowDown),
        (500, "", "graph.messages.get", TryAgain),
        (502, "", "graph.messages.send", TryAgain),
        (302, "", "graph.messages.get", TryAgain),
    ],
)
def test_each_answer_says_what_to_do_next_and_quotes_nothing(
    status: int, code: str, operation: str, kind: type[ConnectorError]
) -> None:
    failure = answer(status, code, operation)
    assert type(failure) is kind or (kind is Unsupported and isinstance(failure, Unsupported))
    assert SECRET not in f"{failure} {failure.detail!r} {failure.args}"
    assert (failure.provider, failure.operation, failure.request_id) == ("microsoft", operation, "r-7")


def test_the_header_names_the_request_before_the_body_does() -> None:
    assert answer(500, request_id="h-1").request_id == "h-1"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "17"}, 17.0),
        ({"retry-after": "Wed, 01 Jul 2026 10:01:30 GMT", "date": "Wed, 01 Jul 2026 10:00:00 GMT"}, 90.0),
        ({"retry-after": "0"}, 1.0),
        ({"retry-after": "soon"}, 30.0),
        ({}, 30.0),
    ],
)
def test_the_time_to_wait_is_microsofts_own(headers: dict[str, str], seconds: float) -> None:
    failure = from_answer(429, headers, None, "graph.messages.get")
    assert isinstance(failure, SlowDown)
    assert failure.retry_after == seconds


def test_an_overloaded_server_that_says_how_long_is_waited_for() -> None:
    assert isinstance(from_answer(503, {"retry-after": "5"}, None, "graph.messages.get"), SlowDown)
    assert type(from_answer(503, {}, None, "graph.messages.get")) is TryAgain


@pytest.mark.parametrize("body", [None, [], "text", {"error": "text"}, {"error": None}])
def test_a_proxys_page_is_a_failure_like_any_other(body: Any) -> None:
    assert type(from_answer(502, {}, body, "graph.messages.get")) is TryAgain


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"error": "invalid_grant", "error_codes": [70008]}, ConsentLost),
        ({"error": "invalid_grant", "error_description": "AADSTS65001: consent"}, ConsentLost),
        ({"error": "invalid_client", "error_codes": [7000215]}, Misconfigured),
        ({"error": "unauthorized_client", "error_codes": [700016]}, Misconfigured),
        ({"error": "temporarily_unavailable"}, TryAgain),
        ({"error": "server_error", "error_codes": [90033]}, TryAgain),
        ({}, ConsentLost),
        ({"error": 7, "error_codes": "many", "error_description": None}, ConsentLost),
    ],
)
def test_refused_tokens_are_told_apart(told: dict[str, Any], kind: type[ConnectorError]) -> None:
    failure = from_token_error(told | {"trace_id": "t-1"}, "oauth.token")
    assert type(failure) is kind
    assert failure.request_id == "t-1"


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (httpx2.ReadTimeout("slow"), "in time"),
        (httpx2.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]"), "certificate"),
        (ssl.SSLCertVerificationError("x"), "certificate"),
        (httpx2.RemoteProtocolError("gone"), "RemoteProtocolError"),
        (ValueError("no json"), "JSON"),
    ],
)
def test_broken_connections_may_be_tried_again(failure: Exception, said: str) -> None:
    told = translate(failure, "graph.messages.get")
    assert type(told) is TryAgain
    assert said in told.detail


def test_a_body_that_is_no_json_is_none() -> None:
    assert as_json(b"<html>") is None
    assert as_json(b"\xff\xfe") is None
    assert as_json(b"{}") == {}
