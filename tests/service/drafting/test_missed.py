"""Somebody did not come and wrote since: they are called as the person called them, and their wish is taken up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from service.drafting.due import Due
from service.drafting.scene import Scene
from service.drafting.writing import prepare, write
from tests.service.drafting.alone import BEGINS, Talk, scene_of


def missed(wrote: str, greeting: str) -> Scene:
    """A German scene in which the other missed the talk and wrote two hours later."""
    scene = scene_of(Talk(number=0, name="Bernd Hofer", language="de"))
    first, answer = scene.mails
    asked = f"{greeting},\n\nich möchte Sie etwas fragen. Hätten Sie eine halbe Stunde Zeit?\n\nViele Grüße\nNoah"
    first = replace(first, text=asked, ending=asked)
    answer = replace(
        answer,
        text="Lieber Herr Klein,\n\ngern, das passt mir. Schicken Sie mir einen Termin.\n\nBernd Hofer",
        ending="Bernd Hofer",
    )
    late = replace(answer, message_id="<late@mail.example>", at=BEGINS + timedelta(hours=2), text=wrote)
    scene.interview.status, scene.interview.no_show_by = "no_show", "contact"
    return replace(scene, mails=(first, answer, late))


def test_a_wish_for_another_time_after_a_missed_talk_is_taken_up() -> None:
    scene = missed(
        "Lieber Herr Klein,\n\ndas ist mir unangenehm. Wollen wir es nächste Woche noch einmal versuchen?\n\nBernd Hofer",
        "Guten Morgen Herr Hofer",
    )
    due = Due(scene.recipient, "no_show_follow_up", "due", since=scene.end)
    found = write(scene, prepare(scene, due, BEGINS + timedelta(hours=3)), order=0)
    assert found.is_fit, found.failures
    assert found.composed is not None
    assert found.composed.greeting == "Guten Tag Herr Hofer"
    assert "nächste Woche" in found.composed.core
    assert found.composed.needs == ("times",)
