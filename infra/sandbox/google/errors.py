"""How Google says no: one exception, and the JSON bodies of its APIs.

The body's shape is that of developers.google.com/gmail/api/guides/handle-errors and .../calendar/api/guides/errors.
"""

from __future__ import annotations

from typing import Any

from infra.sandbox.exchange import Refusal, Reply, json_reply

#: Canonical status names (google.rpc.Code); 410 has none.
_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_REASON = {
    400: "badRequest",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    409: "duplicate",
    410: "gone",
    412: "conditionNotMet",
    429: "rateLimitExceeded",
    500: "backendError",
    501: "notImplemented",
    502: "backendError",
    503: "backendError",
    504: "backendError",
}
_MESSAGE = {
    429: "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user' of service 'gmail.googleapis.com'.",
    500: "Internal error encountered.",
    503: "The service is currently unavailable.",
}


class GoogleError(Exception):
    """An answer that is a refusal."""

    def __init__(
        self,
        code: int,
        message: str,
        reason: str | None = None,
        *,
        domain: str = "global",
        location: tuple[str, str] | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        details: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reason = reason or _REASON.get(code, "unknown")
        self.domain = domain
        self.location = location
        self.headers = headers
        self.details = details

    def reply(self) -> Reply:
        first = {"message": self.message, "domain": self.domain, "reason": self.reason}
        if self.location:
            first |= {"location": self.location[1], "locationType": self.location[0]}
        error: dict[str, Any] = {"code": self.code, "message": self.message, "errors": [first]}
        if self.code in _STATUS:
            error["status"] = _STATUS[self.code]
        if self.details:
            error["details"] = self.details
        return json_reply({"error": error}, self.code, self.headers)


def refuse(refusal: Refusal) -> Reply:
    """Write a refusal that a fault asked for."""
    reason = refusal.reason or _REASON.get(refusal.status, "backendError")
    domain = "usageLimits" if "imitExceeded" in reason else "global"
    headers = (("Retry-After", str(refusal.retry_after)),) if refusal.retry_after is not None else ()
    message = refusal.message or _MESSAGE.get(refusal.status, reason)
    return GoogleError(refusal.status, message, reason, domain=domain, headers=headers).reply()


def not_found() -> GoogleError:
    """Gmail's 404, the same for messages, drafts, threads and expired history ids."""
    return GoogleError(404, "Requested entity was not found.", "notFound")


def invalid(message: str, reason: str = "invalidArgument", parameter: str | None = None) -> GoogleError:
    return GoogleError(400, message, reason, location=("parameter", parameter) if parameter else None)


def too_fast(status: int, wait: int, service: str) -> GoogleError:
    """Both forms occur in the wild: 403 and 429, each with reason rateLimitExceeded in domain usageLimits (providers.md 1.1)."""
    message = f"Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user' of service '{service}.googleapis.com'."
    return GoogleError(
        status, message, "rateLimitExceeded", domain="usageLimits", headers=(("Retry-After", str(wait)),)
    )
