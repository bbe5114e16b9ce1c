"""What reaches a person who looks elsewhere: desktop notices, each once for all windows, and an end when the session
ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from infra.served import Served, serve, settings_of
from service import preferences
from service.accounts import LOCAL_PERSON
from service.clock import real_now
from service.web import sessions
from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor, another_tab
from tests.service.planted import Garden

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_DESK = """
window.shown = [];
window.Notification = class {
  static permission = "granted";
  constructor(title, options) { window.shown.push(options.body); }
};
document.hasFocus = () => false;
"""
"""A desktop that shows notices, with somebody who looks elsewhere."""


@pytest.fixture
def served(fresh: Path) -> Iterator[Served]:
    with serve(settings_of(fresh, MONDAY)) as found:
        yield found


@pytest.fixture
def garden(served: Served) -> Garden:
    garden = Garden(served.context, LOCAL_PERSON)
    garden.account()
    return garden


def beat(visitor: Visitor) -> None:
    """Twenty seconds go by, and what came then is in its place."""
    visitor.tab.evaluate("document.getElementById('pulse').dataset.old = 'yes'")
    with visitor.tab.expect_response("**/pulse"):
        visitor.tab.clock.fast_forward(21_000)
    expect(visitor.tab.locator("#pulse[data-old]")).to_have_count(0)


def shown(visitor: Visitor, number: int = 0) -> list[str]:
    visitor.tab.wait_for_function("number => window.shown.length >= number", arg=number)
    return list(visitor.tab.evaluate("window.shown"))


def looking_away(visit: Visit, served: Served) -> Visitor:
    visitor: Visitor = visit(served)
    visitor.tab.context.add_init_script(_DESK)
    visitor.tab.clock.install()
    visitor.go("/")
    return visitor


def want_notices(served: Served) -> None:
    with served.context.database.writing(LOCAL_PERSON) as session:
        preferences.change(session, LOCAL_PERSON, MONDAY, desktop_notices=True)


def test_what_is_new_is_told_once_in_whatever_window(served: Served, garden: Garden, visit: Visit) -> None:
    want_notices(served)
    garden.draft(garden.talk("Dana", MONDAY - timedelta(hours=2), "held"))
    first = looking_away(visit, served)
    beat(first)
    assert shown(first) == [], "what was there before is no news"
    garden.draft(garden.talk("Owen", MONDAY - timedelta(hours=1), "held"))
    beat(first)
    second = another_tab(first)
    second.tab.clock.install()
    second.go("/drafts")
    beat(second)
    beat(first)
    assert shown(first, 1) == ["A thank-you to Owen waits for your review."]
    assert shown(second) == []
    assert first.tab.title().startswith("(2) ")


def test_nothing_is_told_that_nobody_asked_for(served: Served, garden: Garden, visit: Visit) -> None:
    visitor = looking_away(visit, served)
    beat(visitor)
    garden.draft(garden.talk("Owen", MONDAY - timedelta(hours=1), "held"))
    beat(visitor)
    assert shown(visitor) == []


def test_a_page_whose_session_has_ended_leads_to_signing_in(served: Served, garden: Garden, visit: Visit) -> None:
    visitor = looking_away(visit, served)
    assert garden.person == LOCAL_PERSON
    with served.context.database.writing(LOCAL_PERSON) as session:
        for row in sessions.list_sessions(session, LOCAL_PERSON, real_now()):
            sessions.end(session, LOCAL_PERSON, row.id, real_now())
    beat(visitor)
    expect(visitor.tab).to_have_url(f"{served.address.rstrip('/')}/sign-in")
