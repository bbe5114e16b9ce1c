"""Spanish: how a note's statement is retold to the contact, to an usted or a tú. The phrases are in `said_es`."""

from __future__ import annotations

import re
from functools import partial

from service.drafting import spanish_notes
from service.drafting.forms import SPANISH
from service.drafting.notes import Statement
from service.drafting.tongues import foreign, romance
from service.drafting.tongues.romance import Grammar
from service.drafting.tongues.said_es import PHRASES
from service.drafting.tongues.voice import Retold, Voice

_THIRD = re.compile(r"(?i)\b(?:ella|él)\b|\x01")
_PERSON = r"(?:llam|avis|invit|visit|manten|recib|acompañ|salud|busc|escuch|localiz|contact)"
_BESIDE = re.compile(r"(?i)\b(?P<by>con|a|para|de|sin|por|hacia)\s+(?:ella|él)\b")


def _thing(text: str, familiar: bool) -> str:
    return spanish_notes.theirs(spanish_notes.definite(text), familiar=familiar)


_GRAMMAR = Grammar(
    forms=SPANISH,
    conjunction="y",
    third=_THIRD,
    asks=re.compile(r"(?i)\b(?:pregunt\w*|consult\w*|primero|antes)\b"),
    open_to=re.compile(r"\bestán? (?:también )?abiert"),
    promised=re.compile(r"(?i)\b(?:promet|promesa|comprometí|qued(?:é|amos))"),
    asked=re.compile(
        r"(?i)\bme pidió\b|\bqui(?:ere|siera) (?:ver|leer|recibir|tener)\b|\bquería (?:ver|leer|recibir|tener)\b"
    ),
    is_infinitive=spanish_notes.is_infinitive,
    advice=romance.lower,
    that=lambda clause: f"que {clause}",
    story=lambda text, familiar: spanish_notes.story(text, familiar=familiar),
    thing=_thing,
    named=lambda text, familiar: spanish_notes.theirs(text, familiar=familiar),
    theirs=lambda text, familiar: spanish_notes.theirs(text, familiar=familiar),
    is_clause=lambda text: spanish_notes.shape_of(text)[0] == "point",
)
takeaway = partial(romance.takeaway, _GRAMMAR)
offer = partial(romance.offer, _GRAMMAR)
report = partial(romance.report, _GRAMMAR)


def promise(statement: Statement, voice: Voice) -> Retold | None:
    """What the person will do for the contact."""
    if voice.foreign:
        return foreign.promise(statement)
    role = romance.promise_role(_GRAMMAR, statement)
    familiar = voice.register == "familiar"
    text = re.split(r"\s+si\s+", statement.text.strip(" ,"), maxsplit=1)[0]
    gift = SPANISH.give.match(text)
    if gift and not _THIRD.search(gift["thing"]):
        return Retold(role, {"thing": gift["thing"]})
    if re.search(r"(?i)^le debo\b", statement.quote) and not spanish_notes.is_infinitive(text):
        return Retold("owe", {"thing": text})
    if re.match(
        r"(?i)(?:el|la|los|las|mi|mis|un|una|unos|unas|dos|tres|algun[ao]s|\d+)\b(?! (?:llam|avis|busc))", text
    ):
        return Retold(role, {"thing": text})
    said = _to_them(text, familiar=familiar)
    if _THIRD.search(said):
        return None
    if spanish_notes.is_infinitive(said):
        return Retold(f"{role}_vp", {"vp": said, "thing": ""})
    if statement.is_direct and re.match(r"(?:te|le|lo)\s+\w+(?:o|é|ré)\b", said):
        return Retold(f"{role}_clause", {"clause": said})
    return None


def _to_them(text: str, *, familiar: bool) -> str:
    """What means the contact, to them: "avisarle", "llamarla", "con ella", "su libro"."""
    ending = "te" if familiar else "le"
    text = _BESIDE.sub(lambda found: _beside(found["by"], familiar=familiar), text)
    text = re.sub(r"\b(\w+[aeií]r)les?\b", rf"\1{ending}", text)
    text = re.sub(rf"\b({_PERSON}\w*r)(?:la|lo)\b", rf"\1{ending}", text)
    text = re.sub(
        rf"(?i)^(?:le|la|lo)(?= (?:{_PERSON}|cuent|cont|dig|dir|escrib|respond|manten|env|mand|pas)\w*)", ending, text
    )
    return spanish_notes.theirs(text, familiar=familiar)


def _beside(preposition: str, *, familiar: bool) -> str:
    if preposition.lower() == "con":
        return "contigo" if familiar else "con usted"
    return f"{preposition} {'ti' if familiar else 'usted'}"


def observation(statement: Statement, voice: Voice) -> Retold | None:
    """For the host: what the other spoke of, by its names."""
    if voice.foreign:
        return foreign.in_terms("host_terms", statement, "y")
    clause = spanish_notes.story(statement.text, familiar=voice.register == "familiar") or _habit(statement, voice)
    return Retold("host_noticed_plain", {"clause": clause}) if clause else None


def _habit(statement: Statement, voice: Voice) -> str:
    """A verb in the present: "duda entre…" is "dudas entre…"; usted keeps the third person."""
    found = re.match(
        r"(?i)(?:ella |él |\x01\s*)?(?P<verb>[^\W\d_]{2,}[ae]) (?P<rest>(?:entre|en|a|al|de|del|con|sobre|por|mucho|más|que|bien|muy|el|la|los|las|un|una|su|sus)\b.+)$",
        statement.text,
    )
    if found is None or _THIRD.search(found["rest"]):
        return ""
    familiar, verb = voice.register == "familiar", found["verb"].lower()
    said = f"{verb}s" if familiar else f"usted {verb}"
    return f"{said} {spanish_notes.theirs(found['rest'], familiar=familiar)}"


__all__ = ["PHRASES", "observation", "offer", "promise", "report", "takeaway"]
