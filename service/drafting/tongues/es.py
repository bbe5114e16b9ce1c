"""Spanish: phrases for tú and usted, and how a note's statement is retold to the contact."""

from __future__ import annotations

import re
from functools import partial

from service.drafting.forms import SPANISH
from service.drafting.notes import Statement
from service.drafting.tongues import foreign, romance
from service.drafting.tongues.romance import Grammar
from service.drafting.tongues.said_es import PHRASES
from service.drafting.tongues.voice import Retold, Voice

_THIRD = re.compile(r"(?i)\b(?:ella|él)\b")


_GRAMMAR = Grammar(
    forms=SPANISH,
    conjunction="y",
    third=_THIRD,
    asks=re.compile(r"(?i)\b(?:pregunt\w*|consult\w*|primero|antes)\b"),
    infinitive=re.compile(r"\w+[aei]r(?:me)?\b"),
    open_to=" abiert",
    advice=romance.lower,
    repeated=str,
)
takeaway = partial(romance.takeaway, _GRAMMAR)
offer = partial(romance.offer, _GRAMMAR)


def promise(statement: Statement, voice: Voice) -> Retold | None:
    """What the person will do for the contact."""
    if voice.foreign:
        return foreign.promise(statement)
    text = statement.text.strip(" ,")
    gift = SPANISH.give.match(text)
    if gift:
        return Retold("promise", {"thing": gift["thing"]})
    if statement.is_direct or re.match(r"(?i)(?:el|la|los|las|mi|mis|un|una)\b", text):
        return Retold("promise", {"thing": text})
    text = re.split(r"\s+si\s+", text, maxsplit=1)[0]
    ending = "te" if voice.register == "familiar" else "le"
    swapped = re.sub(r"\b(\w+[aei]r)le\b", rf"\1{ending}", text)
    if re.match(r"\w+[aei]r(?:te|le)?\b", swapped) and not _THIRD.search(swapped):
        return Retold("promise_vp", {"vp": swapped, "thing": ""})
    return None


def observation(statement: Statement, voice: Voice) -> Retold | None:
    """For the host: what the other spoke of, by its names."""
    return foreign.in_terms("host_terms", statement, "y") if voice.foreign else _habit(statement, voice)


_SECOND = {"es": "eres", "ha": "has", "va": "vas", "está": "estás"}


def _habit(statement: Statement, voice: Voice) -> Retold | None:
    """A verb in the present: "duda entre…" → "dudas entre…"; usted keeps the third person."""
    found = re.match(
        r"(?i)(?:ella |él )?(?P<verb>es|ha|va|está|[^\W\d_]{2,}[ae]) (?P<rest>(?:entre|en|a|al|de|del|con|sobre|por|mucho|más|que)\b.+)$",
        statement.text,
    )
    if found is None or _THIRD.search(found["rest"]) or re.search(r"\bsus?\b", found["rest"]):
        return None
    verb = found["verb"].lower()
    second = _SECOND.get(verb, f"{verb}s") if voice.register == "familiar" else f"usted {verb}"
    return Retold("host_noticed_plain", {"clause": f"{second} {found['rest']}"})


__all__ = ["PHRASES", "observation", "offer", "promise", "takeaway"]
