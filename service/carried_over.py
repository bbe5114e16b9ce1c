"""What the person ended or barred since a backup was made, carried over from the database in whose place it is put: what
they disconnected or paused stays so, the never-log list holds, and a yes that they took back stays taken back.

Where that database does not open, is of another life of this person or never knew an account, nobody here can tell. An
account whose permission ends at the provider shows there that it was disconnected; any other waits until the person
connects it anew.

What is replaced is not always the later one: whoever put a backup back by mistake puts back what that displaced. A mark
beside the database tells that copy, and it comes back as it was unless something was ended or barred in between.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from connectors import registry
from connectors.errors import Misconfigured
from service import accounts, connections, disconnecting, erased, exclusions
from service.accounts import FILES
from service.database import open_database
from service.encrypted import FileError
from service.schema import Account, Exclusion, Person
from service.settings import Settings
from service.vault import Tampered, Vault, key_text, vault_of

_MAYBE_ENDED = "A backup was put back, and whether you had disconnected this is not known here: connect it again."
_YESES = ("model_consent", "private_events")
"""Settings by which the person lets more be told or stored than without them."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """What stood in a database in whose place another is put. `states`: of accounts, by id; the others by person.
    `erased`: digests of whom the person had erased; `begun`: when the person was first there.
    """

    states: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, set[tuple[str, str]]] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    erased: Mapping[str, frozenset[str]] = field(default_factory=dict)
    begun: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """How much was carried over. `unsure`: accounts that wait to be connected anew. `is_known`: whether what was there
    could be read.
    """

    disconnected: int = 0
    lines: int = 0
    choices: int = 0
    unsure: int = 0
    is_known: bool = True

    def __add__(self, other: CarriedOver) -> CarriedOver:
        return CarriedOver(
            self.disconnected + other.disconnected,
            self.lines + other.lines,
            self.choices + other.choices,
            self.unsure + other.unsure,
            self.is_known and other.is_known,
        )


def read(settings: Settings) -> Replaced | None:
    """What stands in these settings' SQLite database. None where there is none, or it does not open."""
    key = key_text(settings)
    if not key or not settings.database_path.exists():
        return None
    try:
        with contextlib.closing(open_database(settings, vault_of(key))) as database, database.reading() as session:
            return found(session)
    except (Misconfigured, Tampered, FileError, SQLAlchemyError):
        return None


def found(session: Session) -> Replaced:
    """The same of a database that is open."""
    lines: dict[str, set[tuple[str, str]]] = defaultdict(set)
    typed = select(Exclusion.person_id, Exclusion.kind, Exclusion.value).where(Exclusion.kind != exclusions.ERASED)
    for person_id, kind, value in session.execute(typed):
        lines[person_id].add((kind, value))
    states = {row[0]: row[1] for row in session.execute(select(Account.id, Account.connection_state))}
    settings = {row[0]: row[1] for row in session.execute(select(Person.id, Person.settings))}
    begun = {row[0]: row[1] for row in session.execute(select(Person.id, Person.created_at))}
    return Replaced(states, lines, settings, erased.everybodys(session), begun)


def carry_over(session: Session, person_id: str, replaced: Replaced | None, now: datetime) -> CarriedOver:
    """Brings one person's rows in a database that was put back in step with what was replaced; None = nobody knows what
    stood there. Whoever is erased is `restore.finish`'s matter.
    """
    known = replaced or Replaced()
    # Begun at another time it is another life, as on a machine where Warmthread was only started before the restore: that
    # the person chose nothing there takes nothing back. What they did end or bar there holds all the same.
    is_known = known.begun.get(person_id) == session.get_one(Person, person_id).created_at
    mine = [one for one in accounts.listing(session, person_id) if one.provider != FILES]
    settled = Counter(_settle(session, account, known.states.get(account.id), now) for account in mine)
    return CarriedOver(
        disconnected=settled["disconnected"],
        lines=_bar(session, person_id, known, now),
        choices=_take_back(session, person_id, known) if is_known else 0,
        unsure=settled["unsure"],
        is_known=is_known,
    )


# --- what was displaced, put back ---------------------------------------------------------------------------------


def mark_of(settings: Settings) -> Path:
    """Where the mark of what was displaced last lies: beside the database, and named so that it goes with it."""
    place = settings.database_path
    return place.with_name(f"{place.name}.displaced")


def is_displaced(settings: Settings, vault: Vault, copy: str, stands: Replaced | None) -> bool:
    """Whether the database with this digest is the one that was displaced last, and nothing was ended or barred in what
    stands in its place since.
    """
    try:
        told = mark_of(settings).read_text(encoding="ascii")
    except (OSError, ValueError):
        return False
    return stands is not None and told == _mark(vault, copy, stands)


def mark_displaced(settings: Settings, vault: Vault, copy: str, stands: Replaced) -> None:
    """Keeps in mind that this copy was displaced by what stands there now."""
    descriptor = os.open(mark_of(settings), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(_mark(vault, copy, stands))


def _mark(vault: Vault, copy: str, stands: Replaced) -> str:
    """Keyed, since addresses on the never-log list could be guessed from a bare digest."""
    chosen = {one: [told.get(name) for name in _YESES] for one, told in stands.settings.items()}
    parts = (
        sorted(one for one, state in stands.states.items() if state in {"disconnected", "paused"}),
        {one: sorted(lines) for one, lines in stands.lines.items()},
        {one: sorted(digests) for one, digests in stands.erased.items()},
        {one: begun.isoformat() for one, begun in stands.begun.items()},
        chosen,
    )
    return vault.fingerprint(f"displaced|{copy}|{json.dumps(parts, sort_keys=True)}")


# --- bringing in step ---------------------------------------------------------------------------------------------


def _settle(session: Session, account: Account, state: str | None, now: datetime) -> str:
    """`state`: how the account stood last, None = nobody knows. Returns what was done about it."""
    if account.connection_state == "disconnected":
        return ""
    if state == "disconnected":
        disconnecting.stop(session, account, now)
        account.tokens_sealed = None
        return "disconnected"
    if state == "paused" and account.connection_state == "connected":
        connections.pause(session, account.person_id, account.id)
    if state is None and account.tokens_sealed is not None and not registry.capabilities(account.provider).revokes:
        accounts.needs_consent(account, _MAYBE_ENDED)
        account.tokens_sealed = None
        return "unsure"
    return ""


def _bar(session: Session, person_id: str, known: Replaced, now: datetime) -> int:
    there = {(row.kind, row.value) for row in exclusions.listing(session, person_id)}
    missing = sorted(known.lines.get(person_id, set()) - there)
    for kind, value in missing:
        exclusions.add(session, person_id, kind, value, now)
    return len(missing)


def _take_back(session: Session, person_id: str, known: Replaced) -> int:
    person = session.get_one(Person, person_id, populate_existing=True)
    stood = known.settings[person_id]
    gone = {name for name in _YESES if name in person.settings and stood.get(name) != person.settings[name]}
    if gone:
        person.settings = {name: value for name, value in person.settings.items() if name not in gone}
    return len(gone)
