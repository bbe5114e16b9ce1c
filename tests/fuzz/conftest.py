"""How long each of the tests here invents inputs, and where what breaks is kept."""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.service.web.conftest import installed, web

__all__ = ("installed", "web")

FOUND = Path(__file__).parent / "found"
KINDS = 6
"""Tests here that invent for as long as they may."""
_QUICK = 10.0
"""Seconds of the processor for each in `make test`."""
Fuzz = Callable[[str, Callable[[Any], None], st.SearchStrategy[Any]], int]


def seconds_each() -> float:
    """FUZZ_SECONDS is how long all of them may take, however many work at once."""
    told = float(os.environ.get("FUZZ_SECONDS", "0"))
    return told * int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) / KINDS if told else _QUICK


def keep(kind: str, invented: Any, folder: Path = FOUND) -> Path:
    """Writes down what broke a reader, for `test_found.py` to read from now on."""
    raw = invented if isinstance(invented, bytes) else repr(invented).encode()
    path = folder / f"{kind}-{hashlib.sha256(raw).hexdigest()[:12]}"
    path.write_bytes(raw)
    return path


def is_form(path: Path) -> bool:
    """Whether this broke a page, which needs a Warmthread to be asked again, and not a reader."""
    return path.name.startswith("form-")


def invent(
    kind: str, read: Callable[[Any], None], inputs: st.SearchStrategy[Any], seconds: float, folder: Path = FOUND
) -> int:
    """Invents inputs for so many seconds of the processor, and says how many. What breaks is made small and kept."""
    count = 0
    broken: list[Any] = []

    @settings(
        max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink), print_blob=False,
    )  # fmt: skip
    @given(inputs)
    def once(one: Any) -> None:
        nonlocal count
        count += 1
        try:
            read(one)
        except Exception:
            broken[:] = [one]
            raise

    # The quick part invents the same inputs each time, the long one others.
    first = random.SystemRandom().getrandbits(32) if os.environ.get("FUZZ_SECONDS") else 0
    begun = time.process_time()
    round_ = 0
    try:
        while round_ == 0 or time.process_time() - begun < seconds:
            seed(first + round_)(once)()
            round_ += 1
    finally:
        if broken:
            keep(kind, broken[-1], folder)
    return count


@pytest.fixture
def fuzz() -> Fuzz:
    """Invents inputs for a reader for as long as this run allows; says how many."""

    def for_so_long(kind: str, read: Callable[[Any], None], inputs: st.SearchStrategy[Any]) -> int:
        return invent(kind, read, inputs, seconds_each())

    return for_so_long
