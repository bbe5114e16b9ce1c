"""What the invites inside one mail say, and whether its sender may say so: a fact for each entry of each invite.

Whether what its sender may say also holds for the meeting as it is known, `organizers` decides later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.records import CalendarEvent
from service import observations, rights, speech
from service.addresses import address_key
from service.meetings import uid_key
from service.observations import Found
from service.reading import Letter, event_data
from service.rights import Sender

_METHODS = {
    "REQUEST": observations.REQUEST,
    "PUBLISH": observations.REQUEST,
    "": observations.REQUEST,
    "REPLY": observations.REPLY,
    "CANCEL": observations.CANCEL,
    "COUNTER": observations.COUNTER,
}
_WRONG_CLOCK = timedelta(days=30)
_FIRST_YEAR = 1990
"""A mail without a readable date stands at the beginning of all time."""


def facts_of_invites(letter: Letter) -> Iterator[tuple[Found, CalendarEvent]]:
    """One fact per entry of every invite in a mail; the same entry twice in one mail counts once, by its newest copy."""
    newest: dict[tuple[str, str], tuple[str, CalendarEvent]] = {}
    for invite in letter.body.invites:
        for calendar_event in invite.calendar_events:
            key = (uid_key(calendar_event), invite.method.strip().upper())
            if calendar_event.ical_uid.strip() and (key not in newest or _is_newer(calendar_event, newest[key][1])):
                newest[key] = (invite.method, calendar_event)
    for method, calendar_event in newest.values():
        mine = _with_self(_without_lists(letter, calendar_event), letter.own)
        yield _invite(letter, method, mine), mine


def _is_newer(one: CalendarEvent, other: CalendarEvent) -> bool:
    if one.updated is None or other.updated is None:
        return one.sequence > other.sequence
    return (one.sequence, one.updated) > (other.sequence, other.updated)


def _with_self(calendar_event: CalendarEvent, own: frozenset[str]) -> CalendarEvent:
    """The person's own entry on it marked, by whichever of their addresses."""
    attendees = tuple(
        replace(one, is_self=one.is_self or address_key(one.address.email) in own) for one in calendar_event.attendees
    )
    return replace(calendar_event, attendees=attendees)


def _without_lists(letter: Letter, calendar_event: CalendarEvent) -> CalendarEvent:
    """The address of the mailing list through which it came is nobody: such a mail is to the list, and so the invite."""
    row = letter.row
    if not row.is_bulk or letter.own_address:
        return calendar_event
    lists = {address_key(one["email"]) for one in (*row.to, *row.cc)} - {letter.author}
    attendees = tuple(
        replace(one, is_resource=one.is_resource or address_key(one.address.email) in lists)
        for one in calendar_event.attendees
    )
    return replace(calendar_event, attendees=attendees)


def _invite(letter: Letter, method: str, calendar_event: CalendarEvent) -> Found:
    kind = _METHODS.get(method.strip().upper(), observations.OTHER_INVITE)
    sender = _sender(letter)
    data = event_data(calendar_event, letter.own) | {
        "method": method,
        "author": letter.author,
        "is_own": sender.is_own,
        "is_verified": sender.is_verified,
        "sent": letter.row.date.isoformat(),
        "message_id": letter.row.message_id,
        "thread": letter.row.thread_key,
        "in_reply_to": letter.row.in_reply_to.strip().lower(),
        # A calendar without a stamp was made when its mail was sent.
        "is_dated": True,
    }
    if kind in rights.OF_ATTENDEES:
        data["answers"] = rights.answers_of(sender, calendar_event)
    is_listed = any(attendee.is_self for attendee in calendar_event.attendees)
    if reason := rights.doubt_of_mail(sender, method, calendar_event, is_listed=is_listed):
        data, kind = data | {"meant": kind, "reason": reason}, observations.UNVERIFIED
        data["is_handed_on"] = _is_handed_on(sender, reason, calendar_event)
    return Found(
        subject=uid_key(calendar_event),
        kind=kind,
        source=letter.source,
        at=_made(letter, calendar_event),
        received_at=letter.row.received_at,
        data=data,
        sequence=calendar_event.sequence,
        quote=calendar_event.summary[: speech.QUOTE] or letter.row.subject[: speech.QUOTE],
    )


def _is_handed_on(sender: Sender, reason: str, calendar_event: CalendarEvent) -> bool:
    """Whether somebody who is on a meeting, and surely sent this, handed its invite on."""
    named = {address_key(one.address.email) for one in calendar_event.attendees}
    is_of_them = reason == rights.FORWARDED and sender.is_verified is True and sender.key in named
    return is_of_them and calendar_event.start is not None


def is_handed_on(found: Found) -> bool:
    """Whether a fact is an invite that somebody on it handed on to the person, whom it does not name."""
    return bool(found.data.get("is_handed_on"))


def name_used(found: Found) -> Found | None:
    """Of a mail without the right to what it says, the fact about the one in whose name it came; None for nobody's."""
    data = found.data
    if found.kind == observations.CANCEL and rights.is_unsaid(data):
        # It is told where nothing else knows of that meeting.
        data = data | {"reason": rights.UNVOUCHED, "meant": found.kind}
    elif found.kind != observations.UNVERIFIED or is_handed_on(found):
        return None
    organizer = address_key((data.get("organizer") or {}).get("email", "")) or data["author"]
    if organizer == data["author"] and data["reason"] not in {rights.FORGED, rights.UNVOUCHED}:
        return None
    told = {name: data[name] for name in ("author", "sent", "reason", "meant", "message_id")}
    subject = observations.with_person(organizer)
    return Found(
        subject, observations.UNVERIFIED, found.source, found.at, found.received_at, told | {"meeting": found.subject},
        sequence=found.sequence, quote=found.quote, fingerprint=found.subject,
    )  # fmt: skip


def _made(letter: Letter, calendar_event: CalendarEvent) -> datetime:
    """When this version was made. A stamp long after the mail that brings it is a wrong clock's or made up."""
    stamp, sent = calendar_event.updated, letter.row.date
    if stamp is None:
        return sent
    return sent if stamp > sent + _WRONG_CLOCK and sent.year >= _FIRST_YEAR else stamp


def _sender(letter: Letter) -> Sender:
    """From alone says whose mail it is: providers confirm no other header (RFC 7489, 3.1), and Reply-To is anybody's."""
    return Sender(
        key=letter.author,
        email=letter.row.sender,
        is_own=letter.row.is_sent,
        claims_own=letter.author in letter.own,
        is_verified=letter.row.is_verified,
    )
