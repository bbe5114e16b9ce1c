"""What does a sentence read like? A statistical reading beside the tables of `lexicon`: it knows no phrase outright, but
which words and parts of words people use when they ask for somebody's time, apply, recruit, sell or make an appointment.

A linear model for each act (logistic regression, one against the rest), fitted on invented sentences of four languages
by `infra.wording`; its weights lie beside this module as text that can be read. Speech acts of mail learned so:
Cohen, Carvalho and Mitchell, "Learning to classify email into speech acts", EMNLP 2004. What follows from a sentence is
decided elsewhere; the sentence itself is the evidence that the person sees.
"""

from __future__ import annotations

import gzip
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

WEIGHTS = "wording.tsv.gz"
LEAST = 0.15
"""Below this a sentence does not read like an act."""
_LONGEST = 600
_MOST_SENTENCES = 80
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[?!€$£%]")
_PART = 4
"""Parts of words of this length hold what inflection changes: `erzaehlen`, `erzaehlst`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentence of a text that reads most like one act, and how likely it is, 0 to 1."""

    act: str
    likelihood: float
    quote: str


@dataclass(frozen=True, slots=True)
class _Model:
    acts: tuple[str, ...]
    offsets: tuple[float, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]


def features(sentence: str) -> frozenset[str]:
    """The words, neighbouring words and parts of words of a sentence: lower case, without accents, digits as one."""
    folded = unicodedata.normalize("NFKD", sentence[:_LONGEST].lower().replace("ß", "ss"))
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    words = ["0" * min(len(word), 4) if word[0].isdigit() else word for word in _TOKEN.findall(plain)]
    found = set(words)
    found.update(f"{one} {other}" for one, other in zip(["^", *words], [*words, "$"], strict=True))
    for word in words:
        if len(word) > _PART:
            bounded = f"<{word}>"
            found.update(f"*{bounded[at : at + _PART + 1]}" for at in range(len(bounded) - _PART))
    return frozenset(found)


@lru_cache(maxsize=1)
def _model() -> _Model:
    lines = gzip.decompress(Path(__file__).with_name(WEIGHTS).read_bytes()).decode().splitlines()
    acts = tuple(lines[0].split("\t")[1:])
    offsets = tuple(float(value) for value in lines[1].split("\t")[1:])
    return _Model(acts, offsets, dict(_weights_of(line) for line in lines[2:]))


def _weights_of(line: str) -> tuple[str, tuple[tuple[int, float], ...]]:
    feature, *told = line.split("\t")
    pairs = (one.split(":") for one in told)
    return feature, tuple((int(act), int(weight) / 100) for act, weight in pairs)


def likelihoods(sentence: str) -> dict[str, float]:
    """How likely one sentence does each act, 0 to 1."""
    model = _model()
    totals = list(model.offsets)
    for feature in features(sentence):
        for act, weight in model.weights.get(feature, ()):
            totals[act] += weight
    return {
        act: 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))) for act, total in zip(model.acts, totals, strict=True)
    }


def read(sentences: Iterable[str]) -> tuple[Reading, ...]:
    """For each act the sentence that reads most like it, where one does at all; the likeliest act first."""
    best: dict[str, Reading] = {}
    for number, sentence in enumerate(sentences):
        if number >= _MOST_SENTENCES:
            break
        for act, likelihood in likelihoods(sentence).items():
            if act not in best or likelihood > best[act].likelihood:
                best[act] = Reading(act, likelihood, sentence)
    told = [reading for reading in best.values() if reading.likelihood >= LEAST]
    return tuple(sorted(told, key=lambda reading: (-reading.likelihood, reading.act)))
