"""Are two contacts one person? Three answers (recognition.md 5): linked by itself, asked, or left as two.

Linked only on evidence that is no name: their own word in a mail that the person's provider confirms, an answer from
there to what was written here, the same direct number or page in both signatures; and only for somebody whom the person
has written with, since anybody may claim to be anybody. Names, and evidence that is less, are asked about. What speaks
against it (another name, a word that it is somebody else's) leaves them two, and takes apart what was linked before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from math import prod

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import clues, contacts, domains, observations
from service.addresses import address_key
from service.clues import DIRECT, FORMER, MARKS, OTHERS, OWN_WORD, PROFILE, REPLY_TO, SIGNATURE, THREAD, TOGETHER
from service.likeness import Fit, Likeness, best, fit, spells_a_name, words_shown
from service.schema import Identity, Observation, StoredMessage

LINK_FROM, ASK_FROM = 0.95, 0.60
_MOST_WITHOUT_HARD = 0.94
_HARD = 0.96
_MENTIONED = 0.62
"""Named in their mail, nobody knows whose, and made of their name or of somebody's who is called like them."""
_OF_NOBODY = 0.2
"""An address called one's own that spells another name out: perhaps a colleague wrote from this account."""
_SOFT: Mapping[str, float] = {
    OWN_WORD: 0.8, FORMER: 0.8, SIGNATURE: 0.7, REPLY_TO: 0.7, TOGETHER: 0.65, THREAD: 0.62, DIRECT: 0.6, PROFILE: 0.6,
    clues.PHONE: 0.5, clues.SITE: 0.35, clues.MENTIONED: 0.3,
    "same_name": 0.65, "short_name": 0.62, "part_of_name": 0.62, "initial_only": 0.6, "one_word": 0.35, "rare_word": 0.62,
    "same_mailbox_name": 0.62, "made_of_name": 0.62, "same_organisation": 0.2,
}  # fmt: skip
"""How far each kind of evidence goes by itself; several together go further, never as far as a link."""
CLAIMS = frozenset({OWN_WORD, FORMER, SIGNATURE, REPLY_TO})


class Band(Enum):
    """What is done about two contacts."""

    LINK = "link"
    ASK = "ask"
    SEPARATE = "separate"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for two being one: its kind, the address, name or number, and where it stands."""

    kind: str
    shown: str
    quote: str = ""
    source: str = ""
    at: datetime | None = None
    author: str = ""
    fit: Fit = Fit.NOT
    is_hard: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One of two contacts: who stands for it, its addresses and the names they carry."""

    contact_id: str
    emails: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(address_key(email) for email in self.emails)


@dataclass
class About:
    """What records say of a contact and one other."""

    evidence: list[Evidence] = field(default_factory=list)
    is_said_to_be_two: bool = False


# --- bands --------------------------------------------------------------------------------------------------------


def certainty(likeness: Likeness, evidence: Sequence[Evidence]) -> float:
    """How sure it is that two are one, 0 to 1. Another name outweighs everything."""
    if likeness is Likeness.DIFFERENT:
        return 0.0
    if any(one.is_hard for one in evidence):
        return _HARD
    by_kind = {one.kind: _weight(one, likeness) for one in evidence}
    return min(1 - prod(1 - weight for weight in by_kind.values()), _MOST_WITHOUT_HARD)


def _weight(one: Evidence, likeness: Likeness) -> float:
    weight = _SOFT.get(one.kind, 0.0)
    if one.kind == clues.MENTIONED and (one.fit is not Fit.NOT or likeness >= Likeness.GIVEN):
        return _MENTIONED
    if one.kind in CLAIMS and one.fit is Fit.NOT and likeness is Likeness.UNKNOWN:
        return _OF_NOBODY if spells_a_name(one.shown) else ASK_FROM
    return weight


def band_of(sure: float) -> Band:
    """LINK from 0.95, ASK from 0.60, else SEPARATE."""
    return Band.LINK if sure >= LINK_FROM else Band.ASK if sure >= ASK_FROM else Band.SEPARATE


def is_enough(what: str, likeness: Likeness, is_made_of_name: bool) -> bool:
    """Whether evidence of this kind is enough, given how alike the two are called."""
    if what == THREAD:
        return likeness >= Likeness.PART or (likeness in (Likeness.INITIAL, Likeness.ALONE) and is_made_of_name)
    if what in (DIRECT, PROFILE):
        return likeness >= Likeness.INITIAL and likeness is not Likeness.ALONE
    if what in CLAIMS:
        is_renamed = what == FORMER and likeness is Likeness.GIVEN
        return is_renamed or likeness >= Likeness.INITIAL or (likeness is Likeness.UNKNOWN and is_made_of_name)
    return False


def by_age(one: Evidence) -> tuple[str, str, str]:
    """A fixed order, the oldest first."""
    return (one.at.isoformat() if one.at else "", one.kind, one.source)


def are_look_alikes(mine: Side, other: Side) -> bool:
    """A reader may take an address of one for one of the other: then they are kept apart."""
    return any(domains.looks_alike(one, two) for one in mine.emails for two in other.emails)


# --- clues, read again --------------------------------------------------------------------------------------------


def clues_about(session: Session, person_id: str, subjects: Iterable[str]) -> list[Observation]:
    """The clues about addresses and marks."""
    return observations.about(session, person_id, subjects, (observations.CLUE,))


