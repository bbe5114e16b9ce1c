"""Whatever is typed into a form or an address of ours, the answer is a sentence and never a page that broke."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import reject
from hypothesis import strategies as st
from lxml import html

from infra.filling.rows import Amount, fill
from infra.pages import all_pages, routes_of
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.web.app import build_app
from tests.fuzz.conftest import FOUND, Fuzz, is_form
from tests.service.web.conftest import ORIGIN, Browser
from tests.verdicts import Verdict

LEFT_ALONE = ("/sign-out", "/settings/sessions", "/connect/files")
"""What ends the session that all the others need, and what takes whole files (`archive` is about those)."""
TYPED = (
    "", " ", "x", "x" * 20_000, "\x00", "\ud83d", "\u202e", "-1", "0", "1e309", "99999999999999999999", "NaN", "true", "null", "[]", "{}", "on",
    "2026-02-30", "0001-01-01", "9999-12-31T23:59", "2026-03-29T02:30", "24:00", "12:00", "Europe/Berlin", "Nowhere/At", "../../etc/passwd", "%00",
    "a@b.example", "@", "a@b@c", "<script>", "'; DROP TABLE persons; --", "{{7*7}}", "int_nobody", "de", "en", "http://[x", "//evil.example", "\r\nX: y",
)  # fmt: skip


Sending = tuple[str, str, list[tuple[str, str]]]
"""By which verb, to which address, with which fields."""


@dataclass(frozen=True)
class Form:
    """One form of a page, as it would be sent."""

    method: str
    path: str
    fields: tuple[tuple[str, str], ...]


def forms_in(page: str) -> Iterator[Form]:
    """Every form that a page shows, and what stands in it."""
    for form in html.fromstring(page).forms if page.strip() else ():
        path = str(form.action or "")
        if path.startswith("/") and not path.startswith(LEFT_ALONE):
            fields = tuple((str(name), str(value or "")) for name, value in form.fields.items() if name != "form_token")
            yield Form(form.method.upper(), path, fields)


@pytest.fixture
def forms(installed: Context, web: Browser) -> list[Form]:
    """Every form of every page of a Warmthread with something in it, and every bare route."""
    fill(installed, Amount(12, 4), installed.clock())
    app = build_app(installed)
    with installed.database.reading() as session:
        pages = all_pages(app, session, LOCAL_PERSON)
    found = dict.fromkeys(form for page in pages for form in forms_in(web.get(page.path).text))
    bare = (Form(verb, route.path, ()) for route in routes_of(app) for verb in route.methods - {"HEAD"})
    return [*found, *(form for form in bare if not form.path.startswith(LEFT_ALONE))]


@st.composite
def sendings(draw: st.DrawFn, forms: list[Form]) -> Sending:
    """A form of ours, sent as no browser would."""
    form = draw(st.sampled_from(forms))
    fields = [(name, draw(_values(value))) for name, value in form.fields if draw(st.integers(0, 6))]
    names = sorted({name for one in forms for name, _ in one.fields})
    fields += draw(st.lists(st.tuples(st.sampled_from(names), _values("x")), max_size=2))
    path = "/".join(draw(_values(part)) if "{" in part else part for part in form.path.split("/"))
    return form.method, quote(path.encode("utf-8", "replace")), fields


def _values(usual: str) -> st.SearchStrategy[str]:
    return st.one_of(st.just(usual), st.sampled_from(TYPED), st.text(max_size=40))


def status_of(web: Browser, sending: Sending) -> int:
    """What a page of ours answers to it."""
    method, path, fields = sending
    encoded: dict[str, Any] = {}
    for name, value in fields:
        encoded.setdefault(name, []).append(value.encode("utf-8", "replace").decode())
    how: dict[str, Any] = {"params": encoded} if method == "GET" else {"data": encoded}
    return web.client.request(
        method, path, headers={"Origin": ORIGIN, "X-Form-Token": web.form_token}, **how
    ).status_code


@pytest.mark.parametrize("path", sorted(filter(is_form, FOUND.iterdir())), ids=lambda path: path.name)
def test_what_broke_a_page_once_is_answered(path: Path, web: Browser) -> None:
    assert status_of(web, ast.literal_eval(path.read_text(encoding="utf-8"))) < 500


@pytest.mark.timeout(0)
def test_no_form_and_no_address_breaks_a_page(forms: list[Form], web: Browser, fuzz: Fuzz, verdict: Verdict) -> None:
    answers: dict[int, int] = {}

    def send(one: Sending) -> None:
        try:
            status = status_of(web, one)
        except httpx2.InvalidURL:
            # An address beyond 64 KiB, which this client does not send and uvicorn does not take.
            reject()
        answers[status] = answers.get(status, 0) + 1
        assert status < 500, json.dumps(one)

    count = fuzz("form", send, sendings(forms))
    assert len([form for form in forms if form.method == "POST"]) >= 30
    assert answers.keys() & {200, 303}, answers
    verdict(
        f"{count:,} invented forms and addresses of {len(forms)} kinds: {dict(sorted(answers.items()))}, none broke a page."
    )
