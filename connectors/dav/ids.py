"""What a message is called, wherever it lies: ids that survive a move from one folder to the next, and no reading.

Gmail and servers with OBJECTID (RFC 8474) give every message an id for good; of any other the id is a digest of what its
sender wrote: Message-ID, Date and From, and the size where there is no Message-ID. A conversation is called what the
server calls it, else by the Message-ID that its References begin with.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from connectors.headers import as_text, message_id, message_ids

Scheme = Literal["gmail", "objectid", "digest"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)

# Bounded, because a stranger wrote them.
_SENDERS = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM)]<0.4096>"
_CONVERSATION = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID REFERENCES IN-REPLY-TO)]<0.8192>"
_ITEMS: Mapping[Scheme, str] = {"gmail": "X-GM-MSGID", "objectid": "EMAILID", "digest": _SENDERS}
_THREAD_ITEMS: Mapping[Scheme, str] = {
    "gmail": f"X-GM-THRID {_CONVERSATION}",
    "objectid": f"THREADID {_CONVERSATION}",
    "digest": _CONVERSATION,
}
_DIGITS = 20
_LONGEST_THREAD = 500
_FIELD = re.compile(
    rb"^(message-id|date|from|references|in-reply-to|to)[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)",
    re.IGNORECASE | re.MULTILINE,
)
_SERVERS_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")

Items = Mapping[bytes, Any]
"""What a FETCH tells of one message, as the library reads it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a message is called, and what its conversation is."""

    provider_id: str
    thread_id: str
    message_id: str


def id_items(scheme: Scheme) -> str:
    """What to FETCH for `provider_id_of`."""
    return f"UID RFC822.SIZE {_ITEMS[scheme]}"


def thread_items(scheme: Scheme) -> str:
    """What to FETCH for `identity_of`."""
    return f"{id_items(scheme)} {_THREAD_ITEMS[scheme]}"


def provider_id_of(items: Items, scheme: Scheme) -> str:
    """The id of the message that these items are about; "" where the server told none."""
    if scheme == "gmail":
        told = items.get(b"X-GM-MSGID")
        return f"{told:x}" if isinstance(told, int) else ""
    if scheme == "objectid":
        return _objectid(items.get(b"EMAILID"))
    return digest(header_in(items, b" DATE "), int(items.get(b"RFC822.SIZE") or 0))


def identity_of(items: Items, scheme: Scheme) -> Identity:
    """The same with its conversation."""
    provider_id = provider_id_of(items, scheme)
    told = fields_of(header_in(items, b"REFERENCES"))
    own = message_id(as_text(told.get("message-id", b"")))
    references = message_ids(as_text(told.get("references", b"")))
    answered = message_ids(as_text(told.get("in-reply-to", b"")))
    thread_id = servers_thread(items, scheme) or root_of(references, next(iter(answered), ""), own) or provider_id
    return Identity(provider_id, thread_id, own)


def servers_thread(items: Items, scheme: Scheme) -> str:
    """The conversation's id where the server has one."""
    if scheme == "gmail":
        told = items.get(b"X-GM-THRID")
        return f"{told:x}" if isinstance(told, int) else ""
    return _objectid(items.get(b"THREADID")) if scheme == "objectid" else ""


def root_of(references: Sequence[str], in_reply_to: str, own: str) -> str:
    """What a conversation is called by its mails: the Message-ID that it began with, as far as this one knows."""
    root = references[0] if references else in_reply_to or own
    return root if len(root) <= _LONGEST_THREAD else hashlib.sha256(root.encode()).hexdigest()


def digest(head: bytes, size: int) -> str:
    """An id made of what the sender wrote."""
    told = fields_of(head)
    parts = [told.get(name, b"") for name in ("message-id", "date", "from")]
    if not parts[0]:
        parts.append(b"%d" % size)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:_DIGITS]


def fields_of(head: bytes) -> dict[str, bytes]:
    """The first value of each field, unfolded, with single spaces."""
    found: dict[str, bytes] = {}
    for name, value in _FIELD.findall(head):
        found.setdefault(name.decode().lower(), b" ".join(value.split()))
    return found


def header_in(items: Items, having: bytes) -> bytes:
    """The header lines of the item that asked for such a field, however the server writes what was asked."""
    for name, value in items.items():
        if name.startswith(b"BODY[HEADER.FIELDS") and having in name.replace(b'"', b"").replace(b"(", b" ").upper():
            return value if isinstance(value, bytes) else b""
    return b""


def _objectid(told: Any) -> str:
    inner = told[0] if isinstance(told, tuple) and told else told
    text = inner.decode("ascii", "replace") if isinstance(inner, bytes) else str(inner or "")
    return text if _SERVERS_ID.fullmatch(text) else ""
