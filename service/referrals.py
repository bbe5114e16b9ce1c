"""Who brought the person together with whom, where no sentence says so: a conversation that somebody began with both and
that goes on without them; somebody's address handed on, and mail that follows; an invite of a third to both.

Written once from either record, whatever came first, and withdrawn when mail shows that they knew each other before.
What the person said of an introduction stays. Introductions by words are noted in `matching`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Address, CalendarEvent
from service import activity, clues, contacts, domains, observations, speech
from service.addresses import address_key
from service.reading import Letter
from service.schema import Activity, Contact, Introduction, Json, Observation, StoredMessage, derived_id

_MOST_MAILS = 50
BY_INVITE = "invite:"
"""How the record of an introduction is named that is no mail."""
_BY_STRUCTURE = "ref"
"""How the id of an introduction begins that no sentence says."""


def note(session: Session, letter: Letter) -> None:
    """What a mail shows about who brought whom, itself or together with the mails before and after it."""
    if letter.row.is_verified is False:
        return
    _withdraw(session, letter)
    for author, key, message_id, quote, at in [*_left_behind(session, letter), *_handed_on(session, letter)]:
        _introduce(session, letter.row.person_id, author, key, message_id=message_id, quote=quote, at=at)


def note_invite(
    session: Session, person_id: str, calendar_event: CalendarEvent, people: Sequence[Address], at: datetime
) -> None:
    """A third who invites the person and one other to get to know each other."""
    organizer = address_key(calendar_event.organizer.email) if calendar_event.organizer else ""
    others = [key for one in people if (key := address_key(one.email)) != organizer]
    is_theirs = len(people) == 2 and len(others) == 1
    text = f"{calendar_event.summary}\n\n{calendar_event.description}"
    quote = next((act.quote for act in speech.acts(text) if act.what == "introduces"), "")
    if is_theirs and quote:
        invite = f"{BY_INVITE}{calendar_event.ical_uid.strip().lower()}"
        _introduce(session, person_id, organizer, others[0], message_id=invite, quote=quote, at=at)


# --- a conversation goes on without who began it ------------------------------------------------------------------

Found = tuple[str, str, str, str, datetime]
"""Keys of who brought and who was brought, the record, its words, when."""


def _left_behind(session: Session, letter: Letter) -> Iterator[Found]:
    """The first mail is a third's to the person and one other; a later one is between these two alone."""
    query = (
        select(StoredMessage)
        .where(StoredMessage.person_id == letter.row.person_id, StoredMessage.thread_key == letter.row.thread_key)
        .order_by(StoredMessage.date, StoredMessage.id)
        .limit(_MOST_MAILS)
    )
    thread = list(session.scalars(query))
    if len(thread) < 2:
        return
    first, author = thread[0], address_key(thread[0].sender)
    others = _others(first, letter.own) - {author}
    if first.is_sent or author in letter.own or len(others) != 1 or not _may_introduce(session, first):
        return
    (other,) = others
    for row in thread[1:]:
        if _others(row, letter.own) == {other} and row.is_verified is not False:
            yield author, other, first.id, first.subject, first.date
            return


def _others(row: StoredMessage, own: frozenset[str]) -> set[str]:
    """Everybody but the person whom all see on a mail: who was moved to Bcc has left."""
    listed = [Address(row.sender), *(Address(str(one["email"])) for one in (*row.to, *row.cc))]
    return {address_key(one.email) for one in contacts.humans(listed, own)}


def _may_introduce(session: Session, first: StoredMessage) -> bool:
    """A mail by hand that nobody forged, and not an assistant's, who speaks for the other one."""
    if first.is_verified is False or first.is_automatic or first.is_bulk or not domains.is_human(Address(first.sender)):
        return False
    facts = observations.of_source(session, first.person_id, f"msg:{first.id}")
    said = next((row.data for row in facts if row.kind == observations.MAIL), None)
    return said is not None and not said.get("arrangers") and not said.get("schedulers")


