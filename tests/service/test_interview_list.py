"""The list: every word finds, every filter filters, paged in the database with as many queries for ten as for thousands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from service.context import Context
from service.folding import fold
from service.interview_list import PAGE, Filters, Page, counts, filters, page
from service.schema import Contact, Interview

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def add(context: Context, number: int, person_id: str = "per_alice", **more: Any) -> None:
    with context.database.writing(person_id, "test") as session:
        session.add(interview(number, person_id, **more))


def interview(number: int, person_id: str = "per_alice", **more: Any) -> Interview:
    start = NOW - number * DAY
    fields: dict[str, Any] = {
        "title": f"Talk {number}",
        "status": "held",
        "start": start,
        "end": start + timedelta(minutes=30),
    } | more
    fields.setdefault("search_text", fold(fields["title"]))
    return Interview(
        id=f"int_{person_id}_{number}", person_id=person_id, meeting=f"m{number}|master", band="log",
        classification="informational", first_seen_at=NOW, updated_at=NOW, **fields,
    )  # fmt: skip


def found(context: Context, /, number: int = 1, **wanted: Any) -> Page:
    with context.database.reading() as session:
        return page(session, "per_alice", filters(**wanted), NOW, number)


def titles(context: Context, **wanted: Any) -> list[str]:
    return [row.title for row in found(context, **wanted).rows]


@contextmanager
def queries(context: Context) -> Iterator[list[str]]:
    told: list[str] = []

    def tell(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        told.append(statement)

    event.listen(context.database.engine, "before_cursor_execute", tell)
    yield told
    event.remove(context.database.engine, "before_cursor_execute", tell)


# --- searching --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["zoë", "ZOE", "  zoe  okafor ", "okafor zoë", "GROSSER", "größer", "łukasz", "100%", "a_b"]
)
def test_case_accents_and_order_of_words_do_not_matter(context_on_both: Context, text: str) -> None:
    add(context_on_both, 1, title="Zoë Okafor GRÖẞER Łukasz 100% a_b")
    add(context_on_both, 2, title="Somebody else 100 axb")
    assert len(titles(context_on_both, text=text)) == 1


@pytest.mark.parametrize("text", ["%", "_", "'; DROP TABLE interviews; --", "zoe nobody"])
def test_signs_that_mean_something_to_a_database_are_only_signs(context_on_both: Context, text: str) -> None:
    add(context_on_both, 1, title="Zoë Okafor")
    assert titles(context_on_both, text=text) == []


def test_a_contact_is_found_by_what_they_are_called_now(context: Context) -> None:
    add(context, 1, contact_id="con_1")
    with context.database.writing("per_alice", "test") as session:
        session.add(
            Contact(
                id="con_1", person_id="per_alice", name="Øystein Næss", organisation="Kyst AS", data={}, created_at=NOW
            )
        )
    for text in ("oystein", "naess", "KYST", "talk naess"):
        assert titles(context, text=text) == ["Talk 1"]
    (row,) = found(context).rows
    assert (row.name, row.organisation) == ("Øystein Næss", "Kyst AS")


# --- filters ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def month(context_on_both: Context) -> Context:
    add(context_on_both, -5, title="coming", status="accepted")
    add(context_on_both, -2, title="soon", status="invited", role="host")
    add(context_on_both, 1, title="thanked", thanked_at=NOW)
    add(context_on_both, 2, title="unthanked")
    add(context_on_both, 3, title="asked", status="proposed")
    add(context_on_both, 4, title="left", status="not_logged")
    add(context_on_both, 400, title="old", status="cancelled")
    add(context_on_both, 5, title="linked", same_as="int_per_alice_2")
    add(context_on_both, 1, "per_bob", title="bobs")
    return context_on_both


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["coming", "soon", "thanked", "unthanked", "asked", "old"]),
        ({"show": "upcoming"}, ["soon", "coming"]),
        ({"show": "past"}, ["thanked", "unthanked", "asked", "old"]),
        ({"show": "unthanked"}, ["unthanked"]),
        ({"show": "proposed"}, ["asked"]),
        ({"show": "left_out"}, ["left"]),
        ({"status": "cancelled"}, ["old"]),
        ({"role": "host"}, ["soon"]),
        ({"year": "2025"}, ["old"]),
        ({"person": "con_of_nobody"}, []),
        ({"show": "nonsense", "status": "<b>", "role": "x", "year": "²"}, ["coming", "soon", "thanked", "unthanked", "asked", "old"]),
    ],
)  # fmt: skip
def test_every_filter_shows_what_it_names(month: Context, wanted: dict[str, str], expected: list[str]) -> None:
    assert titles(month, **wanted) == expected


def test_each_heading_is_counted_under_the_same_search(month: Context) -> None:
    with month.database.reading() as session:
        everything = counts(session, "per_alice", Filters(), NOW)
        some = counts(session, "per_alice", filters(text="thanked", show="left_out"), NOW)
        nobody = counts(session, "per_charlie", Filters(), NOW)
    assert everything.by_show == {"": 6, "upcoming": 2, "past": 4, "unthanked": 1, "proposed": 1, "left_out": 1}
    assert everything.years == (2026, 2025)
    assert some.by_show == {"": 2, "upcoming": 0, "past": 2, "unthanked": 1, "proposed": 0, "left_out": 0}
    assert (set(nobody.by_show.values()), nobody.years) == ({0}, ())


def test_a_merged_contacts_interviews_are_found_under_the_one_that_stays(context: Context) -> None:
    add(context, 1, contact_id="con_1")
    add(context, 2, contact_id="con_2")
    with context.database.writing("per_alice", "test") as session:
        session.add(Contact(id="con_1", person_id="per_alice", merged_into="con_2", data={}, created_at=NOW))
    assert titles(context, person="con_2") == ["Talk 1", "Talk 2"]


# --- pages --------------------------------------------------------------------------------------------------------------


def test_pages_follow_each_other_without_gap_or_repetition(context: Context) -> None:
    with context.database.writing("per_alice", "test") as session:
        session.add_all(interview(number, start=NOW) for number in range(PAGE * 2 + 1))
    shown = [row.id for number in (1, 2, 3) for row in found(context, number).rows]
    assert len(set(shown)) == len(shown) == PAGE * 2 + 1
    for number in (0, -7, 99):
        assert found(context, number).number == (1 if number < 1 else 3)


def test_two_thousand_take_as_many_queries_as_ten(context_on_both: Context) -> None:
    def look() -> list[str]:
        with queries(context_on_both) as told, context_on_both.database.reading() as session:
            page(session, "per_alice", filters(text="talk"), NOW)
            counts(session, "per_alice", filters(text="talk"), NOW)
        return told

    for number in range(10):
        add(context_on_both, number)
    few = look()
    with context_on_both.database.writing("per_alice", "test") as session:
        session.add_all(interview(number, contact_id=f"con_{number % 500}") for number in range(10, 2000))
        session.add_all(
            Contact(id=f"con_{number}", person_id="per_alice", name=f"Talk Person {number}", data={}, created_at=NOW)
            for number in range(500)
        )
    assert len(look()) == len(few) <= 7
