"""The browser behind tests, pictures and the page benchmark: Debian's chromium, never playwright's own download.

Every context that is opened here has a profile of its own and reaches this machine only; what a page asked of any
other host is refused and remembered, so that whoever opened it can say so.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

HOW = "Chromium is not on this machine: install Debian's `chromium` (`make test` does it where it may)."
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    # Root, as in a container, has no sandbox to give; the pages are our own and on this machine.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}


class NoBrowser(Exception):
    """There is no chromium; the text says how to install it."""


@dataclass(frozen=True)
class Watched:
    """A browser context, and what its pages asked of hosts that are not this machine."""

    context: BrowserContext
    outside: list[str] = field(default_factory=list)


def find_browser() -> Path:
    """The program to start. Raises NoBrowser when there is none."""
    for name in NAMES:
        if path := shutil.which(name):
            return Path(path)
    raise NoBrowser(HOW)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A headless chromium with a new profile, for the time of the block. Raises NoBrowser when there is none."""
    program = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def watched(browser: Browser, **options: Any) -> Iterator[Watched]:
    """A fresh context (its own cookies) that loopback alone answers. Options are playwright's `new_context`."""
    context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **options})
    opened = Watched(context)

    def outside(route: Route) -> None:
        opened.outside.append(route.request.url)
        route.abort()

    context.route(lambda url: not _is_here(url), outside)
    try:
        yield opened
    finally:
        context.close()


def page_text(tab: Page, url: str) -> str:
    """The HTML that the signed-in browser is sent there; "" for what is no whole page: a part of one, a file, nothing."""
    answer = tab.request.get(url)
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return ""
    html = answer.text()
    return html if html.lstrip().lower().startswith("<!doctype html") else ""


def _is_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob", "about"} or parts.hostname in LOOPBACK
