"""What is sealed opens only in its own row, under a key that is still there, and unchanged."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import Misconfigured
from service.settings import load_settings
from service.vault import KEY_BYTES, Tampered, Vault, open_vault

OLD, NEW = bytes(range(KEY_BYTES)), bytes(range(1, KEY_BYTES + 1))
ROW = "accounts|acc_1|tokens"


@given(st.text(), st.text())
def test_whatever_is_sealed_comes_back_in_its_own_row(plain: str, row: str) -> None:
    vault = Vault({1: OLD})
    assert vault.open(vault.seal(plain, row=row), row=row) == plain


@pytest.mark.parametrize("other", ["accounts|acc_2|tokens", "accounts|acc_1|body", "messages|acc_1|tokens", ""])
def test_a_sealed_value_moved_to_another_row_does_not_open(other: str) -> None:
    vault = Vault({1: OLD})
    with pytest.raises(Tampered):
        vault.open(vault.seal("refresh token", row=ROW), row=other)


def test_no_single_byte_can_be_changed_unnoticed() -> None:
    vault = Vault({1: OLD})
    sealed = vault.seal("refresh token", row=ROW)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Tampered):
            vault.open(bytes(changed), row=ROW)


@pytest.mark.parametrize("length", [0, 1, 2, 13, 14, 29])
def test_a_value_cut_short_does_not_open(length: int) -> None:
    vault = Vault({1: OLD})
    with pytest.raises(Tampered):
        vault.open(vault.seal("refresh token", row=ROW)[:length], row=ROW)


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    vault = Vault({1: OLD})
    assert len({vault.seal("refresh token", row=ROW) for _ in range(100)}) == 100


def test_the_newest_key_seals_and_older_ones_still_open() -> None:
    before = Vault({1: OLD}).seal("refresh token", row=ROW)
    vault = Vault({1: OLD, 2: NEW})
    assert vault.open(before, row=ROW) == "refresh token"
    after = vault.seal("refresh token", row=ROW)
    assert Vault({2: NEW}).open(after, row=ROW) == "refresh token"
    with pytest.raises(Tampered):
        Vault({1: OLD}).open(after, row=ROW)


def test_a_key_that_was_taken_away_is_named_by_its_version() -> None:
    with pytest.raises(Tampered, match="key 1 is not there"):
        Vault({2: NEW}).open(Vault({1: OLD}).seal("refresh token", row=ROW), row=ROW)


@pytest.mark.parametrize("text", [f"1:{OLD.hex()},2:{NEW.hex()}", f"2:{NEW.hex()}\n1:{OLD.hex()}\n"])
def test_keys_with_versions_are_read_from_the_setting(text: str, tmp_path: Path) -> None:
    vault = open_vault(load_settings({"WARMTHREAD_SECRET_KEY": text}, data_dir=tmp_path))
    assert vault.open(Vault({1: OLD}).seal("old", row=ROW), row=ROW) == "old"
    assert Vault({2: NEW}).open(vault.seal("new", row=ROW), row=ROW) == "new"
    assert not list(tmp_path.iterdir()), "a key that is set leaves no key file"


@pytest.mark.parametrize("text", ["hunter2", OLD.hex()[:-2], f"one:{OLD.hex()}", ",", "1:"])
def test_a_wrong_key_names_the_variable_and_does_not_repeat_it(text: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"^WARMTHREAD_SECRET_KEY: ") as refused:
        open_vault(load_settings({"WARMTHREAD_SECRET_KEY": text}, data_dir=tmp_path))
    assert "hunter2" not in str(refused.value)
    assert OLD.hex()[:-2] not in str(refused.value)


def test_a_key_file_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        first = open_vault(load_settings({}, data_dir=tmp_path / "data"))
    finally:
        os.umask(before)
    second = open_vault(load_settings({}, data_dir=tmp_path / "data"))
    assert second.open(first.seal("refresh token", row=ROW), row=ROW) == "refresh token"
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret.key"]
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


OPENER = """
import sys
from pathlib import Path
from service.settings import load_settings
from service.vault import open_vault
settings = load_settings({}, data_dir=Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
sys.stdout.write(open_vault(settings).seal("refresh token", row="r").hex())
"""


def test_processes_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for opener in openers:
        assert opener.stdout
        assert opener.stdout.readline() == "ready\n"
    for opener in openers:
        assert opener.stdin
        opener.stdin.write("now\n")
        opener.stdin.flush()
    sealed = [bytes.fromhex(opener.communicate()[0]) for opener in openers]
    vault = open_vault(load_settings({}, data_dir=tmp_path))
    assert [vault.open(value, row="r") for value in sealed] == ["refresh token"] * 4
