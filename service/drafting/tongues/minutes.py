"""How long a talk should be and how late somebody is, out of what the person typed; each language hands over its words."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Minutes:
    """One language's words for it."""

    length: re.Pattern[str]
    """A length, with `n` and perhaps `m` in figures."""
    beside: re.Pattern[str]
    """What may stand beside a length without saying anything more: by phone, at most."""
    late: re.Pattern[str]
    """A delay: `n` and `m` in figures, `word` before "minutes", or the `whole` in words."""
    before: re.Pattern[str]
    after: re.Pattern[str]
    """What leads to a delay and what ends it, and is no reason."""
    to: str
    minute: str


def length(words: Minutes, text: str) -> tuple[str, bool]:
    """How long the talk should be, in words, and whether the piece says nothing else; "" where it does not say."""
    found = words.length.search(text)
    if found is None:
        return "", False
    said = found[0].casefold()
    if found["n"]:
        said = f"{_range(words, found['n'], found['m'])} {words.minute}s"
    return said, not words.beside.sub("", text[: found.start()] + text[found.end() :])


def lateness(words: Minutes, text: str) -> tuple[str, str]:
    """How late, in words, and what else is said; "" where it is not said."""
    found = words.late.search(text)
    if found is None:
        alone = re.fullmatch(r"\s*(\d{1,3})\s*", text)
        return (f"{alone[1]} {words.minute}s", "") if alone else ("", text)
    rest = words.before.sub("", text[: found.start()]) + words.after.sub("", text[found.end() :])
    plural = "" if found["n"] == "1" else "s"
    count = found["word"] or _range(words, found["n"], found["m"])
    said = found["whole"] or f"{count} {words.minute}{plural}"
    return said.casefold(), rest.strip(" ,;.-–")


def _range(words: Minutes, least: str | None, most: str | None) -> str:
    return f"{least} {words.to} {most}" if most else least or ""
