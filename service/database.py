"""Engine and transactions: one way to read and write, on SQLite and on Postgres.

Every transaction that writes belongs to one person and takes that person's lock first (SQLite: the whole file, by
BEGIN IMMEDIATE; Postgres: an advisory lock), so that two workers never decide about one person at the same time and
decisions may read, think and write without races. Threads that want to write one SQLite file are let in as they came
(`fair_lock`). An SQLite file is encrypted (`encrypted`, `folder_key`); Postgres' disk is its operator's. Knows no table.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, DateTime, Dialect, Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.orm import Session as Session  # the one name of the library that workers pass on
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from connectors.errors import Misconfigured
from service import crash, encrypted
from service.fair_lock import FairLock
from service.folder_key import file_key
from service.settings import Settings
from service.vault import Vault, open_vault

BUSY_TIMEOUT_MS = 30_000
STOPPED_SECONDS = 10
"""No transaction waits for anything outside: one that stands still for so long belongs to a process that was stopped,
and must not keep its person's lock for ever."""
_NEVER_FOR_EVER = {
    "options": f"-c idle_in_transaction_session_timeout={STOPPED_SECONDS * 1000}",
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
"""Nor does anybody here wait for a server whose machine or network is gone: the system's own patience is two hours.
https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS"""
PROBE_SECONDS = 3
_ATTEMPT_SECONDS = 1.0
"""How long one attempt at forgetting holds everybody else up at most."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime in Python; SQLite keeps it without its zone, Postgres as timestamptz."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """One engine and its transactions."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._readers = sessionmaker(engine, expire_on_commit=False)
        self._writers = sessionmaker(engine.execution_options(begin="BEGIN IMMEDIATE"), expire_on_commit=False)
        self.line = FairLock()

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self, person_id: str, work: str = "write") -> Iterator[Session]:
        """A transaction that may write rows of this person; commits at the end, rolls back on any exception.

        `work` names it in crash points: `<work>.after_begin`, `<work>.before_commit` and `<work>.after_commit`.
        """
        with self._in_line(), self._writers() as session:
            self._lock(session, person_id)
            crash.point(f"{work}.after_begin")
            yield session
            session.flush()
            crash.point(f"{work}.before_commit")
            session.commit()
        # Outside of the line: what steps in here in a test writes too, and would wait behind itself.
        crash.point(f"{work}.after_commit")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads."""
        with self._readers() as session:
            # Closing, not rolling back: a rollback would expire the rows that the caller takes along.
            yield session

    def _in_line(self) -> AbstractContextManager[None]:
        return self.line.held(patience=BUSY_TIMEOUT_MS / 1000) if self.is_sqlite else nullcontext()

    def _lock(self, session: Session, person_id: str) -> None:
        # SQLAlchemy begins with the first statement; what is decided before that would be decided without the lock.
        session.connection()
        if not self.is_sqlite:
            digest = hashlib.sha256(person_id.encode()).digest()
            key = int.from_bytes(digest[:8], "big", signed=True)
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})

    def forget_for_good(self, *, seconds: float = 20.0) -> bool:
        """Takes what deleted and changed rows left behind out of the files: free pages, slack of pages, the log.

        Deleting alone leaves copies of cells that moved when a page was split. On SQLite the file is written anew and
        the log cut to nothing (https://www.sqlite.org/pragma.html#pragma_wal_checkpoint); Postgres frees its pages, and
        its own log is the operator's. False where others read or wrote all the while, or the disk has no room for it:
        nothing is lost, try again.
        """
        try:
            return self._is_written_anew(time.monotonic() + seconds)
        except OperationalError as error:
            if _is_full(error):
                return False
            raise

    def _is_written_anew(self, end: float) -> bool:
        with self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")
                return True
            # No isolation level here: giving it back to the pool would have the driver open transactions by itself.
            outside = connection.execution_options(begin="")
            with _short_waits(outside):
                return _until(end, lambda: _rewritten(outside)) and _until(end, lambda: _log_is_empty(outside))

    def close(self) -> None:
        self.engine.dispose()


def open_database(settings: Settings, vault: Vault | None = None) -> Database:
    """The database of these settings; an SQLite file is opened with the key that `vault` opens, or the settings' own.

    Raises Misconfigured when the folder cannot be made, or the file is not encrypted; Tampered under another vault.
    """
    url = settings.database
    if not settings.is_sqlite:
        sizes = {"pool_size": settings.workers + 4, "max_overflow": 2 * settings.workers + 8}
        return Database(create_engine(url, **sizes, pool_pre_ping=True, connect_args=_NEVER_FOR_EVER))
    path = settings.database_path
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = file_key(settings, vault or open_vault(settings))
        if not path.exists():
            path.touch(mode=0o600)
    except OSError as error:
        raise Misconfigured(f"WARMTHREAD_DATA_DIR: cannot write in {path.parent} ({error.strerror}).") from None
    engine = create_engine(url, module=encrypted.driver, creator=lambda: _connection(path, key))
    event.listen(engine, "checkout", lambda *opened: _ensure_same(path, *opened))
    event.listen(engine, "begin", _begin)
    return Database(engine)


def open_probe(database: Database, settings: Settings) -> Database:
    """The same database for a look from outside, such as whether it answers: on Postgres over a connection of its own
    each time, which gives up after PROBE_SECONDS instead of waiting for a server that hangs.
    """
    if database.is_sqlite:
        return database
    limits = {
        "connect_timeout": PROBE_SECONDS,
        "tcp_user_timeout": PROBE_SECONDS * 1000,
        "options": f"-c statement_timeout={PROBE_SECONDS * 1000}",
    }
    return Database(create_engine(settings.database, poolclass=NullPool, connect_args=limits))


def _connection(path: Path, key: bytes) -> encrypted.Connection:
    """A file that is gone is not made anew, empty: what was in it may come back with its disk."""
    if not path.exists():
        raise encrypted.driver.OperationalError("unable to open database file")
    connection = encrypted.open_file(path, key, timeout=BUSY_TIMEOUT_MS / 1000)
    try:
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {setting}")
    except encrypted.FileError:
        connection.close()
        raise
    return connection


def _ensure_same(path: Path, _connection: object, record: ConnectionPoolEntry, _proxy: object) -> None:
    """What is written into a file that was moved away or deleted would be lost in silence."""
    found = _identity(path)
    if record.info.setdefault("file", found) != found:
        raise DisconnectionError("the database file is another one")


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_dev, found.st_ino


def _begin(connection: Connection) -> None:
    # The driver opens no transactions by itself: reading() reads without one, writing() begins IMMEDIATE.
    # https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#pysqlite-serializable
    # Readers take a snapshot; writers take the file's lock at once, so that they never fail half-way by upgrading.
    if statement := connection.get_execution_options().get("begin", "BEGIN"):
        connection.exec_driver_sql(statement)


@contextmanager
def _short_waits(connection: Connection) -> Iterator[None]:
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(_ATTEMPT_SECONDS * 1000)}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _until(end: float, is_done: Callable[[], bool]) -> bool:
    """Tries at least once, and again until the monotonic clock says `end`; each try waits by itself."""
    while not (done := is_done()) and time.monotonic() < end:
        pass
    return done


def _rewritten(connection: Connection) -> bool:
    try:
        connection.exec_driver_sql("VACUUM")
    except OperationalError as error:
        if "locked" in str(error.orig):
            return False
        raise
    return True


def _log_is_empty(connection: Connection) -> bool:
    is_busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not is_busy


def is_outage(error: BaseException) -> bool:
    """Whether the database failed and not the work that was done in it: it is away, busy, full or not to be written."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, NoConnectionLeft)
    is_of_the_line = error.connection_invalidated or isinstance(error, InterfaceError)
    return is_of_the_line or (isinstance(error, OperationalError) and bool(known_reason(error)))


def explain(error: DBAPIError) -> str:
    """A sentence for the person at the terminal about a database that cannot be used just now."""
    return known_reason(error) or f"The database refused the work: {str(error.orig).splitlines()[0]}"


def _is_full(error: DBAPIError) -> bool:
    reason = str(error.orig).lower()
    return "disk is full" in reason or "no space" in reason


def known_reason(error: DBAPIError) -> str:
    """The same without the database's own words; "" where nothing else is known."""
    reason = str(error.orig).lower()
    if "locked" in reason:
        return "The database is busy: another Warmthread is writing. Try again in a moment."
    if "readonly" in reason or "read-only" in reason:
        return "The database is read-only: check the permissions of the data folder (WARMTHREAD_DATA_DIR)."
    if _is_full(error):
        return "The disk is full: free some space; nothing was lost, work goes on from the last commit."
    if "unable to open" in reason:
        return "The database file cannot be opened: check the data folder (WARMTHREAD_DATA_DIR)."
    if "disk i/o" in reason:
        return "The disk cannot be read or written just now: check it and the data folder (WARMTHREAD_DATA_DIR)."
    if "malformed" in reason or "not a database" in reason:
        return "The database file is damaged: put a backup back (warmthread restore)."
    if not isinstance(error.orig, encrypted.driver.Error) and isinstance(error, OperationalError | InterfaceError):
        return "The database cannot be reached: check WARMTHREAD_DATABASE_URL and that the server runs."
    return ""
