"""Puts an archive of somebody's data (`taking_out`) into an empty Warmthread: all of it or nothing.

The file is a stranger's until it was looked at: how much it may unpack is limited before it is, every value is checked
against its column, every reference must point at what came along. What comes out stands like a backup that was put back:
nothing of it is sent or put into a mailbox by itself, and every mailbox has to be connected again.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Table, insert, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from connectors import registry
from connectors.errors import Unreadable
from connectors.takeout import archive
from service import approvals, archive_rows, digest, erased, placed, uploads
from service.accounts import FILES
from service.archive_rows import FORMAT, LEFT_OUT, MANIFEST, Manifest, Row
from service.audits import COUNTING, FAILED, WAITING
from service.context import Context
from service.database import is_outage
from service.schema import Person
from service.schema.owned import counts, owned_by
from service.vault import Vault

MAX_MEMBERS = 200
MAX_TOTAL = 16 * 1024**3
"""Bytes of rows in one archive."""
LONGEST_LINE = 32 * 1024**2
_MOST_MANIFEST = 64 * 1024
_BATCH = 500
_PROVIDERS = frozenset({FILES, *(entry.name for entry in registry.ENTRIES)})
_NO_FILE = "It was not read when this archive was made: hand it in once more."
_NOT_COUNTED = "It was not done when this archive was made."
_CONNECT = "Brought in from an archive: connect it again."
Progress = Callable[[int], None]
"""Is told how many bytes of rows are done."""


class CannotBringIn(Exception):
    """Nothing was brought in, and nothing changed; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came in. `mails`: approved ones that are looked for before anything else; `is_placing_off`: drafts are put
    into the mailbox no more until the person says so.
    """

    manifest: Manifest
    mails: int
    is_placing_off: bool


@dataclass(frozen=True, slots=True)
class _Arriving:
    """One archive on its way in. `known`: ids that came along, by table."""

    vault: Vault
    person_id: str
    file: Path
    members: Mapping[str, zipfile.ZipInfo]
    manifest: Manifest
    progress: Progress
    known: dict[str, set[str]] = field(default_factory=dict)
    done: list[int] = field(default_factory=lambda: [0])
    """Bytes of rows, so far."""


def is_archive(file: Path) -> bool:
    """Whether that file says of itself that it was made by `taking_out`."""
    try:
        with zipfile.ZipFile(file) as packed:
            return MANIFEST in packed.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def size_of(file: Path) -> int:
    """How many bytes of rows an archive says that it holds. Raises CannotBringIn for one that holds too much."""
    return sum(info.file_size for info in _members(file).values())


def bring_in(
    context: Context, person_id: str, file: Path, *, now: datetime, progress: Progress = lambda _: None
) -> Brought:
    """Puts an archive's rows in place, as those of this person, who has nothing here yet. `now` is product time.

    Raises CannotBringIn; then everything is as it was.
    """
    members = _members(file)
    manifest = _manifest(file, members, person_id)
    arriving = _Arriving(context.vault, person_id, file, members, manifest, progress)
    try:
        with context.database.writing(person_id, "bring_in") as session:
            _refuse_company(session, person_id)
            for table in archive_rows.carried_tables():
                _fill(session, arriving, table)
            _refuse_other_counts(session, arriving)
            done = _quieten(session, person_id, manifest, now)
    except (Unreadable, OverflowError, UnicodeError) as problem:
        raise CannotBringIn(_damaged(file, str(problem))) from None
    except SQLAlchemyError as problem:
        if is_outage(problem):
            raise
        raise CannotBringIn(_damaged(file, "its rows do not belong together")) from None
    erased.write_down(context, person_id)
    return done


def _damaged(file: Path, why: str) -> str:
    return f"{file} cannot be brought in: {why.rstrip('.')}. Nothing was changed."


# --- looking first ----------------------------------------------------------------------------------------------


def _members(file: Path) -> Mapping[str, zipfile.ZipInfo]:
    """What the archive lists, looked at before anything of it is unpacked. Raises CannotBringIn."""
    try:
        listed = archive.listed(file, most=MAX_MEMBERS)
    except Unreadable as problem:
        raise CannotBringIn(_damaged(file, problem.detail)) from None
    found = {info.filename: info for info in listed}
    if len(found) < len(listed):
        raise CannotBringIn(_damaged(file, "it holds two files of one name"))
    if MANIFEST not in found:
        raise CannotBringIn(f"{file} was not made by `warmthread export`.")
    refused = next((why for info in listed if (why := archive.why_refused(info))), "")
    if refused or sum(info.file_size for info in listed) > MAX_TOTAL:
        raise CannotBringIn(_damaged(file, refused or "it would grow beyond reason when unpacked"))
    return found


def _manifest(file: Path, members: Mapping[str, zipfile.ZipInfo], person_id: str) -> Manifest:
    if members[MANIFEST].file_size > _MOST_MANIFEST:
        raise CannotBringIn(_damaged(file, "its warmthread.json is too large"))
    try:
        with archive.Member(file, MANIFEST, "rows", _MOST_MANIFEST).open() as stream:
            found = TypeAdapter(Manifest).validate_json(stream.read())
    except (Unreadable, ValueError):
        raise CannotBringIn(_damaged(file, "its warmthread.json cannot be read")) from None
    if found.format > FORMAT:
        raise CannotBringIn(
            f"{file} was made by a newer Warmthread ({found.product[:40]}). Install that version first."
        )
    if found.person != person_id:
        raise CannotBringIn(f"{file} is of another person than the one here.")
    return found


def _refuse_company(session: Session, person_id: str) -> None:
    """An archive's ids and what is there already would be mixed up beyond repair."""
    there = counts(session, person_id)
    if any(number for name, number in there.items() if name not in LEFT_OUT | {Person.__tablename__}):
        raise CannotBringIn(
            "There is something in this Warmthread already, and an archive is brought into an empty one. Name another "
            "folder with WARMTHREAD_DATA_DIR, or erase what is here first (warmthread erase --everything)."
        )


