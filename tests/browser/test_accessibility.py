"""Every page is in order for everybody: axe-core finds nothing against WCAG 2.2 A and AA, in either theme and language,
at either size, also with no data and with years of them; it fits a window of 320 px, and can be read without scripts.

Which pages there are is read from the application's routes. `make test` looks in varied ways, `make test-browser` in all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import FilePayload, expect

from infra.filling.rows import NOW, Amount, fill
from infra.pages import Page, all_pages, without_row
from infra.served import Served, serve, settings_of
from service.accounts import LOCAL_PERSON
from service.web.app import build_app
from tests.browser import looking
from tests.browser.conftest import Visit, is_whole
from tests.browser.looking import pages_of
from tests.browser.visitor import SIZES, Size, Visitor

Theme = Literal["light", "dark"]
LOCALES = {"en": "en-GB", "de": "de-DE"}
WITH_AXE: dict[str, Any] = {"bypass_csp": True, "reduced_motion": "reduce"}
"""axe writes styles into the page that it measures, which our policy would stop."""
PARTS = {"/settings/exclusions/preview", "/activity/export"}
"""What answers with a part of a page, or a file, at an address that has no other sign of it."""
AFTER_A_FILE = {"/interviews/import/{token}"}
"""The page that is there only after somebody handed in a sheet; it has a test of its own."""
_SPOIL = """() => { const main = document.querySelector('main'); document.documentElement.lang = 'fr';
    main.append(document.createElement('h1'), document.createElement('img'), 'Scripted words');
    main.style.minWidth = '600px';
    const pale = document.createElement('p');
    pale.textContent = 'hard to read'; pale.style.color = '#eee'; pale.style.background = '#fff'; main.append(pale); }"""
"""One thing wrong of each kind."""


@dataclass(frozen=True)
class Way:
    """One way of looking."""

    language: str
    theme: Theme
    size: Size

    def __str__(self) -> str:
        return f"{self.language}-{self.theme}-{self.size}"


EVERY_WAY = [Way(*way) for way in product(LOCALES, ("light", "dark"), SIZES)]
VARIED = (Way("en", "light", "desktop"), Way("de", "dark", "phone"))
SAYS_SO = 'class="empty"'
"""What stands in a page where there is nothing yet."""
LOOKS = [("empty", (Way("de", "light", "phone"),), SAYS_SO), ("month", VARIED, "")]
OF_A_ROUTE = 2
"""So many pages of one route are walked in the quick part: of conversations and drafts there is one for each state."""
MAIN = ("/", "/drafts/{draft_id}", "/interviews/{interview_id}")
"""Opened without scripts in the quick part."""
if is_whole():
    OF_A_ROUTE = 100
    LOOKS = [("month", (way,), "") for way in EVERY_WAY]
    LOOKS += [(state, (way,), "") for state in ("empty", "years") for way in VARIED]


@pytest.fixture
def served(request: pytest.FixtureRequest) -> Served:
    """No data, the month, or years of interviews: what the test's parameter names."""
    name = {"empty": "unused", "month": "lived", "years": "filled"}[request.param]
    found: Served = request.getfixturevalue(name)
    return found


@pytest.fixture
def unused(fresh: Path) -> Iterator[Served]:
    with serve(settings_of(fresh, NOW)) as opened:
        yield opened


@pytest.fixture
def filled(unused: Served) -> Served:
    fill(unused.context, Amount(60, 20))
    return unused


def looking_in(visit: Visit, served: Served, way: Way) -> Visitor:
    return visit(served, way.size, color_scheme=way.theme, locale=LOCALES[way.language], **WITH_AXE)


def named(value: object) -> str:
    if isinstance(value, tuple):
        return "+".join(map(str, value))
    return "saying-so" if value == SAYS_SO else str(value or "all")


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("served", "ways", "holding"), LOOKS, indirect=["served"], ids=named)
def test_every_page_is_in_order_for_everybody(
    served: Served, ways: tuple[Way, ...], holding: str, visit: Visit
) -> None:
    """With several ways each page is looked at in one of them, in turn; with `holding` those that hold that text."""
    visitors = [looking_in(visit, served, way) for way in ways]
    pages = some_of_each_route([page for page, html in pages_of(visitors[0], served).items() if holding in html])
    found = []
    for number, page in enumerate(pages):
        visitor, way = visitors[number % len(ways)], ways[number % len(ways)]
        visitor.go(page.path)
        found += [f"{page.path} ({way}): {one}" for one in wrong_with(visitor, way)]
    assert pages
    assert not found, "\n".join(found)


