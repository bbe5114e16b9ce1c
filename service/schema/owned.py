"""Which tables hold one person's rows, and how much of each person lies in them: what is taken out, counted and erased
is named here and nowhere else, so that a new table cannot be forgotten.

Leases are the only rows that are nobody's: they say which process does what.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from service.schema.moving import Lease
from service.schema.table import Base
from service.schema.who import Person

NOBODYS = frozenset({Lease.__tablename__})
"""Tables whose rows belong to no person."""


@cache
def owned_tables() -> tuple[Table, ...]:
    """Every table with rows of a person, `persons` first, each after those that it points at.

    Emptied from the end and filled from the beginning, no row ever points at nothing.
    """
    return tuple(table for table in Base.metadata.sorted_tables if table.name not in NOBODYS)


def owned_by(table: Table, person_id: str) -> ColumnElement[bool]:
    """The condition for the rows of `table` that are this person's."""
    column = table.c.id if table.name == Person.__tablename__ else table.c.person_id
    return column == person_id


def counts(session: Session, person_id: str) -> dict[str, int]:
    """How many rows each table holds of this person, by table name in that order; 0 for those without any."""
    return {
        table.name: session.scalar(select(func.count()).select_from(table).where(owned_by(table, person_id))) or 0
        for table in owned_tables()
    }
