"""What a mail gives away of one person's several addresses is written down, and contacts are joined by it: with the
evidence named, at once, whatever the order in which the records came, and let go when later ones speak against it.

Which evidence suffices is decided in `same_person`; taking apart by the person is in `contact_pairs`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from connectors.records import Address
from service import clues, contact_pairs, contacts, domains, observations
from service.addresses import address_key
from service.clues import MARKS, THREAD, Clue
from service.likeness import best
from service.observations import Found
from service.reading import Letter
from service.same_person import (
    CLAIMS,
    Band,
    Evidence,
    Side,
    are_look_alikes,
    band_of,
    by_age,
    certainty,
    clues_about,
    everything_about,
    is_enough,
    is_made_of_any,
    side_of,
    weighed,
)
from service.schema import Contact, ContactPair, Identity, Json, StoredMessage, derived_id

# --- clues, written down ------------------------------------------------------------------------------------------


def note(session: Session, row: StoredMessage, found: Iterable[Clue]) -> None:
    """Writes down what a mail gives away of its author. A forged one gives nothing away; what is known is not written
    again.
    """
    if row.is_verified is False:
        return
    author = address_key(row.sender)
    for clue in found:
        data: Json = {
            "author": author, "what": clue.what, "value": clue.value, "fit": int(clue.fit),
            "is_verified": row.is_verified,
        }  # fmt: skip
        subjects = {observations.with_person(author), *_subjects(clue)}
        known = [one for one in clues_about(session, row.person_id, subjects) if one.data["value"] == clue.value]
        if any(_says_as_much(one.data, data) for one in known):
            continue
        for subject in sorted(subjects):
            fact = Found(subject, observations.CLUE, f"msg:{row.id}", row.date, row.received_at, data, quote=clue.quote)
            observations.record(session, row.person_id, fact)


def _says_as_much(known: Json, data: Json) -> bool:
    is_same = known["author"] == data["author"] and known["what"] == data["what"]
    return is_same and (known["is_verified"] is True or data["is_verified"] is not True)


def _subjects(clue: Clue) -> set[str]:
    if clue.what in MARKS:
        return {observations.with_mark(clue.what, clue.value)}
    return {observations.with_person(key) for key in clue.value.split("|")}


def answers_from(session: Session, row: StoredMessage, own: frozenset[str]) -> Iterator[tuple[StoredMessage, Clue]]:
    """Mails that answer what the person wrote to another address alone, and that address; from either mail's side."""
    if row.is_sent:
        query = select(StoredMessage).where(
            StoredMessage.person_id == row.person_id,
            StoredMessage.thread_key == row.thread_key,
            StoredMessage.in_reply_to == row.message_id,
        )
        pairs = [(row, answer) for answer in session.scalars(query)] if row.message_id else []
    else:
        key = row.in_reply_to.strip().lower()
        asked = session.get(StoredMessage, derived_id("msg", row.person_id, key)) if key else None
        pairs = [(asked, row)] if asked else []
    for question, answer in pairs:
        listed = {address_key(str(one["email"])) for one in (*question.to, *question.cc, *question.bcc)} - own
        author = address_key(answer.sender)
        is_by_hand = not (answer.is_automatic or answer.is_bulk) and clues.is_somebody(author)
        if question.is_sent and is_by_hand and len(listed) == 1 and author not in listed | own:
            yield answer, Clue(THREAD, listed.pop(), answer.subject)


# --- linked by itself ---------------------------------------------------------------------------------------------


def join_up(session: Session, person_id: str, keys: Iterable[str], now: datetime) -> list[str]:
    """Links what these addresses' evidence suffices for, and takes apart what it no longer bears; returns the emails
    that somebody gained. Whatever the order in which the records came.
    """
    gained: list[str] = []
    told = clues_about(session, person_id, [observations.with_person(key) for key in keys])
    # Of most people nothing is told: they cost one look.
    for key in sorted({row.meeting.removeprefix("with:") for row in told}):
        _meet(session, person_id, key, now)
        contact = contacts.contact_of(session, person_id, key)
        if contact is None:
            continue
        _let_go(session, contact, now)
        contact = contacts.contact_of(session, person_id, key) or contact
        gained += _link_all(session, contact, now)
    return gained


def _meet(session: Session, person_id: str, key: str, now: datetime) -> None:
    """Somebody's own other address is a contact's as soon as it is told, even before it writes."""
    contact = contacts.contact_of(session, person_id, key)
    if contact is None:
        return
    called, own = side_of(session, person_id, contact.id).names, contacts.own_keys(session, person_id)
    for row in clues_about(session, person_id, [observations.with_person(key)]):
        data = row.data
        is_claim = data["author"] == key and data["what"] in CLAIMS and data["is_verified"] is True
        if is_claim and data["value"] not in own and (data["fit"] or is_made_of_any(called, data["value"])):
            contacts.resolve(session, person_id, Address(data["value"]), now)


