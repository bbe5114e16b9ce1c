"""What a database holds, as plain values: for tests that say that nothing changed, or that two ways end in the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from service.context import Context
from service.schema import Base

Rows = list[dict[str, Any]]
VISIBLE = ("interviews", "contacts", "identities", "observations", "tasks", "alerts", "follow_ups")


def rows(context: Context, table: str, *, leave_out: Iterable[str] = ()) -> Rows:
    """Every row of that table, in a fixed order, without some columns."""
    source = Base.metadata.tables[table]
    columns = [column for column in source.columns if column.name not in set(leave_out)]
    with context.database.reading() as session:
        found = [dict(row._mapping) for row in session.execute(select(*columns))]
    return _ordered(found)


def _ordered(found: Rows) -> Rows:
    return sorted(found, key=lambda row: json.dumps(row, default=str, sort_keys=True))


def everything(context: Context, *, leave_out: Iterable[str] = ()) -> dict[str, Rows]:
    """Every row of every table."""
    return {name: rows(context, name, leave_out=leave_out) for name in Base.metadata.tables}


def visible(context: Context, *, leave_out: Iterable[str] = ()) -> dict[str, Rows]:
    """What a person sees of their interviews: what was resolved, ended or withdrawn on the way depends on the way."""
    found = {table: rows(context, table, leave_out=leave_out) for table in VISIBLE}
    found["alerts"] = [row for row in found["alerts"] if row["resolved_at"] is None]
    found["tasks"] = [row for row in found["tasks"] if row["done_at"] is None]
    found["follow_ups"] = [row for row in found["follow_ups"] if row["state"] != "withdrawn"]
    for row in found["interviews"]:
        row["data"] = {name: value for name, value in row["data"].items() if name != "ended_tasks"}
    # Only now: what was left out must not decide the order either.
    return {table: _ordered(kept) for table, kept in found.items()}
