"""A Google and a Microsoft at once; each test runs at both, unless it says that it does not matter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.sandbox.process import Sandbox, run_sandbox
from service.context import Context
from tests.conftest import NOW
from tests.service.office import Office, open_office


@pytest.fixture(scope="package")
def both() -> Iterator[Sandbox]:
    ports = ("--google-port", "0", "--microsoft-port", "0")
    with run_sandbox(*ports, "--scenario", "none", "--now", NOW.isoformat()) as sandbox:
        yield sandbox


@pytest.fixture(params=["google", "microsoft"])
def provider(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def office(both: Sandbox, empty_context: Context, provider: str) -> Office:
    return open_office(both, empty_context, provider)
