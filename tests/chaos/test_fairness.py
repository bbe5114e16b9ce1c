"""One mailbox of 100,000 messages is read for the first time beside fifty small ones, by the same two processes: mail
that comes to the small ones is handled about as soon as without it.

The same processes, accounts and kind of mail with and without the huge one at work, in turns, so that a busy machine
is busy for both. The provider's allowance of calls is off: it would slow the huge one down and hide what it takes.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from connectors import registry
from infra.sandbox.process import Control, Sandbox, run_sandbox
from service import accounts, connections
from service.accounts import LOCAL_PERSON
from service.clock import real_now
from service.schema import Account, Event, Person, Reading, StoredMessage
from tests.chaos.crew import Crew, running_crew
from tests.chaos.test_recovery import only_whole
from tests.chaos.warm import Warm
from tests.conftest import DatabaseMaker
from tests.service.sandboxed import CALENDAR_SCOPE, MAIL_SCOPE
from tests.verdicts import Verdict
from tests.waiting import wait_until

MESSAGES, MEETINGS, SMALL = 100_000, 500, 50
ROUNDS, MAILS = 3, 50
PHASE_SECONDS = 15.0
AT_MOST = 1.5
SCOPES = (MAIL_SCOPE, CALENDAR_SCOPE)


@dataclass
class Town:
    """Everybody's accounts, and what came to the small ones."""

    crew: Crew
    control: Control
    rng: random.Random
    small: list[str] = field(default_factory=list)
    """Addresses; the person of each is `per_` and its first part."""
    sent: int = 0

    def settle_down(self, number: int) -> None:
        for one in range(number):
            email = f"small{one}@village.example"
            self.control.post("people", email=email, calendars=[{"id": email, "is_primary": True}])
            with self.crew.context.database.writing(f"per_small{one}") as session:
                session.add(Person(id=f"per_small{one}", name=f"Small {one}", created_at=real_now()))
            _connect(self.crew, self.control, f"per_small{one}", email)
            self.small.append(email)

    def deliver(self) -> str:
        """A mail to one of the small ones that is kept wherever it is met; returns its Message-ID."""
        self.sent += 1
        email, message_id = self.small[self.sent % len(self.small)], f"<n{self.sent}@poe.example>"
        text = "Would you have 20 minutes for an informational interview? I would love to hear about your path."
        head = f"From: Pat{self.sent} Poe <pat{self.sent}@poe.example>\nTo: {email}\nSubject: A question"
        when = f"{real_now():%a, %d %b %Y %H:%M:%S} +0000"
        told = f"{head}\nMessage-ID: {message_id}\nDate: {when}\n\nHi,\n\n{text}\n\nPat\n"
        self.control.deliver(text=told, account=email)
        return message_id

    def handled(self, wanted: set[str]) -> set[str]:
        query = (
            select(StoredMessage.message_id)
            .join(Event, Event.subject == StoredMessage.id)
            .where(StoredMessage.message_id.in_(wanted), Event.handled_at.is_not(None))
        )
        with self.crew.context.database.reading() as session:
            return set(session.scalars(query))

    def phase(self, mails: int, seconds: float) -> list[float]:
        """Delivers at random moments; returns how long each mail took to be handled, in seconds."""
        began, took = time.monotonic(), []
        moments = sorted(self.rng.uniform(0, seconds) for _ in range(mails))
        delivered: dict[str, float] = {}
        while moments or delivered:
            while moments and time.monotonic() - began >= moments[0]:
                moments.pop(0)
                delivered[self.deliver()] = time.monotonic()
            took += [time.monotonic() - delivered.pop(message_id) for message_id in self.handled(set(delivered))]
            assert time.monotonic() - began < seconds + 60, f"{len(delivered)} mails are not handled"
            time.sleep(0.05)
        return took

    # --- the huge one ---------------------------------------------------------------------------------------------

    def pause(self) -> None:
        with self.crew.context.database.writing(LOCAL_PERSON) as session:
            connections.pause(session, LOCAL_PERSON, self.crew.desk.account_id)
        self.crew.settled()

    def resume(self) -> None:
        with self.crew.context.database.writing(LOCAL_PERSON) as session:
            connections.resume(session, LOCAL_PERSON, self.crew.desk.account_id, real_now())
        before = self.work_done()
        wait_until(lambda: self.work_done() > before, "the huge one is being read")

    def work_done(self) -> int:
        """Events of the huge one that are handled."""
        mine = select(func.count(Event.id)).where(Event.person_id == LOCAL_PERSON, Event.handled_at.is_not(None))
        return int(self.crew.one(mine) or 0)

    def looked_at(self) -> tuple[int, int]:
        """Ids of the huge one listed and read so far."""
        with self.crew.context.database.reading() as session:
            listed, read = session.execute(select(func.sum(Reading.listed), func.sum(Reading.read))).one()
        return int(listed or 0), int(read or 0)

    def is_in_backfill(self) -> bool:
        return self.crew.one(select(Account.caught_up_at).where(Account.id == self.crew.desk.account_id)) is None


