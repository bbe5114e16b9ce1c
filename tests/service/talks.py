"""One talk with Daniel as records: the request, the calendar event, its cancellation; and all that came of records."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from connectors.records import CalendarEvent, Invite, Message
from service.schema import Alert, Contact, Identity, Interview, Introduction, Observation, Task
from tests.service.mailroom import Mailroom, attendee, mail, meeting

ME = "Alice Moreau <alice@alice.example>"
DAN = "Daniel Osei <d.osei@northgate.example>"
OWN = ("alice@alice.example",)
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
END = START + timedelta(minutes=30)
DAY = timedelta(days=1)
ASK = "I'm exploring health informatics. Would you have 20 minutes to tell me how you made the switch?\n\nAlice"


def request(at: datetime = START - 9 * DAY, **more: Any) -> Message:
    return mail(ME, DAN, at, ASK, own=OWN, subject="Your switch", **more)


def talk(uid: str = "u1", start: datetime = START, **more: Any) -> CalendarEvent:
    fields: dict[str, Any] = {"organizer": DAN, "summary": "Alice / Daniel", "attendees": [attendee(ME), attendee(DAN)]}
    fields |= more
    return meeting(uid, start, fields.pop("attendees"), **fields)


def cancel(sender: str, organizer: str, *, answer: str = "accepted", **more: Any) -> Message:
    listed = [attendee(ME, answer), attendee(DAN)]
    off = talk(status="cancelled", sequence=9, updated=START - DAY, organizer=organizer, attendees=listed)
    return mail(
        sender,
        ME,
        START - DAY,
        "Cancelled",
        subject="Cancelled: Alice / Daniel",
        invites=(Invite("CANCEL", (off,)),),
        **more,
    )


def everything(room: Mailroom) -> dict[str, Any]:
    """All rows but for the moments at which we happened to look."""
    columns = [c.key for c in Interview.__table__.columns if c.key not in {"first_seen_at", "updated_at"}]
    with room.context.database.reading() as session:
        rows = {row.id: {name: getattr(row, name) for name in columns} for row in session.scalars(select(Interview))}
        for row in rows.values():
            row["data"] = {name: value for name, value in row["data"].items() if name != "ended_tasks"}
        return {
            "interviews": rows,
            "alerts": sorted((row.id, row.text, json.dumps(row.evidence)) for row in session.scalars(select(Alert)) if row.resolved_at is None),
            "tasks": sorted((row.id, row.text) for row in session.scalars(select(Task)) if row.done_at is None),
            "contacts": sorted((row.id, row.name, row.merged_into, json.dumps(row.data)) for row in session.scalars(select(Contact))),
            "identities": sorted((row.key, row.contact_id, json.dumps(row.names)) for row in session.scalars(select(Identity))),
            "introductions": sorted(row.id for row in session.scalars(select(Introduction))),
            "observations": sorted(row.id for row in session.scalars(select(Observation))),
        }  # fmt: skip
