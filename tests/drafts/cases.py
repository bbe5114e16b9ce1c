"""Worked cases played through the real pipeline and judged whole: action, record, recipients, threads, text, time.

The cases of `cases/` were written by people who saw none of the rules; which of them were looked at while rules were
made stands in their set's name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from service.simulation import simulate
from tests.recognition.table import Row, share
from tests.service.drafting.judge import judge
from workers.runner import Runner

Case = dict[str, Any]

SHARED = Path(__file__).resolve().parents[3] / "shared" / "draft-cases"
OWN = Path(__file__).parent / "cases"
SETS = ("worked", "tuned", "checked", "untouched")
BARS = {"worked": 1.0}
"""Share of whole cases that must pass; a set without one is shown as it is."""


@cache
def lists() -> Mapping[str, Any]:
    """The word lists that the cases' authors wrote for the judge."""
    found: Mapping[str, Any] = _read(SHARED / "lists.json")
    return found


def cases(name: str) -> list[Case]:
    """The cases of one set; skips with a sentence where they lie outside this checkout and are not there."""
    if name == "worked":
        return list(_read(SHARED / "cases.json")["cases"])
    return [case for path in sorted(OWN.glob(f"{name}_*.json")) for case in _read(path)["cases"]]


def _read(path: Path) -> Any:
    if not path.is_file():
        pytest.skip(f"{path.name} lies outside this repository, in ../shared/draft-cases; it is not here.")
    return json.loads(path.read_text(encoding="utf-8"))


def judged(found: Iterable[Case]) -> dict[str, list[str]]:
    """What every case breaks, by its id; nothing = passed whole."""
    return {case["id"]: judge(case, simulate(case, Runner), lists()) for case in found}


def rows() -> list[Row]:
    """One row for each set, and one for each kind of failure of what was not looked at."""
    return [row for name in SETS if (row := _row(name)) is not None]


def _row(name: str) -> Row | None:
    results = judged(cases(name))
    if not results:
        return None
    passed, bar = sum(not failures for failures in results.values()), BARS.get(name)
    told = f"at least {bar:.0%}" if bar else ""
    is_met = bar is None or passed >= bar * len(results)
    return Row("drafts", f"whole cases, {name}: {_rules(results.values())}", share(passed, len(results)), told, is_met)


def _rules(found: Iterable[Sequence[str]]) -> str:
    """The rules that failed in how many cases: "R10 2, R14 1"."""
    counted: dict[str, int] = {}
    for failures in found:
        for rule in sorted({failure.split(" ", 1)[0] for failure in failures}):
            counted[rule] = counted.get(rule, 0) + 1
    return ", ".join(f"{rule} {number}" for rule, number in sorted(counted.items())) or "none failed"
