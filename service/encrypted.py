"""The one door to SQLite: opens a database file under its key. Whatever lies on the disk of it, its log and its copies
included, is encrypted page by page (SQLCipher: AES-256, and a digest of each page), so that nobody who has the files
alone reads them or changes them unnoticed. Whose key that is and where it lies is `folder_key`'s matter.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlcipher3 import dbapi2 as driver

if TYPE_CHECKING:  # The classes are the library's own; what they can do is described by the standard library's types.
    from sqlite3 import Connection as Connection
    from sqlite3 import DatabaseError as FileError
else:
    Connection, FileError = driver.Connection, driver.DatabaseError

__all__ = ["Connection", "FileError", "driver", "first_flaw", "is_plain", "open_file"]

_PLAIN = b"SQLite format 3\0"
_ALL_THREADS = {"check_same_thread": False, "isolation_level": None}


def open_file(place: Path, key: bytes, *, timeout: float = 5.0) -> Connection:
    """A connection to that file, which is made where it is missing. The driver opens no transactions by itself;
    `timeout` is how many seconds a statement waits for others. A wrong key shows with the first statement: FileError.
    """
    connection = driver.connect(str(place), timeout=timeout, **_ALL_THREADS)
    # The key as it is, without deriving it from a passphrase. https://www.zetetic.net/sqlcipher/sqlcipher-api/#key
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    # What is wrong is raised; the library would write it to the terminal as well.
    connection.execute("PRAGMA cipher_log_level=NONE")
    return cast("Connection", connection)


def is_plain(place: Path) -> bool:
    """Whether that is an SQLite file which anybody can read. False where there is none."""
    try:
        with place.open("rb") as file:
            return file.read(len(_PLAIN)) == _PLAIN
    except FileNotFoundError:
        return False


def first_flaw(connection: Connection) -> str:
    """Looks through a whole file: every page's digest, every table, every pointer. "" when it is whole.

    Raises FileError where it cannot even be looked through.
    """
    if flaw := connection.execute("PRAGMA cipher_integrity_check").fetchone():
        return str(flaw[0])
    if (found := connection.execute("PRAGMA integrity_check(1)").fetchone()) != ("ok",):
        return str(found[0]) if found else "nothing in it can be read"
    orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    return f"rows of {orphan[0]} point at nothing" if orphan else ""
