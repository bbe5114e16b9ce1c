"""What changed between two texts, word by word, for people who read and people who listen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORDS_AT_MOST = 4000
"""Beyond that the whole text is shown as replaced: comparing takes time that grows with the square."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "out", "in"]
    text: str


def differences(before: str, after: str) -> list[Difference]:
    """The stretches in order of reading; what went stands before what came in its place."""
    old, new = _pieces(before), _pieces(after)
    if len(old) + len(new) > _WORDS_AT_MOST:
        return _stretches(before, after)
    found: list[Difference] = []
    for kind, *(a, b, c, d) in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        found += (
            [Difference("same", "".join(old[a:b]))]
            if kind == "equal"
            else _stretches("".join(old[a:b]), "".join(new[c:d]))
        )
    return found


def _stretches(out: str, came: str) -> list[Difference]:
    gone = [Difference("out", out)] if out else []
    return [*gone, Difference("in", came)] if came else gone


def _pieces(text: str) -> list[str]:
    """Words with the space after them, so that joining them gives the text again."""
    return re.findall(r"\S+\s*|^\s+", text.replace("\r\n", "\n"))
