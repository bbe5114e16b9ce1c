"""axe-core finds nothing against WCAG 2.2 A and AA on any page, in either theme and language, at either size, with no
data, with a month and with years; every page has one heading and fits a window of 320 px.

Which pages there are is read from the application's routes. `make test` looks in varied ways, `make test-browser` in all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import FilePayload

from infra.filling.rows import NOW, Amount, fill
from infra.served import Served, serve, settings_of
from tests.browser.conftest import Visit, is_whole
from tests.browser.looking import every_page, pages_of, skeleton, violations
from tests.browser.visitor import SIZES, Size, Visitor

Theme = Literal["light", "dark"]
LOCALES = {"en": "en-GB", "de": "de-DE"}
WITH_AXE: dict[str, Any] = {"bypass_csp": True, "reduced_motion": "reduce"}
"""axe writes styles into the page that it measures, which our policy would stop."""
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}


@dataclass(frozen=True)
class Way:
    """One way of looking."""

    language: str
    theme: Theme
    size: Size

    def __str__(self) -> str:
        return f"{self.language}-{self.theme}-{self.size}"


EVERY_WAY = [Way(*way) for way in product(LOCALES, ("light", "dark"), SIZES)]
VARIED = [Way("en", "light", "desktop"), Way("de", "dark", "phone"), Way("en", "dark", "phone")]
STATES = ("empty", "month", "years")
LOOKS = [pytest.param("month", tuple(VARIED), id="month")]
if is_whole():
    LOOKS = [pytest.param(state, (way,), id=f"{state}-{way}") for state in STATES for way in EVERY_WAY]


@pytest.fixture
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    """No data, the month, or years of interviews: what the test's parameter names."""
    if request.param == "month":
        yield request.getfixturevalue("lived")
        return
    with serve(settings_of(tmp_path / "data", NOW)) as opened:
        if request.param == "years":
            fill(opened.context, Amount(60, 20))
        yield opened


def looking(visit: Visit, served: Served, way: Way) -> Visitor:
    return visit(served, way.size, color_scheme=way.theme, locale=LOCALES[way.language], **WITH_AXE)


@pytest.mark.parametrize(("served", "ways"), LOOKS, indirect=["served"])
def test_axe_finds_nothing_on_any_page(served: Served, ways: tuple[Way, ...], visit: Visit) -> None:
    """With several ways each page is looked at in one of them, in turn."""
    visitors = [looking(visit, served, way) for way in ways]
    found = []
    for number, page in enumerate(pages_of(visitors[0], served)):
        visitor, way = visitors[number % len(ways)], ways[number % len(ways)]
        visitor.go(page.path)
        found += [f"{page.path} ({way}): {one}" for one in violations(visitor)]
        if skeleton(visitor).language != way.language:
            found.append(f"{page.path}: not in the person's language")
    assert not found, "\n".join(found)


def test_axe_finds_nothing_where_there_is_nothing_yet(visit: Visit, tmp_path: Path) -> None:
    with serve(settings_of(tmp_path / "data", NOW)) as served:
        visitor = looking(visit, served, Way("de", "light", "phone"))
        found = [f"{page.path}: {one}" for page in every_page(visitor, served) for one in violations(visitor)]
        assert not found, "\n".join(found)


@pytest.mark.parametrize("served", ["month"], indirect=True)
def test_every_page_has_one_heading_a_title_of_its_own_and_fits_320_px(served: Served, visit: Visit) -> None:
    visitor = visit(served, **NARROW)
    wrong = []
    for page in every_page(visitor, served):
        bones = skeleton(visitor)
        if bones.headings != 1 or bones.mains != 1 or not bones.title or bones.too_wide > 0:
            wrong.append((page.path, bones))
    assert not wrong, "\n".join(f"{path}: {bones}" for path, bones in wrong)


def test_signing_in_can_be_read_by_everybody(visit: Visit, lived: Served) -> None:
    visitor = visit(lived, "phone", is_signed_in=False, **WITH_AXE)
    for path in ("/sign-in", "/sign-in?token=nothing", "/drafts"):
        visitor.go(path)
        assert violations(visitor) == []


@pytest.mark.skipif(not is_whole(), reason="`make test-browser` reads every page so, `make test` the main ones")
def test_every_page_can_be_read_without_javascript(lived: Served, visit: Visit) -> None:
    """The same words are there: nothing that is read is put there by a script."""
    with_scripts, without = visit(lived), visit(lived, java_script_enabled=False)
    pages = pages_of(with_scripts, lived)
    for page in pages:
        with_scripts.go(page.path)
        without.go(page.path)
        heading = with_scripts.tab.locator("h1").inner_text()
        assert without.tab.locator("h1").inner_text() == heading
        assert len(without.main.inner_text()) > len(heading)


def test_a_sheet_that_is_looked_at_before_it_is_taken_over(lived: Served, visit: Visit) -> None:
    """The one page that is there only after a file was handed in."""
    visitor = visit(lived, "phone", **WITH_AXE)
    visitor.go("/interviews/import")
    sheet = "Name,Email,Date,Notes\nGrace Hall,grace@hall.example,2026-03-09,Spoke of tides\nNobody,,,\n"
    file = FilePayload(name="talks.csv", mimeType="text/csv", buffer=sheet.encode())
    visitor.tab.locator("input[type=file]").set_input_files(file)
    visitor.tab.locator("main form button[type=submit]").first.click()
    visitor.sees("Grace Hall")
    assert visitor.path.startswith("/interviews/import/")
    assert violations(visitor) == []
