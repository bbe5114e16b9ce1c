"""Every row belongs to somebody, what is private is sealed, and the same thing gets the same id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, DateTime, LargeBinary, Table, UniqueConstraint

from service.database import UtcDateTime
from service.schema import Base, derived_id, new_id

TABLES = Base.metadata.sorted_tables
COLUMNS = [column for table in TABLES for column in table.columns]
OWNERLESS = {"persons", "leases"}
FEW_ROWS = {"introductions": {"introducer_id"}}
"""Foreign keys of tables so small that reading them whole costs nothing."""
PARTS = st.text(st.characters(exclude_characters="\x1f", codec="utf-8"))


@pytest.mark.parametrize("table", [table for table in TABLES if table.name not in OWNERLESS], ids=str)
def test_every_row_belongs_to_a_person_and_goes_with_that_person(table: Table) -> None:
    owner = table.columns["person_id"]
    assert not owner.nullable
    (to_person,) = owner.foreign_keys
    assert to_person.column.table.name == "persons"
    assert to_person.ondelete == "CASCADE"


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_nothing_points_at_a_row_that_could_not_be_erased(table: Table) -> None:
    for key in table.foreign_keys:
        assert key.ondelete == "CASCADE", f"{key.parent} would stop an erasure"


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_an_erasure_reads_no_table_from_end_to_end(table: Table) -> None:
    """A foreign key without an index that starts with it is looked up by reading every row."""
    groups: list[Iterable[Column[Any]]] = [table.primary_key.columns]
    groups += [rule.columns for rule in table.constraints if isinstance(rule, UniqueConstraint)]
    groups += [index.columns for index in table.indexes]
    led = {next(iter(columns)).name for columns in groups}
    assert {key.parent.name for key in table.foreign_keys} - led <= FEW_ROWS.get(table.name, set())


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_a_column_is_sealed_if_and_only_if_it_holds_bytes(column: Column[object]) -> None:
    assert column.name.endswith("sealed") == isinstance(column.type, LargeBinary)


def test_no_column_keeps_a_naive_time() -> None:
    assert [str(column) for column in COLUMNS if isinstance(column.type, DateTime)] == []
    assert any(isinstance(column.type, UtcDateTime) for column in COLUMNS)


@given(PARTS, PARTS, PARTS)
def test_the_same_parts_give_the_same_id_and_no_other_split_does(one: str, two: str, three: str) -> None:
    assert derived_id("msg", one, two) == derived_id("msg", one, two)
    if two:
        assert derived_id("msg", one, two) != derived_id("msg", one + two)
    if two != three:
        assert derived_id("msg", one, two) != derived_id("msg", one, three)


def test_ids_tell_what_they_are_of() -> None:
    assert derived_id("msg", "a").startswith("msg_")
    assert new_id("drf").startswith("drf_")


def test_fresh_ids_do_not_repeat() -> None:
    assert len({new_id("drf") for _ in range(1000)}) == 1000
