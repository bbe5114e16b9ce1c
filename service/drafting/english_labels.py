"""English: whether the first words of a note only say whose it is: a trade, a field, how the talk was.

"Dry stone waller.", "Trade compliance.", "Really warm conversation.": nobody said that, so no thank-you gives it back. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from service.drafting import english, sayable
from service.drafting.english_notes import is_of_the_talk, written_out

_TITLE = re.compile(
    r"(?i)\b(?!(?:paper|dinner|weather|letter|order|matter|answer|winter|summer|water|power|career|chapter|counter|colou?r|error|door|floor|river|corner|offer|number|computer|"
    r"member|other|never|better|rather|under|over|after|ever|super|later|whether|either|together|faster|slower|harder|longer|earlier|cheaper|easier|bigger|smaller|fewer|first|"
    r"test|best|most|last|list|artist|cost|trust|past|rest|west|east|breakfast|client|patient|student|parent|moment|document|important|plant|grant|want|apparent|restaurant|master|manner|paper|layer|buffer|hammer|user|customer|car|year|near|clear|bar|semester|quarter|register|newsletter|folder|printer|poster|filter|slider|for|or|nor|floor|poor)\b)"
    r"\w+(?:er|or|ist|ian|eer|ant|ent|wright|man|woman|person|smith|herd|keeper)\b|\b(?:lead|chief|head of|director|nurse|medic|ops|rep|unit|prof|professor|vet|lawyer|chef|judge|clerk|agent|coach|pilot|warden|office|department|alumn\w+|daughter|programme|lab|therapy|conversation|lady|guy|person|chat|call)\b"
)
"""What ends like somebody's trade."""


def is_label(text: str) -> bool:
    """Whether a note's first words are no more than whose they are: a trade, a field, how it was ("Really warm conversation")."""
    said = written_out(text)
    found = re.findall(r"[\w'’-]+", said)
    if (
        not found
        or len(found) > _MOST_OF_A_LABEL
        or re.search(r"[:\"“?]|\s[–—-]\s|(?i:\b(?:she|he|they|i|you|not|never|always|before|over|first|than)\b)", said)
    ):
        return False
    lowered = [word.casefold() for word in found]
    if any(english.is_always_finite(word) for word in lowered) or sayable.is_clause(said):
        return False
    is_trade = lowered[0] in _TRADES_THAT_ARE_VERBS and lowered[1:2] in (["for"], ["of"], ["at"], ["in"])
    is_urged = sayable.is_doable(said) and len(found) > 1 and sayable.has_companion(found) and not is_trade
    return not is_urged and (
        bool(_TITLE.search(said)) or is_trade or (len(found) <= _SHORT_LABEL and not _SMALL.intersection(lowered))
    )


_MOST_OF_A_LABEL, _SHORT_LABEL = 9, 4
_TRADES_THAT_ARE_VERBS = frozenset(
    "coach guide cook nurse pilot judge model host train tailor captain clerk counsel research design".split()
)
_SMALL = english.CONNECTED | frozenset(
    "the a an one two three every each no any some show be it all more most best good bad early late".split()
)


_Piece = TypeVar("_Piece")
_LABELS = 3
"""Pieces of a note that may be labels before it begins."""


def without(pieces: list[_Piece], texts: Sequence[str]) -> list[_Piece]:
    """The pieces of a note, each with its text, without the first ones that are labels."""
    for place, text in enumerate(texts[:_LABELS]):
        if not is_label(text) and not is_of_the_talk(text):
            return [
                *(one for one, said in zip(pieces[:place], texts, strict=False) if not is_label(said)),
                *pieces[place:],
            ]
    return pieces[_LABELS:] if len(pieces) > _LABELS else pieces
