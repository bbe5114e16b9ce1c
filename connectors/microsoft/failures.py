"""Translates whatever goes wrong at Microsoft into the connector errors, once.

Nothing of an answer's text reaches an error: Microsoft quotes addresses and subjects in it. Only Graph's error code,
Entra's AADSTS number and the time to wait are taken out.
"""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Iterator, Mapping
from typing import Any

import httpx2

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
from connectors.microsoft.endpoints import PROVIDER
from connectors.waits import seconds_asked

FAILURES = (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError)
"""All that a call may raise: broken connections, addresses that are none, and bodies that are no JSON."""
NOT_BEGUN = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)
"""Those that surely happened before a request went out."""

LOST = (
    "Microsoft no longer accepts this permission: it was withdrawn, the password was changed, or it was not used for a "
    "long time. Connect the account again."
)
ADMIN = (
    "Your organisation lets nobody connect this app before an administrator has agreed to it. Ask them to approve it in "
    "the Microsoft Entra admin center, then connect again."
)
WRONG_TENANT = (
    "This account belongs to another organisation than the one that the app is registered for. Connect an account of "
    "that organisation, or set WARMTHREAD_MICROSOFT_AUTHORITY to .../common and register the app for all accounts."
)
WORK_ONLY = (
    "This app takes work and school accounts only. Register it for personal Microsoft accounts as well, or connect a "
    "work account."
)

# https://learn.microsoft.com/entra/identity-platform/reference-error-codes; by number, because all of them arrive under
# the same few OAuth words.
_ADMIN_CODES = {"90093", "90094", "90095", "50105", "65005", "900941"}
_TENANT_CODES = {"50020", "50034", "50128", "51004", "90002", "500011", "16000"}
_PERSONAL_CODES = {"50194", "9002331", "9002332", "9002346", "500200", "500202"}
_PASSING_CODES = {"90033", "90024", "90090", "50196", "90006"}
_CLIENT_CODES = {"7000215", "7000218", "7000222", "700025", "7000216", "500113", "50011"}
_CODE = re.compile(r"AADSTS(\d{4,8})")

# Of Outlook: https://github.com/microsoftgraph/microsoft-graph-docs/issues/2877, matched whatever their case.
_LOST_PLACE = {
    "syncstatenotfound", "syncstateinvalid", "resyncrequired", "resyncchangesapplydifferences",
    "resyncchangesuploaddifferences", "errorinvalidsyncstatedata", "errorsyncfolderhierarchynotfound",
}  # fmt: skip
_NO_MAILBOX = {
    "mailboxnotenabledforrestapi",
    "mailboxnotsupportedforrestapi",
    "resourcenotfound",
    "errornonexistentmailbox",
}
_NO_SUCH_ID = {"erroritemnotfound", "errorinvalididmalformed", "errorinvalidid", "errorfoldernotfound"}
_TOO_FAST = {
    "toomanyrequests",
    "applicationthrottled",
    "errorexceededconnectioncount",
    "errorserverbusy",
    "mailboxconcurrency",
}

_DEFAULT_WAIT = 30.0


class NoMailbox(Unsupported):
    """The account has no mailbox in the cloud, and so neither mail nor a calendar."""


def translate(failure: BaseException, operation: str) -> ConnectorError:
    """The connector error for a call that came to no answer."""
    return TryAgain(_network_sentence(failure), provider=PROVIDER, operation=operation)


def from_answer(status: int, headers: Mapping[str, str], body: Any, operation: str) -> ConnectorError:
    """Judges an answer that is not a success. `headers` with lower-case names; `body` as JSON, None for anything else."""
    error = _error_of(body)
    code = str(error.get("code", "")).lower()
    where: dict[str, str] = {"provider": PROVIDER, "operation": operation, "request_id": request_id(headers, error)}
    if status == 429 or code in _TOO_FAST or (status == 503 and "retry-after" in headers):
        return SlowDown("Microsoft asks to wait.", retry_after=seconds_asked(headers, default=_DEFAULT_WAIT), **where)
    if code in _LOST_PLACE or (status == 410 and operation.endswith(".delta")):
        return CursorExpired("Microsoft no longer knows the place to go on from.", **where)
    if code in _NO_MAILBOX:
        return NoMailbox("This Microsoft account has no mailbox in the cloud.", **where)
    if status in (404, 410) or code in _NO_SUCH_ID:
        return Gone("Microsoft has it no longer.", **where)
    return _by_status(status, where)


