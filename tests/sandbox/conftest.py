"""One sandbox process for the whole run, begun anew for every test: an empty mailbox of alex@example.com on a fixed morning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from infra.sandbox.process import Sandbox, run_sandbox
from tests.sandbox import clients

NOW = "2026-11-02T08:00:00+00:00"


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[Sandbox]:
    with run_sandbox("--now", NOW, "--seed", "7") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(sandbox_process: Sandbox) -> Sandbox:
    sandbox_process.control.reset()
    return sandbox_process


@pytest.fixture
def gmail(sandbox: Sandbox) -> Any:
    return clients.gmail(sandbox)


@pytest.fixture
def calendar(sandbox: Sandbox) -> Any:
    return clients.calendar(sandbox)
