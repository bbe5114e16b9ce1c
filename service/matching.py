"""Which people and which meetings a stored record belongs to: resolves identities, writes observations, and touches
every interview that must be looked at anew.

Handling a record twice, or records in another order, ends in the same rows: contacts and interviews have ids made from
what identifies them, observations are written once. What an interview then becomes is decided in `interviews`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Address, Attendee, CalendarEvent
from service import (
    absence,
    contacts,
    events,
    facts,
    heard,
    introductions,
    invites,
    joining,
    meetings,
    names,
    noted,
    observations,
    own_entries,
    preferences,
    reading,
    referrals,
    rights,
    speech,
    touching,
)
from service.addresses import address_key
from service.candidates import outside_people, people_of_interest
from service.ingest import LOOK_BACK, look_up
from service.observations import Found
from service.reading import Letter
from service.schema import (
    Ask,
    Contact,
    Correction,
    Interview,
    Note,
    Observation,
    Person,
    StoredCalendarEvent,
    StoredMessage,
)
from service.sealed import open_body, open_calendar_event, open_note
from service.titles import bare_subject
from service.vault import Vault

UPCOMING_OCCURRENCES = 2
"""Of a series only so many coming occurrences are shown."""


# --- mail -------------------------------------------------------------------------------------------------------


def match_message(session: Session, vault: Vault, stored_message_id: str, now: datetime) -> None:
    """Reads a stored mail into observations and touches the interviews it concerns."""
    row = session.get(StoredMessage, stored_message_id)
    if row is None:
        return
    body = open_body(vault, row)
    if body is None:
        touching.touch_again(session, row, now)
        return
    person = session.get_one(Person, row.person_id)
    letter = Letter(row, body, contacts.own_keys(session, row.person_id), person.timezone)
    if row.bounce_of:
        _match_bounce(session, letter, now)
    else:
        _match_invites(session, letter, now)
        _match_words(session, letter, now)
    if preferences.of(person).retention_days == 0:
        # Whoever wants no texts kept has none once they were read.
        row.body_sealed = None


def match_removed_message(session: Session, stored_message_id: str, now: datetime) -> None:
    """A mail was deleted at the provider: what it said stays said; its interviews are looked at anew."""
    row = session.get(StoredMessage, stored_message_id)
    if row is not None:
        touching.touch_again(session, row, now)


def _match_bounce(session: Session, letter: Letter, now: datetime) -> None:
    row = letter.row
    key = contacts.note_bounce(session, row.person_id, row.bounce_of, row.date)
    if not key:
        return
    data = {"address": row.bounce_of, "message_id": row.message_id}
    subject = observations.with_person(key)
    observations.record(
        session, row.person_id, Found(subject, observations.BOUNCE, letter.source, row.date, row.received_at, data)
    )
    touching.touch_people(session, row.person_id, {key}, row.date, now)


def _match_invites(session: Session, letter: Letter, now: datetime) -> None:
    person_id = letter.row.person_id
    for found, calendar_event in invites.facts_of_invites(letter):
        observations.record(session, person_id, found)
        _note_name_used(session, letter, found, now)
        if invites.is_handed_on(found):
            ensure_interview(session, person_id, found.subject, calendar_event, now)
        elif found.kind == observations.REQUEST or _tells_of_a_meeting(found, calendar_event):
            _plan(session, person_id, calendar_event, found, own=letter.own, now=now, is_calendar=False)
            if _is_worth_a_row(session, person_id, calendar_event):
                ensure_interview(session, person_id, found.subject, calendar_event, now)
        touching.touch_meetings(session, person_id, {found.subject}, now)
        touching.touch_occurrences(session, person_id, found.subject, now)


def _note_name_used(session: Session, letter: Letter, found: Found, now: datetime) -> None:
    """Somebody invited, moved or cancelled in the name of another: that is told on the next talk with that one."""
    told = invites.name_used(found)
    if told is not None:
        observations.record(session, letter.row.person_id, told)
        key = told.subject.removeprefix("with:")
        touching.touch_people(session, letter.row.person_id, {key}, letter.row.date, now)


def _tells_of_a_meeting(found: Found, calendar_event: CalendarEvent) -> bool:
    """A cancellation says what it cancels: of what was called off before the first read calendars show only an id. Nothing
    is made of one that nobody vouches for.
    """
    is_vouched = found.kind == observations.CANCEL and not rights.is_unsaid(found.data)
    return is_vouched and calendar_event.start is not None and not calendar_event.rrule


def _is_worth_a_row(session: Session, person_id: str, calendar_event: CalendarEvent) -> bool:
    """A series' master is no meeting of its own where its occurrences are known."""
    if not calendar_event.rrule:
        return True
    return not touching.occurrences(session, person_id, calendar_event.ical_uid)


