"""Whom the person had erased, so that nothing brings them back: keyed digests of their addresses, as lines of the
never-log list and in a file beside the key.

The file outlives the database: whoever puts an older backup back finds in it whom to erase again. No backup brings it
along, so a restore writes it anew from the list that it put in place. Nobody can read an address out of either; with the key somebody can ask whether one they know is among them, which is what they are for.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import exclusions
from service.context import Context
from service.schema import Exclusion, Person
from service.settings import Settings
from service.vault import Vault

FILE = "erased.json"
_DIGEST = re.compile(r"[0-9a-f]{64}")


def remember(session: Session, vault: Vault, person_id: str, keys: Iterable[str], now: datetime) -> frozenset[str]:
    """Keeps nothing of these address keys but what bars them from now on; returns their digests."""
    digest = exclusions.digest_with(session, vault, person_id)
    found = frozenset(digest(key) for key in keys if key)
    for one in sorted(found):
        exclusions.add_erased(session, person_id, one, now)
    return found


def digests(session: Session, person_id: str) -> frozenset[str]:
    """What stands on the person's list."""
    query = select(Exclusion.value).where(Exclusion.person_id == person_id, Exclusion.kind == exclusions.ERASED)
    return frozenset(session.scalars(query))


def everybodys(session: Session) -> dict[str, frozenset[str]]:
    """What stands on the list of each person who is there; of most that is nothing."""
    return {person_id: digests(session, person_id) for person_id in session.scalars(select(Person.id)).all()}


# --- beside the key -----------------------------------------------------------------------------------------------


def path_of(settings: Settings) -> Path:
    """Where the file lies."""
    return settings.data_dir / FILE


def read(settings: Settings) -> dict[str, frozenset[str]]:
    """Digests by person; what is no digest is passed over, and no file is nobody."""
    try:
        told = json.loads(path_of(settings).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    if not isinstance(told, dict):
        return {}
    lists = {str(person_id): found for person_id, found in told.items() if isinstance(found, list)}
    return {
        person_id: frozenset(one for one in found if isinstance(one, str) and _DIGEST.fullmatch(one))
        for person_id, found in lists.items()
    }


def write_down(context: Context, person_id: str) -> None:
    """Brings the file in step with this person's list: what is written last is what stands."""
    # It is one file for everybody: the lock is the file's, not the person's.
    with context.database.writing(FILE, "write_down_erased") as session:
        mine = digests(session, person_id) if session.get(Person, person_id) is not None else frozenset()
        keep(context.settings, {person_id: mine})


def keep(settings: Settings, lists: Mapping[str, frozenset[str]]) -> None:
    """Writes these people's digests in the place of what the file holds of them; what it holds of others stays. Whoever
    calls it sees to it that nobody else does.
    """
    told = {**read(settings), **lists}
    _write(settings, {person_id: found for person_id, found in told.items() if found})


def _write(settings: Settings, told: Mapping[str, frozenset[str]]) -> None:
    path = path_of(settings)
    if not told:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Whole under another name first: a power cut leaves the old list or the new one.
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump({person_id: sorted(found) for person_id, found in sorted(told.items())}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
