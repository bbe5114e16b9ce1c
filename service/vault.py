"""Seals and opens what must not lie open in the database: provider tokens and stored bodies.

AES-256-GCM with a fresh 96-bit nonce; the row's identity is the associated data, so that two rows' sealed values
cannot be swapped. Every sealed value names its key's version; old keys open, the newest seals. Layout:
`key version (2 bytes, big endian) | nonce (12) | ciphertext and tag`.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from connectors.errors import Misconfigured
from service.settings import Settings

_NONCE = 12
_VERSION = 2
KEY_BYTES = 32


class Tampered(Exception):
    """A sealed value does not belong to this row, was changed, or its key is gone."""


class Vault:
    """Seals and opens under versioned keys. `keys` maps version to 32 bytes; the highest version seals."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise Misconfigured("WARMTHREAD_SECRET_KEY: every key must be 32 bytes, written as 64 hex digits.")
        self._ciphers = {version: AESGCM(key) for version, key in keys.items()}
        self._newest = max(keys)
        self.key_ids = {version: _key_id(key) for version, key in keys.items()}
        """By version: a name for each key that gives nothing of it away, for backups to say which one opens them."""
        # From the oldest key, so that fingerprints stay the same when keys are rotated.
        self._mac_key = hashlib.sha256(b"fingerprint" + keys[min(keys)]).digest()

    def seal(self, plain: str, *, row: str) -> bytes:
        """Seals text for the row named by `row` (table, id and field)."""
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self._newest].encrypt(nonce, plain.encode(), row.encode())
        return self._newest.to_bytes(_VERSION, "big") + nonce + sealed

    def open(self, sealed: bytes, *, row: str) -> str:
        """The text again. Raises Tampered when the value is not that row's or was changed."""
        version = int.from_bytes(sealed[:_VERSION], "big")
        cipher = self._ciphers.get(version)
        if cipher is None:
            raise Tampered(f"key {version} is not there")
        nonce, body = sealed[_VERSION : _VERSION + _NONCE], sealed[_VERSION + _NONCE :]
        try:
            return cipher.decrypt(nonce, body, row.encode()).decode()
        except (InvalidTag, ValueError):
            raise Tampered("sealed value does not belong to this row or was changed") from None

    def fingerprint(self, text: str) -> str:
        """A keyed digest, hex: the same for the same text, and nobody without the key can make or reverse it."""
        return hmac.new(self._mac_key, text.encode(), hashlib.sha256).hexdigest()


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"key id" + key).hexdigest()[:16]


def open_vault(settings: Settings) -> Vault:
    """The vault of these settings; makes the key file (mode 0600) in the data folder when no key is set."""
    return vault_of(key_text(settings) or _key_file(key_path(settings)))


def vault_of(text: str) -> Vault:
    """The vault of keys written as text. Raises Misconfigured where that is not how keys are written."""
    return Vault(_parse_keys(text))


def key_path(settings: Settings) -> Path:
    """Where the key lies when none is set."""
    return settings.data_dir / "secret.key"


def key_text(settings: Settings) -> str:
    """The keys that are there, as they are written; "" where none was made yet."""
    text = settings.secret_key.get_secret_value()
    path = key_path(settings)
    return text or (path.read_text(encoding="ascii") if path.exists() else "")


def _parse_keys(text: str) -> dict[int, bytes]:
    """Keys from text: one per line or comma, `version:hex` or plain hex (version 1)."""
    keys: dict[int, bytes] = {}
    for part in text.replace("\n", ",").split(","):
        version, _, key = part.strip().rpartition(":")
        if key:
            try:
                keys[int(version or 1)] = _key_bytes(key)
            except ValueError:
                raise Misconfigured("WARMTHREAD_SECRET_KEY: a key's version must be a number, as in 2:…") from None
    return keys


def _key_bytes(text: str) -> bytes:
    for decode in (bytes.fromhex, base64.urlsafe_b64decode):
        try:
            key = decode(text)
        except (ValueError, binascii.Error):
            continue
        if len(key) == KEY_BYTES:
            return key
    raise Misconfigured("WARMTHREAD_SECRET_KEY: a key must be 32 bytes, written as 64 hex digits.")


def _key_file(path: Path) -> str:
    return keep_key(path, f"1:{secrets.token_hex(KEY_BYTES)}\n")


def keep_key(path: Path, text: str) -> str:
    """Writes keys into their file, unless there is one already; returns what lies there then."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Written whole under another name and linked into place: two processes starting together get the same key.
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        temporary.unlink()
    return path.read_text(encoding="ascii")
