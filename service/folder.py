"""Who is at work in a data folder: every process that has the database open holds it together with the others, and who
puts another database in its place holds it alone. The system takes the hold back when a process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class InUse(Exception):
    """Somebody else holds the folder in a way that does not go together with what was asked."""


@contextmanager
def held(database: Path, *, alone: bool = False) -> Iterator[None]:
    """Holds the folder of that database file while the block runs. Raises InUse at once where that cannot be.

    Where nothing can be written, nothing can be replaced either: then there is nothing to hold.
    """
    try:
        database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Not the database itself: closing any descriptor of it would take SQLite's own locks away.
        descriptor = os.open(database.with_name(f".{database.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        yield
        return
    try:
        _lock(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, kind: int) -> None:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InUse from None
