"""Graph's opaque ids. Decides which of them change: a message's ordinary id is another one in another folder, the immutable one stays.

Folder, calendar and conversation ids never change (concepts/outlook-immutable-id.md).
"""

from __future__ import annotations

import base64
import binascii

from infra.sandbox.microsoft.errors import GraphError

_ORDINARY = "AAMkAGI2NGVhZTVlLTI1OGMtNDI4My1iZmE5LTA5OGJiZGEzMTc0YQBGAAAAAADUuTJK1K9aTpCdqXop_4NaBwCd9nJ-"
_IMMUTABLE = "AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AnfZyfgAA"
_CONVERSATION = "AAQkAGI2NGVhZTVlLTI1OGMtNDI4My1iZmE5LTA5OGJiZGEzMTc0YQAQ"


def show_message(message_id: str, folder: str, *, is_immutable: bool) -> str:
    return _encode(_IMMUTABLE, "M", message_id) if is_immutable else _encode(_ORDINARY, "m", message_id, folder)


def show_event(event_id: str, *, is_immutable: bool) -> str:
    return _encode(_IMMUTABLE, "E", event_id) if is_immutable else _encode(_ORDINARY, "e", event_id)


def show_folder(key: str) -> str:
    return _encode(_ORDINARY, "f", key)


def show_calendar(calendar_id: str) -> str:
    return _encode(_ORDINARY, "k", calendar_id)


def show_conversation(thread_id: str) -> str:
    return _encode(_CONVERSATION, "c", thread_id)


def show_attachment(message_id: str, part_id: str) -> str:
    return _encode(_ORDINARY, "a", message_id, part_id)


def read(text: str, *kinds: str) -> tuple[str, ...]:
    """Return the parts of an id of one of these kinds, the kind first, or raise Graph's 400 for one that is none of ours."""
    for prefix in (_ORDINARY, _IMMUTABLE, _CONVERSATION):
        if text.startswith(prefix):
            parts = _decode(text.removeprefix(prefix))
            if parts and parts[0][:1] in kinds:
                return (parts[0][:1], parts[0][1:], *parts[1:])
    raise GraphError(400, "ErrorInvalidIdMalformed", "Id is malformed.")


def read_stored(text: str) -> str:
    """Return the stored id that a message's or an event's id stands for; what is no id of Graph's is a stored one already."""
    try:
        return read(text, "m", "M", "e", "E")[1]
    except GraphError:
        return text


def _encode(prefix: str, kind: str, *parts: str) -> str:
    return prefix + base64.urlsafe_b64encode((kind + "|".join(parts)).encode()).decode()


def _decode(text: str) -> list[str]:
    try:
        return base64.b64decode(text, altchars=b"-_", validate=True).decode().split("|")
    except (ValueError, binascii.Error):
        return []
