"""What tests of safety and privacy may ask for: the one house that they share, and whether this is the full run
(`make security`, WHOLE_SECURITY=1) or the quick part in `make test-house` (what needs no house: `make test`). What was
counted is said with `verdict` (tests/verdicts.py).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.house import House, raised_house
from tests.servers.model import Reply, ScriptedModel, scripted_model

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What lives in the house goes one after the other, in one process: there is one house, and it takes its time."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if HERE in item.path.parents and ("house" in names or item.path.parent.name == "ps"):
            item.add_marker("house")


@pytest.fixture(scope="session")
def is_whole() -> bool:
    """Whether this is the full run, with the counts that are promised."""
    return bool(os.environ.get("WHOLE_SECURITY"))


@pytest.fixture(scope="session")
def model() -> Iterator[ScriptedModel]:
    """A language model that is set up in the house; nobody agreed to it (a test that does takes it back)."""
    with scripted_model(lambda _: Reply(status=500)) as server:
        yield server


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, model: ScriptedModel) -> Iterator[House]:
    """One `warmthread run` at a sandbox Google that all tests of a worker share: bring names of your own, leave it able
    to work, and ask for nothing about how many there are of anything. Who erases or breaks it raises one of his own.
    """
    more = {"WARMTHREAD_LLM_URL": model.url, "WARMTHREAD_LLM_MODEL": "tiny"}
    with raised_house(tmp_path_factory.mktemp("house"), more) as raised:
        yield raised
