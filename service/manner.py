"""How the person writes, as features of single mails and edits, and what these come to. Pure; holds none of their words.

A *sign* is one feature seen once: how a mail of theirs greets, how long it is, whether it says "I'm"; which kind of
sentence they took out of a draft of ours, what they put in its place. A *habit* is what enough signs agree on, whatever
their order. What the person chose in the settings goes before any habit, and what they forgot counts no more.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

GREETING, SHORT_FORMS, THANKS, LENGTH, ROLE, PHRASE, OPENING, CLOSING = (
    "greeting", "short_forms", "thanks", "length", "role", "phrase", "opening", "closing",
)  # fmt: skip
LEAST_MAILS, AGREE = 5, 0.7
"""So many mails of a language, of which such a share agrees, make a habit."""
LEAST_EDITS = {GREETING: 2, ROLE: 2, PHRASE: 2, OPENING: 3, CLOSING: 3}
"""So many drafts changed alike make one."""
SHORT = 60
"""Words below which the person writes short mails."""
_FEWEST_WORDS = 8
_GREETINGS = {
    "en": ("hi", "hello", "dear", "hey"),
    "de": ("hallo", "liebe", "lieber", "guten tag", "sehr geehrte", "sehr geehrter", "hi", "moin"),
    "fr": ("bonjour", "cher", "chère", "salut", "bonsoir"),
    "es": ("hola", "estimada", "estimado", "querida", "querido", "buenos días", "buenas"),
}
_SHORT = re.compile(r"(?i)\b(?:i|you|we|it|that|there)'(?:m|d|ll|ve|s|re)\b|n't\b")
_FULL = re.compile(r"(?i)\b(?:i am|i will|i have|i would|it is|that is|do not|did not|cannot|we are|is not)\b")
_THANKS = {"thank you": re.compile(r"(?i)\bthank you\b"), "thanks": re.compile(r"(?i)\bthanks\b(?! to\b)")}
_STRAIGHT = str.maketrans({"’": "'"})


@dataclass(frozen=True, slots=True)
class Sign:
    """One feature, seen once: in a mail of the person's own (`source` mail), or in an edit of ours (`source` edit)."""

    source: str
    language: str
    what: str
    value: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Habit:
    """What enough signs agree on."""

    language: str
    what: str
    value: str
    seen: int
    of: int
    """In so many of so many mails; for edits both count the drafts that were changed so."""
    source: str

    @property
    def key(self) -> str:
        """What it is forgotten by."""
        return "|".join((self.source, self.language, self.what, self.value if self.source == "edit" else ""))


@dataclass(frozen=True, slots=True)
class Manner:
    """What habits come to, for the writing of drafts. Empty fields: no habit."""

    habits: tuple[Habit, ...] = ()
    greetings: Mapping[str, str] = field(default_factory=dict)
    """The greeting word by language."""
    lengths: Mapping[str, str] = field(default_factory=dict)
    """short, by language."""
    uses_short_forms: bool | None = None
    says_thanks: bool = False
    """English: "Thanks" rather than "Thank you"."""
    leaves_out: frozenset[tuple[str, str]] = frozenset()
    """(language, role) of sentences that the person takes out."""
    never: tuple[str, ...] = ()
    """Phrases of ours that the person takes out."""
    added: tuple[tuple[str, str, str], ...] = ()
    """(language, opening or closing, digest) of a sentence that the person adds."""


def features(text: str, language: str) -> dict[str, str]:
    """How one mail of the person's own is written, by feature; {} for one that is too short to tell."""
    count = len(text.split())
    if count < _FEWEST_WORDS or language not in _GREETINGS:
        return {}
    plain = text.translate(_STRAIGHT)
    found = {LENGTH: str(count), GREETING: _greeting(plain, language)}
    if language == "en":
        short, full = len(_SHORT.findall(plain)), len(_FULL.findall(plain))
        found |= {SHORT_FORMS: "yes" if short > full else "no"} if short or full else {}
        said = [name for name, pattern in _THANKS.items() if pattern.search(plain)]
        found |= {THANKS: said[0]} if len(said) == 1 else {}
    return {what: value for what, value in found.items() if value}


def _greeting(text: str, language: str) -> str:
    line = unicodedata.normalize("NFC", text.strip().split("\n", 1)[0].casefold())
    named = [word for word in _GREETINGS[language] if re.match(rf"{word}\b", line)]
    # A first line that goes on is no greeting: "Hi, just a line to say …".
    return max(named, key=len).capitalize() if named and len(line.split()) <= _GREETING_WORDS else ""


_GREETING_WORDS = 7


# --- from signs to habits -------------------------------------------------------------------------------------------


def learn(signs: Iterable[Sign], forgotten: Mapping[str, datetime]) -> Manner:
    """What the signs come to. `forgotten`: by a habit's key (or "all") until when signs count no more."""
    by_kind: dict[tuple[str, str, str], list[Sign]] = defaultdict(list)
    for sign in signs:
        by_kind[sign.source, sign.language, sign.what].append(sign)
    habits: list[Habit] = []
    for (source, language, what), found in sorted(by_kind.items()):
        if source == "mail":
            habits += _of_mails(language, what, _still(found, f"mail|{language}|{what}|", forgotten))
        else:
            habits += _of_edits(language, what, found, forgotten)
    return _manner(tuple(habits))


def _still(found: Iterable[Sign], key: str, forgotten: Mapping[str, datetime]) -> list[Sign]:
    until = [forgotten[one] for one in (key, "all") if one in forgotten]
    return [sign for sign in found if not until or sign.at > max(until)]


def _of_mails(language: str, what: str, found: list[Sign]) -> list[Habit]:
    if len(found) < LEAST_MAILS:
        return []
    if what == LENGTH:
        middle = median(int(sign.value) for sign in found)
        return [Habit(language, what, "short", len(found), len(found), "mail")] if middle < SHORT else []
    value, seen = Counter(sign.value for sign in found).most_common(1)[0]
    return [Habit(language, what, value, seen, len(found), "mail")] if seen >= AGREE * len(found) else []


def _of_edits(language: str, what: str, found: list[Sign], forgotten: Mapping[str, datetime]) -> list[Habit]:
    values: dict[str, int] = {}
    for value in sorted({sign.value for sign in found}):
        same = [sign for sign in found if sign.value == value]
        values[value] = len(_still(same, f"edit|{language}|{what}|{value}", forgotten))
    enough = {value: seen for value, seen in values.items() if seen >= LEAST_EDITS[what]}
    if what in {GREETING, OPENING, CLOSING} and enough:
        best = max(enough, key=lambda value: (enough[value], value))
        enough = {best: enough[best]}
    return [Habit(language, what, value, seen, seen, "edit") for value, seen in enough.items()]


def _manner(habits: tuple[Habit, ...]) -> Manner:
    # What was put into a draft of ours says more than how mails to others begin: edits come after mails here.
    ordered = sorted(habits, key=lambda one: one.source == "edit")
    english = {one.what: one.value for one in habits if one.source == "mail" and one.language == "en"}
    return Manner(
        habits=habits,
        greetings={one.language: one.value for one in ordered if one.what == GREETING},
        lengths={one.language: one.value for one in ordered if one.what == LENGTH},
        uses_short_forms={"yes": True, "no": False}.get(english.get(SHORT_FORMS, "")),
        says_thanks=english.get(THANKS) == "thanks",
        leaves_out=frozenset((one.language, one.value) for one in habits if one.what == ROLE),
        never=tuple(one.value for one in habits if one.what == PHRASE),
        added=tuple((one.language, one.what, one.value) for one in habits if one.what in {OPENING, CLOSING}),
    )
