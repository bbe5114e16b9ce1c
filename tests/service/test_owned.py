"""No table is forgotten where all of a person's rows are meant, and no row counts for somebody else."""

from __future__ import annotations

from sqlalchemy import delete

from service.context import Context
from service.schema import Base, Lease, OwnAddress
from service.schema.owned import counts, owned_by, owned_tables


def test_every_table_is_somebodys_except_the_leases() -> None:
    assert {table.name for table in owned_tables()} == set(Base.metadata.tables) - {Lease.__tablename__}


def test_tables_stand_after_those_that_they_point_at() -> None:
    names = [table.name for table in owned_tables()]
    for table in owned_tables():
        for key in table.foreign_keys:
            assert names.index(key.column.table.name) < names.index(table.name)


def test_rows_are_counted_for_one_person_alone(context: Context, alice: str, bob: str) -> None:
    with context.database.writing(alice) as session:
        session.add(OwnAddress(person_id=alice, key="alice@second.example", email="alice@second.example"))
    with context.database.reading() as session:
        of_alice, of_bob = counts(session, alice), counts(session, bob)
    assert of_alice["persons"] == of_bob["persons"] == 1
    assert of_alice["own_addresses"] == of_bob["own_addresses"] + 1
    assert list(of_alice) == [table.name for table in owned_tables()]


def test_the_condition_names_one_persons_rows(context: Context, alice: str, bob: str) -> None:
    with context.database.writing(alice) as session:
        for table in reversed(owned_tables()):
            session.execute(delete(table).where(owned_by(table, alice)))
    with context.database.reading() as session:
        assert set(counts(session, alice).values()) == {0}
        assert counts(session, bob)["persons"] == 1
