"""One person's month at a mail and a calendar server of no particular provider (IMAP and CalDAV, connected with a
password), and one shared by it and a Google account: the same interviews as through Google alone, and each once.

The servers are real, and the month is read in the test's own process, every day and a half, while mail that was
answered is filed away behind it. Where an account beside Google's holds a part of the month it is the part that
Microsoft's holds in `test_two_accounts`. A part of `make test-story`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from connectors import registry
from infra import demo
from infra.sandbox.process import Sandbox, run_sandbox
from infra.sandbox.scenarios import build
from infra.sandbox.scenarios.shares import share
from service import accounts, interviews, migrate
from service.clock import ManualClock
from service.context import Context, open_context
from service.settings import load_settings
from tests.month import ASKED, compare, is_same
from tests.servers import Missing, refuse_or_skip
from tests.test_two_accounts import SCOPES, SOURCES, START, STEP
from tests.told_to_servers import Servers, Told, running_servers
from workers.runner import Runner

pytestmark = [
    pytest.mark.skipif(not os.environ.get("WHOLE_STORY"), reason="whole months take minutes: make test-story"),
    pytest.mark.timeout(900),
]
SEED = 1
Interviews = list[dict[str, Any]]


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with ExitStack() as stack:
        try:
            running = stack.enter_context(running_servers())
        except Missing as missing:
            refuse_or_skip(missing)
        yield running


@pytest.fixture(scope="module")
def truth() -> Interviews:
    return list(_scenario().truth)


@pytest.fixture(scope="module")
def through_google(tmp_path_factory: pytest.TempPathFactory) -> Interviews:
    with _sandbox("google") as sandbox:
        return _lived(tmp_path_factory.mktemp("google"), sandbox, None)


@pytest.fixture(scope="module")
def through_servers(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Interviews:
    return _lived(tmp_path_factory.mktemp("servers"), None, Told(servers, _scenario()))


@pytest.fixture(scope="module")
def through_both(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Interviews:
    part = share(_scenario(), demo.PROVIDERS["both"])["microsoft"]
    with _sandbox("both") as sandbox:
        return _lived(tmp_path_factory.mktemp("both"), sandbox, Told(servers, part))


def _scenario() -> Any:
    return build("month", seed=SEED, now=START, messages=0, meetings=0)


def _sandbox(provider: str) -> Any:
    arguments = ("--scenario", "month", "--seed", str(SEED), "--now", demo.START, "--no-quota")
    return run_sandbox(*demo.ports(provider), *arguments)


def _lived(folder: Path, sandbox: Sandbox | None, told: Told | None) -> Interviews:
    """The month read at Google, at the servers, or at both; what Warmthread made of it."""
    clock = ManualClock(START)
    context = open_context(load_settings(_settings(folder, sandbox, told), data_dir=folder), clock)
    migrate.upgrade(context.database, backup=None)
    person = accounts.ensure_local_person(context)
    if sandbox is not None:
        _connect(context, person, "google", json.dumps(sandbox.control.credentials(*SCOPES["google"])))
    if told is not None:
        told.begin()
        told.until(START)
        _connect(context, person, "dav", json.dumps(told.servers.answers(told.scenario)))
    _live(context, clock, sandbox, told)
    with context.database.reading() as session:
        listed = interviews.listing(session, person, include_left_out=True)
    context.database.close()
    found: Interviews = json.loads(json.dumps(listed, default=str))
    return found


def _settings(folder: Path, sandbox: Sandbox | None, told: Told | None) -> dict[str, str]:
    """Where Google is, and whose certificates are believed."""
    settings = sandbox.product_settings() if sandbox else {}
    if told is None:
        return settings
    trusted = folder / "trusted.pem"
    trusted.write_text((Path(sandbox.ca_file).read_text() if sandbox else "") + told.servers.authorities)
    return settings | {"WARMTHREAD_CA_FILE": str(trusted)}


def _connect(context: Context, person: str, provider: str, credentials: str) -> None:
    authorization = registry.load(provider).authorization(context.settings.provider(provider))
    accounts.connect(context, person, provider, authorization.adopt(credentials))


def _live(context: Context, clock: ManualClock, sandbox: Sandbox | None, told: Told | None) -> None:
    now, end = START, START + demo.MONTH
    with Runner(context) as runner:
        while now < end:
            now = min(now + STEP, end)
            if sandbox is not None:
                sandbox.control.move_clock(to=now.isoformat())
            if told is not None:
                told.until(now)
            clock.move_to(now)
            runner.sync_once()


def _logged(interviews: Interviews) -> Interviews:
    return [one for one in interviews if one["status"] not in {ASKED, "not_logged"}]


def _core(interviews: Interviews) -> list[tuple[Any, ...]]:
    """What an interview is, wherever it was seen."""
    return sorted(
        (
            one["start"],
            one["contact"]["email"].lower() if one["contact"] else "",
            one["status"],
            one["role"],
            one["reschedules"],
        )
        for one in _logged(interviews)
    )


def test_a_month_at_mail_and_calendar_servers_is_logged_as_it_happened(
    through_servers: Interviews, truth: Interviews
) -> None:
    complaints = [(what, wrong) for what, is_hard, wrong in compare(truth, through_servers) if not is_hard]
    assert complaints == []
    assert len(_logged(through_servers)) >= 14


def test_it_is_the_same_interviews_as_through_google(through_servers: Interviews, through_google: Interviews) -> None:
    assert _core(through_servers) == _core(through_google)


def test_with_a_google_account_beside_it_each_interview_is_logged_once(
    through_both: Interviews, truth: Interviews
) -> None:
    complaints = [(what, wrong) for what, is_hard, wrong in compare(truth, through_both) if not is_hard]
    assert complaints == []
    assert len(_logged(through_both)) >= 14


def test_each_interview_names_the_calendars_it_was_seen_in_and_that_there_was_mail(
    through_both: Interviews, truth: Interviews
) -> None:
    """Of a mail that lies in both accounts the copy that was read first counts, so that either may be named."""
    found = {
        meeting["key"]: [one for one in through_both if is_same(meeting, one)]
        for meeting in truth
        if meeting["is_interview"]
    }
    seen = {key: _places(rows[0]["sources"]) for key, rows in found.items() if len(rows) == 1}
    assert seen == {key: ("".join(filter("Cc".count, told)), "m" in told.lower()) for key, told in SOURCES.items()}


def _places(sources: Interviews) -> tuple[str, bool]:
    """The calendars, Google's in upper case, and whether any mail spoke of it."""
    calendars = {"C" if one["provider"] == "google" else "c" for one in sources if one["kind"][0] == "c"}
    return "".join(sorted(calendars)), any(one["kind"][0] == "m" for one in sources)