def _by_status(status: int, where: dict[str, str]) -> ConnectorError:
    if status == 401:
        return ConsentLost(LOST, **where)
    if status == 403:
        return Unsupported("The permission given to us does not cover this.", **where)
    if 400 <= status < 500 and status not in (408, 423, 424):
        return ConnectorError("Microsoft does not understand the request.", **where)
    return TryAgain(f"Microsoft answered {status}.", **where)


def from_token_error(answer: Mapping[str, Any], operation: str, *, lost: str = LOST) -> ConnectorError:
    """Judges what msal hands back for a refused token: `error`, and the numbers in `error_description`."""
    codes = set(_numbers(answer))
    where: dict[str, str] = {
        "provider": PROVIDER,
        "operation": operation,
        "request_id": str(answer.get("trace_id", "")),
    }
    return _by_rule(codes, where) or _by_word(str(answer.get("error", "")), codes, where, lost)


def _by_rule(codes: set[str], where: dict[str, str]) -> ConsentLost | None:
    if codes & _ADMIN_CODES:
        return AdminMustAgree(ADMIN, **where)
    if codes & _PERSONAL_CODES:
        return ConsentLost(WORK_ONLY, **where)
    return ConsentLost(WRONG_TENANT, **where) if codes & _TENANT_CODES else None


def _by_word(error: str, codes: set[str], where: dict[str, str], lost: str) -> ConnectorError:
    if error in ("invalid_client", "unauthorized_client") or codes & _CLIENT_CODES:
        return Misconfigured(
            "Microsoft does not accept the app: check WARMTHREAD_MICROSOFT_CLIENT_ID and "
            "WARMTHREAD_MICROSOFT_CLIENT_SECRET, and the redirect address that it is registered with.",
            **where,
        )
    if error in ("temporarily_unavailable", "server_error", "service_not_available") or codes & _PASSING_CODES:
        return TryAgain("Microsoft's token service has trouble.", **where)
    return ConsentLost(lost, **where)


def refusal(error: str, description: str) -> ConsentLost | None:
    """Why the consent page sent somebody back without a code; None when they simply said no."""
    where = {"provider": PROVIDER, "operation": "authorize"}
    known = _by_rule(set(_numbers({"error_description": description})), where)
    if known is None and error in ("consent_required", "interaction_required"):
        return AdminMustAgree(ADMIN, **where)
    return known


def request_id(headers: Mapping[str, str], error: Mapping[str, Any]) -> str:
    """The id under which Microsoft can find this request, "" if it gave none."""
    inner = error.get("innerError")
    told = inner.get("request-id", "") if isinstance(inner, dict) else ""
    return str(headers.get("request-id") or told or "")[:200]


def _numbers(answer: Mapping[str, Any]) -> Iterator[str]:
    told = answer.get("error_codes")
    yield from (str(code) for code in told) if isinstance(told, list) else ()
    yield from _CODE.findall(str(answer.get("error_description", ""))[:4000])


def _error_of(body: Any) -> dict[str, Any]:
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def as_json(content: bytes) -> Any:
    """The body as JSON, None when it is none."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _network_sentence(failure: BaseException) -> str:
    if isinstance(failure, TimeoutError | httpx2.TimeoutException):
        return "Microsoft did not answer in time."
    if isinstance(failure, ssl.SSLError) or "CERTIFICATE_VERIFY_FAILED" in str(failure):
        return "The certificate of the server is not trusted: is the clock of this computer right?"
    if isinstance(failure, ValueError):
        return "Microsoft's answer was broken off or is not JSON."
    return f"The connection to Microsoft failed ({type(failure).__name__})."
