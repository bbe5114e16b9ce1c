"""What somebody reads in a database's files who has its key: every page as it lies there, in use or not, also those in
the log. A test that something is not stored looks here, since in the files themselves nothing at all is to be read.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from service.folder_key import key_of
from service.vault import Vault

PAGE, SALT, IV, RESERVED = 4096, 16, 16, 80
"""How SQLCipher 4 lays a page out: the first begins with a salt, each ends with an initial vector and a digest."""
_LOG_HEAD, _FRAME_HEAD = 32, 24


def laid_open(place: Path, vault: Vault) -> bytes:
    """All pages of that database file and of its log, deciphered, one after the other."""
    key = key_of(place, vault)
    return b"".join(_page(page, key) for page in (*_pages(place), *_frames(place.with_name(f"{place.name}-wal"))))


def _pages(place: Path) -> list[bytes]:
    held = place.read_bytes()
    first, *others = (held[start : start + PAGE] for start in range(0, len(held), PAGE))
    return [first[SALT:], *others]


def _frames(log: Path) -> list[bytes]:
    """The log's pages. The first one of a database begins with its salt there as well."""
    held = log.read_bytes() if log.exists() else b""
    frames = [held[start : start + _FRAME_HEAD + PAGE] for start in range(_LOG_HEAD, len(held), _FRAME_HEAD + PAGE)]
    return [frame[_FRAME_HEAD:][SALT if int.from_bytes(frame[:4], "big") == 1 else 0 :] for frame in frames]


def _page(sealed: bytes, key: bytes) -> bytes:
    body, vector = sealed[:-RESERVED], sealed[-RESERVED : IV - RESERVED]
    decryptor = Cipher(AES(key), CBC(vector)).decryptor()
    return decryptor.update(body) + decryptor.finalize()
