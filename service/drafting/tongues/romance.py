"""What Spanish and French share in retelling a statement to the contact; each hands over its own words and patterns."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from service.drafting.forms import Forms
from service.drafting.notes import Statement
from service.drafting.tongues import foreign
from service.drafting.tongues.voice import Retold, Voice


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language's words for it."""

    forms: Forms
    conjunction: str
    third: re.Pattern[str]
    """Pronouns of the third person: what holds one cannot be said to the contact."""
    asks: re.Pattern[str]
    """They will ask the other one first."""
    infinitive: re.Pattern[str]
    open_to: str
    """How an invitation says that something is open to the person."""
    advice: Callable[[str], str]
    """An infinitive as it follows "your advice"."""
    repeated: Callable[[str], str]
    """An infinitive as it follows "your offer"."""


def lower(text: str) -> str:
    """Small at the start, but for abbreviations."""
    first = text.split(" ", maxsplit=1)[0]
    return text if any(letter.isupper() for letter in first[1:]) else text[0].lower() + text[1:]


def takeaway(grammar: Grammar, statement: Statement, voice: Voice) -> Retold | None:
    """A takeaway as something the contact said."""
    is_open = "open_" if not voice.is_known_speaker else ""
    if voice.foreign:
        return foreign.in_terms(f"take_{is_open}terms", statement, grammar.conjunction)
    if statement.kind == "own" or grammar.third.search(statement.text):
        return None
    if statement.kind == "advice":
        return Retold("take_open" if is_open else "take_advice", {"vp": grammar.advice(statement.text), "aside": ""})
    clause = lower(statement.text)
    return Retold(f"take_{is_open}point", {"clause": clause, "que": f"que {clause}", "aside": ""})


def offer(grammar: Grammar, statement: Statement, voice: Voice) -> Retold | None:
    """What the contact offered or invited to."""
    person = grammar.forms.introduce.search(statement.text)
    if person:
        asks = grammar.asks.search(statement.text)
        return Retold("offer_ask" if asks else "offer_introduce", {"name": person["name"]})
    if voice.foreign:
        return foreign.offer(statement)
    if statement.kind == "invitation":
        return Retold("invitation", {"clause": lower(statement.text)}) if grammar.open_to in statement.text else None
    gift = grammar.forms.give.match(statement.text)
    if gift or statement.is_direct:
        return Retold("offer_send", {"thing": gift["thing"] if gift else statement.text})
    if grammar.infinitive.match(statement.text) and not grammar.third.search(statement.text):
        return Retold("offer_reuse", {"vp": grammar.repeated(statement.text)})
    return None
