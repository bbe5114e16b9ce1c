"""What is sealed opens only in its own row, under a key that is still there, and unchanged."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import Misconfigured
from service.key_file import change_in_place, keep_key, replace_key
from service.settings import load_settings
from service.vault import (
    KEY_BYTES,
    KeyMissing,
    Tampered,
    Vault,
    key_path,
    key_text,
    open_vault,
    vault_of,
    version_of,
    with_another_key,
    without_older_keys,
)

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
    with pytest.raises(KeyMissing, match="key 1 is not there"):
        Vault({2: NEW}).open(Vault({1: OLD}).seal("refresh token", row=ROW), row=ROW)


@pytest.mark.parametrize("text", [f"1:{OLD.hex()},2:{NEW.hex()}", f"2:{NEW.hex()}\n1:{OLD.hex()}\n"])
def test_keys_with_versions_are_read_from_the_setting(text: str, tmp_path: Path) -> None:
    vault = open_vault(load_settings({"WARMTHREAD_SECRET_KEY": text}, data_dir=tmp_path))
    assert vault.open(Vault({1: OLD}).seal("old", row=ROW), row=ROW) == "old"
    assert Vault({2: NEW}).open(vault.seal("new", row=ROW), row=ROW) == "new"
    assert not list(tmp_path.iterdir()), "a key that is set leaves no key file"


@pytest.mark.parametrize(
    "text", ["hunter2", OLD.hex()[:-2], f"one:{OLD.hex()}", f"0:{OLD.hex()}", f"65536:{OLD.hex()}", ",", "1:", "mac:"]
)
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


# --- keys that change under a running process -------------------------------------------------------------------


@pytest.mark.parametrize("text", [f"1:{OLD.hex()}", OLD.hex(), f"\n1:{OLD.hex()},3:{NEW.hex()}\n"])
def test_fingerprints_stay_the_same_whatever_keys_come_and_go(text: str) -> None:
    before = vault_of(text)
    two = with_another_key(text)
    one = without_older_keys(with_another_key(two))
    assert {vault_of(keys).fingerprint("calendar feed") for keys in (two, one)} == {before.fingerprint("calendar feed")}
    assert vault_of(two).open(before.seal("refresh token", row=ROW), row=ROW) == "refresh token"
    assert vault_of(two).newest == before.newest + 1
    assert list(vault_of(one).key_ids) == [before.newest + 2]
    assert OLD.hex() not in one


def in_folder(folder: Path) -> Vault:
    return open_vault(load_settings({}, data_dir=folder))


def in_named_file(folder: Path) -> Vault:
    return open_vault(load_settings({"WARMTHREAD_SECRET_KEY_FILE": str(folder / "secret.key")}, data_dir=folder / "no"))


@pytest.mark.parametrize("change", [replace_key, change_in_place])
@pytest.mark.parametrize("opened", [in_folder, in_named_file])
def test_a_running_process_follows_its_key_file(
    opened: Callable[[Path], Vault], change: Callable[[Path, str], None], tmp_path: Path
) -> None:
    one, place = in_folder(tmp_path), tmp_path / "secret.key"
    two = opened(tmp_path)
    before = one.seal("refresh token", row=ROW)
    change(place, with_another_key(place.read_text(encoding="ascii")))
    fresh = opened(tmp_path)
    after = fresh.seal("refresh token", row=ROW)
    assert two.open(after, row=ROW) == "refresh token", "a version that it has not met is looked for"
    assert version_of(one.seal("refresh token", row=ROW)) == 2, "who seals looks whether there is a newer key"
    change(place, without_older_keys(place.read_text(encoding="ascii")))
    assert list(two.key_ids) == [2]
    assert two.open(before, row=ROW) == "refresh token", "what was read before opens afterwards"
    with pytest.raises(KeyMissing):
        opened(tmp_path).open(before, row=ROW)


@pytest.mark.parametrize(
    "text", ["", "\n", "2:abc", f"2:{NEW.hex()}", f"1:{NEW.hex()}\n2:{OLD.hex()}", f"mac:{NEW.hex()}\n1:{OLD.hex()}"]
)
def test_a_half_written_key_file_or_anothers_changes_nothing(text: str, tmp_path: Path) -> None:
    keep_key(tmp_path / "secret.key", f"1:{OLD.hex()}\n")
    vault = in_folder(tmp_path)
    (tmp_path / "secret.key").write_text(text, encoding="ascii")
    assert version_of(vault.seal("refresh token", row=ROW)) == 1
    replace_key(tmp_path / "secret.key", with_another_key(f"1:{OLD.hex()}\n"))
    assert version_of(vault.seal("refresh token", row=ROW)) == 2, "once it is whole it counts"


def test_a_key_file_with_something_else_in_it_is_refused_without_being_repeated(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes("hünter2\n".encode())
    with pytest.raises(Misconfigured, match="64 hex digits") as refused:
        in_folder(tmp_path)
    assert "nter2" not in str(refused.value)


def test_a_key_file_that_is_gone_for_a_moment_does_not_stop_who_has_read_it(tmp_path: Path) -> None:
    vault = in_folder(tmp_path)
    (tmp_path / "secret.key").unlink()
    assert vault.open(vault.seal("refresh token", row=ROW), row=ROW) == "refresh token"


def test_a_file_that_was_named_to_us_keeps_its_place_and_its_rights(tmp_path: Path) -> None:
    place = tmp_path / "secret_key"
    place.write_text(f"1:{OLD.hex()}", encoding="ascii")
    place.chmod(0o640)
    before, text = place.stat(), with_another_key(f"1:{OLD.hex()}")
    change_in_place(place, text)
    change_in_place(place, without_older_keys(text))
    after = place.stat()
    assert (after.st_ino, after.st_mode, after.st_size) == (before.st_ino, before.st_mode, len(text))
    assert OLD.hex() not in place.read_text(encoding="ascii")
    assert vault_of(place.read_text(encoding="ascii")).newest == 2


def test_a_key_that_is_set_is_no_file_and_one_from_a_file_is_read_anew(tmp_path: Path) -> None:
    named = tmp_path / "named"
    named.write_text(f"1:{OLD.hex()}", encoding="ascii")
    environ = {"WARMTHREAD_SECRET_KEY_FILE": str(named)}
    settings = load_settings(environ, data_dir=tmp_path)
    named.write_text(f"2:{NEW.hex()}", encoding="ascii")
    assert vault_of(key_text(settings)).newest == 2
    bare = load_settings({**environ, "WARMTHREAD_SECRET_KEY": f"7:{OLD.hex()}"}, data_dir=tmp_path)
    assert bare.secret_key_file is None
    assert open_vault(bare).newest == 7
    assert not key_path(settings).exists()
