"""Opens a Google Takeout zip: which of its members are mail and calendars, each as a stream, never unpacked to disk.

Bombs are refused by the archive's own list, before a byte is inflated: by number of members, ratio and total size. A
stream gives no more bytes than the list promised.
"""

from __future__ import annotations

import lzma
import zipfile
import zlib
from dataclasses import dataclass
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, BinaryIO, cast

from connectors.errors import Unreadable

MAX_MEMBERS = 500_000
MAX_RATIO = 200
MAX_TOTAL = 200 * 1024**3
OURS = "warmthread.json"
"""What an archive holds that Warmthread itself made of somebody's data: its mails are not read as mail."""
_SMALL = 1024 * 1024
_SUFFIXES = {".mbox": "mbox", ".mbx": "mbox", ".eml": "mail", ".ics": "calendar"}


@dataclass(frozen=True, slots=True)
class Member:
    """One mail file or calendar inside an archive."""

    archive: Path
    name: str
    kind: str
    size: int

    def open(self) -> BinaryIO:
        try:
            opened = zipfile.ZipFile(self.archive)
            return BufferedReader(_Bounded(opened, opened.open(self.name), self.size))
        except (OSError, zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, ValueError) as problem:
            raise Unreadable(f"The archive's member cannot be opened: {type(problem).__name__}.") from None


class _Bounded(RawIOBase):
    """A member's stream that ends where the archive's list said, and turns damage into Unreadable."""

    def __init__(self, archive: zipfile.ZipFile, stream: IO[bytes], size: int) -> None:
        super().__init__()
        self._archive, self._stream, self._left = archive, stream, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer))
        try:
            data = self._stream.read(min(len(view), self._left))
        except (OSError, zipfile.BadZipFile, EOFError, RuntimeError, ValueError, zlib.error, lzma.LZMAError) as problem:
            raise Unreadable(f"The archive is damaged: {type(problem).__name__}.") from None
        view[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._archive.close()
        super().close()


def members(path: Path) -> tuple[tuple[Member, ...], dict[str, str]]:
    """The mail and calendars in a zip, by name, and what was refused: member name to sentence.

    Raises Unreadable for a file that is no zip, or a bomb as a whole.
    """
    found: list[Member] = []
    refused: dict[str, str] = {}
    every = listed(path)
    if any(info.filename == OURS for info in every):
        raise Unreadable("This is an archive of Warmthread's own. Bring it into an empty one: warmthread import FILE")
    wanted = [info for info in every if Path(info.filename).suffix.lower() in _SUFFIXES and not info.is_dir()]
    for info in sorted(wanted, key=lambda info: info.filename):
        if sentence := why_refused(info):
            refused[info.filename] = sentence
        else:
            kind = _SUFFIXES[Path(info.filename).suffix.lower()]
            found.append(Member(path, info.filename, kind, info.file_size))
    if sum(member.size for member in found) > MAX_TOTAL:
        raise Unreadable("The archive's mail and calendars are larger than 200 GiB.")
    return tuple(found), refused


def listed(path: Path, *, most: int = MAX_MEMBERS) -> list[zipfile.ZipInfo]:
    """What a zip says that it holds. Raises Unreadable for a file that is no zip, or one of more than `most` members."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = archive.infolist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError) as problem:
        raise Unreadable(f"The archive cannot be opened: {type(problem).__name__}.") from None
    if len(found) > most:
        raise Unreadable(f"The archive has more than {most} members.")
    return found


def why_refused(info: zipfile.ZipInfo) -> str:
    """Why that member stays closed, as a sentence; "" where nothing speaks against opening it."""
    if info.flag_bits & 0x1:
        return "This member is encrypted; unpack the archive first."
    if info.file_size > _SMALL and info.file_size > MAX_RATIO * max(1, info.compress_size):
        return "This member would grow beyond reason when unpacked; it was left closed."
    return ""
