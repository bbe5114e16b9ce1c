"""A plugin for the whole suite: every test logs at DEBUG, and none of what it sealed, no address and no token may stand
in what was logged. What is private is not listed anywhere: it is whatever the product itself seals.

    make test ARGS="-p tests.security.at_debug"
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from unittest import mock

import pytest
from fastapi.routing import APIRoute

from service.cli import logs
from service.vault import Vault
from service.web.app import page_routes

RUN = 4
"""So many words in a row, of a sealed text, are recognised; ids and kinds of trouble are shorter."""
LONG = 24
"""Characters of a single word that is a token rather than a word."""
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")


@dataclass
class Seen:
    """What was looked at, by all tests of a process."""

    tests: int = 0
    sealed: int = 0
    lines: int = 0
    hits: list[str] = field(default_factory=list)


SEEN = Seen()


def leaks(log: str, sealed: Iterable[str]) -> list[str]:
    """What of the sealed texts can be read in that log, and which addresses stand in it."""
    low = log.lower()
    logged = _runs(low)
    found = {run for text in sealed for run in _runs(text.lower()) & logged}
    tokens = {word for text in sealed for word in re.findall(rf"[\w./+-]{{{LONG},}}", text) if word.lower() in low}
    return sorted({*found, *(tokens and tokens - _own_pages()), *_ADDRESS.findall(log)})


def _own_pages() -> set[str]:
    """The addresses of the product's own pages, as they are written in it: a sealed button leads to one, and is no secret."""
    return {route.path for route in page_routes() if isinstance(route, APIRoute)}


def _runs(text: str) -> set[str]:
    words = re.findall(r"\w+", text)
    return {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


@pytest.fixture(autouse=True)
def _everything_is_logged(_own_logs: None, request: pytest.FixtureRequest) -> Iterator[None]:
    told, sealed = io.StringIO(), list[str]()
    real = Vault.seal

    def seal(vault: Vault, plain: str, *, row: str) -> bytes:
        sealed.append(plain)
        return real(vault, plain, row=row)

    root, library = logging.getLogger(), logging.getLogger("sqlalchemy")
    handlers, level = list(root.handlers), library.level
    with redirect_stderr(told):
        logs.configure("DEBUG", "json")
    root.handlers += handlers
    root.setLevel(logging.DEBUG)
    library.setLevel(logging.INFO)
    with mock.patch.object(Vault, "seal", seal):
        yield
    library.setLevel(level)
    found = leaks(told.getvalue(), sealed)
    SEEN.tests, SEEN.sealed = SEEN.tests + 1, SEEN.sealed + len(sealed)
    SEEN.lines += told.getvalue().count("\n")
    SEEN.hits += [f"{request.node.nodeid}: {one}" for one in found]
    assert found == [], "what is private stands in the log"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands over what it saw."""
    if (handed := getattr(session.config, "workeroutput", None)) is not None:
        handed["at_debug"] = vars(SEEN)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object) -> None:
    """The workers' sums, once each has ended."""
    handed = getattr(node, "workeroutput", {}).get("at_debug")
    if handed:
        SEEN.tests, SEEN.sealed = SEEN.tests + handed["tests"], SEEN.sealed + handed["sealed"]
        SEEN.lines, SEEN.hits = SEEN.lines + handed["lines"], SEEN.hits + handed["hits"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(
        f"at DEBUG: {SEEN.tests:,} tests, {SEEN.sealed:,} sealed texts, {SEEN.lines:,} log lines, {len(SEEN.hits)} hits"
    )