# --- an address handed on -----------------------------------------------------------------------------------------


def _handed_on(session: Session, letter: Letter) -> Iterator[Found]:
    """Somebody named this address as another's, and then there was mail with it."""
    row = letter.row
    named = [one["value"] for one in _clues_of(session, row.person_id, f"msg:{row.id}")]
    subjects = [observations.with_person(key) for key in {*_others(row, letter.own), *named}]
    for told in observations.about(session, row.person_id, subjects, (observations.CLUE,)):
        data, key = told.data, told.meeting.removeprefix("with:")
        is_about = data["what"] in {clues.OTHERS, clues.MENTIONED} and data["value"] == key != data["author"]
        if is_about and _wrote_after(session, row.person_id, key, told):
            yield data["author"], key, told.source.removeprefix("msg:"), told.quote, told.at


def _clues_of(session: Session, person_id: str, source: str) -> list[Json]:
    rows = observations.of_source(session, person_id, source)
    return [row.data for row in rows if row.kind == observations.CLUE and row.data["what"] not in clues.MARKS]


def _wrote_after(session: Session, person_id: str, key: str, told: Observation) -> bool:
    """Mail between the person and that address alone, later than the mail that named it."""
    mails = observations.about(session, person_id, [observations.with_person(key)], (observations.MAIL,))
    return any(row.at > told.at and told.data["author"] not in row.data["people"] for row in mails)


# --- written and withdrawn ----------------------------------------------------------------------------------------


def _introduce(
    session: Session, person_id: str, author: str, key: str, *, message_id: str, quote: str, at: datetime
) -> None:
    introducer, contact = (contacts.contact_of(session, person_id, one) for one in (author, key))
    if introducer is None or contact is None or introducer.id == contact.id:
        return
    row_id = derived_id(_BY_STRUCTURE, person_id, contact.id, message_id)
    is_there = select(Introduction.id).where(
        Introduction.person_id == person_id,
        Introduction.contact_id == contact.id,
        Introduction.message_id == message_id,
    )
    if session.scalar(is_there) is not None or _was_taken_back(session, contact, message_id):
        return
    if not _knew_before(session, person_id, contact, at):
        session.add(
            Introduction(
                id=row_id, person_id=person_id, introducer_id=introducer.id, contact_id=contact.id,
                message_id=message_id, quote=quote[: speech.QUOTE], at=at,
            )
        )  # fmt: skip
        session.flush()


def _was_taken_back(session: Session, contact: Contact, message_id: str) -> bool:
    """The person said that this mail brought them nobody."""
    query = select(Activity).where(
        Activity.person_id == contact.person_id, Activity.what == activity.NOT_INTRODUCED,
        Activity.subject == contact.id, Activity.undone_at.is_(None),
    )  # fmt: skip
    return any(row.data.get("message_id") == message_id for row in session.scalars(query))


def _knew_before(session: Session, person_id: str, contact: Contact, at: datetime) -> bool:
    subjects = [observations.with_person(key) for key in contacts.keys_of(session, person_id, contact.id)]
    query = select(Observation.id).where(
        Observation.person_id == person_id, Observation.kind == observations.MAIL,
        Observation.meeting.in_(subjects), Observation.at < at,
    )  # fmt: skip
    return session.scalar(query.limit(1)) is not None


def _withdraw(session: Session, letter: Letter) -> None:
    """Introductions of somebody with whom there was mail before."""
    query = select(Introduction).where(
        Introduction.person_id == letter.row.person_id,
        Introduction.id.startswith(f"{_BY_STRUCTURE}_"),
        Introduction.at > letter.row.date,
    )
    later = session.scalars(query).all()
    known = {contact.id for key in _others(letter.row, letter.own) if later and (contact := _of(session, letter, key))}
    for row in later:
        if row.contact_id in known:
            session.delete(row)
    session.flush()


def _of(session: Session, letter: Letter, key: str) -> Contact | None:
    return contacts.contact_of(session, letter.row.person_id, key)
