"""The public test data beside this checkout, where it is there: no test must need it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
SENTENCE = "The public corpora are not beside this checkout (../shared/corpora)."


def corpus_files(*kinds: str, every: int = 1) -> list[Path]:
    """Every n-th file of these kinds (`eml`, `ics`, `reply`, `mixed`), smallest path first."""
    manifest = CORPORA / "MANIFEST.csv"
    if not manifest.exists():
        pytest.skip(SENTENCE)
    with manifest.open(encoding="utf-8", newline="") as stream:
        names = sorted(row["file"] for row in csv.DictReader(stream) if row["kind"] in kinds)
    return [path for name in names[::every] if (path := CORPORA / name).is_file()]


def reply_expectations() -> list[dict[str, str]]:
    """Text in, the reply its sender wrote out."""
    path = CORPORA / "reply_expectations.jsonl"
    if not path.exists():
        pytest.skip(SENTENCE)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
