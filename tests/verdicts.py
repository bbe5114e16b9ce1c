"""What the long runs showed: a test says with `verdict` in a sentence what it counted, and all of them are printed as they
come and once more at the end. tests/conftest.py makes it known to every test.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

Verdict = Callable[[str], None]
RUNS = {"WHOLE_CHAOS": "chaos", "WHOLE_SECURITY": "security"}
"""The long runs, by the variable that asks for one."""
_told: list[str] = []


@pytest.fixture
def verdict(record_property: Callable[[str, object], None]) -> Verdict:
    """Says in a sentence with figures what was tried and what came out; printed also by workers of xdist."""

    def tell(sentence: str) -> None:
        record_property("verdict", sentence)

    return tell


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Prints what a test has just said."""
    if report.when != "call":
        return
    for name, sentence in report.user_properties:
        if name == "verdict":
            _told.append(f"{report.outcome}: {sentence}")
            print(f"\n{_told[-1]}", flush=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints all of it after a long run."""
    asked = [name for variable, name in RUNS.items() if os.environ.get(variable)]
    if _told and asked:
        terminalreporter.section(f"what {' and '.join(asked)} showed")
        for line in _told:
            terminalreporter.write_line(line)
