"""Somebody in front of a browser: one signed-in tab, and everything about it that must not happen.

Reads pages as a person does, by roles and names. What a page asks of another host, what its policy stops, what breaks
or pops up is collected, and a test fails for it at its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Response, expect
from playwright.sync_api import Page as Tab

from infra.browser import DESKTOP, PHONE, watched

Size = Literal["phone", "desktop"]
SIZES: dict[Size, dict[str, Any]] = {
    "phone": {"viewport": PHONE, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": DESKTOP},
}
PATIENCE_MS = 10_000
_REPORT = """document.addEventListener('securitypolicyviolation',
    event => window.warmthreadReport(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""

_UNFOLD = """one => { for (let up = one.parentElement; up; up = up.parentElement)
    if (up.tagName === 'DETAILS') up.open = true; }"""


@dataclass
class Visitor:
    """A tab and how to use it."""

    tab: Tab
    address: str
    wrong: list[str] = field(default_factory=list)
    acts: int = 0
    """Clicks, taps and keys so far; a typed line counts as one."""
    answer: Response | None = None

    # --- going --------------------------------------------------------------------------------------------------

    def go(self, path: str) -> None:
        """Opens one of our pages."""
        self.answer = self.tab.goto(self.address.rstrip("/") + path)
        if self.answer is not None and self.answer.status >= 500:
            self.wrong.append(f"{path} answered {self.answer.status}")

    @property
    def sent(self) -> str:
        """The HTML of the page that was opened last, before any script."""
        return self.answer.text() if self.answer else ""

    @property
    def path(self) -> str:
        return urlsplit(self.tab.url).path

    # --- reading ------------------------------------------------------------------------------------------------

    @property
    def main(self) -> Locator:
        return self.tab.get_by_role("main")

    def text(self) -> str:
        """All that a person can read on the page."""
        return str(self.tab.locator("body").inner_text())

    def sees(self, text: str) -> None:
        expect(self.tab.locator("body")).to_contain_text(text)

    def sees_no(self, text: str) -> None:
        expect(self.tab.locator("body")).not_to_contain_text(text)

    def button(self, name: str, within: Locator | None = None) -> Locator:
        """What can be pressed under that name: a button, or a link that stands for one."""
        return (within or self.tab.locator("body")).get_by_role("button", name=name).first

    # --- acting -------------------------------------------------------------------------------------------------

    def click(self, found: Locator) -> None:
        """One click, or one tap."""
        self.acts += 1
        found.click()

    def unfold(self, found: Locator) -> Locator:
        """Opens whatever folds that away, so that a look that folds more breaks no test."""
        found.evaluate(_UNFOLD)
        return found

    def press(self, name: str, within: Locator | None = None) -> None:
        """Clicks the button of that name."""
        self.click(self.button(name, within))

    def follow(self, name: str, within: Locator | None = None) -> None:
        """Clicks the link of that name."""
        self.click((within or self.tab.locator("body")).get_by_role("link", name=name).first)

    def write(self, label: str, text: str) -> None:
        """Puts text into the field of that label: one act to get there, one to write."""
        self.acts += 2
        self.tab.get_by_label(label).first.fill(text)


@contextmanager
def visiting(browser: Browser, address: str, link: str = "", size: Size = "desktop", **more: Any) -> Iterator[Visitor]:
    """A fresh browser profile, signed in with `link` if one is given; nothing wrong may be left at the end."""
    with watched(browser, **{**SIZES[size], **more}) as opened:
        opened.context.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        visitor = Visitor(opened.context.new_page(), address)
        opened.context.expose_binding("warmthreadReport", lambda _, told: visitor.wrong.append(f"policy: {told}"))
        opened.context.add_init_script(_REPORT)
        opened.context.on("page", lambda tab: _listen(tab, visitor.wrong))
        _listen(visitor.tab, visitor.wrong)
        if link:
            visitor.tab.goto(link)
        yield visitor
        wrong = [*visitor.wrong, *(f"asked of another host: {url}" for url in opened.outside)]
        assert not wrong, "\n".join(wrong)


def another_tab(visitor: Visitor) -> Visitor:
    """A second tab of the same browser."""
    return Visitor(visitor.tab.context.new_page(), visitor.address, visitor.wrong)


def _listen(tab: Tab, wrong: list[str]) -> None:
    tab.on("dialog", lambda dialog: _on_dialog(dialog, wrong))
    tab.on("pageerror", lambda error: wrong.append(f"{tab.url}: {error}"))
    tab.on("console", lambda said: _on_console(said, wrong))


def _on_dialog(dialog: Dialog, wrong: list[str]) -> None:
    wrong.append(f"a dialog popped up: {dialog.message}")
    dialog.dismiss()


def _on_console(said: ConsoleMessage, wrong: list[str]) -> None:
    # That a page answers 404 or 409 is said in the console too, and is no fault of the page.
    if said.type == "error" and "Failed to load resource" not in said.text:
        wrong.append(f"console: {said.text}")
