"""Random histories told through everything that may go wrong (`histories`), and what Warmthread shows afterwards held
against what really happened (`truth`). A history that fails is made small by hypothesis and becomes a plain test here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from infra.sandbox.process import Sandbox, run_sandbox
from tests.chaos.histories import Stormy
from tests.chaos.storm import Storm, shiftable_time
from tests.conftest import NOW
from tests.rows import rows
from tests.verdicts import Verdict

SEED = 7
Making = Callable[[str], type[Stormy]]


@pytest.fixture(scope="module")
def sandboxes() -> Iterator[Sandbox]:
    ports = ("--google-port", "0", "--microsoft-port", "0")
    with run_sandbox(*ports, "--scenario", "none", "--now", NOW.isoformat(), "--no-quota") as sandbox:
        yield sandbox


def run(machine: type[Stormy], *, histories: int, steps: int, number: int, is_whole: bool) -> None:
    """So many histories of that seed. A long one that fails is told as it is: making it small takes many minutes."""
    chosen = settings(
        max_examples=histories,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,) if is_whole else (Phase.generate, Phase.shrink),
        print_blob=True,
    )
    run_state_machine_as_test(seed(number)(machine), settings=chosen)


@pytest.fixture
def stormy(sandboxes: Sandbox, tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Making]:
    """Makes the machine of one provider, with its own counts."""

    def made(provider: str) -> type[Stormy]:
        def storm() -> Storm:
            return Storm(sandboxes, provider, tmp_path / "data", migrated)

        return type("Stormy", (Stormy,), {"make": staticmethod(storm), "counts": Counter()})

    with shiftable_time(monkeypatch):
        yield made


def told(machine: type[Stormy]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in sorted(machine.counts.items()))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("provider", ["google", "microsoft"])
def test_whatever_happens_in_whatever_order_what_is_shown_is_what_happened(
    provider: str, stormy: Making, is_whole: bool, verdict: Verdict
) -> None:
    machine = stormy(provider)
    whole = {"google": 70, "microsoft": 50}[provider]
    histories, steps = (whole, 40) if is_whole else (4, 20)
    run(machine, histories=histories, steps=steps, number=SEED, is_whole=is_whole)
    verdict(f"state machine at {provider}, seed {SEED}: {told(machine)}; all as it really was")
    assert machine.counts["checks"] >= histories
    # Hypothesis ends a history early where it has drawn much.
    assert machine.counts["steps"] >= histories * steps * 3 // 4


@pytest.mark.parametrize("provider", ["google", "microsoft"])
def test_an_invite_called_off_unanswered_takes_the_mail_that_asked_with_it(provider: str, stormy: Making) -> None:
    life = stormy(provider)()
    life.ask(late=3, copies=1)
    life.enter(answer="needsAction", hours=18, is_asked=True, is_mine=False)
    life.settled()
    assert [one.status for one in life.storm.shown()] == ["invited"]
    life.call_off(which=0)
    life.settled()
    (left_out,) = [row for row in rows(life.storm.context, "interviews") if not row["same_as"]]
    assert (left_out["status"], left_out["reasons"][0]["rule"]) == ("not_logged", "cancelled_unanswered")
    life.teardown()


@pytest.mark.parametrize("provider", ["google", "microsoft"])
def test_what_a_clock_did_that_was_a_day_ahead_holds_nothing_up_once_it_is_right(provider: str, stormy: Making) -> None:
    life = stormy(provider)()
    life.clock_jumps(hours=24)
    life.ask(late=0, copies=1)
    life.trouble(fault={"kind": "rate_limit", "retry_after": 40}, nth=2, times=1)
    for number in (3, 9):
        life.killed_while_reading(number=number)
        life.killed_while_working(number=number, order=0)
    life.clock_jumps(hours=-24)
    life.enter(answer="accepted", hours=60, is_asked=True, is_mine=False)
    life.settled()
    assert [one.status for one in life.storm.shown()] == ["accepted"]
    life.teardown()
