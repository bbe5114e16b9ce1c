"""Looks for words that must not lie open, in everything that Warmthread leaves behind: files (zips unpacked), Redis,
logs, pages. Finds them also where they were written in another way: base64, UTF-16, quoted-printable, escaped for JSON,
for an address or for HTML, as hexadecimal digits, or packed. Decides nothing about which words those are.
"""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import quopri
import random
import re
import string
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import redis

Found = tuple[str, bytes]
"""Where something was found, and what."""
_DEEPEST = 4
"""Archives within archives."""


@dataclass(frozen=True)
class Canaries:
    """Words that stand nowhere by chance; found anywhere they say what leaked."""

    tokens: tuple[str, ...]
    bodies: tuple[str, ...]
    addresses: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.tokens, *self.bodies, *self.addresses)


@dataclass(frozen=True, order=True)
class Hit:
    """A word that was found: where, and how it was written there."""

    word: str
    where: str
    how: str


def canaries(seed: int, count: int = 4) -> Canaries:
    """So many of each kind; the same seed makes the same."""
    chance = random.Random(f"canaries {seed}")

    def made(length: int) -> str:
        return "".join(chance.choices(string.ascii_lowercase, k=length))

    return Canaries(
        tuple(f"tok-{made(28)}" for _ in range(count)),
        tuple(f"zq{made(10)} zq{made(8)}" for _ in range(count)),
        tuple(f"zq{made(8)}@zq{made(8)}.example" for _ in range(count)),
    )


def hits(
    words: Iterable[str], *, folder: Path | None = None, redis_url: str = "", log: str = "", pages: Iterable[str] = ()
) -> list[Hit]:
    """Every place where one of the words can be read. `folder` is looked through with all its folders and archives."""
    wanted = [(word, _ways(word)) for word in sorted(set(words))]
    found: set[Hit] = set()
    for where, content in _everywhere(folder, redis_url, log, pages):
        for read, text in _readings(content):
            found |= {
                Hit(word, where, f"{how} {read}".strip()) for word, ways in wanted for how, way in ways if way in text
            }
    return sorted(found)


def _everywhere(folder: Path | None, redis_url: str, log: str, pages: Iterable[str]) -> Iterator[Found]:
    if folder is not None:
        yield from _files(folder)
    if redis_url:
        yield from _redis(redis_url)
    yield "log", log.encode()
    for number, page in enumerate(pages):
        yield f"page {number}", page.encode()


def _files(folder: Path) -> Iterator[Found]:
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        yield "a file's name", name.encode()
        try:
            content = path.read_bytes() if path.is_file() else b""
        except OSError:  # one that its process has just taken away
            continue
        yield from _unpacked(name, content)


def _unpacked(name: str, content: bytes, depth: int = 0) -> Iterator[Found]:
    """The content itself, and that of an archive's members."""
    yield name, content
    if depth >= _DEEPEST:
        return
    if content.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from _unpacked(f"{name}!{member}", archive.read(member), depth + 1)
    elif content.startswith(b"\x1f\x8b"):
        try:
            yield from _unpacked(f"{name}!", gzip.decompress(content), depth + 1)
        except (OSError, EOFError, zlib.error):
            return


def _redis(url: str) -> Iterator[Found]:
    """What every key holds; not as a dump, which packs long texts."""
    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter(count=1000):
            yield "redis", key
            yield f"redis {key.decode(errors='replace')}", _value(client, key)


def _value(client: Any, key: bytes) -> bytes:
    ways = {
        b"string": lambda: client.get(key),
        b"list": lambda: client.lrange(key, 0, -1),
        b"set": lambda: client.smembers(key),
        b"hash": lambda: client.hgetall(key),
        b"zset": lambda: client.zrange(key, 0, -1),
        b"stream": lambda: client.xrange(key),
    }
    return b"\n".join(_flat(ways[client.type(key)]()))


def _flat(value: Any) -> Iterator[bytes]:
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, dict):
        yield from _flat(list(value.items()))
    else:
        for one in value or ():
            yield from _flat(one)


# --- the ways in which a word may be written ---------------------------------------------------------------------


def _ways(word: str) -> list[tuple[str, bytes]]:
    """Needles; lower case where the reading is."""
    plain = word.encode()
    low = plain.lower().decode()  # of English letters alone, as bytes are lowered
    ways = {
        "plain": low.encode(),
        "utf-16": low.encode("utf-16-le"),
        "utf-16 big": low.encode("utf-16-be"),
        "json": json.dumps(low)[1:-1].encode(),
        "address": quote(low, safe="").lower().encode(),
        "html": html.escape(low).encode(),
        "hex": low.encode().hex().encode(),
        "hex as written": plain.hex().encode(),
    }
    for shift in range(3):
        ways[f"base64+{shift}"] = _inner_base64(plain, shift)
        ways[f"base64+{shift} url"] = _inner_base64(plain, shift).translate(bytes.maketrans(b"+/", b"-_"))
    distinct: dict[bytes, str] = {}
    for how, way in ways.items():
        distinct.setdefault(way, how)
    return [(how, way) for way, how in distinct.items()]


def _inner_base64(plain: bytes, shift: int) -> bytes:
    """What every base64 of a text that holds this at that place modulo three has in common."""
    coded = base64.b64encode(b"\0" * shift + plain).rstrip(b"=")
    return coded[(0, 2, 3)[shift] : len(coded) - (1 if (shift + len(plain)) % 3 else 0)]


def _readings(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes in the ways in which somebody may read them, each with a name."""
    yield "", content
    low = content.lower()
    yield "", low
    joined = re.sub(rb"[\r\n\t ]+", b"", content)
    if joined != content:
        yield "without line ends", joined
    if re.search(rb"=[0-9A-Fa-f]{2}|=\r?\n", content):
        yield "quoted-printable", quopri.decodestring(content).lower()
