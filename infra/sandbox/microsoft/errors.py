"""How Graph says no: one exception, and the JSON body of every refusal (learn.microsoft.com/graph/errors)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from infra.sandbox.exchange import Refusal, Reply, json_reply

_CODES = {
    400: "ErrorInvalidRequest",
    401: "InvalidAuthenticationToken",
    403: "ErrorAccessDenied",
    404: "ErrorItemNotFound",
    409: "ErrorIrresolvableConflict",
    410: "SyncStateNotFound",
    412: "ErrorIrresolvableConflict",
    429: "TooManyRequests",
    500: "InternalServerError",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "UnknownError",
}
_WORDS = {
    429: "Too many requests.",
    500: "An internal server error occurred. The operation failed.",
    503: "The service is temporarily unavailable. Please try again later.",
    504: "The request timed out.",
}
#: The reasons that orders for any provider use, in Graph's words.
_TRANSLATED = {"rateLimitExceeded": "TooManyRequests", "tooManyAtOnce": "ApplicationThrottled"}
#: providers.md 1.3 and pitfall 13; the header is there, and always says 1 (msgraph-sdk-javascript#297).
_CONCURRENCY = "Application is over its MailboxConcurrency limit."


class GraphError(Exception):
    """An answer that is a refusal."""

    def __init__(
        self, status: int, code: str | None = None, message: str = "", *, headers: tuple[tuple[str, str], ...] = ()
    ) -> None:
        self.status = status
        self.code = code or _CODES.get(status, "UnknownError")
        self.message = message or _WORDS.get(status, self.code)
        self.headers = headers
        super().__init__(self.message)

    def reply(self) -> Reply:
        return json_reply({"error": self.body()}, self.status, self.headers)

    def body(self) -> dict[str, Any]:
        now = datetime.now(UTC)
        request = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.code}{now:%f}"))
        inner = {"date": f"{now:%Y-%m-%dT%H:%M:%S}", "request-id": request, "client-request-id": request}
        return {"code": self.code, "message": self.message, "innerError": inner}


def refuse(refusal: Refusal) -> Reply:
    """Write a refusal that a fault or a limit asked for."""
    code = _TRANSLATED.get(refusal.reason or "", refusal.reason)
    is_crowded = refusal.reason == "tooManyAtOnce"
    wait = 1 if is_crowded else refusal.retry_after
    headers = (("Retry-After", str(wait)),) if wait is not None else ()
    message = _CONCURRENCY if is_crowded else refusal.message or ""
    return GraphError(refusal.status, code, message, headers=headers).reply()


def not_found() -> GraphError:
    return GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.")


def invalid(message: str, code: str = "ErrorInvalidRequest") -> GraphError:
    return GraphError(400, code, message)


def bad_query(message: str) -> GraphError:
    """Graph's 400 for what stands behind the question mark."""
    return GraphError(400, "RequestBroker--ParseUri", message)
