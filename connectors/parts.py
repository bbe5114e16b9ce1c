"""Cuts a mail's bytes into its parts, under limits that are checked before anything is parsed.

The cutting is a loop, not a recursion, and attached mails are left closed: what somebody else wrote is not part of
this mail. What the parts mean is decided in `mime.py`.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from connectors.charsets import decode
from connectors.errors import Unreadable
from connectors.headers import Headers, decode_base64, parse_parameters, split_headers, without_preamble

# Limits of reliability.md section 2.
MAX_MAIL = 25 * 1024 * 1024
MAX_HEADERS = 256 * 1024
MAX_DEPTH = 30
MAX_PARTS = 200
MAX_TEXT = 512 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of a mail: its headers and its bytes, still in their transfer encoding."""

    headers: Headers
    content_type: str
    parameters: dict[str, str]
    body: bytes
    alternative: int = 0
    """Which multipart/alternative it belongs to; 0 = none. Parts of one number show the same thing."""

    @property
    def filename(self) -> str:
        if "content-disposition" in self.headers.fields:
            named = parse_parameters(self.headers.raw("content-disposition"))[1].get("filename", "")
            if named:
                return named
        return self.parameters.get("name", "")

    @property
    def is_attachment(self) -> bool:
        return self.headers.raw("content-disposition").lower().startswith("attachment")

    def content(self) -> bytes:
        """The bytes without their transfer encoding."""
        encoding = self.headers.raw("content-transfer-encoding").lower().strip("\"' ;")
        if encoding == "base64":
            return decode_base64(self.body)
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self.body)
        return self.body

    def text(self) -> tuple[str, bool]:
        """The content as text with plain line ends, and whether all of it could be decoded and kept."""
        content = self.content()
        text, is_whole = decode(content[:MAX_TEXT], self.parameters.get("charset", ""))
        return text.replace("\r\n", "\n").replace("\r", "\n"), is_whole and len(content) <= MAX_TEXT


@dataclass(frozen=True, slots=True)
class Cut:
    """A mail cut up: its own headers, its content type, its leaves in order, and what was wrong."""

    headers: Headers
    content_type: str
    parameters: dict[str, str]
    parts: tuple[Part, ...]
    defects: tuple[str, ...]


def cut(raw: bytes) -> Cut:
    """Cuts a mail up. Raises Unreadable for what is no mail or exceeds a limit."""
    if len(raw) > MAX_MAIL:
        raise Unreadable("The mail is larger than 25 MiB.")
    data = raw.lstrip(b"\xef\xbb\xbf\r\n \t") if raw[:1] in b"\xef\r\n \t" else raw
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    data, has_preamble = without_preamble(data)
    headers, whole = _split_bounded(data, is_mail=True)
    if not whole and len(data) > MAX_HEADERS:
        raise Unreadable("The mail's headers are larger than 256 KiB.")
    if not headers.fields:
        raise Unreadable("These bytes are not a mail: they do not begin with a header line.")
    content_type, parameters = _content_type(headers)
    parts, defects = _leaves(Part(headers, content_type, parameters, whole))
    if has_preamble:
        defects = ("Lines that are no mail stood above it.", *defects)
    if headers.is_broken:
        defects = ("A line that is no header stood among the headers.", *defects)
    return Cut(headers, content_type, parameters, parts, defects)


def _split_bounded(data: bytes, *, is_mail: bool = False) -> tuple[Headers, bytes]:
    """Headers and body, where only the first 256 KiB may be headers."""
    headers, body = split_headers(data[: MAX_HEADERS + 1], is_mail=is_mail)
    return headers, data[min(MAX_HEADERS + 1, len(data)) - len(body) :] if body else b""


def _content_type(headers: Headers, default: str = "text/plain") -> tuple[str, dict[str, str]]:
    value = headers.raw("content-type")
    if not value:
        return default, {}
    content_type, parameters = parse_parameters(value)
    return (content_type if "/" in content_type else default), parameters


def _leaves(root: Part) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """All parts that hold no further parts, in the mail's order."""
    leaves: list[Part] = []
    defects: dict[str, None] = {}
    waiting = [(root, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if depth > MAX_DEPTH:
            raise Unreadable(f"The mail's parts are nested deeper than {MAX_DEPTH}.")
        if seen > MAX_PARTS:
            raise Unreadable(f"The mail has more than {MAX_PARTS} parts.")
        bodies = _sections(part, defects) if part.content_type.startswith("multipart/") else None
        if bodies is None:
            leaves.append(part)
            continue
        group = seen if part.content_type == "multipart/alternative" else part.alternative
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        children = [_child(body, default, group) for body in bodies]
        waiting += [(child, depth + 1) for child in reversed(children)]
    return tuple(leaves), tuple(defects)


def _child(data: bytes, default: str, group: int) -> Part:
    if data[:1] in b"\r\n":
        headers, body = Headers({}), data.removeprefix(b"\r").removeprefix(b"\n")
    else:
        head, body = _split_bounded(data)
        # A part that begins with text at once, without its blank line, is all body.
        headers, body = (head, body) if head.fields else (Headers({}), data)
    content_type, parameters = _content_type(headers, default)
    return Part(headers, content_type, parameters, body, group)


def _sections(part: Part, defects: dict[str, None]) -> list[bytes] | None:
    """The bodies between a multipart's boundaries; None when it has none, and is to be read as text."""
    boundary = part.parameters.get("boundary", "").rstrip()[:200].encode("utf-8", "replace")
    if not boundary:
        defects["A multipart has no boundary."] = None
        return None
    # RFC 2046, 5.1.1: it need not be the whole line. What follows must be a blank, or b1 would end at b10.
    delimiter = re.compile(rb"(?m)^--" + re.escape(boundary) + rb"(--)?(?:[ \t][^\n]*|\r?)$")
    marks = list(islice(delimiter.finditer(part.body), MAX_PARTS + 2))
    if not marks:
        defects["A multipart's boundary never appears."] = None
        return None
    sections = list(_between(part.body, marks))
    if not marks[-1][1]:
        defects["A multipart is not closed: the mail may be cut off."] = None
    return sections


def _between(body: bytes, marks: list[re.Match[bytes]]) -> Iterable[bytes]:
    for place, mark in enumerate(marks):
        if mark[1]:
            return
        end = marks[place + 1].start() if place + 1 < len(marks) else len(body)
        section = body[mark.end() + 1 : end]
        yield section.removesuffix(b"\n").removesuffix(b"\r") if place + 1 < len(marks) else section
