"""The steps lead from an empty database to the tables of `service.schema`, on both engines, and lose nothing on the way."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import SecretStr
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.orm import Session

from connectors.errors import Misconfigured
from service import backup, migrate, restore
from service.database import Database, open_database
from service.encrypted import open_file
from service.folder_key import key_of
from service.leases import LEADER
from service.migrate import is_current, migration_config, upgrade
from service.schema import Base, Lease, Person
from service.settings import load_settings
from service.vault import KEY_BYTES, Vault
from tests.conftest import ENGINES, NOW
from tests.servers.postgres import Postgres

VAULT = Vault({1: bytes(KEY_BYTES)})


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table, on each engine."""
    with ExitStack() as stack:
        url = ""
        if request.param == "postgres":
            server: Postgres = request.getfixturevalue("postgres")
            server.create("empty")
            stack.callback(server.drop, "empty")
            url = server.url("empty")
        database = open_database(load_settings({}, data_dir=tmp_path, database_url=url), VAULT)
        stack.callback(database.close)
        yield database


@pytest.fixture
def empty_file(tmp_path: Path) -> Iterator[Database]:
    """An SQLite file without any table."""
    database = open_database(load_settings({}, data_dir=tmp_path / "data"), VAULT)
    yield database
    database.close()


def tables_of(connection: Connection) -> dict[str, Any]:
    """Everything about the tables that a reader or writer could notice, as plain data."""
    look = inspect(connection)
    return {
        name: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in look.get_columns(name)
            },
            "primary key": look.get_pk_constraint(name)["constrained_columns"],
            "foreign keys": sorted(
                (key["constrained_columns"], key["referred_table"], key["referred_columns"], key["options"])
                for key in look.get_foreign_keys(name)
            ),
            "unique": sorted(rule["column_names"] for rule in look.get_unique_constraints(name)),
            "indexes": sorted((index["name"], index["column_names"]) for index in look.get_indexes(name)),
        }
        for name in look.get_table_names()
        if name != "alembic_version"
    }


def test_the_steps_end_in_the_tables_of_the_schema(empty: Database) -> None:
    """When this fails: `make migration NAME="what changed"`."""
    upgrade(empty, backup=None)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_text_is_compared_byte_by_byte_whatever_language_a_postgres_was_made_for(
    postgres: Postgres, tmp_path: Path
) -> None:
    """In the order of a language `a|1` is no name between `a|` and `a}`: sign by sign, or none of them counts at all."""
    postgres.create("abroad", language="en-US")
    try:
        database = open_database(load_settings({}, data_dir=tmp_path, database_url=postgres.url("abroad")), VAULT)
        upgrade(database, backup=None)
        with database.writing(LEADER) as session:
            assert session.scalar(text("SELECT 'a|1' >= 'a|' AND 'a|1' < 'a}'")) is False, (
                "the language orders otherwise"
            )
            session.add(Lease(name="a|1", owner="", epoch=1, until=NOW))
            session.flush()
            assert session.scalars(select(Lease.name).where(Lease.name >= "a|", Lease.name < "a}")).all() == ["a|1"]
            columns = session.execute(
                text(
                    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
                    "AND data_type IN ('character varying', 'text') AND collation_name IS DISTINCT FROM 'C'"
                )
            ).all()
        database.close()
        assert {table for table, _ in columns} <= {"alembic_version"}
    finally:
        postgres.drop("abroad")


def test_the_steps_leave_nothing_that_the_schema_would_not_make(empty: Database) -> None:
    upgrade(empty, backup=None)
    with empty.engine.connect() as connection:
        by_steps = tables_of(connection)
        Base.metadata.drop_all(connection)
        Base.metadata.create_all(connection)
        assert by_steps == tables_of(connection)


def test_an_upgraded_database_is_current_and_an_empty_one_is_not(empty: Database) -> None:
    assert not is_current(empty)
    upgrade(empty, backup=None)
    assert is_current(empty)


def test_upgrading_again_changes_nothing(empty: Database) -> None:
    upgrade(empty, backup=VAULT)
    with empty.writing("per_alice") as session:
        session.add(Person(id="per_alice", name="Alice", created_at=NOW))
    upgrade(empty, backup=VAULT)
    with empty.reading() as session:
        assert session.get_one(Person, "per_alice").name == "Alice"


def test_two_upgrades_at_once_both_end_well(empty: Database) -> None:
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda _: upgrade(empty, backup=None), range(2)))
    assert is_current(empty)


def test_the_steps_are_numbered_without_gaps() -> None:
    steps = list(ScriptDirectory.from_config(migration_config()).walk_revisions())
    assert [step.revision for step in reversed(steps)] == [f"{number:04}" for number in range(1, len(steps) + 1)]
    for step in steps:
        assert Path(step.path).name.startswith(f"{step.revision}_")


def test_a_database_of_a_newer_version_is_left_alone(empty: Database) -> None:
    upgrade(empty, backup=None)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not is_current(empty)
    with pytest.raises(Misconfigured, match="newer Warmthread"):
        upgrade(empty, backup=VAULT)


