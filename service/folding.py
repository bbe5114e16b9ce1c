"""Texts made comparable for finding: lower case, without accents, ligatures and doubled spaces. Never shown."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "’": "'"})


def fold(text: str) -> str:
    """The text as it is searched: "Łukasz  GRÖẞER" becomes "lukasz grosser"."""
    if not text:
        return ""
    plain = text.casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
        plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.replace("\x00", "").split())
