"""French: phrases for vous and tu, and how a note's statement is retold to the contact."""

from __future__ import annotations

import re
from functools import partial

from service.drafting.forms import FRENCH
from service.drafting.notes import Statement
from service.drafting.tongues import foreign, romance
from service.drafting.tongues.romance import Grammar
from service.drafting.tongues.said_fr import PHRASES
from service.drafting.tongues.voice import Retold, Voice

_THIRD = re.compile(r"(?i)\b(?:elle|lui|il(?! (?:faut|y a|est (?:important|utile|bon))))\b")


def _de(phrase: str) -> str:
    """Infinitive with de: "lire X" → "de lire X", "écouter" → "d’écouter"."""
    text = re.sub(r"^(?:de |d['’])", "", romance.lower(phrase))
    return f"d’{text}" if re.match(r"(?i)[aeiouyàâéèêëîïôùûh]", text) else f"de {text}"


_GRAMMAR = Grammar(
    forms=FRENCH,
    conjunction="et",
    third=_THIRD,
    asks=re.compile(r"(?i)\b(?:demander|d['’]abord|parler)\b"),
    infinitive=re.compile(r"[a-zéèm’']+(?:er|ir|re)\b"),
    open_to=" ouvert",
    advice=_de,
    repeated=_de,
)
takeaway = partial(romance.takeaway, _GRAMMAR)
offer = partial(romance.offer, _GRAMMAR)


def promise(statement: Statement, voice: Voice) -> Retold | None:
    """What the person will do for the contact."""
    if voice.foreign:
        return foreign.promise(statement)
    text = re.sub(r"^(?:de |d['’])", "", statement.text.strip(" ,"))
    gift = FRENCH.give.match(text)
    if gift:
        return Retold("promise", {"thing": gift["thing"]})
    if statement.is_direct or re.match(r"(?i)(?:le|la|les|l['’]|mon|ma|mes|un|une|des)\b", text):
        return Retold("promise", {"thing": text})
    text = re.split(r",?\s+(?=(?:si|s['’]|pour que|afin que)\s*(?:elle|il)\b)", text, maxsplit=1)[0]
    swapped = re.sub(r"\blui\b", "vous" if voice.register != "familiar" else "te", text)
    if re.match(r"\w+(?:er|ir|re)\b", swapped) and not _THIRD.search(swapped):
        return Retold("promise_vp", {"vp": swapped, "thing": ""})
    return None


def observation(statement: Statement, voice: Voice) -> Retold | None:
    """For the host: what the other spoke of, by its names."""
    return foreign.in_terms("host_terms", statement, "et") if voice.foreign else _habit(statement, voice)


def _habit(statement: Statement, voice: Voice) -> Retold | None:
    """A regular verb in the present: "elle hésite entre…" → "vous hésitez entre…"."""
    found = re.match(
        r"(?i)(?:elle|il) (?P<verb>[^\W\d_]{3,})e (?P<rest>(?:entre|à|au|aux|de|du|des|sur|encore|beaucoup|en|vers)\b.+)$",
        statement.text,
    )
    if found is None or _THIRD.search(found["rest"]) or re.search(r"\b(?:son|sa|ses)\b", found["rest"]):
        return None
    verb = f"tu {found['verb']}es" if voice.register == "familiar" else f"vous {found['verb']}ez"
    return Retold("host_noticed_plain", {"clause": f"{verb} {found['rest']}", "que": f"que {verb} {found['rest']}"})


__all__ = ["PHRASES", "observation", "offer", "promise", "takeaway"]
