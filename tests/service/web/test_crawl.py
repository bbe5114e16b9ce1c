"""Every address there is, read from the application's routes: without a session nothing but signing in, without the
form's token no change, under another name no answer, for somebody else's rows "not found"; and every answer, whatever
it is, forbids what the pages do not need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx2
import pytest
from fastapi.testclient import TestClient

from infra.filling.rows import Amount, fill
from infra.pages import Route, all_pages, gets, routes_of, without_example
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.schema import Person
from service.web.app import build_app
from tests.rows import everything
from tests.service.web.conftest import ORIGIN, Browser

OPEN = {"/sign-in", "/privacy", "/healthz", "/readyz", "/metrics", "/feed/{secret}.ics", "/connect/{provider}/callback"}
"""What answers without a session: its own secret, or the provider's single-use one, stands in the address; or it holds
nothing of anybody.
"""
READING = {"GET", "HEAD"}
OWN_COLUMNS = ("seen_at",)
FORBIDDING = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


def filled(route: Route, value: str = "nobody") -> str:
    return re.sub(r"\{[^}]+\}", value, route.path)


@pytest.fixture
def routes(installed: Context) -> list[Route]:
    """Everything that the application answers to."""
    return routes_of(build_app(installed))


@pytest.fixture
def unsafe(routes: list[Route]) -> list[tuple[str, Route]]:
    """Every method of every route that may change something."""
    return [(method, route) for route in routes for method in sorted(route.methods - READING)]


@pytest.fixture
def busy(installed: Context) -> Context:
    """That installation after years."""
    fill(installed, Amount(60, 20), installed.clock())
    return installed


def test_every_route_is_found_and_its_pages_can_be_opened(installed: Context, routes: list[Route]) -> None:
    paths = {route.path for route in routes}
    assert {"/", "/sign-in", "/sign-out", "/healthz"} <= paths
    assert without_example(build_app(installed)) == []
    assert not {"/docs", "/redoc", "/openapi.json"} & paths


def test_a_number_beyond_what_a_database_counts_breaks_no_page(web: Browser, routes: list[Route]) -> None:
    sent = {"Origin": ORIGIN, "X-Form-Token": web.form_token}
    for route in routes:
        for number in ("9" * 20, "-" + "9" * 20):
            for method in route.methods - {"HEAD"} if "{" in route.path else ():
                answer = web.client.request(method, filled(route, number), headers=sent)
                assert answer.status_code < 500, (method, route.path, number)


def test_nothing_is_changed_without_the_forms_token(
    busy: Context, web: Browser, unsafe: list[tuple[str, Route]]
) -> None:
    before = everything(busy, leave_out=OWN_COLUMNS)
    for method, route in unsafe:
        for token in ("", "x", web.form_token[:-1], web.form_token + "x"):
            sent = {"Origin": ORIGIN, **({"X-Form-Token": token} if token else {})}
            answer = web.client.request(method, filled(route), headers=sent, data={"form_token": token})
            assert answer.status_code == 403, (method, route.path, token)
    assert everything(busy, leave_out=OWN_COLUMNS) == before


def test_without_a_session_nothing_is_shown_but_signing_in(
    busy: Context, nobody: TestClient, routes: list[Route]
) -> None:
    for route in routes:
        if "GET" not in route.methods or route.path in OPEN:
            continue
        answer = nobody.get(filled(route))
        assert (answer.status_code, answer.headers.get("location", "")[:8]) == (303, "/sign-in"), route.path
        part = nobody.get(filled(route), headers={"HX-Request": "true"})
        assert (part.status_code, part.text) == (401, ""), route.path


def test_without_a_session_nothing_is_changed(
    busy: Context, nobody: TestClient, unsafe: list[tuple[str, Route]]
) -> None:
    before = everything(busy)
    for method, route in unsafe:
        answer = nobody.request(method, filled(route), headers={"Origin": ORIGIN})
        assert answer.status_code == 403, (method, route.path)
    assert everything(busy) == before


def test_no_address_answers_under_another_name_or_to_another_page(web: Browser, routes: list[Route]) -> None:
    for route in routes:
        for method in sorted(route.methods):
            foreign = web.client.request(method, filled(route), headers={"Host": "evil.example", "Origin": ORIGIN})
            assert foreign.status_code == 403, (method, route.path)
            if method not in READING:
                sent = {"Origin": "http://evil.example", "X-Form-Token": web.form_token}
                assert web.client.request(method, filled(route), headers=sent).status_code == 403, (method, route.path)


def test_every_answer_forbids_what_the_pages_do_not_need(busy: Context, web: Browser, routes: list[Route]) -> None:
    for route in routes:
        for method in sorted(route.methods):
            if route.path == "/sign-out":
                continue
            sent = {"Origin": ORIGIN, "X-Form-Token": web.form_token}
            answer = web.client.request(method, filled(route), headers=sent)
            _assert_forbidding(answer, f"{method} {route.path}")
            assert answer.status_code < 500, (method, route.path)
    for path in ("/nowhere", "/static/nothing.css"):
        assert "content-security-policy" in web.get(path).headers


def _assert_forbidding(answer: httpx2.Response, what: str) -> None:
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'"), what
    assert "unsafe" not in policy, what
    assert {name: answer.headers.get(name) for name in FORBIDDING} == FORBIDDING, what


@pytest.fixture
def of_bob(installed: Context) -> Iterator[list[str]]:
    """The addresses of pages about Bob's rows, on the machine where Alice is signed in."""
    with installed.database.writing("per_bob") as session:
        session.add(Person(id="per_bob", name="Bob", created_at=installed.clock()))
    fill(installed, Amount(30, 10), installed.clock(), person_id="per_bob")
    app = build_app(installed)
    with installed.database.reading() as session:
        hers = {page.path for page in all_pages(app, session, LOCAL_PERSON)}
        yield [page.path for page in all_pages(app, session, "per_bob") if page.path not in hers]


