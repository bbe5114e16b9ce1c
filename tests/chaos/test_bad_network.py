"""A month is read through a network that fails in every way, at a provider that asks to wait: the same interviews as in
the month that nobody disturbed, no mail lost, none twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import ProviderSettings
from infra import demo
from infra.sandbox.process import Sandbox, run_sandbox
from service.settings import Settings
from tests.chaos.storm import Storm, shiftable_time
from tests.conftest import NOW
from tests.rows import rows, visible
from tests.verdicts import Verdict

pytestmark = pytest.mark.timeout(900)
PROVIDERS = ("google", "microsoft")
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "drop"},
    {"kind": "close_after"},
    {"kind": "close_after", "reset": True},
    {"kind": "status", "status": 503},
    {"kind": "status_after", "status": 500},
    {"kind": "truncate"},
    {"kind": "rate_limit", "retry_after": 20, "burst": 3},
)
TOO_LATE = {"kind": "delay_after", "seconds": 0.9}
TIMEOUT = 0.5
"""Seconds that a provider has to answer here; a minute in earnest."""
WORK_TIMES = ("updated_at",)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    ports = ("--google-port", "0", "--microsoft-port", "0")
    with run_sandbox(*ports, "--scenario", "none", "--now", NOW.isoformat(), "--no-quota") as running:
        yield running


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    asked = Settings.provider

    def hurried(self: Settings, name: str) -> ProviderSettings:
        return replace(asked(self, name), timeout=TIMEOUT)

    monkeypatch.setattr(Settings, "provider", hurried)
    with shiftable_time(monkeypatch):
        yield


def lived(storm: Storm, days: float, trouble: dict[str, Any] | None = None) -> dict[str, Any]:
    """What Warmthread shows after so many days, everything that can be read having been read at every stop."""
    if trouble is not None:
        _order(storm, trouble["share"], trouble["seed"])
    storm.settle()
    for now in demo.stops(storm.control, days):
        storm.clock.move_to(now.astimezone(NOW.tzinfo))
        storm.settle()
    return visible(storm.context, leave_out=WORK_TIMES)


def _order(storm: Storm, share: float, seed: int) -> None:
    """Each kind of fault gets its part of the share; what comes too late only a little, since it has to be waited for."""
    for number, fault in enumerate(FAULTS):
        order = dict(fault)
        storm.control.order_fault("*", str(order.pop("kind")), share=share / len(FAULTS), seed=seed + number, **order)
    late = dict(TOO_LATE)
    storm.control.order_fault("*", str(late.pop("kind")), share=share / 50, seed=seed - 1, **late)


def _struck(storm: Storm) -> int:
    return sum(int(fault["struck"]) for fault in storm.control.get("faults")["faults"])


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_month_read_through_a_bad_network_is_the_same_month(
    provider: str, sandbox: Sandbox, tmp_path: Path, migrated: Path, verdict: Verdict, *, is_whole: bool
) -> None:
    if provider == PROVIDERS[1] and not is_whole:
        pytest.skip("`make chaos` reads at both; here one provider has to do")
    days, shares = (12.0, (0.01, 0.2)) if is_whole else (0.4, (0.1,))
    world = {"scenario": "month", "seed": 1, "now": NOW.isoformat()}
    storm = Storm(sandbox, provider, tmp_path / "calm", migrated, world=world)
    calm, mails = lived(storm, days), _mails(storm)
    storm.close()
    for share in shares:
        storm = Storm(sandbox, provider, tmp_path / "storm", migrated, world=world, patience=400)
        disturbed = lived(storm, days, {"share": share, "seed": 11})
        struck, calls = _struck(storm), int(storm.control.calls()["calls_total"])
        assert disturbed == calm
        assert _mails(storm) == mails
        assert struck >= calls * share / 4
        assert storm.control.sent() == []
        storm.close()
        verdict(
            f"{provider}, {days:.0f} days at a share of {share:.0%} (seed 11): {struck} of {calls} calls failed, "
            f"{len(calm['interviews'])} interviews as undisturbed, {len(mails)} mails kept, none lost, none twice"
        )


def _mails(storm: Storm) -> list[tuple[str, str]]:
    """Every copy of a mail in an account, and the stored one that it is a copy of."""
    return sorted((row["provider_id"], row["stored_id"]) for row in rows(storm.context, "message_copies"))
