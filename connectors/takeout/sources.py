"""Finds out what lies at the paths a person names: mbox files, single mails, calendars, folders and Takeout zips.

The kind of a file is decided by its first bytes, not by its name. Order is by path, so that every run is the same.
Nothing is read here beyond those first bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from connectors.errors import Unreadable
from connectors.headers import split_headers, without_preamble
from connectors.locales import DRAFT_LABELS, SENT_LABELS, SPAM_LABELS
from connectors.parts import MAX_MAIL
from connectors.takeout.archive import members

_HEAD = 16 * 1024
_MAX_FILES = 500_000
_MBOX = re.compile(rb"\s*From [^\r\n]{0,300}\d\d:\d\d[^\r\n]{0,80}\r?\n")
_CALENDAR = re.compile(rb"(?i)\A[\s\xef\xbb\xbf]*BEGIN\s*:\s*V(?:CALENDAR|EVENT|TIMEZONE|TODO|JOURNAL)")
_EMLX = re.compile(rb"\A\s*\d{1,10}\s*\n(?=[!-9;-~]+:)")
_KNOWN_HEADERS = {
    "from", "to", "subject", "date", "message-id", "received", "return-path", "delivered-to", "mime-version", "content-type",
    "reply-to", "sender", "x-gm-thrid", "dkim-signature",
}  # fmt: skip
# In folders only these are worth a sentence when they cannot be understood; the rest of a Takeout is not ours.
_SUFFIXES = {".mbox", ".mbx", ".eml", ".ics", ".zip", ".emlx"}


@dataclass(frozen=True, slots=True)
class Source:
    """One stream of mail or calendar: a file, or a member of an archive."""

    name: str
    """How it is called in messages to the person."""
    kind: str
    """`mbox`, `mail` or `calendar`."""
    size: int
    open: Callable[[], BinaryIO]
    labels: tuple[str, ...] = ()
    """What its file's or folder's name says of the mails in it: Sent, Drafts, Spam."""


def find_sources(paths: Sequence[Path]) -> tuple[tuple[Source, ...], dict[str, str]]:
    """The sources at these paths, each once, and the paths that are none, with a sentence why."""
    found: dict[str, Source] = {}
    problems: dict[str, str] = {}
    for path in paths:
        try:
            for source in _at(path, problems):
                found.setdefault(source.name, source)
        except Unreadable as problem:
            problems[str(path)] = problem.detail
        except OSError as problem:
            problems[str(path)] = f"The file cannot be opened: {problem.strerror or type(problem).__name__}."
    return tuple(found.values()), problems


def kind_of(head: bytes) -> str:
    """What a file is by its first bytes: `zip`, `calendar`, `mbox`, `mail`, or "" for none of them."""
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    text = head.decode("utf-16", "ignore").encode() if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else head
    if _CALENDAR.match(text):
        return "calendar"
    if _MBOX.match(head):
        return "mbox"
    start = without_preamble(_EMLX.sub(b"", head).lstrip(b"\xef\xbb\xbf\r\n \t"))[0]
    headers = split_headers(start)[0].fields
    if _KNOWN_HEADERS & headers.keys():
        return "mail"
    return "calendar" if re.search(rb"(?im)^BEGIN:VCALENDAR", text) else ""


def _at(path: Path, problems: dict[str, str]) -> Iterator[Source]:
    if not path.is_dir():
        yield from _file(path, problems, Path(path.name), is_named=True)
        return
    files = (file for file in path.rglob("*") if file.is_file() and not file.is_symlink())
    for file in sorted(islice(files, _MAX_FILES)):
        try:
            yield from _file(file, problems, file.relative_to(path.parent), is_named=False)
        except Unreadable as problem:
            problems[str(file)] = problem.detail
        except OSError as problem:
            problems[str(file)] = f"The file cannot be opened: {problem.strerror or type(problem).__name__}."


def _file(path: Path, problems: dict[str, str], place: Path, *, is_named: bool) -> Iterator[Source]:
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    kind = kind_of(head)
    if kind == "zip":
        found, refused = members(path)
        problems.update({f"{path}!{name}": sentence for name, sentence in refused.items()})
        for member in found:
            labels = labels_of(Path(member.name))
            yield Source(f"{path}!{member.name}", member.kind, member.size, member.open, labels)
    elif kind:
        size = path.stat().st_size
        opener = _emlx(path) if _EMLX.match(head) else lambda: path.open("rb")
        yield Source(str(path), kind, size, opener, labels_of(place))
    elif is_named or path.suffix.lower() in _SUFFIXES:
        problems[str(path)] = "This is neither mail, nor a calendar, nor a Takeout archive."


def _emlx(path: Path) -> Callable[[], BinaryIO]:
    """Apple Mail's files: the mail's length on the first line, a property list behind it."""

    def opened() -> BinaryIO:
        with path.open("rb") as stream:
            length = int(stream.readline(64).strip() or 0)
            return BytesIO(stream.read(min(length, MAX_MAIL + 1)))

    return opened


def labels_of(place: Path) -> tuple[str, ...]:
    """What the names of a mail file and of its folders say, for mail that carries no labels of its own."""
    names = {part.lstrip(".").casefold().removesuffix(".mbox") for part in (place.stem, *place.parent.parts[-3:])}
    is_alone = len(place.parts) == 1
    # Whoever names a file of old mail by hand wants it read, whatever it is called.
    wanted = (("Sent", SENT_LABELS), ("Drafts", DRAFT_LABELS), ("Spam", SPAM_LABELS))[: 1 if is_alone else 3]
    return tuple(label for label, known in wanted if names & known)
