"""Whose meeting it is, and which records about it had no right to say what they say: read from the records themselves,
so that the order in which they came decides nothing.

A calendar's word on the organizer counts before any mail's, and among mails that of the first to come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from service import contacts, observations, rights
from service.addresses import address_key
from service.meetings import Planned
from service.rights import Known
from service.schema import Observation

_OF_ORGANIZER = (observations.REQUEST, observations.CANCEL)
_MEETINGS = (observations.VERSION, *_OF_ORGANIZER)
KeysOf = Callable[[str], frozenset[str]]
"""All addresses of whoever has this one."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The records of some meetings, checked: what is known of each by its UID, and by id why some of them do not count."""

    known: Mapping[str, Known] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)


def uid_of(meeting: str) -> str:
    """The UID behind a meeting's name: one for all occurrences of a series."""
    return meeting.rpartition("|")[0] or meeting


def keys_of_people(session: Session, person_id: str, own: frozenset[str]) -> KeysOf:
    """Finds all addresses of a person by one of them; the person's own among them."""
    found: dict[str, frozenset[str]] = {}

    def keys_of(key: str) -> frozenset[str]:
        if key in own:
            return own
        if key not in found:
            contact = contacts.contact_of(session, person_id, key)
            known = contacts.keys_of(session, person_id, contact.id) if contact else ()
            found[key] = frozenset({key, *known})
        return found[key]

    return keys_of


def check(rows: Sequence[Observation], keys_of: KeysOf) -> Checked:
    """What is known of the meetings of these records, and which of them an organizer's side did not send."""
    by_uid: dict[str, list[Observation]] = {}
    for row in rows:
        by_uid.setdefault(uid_of(row.meeting), []).append(row)
    known = {uid: _known_of(some, keys_of) for uid, some in by_uid.items()}
    doubts = {
        row.id: reason
        for row in rows
        if row.kind in _OF_ORGANIZER and (reason := rights.doubt_of_record(row, known[uid_of(row.meeting)]))
    }
    return Checked(known, doubts)


def rightful(session: Session, person_id: str, planned: Sequence[Planned], keys_of: KeysOf) -> list[Planned]:
    """The planned times without those that somebody else's mail made up."""
    mailed = {one.meeting for one in planned if one.source.startswith("msg:") and not one.is_request}
    wanted = mailed | {f"{uid_of(meeting)}|master" for meeting in mailed}
    rows = observations.about(session, person_id, wanted, _MEETINGS) if mailed else []
    doubts = check(rows, keys_of).doubts
    barred = {(row.meeting, row.source) for row in rows if row.id in doubts}
    kept = {replace(one, source="") for one in planned if (one.meeting, one.source) not in barred}
    return sorted(kept, key=lambda one: (one.start, one.meeting, one.title, one.url))


def _known_of(rows: Iterable[Observation], keys_of: KeysOf) -> Known:
    rows = list(rows)
    calendar = [row for row in rows if row.kind == observations.VERSION]
    told = [row for row in calendar if row.data.get("organizer")]
    # By when a mail came, which its sender does not decide: SEQUENCE and DTSTAMP are anybody's to write.
    first = min((row for row in rows if row.kind in _OF_ORGANIZER), key=_first, default=None)
    source = max(told, key=_newest) if told else None if calendar else first
    organizer = _organizer_key(source) if source else ""
    keys = keys_of(organizer) if organizer else frozenset()
    return Known(
        organizer=organizer or (NOBODY if calendar else ""),
        keys=keys,
        delegates=_delegates(calendar, None if calendar else first),
        attendees=_attendees(rows) | keys,
        first="" if calendar or first is None else first.source,
    )


NOBODY = "?"
"""The organizer of an entry that names none: only the person themself may change it."""


def _organizer_key(row: Observation) -> str:
    return address_key((row.data.get("organizer") or {}).get("email", "")) or str(row.data.get("author", ""))


def _delegates(calendar: Iterable[Observation], first: Observation | None) -> frozenset[str]:
    named = {address_key(row.data.get("sent_by", "")) for row in calendar}
    if first is not None:
        named |= {address_key(first.data.get("sent_by", "")), str(first.data.get("author", ""))}
    return frozenset(named - {""})


def _attendees(rows: Iterable[Observation]) -> frozenset[str]:
    """Whom the organizer's records name, and whom somebody of them sent instead (RFC 5546, 3.2.2.3)."""
    named: set[str] = set()
    for row in rows:
        answers = row.data.get("answers", {})
        for one in row.data.get("people", ()):
            key = address_key(one["email"])
            if row.kind in {observations.VERSION, observations.REQUEST}:
                named.add(key)
            elif row.kind == observations.REPLY and key in answers and one.get("delegated_to"):
                named.add(address_key(one["delegated_to"]))
    return frozenset(named)


def sent_at(row: Observation) -> datetime:
    """When the mail came that brought it, as its provider tells."""
    told = row.data.get("sent")
    return datetime.fromisoformat(told) if told else row.at


def _first(row: Observation) -> tuple[bool, datetime, str]:
    return (row.kind != observations.REQUEST, sent_at(row), row.id)


def _newest(row: Observation) -> tuple[int, datetime, str]:
    return (row.sequence, row.at, row.id)
