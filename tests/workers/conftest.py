"""A connected account with the workers around it, on either broker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from infra.sandbox.process import Sandbox, run_sandbox
from service.context import Context
from tests.conftest import NOW
from tests.service.sandboxed import Desk, connect


@pytest.fixture(scope="package")
def _sandbox() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none", "--now", NOW.isoformat()) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_sandbox: Sandbox) -> Sandbox:
    _sandbox.control.reset()
    return _sandbox


@pytest.fixture
def desk(sandbox: Sandbox, empty_context: Context) -> Desk:
    """With the queue inside this process."""
    return connect(sandbox, empty_context)


@pytest.fixture(params=["in-process", "redis"])
def desk_on_both_brokers(request: pytest.FixtureRequest, sandbox: Sandbox, empty_context: Context) -> Desk:
    """Once with the queue inside this process, once with Redis."""
    if request.param == "in-process":
        return connect(sandbox, empty_context)
    return connect(sandbox, empty_context, redis_url=SecretStr(request.getfixturevalue("redis_url")))
