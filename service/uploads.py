"""Files handed in through the pages: taken in piece by piece, read by the workers one at a time, then removed.

Until its row is there, a file in its folder bears a name that says so, with the process that writes it; what a process
left behind is removed at the next start (`tidy`). A row of `file_imports` tells how far it is. Reading is idempotent: one
that was interrupted is begun again, and one that ends its process again and again is given up, as is one of which nobody
says whose it is.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from connectors.records import Address
from connectors.takeout.files import FileSet, open_files
from connectors.takeout.sources import kind_of
from service import imports, leases
from service.clock import real_now
from service.context import Context
from service.imports import Imported
from service.leases import LostLease
from service.schema import Event, FileImport, Json, new_id
from service.settings import Settings

WAITING, READING, ASKING, DONE, FAILED = "waiting", "reading", "asking", "done", "failed"
FOLDER = "imports"
LEASE = "import:"
LEASE_SECONDS = 120.0
ATTEMPTS = 5
ASKED_FOR = timedelta(days=1)
"""How long a file waits for an answer whose it is."""
ROOM_TO_SPARE = 200 * 1024**2
"""Bytes that must be left on the disk beside an upload."""
_HEAD = 16 * 1024
_MOST_UNREADABLE = 200
_PART = re.compile(r"\.(\d+)@([^/]*)\.part$")
_PLACE = re.compile(rf"{FOLDER}/(imp_[0-9a-f]+)/[^/]+")
"""Where a row may say that its file lies, inside the data folder."""
_A_DAY = 86_400.0
_UNANSWERED = "Nobody said whose mail this is, and the file was removed. Hand it in once more to have it read."
_COUNTS = ("mails", "mails_kept", "mails_new", "mails_older", "calendar_events", "calendar_events_new", "rounds")


class NotTaken(Exception):
    """This file is not taken in; the text says why."""


class Stopped(Exception):
    """Warmthread ends: the import is begun again at the next start."""


# --- taking in --------------------------------------------------------------------------------------------------


class Receiving:
    """One file while it comes in. Use as a context manager: without `finish` nothing of it stays."""

    def __init__(self, context: Context, person_id: str, name: str, *, days: int = imports.ALL_DAYS) -> None:
        self._context, self._person_id, self._days = context, person_id, days
        self._id, self._name = new_id("imp"), name.replace("\\", "/").rpartition("/")[2].strip()[:200] or "file"
        self._whole = root(context.settings) / self._id / safe_name(self._name)
        ours = f".{os.getpid()}@{socket.gethostname()}.part"
        self._part = self._whole.with_name(f"{self._whole.name}{ours}")
        self._sign = self._whole.with_name(ours)
        self._head = b""
        self.size = 0

    def __enter__(self) -> Self:
        self._whole.parent.mkdir(parents=True, mode=0o700)
        self._file = os.fdopen(os.open(self._part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")
        return self

    def write(self, data: bytes) -> None:
        """The next bytes. Raises NotTaken when that is too much, or there is no room for it."""
        self.size += len(data)
        refuse_size(self._context.settings, self.size)
        self._head += data[: _HEAD - len(self._head)]
        try:
            self._file.write(data)
        except OSError:
            raise NotTaken("There is not enough room on the disk for this file.") from None

    def finish(self) -> str:
        """The file is whole: it waits to be read. Returns the import's id. Raises NotTaken for what is no mail."""
        if not self.size:
            raise NotTaken("The file is empty.")
        if not kind_of(self._head):
            raise NotTaken("This is neither mail, nor a calendar, nor a Takeout archive.")
        self._file.close()
        # From the new name to the commit nothing else would tell that this folder is wanted.
        self._sign.touch(mode=0o600)
        with self._context.database.writing(self._person_id, "upload") as session:
            session.add(
                FileImport(
                    id=self._id,
                    person_id=self._person_id,
                    name=self._name,
                    path=str(self._whole.relative_to(self._context.settings.data_dir)),
                    state=WAITING,
                    facts={"days": self._days},
                    created_at=self._context.clock(),
                )
            )
            session.flush()
            self._part.replace(self._whole)
        self._sign.unlink(missing_ok=True)
        return self._id

    def __exit__(self, *_: object) -> None:
        self._file.close()
        if self._part.exists() or self._sign.exists():
            shutil.rmtree(self._whole.parent, ignore_errors=True)


