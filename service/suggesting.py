"""Who may be the same person as a contact: asked about, with what speaks for it and the last mail with each. Nothing is
written; what the person answers is kept in `contact_pairs`, and whoever is not the same is not suggested again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service import contact_pairs, contacts, domains, meetings, observations
from service.likeness import Fit, Likeness, best, fit, words_of
from service.nicknames import is_common
from service.same_person import (
    ASK_FROM,
    About,
    Evidence,
    Side,
    are_look_alikes,
    by_age,
    certainty,
    everything_about,
)
from service.schema import Contact, ContactPair, Identity, Observation

MOST_SUGGESTIONS = 5
_OF_NAMES: Mapping[Likeness, str] = {
    Likeness.SAME: "same_name",
    Likeness.SHORT: "short_name",
    Likeness.PART: "part_of_name",
    Likeness.INITIAL: "initial_only",
    Likeness.ALONE: "one_word",
}


@dataclass(frozen=True, slots=True)
class LastMail:
    """The newest mail with somebody."""

    subject: str
    at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who may be the same person: what speaks for it, and the last mail with each."""

    contact_id: str
    name: str
    email: str
    evidence: tuple[Evidence, ...]
    certainty: float
    last_mails: tuple[LastMail | None, LastMail | None] = (None, None)


def suggestions(session: Session, person_id: str, contact_id: str) -> list[Suggestion]:
    """Who may be the same person as this contact, the surest first, with what speaks for it; at most five."""
    everybody = _everybody(session, person_id)
    mine = everybody.pop(contact_id, None)
    if mine is None or _is_forged(session, person_id, mine):
        return []
    refused = _refused(session, person_id, contact_id)
    told = everything_about(session, person_id, mine)
    found: list[Suggestion] = []
    for other in everybody.values():
        about = told.get(other.contact_id, About())
        if other.contact_id not in refused and not about.is_said_to_be_two:
            found += _suggested(session, person_id, mine, other, about)
    likeliest = sorted(found, key=lambda one: (-one.certainty, one.contact_id))[:MOST_SUGGESTIONS]
    return [_with_mails(session, person_id, mine, everybody[one.contact_id], one) for one in likeliest]


def _suggested(session: Session, person_id: str, mine: Side, other: Side, about: About) -> Iterator[Suggestion]:
    likeness = best(mine.names, other.names)
    evidence = (*_first_of_each(about.evidence), *_by_names(mine, other, likeness))
    sure = certainty(likeness, evidence)
    if sure < ASK_FROM or are_look_alikes(mine, other) or _is_forged(session, person_id, other):
        return
    if not about.evidence and _sat_together(session, person_id, mine, other):
        return
    name = max(other.names, key=len, default="")
    yield Suggestion(other.contact_id, name, other.emails[0], evidence, sure)


def _first_of_each(evidence: Iterable[Evidence]) -> list[Evidence]:
    found: dict[tuple[str, str], Evidence] = {}
    for one in sorted(evidence, key=by_age):
        found.setdefault((one.kind, one.shown), one)
    return list(found.values())


def _by_names(mine: Side, other: Side, likeness: Likeness) -> Iterator[Evidence]:
    """What names and addresses alone suggest; enough to ask, never to link."""
    if likeness is Likeness.DIFFERENT:
        return
    shown = max(other.names, key=len, default="")
    if likeness in _OF_NAMES:
        yield Evidence("rare_word" if _is_rare(mine, other, likeness) else _OF_NAMES[likeness], shown)
    places = [{domains.own_organisation(email) for email in side.emails} - {""} for side in (mine, other)]
    if shared := sorted(places[0] & places[1]):
        yield Evidence("same_organisation", shared[0])
        locals_of = [{key.rpartition("@")[0] for key in side.keys} for side in (mine, other)]
        if locals_of[0] & locals_of[1] and likeness is not Likeness.GIVEN:
            yield Evidence("same_mailbox_name", other.emails[0])
    if likeness in (Likeness.UNKNOWN, Likeness.ALONE, Likeness.INITIAL):
        yield from _made_of_name(mine, other)


