"""What a running Warmthread holds, but for what its own rounds write all day: to say that somebody changed nothing."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TypeVar

from tests.rows import Rows
from tests.security.house import House

Case = TypeVar("Case")
QUICK = 2
"""Cases of each family in `make test`."""
_TICKING = (
    *("seen_at", "updated_at", "next_due", "lease_owner", "lease_epoch", "lease_until", "last_success_at"),
    *("caught_up_at", "discovered_at"),
)
_ROUNDS = ("leases", "allowances", "cursors", "readings", "events", "chosen_calendars")


def still(house: House, *aside: str) -> dict[str, Rows]:
    """Every row, without those tables and without what the program's own rounds write."""
    found = house.everything(leave_out=_TICKING)
    return {table: rows for table, rows in found.items() if table not in {*_ROUNDS, *aside}}


def picked(cases: Mapping[str, Case], *, is_whole: bool) -> dict[str, Case]:
    """All of them, or the first few."""
    return dict(cases) if is_whole else dict(islice(cases.items(), QUICK))