def _link_all(session: Session, contact: Contact, now: datetime) -> Iterator[str]:
    person_id = contact.person_id
    mine = side_of(session, person_id, contact.id)
    for other_id, about in sorted(everything_about(session, person_id, mine).items()):
        other = side_of(session, person_id, other_id)
        evidence = [one for one in weighed(session, person_id, mine, other, about) if one.is_hard]
        sure = certainty(best(mine.names, other.names), evidence)
        if band_of(sure) is not Band.LINK or not _may_be_linked(session, contact, mine, other):
            continue
        _link(session, person_id, mine, other, min(evidence, key=by_age), now)
        yield from other.emails
        mine = side_of(session, person_id, contacts.surviving(session, contact).id)


def _may_be_linked(session: Session, contact: Contact, mine: Side, other: Side) -> bool:
    """Nothing that the person said, and no look-alike of a domain, is in the way."""
    row = session.get_one(Contact, other.contact_id)
    if row.is_untracked != contact.is_untracked or contact_pairs.are_two(session, contact, row):
        return False
    if contacts.PERSON in (contact.data.get("named_by"), row.data.get("named_by")) and contact.name != row.name:
        return False
    return not are_look_alikes(mine, other)


def _link(session: Session, person_id: str, mine: Side, other: Side, one: Evidence, now: datetime) -> None:
    """The one who said it is kept; of two who share something the one at an organisation."""
    sides = sorted((mine, other), key=lambda side: (all(map(domains.is_free_mail, side.emails)), side.contact_id))
    kept = next((side for side in sides if one.author in side.keys and one.kind in CLAIMS), sides[0])
    absorbed = other if kept is mine else mine
    identity = session.get(Identity, (person_id, one.author)) if one.author in kept.keys else None
    said_by = session.get_one(Contact, identity.contact_id if identity else kept.contact_id)
    other_row = session.get_one(Contact, absorbed.contact_id)
    key = one.shown if one.kind in CLAIMS else address_key(absorbed.emails[0])
    data = {"evidence": one.source, "key": key, "quote": one.quote, "shown": one.shown}
    for email in absorbed.emails:
        session.get_one(Identity, (person_id, address_key(email))).evidence = one.source
    contact_pairs.link(session, person_id, said_by, other_row, reason=one.kind, data=data, at=now)


def _let_go(session: Session, contact: Contact, now: datetime) -> None:
    """Links made on evidence whose two turn out to be called differently."""
    ids = contacts.members(session, contact.person_id, contact.id)
    query = select(ContactPair).where(
        ContactPair.person_id == contact.person_id,
        ContactPair.state == contact_pairs.MERGED,
        ContactPair.reason != contact_pairs.BY_PERSON,
        or_(ContactPair.kept_id.in_(ids), ContactPair.other_id.in_(ids)),
    )
    for pair in session.scalars(query.order_by(ContactPair.id)).all():
        names_of = [contacts.names_of(session, contact.person_id, [one]) for one in (pair.kept_id, pair.other_id)]
        if not is_enough(pair.reason, best(*names_of), is_made_of_name=True):
            contact_pairs.let_go(session, pair, now)


# --- a mail -------------------------------------------------------------------------------------------------------


def learn(session: Session, letter: Letter, people: Iterable[str], now: datetime) -> list[str]:
    """Writes down what a mail gives away and joins whom it joins; `people` are the keys of the other humans on it.
    Returns the addresses that somebody gained by it, whose mail is worth a look.
    """
    row, touched = letter.row, set(people)
    if row.is_verified is False:
        return []
    if not letter.is_own and clues.is_somebody(row.sender) and not row.is_bulk:
        found = clues.read(_called(session, letter), row.sender, letter.written, letter.body.signature, row.reply_to)
        note(session, row, found)
        touched |= {letter.author, *(key for clue in found if clue.what not in MARKS for key in clue.value.split("|"))}
    for answer, clue in answers_from(session, row, letter.own):
        note(session, answer, [clue])
        touched |= {clue.value, address_key(answer.sender)}
    return join_up(session, row.person_id, touched - letter.own, now)


def _called(session: Session, letter: Letter) -> str:
    """What the author is called: on this mail, else as their address is known."""
    if letter.row.sender_name:
        return letter.row.sender_name
    contact = contacts.contact_of(session, letter.row.person_id, letter.row.sender)
    return contact.name if contact else ""
