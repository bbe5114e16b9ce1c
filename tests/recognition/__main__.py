"""`make eval`: how well mail, invites, people and meetings are recognised, as one table; 1 when a bar is missed.

`python -m tests.recognition threads tuned` prints every thread of one set that came out otherwise than labelled;
`python -m tests.recognition replies people` measures some parts only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping

import pytest

from tests.recognition import agreed, pairs, reading, replies, sequences, threads
from tests.recognition.table import Row, show


def _threads() -> list[Row]:
    return [row for name in threads.SETS for row in threads.rows(name)]


PARTS: Mapping[str, Callable[[], list[Row]]] = {
    "reading": reading.rows,
    "replies": replies.rows,
    "sequences": sequences.rows,
    "agreed": agreed.rows,
    "pairs": pairs.rows,
    "threads": _threads,
}


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["threads"] and len(arguments) > 1:
        return _tell_threads(arguments[1])
    chosen = arguments or list(PARTS)
    return 0 if show(row for part in chosen for row in _measured(part)) else 1


def _measured(part: str) -> Iterator[Row]:
    sys.stderr.write(f"Measuring: {part}\n")
    try:
        yield from PARTS[part]()
    except pytest.skip.Exception as missing:
        yield Row(part, str(missing), "not measured")


def _tell_threads(name: str) -> int:
    found = threads.outcomes(threads.labelled(name))
    for one in found:
        if (one.truth == "informational") != (one.band == "log"):
            sys.stdout.write(f"{one.id} {one.truth}/{one.role}: {one.band} {one.kind} {one.score} {one.rules}\n")
    show(threads.summary(name, found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
