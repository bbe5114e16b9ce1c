"""What broke a reader once is read by it now; and the search for such things finds one that was planted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import strategies as st

from tests.fuzz.conftest import FOUND, invent, is_form
from tests.fuzz.readers import READERS


@pytest.mark.parametrize(
    "path", [one for one in sorted(FOUND.iterdir()) if not is_form(one)], ids=lambda path: path.name
)
def test_what_broke_a_reader_once_is_read_or_refused(path: Path) -> None:
    READERS[path.name.partition("-")[0]](path.read_bytes())


def test_a_planted_fault_is_found_made_small_and_kept(tmp_path: Path) -> None:
    def reader(raw: bytes) -> None:
        if len(raw) > 20 and b"\x00" in raw:
            raise KeyError("planted")

    with pytest.raises(KeyError):
        invent("mail", reader, st.binary(max_size=200), 5.0, tmp_path)
    (kept,) = tmp_path.iterdir()
    assert kept.name.startswith("mail-")
    assert kept.read_bytes() == b"\x00" * 21
