"""From a conversation to the mail that thanks for it: reviewed, changed, approved, taken back, approved; by two tabs at
once; on a phone within a minute; by keyboard alone; and not at all when the conversation was called off.
"""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.stage import ME, Stage
from tests.browser.test_connecting import consent
from tests.browser.visitor import Size, Visitor, another_tab

OWN = "Hi Ada,\n\nThank you for your time. I will ring the archive on Friday, as you said.\n\nBest,\nAlex"
LINE = "She said that the first year decides"
SECONDS_FOR_AN_ACT = 5.0
"""To find and press something on a phone; a line of writing is counted by its letters."""
LETTERS_A_SECOND = 2.5
A_MINUTE = 60.0
ENOUGH_TABS = 120


def talked_with_ada(stage: Stage) -> None:
    """A conversation at ten; it is noon, and the draft waits."""
    stage.talk("Ada", hours=2)
    stage.connect()
    stage.move_to(4)


def review(visitor: Visitor) -> None:
    """From the list to the only draft."""
    visitor.go("/drafts")
    visitor.follow("Read and approve")


def test_from_connecting_to_the_one_mail_with_the_edited_text(stage: Stage, visit: Visit, size: Size) -> None:
    stage.talk("Ada", hours=2)
    stage.invite("Liv", hours=3, summary="Lunch Liv")
    visitor = visit(stage.served, size)
    visitor.press("Connect an account")
    consent(visitor)
    stage.settle()
    visitor.press("Go through the 1 unsure one")
    visitor.press("No: Lunch Liv")
    visitor.sees("Nothing is uncertain")
    visitor.press("Undo")
    visitor.sees("Lunch Liv")
    visitor.press("No: Lunch Liv")
    visitor.sees("Nothing is uncertain")
    stage.move_to(4)
    review(visitor)
    visitor.tab.get_by_label("Text", exact=True).fill(OWN)
    visitor.press("Keep")
    visitor.sees("Kept.")
    visitor.press("Approve and send")
    visitor.press("Undo")
    expect(visitor.button("Approve and send")).to_be_visible()
    stage.settle()
    assert stage.sent() == []
    expect(visitor.tab.get_by_label("Text", exact=True)).to_have_value(OWN)
    visitor.press("Approve and send")
    expect(visitor.button("Approve and send")).to_have_count(0)
    stage.wait_out_the_undo()
    (mail,) = stage.sent()
    assert mail["To"].endswith("<ada@poe.example>")
    assert mail.get_content().replace("\r\n", "\n").strip() == OWN
    stage.settle()
    stage.wait_out_the_undo()
    assert len(stage.sent()) == 1
    visitor.go("/drafts")
    visitor.sees("Nothing waits")


def test_moved_twice_then_cancelled_leaves_no_stale_draft_anywhere(stage: Stage, visit: Visit, size: Size) -> None:
    """Each move becomes known only when the draft for the former time is there already."""
    event = stage.talk("Ada", hours=2)
    stage.connect()
    visitor = visit(stage.served, size)
    for now, moved in ((4, 26), (28, 74)):
        stage.move_to(now)
        assert where_one_waits(stage, visitor) == EVERYWHERE
        stage.move_talk(event, moved)
        stage.settle()
        assert where_one_waits(stage, visitor) == set()
    stage.cancel_talk(event)
    stage.settle()
    assert where_one_waits(stage, visitor) == set()
    stage.move_to(76)
    assert where_one_waits(stage, visitor) == set()
    for draft in stage.drafts("withdrawn"):
        visitor.go(f"/drafts/{draft.id}")
        expect(visitor.tab.locator("[data-status=withdrawn]").first).to_be_visible()
        expect(visitor.main.locator("[formaction$='/approve'], form[action$='/approve']")).to_have_count(0)
    visitor.go(f"/interviews/{stage.logged('Ada').id}")
    expect(visitor.main.locator("[data-status=cancelled]").first).to_be_visible()
    stage.wait_out_the_undo()
    assert stage.sent() == []


EVERYWHERE = {"database", "/", "/drafts", "title", "badge", "feed", "digest"}


def where_one_waits(stage: Stage, visitor: Visitor) -> set[str]:
    """Every place that tells of a draft that waits."""
    found = {"database"} if stage.drafts() else set()
    for path, leads in (("/", "[id^=draft-]"), ("/drafts", "a[href$='#approve']")):
        visitor.go(path)
        if visitor.main.locator(leads).count():
            found.add(path)
    if visitor.tab.title().startswith("("):
        found.add("title")
    if visitor.tab.locator("#nav-drafts:visible").count():
        found.add("badge")
    told = {"feed": stage.feed(), "digest": stage.digest()}
    return found | {place for place, text in told.items() if "/drafts/" in text}


