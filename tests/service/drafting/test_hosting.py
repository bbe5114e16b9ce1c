"""What a host's own note becomes in a mail to the guest: what was seen, what was promised, and to whom "she" refers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.drafting.due import Due
from service.drafting.writer import Composed
from service.drafting.writing import prepare, write
from tests.service.drafting.alone import BEGINS, Talk, scene_of


def hosted(note: str, language: str = "en") -> Composed:
    """The follow-up of a host who noted this."""
    scene = scene_of(Talk(number=4, note=note, language=language))
    scene.interview.role = "host"
    due = Due(scene.recipient, "host_follow_up", "due", since=scene.end)
    found = write(scene, prepare(scene, due, BEGINS + timedelta(days=4, hours=2)), order=0)
    assert found.is_fit
    assert found.composed is not None
    return found.composed


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("Lights up when she talks about maps.", "you light up when you talk about maps"),
        ("Lit up when she talked about her aunt's boat, less about the dock.", "you lit up when you talked about your aunt's boat"),
        ("I said I'd check with Omar whether she can shadow him.", "check with Omar whether you can shadow him"),
        ("I'll ask Dana whether she could spare her half an hour.", "ask Dana whether she could spare you half an hour"),
        ("Promised an introduction to Hanna.", "introduce you to Hanna"),
    ],
)  # fmt: skip
def test_a_host_speaks_to_the_guest(note: str, said: str) -> None:
    assert said in hosted(note).core


def test_a_day_belongs_to_the_promise_and_not_to_the_thing() -> None:
    assert "guide by Friday:" not in hosted("Owe her our onboarding guide by Friday.").core
    assert "by Friday" in hosted("Owe her our onboarding guide by Friday.").core


@pytest.mark.parametrize(
    ("note", "needs"),
    [
        ("I said I'd dig out the room template for her.", ("promised_material",)),
        ("I'll forward the internship page.", ("promised_material",)),
        ("I'll ask Dana whether she could spare her half an hour.", ()),
    ],
)
def test_what_was_promised_has_to_be_at_hand(note: str, needs: tuple[str, ...]) -> None:
    assert hosted(note).needs == needs


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("Richtig wach wurde sie, als es um Licht ging.", "dass du richtig wach wurdest, als es um Licht ging"),
        ("Sie lebte auf, als wir über Karten sprachen.", "dass du auflebtest, als wir über Karten sprachen"),
        (
            "Ich habe versprochen, ihr die Liste zu schicken, und ich frage Renzo, ob sie zuschauen kann.",
            "Renzo fragen",
        ),
    ],
)
def test_a_german_host_says_when_it_was_and_keeps_both_promises(note: str, said: str) -> None:
    assert said in hosted(note, "de").core
