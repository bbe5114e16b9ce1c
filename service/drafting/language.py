"""Which language a text is in, how its people address each other, and the word stems that carry its content.

Pure and small: four languages, by their commonest words. *Register* is how the person and the contact address each
other: `familiar` (du, tu, tú) or `formal` (Sie, vous, usted). A *stem* is a content word cut short, so that two
sentences about one thing share stems whatever their grammar.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

Register = Literal["familiar", "formal", ""]

LANGUAGES = ("en", "de", "fr", "es")

_COMMON = {
    "en": """the and to of a in that is it for you was on are with as have be at this but not they from we or an by
        what when your which their would there can will my me if so about out up do had has been she he her his him
        than more who how some could any our us i'm i'll i've it's don't am were them into before after""",
    "de": """der die das und zu von ein eine einen einem einer in den dem des ist es für sie ich war auf mit als haben
        sein bei diese aber nicht wir oder was wenn ihr ihre ihren ihnen kann wird mein meine mich mir so über aus
        auch hat hätte am im um zum zur noch wie dass daß sich nach vor vielen dank heute gern gerne würde uns du dir
        dich dein deine deinen meinen meinem meiner man muss soll sollte erst immer nie lieber vom ins bis euch er ihm ihn mal schon sehr nur wäre habe hast sind bin ob durch gegen ohne""",
    "fr": """le la les et à de des un une en que est il elle pour vous tu te était sur avec comme avoir être ce cette
        mais pas ne nous ou par quand votre vos ton ta tes leur on je me moi mon ma mes si au aux du dans qui plus
        très bien j'ai c'est d'un d'une merci bonjour y fait ont sont suis serait notre nos lui l'on qu'il toi se sa ses son peu trop faut
        sans cela leurs ces aussi tout tous toute""",
    "es": """el la los las y a de un una en que es él ella para usted tú te era sobre con como haber ser este esta
        pero no nosotros o por cuando su sus tu tus le se me mi mis si al del más muy bien lo ha he gracias hola qué
        está son fue sería nuestro nuestra unos unas desde hasta también hay yo ya nos tiene puede sin sobre ella
        ser hacer porque antes después esto eso todo todos nada algo otra otro donde dijo dice""",
}
STOP_WORDS = {name: frozenset(text.split()) for name, text in _COMMON.items()}
_ALL_STOP_WORDS = frozenset().union(*STOP_WORDS.values())

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CLITIC = re.compile(r"^(?:[cdjlmnst]|qu)['’]", re.IGNORECASE)

# Frequent, but without content of their own for the comparison of claims with evidence.
_EMPTY = frozenset(
    [
        "thank",
        "thanks",
        "time",
        "today",
        "yesterday",
        "morning",
        "afternoon",
        "evening",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "really",
        "just",
        "also",
        "very",
        "much",
        "some",
        "many",
        "keep",
        "kept",
        "most",
        "more",
        "make",
        "made",
        "give",
        "gave",
        "take",
        "took",
        "get",
        "got",
        "good",
        "great",
        "would",
        "could",
        "should",
        "will",
        "said",
        "say",
        "says",
        "tell",
        "told",
        "mention",
        "point",
        "advice",
        "suggestion",
        "suggest",
        "advise",
        "recommend",
        "share",
        "conversation",
        "talk",
        "talking",
        "chat",
        "call",
        "meeting",
        "think",
        "thought",
        "know",
        "want",
        "like",
        "need",
        "said",
        "stayed",
        "first",
        "one",
        "thing",
        "things",
        "danke",
        "dank",
        "heute",
        "gespräch",
        "zeit",
        "besonders",
        "merci",
        "temps",
        "aujourd'hui",
        "échange",
        "conseil",
        "gracias",
        "tiempo",
        "hoy",
        "conversación",
        "consejo",
        "hinweis",
        "rat",
        "tipp",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
    ]
)

_SUFFIXES = (
    "ations",
    "ation",
    "ings",
    "ing",
    "ies",
    "ied",
    "edly",
    "ers",
    "er",
    "en",
    "es",
    "ed",
    "em",
    "ly",
    "s",
    "e",
)
SHORTEST_STEM = 3

