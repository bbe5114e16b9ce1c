"""The invented mailbox and calendar that the sandbox Google serves: `build` makes a whole one from a name and a seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.sandbox.scenarios.load import build_load
from infra.sandbox.scenarios.month import build_month

if TYPE_CHECKING:
    from datetime import datetime

    from infra.sandbox.scenarios.happenings import Scenario


def build(name: str, *, seed: int, now: datetime, messages: int, meetings: int) -> Scenario:
    """Return scenario "month" (31 days of life from `now`) or "load" (a big mailbox of the past year, sized by the two counts)."""
    if name == "month":
        return build_month(seed=seed, now=now)
    if name == "load":
        return build_load(seed=seed, now=now, messages=messages, meetings=meetings)
    msg = f"no scenario is called {name!r}: choose month or load"
    raise ValueError(msg)