def some_of_each_route(pages: list[Page]) -> list[Page]:
    """The first of each route, in their order."""
    seen = Counter[str]()
    chosen = []
    for page in pages:
        seen[page.route] += 1
        if seen[page.route] <= OF_A_ROUTE:
            chosen.append(page)
    return chosen


def wrong_with(visitor: Visitor, way: Way) -> list[str]:
    """Everything that is wrong with the page that is open."""
    return [
        *looking.violations(visitor),
        *looking.bare_bones(visitor, way.language),
        *looking.only_with_scripts(visitor),
        *looking.too_wide(visitor),
    ]


def test_no_page_is_forgotten(lived: Served, visit: Visit) -> None:
    """Every route that answers as a page has an example in the month; what is left out here is named here."""
    app = build_app(lived.context)
    with lived.context.database.reading() as session:
        pages = all_pages(app, session, LOCAL_PERSON)
    assert without_row(app, pages) == AFTER_A_FILE
    whole = {page.route for page in pages_of(visit(lived), lived)}
    assert {page.route for page in pages} - whole == PARTS


def test_the_walk_sees_what_is_wrong(lived: Served, visit: Visit) -> None:
    way = VARIED[0]
    visitor = looking_in(visit, lived, way)
    visitor.go("/settings")
    assert wrong_with(visitor, way) == []
    visitor.tab.evaluate(_SPOIL)
    told = "\n".join(wrong_with(visitor, way))
    for sign in ("image-alt", "color-contrast", "headings", "language", "Scripted", "stick out"):
        assert sign.lower() in told.lower(), sign


def test_every_page_can_be_read_without_javascript(lived: Served, visit: Visit) -> None:
    """The same words are in sight in a browser without scripts; in the quick part on the main pages."""
    with_scripts, without = visit(lived), visit(lived, java_script_enabled=False)
    pages = list(pages_of(with_scripts, lived))
    for page in pages if is_whole() else {page.route: page for page in pages if page.route in MAIN}.values():
        with_scripts.go(page.path)
        without.go(page.path)
        assert looking.missing_words(with_scripts, without) == [], page.path


def test_what_answers_a_form_is_in_order_too(lived: Served, visit: Visit) -> None:
    """A sheet's preview, a form with a mistake, what a line would hide: there only after something was handed in."""
    way = VARIED[1]
    visitor = looking_in(visit, lived, way)
    for hand_in in (hand_in_a_sheet, hand_in_a_talk_without_anybody, ask_for_a_lines_reach):
        hand_in(visitor)
        assert [*looking.violations(visitor), *looking.too_wide(visitor)] == [], visitor.path


def hand_in_a_sheet(visitor: Visitor) -> None:
    visitor.go("/interviews/import")
    sheet = "Name,Email,Date,Notes\nGrace Hall,grace@hall.example,2026-03-09,Spoke of tides\nNobody,,,\n"
    file = FilePayload(name="talks.csv", mimeType="text/csv", buffer=sheet.encode())
    visitor.tab.locator("input[type=file]").set_input_files(file)
    visitor.click(visitor.main.locator("form button[type=submit]").first)
    visitor.sees("Grace Hall")
    assert visitor.path.startswith("/interviews/import/")


def hand_in_a_talk_without_anybody(visitor: Visitor) -> None:
    visitor.go("/interviews/add")
    visitor.tab.locator("[name=day]").fill("2026-03-09")
    visitor.tab.locator("[name=hour]").fill("10:00")
    visitor.click(visitor.main.locator("form button[type=submit]").first)
    expect(visitor.main.locator("[aria-invalid=true]").first).to_be_visible()


def ask_for_a_lines_reach(visitor: Visitor) -> None:
    visitor.go("/settings/exclusions?kind=domain&value=gmail.com")
    expect(visitor.tab.locator("#reach form").first).to_be_visible()
