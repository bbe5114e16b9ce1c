"""Everything known of one meeting, gathered: who takes part as what, which mails belong to it, what was observed.

The *contact* is the interviewee: not the assistant who schedules, nor a room, nor somebody who declined. *Parts* of
the others: attendee, assistant, declined, perhaps (said so, and no more), peer (from the person's own side, or received
beside them). Reads observations only, never bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Address
from service import absence, contacts, domains, meetings, names, observations, rights
from service.addresses import address_key
from service.grouping import group_around
from service.meetings import Alike, Planned
from service.organizers import Checked, KeysOf, check, doubted, keys_of_people
from service.schema import Contact, Correction, Interview, Json, Observation, OwnAddress, Person

_EVENT_KINDS = (observations.VERSION, observations.REQUEST)
_SEVERAL = 2
_ABOUT_TIME = frozenset({"agrees_to_time", "wants_another_time", "moves"})


@dataclass(frozen=True, slots=True)
class Own:
    """Who "me" is."""

    keys: frozenset[str]
    organisations: frozenset[str]
    names: tuple[str, ...]
    main: str
    default_role: str


@dataclass(frozen=True, slots=True)
class Party:
    """One other human at a meeting, and as what."""

    keys: frozenset[str]
    email: str
    name: str
    contact_id: str = ""
    participation: str = ""
    part: str = "attendee"
    weight: int = 0

    def as_json(self) -> Json:
        return {
            "contact_id": self.contact_id,
            "email": self.email,
            "name": self.name,
            "participation": self.participation,
            "part": self.part,
        }


@dataclass(frozen=True, slots=True)
class Dossier:
    """One meeting's file. `same_as` names the meeting that stands for it when it is not itself."""

    person_id: str
    meeting: str
    own: Own
    same_as: str = ""
    group: tuple[str, ...] = ()
    planned: tuple[Planned, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    linked: tuple[Alike, ...] = ()
    """Why the rules take some records for this one conversation."""
    asked: tuple[Alike, ...] = ()
    """Other conversations that may be this one."""
    seen: tuple[Observation, ...] = ()
    """Observations of the meeting itself: versions, invites, replies, notes."""
    checked: Checked = field(default_factory=Checked)
    """Whose meeting it is, and which of these do not count."""
    with_people: tuple[Observation, ...] = ()
    mails: tuple[Observation, ...] = ()
    """Every mail with these people, each once."""
    doubted: Mapping[str, str] = field(default_factory=dict)
    """By source why the words of some of these change nothing."""
    parties: tuple[Party, ...] = ()
    contact: Party | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def is_request_only(self) -> bool:
        return self.meeting.startswith("mail:")

    @property
    def said_to_be_one(self) -> bool:
        """The person's own word, or a note of theirs, makes it an interview."""
        words = [row for row in self.corrections if row.kind in {"is_interview", "is_not_interview"}]
        newest = max(words, key=lambda row: (row.at, row.id), default=None)
        is_noted = any(row.kind == observations.NOTE for row in self.seen)
        return newest.kind == "is_interview" if newest is not None else is_noted

    @property
    def maybe_same(self) -> Alike | None:
        """Another conversation that may be this one and would then stand for both; None when nothing is to be asked."""
        calendar = {one.meeting for one in self.planned if one.is_calendar}
        own = meetings.rank(self.meeting, calendar)
        before = [one for one in self.asked if meetings.rank(one.other, calendar) < own]
        return min(before, key=lambda one: (one.other, one.reason, one.words), default=None)

    @property
    def others(self) -> tuple[Party, ...]:
        return tuple(party for party in self.parties if party is not self.contact)

    def corrected(self, kind: str) -> str:
        """The newest correction of a kind, "" if none stands."""
        told = [row for row in self.corrections if row.kind == kind]
        return max(told, key=lambda row: (row.at, row.id)).value if told else ""

    @property
    def versions(self) -> tuple[Observation, ...]:
        """What tells of a meeting itself: calendar and invites; where neither is left, the mail that cancelled it, or an
        invite that was handed on or that nobody vouches for.
        """
        rightful = [row for row in self.seen if row.id not in self.checked.doubts]
        told = tuple(row for row in rightful if row.kind in _EVENT_KINDS)
        known = {row.meeting for row in told}
        called_off = [row for row in rightful if row.kind == observations.CANCEL and row.meeting not in known]
        found = (*told, *(row for row in called_off if row.data["start"]))
        unvouched = (row for row in self.seen if self.checked.doubts.get(row.id) == rights.UNVOUCHED)
        handed_on = tuple(row for row in rightful if row.data.get("is_handed_on"))
        return found or handed_on or tuple(row for row in unvouched if row.kind == observations.REQUEST)

    @property
    def is_unvouched(self) -> bool:
        """Whether nothing but an invite that nobody vouches for tells of it."""
        return any(self.checked.doubts.get(row.id) == rights.UNVOUCHED for row in self.versions)

    @property
    def heard(self) -> tuple[Observation, ...]:
        """The mails whose words count."""
        return tuple(row for row in self.mails if row.source not in self.doubted)

    @property
    def is_handed_on(self) -> bool:
        """Whether nothing but an invite that does not name the person tells of it."""
        versions = self.versions
        return bool(versions) and all(row.data.get("is_handed_on") for row in versions)

    @property
    def leading(self) -> str:
        """Of one booking under several UIDs the one whose times count: one that still stands, before a cancelled."""
        # An occurrence that was cancelled does not fall back on what the invite of its whole series says.
        series = f"{self.meeting.rpartition('|')[0]}|master"
        versions = [row for row in self.versions if row.meeting != series or self.meeting == series]
        newest: dict[str, Observation] = {}
        for row in sorted(versions, key=_newness):
            newest[row.meeting] = row
        ranked = sorted(
            newest.values(),
            key=lambda row: (row.data["status"] == "cancelled", row.meeting != self.meeting, row.meeting),
        )
        return ranked[0].meeting if ranked else self.meeting

    def latest(self) -> Json:
        """The facts of the version that tells who takes part: the newest of the calendar, else of the mail."""
        leading = self.leading
        versions = [row for row in self.versions if row.meeting == leading] or list(self.versions)
        versions = [row for row in versions if row.data.get("people")] or versions
        return max(versions, key=_newness).data if versions else {}


def _newness(row: Observation) -> tuple[bool, int, datetime, str]:
    return (row.kind == observations.VERSION, row.sequence, row.at, row.id)


def own_of(session: Session, person_id: str) -> Own:
    """The person's addresses, organisations and names."""
    rows = session.scalars(select(OwnAddress).where(OwnAddress.person_id == person_id)).all()
    person = session.get_one(Person, person_id)
    main = min((row for row in rows), key=lambda row: (not row.is_main, row.key), default=None)
    return Own(
        keys=frozenset(address_key(row.email) for row in rows) - {""},
        organisations=frozenset(domains.own_organisation(row.email) for row in rows) - {""},
        names=tuple(sorted({person.name, *(row.name for row in rows)} - {""})),
        main=main.email if main else "",
        default_role=person.role or "seeker",
    )


def gather(session: Session, interview: Interview) -> Dossier:
    """The file of an interview's meeting."""
    person_id, meeting = interview.person_id, interview.meeting
    file = Dossier(person_id, meeting, own_of(session, person_id))
    keys_of = keys_of_people(session, person_id, file.own.keys)
    group = group_around(session, person_id, meeting, lambda one: _people_of(session, file, one, keys_of), keys_of)
    if group.root != meeting:
        return replace(file, same_as=group.root)
    seen = observations.about(session, person_id, _with_master(group.members))
    corrections = _corrections(session, person_id, group.members)
    told = _told_contact(session, person_id, corrections)
    keys = group.keys | (told.keys if told else frozenset())
    with_people = observations.about(session, person_id, [observations.with_person(key) for key in sorted(keys)])
    mails = _each_once(with_people)
    file = replace(
        file,
        group=group.members,
        planned=group.planned,
        links=tuple(sorted(group.links.items())),
        linked=group.linked,
        asked=group.asked,
        seen=tuple(seen),
        checked=check(session, person_id, seen, keys_of),
        with_people=tuple(with_people),
        mails=mails,
        doubted=doubted(mails, file.own.keys),
        corrections=corrections,
    )
    parties = _parties(session, file, group.members)
    if told is not None and not any(told.keys & party.keys for party in parties):
        parties.append(told)
        file = replace(file, planned=_with_told(file, told))
    parties = _weighed(session, file, parties)
    contact = _choose(file, parties)
    return replace(file, parties=tuple(parties), contact=contact)


def _people_of(session: Session, file: Dossier, meeting: str, keys_of: KeysOf) -> list[frozenset[str]]:
    seen = observations.about(session, file.person_id, _with_master([meeting]))
    one = replace(file, meeting=meeting, seen=tuple(seen), checked=check(session, file.person_id, seen, keys_of))
    return [party.keys for party in _parties(session, one)]


def _told_contact(session: Session, person_id: str, corrections: Sequence[Correction]) -> Party | None:
    """Whom the person says they talk with, on the records or not."""
    told = [row for row in corrections if row.kind == "contact"]
    email = max(told, key=lambda row: (row.at, row.id)).value if told else ""
    return _party(session, person_id, Address(email), "") if email else None


def _with_told(file: Dossier, told: Party) -> tuple[Planned, ...]:
    """Mail with somebody whom no record of the meeting names still belongs to the time that was planned."""
    data = file.latest()
    if not data.get("start"):
        return file.planned
    start = datetime.fromisoformat(data["start"])
    end = datetime.fromisoformat(data["end"]) if data.get("end") else start
    entry = Planned(file.meeting, start, end, told.keys, data.get("summary", ""))
    return tuple(sorted({*file.planned, entry}, key=lambda one: (one.start, one.meeting, one.title, one.url)))


def _with_master(named: Iterable[str]) -> list[str]:
    """A meeting and, for an occurrence, its series: what is said of the series holds for it."""
    wanted = set(named)
    for meeting in list(wanted):
        uid, bar, occurrence = meeting.rpartition("|")
        if bar and occurrence != "master":
            wanted.add(f"{uid}|master")
    return sorted(wanted)


def _each_once(rows: Iterable[Observation]) -> tuple[Observation, ...]:
    found: dict[str, Observation] = {}
    for row in rows:
        if row.kind == observations.MAIL:
            found.setdefault(row.source, row)
    return tuple(sorted(found.values(), key=lambda row: (row.at, row.source)))


def _corrections(session: Session, person_id: str, group: Sequence[str]) -> tuple[Correction, ...]:
    query = select(Correction).where(
        Correction.person_id == person_id, Correction.meeting.in_(group), Correction.undone_at.is_(None)
    )
    return tuple(session.scalars(query.order_by(Correction.at, Correction.id)))


# --- who takes part -----------------------------------------------------------------------------------------------


def _parties(session: Session, file: Dossier, group: Sequence[str] = ()) -> list[Party]:
    """The other humans of the newest version, each once whatever addresses they used."""
    person_id, meeting, data = file.person_id, file.meeting, file.latest()
    addresses = _addresses(data, file.own) or _addresses_of_others(file, group)
    if meeting.startswith("mail:"):
        addresses = [(Address(meeting.rpartition("#")[2]), "")]
    elif not addresses and (named := _named_in_title(session, person_id, file.seen)):
        addresses = [(address, "") for address in named]
    elif not addresses and data.get("named"):
        addresses = [(address, "") for address in _by_name(session, person_id, data["named"])]
    found: dict[str, Party] = {}
    for address, participation in addresses:
        party = _party(session, person_id, address, participation)
        known = found.get(party.contact_id or party.email)
        if known is None or (known.participation in {"", "needs_action"} and participation):
            found[party.contact_id or party.email] = party
    return list(found.values())


def _addresses_of_others(file: Dossier, group: Sequence[str]) -> list[tuple[Address, str]]:
    """Where the leading record names nobody: whom the other records of the same conversation name."""
    others = [row for row in file.versions if row.meeting in group and row.meeting != file.meeting]
    for row in sorted(others, key=_newness, reverse=True):
        if row.kind in _EVENT_KINDS and (found := _addresses(row.data, file.own)):
            return found
    return []


def _addresses(data: Json, own: Own) -> list[tuple[Address, str]]:
    listed = [
        (Address(one["email"], one["name"]), one["participation"])
        for one in data.get("people", ())
        if not one["is_thing"] and not one["is_self"]
    ]
    organizer = data.get("organizer")
    if organizer and address_key(organizer["email"]) not in {address_key(one.email) for one, _ in listed}:
        listed.append((Address(organizer["email"], organizer["name"]), "accepted"))
    humans = {address.email for address in contacts.humans([one for one, _ in listed], own.keys)}
    return [(address, answer) for address, answer in listed if address.email in humans]


def _party(session: Session, person_id: str, address: Address, participation: str) -> Party:
    contact = contacts.contact_of(session, person_id, address.email)
    key = address_key(address.email)
    if contact is None:
        return Party(frozenset({key}), address.email, names.clean(address.name), "", participation)
    keys = frozenset({key, *contacts.keys_of(session, person_id, contact.id)})
    name = contact.name or names.clean(address.name)
    return Party(keys, address.email, name, contact.id, participation)


def _named_in_title(session: Session, person_id: str, seen: Sequence[Observation]) -> list[Address]:
    """Whom an own entry was found to name when it was read."""
    sources = sorted({row.source for row in seen if row.kind == observations.VERSION})
    rows = [row for source in sources for row in observations.of_source(session, person_id, source)]
    return [Address(key) for row in rows if row.kind == observations.SLOT for key in row.data["people"]][:1]


def _by_name(session: Session, person_id: str, named: str) -> list[Address]:
    """The one known person whose name an own calendar entry gives; nobody when two could be meant."""
    wanted = set(names.tokens(named))
    rows = session.scalars(select(Contact).where(Contact.person_id == person_id, Contact.merged_into == "")).all()
    found = [row for row in rows if wanted and wanted <= set(names.tokens(row.name))]
    if len(found) != 1:
        return []
    return [Address(key) for key in contacts.keys_of(session, person_id, found[0].id)[:1]]


def _weighed(session: Session, file: Dossier, parties: Sequence[Party]) -> list[Party]:
    """Each party with its part and how much speaks for it being the interviewee."""
    data = file.latest()
    schedulers = _schedulers(file, data)
    introducers = _introducers(session, file, parties)
    asked = _asked(file)
    by_title = _assistants(session, parties)
    fellows, absent = _fellows(file, parties, asked), _absent(file, parties)
    are_outside = [not _is_peer(party, file.own) for party in parties]
    weighed = []
    for party in parties:
        part = "attendee"
        if party in absent or (party.participation in {"declined", "delegated"} and len(parties) > 1):
            part = "declined"
        elif len(parties) > 1 and (
            party.contact_id in by_title
            or _is_scheduler(party, schedulers)
            or _only_arranges(file, party, parties, asked)
        ):
            part = "assistant"
        elif party in fellows or (_is_peer(party, file.own) and any(are_outside)):
            part = "peer"
        elif _said_perhaps(file, party, parties):
            part = "perhaps"
        weight = _weight(party, file, data, asked) - (3 if party.contact_id in introducers else 0)
        weighed.append(replace(party, part=part, weight=weight))
    return sorted(weighed, key=lambda party: (-party.weight, party.email))


_ASSISTS = re.compile(
    r"(?i)\b(?:(?:executive|personal|team|management)[ -]assist\w*|assist\w* (?:to|de direction|de la|der|des)\b|(?:direktions|team|chef)assist\w*|"
    r"secr[eé]tair\w*|secretar(?:y|ia|io)\b(?! (?:general|of state))|sekret[aä]r\w*|vorzimmer\w*|asistente (?:de|ejecutiv\w+|personal)|EA to|PA to)"
)


def _assistants(session: Session, parties: Sequence[Party]) -> frozenset[str]:
    """Contacts whose own title says that they work for somebody else's calendar; an assistant professor's does not."""
    ids = [party.contact_id for party in parties if party.contact_id]
    titles = session.execute(select(Contact.id, Contact.title).where(Contact.id.in_(ids), Contact.title != ""))
    return frozenset(row_id for row_id, title in titles if _ASSISTS.search(title)) if len(parties) > 1 else frozenset()


def _weight(party: Party, file: Dossier, data: Json, asked: frozenset[str]) -> int:
    authored = _written_by(file, party)
    organizer = data.get("organizer") or {}
    return (
        (4 if party.keys & asked else 0)
        + (2 if names.is_named_in(party.name, data.get("summary", "")) else 0)
        + (1 if authored else 0)
        + (1 if address_key(organizer.get("email", "")) in party.keys else 0)
    )


def _asked(file: Dossier) -> frozenset[str]:
    """Whom the person's own request was addressed to, or who asked the person."""
    for row in file.heard:
        acts = {what for what, _ in row.data["acts"]}
        if "asks_for_time" in acts:
            return frozenset(row.data["to"]) if row.data["direction"] == "out" else frozenset({row.data["author"]})
    return frozenset()


def _schedulers(file: Dossier, data: Json) -> tuple[frozenset[str], frozenset[str]]:
    """Keys and first names of those who only arrange the time."""
    heard = [row.data for row in file.heard if row.data["direction"] == "in"]
    keys = {address_key(data.get("sent_by", "")), *(key for said in heard for key in said.get("arrangers", ()))} - {""}
    named = {name.lower() for data in heard for name in data["schedulers"]}
    return frozenset(keys), frozenset(token for name in named for token in names.tokens(name))


def _is_scheduler(party: Party, schedulers: tuple[frozenset[str], frozenset[str]]) -> bool:
    keys, named = schedulers
    return bool(party.keys & keys) or bool(set(names.tokens(party.name)[:1]) & named)


def _only_arranges(file: Dossier, party: Party, parties: Sequence[Party], asked: frozenset[str]) -> bool:
    """A second human who names times for the one who was asked and never writes themself (recognition.md 5)."""
    silent = [one for one in parties if one.keys & asked and not _written_by(file, one)]
    organizer = file.latest().get("organizer") or {}
    if address_key(organizer.get("email", "")) in party.keys:
        # Who was asked may have said yes and handed over to whoever then invites.
        silent = [one for one in parties if one.keys & asked]
    if party.keys & asked or not silent:
        return False
    place = domains.own_organisation(party.email)
    is_of_one_house = bool(place) and any(domains.own_organisation(one.email) == place for one in silent)
    written = _written_by(file, party)
    return is_of_one_house and bool(written) and all(_is_about_time(row.data) for row in written)


def _written_by(file: Dossier, party: Party) -> list[Observation]:
    return [row for row in file.heard if row.data["author"] in party.keys]


def _is_about_time(data: Json) -> bool:
    acts = {what for what, _ in data["acts"]}
    return bool(data.get("time") or data.get("times") or acts & _ABOUT_TIME)


def _is_peer(party: Party, own: Own) -> bool:
    return domains.own_organisation(party.email) in own.organisations


def _fellows(file: Dossier, parties: Sequence[Party], asked: frozenset[str]) -> list[Party]:
    """Who comes along as the person does: several of one house receive them, and this one is of another, was not asked
    for the talk, and was brought by the person or never wrote.
    """
    invites = address_key((file.latest().get("organizer") or {}).get("email", ""))
    house = next((domains.own_organisation(one.email) for one in parties if invites in one.keys), "")
    of_house = [one for one in parties if house and domains.own_organisation(one.email) == house]
    if len(of_house) < _SEVERAL:
        return []
    others = [one for one in parties if one not in of_house and not one.keys & asked]
    return [one for one in others if _is_brought(file, one) or not _written_by(file, one)]


def _is_brought(file: Dossier, party: Party) -> bool:
    """Whether the person themself copied them to the hosts before they ever wrote: "my course mate (cc) is keen as well"."""
    first = next((row.data for row in file.heard if party.keys & {*row.data["people"], row.data["author"]}), None)
    return first is not None and first["direction"] == "out" and not party.keys & set(first["to"])


def _absent(file: Dossier, parties: Sequence[Party]) -> list[Party]:
    """Who did not come, by the person's note; never everybody."""
    said = {word for row in file.seen if row.kind == observations.NOTE for word in row.data.get("absent", ())}
    found = [one for one in parties if absence.names_one(said, one.name)]
    return found if len(found) < len(parties) else []


def _said_perhaps(file: Dossier, party: Party, parties: Sequence[Party]) -> bool:
    """Whether they only said perhaps, and neither wrote nor invited, where others were sure."""
    sure = [one for one in parties if one is not party and one.participation == "accepted"]
    return party.participation == "tentative" and bool(sure) and not _written_by(file, party)


def _introducers(session: Session, file: Dossier, parties: Sequence[Party]) -> set[str]:
    found = set()
    for party in parties:
        row = contacts.introduction_of(session, file.person_id, party.contact_id)
        if row is not None:
            found.add(row.introducer_id)
    return found


def _choose(file: Dossier, parties: Sequence[Party]) -> Party | None:
    """The interviewee: the person's own word, else who of those that may be has most speaking for it."""
    told = address_key(file.corrected("contact"))
    for party in parties:
        if told and told in party.keys:
            return party
    order = {"attendee": 0, "perhaps": 1, "peer": 2, "assistant": 3, "declined": 4}
    return min(parties, key=lambda party: (order[party.part], -party.weight, party.email), default=None)
