"""A stored message in the forms Gmail answers with: minimal, metadata, full, raw. Decides nothing but the shape."""

from __future__ import annotations

import base64
import binascii
import html
from itertools import count
from typing import Any

from infra.sandbox.google.errors import invalid
from infra.sandbox.mail_content import Part
from infra.sandbox.mailbox import StoredMessage

_reading = count(1)


def reference(message: StoredMessage) -> dict[str, Any]:
    """Return id and threadId, all that a listing gives."""
    return {"id": message.id, "threadId": message.thread_id}


def labelled_reference(message: StoredMessage) -> dict[str, Any]:
    return {**reference(message), **_labels(message)}


def shape(message: StoredMessage, form: str, wanted_headers: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the message as messages.get does in that format."""
    shown = {
        **labelled_reference(message),
        # Gmail's snippets are escaped for HTML, an apostrophe as &#39;.
        "snippet": html.escape(message.content.snippet).replace("&#x27;", "&#39;"),
        "sizeEstimate": message.size,
        "historyId": str(message.history_id),
        "internalDate": str(message.internal_ms),
    }
    if form == "raw":
        shown["raw"] = encode(message.content.raw)
    elif form == "metadata":
        shown["payload"] = _metadata(message, wanted_headers)
    elif form == "full":
        shown["payload"] = _part(message.id, message.content.root)
    return shown


def attachment(message: StoredMessage, attachment_id: str) -> dict[str, Any] | None:
    """Return the attachment that an id from a recent answer names."""
    try:
        part_id, message_id, _ = base64.urlsafe_b64decode(attachment_id[8:] + "==").decode().split("|")
    except (ValueError, binascii.Error):
        raise invalid("Invalid attachment token", "invalidArgument") from None
    found = _find(message.content.root, part_id) if message_id == message.id else None
    return {"size": len(found.data), "data": encode(found.data)} if found else None


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


def decode_raw(text: object) -> bytes:
    """Return the mail that a client sends as `raw`, or raise Google's 400."""
    if not isinstance(text, str) or not text:
        raise invalid("'raw' RFC822 payload message string or uploading message via /upload/* URL required")
    try:
        return base64.b64decode(
            text.replace("-", "+").replace("_", "/").encode() + b"=" * (-len(text) % 4), validate=True
        )
    except (ValueError, binascii.Error) as error:
        raise invalid("Invalid value at 'message.raw' (TYPE_BYTES), Base64 decoding failed", "invalid") from error


def _labels(message: StoredMessage) -> dict[str, Any]:
    return {"labelIds": sorted(message.labels)} if message.labels else {}


def _metadata(message: StoredMessage, wanted: tuple[str, ...]) -> dict[str, Any]:
    names = {name.lower() for name in wanted}
    headers = [(name, value) for name, value in message.content.headers if not names or name.lower() in names]
    return {"mimeType": message.content.root.mime_type, "headers": _headers(headers)}


def _part(message_id: str, part: Part) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "partId": part.part_id,
        "mimeType": part.mime_type,
        "filename": part.filename,
        "headers": _headers(part.headers),
        "body": _body(message_id, part),
    }
    if part.parts:
        shown["parts"] = [_part(message_id, child) for child in part.parts]
    return shown


def _body(message_id: str, part: Part) -> dict[str, Any]:
    if part.is_container or not part.data:
        return {"size": 0}
    if part.is_attachment:
        # A part's attachmentId is another one in every answer, and long: nobody may keep it.
        token = f"{part.part_id}|{message_id}|{next(_reading)}"
        return {
            "attachmentId": f"ANGjdJ8w{base64.urlsafe_b64encode(token.encode()).decode().rstrip('=')}",
            "size": len(part.data),
        }
    return {"size": len(part.data), "data": encode(part.data)}


def _headers(headers: Any) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _find(part: Part, part_id: str) -> Part | None:
    if part.part_id == part_id and not part.parts:
        return part
    return next((found for child in part.parts if (found := _find(child, part_id))), None)
