"""What `make chaos` is made of: each part is a test that says with `verdict` (tests/verdicts.py) what it counted.
`make test` runs a quick part of each (`is_whole` is False there).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.sandbox.process import Sandbox, run_sandbox
from tests.chaos.crew import Crew, running_crew
from tests.chaos.stage import SCOPES
from tests.chaos.warm import Warm, running_warm
from tests.conftest import DatabaseMaker


@pytest.fixture(scope="session")
def is_whole() -> bool:
    """Whether this is the full run, with the counts that the README promises."""
    return bool(os.environ.get("WHOLE_CHAOS"))


@pytest.fixture
def migrated(_migrated_file: Path) -> Path:
    """An SQLite file with every table, to be copied."""
    return _migrated_file


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """The parent that every part forks its children from."""
    with running_warm() as running:
        yield running


@pytest.fixture(scope="session")
def _unmetered() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none", "--no-quota") as running:
        yield running


@pytest.fixture
def sandbox(_unmetered: Sandbox) -> Sandbox:
    """A Google with one empty mailbox and calendar, by the machine's own time and with no allowance to keep."""
    _unmetered.control.reset()
    return _unmetered


@pytest.fixture
def crew(warm: Warm, sandbox: Sandbox, settings_for: DatabaseMaker, redis_url: str, tmp_path: Path) -> Iterator[Crew]:
    """Nobody works yet, on a Postgres and a Redis."""
    with running_crew(warm, sandbox, settings_for("postgres"), redis_url, tmp_path, SCOPES) as running:
        yield running