def _is_rare(mine: Side, other: Side, likeness: Likeness) -> bool:
    """A single word in common that is no given name of many: Sukarno."""
    if likeness is not Likeness.ALONE:
        return False
    words = [{word for name in side.names for word in words_of(name)} for side in (mine, other)]
    return any(len(word) > 3 and not is_common(word) for word in words[0] & words[1])


def _made_of_name(mine: Side, other: Side) -> Iterator[Evidence]:
    for named, written in ((mine, other), (other, mine)):
        for email in written.emails:
            if any(fit(name, email) is Fit.WHOLLY for name in named.names):
                yield Evidence("made_of_name", email)
                return


def _sat_together(session: Session, person_id: str, mine: Side, other: Side) -> bool:
    """Both were invited to one meeting, each by an address of their own."""
    of_both = [{one.meeting for one in meetings.planned_with(session, person_id, side.keys)} for side in (mine, other)]
    return bool(of_both[0] & of_both[1])


def _is_forged(session: Session, person_id: str, side: Side) -> bool:
    """Whoever is known only by mail that the provider found to be forged is nobody."""
    kinds = (observations.MAIL,)
    rows = observations.about(session, person_id, [observations.with_person(key) for key in side.keys], kinds)
    written = [row.data.get("is_verified") for row in rows if row.data["author"] in side.keys]
    return bool(written) and all(verdict is False for verdict in written)


def _everybody(session: Session, person_id: str) -> dict[str, Side]:
    """Every contact that stands for itself, with the addresses and names of those merged into it."""
    columns = (Contact.id, Contact.name, Contact.merged_into, Contact.is_untracked)
    rows = session.execute(select(*columns).where(Contact.person_id == person_id)).all()
    into = {row[0]: row[2] for row in rows}
    emails: dict[str, list[str]] = {}
    called: dict[str, set[str]] = {row[0]: {row[1]} - {""} for row in rows}
    listed = select(Identity.contact_id, Identity.email, Identity.names).where(Identity.person_id == person_id)
    for contact_id, email, found in session.execute(listed.order_by(Identity.key)):
        root = _root(into, contact_id)
        emails.setdefault(root, []).append(email)
        called.setdefault(root, set()).update(found)
    return {
        row[0]: Side(row[0], tuple(emails[row[0]]), tuple(sorted(called[row[0]])))
        for row in rows
        if not row[2] and not row[3] and row[0] in emails
    }


def _root(into: Mapping[str, str], contact_id: str) -> str:
    seen: set[str] = set()
    while into.get(contact_id) and contact_id not in seen:
        seen.add(contact_id)
        contact_id = into[contact_id]
    return contact_id


def _refused(session: Session, person_id: str, contact_id: str) -> set[str]:
    """Whom the person said this contact is not, by the contact that stands for them now."""
    ids = set(contacts.members(session, person_id, contact_id))
    query = select(ContactPair).where(
        ContactPair.person_id == person_id,
        ContactPair.state.in_((contact_pairs.REFUSED, contact_pairs.UNDONE)),
        or_(ContactPair.kept_id.in_(ids), ContactPair.other_id.in_(ids)),
    )
    others = {one for row in session.scalars(query) for one in (row.kept_id, row.other_id)} - ids
    return {contacts.surviving(session, session.get_one(Contact, one)).id for one in others}


def _with_mails(session: Session, person_id: str, mine: Side, other: Side, one: Suggestion) -> Suggestion:
    mails = (_last_mail(session, person_id, mine), _last_mail(session, person_id, other))
    return Suggestion(one.contact_id, one.name, one.email, one.evidence, one.certainty, mails)


def _last_mail(session: Session, person_id: str, side: Side) -> LastMail | None:
    query = (
        select(Observation)
        .where(Observation.person_id == person_id, Observation.kind == observations.MAIL)
        .where(Observation.meeting.in_([observations.with_person(key) for key in side.keys]))
        .order_by(Observation.at.desc(), Observation.id)
    )
    row = session.scalar(query.limit(1))
    return LastMail(str(row.data.get("subject", "")), row.at, row.data["direction"] == "out") if row else None
