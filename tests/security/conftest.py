"""What tests of safety and privacy may ask for: the one house that they share, and whether this is the full run
(`make security`, WHOLE_SECURITY=1) or the quick part in `make test`. What was counted is said with `verdict`
(tests/verdicts.py).
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.security.house import House, raised_house


@pytest.fixture(scope="session")
def is_whole() -> bool:
    """Whether this is the full run, with the counts that are promised."""
    return bool(os.environ.get("WHOLE_SECURITY"))


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One `warmthread run` at a sandbox Google that all tests of a worker share: bring names of your own, leave it able
    to work, and ask for nothing about how many there are of anything. Who erases or breaks it raises one of his own.
    """
    with raised_house(tmp_path_factory.mktemp("house")) as raised:
        yield raised
