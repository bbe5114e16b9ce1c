"""Talks that neither calendar nor mail knows of: logged by the person's own hand, one alone or a whole old sheet, and
taken back again.

Such a talk is kept as what a record would have said of it, so that every rule reads it like any other; a later calendar
entry for the same talk is found to be the same. What was entered by hand is gone when it is taken back, unless the
person has written about it since. Whom the never-log list names is entered only by who says so knowingly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from connectors.records import Address
from service import contacts, domains, events, exclusions, learned, meetings, names, observations
from service.addresses import address_key
from service.folding import fold
from service.observations import Found
from service.schema import (
    Base,
    Contact,
    Correction,
    Draft,
    Event,
    Identity,
    Interview,
    Introduction,
    Json,
    Note,
    Observation,
    derived_id,
    new_id,
)
from service.vault import Vault
from service.word_of_person import NoSuchCorrection, NoSuchInterview, owned


@dataclass(frozen=True, slots=True)
class Entered:
    """One talk as the person entered it. `key` makes its identity, so that entering it twice finds the same row."""

    title: str
    start: datetime
    end: datetime
    timezone: str
    contact: Address
    key: str = ""
    is_day_only: bool = False
    """The hour is not known."""
    says: str = ""
    """held, cancelled or no_show; "" = nothing said."""
    thanked_at: datetime | None = None

    @property
    def meeting(self) -> str:
        return f"{meetings.BY_HAND}{self.key}|master"


class NeverLogged(ValueError):
    """Nothing about them may be stored; the text says what to do first."""


def refuse_barred(session: Session, vault: Vault, person_id: str, contact: Address) -> None:
    """To be asked before a talk is added. Raises NeverLogged for somebody on the never-log list, or erased."""
    if exclusions.load(session, person_id, vault).bars_address(contact.email):
        raise NeverLogged(
            "This address is on your never-log list, perhaps as somebody you had erased. Take its line off the list first."
        )


def add_by_hand(
    session: Session,
    person_id: str,
    *,
    title: str,
    start: datetime,
    end: datetime,
    timezone: str,
    contact: Address,
    now: datetime,
) -> Interview:
    """Logs one talk. Whoever logs a talk of the past says nothing about whether it took place: time does."""
    entered = Entered(title, start, end, timezone, contact, new_id("mtg"))
    add_entered(session, person_id, [entered], now)
    return session.get_one(Interview, meetings.interview_id(person_id, entered.meeting))


def add_entered(session: Session, person_id: str, entered: Iterable[Entered], now: datetime) -> str:
    """Logs talks in one go; returns the batch by which they can be taken back together. Known ones are left as is."""
    batch = new_id("bat")
    rows = {one.meeting: one for one in entered}
    known = _known(session, person_id, list(rows))
    fresh = [one for one in rows.values() if one.meeting not in known]
    people = _people(session, person_id, fresh, batch, now)
    write_all(session, [row for one in fresh for row in _rows(person_id, one, people, batch, now)])
    return batch


def write_all(session: Session, rows: Iterable[tuple[type[Base], Json]]) -> None:
    """Writes many rows at once, table by table: an old sheet brings thousands."""
    by_table: dict[type[Base], list[Json]] = {}
    for table, row in rows:
        by_table.setdefault(table, []).append(row)
    session.flush()
    for table, values in by_table.items():
        session.execute(insert(table), values)


def _known(session: Session, person_id: str, named: Sequence[str]) -> set[str]:
    query = select(Interview.meeting).where(
        Interview.person_id == person_id, Interview.meeting.startswith(meetings.BY_HAND)
    )
    return set(session.scalars(query)).intersection(named)


def _people(session: Session, person_id: str, entered: Sequence[Entered], batch: str, now: datetime) -> dict[str, str]:
    """Ids of these talks' contacts by address key; who is new is marked, so that taking back finds them."""
    wanted: dict[str, Address] = {}
    for one in entered:
        key = address_key(one.contact.email)
        if key and (key not in wanted or not wanted[key].name):
            wanted[key] = one.contact
    known = set(session.scalars(select(Identity.key).where(Identity.person_id == person_id)))
    left = set(session.scalars(select(Contact.id).where(Contact.person_id == person_id)))
    found: dict[str, str] = {}
    rows: list[tuple[type[Base], Json]] = []
    for key, address in wanted.items():
        found[key] = derived_id("con", person_id, key)
        if key in known or found[key] in left:
            found[key] = contacts.resolve(session, person_id, address, now).id
        else:
            rows += _new_contact(person_id, key, address, found[key], batch, now)
    write_all(session, rows)
    return found


