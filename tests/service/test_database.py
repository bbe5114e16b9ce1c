"""Writers of one person come one after the other, readers wait for nobody, and times are aware: on both engines."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier

import psycopg
import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from connectors.errors import Misconfigured
from service import encrypted
from service.context import Context
from service.database import Database, explain, is_outage, open_database
from service.schema import Account, Person
from service.settings import load_settings
from tests.conftest import NOW
from tests.laid_open import laid_open


def name_of(database: Database, person_id: str) -> str:
    with database.reading() as session:
        return session.get_one(Person, person_id).name


def rename(database: Database, person_id: str, name: str) -> None:
    with database.writing(person_id) as session:
        session.get_one(Person, person_id).name = name


def test_two_writers_who_read_and_then_write_lose_nothing(context_on_both: Context, alice: str) -> None:
    rename(context_on_both.database, alice, "0")
    together = Barrier(2)

    def count(_: int) -> None:
        together.wait()
        for _step in range(25):
            with context_on_both.database.writing(alice) as session:
                person = session.get_one(Person, alice)
                person.name = str(int(person.name) + 1)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(count, range(2)))
    assert name_of(context_on_both.database, alice) == "50"


def test_a_reader_neither_waits_for_a_writer_nor_sees_half_of_its_work(context_on_both: Context, alice: str) -> None:
    database = context_on_both.database
    with database.writing(alice) as session:
        session.get_one(Person, alice).name = "Alicia"
        session.flush()
        assert name_of(database, alice) == "Alice"
    assert name_of(database, alice) == "Alicia"


def test_a_writer_does_not_wait_for_a_reader(context_on_both: Context, alice: str) -> None:
    database = context_on_both.database
    with database.reading() as session:
        assert session.get_one(Person, alice).name == "Alice"
        rename(database, alice, "Alicia")
    assert name_of(database, alice) == "Alicia"


def test_a_reader_cannot_change_anything(context_on_both: Context, alice: str) -> None:
    with context_on_both.database.reading() as session:
        session.get_one(Person, alice).name = "Alicia"
        session.flush()
    assert name_of(context_on_both.database, alice) == "Alice"


@pytest.mark.parametrize("context_on_both", ["postgres"], indirect=True)
def test_a_server_that_vanished_from_the_network_is_waited_for_half_a_minute_at_most(context_on_both: Context) -> None:
    with context_on_both.database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        told = {name: int(value) for name, value in driver.info.get_parameters().items() if value.isdigit()}
    assert told["keepalives_idle"] + told["keepalives_interval"] * told["keepalives_count"] <= 30
    assert told["tcp_user_timeout"] <= 30_000
    assert told["connect_timeout"] <= 30


@pytest.mark.parametrize("context_on_both", ["postgres"], indirect=True)
def test_on_postgres_one_persons_writer_does_not_hold_up_anothers(
    context_on_both: Context, alice: str, bob: str
) -> None:
    with context_on_both.database.writing(alice) as session, ThreadPoolExecutor(1) as threads:
        session.get_one(Person, alice).name = "Alicia"
        session.flush()
        threads.submit(rename, context_on_both.database, bob, "Robert").result()
    assert name_of(context_on_both.database, alice) == "Alicia"
    assert name_of(context_on_both.database, bob) == "Robert"


def test_an_exception_takes_everything_back(context_on_both: Context, alice: str) -> None:
    def fail() -> None:
        with context_on_both.database.writing(alice) as session:
            session.get_one(Person, alice).name = "Alicia"
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert name_of(context_on_both.database, alice) == "Alice"


def test_a_naive_time_does_not_reach_the_database(database: Database) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="naive"), database.writing("p") as session:
        session.add(Person(id="p", created_at=naive))


def test_a_time_of_any_zone_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    elsewhere = datetime(2026, 3, 2, 0, 30, 15, 123456, tzinfo=timezone(timedelta(hours=-9, minutes=-30)))
    with database.writing("p") as session:
        session.add(Person(id="p", created_at=elsewhere))
    with database.reading() as session:
        back = session.get_one(Person, "p").created_at
    assert back == elsewhere
    assert back.tzinfo is UTC


def test_times_of_different_zones_compare_as_instants_in_queries(database: Database) -> None:
    berlin = timezone(timedelta(hours=1))
    with database.writing("p") as session:
        session.add(Person(id="early", created_at=datetime(2026, 3, 2, 9, 30, tzinfo=berlin)))
        session.add(Person(id="late", created_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC)))
    with database.reading() as session:
        found = session.query(Person.id).where(Person.created_at < datetime(2026, 3, 2, 9, 45, tzinfo=berlin)).all()
    assert found == [("early",)]


def test_what_belongs_to_a_person_goes_with_the_person(context_on_both: Context, alice: str, bob: str) -> None:
    database = context_on_both.database
    for person in (alice, bob):
        with database.writing(person) as session:
            session.add(
                Account(id=f"acc_{person}", person_id=person, provider="google", email="x@y", since=NOW, created_at=NOW)
            )
    with database.writing(alice) as session:
        session.delete(session.get_one(Person, alice))
    with database.reading() as session:
        assert session.query(Account.person_id).all() == [(bob,)]


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    database = open_database(load_settings({}, data_dir=tmp_path / "new"))
    rows = database.engine.connect()
    rows.close()
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "new" / "warmthread.db").stat().st_mode) == 0o600
    database.close()


@pytest.fixture
def erased(context_on_both: Context, charlie: str) -> Context:
    """A database in which a name stood in many rows that grew, moved and went."""
    database = context_on_both.database
    for turn in range(3):
        with database.writing(charlie) as session:
            session.execute(delete(Person).where(Person.id.like("gone_%")))
            for number in range(400):
                name = f"a name that must go entirely {number}" * (1 + number % 5)
                session.add(Person(id=f"gone_{turn}_{number * 7919 % 400}", name=name, created_at=NOW))
        with database.writing(charlie) as session:
            session.execute(
                update(Person)
                .where(Person.id.like(f"gone_{turn}_%3"))
                .values(name=Person.name + Person.name + Person.name)
            )
    with database.writing(charlie) as session:
        session.execute(delete(Person).where(Person.id.like("gone_%")))
    return context_on_both


def copies(context: Context) -> int:
    """How often the erased name stands in the file and its log for who has the key; Postgres' files are its own."""
    if not context.database.is_sqlite:
        return 0
    return laid_open(context.settings.database_path, context.vault).count(b"must go entirely")