# --- what only a later step shows: a step that is not ours, on a copy of ours ------------------------------------

NEXT_STEP = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9001", "{head}", None, None

def upgrade():
    rebuild = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("persons", recreate=rebuild) as persons:
        persons.add_column(sa.Column("shoe_size", sa.Integer()))
    {then}
"""


def add_step(monkeypatch: pytest.MonkeyPatch, folder: Path, then: str = "") -> None:
    """Makes `upgrade` believe in one more step, which rebuilds the table that all others point to."""
    copied = folder / "migrations"
    shutil.copytree(Path(migrate.__file__).parent / "migrations", copied, ignore=shutil.ignore_patterns("__pycache__"))
    head = ScriptDirectory.from_config(migration_config()).get_current_head()
    step = NEXT_STEP.format(head=head, then=then)
    (copied / "versions" / "9001_next.py").write_text(step, encoding="utf-8")
    config = migration_config()
    config.set_main_option("script_location", str(copied))
    monkeypatch.setattr(migrate, "migration_config", lambda: config)


def fill(session: Session) -> None:
    session.add(Person(id="per_alice", name="Alice", created_at=NOW))
    session.flush()
    session.execute(
        text("INSERT INTO own_addresses VALUES ('per_alice', 'key', 'alice@example.org', '', '', true, true)")
    )


def addresses(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(text("SELECT email FROM own_addresses")))


def test_a_step_that_rebuilds_a_table_keeps_the_rows_that_point_to_it(
    empty: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    upgrade(empty, backup=None)
    with empty.writing("per_alice") as session:
        fill(session)
    add_step(monkeypatch, tmp_path)
    assert not is_current(empty)
    upgrade(empty, backup=None)
    assert is_current(empty)
    assert addresses(empty) == ["alice@example.org"]


def test_a_step_that_fails_leaves_everything_as_it_was(
    empty: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    upgrade(empty, backup=None)
    with empty.writing("per_alice") as session:
        fill(session)
    with empty.engine.connect() as connection:
        before = tables_of(connection)
    add_step(monkeypatch, tmp_path, then='raise RuntimeError("half-way")')
    with pytest.raises(RuntimeError, match="half-way"):
        upgrade(empty, backup=None)
    with empty.engine.connect() as connection:
        assert tables_of(connection) == before
    assert addresses(empty) == ["alice@example.org"]


def test_rows_are_guarded_again_after_an_upgrade(empty_file: Database) -> None:
    upgrade(empty_file, backup=None)
    with empty_file.reading() as session:
        assert session.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_step_that_leaves_rows_pointing_at_nothing_is_taken_back(
    empty_file: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    upgrade(empty_file, backup=None)
    with empty_file.writing("per_alice") as session:
        fill(session)
    add_step(monkeypatch, tmp_path, then='op.execute("DELETE FROM persons")')
    with pytest.raises(RuntimeError, match="own_addresses pointing at nothing"):
        upgrade(empty_file, backup=None)
    assert addresses(empty_file) == ["alice@example.org"]


def test_the_file_is_backed_up_before_it_is_upgraded(
    empty_file: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    upgrade(empty_file, backup=None)
    before = migrate.revision_of(empty_file)
    with empty_file.writing("per_alice") as session:
        fill(session)
    add_step(monkeypatch, tmp_path)
    made = upgrade(empty_file, backup=VAULT)
    assert made
    assert made.path.name.startswith("before-upgrade-")
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert made.manifest.revision == before
    unpacked = tmp_path / "unpacked.db"
    backup.unpack(made.path, made.manifest, unpacked, VAULT)
    with closing(open_file(unpacked, key_of(unpacked, VAULT))) as kept:
        assert kept.execute("SELECT email FROM own_addresses").fetchall() == [("alice@example.org",)]
        assert "shoe_size" not in [column[1] for column in kept.execute("PRAGMA table_info(persons)")]
    assert not list(made.path.parent.glob(".*")), "no half-made copy is left"


@pytest.mark.parametrize("times", [1, 2])
def test_where_nothing_can_be_lost_no_copy_is_made(empty_file: Database, times: int) -> None:
    for _ in range(times):
        assert upgrade(empty_file, backup=VAULT) is None
    assert backup.listing(migrate.file_of(empty_file)) == []


def test_an_older_versions_backup_is_upgraded_on_its_way_back(
    empty_file: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = load_settings({}, data_dir=tmp_path / "data", secret_key=SecretStr(bytes(KEY_BYTES).hex()))
    upgrade(empty_file, backup=None)
    with empty_file.writing("per_alice") as session:
        fill(session)
    made = backup.take(settings.database_path, tmp_path / "old.zip", VAULT, now=NOW)
    empty_file.close()
    add_step(monkeypatch, tmp_path)
    restore.restore(settings, made.path, now=NOW)
    again = open_database(settings)
    assert is_current(again)
    assert addresses(again) == ["alice@example.org"]
    again.close()
