"""Reads a case file: who the person is, whom they know, and every record with the time at which it arrives.

Only `input` is read, and every mail is from whom it says unless its `authentication_results` say otherwise. `input.asks`
is what the person asked to be written: {id, at, kind, event, contact, text, about}, evidence as `ask:<id>`. Unknown times
come first, by sequence. A calendar event's earlier versions are spelt out, what they leave open is taken from the final one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any

from connectors.authentication import GOOGLES_HOSTS
from connectors.errors import Misconfigured
from connectors.records import Address, Attendee, CalendarEvent, Message, Participation
from connectors.replies import split_reply

Json = Mapping[str, Any]

_PARTICIPATION = {
    "needsaction": Participation.NEEDS_ACTION,
    "needs_action": Participation.NEEDS_ACTION,
    "none": Participation.NEEDS_ACTION,
    "notresponded": Participation.NEEDS_ACTION,
    "accepted": Participation.ACCEPTED,
    "organizer": Participation.ACCEPTED,
    "declined": Participation.DECLINED,
    "tentative": Participation.TENTATIVE,
    "tentativelyaccepted": Participation.TENTATIVE,
    "delegated": Participation.DELEGATED,
}


@dataclass(frozen=True, slots=True)
class MailArrives:
    """One message."""

    message: Message


@dataclass(frozen=True, slots=True)
class EventArrives:
    """One version of a calendar event, at its provider."""

    provider: str
    event: CalendarEvent


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """The person's own words about a calendar event."""

    id: str
    event_id: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class DraftEntered:
    """A draft that waited already."""

    id: str
    event_id: str
    kind: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AskMade:
    """The person asked for a draft: `event_id` or `contact_id` may be "" where the other says enough."""

    id: str
    kind: str
    event_id: str
    contact_id: str
    text: str
    about: str
    at: datetime


Record = MailArrives | EventArrives | NoteWritten | DraftEntered | AskMade


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record and when it comes; None = unknown, so first."""

    at: datetime | None
    record: Record


@dataclass(frozen=True, slots=True)
class KnownContact:
    """Somebody the person knew beforehand."""

    id: str
    name: str
    emails: tuple[str, ...]
    timezone: str
    organisation: str
    title: str


@dataclass(frozen=True, slots=True)
class Case:
    """One situation, ready to be played."""

    id: str
    now: datetime
    begins: datetime
    user: Json
    contacts: tuple[KnownContact, ...]
    providers: tuple[str, ...]
    """The main calendar event's first: mail lies there."""
    arrivals: tuple[Arrival, ...]
    event_ids: Mapping[str, str]
    """Lower-cased iCalendar UID to the case's own id of the calendar event."""
    uids: Mapping[str, str]
    """And back, as written."""

    @property
    def emails(self) -> tuple[str, ...]:
        return tuple(self.user["emails"])


