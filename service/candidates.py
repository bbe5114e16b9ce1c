"""May this record belong to an interview at all? Decided before anything is stored, from the record and a few sets of
keys: structure first (who, how many, what kind of mail), words second.

A *candidate* is stored and judged later by `classify`; what is set aside leaves only its id and the rule named here.
`wants_mail` says whether looking up the mail with these people is worth the calls it costs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from connectors.records import Address, CalendarEvent, Message
from service import contacts, domains, facts, heard, introductions, names, own_entries, own_records, speech
from service.addresses import address_key
from service.schema import Contact, Identity, Interview, Observation, OwnAddress, Reading, StoredMessage

MOST_PEOPLE = 9
"""More people than this on a calendar event make it a gathering."""
_MOST_RECIPIENTS = 10
_LONGEST = timedelta(hours=6)
_LONGEST_QUOTE = 20_000
_FEW = 2
_PLAINLY = 0.6
"""So likely a sentence asks for a talk by its wording alone."""
_QUESTIONS = 2
"""So many questions written down beforehand: the person prepares for a talk."""
_PIPELINE = frozenset({"hiring", "recruiter", "sales"})
_ABOUT = frozenset({"about_path", "asks_about_path", "explicit", "warm", "seeks_advice"})
_SENSITIVE = frozenset({"medical", "legal_finance", "hr_matters"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known around a new record: the person's own keys and organisations, people of interest, and what is
    stored already (Message-IDs, conversations, calendar UIDs).
    """

    own: frozenset[str] = frozenset()
    own_organisations: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    message_keys: frozenset[str] = frozenset()
    thread_keys: frozenset[str] = frozenset()
    meetings: frozenset[str] = frozenset()
    named: tuple[own_entries.Known, ...] = ()
    """People of interest whom an entry that lists nobody may name."""


@dataclass(frozen=True, slots=True)
class Candidacy:
    """Whether a record is a candidate, by which rule, and whose mail should then be looked up."""

    is_candidate: bool
    rule: str
    people: tuple[Address, ...] = ()
    wants_mail: bool = False


def surroundings(session: Session, person_id: str) -> Surroundings:
    """What the candidate rules need to know of one person."""
    own = list(session.scalars(select(OwnAddress.email).where(OwnAddress.person_id == person_id)))
    stored = session.execute(
        select(StoredMessage.key, StoredMessage.thread_key).where(StoredMessage.person_id == person_id)
    ).all()
    return Surroundings(
        own=frozenset(address_key(email) for email in own) - {""},
        own_organisations=frozenset(domains.own_organisation(email) for email in own) - {""},
        people=people_of_interest(session, person_id),
        message_keys=frozenset(key for key, _ in stored),
        thread_keys=frozenset(thread for _, thread in stored),
        meetings=_meetings(session, person_id),
    )


def people_of_interest(session: Session, person_id: str) -> frozenset[str]:
    """Keys of everybody whose mail and meetings may belong to an interview."""
    # A row that nobody looked at yet has no sources, and interests nobody: how far the work had come must not decide
    # what is stored. Once it is looked at and is of interest, its people's mail is looked up (`interviews`).
    interviews = select(Interview.contact_id, Interview.address, Interview.others).where(
        Interview.person_id == person_id, Interview.band != "leave", cast(Interview.sources, String) != "[]"
    )
    wanted: set[str] = set()
    ids: set[str] = set()
    for contact_id, address, others in session.execute(interviews):
        ids.add(contact_id)
        wanted.add(address_key(address))
        wanted.update(address_key(other.get("email", "")) for other in others)
    looked_up = select(Reading.query).where(Reading.person_id == person_id, Reading.purpose == "people")
    for query in session.scalars(looked_up):
        wanted.update(address_key(email) for email in query.get("addresses", ()))
    known = select(Identity.key, Identity.contact_id, Contact.is_untracked).join(
        Contact, Contact.id == Identity.contact_id
    )
    untracked: set[str] = set()
    addresses = session.execute(known.where(Identity.person_id == person_id)).all()
    # Whoever is looked for under one address may answer from another.
    ids.update(contact_id for key, contact_id, _ in addresses if key in wanted)
    for key, contact_id, is_untracked in addresses:
        if is_untracked:
            untracked.add(key)
        elif contact_id in ids:
            wanted.add(key)
    return frozenset(wanted - untracked - {""})


