"""What one mail or calendar event says: plain facts extracted once, while the text is there. No decision is made here.

*Direction*: `out` is written by the person. A mail gives one fact per other human on it; the invites inside a mail are
read in `invites`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from connectors.records import Address, Attendee, CalendarEvent
from connectors.signatures import read_signature
from service import arranging, candidates, clues, contacts, domains, machine_talk, names, observations, rights, speech
from service.addresses import address_key
from service.meetings import keys_of_event, uid_key
from service.observations import Found
from service.schema import Account, Json, Observation, StoredCalendarEvent, StoredMessage
from service.sealed import Body
from service.times import UNKNOWN, Zones

_MOST_PEOPLE = 10
STATE_CHANGING = frozenset({"cancels", "moves", "apologises_for_missing", "says_no_show"})


@dataclass(frozen=True, slots=True)
class Letter:
    """A stored mail, opened: who wrote it to whom, and what it says."""

    row: StoredMessage
    body: Body
    own: frozenset[str]
    zone: str = ""

    @property
    def source(self) -> str:
        return f"msg:{self.row.id}"

    @property
    def author(self) -> str:
        return address_key(self.row.sender)

    @property
    def is_own(self) -> bool:
        return rights.is_from_person(self.row, self.own)

    @property
    def is_by_hand(self) -> bool:
        robot = domains.is_robot(self.row.sender) or domains.is_thing(self.row.sender)
        return not (self.row.is_automatic or self.row.is_bulk or (robot and not self.is_own))

    @property
    def written(self) -> str:
        """What its writer says to people: orders to a machine are nobody's word, and change nothing."""
        text = self.body.reply.strip() or ("" if self.body.invites else self.body.text)
        return text if self.is_own else machine_talk.without(text, machine_talk.instructions(text))

    @property
    def people(self) -> tuple[Address, ...]:
        """The other humans on it, its author first: of one that a list rewrote, whom it asks to be answered."""
        row = self.row
        author = Address(row.sender, row.sender_name)
        if domains.is_rewritten(author) and row.reply_to:
            author = Address(row.reply_to, names.clean(row.sender_name))
        rest = [Address(one["email"], one.get("name", "")) for one in (*row.to, *row.cc, *row.bcc)]
        return contacts.humans([author, *rest], self.own)[:_MOST_PEOPLE]

    @property
    def own_address(self) -> str:
        """Which of the person's addresses this mail used."""
        row = self.row
        if self.is_own:
            return row.sender
        addressed = [one["email"] for one in (*row.to, *row.cc, *row.bcc)]
        return next((email for email in addressed if address_key(email) in self.own), "")

    @property
    def own_name(self) -> str:
        """What this mail calls the person it is addressed to, "" where it gives the address alone."""
        row = self.row
        named = [one.get("name", "") for one in (*row.to, *row.cc) if address_key(one["email"]) in self.own]
        return next(filter(None, named), "")


# --- mail -------------------------------------------------------------------------------------------------------


def facts_of_letter(letter: Letter) -> Iterator[Found]:
    """One fact per other human on a mail written by hand; an automatic answer says only that there was one."""
    row = letter.row
    if not letter.is_by_hand:
        if row.is_automatic and not letter.body.invites and domains.is_human(Address(row.sender)):
            subject = observations.with_person(letter.author)
            yield _found(letter, subject, observations.AUTO_REPLY, {"message_id": row.message_id})
        return
    data = _what_it_says(letter)
    for person in letter.people:
        key = address_key(person.email)
        yield _found(letter, observations.with_person(key), observations.MAIL, data, fingerprint=key)


def _what_it_says(letter: Letter) -> Json:
    row = letter.row
    text = letter.written
    return {
        "direction": "out" if letter.is_own else "in",
        "author": letter.author,
        "people": sorted(address_key(person.email) for person in letter.people),
        "to": sorted(address_key(one["email"]) for one in row.to),
        "own_address": letter.own_address,
        "thread": row.thread_key,
        "in_reply_to": row.in_reply_to.strip().lower(),
        "subject": row.subject,
        "message_id": row.message_id,
        "is_verified": row.is_verified,
        "has_invite": bool(letter.body.invites),
        "acts": observations.acts_as_json(speech.acts(text)),
        "reads": observations.reads_as_json(speech.reads(_said_here(letter))),
        "times": _about_times(letter, text),
        "against": observations.acts_as_json(speech.instead(f"{row.subject}\n\n{text}\n\n{letter.body.signature}")),
        "schedulers": list(speech.schedulers_named(text)),
        "arrangers": _arrangers(letter),
        "machine": "" if letter.is_own else speech.instructions_to_machines(_all_of(letter)),
        "signed": _signed(letter, text),
    }


