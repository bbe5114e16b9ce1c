"""Keeps in few letters which times of a series were told, so that those it no longer has can be called off.

A calendar server tells of a series only that it changed, never what it was before. Its times repeat at a few distances,
so that they are written as the first one and, run by run, how far apart and how many: a weekly year takes forty letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby, pairwise

LONGEST = 4_000
"""Letters. A series that takes more is not remembered time by time."""

_CODE = re.compile(r"(-?\d{1,11})((?:,\d{1,11}x\d{1,5})*)", re.ASCII)
_MOST = 20_000


def coded(times: Iterable[datetime]) -> str:
    """These times in letters, "" where they would take too many."""
    seconds = sorted({int(moment.timestamp()) for moment in times})
    if not seconds:
        return "-"
    steps = groupby(later - earlier for earlier, later in pairwise(seconds))
    text = ",".join([str(seconds[0]), *(f"{step}x{sum(1 for _ in run)}" for step, run in steps)])
    return text if len(text) <= LONGEST else ""


def decoded(text: str) -> frozenset[datetime]:
    """The times that `coded` wrote; none for anything else."""
    match = _CODE.fullmatch(text)
    try:
        return frozenset(_times(int(match[1]), match[2])) if match else frozenset()
    except (ValueError, OverflowError):
        return frozenset()


def _times(first: int, runs: str) -> Iterator[datetime]:
    second, left = first, _MOST
    yield datetime.fromtimestamp(second, UTC)
    for run in filter(None, runs.split(",")):
        step, _, count = run.partition("x")
        for _ in range(min(int(count), left)):
            second += int(step)
            yield datetime.fromtimestamp(second, UTC)
        left -= min(int(count), left)
