"""What many tests of a file begin with is played once for each database and then put there as rows: matching a dozen
mails takes half a second, and inserting what came of them a few milliseconds. That stories may be told so leans on one
vault for all tests of a process (`tests.conftest.settings_for`), since sealed columns are copied as they are.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Table, and_, func, insert, select, text, update

from service.context import Context
from service.schema import Base
from tests.service.mailroom import Mailroom

Key = tuple[Any, ...]
State = dict[str, dict[Key, dict[str, Any]]]
"""By table and primary key: every row."""
Story = Callable[[Context], Mailroom]

_PLAYED: dict[tuple[Story, str], tuple[Mailroom, State, State]] = {}
"""By story and database: the desk it left, what it added, and what it changed."""


def played_once(story: Story, context: Context) -> Mailroom:
    """The desk as `story` leaves it, in this database; it is told anew only if it was not told on such a one before.

    A story begins where its fixture always begins, depends on nothing that differs from test to test, and takes no
    row away; the last is checked.
    """
    told = (story, context.database.engine.dialect.name)
    if told not in _PLAYED:
        before = _state(context)
        room = story(context)
        after = _state(context)
        _PLAYED[told] = (room, *_difference(before, after))
        return room
    room, added, changed = _PLAYED[told]
    with context.database.writing(room.person_id, "test") as session:
        _put(session.connection(), added, changed)
    again = copy.copy(room)
    again.context = context
    again.accounts = dict(room.accounts)
    return again


def _state(context: Context) -> State:
    with context.database.reading() as session:
        return {
            name: {_key(table, row): row for row in map(dict, session.execute(select(table)).mappings())}
            for name, table in Base.metadata.tables.items()
        }


def _key(table: Table, row: dict[str, Any]) -> Key:
    return tuple(row[column.name] for column in table.primary_key)


def _difference(before: State, after: State) -> tuple[State, State]:
    added, changed = {}, {}
    for name, rows in after.items():
        old = before[name]
        assert old.keys() <= rows.keys(), f"the story takes rows of {name} away: it cannot be told as rows"
        added[name] = {key: row for key, row in rows.items() if key not in old}
        changed[name] = {key: row for key, row in rows.items() if key in old and old[key] != row}
    return added, changed


def _put(connection: Connection, added: State, changed: State) -> None:
    """Rows that point at one another within a table may come in any order: they are all there at the end."""
    is_sqlite = connection.dialect.name == "sqlite"
    how = "PRAGMA defer_foreign_keys=ON" if is_sqlite else "SET LOCAL session_replication_role = replica"
    connection.execute(text(how))
    for table in Base.metadata.sorted_tables:
        if rows := list(added[table.name].values()):
            connection.execute(insert(table), rows)
            if not is_sqlite:
                _count_on(connection, table)
        for key, row in changed[table.name].items():
            is_it = and_(*(column == value for column, value in zip(table.primary_key, key, strict=True)))
            connection.execute(update(table).where(is_it).values(row))


def _count_on(connection: Connection, table: Table) -> None:
    """SQLite numbers the next row after the highest there is; Postgres has to be told."""
    column = table.autoincrement_column
    if column is not None:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(select(func.setval(sequence, select(func.max(column)).scalar_subquery())))
