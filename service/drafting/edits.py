"""What the person changes in a draft of ours before it goes out, as signs: the kind of sentence they take out, a phrase of
ours that they replace, another greeting, a sentence of their own at the beginning or the end.

Pure: two texts in, features out. A sentence of the person's own is known by a digest alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache

from service import manner
from service.drafting.language import fold, words
from service.drafting.privacy import sentences
from service.drafting.tongues import TONGUES

ROLES = ("return", "posted", "glad", "next", "path")
"""Kinds of sentences that a draft can do without, by the beginning of their roles' names."""
_ALIKE = 0.6
_PHRASE_WORDS = (2, 5)
_LONG_FORMS = (
    (re.compile(r"(?i)\bI['’]m\b"), "I am"), (re.compile(r"['’]ll\b"), " will"), (re.compile(r"['’]ve\b"), " have"),
    (re.compile(r"['’]d\b"), " would"), (re.compile(r"['’]re\b"), " are"), (re.compile(r"(?i)\bit['’]s\b"), "it is"),
    (re.compile(r"(?i)\bcan['’]t\b"), "cannot"), (re.compile(r"n['’]t\b"), " not"),
)  # fmt: skip

Found = tuple[str, str]
"""What and value of one sign (see `manner`)."""


def signs(proposed: str, sent: str, language: str) -> list[Found]:
    """What the change from our text to the person's shows; [] for equal texts or a wholly new one."""
    ours, theirs = _parts(proposed), _parts(sent)
    if proposed == sent or len(ours) < 2 or len(theirs) < 2:
        return []
    kept = [line for line in ours[1:-1] if _match(line, theirs)]
    if not kept:
        return []
    found = {*_greeting(ours[0], theirs[0]), *_taken_out(ours, theirs, language)}
    return sorted({*found, *_replaced(ours, theirs, sent, language), *_added(ours, theirs)})


def digest(sentence: str) -> str:
    """By what a sentence of the person's own is known again."""
    return hashlib.sha256(" ".join(words(fold(sentence))).encode()).hexdigest()[:16]


def own_sentence(text: str, what: str, known_as: str) -> str:
    """The opening or closing of that digest in a text the person wrote; "" where it is not there."""
    parts = _parts(text)
    place = {manner.OPENING: 1, manner.CLOSING: -2}[what]
    return parts[place] if len(parts) > 2 and digest(parts[place]) == known_as else ""


def _parts(text: str) -> list[str]:
    """Greeting, sentences, and the sign-off as one."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    if len(blocks) < 2:
        return []
    middle = [block[span.start : span.end].strip() for block in blocks[1:-1] for span in sentences(block)]
    return [blocks[0], *middle, blocks[-1]]


def _match(line: str, among: list[str]) -> str:
    """The sentence that is this one, perhaps changed; "" if none is."""
    likest = max(among, key=lambda other: _likeness(line, other), default="")
    return likest if likest and _likeness(line, likest) >= _ALIKE else ""


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold().split(), other.casefold().split(), autojunk=False).ratio()


def _greeting(ours: str, theirs: str) -> Iterator[Found]:
    before, after = (_word(line) for line in (ours, theirs))
    if after and after != before:
        yield manner.GREETING, after


def _word(line: str) -> str:
    """What a greeting begins with, without the name: "Hi", "Guten Tag"."""
    found = re.match(r"(?P<words>(?:[^\W\d_]+ ?){1,2}?)(?= [^\W\d_][\w'’.-]*(?: [\w'’.-]+){0,4}[,:]?$)", line)
    return found["words"].strip().capitalize() if found else ""


def _taken_out(ours: list[str], theirs: list[str], language: str) -> Iterator[Found]:
    for line in ours[1:-1]:
        if not _match(line, theirs) and (role := _role_of(line, language)):
            yield manner.ROLE, role


def _role_of(line: str, language: str) -> str:
    """Which kind of sentence of ours it is; "" for one that says what only this draft says."""
    plain = line
    for short, full in _LONG_FORMS:
        plain = short.sub(full, plain)
    return next((role for role, pattern in _patterns(language) if pattern.fullmatch(plain)), "")


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for name, phrases in TONGUES[language].phrases.items():
        role = next((role for role in ROLES if re.match(rf"{role}(?:[_.]|$)", name)), "")
        if role:
            found.append((role, re.compile("|".join(map(_as_pattern, phrases)), re.IGNORECASE)))
    return tuple(found)


def _as_pattern(phrase: str) -> str:
    """A phrase with its choices and gaps as a pattern."""
    escaped = re.escape(phrase)
    escaped = re.sub(r"\\\{\w+\\\}", ".*?", escaped)
    chosen = re.sub(r"\\\[(.*?)\\\]", lambda choice: f"(?:{choice[1].replace(chr(92) + '|', '|')})", escaped)
    return f"(?:{chosen})"


def _replaced(ours: list[str], theirs: list[str], sent: str, language: str) -> Iterator[Found]:
    """Words of our own wording that are in no sentence any more, where the sentence itself stayed."""
    there = f" {' '.join(words(fold(sent)))} "
    for line in ours[1:-1]:
        other = _match(line, theirs)
        if not other or other == line:
            continue
        before, after = line.split(), other.split()
        for what, start, end, _, _ in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            run = words(fold(" ".join(before[start:end])))
            is_ours = _PHRASE_WORDS[0] <= len(run) <= _PHRASE_WORDS[1] and set(run) <= _wording(language)
            if what != "equal" and is_ours and f" {' '.join(run)} " not in there:
                yield manner.PHRASE, " ".join(run)


@cache
def _wording(language: str) -> frozenset[str]:
    """Every word of our phrases."""
    return frozenset(
        fold(word) for phrases in TONGUES[language].phrases.values() for phrase in phrases for word in words(phrase)
    )


def _added(ours: list[str], theirs: list[str]) -> Iterator[Found]:
    for what, place in ((manner.OPENING, 1), (manner.CLOSING, -2)):
        line = theirs[place] if len(theirs) > 2 else ""
        if line and not _match(line, ours):
            yield what, digest(line)
