"""What every language offers the writer: phrases by role, and statements retold in the right person.

A *role* is what a sentence does in the mail (thanks, takeaway, offer…); a phrase is one wording of it with named gaps
that facts fill. `role.formal` and `role.familiar` come before plain `role`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

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

    def phrase(self, role: str, register: Register, choice: int, style: str = "") -> str:
        """One wording of a role, in the style asked for where the language has one."""
        in_style = self.styled.get(f"{role}.{style}.{register}") or self.styled.get(f"{role}.{style}")
        found = in_style or self.phrases.get(f"{role}.{register}") or self.phrases.get(role) or ()
        return found[choice % len(found)] if found else ""
