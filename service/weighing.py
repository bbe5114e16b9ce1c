"""How likely is a meeting an informational interview, everything weighed together? The second opinion beside the rules.

A linear model (logistic regression) over what the sentences of each side read like (`wording`) and over plain facts of
structure: who began, who is from outside, whose entry it is. Its weights stand as text in `weighing.tsv`, fitted on
labelled threads by `make wording`. It never decides alone: `classify` asks where rules and likelihood disagree.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from service import domains
from service.facts import Facts, Said, wrote_first
from service.wording import Reading

WEIGHTS = Path(__file__).with_name("weighing.tsv")
_FOR = frozenset({"asks_talk", "asks_path", "learner", "introduces"})
_AGAINST = frozenset(
    {
        "hires",
        "recruits",
        "sells",
        "works_together",
        "programme",
        "private",
        "appointment",
        "studies",
        "bulk",
    }
)
_SAYS_NOTHING = frozenset({"thanks_talk", "refuses"})
"""Acts that come with meetings of every kind."""
_MOST = 30.0


def likelihood(facts: Facts) -> float:
    """How likely it is, 0 to 1. Without any evidence it is what the intercept says: rather not."""
    weights = _weights()
    total = weights.get("intercept", 0.0)
    total += sum(weights.get(name, 0.0) * value for name, value in features(facts).items())
    return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, total))))


def leaning(facts: Facts) -> float:
    """How much more the words of the side that leans most read like such a talk than like anything else, -1 to 1."""
    return max(_leans(_best(reads)) for _, reads in _parts(facts))


def _leans(best: Mapping[str, float]) -> float:
    likeliest = max((best[act] for act in best.keys() & _FOR), default=0.0)
    return likeliest - max((best[act] for act in best.keys() & _AGAINST), default=0.0)


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    lines = WEIGHTS.read_text(encoding="utf-8").splitlines()
    return {name: float(weight) for name, _, weight in (line.partition("\t") for line in lines)}


def features(facts: Facts) -> dict[str, float]:
    """What is weighed, by name. Every value lies between -1 and 1."""
    found: dict[str, float] = {}
    for part, reads in _parts(facts):
        best = _best(reads)
        found.update({f"{part}: {act}": value for act, value in best.items()})
        found[f"{part}: for"] = _leans(best)
    found.update({name: 1.0 for name, is_so in _structure(facts) if is_so})
    return found


def _parts(facts: Facts) -> Iterator[tuple[str, Iterable[Reading]]]:
    """The readings, by who wrote and whether it was their first letter; and those of the calendar event."""
    before = [mail for mail in facts.mails if facts.start is None or mail.at < facts.start]
    letters = sorted(before, key=lambda mail: (mail.at, mail.source))
    for side, part in (("user", "mine"), ("contact", "theirs")):
        of_side = [mail for mail in letters if mail.by == side]
        yield part, _reads(of_side[:1])
        yield f"{part} later", _reads(of_side[1:])
    yield "others", _reads([mail for mail in letters if mail.by not in {"user", "contact"}])
    yield "entry", facts.reads


def _reads(mails: Sequence[Said]) -> list[Reading]:
    return [reading for mail in mails for reading in mail.reads]


def _best(reads: Iterable[Reading]) -> dict[str, float]:
    best: dict[str, float] = {}
    for reading in reads:
        if reading.act in _SAYS_NOTHING:
            continue
        best[reading.act] = max(reading.likelihood, best.get(reading.act, 0.0))
    return best


def _structure(facts: Facts) -> Iterator[tuple[str, bool]]:
    began = wrote_first(facts)
    yield "the person began", began == "user"
    yield "the other began", began == "contact"
    yield "a third began", began == "other"
    yield "no mail", not facts.mails
    yield "the person wrote", any(mail.by == "user" for mail in facts.mails)
    yield "the other wrote", any(mail.by == "contact" and mail.is_letter for mail in facts.mails)
    yield "introduced", facts.is_introduced
    yield "inside", facts.is_inside
    yield "one other", len(facts.outside) == 1
    yield "several others", len(facts.outside) > 2
    yield "own entry", facts.listed == 0 and facts.start is not None
    yield "no entry", facts.start is None
    yield "the person invited", facts.is_invited_by_user
    yield "the other invited", bool(facts.organizer) and facts.organizer == facts.contact
    yield "series", facts.is_recurring
    yield "met before", facts.meeting_no > 1
    yield "free mail", domains.is_free_mail(facts.contact)
    yield "two names", facts.is_two_names
    yield "questions", facts.questions > 0