def test_a_minute_on_a_phone_confirms_the_talk_adds_a_line_and_approves(stage: Stage, visit: Visit) -> None:
    talked_with_ada(stage)
    visitor = visit(stage.served, "phone")
    visitor.go("/")
    before = visitor.acts
    visitor.click(visitor.tab.locator("[id^=draft-]").get_by_role("link").first)
    if visitor.button("We talked").count():
        visitor.press("We talked")
    visitor.write("What stayed with you?", LINE)
    visitor.press("Weave it in")
    visitor.sees("first year decides")
    visitor.press("Approve and send")
    expect(visitor.button("Approve and send")).to_have_count(0)
    stage.wait_out_the_undo()
    (mail,) = stage.sent()
    assert "first year" in mail.get_content()
    acts = visitor.acts - before
    assert acts <= 7
    assert acts * SECONDS_FOR_AN_ACT + len(LINE) / LETTERS_A_SECOND < A_MINUTE


def test_two_tabs_with_the_same_draft_lose_neither_text(stage: Stage, visit: Visit) -> None:
    talked_with_ada(stage)
    one = visit(stage.served)
    review(one)
    other = another_tab(one)
    other.go(one.path)
    one.tab.get_by_label("Text", exact=True).fill("Hi Ada,\n\nThe first tab wrote this.\n\nAlex")
    other.tab.get_by_label("Text", exact=True).fill("Hi Ada,\n\nThe second tab wrote that.\n\nAlex")
    one.press("Keep")
    one.sees("Kept.")
    other.press("Approve and send")
    other.sees("both are shown")
    stage.wait_out_the_undo()
    assert stage.sent() == []
    for text in ("The first tab wrote this.", "The second tab wrote that."):
        assert text.split()[1] in other.text()
    other.press("Take this text")
    expect(other.tab.get_by_label("Text", exact=True)).to_have_value("Hi Ada,\n\nThe second tab wrote that.\n\nAlex")
    other.tab.get_by_text("Every text it had").click()
    assert other.tab.locator("#versions li").count() >= 3


def test_a_draft_that_is_thanked_for_meanwhile_cannot_be_approved(stage: Stage, visit: Visit) -> None:
    talked_with_ada(stage)
    visitor = visit(stage.served)
    review(visitor)
    stage.mail(ME, "Ada Poe <ada@poe.example>", "Thank you", "Hi Ada, thank you for the talk this morning.", hours=4.2)
    stage.move_to(4.5)
    visitor.press("Approve and send")
    expect(visitor.button("Approve and send")).to_have_count(0)
    stage.wait_out_the_undo()
    assert stage.sent() == []


def test_the_whole_way_by_keyboard_alone(stage: Stage, visit: Visit) -> None:
    talked_with_ada(stage)
    visitor = visit(stage.served)
    visitor.go("/")
    tab_to(visitor, "Drafts")
    visitor.tab.keyboard.press("Enter")
    visitor.tab.wait_for_url("**/drafts")
    visitor.tab.wait_for_load_state()
    visitor.tab.keyboard.press("j")
    visitor.tab.keyboard.press("a")
    visitor.tab.wait_for_url("**/drafts/drf_*")
    visitor.tab.wait_for_load_state()
    tab_to(visitor, "Text")
    visitor.tab.keyboard.press("Control+A")
    visitor.tab.keyboard.type("Hi Ada,\n\nTyped without a mouse.\n\nAlex", delay=0)
    tab_to(visitor, "Approve and send")
    visitor.tab.keyboard.press("Enter")
    visitor.sees("Seconds until it goes out")
    stage.wait_out_the_undo()
    (mail,) = stage.sent()
    assert "Typed without a mouse." in mail.get_content()


_FOCUSED = """() => { const one = document.activeElement;
    const label = one.labels?.length ? one.labels[0].innerText : (one.getAttribute('aria-label') ?? one.innerText ?? '');
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    const seen = one.closest('label') ? getComputedStyle(one.closest('label')) : style;
    return [label.trim(), one.matches('body, .skip') || style.outlineStyle !== 'none' || style.boxShadow !== 'none' || seen.outlineStyle !== 'none',
            box.bottom > 0 && box.top < innerHeight]; }"""


def tab_to(visitor: Visitor, name: str) -> None:
    """Presses Tab until the thing of that name has the focus; on the way every focus must be seen."""
    for _ in range(ENOUGH_TABS):
        visitor.tab.keyboard.press("Tab")
        label, is_marked, is_in_sight = visitor.tab.evaluate(_FOCUSED)
        label = str(label).split("\n")[0]
        assert is_marked, f"{label}: its focus cannot be seen"
        assert is_in_sight, f"{label}: its focus is out of sight"
        if label.startswith(name):
            return
    raise AssertionError(f"{name} is not reached with {ENOUGH_TABS} tabs")


def test_without_javascript_everything_can_be_read_and_done(stage: Stage, visit: Visit) -> None:
    talked_with_ada(stage)
    visitor = visit(stage.served, java_script_enabled=False)
    review(visitor)
    visitor.write("What stayed with you?", LINE)
    visitor.press("Weave it in")
    visitor.sees("first year decides")
    visitor.press("Approve and send")
    visitor.press("Undo")
    visitor.press("Approve and send")
    expect(visitor.button("Approve and send")).to_have_count(0)
    stage.wait_out_the_undo()
    assert len(stage.sent()) == 1
    visitor.go(visitor.path)
    visitor.sees("Sent")
