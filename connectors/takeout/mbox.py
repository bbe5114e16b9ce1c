"""Cuts an mbox stream into its mails, holding one mail and one chunk in memory however long the stream is.

A separator is a `From ` line that ends in a time, over something like a header; programs differ in whether they put a
blank line above it, so a full asctime date is believed without one. What a mail says is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from connectors.parts import MAX_MAIL

CHUNK = 1024 * 1024
# A separator and the header line below it lie within this many bytes of each other.
_REACH = 2048

# Begins with plain bytes, which the search jumps to: a look behind at every place would cost ten times as much.
_SEPARATOR = re.compile(rb"\nFrom [^\r\n]{0,300}?\d\d:\d\d[^\r\n]{0,80}\r?\n(?=[!-9;-~]{1,200}[ \t]*:|>?From |\r?\n)")
_FULL_DATE = re.compile(rb"\nFrom [^\s]{0,300} +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [^\r\n]{10,60}\r?\n")
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")


@dataclass(slots=True)
class _Member:
    """The mail that is being collected."""

    pieces: list[bytes] = field(default_factory=list)
    size: int = 0

    def add(self, piece: bytes) -> None:
        # One byte over the limit is kept, so that the reader refuses the mail by its own rule and sentence.
        room = MAX_MAIL + 1 - self.size
        self.size += len(piece)
        if room > 0:
            self.pieces.append(piece[:room])

    def take(self) -> bytes:
        raw = b"".join(self.pieces)
        self.pieces.clear()
        self.size = 0
        return _QUOTED_FROM.sub(rb"\1", raw) if b">From " in raw else raw


def _separators(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Where separators begin and end; each is below a blank line or carries a full date."""
    for match in _SEPARATOR.finditer(data, at - 1):
        start = match.start()
        if data[max(0, start - 2) : start].endswith((b"\n", b"\n\r")) or _FULL_DATE.match(match[0]):
            yield start + 1, match.end()


def split_mbox(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Each mail of an mbox without its separator, and how many bytes of the stream lie behind it."""
    member, is_begun = _Member(), False
    held, at, passed = b"\n\n", 2, -2
    while True:
        chunk = stream.read(CHUNK)
        data = held + chunk
        safe = max(at, len(data) - _REACH) if chunk else len(data)
        for start, end in _separators(data, at):
            if start >= safe:
                break
            member.add(data[at:start])
            if is_begun:
                yield member.take(), passed + start
            else:
                member.take()
            is_begun, at = True, end
        safe = max(at, safe)
        member.add(data[at:safe])
        # Three bytes before the place stay, for the separator's look at the line above.
        cut = max(0, safe - 3)
        held, at, passed = data[cut:], safe - cut, passed + cut
        if not chunk:
            break
    if is_begun:
        yield member.take(), passed + len(held)
