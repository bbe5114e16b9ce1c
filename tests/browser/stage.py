"""A Warmthread with a real Google behind it, played move by move: what happens outside happens in the sandbox, what
the person does happens in a browser, and in between `settle` lets the workers catch up.

Time moves only when a test says so; both sides follow the sandbox's clock.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from sqlalchemy import func, select, update

from infra import living
from infra.sandbox.process import Control, Sandbox, run_sandbox
from infra.served import Served, serve
from service import preferences
from service.accounts import LOCAL_PERSON
from service.clock import real_now
from service.context import Context
from service.digest import content
from service.schema import Account, Approval, Draft, Event, Interview, Person
from service.settings import load_settings
from service.web.feed import address_of
from service.web.letter import root_of, write_letter
from tests.service.mailroom import confirmed
from workers.runner import Runner

MORNING = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
"""A Monday."""
ME = "Alex Example <alex@example.com>"
NEVER = 3_600
"""Polls and sweeps happen only when a test settles."""


@dataclass
class Stage:
    """One person's Warmthread, and the world around it."""

    served: Served
    sandbox: Sandbox
    runner: Runner
    said: list[str] = field(default_factory=list)

    @property
    def context(self) -> Context:
        return self.served.context

    @property
    def control(self) -> Control:
        return self.sandbox.control

    # --- what happens outside -------------------------------------------------------------------------------------

    def at(self, hours: float) -> datetime:
        """So many hours after the morning on which the stage opens."""
        return MORNING + timedelta(hours=hours)

    def move_to(self, hours: float) -> None:
        """Lets time pass and the workers catch up."""
        self.control.move_clock(to=self.at(hours).isoformat())
        self.settle()

    def settle(self) -> None:
        """Polls once and handles everything that is due."""
        self.runner.sync_once()

    def mail(self, sender: str, to: str, subject: str, text: str, *, hours: float, answers: str = "") -> str:
        """Delivers a mail, or puts it into Sent when it is the person's own; returns its Message-ID."""
        number = len(self.said)
        message_id = f"<m{number}@stage.example>"
        seen = "" if sender == ME else f"Authentication-Results: {confirmed(sender)}\n"
        answered = f"In-Reply-To: {answers}\nReferences: {answers}\n" if answers else ""
        head = (
            f"{seen}From: {sender}\nTo: {to}\nSubject: {subject}\nMessage-ID: {message_id}\n{answered}"
            f"Date: {self.at(hours):%a, %d %b %Y %H:%M:%S} +0000\nMIME-Version: 1.0\n"
            "Content-Type: text/plain; charset=utf-8\n"
        )
        labels = ["SENT"] if sender == ME else ["INBOX", "UNREAD"]
        self.control.deliver(
            f"{head}\n{text}\n".replace("\n", "\r\n").encode(), labels=labels, internal_date=self.at(hours).isoformat()
        )
        self.said.append(message_id)
        return message_id

    def talk(self, name: str, *, hours: float, domain: str = "poe.example", **event: Any) -> str:
        """Alex asks somebody for a talk, they agree and send an invite; returns the calendar event's id."""
        them = f"{name} Poe <{name.lower()}@{domain}>"
        asked = self.mail(ME, them, "A question about your work", _ASKED.format(name=name), hours=min(hours, 0) - 72)
        self.mail(
            them,
            ME,
            "Re: A question about your work",
            _AGREED.format(name=name),
            hours=min(hours, 0) - 70,
            answers=asked,
        )
        return self.invite(name, hours=hours, domain=domain, **event)

    def invite(self, name: str, *, hours: float, domain: str = "poe.example", **event: Any) -> str:
        """The calendar event alone."""
        guests = [
            {"email": "alex@example.com", "self": True, "responseStatus": "accepted"},
            {"email": f"{name.lower()}@{domain}", "displayName": f"{name} Poe", "responseStatus": "accepted"},
        ]
        put = self.control.put_event(
            {
                "summary": f"Coffee chat: {name} and Alex",
                "start": {"dateTime": self.at(hours).isoformat()},
                "end": {"dateTime": self.at(hours + 0.5).isoformat()},
                "attendees": guests,
                "organizer": {"email": f"{name.lower()}@{domain}", "displayName": f"{name} Poe"},
                "status": "confirmed",
                **event,
            }
        )
        return str(put["id"])

    def move_talk(self, event_id: str, hours: float) -> None:
        self.control.post(
            "events/move", id=event_id, start=self.at(hours).isoformat(), end=self.at(hours + 0.5).isoformat()
        )

    def cancel_talk(self, event_id: str) -> None:
        self.control.post("events/cancel", id=event_id)

    def sent(self) -> list[EmailMessage]:
        """What really left."""
        raw = [base64.urlsafe_b64decode(one["raw"] + "==") for one in self.control.sent()]
        return [message_from_bytes(one, policy=policy.default) for one in raw]

    # --- what tells of it elsewhere -------------------------------------------------------------------------------

    def feed(self) -> str:
        """The private calendar, as a calendar program reads it."""
        with self.context.database.writing(LOCAL_PERSON, "feed") as session:
            preferences.change(session, LOCAL_PERSON, self.context.clock(), feed=True)
            address = address_of(self.context, session.get_one(Person, LOCAL_PERSON))
        with urlopen(address) as answer:  # noqa: S310 (our own address)
            return str(answer.read().decode().replace("\r\n ", ""))

    def digest(self) -> str:
        """The daily mail that would tell everything that stands now."""
        with self.context.database.reading() as session:
            person = session.get_one(Person, LOCAL_PERSON)
            found, _ = content(session, self.context.vault, person, self.context.clock())
            return write_letter(found, person, root_of(self.context.settings)).body

    # --- inside: shortcuts for tests that are about something else ------------------------------------------------

    def connect(self) -> str:
        """A consent as it comes back from Google, without the pages; returns the account's id."""
        account_id = living.connect(self.context, self.control)
        self.settle()
        return account_id

    def wait_out_the_undo(self) -> None:
        """Real time passes until nothing approved can be taken back any more; what is due leaves."""
        # What waits to be thought through first would hold a mail back for some seconds more.
        self.settle()
        passed = real_now() - timedelta(seconds=1)
        with self.context.database.writing(LOCAL_PERSON, "pass_time") as session:
            session.execute(update(Approval).where(Approval.state == "held").values(hold_until=passed))
            session.execute(update(Event).where(Event.handled_at.is_(None)).values(retry_at=None))
        self.settle()

    def count(self, table: type[Account | Draft | Interview]) -> int:
        with self.context.database.reading() as session:
            return int(session.scalar(select(func.count()).select_from(table)) or 0)

    def drafts(self, *states: str) -> list[Draft]:
        with self.context.database.reading() as session:
            found = select(Draft).where(Draft.state.in_(states or ("needs_review",))).order_by(Draft.id)
            return list(session.scalars(found))

    def logged(self, name: str) -> Interview:
        """The one interview with that contact that a calendar knows of."""
        (found,) = [one for one in self.interviews() if one.start is not None and name.lower() in one.address]
        return found

    def interviews(self) -> list[Interview]:
        with self.context.database.reading() as session:
            return list(session.scalars(select(Interview).order_by(Interview.id)))


_ASKED = """Hi {name},

I am thinking about moving into flood risk work. Would you have 20 minutes for an informational interview? I would love
to hear about your path.

Best,
Alex"""
_AGREED = """Hi Alex,

Happy to. I will send you an invite.

{name}"""


@dataclass(frozen=True)
class RunningSandbox:
    """A pretend Google, and the file that its clock is kept in."""

    sandbox: Sandbox
    clock: Path


@contextmanager
def running_sandbox(folder: Path) -> Iterator[RunningSandbox]:
    """A sandbox with one empty person."""
    clock = folder / "clock"
    with run_sandbox("--scenario", "none", "--now", MORNING.isoformat(), "--clock-file", str(clock)) as sandbox:
        yield RunningSandbox(sandbox, clock)


@contextmanager
def open_stage(running: RunningSandbox, data: Path) -> Iterator[Stage]:
    """A Warmthread in that folder that no account is connected to yet; its Google begins anew on the morning."""
    sandbox = running.sandbox
    sandbox.control.reset()
    settings = load_settings(sandbox.product_settings(), data_dir=data, clock_file=running.clock, poll_seconds=NEVER)
    with serve(settings) as served, Runner(served.context) as runner:
        yield Stage(served, sandbox, runner)
