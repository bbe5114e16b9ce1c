"""What the person ended or barred since a backup was made, carried over from the database in whose place it is put: what
they disconnected or paused stays so, the never-log list holds, and a yes that they took back stays taken back.

Where that database does not open or never knew an account, nobody here can tell. An account whose permission ends at the
provider shows there that it was disconnected; any other waits until the person connects it anew.
"""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

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
from service.vault import Tampered, key_text, vault_of

_MAYBE_ENDED = "A backup was put back, and whether you had disconnected this is not known here: connect it again."
_YESES = ("model_consent", "private_events")
"""Settings by which the person lets more be told or stored than without them."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """What stood in a database in whose place another is put. `states`: of accounts, by id; the others by person.
    `erased`: digests of whom the person had erased.
    """

    states: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, set[tuple[str, str]]] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    erased: Mapping[str, frozenset[str]] = field(default_factory=dict)


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
            return _found(session)
    except (Misconfigured, Tampered, FileError, SQLAlchemyError):
        return None


def _found(session: Session) -> Replaced:
    lines: dict[str, set[tuple[str, str]]] = defaultdict(set)
    typed = select(Exclusion.person_id, Exclusion.kind, Exclusion.value).where(Exclusion.kind != exclusions.ERASED)
    for person_id, kind, value in session.execute(typed):
        lines[person_id].add((kind, value))
    states = {row[0]: row[1] for row in session.execute(select(Account.id, Account.connection_state))}
    settings = {row[0]: row[1] for row in session.execute(select(Person.id, Person.settings))}
    return Replaced(states, lines, settings, erased.everybodys(session))


def carry_over(session: Session, person_id: str, replaced: Replaced | None, now: datetime) -> CarriedOver:
    """Brings one person's rows in a database that was put back in step with what was replaced; None = nobody knows what
    stood there. Whoever is erased is `restore.finish`'s matter.
    """
    known = replaced or Replaced()
    mine = [one for one in accounts.listing(session, person_id) if one.provider != FILES]
    settled = Counter(_settle(session, account, known.states.get(account.id), now) for account in mine)
    return CarriedOver(
        disconnected=settled["disconnected"],
        lines=_bar(session, person_id, known, now),
        choices=_take_back(session, person_id, known) if person_id in known.settings else 0,
        unsure=settled["unsure"],
        is_known=replaced is not None,
    )


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