def _all_of(letter: Letter) -> str:
    """Everything that stands in a mail: what it quotes too, and what it hides in its subject and name."""
    return "\n\n".join([letter.row.subject, letter.row.sender_name, letter.body.text or letter.written])


def _arrangers(letter: Letter) -> list[str]:
    """Keys of those who write or send this mail for somebody else: an assistant, by Sender, display name or signature."""
    row = letter.row
    sent_by = address_key(row.actual_sender) if domains.is_human(Address(row.actual_sender)) else ""
    author = letter.author if clues.writes_for_another(row.sender_name, letter.written, letter.body.signature) else ""
    return sorted({sent_by, author} - {"", letter.author if sent_by else ""} - letter.own)


def _said_here(letter: Letter) -> str:
    """What its writer says: the subject of an answer is somebody else's."""
    subject = "" if letter.row.in_reply_to else letter.row.subject
    return f"{subject}\n\n{letter.written}\n\n{letter.body.signature}"


def _signed(letter: Letter, text: str) -> str:
    """The name under a mail, as its sender writes it there; "" where it cannot be theirs."""
    called = read_signature(letter.body.signature).called
    return names.signed_with(text, called.value if called else "", letter.row.sender_name)


def _about_times(letter: Letter, text: str) -> list[Json]:
    """What the mail does about a time; the other side's own clock is not known."""
    writer, reader = (letter.zone, UNKNOWN) if letter.is_own else (UNKNOWN, letter.zone)
    zones = Zones(letter.zone or "UTC", writer or "UTC", reader or "UTC")
    return [one.as_json() for one in arranging.read(text, letter.row.sender_name, letter.row.date, zones)]


def _found(letter: Letter, subject: str, kind: str, data: Json, *, fingerprint: str = "") -> Found:
    row = letter.row
    return Found(subject, kind, letter.source, row.date, row.received_at, data, fingerprint=fingerprint)


def acts_of(data: Json) -> dict[str, str]:
    """The acts of a mail fact, by name."""
    return dict(data.get("acts", ()))


# --- calendar events ----------------------------------------------------------------------------------------------


def event_data(calendar_event: CalendarEvent, own: frozenset[str]) -> Json:
    """The facts of one version of a calendar event."""
    whole = f"{calendar_event.summary}\n\n{calendar_event.description}"
    text = machine_talk.without(whole, machine_talk.instructions(whole))
    organizer = calendar_event.organizer
    return {
        "start": calendar_event.start.isoformat() if calendar_event.start else None,
        "end": calendar_event.end.isoformat() if calendar_event.end else None,
        "timezone": calendar_event.timezone,
        "status": calendar_event.status,
        "summary": calendar_event.summary,
        "is_all_day": calendar_event.is_all_day,
        "is_recurring": calendar_event.is_recurring or bool(calendar_event.rrule) or bool(calendar_event.recurrence_id),
        "has_rule": bool(calendar_event.rrule),
        "excluded": [moment.isoformat() for moment in calendar_event.excluded],
        "url": conference_key(calendar_event.conference_url),
        "details": _details(calendar_event),
        "organizer": {"email": organizer.email, "name": organizer.name} if organizer else None,
        "sent_by": calendar_event.sent_by,
        "people": [_attendee(attendee, own) for attendee in calendar_event.attendees],
        "acts": observations.acts_as_json(speech.acts(text)),
        "against": observations.acts_as_json(speech.instead(text)),
        "reads": observations.reads_as_json(speech.reads(text)),
        "machine": speech.instructions_to_machines(_all_text(calendar_event)),
        "is_dated": calendar_event.updated is not None and calendar_event.stood_until is None,
        "named": speech.names_somebody(calendar_event.summary),
        "questions": calendar_event.description.count("?"),
    }


