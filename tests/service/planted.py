"""Conversations planted straight into the tables: for tests of what is shown, not of how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.records import CalendarEvent
from service.context import Context
from service.exclusions import parties_of_calendar_event
from service.schema import (
    Account,
    Alert,
    Contact,
    Draft,
    Interview,
    Introduction,
    OwnAddress,
    Pointer,
    StoredCalendarEvent,
    Task,
)
from service.sealed import DraftContent, seal_calendar_event, seal_draft

ME = "alex@example.com"


@dataclass
class Garden:
    """One person's rows."""

    context: Context
    person: str
    planted: int = 0

    @property
    def now(self) -> datetime:
        return self.context.clock()

    def account(self, **more: Any) -> str:
        """A connected account that may read and send."""
        account_id = f"acc_{self._next()}"
        values = {
            "provider": "google",
            "email": ME,
            "since": self.now,
            "created_at": self.now,
            "caught_up_at": self.now,
            "can_send": True,
            **more,
        }
        with self.context.database.writing(self.person) as session:
            session.add(Account(id=account_id, person_id=self.person, **values))
            session.flush()
            key = values["email"]
            if session.get(OwnAddress, (self.person, key)) is None:
                own = OwnAddress(person_id=self.person, key=key, email=key, account_id=account_id, is_main=True)
                session.add(own)
        return account_id

    def talk(self, name: str, start: datetime | None, status: str = "accepted", **more: Any) -> str:
        """A conversation of half an hour with somebody."""
        number = self._next()
        contact_id, interview_id = f"con_{number}", f"int_{number}"
        zone = more.pop("contact_zone", "")
        end = more.pop("end", start + timedelta(minutes=30) if start else None)
        values = {
            "meeting": f"talk-{number}@example.com|master",
            "classification": "informational",
            "band": "log",
            "title": f"Coffee with {name}",
            "first_seen_at": self.now,
            "updated_at": self.now,
            "timezone": "UTC",
            "reasons": [
                {"rule": "own_request", "points": 3, "text": "You asked for a talk about their path.", "evidence": None}
            ],
            **more,
        }
        with self.context.database.writing(self.person) as session:
            session.add(Contact(id=contact_id, person_id=self.person, name=name, timezone=zone, created_at=self.now))
            session.add(
                Interview(
                    id=interview_id,
                    person_id=self.person,
                    contact_id=contact_id,
                    status=status,
                    start=start,
                    end=end,
                    **values,
                )
            )
        return interview_id

    def entry(self, account_id: str, interview_id: str, **more: Any) -> None:
        """The calendar entry of a conversation: `location`, `conference_url`."""
        with self.context.database.writing(self.person) as session:
            talk = session.get_one(Interview, interview_id)
            row_id = f"cal_{self._next()}"
            event = CalendarEvent(
                provider_id=row_id, ical_uid=talk.meeting.partition("|")[0], start=talk.start, end=talk.end, **more
            )
            session.add(
                StoredCalendarEvent(
                    id=row_id,
                    person_id=self.person,
                    account_id=account_id,
                    calendar_id="primary",
                    provider_id=row_id,
                    uid_key=talk.meeting,
                    start=talk.start,
                    end=talk.end,
                    parties=parties_of_calendar_event(event),
                    data_sealed=seal_calendar_event(self.context.vault, event, row_id),
                )
            )

    def draft(self, interview_id: str, kind: str = "thank_you", **more: Any) -> str:
        """A draft that waits; `warnings` are texts."""
        draft_id = self._name("drf")
        warnings = tuple({"rule": "R25", "text": text} for text in more.pop("warnings", ()))
        values = {"state": "needs_review", "sender": ME, "to": ["them@example.net"], "subject": "Thank you", **more}
        sealed = seal_draft(self.context.vault, DraftContent("Thank you.", (), warnings), draft_id)
        written = {"content_sealed": sealed, "updated_at": self.now}
        return self._plant(Draft, draft_id, interview_id, kind, {**written, **values})

    def alert(self, interview_id: str, kind: str, text: str = "", *, source: str = "", quote: str = "") -> str:
        """Something to decide."""
        evidence = [{"source": source, "quote": quote}] if source else []
        return self._plant(Alert, self._name("alt"), interview_id, kind, {"text": text, "evidence": evidence})

    def task(self, interview_id: str, kind: str, text: str, due: str = "", **more: Any) -> str:
        """Something to do."""
        task_id = self._name("tsk")
        values = {"fingerprint": task_id, "text": text, "due": due, "source": "note:not_1", **more}
        return self._plant(Task, task_id, interview_id, kind, values)

    def introduction(self, by: str, to: str, at: datetime, quote: str = "Meet each other.") -> str:
        """Who of one conversation brought whom of another."""
        with self.context.database.writing(self.person) as session:
            ids = [session.get_one(Interview, talk).contact_id for talk in (by, to)]
            row_id = self._name("ref")
            session.add(
                Introduction(
                    id=row_id, person_id=self.person, introducer_id=ids[0], contact_id=ids[1], message_id=row_id,
                    quote=quote, at=at,
                )
            )  # fmt: skip
        return row_id

    def pointer(self, talk: str, name: str, at: datetime, kind: str = "named", quote: str = "Talk to them.") -> str:
        """Whom somebody of a conversation named."""
        row_id = self._name("ptr")
        with self.context.database.writing(self.person) as session:
            contact_id = session.get_one(Interview, talk).contact_id
            session.add(
                Pointer(
                    id=row_id, person_id=self.person, interview_id=talk, contact_id=contact_id, name=name, kind=kind,
                    source="note:n1", quote=quote, at=at,
                )
            )  # fmt: skip
        return row_id

    def _plant(
        self, model: type[Draft | Alert | Task], row_id: str, interview_id: str, kind: str, values: dict[str, Any]
    ) -> str:
        about = {"person_id": self.person, "interview_id": interview_id, "kind": kind, "created_at": self.now}
        with self.context.database.writing(self.person) as session:
            session.add(model(id=row_id, **{**about, **values}))
        return row_id

    def _name(self, prefix: str) -> str:
        return f"{prefix}_{self._next()}"

    def _next(self) -> str:
        self.planted += 1
        return f"{self.person}_{self.planted}"
