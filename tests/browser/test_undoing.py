"""Every kind of thing that Warmthread found out or the person set can be taken back in the browser, and then everything
reads as before: bookings taken for one, people taken for one, introductions, settings, the never-log list, what was
left out.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.stage import ME, Stage
from tests.browser.test_deciding import undo_what_was_told
from tests.browser.visitor import Visitor

JOAN = "Joan Park <joan@old.example>"
ADA = "Ada Poe <ada@poe.example>"
ADA_AT_HOME = "Ada Poe <ada.poe@home.example>"
INTRODUCED = "Ada, meet Alex. Alex, meet Ada, who made the switch you are thinking about.\n\nJoan"
CHANGED = {
    "voice": ("[name=opening]", "It was good to talk to you."),
    "you": ("[name=goal]", "move into flood risk work"),
    "timing": ("[name=ready_after]", "45"),
    "retention": ("[name=retention_days]", "30"),
}
"""A field of each section that is a form, and something else to stand there."""


def submit(visitor: Visitor, action: str) -> None:
    """Presses what sends the form that posts there, wherever it is folded away."""
    form = visitor.main.locator(f'form[method=post][action$="{action}"]').first
    visitor.unfold(form)
    visitor.click(form.get_by_role("button").first)


def undone(visitor: Visitor, stage: Stage) -> None:
    """Takes the last click back, and lets the workers do what follows."""
    stage.settle()
    undo_what_was_told(visitor)
    stage.settle()


def talks(stage: Stage) -> list[str]:
    """The conversations that the calendar knows of and that are not part of another."""
    return [one.id for one in stage.interviews() if one.start is not None and not one.data.get("same_as")]


def test_two_bookings_taken_for_one_are_split_joined_and_each_is_undone(stage: Stage, visit: Visit) -> None:
    for book in (stage.talk, stage.invite):
        book("Ada", hours=26, hangoutLink="https://meet.google.com/abc-defg-hij")
    stage.connect()
    (joined,) = talks(stage)
    visitor = visit(stage.served)
    for action, number in (("/split", 2), ("/split", 2), ("/merge", 1)):
        visitor.go(f"/interviews/{joined}")
        if action == "/merge":
            submit(visitor, "/split")
            stage.settle()
            visitor.go(f"/interviews/{joined}")
        submit(visitor, action)
        stage.settle()
        assert len(talks(stage)) == number, action
        undone(visitor, stage)
        assert len(talks(stage)) == 3 - number, action


@pytest.fixture
def introduced(stage: Stage) -> Stage:
    """Joan brought Ada and Alex together, and Ada writes from two addresses."""
    stage.mail(JOAN, f"{ME}, {ADA}", "Intro", INTRODUCED, hours=-90)
    stage.talk("Ada", hours=2)
    answered = stage.mail(ME, ADA_AT_HOME, "Your paper", "Hi Ada, could I ask you for the paper?", hours=-20)
    stage.mail(ADA_AT_HOME, ME, "Re: Your paper", "Here it is.\n\nAda Poe", hours=-19, answers=answered)
    stage.talk("Ada", hours=50, domain="home.example")
    stage.connect()
    stage.move_to(4)
    return stage


_ASKED_AGAIN = re.compile(r"The same person\?.*?(?=What you know)", re.DOTALL)


def test_whatever_was_found_out_about_a_person_is_undone(introduced: Stage, visit: Visit) -> None:
    visitor = visit(introduced.served)
    path = f"/people/{introduced.logged('ada@poe').contact_id}"
    visitor.go(path)
    before = visitor.main.inner_text()
    assert visitor.main.locator("[data-decision=introduced]").count() == 1
    for action in ("/undo", "/refuse", "/stop", "/merge"):
        visitor.go(path)
        submit(visitor, action)
        expect(visitor.button("Undo", visitor.tab.locator("#told"))).to_be_visible()
        assert visitor.main.inner_text() != before, action
        undone(visitor, introduced)
        visitor.go(path)
        # Whoever was taken apart is not asked about again.
        left = before if action != "/merge" else _ASKED_AGAIN.sub("", before)
        assert visitor.main.inner_text() == left, action


def test_every_setting_that_was_changed_is_undone(stage: Stage, visit: Visit) -> None:
    visitor = visit(stage.served)
    for section, (field, text) in CHANGED.items():
        visitor.go(f"/settings/{section}")
        box = visitor.main.locator(field)
        before = box.input_value()
        visitor.unfold(box).fill(text)
        submit(visitor, f"/settings/{section}")
        expect(visitor.main.locator(field)).to_have_value(text)
        undo_what_was_told(visitor)
        visitor.go(f"/settings/{section}")
        expect(visitor.main.locator(field)).to_have_value(before)


def test_a_line_of_the_never_log_list_is_undone_and_what_it_kept_out_comes_back(stage: Stage, visit: Visit) -> None:
    visitor = visit(stage.served)
    visitor.go("/settings/exclusions?kind=domain&value=poe.example")
    submit(visitor, "/settings/exclusions")
    undo_what_was_told(visitor)
    visitor.go("/settings/exclusions")
    visitor.sees_no("poe.example")
    visitor.go("/settings/exclusions?kind=domain&value=poe.example")
    submit(visitor, "/settings/exclusions")
    stage.talk("Ada", hours=26)
    stage.connect()
    assert talks(stage) == []
    visitor.go("/settings/exclusions")
    submit(visitor, "/remove")
    stage.settle()
    (back,) = talks(stage)
    visitor.go(f"/interviews/{back}")
    visitor.sees("Ada")


def test_what_was_left_out_is_logged_by_one_word_and_left_out_again(stage: Stage, visit: Visit) -> None:
    stage.invite("Liv", hours=26, summary="Piano lesson")
    stage.connect()
    visitor = visit(stage.served)
    visitor.go("/interviews?show=left_out")
    visitor.press("Log it")
    stage.settle()
    assert [one.band for one in stage.interviews()] == ["log"]
    undone(visitor, stage)
    assert [one.band for one in stage.interviews()] == ["leave"]
