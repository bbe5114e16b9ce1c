"""Whether two texts of a draft are the same mail, however a mail program laid it out on the way.

Spaces and line ends mean nothing here, and neither do names beside addresses: programs break lines, turn text into HTML
and back, and write names their own way. How much two mails have in common is counted in words that stand in both in the
same order, so that it holds for any language.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from rapidfuzz.distance import Indel

from service.drafting.versions import Text

_LIKELY, _NEARLY = 0.45, 0.85
"""What a mail must share with a draft that is gone to be the draft sent, and with one that may lie there still. Drafts
for the cases in tests share at most a third with each other, and half and more with themselves after two sentences were
exchanged.
"""
_WRAPPED = 55
"""A line of so many characters that another follows was broken by a program, not by its writer."""


def digest(text: Text) -> str:
    """Of subject, recipients and words: the same for the same mail."""
    parts = (_plain(text.subject), *_addresses(text.to), "", *_addresses(text.cc), "", _plain(text.body))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def is_likely(there: Text, sent: Text) -> bool:
    """Whether a sent mail may be this draft after the person changed it: to one of the same, and much the same words."""
    return _is_to_same(there, sent) and _shared(there, sent) >= _LIKELY


def is_nearly(there: Text, sent: Text) -> bool:
    """Whether a sent mail is this draft, whatever else is known."""
    return _is_to_same(there, sent) and _shared(there, sent) >= _NEARLY


def unwrapped(text: Text, known: Text) -> Text:
    """The text as its writer meant it: paragraphs that stand in `known` as they stand there, others without the line
    ends that a program put in.
    """
    as_known = {_plain(paragraph): paragraph for paragraph in _paragraphs(known.body)}
    body = "\n\n".join(as_known.get(_plain(one)) or _joined(one) for one in _paragraphs(text.body))
    return replace(text, subject=" ".join(text.subject.split()), body=f"{body}\n" if body else "")


def _paragraphs(body: str) -> list[str]:
    return [part.strip("\n") for part in re.split(r"\n[^\S\n]*\n", body.replace("\r\n", "\n")) if part.strip()]


def _joined(paragraph: str) -> str:
    lines = [" ".join(line.split()) for line in paragraph.split("\n")]
    text = lines[0]
    for before, line in pairwise(lines):
        text += (" " if len(before) >= _WRAPPED else "\n") + line
    return text


def _shared(one: Text, other: Text) -> float:
    return Indel.normalized_similarity(_plain(one.body).casefold().split(), _plain(other.body).casefold().split())


def _is_to_same(one: Text, other: Text) -> bool:
    return bool(set(_addresses(one.to)) & set(_addresses(other.to)))


def _addresses(emails: Iterable[str]) -> list[str]:
    return sorted(email.strip().lower() for email in emails)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
