"""The second draft knows the first meeting: it reports what came of the advice, and never meets anybody anew."""

from __future__ import annotations

import re

import pytest

from tests.service.drafting.alone import Talk, core

FIRST = "Keep a decision journal. Talk to Luis Ortega."


@pytest.mark.parametrize(
    ("note", "reported"),
    [
        ("Told her the decision journal has changed how I plan.", "the decision journal has changed how I plan"),
        ("told her that Luis and I spoke in January - very helpful", "Luis"),
        ("Told her about my thesis.", ""),
        ("Told her the weather was fine.", ""),
    ],
)
def test_what_came_of_earlier_advice_is_reported_where_a_note_says_so(note: str, reported: str) -> None:
    text = core(Talk(note=f"{note}\nChoose the smaller team.", earlier=FIRST))
    assert "choose the smaller team" in text
    assert reported in text
    assert ("thanks to your earlier advice" in text or "tell you that" in text or "report that" in text) == (
        "journal" in reported
    )


@pytest.mark.parametrize("number", range(6))
def test_nobody_is_met_for_the_first_time_again(number: int) -> None:
    text = core(Talk(number, note="Choose the smaller team.", earlier=FIRST))
    assert re.search(r"\b(?:again|once more|another)\b", text)
    assert not re.search(r"(?i)\b(?:meet(?:ing)? you|first (?:meeting|conversation|talk)|introduc)", text)
