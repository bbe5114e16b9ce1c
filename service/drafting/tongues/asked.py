"""What each language makes of the words that the person typed for a draft: whole sentences, things, topics, minutes.

An *ear* reads one piece of what was typed; its phrases stand in `asked_en` and its sisters. A language without an ear of
its own keeps whole sentences as they are and takes nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.drafting.tongues import asked_de, asked_en, asked_es, asked_fr
from service.drafting.tongues.voice import Phrases, Voice

_FEWEST_WORDS = 4
_MINUTES = re.compile(r"(?i)\b(?P<n>\d{1,3})\s*(?:min\w*\b|['’])")


def _told(text: str, voice: Voice) -> str | None:  # noqa: ARG001
    body = " ".join(text.split()).strip(" -*•")
    if len(body.split()) < _FEWEST_WORDS:
        return None
    return body if body[-1] in ".?!" else f"{body}."


def _thing(text: str, voice: Voice) -> str:  # noqa: ARG001
    return ""


def _topic(text: str, voice: Voice | None) -> tuple[str, bool] | None:  # noqa: ARG001
    return None


def _lateness(text: str) -> tuple[str, str]:
    found = _MINUTES.search(text)
    return (found[0].strip(), "") if found else ("", text)


def _length(text: str) -> tuple[str, bool]:
    found = _MINUTES.search(text)
    return (found[0].strip(), len(text) - len(found[0]) < 3) if found else ("", False)


def _of_reader(text: str, voice: Voice) -> str | None:  # noqa: ARG001
    return None


_YOU = {
    "de": {"hat": ("Sie haben", "Du hast"), "ist": ("Sie sind", "Du bist"), "war": ("Sie waren", "Du warst")},
    "fr": {"a": ("Vous avez", "Tu as"), "est": ("Vous êtes", "Tu es"), "était": ("Vous étiez", "Tu étais")},
    "es": {"ha": ("Ha", "Has"), "es": ("Es", "Eres"), "dio": ("Dio", "Diste"), "escribió": ("Escribió", "Escribiste")},
}
"""What somebody is said to have done, without a subject, as it is said to them: formal and familiar."""


def _of_reader_in(language: str) -> Callable[[str, Voice], str | None]:
    def of_reader(text: str, voice: Voice) -> str | None:
        first, _, rest = " ".join(text.split()).strip(" -*•.!").partition(" ")
        found = _YOU[language].get(first.casefold())
        return f"{found[voice.register == 'familiar']} {rest}." if found and rest else None

    return of_reader


@dataclass(frozen=True, slots=True)
class Ear:
    """`told`: a sentence to the reader, None where it cannot be one. `thing`: what can stand in "because of …".
    `topic`: what the person would like to talk about, and whether it is a clause. `lateness`: how late, and the rest.
    `length`: how long a talk should be, and whether the piece says nothing else. `is_of_reader`: whether a thing is the
    reader's rather than a word about oneself. `of_reader`: why somebody is written to, typed without a subject, as a
    sentence about them ("gave a talk on tides"), else None.
    """

    told: Callable[[str, Voice], str | None] = _told
    thing: Callable[[str, Voice], str] = _thing
    topic: Callable[[str, Voice | None], tuple[str, bool] | None] = _topic
    lateness: Callable[[str], tuple[str, str]] = _lateness
    length: Callable[[str], tuple[str, bool]] = _length
    is_of_reader: Callable[[str], bool] = bool
    of_reader: Callable[[str, Voice], str | None] = _of_reader


EARS: Mapping[str, Ear] = {
    "en": Ear(
        asked_en.told,
        asked_en.thing,
        asked_en.topic,
        asked_en.lateness,
        asked_en.length,
        asked_en.is_of_reader,
        asked_en.of_reader,
    ),
    "de": Ear(
        asked_de.told,
        asked_de.thing,
        asked_de.topic,
        asked_de.lateness,
        asked_de.length,
        asked_de.is_of_reader,
        _of_reader_in("de"),
    ),
    "fr": Ear(
        asked_fr.told,
        asked_fr.thing,
        asked_fr.topic,
        asked_fr.lateness,
        asked_fr.length,
        asked_fr.is_of_reader,
        _of_reader_in("fr"),
    ),
    "es": Ear(
        asked_es.told,
        asked_es.thing,
        asked_es.topic,
        asked_es.lateness,
        asked_es.length,
        asked_es.is_of_reader,
        _of_reader_in("es"),
    ),
}
ASKED_PHRASES: Mapping[str, Phrases] = {
    "en": asked_en.PHRASES,
    "de": asked_de.PHRASES,
    "fr": asked_fr.PHRASES,
    "es": asked_es.PHRASES,
}
