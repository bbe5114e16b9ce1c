"""Who of several people was not there after all, by the person's own note: "Bram was held up by an inspection".

What a note says of somebody in passing ("off sick for a year") is no absence: whoever it speaks of anywhere else was there.
Pure: words of a note in, words that may name them out; whom they name is up to whoever knows the people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from service import names, speech

_HERE = r"(?= ?(?:[,.;:!?)]|$|in the end|after all|today|this time|because|as\b|due|to (?:the|our|us)\b|and\b))"
_MISSED_IT = re.compile(
    r"(?i)"
    rf"\b(?:never|didn't|did not|couldn't|could not|can't|wasn't able to|failed to)(?: \w+)? (?:make it|made it|come|came|join(?:ed)?|show(?:ed)?(?: up)?|turn(?:ed)? up|attend(?:ed)?){_HERE}|"
    r"\b(?:was|were) (?:held up|off sick|off ill|out sick|called (?:away|in|to|down)|away|absent|missing|on leave|not there|not around)\b|\bwasn't there\b|"
    r"\bgot (?:held up|called (?:away|in|to|down|out)|pulled (?:away|into|out))\b|\bhad to (?:cancel|drop out|bow out|skip)\b|\bsent (?:his|her|their) apologies\b|"
    r"\b(?:konnte|kam|war|ist|hat)\b[^.;]{0,25}\b(?:nicht (?:kommen|dabei|da|dazu)|verhindert|krank|entschuldigt|ausgefallen)(?= ?(?:[,.;:!?)]|$|und\b|weil\b|wegen\b))|"
    r"\bkam (?:doch )?nicht\b|\b(?:fehlte|fiel aus|musste absagen|(?:liess|ließ) sich entschuldigen)\b|"
    r"\bn'(?:a (?:finalement )?pas pu (?:venir|être là|se joindre|se libérer)|est (?:finalement )?pas venue?|était pas là)\b|"
    r"\b(?:était|a été) (?:absente?|retenue?|empêchée?|malade)\b|\bs'est excusée?\b|"
    r"\bno (?:pudo|ha podido|podía|vino|ha venido|estuvo|llegó)\b(?: (?:venir|estar|llegar|acompañarnos|conectarse))?(?= ?(?:[,.;:!?)]|$|al final|porque|por\b|hoy|y\b))|"
    r"\b(?:se excusó|estaba (?:de baja|enferm[oa]|de viaje))\b"
)
_LATER = re.compile(r"(?i)\b(?:later|late|afterwards|for the (?:last|second)|später|dann doch|plus tard|más tarde)\b")
_CLAUSE = re.compile(r"[,;:]\s|\s[–—-]\s")
_MOST_BEFORE = 6
"""Words in which a clause names of whom it speaks."""


def not_there(note: str) -> list[str]:
    """Words of a note, folded, that may name who did not come: they stand before the words that say so, and nowhere else
    in the note.
    """
    clauses = [clause for sentence in speech.sentences(note) for clause in _CLAUSE.split(sentence)]
    told = [(clause, _MISSED_IT.search(clause.replace("’", "'"))) for clause in clauses]
    absent = [(clause, found) for clause, found in told if found and not _LATER.search(clause)]
    named = {word for clause, found in absent for word in names.tokens_of_text(clause[: found.start()])[:_MOST_BEFORE]}
    others = {word for clause, found in told if not found for word in names.tokens_of_text(clause)}
    return sorted(named - others)


def names_one(words: Iterable[str], name: str) -> bool:
    """Whether such words name somebody, by the first name or the last."""
    tokens = names.tokens(name)
    return bool(tokens) and not {tokens[0], tokens[-1]}.isdisjoint(words)
