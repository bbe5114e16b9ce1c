"""Where a sheet waits between its preview and the person's yes: sealed, in the data folder, for a day at most."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from service.vault import Tampered, Vault

KEPT = timedelta(days=1)
_TOKEN = re.compile(r"[0-9a-f]{24}")


class NoSuchSheet(LookupError):
    """It was brought in, is too old, or is somebody else's."""


def put(folder: Path, vault: Vault, person_id: str, text: str, now: datetime) -> str:
    """Keeps a sheet; returns the token by which it is found again."""
    shelf = _shelf(folder)
    _sweep(shelf, now)
    token = secrets.token_hex(12)
    file = shelf / f"{token}.sealed"
    file.touch(mode=0o600)
    file.write_bytes(vault.seal(text, row=_row(person_id, token)))
    return token


def get(folder: Path, vault: Vault, person_id: str, token: str) -> str:
    """The sheet again. Raises NoSuchSheet."""
    if not _TOKEN.fullmatch(token):
        raise NoSuchSheet("There is no such sheet.")
    try:
        return vault.open((_shelf(folder) / f"{token}.sealed").read_bytes(), row=_row(person_id, token))
    except (OSError, Tampered):
        raise NoSuchSheet("There is no such sheet.") from None


def drop(folder: Path, token: str) -> None:
    """It is not needed any more."""
    if _TOKEN.fullmatch(token):
        (_shelf(folder) / f"{token}.sealed").unlink(missing_ok=True)


def _shelf(folder: Path) -> Path:
    shelf = folder / "sheets"
    shelf.mkdir(mode=0o700, exist_ok=True)
    return shelf


def _row(person_id: str, token: str) -> str:
    return f"sheets|{person_id}|{token}"


def _sweep(shelf: Path, now: datetime) -> None:
    """`now` is real time: the files' own is."""
    for file in shelf.glob("*.sealed"):
        if now.timestamp() - file.stat().st_mtime > KEPT.total_seconds():
            file.unlink(missing_ok=True)
