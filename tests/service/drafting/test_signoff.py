"""The person's own sign-off, learned from the ends of mails they sent."""

from __future__ import annotations

import pytest

from service.drafting import signoff


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("Thank you for this.\n\nBest,\nMaya", "Best,\nMaya"),
        ("Bis dann!\n\nViele Grüße\nMaya Castellanos", "Viele Grüße\nMaya Castellanos"),
        ("See you there. \n\nMaya", "Maya"),
        ("Talk on Monday.\n\nBest,\nMaya\n-- \nMaya Castellanos\nPlanner, Harborline", "Best,\nMaya"),
        ("I asked Maya and she said yes.", ""),
        ("Best,\nSomebody Else", ""),
        ("", ""),
    ],
)
def test_closing_and_name_are_taken_as_they_stand(ending: str, expected: str) -> None:
    assert signoff.of_mail(ending, "Maya Castellanos") == expected


def test_the_most_frequent_way_of_signing_wins() -> None:
    endings = ["Maya", "x\n\nBest,\nMaya", "y\n\nBest,\nMaya"]
    assert signoff.learned(endings, "Maya Castellanos") == "Best,\nMaya"


def test_without_a_name_nothing_is_learned() -> None:
    assert signoff.learned(["Best,\nMaya"], "") == ""
