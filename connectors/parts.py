"""Cuts a mail's bytes into its parts, under limits that are checked before anything is parsed.

The cutting is a loop, not a recursion, and attached mails are left closed: what somebody else wrote is not part of
this mail. What the parts mean is decided in `mime.py`.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from connectors.charsets import decode
from connectors.errors import Unreadable
from connectors.headers import (
    MAX_HEADERS,
    MAX_LINES,
    Headers,
    decode_base64,
    parse_parameters,
    split_headers,
    without_preamble,
)

# Limits of reliability.md section 2.
MAX_MAIL = 25 * 1024 * 1024
MAX_DEPTH = 30
MAX_PARTS = 200
MAX_TEXT = 512 * 1024
_MAX_TEXT_LINES = 20_000
_MAX_BARE_RETURNS = 1024 * 1024
"""Line ends of bare carriage returns are of the last century, and so are the sizes of such mails."""
_MAX_HEADER_LINES = 10_000
_MAX_PART_HEADERS = 1024 * 1024
_MAX_SEARCHED = 3 * MAX_MAIL
"""Bytes in which boundaries are looked for: every multipart is searched on its own, however often it is packed."""
_MAX_LOOKALIKES = 10_000
_LONGER_ENCODED = {"base64": 2, "quoted-printable": 4}
"""How many times as long as its content a part may be before its end is left unread."""


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of a mail: its headers and where its bytes lie, still in their transfer encoding."""

    headers: Headers
    content_type: str
    parameters: dict[str, str]
    data: bytes
    """The whole mail's bytes: nothing is copied before it is read."""
    start: int
    end: int
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

    def content(self, most: int) -> tuple[bytes, bool]:
        """Up to `most` bytes without their transfer encoding, and whether those are all."""
        encoding = self.headers.raw("content-transfer-encoding").lower().strip("\"' ;")
        longest = most * _LONGER_ENCODED.get(encoding, 1)
        body = self.data[self.start : min(self.end, self.start + longest)]
        if encoding == "base64":
            body = decode_base64(body)
        elif encoding == "quoted-printable":
            body = binascii.a2b_qp(body)
        return body[:most], self.end - self.start <= longest and len(body) <= most

    def text(self) -> tuple[str, bool]:
        """The content as text with plain line ends, and whether all of it could be decoded and kept."""
        content, is_whole = self.content(MAX_TEXT)
        text, is_known = decode(content, self.parameters.get("charset", ""))
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n", _MAX_TEXT_LINES)
        return "\n".join(lines[:_MAX_TEXT_LINES]), is_known and is_whole and len(lines) <= _MAX_TEXT_LINES


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
    if len(data) <= _MAX_BARE_RETURNS and b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    data, has_preamble = without_preamble(data)
    headers, body = split_headers(data, 0, len(data), is_mail=True)
    if headers.lines > MAX_LINES:
        raise Unreadable(f"The mail has more than {MAX_LINES} header lines.")
    if body == len(data) > MAX_HEADERS:
        raise Unreadable("The mail's headers are larger than 256 KiB.")
    if not headers.fields:
        raise Unreadable("These bytes are not a mail: they do not begin with a header line.")
    content_type, parameters = _content_type(headers)
    cutter = _Cutter()
    parts = cutter.leaves(Part(headers, content_type, parameters, data, body, len(data)))
    defects = list(cutter.defects)
    if has_preamble:
        defects.insert(0, "Lines that are no mail stood above it.")
    if headers.is_broken:
        defects.insert(0, "A line that is no header stood among the headers.")
    return Cut(headers, content_type, parameters, tuple(parts), tuple(defects))


def _content_type(headers: Headers, default: str = "text/plain") -> tuple[str, dict[str, str]]:
    value = headers.raw("content-type")
    if not value:
        return default, {}
    content_type, parameters = parse_parameters(value)
    return (content_type if "/" in content_type else default), parameters