def _match_words(session: Session, letter: Letter, now: datetime) -> None:
    person_id = letter.row.person_id
    found = list(reading.facts_of_letter(letter))
    is_new = [observations.record(session, person_id, one) for one in found]
    people = {address_key(person.email): person for person in letter.people} if letter.is_by_hand else {}
    is_forged = letter.row.is_verified is False
    # A forged mail is no evidence of what anybody is called.
    named = {key: Address(person.email) if is_forged else person for key, person in people.items()}
    known = {key: contacts.resolve(session, person_id, person, now) for key, person in named.items()}
    if any(is_new) and not letter.is_own and letter.author in known and not is_forged:
        author = known[letter.author]
        contacts.learn_signature(session, author, found[0].data.get("signed", ""))
        _note_introductions(session, letter, author, known, found[0])
        _note_look_alikes(session, letter, now)
    if gained := joining.learn(session, letter, known, now):
        look_up(session, person_id, [Address(email) for email in gained], since=letter.row.date - LOOK_BACK, now=now)
    if found and found[0].kind == observations.MAIL:
        referrals.note(session, letter)
        _note_request(session, letter, known, found[0], now)
    touching.touch_people(session, person_id, set(people), letter.row.date, now)
    _tell_wishes(session, person_id, {contact.id for contact in known.values()}, now)


def _tell_wishes(session: Session, person_id: str, contact_ids: set[str], now: datetime) -> None:
    """Whoever drafts what the person lately asked for, to these people, is told: it may be answered or written by now."""
    query = select(Ask.interview_id).where(
        Ask.person_id == person_id,
        Ask.contact_id.in_(contact_ids),
        Ask.taken_back_at.is_(None),
        Ask.at >= now - meetings.BEFORE,
    )
    for interview_id in sorted(set(session.scalars(query)) if contact_ids else ()):
        events.append(session, person_id, events.INTERVIEW_CHANGED, interview_id, now=now)


def _note_introductions(
    session: Session, letter: Letter, author: Contact, known: dict[str, Contact], found: Found
) -> None:
    """A mail to the person and a third one that brings them together."""
    others = {key: contact for key, contact in known.items() if key != letter.author and contact.id != author.id}
    quote = reading.acts_of(found.data).get("introduces", "")
    if len(others) == 1 and not quote:
        (other,) = others.values()
        quote = introductions.brings_together(letter.written, other.name, letter.own_name)
    if not quote or not letter.own_address or names.is_office(letter.row.sender_name):
        return
    for contact in others.values():
        if len(others) == 1 or names.is_named_in(contact.name, letter.written):
            contacts.introduce(session, author, contact, message_id=letter.row.id, quote=quote, at=letter.row.date)


def _note_look_alikes(session: Session, letter: Letter, now: datetime) -> None:
    row = letter.row
    for key in contacts.look_alikes(session, row.person_id, row.sender):
        for one, other in ((key, letter.author), (letter.author, key)):
            data = {"address": other}
            subject = observations.with_person(one)
            observations.record(
                session,
                row.person_id,
                Found(subject, observations.LOOK_ALIKE, letter.source, row.date, row.received_at, data),
            )
        touching.touch_people(session, row.person_id, {key}, row.date, now)


def _note_request(session: Session, letter: Letter, known: dict[str, Contact], found: Found, now: datetime) -> None:
    """A request for a talk between the person and one other human: kept as a meeting that has no time yet."""
    if not _is_request(letter, found) or letter.row.is_verified is False:
        return
    asked = [key for key in known if key in found.data["to"]] if letter.is_own else [letter.author]
    if len(asked) != 1 or asked[0] not in known or len(known) > 2:
        return
    meeting = meetings.mail_meeting(letter.row.thread_key, asked[0])
    data = {
        "meeting": meeting,
        "start": letter.row.date.isoformat(),
        "people": [asked[0]],
        "title": letter.row.subject,
        "by": "user" if letter.is_own else "contact",
    }
    subject = observations.with_person(asked[0])
    row = letter.row
    observations.record(
        session, row.person_id, Found(subject, observations.ASKED, letter.source, row.date, row.received_at, data)
    )
    ensure_row(session, row.person_id, meeting, title=bare_subject(row.subject), contact=known[asked[0]], now=now)


