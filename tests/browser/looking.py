"""Walks every page there is and says what is wrong with each: by axe-core, by its width, by its skeleton."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from infra.browser import is_page
from infra.pages import Page, all_pages
from infra.served import Served
from service.accounts import LOCAL_PERSON
from service.web.app import build_app
from tests.browser.visitor import Visitor

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
_AXE = Axe()


@dataclass(frozen=True)
class Skeleton:
    """What every page has once."""

    headings: int
    mains: int
    title: str
    language: str
    too_wide: int
    """Pixels that stick out of the window."""


def pages_of(visitor: Visitor, served: Served) -> list[Page]:
    """Every whole page of that Warmthread that its rows allow."""
    with served.context.database.reading() as session:
        pages = all_pages(build_app(served.context), session, LOCAL_PERSON)
    return [page for page in pages if is_page(visitor.tab, served.address.rstrip("/") + page.path)]


def every_page(visitor: Visitor, served: Served) -> Iterator[Page]:
    """Opens them one after the other."""
    for page in pages_of(visitor, served):
        visitor.go(page.path)
        yield page


def violations(visitor: Visitor) -> list[str]:
    """What axe says of the page that is open: rule, place, and why."""
    found: list[dict[str, Any]] = _AXE.run(visitor.tab, options=RULES).response["violations"]
    return [f"{one['id']} at {node['target']}: {_why(node)}" for one in found for node in one["nodes"][:3]]


def _why(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return "; ".join(str(check["message"]) for check in checks)[:200]


def skeleton(visitor: Visitor) -> Skeleton:
    """The page that is open, counted."""
    told = visitor.tab.evaluate(
        """() => [document.querySelectorAll('h1').length, document.querySelectorAll('main').length, document.title,
            document.documentElement.lang,
            document.documentElement.scrollWidth - document.documentElement.clientWidth]"""
    )
    return Skeleton(*told)
