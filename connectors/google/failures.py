"""Translates whatever goes wrong at Google into the connector errors, once.

Nothing of an answer's body reaches an error text: Google quotes queries and addresses in it. Only the machine-readable
reason and the time to wait are taken out.
"""

from __future__ import annotations

import json
import re
import ssl
from datetime import datetime
from http.client import HTTPException
from typing import Any

import httplib2
from google.auth.exceptions import RefreshError, TransportError
from googleapiclient.errors import HttpError

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
from connectors.google.endpoints import PROVIDER
from connectors.waits import seconds_asked

FAILURES = (
    HttpError,
    RefreshError,
    TransportError,
    httplib2.HttpLib2Error,
    HTTPException,
    OSError,
    ValueError,
    RecursionError,
)
"""All that a call may raise: answers, refused tokens, broken connections, and bodies that are no JSON or endlessly deep."""

LOST = (
    "Google no longer accepts this permission: it was withdrawn, the password was changed, or the client is in "
    '"Testing", where Google ends every permission after 7 days. Connect the account again.'
)

_ADMIN = (
    "Your organisation's administrator does not let this app in. Ask them to allow it, or read files instead: both are "
    "yours to choose."
)
_OF_AN_ADMIN = frozenset({"admin_policy_enforced", "org_internal", "disallowed_client"})
"""https://developers.google.com/identity/protocols/oauth2/native-app#authorization-errors"""

# 403 is either "too fast" or "not allowed"; only the reason tells them apart.
# https://developers.google.com/workspace/gmail/api/guides/handle-errors
_TOO_FAST = {"rateLimitExceeded", "userRateLimitExceeded", "calendarUsageLimitsExceeded", "concurrentLimitExceeded"}
_USED_UP = {"dailyLimitExceeded", "quotaExceeded"}
_REQUEST_IDS = ("x-request-id", "x-goog-request-id", "x-guploader-uploadid")
_CURSOR_READS = {"gmail.users.history.list", "calendar.events.list"}

_DEFAULT_WAIT = 30.0
_WAIT_FOR_QUOTA = 3600.0


def translate(failure: BaseException, operation: str) -> ConnectorError:
    """The connector error that says what the caller does next."""
    if isinstance(failure, HttpError):
        return from_answer(failure.resp, failure.content, operation)
    if isinstance(failure, RefreshError):
        return from_refusal(failure, operation)
    return TryAgain(_network_sentence(failure), provider=PROVIDER, operation=operation)


def from_answer(answer: httplib2.Response, content: bytes, operation: str) -> ConnectorError:
    """Judges an answer that is not a success."""
    status, error = int(answer.status), _error_of(content)
    reasons = _reasons(error)
    where: dict[str, str] = {"provider": PROVIDER, "operation": operation, "request_id": request_id(answer)}
    if status == 429 or (status == 403 and reasons & (_TOO_FAST | _USED_UP)):
        seconds = retry_after(answer, error, default=_WAIT_FOR_QUOTA if reasons & _USED_UP else _DEFAULT_WAIT)
        return SlowDown("Google asks to wait.", retry_after=seconds, **where)
    if status == 401:
        return ConsentLost(LOST, **where)
    if status == 403:
        return _forbidden(reasons, where)
    if status in (404, 410):
        return _missing(status, operation, where)
    if status == 400:
        return _refused(reasons, where)
    return TryAgain(f"Google answered {status}.", **where)


def from_refusal(failure: RefreshError, operation: str) -> ConnectorError:
    """Judges a refused token refresh."""
    answer = failure.args[1] if len(failure.args) > 1 and isinstance(failure.args[1], dict) else {}
    return from_token_error(str(answer.get("error", "")), operation, is_retryable=bool(failure.retryable) or not answer)


def from_token_error(code: str, operation: str, *, is_retryable: bool = False) -> ConnectorError:
    """Judges an OAuth error code of the token endpoint."""
    if code in ("invalid_client", "unauthorized_client", "deleted_client", "redirect_uri_mismatch"):
        return Misconfigured(
            "Google does not accept the client: check WARMTHREAD_GOOGLE_CLIENT_ID and WARMTHREAD_GOOGLE_CLIENT_SECRET.",
            provider=PROVIDER,
            operation=operation,
        )
    if is_retryable or code in ("server_error", "temporarily_unavailable", "internal_failure", "missing_token"):
        return TryAgain("Google's token service has trouble.", provider=PROVIDER, operation=operation)
    if code in _OF_AN_ADMIN:
        return AdminMustAgree(_ADMIN, provider=PROVIDER, operation=operation)
    return ConsentLost(LOST, provider=PROVIDER, operation=operation)


def refusal(error: str) -> ConsentLost | None:
    """Why the consent page sent somebody back without a code; None when they simply said no."""
    return AdminMustAgree(_ADMIN, provider=PROVIDER, operation="oauth.authorize") if error in _OF_AN_ADMIN else None


def retry_after(answer: httplib2.Response, error: dict[str, Any], *, default: float) -> float:
    """Seconds to wait: from the header in either form, else from Gmail's sentence "Retry after <time>"."""
    return seconds_asked(answer, default=default, also=_time_in(str(error.get("message", ""))))


def request_id(answer: httplib2.Response) -> str:
    """The id under which Google can find this request, "" if it gave none."""
    return next((str(answer[name]) for name in _REQUEST_IDS if name in answer), "")


def _forbidden(reasons: set[str], where: dict[str, str]) -> ConnectorError:
    if reasons & {"accessNotConfigured", "SERVICE_DISABLED"}:
        return Misconfigured(
            "The Gmail API or the Google Calendar API is not switched on in the Cloud project of "
            "WARMTHREAD_GOOGLE_CLIENT_ID.",
            **where,
        )
    if "domainPolicy" in reasons:
        return AdminMustAgree(_ADMIN, **where)
    if reasons & {"authError", "accountDisabled"}:
        return ConsentLost("Google has closed this account to us.", **where)
    return Unsupported("The permission given to us does not cover this.", **where)


def _missing(status: int, operation: str, where: dict[str, str]) -> ConnectorError:
    if operation == "gmail.users.history.list" or (status == 410 and operation in _CURSOR_READS):
        return CursorExpired("Google no longer knows the place to go on from.", **where)
    return Gone("Google has it no longer.", **where)


def _refused(reasons: set[str], where: dict[str, str]) -> ConnectorError:
    if "failedPrecondition" in reasons:
        return Unsupported("This Google account has no mailbox.", **where)
    return ConnectorError("Google does not understand the request.", **where)


def _error_of(content: bytes) -> dict[str, Any]:
    try:
        error = json.loads(content)["error"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return error if isinstance(error, dict) else {}


def _reasons(error: dict[str, Any]) -> set[str]:
    entries = [*_entries(error.get("errors")), *_entries(error.get("details"))]
    return {str(entry.get("reason", "")) for entry in entries} - {""}


def _entries(value: object) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _time_in(sentence: str) -> datetime | None:
    found = re.search(r"[Rr]etry after (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)", sentence)
    try:
        return datetime.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _network_sentence(failure: BaseException) -> str:
    if isinstance(failure, TimeoutError):
        return "Google did not answer in time."
    if isinstance(failure, ssl.SSLCertVerificationError):
        return "The certificate of the server is not trusted."
    if isinstance(failure, ValueError | RecursionError):
        return "Google's answer was broken off or is not JSON."
    return f"The connection to Google failed ({type(failure).__name__})."
