"""Whole notes as people jot them, read and retold: how many thank-yous hold what they have to and nothing they must not."""

from __future__ import annotations

from tests.recognition.table import Row, share
from tests.service.drafting.retelling import NOTES, faults, noted, thanked

BAR = 0.9
LANGUAGES = tuple(sorted(path.stem for path in NOTES.glob("*.jsonl")))


def rows() -> list[Row]:
    """One row for each language."""
    return [_row(language, *measured(language)) for language in LANGUAGES]


def measured(language: str) -> tuple[int, int]:
    """How many of a language's notes come out without a fault, and how many there are."""
    found = list(noted(NOTES / f"{language}.jsonl"))
    whole = sum(not faults(one, thanked(one, number, language)) for number, one in enumerate(found))
    return whole, len(found)


def _row(language: str, whole: int, total: int) -> Row:
    return Row("notes", f"{language}: retold without a fault", share(whole, total), f"{BAR:.2f}", whole >= BAR * total)
