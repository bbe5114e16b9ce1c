"""The file in which keys are written: made once, changed while others read it, and read again by whoever holds it open.

Knows nothing of what stands in it. A file of ours is replaced whole; one that somebody named to us is changed where it
lies, because containers are shown that very file and would go on seeing the old one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

_Mark = tuple[int, int, int, int]


class KeyFile:
    """A file that others may change: tells whether they did since it was taken in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mark: _Mark | None = None

    @property
    def is_changed(self) -> bool:
        """Whether it is another than what was taken in; one that is not there just now is not."""
        with contextlib.suppress(OSError):
            return _mark(self.path) != self._mark
        return False

    def read(self) -> tuple[str, _Mark]:
        """What it holds, and the mark to take it in by. Raises OSError."""
        # The mark first: what is written in between is seen the next time.
        mark = _mark(self.path)
        return self.path.read_text(encoding="ascii", errors="replace"), mark

    def taken_in(self, mark: _Mark) -> None:
        """That reading was understood."""
        self._mark = mark


def _mark(path: Path) -> _Mark:
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def keep_key(path: Path, text: str) -> str:
    """Writes keys into their file, unless there is one already; returns what lies there then."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Written whole under another name and linked into place: two processes starting together get the same key.
    with _beside(path, text) as temporary, contextlib.suppress(FileExistsError):
        os.link(temporary, path)
    return path.read_text(encoding="ascii")


def replace_key(path: Path, text: str) -> None:
    """Puts a new file with these keys in the place of the one there. Whoever reads sees the one or the other whole."""
    with _beside(path, text) as temporary:
        temporary.replace(path)
    _settle(path.parent)


def change_in_place(path: Path, text: str) -> None:
    """Writes these keys into the file that is there, in one go and never shorter than before: a reader sees no half.

    Raises OSError where it may not be written.
    """
    with path.open("r+b", buffering=0) as file:
        length = os.fstat(file.fileno()).st_size
        file.write(text.encode("ascii").ljust(length, b"\n"))
        os.fsync(file.fileno())


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """While the block runs nobody else changes that file: two new keys at once would get the same number."""
    descriptor = _locked(path)
    try:
        yield
    finally:
        os.close(descriptor)


def _locked(path: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.path.samestat(os.fstat(descriptor), path.stat()):
            return descriptor
        # It was replaced while this one waited: the lock is on what nobody reads any more.
        os.close(descriptor)


@contextlib.contextmanager
def _beside(path: Path, text: str) -> Iterator[Path]:
    """A finished file beside it, the owner's alone, that is gone afterwards unless it was renamed."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """A renamed file is there for good once its folder is written."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
