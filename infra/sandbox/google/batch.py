"""Google's batch endpoint: many calls in one multipart body, each with an answer of its own, each paid for (guides/batch)."""

from __future__ import annotations

import email
from collections.abc import Callable
from email.message import Message
from urllib.parse import urlsplit

from infra.sandbox.exchange import Reply, Request, parse_query
from infra.sandbox.google.errors import GoogleError, invalid

_BOUNDARY = "batch_sandbox_answer"
#: "batch limit stated on the Calendar page is 1000" (providers.md 1.2).
CALENDAR_LIMIT = 1000


def answer_batch(request: Request, perform: Callable[[Request], Reply], *, limit: int, at_once: int) -> Reply:
    """Perform every part and return the answers in the same order; parts beyond `at_once` are too many at a time."""
    try:
        parts = _read_parts(request)
        if len(parts) > limit:
            raise invalid(
                f"Inner request count exceeds the limit. Received: {len(parts)}, Limit: {limit}", "badRequest"
            )
    except GoogleError as error:
        return error.reply()
    replies = [perform(part) if number < at_once else _too_many() for number, (_, part) in enumerate(parts)]
    chunks = [_write_part(content_id, reply) for (content_id, _), reply in zip(parts, replies, strict=True)]
    body = (
        b"".join(b"--" + _BOUNDARY.encode() + b"\r\n" + chunk for chunk in chunks)
        + b"--"
        + _BOUNDARY.encode()
        + b"--\r\n"
    )
    return Reply(200, body, f"multipart/mixed; boundary={_BOUNDARY}", delay=sum(reply.delay for reply in replies))


def _too_many() -> Reply:
    return GoogleError(429, "Too many concurrent requests for user.", "rateLimitExceeded", domain="usageLimits").reply()


def _read_parts(request: Request) -> list[tuple[str, Request]]:
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    whole = email.message_from_bytes(head + request.body)
    parts = whole.get_payload()
    if not whole.is_multipart() or not isinstance(parts, list):
        raise invalid("Failed to parse batch request: it must be multipart/mixed.", "badRequest")
    return [(str(part.get("Content-ID", "")), _read_call(part, request)) for part in parts if isinstance(part, Message)]


def _read_call(part: Message, outer: Request) -> Request:
    """Read "GET /path HTTP/1.1", headers, body; the outer request's authorization counts where a part brings none."""
    decoded = part.get_payload(decode=True)
    top, _, body = (decoded if isinstance(decoded, bytes) else b"").replace(b"\r\n", b"\n").partition(b"\n\n")
    line, _, lines = top.decode("utf-8", "replace").partition("\n")
    words = line.split()
    if len(words) < 2:
        raise invalid("Failed to parse batch request: a part is no HTTP request.", "badRequest")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (each.partition(":") for each in lines.splitlines())
    }
    if "authorization" in outer.headers:
        headers.setdefault("authorization", outer.headers["authorization"])
    target = urlsplit(words[1])
    return Request(words[0], target.path, parse_query(target.query), headers, body)


def _write_part(content_id: str, reply: Reply) -> bytes:
    answered = f"Content-ID: <response-{content_id.strip('<>')}>\r\n" if content_id else ""
    extra = "".join(f"{name}: {value}\r\n" for name, value in reply.headers)
    head = f"Content-Type: application/http\r\n{answered}\r\nHTTP/1.1 {reply.status} {'OK' if reply.status < 300 else 'Error'}\r\n"
    head += f"Content-Type: {reply.content_type}\r\n{extra}Content-Length: {len(reply.body)}\r\n\r\n"
    return head.encode() + reply.body + b"\r\n"
