"""Fits the weights of `service/weighing.py` on labelled threads, as the product sees them: part of `make wording`.

The threads are played through the pipeline; what `judge` was last told of each meeting is what is learned from. What
was set aside before that is not learned from: it is never weighed either.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from service import interviews, judging, weighing
from service.facts import Facts
from tests.recognition.office import Json, office, play

STRENGTH = 1.0
"""The inverse of regularization, chosen by leaving one writer's threads out at a time."""


def told_of(items: Sequence[Json]) -> list[tuple[str, Facts, bool]]:
    """For every meeting that was judged: the thread's id, what was known of it, and what it is."""
    found = []
    with office() as context:
        for item in items:
            last: dict[str, Facts] = {}

            def judge(session: Any, interview: Any, file: Any, facts: Facts, outcome: Any) -> Any:
                last[interview.id] = facts  # noqa: B023 - read before the next round begins
                return judging.judge(session, interview, file, facts, outcome)

            with mock.patch.object(interviews, "judge", judge):
                play(context, item)
            found += [(str(item["id"]), facts, item["class"] == "informational") for facts in last.values()]
    return found


def fit(told: Sequence[tuple[str, Facts, bool]], strength: float = STRENGTH) -> dict[str, float]:
    """The weights by name. Features are not scaled: what is rare stays light."""
    vectorizer = DictVectorizer(sparse=False)
    matrix = vectorizer.fit_transform([weighing.features(facts) for _, facts, _ in told])
    model = LogisticRegression(C=strength, max_iter=3000).fit(matrix, np.array([truth for _, _, truth in told]))
    named = zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    return {"intercept": float(model.intercept_[0])} | {str(name): float(weight) for name, weight in named}


def main(paths: Sequence[str]) -> int:
    items = [item for path in paths for item in json.loads(Path(path).read_text(encoding="utf-8"))]
    weights = fit(told_of(items))
    lines = [f"{name}\t{weight:.3f}" for name, weight in weights.items() if abs(weight) >= 0.001]
    weighing.WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(lines)} weights from {len(items)} threads\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
