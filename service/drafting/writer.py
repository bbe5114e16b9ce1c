"""A draft's parts and the pen that writes them: sentences with their quotes, wordings chosen without chance.

`Composed` is a finished text in its parts; `Writer` words one role after another for one recipient. The choice of a
wording is a fixed function of whom, what and which meeting, and of what was written before it (`memory.py`): a replay
writes the same text, another meeting another one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice

from service.drafting import timing
from service.drafting.evidence import Quote, Scene
from service.drafting.language import STOP_WORDS, content_stems, words
from service.drafting.material import Given, Material, their_zone
from service.drafting.memory import NOTHING, Memory
from service.drafting.own_words import in_own_words
from service.drafting.tongues import TONGUES, Retold, Style, Voice, count, wordings
from service.drafting.wordlists import CLAIM
from service.zones import zone_of

BOUNDS = {
    "thank_you": (45, 150),
    "thin": (35, 110),
    "host_follow_up": (40, 140),
    "referral_report_back": (35, 110),
    "reschedule_reply": (25, 90),
    "no_show_follow_up": (25, 90),
}
ROOM_FOR_MORE = 60
"""Below this a thin draft says one thing more about how the person feels."""
_NOTICED = 8
"""Letters from which on a word is noticed when it comes twice."""
SHARED_STEMS = 2
"""What the gate asks of a claim about the meeting (R16): so many words in common with what it rests on."""
SHORT_FORMS = re.compile(r"(?i)\b(?:I|you|we|it|that|there)['’](?:m|d|ll|ve|s|re)\b|n['’]t\b")
"""By these a person's own mails show that they write as they speak."""
COMFORTABLE = 115
"""Words beyond which nothing optional is added."""
_LOOKED_AT = 24
"""Wordings tried for one that is new, before the least worn is taken."""
_NEW_ENOUGH = 0.2
"""Share of runs of four words that a sentence may have in common with another draft and count as new."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, what it does, and the quotes it rests on."""

    text: str
    role: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """A draft's text in its parts."""

    kind: str
    language: str
    greeting: str
    paragraphs: tuple[tuple[Sentence, ...], ...]
    sign_off: str
    needs: tuple[str, ...] = ()
    is_thin: bool = False
    subject: str = ""
    """For a new thread; a reply keeps the thread's."""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(sentence for paragraph in self.paragraphs for sentence in paragraph)

    @property
    def text(self) -> str:
        """Greeting, paragraphs and sign-off, the way it is sent."""
        blocks = [" ".join(sentence.text for sentence in paragraph) for paragraph in self.paragraphs if paragraph]
        end = ":" if self.language == "es" and self.greeting.startswith("Estimad") else ","
        if self.language != "de" and blocks:
            blocks[0] = blocks[0][0].upper() + blocks[0][1:]
        return "\n\n".join([f"{self.greeting}{end}", *blocks, self.sign_off])

    @property
    def core(self) -> str:
        """Without greeting and sign-off: what is counted and compared."""
        return "\n\n".join(" ".join(sentence.text for sentence in paragraph) for paragraph in self.paragraphs)

    @property
    def count(self) -> int:
        return len(words_counted(self.core))

    @property
    def sentences_with_quotes(self) -> list[tuple[str, Quote]]:
        return [(sentence.text, quote) for sentence in self.sentences for quote in sentence.quotes]

    @property
    def quotes(self) -> tuple[Quote, ...]:
        return tuple(dict.fromkeys(quote for sentence in self.sentences for quote in sentence.quotes))


def words_counted(text: str) -> list[str]:
    """Words as a person counts them."""
    return text.split()


_THEIR_WORDS = re.compile(r"(?:also_|recall_)?take_(?!own)")
"""Roles that give back what the reader said."""
_PROMISED = re.compile(r"(?:promise|plan|asked|owe)(?:_|$)")
"""Roles that say what the person will do, which an aside of theirs ("with pleasure") may part."""
_PARTED = frozenset({"vp", "bare", "clause", "to", "that", "how", "que"})


