"""What of a note in English goes into a mail in another language: its names and terms, never its sentences."""

from __future__ import annotations

import re

from service.drafting.notes import Statement
from service.drafting.tongues.terms import joined, terms
from service.drafting.tongues.voice import Retold

_INTRODUCES = re.compile(r"(?i)introduc|in touch|connect|\bask\b")
_WHOM = re.compile(r"\b(?:to|with|ask)\s+([A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?)")
_ASKS_FIRST = re.compile(r"(?i)\bask\b|\bfirst\b")
_REPORTS = re.compile(r"(?i)\breport back\b")


def in_terms(role: str, statement: Statement, conjunction: str) -> Retold | None:
    """The statement by its terms alone; None where it has none. `conjunction` joins the last two."""
    found = terms(statement.text)
    return Retold(role, {"terms": joined(found, conjunction)}) if found else None


def offer(statement: Statement) -> Retold | None:
    """An introduction that was offered, by the name."""
    whom = _WHOM.search(statement.text)
    if not whom or not _INTRODUCES.search(statement.text):
        return None
    return Retold("offer_ask" if _ASKS_FIRST.search(statement.text) else "offer_introduce", {"name": whom[1]})


def promise(statement: Statement) -> Retold | None:
    """A promise to tell how it went; any other would have to be translated."""
    return Retold("promise_report") if _REPORTS.search(statement.text) else None
