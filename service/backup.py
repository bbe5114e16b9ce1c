"""Copies of an SQLite database in one file each, consistent while others write; how they are made, named, checked and
opened. A backup is a zip: the database with its sealed key, a manifest that says what it is, and only where that is
asked for the vault's key.

The database in it stays encrypted, and its own key sealed by the vault: without the vault's key, which the manifest names
by its id, nobody reads anything of it.
Putting one back is `restore`'s matter.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import IO

from service.encrypted import Connection, FileError, first_flaw, open_file
from service.folder_key import key_of, line_of, open_line, write_line
from service.vault import Vault

FORMAT = 1
DATABASE, DATABASE_KEY, MANIFEST, KEY = "warmthread.db", "warmthread.db.key", "manifest.json", "secret.key"
FOLDER = "backups"
"""Beside the database: the copies that Warmthread makes by itself."""
DAILY, BEFORE_UPGRADE, BEFORE_RESTORE = "daily", "before-upgrade", "before-restore"
DAMAGED = "damaged"
"""How the name of a folder begins in which a damaged database lies that a restore moved aside."""
WORKPLACE = ".restore"
"""How the name of a folder beside the database begins in which a restore makes another one ready."""
KEPT = 3
"""How many copies from before upgrades, and from before restores, are kept."""
ROOM_TO_SPARE = 64 * 1024**2
"""Bytes that must be left on the disk beside a backup."""
_PAGES = 2_000
_CHUNK = 1024 * 1024
_MOST_MANIFEST = 64 * 1024
_BUSY_SECONDS = 30.0
_STAMP = "%Y%m%dT%H%M%SZ"
_NAMED = re.compile(r"^(daily|before-upgrade|before-restore)-(\d{8}T\d{6}Z)\.zip$")
_ASIDE = re.compile(rf"^{DAMAGED}-\d{{8}}T\d{{6}}Z$")
_NAMED_UNFINISHED = re.compile(rf"^\.{_NAMED.pattern[1:-1]}\.\d+\.(db|zip)")
Progress = Callable[[int, int], None]
"""Is told how many bytes are done, and of how many."""


class CannotBackUp(Exception):
    """There is no backup; the text says why and what to do."""


class Damaged(Exception):
    """A database or a backup is not whole; the text says what is wrong with it."""


class NotABackup(Exception):
    """That file is no backup of Warmthread, or one that this version cannot read; the text says which."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `keys`: version of each key to its id; `size` and `sha256` are the database's."""

    format: int
    made_at: datetime
    product: str
    revision: str
    keys: Mapping[int, str]
    has_key: bool
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup."""

    path: Path
    manifest: Manifest


# --- making one -------------------------------------------------------------------------------------------------


def take(
    source: Path, target: Path, vault: Vault, *, now: datetime, key: str = "", may_replace: bool = False,
    progress: Progress | None = None,
) -> Backup:  # fmt: skip
    """Backs the database file `source` up into `target`, also while others write; `key` goes in where it is given.

    Written beside and renamed once it is whole and checked. Raises CannotBackUp, Damaged when the database is, and as
    `folder_key.key_of` does.
    """
    if target.exists() and not may_replace:
        raise CannotBackUp(f"{target} is there already. Name another file, or say --overwrite.")
    if not source.exists():
        raise CannotBackUp(f"There is no database at {source} yet: nothing to back up.")
    file_key = key_of(source, vault)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _unfinished(target, ".db") as copy, _unfinished(target, ".zip") as whole:
        _copy(source, copy, file_key, progress)
        write_line(copy, file_key, vault)
        check(copy, file_key)
        manifest = _pack(copy, whole, vault, now, key)
        whole.replace(target)
    settle(target.parent)
    return Backup(target, manifest)


def automatic(source: Path, vault: Vault, kind: str, keep: int, now: datetime) -> Backup:
    """A copy that nobody asked for, into the folder beside the database; of its kind the last `keep` stay, this one
    among them. `now` is real time.

    What a killed process left half done goes a day later.
    """
    made = take(source, folder_of(source) / f"{kind}-{now:{_STAMP}}.zip", vault, now=now, may_replace=True)
    day_before = (now - timedelta(days=1)).timestamp()
    left = [path for path in _left_unfinished(made.path.parent) if path.stat().st_mtime < day_before]
    for old in (*_surplus(source, kind, keep, made_at(made.path)), *left):
        old.unlink(missing_ok=True)
    return made


def _surplus(source: Path, kind: str, keep: int, last: datetime) -> list[Path]:
    """What goes, `last` being when the newest copy was made. A name that lies ahead of it is of a clock that went wrong:
    those go first.
    """
    copies = sorted(listing(source, kind), key=lambda path: made_at(path) > last)
    return copies[keep:]


def remove_made(source: Path, is_meant: Callable[[datetime], bool], kind: str = "") -> int:
    """Removes the automatic copies of one kind, or of all and what a restore moved aside, of whose time `is_meant` says
    so; returns how many.
    """
    aside = [] if kind else [path for path in folder_of(source).glob(f"{DAMAGED}-*") if _ASIDE.match(path.name)]
    meant = [path for path in (*listing(source, kind), *aside) if is_meant(made_at(path))]
    for path in meant:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(meant)


def folder_of(source: Path) -> Path:
    """Where the automatic copies of that database lie."""
    return source.parent / FOLDER


def listing(source: Path, kind: str = "") -> list[Path]:
    """The automatic copies, of one kind or of all, newest first. What somebody put there beside them is left alone."""
    named = [(found, path) for path in folder_of(source).glob("*.zip") if (found := _NAMED.match(path.name))]
    return [path for found, path in sorted(named, key=lambda one: one[0][2], reverse=True) if kind in {"", found[1]}]


def was_there(source: Path) -> bool:
    """Whether a database lay there before: what Warmthread by itself copied of it, or moved aside, is still beside it."""
    return bool(listing(source)) or any(folder_of(source).glob(f"{DAMAGED}-*"))


def remove_all(source: Path) -> int:
    """Removes what Warmthread by itself copied or moved aside of that database, unfinished copies too; returns how many
    there were. What somebody put there beside them is left alone.
    """
    folder = folder_of(source)
    copies = listing(source)
    for path in (*copies, *_left_unfinished(folder)):
        path.unlink(missing_ok=True)
    aside = [*folder.glob("damaged-*"), *source.parent.glob(f"{WORKPLACE}.*")]
    for moved in aside:
        shutil.rmtree(moved, ignore_errors=True)
    return len(copies) + len(aside)


def _left_unfinished(folder: Path) -> list[Path]:
    """Those of a process that was killed, or of one that is copying just now: what it copied is from before."""
    return [path for path in folder.glob(".*") if _NAMED_UNFINISHED.match(path.name)]


def made_at(path: Path) -> datetime:
    """When an automatic copy was made, or a damaged database moved aside, by its name."""
    return datetime.strptime(path.stem[-16:], _STAMP).replace(tzinfo=UTC)


def is_daily_due(source: Path, now: datetime, *, up_for: timedelta) -> bool:
    """Whether no daily copy is of the day before `now`; a first one waits until Warmthread has run for ten minutes. A copy
    whose name lies ahead is of a clock that went wrong, and says nothing.
    """
    ages = [now - made_at(path) for path in listing(source, DAILY)]
    if not ages:
        return up_for >= timedelta(minutes=10)
    return not any(timedelta() <= age < timedelta(days=1) for age in ages)


@contextlib.contextmanager
def _unfinished(target: Path, ending: str) -> Iterator[Path]:
    """A file beside the target, the owner's alone, that is gone afterwards unless it was renamed."""
    path = target.with_name(f".{target.name}.{os.getpid()}{ending}")
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    try:
        yield path
    finally:
        for beside in ("", "-wal", "-shm", "-journal", ".key"):
            path.with_name(f"{path.name}{beside}").unlink(missing_ok=True)


