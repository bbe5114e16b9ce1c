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
    of_others: re.Pattern[str]
    """A pronoun of the third person together with whom else it means."""
    asks: re.Pattern[str]
    """They will ask the other one first."""
    open_to: re.Pattern[str]
    """How an invitation says that something is open to the person."""
    promised: re.Pattern[str]
    """What in a note makes a promise of what the person means to do."""
    asked: re.Pattern[str]
    """The contact asked for it."""
    is_infinitive: Callable[[str], bool]
    advice: Callable[[str], str]
    """An infinitive as it follows "your advice" or "your offer"."""
    that: Callable[[str], str]
    """A clause after "that"."""
    story: Callable[[str, bool], str]
    """What is told of the contact, said to them, familiarly or not; "" where that is not plain."""
    thing: Callable[[str, bool], str]
    """What they offered, as they are reminded of it: "une liste" is "la liste"."""
    named: Callable[[str, bool], str]
    """A thing they spoke of."""
    theirs: Callable[[str, bool], str]
    """His or hers said as yours."""
    is_clause: Callable[[str], bool]


def lower(text: str) -> str:
    """Small at the start, but for abbreviations."""
    first = text.split(" ", maxsplit=1)[0]
    return text if any(letter.isupper() for letter in first[1:]) else text[:1].lower() + text[1:]


def _is_familiar(voice: Voice) -> bool:
    return voice.register == "familiar"


def takeaway(grammar: Grammar, statement: Statement, voice: Voice) -> Retold | None:
    """A takeaway as something the contact said."""
    is_open = "open_" if not voice.is_known_speaker else ""
    if voice.foreign:
        said = foreign.said_in_it(statement, grammar.conjunction)
        if said:
            return Retold(f"take_{is_open}noun", {"noun": lower(said)})
        done = foreign.act(statement, "take_act_", grammar.conjunction)
        return done or foreign.in_terms(f"take_{is_open}terms", statement, grammar.conjunction)
    text = statement.text
    if statement.kind == "story":
        text = "" if is_open else grammar.story(text, _is_familiar(voice))
    text = _before_third(grammar, text) if statement.kind in {"advice", "point"} else text
    if not text or _third(grammar, text):
        return None
    if statement.kind == "own":
        is_clause = grammar.is_clause(text) or re.search(rf"qu(?:e |['’]){re.escape(text[:6])}", statement.quote)
        return Retold("take_open_point", _clause(grammar, text)) if is_clause else None
    if statement.kind == "advice":
        vp = grammar.advice(grammar.theirs(text, _is_familiar(voice)))
        return Retold("take_open" if is_open else "take_advice", {"vp": vp, "bare": vp, "aside": _aside(vp)})
    if statement.kind == "noun":
        return Retold(f"take_{is_open}noun", {"noun": lower(grammar.named(text, _is_familiar(voice)))})
    return Retold(f"take_{is_open}point", _clause(grammar, text))


_CLAUSE_END = re.compile(r"(?i),\s|\s–\s|\s(?:car|parce|porque|ya que|puisque?|mais|pero|sauf)\s")
_ENOUGH = 4


def _third(grammar: Grammar, text: str) -> re.Match[str] | None:
    """Where the contact is meant by a pronoun."""
    return grammar.third.search(grammar.of_others.sub(lambda other: "·" * len(other[0]), text))


def _before_third(grammar: Grammar, text: str) -> str:
    """As far as nobody is meant by a pronoun, where that is enough to stand alone."""
    found = _third(grammar, text)
    if found is None:
        return text
    ends = [end.start() for end in _CLAUSE_END.finditer(text[: found.start()])]
    kept = text[: ends[-1]] if ends else ""
    return kept if len(kept.split()) >= _ENOUGH else text


def _clause(grammar: Grammar, text: str) -> dict[str, str]:
    clause = lower(text)
    return {"clause": clause, "que": grammar.that(clause), "aside": _aside(clause)}


def _aside(text: str) -> str:
    """What has a comma in it wants another behind it when the sentence goes on."""
    return "," if "," in text else ""


def report(grammar: Grammar, statement: Statement, voice: Voice) -> Retold | None:
    """What the person told the contact of what came of earlier advice: "que j'ai fini le carnet"."""
    found = re.match(r"(?i)(?:que\s+|qu['’])(?P<clause>[^;:(]+)", statement.text)
    if found is None or voice.foreign or grammar.third.search(found["clause"]):
        return None
    return Retold("reported", _clause(grammar, found["clause"].strip(" ,.")))


def offer(grammar: Grammar, statement: Statement, voice: Voice) -> Retold | None:
    """What the contact offered or invited to."""
    person = grammar.forms.introduce.search(statement.text)
    if person:
        asks = grammar.asks.search(statement.text)
        return Retold("offer_ask" if asks else "offer_introduce", {"name": person["name"]})
    if voice.foreign:
        return foreign.offer(statement, grammar.conjunction)
    if re.match(r"(?i)l'être\b|serlo\b|les? (?:va\b|pregunt|consult|pid|habl)", statement.text):
        return None
    if statement.kind == "invitation":
        return _invitation(grammar, statement, familiar=_is_familiar(voice))
    text = _MY_PART.split(statement.text, maxsplit=1)[0]
    gift = grammar.forms.give.match(text)
    if gift or statement.is_direct or _THING.match(text):
        return _gift(grammar, gift["thing"] if gift else text, _is_familiar(voice))
    if grammar.is_infinitive(text) and not grammar.third.search(text):
        return Retold("offer_reuse", {"vp": grammar.advice(grammar.thing(text, _is_familiar(voice)))})
    return None


_MY_PART = re.compile(r"(?i),?\s+si (?:je |j'|(?:yo )?(?:le|me|lo|la) )")
"""On what of the person's an offer hangs; they know it."""
_THING = re.compile(
    r"(?i)(?:une?|des|les?|la|l'|son|sa|ses|deux|trois|quelques|un[ao]s?|el|l[ao]s|sus?|dos|tres|algun[ao]s|varios|\d+)(?:\b|(?<='))"
)


def _gift(grammar: Grammar, text: str, familiar: bool) -> Retold | None:
    thing = grammar.thing(text, familiar)
    return None if grammar.third.search(thing) else Retold("offer_send", {"thing": thing})


_GIVEN = re.compile(
    r"(?i)\bm['’]a(?:vait)? (?:prêté|donné|offert|passé|laissé|filé|montré)\b|\bme (?:prestó|dio|regaló|pasó|dejó|enseñó|mostró)\b"
)
"""What was handed over in the talk itself."""


def _invitation(grammar: Grammar, statement: Statement, *, familiar: bool) -> Retold | None:
    if grammar.third.search(statement.text):
        return None
    if _GIVEN.search(statement.quote):
        return Retold("offer_given", {"thing": grammar.thing(statement.text, familiar)})
    if grammar.open_to.search(statement.text):
        return Retold("invitation", {"clause": lower(statement.text)})
    return Retold("invitation_to", {"noun": statement.text})


def promise_role(grammar: Grammar, statement: Statement) -> str:
    """Whether it was promised, asked for, or is only meant to be done."""
    if grammar.asked.search(statement.quote):
        return "asked"
    return "promise" if grammar.promised.search(statement.quote) else "plan"
