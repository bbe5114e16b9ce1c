"""Seals and opens what must not lie open in the database: provider tokens and stored bodies.

AES-256-GCM with a fresh 96-bit nonce; the row's identity is the associated data, so that two rows' sealed values
cannot be swapped. Every sealed value names its key's version; old keys open, the newest seals. Layout:
`key version (2 bytes, big endian) | nonce (12) | ciphertext and tag`. Keys change under a running process: it looks into
their file before it seals, and before it says that a key is not there.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from connectors.errors import Misconfigured
from service.key_file import KeyFile, keep_key
from service.settings import Settings

_NONCE = 12
_VERSION = 2
KEY_BYTES = 32
_HIGHEST = 256**_VERSION - 1
_MAC = "mac"


class Tampered(Exception):
    """A sealed value does not belong to this row, was changed, or its key is gone."""


class KeyMissing(Tampered):
    """The key that a sealed value names is not there: with the key back it opens."""


# --- keys as they are written -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Keys:
    """What a text with keys says: version to 32 bytes, and the key of fingerprints, the same whatever keys come and go."""

    by_version: Mapping[int, bytes]
    mac: bytes

    @property
    def newest(self) -> int:
        return max(self.by_version)


def keys_of(text: str) -> Keys:
    """Keys from text, one per line or comma: `version:hex`, plain hex (version 1), and `mac:hex` once there was another
    key. Raises Misconfigured where that is not how keys are written.
    """
    found = [part.strip().rpartition(":") for part in text.replace("\n", ",").split(",")]
    macs = [_key_bytes(key) for name, _, key in found if key and name == _MAC]
    return _checked({_version(name): _key_bytes(key) for name, _, key in found if key and name != _MAC}, macs)


def _checked(by_version: Mapping[int, bytes], macs: list[bytes]) -> Keys:
    if not by_version or any(len(key) != KEY_BYTES for key in by_version.values()):
        raise Misconfigured("WARMTHREAD_SECRET_KEY: every key must be 32 bytes, written as 64 hex digits.")
    # From the oldest key where there was never another one.
    return Keys(by_version, macs[0] if macs else hashlib.sha256(b"fingerprint" + by_version[min(by_version)]).digest())


def _version(name: str) -> int:
    number = int(name or 1) if name.isdecimal() or not name else 0
    if not 0 < number <= _HIGHEST:
        raise Misconfigured(f"WARMTHREAD_SECRET_KEY: a key's version must be a number up to {_HIGHEST}, as in 2:…")
    return number


def _key_bytes(text: str) -> bytes:
    for decode in (bytes.fromhex, base64.urlsafe_b64decode):
        try:
            key = decode(text)
        except (ValueError, binascii.Error):
            continue
        if len(key) == KEY_BYTES:
            return key
    raise Misconfigured("WARMTHREAD_SECRET_KEY: a key must be 32 bytes, written as 64 hex digits.")


def with_another_key(text: str) -> str:
    """The same keys and a new one with the next number, which seals from then on."""
    keys = keys_of(text)
    mac = "" if f"{_MAC}:" in text else f"{_MAC}:{keys.mac.hex()}\n"
    return f"{text.rstrip()}\n{mac}{keys.newest + 1}:{secrets.token_hex(KEY_BYTES)}\n"


def without_older_keys(text: str) -> str:
    """The newest key alone, with what fingerprints are made of."""
    keys = keys_of(text)
    return f"{_MAC}:{keys.mac.hex()}\n{keys.newest}:{keys.by_version[keys.newest].hex()}\n"


# --- the vault --------------------------------------------------------------------------------------------------


def version_of(sealed: bytes) -> int:
    """Which key a sealed value names."""
    return int.from_bytes(sealed[:_VERSION], "big")


def sealed_from(version: int) -> bytes:
    """What sealed values of that key begin with: those of every older one sort before it."""
    return version.to_bytes(_VERSION, "big")


class Vault:
    """Seals and opens under versioned keys; the highest version seals. With `file` they follow what is written there: a
    key that was taken out of it opens until this process ends, so that what was read before opens afterwards.
    """

    def __init__(self, keys: Mapping[int, bytes] | Keys, file: KeyFile | None = None) -> None:
        self._keys = keys if isinstance(keys, Keys) else _checked(keys, [])
        self._ciphers = {version: AESGCM(key) for version, key in self._keys.by_version.items()}
        self._file, self._lock = file, threading.Lock()

    @property
    def newest(self) -> int:
        """The key that seals now."""
        self._follow()
        return self._keys.newest

    @property
    def key_ids(self) -> dict[int, str]:
        """By version: a name for each key that gives nothing of it away, for backups to say which one opens them."""
        self._follow()
        return {version: _key_id(key) for version, key in self._keys.by_version.items()}

    @property
    def has_older(self) -> bool:
        """Whether anything can lie here under another key than the newest."""
        return self.newest != min(self._ciphers)

    def seal(self, plain: str, *, row: str) -> bytes:
        """Seals text for the row named by `row` (table, id and field)."""
        newest, nonce = self.newest, os.urandom(_NONCE)
        return sealed_from(newest) + nonce + self._ciphers[newest].encrypt(nonce, plain.encode(), row.encode())

    def open(self, sealed: bytes, *, row: str) -> str:
        """The text again. Raises Tampered when the value is not that row's or was changed, KeyMissing."""
        cipher = self._cipher(version_of(sealed))
        nonce, body = sealed[_VERSION : _VERSION + _NONCE], sealed[_VERSION + _NONCE :]
        try:
            return cipher.decrypt(nonce, body, row.encode()).decode()
        except (InvalidTag, ValueError):
            raise Tampered("sealed value does not belong to this row or was changed") from None

    def fingerprint(self, text: str) -> str:
        """A keyed digest, hex: the same for the same text, and nobody without the key can make or reverse it."""
        return hmac.new(self._keys.mac, text.encode(), hashlib.sha256).hexdigest()

    def _cipher(self, version: int) -> AESGCM:
        if version not in self._ciphers:
            self._follow()
        cipher = self._ciphers.get(version)
        if cipher is None:
            raise KeyMissing(f"key {version} is not there")
        return cipher

    def _follow(self) -> None:
        """Takes in what was written into the file since. What cannot be read or understood yet changes nothing."""
        if self._file is None or not self._file.is_changed:
            return
        with self._lock:
            try:
                text, mark = self._file.read()
                keys = keys_of(text)
            except (OSError, ValueError, Misconfigured):
                return
            if self._are_ours(keys):
                # The ciphers first: whoever learns of the newest version finds its cipher.
                self._ciphers |= {version: AESGCM(key) for version, key in keys.by_version.items()}
                self._keys = keys
            self._file.taken_in(mark)

    def _are_ours(self, keys: Keys) -> bool:
        """Another installation's keys would seal what nothing here opens."""
        known = self._keys.by_version
        is_same = all(known.get(version, key) == key for version, key in keys.by_version.items())
        return is_same and hmac.compare_digest(keys.mac, self._keys.mac)


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"key id" + key).hexdigest()[:16]


