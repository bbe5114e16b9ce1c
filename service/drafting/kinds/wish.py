"""What the person typed for a draft, as parts of it: whole sentences, the topic, who they are, a new subject.

Each sentence quotes the piece it was made from. What is typed in another language than the draft's, what asks for a
job and stock phrases are left out: the gate would refuse them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from service.drafting import english
from service.drafting.language import detect
from service.drafting.privacy import sentences
from service.drafting.scene import Quote
from service.drafting.tongues.asked import EARS, Ear
from service.drafting.tongues.voice import Voice
from service.drafting.wordlists import BOILERPLATE, JOB_ASK
from service.drafting.writer import Sentence, Writer

_APART = re.compile(
    r"\s*(?:;|\n|\s[–—-]\s)\s*|,\s+(?=(?:i(?:['’]d| would)? )?(?:want|would (?:like|love)|hoping|curious|keen|interested) "
    r"|(?:j['’]aimerais|j['’]ai envie|je voudrais|je veux|je cherche|je souhaite\w*|me gustaría|quisiera|querría|quiero) )",
    re.IGNORECASE,
)
_MOST = 8
WHY = "why_noun"
"""The role of a thing because of which somebody is written to."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed, taken apart: the topic they would like to talk about, and every other piece with its quote."""

    pieces: tuple[Quote, ...] = ()
    topic: str = ""
    is_clause: bool = False
    topic_quote: Quote | None = None
    length: str = ""
    length_quote: Quote | None = None
    is_foreign: bool = False


def wish(writer: Writer) -> Wish:
    """What the person typed for this draft."""
    language = writer.material.language
    quotes = list(_pieces(writer))
    if quotes and detect(" ".join(quote.quote for quote in quotes), language) != language:
        return Wish(is_foreign=True)
    asked = writer.material.asked
    ear, spoken = EARS[language], None if asked and asked.about else voice(writer)
    found = Wish()
    for quote in quotes:
        length, is_all = ear.length(quote.quote)
        if length and not found.length:
            found = replace(found, length=length, length_quote=quote)
        topic = ear.topic(quote.quote, spoken) if not found.topic and not (length and is_all) else None
        if topic:
            alone = _without_length(topic[0], ear) if length else topic[0]
            found = replace(found, topic=alone, is_clause=topic[1], topic_quote=quote)
        elif not (length and is_all):
            found = replace(found, pieces=(*found.pieces, quote))
    return found


def _without_length(topic: str, ear: Ear) -> str:
    """As in "how she began, half an hour, one morning": what follows the length is about the talk, not its topic."""
    parts = topic.split(", ")
    place = next((place for place, part in enumerate(parts) if ear.length(part)[0]), len(parts))
    return ", ".join(parts[:place]) or topic


def _pieces(writer: Writer) -> Iterable[Quote]:
    asked = writer.material.asked
    if asked is None:
        return
    # Where no talk is planned, what the person types is about no talk.
    is_after = writer.scene.start is None or writer.scene.is_after(asked.at)
    for span in sentences(asked.public):
        for piece in _APART.split(asked.public[span.start : span.end]):
            text = piece.strip()
            if text and text in asked.text and not _is_unsayable(text):
                yield Quote(asked.source, text, is_after)


def _is_unsayable(text: str) -> bool:
    return bool(JOB_ASK.search(text)) or any(pattern.search(text.lower()) for pattern in BOILERPLATE)


def voice(writer: Writer) -> Voice:
    """To the reader of the draft, who may be typed by a short name of theirs: "Bas" for Bastiaan."""
    material = writer.material
    given, asked = material.who.name.given, material.asked
    typed = set(re.findall(r"\b[A-ZÀ-Þ]\w{2,}", asked.public)) if asked else set()
    return Voice(material.register, material.names | {word for word in typed if given.startswith(word)})


