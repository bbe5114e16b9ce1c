"""Brings a database to the tables that this version needs, and tells whether it is there already.

On one machine `run` upgrades at start and keeps a copy of the file as it was; a shared Postgres is upgraded only by
`warmthread migrate`. The steps are in `migrations/versions`, numbered, and go forward only.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection, text

from connectors.errors import Misconfigured
from service.database import Database

_LOCK = 7_305_177_404
"""Advisory lock on Postgres: two upgrades at once come one after the other."""


def migration_config() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def is_current(database: Database) -> bool:
    """Whether the database has exactly the tables of this version."""
    return _revision(database) == _head()


def upgrade(database: Database, *, backup: bool) -> None:
    """Upgrades in one transaction: all or nothing. With `backup` an SQLite file that holds something is copied first.

    Raises Misconfigured for a database that a newer version has upgraded.
    """
    revision = _revision(database)
    if revision == _head():
        return
    _refuse_newer(revision)
    if backup and revision is not None and database.is_sqlite:
        _keep_copy(database)
    with _alone(database) as connection:
        config = migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def backup_path(database: Database) -> Path:
    """Where the copy of an SQLite file is kept that an upgrade to this version makes."""
    path = _file(database)
    return path.with_name(f"{path.name}.before-{_head()}")


def _head() -> str | None:
    return ScriptDirectory.from_config(migration_config()).get_current_head()


def _revision(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(revision: str | None) -> None:
    try:
        if revision is not None:
            ScriptDirectory.from_config(migration_config()).get_revision(revision)
    except (CommandError, ResolutionError):
        raise Misconfigured(
            f"WARMTHREAD_DATABASE_URL: the database was upgraded by a newer Warmthread (to {revision}). "
            "Install that version, or go back to the copy that was made before the upgrade."
        ) from None


@contextlib.contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """A connection in a transaction that no other upgrade runs beside."""
    writer = database.engine.execution_options(begin="BEGIN IMMEDIATE")
    with writer.connect() as connection:
        if database.is_sqlite:
            # Rebuilding a table drops the old one, which would take every row that points to it along; the switch
            # works only outside a transaction. https://www.sqlite.org/lang_altertable.html#otheralter
            _switch_foreign_keys(connection, "OFF")
        try:
            with connection.begin():
                if not database.is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                yield connection
                _refuse_orphans(connection)
        finally:
            if database.is_sqlite:
                _switch_foreign_keys(connection, "ON")


def _switch_foreign_keys(connection: Connection, how: str) -> None:
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.execute(f"PRAGMA foreign_keys={how}")


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (
        orphan := connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    ):
        raise RuntimeError(f"the upgrade would leave rows of {orphan[0]} pointing at nothing; nothing was changed")


def _file(database: Database) -> Path:
    return Path(str(database.engine.url.database))


def _keep_copy(database: Database) -> None:
    """Copies the file through SQLite, so that what still lies in the write-ahead log comes along."""
    target = backup_path(database)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    unfinished.touch(mode=0o600)
    try:
        with (
            contextlib.closing(sqlite3.connect(_file(database))) as source,
            contextlib.closing(sqlite3.connect(unfinished)) as copy,
        ):
            source.backup(copy)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
