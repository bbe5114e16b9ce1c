"""Things that a note in English promises, by their German names: "send him my thesis on Basel III" is "meine Abschlussarbeit (Basel III)".

Only what has one plain name is here; what a note says of it beside names and terms is left out. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from service.drafting.language import content_stems
from service.drafting.notes import Statement
from service.drafting.tongues.terms import joined, terms
from service.drafting.tongues.voice import Retold

_NAMES = """article=den Artikel; paper=das Paper; link=den Link; photos=die Fotos; list=die Liste; notes=die Notizen; slides=die Folien;
    thesis=die Abschlussarbeit; portfolio=das Portfolio; book=das Buch; report=den Bericht; summary=die Zusammenfassung; video=das Video;
    draft=den Entwurf; essay=den Essay; survey=die Umfrage; template=die Vorlage; recipe=das Rezept; address=die Adresse;
    dataset=den Datensatz; code=den Code; podcast=den Podcast; film=den Film; poster=das Poster; chapter=das Kapitel; glossary=das Glossar;
    form=das Formular; sketches=die Skizzen; questions=die Fragen; spreadsheet=die Tabelle; checklist=die Checkliste; study=die Studie"""
_THINGS = dict(entry.strip().split("=") for entry in _NAMES.split(";"))
_ALSO = {
    "photo": "photos", "pictures": "photos", "picture": "photos", "dissertation": "thesis", "write-up": "report", "writeup": "report",
    "recording": "video", "questionnaire": "survey", "data": "dataset", "documentary": "film", "deck": "slides", "drawings": "sketches",
    "articles": "article", "papers": "paper", "links": "link", "essays": "essay", "sheet": "spreadsheet", "table": "spreadsheet",
}  # fmt: skip
_MINE = {"den": "meinen", "das": "mein", "die": "meine"}
_SENDS = re.compile(
    r"(?i)^(?:to )?(?:send|e-?mail|mail|forward|share|show|give|pass on|post)\s+(?:(?:him|her|them)\s+)?(?:(?P<my>my|our)\s+|(?:the|an?|some|that|those|these)\s+)?(?P<what>.+)$"
)
_AFTER = re.compile(r"\s(?:on|about|of|for|from|by|with|to|that|which|we|i|in|at|as)\b|[,;(]")


def phrases(promised: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """The wordings of a promise for every thing, with gaps for its article and the terms behind it."""
    return {
        f"promise_{name}": tuple(one.replace("{thing}", f"{{the}} {thing.split()[1]}{{terms}}") for one in promised)
        for name, thing in _THINGS.items()
    }


def promise(statement: Statement) -> Retold | None:
    """A thing to be sent that has a German name and shares a word or a term with the note; else None."""
    found = _SENDS.match(statement.text)
    if found is None:
        return None
    phrase = _AFTER.split(found["what"], maxsplit=1)[0].split()
    word = phrase[-1].casefold() if phrase else ""
    thing = _THINGS.get(_ALSO.get(word, word), "")
    if not thing:
        return None
    named = [term for term in terms(f"x {found['what']}") if term.casefold() != word]
    article, noun = thing.split()
    if not named and not content_stems(noun) & content_stems(statement.quote):
        return None
    gaps = {"the": _MINE[article] if found["my"] else article, "terms": f" ({joined(named, 'und')})" if named else ""}
    return Retold(f"promise_{_ALSO.get(word, word)}", gaps)
