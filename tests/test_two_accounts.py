"""One person's month at Microsoft, and one shared by a Google and a Microsoft account: the same interviews, each once.

The month is read in the test's own process, every day and a half, and held against what really happened. With both accounts every second
thread and calendar event is in both, the others in one of them; `SOURCES` names where each interview was seen. A part
of `make test-story`: in `make test` tests/service/test_several_accounts.py has single meetings that come from everywhere.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from connectors import registry
from infra import demo
from infra.sandbox.process import Sandbox, run_sandbox
from service import accounts, interviews, migrate
from service.clock import ManualClock
from service.context import Context, open_context
from service.settings import load_settings
from tests.month import ASKED, compare, is_same
from workers.runner import Runner

pytestmark = [
    pytest.mark.skipif(not os.environ.get("WHOLE_STORY"), reason="whole months take a minute: make test-story"),
    pytest.mark.timeout(600),
]
START = datetime.fromisoformat(demo.START)
STEP = timedelta(hours=36)
SCOPES = {
    "google": [f"https://www.googleapis.com/auth/{name}" for name in ("gmail.readonly", "calendar.readonly")],
    "microsoft": ["User.Read", "Mail.Read", "Calendars.Read"],
}
SOURCES = {
    "first-meeting": "CM",
    "mentor-1": "CcM",
    "mentor-2": "CcM",
    "plain-text": "Cm",
    "accepted": "CM",
    "thanked-by-hand": "CcM",
    "host": "CcM",
    "moved-once": "CcM",
    "booking-page": "cM",
    "cancelled-by-contact": "cM",
    "group-of-three": "CcM",
    "cancelled-by-user": "CcMm",
    "no-show": "cM",
    "moved-twice-by-assistant": "CMm",
    "german": "CM",
    "mentor-3": "CcM",
    "referral": "Ccm",
    "second-meeting": "CcMm",
    "invite-only-by-mail": "M",
    "mentor-4": "CcM",
    "tomorrow": "CcMm",
    "invited": "cMm",
    "entry-without-guests": "CcM",
}
"""By the name of what really happened: c is a calendar, m a mail, upper case stands for Google's."""


@dataclass(frozen=True)
class Month:
    """What Warmthread made of it, and what really happened."""

    interviews: list[dict[str, Any]]
    truth: list[dict[str, Any]]

    def sources(self) -> dict[str, str]:
        """Where each true interview was seen, in the letters of `SOURCES`; what was logged twice or never is missing."""
        real = [meeting for meeting in self.truth if meeting["is_interview"]]
        found = {meeting["key"]: [one for one in self.interviews if is_same(meeting, one)] for meeting in real}
        return {key: _letters(rows[0]["sources"]) for key, rows in found.items() if len(rows) == 1}


@pytest.fixture(scope="module", params=["both", "microsoft"])
def month(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    folder, clock = tmp_path_factory.mktemp(request.param), ManualClock(START)
    arguments = ("--scenario", "month", "--seed", "1", "--now", demo.START, "--no-quota")
    with run_sandbox(*demo.ports(request.param), *arguments) as sandbox:
        context = open_context(load_settings(sandbox.product_settings(), data_dir=folder), clock)
        person = _connect_all(sandbox, context, demo.PROVIDERS[request.param])
        _live(sandbox, context, clock)
        with context.database.reading() as session:
            told = interviews.listing(session, person, include_left_out=True)
        yield Month(json.loads(json.dumps(told, default=str)), sandbox.control.truth())
        context.database.close()


def _connect_all(sandbox: Sandbox, context: Context, providers: tuple[str, ...]) -> str:
    migrate.upgrade(context.database, backup=None)
    person = accounts.ensure_local_person(context)
    for name in providers:
        credentials = sandbox.control_of(name).credentials(*SCOPES[name])
        authorization = registry.load(name).authorization(context.settings.provider(name))
        accounts.connect(context, person, name, authorization.adopt(json.dumps(credentials)))
    return person


def _live(sandbox: Sandbox, context: Context, clock: ManualClock) -> None:
    now, end = START, START + demo.MONTH
    with Runner(context) as runner:
        while now < end:
            now = min(now + STEP, end)
            sandbox.control.move_clock(to=now.isoformat())
            clock.move_to(now)
            runner.sync_once()


def _letters(sources: list[dict[str, Any]]) -> str:
    letters = {each["kind"][0].upper() if each["provider"] == "google" else each["kind"][0] for each in sources}
    return "".join(sorted(letters, key=lambda letter: (letter.lower(), letter.islower())))


def test_every_interview_is_logged_as_it_happened_and_once(month: Month) -> None:
    complaints = [(what, wrong) for what, is_hard, wrong in compare(month.truth, month.interviews) if not is_hard]
    assert complaints == []
    logged = [one for one in month.interviews if one["status"] not in {ASKED, "not_logged"}]
    assert len(logged) >= 14


def test_each_interview_names_the_accounts_it_was_seen_in(month: Month) -> None:
    seen = month.sources()
    is_microsoft_alone = "".join(seen.values()).islower()
    assert (set(seen) if is_microsoft_alone else seen) == (set(SOURCES) if is_microsoft_alone else SOURCES)