@dataclass(slots=True)
class Writer:
    """One attempt: the material, the tongue, and which wording to take next."""

    scene: Scene
    material: Material
    kind: str
    sent: datetime
    variant: int = 0
    order: int = 0
    style: Style = ""
    spare: int = 0
    """How much of what may be left out is left out: 1 = the further words, 2 = the offer to return the favour too."""
    memory: Memory = NOTHING
    """What other drafts say."""
    heard: set[str] = field(default_factory=set)
    """How the sentences of this attempt begin, and the longer words in them."""

    def voice(self, item: Given) -> Voice:
        return Voice(
            self.material.register, self.material.names, item.is_known_speaker,
            foreign=item.statement.language != self.material.language,
        )  # fmt: skip

    def say(self, role: str, *quotes: Quote, **gaps: str) -> Sentence | None:
        """One wording of a role with its gaps filled, in words of its own; None when the language cannot say it so,
        or when it is of a kind that the person takes out.
        """
        material = self.material
        if (material.language, role.split("_", maxsplit=1)[0]) in self.scene.sender.manner.leaves_out:
            return None
        phrases = TONGUES[material.language].spoken(role, material.register, self.style)
        if not phrases:
            return None
        own = {name: self._in_own_words(text, quotes, self._aside(role, name)) for name, text in gaps.items()}
        if None in own.values():
            return None
        filled = {"day": self._day(), **own}
        tried = (self._relaxed(phrase) for phrase in self._in_turn(phrases, role))
        texts = (_tidy(one.format(**filled), material.language) for one in tried)
        text = self._newest(text for text in texts if self._may_claim(text, quotes))
        return Sentence(text, role, quotes) if text else None

    def _may_claim(self, text: str, quotes: tuple[Quote, ...]) -> bool:
        """Whether it says no "your advice" and "you said" for which the quotes hold too little (R16)."""
        if not CLAIM[self.material.language].search(text.lower()):
            return True
        held = frozenset().union(*(content_stems(quote.quote) for quote in quotes if quote.is_after))
        return len(content_stems(text) & held) >= SHARED_STEMS

    def _aside(self, role: str, gap: str) -> str:
        """Words that may part a long run of the note: "as you put it" in what they said; "" where none may."""
        of_theirs = "aside" if _THEIR_WORDS.match(role) and gap in _PARTED else ""
        name = "promise_aside" if _PROMISED.match(role) and gap in {*_PARTED, "thing"} else of_theirs
        spoken = TONGUES[self.material.language].spoken(name, self.material.register, self.style) if name else ()
        return spoken[self.turn("aside", len(spoken))] if spoken else ""

    def _in_own_words(self, text: str, quotes: tuple[Quote, ...], aside: str) -> str | None:
        """Without a long run of words from the note that is quoted."""
        sources = {quote.source for quote in quotes}
        found = [note.text for note in self.scene.notes if note.source in sources]
        return in_own_words(text, found, self.material.language, aside) if found else text

    def _relaxed(self, phrase: str) -> str:
        """With the short forms of speech, where the person writes so to this reader."""
        relax = TONGUES[self.material.language].relax
        own = (mail.text for mail in self.scene.with_whom(self.material.who) if mail.is_mine)
        if not relax or self.style == "more_formal":
            return phrase
        manner, texts = self.scene.sender.manner, list(own)
        if manner.says_thanks:
            phrase = re.sub(r"\bThank you for\b", "Thanks for", phrase)
        # How they write to this reader; where they have not written yet, how they mostly write.
        is_relaxed = any(SHORT_FORMS.search(text) for text in texts) or (not texts and manner.uses_short_forms)
        return relax(phrase) if is_relaxed else phrase

    def _in_turn(self, phrases: tuple[str, ...], role: str) -> Iterator[str]:
        """Every wording once, beginning further on with each attempt."""
        size = sum(map(count, phrases))
        start = (self.variant + self.order) % size
        seed = self.seed(role)
        return islice(chain(wordings(phrases, seed), wordings(phrases, seed)), start, start + size)

    def seed(self, purpose: str) -> str:
        """What chance is replaced by: the meeting, the reader, the kind and what is chosen."""
        who = self.material.who
        return f"{self.scene.interview.id}|{who.contact_id or who.email}|{self.kind}|{purpose}"

    def turn(self, purpose: str, among: int) -> int:
        """A choice from 0 to `among` - 1 that is always the same for this draft and attempt."""
        number = int.from_bytes(hashlib.sha256(self.seed(purpose).encode()).digest()[:4])
        return (number + self.variant + self.order) % among

    def _newest(self, texts: Iterator[str]) -> str:
        """The first that has no words of private parts, that no other draft holds or resembles, and that echoes nothing
        said before it; else the least worn.
        """
        tried: list[tuple[bool, bool, float, int, int, str]] = []
        private = private_words(self.scene)
        for place, text in enumerate(texts):
            likeness = self.memory.likeness(text)
            worn = (
                bool(private & _marks(text)),
                self.memory.repeats(text),
                likeness if likeness > _NEW_ENOUGH else 0.0,
            )
            tried.append((*worn, len(_echoing(text) & self.heard), place, text))
            if not any(tried[-1][:4]) or (place >= _LOOKED_AT and min(tried)[:2] == (False, False)):
                break
        if not tried:
            return ""
        chosen = min(tried)[-1]
        self.heard |= _echoing(chosen)
        return chosen

    def retold(self, retold: Retold | None, *quotes: Quote, prefix: str = "") -> Sentence | None:
        return self.say(prefix + retold.role, *quotes, **retold.gaps) if retold else None

    def _day(self) -> str:
        """The day with a space before it: "this morning", "on Tuesday", or nothing."""
        if self.scene.start is None:
            return ""
        zone = their_zone(self.scene, self.material.who)
        person = zone_of(self.scene.sender.timezone, self.scene.interview.timezone)
        day = timing.day_words(self.scene.start, self.sent, zone, person, self.material.language)
        return f" {day}" if day else ""


_NO_SMALL_WORD = 4
_EVERYWHERE = frozenset(word for known in STOP_WORDS.values() for word in known if len(word) < _NO_SMALL_WORD)
"""Small words that no text does without."""


def private_words(scene: Scene) -> frozenset[str]:
    """Beginnings of the words that only the private parts of the notes have: no wording should chance upon them."""
    private = frozenset().union(*(_marks(part) for note in scene.notes for part in note.private))
    return private - _marks(" ".join(note.public for note in scene.notes)) - _EVERYWHERE


def _echoing(text: str) -> frozenset[str]:
    """What a reader would notice twice in a short mail: how a sentence begins, and its longer words."""
    found = [word.casefold() for word in words(text)]
    return frozenset([" ".join(found[:2]), *(word for word in found if len(word) >= _NOTICED)])


def _marks(text: str) -> frozenset[str]:
    return frozenset(word.casefold()[:5] for word in words(text) if len(word) > 2)


def _tidy(text: str, language: str) -> str:
    """Single spaces and none before a mark, but where French wants one."""
    marks = ",." if language == "fr" else ",.;!?"
    return re.sub(rf"\s+([{marks}])", r"\1", re.sub(r"[ \t]+", " ", text)).replace("..", ".").strip()