def test_somebody_elses_rows_are_not_there(installed: Context, web: Browser, of_bob: list[str]) -> None:
    marks = ("@terravane.example", "talk-1@", "someone.")
    for path in [*of_bob, *gets(build_app(installed))]:
        answer = web.get(path)
        if path in of_bob:
            assert answer.status_code == 404, path
        assert not any(mark in answer.text for mark in marks), path


def test_nobody_changes_somebody_elses_rows(
    installed: Context, web: Browser, of_bob: list[str], unsafe: list[tuple[str, Route]]
) -> None:
    def bobs() -> dict[str, list[dict[str, object]]]:
        return {
            name: [row for row in rows if row.get("person_id") == "per_bob"]
            for name, rows in everything(installed).items()
        }

    before = bobs()
    ids = {one.partition("_")[0]: one for one in (path.split("/")[2] for path in of_bob if path.count("/") > 1)}
    for method, route in unsafe:
        if "{" in route.path and route.path not in OPEN:
            for one in ids.values():
                web.client.request(
                    method, filled(route, one), headers={"Origin": ORIGIN, "X-Form-Token": web.form_token}
                )
    assert bobs() == before


def test_pages_hold_no_inline_code_and_load_nothing_from_elsewhere(busy: Context, web: Browser) -> None:
    with busy.database.reading() as session:
        pages = all_pages(build_app(busy), session, LOCAL_PERSON)
    for page in pages:
        answer = web.get(page.path)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        html = answer.text
        assert re.findall(r"\sstyle=|<style|javascript:", html) == [], page.path
        assert re.findall(r"<[a-z][^<>]*\son[a-z]+=", html) == [], page.path
        assert re.findall(r"<script(?![^>]* src=\"/static/)", html) == [], page.path
        assert [src for src in re.findall(r'\ssrc="([^"]*)"', html) if not src.startswith("/static/")] == [], page.path
