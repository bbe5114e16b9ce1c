"""Whose meeting it is, and which records about it had no right to say what they say: read from the records themselves,
so that the order in which they came decides nothing.

A calendar's word on the organizer counts before any mail's, and among mails that of the first to come.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import contacts, observations, rights
from service.addresses import address_key
from service.agreement import Said, agreement_of
from service.arranging import of_json
from service.candidates import MOST_PEOPLE
from service.meetings import Planned
from service.rights import Known
from service.schema import Observation

_OF_ORGANIZER = (observations.REQUEST, observations.CANCEL)
_MEETINGS = (observations.VERSION, *_OF_ORGANIZER)
_MAILED = (*_OF_ORGANIZER, observations.REPLY, observations.COUNTER, observations.OTHER_INVITE)
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


def check(session: Session, person_id: str, rows: Sequence[Observation], keys_of: KeysOf) -> Checked:
    """What is known of the meetings of these records, and which of them count for nothing: because nobody vouches for
    their sender, or an organizer's side did not send them.
    """
    unvouched = _unvouched(session, person_id, rows, keys_of)
    by_uid: dict[str, list[Observation]] = {uid_of(row.meeting): [] for row in rows}
    for row in rows:
        if row.id not in unvouched:
            by_uid[uid_of(row.meeting)].append(row)
    known = {uid: _known_of(some, keys_of) for uid, some in by_uid.items()}
    doubts = {
        row.id: reason
        for some in by_uid.values()
        for row in some
        if row.kind in _OF_ORGANIZER and (reason := rights.doubt_of_record(row, known[uid_of(row.meeting)]))
    }
    return Checked(known, doubts | dict.fromkeys(unvouched, rights.UNVOUCHED))


def _unvouched(session: Session, person_id: str, rows: Sequence[Observation], keys_of: KeysOf) -> frozenset[str]:
    """Ids of the mailed records that nobody vouches for, of meetings that nothing else knows by their number."""
    unsaid = [row for row in rows if row.kind in _MAILED and rights.is_unsaid(row.data)]
    named: dict[str, set[str]] = {}
    for row in unsaid:
        named.setdefault(uid_of(row.meeting), set()).add(row.meeting)
    mails = _Mails(session, person_id, keys_of)
    strange = {uid for uid, meetings in named.items() if not mails.hold(uid, meetings)}
    return frozenset(row.id for row in unsaid if uid_of(row.meeting) in strange)


@dataclass(frozen=True, slots=True)
class _With:
    """What was written with whoever has some addresses."""

    wrote_in: frozenset[str]
    """The person's own mails among it by their ids, and their threads."""
    agreed: frozenset[datetime]
    """The times on which both agreed in words."""


@dataclass(frozen=True, slots=True)
class _Mails:
    """What the person's mail says for records that nobody vouches for. Thousands of them may come under one number, from
    one address: what was written with whom is read once.
    """

    session: Session
    person_id: str
    keys_of: KeysOf
    _read: dict[frozenset[str], _With] = field(default_factory=dict)

    def hold(self, uid: str, meetings: Collection[str]) -> bool:
        """Whether a calendar, the person's own mail or a mail that counts holds one of these meetings, or another time of
        them under the same number.
        """
        of_series = (Observation.meeting >= f"{uid}|") & (Observation.meeting < f"{uid}}}")
        query = select(Observation).where(
            Observation.person_id == self.person_id, Observation.meeting.in_(meetings) | of_series
        )
        if self.session.scalar(query.where(Observation.kind == observations.VERSION).limit(1)) is not None:
            return True
        mailed = self.session.scalars(query.where(Observation.kind.in_(_MAILED))).all()
        return any(row.data.get("is_own") for row in mailed) or any(
            self._counts(row) for row in mailed if row.kind in _OF_ORGANIZER
        )

    def _counts(self, row: Observation) -> bool:
        """Whether an organizer's mail counts by itself. An attendee's never does so: whoever makes a number up could."""
        if not rights.is_unsaid(row.data):
            return True
        known = self._with(self.keys_of(str(row.data.get("author", ""))))
        if rights.is_of_conversation(row.data, known.wrote_in or self._written_to_others(row)):
            return True
        return bool(row.data.get("start")) and datetime.fromisoformat(row.data["start"]) in known.agreed

    def _written_to_others(self, row: Observation) -> frozenset[str]:
        """What the person wrote to the organizer of a record whose author they never wrote to, an assistant perhaps; or
        else to anybody it names. Whom it names is anybody's to write: in the name of one to whom the person did write,
        only what that one can know counts. Those of a gathering are not asked after: it is nobody's conversation.
        """
        named = {address_key(one["email"]) for one in row.data.get("people", ())}
        for some in ({_organizer_key(row)}, named if len(named) <= MOST_PEOPLE + 2 else set[str]()):
            keys = frozenset[str]().union(*(self.keys_of(key) for key in some - {""}))
            if found := self._with(keys).wrote_in:
                return found
        return frozenset()

    def _with(self, keys: frozenset[str]) -> _With:
        if keys not in self._read:
            subjects = [observations.with_person(key) for key in keys]
            mails = observations.about(self.session, self.person_id, subjects, (observations.MAIL,))
            wrote_in = frozenset(written_by_person(mails))
            heard = [mail for mail in mails if not rights.doubt_of_words(mail.data, (), wrote_in)]
            self._read[keys] = _With(wrote_in, frozenset(_agreed(heard, keys)))
        return self._read[keys]


def _agreed(mails: Iterable[Observation], keys: Collection[str]) -> set[datetime]:
    """The times on which the person and whoever has these addresses agreed in words."""
    said = [
        Said(
            "user" if mail.data["direction"] == "out" else "contact", mail.at, mail.source, of_json(mail.data["times"])
        )
        for mail in mails
        if mail.data.get("times") and (mail.data["direction"] == "out" or mail.data["author"] in keys)
    ]
    return {agreed.start for agreed in agreement_of(said).course}


def doubted(mails: Iterable[Observation], own: Collection[str]) -> dict[str, str]:
    """By source why the words of some of these mails, all of one talk's people, change nothing."""
    mails = list(mails)
    wrote_in = written_by_person(mails)
    return {row.source: reason for row in mails if (reason := rights.doubt_of_words(row.data, own, wrote_in))}


def written_by_person(mails: Iterable[Observation]) -> set[str]:
    """Those of these mails that the person wrote, by their ids, and their threads."""
    sent = [row.data for row in mails if row.data["direction"] == "out"]
    ids = {str(data.get("message_id", "")).strip().lower() for data in sent}
    return (ids - {""}) | {str(data["thread"]) for data in sent}


def rightful(session: Session, person_id: str, planned: Sequence[Planned], keys_of: KeysOf) -> list[Planned]:
    """The planned times without those that somebody else's mail made up."""
    mailed = {one.meeting for one in planned if one.source.startswith("msg:") and not one.is_request}
    wanted = mailed | {f"{uid_of(meeting)}|master" for meeting in mailed}
    rows = observations.about(session, person_id, wanted, _MEETINGS) if mailed else []
    doubts = check(session, person_id, rows, keys_of).doubts
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
