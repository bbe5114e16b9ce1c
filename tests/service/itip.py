"""Invites, answers and cancellations by mail as records, and what became of them: for the tests of these rules."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from connectors.records import Attendee, CalendarEvent, Invite, Message, Participation
from service import dossier, inputs, lifecycle
from service.lifecycle import Outcome
from service.schema import Interview
from tests.service.mailroom import Mailroom, address, attendee, mail
from tests.service.talks import DAN, DAY, ME, OWN, START, request, talk

EVA = "Eva Lind <eva@kyst.example>"
PA = "Colleen Byrne <colleen@northgate.example>"
HOUR = timedelta(hours=1)
NOW = START - DAY
LATER = START + 2 * DAY
ASKED = START - 6 * DAY


def by_mail(
    method: str,
    calendar_event: CalendarEvent,
    *,
    sender: str = DAN,
    to: str = ME,
    sent: datetime | None = None,
    **more: Any,
) -> Message:
    """A calendar message of that method, as old as what it carries."""
    at = sent or calendar_event.updated or NOW
    return mail(sender, to, at, "", subject="Talk", invites=(Invite(method, (calendar_event,)),), **more)


def invite(sequence: int = 0, at: datetime = ASKED, **more: Any) -> CalendarEvent:
    """Daniel's meeting with the person, who has not answered."""
    fields: dict[str, Any] = {"attendees": [attendee(ME, "needs_action"), attendee(DAN)], **more}
    return talk(sequence=sequence, updated=at, **fields)


def asked(**more: Any) -> Message:
    return by_mail("REQUEST", invite(**more))


def mine(answer: str = "needs_action", sequence: int = 0, at: datetime = ASKED, **more: Any) -> CalendarEvent:
    """The person's own meeting, in their calendar."""
    return talk(
        organizer=ME, attendees=[attendee(ME), attendee(DAN, answer)], sequence=sequence, updated=at, **more
    )  # fmt: skip


def reply(answer: str, at: datetime, sequence: int = 0, *, who: str = DAN, sender: str = "", **more: Any) -> Message:
    given = Attendee(address(who), Participation(answer), **more)
    found = talk(organizer=ME if who == DAN else DAN, attendees=[given], sequence=sequence, updated=at)
    return by_mail("REPLY", found, sender=sender or who, own=OWN, is_automatic=True)


def outcome(room: Mailroom, now: datetime = NOW) -> Outcome:
    """The one meeting as the fold has it."""
    with room.context.database.reading() as session:
        file = dossier.gather(session, meeting_row(room))
        return lifecycle.fold(inputs.observations_of(file, inputs.place(file)), now)


def told(room: Mailroom) -> list[tuple[str, str]]:
    return [(entry["what"], entry["by"]) for entry in meeting_row(room).history]


def played(room: Mailroom, *records: Message | CalendarEvent, now: datetime = NOW) -> Outcome:
    """The same in order and, for a second person, backwards: both end alike."""
    other = Mailroom(room.context, person_id="per_backwards")
    other.deliver(*reversed([request(), *records]), now=now)
    room.deliver(request(), *records, now=now)
    assert _told_of(outcome(room, now)) == _told_of(outcome(other, now))
    return outcome(room, now)


def _told_of(found: Outcome) -> dict[str, Any]:
    """All of it but where each record lies, which no two people share."""
    told = {one.name: getattr(found, one.name) for one in fields(found)}
    lines = [(entry.at, entry.what, entry.by, entry.quote, entry.more) for entry in found.history]
    slots = [replace(slot, source="") for slot in found.slots]
    reasons = sorted(reason for _, _, reason in found.unverified)
    by, _, start = found.new_time_proposed
    return told | {"history": lines, "slots": slots, "unverified": reasons, "new_time_proposed": (by, start)}


def meeting_row(room: Mailroom) -> Interview:
    """The row of the one meeting, the request for it aside."""
    (row,) = [one for one in room.interviews() if not one.meeting.startswith("mail:")]
    return row