def root(settings: Settings) -> Path:
    """Where uploads lie."""
    return settings.data_dir / FOLDER


def safe_name(name: str) -> str:
    """A stranger's file name as one that can do no harm; the same for the same."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")[-80:] or "file"


def refuse_size(settings: Settings, size: int) -> None:
    """Raises NotTaken when a file of that size is too large, or the disk too full for it."""
    if size > settings.upload_bytes:
        most = f"{settings.upload_bytes / 1024**3:.0f} GB" if settings.upload_bytes >= 1024**3 else "the limit"
        raise NotTaken(f"The file is larger than {most}. Read it with: warmthread import PATH")


def refuse_without_room(settings: Settings, size: int) -> None:
    """Raises NotTaken when the disk has no room for so many bytes."""
    if shutil.disk_usage(settings.data_dir).free < size + ROOM_TO_SPARE:
        raise NotTaken("There is not enough room on the disk for this file.")


def remove(settings: Settings, path: str) -> int:
    """Removes the folder of the upload whose row says `path`; returns how many files there were. Nothing but an upload's
    own folder is ever removed, whatever the path says: a row may have come in from elsewhere.
    """
    if (found := _PLACE.fullmatch(path)) is None:
        return 0
    folder = root(settings) / found[1]
    if folder.is_symlink() or not folder.is_dir():
        return 0
    files = sum(one.is_file() for one in folder.rglob("*"))
    shutil.rmtree(folder, ignore_errors=True)
    return files


def tidy(context: Context) -> None:
    """At start: removes what was left half-written, and files of which no row knows."""
    folder = root(context.settings)
    # Looked at before the rows are: what has come in by then has its row by now.
    there = [one for one in folder.iterdir() if not _is_coming_in(one)] if folder.is_dir() else []
    with context.database.reading() as session:
        query = select(FileImport.id).where(FileImport.state.in_((WAITING, READING, ASKING)))
        wanted = set(session.scalars(query))
    for one in there:
        if one.name not in wanted:
            shutil.rmtree(one, ignore_errors=True)


def _is_coming_in(folder: Path) -> bool:
    return any(_is_being_written(file) for file in folder.iterdir()) if folder.is_dir() else False


def _is_being_written(file: Path) -> bool:
    found = _PART.search(file.name)
    if found is None:
        return False
    if found[2] != socket.gethostname():
        # Another machine's or container's process: whether it lives is not to be seen from here.
        try:
            return real_now().timestamp() - file.stat().st_mtime < _A_DAY
        except FileNotFoundError:
            # It became whole, or was given up, since it was listed: somebody lives who was at it.
            return True
    return _is_alive(int(found[1]))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


# --- what there is ----------------------------------------------------------------------------------------------


def listing(session: Session, person_id: str, limit: int = 20) -> list[FileImport]:
    """The person's imports, newest first."""
    query = select(FileImport).where(FileImport.person_id == person_id)
    return list(session.scalars(query.order_by(FileImport.created_at.desc(), FileImport.id.desc()).limit(limit)))


def owned(session: Session, person_id: str, import_id: str) -> FileImport:
    """That import if it is this person's. Raises LookupError."""
    row = session.get(FileImport, import_id, populate_existing=True)
    if row is None or row.person_id != person_id:
        raise LookupError("There is no such import.")
    return row


