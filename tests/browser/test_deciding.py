"""Whatever Warmthread decided by itself can be understood, changed and undone, on every page that shows it; and whatever
the person said instead can be taken back, and leaves no trace.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from infra.browser import page_text
from infra.served import Served
from tests.browser.conftest import Visit, is_whole
from tests.browser.looking import decisions, pages_of
from tests.browser.stage import Stage
from tests.browser.visitor import Visitor

SAID_OF_A_TALK = (
    ("What became of it", "They did not come"),
    ("What became of it", "I did not come"),
    ("What became of it", "It was cancelled"),
    ("What became of it", "It is not an informational interview"),
    ("Your part in it", "I was asked"),
)
"""The quick part says every second of them."""


def test_every_decision_on_every_page_says_why_and_leads_to_its_change(lived: Served, visit: Visit) -> None:
    visitor = visit(lived)
    shown: set[str] = set()
    leads: dict[str, str] = {}
    wrong = []
    for page, html in pages_of(visitor, lived).items():
        for one in decisions(html):
            shown.add(one.kind)
            leads.setdefault(one.change.partition("#")[0], page.path)
            if not one.is_complete:
                wrong.append(f"{page.path}: {one}")
    for change, path in leads.items():
        if change and not page_text(visitor.tab, lived.address.rstrip("/") + change):
            wrong.append(f"{path} leads to {change}, which is no page")
    assert not wrong, "\n".join(wrong)
    assert shown >= {"status", "contact", "draft", "candidate", "task"}


def told(stage: Stage) -> object:
    """Everything that is decided about the conversations, as it stands."""
    talks = [
        (one.id, one.status, one.role, one.contact_id, one.start, one.classification) for one in stage.interviews()
    ]
    return talks, [(one.id, one.subject) for one in stage.drafts()]


@pytest.fixture
def after_a_talk(stage: Stage) -> Stage:
    """Ada was talked with, and her draft waits; whether Liv's lunch was one is asked."""
    stage.talk("Ada", hours=2)
    stage.invite("Liv", hours=3, summary="Lunch Liv")
    stage.connect()
    stage.move_to(4)
    return stage


def test_what_was_said_of_a_talk_is_taken_back_and_leaves_no_trace(after_a_talk: Stage, visit: Visit) -> None:
    visitor = visit(after_a_talk.served)
    before = told(after_a_talk)
    for folded, said in SAID_OF_A_TALK if is_whole() else SAID_OF_A_TALK[::2]:
        visitor.go(f"/interviews/{after_a_talk.logged('Ada').id}")
        visitor.tab.locator("#correct ~ details summary", has_text=folded).click()
        visitor.press(said, visitor.tab.locator("#correct ~ details[open]"))
        visitor.sees("Undo")
        after_a_talk.settle()
        assert told(after_a_talk) != before, said
        undo_what_was_told(visitor)
        after_a_talk.settle()
        assert told(after_a_talk) == before, said


def undo_what_was_told(visitor: Visitor) -> None:
    """The button beside the sentence that says what the last click did."""
    told = visitor.tab.locator("#told")
    sentence = told.locator("p").inner_text()
    visitor.press("Undo", told)
    expect(told).not_to_contain_text(sentence)


def test_what_was_done_with_a_draft_is_undone(after_a_talk: Stage, visit: Visit) -> None:
    visitor = visit(after_a_talk.served)
    (draft,) = after_a_talk.drafts()
    before = told(after_a_talk)
    body = visitor.tab.get_by_label("Text", exact=True)
    visitor.go(f"/drafts/{draft.id}")
    written = body.input_value()
    body.fill("Hi Ada,\n\nThank you for the hour.\n\nAlex")
    visitor.press("Keep")
    expect(body).not_to_have_value(written)
    visitor.press("Back to the text before")
    expect(body).to_have_value(written)
    visitor.tab.locator("#later summary").click()
    visitor.press("Tomorrow morning")
    visitor.sees("Undo")
    assert after_a_talk.drafts()[0].later_until is not None
    undo_what_was_told(visitor)
    visitor.go(f"/drafts/{draft.id}")
    assert after_a_talk.drafts()[0].later_until is None
    visitor.tab.locator("#not-needed summary").click()
    visitor.press("Put it away")
    visitor.sees("Undo")
    after_a_talk.settle()
    assert [one.state for one in after_a_talk.drafts("dismissed")] == ["dismissed"]
    visitor.go(f"/drafts/{draft.id}")
    visitor.press("Undo")
    after_a_talk.settle()
    assert told(after_a_talk) == before


def test_an_answer_about_a_candidate_is_undone_for_the_whole_batch(after_a_talk: Stage, visit: Visit) -> None:
    visitor = visit(after_a_talk.served)
    before = told(after_a_talk)
    for answer in ("Yes to the selected", "No, leave them out"):
        visitor.go("/candidates")
        visitor.tab.get_by_role("checkbox").first.check()
        visitor.press(answer)
        visitor.sees("Undo")
        after_a_talk.settle()
        assert told(after_a_talk) != before
        undo_what_was_told(visitor)
        after_a_talk.settle()
        assert told(after_a_talk) == before
