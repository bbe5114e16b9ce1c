"""Cuts a sentence of a German note into the things it says: dictated joints, lists on one line, what follows a dash.

"… und ich hab versprochen … und sie schaut …" is three things, "Er kommt zum Essen, ich schicke ihm das Datum" two.
Every piece stands in the note as it is, so that it can be quoted. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.drafting import german_verbs
from service.drafting.german_words import NOUNS, OPENS

_SLASH = re.compile(r"\s+[/|]\s+")
_LISTED = re.compile(r"(?i)(?:^|[\s,])(?:tipp|punkt|rat|nr\.?)\s*\d\s*[:.)]?\s+")
_QUOTED = re.compile(r"(?<=[.!?][“”\"»])\s+(?=[A-ZÄÖÜ„])")
_DASH = re.compile(
    r"\s+[–—-]\s+(?=(?:wer|also|ich|er|sie|mach\w*|muss|soll|aber (?:ich|er|sie)|kopie|link)\b)",
    re.IGNORECASE,
)
_COLON = re.compile(r":\s+(?=(?:er|sie|ich) [a-zäöüß]+)")
_ADVISES = re.compile(
    r":\s+(?=(?:nie|immer|erst|zuerst|lieber|besser|nicht|kein\w*|nur)\b[^,.:;]*?\b[a-zäöüß]+(?:en|ern|eln)(?:,|$))"
)
"""What follows the colon is advice of its own: "Der Ton ist alles: nie abends antworten"."""
_BREATH = re.compile(
    r"(?:,? und|,? außerdem|,? dann|,? aber|,? dafür|,? deshalb) (?=(?:ich|sie|er|man|wir) [a-zäöüß]+ )|, (?=(?:ich|er|sie) [a-zäöüß]+(?: |$))"
    r"|,? und (?=(?:der|die|das|den|dem|es) (?:[\wÀ-ÿ-]+ ){1,3}[a-zäöüß]+ )"
    r"|,? und (?=ich (?:ihr|ihm) (?:d\w{2}|ein\w*|mein\w*) |(?:fragt|hört|schaut|meldet|schickt|stellt|vermittelt|leiht|nimmt|lädt|gibt|zeigt|macht) )"
    r"|,? und (?=dass (?:ich|er|sie|man) )|, also (?=(?:ihr|ihm) |\w+en\b)"
    r"|(?:, (?:und )?| und )(?=(?:muss|soll|will|werde) (?:ich )?(?:ihr|ihm|es|sie|ihn)\b|(?!(?:dass|ob|wenn|weil|wie|was|wo|wer|den|die|das|der|dem|als|bis|bevor|sobald|und|aber|da|damit|welche\w*|falls|obwohl|nachdem|indem)\b)[a-zäöüß]+e? ich (?:ihr|ihm|sie|ihn|es)\b)"
)
_SAYING = re.compile(
    r"(?i)\b(?:sag\w*|mein(?:t|te|ten)|find(?:et|e)|fand|gla?ub\w*|denk\w*|dachte|weiß|wusste|hofft\w*|r(?:ä|ie)t|empf\w+|erzähl\w*|beton\w*|"
    r"erklär\w*|fürchtet\w*|schätzt|schwört|gesagt|gemeint|wünscht\w*|schrieb|schreibt|antwortet\w*|fragt\w*|bat|bittet)(?: \w+){,2}\s*$"
)
"""After it, what stands behind the comma is what was said."""
_MIN_LEFT = 2
_MANY = 2


def breaths(text: str) -> list[str]:
    """The pieces of one sentence, in its order, each word for word."""
    found: Iterable[str] = [text]
    for cut in (_listed, _quoted, _dashed, _joined):
        found = [piece.strip(" ,–—") for one in found for piece in cut(one) if re.search(r"\w", piece)]
    return list(found)


def _listed(text: str) -> list[str]:
    """A list in one line: "A / B / C", "Tipp 1 … Tipp 2 …"."""
    if len(_LISTED.findall(text)) >= _MANY:
        return _LISTED.split(text)
    pieces = _SLASH.split(text)
    return pieces if len(pieces) > _MANY else [text]


def _quoted(text: str) -> list[str]:
    return _QUOTED.split(text)


def _dashed(text: str) -> list[str]:
    """What follows a dash, where it says something of its own; two dashes are brackets."""
    found = list(re.finditer(r"\s+[–—-]\s+", text))
    cut = _DASH.search(text)
    if cut is None or len(found) != 1 or len(text[: cut.start()].split()) <= _MIN_LEFT:
        return [text]
    return [text[: cut.start()], text[cut.end() :]]


def _joined(text: str) -> list[str]:
    """Clauses joined by "und", a comma or a colon, each with a verb of its own."""
    pieces, start = [], 0
    for found in sorted(
        [*_BREATH.finditer(text), *_COLON.finditer(text), *_ADVISES.finditer(text)], key=lambda one: one.start()
    ):
        before = text[start : found.start()]
        is_advice = (
            found.re is _ADVISES and any(map(german_verbs.is_finite, before.split()[1:])) and not _SAYING.search(before)
        )
        is_said = is_advice or (found.re is not _ADVISES and _is_clause(text[found.end() :]))
        if found.start() >= start and is_said and (_is_whole(before, found[0]) or _is_topic(before, found)):
            pieces.append(before)
            start = found.end()
    return [*pieces, text[start:]]


def _is_clause(after: str) -> bool:
    """Whether a verb stands near the beginning: "ich schicke …", "muss es ihm …"."""
    is_swap = bool(re.match(r"ich (?:ihr|ihm) (?:d\w{2}|ein\w*|mein\w*) ", after))
    is_to_do = bool(re.match(r"(?:ihr|ihm) .*en(?:,|$)|dass ich |ich [a-zäöü]+e\b", after))
    return is_swap or is_to_do or any(_is_verb(word.strip(",.")) for word in after.split()[:5])


def _is_verb(word: str) -> bool:
    is_mine = bool(german_verbs.said_by_me(word)) and word.casefold() not in NOUNS
    return german_verbs.is_finite(word) or (is_mine and word[:1].islower()) or word in {"hab", "habs"}


def _is_topic(before: str, joint: re.Match[str]) -> bool:
    """Whether the thing is named first: "Kursunterlagen: ich hole sie ab"."""
    return joint.re is _COLON and re.fullmatch(r"[A-ZÄÖÜ][\w-]{3,}", before) is not None


def _is_whole(before: str, joint: str) -> bool:
    """Whether what stands before the joint is something said, and no beginning of a sentence ("Wenn man fragt, sie …")."""
    words = before.split()
    if re.match(rf"(?i)(?:{OPENS}|wer|was|wie|wo|je|hätte|wäre|würde|könnte|dass)\b", before) or re.search(
        rf"(?i), (?:{OPENS}|wer|was|wie|als)\s*$", before
    ):
        return False
    if _SAYING.search(before):
        return False
    is_verbal = any(german_verbs.is_finite(word) or german_verbs.is_infinitive(word) for word in words)
    return len(words) >= _MIN_LEFT and (is_verbal or not joint.strip().startswith("und"))
