"""What each of Google's ways to fail becomes."""

from __future__ import annotations

import json
from typing import Any

import httplib2
import pytest
from google.auth.exceptions import RefreshError

from connectors.errors import (
    AdminMustAgree,
    ConnectorError,
    ConsentLost,
    CursorExpired,
    Gone,
    Misconfigured,
    SlowDown,
    TryAgain,
    Unsupported,
)
from connectors.google.failures import from_answer, retry_after, translate

SECRET = "maya@castellanos.example"


def answer(
    status: int, reason: str = "", operation: str = "gmail.users.messages.get", **headers: str
) -> ConnectorError:
    error: dict[str, Any] = {"code": status, "message": SECRET, "errors": [{"reason": reason, "message": SECRET}]}
    return from_answer(
        httplib2.Response({"status": str(status), **headers}), json.dumps({"error": error}).encode(), operation
    )


@pytest.mark.parametrize(
    ("status", "reason", "operation", "kind"),
    [
        (400, "invalidArgument", "gmail.users.messages.list", ConnectorError),
        (400, "failedPrecondition", "gmail.users.getProfile", Unsupported),
        (401, "authError", "gmail.users.messages.get", ConsentLost),
        (403, "rateLimitExceeded", "gmail.users.messages.get", SlowDown),
        (403, "userRateLimitExceeded", "calendar.events.list", SlowDown),
        (403, "dailyLimitExceeded", "gmail.users.messages.get", SlowDown),
        (403, "insufficientPermissions", "gmail.users.settings.sendAs.list", Unsupported),
        (403, "accessNotConfigured", "gmail.users.getProfile", Misconfigured),
        (403, "domainPolicy", "gmail.users.getProfile", AdminMustAgree),
        (404, "notFound", "gmail.users.messages.get", Gone),
        (404, "notFound", "gmail.users.history.list", CursorExpired),
        (404, "notFound", "calendar.events.list", Gone),
        (410, "fullSyncRequired", "calendar.events.list", CursorExpired),
        (429, "rateLimitExceeded", "gmail.users.messages.get", SlowDown),
        (500, "backendError", "gmail.users.messages.get", TryAgain),
        (503, "", "gmail.users.drafts.send", TryAgain),
        (302, "", "gmail.users.messages.get", TryAgain),
    ],
)
def test_each_answer_says_what_to_do_next_and_quotes_nothing(
    status: int, reason: str, operation: str, kind: type[ConnectorError]
) -> None:
    failure = answer(status, reason, operation, **{"x-request-id": "r-7"})
    assert type(failure) is kind
    assert SECRET not in f"{failure} {failure.detail!r} {failure.args}"
    assert (failure.provider, failure.operation, failure.request_id) == ("google", operation, "r-7")


@pytest.mark.parametrize(
    ("headers", "message", "seconds"),
    [
        ({"retry-after": "17"}, "", 17.0),
        ({"retry-after": "Wed, 01 Jul 2026 10:01:30 GMT", "date": "Wed, 01 Jul 2026 10:00:00 GMT"}, "", 90.0),
        ({"date": "Wed, 01 Jul 2026 10:00:00 GMT"}, "Rate limit. Retry after 2026-07-01T10:00:45.000Z", 45.0),
        ({"retry-after": "0"}, "", 1.0),
        ({"retry-after": "99999999"}, "", 86400.0),
        ({"retry-after": "soon"}, "", 30.0),
        ({}, "", 30.0),
    ],
)
def test_the_time_to_wait_is_read_from_wherever_google_puts_it(
    headers: dict[str, str], message: str, seconds: float
) -> None:
    assert retry_after(httplib2.Response(headers), {"message": message}, default=30.0) == seconds


def test_a_proxys_html_page_is_a_failure_like_any_other() -> None:
    failure = from_answer(httplib2.Response({"status": "502"}), b"<html>Bad gateway</html>", "gmail.users.messages.get")
    assert type(failure) is TryAgain


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (RefreshError("invalid_grant: x", {"error": "invalid_grant"}), ConsentLost),
        (RefreshError("admin", {"error": "admin_policy_enforced"}), AdminMustAgree),
        (RefreshError("client", {"error": "invalid_client"}), Misconfigured),
        (RefreshError("trouble", {"error": "internal_failure"}, retryable=True), TryAgain),
        (RefreshError("<html>"), TryAgain),
        (TimeoutError(), TryAgain),
        (ConnectionResetError(), TryAgain),
        (httplib2.ServerNotFoundError(), TryAgain),
        (ValueError("no json"), TryAgain),
    ],
)
def test_refused_tokens_and_broken_connections_are_told_apart(failure: Exception, kind: type[ConnectorError]) -> None:
    assert type(translate(failure, "gmail.users.messages.get")) is kind
