"""What the person typed for a draft, as parts of it: whole sentences, the topic, who they are, a new subject.

Each sentence quotes the piece it was made from. What is typed in another language than the draft's, what asks for a
job and stock phrases are left out: the gate would refuse them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from service.drafting import english
from service.drafting.language import detect
from service.drafting.privacy import sentences
from service.drafting.scene import Quote
from service.drafting.tongues.asked import EARS
from service.drafting.tongues.voice import Voice
from service.drafting.wordlists import BOILERPLATE, JOB_ASK
from service.drafting.writer import Sentence, Writer

_APART = re.compile(r"\s*(?:;|\n|\s[–—-]\s)\s*")
_MOST = 8


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed, taken apart: the topic they would like to talk about, and every other piece with its quote."""

    pieces: tuple[Quote, ...] = ()
    topic: str = ""
    is_clause: bool = False
    topic_quote: Quote | None = None
    is_foreign: bool = False


def wish(writer: Writer) -> Wish:
    """What the person typed for this draft."""
    language = writer.material.language
    quotes = list(_pieces(writer))
    if quotes and detect(" ".join(quote.quote for quote in quotes), language) != language:
        return Wish(is_foreign=True)
    pieces: list[Quote] = []
    topic: tuple[str, bool, Quote] | None = None
    for quote in quotes:
        found = EARS[language].topic(quote.quote, voice(writer)) if topic is None else None
        if found:
            topic = (*found, quote)
        else:
            pieces.append(quote)
    if topic is None:
        return Wish(tuple(pieces))
    return Wish(tuple(pieces), *topic)


def _pieces(writer: Writer) -> Iterable[Quote]:
    asked = writer.material.asked
    if asked is None:
        return
    is_after = writer.scene.is_after(asked.at)
    for span in sentences(asked.public):
        for piece in _APART.split(asked.public[span.start : span.end]):
            text = piece.strip()
            if text and text in asked.text and not _is_unsayable(text):
                yield Quote(asked.source, text, is_after)


def _is_unsayable(text: str) -> bool:
    return bool(JOB_ASK.search(text)) or any(pattern.search(text.lower()) for pattern in BOILERPLATE)


def voice(writer: Writer) -> Voice:
    """To the reader of the draft."""
    return Voice(writer.material.register, writer.material.names)


def told(writer: Writer, pieces: Iterable[Quote]) -> list[Sentence]:
    """What was typed as sentences of the draft, each once; what cannot be one becomes a thing that is named."""
    ear, spoken = EARS[writer.material.language], voice(writer)
    found: list[Sentence] = []
    for quote in pieces:
        text = ear.told(quote.quote, spoken)
        thing = "" if text else ear.thing(quote.quote, spoken)
        sentence = Sentence(text, "told", (quote,)) if text else None
        if thing:
            sentence = writer.say("told_noun", quote, noun=thing)
        found += [sentence] if sentence else []
    return found[:_MOST]


def me(writer: Writer, *, is_known: bool) -> Sentence | None:
    """Who writes and what they are after; to whom they have written before without their name."""
    goal = writer.scene.sender.goal.strip().rstrip(".")
    name = writer.scene.sender.name
    language = writer.material.language
    if not goal or detect(goal, language) != language or len(goal.split()) < 2:
        return None if is_known else writer.say("me", me=name)
    is_verb = language != "en" or english.shape_of(goal) == "advice"
    role = ("my_goal" if is_verb else "my_noun") if is_known else ("me_goal" if is_verb else "me_noun")
    goal = english.lower_first(re.sub(r"(?i)^to\s+", "", goal)) if language == "en" else goal
    return writer.say(role, me=name, goal=goal) or (None if is_known else writer.say("me", me=name))


def is_known(writer: Writer) -> bool:
    """Whether the two have written to each other before."""
    return bool(writer.scene.with_whom(writer.material.who))


def about(writer: Writer, role: str, found: Wish, **gaps: str) -> Sentence | None:
    """`role` with the topic as a thing or as a clause, from what was typed or from the conversation; else plain."""
    quotes = (found.topic_quote,) if found.topic_quote else ()
    if found.topic:
        form = "clause" if found.is_clause else "topic"
        return writer.say(f"{role}_{form}", *quotes, topic=found.topic, **gaps)
    topic = writer.material.topic
    if topic:
        return writer.say(f"{role}_topic", topic.quote, topic=topic.text, **gaps) or writer.say(f"{role}_plain", **gaps)
    return writer.say(f"{role}_plain", **gaps)


def new_subject(writer: Writer, role: str, **gaps: str) -> str:
    """For a thread of its own."""
    sentence = writer.say(role, **gaps)
    if sentence is None or not 3 <= len(sentence.text) <= 78:
        sentence = writer.say(role.removesuffix("_topic"), **gaps)
    return sentence.text if sentence else ""


def words_in(found: Iterable[Sentence | None]) -> int:
    """How many words these sentences have."""
    return sum(len(sentence.text.split()) for sentence in found if sentence)
