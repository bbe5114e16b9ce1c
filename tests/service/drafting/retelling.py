"""Whole notes as people jot them, each with what a thank-you drawn from it has to hold and what it must never say.

`tests/drafts/notes/<language>.jsonl` has one note a line: `id`, `name` (who was spoken with), `note`, `takeaway` (groups
of words: one word of one group is enough; none = there is nothing to give back), `mine` (each a promise of the person:
one word of every group), `never` (words that would be a fault). The thank-you is worded without a database (`alone.py`),
so that hundreds of notes are read in seconds. `make eval notes` prints the figures.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.drafting.language import fold
from tests.service.drafting.alone import Talk, core

NOTES = Path(__file__).parents[2] / "drafts" / "notes"


@dataclass(frozen=True)
class Noted:
    """One note and what its thank-you is measured by. Words are compared folded, as parts of the text."""

    id: str
    name: str
    note: str
    takeaway: tuple[tuple[str, ...], ...] = ()
    mine: tuple[tuple[str, ...], ...] = ()
    never: tuple[str, ...] = ()


def noted(path: Path) -> Iterator[Noted]:
    """The notes of a file, in its order."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            value = json.loads(line)
            yield Noted(
                value["id"], value["name"], value["note"],
                tuple(map(tuple, value.get("takeaway", []))), tuple(map(tuple, value.get("mine", []))),
                tuple(value.get("never", [])),
            )  # fmt: skip


def thanked(one: Noted, number: int, language: str) -> str:
    """The thank-you's own words, without greeting and sign-off; "" when the gate let none pass."""
    return core(Talk(number, name=one.name, note=one.note, language=language))


def faults(one: Noted, text: str) -> list[str]:
    """What is missing from a text or must not be in it; nothing at all = a draft to be proud of, as far as words tell."""
    if not text:
        return ["no draft"]
    found = []
    if one.takeaway and not any(_has(text, group) for group in one.takeaway):
        found.append("no takeaway")
    found += [f"promise left out: {' / '.join(group)}" for group in one.mine if not _has(text, group)]
    return found + [f"says {word!r}" for word in one.never if _has(text, (word,))]


def _has(text: str, words: Sequence[str]) -> bool:
    return any(fold(word) in fold(text) for word in words)
