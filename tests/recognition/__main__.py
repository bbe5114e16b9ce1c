"""`make eval`: how well mail, invites, people and meetings are recognised, as one table; 1 when a bar is missed.

`python -m tests.recognition threads tuned` prints every thread of one set that came out otherwise than labelled.
"""

from __future__ import annotations

import sys

from tests.recognition import agreed, pairs, reading, sequences, threads
from tests.recognition.table import show


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["threads"]:
        return _tell_threads(arguments[1])
    found = [
        *reading.rows(),
        *sequences.rows(),
        *pairs.rows(),
        *agreed.rows(),
        *(row for name in threads.SETS for row in threads.rows(name)),
    ]
    return 0 if show(found) else 1


def _tell_threads(name: str) -> int:
    found = threads.outcomes(threads.labelled(name))
    for one in found:
        if (one.truth == "informational") != (one.band == "log"):
            sys.stdout.write(f"{one.id} {one.truth}/{one.role}: {one.band} {one.kind} {one.score} {one.rules}\n")
    show(threads.summary(name, found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
