"""Nobody reads or changes the database file without its key, and the key is nowhere but sealed beside it."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from connectors.errors import Misconfigured
from service import encrypted, migrate
from service.context import Context
from service.database import known_reason, open_database
from service.encrypted import FileError, first_flaw, open_file
from service.folder_key import file_key, key_of, line_of, rewrap
from service.schema import Person
from service.settings import Settings, load_settings
from service.vault import KEY_BYTES, Tampered, Vault
from tests.laid_open import PAGE, laid_open

VAULT, NEWER = Vault({1: bytes(KEY_BYTES)}), Vault({1: bytes(KEY_BYTES), 2: b"\2" * KEY_BYTES})
CANARY = "quokka.xylophone@platypus.example"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({}, data_dir=tmp_path / "data")


@pytest.fixture
def lived(context: Context, alice: str) -> Context:
    """A database with somebody's address in it, in the file and in the log."""
    if not context.database.is_sqlite:
        pytest.skip("only SQLite keeps a file of ours")
    with context.database.writing(alice) as session:
        session.get_one(Person, alice).name = CANARY
    context.database.forget_for_good()
    with context.database.writing(alice) as session:
        session.get_one(Person, alice).signature = CANARY
    return context


def held(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_neither_the_file_nor_its_log_nor_anything_beside_it_shows_a_word(lived: Context) -> None:
    place = lived.settings.database_path
    assert place.with_name(f"{place.name}-wal").stat().st_size > 0
    assert CANARY.encode() not in held(place.parent)
    assert b"CREATE TABLE" not in held(place.parent)
    assert laid_open(place, lived.vault).count(CANARY.encode()) >= 3, "who has the key finds it in both"


def test_the_key_itself_lies_nowhere(lived: Context) -> None:
    place = lived.settings.database_path
    key = key_of(place, lived.vault)
    assert key not in held(place.parent)
    assert key.hex().encode() not in held(place.parent).lower()
    assert stat.S_IMODE(line_of(place).stat().st_mode) == 0o600


def test_a_changed_byte_anywhere_in_the_file_is_noticed(lived: Context, tmp_path: Path) -> None:
    place, key = lived.settings.database_path, key_of(lived.settings.database_path, lived.vault)
    lived.database.forget_for_good()
    whole = place.read_bytes()
    for page in range(0, len(whole) // PAGE, 17):
        changed = bytearray(whole)
        changed[page * PAGE + 2000] ^= 1
        (tmp_path / "changed.db").write_bytes(changed)
        with closing(open_file(tmp_path / "changed.db", key)) as connection, pytest.raises((FileError, AssertionError)):
            assert first_flaw(connection) == ""


def test_another_key_opens_nothing_and_is_said_to_be_trouble_with_the_file(lived: Context) -> None:
    place = lived.settings.database_path
    lived.database.close()
    with closing(open_file(place, b"\3" * KEY_BYTES)) as connection, pytest.raises(FileError):
        connection.execute("SELECT count(*) FROM persons")
    line_of(place).write_text(VAULT.seal("03" * KEY_BYTES, row="database file||key").hex())
    database = open_database(lived.settings, VAULT)
    with pytest.raises(DBAPIError) as raised:
        migrate.is_current(database)
    assert "damaged" in known_reason(raised.value)
    database.close()


def test_a_vault_without_the_right_key_does_not_open_it(settings: Settings) -> None:
    open_database(settings, VAULT).close()
    with pytest.raises(Tampered):
        open_database(settings, Vault({1: b"\1" * KEY_BYTES}))


def test_a_line_that_was_moved_to_or_from_another_row_does_not_open(settings: Settings) -> None:
    file_key(settings, VAULT)
    line_of(settings.database_path).write_text(VAULT.seal("00" * KEY_BYTES, row="accounts|1|tokens").hex())
    with pytest.raises(Tampered):
        key_of(settings.database_path, VAULT)
    line_of(settings.database_path).write_text("no line at all")
    with pytest.raises(Tampered):
        key_of(settings.database_path, VAULT)


def test_processes_that_start_together_get_the_same_key(settings: Settings) -> None:
    together = Barrier(4)

    def start(_: int) -> bytes:
        together.wait()
        return file_key(settings, VAULT)

    settings.data_dir.mkdir()
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(start, range(4)))) == 1


def test_sealed_anew_it_is_the_same_key_under_the_newest_of_the_vault(settings: Settings) -> None:
    key, before = file_key(settings, VAULT), line_of(settings.database_path).read_bytes()
    rewrap(settings, NEWER)
    assert line_of(settings.database_path).read_bytes() != before
    assert file_key(settings, NEWER) == key
    with pytest.raises(Tampered):
        file_key(settings, VAULT)
    assert [path.name for path in settings.data_dir.iterdir()] == [line_of(settings.database_path).name]


def test_a_database_whose_key_is_gone_is_not_written_over_and_the_person_reads_what_to_do(settings: Settings) -> None:
    database = open_database(settings, VAULT)
    migrate.upgrade(database, backup=None)
    database.close()
    line_of(settings.database_path).unlink()
    before = settings.database_path.read_bytes()
    with pytest.raises(Misconfigured, match=r"^WARMTHREAD_DATA_DIR: .*warmthread\.db\.key is gone"):
        open_database(settings, VAULT)
    assert settings.database_path.read_bytes() == before


def test_a_file_that_is_not_encrypted_is_refused_and_left_as_it_is(settings: Settings) -> None:
    settings.data_dir.mkdir()
    with closing(encrypted.driver.connect(str(settings.database_path))) as plain:
        plain.execute("CREATE TABLE persons (name)")
    before = settings.database_path.read_bytes()
    with pytest.raises(Misconfigured, match=r"^WARMTHREAD_DATA_DIR: .* is not encrypted"):
        open_database(settings, VAULT)
    assert settings.database_path.read_bytes() == before


def test_what_the_database_sorts_in_between_does_not_reach_the_disk(lived: Context) -> None:
    """SQLite's temporary files would lie open: this build keeps them in memory, whatever a statement needs."""
    with lived.database.reading() as session:
        options = session.scalars(text("PRAGMA compile_options")).all()
    assert {"TEMP_STORE=2", "HAS_CODEC"} <= set(options)
