"""One sandbox Microsoft for the whole run, begun anew for every test: an empty mailbox of alex@example.com on a fixed morning."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from infra.sandbox.process import Sandbox, run_sandbox
from tests.sandbox.conftest import NOW
from tests.sandbox.microsoft import clients
from tests.sandbox.microsoft.clients import Graph


@pytest.fixture(scope="session")
def microsoft_process() -> Iterator[Sandbox]:
    with run_sandbox("--microsoft-port", "0", "--now", NOW, "--seed", "7") as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def line(microsoft_process: Sandbox) -> Iterator[httpx2.Client]:
    """One kept connection: a handshake for every test would cost more than the test."""
    with clients.http(microsoft_process) as made:
        yield made


@pytest.fixture
def sandbox(microsoft_process: Sandbox) -> Sandbox:
    microsoft_process.control.reset()
    return microsoft_process


@pytest.fixture
def graph(sandbox: Sandbox, line: httpx2.Client) -> Graph:
    return clients.graph(sandbox, line=line)
