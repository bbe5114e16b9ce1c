"""What came of an earlier meeting's advice, when the notes of this one say so.

"Keep a decision journal" stands in the notes of the first meeting, "Told her the journal is at page 60" in those of the
second: the second draft can report it. Without such words nothing is reported. Pure.
"""

from __future__ import annotations

from dataclasses import replace

from service.drafting.forms import FORMS
from service.drafting.language import content_stems
from service.drafting.material import Given, names_at, read_notes
from service.drafting.notes import Statement
from service.drafting.scene import Quote, Scene

_ADVISED = frozenset({"advice", "point", "noun", "activity"})


def what_came_of_it(scene: Scene) -> Given | None:
    """What the person told the contact about something that an earlier meeting's notes hold; None = nothing."""
    held = [content_stems(statement.text) for _, statement in read_notes(scene, scene.earlier) if _is_advice(statement)]
    names = frozenset().union(*(content_stems(name) for known in names_at(scene).values() for name in known))
    for note, statement in read_notes(scene, scene.notes):
        text = _told(statement) if statement.kind == "told" and not statement.is_unsayable else ""
        if text and any((stems - names) & content_stems(text) for stems in held):
            return Given(replace(statement, text=text), Quote(note.source, statement.quote, is_after=True))
    return None


def _is_advice(statement: Statement) -> bool:
    return statement.kind in _ADVISED and not statement.is_unsayable


def _told(statement: Statement) -> str:
    """What was told, without "told her that"."""
    found = FORMS[statement.language].told.match(statement.text)
    return (found["rest"] or "").strip(" ,:") if found else ""
