"""The positive control of every test that says "nothing leaked": whatever is planted, in whatever way, is found."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import quopri
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
import redis

from tests.security.sinks import canaries, hits

WORD = canaries(1).bodies[0]
FOREIGN = "zqmünze=grüße &<Öl>"
WAYS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "upper": lambda word: word.encode().upper(),
    "utf-16": lambda word: word.encode("utf-16"),
    "utf-16 big": lambda word: word.encode("utf-16-be"),
    "json": lambda word: json.dumps({"a": f"x{word}"}).encode(),
    "address": lambda word: quote(word).encode(),
    "html": lambda word: html.escape(word).encode(),
    "hex": lambda word: word.encode().hex().encode(),
    "quoted-printable": lambda word: quopri.encodestring(f"{'words ' * 11}{word}".encode()),
    "folded base64": lambda word: base64.encodebytes(f"{'words ' * 9}{word}{' end' * 20}".encode()),
    "url base64": lambda word: base64.urlsafe_b64encode(f"?>{word}>?".encode()),
    "base64": lambda word: base64.b64encode(f"{word}!!".encode()),
    "base64+1": lambda word: base64.b64encode(f".{word}!!".encode()),
    "base64+2": lambda word: base64.b64encode(f"..{word}!!".encode()),
    "gzip": lambda word: gzip.compress(word.encode()),
}  # fmt: skip


@pytest.mark.parametrize("word", [WORD, FOREIGN])
@pytest.mark.parametrize("how", WAYS)
def test_a_word_is_found_however_it_is_written(how: str, word: str, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / ".hidden").write_bytes(b"\0\xff" * 50 + WAYS[how](word) if how != "gzip" else WAYS[how](word))
    assert {(hit.word, hit.where.rstrip("!")) for hit in hits([word, "absent"], folder=tmp_path)} == {
        (word, "deep/.hidden")
    }


def test_a_word_is_found_in_archives_in_archives_in_names_and_in_a_database(tmp_path: Path) -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("notes.txt", f"{'nothing ' * 100}{WORD}")
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.zip", inner.getvalue())
    (tmp_path / "copy.zip").write_bytes(outer.getvalue())
    (tmp_path / f"{WORD}.txt").touch()
    with sqlite3.connect(tmp_path / "some.db") as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.execute("INSERT INTO t VALUES (?)", (WORD,))
    connection.close()
    found = {hit.where for hit in hits([WORD], folder=tmp_path)}
    assert found == {"copy.zip!inner.zip!notes.txt", "a file's name", "some.db"}


def test_a_word_is_found_in_logs_pages_and_every_kind_of_redis_key(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.set("string", f"{'x' * 500}{WORD}")
        client.rpush("list", "a", WORD)
        client.sadd("set", WORD)
        client.hset("hash", mapping={"a": WORD})
        client.zadd("zset", {WORD: 1.0})
        client.xadd("stream", {"a": WORD})
        client.set(f"key-{WORD}", "")
    found = {hit.where for hit in hits([WORD], redis_url=redis_url, log=f"…{WORD}", pages=["", WORD])}
    kinds = {f"redis {name}" for name in ("string", "list", "set", "hash", "zset", "stream")}
    assert found == kinds | {"redis", "log", "page 1"}


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"nothing of it, but words and words and words" * 1000)
    assert hits(canaries(2).words, folder=tmp_path, log="as said", pages=["page"]) == []
    assert len(set(canaries(2).words) | set(canaries(3).words)) == 24