# --- rows -------------------------------------------------------------------------------------------------------


def _fill(session: Session, arriving: _Arriving, table: Table) -> None:
    batch: list[Row] = []
    for values in _rows(arriving, table):
        batch.append(_as_row(arriving, table, values))
        if len(batch) == _BATCH:
            _put(session, arriving, table, batch)
            batch = []
    _put(session, arriving, table, batch)


def _rows(arriving: _Arriving, table: Table) -> Iterator[Row]:
    info = arriving.members.get(archive_rows.member_of(table))
    if info is None:
        return
    with archive.Member(arriving.file, info.filename, "rows", info.file_size).open() as stream:
        while line := stream.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise Unreadable(f"a row of {table.name} is too long")
            try:
                yield archive_rows.read(table, line)
            except (ValueError, RecursionError):
                raise Unreadable(f"a row of {table.name} is none") from None
            arriving.done[0] += len(line)


def _as_row(arriving: _Arriving, table: Table, values: Row) -> Row:
    values |= _arrived(table.name, values)
    for key in table.foreign_keys:
        if key.parent.name == "person_id":
            continue
        if values[key.parent.name] not in arriving.known[key.column.table.name]:
            raise Unreadable(f"a row of {table.name} points at nothing")
    if "id" in values:
        arriving.known.setdefault(table.name, set()).add(values["id"])
    try:
        row = archive_rows.sealed(arriving.vault, table, values)
    except ValueError:
        raise Unreadable(f"a row of {table.name} is none") from None
    return row if table.name == Person.__tablename__ else {**row, "person_id": arriving.person_id}


def _put(session: Session, arriving: _Arriving, table: Table, rows: list[Row]) -> None:
    arriving.progress(arriving.done[0])
    if not rows:
        return
    if table.name == Person.__tablename__:
        session.execute(update(table).where(owned_by(table, arriving.person_id)).values(rows[-1]))
    else:
        session.execute(insert(table), rows)


def _refuse_other_counts(session: Session, arriving: _Arriving) -> None:
    there = {name: number for name, number in counts(session, arriving.person_id).items() if name not in LEFT_OUT}
    if there != dict.fromkeys(there, 0) | arriving.manifest.tables:
        raise Unreadable("it does not hold what it says that it holds")


# --- as after a restore -----------------------------------------------------------------------------------------


def _arrived(table: str, values: Row) -> Row:
    """What is another in a new place: nobody is at work on anything, and no mailbox is open."""
    unleased: dict[str, Any] = {"lease_owner": "", "lease_until": None}
    match table:
        case "accounts":
            if values["provider"] not in _PROVIDERS:
                raise Unreadable("it names a provider that there is not")
            was_open = values["connection_state"] == "connected"
            closed = {"connection_state": "needs_consent", "state_reason": _CONNECT} if was_open else {}
            return {**unleased, "next_due": None, "in_hand": {}, "bad_ends": 0, **closed}
        case "approvals":
            return unleased
        case "allowances":
            return {"spent": {}, "blocked_until": None}
        case "file_imports":
            # No file came along, and what a stranger's path names here is never to be read or removed.
            is_over = values["state"] in {uploads.DONE, uploads.FAILED}
            return {"path": "", **({} if is_over else {"state": uploads.FAILED, "error": _NO_FILE})}
        case "audits" if values["state"] in {WAITING, COUNTING}:
            return {"state": FAILED, "error": _NOT_COUNTED}
    return {}


def _quieten(session: Session, person_id: str, manifest: Manifest, now: datetime) -> Brought:
    """Nothing goes out or into a mailbox a second time: the Warmthread that the archive is from may have gone on since."""
    mails = approvals.after_restore(session, person_id, now, reason=approvals.BROUGHT_IN)
    digest.after_restore(session, person_id, now)
    return Brought(manifest, mails, placed.after_restore(session, person_id, now))
