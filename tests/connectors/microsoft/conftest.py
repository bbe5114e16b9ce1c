"""One sandbox Microsoft for all tests here; every test begins with two people and empty mailboxes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from infra.sandbox.process import Sandbox, run_sandbox
from tests.connectors.microsoft.workshop import MicrosoftWorkshop

NOW = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with run_sandbox("--microsoft-port", "0", "--scenario", "none", "--no-quota", "--now", NOW.isoformat()) as running:
        yield running


@pytest.fixture
def workshop(sandbox: Sandbox) -> MicrosoftWorkshop:
    made = MicrosoftWorkshop(sandbox)
    made.begin_afresh(NOW)
    return made
