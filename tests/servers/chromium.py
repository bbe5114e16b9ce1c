"""The browser of the tests, and what a machine without it is told."""

from __future__ import annotations

from pathlib import Path

from infra import browser
from tests.servers import Missing


def find_browser() -> Path:
    """The program to start. Raises Missing when there is none."""
    try:
        return browser.find_browser()
    except browser.NoBrowser as error:
        raise Missing(str(error)) from None