def answer(session: Session, person_id: str, import_id: str, own: Sequence[str]) -> None:
    """The person says which addresses are theirs: reading goes on. Raises LookupError, ValueError for no address."""
    row = owned(session, person_id, import_id)
    addresses = [email.strip() for email in own if re.fullmatch(r"[^\s@]+@[^\s@]+", email.strip())]
    if not addresses or row.state != ASKING:
        raise ValueError("Choose or write at least one address.")
    row.state, row.facts = WAITING, {**row.facts, "own": addresses}


def leave(context: Context, person_id: str, import_id: str) -> None:
    """Takes an import off the list, with its file. Raises LookupError, ValueError while it is being read."""
    with context.database.writing(person_id, "leave_import") as session:
        row = owned(session, person_id, import_id)
        if row.state == READING:
            raise ValueError("This file is being read just now.")
        session.delete(row)
        path = row.path
    remove(context.settings, path)


def give_up_unanswered(session: Session, person_id: str, now: datetime) -> list[str]:
    """Ends the imports of which the person has not said whose they are for ASKED_FOR; returns the paths of their files,
    which are to be removed once that is committed.
    """
    asking = select(FileImport).where(FileImport.person_id == person_id, FileImport.state == ASKING)
    left = [row for row in session.scalars(asking) if now - _asked_at(row) > ASKED_FOR]
    for row in left:
        row.state, row.error, row.finished_at = FAILED, _UNANSWERED, now
    return [row.path for row in left]


def _asked_at(row: FileImport) -> datetime:
    return datetime.fromisoformat(row.facts["asked_at"]) if "asked_at" in row.facts else row.created_at


def due(session: Session, *, real_now: datetime) -> list[tuple[str, str]]:
    """(import id, person id) of what waits to be read: the oldest of each person for whom none is being read."""
    query = select(FileImport.id, FileImport.person_id).where(FileImport.state.in_((WAITING, READING)))
    newest_first = query.order_by(FileImport.created_at.desc(), FileImport.id.desc())
    oldest = {person_id: import_id for import_id, person_id in session.execute(newest_first)}
    if not oldest:
        return []
    taken = leases.running(session, LEASE, real_now=real_now)
    return [(import_id, person_id) for person_id, import_id in oldest.items() if LEASE + person_id not in taken]


def waiting(session: Session, person_id: str, *, now: datetime, real_now: datetime, limit: int = 500) -> list[int]:
    """Due events of the person that nobody has handled yet, but for those that are tried again later."""
    query = select(Event.id).where(
        Event.person_id == person_id,
        Event.handled_at.is_(None),
        Event.gave_up_at.is_(None),
        Event.due_at <= now,
        or_(Event.retry_at.is_(None), Event.retry_at <= real_now),
    )
    return list(session.scalars(query.order_by(Event.id).limit(limit)))


# --- reading ----------------------------------------------------------------------------------------------------


def read_upload(
    context: Context,
    import_id: str,
    person_id: str,
    settle: Callable[[], None],
    is_ending: Callable[[], bool] = lambda: False,
) -> None:
    """Reads one import to its end, or until it has a question, under the person's lease; another's lease leaves it.

    `settle` waits until what came in is worked through.
    """
    job = _Job(context, import_id, person_id, is_ending)
    if not job.begin():
        return
    try:
        job.read(settle)
    except Stopped:
        job.put(state=WAITING, attempts=0)
    except LostLease:
        return
    finally:
        job.step_down()


