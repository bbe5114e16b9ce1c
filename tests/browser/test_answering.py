"""Connecting with a password in a browser: asked for once, kept in its field and nowhere else, wrong answers said where
they are wrong, the same without scripts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from infra.served import Served, serve, settings_of
from tests.browser.conftest import Visit, is_whole
from tests.browser.looking import too_wide, violations
from tests.browser.visitor import Size, Visitor
from tests.rows import everything
from tests.service.asking import AT_HOME, SECRET, Mailhouse, standing_in


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Mailhouse:
    return standing_in(monkeypatch)


@pytest.fixture
def served(fresh: Path, house: Mailhouse) -> Iterator[Served]:
    """The pages of a fresh Warmthread, with somebody behind the questions."""
    with serve(settings_of(fresh)) as pages:
        yield pages


def fill(visitor: Visitor, password: str) -> None:
    """From the first page to a filled form."""
    visitor.go("/connect")
    visitor.press("Enter address and password")
    visitor.write("Mail address", "ann@mail.example")
    visitor.write("Password", password)


def test_a_wrong_password_and_a_server_at_home_on_the_way_to_the_first_read(
    served: Served, visit: Visit, size: Size, house: Mailhouse
) -> None:
    house.is_at_home = True
    visitor = visit(served, size)
    fill(visitor, "wrong")
    password = visitor.tab.get_by_label("Password")
    visitor.press("Connect")
    visitor.sees(AT_HOME)
    expect(visitor.button("Connect to it")).to_be_focused()
    expect(password).to_have_value("wrong")
    visitor.press("Connect to it")
    visitor.sees("mail.example refused this password.")
    expect(password).to_have_value("")
    expect(password).to_be_focused()
    expect(password).to_have_attribute("aria-invalid", "true")
    expect(visitor.tab.get_by_label("Mail address")).to_have_value("ann@mail.example")
    password.fill(SECRET)
    expect(password).not_to_have_attribute("aria-invalid", "true")
    visitor.press("Connect")
    expect(visitor.tab.get_by_role("heading", name="ann@mail.example")).to_be_visible()
    visitor.sees("Connected. Warmthread reads it now")
    assert [asked["password"] for asked in house.asked] == ["wrong", "wrong", SECRET]


def test_what_was_typed_is_kept_in_its_field_until_it_connects_and_nowhere_else(
    served: Served, visit: Visit, house: Mailhouse
) -> None:
    house.is_away = True
    visitor = visit(served)
    fill(visitor, SECRET)
    visitor.press("Connect")
    visitor.sees("Nobody answers at mail.example just now.")
    expect(visitor.tab.get_by_label("Password")).to_have_value(SECRET)
    assert SECRET not in visitor.tab.content(), "in the field, not in the page"
    house.is_away = False
    visitor.press("Connect")
    visitor.sees("Connected. Warmthread reads it now")
    assert SECRET not in repr(visitor.tab.context.storage_state())
    visitor.tab.go_back()
    expect(visitor.tab.get_by_label("Password")).to_have_value("")
    assert SECRET not in repr(everything(served.context))


def test_without_scripts_it_goes_the_same_way_but_the_password_is_typed_again(
    served: Served, visit: Visit, house: Mailhouse
) -> None:
    house.is_at_home = True
    visitor = visit(served, java_script_enabled=False)
    fill(visitor, SECRET)
    visitor.press("Connect")
    visitor.sees("Type what is secret once more")
    expect(visitor.tab.get_by_label("Password")).to_have_value("")
    visitor.write("Password", SECRET)
    visitor.press("Connect to it")
    visitor.sees("Connected. Warmthread reads it now")


@pytest.mark.parametrize("language", ["en-GB", "de-DE"] if is_whole() else ["de-DE"])
def test_a_form_with_something_wrong_is_in_order_for_everybody(
    served: Served, visit: Visit, size: Size, language: str
) -> None:
    visitor = visit(served, size, locale=language, bypass_csp=True, reduced_motion="reduce")
    visitor.go("/connect/dav")
    visitor.tab.locator("#address").fill("ann@mail.example")
    visitor.tab.locator("#password").fill("wrong")
    visitor.tab.locator(".asked button.primary").click()
    expect(visitor.tab.locator("#password-error")).to_be_visible()
    for one in visitor.tab.locator("details").all():
        one.evaluate("one => { one.open = true; }")
    assert [*violations(visitor), *too_wide(visitor)] == []
