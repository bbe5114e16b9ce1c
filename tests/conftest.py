"""What every test may ask for: a database on both engines, a context, a Redis, and three people.

Alice owns what a test is about, Bob uses the same Warmthread beside her, and Charlie must never see anything of
hers. Sockets reach this machine only; nothing of the machine's own settings reaches a test.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
import structlog
from alembic import command
from psycopg import sql
from sqlalchemy import Pool, event
from sqlalchemy.pool import ConnectionPoolEntry

from service import encrypted
from service.clock import ManualClock
from service.context import Context
from service.database import Database, open_database
from service.folder_key import line_of
from service.migrate import migration_config
from service.schema import Base, Person
from service.settings import PREFIX, Settings, load_settings
from service.vault import key_path, open_vault
from service.web.listening import settle_down
from tests.compiled import compile_no_statement_twice
from tests.servers import Missing, refuse_or_skip
from tests.servers.postgres import Postgres, running_postgres
from tests.servers.redis import running_redis
from tests.verdicts import pytest_runtest_logreport, pytest_terminal_summary, verdict

# Explains failed asserts inside the contract suites, which are no test modules; before anything imports them.
pytest.register_assert_rewrite(
    "tests.connectors.authorization_contract",
    "tests.connectors.calendar_contract",
    "tests.connectors.mailbox_contract",
    "tests.connectors.mailbox_reading",
    "tests.connectors.mailbox_searching",
    "tests.connectors.mailbox_sending",
    "tests.connectors.workshop",
)

__all__ = ("pytest_runtest_logreport", "pytest_terminal_summary", "verdict")
"""Hooks and a fixture that pytest finds here by their names."""
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday morning: when every ManualClock starts."""
ENGINES = ("sqlite", "postgres")
_FOREIGN = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")

DatabaseMaker = Callable[[str], Settings]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine", choices=ENGINES, default="sqlite", help="the database behind `context` (default: sqlite)"
    )


def pytest_configure() -> None:
    for name in list(os.environ):
        if name.startswith(PREFIX) or name.upper() in _FOREIGN:
            del os.environ[name]


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """For `-n auto` half as many more as there are cores: each waits a quarter of its time, for a server or a browser."""
    cores = os.cpu_count() or 1
    return cores + cores // 2 if config.option.numprocesses == "auto" else None


def pytest_collection_finish() -> None:
    """As the product does once everything is loaded: else the garbage collector takes a tenth of all the time."""
    settle_down()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole stories come first: a long test that begins last leaves every other worker idle."""
    stories = Path(__file__).parent
    items.sort(key=lambda item: item.path.parent != stories)


# --- servers, once per run ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A private server with the migrated database `warmthread`."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_postgres())
        except Missing as missing:
            refuse_or_skip(missing)
        server.create("warmthread")
        database = open_database(load_settings({}, database_url=server.url("warmthread")))
        _make_tables(database)
        database.close()
        yield server


@pytest.fixture(scope="session")
def _redis_server() -> Iterator[str]:
    with ExitStack() as stack:
        try:
            url = stack.enter_context(running_redis())
        except Missing as missing:
            refuse_or_skip(missing)
        yield url


@pytest.fixture
def redis_url(_redis_server: str) -> str:
    """An empty Redis of the tests' own."""
    with redis.Redis.from_url(_redis_server) as client:
        client.flushall()
    return _redis_server


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table, for `lay_down`: cheaper than migrating anew for each test. The keys lie beside it."""
    folder = tmp_path_factory.mktemp("migrated")
    settings = load_settings({}, data_dir=folder)
    open_vault(settings)
    database = open_database(settings)
    _make_tables(database)
    database.close()
    return folder / "warmthread.db"


def lay_down(migrated: Path, folder: Path, *, is_sqlite: bool = True) -> None:
    """Copies such a file into a data folder, with its keys; of what opens nothing else only the vault's key."""
    for path in (key_path(load_settings({}, data_dir=migrated.parent)), *((migrated, line_of(migrated)) * is_sqlite)):
        shutil.copy(path, folder)


def _make_tables(database: Database) -> None:
    """The tables at once from service.schema; that the steps end in the same ones is what test_migrations shows."""
    with database.engine.begin() as connection:
        Base.metadata.create_all(connection)
        config = migration_config()
        config.attributes["connection"] = connection
        command.stamp(config, "head")


