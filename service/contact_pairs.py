"""Two contacts that are one person: merged by the person or on evidence, and taken apart again.

A merge moves no address: the other contact points to the kept one, so that taking it apart gives back exactly what was
there, with whatever arrived in between at the address it came to. What the person said is not one person is never
linked again. Which evidence is enough, and what is only asked, is decided in `same_person`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service import activity, contacts, events, meetings, observations
from service.addresses import address_key
from service.schema import (
    Activity,
    Contact,
    ContactPair,
    Draft,
    Interview,
    Introduction,
    StoredMessage,
    derived_id,
)

MERGED, REFUSED, UNDONE = "merged", "refused", "undone"
BY_PERSON = "person"
"""Why two are merged: the person said so; else the kind of evidence."""
_FIELDS = ("organisation", "title", "timezone")


class NoSuchContact(LookupError):
    """There is no such contact, or it is somebody else's."""


class NotMergeable(ValueError):
    """These two cannot be merged or taken apart; the text says why."""


def owned(session: Session, person_id: str, contact_id: str) -> Contact:
    """That contact if it is this person's. Raises NoSuchContact."""
    row = session.get(Contact, contact_id)
    if row is None or row.person_id != person_id:
        raise NoSuchContact("There is no such person here.")
    return row


# --- merging ------------------------------------------------------------------------------------------------------


def merge(session: Session, person_id: str, kept_id: str, other_id: str, now: datetime) -> ContactPair:
    """Makes one person of two contacts; the first one's name and page stay. Raises NoSuchContact, NotMergeable."""
    kept = contacts.surviving(session, owned(session, person_id, kept_id))
    other = contacts.surviving(session, owned(session, person_id, other_id))
    if kept.id == other.id:
        raise NotMergeable("These are one person already.")
    pair = _join(session, kept, other, reason=BY_PERSON, data={}, now=now)
    _lift_refusals(session, person_id, kept.id, other.id, now)
    activity.record(session, person_id, activity.MERGED, now, subject=kept.id, detail=other.id)
    return pair


def _join(
    session: Session, kept: Contact, other: Contact, *, reason: str, data: Mapping[str, str], now: datetime
) -> ContactPair:
    """Points one contact to another, whose page then shows what was the other's; the pair knows the way back."""
    person_id, root = kept.person_id, contacts.surviving(session, kept)
    touched = _interviews_of(session, person_id, (root.id, other.id))
    pair = _pair(session, person_id, kept.id, other.id)
    pair.state, pair.reason, pair.at, pair.undone_at = MERGED, reason, now, None
    moved = {"filled": _fill_gaps(kept, other), "introductions": _take_introductions(session, root, other)}
    pair.data = {**data, **moved}
    other.merged_into = kept.id
    session.flush()
    _move_drafts(session, person_id, other.id, root.id)
    settle(session, root)
    _touch(session, person_id, touched, now)
    return pair


def unmerge(session: Session, person_id: str, pair_id: str, now: datetime) -> ContactPair:
    """Takes two contacts apart again; no rule joins them any more. Raises NoSuchContact, NotMergeable."""
    pair = _owned_pair(session, person_id, pair_id)
    if pair.state != MERGED:
        raise NotMergeable("These two are not merged.")
    _part(session, pair, now)
    pair.state, pair.undone_at = UNDONE, now
    session.flush()
    activity.record(session, person_id, activity.UNMERGED, now, subject=pair.kept_id, detail=pair.other_id)
    return pair


def _part(session: Session, pair: ContactPair, now: datetime) -> None:
    other = session.get_one(Contact, pair.other_id)
    root = contacts.surviving(session, other)
    touched = _interviews_of(session, pair.person_id, (root.id,))
    other.merged_into = ""
    session.flush()
    _empty_gaps(session.get_one(Contact, pair.kept_id), pair)
    _give_back(session, root, other, frozenset(pair.data.get("introductions", ())))
    settle(session, root)
    settle(session, other)
    _touch(session, pair.person_id, touched | _interviews_of(session, pair.person_id, (other.id,)), now)


def refuse(session: Session, person_id: str, one_id: str, other_id: str, now: datetime) -> ContactPair:
    """The person says that these are two people: never suggested or linked again. Raises NoSuchContact."""
    one, other = owned(session, person_id, one_id), owned(session, person_id, other_id)
    if contacts.surviving(session, one).id == contacts.surviving(session, other).id:
        raise NotMergeable("These are one person already: take them apart first.")
    pair = _pair(session, person_id, one.id, other.id)
    pair.state, pair.reason, pair.at, pair.undone_at = REFUSED, BY_PERSON, now, None
    session.flush()
    activity.record(session, person_id, activity.NOT_THE_SAME, now, subject=one.id, detail=other.id)
    return pair


