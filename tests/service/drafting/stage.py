"""A stage for drafting tests: one small situation played through the real pipeline, with the lights left on.

`situation` writes a case of one meeting; `Stage` keeps its database and engine open so that a test can go on from
there: move the clock, add a note, let another mail arrive, and look at the rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.context import Context, open_context
from service.drafting import listing
from service.schema import Base, Draft, FollowUp, Interview, Task
from service.sealed import open_draft
from service.settings import load_settings
from service.simulation import play
from service.simulation.case import Case, read
from workers.runner import Runner

USER, CONTACT = "noah@mail.example", "ruth.adler@gov.example"
ENDS = datetime.fromisoformat("2026-03-10T10:30:00-05:00")
REQUEST = (
    "Hi Ruth,\n\nI am exploring public policy work and would love to hear how you got there. Could you spare 20 minutes?"
    "\n\nBest,\nNoah"
)


def situation(**more: Any) -> dict[str, Any]:
    """Noah asked Ruth for a talk on Tuesday at ten in Chicago; `more` replaces parts of the input."""
    event = {
        "id": "e1", "ical_uid": "e1@cal.example", "provider": "google", "summary": "Ruth / Noah informational chat",
        "description": "", "location": "", "start": "2026-03-10T10:00:00-05:00", "end": ENDS.isoformat(),
        "timezone": "America/Chicago", "organizer": USER,
        "attendees": [_attendee(USER, "Noah Klein"), _attendee(CONTACT, "Ruth Adler")],
        "status": "confirmed", "sequence": 0, "history": [],
    }  # fmt: skip
    given: dict[str, Any] = {
        "now": "2026-03-10T16:00:00Z",
        "user": {
            "name": "Noah Klein", "first_name": "Noah", "emails": [USER], "timezone": "America/Chicago",
            "languages": ["en"], "signature": "Best,\nNoah", "role": "seeker",
            "goal": "move from teaching into public policy", "settings": {"offer_help": True},
        },
        "contacts": [contact("c1", "Ruth Adler", CONTACT)],
        "events": [{**event, **more.pop("event", {})}],
        "threads": [
            {
                "id": "t1",
                "subject": "Question about public policy",
                "messages": [
                    mail("<u1@mail.example>", "2026-03-02T09:00:00Z", USER, REQUEST),
                    mail(
                        "<r1@gov.example>", "2026-03-03T09:00:00Z", CONTACT, "Happy to, Tuesday at 10 works.\n\nRuth",
                        after="<u1@mail.example>",
                    ),
                ],
            }
        ],
        "notes": [],
    }  # fmt: skip
    note = more.pop("note", None)
    if note:
        given["notes"] = [{"id": "n1", "event": "e1", "at": "2026-03-10T15:40:00Z", "text": note}]
    given["threads"] += more.pop("more_threads", [])
    return {"id": "S", "input": {**given, **more}}


def _attendee(email: str, name: str) -> dict[str, str]:
    return {"email": email, "name": name, "partstat": "accepted"}


def contact(contact_id: str, name: str, email: str, timezone: str = "America/Chicago") -> dict[str, Any]:
    return {"id": contact_id, "name": name, "emails": [email], "timezone": timezone, "org": "", "title": ""}


def mail(message_id: str, date: str, sender: str, body: str, *, after: str = "") -> dict[str, Any]:
    return {
        "message_id": message_id, "date": date, "from": sender, "to": [CONTACT if sender == USER else USER], "cc": [],
        "in_reply_to": after or None, "references": [after] if after else [], "body": body,
    }  # fmt: skip


@dataclass
class Stage:
    """A played situation whose database is still open."""

    context: Context
    clock: ManualClock
    engine: Runner
    case: Case

    def deliver(self, found: dict[str, Any]) -> None:
        """Plays what another version of the case holds, on top of what is there: replays and later records alike."""
        case = read(found)
        play._play(self.context, self.clock, case, self.engine)

    def move_to(self, text: str) -> None:
        play._move(self.context, self.clock, self.engine, datetime.fromisoformat(text))

    def drafts(self, *states: str) -> list[dict[str, Any]]:
        with self.context.database.reading() as session:
            return listing(session, self.context.vault, LOCAL_PERSON, states or ("needs_review",))

    def body(self, draft_id: str) -> str:
        with self.context.database.reading() as session:
            return open_draft(self.context.vault, session.get_one(Draft, draft_id)).body

    def plans(self) -> list[FollowUp]:
        return self._all(FollowUp)

    def tasks(self) -> list[Task]:
        return self._all(Task)

    def interviews(self) -> list[Interview]:
        return self._all(Interview)

    def _all(self, table: Any) -> list[Any]:
        with self.context.database.reading() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Everything drafting wrote, in plain values, sealed columns opened."""
        found: dict[str, list[dict[str, Any]]] = {}
        for table in (FollowUp, Draft, Task):
            found[table.__tablename__] = [self._plain(row) for row in self._all(table)]
        return found

    def _plain(self, row: Base) -> dict[str, Any]:
        values = {column.key: getattr(row, column.key) for column in row.__mapper__.columns}
        if isinstance(row, Draft):
            values["content_sealed"] = open_draft(self.context.vault, row)
        return values


@contextmanager
def staged(folder: Path, found: dict[str, Any], **settings: Any) -> Iterator[Stage]:
    """The situation, played to its `now`, by a Warmthread with these settings."""
    case = read(found)
    clock = ManualClock(case.begins)
    context = play._context(folder, clock)
    context = replace(context, settings=load_settings({}, data_dir=folder, **settings))
    try:
        play._settle_in(context, case)
        with Runner(context) as engine:
            play._play(context, clock, case, engine)
            yield Stage(context, clock, engine, case)
    finally:
        context.database.close()


_PLAYED: dict[str, dict[str, bytes]] = {}
"""By the situation: the files of a data folder as they lay after it."""


@contextmanager
def staged_again(folder: Path, found: dict[str, Any]) -> Iterator[Stage]:
    """As `staged`, but a situation that was played here before is copied and not played again."""
    told = json.dumps(found, sort_keys=True)
    if told not in _PLAYED:
        with TemporaryDirectory() as first:
            with staged(Path(first), found):
                pass
            _PLAYED[told] = {path.name: path.read_bytes() for path in Path(first).iterdir() if path.is_file()}
    for name, content in _PLAYED[told].items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)
    case = read(found)
    clock = ManualClock(case.now)
    context = open_context(load_settings({}, data_dir=folder), clock)
    try:
        with Runner(context) as engine:
            yield Stage(context, clock, engine, case)
    finally:
        context.database.close()
