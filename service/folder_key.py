"""The key of an SQLite database file: random bytes, made with the file and kept beside it, sealed by the vault.

So the vault's keys can be changed without writing the database anew: only this one line is sealed again. Copies of a
database are under the same key and bring the line along.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from connectors.errors import Misconfigured
from service.encrypted import is_plain
from service.key_file import keep_key, replace_key
from service.settings import Settings
from service.vault import KEY_BYTES, Vault, version_of

_ROW = "database file||key"
_GONE = (
    "WARMTHREAD_DATA_DIR: {line} is gone, without which nobody can open the database {place}. Put that file back, or a "
    "whole backup: warmthread restore FILE"
)
_PLAIN = (
    "WARMTHREAD_DATA_DIR: the database {place} is not encrypted: it was made by a Warmthread from before the first "
    "release. Move it elsewhere, begin anew with warmthread run, and delete it once you miss nothing."
)


def line_of(place: Path) -> Path:
    """Where the sealed key of the database file `place` lies."""
    return place.with_name(f"{place.name}.key")


def file_key(settings: Settings, vault: Vault) -> bytes:
    """The key of these settings' SQLite file, made where neither it nor the file is there yet.

    Raises Misconfigured where the file is not encrypted or its key is gone, Tampered where the vault does not open it.
    """
    place = settings.database_path
    if is_plain(place):
        raise Misconfigured(_PLAIN.format(place=place))
    if not line_of(place).exists() and not (place.exists() and place.stat().st_size):
        keep_key(line_of(place), _sealed(secrets.token_bytes(KEY_BYTES), vault))
    return key_of(place, vault)


def key_of(place: Path, vault: Vault) -> bytes:
    """The key of a database file that is there. Raises Misconfigured where it is gone, Tampered where the vault does not
    open it.
    """
    try:
        line = line_of(place).read_text(encoding="ascii")
    except FileNotFoundError:
        raise Misconfigured(_GONE.format(line=line_of(place), place=place)) from None
    return open_line(line, vault)


def open_line(line: str, vault: Vault) -> bytes:
    """The key that such a line holds. Raises Tampered where the vault does not open it."""
    try:
        sealed = bytes.fromhex(line)
    except ValueError:
        sealed = b""
    return bytes.fromhex(vault.open(sealed, row=_ROW))


def rewrap(settings: Settings, vault: Vault) -> None:
    """Seals the key of these settings' SQLite file with the vault's newest key, where it is not already; the database
    file itself stays as it is.
    """
    place = settings.database_path
    if not settings.is_sqlite or not line_of(place).exists():
        return
    line = line_of(place).read_text(encoding="ascii")
    if version_of(bytes.fromhex(line)) != vault.newest:
        write_line(place, open_line(line, vault), vault)


def write_line(place: Path, key: bytes, vault: Vault) -> None:
    """Puts the sealed key beside the database file `place`, in the place of one that lies there."""
    replace_key(line_of(place), _sealed(key, vault))


def _sealed(key: bytes, vault: Vault) -> str:
    return f"{vault.seal(key.hex(), row=_ROW).hex()}\n"
