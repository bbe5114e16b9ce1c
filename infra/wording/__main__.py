"""`make wording`: fits the weights of `service/wording.py` on the labelled sentences in this folder and writes them.

One file of sentences per language, `label<TAB>sentence`; two labels are joined by `+`. Every sentence was invented
for this purpose by people who did not know the rules. Prints how well held-out sentences are read (five folds).
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, precision_recall_fscore_support
from sklearn.model_selection import KFold

from service import wording

HERE = Path(__file__).parent
OUT = Path(wording.__file__).with_name(wording.WEIGHTS)
SMALLEST = 0.05
"""Weights below this are left out: they change nothing and make the file long."""


def sentences() -> list[tuple[frozenset[str], str]]:
    found = []
    for path in sorted(HERE.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            label, tab, sentence = line.partition("\t")
            if tab and sentence.strip():
                found.append((frozenset(label.strip().split("+")), sentence.strip()))
    return found


def main() -> int:
    found = sentences()
    acts = sorted({label for labels, _ in found for label in labels} - {"neutral"})
    vectorizer = CountVectorizer(analyzer=wording.features, min_df=2, binary=True)
    matrix = vectorizer.fit_transform([text for _, text in found])
    truth = np.array([[act in labels for act in acts] for labels, _ in found])
    _tell(acts, matrix, truth)
    models = [_fit(matrix, truth[:, number]) for number in range(len(acts))]
    _write(acts, vectorizer.get_feature_names_out(), models)
    return 0


def _fit(matrix: np.ndarray, truth: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=1.0, max_iter=500, solver="liblinear").fit(matrix, truth)


def _tell(acts: Sequence[str], matrix: np.ndarray, truth: np.ndarray) -> None:
    told = np.zeros(truth.shape)
    for fitted, held_out in KFold(5, shuffle=True, random_state=1).split(matrix):
        for number in range(len(acts)):
            model = _fit(matrix[fitted], truth[fitted][:, number])
            told[held_out, number] = model.predict_proba(matrix[held_out])[:, 1]
    for number, act in enumerate(acts):
        precision, recall, _, _ = precision_recall_fscore_support(
            truth[:, number], told[:, number] > 0.5, average="binary", zero_division=0
        )
        area = average_precision_score(truth[:, number], told[:, number])
        sys.stdout.write(
            f"{act:16} {truth[:, number].sum():5}  precision {precision:.2f}  recall {recall:.2f}  area {area:.2f}\n"
        )


def _write(acts: Sequence[str], names: Iterable[str], models: Sequence[LogisticRegression]) -> None:
    lines = ["\t".join(["", *acts]), "\t".join(["", *(f"{model.intercept_[0]:.2f}" for model in models)])]
    for at, name in enumerate(names):
        weights = [(number, model.coef_[0][at]) for number, model in enumerate(models)]
        told = [f"{number}:{round(weight * 100)}" for number, weight in weights if abs(weight) >= SMALLEST]
        if told:
            lines.append("\t".join([name, *told]))
    OUT.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
    sys.stdout.write(f"{len(lines) - 2} features, {OUT.stat().st_size} bytes\n")


if __name__ == "__main__":
    sys.exit(main())
