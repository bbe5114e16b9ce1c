"""Walks every page there is and says what is wrong with each: by axe-core, by its skeleton, by its width, by what it says
only with scripts, and by the decisions that it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from lxml import html as parser

from infra.browser import page_text
from infra.pages import Page, all_pages
from infra.served import Served
from service.accounts import LOCAL_PERSON
from service.web.app import build_app
from tests.browser.visitor import Visitor

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    # Only our own page is looked at, and its styles are there already.
    "preload": False,
}
NARROW = {"width": 320, "height": 640}
_AXE = Axe()
_BONES = """() => [document.querySelectorAll('h1').length, document.querySelectorAll('main').length, document.title,
    document.documentElement.lang]"""
_TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def pages_of(visitor: Visitor, served: Served) -> dict[Page, str]:
    """Every whole page of that Warmthread that its rows allow, and the HTML that is sent for it."""
    with served.context.database.reading() as session:
        pages = all_pages(build_app(served.context), session, LOCAL_PERSON)
    asked = {page: page_text(visitor.tab, served.address.rstrip("/") + page.path) for page in pages}
    return {page: html for page, html in asked.items() if html}


def every_page(visitor: Visitor, served: Served) -> Iterator[Page]:
    """Opens them one after the other."""
    for page in pages_of(visitor, served):
        visitor.go(page.path)
        yield page


# --- what can be wrong with the page that is open ----------------------------------------------------------------


def violations(visitor: Visitor) -> list[str]:
    """What axe says: rule, place, and why."""
    visitor.tab.wait_for_load_state()
    found: list[dict[str, Any]] = _AXE.run(visitor.tab, options=RULES).response["violations"]
    return [f"{one['id']} at {node['target']}: {_why(node)}" for one in found for node in one["nodes"][:3]]


def _why(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return "; ".join(str(check["message"]) for check in checks)[:200]


def bare_bones(visitor: Visitor, language: str) -> list[str]:
    """One heading, one main part, a title, the person's language."""
    headings, mains, title, spoken = visitor.tab.evaluate(_BONES)
    said = {"headings": headings == 1, "main parts": mains == 1, "title": bool(title), "language": spoken == language}
    return [f"its {what} are not as they should be" for what, is_right in said.items() if not is_right]


def too_wide(visitor: Visitor) -> list[str]:
    """What sticks out of a window of 320 px; the window is as it was afterwards."""
    before = visitor.tab.viewport_size
    visitor.tab.set_viewport_size(NARROW)  # type: ignore[arg-type]
    pixels = visitor.tab.evaluate(_TOO_WIDE)
    if before:
        visitor.tab.set_viewport_size(before)
    return [f"{pixels} px stick out at 320 px"] if pixels > 0 else []


def only_with_scripts(visitor: Visitor) -> list[str]:
    """Words that a person reads in the main part, and that were not in the HTML that was sent."""
    sent = parser.fromstring(visitor.sent)
    added = _words(visitor.main.inner_text()) - _words(" ".join(sent.itertext()))
    return [f"put there by a script: {sorted(added)}"] if added else []


def missing_words(with_scripts: Visitor, without: Visitor) -> list[str]:
    """Words to read in the main part of the one that are not in sight in the other.

    What is pressed or ticked is not counted: a control that only works with scripts is rightly away without them.
    """
    pressed = " ".join(with_scripts.main.locator("label, button").all_inner_texts())
    return sorted(_words(with_scripts.main.inner_text()) - _words(pressed) - _words(without.main.inner_text()))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text.lower()))


# --- decisions ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decision:
    """Something that Warmthread decided, as a page shows it."""

    kind: str
    reasons: int
    change: str
    """Where it can be changed: a page, or a part of this one."""
    is_there: bool
    """Whether that part of this page exists; True for a page."""
    is_undone: bool
    says: bool
    """Whether it says that there is nothing to undo, or that the change undoes it."""

    @property
    def is_complete(self) -> bool:
        """A reason; a way to change it that is there, or an undo; and an undo, or that there is none."""
        leads = bool(self.change) or self.is_undone
        return bool(self.reasons) and leads and self.is_there and (self.is_undone or self.says)


def decisions(html: str) -> list[Decision]:
    """Every decision that a page shows."""
    page = parser.fromstring(html)
    ids = set(page.xpath("//@id"))
    return [_decision(one, ids) for one in page.xpath("//*[@data-decision]")]


def _decision(one: Any, ids: set[str]) -> Decision:
    change = str(next(iter(one.xpath(".//a[contains(@class, 'change')]/@href")), ""))
    return Decision(
        kind=one.get("data-decision"),
        reasons=len(one.xpath(".//details[contains(@class, 'why')]//li")),
        change=change,
        is_there=not change.startswith("#") or change[1:] in ids,
        is_undone=bool(one.xpath(".//*[@class='decision-tools']//form | .//form[contains(@action, 'undo')]")),
        says=bool(one.xpath(".//*[contains(@class, 'undo-not')]")),
    )
