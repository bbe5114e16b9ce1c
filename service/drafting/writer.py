"""A draft's parts and the pen that writes them: sentences with their quotes, wordings chosen without chance.

`Composed` is a finished text in its parts; `Writer` words one role after another for one recipient. The choice of a
wording is a fixed function of who, what and when, so that a replay writes the same text.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from service.drafting import timing
from service.drafting.evidence import Quote, Scene
from service.drafting.material import Given, Material, their_zone
from service.drafting.tongues import TONGUES, Retold, Style, Voice
from service.zones import zone_of

BOUNDS = {
    "thank_you": (45, 150),
    "thin": (35, 110),
    "host_follow_up": (40, 140),
    "referral_report_back": (35, 110),
    "reschedule_reply": (25, 90),
    "no_show_follow_up": (25, 90),
}
ROOM_FOR_MORE = 44
"""Below this a thin draft says one thing more about how the person feels."""
COMFORTABLE = 115
"""Words beyond which nothing optional is added."""


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

    def voice(self, item: Given) -> Voice:
        return Voice(
            self.material.register, self.material.names, item.is_known_speaker,
            foreign=item.statement.language != self.material.language,
        )  # fmt: skip

    def say(self, role: str, *quotes: Quote, **gaps: str) -> Sentence | None:
        """One wording of a role with its gaps filled; None when the language has none."""
        seed = hashlib.sha256(
            f"{self.scene.interview.id}|{self.kind}|{role.split('_', maxsplit=1)[0]}".encode()
        ).digest()[0]
        choice = seed + self.variant + self.order
        phrase = TONGUES[self.material.language].phrase(role, self.material.register, choice, self.style)
        if not phrase:
            return None
        text = _tidy(phrase.format(**{"day": self._day(), **gaps}), self.material.language)
        return Sentence(text, role, quotes)

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


def _tidy(text: str, language: str) -> str:
    """Single spaces and none before a mark, but where French wants one."""
    marks = ",." if language == "fr" else ",.;!?"
    return re.sub(rf"\s+([{marks}])", r"\1", re.sub(r"[ \t]+", " ", text)).replace("..", ".").strip()
