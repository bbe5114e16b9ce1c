"""Connecting in a browser: through the provider's own page and back, and again after the consent was taken away there."""

from __future__ import annotations

from playwright.sync_api import expect

from service.schema import Account, Draft, Interview
from tests.browser.conftest import Visit
from tests.browser.stage import Stage
from tests.browser.visitor import Size, Visitor


def consent(visitor: Visitor) -> None:
    """From our page with the boxes, through the sandbox Google's page, back to ours."""
    visitor.press("Connect the sandbox")
    expect(visitor.tab.get_by_role("heading", name="Sign in with the sandbox Google")).to_be_visible()
    visitor.press("Continue")


def test_connecting_leads_to_the_first_read_and_what_it_finds(stage: Stage, visit: Visit, size: Size) -> None:
    stage.talk("Ada", hours=5)
    visitor = visit(stage.served, size)
    visitor.press("Connect an account")
    consent(visitor)
    expect(visitor.tab.get_by_role("heading", name="alex@example.com")).to_be_visible()
    visitor.sees("Connected. Warmthread reads it now")
    stage.settle()
    # The counts come by themselves: the page asks for them every two seconds.
    expect(visitor.tab.get_by_role("heading", name="Everything is read")).to_be_visible()
    visitor.follow("Coffee chat: Ada and Alex")
    assert visitor.path == f"/interviews/{stage.logged('Ada').id}"


def test_a_consent_that_was_refused_changes_nothing_and_can_be_given_later(stage: Stage, visit: Visit) -> None:
    visitor = visit(stage.served)
    visitor.go("/connect")
    visitor.press("Connect the sandbox")
    visitor.press("Cancel")
    visitor.sees("You did not allow access, so nothing was connected.")
    assert stage.count(Account) == 0
    visitor.press("Connect again")
    consent(visitor)
    assert stage.count(Account) == 1


def test_a_consent_revoked_at_the_provider_is_seen_and_given_again_without_duplicates(
    stage: Stage, visit: Visit, size: Size
) -> None:
    stage.talk("Ada", hours=2)
    stage.connect()
    stage.move_to(4)
    before = [stage.count(table) for table in (Account, Interview, Draft)]
    visitor = visit(stage.served, size)
    visitor.go("/")
    expect(visitor.tab.locator("[data-banner]")).to_have_count(0)
    stage.control.post("tokens/revoke")
    stage.settle()
    for path in ("/", "/drafts", "/interviews", "/settings", "/health"):
        visitor.go(path)
        expect(visitor.tab.locator("[data-banner=broken]")).to_be_visible()
    visitor.click(visitor.tab.locator("[data-banner=broken]").get_by_role("link"))
    consent(visitor)
    visitor.sees("Connected again.")
    stage.talk("Bea", hours=8)
    stage.move_to(5)
    visitor.go("/")
    expect(visitor.tab.locator("[data-banner]")).to_have_count(0)
    assert stage.logged("Bea").status == "accepted"
    after = [stage.count(table) for table in (Account, Interview, Draft)]
    assert (after[0], after[2]) == (before[0], before[2])
    assert [one.title for one in stage.interviews() if one.title.startswith("Coffee chat: Ada")] == [
        "Coffee chat: Ada and Alex"
    ]
