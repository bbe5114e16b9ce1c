"""What one raw mail says: headers, parts, text, attachment names, and the words that a search looks through.

Reads lazily and keeps what it read. Never fails, and never takes long: what the parser cannot take (a mail nested a thousand
deep, one of many megabytes) is one opaque text. Whoever asks for the raw mail gets every byte of it all the same.
"""

from __future__ import annotations

import email
import email.errors
import re
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from functools import cached_property
from html import unescape

#: Bytes of a mail that are taken apart at all.
LARGEST_READ = 256 * 1024
#: And of its HTML: what strips the tags takes four times as long for twice as much.
LARGEST_HTML = 32 * 1024
_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"(?is)<(script|style)\b.*?</\1>|<[^>]*>")
_SPACE = re.compile(r"\s+")
_ID = re.compile(r"<[^<>\s]+>")
_REPLY_MARK = re.compile(r"(?i)^\s*((re|fw|fwd|aw|wg|antw|rv|sv|tr)(\[\d+\])?\s*:\s*)+")


@dataclass(frozen=True)
class Part:
    """One MIME part; `data` is decoded from its transfer encoding, text besides into UTF-8."""

    part_id: str
    mime_type: str
    filename: str
    headers: tuple[tuple[str, str], ...]
    data: bytes
    parts: tuple[Part, ...]
    is_container: bool

    @property
    def is_attachment(self) -> bool:
        return bool(self.filename) or (not self.is_container and not self.mime_type.startswith("text/"))


class MailContent:
    """One immutable mail, read as far as somebody asked."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    @cached_property
    def headers(self) -> tuple[tuple[str, str], ...]:
        return read_headers(BytesHeaderParser().parsebytes(self.raw[:LARGEST_READ]))

    def header(self, name: str) -> str:
        """Return every value of that header, joined; empty when it is missing."""
        return ", ".join(value for key, value in self.headers if key.lower() == name)

    @cached_property
    def message_id(self) -> str:
        found = _ID.search(self.header("message-id"))
        return found.group() if found else ""

    @cached_property
    def references(self) -> tuple[str, ...]:
        return tuple(_ID.findall(self.header("references") + " " + self.header("in-reply-to")))

    @cached_property
    def bare_subject(self) -> str:
        return _SPACE.sub(" ", _REPLY_MARK.sub("", self.header("subject"))).strip().casefold()

    @cached_property
    def root(self) -> Part:
        if len(self.raw) > LARGEST_READ:
            return self._opaque
        try:
            return _read_part(email.message_from_bytes(self.raw), "")
        except (RecursionError, ValueError, LookupError, email.errors.MessageError):
            return self._opaque

    @property
    def _opaque(self) -> Part:
        read = self.raw[:LARGEST_READ]
        body = read.partition(b"\r\n\r\n")[2] or read.partition(b"\n\n")[2]
        return Part("", "text/plain", "", self.headers, body, (), is_container=False)

    @cached_property
    def leaves(self) -> tuple[Part, ...]:
        return tuple(_leaves(self.root))

    @cached_property
    def attachments(self) -> tuple[Part, ...]:
        return tuple(part for part in self.leaves if part.filename)

    @cached_property
    def attachment_names(self) -> tuple[str, ...]:
        return tuple(part.filename for part in self.attachments)

    @cached_property
    def text(self) -> str:
        plain = [part for part in self.leaves if part.mime_type == "text/plain" and not part.filename]
        html = [part for part in self.leaves if part.mime_type == "text/html" and not part.filename]
        if plain:
            return "\n".join(part.data.decode("utf-8", "replace") for part in plain)
        return "\n".join(strip_tags(part.data[:LARGEST_HTML].decode("utf-8", "replace")) for part in html)

    @cached_property
    def snippet(self) -> str:
        return _SPACE.sub(" ", self.text).strip()[:200]

    @cached_property
    def _indexes(self) -> dict[str, str]:
        return {}

    def index(self, field: str) -> str:
        """Return the words of a header, of "text" (the body) or of "filename", as one line that `phrase` can be looked up in."""
        if field not in self._indexes:
            self._indexes[field] = phrase(self._source(field))
        return self._indexes[field]

    def _source(self, field: str) -> str:
        if field == "text":
            return self.text
        if field == "filename":
            return " ".join(self.attachment_names)
        return self.header(field)


def phrase(text: str) -> str:
    """Return the words of a text, in order and each between spaces: a phrase occurs in a text if its line does."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def strip_tags(html: str) -> str:
    return unescape(_TAG.sub(" ", html))


def read_headers(message: Message) -> tuple[tuple[str, str], ...]:
    """Return names and values, unfolded and with encoded words decoded, as Gmail shows them."""
    return tuple((name, _decode(str(value))) for name, value in message.raw_items())


def _decode(value: str) -> str:
    value = re.sub(r"\r?\n(?=[ \t])", "", value)
    value = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if "=?" not in value:
        return value
    try:
        return "".join(_text(chunk, charset) for chunk, charset in decode_header(value))
    except (ValueError, LookupError, email.errors.MessageError):
        return value


def _text(chunk: bytes | str, charset: str | None) -> str:
    if isinstance(chunk, str):
        return chunk
    try:
        return chunk.decode(charset or "utf-8", "replace")
    except LookupError:
        return chunk.decode("latin-1")


def _read_part(message: Message, part_id: str) -> Part:
    inner = message.get_payload() if message.is_multipart() else []
    prefix = f"{part_id}." if part_id else ""
    parts = tuple(
        _read_part(child, f"{prefix}{number}") for number, child in enumerate(inner) if isinstance(child, Message)
    )
    data = b"" if message.is_multipart() else _data(message)
    name = _decode(message.get_filename() or "")
    return Part(part_id, message.get_content_type(), name, read_headers(message), data, parts, message.is_multipart())


def _data(message: Message) -> bytes:
    decoded = message.get_payload(decode=True)
    data = decoded if isinstance(decoded, bytes) else b""
    if message.get_content_maintype() != "text":
        return data
    # Gmail turns text into UTF-8 and leaves the charset in the header as it was (openclaw/gogcli#446, #511).
    return _text(data, message.get_content_charset("utf-8")).encode()


def _leaves(part: Part) -> list[Part]:
    if not part.parts:
        return [part]
    return [leaf for child in part.parts for leaf in _leaves(child)]
