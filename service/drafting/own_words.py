"""Keeps a draft from copying a note: no run of more than eight words is taken from it (issue 6, compose).

`in_own_words` changes small words that do not change the meaning, then leaves off a subordinate end; where neither
helps it answers None and the thing is not said in this way. Pure; facts and their keywords stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from service.drafting import english

MOST_COPIED = 8
_ROUNDS = 8
_WORD = re.compile(r"[\w'’]+")
Swap = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _with_subject(found: re.Match[str]) -> str:
    base = english.base_of(found["verb"])
    return f"before I {base}" if base else found[0]


def _swaps(*pairs: tuple[str, str]) -> tuple[Swap, ...]:
    return tuple((re.compile(rf"\b{pattern}\b"), new) for pattern, new in pairs)


SWAPS: dict[str, tuple[Swap, ...]] = {
    "en": (
        (re.compile(r"\bbefore (?P<verb>\w+ing)\b"), _with_subject),
        *_swaps(
            ("anyone", "anybody"), ("anybody", "anyone"), ("someone", "somebody"), ("somebody", "someone"),
            ("everyone", "everybody"), ("everybody", "everyone"), ("instead of", "rather than"),
            (r"rather than(?= \w+ing\b| an? | the )", "instead of"), ("because(?! of)", "since"), ("talk to", "talk with"),
            ("a lot of", "plenty of"), ("lots of", "plenty of"), ("start with", "begin with"), ("to start", "to begin"),
            ("maybe", "perhaps"), ("big", "large"), ("in order to", "to"), ("so that", "so"), ("people who", "those who"),
            ("whether", "if"), ("from the start", "from the beginning"), ("usually", "mostly"), (", but", ", though"),
            ("do not", "don’t"), ("(?:don['’]t)", "do not"), ("(?:isn['’]t)", "is not"), ("(?:doesn['’]t)", "does not"),
            ("(?:can['’]t)", "cannot"), ("(?:won['’]t)", "will not"), ("(?<=[a-z])['’]re", " are"), ("(?<=[a-z])['’]ll", " will"),
            ("(?:really|very|actually|just|simply|basically|quite) ", ""), ("at first", "in the beginning"),
            ("all the", "all of the"),
        ),
    ),
}  # fmt: skip
_ENDS = {
    "en": (
        re.compile(r",? (?=(?:before|after|when|while|because|since|so|as|where|which|whereas|although|though|without|and then)\b)|, "),
        re.compile(r" (?=(?:and|rather than|instead of|by \w+ing|in|at|on|from|for|with)\b)"),
    ),
    "": (re.compile(r", "),),
}  # fmt: skip
_DEPENDS = re.compile(r"(?i)\b(?:unless|if|except|until|only|but|not)\b")
"""What may not be left off: without it the rest says something else."""
_SHORTEST = 3


def copied(text: str, sources: Iterable[str]) -> tuple[int, int] | None:
    """Where a run of more than eight words stands that a source has too: its first and last character; None = nowhere."""
    spans = [found.span() for found in _WORD.finditer(text)]
    own = [text[start:end].casefold() for start, end in spans]
    for source in sources:
        held = _joined(word.casefold() for word in _WORD.findall(source))
        length = MOST_COPIED + 1
        for first in range(len(own) - MOST_COPIED):
            if _joined(own[first : first + length]) not in held:
                continue
            while first + length < len(own) and _joined(own[first : first + length + 1]) in held:
                length += 1
            return spans[first][0], spans[first + length - 1][1]
    return None


def _joined(found: Iterable[str]) -> str:
    return f" {' '.join(found)} "


def in_own_words(text: str, sources: Iterable[str], language: str) -> str | None:
    """The text with no run of more than eight words in common with a source; None when that cannot be had."""
    held = tuple(sources)
    for _ in range(_ROUNDS):
        run = copied(text, held)
        if run is None:
            return text
        changed = _swapped(text, run, language) or _shortened(text, run, language)
        if not changed:
            return None
        text = changed
    return text if copied(text, held) is None else None


def _swapped(text: str, run: tuple[int, int], language: str) -> str:
    """One small word changed, the one nearest to the middle of the run; "" when there is none."""
    middle = sum(run) / 2
    found = [
        (abs(match.start() - middle), match.start(), match.end(), match.expand(new) if isinstance(new, str) else new(match))
        for pattern, new in SWAPS.get(language, ())
        for match in pattern.finditer(text, *run)
    ]  # fmt: skip
    changed = [(start, end, new) for _, start, end, new in sorted(found) if text[start:end] != new]
    return text[: changed[0][0]] + changed[0][2] + text[changed[0][1] :] if changed else ""


def _shortened(text: str, run: tuple[int, int], language: str) -> str:
    """Without its end, from a subordinate clause on, else from a preposition on; "" when too little would be left."""
    for boundary in _ENDS.get(language, _ENDS[""]):
        for cut in reversed([found.start() for found in boundary.finditer(text, *run)]):
            is_enough = len(_WORD.findall(text[:cut])) >= _SHORTEST
            if is_enough and not _DEPENDS.search(text[cut:]):
                return text[:cut]
    return ""
