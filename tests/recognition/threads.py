"""Is it an informational interview? The labelled threads played through the pipeline, and what came of each.

Precision of what is logged by itself, recall of what is logged or asked, the asked share, per class, with intervals;
a plain word list stands beside it. The threads are written for this purpose: a synthetic set, no claim about real mail.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.context import Context
from tests.recognition.office import Json, office, play
from tests.recognition.table import Row, share

LABELLED = Path(__file__).parent / "labelled"
SETS = ("tuned", "untouched", "varied")
_BANDS = ("leave", "ask", "log")
_NAIVE = re.compile(
    r"coffee|informational|pick your brain|your time|career (?:advice|path)|your (?:career|path|journey|experience|story)"
    r"|(?:15|20|30) min|quick chat|chat\b|kaffee|werdegang|austausch|café|parcours|trayectoria|charla",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one labelled thread."""

    id: str
    truth: str
    role: str
    band: str
    kind: str
    found_role: str
    score: int
    rules: tuple[str, ...]
    is_named_by_words: bool
    """The plain word list would have logged it."""


def labelled(name: str) -> list[Json]:
    path = LABELLED / f"threads_{name}.json"
    found: list[Json] = json.loads(path.read_text(encoding="utf-8"))
    return found


def outcomes(items: Iterable[Json]) -> list[Outcome]:
    with office() as context:
        return [outcome(context, item) for item in items]


def outcome(context: Context, item: Json) -> Outcome:
    rows = play(context, item).interviews()
    best = max(rows, key=lambda row: (_BANDS.index(row.band), row.score), default=None)
    words = [f"{mail.get('subject', '')} {mail.get('text') or ''}" for mail in item.get("mails", ())]
    words += [f"{event.get('summary', '')} {event.get('description', '')}" for event in item.get("events", ())]
    return Outcome(
        id=str(item["id"]),
        truth=str(item["class"]),
        role=str(item.get("role") or ""),
        band=best.band if best else "leave",
        kind=best.classification if best else "",
        found_role=best.role if best else "",
        score=best.score if best else 0,
        rules=tuple(f"{reason['rule']} {reason['points']:+d}" for reason in best.reasons) if best else (),
        is_named_by_words=any(_NAIVE.search(text) for text in words),
    )


def rows(name: str) -> list[Row]:
    """The table's part for one set."""
    return summary(f"interviews: {name}", outcomes(labelled(name)))


def summary(section: str, found: Sequence[Outcome]) -> list[Row]:
    true = [one for one in found if one.truth == "informational"]
    logged = [one for one in found if one.band == "log"]
    asked = [one for one in found if one.band == "ask"]
    right = [one for one in logged if one.truth == "informational"]
    kept = [one for one in true if one.band != "leave"]
    by_words = [one for one in found if one.is_named_by_words]
    true_by_words = [one for one in by_words if one.truth == "informational"]
    return [
        Row(section, f"threads, of them informational: {len(true)}", str(len(found))),
        Row(section, "precision of log", share(len(right), len(logged)), ">= 0.95", _at_least(right, logged, 0.95)),
        Row(section, "recall of log + ask", share(len(kept), len(true)), ">= 0.95", _at_least(kept, true, 0.95)),
        Row(section, "recall of log alone", share(len(right), len(true))),
        Row(section, "precision of log + ask", share(len(kept), len(logged) + len(asked))),
        Row(section, "asked", share(len(asked), len(found)), "<= 0.15", len(asked) <= 0.15 * len(found)),
        Row(section, "role of those logged", share(sum(one.role == one.found_role for one in right), len(right))),
        *(_of_class(section, found, truth) for truth in sorted({one.truth for one in found})),
        Row(section, "plain word list: precision", share(len(true_by_words), len(by_words))),
        Row(section, "plain word list: recall", share(len(true_by_words), len(true))),
    ]


def _of_class(section: str, found: Sequence[Outcome], truth: str) -> Row:
    of_class = [one for one in found if one.truth == truth]
    bands = Counter(one.band for one in of_class)
    told = ", ".join(f"{band} {bands[band]}" for band in reversed(_BANDS) if bands[band])
    return Row(section, f"  {truth}", f"{len(of_class)}: {told}")


def _at_least(part: Sequence[Outcome], whole: Sequence[Outcome], bar: float) -> bool:
    return bool(whole) and len(part) >= bar * len(whole)
