"""How keys come and go while everything runs: what lies sealed under which key, a newer one, everything that is kept
sealed anew under it in slices, and an older one taken away once nothing needs it.

Every binary column is sealed for its row, and the notes on people are, inside JSON. Sheets and cookies are not sealed
anew: they live for a day. What does not open in its place is left there, as it is, and counts as left.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import structlog
from sqlalchemy import Column, ColumnElement, CursorResult, LargeBinary, Update, func, select, update
from sqlalchemy.orm import Session

from service import activity, backup
from service.context import Context
from service.folder_key import rewrap
from service.key_file import alone, change_in_place, replace_key
from service.schema import Base, Person
from service.sealed import note_on_contact_row
from service.settings import Settings
from service.vault import (
    Tampered,
    Vault,
    key_path,
    key_place,
    key_text,
    keys_of,
    sealed_from,
    vault_of,
    version_of,
    with_another_key,
    without_older_keys,
)

log = structlog.get_logger(__name__)
AT_ONCE = 200
"""Values that share a transaction: some milliseconds, which nobody notices who waits for it."""
SETTLES = timedelta(minutes=1)
"""After the keys changed: what was begun under the older one is written by then."""
_ACTIVITY, _CONTACTS = Base.metadata.tables["activity"], Base.metadata.tables["contacts"]


class CannotChangeKeys(Exception):
    """The keys are as they were; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where values of one kind lie sealed: `column`, or with `inside` the text under that name in a column of JSON, in
    base64. `named` is the column with the id that a value is sealed for.
    """

    column: Column[Any]
    named: Column[Any]
    inside: str = ""

    @property
    def key(self) -> Column[Any]:
        return next(iter(self.column.table.primary_key))

    def row(self, name: str) -> str:
        """What a value of the row of that name is sealed for."""
        if self.inside:
            return note_on_contact_row(name)
        field = self.column.name.removesuffix("_sealed")
        return f"{self.column.table.name}|{name}|{'request' if field == 'sealed' else field}"


@dataclass(frozen=True, slots=True)
class _Found:
    """One value as it lies there. `key` finds its row again."""

    key: Any
    row: str
    sealed: bytes


def places() -> tuple[Place, ...]:
    """Everything that lies sealed in the database."""
    columns = [
        Place(column, next(iter(table.primary_key)))
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    ]
    note = Place(_CONTACTS.c.data, _CONTACTS.c.id, "note")
    return *columns, note, Place(_ACTIVITY.c.data, _ACTIVITY.c.subject, "before")


# --- what lies there --------------------------------------------------------------------------------------------


def under(context: Context) -> dict[int, int]:
    """Version of each key to how many sealed values name it."""
    counted: Counter[int] = Counter()
    for person_id in _people(context):
        with context.database.reading() as session:
            for place in places():
                counted.update(_counted(session, place, person_id))
    return dict(sorted(counted.items()))


def left(context: Context) -> dict[int, int]:
    """The same without the newest key: what has still to be sealed anew. Nothing of it = {}."""
    newest = context.vault.newest
    return {version: number for version, number in under(context).items() if version != newest}


def _people(context: Context) -> Sequence[str]:
    with context.database.reading() as session:
        return session.scalars(select(Person.id).order_by(Person.id)).all()


def _counted(session: Session, place: Place, person_id: str) -> Counter[int]:
    if place.inside:
        return Counter(version_of(found.sealed) for found in _in_json(session, place, person_id))
    begins = func.substr(place.column, 1, len(sealed_from(0)), type_=LargeBinary)
    query = select(begins, func.count()).where(_of(place, person_id), place.column.is_not(None)).group_by(begins)
    return Counter({version_of(start): number for start, number in session.execute(query)})


def _of(place: Place, person_id: str) -> ColumnElement[bool]:
    return place.column.table.c["person_id"] == person_id


def _in_json(session: Session, place: Place, person_id: str) -> list[_Found]:
    """There are few of them: all are looked at."""
    text = place.column[place.inside].as_string()
    query = select(place.key, place.named, text).where(_of(place, person_id), text != "")
    if place.column.table is _ACTIVITY:
        query = query.where(_ACTIVITY.c.what == activity.NOTE_KEPT)
    rows = session.execute(query.order_by(place.key))
    return [_Found(key, place.row(name), b64decode(sealed)) for key, name, sealed in rows]


# --- under the newest key ---------------------------------------------------------------------------------------


def reseal(context: Context, *, most: int = AT_ONCE) -> int:
    """Seals up to `most` values anew that lie under an older key, and returns how many: 0 = there is nothing left to do.

    What somebody else wrote meanwhile stays as they wrote it.
    """
    if not context.vault.has_older:
        return 0
    rewrap(context.settings, context.vault)
    done = 0
    for person_id in _people(context):
        for place in places():
            done += _reseal_there(context, place, person_id, most - done)
            if done >= most:
                return done
    return done


def _reseal_there(context: Context, place: Place, person_id: str, most: int) -> int:
    done = 0
    for some in _older(context, place, person_id, most):
        anew = [(found, sealed) for found in some if (sealed := _sealed_anew(context.vault, found))]
        if anew:
            with context.database.writing(person_id, "reseal") as session:
                done += sum(_put(session, place, person_id, found, sealed) for found, sealed in anew)
        if done >= most:
            break
    return done


def _older(context: Context, place: Place, person_id: str, most: int) -> Iterator[list[_Found]]:
    """Those under an older key, some at a time: what does not open is passed by, and not met again."""
    newest, last = context.vault.newest, None
    while True:
        with context.database.reading() as session:
            some = _some_older(session, place, person_id, newest, last, most)
        if not some:
            return
        yield some
        last = some[-1].key


def _some_older(
    session: Session, place: Place, person_id: str, newest: int, last: Any, most: int
) -> list[_Found]:  # fmt: skip
    if place.inside:
        found = [one for one in _in_json(session, place, person_id) if version_of(one.sealed) < newest]
        return [one for one in found if last is None or one.key > last][:most]
    is_older = place.column < sealed_from(newest)
    query = select(place.key, place.named, place.column).where(_of(place, person_id), is_older)
    if last is not None:
        query = query.where(place.key > last)
    rows = session.execute(query.order_by(place.key).limit(most))
    return [_Found(key, place.row(name), sealed) for key, name, sealed in rows]


def _sealed_anew(vault: Vault, found: _Found) -> bytes:
    """The same text under the newest key; nothing where it does not open there."""
    try:
        return vault.seal(vault.open(found.sealed, row=found.row), row=found.row)
    except Tampered:
        log.warning("keys.cannot_open", kind=found.row.partition("|")[0])
        return b""


def _put(session: Session, place: Place, person_id: str, found: _Found, sealed: bytes) -> bool:
    """Only where there is still what was opened."""
    at = update(place.column.table).where(_of(place, person_id), place.key == found.key)
    if not place.inside:
        return _is_done(session, at.where(place.column == found.sealed).values({place.column: sealed}))
    data = session.scalar(select(place.column).where(_of(place, person_id), place.key == found.key))
    if not data or data.get(place.inside) != b64encode(found.sealed).decode():
        return False
    return _is_done(session, at.values({place.column: {**data, place.inside: b64encode(sealed).decode()}}))


def _is_done(session: Session, change: Update) -> bool:
    return cast("CursorResult[None]", session.execute(change)).rowcount == 1


# --- keys come and go -------------------------------------------------------------------------------------------


def add(settings: Settings) -> int:
    """Writes a new key beside those that are there, which seals from now on, everywhere; returns its number.

    Raises CannotChangeKeys.
    """
    return keys_of(_change(settings, with_another_key)).newest


def retire(context: Context, now: datetime, *, may_lose_copies: bool = False) -> int:
    """Takes every key but the newest away. With `may_lose_copies` the automatic copies that only an older one opens go
    too, after a fresh one was made; returns how many. `now` is real time. Raises CannotChangeKeys.
    """
    newest = context.vault.newest
    refuse_to_retire(context, now)
    rewrap(context.settings, context.vault)
    copies = copies_to_lose(context)
    if copies and not may_lose_copies:
        raise CannotChangeKeys(_COPIES.format(number=len(copies), folder=copies[0].parent))
    if copies:
        path, kept = context.settings.database_path, vault_of(without_older_keys(key_text(context.settings)))
        backup.automatic(path, kept, backup.DAILY, max(context.settings.backups, 1), now)
    _change(context.settings, lambda text: _alone_if_newest(text, newest))
    for copy in copies:
        copy.unlink(missing_ok=True)
    return len(copies)


def _alone_if_newest(text: str, newest: int) -> str:
    """The keys without all but `newest`, of which it was seen that nothing here needs another one."""
    if keys_of(text).newest != newest:
        raise CannotChangeKeys(_ANOTHER)
    return without_older_keys(text)


def refuse_to_retire(context: Context, now: datetime) -> None:
    """Raises CannotChangeKeys while anything here needs an older key, or may yet be written under one."""
    place, newest = key_place(context.settings), context.vault.newest
    if len(context.vault.key_ids) == 1:
        raise CannotChangeKeys(
            "There is one key only, and it is in use: warmthread keys rotate makes another one first."
        )
    if place is not None and now.timestamp() - place.stat().st_mtime < SETTLES.total_seconds():
        raise CannotChangeKeys(_TOO_SOON)
    waiting = sum(left(context).values())
    if waiting:
        raise CannotChangeKeys(_LEFT.format(number=waiting, newest=newest))


_TOO_SOON = (
    "The keys changed less than a minute ago: what was begun under the older one may still be written. Try again then."
)
_ANOTHER = (
    "Another key came meanwhile, under which nothing was sealed anew yet: nothing was taken away. Try again later."
)
_LEFT = (
    "Not yet: values that are still sealed under an older key: {number}. They are sealed anew under key {newest} while "
    "Warmthread runs; warmthread keys show tells how far that is. What does not open in its place is never sealed anew."
)
_COPIES = (
    "Not yet: {number} of the copies in {folder} could not be opened any more. Daily ones go by themselves; with "
    "--lose-copies a fresh copy is made now, and these are removed."
)


def copies_to_lose(context: Context) -> list[Path]:
    """The copies that Warmthread made by itself and that may need an older key."""
    settings, vault = context.settings, context.vault
    if not settings.is_sqlite:
        return []
    return [copy for copy in backup.listing(settings.database_path) if _needs_older(copy, vault.newest)]


def _needs_older(copy: Path, newest: int) -> bool:
    try:
        return min(backup.read_manifest(copy).keys, default=newest) < newest
    except backup.NotABackup:
        return False


def _change(settings: Settings, change: Callable[[str], str]) -> str:
    """Writes the keys anew; returns them as they are written now."""
    place = key_place(settings)
    if place is None:
        raise CannotChangeKeys(_SET)
    write = replace_key if place == key_path(settings) else change_in_place
    try:
        with alone(place):
            text = change(place.read_text(encoding="ascii"))
            write(place, text)
    except OSError as error:
        raise CannotChangeKeys(_CLOSED.format(place=place, reason=error.strerror)) from None
    return text


_SET = (
    "The keys stand in WARMTHREAD_SECRET_KEY, which nobody here can change. With --print they are told as they are to be: "
    "put that in its place and start every part of Warmthread anew, all of them together."
)
_CLOSED = (
    "{place} cannot be changed from here ({reason}). With --print the keys are told as they are to be: write that into the "
    "same file where it lies (cat NEW > FILE, not mv); what runs takes it in by itself."
)
