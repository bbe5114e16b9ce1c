"""Cuts a dictated French or Spanish sentence into the things it says; what begins a new one, each language tells.

Every piece stands in the note as it is, so that it can be quoted. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DASHES = re.compile(r"\s[-–—/]\s")
"""Two and more of them make a list in one line."""


@dataclass(frozen=True, slots=True)
class Joints:
    """Where one language's sentences come apart."""

    breath: re.Pattern[str]
    """Where somebody new begins to do something."""
    confided: re.Pattern[str]
    """What somebody confided: it goes as far as its sentence."""
    resumed: re.Pattern[str]
    """What was spoken of (`before`, `thing`) and is given then: "ma démo, je la lui envoie lundi"."""
    asked_for: re.Pattern[str]
    """A beginning that only asks for the thing."""


def breaths(text: str, joints: Joints) -> list[str]:
    """The pieces of one sentence, in its order."""
    if len(_DASHES.findall(text)) > 1:
        return [breath for piece in _DASHES.split(text) if piece.strip() for breath in breaths(piece, joints)]
    if joints.confided.search(text):
        return [text]
    again = joints.resumed.match(re.sub(r"[’ʼ]", "'", text))
    if again:
        whole = not again["before"] or joints.asked_for.match(again["before"])
        return [text] if whole else [text[: again.end("thing")], text[again.start("thing") :]]
    return [piece.strip(" ,") for piece in joints.breath.split(text) if piece.strip(" ,")]