_FORMAL = {
    "de": re.compile(r"\b(?:Sie|Ihnen|Ihre?[nmrs]?)\b|\bsehr geehrte|\bguten tag (?:frau|herr)", re.UNICODE),
    "fr": re.compile(
        r"\b(?:vous|votre|vos)\b|\b(?:madame|monsieur)\b|\b(?!(?:chez|assez|rendez)\b)[a-zà-ÿ]{3,}ez\b", re.IGNORECASE
    ),
    "es": re.compile(
        r"\b(?:usted|estimad[oa]s?|distinguid[oa]s?|avíseme|dígame|escríbame|llámeme|cuénteme|disculpe|su (?:tiempo|respuesta|mensaje|correo|interés|disposición)|"
        r"le (?:agradezco|parece|viene|escribo|envío|propongo|confirmo|espero)|(?:lo|la) (?:recibo|espero|atiendo|saludo))\b",
        re.IGNORECASE,
    ),
}
_FAMILIAR = {
    "de": re.compile(r"\b(?:du|dir|dich|dein(?:e[nmrs]?)?|lg)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(?:tu|te|toi|ton|ta|tes|salut|coucou|bises|bisous)\b|\bt['’]", re.IGNORECASE),
    "es": re.compile(
        r"\b(?:tú|te|ti|contigo|tus?|puedes|quieres|tienes|\w+rías|has|eres|estás|hola|un abrazo|abrazos|besos|avísame|dime|cuéntame|escríbeme|hablas)\b",
        re.IGNORECASE,
    ),
}


def fold(text: str) -> str:
    """Lower case without accents: for comparing, never for showing."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The words of a text, without numbers and marks."""
    return _WORD.findall(text)


def scores(text: str) -> dict[str, int]:
    """How many of each language's commonest words the text holds."""
    found = [word.casefold().replace("’", "'") for word in words(text)]
    return {name: sum(word in common for word in found) for name, common in STOP_WORDS.items()}


def detect(text: str, default: str = "en") -> str:
    """The language of a text; `default` when it says too little."""
    found = scores(text)
    best = max(found.values())
    leaders = [name for name in LANGUAGES if found[name] == best]
    is_clear = best > 1 or (best == 1 and len(leaders) == 1 and len(words(text)) > 2)
    if not is_clear:
        return default
    return default if default in leaders else leaders[0]


def register(texts: Iterable[str], language: str) -> Register:
    """How the writers address each other: the newest text that tells decides ("" = none tells). Oldest first."""
    if language not in _FORMAL:
        return ""
    for text in reversed(list(texts)):
        formal, familiar = len(_FORMAL[language].findall(text)), len(_FAMILIAR[language].findall(text))
        if formal != familiar:
            return "formal" if formal > familiar else "familiar"
    return ""


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word cut to what its forms share."""
    plain = _CLITIC.sub("", fold(word).replace("’", "'")).split("'", maxsplit=1)[0]
    for suffix in _SUFFIXES:
        if plain.endswith(suffix) and len(plain) - len(suffix) >= SHORTEST_STEM:
            return plain.removesuffix(suffix)
    return plain


_EMPTY_STEMS = frozenset(stem(word) for word in _EMPTY)


def content_stems(text: str) -> frozenset[str]:
    """Stems of the words that carry content: no stop words, nothing that every such mail says."""
    found = (word.replace("’", "'") for word in words(text))
    kept = (stem(word) for word in found if word.casefold() not in _ALL_STOP_WORDS)
    return frozenset(part for part in kept if len(part) >= SHORTEST_STEM and part not in _EMPTY_STEMS)


def four_grams(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of four words: what two texts are compared by."""
    found = [word.casefold() for word in words(text)]
    return frozenset(tuple(found[place : place + 4]) for place in range(len(found) - 3))


def overlap(one: str, other: str) -> float:
    """Share of the shorter text's four-word runs that the other has too."""
    first, second = four_grams(one), four_grams(other)
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0