def _connect(crew: Crew, control: Control, person: str, email: str) -> str:
    authorization = registry.load("google").authorization(crew.context.settings.provider("google"))
    credentials = control.credentials(*SCOPES, account=email)
    return accounts.connect(crew.context, person, "google", authorization.adopt(json.dumps(credentials)), days=365)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    size = ("--messages", str(MESSAGES), "--meetings", str(MEETINGS))
    with run_sandbox("--scenario", "load", *size, "--no-quota", "--seed", "7") as running:
        yield running


@only_whole
@pytest.mark.timed
@pytest.mark.timeout(900)
def test_a_huge_first_read_does_not_keep_small_mailboxes_waiting(
    warm: Warm, sandbox: Sandbox, settings_for: DatabaseMaker, redis_url: str, tmp_path: Path, verdict: Verdict
) -> None:
    with running_crew(
        warm, sandbox, settings_for("postgres"), redis_url, tmp_path, SCOPES, WARMTHREAD_POLL_SECONDS="5"
    ) as crew:
        town = Town(crew, sandbox.control, random.Random(7))
        with crew.context.database.writing(LOCAL_PERSON) as session:
            account = session.get_one(Account, crew.desk.account_id)
            account.since = real_now() - timedelta(days=365)
        town.settle_down(SMALL)
        for _ in range(2):
            crew.start(unmetered=True)
        small = select(func.count(Account.id)).where(Account.caught_up_at.is_not(None))
        wait_until(lambda: int(crew.one(small)) >= SMALL, "the small ones are read")
        wait_until(lambda: town.looked_at()[1] > 0, "the huge one is past its calendar, at its mail", 300)
        done, before = town.work_done(), town.looked_at()[1]
        beside: list[float] = []
        alone: list[float] = []
        for _ in range(ROUNDS):
            town.pause()
            alone += town.phase(MAILS, PHASE_SECONDS)
            town.resume()
            beside += town.phase(MAILS, PHASE_SECONDS)
            assert town.is_in_backfill(), "the huge one was read to its end: nothing was measured"
        done, (listed, read) = town.work_done() - done, town.looked_at()
    ratio = statistics.median(beside) / statistics.median(alone)
    verdict(
        f"{len(alone)} mails to {SMALL} small mailboxes, handled after {statistics.median(alone):.2f} s in the median "
        f"(p90 {_p90(alone):.2f}); beside the first read of {MESSAGES:,} messages ({listed:,} listed, {read:,} read, "
        f"{done:,} events handled meanwhile) after {statistics.median(beside):.2f} s (p90 {_p90(beside):.2f}): "
        f"{ratio:.2f} times as long"
    )
    assert read > before, "the huge one did not read its mail meanwhile: nothing was measured"
    assert ratio <= AT_MOST


def _p90(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.9)]