@dataclass(slots=True)
class _Cutter:
    """Cuts one mail and counts what that costs: the limits hold for the whole of it."""

    defects: dict[str, None] = field(default_factory=dict)
    parts: int = 0
    header_lines: int = 0
    header_bytes: int = 0
    searched: int = 0
    lookalikes: int = 0

    def leaves(self, root: Part) -> list[Part]:
        """All parts that hold no further parts, in the mail's order."""
        leaves: list[Part] = []
        waiting = [(root, 0)]
        while waiting:
            part, depth = waiting.pop()
            self.parts += 1
            if depth > MAX_DEPTH:
                raise Unreadable(f"The mail's parts are nested deeper than {MAX_DEPTH}.")
            if self.parts > MAX_PARTS:
                raise Unreadable(f"The mail has more than {MAX_PARTS} parts.")
            places = self._sections(part) if part.content_type.startswith("multipart/") else None
            if places is None:
                leaves.append(part)
                continue
            group = self.parts if part.content_type == "multipart/alternative" else part.alternative
            default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
            children = [self._child(part.data, *place, default, group) for place in places]
            waiting += [(child, depth + 1) for child in reversed(children)]
        return leaves

    def _child(self, data: bytes, start: int, end: int, default: str, group: int) -> Part:
        blank = _BLANK.match(data, start, end)
        if blank or start == end:
            headers, body = Headers({}), blank.end() if blank else end
        else:
            headers, body = split_headers(data, start, end)
            # A part that begins with text at once, without its blank line, is all body.
            body = body if headers.fields else start
        self.header_lines += headers.lines
        self.header_bytes += body - start if headers.fields else 0
        if self.header_lines > _MAX_HEADER_LINES or headers.lines > MAX_LINES:
            raise Unreadable(f"The mail's parts have more than {_MAX_HEADER_LINES} header lines.")
        if self.header_bytes > _MAX_PART_HEADERS:
            raise Unreadable("The headers of the mail's parts are larger than 1024 KiB.")
        content_type, parameters = _content_type(headers, default)
        return Part(headers, content_type, parameters, data, body, end, group)

    def _sections(self, part: Part) -> list[tuple[int, int]] | None:
        """Where the bodies between a multipart's boundaries lie; None when it has none, and is to be read as text."""
        boundary = part.parameters.get("boundary", "").rstrip()[:200].encode("utf-8", "replace")
        if not boundary:
            self.defects["A multipart has no boundary."] = None
            return None
        marks = list(islice(self._marks(part, b"--" + boundary), MAX_PARTS + 2))
        if not marks:
            self.defects["A multipart's boundary never appears."] = None
            return None
        if not marks[-1].is_last:
            self.defects["A multipart is not closed: the mail may be cut off."] = None
        return list(_between(part, marks))

    def _marks(self, part: Part, needle: bytes) -> Iterator[_Mark]:
        """The boundary lines of a multipart, up to its closing one.

        RFC 2046, 5.1.1: a boundary need not be the whole line. What follows must be a blank, or b1 would end at b10.
        """
        self.searched += part.end - part.start
        if self.searched > _MAX_SEARCHED:
            raise Unreadable("The mail is packed too often for its size.")
        data, at = part.data, part.start
        while (hit := data.find(needle, at, part.end)) >= 0:
            found = _END_OF_MARK.match(data, hit + len(needle), part.end)
            stop = data.find(b"\n", hit, part.end)
            stop = part.end if stop < 0 else stop
            if found and (hit == part.start or data[hit - 1 : hit] == b"\n"):
                yield _Mark(hit, min(stop + 1, part.end), is_last=bool(found[1]))
                if found[1]:
                    return
            else:
                self.lookalikes += 1
                if self.lookalikes > _MAX_LOOKALIKES:
                    raise Unreadable("The mail's boundary is hidden among lines like it.")
            at = stop


@dataclass(frozen=True, slots=True)
class _Mark:
    """A boundary line: where it begins, where what follows begins, and whether it closes its multipart."""

    start: int
    end: int
    is_last: bool


_BLANK = re.compile(rb"\r?\n|\r")
_END_OF_MARK = re.compile(rb"(--)?(?=[ \t\n]|\r\n|\r?\Z)")


def _between(part: Part, marks: Sequence[_Mark]) -> Iterator[tuple[int, int]]:
    """The places between the marks, each without the line end that belongs to the mark below (RFC 2046, 5.1.1)."""
    for mark, below in pairwise(marks):
        end = below.start
        end -= end > mark.end and part.data[end - 1 : end] == b"\n"
        end -= end > mark.end and part.data[end - 1 : end] == b"\r"
        yield mark.end, end
    if not marks[-1].is_last:
        yield marks[-1].end, part.end
