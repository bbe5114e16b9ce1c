"""A person's account at the sandbox's Google, whose own counts say what was asked and what it cost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.sandbox.process import Sandbox, run_sandbox
from service.context import Context
from tests.conftest import NOW
from tests.service.sandboxed import Desk, connect


@pytest.fixture(scope="module")
def _sandbox() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none", "--now", NOW.isoformat()) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_sandbox: Sandbox) -> Sandbox:
    _sandbox.control.reset()
    return _sandbox


@pytest.fixture
def desk(sandbox: Sandbox, empty_context: Context) -> Desk:
    return connect(sandbox, empty_context)


@pytest.fixture
def desk_on_both(sandbox: Sandbox, context_on_both: Context) -> Desk:
    return connect(sandbox, context_on_both)
