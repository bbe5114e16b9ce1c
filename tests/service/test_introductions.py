"""Who brings the person together with somebody: by words, or by telling each what the other is."""

from __future__ import annotations

import pytest

from service.introductions import brings_together

PAIR = ("Vikram Sethi", "Paloma Reyes")


@pytest.mark.parametrize(
    "text",
    [
        "Paloma, meet Vikram. Over to you two!",
        "Vikram, this is my niece Paloma. She finished her degree. Vikram is in the courthouse every day.",
        "Paloma ist Hebamme und überlegt zu studieren, Vikram hat genau das hinter sich.",
        "Paloma termine sa thèse et cherche sa voie. Vikram est interprète au tribunal.",
        "Vikram, te presento a Paloma, la socióloga de la que te hablé.",
    ],
)
def test_a_mail_to_two_that_tells_of_both_brings_them_together(text: str) -> None:
    assert brings_together(text, *PAIR)
    assert brings_together(text, *PAIR) in text


@pytest.mark.parametrize(
    "text",
    [
        "Vikram has the keys, see you at eight.",
        "Are you both coming on Sunday?",
        "Paloma, Vikram, the invoice is attached.",
        "",
    ],
)
def test_a_mail_that_happens_to_name_one_of_them_does_not(text: str) -> None:
    assert brings_together(text, *PAIR) == ""


def test_names_that_nobody_can_be_called_by_are_told_of_by_nobody() -> None:
    assert brings_together("He is here.", "", "A") == ""
