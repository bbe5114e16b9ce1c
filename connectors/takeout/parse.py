"""What `warmthread parse FILE…` prints: a file as plain JSON values, of the shapes that scripts outside rely on.

The kind is decided by content. Nothing is raised: a file that cannot be read is an object with an `error` sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from connectors.errors import Unreadable
from connectors.ics import read_calendar
from connectors.mime import read_message
from connectors.parts import MAX_MAIL
from connectors.records import Address, Attendee, CalendarEvent, Invite, Message
from connectors.takeout.files import read_change
from connectors.takeout.mbox import split_mbox
from connectors.takeout.sources import Source, find_sources, kind_of

MAX_MESSAGES = 10_000
_HEAD = 16 * 1024


def describe(path: Path) -> dict[str, object]:
    """One file as a JSON object: `mail`, `calendar`, or `mbox` with its `messages`. Never raises."""
    name = str(path)
    kind = "calendar" if path.suffix.lower() in {".ics", ".ical"} else "mail"
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
        kind = kind_of(head) or kind
        if kind == "mbox":
            return _describe_mbox(path)
        sources, problems = find_sources([path])
        if kind == "zip" or len(sources) != 1:
            why = next(iter(problems.values()), "An archive is imported, not parsed: use `warmthread import`.")
            return {"file": name, "kind": kind, "error": why}
        return _describe_source(name, kind, sources[0])
    except Unreadable as problem:
        return {"file": name, "kind": kind, "error": problem.detail}
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        return {"file": name, "kind": kind, "error": f"The file cannot be opened: {why}."}


def _describe_source(name: str, kind: str, source: Source) -> dict[str, object]:
    with source.open() as stream:
        raw = stream.read(MAX_MAIL + 1)
    if kind == "calendar":
        return {"file": name, "kind": kind, **describe_calendar(read_calendar(raw))}
    return {"file": name, "kind": kind, **describe_mail(read_message(raw, provider_id=""))}


def _describe_mbox(path: Path) -> dict[str, object]:
    with path.open("rb") as stream:
        changes = [read_change(raw) for raw, _ in islice(split_mbox(stream), MAX_MESSAGES)]
    messages: list[dict[str, object]] = [
        describe_mail(change.message) if change.message else {"error": change.unreadable} for change in changes
    ]
    about = {"file": str(path), "kind": "mail"}
    return {"file": str(path), "kind": "mbox", "messages": [about | message for message in messages]}


def describe_mail(message: Message) -> dict[str, object]:
    """A mail without the file it came from."""
    return {
        "message_id": message.message_id,
        "date": _instant(message.date),
        "from": _address(message.sender) if message.sender.email or message.sender.name else None,
        "to": _addresses(message.to),
        "cc": _addresses(message.cc),
        "subject": message.subject,
        "text": message.text,
        "reply": message.reply,
        "signature": message.signature,
        "invites": [describe_calendar(invite) for invite in message.invites],
    }


def describe_calendar(invite: Invite) -> dict[str, object]:
    """A calendar without the file it came from."""
    return {"method": invite.method, "calendar_events": [_calendar_event(event) for event in invite.calendar_events]}


def _calendar_event(event: CalendarEvent) -> dict[str, object]:
    moment = _day if event.is_all_day else _instant
    return {
        "uid": event.ical_uid,
        "recurrence_id": moment(event.recurrence_id),
        "sequence": event.sequence,
        "dtstamp": _instant(event.updated),
        "start": moment(event.start),
        "end": moment(event.end),
        "timezone": event.timezone,
        "all_day": event.is_all_day,
        "status": event.status,
        "summary": event.summary,
        "organizer": _address(event.organizer) if event.organizer else None,
        "attendees": [_attendee(attendee) for attendee in event.attendees],
        "rrule": event.rrule,
    }


def _attendee(attendee: Attendee) -> dict[str, str]:
    return {
        "email": attendee.address.email,
        "name": attendee.address.name,
        "participation": attendee.participation.value,
        "role": "OPT-PARTICIPANT" if attendee.is_optional else "REQ-PARTICIPANT",
    }


def _address(address: Address) -> dict[str, str]:
    return {"name": address.name, "email": address.email}


def _addresses(addresses: Sequence[Address]) -> list[dict[str, str]]:
    return [_address(address) for address in addresses]


def _instant(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _day(moment: datetime | None) -> str | None:
    return moment.date().isoformat() if moment else None