# --- one database per test ---------------------------------------------------------------------------------------


def _never_wait_for_the_disk(connection: object, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Durability is off, as with the Postgres of the tests: nothing of it outlives them, and a disk takes its time."""
    if isinstance(connection, encrypted.Connection) and not record.info.setdefault("never waits", False):
        connection.execute("PRAGMA synchronous=OFF")
        record.info["never waits"] = True


event.listen(Pool, "checkout", _never_wait_for_the_disk)
compile_no_statement_twice()


@pytest.fixture
def durable() -> Iterator[None]:
    """SQLite waits for the disk in this test, as it does in earnest."""
    event.remove(Pool, "checkout", _never_wait_for_the_disk)
    yield
    event.listen(Pool, "checkout", _never_wait_for_the_disk)


@pytest.fixture
def settings_for(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[DatabaseMaker]:
    """Makes Settings with a data folder and a migrated, empty database of the engine named, for this test only; the key
    is the same in all of them, so that rows of one may be put into another.
    """
    with ExitStack() as stack:

        def make(engine: str) -> Settings:
            data = tmp_path / f"data-{engine}"
            data.mkdir(mode=0o700, exist_ok=True)
            migrated: Path = request.getfixturevalue("_migrated_file")
            lay_down(migrated, data, is_sqlite=engine == "sqlite")
            if engine == "sqlite":
                return load_settings({}, data_dir=data)
            server: Postgres = request.getfixturevalue("postgres")
            stack.callback(_empty, server)
            return load_settings({}, data_dir=data, database_url=server.url("warmthread"))

        yield make


def _empty(server: Postgres) -> None:
    """Takes every row away and starts the numbering anew: ten times quicker than a database per test."""
    tables = list(reversed(Base.metadata.sorted_tables))
    server.run(
        "warmthread",
        sql.SQL(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ),
        *(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)) for table in tables),
        sql.SQL("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"),
    )


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, settings_for: DatabaseMaker) -> Iterator[Database]:
    """A migrated, empty database; the test runs once on SQLite and once on Postgres."""
    opened = open_database(settings_for(request.param))
    yield opened
    opened.close()


# --- the product around it ---------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _own_logs() -> Iterator[None]:
    """What one test sets up for logs, a command run in this process among them, does not reach the next."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands at NOW until the test moves it."""
    return ManualClock(NOW)


@pytest.fixture
def empty_context(request: pytest.FixtureRequest, settings_for: DatabaseMaker, clock: ManualClock) -> Iterator[Context]:
    """A fresh installation: no person yet."""
    with ExitStack() as stack:
        yield _open(stack, settings_for(request.config.getoption("--engine")), clock)


@pytest.fixture
def context(empty_context: Context) -> Context:
    """Alice, Bob and Charlie on one Warmthread: SQLite, or what `--engine` names."""
    _add_people(empty_context.database)
    return empty_context


@pytest.fixture(params=ENGINES)
def context_on_both(
    request: pytest.FixtureRequest, settings_for: DatabaseMaker, clock: ManualClock
) -> Iterator[Context]:
    """As `context`, once on SQLite and once on Postgres: for what leans on locks, transactions or SQL of its own."""
    with ExitStack() as stack:
        opened = _open(stack, settings_for(request.param), clock)
        _add_people(opened.database)
        yield opened


def _open(stack: ExitStack, settings: Settings, clock: ManualClock) -> Context:
    opened = Context(settings, clock, open_database(settings), open_vault(settings))
    stack.callback(opened.database.close)
    return opened


def _add_people(database: Database) -> None:
    for name in ("Alice", "Bob", "Charlie"):
        person_id = f"per_{name.lower()}"
        with database.writing(person_id) as session:
            session.add(Person(id=person_id, name=name, created_at=NOW))


@pytest.fixture
def alice() -> str:
    """The id of the person a test is about."""
    return "per_alice"


@pytest.fixture
def bob() -> str:
    """The id of somebody who uses the same Warmthread."""
    return "per_bob"


@pytest.fixture
def charlie() -> str:
    """The id of somebody who must see nothing of Alice's."""
    return "per_charlie"