def take_back_refusal(session: Session, person_id: str, pair_id: str, now: datetime) -> None:
    """The person is not so sure after all. Raises NoSuchContact, NotMergeable when nothing was refused."""
    pair = _owned_pair(session, person_id, pair_id)
    if pair.state != REFUSED:
        raise NotMergeable("That was not refused.")
    session.delete(pair)
    session.flush()
    activity.record(session, person_id, activity.REFUSAL_UNDONE, now, subject=pair.kept_id, detail=pair.other_id)


def standing(session: Session, person_id: str, contact_id: str) -> list[ContactPair]:
    """Every merge that made this contact what it is, oldest first."""
    ids = contacts.members(session, person_id, contact_id)
    query = select(ContactPair).where(
        ContactPair.person_id == person_id, ContactPair.state == MERGED, ContactPair.kept_id.in_(ids)
    )
    return list(session.scalars(query.order_by(ContactPair.at, ContactPair.id)))


# --- on evidence --------------------------------------------------------------------------------------------------


def link(
    session: Session,
    person_id: str,
    kept: Contact,
    other: Contact,
    *,
    reason: str,
    data: Mapping[str, str],
    at: datetime,
) -> ContactPair:
    """Makes one person of two contacts on evidence of that kind; the person can take it apart. `kept` may itself have
    been merged into somebody: what it says goes with it if they part. `data` names the mail and its words.
    """
    pair = _join(session, kept, other, reason=reason, data=data, now=at)
    root = contacts.surviving(session, kept)
    key = f"{activity.LINKED}|{pair.id}|{at.isoformat()}"
    activity.record(session, person_id, activity.LINKED, at, subject=root.id, detail=other.id, key=key)
    return pair


def let_go(session: Session, pair: ContactPair, now: datetime) -> None:
    """Takes back what evidence joined and later records speak against, as if it had never been."""
    _part(session, pair, now)
    activity.record(session, pair.person_id, activity.PARTED, now, subject=pair.kept_id, detail=pair.other_id)
    session.delete(pair)
    session.flush()


def are_two(session: Session, one: Contact, other: Contact) -> bool:
    """Whether the person said that these are two people, or took them apart."""
    mine, theirs = (contacts.members(session, row.person_id, row.id) for row in (one, other))
    either = or_(
        ContactPair.kept_id.in_(mine) & ContactPair.other_id.in_(theirs),
        ContactPair.kept_id.in_(theirs) & ContactPair.other_id.in_(mine),
    )
    query = select(ContactPair.id).where(
        ContactPair.person_id == one.person_id, ContactPair.state.in_((REFUSED, UNDONE)), either
    )
    return session.scalar(query.limit(1)) is not None


def changed_since(session: Session, person_id: str, contact_id: str, at: datetime) -> bool:
    """Whether somebody was joined with this contact, or parted from it, since then."""
    ids = contacts.members(session, person_id, contact_id)
    kinds = (activity.MERGED, activity.UNMERGED, activity.LINKED, activity.PARTED)
    query = select(Activity.id).where(
        Activity.person_id == person_id,
        Activity.what.in_(kinds),
        Activity.at > at,
        or_(Activity.subject.in_(ids), Activity.detail.in_(ids)),
    )
    return session.scalar(query.limit(1)) is not None


def _pair(session: Session, person_id: str, kept_id: str, other_id: str) -> ContactPair:
    row_id = derived_id("pair", person_id, kept_id, other_id)
    row = session.get(ContactPair, row_id)
    if row is None:
        row = ContactPair(id=row_id, person_id=person_id, kept_id=kept_id, other_id=other_id, data={})
        session.add(row)
    return row


def _owned_pair(session: Session, person_id: str, pair_id: str) -> ContactPair:
    row = session.get(ContactPair, pair_id)
    if row is None or row.person_id != person_id:
        raise NoSuchContact("There is no such pair of people here.")
    return row


def _lift_refusals(session: Session, person_id: str, kept_id: str, other_id: str, now: datetime) -> None:
    """The newer word holds: whoever is merged was not refused."""
    query = select(ContactPair).where(
        ContactPair.person_id == person_id,
        ContactPair.state == REFUSED,
        ContactPair.kept_id.in_((kept_id, other_id)),
        ContactPair.other_id.in_((kept_id, other_id)),
    )
    for row in session.scalars(query):
        row.state, row.undone_at = UNDONE, now


def _fill_gaps(kept: Contact, other: Contact) -> dict[str, str]:
    """What the kept contact does not know and the other does."""
    filled = {name: getattr(other, name) for name in _FIELDS if not getattr(kept, name) and getattr(other, name)}
    for name, value in filled.items():
        setattr(kept, name, value)
    return filled


def _empty_gaps(kept: Contact, pair: ContactPair) -> None:
    for name, value in pair.data.get("filled", {}).items():
        if getattr(kept, name) == value:
            setattr(kept, name, "")


