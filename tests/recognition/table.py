"""The rows of `make eval`: what was measured, the figure, the bar it has to reach, and whether it does."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

AIM = "aim"
_Z = 1.959964
"""Normal quantile of a 95% interval."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure. A row without a bar informs only; one with an aim of our own is shown, and holds nothing up."""

    section: str
    what: str
    figure: str
    bar: str = ""
    is_met: bool = True


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95% interval of a share after Wilson (1927), which stays honest near 0 and 1; (0, 1) without cases."""
    if not total:
        return (0.0, 1.0)
    share, spread = hits / total, _Z**2 / total
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    return (max(0.0, middle - half), min(1.0, middle + half))


def share(hits: int, total: int) -> str:
    """A share as people read it: "38/40 = 0.950 (0.835 to 0.986)"."""
    low, high = wilson(hits, total)
    return f"{hits}/{total} = {hits / total if total else 0:.3f} ({low:.3f} to {high:.3f})"


def show(rows: Iterable[Row]) -> bool:
    """Prints the table; whether every bar is met."""
    table = Table("", "measured", "figure", "bar", "", title="Recognition and drafts")
    found = list(rows)
    before = ""
    for row in found:
        verdict = "" if not row.bar else "met" if row.is_met else "below" if row.bar.startswith(AIM) else "MISSED"
        table.add_row(row.section if row.section != before else "", row.what, row.figure, row.bar, verdict)
        before = row.section
    Console(width=150).print(table)
    return all(row.is_met or row.bar.startswith(AIM) for row in found)
