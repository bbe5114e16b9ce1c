"""A lived month in a data folder, for whoever wants to look at it afterwards: the days of `make demo`, with the sandbox's
Google as a process beside and the workers in this one, which polls at every stop and waits for nothing.

The folder remembers at what time it was left, and nothing in it needs Google again until something is polled.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from connectors import registry
from infra import demo
from infra.sandbox.process import Control, run_sandbox
from infra.served import leave, opened
from service import accounts
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.settings import load_settings
from workers.runner import Runner

SCOPES = (
    "https://www.googleapis.com/auth/gmail.readonly",
    "https://www.googleapis.com/auth/gmail.compose",
    "https://www.googleapis.com/auth/calendar.readonly",
)


@dataclass(frozen=True)
class Living:
    """A month at its end, with everything still up."""

    control: Control
    context: Context
    runner: Runner


@contextmanager
def living(folder: Path, *, seed: int = 1, days: float = 31, start: str = demo.START) -> Iterator[Living]:
    """Lives the first `days` of the month of that seed; its data lie in `folder`."""
    with tempfile.TemporaryDirectory(prefix="warmthread-month-") as room:
        clock = Path(room) / "clock"
        arguments = ("--scenario", "month", "--seed", str(seed), "--now", start, "--clock-file", str(clock))
        with run_sandbox(*arguments, "--no-quota") as sandbox:
            settings = load_settings(sandbox.product_settings(), data_dir=folder, clock_file=clock)
            with opened(settings) as context, Runner(context) as runner:
                connect(context, sandbox.control)
                runner.sync_once()
                for _ in demo.stops(sandbox.control, days):
                    runner.sync_once()
                yield Living(sandbox.control, context, runner)
                leave(context, datetime.fromisoformat(start) + timedelta(days=days))


def live_month(folder: Path, *, seed: int = 1, days: float = 31) -> None:
    """Lives those days and leaves only their data."""
    with living(folder, seed=seed, days=days):
        pass


def connect(context: Context, control: Control) -> str:
    """A consent as it comes back from the sandbox's Google, without the pages; returns the account's id."""
    authorization = registry.load("google").authorization(context.settings.provider("google"))
    consent = authorization.adopt(json.dumps(control.credentials(*SCOPES)))
    return accounts.connect(context, LOCAL_PERSON, "google", consent)
