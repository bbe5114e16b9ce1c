"""Does a mail bring the person together with somebody else? Said outright ("meet Dana"), or shown by how it is written:
to the two of them alone, and of each it tells what they are, as one speaks of a third ("Rahel ist Hebamme, Dragana hat
genau das hinter sich").
"""

from __future__ import annotations

import re
import unicodedata

from service import names, speech

_SAYS = (
    r"is|was|has|had|did|does|works?|worked|started|studied|studies|went|made|knows?|runs?|wants?|would|just|came|left|moved|finished|finishes"
    r"|ist|war|hat|beendet|hatte|macht|arbeitet|studiert|kennt|leitet|will|möchte|überlegt|sucht|kam|ging"
    r"|est|était|fait|termine|finit|travaille|connaît|cherche|dirige|veut|voudrait|vient"
    r"|es|era|hizo|termina|hace|trabaja|lleva|conoce|quiere|busca|estudia|estuvo|viene|tiene"
)
_PRESENTED = (
    r"(?:this is|here is|hier ist|das ist|voici|c'est|est[ae] es|le presento a|te presento a)\W+(?:\w+\W+){0,3}"
)


_LIKELY, _LIKELY_OF_ONE = 0.4, 0.25
"""How likely a sentence introduces by its wording: where nobody is told of, and where one of them is."""


def brings_together(text: str, one: str, other: str) -> str:
    """The words by which a mail to these two brings them together, "" when it does not."""
    said = next((act.quote for act in speech.acts(text) if act.what == "introduces"), "")
    if said:
        return said
    told = [_told_of(text, name) for name in (one, other)]
    if all(told):
        return told[0]
    reading = next((found for found in speech.reads(text) if found.act == "introduces"), None)
    likelihood = reading.likelihood if reading else 0.0
    is_likely = likelihood >= (_LIKELY_OF_ONE if any(told) else _LIKELY)
    return reading.quote if reading is not None and is_likely else ""


def _told_of(text: str, name: str) -> str:
    """The sentence that tells what somebody is, "" when none does."""
    called = names.first_name(name)
    if len(called) < 2:
        return ""
    word = re.escape(_folded(called))
    pattern = re.compile(rf"\b{word}\b(?:\W+\w+){{0,1}}\W+(?:{_SAYS})\b|{_PRESENTED}{word}\b", re.IGNORECASE)
    return next((one[: speech.QUOTE] for one in speech.sentences(text) if pattern.search(_folded(one))), "")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFC", text)
    return plain.replace("\u2019", "'")
