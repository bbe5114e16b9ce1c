"""Whole notes as people jot them, read and retold: how many thank-yous hold what they have to and nothing they must not.

`notes/<language>.jsonl` was looked at while the readers of notes were made, and has a bar. `notes/untouched_*.jsonl` was
not: what it shows is what a stranger's notes come to. Nobody reads these; whoever does moves them to the others.
"""

from __future__ import annotations

from tests.recognition.table import Row, share
from tests.service.drafting.retelling import NOTES, faults, noted, thanked

BAR = 0.9
LANGUAGES = ("de", "en", "es", "fr")


def rows() -> list[Row]:
    """Two rows for each language: what was looked at, and what was not."""
    return [
        row
        for language in LANGUAGES
        for row in (_row(language, *measured(language)), _untouched(language, *measured(language, "untouched_")))
    ]


def measured(language: str, prefix: str = "") -> tuple[int, int]:
    """How many of a language's notes come out without a fault, and how many there are."""
    found = list(noted(NOTES / f"{prefix}{language}.jsonl"))
    whole = sum(not faults(one, thanked(one, number, language)) for number, one in enumerate(found))
    return whole, len(found)


def _row(language: str, whole: int, total: int) -> Row:
    return Row("notes", f"{language}: retold without a fault", share(whole, total), f"{BAR:.2f}", whole >= BAR * total)


def _untouched(language: str, whole: int, total: int) -> Row:
    return Row("notes", f"{language}: the same, of notes that nobody looked at", share(whole, total))
