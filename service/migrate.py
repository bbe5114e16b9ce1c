"""Brings a database to the tables that this version needs, and tells whether it is there already.

On one machine every command upgrades where nobody else is at work, and keeps a copy of the file as it was; a shared
Postgres is upgraded only by `warmthread migrate`. The steps are in `migrations/versions`, numbered, and go forward only.
"""

from __future__ import annotations

import contextlib
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
from service import encrypted
from service.backup import BEFORE_UPGRADE, KEPT, Backup, automatic
from service.clock import real_now
from service.database import Database
from service.vault import Vault

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
    return revision_of(database) == head()


def is_older(database: Database) -> bool:
    """Whether the database has the tables of an older version, or none yet. Raises Misconfigured where a newer version has
    upgraded it.
    """
    revision = revision_of(database)
    if revision == head():
        return False
    refuse_newer(revision)
    return True


def upgrade(database: Database, *, backup: Vault | None) -> Backup | None:
    """Upgrades in one transaction: all or nothing. With the vault of what is sealed in it, an SQLite file that holds
    something is backed up first; returns that backup.

    Raises Misconfigured for a database that a newer version has upgraded, CannotBackUp where there is no room for it.
    """
    if not is_older(database):
        return None
    has_tables = revision_of(database) is not None
    made = _back_up(database, backup) if backup and has_tables and database.is_sqlite else None
    with _alone(database) as connection:
        config = migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return made


def _back_up(database: Database, vault: Vault) -> Backup:
    return automatic(file_of(database), vault, BEFORE_UPGRADE, KEPT, real_now())


def file_of(database: Database) -> Path:
    """Where an SQLite database lies."""
    return Path(str(database.engine.url.database))


def head() -> str | None:
    """The step of the migrations that this version needs."""
    return ScriptDirectory.from_config(migration_config()).get_current_head()


def revision_of(database: Database) -> str | None:
    """The step that a database stands at; None for one without tables."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def refuse_newer(revision: str | None) -> None:
    """Raises Misconfigured for a step that this version does not know."""
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
    if isinstance(driver, encrypted.Connection):
        driver.execute(f"PRAGMA foreign_keys={how}")


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (
        orphan := connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    ):
        raise RuntimeError(f"the upgrade would leave rows of {orphan[0]} pointing at nothing; nothing was changed")
