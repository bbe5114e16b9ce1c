"""Where a sheet waits between its preview and the person's yes: sealed, in the data folder, for a day at most.

`now` is real time here: the files' own is.
"""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from service.vault import Tampered, Vault

FOLDER = "sheets"
KEPT = timedelta(days=1)
_TOKEN = re.compile(r"[0-9a-f]{24}")


class NoSuchSheet(LookupError):
    """It was brought in, is too old, or is somebody else's."""


def put(folder: Path, vault: Vault, person_id: str, text: str, now: datetime) -> str:
    """Keeps a sheet; returns the token by which it is found again."""
    sweep(folder, now)
    shelf = _shelf(folder)
    token = secrets.token_hex(12)
    file = shelf / f"{token}.sealed"
    file.touch(mode=0o600)
    file.write_bytes(vault.seal(text, row=_row(person_id, token)))
    return token


def get(folder: Path, vault: Vault, person_id: str, token: str, now: datetime) -> str:
    """The sheet again. Raises NoSuchSheet."""
    file = _shelf(folder) / f"{token}.sealed"
    try:
        if not _TOKEN.fullmatch(token) or _is_old(file, now):
            raise NoSuchSheet("There is no such sheet.")
        return vault.open(file.read_bytes(), row=_row(person_id, token))
    except (OSError, Tampered):
        raise NoSuchSheet("There is no such sheet.") from None


def drop(folder: Path, token: str) -> None:
    """It is not needed any more."""
    if _TOKEN.fullmatch(token):
        (_shelf(folder) / f"{token}.sealed").unlink(missing_ok=True)


def sweep(folder: Path, now: datetime) -> None:
    """Removes the sheets that have waited for too long."""
    for file in (folder / FOLDER).glob("*.sealed"):
        with suppress(FileNotFoundError):
            if _is_old(file, now):
                file.unlink()


def _is_old(file: Path, now: datetime) -> bool:
    return now.timestamp() - file.stat().st_mtime > KEPT.total_seconds()


def _shelf(folder: Path) -> Path:
    shelf = folder / FOLDER
    shelf.mkdir(mode=0o700, exist_ok=True)
    return shelf


def _row(person_id: str, token: str) -> str:
    return f"sheets|{person_id}|{token}"
