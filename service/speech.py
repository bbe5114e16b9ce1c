"""What does a text do? Finds speech acts (asks for a talk, agrees, moves, cancels, thanks…) with the words that say so.

Applies the word tables of `lexicon` sentence by sentence, in four languages at once. A quote is always a verbatim
part of the text, at most 300 characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from service import lexicon, machine_talk, private_words, wording

QUOTE = 300
_LONGEST = 20_000
_WRAPPED = 60
_END = re.compile(r"(?<=[.!?…。！？])\s+|(?<=[。！？])")
_LINK = re.compile(
    r"https?://\S+|\b(?:web|video|audio) ?conferenc(?:e|ing)\b|\bconference (?:id|call|link|details)\b", re.IGNORECASE
)
"""Addresses and a video service's own words: how to join says nothing about what a meeting is."""
_PLAIN = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00b4": "'", "\u00a0": " ", "\u202f": " ", "\u2011": "-"})


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a text does, and its words."""

    what: str
    quote: str


@cache
def _compiled(table: str) -> dict[str, re.Pattern[str]]:
    tables = {"acts": lexicon.ACTS, "negative": {**lexicon.NEGATIVE, **private_words.PRIVATE}}
    return {what: re.compile("|".join(_unnamed(parts)), re.IGNORECASE) for what, parts in tables[table].items()}


def _unnamed(parts: Iterable[str]) -> list[str]:
    return [f"(?:{part})" for part in parts]


def sentences(text: str) -> list[str]:
    """The sentences of a text, verbatim; one that a mail program wrapped over several lines is one."""
    found: list[str] = []
    for block in _blocks(text[:_LONGEST]):
        found.extend(part.strip() for part in _END.split(block) if part.strip())
    return found


def _blocks(text: str) -> list[str]:
    """Lines, joined where the first was wrapped: it is long or the next goes on in lower case."""
    blocks: list[str] = []
    is_open = False
    for line in text.splitlines():
        if is_open and line.strip() and (len(blocks[-1].rpartition("\n")[2]) >= _WRAPPED or line.strip()[0].islower()):
            blocks[-1] += f"\n{line}"
        else:
            blocks.append(line)
        is_open = bool(line.strip()) and line.rstrip()[-1] not in ".!?:…"
    return blocks


def _plain(text: str) -> str:
    return _LINK.sub(" ", text.translate(_PLAIN).replace("\n", " "))


def acts(text: str) -> tuple[Act, ...]:
    """Every act of a text, each kind once with its first words."""
    found = _find(text, "acts")
    told = {act.what for act in found}
    if "wants_another_time" not in told:
        asks = _asks_when if "cancels" in told else _puts_off
        wish = next((unit for unit in sentences(text) if asks(unit)), "")
        found = (*found, Act("wants_another_time", wish[:QUOTE])) if wish else found
    if "apologises_for_missing" not in told and (fault := _fault(text)):
        found = (*found, Act("apologises_for_missing", fault[:QUOTE]))
    return found


def _fault(text: str) -> str:
    """The sentence that takes the fault where another one asks for a new try: in whatever words they missed it."""
    if not _AT_FAULT.search(_plain(text[:_LONGEST])):
        return ""
    told = sentences(text)
    is_new_try = any(_asks_when(unit) and _AGAIN.search(_plain(unit)) for unit in told)
    return next((unit for unit in told if _AT_FAULT.search(_plain(unit))), "") if is_new_try else ""


_AT_FAULT = re.compile(
    r"(?i)\b(?:(?:entirely|all|totally|completely) )?my (?:own )?(?:fault|mistake)\b|\bmein(?:e)? (?:eigene[r]? )?(?:fehler|schuld|versehen)\b"
    r"|\b(?:de )?ma faute\b|\berreur de ma part\b|\b(?:culpa|error|fallo) (?:mía|mío|todo mío)\b|\bha sido (?:culpa|error) mí[ao]\b"
)
_AGAIN = re.compile(
    r"(?i)\b(?:again|another (?:try|go|attempt|time)|retry|still|noch (?:ein ?mal|mal)|nochmals?|erneut|nachholen|neuer versuch"
    r"|de nouveau|à nouveau|une nouvelle (?:fois|tentative)|réessa\w*|retent\w*|recommenc\w*|otra vez|de nuevo|volver a|lo intentamos)\b"
)


def is_away_note(text: str) -> bool:
    """Whether a mail's own words are an automatic reply's: away until some day, and nothing that answers anybody."""
    head = _plain(text[:_AWAY_HEAD])
    return bool(_AWAY.search(head)) and "?" not in head and not (_ANSWERS.search(head) or does(text, "agrees"))


_AWAY_HEAD = 500
_ANSWERS = re.compile(r"(?i)\b(?:but|works|work for|suits?|aber|passt|geht|mais|convient|pero|me viene)\b")
"""Words of somebody who is away and answers all the same."""
_AWAY = re.compile(
    r"(?i)\b(?:i am|i'm|i will be) (?:currently )?(?:out of (?:the )?(?:office|town)|away from (?:my desk|the office)|on (?:annual |parental |maternity |sick )?leave|on (?:vacation|holiday))\b"
    r"|\bthank you for your (?:e-?mail|message)\b[^?]{0,80}\b(?:away|out of (?:the )?office|limited access|on leave)\b"
    r"|\b(?:limited|no) access to (?:e-?)?mail\b|\bautomatic reply\b|\bout of office\b"
    r"|\b(?:ich bin|bin) [^?!]{0,40}\b(?:nicht im (?:büro|haus)|abwesend|im urlaub|außer haus)\b|\babwesenheitsnotiz\b"
    r"|\bje suis (?:actuellement )?(?:absente?|en (?:congés?|déplacement))\b|\bréponse automatique\b|\babsente? du bureau\b"
    r"|\b(?:estoy|estaré) (?:fuera de la oficina|de vacaciones|ausente)\b|\brespuesta automática\b"
)


def _asks_when(sentence: str) -> bool:
    """A question about a time to come: who calls off and asks it wants another time."""
    return sentence.rstrip().endswith("?") and bool(_WHEN_ASKED.search(_plain(sentence)))


def _puts_off(sentence: str) -> bool:
    """As in "Shall we leave it for the first week of June": nobody need say that the time before is called off."""
    return bool(_PUTS_OFF.search(_plain(sentence)) and _WHEN_ASKED.search(_plain(sentence)))


_PUTS_OFF = re.compile(
    r"(?i)\b(?:leave|push|shift|bump) (?:it|this|that|us|ours|our \w+) (?:back |off )?(?:to|for|until|till|into)\b|"
    r"\b(?:schieben|vertagen) wir\b|\bwir\b[^.?!]{0,60}\b(?:schieben|vertagen|verlegen)\b|\bon (?:le |la |se )?(?:remet|repousse|décale|recale|reporte)\b|"
    r"\b(?:remettre|repousser|recaler)\b[^.?!]{0,20}\bà\b|\b(?:lo|la|nos) (?:dejamos|pasamos|movemos|corremos) (?:para|a)\b|"
    r"\b(?:dejarlo|pasarlo|moverlo|dejémoslo|pasémoslo|dejarla|pasarla) (?:para|a)\b"
)
_WHEN_ASKED = re.compile(
    r"(?i)\b(?:weeks?|months?|days?|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|"
    r"september|october|november|december|after|later|spring|summer|autumn|fall|winter|woche|monat|tag|(?:mon|diens|donners|frei|sams|sonn)tag|"
    r"mittwoch|januar|februar|märz|mai|juni|juli|oktober|dezember|nach|später|semaine|mois|jour|lundi|mardi|mercredi|jeudi|"
    r"vendredi|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|après|plus tard|semana|mes|día|"
    r"lunes|martes|miércoles|jueves|viernes|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|"
    r"diciembre|después|más adelante)\b"
)


def does(text: str, *kinds: str) -> frozenset[str]:
    """Which of these acts a text does, without their words: cheap enough for every mail of a mailbox."""
    whole = _plain(text[:_LONGEST])
    patterns = _compiled("acts")
    return frozenset(what for what in kinds if patterns[what].search(whole))


def instead(text: str) -> tuple[Act, ...]:
    """Signs that a meeting is something else (recruiter, hiring, sales, medical…) or touches what is nobody's business,
    each once with its first words.
    """
    return _find(_RECORDED.sub("", text), "negative")


_RECORDED = re.compile(
    r"(?im)^.*\b(?:note ?tak(?:er|ing)|transcriber|fireflies|otter\.ai|fathom|read\.ai|avoma|tldv)\b.*\b(?:join|record|transcri)\w*.*$"
)
"""The line that a program writes which takes the minutes: it says nothing about what is talked about."""


def reads(text: str) -> tuple[wording.Reading, ...]:
    """What a text reads like, by the wording of its sentences: each act that is likely at all, with its sentence."""
    found = wording.read(sentences(text))
    return tuple(wording.Reading(one.act, round(one.likelihood, 2), one.quote[:QUOTE]) for one in found)


def _find(text: str, table: str) -> tuple[Act, ...]:
    whole = _plain(text[:_LONGEST])
    # Most texts do few of these things: the whole is looked at once before any sentence is.
    hopeful = {what: pattern for what, pattern in _compiled(table).items() if pattern.search(whole)}
    found: dict[str, str] = {}
    for unit in sentences(text) if hopeful else ():
        plain = _plain(unit)
        for what, pattern in hopeful.items():
            if what not in found and pattern.search(plain):
                found[what] = unit[:QUOTE]
    return tuple(Act(what, quote) for what, quote in sorted(found.items()))


def instructions_to_machines(text: str) -> str:
    """The first words that address a machine instead of the person, "" if none."""
    found = machine_talk.instructions(text)
    return found[0].said[:QUOTE] if found else ""


def schedulers_named(text: str) -> tuple[str, ...]:
    """First names of those whom the text makes the scheduler: "Carla (cc) will find a time"."""
    found: list[str] = []
    for pattern in lexicon.ACTS["hands_to_scheduler"]:
        # Case matters here: a name is known by its capital.
        for match in re.finditer(f"(?s){pattern}", _plain(text[:_LONGEST])):
            found.extend(name for name in match.groupdict().values() if name)
    return tuple(dict.fromkeys(found))


_WITH = re.compile(
    r"\b(?:with|w/|mit|avec|con|and|&|<>|x|/|:|-|–|@)\s*([A-ZÀ-Þ][\w'’-]+(?:\s+(?:[a-zà-þ]{2,3}\s+)?[A-ZÀ-Þ][\w'’.-]+)*)"
    r"|^\W*([A-ZÀ-Þ][\w'’-]+(?:\s+[A-ZÀ-Þ][\w'’.-]*)*)\s*(?:<>|&|/|x|\+|:|-|–)\s"
)
_COMMON = frozenset(
    {"coffee", "chat", "call", "zoom", "lunch", "kaffee", "café", "catch", "informational", "interview", "virtual"}
)


_BESIDE = re.compile(
    r"(?i:\b(?:call|phone|tel\.?|telefonat|anruf|zoom|lunch|tea|kaffee|coffee|kopi|chat|talk|meet|visit|besuch|appel|café"
    r"|llamada|charla|fr\.?|frau|herr|hr\.?|mrs?\.?|ms\.?|dr\.?|prof\.?|mme|sra?\.?|w)) +"
    r"([A-ZÀ-Þ][\w'’-]+(?:\s+[A-ZÀ-Þ][\w'’.-]*)*)"
)


def names_somebody(title: str) -> str:
    """The name that a title puts beside the talk: "Coffee with Sam Lee", "Tel. Frau Kuhn", "" if there is none."""
    return _named_by(_WITH, title) or _named_by(_BESIDE, title)


def is_with_somebody(title: str) -> bool:
    """Whether a title says outright that it is with somebody: "Coffee with Sam", "Sam / Alice"."""
    return bool(_named_by(_WITH, title))


def _named_by(pattern: re.Pattern[str], title: str) -> str:
    for match in pattern.finditer(title):
        name = next(filter(None, match.groups()), "").strip()
        if name and name.split()[0].lower() not in _COMMON:
            return name
    return ""