def _meetings(session: Session, person_id: str) -> frozenset[str]:
    query = select(Interview.meeting).where(Interview.person_id == person_id)
    known = select(Observation.meeting).where(
        Observation.person_id == person_id, Observation.kind.in_(("calendar_version", "invite_request"))
    )
    rows = [*session.scalars(query), *session.scalars(known.distinct())]
    return frozenset(meeting.rpartition("|")[0] for meeting in rows) - {""}


# --- mail -------------------------------------------------------------------------------------------------------


def candidate_message(message: Message, around: Surroundings) -> Candidacy:
    """Whether a mail may belong to an interview."""
    if own_records.is_digest(message) and address_key(message.sender.email) in around.own:
        return Candidacy(False, "our own digest")
    invited = _by_invite(message, around)
    if invited is not None and invited.is_candidate:
        return invited
    people = _others(message, around.own)
    if message.bounce_of:
        is_known = address_key(message.bounce_of) in around.people
        return Candidacy(is_known, "failed delivery to somebody of interest" if is_known else "failed delivery")
    if domains.is_network(message.sender.email):
        return _by_network(message)
    if message.is_bulk or message.list_id:
        return Candidacy(False, "newsletter or list mail")
    if _is_in_stored_thread(message, around):
        return Candidacy(True, "belongs to a conversation that is followed", people)
    if len(message.to) + len(message.cc) > _MOST_RECIPIENTS:
        return Candidacy(False, "sent to many")
    if any(address_key(address.email) in around.people for address in people):
        return Candidacy(True, "to or from somebody of interest", people)
    if message.is_automatic:
        return Candidacy(False, "automatic mail")
    if invited is not None:
        return invited
    return _by_words(message, around, people)


def _others(message: Message, own: frozenset[str]) -> tuple[Address, ...]:
    return contacts.humans((message.sender, *message.to, *message.cc, *message.bcc), own)


def _is_in_stored_thread(message: Message, around: Surroundings) -> bool:
    linked = [*message.references, message.in_reply_to]
    if any(link.strip().lower() in around.message_keys for link in linked if link):
        return True
    root = next((link for link in linked if link), message.message_id).strip().lower()
    # An answer may be read before the mail that began the conversation: then that mail's own id is the thread.
    return bool(root) and root in around.thread_keys


def _by_network(message: Message) -> Candidacy:
    """A member's own words that a network passes on: kept only when they are about a talk. Nobody's address is known."""
    name = names.clean(message.sender.name)
    is_by_somebody = len(names.tokens(name)) > 1
    text = own_entries.words_of_member(message.text, name)
    if message.sender.email.lower().startswith("inmail"):
        return Candidacy(False, "a stranger's message through a network")
    if not is_by_somebody or not speech.does(text, "tells_own_way", "asks_for_time", "agrees", "agrees_to_time"):
        return Candidacy(False, "a network's notice")
    against = {act.what for act in speech.instead(text)} & _PIPELINE
    if against:
        return Candidacy(False, f"reads as {min(against)}")
    return Candidacy(True, "somebody's words through a network")


def _by_invite(message: Message, around: Surroundings) -> Candidacy | None:
    verdict = None
    for invite in message.invites:
        for calendar_event in invite.calendar_events:
            if calendar_event.ical_uid.strip().lower() in around.meetings:
                return Candidacy(True, "invite of a meeting that is followed", _others(message, around.own))
            verdict = candidate_calendar_event(calendar_event, around)
            if verdict.is_candidate:
                return verdict
    return verdict


def _by_words(message: Message, around: Surroundings, people: tuple[Address, ...]) -> Candidacy:
    if not people:
        return Candidacy(False, "no human counterpart")
    text = f"{message.subject}\n\n{message.reply or message.text}"
    is_own = address_key(message.sender.email) in around.own
    rule = _words_of_own(text, message, people) if is_own else _words_of_others(text, message, around, people)
    if not rule:
        return Candidacy(False, "nothing about a talk")
    against = {act.what for act in speech.instead(text)}
    if against & _PIPELINE and not speech.does(text, "explicit", "warm"):
        return Candidacy(False, f"reads as {min(against & _PIPELINE)}")
    if against & _SENSITIVE and not speech.does(text, *_ABOUT):
        return Candidacy(False, "sensitive")
    return Candidacy(True, rule, people, wants_mail=True)


