"""Two texts side by side: what went, what came, and nothing lost between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.differences import differences

TEXTS = st.lists(st.sampled_from(["Thank", "you", "so", "much", "\n\n", "Best,", "é", " "]), max_size=12).map(" ".join)


def test_words_that_came_and_went_stand_in_order_of_reading() -> None:
    found = differences("Thank you for the talk.", "Thank you so much for the talk today.")
    assert [(one.kind, one.text) for one in found] == [
        ("same", "Thank you "),
        ("in", "so much "),
        ("same", "for the "),
        ("out", "talk."),
        ("in", "talk today."),
    ]


@given(TEXTS, TEXTS)
def test_each_text_can_be_read_from_the_differences(before: str, after: str) -> None:
    found = differences(before, after)
    assert "".join(one.text for one in found if one.kind != "in") == before
    assert "".join(one.text for one in found if one.kind != "out") == after


@pytest.mark.parametrize("text", ["", " ", "\n", "one"])
def test_the_same_text_has_no_differences(text: str) -> None:
    assert all(one.kind == "same" for one in differences(text, text))


def test_huge_texts_are_not_compared_word_by_word() -> None:
    before, after = "a " * 20_000, "b " * 20_000
    assert [one.kind for one in differences(before, after)] == ["out", "in"]


def test_line_ends_of_a_form_are_no_difference() -> None:
    assert all(one.kind == "same" for one in differences("Hi,\r\n\r\nBest", "Hi,\n\nBest"))
