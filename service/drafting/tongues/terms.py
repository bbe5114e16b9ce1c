"""What of a statement survives into another language without translating it: names, abbreviations, foreign nouns.

A note in English about a German conversation often names its things as they are called there ("do a Hospitation").
Those words can be given back as they stand; the rest is left out rather than translated badly.
"""

from __future__ import annotations

import re

from service.drafting import english
from service.drafting.language import STOP_WORDS

_TERM = re.compile(
    r"[\"“„«'‘]([^\"”“»'’]{2,60})[\"”“»'’]|\b((?:[A-ZÀ-Þ][\w&-]*|\w*[a-zà-ÿ][A-Z]\w*)(?:\s+(?:[A-ZÀ-Þ][\w&-]*|\d{2,4}))*)"
)
_ROMANCE = re.compile(
    r"(?<![\w'’])(?:[a-zà-ÿ]{3,} (?:de(?: l[ao]s?)?|du|des|del) [a-zà-ÿ]{3,}|[a-zà-ÿ]{3,} (?:de )?(?:d|l)['’][a-zà-ÿ]{3,}|(?!café|naïve|résumé|fiancé|décor|voilà|touché|cliché)[a-z]*[àâçéèêîïôûùœñáíóú][a-zà-ÿ]{2,})(?:[- ](?:de (?:la )?|d['’])?[a-z]*[àâçéèêîïôûùœñáíóú][a-zà-ÿ]*)?"
)
"""A French or Spanish noun in an English note, told by its small words or accents: "do a stage d'observation"."""
_COMMON_CAPITALS = frozenset(
    """I Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December English German French Spanish""".split()
)
_MOST = 3


def terms(text: str, *, is_english: bool = False) -> list[str]:
    """Words of a text that mean the same in any language, in order; the first word of a sentence does not count.

    `is_english`: nouns of a Romance language in it are known by their small words.
    """
    found = []
    for match in _TERM.finditer(text):
        term = (match[1] or match[2]).strip()
        is_first = match.start() == 0 and not match[1]
        if is_first and " " in term and english.is_verb(term.split(" ", 1)[0].casefold()):
            term = term.split(" ", 1)[1]
        elif is_first and not re.search(r"[A-Z].*[A-Z]|\d", term):
            continue
        if term in _COMMON_CAPITALS or term.casefold() in STOP_WORDS["en"]:
            continue
        if term not in found:
            found.append(term)
    if is_english:
        found += [one for one in _ROMANCE.findall(text) if not any(one in term for term in found)]
    return found[:_MOST]


def joined(found: list[str], last: str) -> str:
    """A list in words: "A, B und C"."""
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {last} {found[-1]}"
