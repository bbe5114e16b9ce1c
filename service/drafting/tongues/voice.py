"""What every language offers the writer: phrases by role, and statements retold in the right person.

A *role* is what a sentence does in the mail (thanks, takeaway, offer…); a phrase is one way to say it, with named gaps
that facts fill. `role.formal` and `role.familiar` come before plain `role`. In a phrase `[a|b]` is a choice of words,
so that "If I can [ever |]be [useful to you|of use to you], just say so." is four wordings. Choices are not nested.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from service.drafting.language import Register
from service.drafting.notes import Statement


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks to whom, and how."""

    register: Register
    names: frozenset[str]
    """The contact's own names: they are "you"."""
    is_known_speaker: bool = True
    """False in a group where the note does not say whose words they are."""
    foreign: bool = False
    """The statement is in another language than the draft."""


@dataclass(frozen=True, slots=True)
class Retold:
    """A role and what fills its gaps."""

    role: str
    gaps: Mapping[str, str] = field(default_factory=dict)


Retell = Callable[[Statement, Voice], Retold | None]
Phrases = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language. `takeaway`, `offer`, `promise`, `observation` answer None for what they cannot say well."""

    phrases: Phrases
    takeaway: Retell
    offer: Retell
    promise: Retell
    observation: Retell
    styled: Phrases = field(default_factory=dict)
    report: Retell | None = None
    """What the person told the contact, to be repeated to them."""
    relax: Callable[[str], str] | None = None
    """A phrase with the short forms of speech."""

    def spoken(self, role: str, register: Register, style: str = "") -> tuple[str, ...]:
        """The phrases of a role, in the style asked for where the language has some; () = it cannot say this."""
        in_style = self.styled.get(f"{role}.{style}.{register}") or self.styled.get(f"{role}.{style}")
        return in_style or self.phrases.get(f"{role}.{register}") or self.phrases.get(role) or ()


_CHOICE = re.compile(r"\[([^\[\]]*)\]")


@cache
def _pieces(phrase: str) -> tuple[tuple[str, ...], ...]:
    """A phrase cut at its choices: "a [b|c] d" is (("a ",), ("b", "c"), (" d",))."""
    cut = _CHOICE.split(phrase)
    return tuple(tuple(piece.split("|")) if place % 2 else (piece,) for place, piece in enumerate(cut))


def count(phrase: str) -> int:
    """How many wordings a phrase has."""
    return math.prod(len(choices) for choices in _pieces(phrase))


def wording(phrase: str, number: int) -> str:
    """One wording of a phrase, counted from 0 and around."""
    said = []
    for choices in _pieces(phrase):
        number, place = divmod(number, len(choices))
        said.append(choices[place])
    return "".join(said)


def wordings(phrases: tuple[str, ...], seed: str) -> Iterator[str]:
    """Every wording once, phrase by phrase in turn, in an order of the seed's own: the same seed, the same order."""
    order = sorted(phrases, key=lambda phrase: _number(seed, phrase))
    for turn in range(max(map(count, phrases), default=0)):
        for phrase in order:
            if turn < count(phrase):
                yield wording(phrase, _number(seed, phrase) + turn * _stride(count(phrase)))


def _number(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("|".join(parts).encode()).digest()[:6])


@cache
def _stride(size: int) -> int:
    """A step that visits every wording before any twice, and changes several words at each."""
    step = max(1, round(size * 0.618))
    while math.gcd(step, size) != 1:
        step += 1
    return step
