"""Two people on one Warmthread, with equal contacts: whatever one asks for with the other's ids, by the functions
themselves or by HTTP, tells nothing and changes nothing. Where a query asks no more whose a row is, this is seen.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import select, update

from infra.pages import routes_of
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.schema import BrowserSession, Draft, Identity, Person, Quarantined
from service.schema.owned import owned_tables
from service.web.app import build_app
from tests.security.crossing import MARK, Crossing, Door, can_be_called, crossings, doors, hole, rows_of
from tests.service.filled import fill
from tests.service.web.conftest import ORIGIN, Browser, browser

SERVICE = Path(__file__).resolve().parents[2] / "service"
A, B = "per_alice", LOCAL_PERSON
EVERY = 7
"""In `make test` so many-th of the functions and tables is tried."""
NOT_CALLED = {"service.proving.prove"}
"""It is handed an open connection to a provider, which belongs to the account that it was opened for."""
SEEN = {
    "accounts", "asks", "contacts", "corrections", "drafts", "exclusions", "file_imports", "interviews", "mailbox_drafts",
    "notes", "observations", "pointers", "quarantine", "tasks",
}  # fmt: skip
"""A hole in the queries of each of these tables is noticed by the crawl; of the others a row alone opens nothing."""
LEAST_DOORS = 110


@pytest.fixture
def two(empty_context: Context) -> Context:
    """Both with rows in every table, the same people among them; A's texts are marked."""
    for person, mark in ((A, MARK), (B, "zqbob")):
        with empty_context.database.writing(person) as session:
            session.add(Person(id=person, name=f"{mark} Example", created_at=empty_context.clock()))
        fill(empty_context, person, mark=mark)
        _ready(empty_context, person)
    return empty_context


def _ready(context: Context, person: str) -> None:
    """The contacts that both have, and rows in a state in which something can be done with them."""
    with context.database.writing(person) as session:
        keys = session.scalars(select(Identity.key).where(Identity.person_id == person).order_by(Identity.key)).all()
        for number, key in enumerate(keys):
            same = {"key": f"ann{number}@poe.example", "email": f"ann{number}@poe.example"}
            session.execute(update(Identity).where(Identity.person_id == person, Identity.key == key).values(same))
        session.execute(update(Draft).where(Draft.person_id == person).values(state="needs_review"))
        session.execute(update(Quarantined).where(Quarantined.person_id == person).values(kind="is_not_interview"))


def test_no_function_tells_or_changes_anything_for_somebody_elses_ids(
    two: Context, is_whole: bool, verdict: Callable[[str], None]
) -> None:
    found = doors()
    assert len(found) >= LEAST_DOORS
    assert {door.name for door in found if not can_be_called(two, door)} == NOT_CALLED
    tried = [door for door in found if door.name not in NOT_CALLED][:: 1 if is_whole else EVERY]
    assert [one for door in tried for one in crossings(two, door, B, A)] == []
    verdict(f"Two people: {len(tried)} functions were called with another person's ids; 0 told or changed anything.")


def test_a_query_that_does_not_ask_whose_a_row_is_is_noticed(
    two: Context, is_whole: bool, verdict: Callable[[str], None]
) -> None:
    found = doors()
    tables = sorted(SEEN)[:: 1 if is_whole else EVERY]
    for table in tables:
        with hole(two, table, B):
            assert any(_crossed(two, table, found)), f"nobody notices that {table} are everybody's"
    verdict(f"Two people: a hole planted in the queries of {len(tables)} tables was found in each.")


def _crossed(context: Context, table: str, found: list[Door]) -> list[Crossing]:
    for door in found:
        if table in door.tables and door.name not in NOT_CALLED and (told := list(crossings(context, door, B, A))):
            return told
    return []


# --- by HTTP ------------------------------------------------------------------------------------------------------


def test_no_address_of_somebody_else_tells_or_changes_anything(
    two: Context, is_whole: bool, verdict: Callable[[str], None]
) -> None:
    before = rows_of(two, A)
    asked = ask_for_everything(browser(two), two, every=1 if is_whole else 60)
    assert [path for path, text in asked if MARK in text] == []
    assert rows_of(two, A) == before
    verdict(f"Two people: {len(asked)} requests for another person's rows; 0 showed or changed anything.")


def test_a_page_that_does_not_ask_whose_a_row_is_is_noticed(two: Context) -> None:
    web = browser(two)
    with ExitStack() as holes:
        for table in owned_tables()[1:]:
            if table.name != BrowserSession.__tablename__:
                holes.enter_context(hole(two, table.name, B))
        asked = ask_for_everything(web, two, every=1, only="/people/{contact_id}", method="GET")
    assert [path for path, text in asked if MARK in text] != []


def ask_for_everything(
    web: Browser, context: Context, *, every: int, only: str = "", method: str = ""
) -> list[tuple[str, str]]:
    """Every method of every route, with one id of each of A's tables in its address; what each answered."""
    ids = ids_of(context, A)
    app = build_app(context)
    addresses = [
        (one_of, route.path[: route.path.index("{")] + one + route.path[route.path.rindex("}") + 1 :])
        for route in routes_of(app)
        for one_of in sorted(route.methods)
        for one in ids
        if "{" in route.path and only in ("", route.path) and method in ("", one_of)
    ]
    sent = {"Origin": ORIGIN, "X-Form-Token": web.form_token}
    asked = []
    for how, path in addresses[::every]:
        answer = web.client.request(how, path, headers=sent, follow_redirects=False)
        assert answer.status_code < 500, (how, path)
        asked.append((f"{how} {path}", answer.text.replace(path, "")))
    return asked


def ids_of(context: Context, person: str) -> list[str]:
    """One id of each table that has such."""
    tables = [table for table in owned_tables() if "id" in table.c and "person_id" in table.c]
    with context.database.reading() as session:
        found = [session.scalar(select(table.c.id).where(table.c.person_id == person).limit(1)) for table in tables]
    return [str(one) for one in found if one is not None]


# --- in the source ------------------------------------------------------------------------------------------------

OF_NOBODY = {
    "leases": "takes accounts and mails for a process, whoever's they are",
    "restore": "has all accounts of a restored copy read anew",
}
"""Modules that change rows of everybody on purpose."""


def test_every_statement_that_changes_rows_names_whose_they_are() -> None:
    """A DELETE or UPDATE by id alone would reach another's row if an id were ever mistaken."""
    unscoped = [
        f"{path.stem}.{function.name}"
        for path in sorted(SERVICE.rglob("*.py"))
        if path.stem not in OF_NOBODY and "migrations" not in path.parts
        for function in _functions(path.read_text(encoding="utf-8"))
        if _changes(function) and not _names_whose(function)
    ]
    assert unscoped == []


def _functions(source: str) -> list[ast.FunctionDef]:
    """Those of a module, if it changes rows at all."""
    if "delete(" not in source and "update(" not in source:
        return []
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]


def _changes(function: ast.FunctionDef) -> bool:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(isinstance(call, ast.Name) and call.id in {"delete", "update"} for call in calls)


def _names_whose(function: ast.FunctionDef) -> bool:
    """The owner's column is compared there, or that of an account, which is one person's; or the conditions come from
    where they are.
    """
    nodes = list(ast.walk(function))
    return any(isinstance(node, ast.Attribute) and node.attr in {"person_id", "account_id"} for node in nodes) or any(
        isinstance(node, ast.Name) and node.id in {"owned_by", "scope", "_of"} for node in nodes
    )
