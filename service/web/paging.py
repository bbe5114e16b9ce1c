"""Where one page of a long list stands among all, as the component `pages` shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paging:
    """Which of how many are shown, and the addresses before and after ("" = none)."""

    first: int
    last: int
    total: int
    earlier: str
    later: str


def paged(number: int, size: int, shown: int, total: int, address: Callable[[int], str]) -> Paging:
    """Page `number` (from 1) of pages of `size`, on which `shown` of `total` rows stand; `address` leads to a page."""
    before = (number - 1) * size
    last = before + shown
    return Paging(
        before + 1, last, total, address(number - 1) if number > 1 else "", address(number + 1) if last < total else ""
    )