def _copy(source: Path, target: Path, key: bytes, progress: Progress | None) -> None:
    """One snapshot of the source, page by page, through SQLite: what still lies in the write-ahead log comes along."""
    with (
        contextlib.closing(open_file(source, key, timeout=_BUSY_SECONDS)) as reader,
        contextlib.closing(open_file(target, key)) as writer,
    ):
        # The snapshot is held by this transaction. Without it every commit of somebody else would make the copying
        # begin anew, for ever beside a busy writer. https://www.sqlite.org/c3ref/backup_finish.html
        reader.execute("BEGIN")
        size = _size(reader)
        refuse_little_room(target.parent, 2 * size)
        reader.backup(writer, pages=_PAGES, progress=_telling(progress, size))
        reader.execute("ROLLBACK")
        writer.execute("PRAGMA journal_mode=DELETE")


def _size(reader: Connection) -> int:
    """Bytes of the database as this transaction sees it."""
    pages, page = (int(reader.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size"))
    return pages * page


def _telling(progress: Progress | None, size: int) -> Callable[[int, int, int], None] | None:
    if progress is None:
        return None
    return lambda _status, left, total: progress(size * (total - left) // max(total, 1), size)


def refuse_little_room(folder: Path, needed: int) -> None:
    """Raises CannotBackUp where `needed` bytes and a reserve do not fit on that folder's disk."""
    free = shutil.disk_usage(folder).free
    if free < needed + ROOM_TO_SPARE:
        raise CannotBackUp(
            f"There is not enough room in {folder}: {needed // 1024**2 + ROOM_TO_SPARE // 1024**2} MiB are needed, "
            f"{free // 1024**2} MiB are free. Make room, or name a file on another disk."
        )


def _pack(copy: Path, whole: Path, vault: Vault, now: datetime, key: str) -> Manifest:
    with whole.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            size, digest = _add_database(packed, copy)
            manifest = Manifest(
                FORMAT, now, version("warmthread"), revision_of(copy, key_of(copy, vault)), vault.key_ids, bool(key), size,
                digest,
            )  # fmt: skip
            packed.write(line_of(copy), DATABASE_KEY)
            if key:
                packed.writestr(KEY, key)
            packed.writestr(MANIFEST, json.dumps(asdict(manifest) | {"made_at": now.isoformat()}, indent=2))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _add_database(packed: zipfile.ZipFile, copy: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with copy.open("rb") as source, packed.open(DATABASE, "w", force_zip64=True) as member:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            member.write(chunk)
    return size, digest.hexdigest()


def revision_of(file: Path, key: bytes) -> str:
    """Which step of the migrations a database file stands at; "" for one without any tables."""
    with contextlib.closing(open_file(file, key)) as connection:
        has_table = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if has_table else None
    return str(row[0]) if row else ""


def settle(folder: Path) -> None:
    """A renamed file is there for good once its folder is written."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- looking at one ---------------------------------------------------------------------------------------------


def check(file: Path, key: bytes) -> None:
    """Looks through a whole database file. Raises Damaged."""
    try:
        with contextlib.closing(open_file(file, key)) as connection:
            flaw = first_flaw(connection)
    except FileError as error:
        flaw = str(error)
    if flaw:
        raise Damaged(f"The database is damaged: {flaw}.")


def read_manifest(file: Path) -> Manifest:
    """What that backup says of itself. Raises NotABackup."""
    try:
        with zipfile.ZipFile(file) as packed:
            found = packed.getinfo(MANIFEST)
            if found.file_size > _MOST_MANIFEST or not {DATABASE, DATABASE_KEY} <= set(packed.namelist()):
                raise NotABackup(f"{file} is no backup of Warmthread.")
            manifest = _manifest(json.loads(packed.read(found)))
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError):
        raise NotABackup(f"{file} is no backup of Warmthread, or was cut off.") from None
    if manifest.format > FORMAT:
        raise NotABackup(f"{file} was made by a newer Warmthread ({manifest.product}). Install that version first.")
    return manifest


def _manifest(told: dict[str, object]) -> Manifest:
    keys = told["keys"]
    if not isinstance(keys, dict):
        raise TypeError
    return Manifest(
        format=int(str(told["format"])),
        made_at=datetime.fromisoformat(str(told["made_at"])),
        product=str(told["product"]),
        revision=str(told["revision"]),
        keys={int(number): str(key_id) for number, key_id in keys.items()},
        has_key=told["has_key"] is True,
        size=int(str(told["size"])),
        sha256=str(told["sha256"]),
    )


def unpack(
    file: Path, manifest: Manifest, target: Path, vault: Vault, progress: Progress | None = None
) -> None:  # fmt: skip
    """Writes the backup's database into the file `target`, with its key beside it, and looks whether it is the one that
    went in.

    Raises Damaged, and Tampered where the vault does not open its key.
    """
    try:
        with zipfile.ZipFile(file) as packed, packed.open(DATABASE) as member, target.open("wb") as out:
            line = packed.read(DATABASE_KEY).decode("ascii")
            digest = _write_down(member, out, manifest.size, progress)
            out.flush()
            os.fsync(out.fileno())
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise Damaged(f"The backup is damaged: {error}.") from None
    if digest != manifest.sha256:
        raise Damaged("The backup is damaged: what is in it is not what went in.")
    key = open_line(line, vault)
    check(target, key)
    write_line(target, key, vault)


def _write_down(member: IO[bytes], out: IO[bytes], size: int, progress: Progress | None) -> str:
    digest, done = hashlib.sha256(), 0
    while chunk := member.read(_CHUNK):
        done += len(chunk)
        if done > size:
            raise ValueError("it holds more than it says")
        digest.update(chunk)
        out.write(chunk)
        if progress:
            progress(done, size)
    return digest.hexdigest()


def key_in(file: Path) -> str:
    """The key that a backup brings along, "" where it brings none."""
    with zipfile.ZipFile(file) as packed:
        return packed.read(KEY).decode("ascii") if KEY in packed.namelist() else ""