# --- where they are written -------------------------------------------------------------------------------------


def open_vault(settings: Settings) -> Vault:
    """The vault of these settings; makes the key file (mode 0600) in the data folder when no key is set.

    Raises Misconfigured where it cannot be made, or what stands in it is no key.
    """
    place = key_place(settings)
    if place is None:
        return vault_of(settings.secret_key.get_secret_value())
    if place == key_path(settings) and not place.exists():
        _make_key(place)
    file = KeyFile(place)
    text, mark = file.read()
    file.taken_in(mark)
    return Vault(keys_of(text), file)


def _make_key(place: Path) -> None:
    try:
        keep_key(place, f"1:{secrets.token_hex(KEY_BYTES)}\n")
    except OSError as error:
        raise Misconfigured(f"WARMTHREAD_DATA_DIR: cannot write in {place.parent} ({error.strerror}).") from None


def vault_of(text: str) -> Vault:
    """The vault of keys written as text. Raises Misconfigured where that is not how keys are written."""
    return Vault(keys_of(text))


def key_path(settings: Settings) -> Path:
    """Where the key lies when none is set."""
    return settings.data_dir / "secret.key"


def key_place(settings: Settings) -> Path | None:
    """The file that the keys are in; None where they are set themselves."""
    if settings.secret_key_file is not None:
        return settings.secret_key_file
    return None if settings.secret_key.get_secret_value() else key_path(settings)


def key_text(settings: Settings) -> str:
    """The keys that are there, as they are written now; "" where none was made yet."""
    place = key_place(settings)
    if place is None:
        return settings.secret_key.get_secret_value()
    return place.read_text(encoding="ascii") if place.exists() else ""
