"""What the person asks to be written, and takes back again: a nudge, a first mail, a sign of life, news.

An *ask* is a click with some words: which kind of draft, to whom, about which interview. It belongs to an interview
row, like every draft; where there is none yet, a row is made that counts as no meeting and that the conversation joins
once they answer. Whether it makes sense, and what is written, is decided in `drafting` whenever something changes.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from connectors.records import Address
from service import contacts, events, matching, meetings, observations
from service.drafting.due import ASKED
from service.drafting.evidence import FAR_BACK
from service.looks import look_up
from service.names import clean
from service.observations import Found
from service.schema import Ask, Contact, Identity, Interview, new_id
from service.sealed import seal_ask
from service.vault import Vault
from service.word_of_person import owned

LONGEST = 4000
LONGEST_NAME = 120
_GOING_ON = frozenset({"nudge", "accept", "decline", "keep_in_touch", "news"})
"""Kinds that go on with what was written before."""
ABOUT_A_MEETING = frozenset({"running_late", "confirmation"})
"""Kinds that make sense only for a meeting with a time."""


class NoSuchAsk(LookupError):
    """There is no such ask or contact, or it is somebody else's."""


class CannotAsk(ValueError):
    """This cannot be asked for; the words say why."""


def ask(
    session: Session, vault: Vault, person_id: str, kind: str, *, contact_id: str = "", interview_id: str = "",
    text: str = "", about: str = "", now: datetime, ask_id: str = "",
) -> Ask:  # fmt: skip
    """Keeps what the person asked for; the draft follows like any other. Asking twice for the same thing at once, or
    again with other words, replaces what was asked before.

    Without an interview it belongs to the latest one with that contact; without a contact, to that of the interview.
    Raises CannotAsk, NoSuchAsk, NoSuchInterview.
    """
    if kind not in ASKED:
        raise CannotAsk("There is no such kind of draft.")
    text, about = _checked(text), clean(about)[:LONGEST_NAME]
    interview = owned(session, person_id, interview_id) if interview_id else None
    contact = _contact(session, person_id, contact_id or (interview.contact_id if interview else ""))
    interview = interview or _latest_with(session, contact) or _begun(session, contact, now)
    if kind in ABOUT_A_MEETING and interview.start is None:
        raise CannotAsk("There is no time planned with them.")
    if interview.same_as:
        interview = owned(session, person_id, interview.same_as)
    ask_id = ask_id or new_id("ask")
    row = Ask(
        id=ask_id, person_id=person_id, kind=kind, interview_id=interview.id, contact_id=contact.id,
        text_sealed=seal_ask(vault, text, ask_id), about=about, at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    # What was set aside before the person spoke of them is read again.
    if kind in _GOING_ON:
        addresses = session.scalars(
            select(Identity.email).where(Identity.person_id == person_id, Identity.contact_id == contact.id)
        )
        look_up(session, person_id, [Address(email) for email in addresses], since=now - FAR_BACK, now=now)
    events.append(session, person_id, events.INTERVIEW_CHANGED, interview.id, now=now)
    return row


def take_back(session: Session, person_id: str, ask_id: str, now: datetime) -> Ask:
    """The person does not want it any more: its draft is withdrawn, an edited one set aside. Raises NoSuchAsk."""
    row = session.get(Ask, ask_id)
    if row is None or row.person_id != person_id:
        raise NoSuchAsk(f"There is no ask {ask_id}.")
    row.taken_back_at = row.taken_back_at or now
    session.flush()
    events.append(session, person_id, events.INTERVIEW_CHANGED, row.interview_id, now=now)
    return row


def again(session: Session, person_id: str, ask_id: str, now: datetime) -> Ask:
    """Undo of `take_back`. Raises NoSuchAsk."""
    row = take_back(session, person_id, ask_id, now)
    row.taken_back_at = None
    return row


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > LONGEST:
        raise CannotAsk("It can be 4,000 characters long.")
    return text


def _contact(session: Session, person_id: str, contact_id: str) -> Contact:
    found = session.get(Contact, contact_id) if contact_id else None
    if found is None or found.person_id != person_id:
        raise NoSuchAsk("There is no such contact.")
    return contacts.surviving(session, found)


def _latest_with(session: Session, contact: Contact) -> Interview | None:
    """Their latest interview, one that took place before one that did not; else the latest that they brought about."""
    ids = contacts.members(session, contact.person_id, contact.id)
    query = select(Interview).where(Interview.person_id == contact.person_id, Interview.same_as == "")
    is_logged = case((Interview.status == "not_logged", 1), else_=0)
    order = (is_logged, Interview.start.is_(None), Interview.start.desc(), Interview.first_seen_at.desc(), Interview.id)
    for condition in (Interview.contact_id.in_(ids), Interview.introduced_by.in_(ids)):
        found = session.scalar(query.where(condition).order_by(*order).limit(1))
        if found is not None:
            return found
    return None


def _begun(session: Session, contact: Contact, now: datetime) -> Interview:
    """The row of a conversation that so far is only asked for. A mail that leads to a talk finds it by the address."""
    ids = contacts.members(session, contact.person_id, contact.id)
    address = session.scalar(
        select(Identity)
        .where(Identity.person_id == contact.person_id, Identity.contact_id.in_(ids))
        .order_by(Identity.bounced_at.isnot(None), Identity.key)
        .limit(1)
    )
    if address is None:
        raise CannotAsk("There is no address to write to.")
    meeting = meetings.wished_meeting(contact.id, address.key)
    data = {"meeting": meeting, "start": now.isoformat(), "people": [address.key], "title": "", "by": "user"}
    found = Found(observations.with_person(address.key), observations.ASKED, f"person:{meeting}", now, now, data)
    observations.record(session, contact.person_id, found)
    return matching.ensure_row(session, contact.person_id, meeting, title="", contact=contact, now=now)