def _is_request(letter: Letter, found: Found) -> bool:
    reads = observations.reads_of(found.data["reads"])
    acts = {act.what for act in heard.acts(observations.acts_of(found.data["acts"]), reads, is_own=letter.is_own)}
    told = observations.acts_of(found.data["acts"])
    against = {act.what for act in heard.against(observations.acts_of(found.data["against"]), reads, told)}
    if against & {"hiring", "recruiter", "sales"}:
        return False
    if letter.is_own:
        return facts.is_request(acts, is_opening=not letter.row.in_reply_to)
    return facts.is_request_of_learner(acts, against) or facts.is_curious(acts, against)


# --- calendar ---------------------------------------------------------------------------------------------------


def match_calendar_event(session: Session, vault: Vault, stored_calendar_event_id: str, now: datetime) -> None:
    """Reads a stored calendar event into observations and touches the interviews it concerns."""
    row = session.get(StoredCalendarEvent, stored_calendar_event_id)
    if row is None:
        return
    calendar_event = open_calendar_event(vault, row)
    own = contacts.own_keys(session, row.person_id)
    if row.removed_at is not None and calendar_event.status != "cancelled":
        # Moved to another calendar: the other copy tells how it stands.
        touching.touch_meetings(session, row.person_id, {row.uid_key}, now)
        return
    found = reading.record_version(session, row, calendar_event, now)
    whole = _with_whom_it_names(session, vault, row.person_id, calendar_event, own)
    _plan(session, row.person_id, whole, found, own=own, now=now, is_calendar=True)
    if _is_shown_yet(session, row, now):
        ensure_interview(session, row.person_id, found.subject, whole, now)
    touching.touch_meetings(session, row.person_id, {found.subject}, now)


def _with_whom_it_names(
    session: Session, vault: Vault, person_id: str, calendar_event: CalendarEvent, own: frozenset[str]
) -> CalendarEvent:
    """An own entry that lists nobody, with whom its title names."""
    if not own_entries.lists_nobody(calendar_event, own):
        return calendar_event
    named = own_entries.whom_it_names(session, person_id, calendar_event, people_of_interest(session, person_id))
    if named is None:
        return calendar_event
    if named.message:
        _note_words_through_network(session, vault, meetings.uid_key(calendar_event), named)
        return calendar_event
    return replace(calendar_event, attendees=(*calendar_event.attendees, Attendee(named.address)))


def _note_words_through_network(session: Session, vault: Vault, meeting: str, named: own_entries.Known) -> None:
    """What a network's member wrote belongs to the entry that names them: nobody else's meeting is known by it."""
    row = session.get_one(StoredMessage, named.message)
    body = open_body(vault, row)
    if body is None:
        return
    text = own_entries.words_of_member(body.text, named.name)
    data = {
        "name": named.name,
        "acts": observations.acts_as_json(speech.acts(text)),
        "against": observations.acts_as_json(speech.instead(text)),
    }
    found = Found(meeting, observations.NETWORK, f"msg:{row.id}", row.date, row.received_at, data)
    observations.record(session, row.person_id, found)


def _plan(
    session: Session,
    person_id: str,
    calendar_event: CalendarEvent,
    found: Found,
    *,
    own: frozenset[str],
    now: datetime,
    is_calendar: bool,
) -> None:
    """Makes contacts of the outside people and writes down what is planned with them."""
    keys = set()
    is_new = False
    for slot in reading.slots_of(calendar_event, found, own, is_calendar=is_calendar):
        keys.add(slot.subject.removeprefix("with:"))
        is_new = observations.record(session, person_id, slot) or is_new
    people = outside_people(calendar_event, own)
    for person in people:
        contacts.resolve(session, person_id, person, now)
    referrals.note_invite(session, person_id, calendar_event, people, found.at)
    if is_new and calendar_event.start is not None:
        touching.touch_people(session, person_id, keys, calendar_event.start, now)


