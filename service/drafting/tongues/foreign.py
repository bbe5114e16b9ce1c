"""What of a note in English goes into a mail in another language: its names and terms, and what to do with them.

Never its sentences: "read Latour first" can be said in any language, "read widely" is left out.
"""

from __future__ import annotations

import re

from service.drafting.forms import FORMS
from service.drafting.language import scores
from service.drafting.notes import Statement
from service.drafting.tongues.terms import joined, terms
from service.drafting.tongues.voice import Retold

_QUOTED = {"et": "« {} »", "y": "«{}»"}
"""How a noun is named in French and in Spanish, by each one's "and"."""
_INTRODUCES = re.compile(r"(?i)introduc|in touch|connect|\bask\b")
_WHOM = re.compile(r"\b(?:to|with|ask)\s+([A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?)")
_ASKS_FIRST = re.compile(r"(?i)\bask\b|\bfirst\b")
_REPORTS = re.compile(
    r"(?i)\b(?:report back|let (?:him|her|them) know|keep (?:him|her|them) (?:posted|updated)|update (?:him|her|them)|tell (?:him|her|them) how)\b"
)


_ACTS = {
    "read": r"(?:re)?read|study", "meet": r"talk (?:to|with)|speak (?:to|with)|meet|contact|write to|reach out to|get in touch with",
    "use": r"use|try(?: out)?", "learn": r"learn|practi[sc]e", "visit": r"visit|go and see|look at|check out", "follow": r"follow|subscribe to|sign up for",
}  # fmt: skip
_ACT = re.compile(
    rf"(?i)^(?:to |first |always |definitely |maybe )*(?:{'|'.join(f'(?P<{name}>{verbs})' for name, verbs in _ACTS.items())})\s+(?P<what>.+)$"
)
_SMALL = re.compile(r"(?i)\b(?:and|or|first|then|soon|again|both|also|at|least|once|before|anything|else|of|all)\b|\W")


def act(statement: Statement, prefix: str, conjunction: str) -> Retold | None:
    """Something to do with a name or a term, in English: "read Latour first", "talk to Ines and Tom"; else None."""
    found = _ACT.match(statement.text) if statement.language == "en" else None
    if found is None:
        return None
    named = terms(f"x {found['what']}")
    rest = found["what"]
    for term in named:
        rest = rest.replace(term, "")
    name = next(name for name in _ACTS if found[name])
    if not named or _SMALL.sub("", rest):
        return None
    return Retold(f"{prefix}{name}", {"terms": joined(named, conjunction)})


def in_terms(role: str, statement: Statement, conjunction: str) -> Retold | None:
    """The statement by its terms alone; None where it has none. `conjunction` joins the last two."""
    found = terms(statement.text, is_english=statement.language == "en" and conjunction in _QUOTED)
    said = [
        _QUOTED[conjunction].format(term) if conjunction in _QUOTED and term[:1].islower() else term for term in found
    ]
    return Retold(role, {"terms": joined(said, conjunction)}) if said else None


def _may_name(statement: Statement, conjunction: str) -> bool:
    """In English a capital is a name; in German any noun has one."""
    return conjunction in _QUOTED and statement.language == "en"


def said_in_it(statement: Statement, conjunction: str) -> str:
    """What an English note quotes in the language of the draft: "Frailejones se cuentan a ojo, not with drones"."""
    language = {"et": "fr", "y": "es"}.get(conjunction, "")
    for piece in re.split(r"[,;:–()]\s+", statement.text):
        said = scores(piece)
        if language and len(piece.split()) > _A_FEW and said[language] > max(1, said["en"]):
            return piece.strip(" .,")
    return ""


_A_FEW = 3


def offer(statement: Statement, conjunction: str = "") -> Retold | None:
    """An introduction that was offered, by the name; else what was offered by its names, as a promise."""
    if statement.language != "en":
        return _by_full_name(statement)
    whom = _WHOM.search(statement.text)
    if not whom or not _INTRODUCES.search(statement.text):
        return in_terms("offer_terms", statement, conjunction) if _may_name(statement, conjunction) else None
    return Retold("offer_ask" if _ASKS_FIRST.search(statement.text) else "offer_introduce", {"name": whom[1]})


def _by_full_name(statement: Statement) -> Retold | None:
    """Who was offered in a note of another language, by first and family name."""
    found = FORMS[statement.language].introduce.search(statement.text)
    names = [text for group, text in found.groupdict().items() if group.startswith("name") and text] if found else []
    return Retold("offer_introduce", {"name": names[0]}) if names and " " in names[0] else None


def promise(statement: Statement, conjunction: str = "") -> Retold | None:
    """A promise to tell how it went, else one by its names where the `conjunction` is of a language that can say so."""
    if _REPORTS.search(statement.text):
        return Retold("promise_report")
    return in_terms("promise_terms", statement, conjunction) if _may_name(statement, conjunction) else None
