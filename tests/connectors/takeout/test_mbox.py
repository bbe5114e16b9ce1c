"""An mbox stream falls apart into its mails wherever its chunks end, and never lies in memory as a whole."""

from __future__ import annotations

import tracemalloc
from io import BytesIO, RawIOBase

import pytest

from connectors.parts import MAX_MAIL
from connectors.takeout import mbox as module
from connectors.takeout.mbox import split_mbox
from tests.connectors.takeout.conftest import MAILS, as_mbox

SEPARATOR = "From jo@example.org Mon Mar  2 10:00:00 2026\n"


def split(data: str | bytes) -> list[bytes]:
    return [raw for raw, _ in split_mbox(BytesIO(data.encode() if isinstance(data, str) else data))]


def test_every_mail_comes_out_with_its_own_bytes() -> None:
    found = split(as_mbox(MAILS))
    assert len(found) == len(MAILS)
    assert found[1].decode().rstrip("\n") == MAILS[1].rstrip("\n")


def test_quoted_from_lines_are_restored_and_bare_ones_are_no_separators() -> None:
    first = split(as_mbox(MAILS))[0].decode()
    assert "\nFrom Monday on I am free.\nFrom what I hear" in first


@pytest.mark.parametrize("size", [1, 7, 64, 4096])
def test_chunks_may_end_anywhere(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = as_mbox(MAILS * 20)
    whole = list(split_mbox(BytesIO(data)))
    monkeypatch.setattr(module, "CHUNK", size)
    assert list(split_mbox(BytesIO(data))) == whole
    assert whole[-1][1] == len(data)


def test_progress_rises_to_the_end() -> None:
    places = [read for _, read in split_mbox(BytesIO(as_mbox(MAILS)))]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("data", "count"),
    [
        ("", 0),
        ("no mbox at all\n", 0),
        (SEPARATOR, 0),
        (f"{SEPARATOR}Subject: a\n\nx\n{SEPARATOR}Subject: b\n\ny\n", 2),
        (f"{SEPARATOR}Subject: a\r\n\r\nx\r\n\r\n{SEPARATOR}Subject: b\r\n\r\ny\r\n", 2),
        (f"{SEPARATOR}Subject: a\n\nI quote:\n\nFrom then at 10:00 on\nwe talked\n", 1),
        (f"\n\n{SEPARATOR}Subject: a\n\nx\n", 1),
    ],
)
def test_separators_are_told_from_text(data: str, count: int) -> None:
    assert len(split(data)) == count


class _Endless(RawIOBase):
    """One mail of 70 MB, made while it is read."""

    def __init__(self) -> None:
        self.left = 70
        self.first = True

    def read(self, _size: int = -1) -> bytes:
        if self.first:
            self.first = False
            return f"{SEPARATOR}Subject: huge\n\n".encode()
        self.left -= 1
        return b"x" * 1024 * 1024 if self.left > 0 else b""


def test_a_huge_mail_costs_no_more_memory_than_the_limit() -> None:
    tracemalloc.start()
    (raw,) = [raw for raw, _ in split_mbox(_Endless())]  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(raw) == MAX_MAIL + 1, "kept only so far that the reader refuses it"
    assert peak < 2.5 * MAX_MAIL
