"""Plays labelled mailboxes through the real pipeline: JSON to RFC 5322 bytes and calendar events, delivered as they
came, each mailbox a person of its own in one database.

The bytes are read by the product's own reader, so that headers, quotes and HTML count as they do at a provider, which
says of each mail that it is from whom it says.
Everything is delivered once more when all is known, as a look for the mails and entries with somebody does.
"""

from __future__ import annotations

import html
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any

from alembic import command

from connectors.mime import read_message
from connectors.records import Address, Attendee, CalendarEvent, Invite, Message, Participation
from service.clock import ManualClock
from service.context import Context
from service.database import open_database
from service.migrate import migration_config
from service.schema import Base
from service.settings import load_settings
from service.vault import open_vault
from tests.service.mailroom import Mailroom, confirmed

Json = Mapping[str, Any]
Record = Message | CalendarEvent

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def office() -> Iterator[Context]:
    """An empty Warmthread on SQLite, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({}, data_dir=Path(folder))
        database = open_database(settings)
        with database.engine.begin() as connection:
            Base.metadata.create_all(connection)
            config = migration_config()
            config.attributes["connection"] = connection
            command.stamp(config, "head")
        try:
            yield Context(settings, ManualClock(_EPOCH), database, open_vault(settings))
        finally:
            database.close()


def play(context: Context, item: Json) -> Mailroom:
    """Delivers one labelled mailbox to a person of its own; the clock ends two days after its last record."""
    person = item["person"]
    room = Mailroom(
        context,
        person_id=f"per_{item['id']}",
        name=str(person["name"]),
        emails=tuple(person["emails"]),
    )
    arrivals = arrivals_of(item)
    for at, record in arrivals:
        room.deliver(record, now=at)
    end = max([at for at, _ in arrivals], default=_EPOCH)
    for _, record in arrivals:
        room.deliver(record, now=end)
    ends = [record.end for _, record in arrivals if isinstance(record, CalendarEvent) and record.end]
    room.step(max([end, *ends]) + timedelta(days=2))
    return room


def arrivals_of(item: Json) -> list[tuple[datetime, Record]]:
    """Every record with the time at which it comes, in that order."""
    own = {email.lower() for email in item["person"]["emails"]}
    zone = str(item["person"].get("timezone", ""))
    events = [calendar_event(found, own, zone) for found in item.get("events", ())]
    mails = messages(item, own, events)
    shown = [(event.created or event.updated or _EPOCH, event) for event in events]
    found: list[tuple[datetime, Record]] = [*((mail.date, mail) for mail in mails), *shown]
    return sorted(found, key=lambda arrival: (arrival[0], isinstance(arrival[1], Message)))


def instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


# --- mail ---------------------------------------------------------------------------------------------------------


def messages(item: Json, own: set[str], events: Sequence[CalendarEvent]) -> list[Message]:
    found: list[Message] = []
    for number, mail in enumerate(item.get("mails", ())):
        answered = mail.get("reply_to_mail")
        before = found[answered] if isinstance(answered, int) and 0 <= answered < len(found) else None
        raw = _bytes_of(mail, f"<{item['id']}.{number}@mail.example>", before)
        invites = (Invite("REQUEST", (events[mail["invite"]],)),) if isinstance(mail.get("invite"), int) else ()
        is_sent = parseaddr(mail["from"])[1].lower() in own
        message = read_message(
            raw,
            provider_id=f"{item['id']}.{number}",
            thread_id=_thread_of(before, item, number),
            labels=("SENT",) if is_sent else ("INBOX",),
            received_at=instant(mail["date"]),
        )
        found.append(_with_invites(message, invites))
    return found


def _thread_of(before: Message | None, item: Json, number: int) -> str:
    return before.thread_id if before else f"{item['id']}.t{number}"


def _with_invites(message: Message, invites: tuple[Invite, ...]) -> Message:
    fields = {name: getattr(message, name) for name in Message.__dataclass_fields__}
    return Message(**{**fields, "invites": invites or message.invites})


def _bytes_of(mail: Json, message_id: str, before: Message | None) -> bytes:
    made = EmailMessage(policy=SMTP.clone(refold_source="none"))
    made["From"] = mail["from"]
    made["To"] = ", ".join(mail.get("to", ()))
    if mail.get("cc"):
        made["Cc"] = ", ".join(mail["cc"])
    made["Date"] = format_datetime(datetime.fromisoformat(mail["date"]))
    made["Subject"] = mail.get("subject", "")
    made["Message-ID"] = message_id
    if before is not None:
        made["In-Reply-To"] = before.message_id
        made["References"] = " ".join((*before.references, before.message_id))
    if "Authentication-Results" not in (mail.get("headers") or {}):
        made["Authentication-Results"] = confirmed(mail["from"])
    for name, value in (mail.get("headers") or {}).items():
        if name not in made:
            made[name] = str(value)
    text = str(mail.get("text") or "")
    if mail.get("quotes_previous") and before is not None:
        text += _quoted(before)
    if text or not mail.get("html"):
        made.set_content(text or "\n")
    if mail.get("html"):
        if text:
            made.add_alternative(str(mail["html"]), subtype="html")
        else:
            made.set_content(str(mail["html"]), subtype="html")
    return made.as_bytes()


def _quoted(before: Message) -> str:
    lines = "\n".join(f"> {line}".rstrip() for line in before.text.splitlines())
    name = before.sender.name or before.sender.email
    return f"\n\nOn {before.date:%a, %d %b %Y at %H:%M} {name} <{before.sender.email}> wrote:\n\n{lines}\n"


# --- calendar -----------------------------------------------------------------------------------------------------


def address(text: str) -> Address:
    name, email = parseaddr(html.unescape(text))
    return Address(email, name)


def calendar_event(found: Json, own: set[str], zone: str) -> CalendarEvent:
    start, end = instant(str(found["start"])), found.get("end")
    created = found.get("created")
    occurrence = start if found.get("recurring") else None
    return CalendarEvent(
        provider_id=str(found["uid"]),
        ical_uid=str(found["uid"]),
        recurrence_id=occurrence,
        is_recurring=bool(found.get("recurring")),
        created=instant(created) if created else None,
        updated=instant(created) if created else start - timedelta(days=3),
        start=start,
        end=instant(str(end)) if end else None,
        timezone=str(found.get("timezone") or zone),
        is_all_day=bool(found.get("all_day")),
        status=str(found.get("status") or "confirmed"),
        summary=str(found.get("summary") or ""),
        description=str(found.get("description") or ""),
        location=str(found.get("location") or ""),
        conference_url=str(found.get("url") or ""),
        organizer=address(str(found["organizer"])) if found.get("organizer") else None,
        attendees=tuple(_attendee(one, own) for one in found.get("attendees") or ()),
    )


def _attendee(found: Json, own: set[str]) -> Attendee:
    who = address(str(found["who"]))
    answer = str(found.get("answer") or "needs_action")
    known = {value.value for value in Participation}
    return Attendee(
        who,
        Participation(answer if answer in known else "needs_action"),
        is_resource=bool(found.get("is_room")),
        is_self=who.email.lower() in own,
    )
