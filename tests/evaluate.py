"""`make eval`: how well mail, invites, people and meetings are recognised, and how good the drafts are, as one table; 1
when a bar is missed.

`python -m tests.evaluate threads tuned` prints every thread of one set that came out otherwise than labelled, `cases
worked` every case that did not pass; `python -m tests.evaluate replies people` measures some parts only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping

import pytest

from tests.drafts import cases, diversity, injections, notes, real_model, renamed, reordered
from tests.recognition import agreed, pairs, reading, replies, sensitive, sequences, threads
from tests.recognition.table import Row, show
from tests.servers import Missing
from tests.service.drafting import damage
from tests.service.drafting.judge import failures_of


def _threads() -> list[Row]:
    return [row for name in threads.SETS for row in threads.rows(name)]


PARTS: Mapping[str, Callable[[], list[Row]]] = {
    "reading": reading.rows,
    "replies": replies.rows,
    "sequences": sequences.rows,
    "agreed": agreed.rows,
    "pairs": pairs.rows,
    "threads": _threads,
    "sensitive": sensitive.rows,
    "cases": cases.rows,
    "renamed": renamed.rows,
    "reordered": reordered.rows,
    "notes": notes.rows,
    "damage": lambda: damage.rows(case for name in cases.SETS for case in cases.cases(name)),
    "diversity": diversity.rows,
    "injections": injections.rows,
}


ON_DEMAND: Mapping[str, Callable[[], list[Row]]] = {"injections-llm": real_model.rows}
"""What takes a quarter of an hour, and what `make test-llm` installs."""


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["threads"] and len(arguments) > 1:
        return _tell_threads(arguments[1])
    if arguments[:1] == ["cases"] and arguments[1:2] and arguments[1] in cases.SETS:
        return _tell_cases(arguments[1])
    chosen = arguments or list(PARTS)
    return 0 if show(row for part in chosen for row in _measured(part)) else 1


def _measured(part: str) -> Iterator[Row]:
    sys.stderr.write(f"Measuring: {part}\n")
    try:
        yield from {**PARTS, **ON_DEMAND}[part]()
    except (pytest.skip.Exception, Missing) as missing:
        yield Row(part, str(missing), "not measured")


def _tell_threads(name: str) -> int:
    found = threads.outcomes(threads.labelled(name))
    for one in found:
        if (one.truth == "informational") != (one.band == "log"):
            sys.stdout.write(f"{one.id} {one.truth}/{one.role}: {one.band} {one.kind} {one.score} {one.rules}\n")
    show(threads.summary(name, found))
    return 0


def _tell_cases(name: str) -> int:
    """Every case of one set that broke a rule; 1 when there is one."""
    told = failures_of(cases.judged(cases.cases(name)))
    sys.stdout.write(told + "\n" if told else "Every case passed whole.\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