def test_what_was_erased_is_gone_from_file_and_log_once_it_is_forgotten(erased: Context) -> None:
    assert copies(erased) > 0 or not erased.database.is_sqlite, "deleting alone leaves some behind"
    assert erased.database.forget_for_good()
    assert copies(erased) == 0


def test_forgetting_says_so_where_somebody_still_reads_what_was_before(
    context: Context, charlie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not context.database.is_sqlite:
        pytest.skip("only SQLite keeps a file of ours")
    monkeypatch.setattr("service.database._ATTEMPT_SECONDS", 0.01)
    with context.database.reading() as session:
        session.get_one(Person, charlie)
        assert not context.database.forget_for_good(seconds=0)
    assert context.database.forget_for_good(seconds=0)


def test_after_forgetting_transactions_are_what_they_were(context: Context, charlie: str) -> None:
    context.database.forget_for_good()
    with context.database.writing(charlie) as session:
        session.get_one(Person, charlie).name = "half"
        session.flush()
        assert name_of(context.database, charlie) == "Charlie"
    with context.database.reading() as session:
        assert (
            context.database.engine.dialect.name == "postgresql"
            or session.scalar(text("PRAGMA busy_timeout")) == 30_000
        )


def test_a_data_folder_that_cannot_be_made_names_its_variable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match=r"^WARMTHREAD_DATA_DIR: "):
        open_database(load_settings({}, data_dir=tmp_path / "file" / "data"))


@pytest.mark.usefixtures("durable")
def test_every_commit_is_on_the_disk_before_it_is_believed(context: Context) -> None:
    if not context.database.is_sqlite:
        pytest.skip("SQLite's own setting")
    with context.database.reading() as session:
        assert session.scalar(text("PRAGMA synchronous")) == 2
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("database is locked", "The database is busy"),
        ("attempt to write a readonly database", "The database is read-only"),
        ("database or disk is full", "The disk is full"),
        ("disk I/O error", "The disk cannot be read or written"),
        ("database disk image is malformed", "The database file is damaged"),
        ("unable to open database file", "The database file cannot be opened"),
        ("something new\nin two lines", "The database refused the work: something new"),
    ],
)
def test_a_file_that_cannot_be_used_is_explained_in_a_sentence(reason: str, sentence: str) -> None:
    explained = explain(OperationalError("SELECT 1", {}, encrypted.driver.OperationalError(reason)))
    assert explained.startswith(sentence)
    assert "\n" not in explained


@pytest.mark.parametrize("reason", ["connection refused", "SSL SYSCALL error: EOF detected", "timeout expired"])
def test_a_server_that_cannot_be_used_is_explained_in_a_sentence(reason: str) -> None:
    error = OperationalError("SELECT 1", {}, psycopg.OperationalError(reason))
    assert explain(error).startswith("The database cannot be reached")
    assert is_outage(error)


def test_what_is_wrong_with_the_work_itself_is_no_outage() -> None:
    for reason in ("no such table: interviews", "near FROM: syntax error"):
        assert not is_outage(OperationalError("SELECT 1", {}, encrypted.driver.OperationalError(reason)))
    assert not is_outage(IntegrityError("INSERT", {}, psycopg.IntegrityError("duplicate key")))
    assert not is_outage(ValueError("locked"))


def test_a_file_that_was_taken_away_is_not_written_to_and_none_is_made_in_its_place(
    context: Context, alice: str
) -> None:
    if not context.database.is_sqlite:
        pytest.skip("only SQLite keeps a file of ours")
    folder = context.settings.data_dir
    rename(context.database, alice, "Alice A.")
    away = folder.rename(folder.with_name("away"))
    for _ in range(2):
        with pytest.raises(OperationalError, match="unable to open"):
            rename(context.database, alice, "Alice B.")
        folder.mkdir(exist_ok=True)
    assert not list(folder.iterdir())
    folder.rmdir()
    away.rename(folder)
    assert name_of(context.database, alice) == "Alice A."
    rename(context.database, alice, "Alice C.")
    assert name_of(context.database, alice) == "Alice C."
