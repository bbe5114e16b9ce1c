"""Fits the weights of `service/weighing.py` on labelled threads and the two invented months: part of `make wording`.

Both are played through the pipeline; what `judge` was last told of each meeting is what is learned from. What was set
aside before that is not learned from: it is never weighed either.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from service import interviews, judging, weighing
from service.facts import Facts
from tests import month
from tests.recognition.office import Json, office, play

STRENGTH = 1.0
"""The inverse of regularization, chosen by leaving one writer's threads out at a time."""
MONTHS = (1, 2)

Known = tuple[Facts, bool]
"""What was known of a meeting, and whether it is an informational interview."""


@contextmanager
def overheard() -> Iterator[dict[str, Facts]]:
    """What `judge` was last told, by the id of the interview."""
    last: dict[str, Facts] = {}

    def judge(session: Any, interview: Any, file: Any, facts: Facts, outcome: Any) -> Any:
        last[interview.id] = facts
        return judging.judge(session, interview, file, facts, outcome)

    with mock.patch.object(interviews, "judge", judge):
        yield last


def of_threads(items: Sequence[Json]) -> Iterator[Known]:
    with office() as context:
        for item in items:
            with overheard() as last:
                play(context, item)
            yield from ((facts, item["class"] == "informational") for facts in last.values())


def of_month(seed: int) -> Iterator[Known]:
    with tempfile.TemporaryDirectory() as folder, overheard() as last, month.lived_here(seed, Path(folder)) as lived:
        for one in lived.interviews("--all"):
            meant = next((meeting for meeting in lived.truth if month.is_same(meeting, one)), None)
            if meant is not None and one["id"] in last:
                yield last[one["id"]], bool(meant["is_interview"])


def fit(known: Sequence[Known], strength: float = STRENGTH) -> dict[str, float]:
    """The weights by name. Features are not scaled: what is rare stays light."""
    vectorizer = DictVectorizer(sparse=False)
    matrix = vectorizer.fit_transform([weighing.features(facts) for facts, _ in known])
    model = LogisticRegression(C=strength, max_iter=3000).fit(matrix, np.array([truth for _, truth in known]))
    named = zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    return {"intercept": float(model.intercept_[0])} | {str(name): float(weight) for name, weight in named}


def main(paths: Sequence[str]) -> int:
    items = [item for path in paths for item in json.loads(Path(path).read_text(encoding="utf-8"))]
    known = [*of_threads(items), *(one for seed in MONTHS for one in of_month(seed))]
    weights = fit(known)
    lines = [f"{name}\t{weight:.3f}" for name, weight in weights.items() if abs(weight) >= 0.001]
    weighing.WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(lines)} weights from {len(items)} threads and {len(MONTHS)} months\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
