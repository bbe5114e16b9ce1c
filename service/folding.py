"""Texts made comparable for finding: lower case, without accents, ligatures and doubled spaces. Never shown."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "’": "'"})
_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """The text as it is searched: "Łukasz  GRÖẞER" becomes "lukasz grosser"."""
    plain = text.casefold().translate(_LETTERS)
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _SPACE.sub(" ", plain.replace("\x00", "")).strip()
