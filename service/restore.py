"""Puts a backup in the place of what is there: looks at it whole first, keeps what was there, and sees to it that nothing
of it goes out a second time.

What a backup calls approved may have left since it was made, so nothing approved leaves before a look (`after_restore`).
What the person ended or barred since stays so, as far as that is known (`carried_over`). Reading goes on from the
backup's cursors; browsers sign in anew, since a backup may know one that was signed out.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from connectors.errors import Misconfigured
from service import approvals, backup, carried_over, digest, erased, erasing, folder, migrate, placed
from service.backup import Damaged, Manifest, Progress
from service.carried_over import CarriedOver, Replaced
from service.clock import real_now
from service.database import Database, open_database
from service.encrypted import FileError, open_file
from service.folder import InUse
from service.folder_key import key_of, line_of
from service.key_file import keep_key
from service.schema import Account, BrowserSession, ConsentRequest, Lease, Person, SignInLink
from service.settings import Settings
from service.vault import Tampered, Vault, key_path, key_text, vault_of


class CannotRestore(Exception):
    """Nothing was put back, and nothing changed; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. `kept`: where lies what was there before."""

    manifest: Manifest
    kept: Path | None
    finished: Finished
    brought_key: bool


@dataclass(frozen=True, slots=True)
class Finished:
    """What will not happen by itself. `mails`: approved ones that are looked for first; `is_placing_off`: drafts are put
    into the mailbox no more until the person says so; `carried`: what stays ended or barred.
    """

    mails: int = 0
    is_placing_off: bool = False
    carried: CarriedOver = field(default_factory=CarriedOver)

    def __add__(self, other: Finished) -> Finished:
        return Finished(
            self.mails + other.mails, self.is_placing_off or other.is_placing_off, self.carried + other.carried
        )


def restore(settings: Settings, file: Path, *, now: datetime, progress: Progress | None = None) -> Restored:
    """Puts that backup in the place of these settings' SQLite database. `now` is product time.

    Raises CannotRestore, NotABackup, Damaged, CannotBackUp (no room for the copy of what is there) and Misconfigured (a
    newer version's backup); after any of them everything is as it was.
    """
    manifest = backup.read_manifest(file)
    migrate.refuse_newer(manifest.revision or None)
    key = _key_to_bring(settings, file, manifest)
    vault = vault_of(key or key_text(settings))
    place = settings.database_path
    with _alone(place), _workplace(place) as room:
        backup.refuse_little_room(room, manifest.size)
        fresh = room / place.name
        backup.unpack(file, manifest, fresh, vault, progress)
        finished, stands = _made_ready(settings, vault, fresh, manifest, now)
        kept = _keep(settings)
        carried_over.mark_of(settings).unlink(missing_ok=True)
        if key:
            _bring_key(key_path(settings), key)
        # A crash between the two leaves a database that its key does not open: the next attempt moves it aside.
        line_of(fresh).replace(line_of(place))
        fresh.replace(place)
        backup.settle(place.parent)
        # Last: were it cut off before, whom that list names is known from the database.
        erased.keep(settings, stands.erased)
        if kept and kept.is_file():
            carried_over.mark_displaced(settings, vault, backup.read_manifest(kept).sha256, stands)
    return Restored(manifest, kept, finished, bool(key))


def finish(
    database: Database, vault: Vault, settings: Settings, now: datetime, replaced: Replaced | None = None
) -> Finished:
    """What has to be done to a database that was put back in the place of `replaced` (None = nobody knows what stood
    there), before anybody works with it; again does no harm.

    Whoever was erased since the backup was made is erased from it as well.
    """
    done = _finish_everybodys(database, vault, _erased_since(settings, replaced), replaced, now)
    with database.writing(erased.FILE, "write_down_erased") as session:
        erased.keep(settings, erased.everybodys(session))
    return done


def _finish_everybodys(
    database: Database, vault: Vault, known: Mapping[str, frozenset[str]], replaced: Replaced | None, now: datetime
) -> Finished:
    with database.reading() as session:
        people = list(session.scalars(select(Person.id)))
    done = Finished()
    for one in people:
        done += _finish_for(database, vault, one, known.get(one, frozenset()), replaced, now)
    if known:
        database.forget_for_good()
    return done


def _erased_since(settings: Settings, replaced: Replaced | None) -> dict[str, frozenset[str]]:
    """Digests by person, from the file beside the key and from the list in what is replaced: one of the two may be gone,
    since no backup brings the file along.
    """
    told = erased.read(settings)
    stood = replaced.erased if replaced else {}
    both = {one: told.get(one, frozenset()) | stood.get(one, frozenset()) for one in {*told, *stood}}
    return {one: found for one, found in both.items() if found}


# --- looking first ----------------------------------------------------------------------------------------------


def _key_to_bring(settings: Settings, file: Path, manifest: Manifest) -> str:
    """The backup's own key where it has to be put in place, "" where the one that is here opens it."""
    here = key_text(settings)
    if here and _opens(vault_of(here), manifest):
        return ""
    brought = backup.key_in(file)
    if not brought:
        raise CannotRestore(_NO_KEY if not here else _OTHER_KEY)
    if not _opens(vault_of(brought), manifest):
        raise CannotRestore(f"The key in {file} is not the one that opens it.")
    if settings.secret_key.get_secret_value():
        raise CannotRestore("WARMTHREAD_SECRET_KEY is another key than the backup's. Unset it: the backup has its own.")
    return brought


_NO_KEY = (
    "This backup has no key in it, and there is none here. Put the secret.key of where it was made into the data folder "
    "(or set WARMTHREAD_SECRET_KEY), then run this again. Without that key nobody can open it."
)
_OTHER_KEY = (
    "This backup was made with another key than the one here. Put the secret.key of where it was made into the data "
    "folder (or set WARMTHREAD_SECRET_KEY), keeping the one that lies there, then run this again."
)


def _opens(vault: Vault, manifest: Manifest) -> bool:
    return all(vault.key_ids.get(number) == key_id for number, key_id in manifest.keys.items())


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    try:
        with folder.held(place, alone=True):
            yield
    except InUse:
        raise CannotRestore(
            f"Warmthread is at work in {place.parent}. End it first (Ctrl-C, or: warmthread autostart off)."
        ) from None


@contextlib.contextmanager
def _workplace(place: Path) -> Iterator[Path]:
    """A folder beside the database that is gone afterwards, and with it what a killed one left: nobody else is here."""
    for left in place.parent.glob(f"{backup.WORKPLACE}.*"):
        shutil.rmtree(left, ignore_errors=True)
    room = place.parent / f"{backup.WORKPLACE}.{os.getpid()}"
    room.mkdir(mode=0o700)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _made_ready(
    settings: Settings, vault: Vault, fresh: Path, manifest: Manifest, now: datetime
) -> tuple[Finished, Replaced]:
    """Brings the database that came out of a backup to this version, and to a state in which nothing goes out twice;
    returns with it what stands in it then.
    """
    fresh.chmod(0o600)
    database = open_database(settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{fresh}")}), vault)
    try:
        migrate.upgrade(database, backup=None)
        replaced = carried_over.read(settings)
        known = _erased_since(settings, replaced)
        if carried_over.is_displaced(settings, vault, manifest.sha256, replaced):
            # A restore is undone: of the two this copy is the later one, and what it holds is what stood last.
            replaced, known = _stands_in(database), {}
        finished = _finish_everybodys(database, vault, known, replaced, now)
        stands = _stands_in(database)
    finally:
        database.close()
    _into_one_file(fresh, key_of(fresh, vault))
    return finished, stands


def _stands_in(database: Database) -> Replaced:
    with database.reading() as session:
        return carried_over.found(session)


def _into_one_file(place: Path, key: bytes) -> None:
    """Takes what lies in the write-ahead log into the database: that log would be read into another one's pages."""
    with contextlib.closing(open_file(place, key)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


# --- what was there ---------------------------------------------------------------------------------------------


def _keep(settings: Settings) -> Path | None:
    """A backup of the database that is there; one that is damaged is moved aside as it lies. Names tell real time, as
    those of all copies do: the product's may be moved.
    """
    place, key, now = settings.database_path, key_text(settings), real_now()
    if not place.exists():
        return None
    try:
        if not key:
            raise Damaged("Its key is gone.")
        vault = vault_of(key)
        made = backup.automatic(place, vault, backup.BEFORE_RESTORE, backup.KEPT, now)
        _into_one_file(place, key_of(place, vault))
    except (Damaged, FileError, Misconfigured, Tampered):
        return _moved_aside(place, now)
    return made.path


def _moved_aside(place: Path, now: datetime) -> Path:
    aside = backup.folder_of(place) / f"{backup.DAMAGED}-{now:%Y%m%dT%H%M%SZ}"
    aside.mkdir(parents=True, mode=0o700)
    if line_of(place).exists():
        shutil.copy2(line_of(place), aside)
    # The database last: a log without its database would be read into the next one.
    for name in (f"{place.name}-wal", f"{place.name}-shm", place.name):
        if place.with_name(name).exists():
            place.with_name(name).rename(aside / name)
    return aside


def _bring_key(path: Path, key: str) -> None:
    if path.exists():
        path.rename(path.with_name(f"{path.name}.before-{real_now():%Y%m%dT%H%M%SZ}"))
    keep_key(path, key)


# --- so that nothing goes out twice -----------------------------------------------------------------------------


def _finish_for(
    database: Database, vault: Vault, person_id: str, known: frozenset[str], replaced: Replaced | None, now: datetime
) -> Finished:
    with database.writing(person_id, "finish_restore") as session:
        erasing.erase_again(session, vault, person_id, known, now)
        mails = approvals.after_restore(session, person_id, now)
        digest.after_restore(session, person_id, now)
        is_placing_off = placed.after_restore(session, person_id, now)
        # After the approvals: what may have left through an account since is not merely asked anew.
        carried = carried_over.carry_over(session, person_id, replaced, now)
        _sign_everybody_out(session, person_id)
        _free_leases(session, person_id)
        return Finished(mails, is_placing_off, carried)


def _sign_everybody_out(session: Session, person_id: str) -> None:
    for table in (BrowserSession, SignInLink, ConsentRequest):
        session.execute(delete(table).where(table.person_id == person_id))


def _free_leases(session: Session, person_id: str) -> None:
    """Who held them when the backup was made holds them no more; every account is due at once."""
    session.execute(
        update(Account)
        .where(Account.person_id == person_id)
        .values(lease_owner="", lease_until=None, lease_epoch=Account.lease_epoch + 1, next_due=None)
    )
    session.execute(delete(Lease))
