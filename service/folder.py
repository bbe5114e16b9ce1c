"""Who is at work in a data folder: every process that has the database open holds it together with the others, and who
puts another database in its place, or other tables into it, holds it alone. The system takes the hold back when a
process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOOK_SECONDS = 0.05


class InUse(Exception):
    """Somebody else holds the folder in a way that does not go together with what was asked."""


@contextmanager
def held(database: Path, *, alone: bool = False, patience: float = 0.0) -> Iterator[None]:
    """Holds the folder of that database file while the block runs. Raises InUse where that cannot be within so many seconds.

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
        _lock(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH, time.monotonic() + patience)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, kind: int, until: float) -> None:
    while not _took(descriptor, kind):
        if time.monotonic() >= until:
            raise InUse
        time.sleep(_LOOK_SECONDS)


def _took(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