def _details(calendar_event: CalendarEvent) -> dict[str, str]:
    """What else an update may change, as fingerprints: the texts themselves stay sealed."""
    told = {
        "title": calendar_event.summary,
        "place": f"{calendar_event.location}\n{conference_key(calendar_event.conference_url)}",
        "text": calendar_event.description,
        "rule": calendar_event.rrule,
    }
    return {name: observations.digest({"text": " ".join(text.split())})[:8] for name, text in told.items()}


def _attendee(attendee: Attendee, own: frozenset[str]) -> Json:
    email = attendee.address.email
    return {
        "email": email,
        "name": attendee.address.name,
        "participation": attendee.participation.value,
        "is_thing": attendee.is_resource or domains.is_thing(email),
        "is_self": attendee.is_self or address_key(email) in own,
        "is_optional": attendee.is_optional,
        "delegated_to": attendee.delegated_to,
    }


def _all_text(calendar_event: CalendarEvent) -> str:
    people = [
        word for attendee in calendar_event.attendees for word in (attendee.comment, attendee.address.name) if word
    ]
    return "\n\n".join([calendar_event.summary, calendar_event.description, calendar_event.location, *people])


def conference_key(url: str) -> str:
    """A video link without its query: the same room, the same key."""
    return url.partition("?")[0].partition("#")[0].rstrip("/").lower().removeprefix("https://").removeprefix("http://")


def slots_of(calendar_event: CalendarEvent, found: Found, own: frozenset[str], *, is_calendar: bool) -> Iterator[Found]:
    """For each outside human on a calendar event: that it was planned with them, when and as what."""
    if calendar_event.start is None:
        return
    people = candidates.outside_people(calendar_event, own)
    keys = sorted(address_key(person.email) for person in people)
    data = {
        "meeting": found.subject,
        "start": found.data["start"],
        "end": found.data["end"],
        "title": calendar_event.summary,
        "url": found.data["url"],
        "organizer": calendar_event.organizer.email if calendar_event.organizer else "",
        "people": keys,
        "is_calendar": is_calendar,
    }
    for key in keys:
        subject = observations.with_person(key)
        yield Found(subject, observations.SLOT, found.source, found.at, found.received_at, data)


def record_version(session: Session, row: StoredCalendarEvent, calendar_event: CalendarEvent, now: datetime) -> Found:
    """Writes down how a calendar event stands now, and with whom what is planned; the version's fact.

    To be called for every version that is stored: the row itself keeps only the newest.
    """
    own = contacts.own_keys(session, row.person_id)
    account = session.get(Account, row.account_id)
    found = version_of(calendar_event, row.id, own, provider=account.provider if account else "", seen_at=now)
    may_be_reduced = not calendar_event.description and (calendar_event.end or now) < now
    whole = _read_whole(session, row.person_id, found) if may_be_reduced else None
    if whole is not None:
        return replace(found, data=whole.data, fingerprint=whole.fingerprint)
    observations.record(session, row.person_id, found)
    return found


def _read_whole(session: Session, person_id: str, found: Found) -> Observation | None:
    """What was read in this very version while its text was there: texts go after a time, what they said stays said."""
    details = found.data["details"]
    for row in observations.of_source(session, person_id, found.source):
        is_same = (row.kind, row.at, row.sequence) == (found.kind, found.at, found.sequence)
        known = row.data.get("details", {})
        if is_same and known.get("text") != details["text"] and {**known, "text": ""} == {**details, "text": ""}:
            return row
    return None


def version_of(
    calendar_event: CalendarEvent, stored_id: str, own: frozenset[str], *, provider: str, seen_at: datetime
) -> Found:
    """The fact of one version of a calendar event as a calendar shows it."""
    data = event_data(calendar_event, own) | {"provider": provider, "is_calendar": True}
    data["keys"] = sorted(keys_of_event(calendar_event, own))
    if calendar_event.stood_until is not None:
        data["stood_until"] = calendar_event.stood_until.isoformat()
    return Found(
        subject=uid_key(calendar_event),
        kind=observations.VERSION,
        source=f"event:{stored_id}",
        at=calendar_event.updated or calendar_event.created or seen_at,
        received_at=seen_at,
        data=data,
        sequence=calendar_event.sequence,
        quote=calendar_event.summary[: speech.QUOTE],
        fingerprint=observations.digest(
            {**data, "sequence": calendar_event.sequence, "updated": calendar_event.updated}
        ),
    )