def read(found: Json) -> Case:
    """One case object. Raises Misconfigured when something it needs is missing."""
    try:
        return _read(str(found.get("id", "")), found["input"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Misconfigured(f"This case cannot be read: {type(error).__name__} at {error}.") from None


def _read(case_id: str, given: Json) -> Case:
    events = list(given.get("events") or ())
    names = _names(given)
    own = {email.casefold() for email in given["user"]["emails"]}
    arrivals = [
        *(arrival for event in events for arrival in _versions(event, own)),
        *(arrival for thread in given.get("threads") or () for arrival in _messages(thread, names, own)),
        *(_note(note) for note in given.get("notes") or ()),
        *(_pending(draft) for draft in given.get("pending_drafts") or ()),
        *(_ask(ask) for ask in given.get("asks") or ()),
    ]
    now = instant(given["now"])
    known = [arrival.at for arrival in arrivals if arrival.at] or [now]
    starts = [start for event in events for version in _spelt_out(event) if (start := instant(version["start"]))]
    begins = min([*known, *(start - timedelta(days=1) for start in starts), now]) - timedelta(hours=1)
    return Case(
        id=case_id,
        now=now,
        begins=begins,
        user=given["user"],
        contacts=tuple(_contact(contact) for contact in given.get("contacts") or ()),
        providers=_providers(events),
        arrivals=tuple(sorted(arrivals, key=lambda arrival: _order(arrival, begins))),
        event_ids={str(event["ical_uid"]).strip().lower(): str(event["id"]) for event in events},
        uids={str(event["id"]): str(event["ical_uid"]) for event in events},
    )


def _order(arrival: Arrival, begins: datetime) -> tuple[datetime, int, int]:
    """By time; of one moment the calendar first, then mail, then what the person did."""
    record = arrival.record
    kinds: tuple[type, ...] = (EventArrives, MailArrives, NoteWritten, DraftEntered, AskMade)
    sequence = record.event.sequence if isinstance(record, EventArrives) else 0
    return (arrival.at or begins, kinds.index(type(record)), sequence)


def instant(text: str) -> datetime:
    """An instant; a bare date is midnight UTC."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _providers(events: Sequence[Json]) -> tuple[str, ...]:
    latest = sorted(events, key=lambda event: instant(event["start"]), reverse=True)
    found = [str(event.get("provider") or "google") for event in latest]
    return tuple(dict.fromkeys(found)) or ("google",)


def _contact(found: Json) -> KnownContact:
    return KnownContact(
        id=str(found["id"]),
        name=str(found.get("name") or ""),
        emails=tuple(found.get("emails") or ()),
        timezone=str(found.get("timezone") or ""),
        organisation=str(found.get("org") or ""),
        title=str(found.get("title") or ""),
    )


def _names(given: Json) -> dict[str, str]:
    """The display names that mails of these people carry."""
    names: dict[str, str] = {}
    for event in given.get("events") or ():
        for attendee in event.get("attendees") or ():
            if attendee.get("name"):
                names.setdefault(str(attendee["email"]).casefold(), str(attendee["name"]))
    for contact in given.get("contacts") or ():
        for email in contact.get("emails") or ():
            names[str(email).casefold()] = str(contact.get("name") or "")
    for email in given["user"]["emails"]:
        names[str(email).casefold()] = str(given["user"].get("name") or "")
    return names


# --- mail ---------------------------------------------------------------------------------------------------------


def _messages(thread: Json, names: Mapping[str, str], own: set[str]) -> Iterator[Arrival]:
    for found in thread.get("messages") or ():
        message = _message(thread, found, names, own)
        yield Arrival(message.date, MailArrives(message))


def _message(thread: Json, found: Json, names: Mapping[str, str], own: set[str]) -> Message:
    text = str(found.get("body") or "")
    split = split_reply(text)
    sender = _address(found["from"], names)
    subject = str(found.get("subject") or thread.get("subject") or "")
    if found.get("in_reply_to") and not found.get("subject"):
        subject = f"Re: {subject}"
    return Message(
        provider_id=str(found["message_id"]).strip("<>"),
        message_id=str(found["message_id"]),
        date=instant(found["date"]),
        sender=sender,
        thread_id=str(thread.get("id") or ""),
        subject=subject,
        to=_addresses(found.get("to"), names),
        cc=_addresses(found.get("cc"), names),
        bcc=_addresses(found.get("bcc"), names),
        in_reply_to=str(found.get("in_reply_to") or ""),
        references=tuple(found.get("references") or ()),
        text=text,
        reply=split.reply,
        signature=split.signature,
        is_sent=sender.email.casefold() in own,
        is_automatic=bool(found.get("automatic")),
        authentication=str(found.get("authentication_results") or _vouched(sender)),
        results_by=GOOGLES_HOSTS,
    )


def _vouched(sender: Address) -> str:
    """What the person's provider finds of a mail that is from whom it says: a case tells who wrote what. One about a
    forger says `authentication_results` itself, as they stand in the mail (RFC 8601).
    """
    return f"{GOOGLES_HOSTS[0]}; dmarc=pass header.from={sender.email.rpartition('@')[2]}"


def _address(found: Any, names: Mapping[str, str]) -> Address:
    if isinstance(found, Mapping):
        return Address(str(found["email"]), str(found.get("name") or names.get(str(found["email"]).casefold(), "")))
    name, email = parseaddr(str(found))
    return Address(email, name or names.get(email.casefold(), ""))


def _addresses(found: Any, names: Mapping[str, str]) -> tuple[Address, ...]:
    return tuple(_address(one, names) for one in found or ())


# --- calendar -----------------------------------------------------------------------------------------------------


def _spelt_out(event: Json) -> list[dict[str, Any]]:
    """Every version of an event, oldest first, each complete."""
    final = {key: value for key, value in event.items() if key != "history"}
    length = instant(final["end"]) - instant(final["start"]) if final.get("end") else timedelta(minutes=30)
    versions = []
    for earlier in event.get("history") or ():
        version = {**final, "cancelled_at": None, "updated": None, "status": "confirmed", **earlier}
        if "start" in earlier and "end" not in earlier:
            version["end"] = (instant(earlier["start"]) + length).isoformat()
        if not _is_final(version, final, earlier):
            versions.append(version)
    if final.get("cancelled_at") and not versions:
        before = {"status": "confirmed", "sequence": max(0, int(final.get("sequence") or 0) - 1)}
        versions.append({**final, **before, "cancelled_at": None, "updated": None})
    return [*sorted(versions, key=lambda version: int(version.get("sequence") or 0)), final]


def _is_final(version: Json, final: Json, spelt_out: Json) -> bool:
    """The last line of a history may repeat what stands now; one with other answers does not."""
    if any(spelt_out[name] != final.get(name) for name in ("attendees", "summary") if name in spelt_out):
        return False
    same_time = instant(version["start"]) == instant(final["start"])
    is_cancelled = final.get("status") == "cancelled" or bool(final.get("cancelled_at"))
    return same_time and version.get("sequence") == final.get("sequence") and not is_cancelled


def _versions(event: Json, own: set[str]) -> Iterator[Arrival]:
    for version in _spelt_out(event):
        when = version.get("updated") or version.get("cancelled_at") or version.get("at")
        at = instant(when) if when else None
        yield Arrival(at, EventArrives(str(version.get("provider") or "google"), _calendar_event(version, at, own)))


def _calendar_event(version: Json, at: datetime | None, own: set[str]) -> CalendarEvent:
    organizer = version.get("organizer")
    status = "cancelled" if version.get("cancelled_at") else str(version.get("status") or "confirmed")
    start = str(version["start"])
    return CalendarEvent(
        provider_id=str(version["id"]),
        ical_uid=str(version["ical_uid"]),
        recurrence_id=instant(version["recurrence_id"]) if version.get("recurrence_id") else None,
        sequence=int(version.get("sequence") or 0),
        updated=at,
        start=instant(start),
        end=instant(str(version["end"])) if version.get("end") else None,
        timezone=str(version.get("timezone") or ""),
        is_all_day="T" not in start,
        status=status,
        summary=str(version.get("summary") or ""),
        description=str(version.get("description") or ""),
        location=str(version.get("location") or ""),
        conference_url=str(version.get("conference_url") or ""),
        organizer=_address(organizer, {}) if organizer else None,
        attendees=tuple(_attendee(one, own) for one in version.get("attendees") or ()),
        is_recurring=bool(version.get("recurring") or version.get("recurrence_id")),
        is_private=bool(version.get("private")),
        is_free=bool(version.get("free")),
        sent_by=str(version.get("sent_by") or ""),
    )


def _attendee(found: Json, own: set[str]) -> Attendee:
    answer = str(found.get("partstat") or "needsAction").casefold()
    return Attendee(
        address=Address(str(found["email"]), str(found.get("name") or "")),
        participation=_PARTICIPATION.get(answer, Participation.NEEDS_ACTION),
        is_optional=bool(found.get("optional")),
        is_resource=bool(found.get("resource")),
        is_self=str(found["email"]).casefold() in own,
    )


# --- the person ---------------------------------------------------------------------------------------------------


def _note(found: Json) -> Arrival:
    at = instant(found["at"])
    return Arrival(at, NoteWritten(str(found["id"]), str(found["event"]), at, str(found["text"])))


def _pending(found: Json) -> Arrival:
    at = instant(found["created"])
    state = str(found.get("state") or "needs_review")
    return Arrival(at, DraftEntered(str(found["id"]), str(found["event"]), str(found["kind"]), state, at))


def _ask(found: Json) -> Arrival:
    at = instant(found["at"])
    event, contact = str(found.get("event") or ""), str(found.get("contact") or "")
    text, about = str(found.get("text") or ""), str(found.get("about") or "")
    return Arrival(at, AskMade(str(found["id"]), str(found["kind"]), event, contact, text, about, at))