def marks_of(told: Iterable[Observation], keys: Collection[str]) -> list[Observation]:
    """Of these clues the numbers and pages of whoever has the addresses with these keys, by their own mails."""
    return [row for row in told if row.data["author"] in keys and row.data["what"] in MARKS]


def side_of(session: Session, person_id: str, contact_id: str) -> Side:
    ids = contacts.members(session, person_id, contact_id)
    rows = session.scalars(
        select(Identity).where(Identity.person_id == person_id, Identity.contact_id.in_(ids)).order_by(Identity.key)
    ).all()
    return Side(contact_id, tuple(row.email for row in rows), contacts.names_of(session, person_id, ids))


def everything_about(session: Session, person_id: str, mine: Side) -> dict[str, About]:
    """What clues say of this contact and each other one, by the id of who stands for them now."""
    told = clues_about(session, person_id, [observations.with_person(key) for key in mine.keys])
    said = marks_of(told, mine.keys)
    marks = {observations.with_mark(row.data["what"], row.data["value"]) for row in said}
    shared = clues_about(session, person_id, marks) if marks else []
    found: dict[str, About] = {}
    for row in (*told, *shared):
        other = _other(row, mine)
        contact = contacts.contact_of(session, person_id, other) if other else None
        if contact is None or contact.id == mine.contact_id:
            continue
        about = found.setdefault(contact.id, About())
        if row.data["what"] == OTHERS:
            about.is_said_to_be_two = True
        else:
            about.evidence.append(_evidence(row))
    return found


def _other(row: Observation, mine: Side) -> str:
    """The other address that a clue is about, "" if it is about none."""
    data = row.data
    if data["what"] in MARKS:
        return "" if data["author"] in mine.keys else str(data["author"])
    if data["what"] == TOGETHER:
        return next((key for key in data["value"].split("|") if key not in mine.keys), "")
    return str(data["value"] if data["author"] in mine.keys else data["author"])


def _evidence(row: Observation) -> Evidence:
    data = row.data
    return Evidence(data["what"], data["value"], row.quote, row.source, row.at, data["author"], Fit(data["fit"]))


def weighed(session: Session, person_id: str, mine: Side, other: Side, about: About) -> Iterator[Evidence]:
    """Each piece of evidence with whether it is enough by itself."""
    likeness = best(mine.names, other.names)
    for one in about.evidence:
        authors = (
            {one.author} if one.kind not in MARKS else _authors(session, person_id, one) & (mine.keys | other.keys)
        )
        is_sure = (
            not about.is_said_to_be_two
            and is_enough(one.kind, likeness, _is_made(one, mine, other))
            and (one.kind not in MARKS or _is_of_two(session, person_id, one, mine, other))
            and (one.kind == THREAD or all(_is_trusted(session, person_id, key, one) for key in authors))
        )
        yield replace(one, is_hard=is_sure)


def _is_made(one: Evidence, mine: Side, other: Side) -> bool:
    """The address is made of the name; of one that answers, together with its display name."""
    author = mine if one.author in mine.keys else other
    if one.kind != THREAD:
        return one.fit is not Fit.NOT or is_made_of_any(author.names, one.shown)
    asked, answers = (other, mine) if author is mine else (mine, other)
    return any(words_shown(name, answers.names, one.author) > 1 for name in asked.names)


def is_made_of_any(names: Iterable[str], email: str) -> bool:
    """Whether an address is made of one of these names."""
    return any(fit(name, email) is not Fit.NOT for name in names)


def _authors(session: Session, person_id: str, one: Evidence) -> set[str]:
    rows = clues_about(session, person_id, [observations.with_mark(one.kind, one.shown)])
    return {str(row.data["author"]) for row in rows}


def _is_of_two(session: Session, person_id: str, one: Evidence, mine: Side, other: Side) -> bool:
    """The number or page is nobody else's: what a third shares belongs to an office or a family."""
    for key in _authors(session, person_id, one) - mine.keys - other.keys:
        third = contacts.contact_of(session, person_id, key)
        found = contacts.names_of(session, person_id, contacts.members(session, person_id, third.id)) if third else ()
        if best(found, mine.names) < Likeness.PART:
            return False
    return True


def _is_trusted(session: Session, person_id: str, key: str, one: Evidence) -> bool:
    """The provider confirms who wrote it, and the person has written with them."""
    subject = observations.with_person(key)
    rows = [row for row in clues_about(session, person_id, [subject]) if row.data["author"] == key]
    is_confirmed = any(
        row.data["is_verified"] is True and (row.data["what"], row.data["value"]) == (one.kind, one.shown)
        for row in rows
    )
    return is_confirmed and _has_standing(session, person_id, key)


def _has_standing(session: Session, person_id: str, key: str) -> bool:
    """The person wrote to this address, or in a conversation with it, or entered a talk with it."""
    kinds = (observations.MAIL, observations.AUTO_REPLY, observations.SLOT)
    rows = observations.about(session, person_id, [observations.with_person(key)], kinds)
    mails = [row for row in rows if row.kind == observations.MAIL]
    if any(row.data["direction"] == "out" for row in mails):
        return True
    if any(row.kind == observations.SLOT and row.source.startswith("person:") for row in rows):
        return True
    threads = {row.data["thread"] for row in mails}
    query = select(StoredMessage.id).where(
        StoredMessage.person_id == person_id, StoredMessage.thread_key.in_(threads), StoredMessage.is_sent
    )
    return bool(threads) and session.scalar(query.limit(1)) is not None