def settle(session: Session, contact: Contact) -> None:
    """Sets name and signatures as the addresses that are the contact's now tell them."""
    contacts.name_again(session, contact)
    contacts.count_signatures(session, contact, _signed(session, contact))


def _signed(session: Session, contact: Contact) -> dict[str, int]:
    keys = contacts.keys_of(session, contact.person_id, contact.id)
    rows = observations.about(
        session, contact.person_id, [observations.with_person(key) for key in keys], (observations.MAIL,)
    )
    by_mail = {
        row.source: str(row.data.get("signed", ""))
        for row in rows
        if row.data["author"] in keys and row.data["direction"] == "in" and row.data.get("is_verified") is not False
    }
    signed = [form for form in by_mail.values() if form]
    return {form: signed.count(form) for form in sorted(set(signed))}


# --- what follows a contact ---------------------------------------------------------------------------------------


def _take_introductions(session: Session, kept: Contact, other: Contact) -> list[str]:
    """Introductions of the other and by the other become the kept one's; returns which, for the way back."""
    moved = []
    for row in _introductions(session, other.person_id, other.id):
        moved.append(row.id)
        _rename_in(session, row, other.id, kept.id)
    return moved


def _introductions(session: Session, person_id: str, contact_id: str) -> list[Introduction]:
    query = select(Introduction).where(
        Introduction.person_id == person_id,
        or_(Introduction.contact_id == contact_id, Introduction.introducer_id == contact_id),
    )
    return list(session.scalars(query.order_by(Introduction.id)))


def _rename_in(session: Session, row: Introduction, old: str, new: str) -> None:
    if row.introducer_id == old:
        row.introducer_id = new
    if row.contact_id == old and not _is_introduced(session, row, new):
        row.contact_id = new
    session.flush()


def _is_introduced(session: Session, row: Introduction, contact_id: str) -> bool:
    """The same mail brings this contact in already, by another address: one row stands for both."""
    query = select(Introduction.id).where(
        Introduction.person_id == row.person_id,
        Introduction.contact_id == contact_id,
        Introduction.message_id == row.message_id,
    )
    return session.scalar(query) is not None


def _give_back(session: Session, root: Contact, other: Contact, taken: frozenset[str]) -> None:
    """What stands at the kept contact and is about an address of the other one goes back with it."""
    theirs = frozenset(contacts.keys_of(session, other.person_id, other.id))
    rest = frozenset(contacts.keys_of(session, root.person_id, root.id))
    for row in _introductions(session, root.person_id, root.id):
        author, parties = _parties(session, row.message_id)
        if row.introducer_id == root.id and author in theirs:
            row.introducer_id = other.id
        is_theirs = bool(parties & theirs) and (row.id in taken or not parties & rest)
        if row.contact_id == root.id and is_theirs and not _is_introduced(session, row, other.id):
            row.contact_id = other.id
    for draft in session.scalars(select(Draft).where(Draft.person_id == root.person_id, Draft.contact_id == root.id)):
        if {address_key(email) for email in draft.to} & theirs:
            draft.contact_id = other.id
    session.flush()


def _parties(session: Session, message_id: str) -> tuple[str, frozenset[str]]:
    """Keys of a stored mail's author and of everybody on it."""
    row = session.get(StoredMessage, message_id)
    if row is None:
        return "", frozenset()
    author = address_key(row.sender)
    listed = {address_key(str(one.get("email", ""))) for one in (*row.to, *row.cc, *row.bcc)}
    return author, frozenset({author, *listed} - {""})


def _move_drafts(session: Session, person_id: str, old: str, new: str) -> None:
    """A draft that waits, was sent or dismissed stays what it is, for the one contact there is now."""
    for draft in session.scalars(select(Draft).where(Draft.person_id == person_id, Draft.contact_id == old)):
        draft.contact_id = new
    session.flush()


def _interviews_of(session: Session, person_id: str, roots: Sequence[str]) -> set[str]:
    """Every interview in which these contacts may stand, by whatever address."""
    keys = {key for root in roots for key in contacts.keys_of(session, person_id, root)}
    planned = meetings.planned_with(session, person_id, keys)
    found = {meetings.interview_id(person_id, one.meeting) for one in planned}
    ids = {one for root in roots for one in contacts.members(session, person_id, root)}
    rows = select(Interview.id).where(
        Interview.person_id == person_id, or_(Interview.contact_id.in_(ids), Interview.introduced_by.in_(ids))
    )
    return found | set(session.scalars(rows))


def _touch(session: Session, person_id: str, interview_ids: Iterable[str], now: datetime) -> None:
    for row_id in sorted(interview_ids):
        if session.get(Interview, row_id) is not None:
            events.append(session, person_id, events.INTERVIEW_TOUCHED, row_id, now=now)