def told(writer: Writer, pieces: Iterable[Quote], *, noun: str = "") -> list[Sentence]:
    """What was typed as sentences of the draft; what cannot be one is named as a thing in the role `noun`, if given."""
    ear, spoken = EARS[writer.material.language], voice(writer)
    found: list[Sentence] = []
    for quote in pieces:
        me = _ME.match(quote.quote)
        if me and (said := writer.say("self_noun", quote, noun=me["noun"].strip(" .!"))):
            found.append(said)
            continue
        text = (ear.of_reader(quote.quote, spoken) if noun == WHY else None) or ear.told(quote.quote, spoken)
        thing = ear.thing(quote.quote, spoken) if noun and not text else ""
        sentence = Sentence(text, "told", (quote,)) if text else None
        if thing:
            role = "self_noun" if noun == WHY and not ear.is_of_reader(thing) else noun
            sentence = writer.say(role, quote, noun=thing)
        found += [sentence] if sentence else []
    return found[:_MOST]


_ME = re.compile(
    r"(?i)^(?:(?:about )?me|(?:zu |über )?mi[rc]h?|(?:à propos de |sur )?moi|(?:sobre )?m[ií])\s*:\s+(?P<noun>\S.{5,})$"
)
"""A word about oneself, with a label: "me: 6 years in a bakery"."""
_WAY = {"en": re.compile(r"(?i)from "), "de": re.compile(r"(?i)(?:aus|von|vom) .+ (?:in|zu|zum|zur|ins) ")}
"""A goal typed as a way from somewhere to somewhere."""


def me(writer: Writer, *, is_known: bool) -> Sentence | None:
    """Who writes and what they are after; to whom they have written before without their name."""
    sender, language = writer.scene.sender, writer.material.language
    name = "" if is_known else _named_once(sender.name, sender.signature.strip() or sender.name)
    goal = sender.goal.strip().rstrip(".")
    if not goal or detect(goal, language) != language or len(goal.split()) < 2:
        return writer.say("me", me=name) if name else None
    is_way = bool(_WAY[language].match(goal)) if language in _WAY else False
    is_verb = language != "en" or english.shape_of(goal) == "advice"
    form = "move" if is_way else "goal" if is_verb else "noun"
    goal = english.lower_first(re.sub(r"(?i)^to\s+", "", goal)) if language == "en" else goal
    said = writer.say(f"{'me' if name else 'my'}_{form}", me=name, goal=goal)
    return said or (writer.say("me", me=name) if name else None)


def _named_once(name: str, sign_off: str) -> str:
    """The name as it may stand in the text: the sign-off stands once, and last, also where it is a name alone."""
    first = name.partition(" ")[0]
    return next((one for one in (name, first) if one and sign_off not in one), "")


def is_known(writer: Writer) -> bool:
    """Whether the two have written to each other before."""
    return bool(writer.scene.with_whom(writer.material.who))


def about(writer: Writer, role: str, found: Wish, **gaps: str) -> Sentence | None:
    """`role` with the topic as a thing or as a clause, from what was typed or from the conversation; else plain."""
    quotes = tuple(quote for quote in (found.topic_quote, found.length_quote) if quote)
    usual = writer.say("length")
    gaps = {"length": found.length or (usual.text if usual else ""), **gaps}
    if found.topic:
        form = "clause" if found.is_clause else "topic"
        return writer.say(f"{role}_{form}", *quotes, topic=found.topic, **gaps)
    topic = writer.material.topic
    if topic:
        return writer.say(f"{role}_topic", topic.quote, *quotes, topic=topic.text, **gaps)
    return writer.say(f"{role}_plain", *quotes, **gaps)


def new_subject(writer: Writer, role: str, **gaps: str) -> str:
    """For a thread of its own."""
    sentence = writer.say(role, **gaps)
    if sentence is None or not 3 <= len(sentence.text) <= 78:
        sentence = writer.say(role.removesuffix("_topic"), **gaps)
    return sentence.text if sentence else ""


def words_in(found: Iterable[Sentence | None]) -> int:
    """How many words these sentences have."""
    return sum(len(sentence.text.split()) for sentence in found if sentence)
