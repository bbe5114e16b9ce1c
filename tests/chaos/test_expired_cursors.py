"""Cursors that a provider forgets while thousands of things change: every change is found afterwards, deletions among
them, on all four APIs, and the person is told that there was a gap and that nothing of it is missing any more.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from infra.sandbox.microsoft.ids import show_event
from infra.sandbox.process import Control, Sandbox, run_sandbox
from service import accounts
from service.clock import ManualClock
from service.context import Context
from service.polling import AccountReader, Part
from tests.chaos.gap import CalendarGap, MailGap
from tests.conftest import NOW
from tests.rows import rows
from tests.service.sandboxed import Desk, connect
from tests.verdicts import Verdict

SEED = 7
WHOLE, QUICK = 5_000, 40
PARTS: tuple[Part, Part] = ("past", "new")
APIS = ("Gmail", "Outlook mail", "Google Calendar", "Outlook calendar")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    ports = ("--google-port", "0", "--microsoft-port", "0")
    with run_sandbox(*ports, "--scenario", "none", "--now", NOW.isoformat(), "--no-quota") as sandbox:
        yield sandbox


def read_out(desk: Desk) -> None:
    """Reads until nothing waits at the provider, as the clock does: what is new and what is past, each by itself."""
    lease = desk.lease()
    while True:
        for part in PARTS:
            reader = AccountReader(desk.context, lease, part=part)
            while not reader.next_slice().is_caught_up:
                pass
        if not reader.has_past():
            reader.finish(is_caught_up=True)
            return


def begin(api: str, control: Control) -> MailGap | CalendarGap:
    """A mailbox or a calendar at that provider."""
    rng = random.Random(SEED)
    if api in APIS[:2]:
        return MailGap(control, rng)
    return CalendarGap(control, rng, str if api == "Google Calendar" else partial(show_event, is_immutable=True))


@pytest.mark.parametrize("api", APIS)
def test_every_change_in_the_gap_of_an_expired_cursor_is_found(
    sandbox: Sandbox,
    empty_context: Context,
    clock: ManualClock,
    api: str,
    is_whole: bool,
    verdict: Verdict,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    size = WHOLE if is_whole else QUICK
    # A real minute's allowance would make this an hour; what it costs is counted.
    monkeypatch.setattr(accounts, "UNITS_PER_MINUTE", {})
    provider = "google" if api.startswith("G") else "microsoft"
    control = sandbox.control_of(provider)
    control.reset(quota=False)
    gap = begin(api, control)
    gap.prepare(size)
    desk = connect(sandbox, empty_context, provider=provider)
    read_out(desk)
    gap.come(size)
    read_out(desk)
    clock.move_to(NOW + timedelta(days=3))
    control.move_clock(to=clock().isoformat())
    gap.happen(size)
    control.expire_cursors()
    control.call("DELETE", "calls")
    read_out(desk)
    outcome, spent = gap.outcome(desk), desk.units()
    read_out(desk)
    told = [row["what"] for row in rows(desk.context, "activity") if row["what"].startswith("gap")]
    verdict(
        f"expired cursor, {api}: {outcome.changes} changes in the gap, {outcome.found} records as the provider has them "
        f"({outcome.gone} of them gone), {len(outcome.missed)} missed, {spent} units, seed {SEED}"
    )
    assert outcome.missed == []
    assert outcome.changes >= size
    # The mailbox and the calendar of the account both have a gap.
    assert sorted(told) == 2 * ["gap closed"] + 2 * ["gap found"]
