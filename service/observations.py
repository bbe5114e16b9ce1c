"""Writes and reads observations: what one record says, kept for ever in a few facts and short quotes.

Written once (person, source, kind, fingerprint), so that a replay changes nothing and bodies may go; forgotten is only what
the person took away themself, and what a mail said in whose place a better copy came. A *subject* is what an observation
is about: a meeting's uid_key, or `with:<address key>` for what concerns a person.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.schema import Json, Observation, derived_id
from service.speech import Act
from service.wording import Reading

VERSION = "calendar_version"
REQUEST, REPLY, CANCEL, COUNTER = "invite_request", "invite_reply", "invite_cancel", "invite_counter"
OTHER_INVITE = "invite_other"
UNVERIFIED = "unverified"
MAIL = "mail"
AUTO_REPLY = "auto_reply"
BOUNCE = "bounce"
SLOT = "slot"
ASKED = "asked"
LOOK_ALIKE = "look_alike"
CLUE = "clue"
"""What a mail gives away about addresses of one person: see `clues`."""
NETWORK = "network"
"""A member's own words that a network passed on, about an entry that names them."""
NOTE = "note"
OUR_THANKS = "our_thanks"
"""A mail that went out from here as a thank-you: no words need to be read for that."""


@dataclass(frozen=True, slots=True)
class Found:
    """One fact to be written."""

    subject: str
    kind: str
    source: str
    at: datetime
    received_at: datetime
    data: Json
    sequence: int = 0
    quote: str = ""
    fingerprint: str = ""


def with_person(key: str) -> str:
    """The subject of what concerns one address."""
    return f"with:{key}"


def with_mark(what: str, value: str) -> str:
    """The subject of what several people may share: a number, a page of their own."""
    return f"with:{what}:{value}"


def digest(value: Json) -> str:
    """A fingerprint of facts: the same facts, the same fingerprint."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:24]


def record(session: Session, person_id: str, found: Found) -> bool:
    """Writes a fact; False when it was there."""
    values = values_of(person_id, found)
    if session.get(Observation, values["id"]) is not None:
        return False
    session.add(Observation(**values))
    session.flush()
    return True


def values_of(person_id: str, found: Found) -> Json:
    """The columns of a fact; the same fact, the same id."""
    fingerprint = found.fingerprint or digest({"subject": found.subject, "sequence": found.sequence, **found.data})
    return {
        "id": derived_id("obs", person_id, found.source, found.kind, fingerprint),
        "person_id": person_id,
        "meeting": found.subject,
        "kind": found.kind,
        "source": found.source,
        "fingerprint": fingerprint,
        "at": found.at,
        "received_at": found.received_at,
        "sequence": found.sequence,
        "data": found.data,
        "quote": found.quote,
    }


def forget(session: Session, person_id: str, source: str) -> None:
    """Takes back what a record said: a note that is no more, a lesser copy of a mail."""
    session.execute(delete(Observation).where(Observation.person_id == person_id, Observation.source == source))


def about(session: Session, person_id: str, subjects: Iterable[str], kinds: Sequence[str] = ()) -> list[Observation]:
    """All facts about some subjects, in a fixed order."""
    wanted = sorted(set(subjects))
    query = select(Observation).where(Observation.person_id == person_id, Observation.meeting.in_(wanted))
    if kinds:
        query = query.where(Observation.kind.in_(kinds))
    return list(session.scalars(query.order_by(Observation.at, Observation.id)))


def of_source(session: Session, person_id: str, source: str) -> list[Observation]:
    """All facts that one record gave rise to."""
    query = select(Observation).where(Observation.person_id == person_id, Observation.source == source)
    return list(session.scalars(query.order_by(Observation.id)))


_OF_PEOPLE = ("subject", "summary", "title", "named", "machine", "signed")
"""What of a fact is in people's own words; the rest are ids, times, addresses and names that we gave to things."""


def texts(data: Json) -> Iterator[str]:
    """Every text of people's that stands in a fact, beside its quote."""
    yield from (data[name] for name in _OF_PEOPLE if data.get(name))
    yield from data.get("schedulers", ())
    # Acts and readings are named by us; the words come last.
    yield from (row[-1] for name in ("acts", "against", "reads") for row in data.get(name, ()))
    yield from (one["quote"] for one in data.get("times", ()))


def acts_as_json(acts: Iterable[Act]) -> list[list[str]]:
    return [[act.what, act.quote] for act in acts]


def reads_as_json(reads: Iterable[Reading]) -> list[list[Any]]:
    return [[one.act, one.likelihood, one.quote] for one in reads]


def reads_of(rows: Iterable[Sequence[Any]]) -> tuple[Reading, ...]:
    return tuple(Reading(act, likelihood, quote) for act, likelihood, quote in rows)


def acts_of(rows: Iterable[Sequence[str]]) -> tuple[Act, ...]:
    return tuple(Act(what, quote) for what, quote in rows)
