"""What scribbled notes say of the meeting itself, in four languages; and what they say of other people's meetings."""

from __future__ import annotations

from pathlib import Path

import pytest

from service import noted

SAID = [line.split("\t") for line in Path(__file__).with_name("noted.tsv").read_text(encoding="utf-8").splitlines()]


def test_what_a_note_says_of_its_meeting_is_read_in_four_languages() -> None:
    wrong = [(text, noted.verdict(text)[0], wanted) for wanted, text in SAID if noted.verdict(text)[0] != wanted]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "Her flight was cancelled so we did it on the phone. Tip: start small.",
        "I missed the name of the tool, ask again. Great talk about grants.",
        "He told me nobody came to his first class. Keep going, he says.",
        "She didn't join the firm until 2015, was a nurse before.",
        "I forgot to ask about the exam.",
        "They moved the lab to Leeds last year; half the team did not come along.",
        "sie hat ihr Studium abgebrochen und niemand hat es ihr übel genommen",
        "Il n'a pas répondu à la question du salaire, tant mieux.",
        "No se arrepiente de haber dejado el banco.",
    ],
)
def test_words_about_something_else_leave_the_meeting_held(text: str) -> None:
    assert noted.verdict(text)[0] == noted.HELD


def test_the_words_that_say_so_are_the_evidence() -> None:
    assert noted.verdict("Rang twice. No Ruairí, no message.") == (noted.ABSENT, "No Ruairí, no message.")
