"""Whose doing a sentence speaks of, and what comes before or after what: told apart by the word in front.

"My thesis" and "your thesis", "I will send" and "you will send", "by Friday" and "after Friday" have the same words of
content. Where a text turns such a pair round, it says something else in the words of the first. Four languages, without
a grammar: only what stands close behind a telling word counts, so what is farther off goes unseen. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from service.drafting.language import content_stems, stem, words
from service.drafting.plain_words import PLAIN_STEMS

Side = Literal["ours", "theirs", "by", "before", "after"]
Pair = tuple[Side, str]
"""A telling word's side, and the stem of a word behind it."""

_REACH = 4
"""Words behind a telling word that still belong to it."""
_TELLS = "(tells)"
"""Stands for every word of telling: who promised is no other question than who said."""
_TELLING_WORDS = {
    "en": """say said says told promise promised suggest suggested suggestion advise advised advice recommend
        recommended recommendation mention mentioned offer offered tip""",
    "de": """sagen gesagt sagte versprechen versprochen versprach vorschlag vorgeschlagen schlug empfehlen empfohlen empfahl
        empfehlung rat ratschlag geraten riet tipp erwähnt angebot angeboten""",
    "fr": """dire dit promis promesse proposé proposition suggéré suggestion conseillé conseil recommandé recommandation
        mentionné offert offre""",
    "es": """decir dijo dije prometido prometí promesa propuesta propuesto sugerencia sugerido sugirió sugeriste consejo
        aconsejado recomendación recomendado recomendaste mencionado ofrecido oferta""",
}
_TELLING = {language: frozenset(map(stem, text.split())) for language, text in _TELLING_WORDS.items()}
_TIMES = frozenset({"by", "before", "after"})
"""Behind these a weekday counts, which elsewhere is no content."""
_OTHERS: Mapping[Side, frozenset[Side]] = {
    "ours": frozenset({"theirs"}),
    "theirs": frozenset({"ours"}),
    "by": frozenset({"before", "after"}),
    "before": frozenset({"by", "after"}),
    "after": frozenset({"by", "before"}),
}
_SIDES: Mapping[str, Mapping[Side, str]] = {
    "en": {
        "ours": "i my mine i'll i'm i've i'd",
        "theirs": "your yours you'll you're you've you'd",
        "by": "by until till",
        "before": "before",
        "after": "after",
    },
    "de": {
        "ours": "ich mein meine meinen meinem meiner meines",
        "theirs": "Sie du Ihr Ihre Ihren Ihrem Ihrer Ihres dein deine deinen deinem deiner deines",
        "by": "bis",
        "before": "vor bevor",
        "after": "nach nachdem",
    },
    "fr": {
        "ours": "je j' mon ma mes",
        "theirs": "tu ton ta tes votre vos",
        "by": "d'ici jusqu' jusqu'à",
        "before": "avant",
        "after": "après",
    },
    "es": {
        "ours": "yo mi mis he",
        "theirs": "usted tú tu tus su sus has ha",
        "by": "hasta",
        "before": "antes",
        "after": "después tras",
    },
}
_BARE_YOU = {"en": "you", "fr": "vous"}
"""Who does something, or to whom it is done: the former only where nothing, or a joining word, stands before it."""
_JOINING = {
    "en": frozenset("as if that what when and which how where since because than anything everything while".split()),
    "fr": frozenset("que si quand comme et où ce dont lorsque puisque mais".split()),
}
_CLAUSE = re.compile(r"[,;:.?!…()–—]+|\b(?:as|wie|comme|como)\b", re.IGNORECASE)
"""Where a clause ends; "as promised" is nobody's."""
_REPORTED = 2
"""Words between a word of telling and who it speaks of: "you suggested that I read" does not say that I did."""
_SIDE_OF = {
    language: {word: side for side, text in sides.items() for word in text.split()}
    for language, sides in _SIDES.items()
}


def turned(text: str, told: Iterable[str], language: str) -> bool:
    """Whether a sentence puts on one side what `told` has on another one alone."""
    known = {pair for sentence in told for pair in _pairs(sentence, language)}
    return any(
        (side, what) not in known and any((other, what) in known for other in _OTHERS[side])
        for side, what in _pairs(text, language)
    )


def _pairs(sentence: str, language: str) -> Iterator[Pair]:
    for clause in _CLAUSE.split(sentence.replace("’", "'")):
        found = words(clause)
        for place in range(len(found)):
            side = _side(found, place, language)
            if side is not None and not _is_reported(side, found[max(0, place - _REPORTED) : place], language):
                yield from _behind(side, found[place + 1 : place + 1 + _REACH], language)


def _side(found: list[str], place: int, language: str) -> Side | None:
    """Which side a word tells, if any. German tells "you" from "she" by the capital, but at a sentence's beginning."""
    word, before = found[place], found[place - 1].casefold() if place else ""
    if word.casefold() == _BARE_YOU.get(language):
        return "theirs" if not before or before in _JOINING[language] else None
    sides = _SIDE_OF[language]
    return sides.get(word) or (sides.get(word.casefold()) if not before or language != "de" else None)


def _is_reported(side: Side, before: list[str], language: str) -> bool:
    return side in {"ours", "theirs"} and any(stem(word) in _TELLING[language] for word in before)


def _behind(side: Side, following: list[str], language: str) -> Iterator[Pair]:
    """What belongs to a telling word: as far as it reaches, or the next one. What states nothing belongs to nobody."""
    for place, word in enumerate(following):
        if _side(following, place, language):
            return
        if stem(word) in _TELLING[language]:
            yield side, _TELLS
        elif stem(word) not in PLAIN_STEMS[language] and (content_stems(word) or side in _TIMES):
            yield side, stem(word)
