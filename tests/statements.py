"""Counts what a database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from service.context import Context


@contextmanager
def counting(context: Context) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    seen: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(context.database.engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(context.database.engine, "before_cursor_execute", count)
