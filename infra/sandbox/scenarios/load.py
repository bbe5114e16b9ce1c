"""The big mailbox for first-read benchmarks; still to be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.sandbox.scenarios.month import build_month

if TYPE_CHECKING:
    from datetime import datetime

    from infra.sandbox.scenarios.happenings import Scenario


def build_load(*, seed: int, now: datetime, messages: int, meetings: int) -> Scenario:
    """Return the first small month until the mailbox is there."""
    del messages, meetings
    return build_month(seed=seed, now=now)
