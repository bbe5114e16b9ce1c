"""Mails handed in through Gmail's /upload/ addresses: the bare mail, or JSON and mail in one multipart body (guides/uploads)."""

from __future__ import annotations

import json
import re
from typing import Any

from infra.sandbox.google.call import Call
from infra.sandbox.google.errors import invalid

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)


def is_upload(call: Call) -> bool:
    return call.request.path.startswith("/upload/")


def read_upload(call: Call) -> tuple[bytes, str | None]:
    """Return the mail, byte for byte, and the thread that was named beside it."""
    if call.get("uploadType") == "media":
        return call.request.body, None
    if call.get("uploadType") != "multipart":
        raise invalid("The sandbox takes uploadType media and multipart.", "notImplemented", "uploadType")
    metadata, mail = _read_two_parts(call)
    message = metadata.get("message", metadata)
    return mail, message.get("threadId") if isinstance(message, dict) else None


def _read_two_parts(call: Call) -> tuple[dict[str, Any], bytes]:
    named = _BOUNDARY.search(call.request.headers.get("content-type", ""))
    # googleapiclient writes these bodies with bare line feeds, others with CRLF.
    body = b"\n" + call.request.body
    parts = re.split(rb"\r?\n--" + re.escape(named[1].encode()) + rb"(?:--)?[ \t]*(?:\r?\n|$)", body) if named else []
    inner = [re.split(rb"\r?\n\r?\n", part, maxsplit=1)[-1] for part in parts[1:3]]
    if len(inner) != 2:
        raise invalid("Multipart upload needs two parts.", "badContent")
    try:
        metadata = json.loads(inner[0] or b"{}")
    except ValueError as error:
        raise invalid("Invalid JSON payload received.", "parseError") from error
    return metadata if isinstance(metadata, dict) else {}, inner[1]
