"""Every page in an invented language that puts ⟦brackets⟧ around whatever the catalogue or the calendar says.

What stands outside of brackets then is either data, which is marked as such (`dir="auto"`, `<bdi>`, `<time>`, `<code>`,
an address, what is typed into a field), or a sentence that nobody will ever see translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog

from infra.filling.rows import Amount, fill
from infra.messages import collect
from infra.pages import all_pages
from infra.served import opened, settings_of
from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.web import catalogues, sentences
from service.web.app import build_app
from service.web.words import Words
from tests.service.web.conftest import browser

FORMATS = ("day", "long_day", "hour", "month", "date", "relative", "number", "place")
DATA = {"code", "kbd", "time", "bdi", "textarea", "option", "script", "style", "title", "text"}
"""Elements whose text is data, or (title) made of what stands on the page as well; `text` is a name in a picture."""
VOID = {"input", "img", "br", "meta", "link", "hr", "wbr", "col", "source"}
SAME_EVERYWHERE = {"Warmthread", "Google", "Microsoft", "Takeout", "CSV", "JSON", "English", "Deutsch"}
INVENTED = {"It is late for a thank-you.", "The message is larger than 25 MB.", "bulk"}
"""What only the invented rows say."""
_BRACKETED = re.compile(r"⟦[^⟦⟧]*⟧")


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """German replaced by brackets."""
    invented = Catalog(locale="de", fuzzy=False)
    for one in collect():
        if one.id:
            said = tuple(f"⟦{form}⟧" for form in one.id) if isinstance(one.id, (list, tuple)) else f"⟦{one.id}⟧"
            invented.add(one.id, said, context=one.context)
    for module in (catalogues, sentences):
        monkeypatch.setattr(module, "written", lambda _language: invented)
    for name in FORMATS:
        monkeypatch.setattr(Words, name, _in_brackets(getattr(Words, name)))
    _forget()
    yield
    _forget()


def _in_brackets(told: Any) -> Any:
    return lambda *given, **named: f"⟦{told(*given, **named)}⟧"


def _forget() -> None:
    catalogues.catalogue.cache_clear()
    sentences._forms.cache_clear()
    sentences._translated.cache_clear()


def unsaid(page: str) -> list[str]:
    """The words of a page that stand neither in brackets nor in what is marked as data."""
    reader = _Outside()
    reader.feed(page)
    reader.close()
    left = "\n".join(reader.text)
    while _BRACKETED.search(left):
        left = _BRACKETED.sub(" ", left)
    words = (" ".join(line.split()) for line in left.splitlines())
    return [one for one in words if re.search(r"[A-Za-zÀ-ž]{2}", one) and one not in INVENTED and not _is_name(one)]


def _is_name(text: str) -> bool:
    return all(word.strip("().,:;·") in SAME_EVERYWHERE for word in text.split() if re.search(r"[A-Za-z]", word))


class _Outside(HTMLParser):
    """Collects text that is not data, one line for each stretch between block elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = [""]
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        is_data = tag in DATA or "dir" in named or ("lang" in named and tag != "html")
        is_data = is_data or "address" in (named.get("class") or "").split()
        for name in ("title", "alt", "placeholder", "aria-label"):
            if named.get(name) and not is_data:
                self.text.append(str(named[name]))
        if tag not in VOID:
            self._open.append(is_data)
        self.text.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._open:
            self._open.pop()
        self.text.append("")

    def handle_data(self, data: str) -> None:
        if not any(self._open):
            self.text[-1] += data


def test_words_outside_brackets_are_found() -> None:
    page = (
        '<html lang="de"><p>⟦Yes⟧ and</p><p>⟦It is ⟦Monday⟧⟧</p><bdi>Owen</bdi><b dir="auto">Title</b>'
        '<input aria-label="Search"><time>now</time> · 12 <code>make</code><p>Google: ⟦x⟧</p>'
    )
    assert unsaid(page) == ["and", "Search"]


@pytest.mark.usefixtures("bracketed")
def test_every_page_speaks_through_the_catalogue(tmp_path: Path, clock: ManualClock) -> None:
    said: dict[str, list[str]] = {}
    with opened(settings_of(tmp_path), clock) as context:
        fill(context, Amount(120, 20), clock.now)
        with context.database.reading() as session:
            pages = all_pages(build_app(context), session, LOCAL_PERSON)
        web = browser(context)
        with web.client:
            for page in pages:
                answer = web.get(page.path, headers={"Accept-Language": "de"})
                if answer.headers.get("content-type", "").startswith("text/html"):
                    said[page.name] = unsaid(answer.text)
    assert len(said) > 10
    assert [(name, found) for name, found in said.items() if found] == []