def _new_contact(
    person_id: str, key: str, address: Address, contact_id: str, batch: str, now: datetime
) -> list[tuple[type[Base], Json]]:
    """A contact as `contacts.resolve` makes it, for many at once."""
    name = names.clean(address.name)
    contact: Json = {
        "id": contact_id,
        "person_id": person_id,
        "name": names.best([name]),
        "organisation": domains.organisation_name(address.email),
        "data": {"named_by": "mail"},
        "created_at": now,
    }
    identity: Json = {
        "person_id": person_id,
        "key": key,
        "contact_id": contact_id,
        "email": address.email,
        "names": [name] if name else [],
        "evidence": f"hand:{batch}",
    }
    return [(Contact, contact), (Identity, identity)]


def _rows(
    person_id: str, one: Entered, people: Mapping[str, str], batch: str, now: datetime
) -> list[tuple[type[Base], Json]]:
    source, row_id = f"person:{one.meeting}", meetings.interview_id(person_id, one.meeting)
    found = [Found(one.meeting, observations.REQUEST, source, now, now, _request(one), quote=one.title[:300])]
    key = address_key(one.contact.email)
    if key:
        found.append(Found(observations.with_person(key), observations.SLOT, source, now, now, _slot(one, key)))
    if one.thanked_at is not None:
        found.append(Found(one.meeting, observations.OUR_THANKS, source, one.thanked_at, now, {"message_id": ""}))
    said = {"person_id": person_id, "meeting": one.meeting, "batch": batch, "at": now}
    words = ["is_interview", *([one.says] if one.says else [])]
    touched = {"person_id": person_id, "kind": events.INTERVIEW_TOUCHED, "subject": row_id}
    return [
        *((Observation, observations.values_of(person_id, fact)) for fact in found),
        *((Correction, {**said, "id": new_id("cor"), "kind": word}) for word in words),
        (Interview, _interview(person_id, row_id, one, people.get(key, ""), now)),
        (Event, {**touched, "created_at": now, "due_at": now}),
    ]


def _interview(person_id: str, row_id: str, one: Entered, contact_id: str, now: datetime) -> Json:
    presumed = "held" if one.end <= now else "accepted"
    return {
        "id": row_id,
        "person_id": person_id,
        "meeting": one.meeting,
        "contact_id": contact_id,
        "status": one.says or presumed,
        "band": "log",
        "classification": "informational",
        "title": one.title,
        "start": one.start,
        "end": one.end,
        "timezone": one.timezone,
        "address": one.contact.email if contact_id else "",
        "search_text": fold(f"{one.title} {one.contact.name} {one.contact.email}"),
        "data": {"named": one.contact.name},
        "first_seen_at": now,
        "updated_at": now,
    }


def _slot(one: Entered, key: str) -> Json:
    return {
        "meeting": one.meeting,
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "title": one.title,
        "url": "",
        "organizer": "",
        "people": [key],
        "is_calendar": False,
    }


def _request(one: Entered) -> Json:
    contact = one.contact
    listed = {
        "email": contact.email,
        "name": contact.name,
        "participation": "accepted",
        "is_thing": False,
        "is_self": False,
        "is_optional": False,
    }
    return {
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "timezone": one.timezone,
        "status": "confirmed",
        "summary": one.title,
        "is_all_day": False,
        "is_recurring": False,
        "has_rule": False,
        "url": "",
        "organizer": None,
        "sent_by": "",
        "people": [listed] if address_key(contact.email) else [],
        "acts": [],
        "against": [],
        "machine": "",
        "is_dated": True,
        "named": contact.name,
        "by_person": True,
        "is_day_only": one.is_day_only,
    }


# --- taking back ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many talks are gone, and how many stay because the person wrote about them since."""

    gone: int
    kept: int


def take_back(session: Session, person_id: str, interview_id: str, now: datetime) -> TakenBack:
    """Takes one talk back that was entered by hand. Raises NoSuchInterview."""
    row = owned(session, person_id, interview_id)
    if not row.meeting.startswith(meetings.BY_HAND):
        raise NoSuchInterview("Only what was entered by hand can be taken back.")
    return _take_back(session, person_id, [row.meeting], now)


