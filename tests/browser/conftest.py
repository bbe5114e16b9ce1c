"""What browser tests may ask for: a chromium per worker, a stage with a real sandbox behind it, and a month that was
lived once for all of them.

The quick part runs with `make test`; `make test-browser` runs everything at both sizes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from infra.browser import running_browser
from infra.served import Served, serve, take_copy
from tests.browser.stage import RunningSandbox, Stage, open_stage, running_sandbox
from tests.browser.states import plant_states
from tests.browser.visitor import SIZES, Size, Visitor, visiting
from tests.conftest import lay_down
from tests.month import kept, shared_folder
from tests.servers import Missing, chromium, refuse_or_skip

WHOLE = "WHOLE_BROWSER"
"""Set by `make test-browser`: every size, theme and language instead of a varied few."""

MONTH = 2
"""The seed of the month that is looked at; tests/test_story.py holds the same one against the truth."""

Visit = Callable[..., Visitor]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One chromium for the browser tests of this worker; every visit has a profile of its own."""
    try:
        chromium.find_browser()
    except Missing as missing:
        refuse_or_skip(missing)
    with running_browser() as running:
        yield running


@pytest.fixture(params=list(SIZES) if os.environ.get(WHOLE) else ["phone"])
def size(request: pytest.FixtureRequest) -> Size:
    """Phone, and in the whole run desktop too."""
    chosen: Size = request.param
    return chosen


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens signed-in browsers over anything served: `visit(stage.served, size)`. What goes wrong in them fails the test."""
    with ExitStack() as stack:

        def open_one(served: Served, size: Size = "desktop", *, is_signed_in: bool = True, **more: Any) -> Visitor:
            link = served.link() if is_signed_in else ""
            opened: AbstractContextManager[Visitor] = visiting(browser, served.address, link, size, **more)
            return stack.enter_context(opened)

        yield open_one


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a month that was lived once for all tests: look, do not touch."""
    return kept(MONTH, shared_folder(tmp_path_factory)).folder


@pytest.fixture
def lived(month: Path, tmp_path: Path) -> Iterator[Served]:
    """The pages over a copy of that month, at its end, with a draft in every state; nothing is polled."""
    with serve(take_copy(month, tmp_path / "month")) as served:
        plant_states(served.context)
        yield served


@pytest.fixture(scope="package")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """One pretend Google for the browser tests of this worker; every stage begins a new world in it."""
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def stage(sandbox: RunningSandbox, fresh: Path) -> Iterator[Stage]:
    """A fresh Warmthread with an empty sandbox Google behind it; nothing is connected yet."""
    with open_stage(sandbox, fresh) as opened:
        yield opened


@pytest.fixture
def fresh(_migrated_file: Path, tmp_path: Path) -> Path:
    """A data folder with every table and nothing in them."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    lay_down(_migrated_file, folder)
    return folder


def is_whole() -> bool:
    """Whether everything is to be looked at, and not the quick part."""
    return bool(os.environ.get(WHOLE))