def _words_of_own(text: str, message: Message, people: tuple[Address, ...]) -> str:
    acts = speech.does(text, "asks_for_time", "introduces", "asks_about_path", "warm")
    acts |= speech.does(text, *_ABOUT) if acts else frozenset()
    is_opening = not (message.in_reply_to or message.references) and len(people) == 1
    if facts.is_request(acts, is_opening=is_opening):
        return "asks for a talk"
    if is_opening and _is_asking(text):
        return "asks for a talk"
    if "introduces" in acts and acts & _ABOUT:
        return "introduces somebody"
    return "asks about their path" if len(people) <= _FEW and _reads_like(text, "asks_path") else ""


def _reads_like(text: str, act: str) -> bool:
    return any(one.act == act and one.likelihood >= _PLAINLY for one in speech.reads(text))


def _is_asking(text: str) -> bool:
    """Whether a letter reads like a request for a talk, about whatever."""
    reads = speech.reads(text)
    if any(one.act == "asks_talk" and one.likelihood >= _PLAINLY for one in reads):
        return True
    return facts.is_request((act.what for act in heard.acts(speech.acts(text), reads, is_own=True)), is_opening=True)


def _words_of_others(text: str, message: Message, around: Surroundings, people: tuple[Address, ...]) -> str:
    if not domains.is_human(message.sender):
        return ""
    if _introduces(text, message, around, people):
        return "introduces somebody"
    found = _by_known_words(text) or _points_to_somebody(text, message, around, people)
    if not found and _is_first_letter(message, around, people) and _is_asked(text):
        return "is asked for a talk"
    return found or _answers_request(message, around, people)


# Nothing here looks at the same characters again and again, however long a stranger makes a word: the search keeps every
# other thread waiting while it lasts.
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++")
_POINTS = re.compile(
    r"(?i)\b(?:say|tell (?:her|him|them)|mention) (?:that )?(?:it was me|i sent you|i said|me|my name)\b|"
    r"\b(?:she|he|they)(?:['’]s|['’]re| is| are) (?:fine|happy|glad|ok(?:ay)?|open|expecting)\b|"
    r"\b(?:feel free to|you can|you should|you could|please|just) (?:write|e-?mail|mail|contact|ping|reach out to|drop)(?: a line)?(?: to)? (?:her|him|them)\b|"
    r"\b(?:sag(?:en sie)?|richte\w*) (?:ihr|ihm)\b|\bmeld(?:e dich|en sie sich) (?:gern |doch |einfach )?bei\b|\bschreib(?:en sie)? (?:ihr|ihm)\b|"
    r"\bde ma part\b|\b(?:peux|pouvez) lui écrire\b|\bécri(?:s|vez)-lui\b|\bde mi parte\b|\b(?:puedes?|podrías?) escribirle\b|\bescr[ií]bele\b"
)

_WRITE = re.compile(
    r"(?i)\b(?:write|e-?mail|mail|contact|reach|try|drop|schreib|meld|écri|contacte|joins|joindre|escr[ií]b|contáct|mánda|manda)\w*\b[^.!?\n@]*+\Z"
)
_BEFORE = 60
"""So many characters before an address the word stands that says to write there."""
_KNOWS = re.compile(
    r"(?i)\b(?:sa(?:ys|id) (?:yes|ok|sure|fine)|asked (?:her|him|them)|asked\.|told (?:her|him|them)|knows (?:about|that)|"
    r"ya le (?:cont|dij|habl|escrib|avis|coment)\w*|di(?:ce|jo) que (?:sí|encantad\w*|vale|claro|por supuesto)|sabe (?:de|que)|te espera|"
    r"wei(?:ß|ss) bescheid|bescheid gesagt|einverstanden|sagt ja|hab\w* (?:ihr|ihm) (?:schon )?(?:von|gesagt|erzählt)|"
    r"je (?:lui ai|l['’]ai) (?:déjà )?(?:parlé|prévenue?|dit)|(?:elle|il) (?:est d['’]accord|t['’]attend|vous attend|veut bien))"
)
"""That who is pointed to was asked, or knows of it."""