class _Job:
    """One import while it is read."""

    def __init__(self, context: Context, import_id: str, person_id: str, is_ending: Callable[[], bool]) -> None:
        self._context, self._id, self._person_id, self._is_ending = context, import_id, person_id, is_ending
        self._owner, self._lease = leases.new_owner(), LEASE + person_id
        self._bytes, self._total = 0, 1

    def begin(self) -> bool:
        """Takes the lease and counts the attempt before the work."""
        with self._context.database.writing(self._person_id, "begin_import") as session:
            row = session.get(FileImport, self._id, populate_existing=True)
            if row is None or row.state not in {WAITING, READING} or not self._hold(session):
                return False
            attempts = int(row.facts.get("attempts", 0)) + 1
            row.state, row.facts = READING, {**row.facts, "attempts": attempts}
            self._facts, self._path, self._name = dict(row.facts), row.path, row.name
        if attempts > ATTEMPTS:
            self._fail("It was begun several times and never came to an end.")
        return attempts <= ATTEMPTS

    def read(self, settle: Callable[[], None]) -> None:
        files = open_files([self._context.settings.data_dir / self._path])
        if not files.sources:
            self._fail(self._why(files))
            return
        own = tuple(Address(email) for email in self._facts.get("own", ()))
        owner = imports.Owner(own) if own else imports.find_owner(self._context, self._person_id, files)
        if owner.own:
            self._import(files, owner.own, settle)
        elif owner.asked:
            asked = [[one.email, one.name] for one in owner.asked]
            self.put(state=ASKING, attempts=0, asked=asked, asked_at=self._context.clock().isoformat())
        else:
            self._fail("There is no address in this file that could be yours.")

    def _import(self, files: FileSet, own: Sequence[Address], settle: Callable[[], None]) -> None:
        self._total = max(1, files.total_bytes)
        since = self._context.clock() - timedelta(days=self._facts.get("days", imports.ALL_DAYS))
        found = imports.import_files(
            self._context,
            self._person_id,
            files,
            own,
            since=since,
            settle=settle,
            progress=self._read,
            watch=self._watch,
        )
        self.put(
            state=DONE,
            share=100,
            records=found.mails + found.calendar_events,
            unreadable=len(found.unreadable),
            finished_at=self._context.clock(),
            asked=[],
            own=[one.email for one in own],
            told=self._named(found.unreadable),
            account=found.account_id,
            counts={name: value for name, value in asdict(found).items() if name in _COUNTS},
        )
        remove(self._context.settings, self._path)

    def _read(self, read: int) -> None:
        self._bytes = read

    def _watch(self, found: Imported) -> None:
        if self._is_ending():
            raise Stopped
        share = 90 * self._bytes // self._total if found.rounds == 1 else 90 + 9 * self._bytes // self._total
        self.put(share=min(99, share), records=found.mails + found.calendar_events, unreadable=len(found.unreadable))

    def put(self, **changed: object) -> None:
        """Writes down how it stands, and keeps the lease. Raises LostLease."""
        with self._context.database.writing(self._person_id, "import_progress") as session:
            if not self._hold(session):
                raise LostLease(self._lease)
            row = session.get(FileImport, self._id, populate_existing=True)
            if row is None:
                raise LostLease(self._id)
            columns = {column.name for column in FileImport.__table__.columns}
            facts: Json = {name: value for name, value in changed.items() if name not in columns}
            for name in columns & changed.keys():
                setattr(row, name, changed[name])
            row.facts = {**row.facts, **facts}

    def step_down(self) -> None:
        with self._context.database.writing(self._person_id, "end_import") as session:
            leases.step_down(session, self._lease, owner=self._owner)

    def _hold(self, session: Session) -> bool:
        return leases.lead(session, self._lease, owner=self._owner, real_now=real_now(), seconds=LEASE_SECONDS)

    def _fail(self, why: str) -> None:
        self.put(state=FAILED, error=why, finished_at=self._context.clock())
        remove(self._context.settings, self._path)

    def _why(self, files: FileSet) -> str:
        return next(iter(files.problems.values()), "There is neither mail nor a calendar in this file.")

    def _named(self, problems: dict[str, str]) -> dict[str, str]:
        """Problems under the name that the person knows the file by."""
        path = str(self._context.settings.data_dir / self._path)
        return {name.replace(path, self._name): why for name, why in list(problems.items())[:_MOST_UNREADABLE]}