def take_back_batch(session: Session, person_id: str, batch: str, now: datetime) -> TakenBack:
    """Takes back what was entered in one go. Raises NoSuchCorrection when there is nothing of that name."""
    query = select(Correction.meeting).where(
        Correction.person_id == person_id, Correction.batch == batch, Correction.meeting.startswith(meetings.BY_HAND)
    )
    named = sorted(set(session.scalars(query))) if batch else []
    if not named:
        raise NoSuchCorrection("There is nothing to take back.")
    taken = _take_back(session, person_id, named, now)
    _forget_people(session, person_id, batch)
    return taken


def _take_back(session: Session, person_id: str, named: Sequence[str], now: datetime) -> TakenBack:
    keep = _written_about(session, person_id)
    gone = [one for one in named if one not in keep and meetings.interview_id(person_id, one) not in keep]
    twins = _twins(session, person_id, gone)
    learned.unteach(session, person_id, (meetings.interview_id(person_id, one) for one in gone), now)
    for part in _in_parts(gone):
        ids = [meetings.interview_id(person_id, one) for one in part]
        sources = [f"person:{one}" for one in part]
        for statement in (
            delete(Observation).where(Observation.person_id == person_id, Observation.source.in_(sources)),
            delete(Observation).where(Observation.person_id == person_id, Observation.meeting.in_(part)),
            delete(Correction).where(Correction.person_id == person_id, Correction.meeting.in_(part)),
            delete(Note).where(Note.person_id == person_id, Note.meeting.in_(part)),
            delete(Introduction).where(Introduction.person_id == person_id, Introduction.message_id.in_(sources)),
            delete(Interview).where(Interview.person_id == person_id, Interview.id.in_(ids)),
        ):
            session.execute(statement, execution_options={"synchronize_session": False})
    session.expire_all()
    for row_id in twins:
        events.append(session, person_id, events.INTERVIEW_TOUCHED, row_id, now=now)
    return TakenBack(len(gone), len(named) - len(gone))


def _written_about(session: Session, person_id: str) -> set[str]:
    """Meetings and interviews that hold more than what was entered: notes of the person's own, mail that left."""
    hands = Interview.meeting.startswith(meetings.BY_HAND)
    noted = select(Note.meeting).join(Interview, Interview.meeting == Note.meeting).where(
        Note.person_id == person_id, Interview.person_id == person_id, hands, Note.removed_at.is_(None),
        Note.id.not_like("not_sheet_%"),
    )  # fmt: skip
    sent = select(Draft.interview_id).where(
        Draft.person_id == person_id, Draft.state.in_(("approved", "sending", "sent", "unclear"))
    )
    return {*session.scalars(noted), *session.scalars(sent)}


def _twins(session: Session, person_id: str, gone: Sequence[str]) -> list[str]:
    """Other rows of the same conversations: they stand for themselves again."""
    ids = {meetings.interview_id(person_id, one) for one in gone}
    linked = select(Interview.id, Interview.same_as).where(Interview.person_id == person_id, Interview.same_as != "")
    found: set[str] = set()
    for row_id, stands in session.execute(linked):
        if row_id in ids or stands in ids:
            found |= {row_id, stands}
    return sorted(found - ids)


def _forget_people(session: Session, person_id: str, batch: str) -> None:
    """Contacts that only this batch brought, and of whom nothing else is known."""
    brought = select(Identity.contact_id).where(Identity.person_id == person_id, Identity.evidence == f"hand:{batch}")
    for part in _in_parts(sorted(set(session.scalars(brought)))):
        used = select(Interview.contact_id).where(Interview.person_id == person_id)
        addresses = select(Identity.contact_id).where(
            Identity.person_id == person_id, Identity.evidence != f"hand:{batch}"
        )
        spoken = (
            select(Identity.contact_id)
            .join(Observation, Observation.meeting == "with:" + Identity.key)
            .where(Identity.person_id == person_id, Observation.person_id == person_id)
        )
        session.execute(
            delete(Contact).where(
                Contact.person_id == person_id,
                Contact.id.in_(part),
                Contact.id.not_in(used),
                Contact.id.not_in(addresses),
                Contact.id.not_in(spoken),
            ),
            execution_options={"synchronize_session": False},
        )
    session.expire_all()


def _in_parts(named: Sequence[str], size: int = 500) -> Iterable[list[str]]:
    return (list(named[start : start + size]) for start in range(0, len(named), size))