def _points_to_somebody(text: str, message: Message, around: Surroundings, people: tuple[Address, ...]) -> str:
    """A mail to the person alone that hands on somebody's address and says to write there."""
    if len(people) != 1 or not any(address_key(to.email) in around.own for to in message.to):
        return ""
    known = {address_key(person.email) for person in people} | around.own
    addresses = [found for found in _ADDRESS.finditer(text, 0, _LONGEST_QUOTE) if address_key(found[0]) not in known]
    if len({address_key(found[0]) for found in addresses} - {""}) != 1:
        return ""
    is_said_to_write = any(_WRITE.search(text, max(0, one.start() - _BEFORE), one.start()) for one in addresses)
    is_pointing = _POINTS.search(text) or (is_said_to_write and _KNOWS.search(text))
    return "points to somebody" if is_pointing else ""


def _answers_request(message: Message, around: Surroundings, people: tuple[Address, ...]) -> str:
    """The answer to a request that the mailbox has no more: it stands quoted below, over the person's own address."""
    own = [to.email.lower() for to in message.to if address_key(to.email) in around.own]
    if not message.in_reply_to or len(people) != 1 or len(message.text) <= len(message.reply) or not own:
        return ""
    quoted = "\n".join(
        line.lstrip("> ") for line in message.text[:_LONGEST_QUOTE].replace(message.reply, "").splitlines()
    )
    is_of_person = any(email in quoted.lower() for email in own)
    return "answers a request of the person" if is_of_person and _is_asking(quoted) else ""


def _by_known_words(text: str) -> str:
    acts = speech.does(text, "asks_for_time", "explicit", "warm", "asks_about_path", "tells_own_way")
    if "asks_for_time" in acts and speech.does(text, *_ABOUT):
        return "is asked for a talk"
    if "asks_about_path" in acts and speech.does(text, "seeks_advice"):
        return "is asked for a talk"
    if "tells_own_way" in acts and speech.does(text, "agrees", "agrees_to_time", "asks_for_time"):
        return "offers a talk"
    if acts & {"explicit", "warm"} and speech.does(text, "agrees", "agrees_to_time"):
        return "is about a talk"
    is_offer = "asks_for_time" in acts and {"agrees", "coffee"} <= speech.does(text, "agrees", "coffee")
    return "offers a talk" if is_offer else ""


def _is_asked(text: str) -> bool:
    """Whether a letter reads like the question of somebody who wants to hear of the person's way."""
    reads = speech.reads(text)
    acts = {act.what for act in heard.acts(speech.acts(text), reads)}
    against = {act.what for act in heard.against((), reads)}
    return facts.is_request_of_learner(acts, against) or facts.is_curious(acts, against)


def _is_first_letter(message: Message, around: Surroundings, people: tuple[Address, ...]) -> bool:
    """Whether somebody writes to the person alone, not in answer."""
    is_to_person = any(address_key(to.email) in around.own for to in message.to)
    return is_to_person and len(people) == 1 and not (message.in_reply_to or message.references)


def _introduces(text: str, message: Message, around: Surroundings, people: tuple[Address, ...]) -> bool:
    """Whether it is a mail to the person and one or two others that brings them together."""
    others = [person for person in people if address_key(person.email) != address_key(message.sender.email)]
    addressed = [to for to in (*message.to, *message.cc) if address_key(to.email) in around.own]
    if not others or not addressed:
        return False
    if speech.does(text, "introduces"):
        return True
    return len(others) == 1 and bool(introductions.brings_together(text, others[0].name, addressed[0].name))


# --- calendar ---------------------------------------------------------------------------------------------------