def _is_shown_yet(session: Session, row: StoredCalendarEvent, now: datetime) -> bool:
    """Of a series only past occurrences and the next two; later ones are looked at again in their time."""
    uid, _, occurrence = row.uid_key.rpartition("|")
    if occurrence == "master" or row.start is None or row.start <= now:
        return True
    query = (
        select(StoredCalendarEvent.start, StoredCalendarEvent.uid_key)
        .where(
            StoredCalendarEvent.person_id == row.person_id,
            StoredCalendarEvent.uid_key >= f"{uid}|",
            StoredCalendarEvent.uid_key < f"{uid}}}",
            StoredCalendarEvent.start > now,
            StoredCalendarEvent.removed_at.is_(None),
        )
        .distinct()
        .order_by(StoredCalendarEvent.start)
    )
    coming = [
        start for start, key in session.execute(query) if start is not None and (start, key) <= (row.start, row.uid_key)
    ]
    if len(coming) <= UPCOMING_OCCURRENCES:
        return True
    due = coming[-1 - UPCOMING_OCCURRENCES]
    events.append(session, row.person_id, events.CALENDAR_EVENT_CHANGED, row.id, now=now, due=due)
    return False


# --- the person's own words -------------------------------------------------------------------------------------


def match_note(session: Session, vault: Vault, note_id: str, now: datetime) -> None:
    """Reads what a note says of the meeting itself: that it took place, or that nobody came. One that the person took
    away says nothing any more.
    """
    row = session.get(Note, note_id)
    if row is None:
        return
    if row.removed_at is not None:
        observations.forget(session, row.person_id, f"note:{row.id}")
        touching.touch_meetings(session, row.person_id, {row.meeting}, now)
        return
    text = open_note(vault, row)
    says, quote = noted.verdict(text)
    data: dict[str, object] = {"says": says} | ({"hiring": True} if noted.tells_of_hiring(text) else {})
    absent = absence.not_there(text)
    data |= {"absent": absent} if absent else {}
    found = Found(row.meeting, observations.NOTE, f"note:{row.id}", row.at, row.at, data, quote=quote[: speech.QUOTE])
    observations.record(session, row.person_id, found)
    touching.touch_meetings(session, row.person_id, {row.meeting}, now)


def match_correction(session: Session, correction_id: str, now: datetime) -> None:
    """The person corrected a meeting: it is looked at anew, with the one it was tied to or told apart from."""
    row = session.get(Correction, correction_id)
    if row is not None:
        concerned = {row.meeting, row.value} if row.kind in {"same_as", "apart"} else {row.meeting}
        touching.touch_meetings(session, row.person_id, concerned, now)


# --- rows and touches ---------------------------------------------------------------------------------------------


def ensure_interview(
    session: Session, person_id: str, meeting: str, calendar_event: CalendarEvent, now: datetime
) -> Interview:
    """The row of a meeting; made, still undecided, when the meeting is new."""
    own = contacts.own_keys(session, person_id)
    people = outside_people(calendar_event, own)
    contact = contacts.resolve(session, person_id, people[0], now) if people else None
    row = ensure_row(session, person_id, meeting, title=calendar_event.summary, contact=contact, now=now)
    if row.start is None and row.updated_at == row.first_seen_at:
        row.start, row.end, row.timezone = calendar_event.start, calendar_event.end, calendar_event.timezone
    return row


def ensure_row(
    session: Session, person_id: str, meeting: str, *, title: str, contact: Contact | None, now: datetime
) -> Interview:
    """The row of a meeting of which nothing else is known yet; made when it is new."""
    row_id = meetings.interview_id(person_id, meeting)
    row = session.get(Interview, row_id)
    if row is None:
        row = Interview(
            id=row_id,
            person_id=person_id,
            meeting=meeting,
            contact_id=contact.id if contact else "",
            status="proposed",
            band="ask",
            classification="informational",
            title=title,
            first_seen_at=now,
            updated_at=now,
        )
        session.add(row)
        session.flush()
        events.append(session, person_id, events.INTERVIEW_TOUCHED, row_id, now=now)
    return row


def observed(session: Session, person_id: str, source: str) -> list[Observation]:
    """What one record gave rise to, for explaining."""
    return observations.of_source(session, person_id, source)
