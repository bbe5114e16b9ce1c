"""People with approved mail to send, and the product's own processes that send it: what `test_sending` is played on."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from connectors import registry
from infra.sandbox.process import ROOT, Lasting
from service import accounts, outbox
from service.approvals import is_given_up
from service.clock import real_now
from service.context import Context
from service.schema import Approval, Contact, Draft, Event, Interview, Person
from service.sealed import DraftContent, open_draft, seal_draft
from tests.service.office import SCOPES

_MINUTES = timedelta(seconds=10)
_TOPICS = ("harbour gauges", "early warning", "the night shift", "flood maps", "writing for engineers")


@dataclass(frozen=True, slots=True)
class Sender:
    """One person with one account."""

    person_id: str
    account_id: str
    email: str


def add_senders(context: Context, lasting: Lasting, provider: str, count: int) -> list[Sender]:
    """So many people, each with a mailbox of their own at that provider."""
    return [_add_sender(context, lasting, provider, number) for number in range(count)]


def _add_sender(context: Context, lasting: Lasting, provider: str, number: int) -> Sender:
    person_id, email = f"per_{provider}{number:02}", f"alex{number:02}@{provider}.example"
    with context.database.writing(person_id) as session:
        session.add(Person(id=person_id, name="Alex Example", created_at=context.clock()))
    control = lasting.sandbox.control_of(provider)
    control.post("people", email=email, name="Alex Example")
    credentials = control.credentials(*SCOPES[provider], account=email)
    authorization = registry.load(provider).authorization(context.settings.provider(provider))
    authorized = authorization.adopt(json.dumps(credentials))
    return Sender(person_id, accounts.connect(context, person_id, provider, authorized), email)


def add_draft(context: Context, sender: Sender, number: int) -> str:
    """A thank-you to somebody of its own, after a talk of its own; waits for its approval."""
    now, key = context.clock(), f"{sender.person_id}_{number}"
    body = f"Hi Dana,\n\nThank you for this morning and for what you said about {_TOPICS[number % len(_TOPICS)]}.\n\n"
    with context.database.writing(sender.person_id) as session:
        session.add(Contact(id=f"con_{key}", person_id=sender.person_id, name="Dana Poe", created_at=now))
        session.add(_held(sender, key, now))
        session.flush()
        draft = Draft(
            id=f"drf_{key}", person_id=sender.person_id, interview_id=f"int_{key}", contact_id=f"con_{key}",
            kind="thank_you", state="needs_review", account_id=sender.account_id, sender=sender.email,
            to=[f"dana.{key}@poe.example"], subject="Thank you", references=[], content_sealed=b"", send_at=None,
            created_at=now, updated_at=now,
        )  # fmt: skip
        draft.content_sealed = seal_draft(context.vault, DraftContent(f"{body}Best,\nAlex\n"), draft.id)
        session.add(draft)
    return draft.id


def _held(sender: Sender, key: str, now: datetime) -> Interview:
    return Interview(
        id=f"int_{key}", person_id=sender.person_id, meeting=f"{key}|master", contact_id=f"con_{key}",
        status="held_presumed", band="log", classification="informational", start=now - timedelta(hours=2),
        end=now - timedelta(hours=1), first_seen_at=now, updated_at=now,
    )  # fmt: skip


def approve(context: Context, person_id: str, draft_id: str) -> str:
    """The person's yes to the text as it stands; returns the approval's id."""
    with context.database.writing(person_id) as session:
        draft = session.get_one(Draft, draft_id)
        digest = outbox.text_digest(draft, open_draft(context.vault, draft).body)
        return outbox.approve(session, context, person_id, draft_id, digest=digest).id


# --- processes ----------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@dataclass
class Works:
    """The product's own processes, `python -m service …`, each in a process group of its own."""

    command: Sequence[str]
    environ: Mapping[str, str]
    log: Path
    living: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        own = {name: value for name, value in os.environ.items() if not name.startswith("WARMTHREAD_")}
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "service", *self.command],
                cwd=ROOT,
                env={**own, **self.environ},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.living.append(process)

    def kill_oldest(self) -> None:
        """`kill -9`, in the middle of whatever it does."""
        self._kill(self.living.pop(0))

    def end(self) -> None:
        while self.living:
            self.kill_oldest()

    @staticmethod
    def _kill(process: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def working(command: Sequence[str], environ: Mapping[str, str], log: Path, processes: int = 1) -> Iterator[Works]:
    """So many processes at work for the time of the block; ended by their ids."""
    works = Works(command, environ, log)
    try:
        for _ in range(processes):
            works.start()
        yield works
    finally:
        works.end()


# --- what came of it ----------------------------------------------------------------------------------------------


def under_way(context: Context) -> int:
    """How many approvals still have something to be done about them without a person."""
    with context.database.reading() as session:
        moving = session.scalars(
            select(Approval).where(
                Approval.state.in_(("held", "creating", "created", "sending", "unclear", "stopping"))
            )
        ).all()
    return sum(not is_given_up(row) for row in moving)


def let_minutes_pass(context: Context) -> None:
    """What waits for minutes of real time (a provider that could not be reached) waits no longer; looks keep theirs."""
    now = real_now()
    late = select(Event.person_id).where(Event.handled_at.is_(None), Event.retry_at > now + _MINUTES)
    with context.database.reading() as session:
        people = set(session.scalars(late))
    for person_id in people:
        with context.database.writing(person_id) as session:
            waiting = Event.person_id == person_id, Event.retry_at > now + _MINUTES
            session.execute(update(Event).where(*waiting).values(retry_at=now))


def states(context: Context) -> Counter[str]:
    """States of drafts that were approved at least once."""
    approved = select(Approval.draft_id)
    with context.database.reading() as session:
        return Counter(session.scalars(select(Draft.state).where(Draft.id.in_(approved))))


def went_out(lasting: Lasting) -> list[dict[str, Any]]:
    """The sandbox's own log of sent mail, of both providers."""
    return [entry for name in ("google", "microsoft") for entry in lasting.sandbox.control_of(name).sent()]