def candidate_calendar_event(calendar_event: CalendarEvent, around: Surroundings) -> Candidacy:
    """Whether a calendar event may be an interview."""
    if own_records.is_from_feed(calendar_event.ical_uid):
        return Candidacy(False, "our own feed")
    text = f"{calendar_event.summary}\n\n{calendar_event.description}"
    people = outside_people(calendar_event, around.own)
    aside = _plainly_not(calendar_event, people, text, around.own)
    named = None if people else own_entries.named_in(calendar_event, around.named)
    if named is not None and aside in {"", "all day", "shown as free, nobody invited"}:
        with_whom = (named.address,) if named.email else ()
        return Candidacy(True, "own entry with somebody of interest", with_whom, wants_mail=bool(with_whom))
    if aside:
        return Candidacy(False, aside)
    acts = {act.what for act in speech.acts(text)}
    against = {act.what for act in speech.instead(text)}
    if not people:
        return _without_attendees(calendar_event, acts, against)
    is_for_talk = bool(acts & {"explicit", "warm", "asks_about_path", "coffee"})
    of_interest = any(address_key(person.email) in around.people for person in people)
    if all(_is_colleague(person, around) for person in people) and not is_for_talk and not of_interest:
        return Candidacy(False, "only colleagues")
    # "An hour on speech therapy and how one gets there" is about a profession; "speech therapy" is a patient's.
    is_of_profession = bool(acts & {"tells_of_path", "about_path", "asks_for_time"})
    if against & _SENSITIVE and not (is_for_talk or of_interest or is_of_profession):
        return Candidacy(False, "sensitive")
    if len(people) > 1 and "event" in against and not is_for_talk and not of_interest:
        return Candidacy(False, "class or public event")
    is_pipeline = bool(against & _PIPELINE) or any(
        domains.is_applicant_tracking(address.email) for address in _everybody(calendar_event)
    )
    return Candidacy(True, "meeting with an outside person", people, wants_mail=is_for_talk or not is_pipeline)


def outside_people(calendar_event: CalendarEvent, own: frozenset[str]) -> tuple[Address, ...]:
    """The other humans on a calendar event, its organizer included; no rooms, robots or offices."""
    attending = [
        attendee.address for attendee in calendar_event.attendees if not attendee.is_resource and not attendee.is_self
    ]
    organizer = [calendar_event.organizer] if calendar_event.organizer else []
    mine = {address_key(attendee.address.email) for attendee in calendar_event.attendees if attendee.is_self}
    return contacts.humans([*attending, *organizer], own | frozenset(mine))


def _everybody(calendar_event: CalendarEvent) -> list[Address]:
    organizer = [calendar_event.organizer] if calendar_event.organizer else []
    return [*(attendee.address for attendee in calendar_event.attendees), *organizer]


def _is_colleague(person: Address, around: Surroundings) -> bool:
    return domains.own_organisation(person.email) in around.own_organisations


def _plainly_not(calendar_event: CalendarEvent, people: tuple[Address, ...], text: str, own: frozenset[str]) -> str:
    if calendar_event.start is None:
        return "" if calendar_event.status == "cancelled" and people else "no time"
    if calendar_event.is_all_day:
        return "all day"
    if calendar_event.end and calendar_event.end - calendar_event.start > _LONGEST:
        return "longer than six hours"
    if len(people) > MOST_PEOPLE or len(calendar_event.attendees) > MOST_PEOPLE + 2:
        return "too many people"
    if not people and any(address_key(address.email) not in own for address in _everybody(calendar_event)):
        return "no other human"
    if not people and calendar_event.is_free:
        return "shown as free, nobody invited"
    if not people and not text.strip():
        return "nobody and nothing"
    return ""


def _is_prepared(calendar_event: CalendarEvent) -> bool:
    """Whether the entry's text says what the person wants to ask or learn there."""
    text = calendar_event.description
    return text.count("?") >= _QUESTIONS or bool(speech.does(text, "asks_about_path", "tells_of_path"))


def _without_attendees(calendar_event: CalendarEvent, acts: set[str], against: set[str]) -> Candidacy:
    """The person's own note in the calendar: a candidate only when its title names a talk with somebody."""
    names_somebody = bool(speech.names_somebody(calendar_event.summary))
    is_with = speech.is_with_somebody(calendar_event.summary)
    is_prepared = names_somebody and (_is_prepared(calendar_event) or ("tells_of_path" in acts and not is_with))
    if acts & {"explicit", "warm"} or ("coffee" in acts and is_with) or is_prepared:
        if against & (_SENSITIVE | {"personal", "event"}):
            return Candidacy(False, "reads as something else")
        return Candidacy(True, "own entry that names a talk")
    return Candidacy(False, "no other person")
