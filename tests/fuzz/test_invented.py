"""Inputs nobody thought of: each of these goes on for ten seconds of the processor, or with `make fuzz` for its share of
half an hour, and fails on the first thing that a reader raises and does not promise.
"""

from __future__ import annotations

import pytest

from tests.fuzz import invented
from tests.fuzz.conftest import Fuzz
from tests.fuzz.readers import READERS
from tests.verdicts import Verdict

INPUTS = {
    "mail": invented.changed("mail"),
    "calendar": invented.changed("calendar"),
    "text": invented.changed("text"),
    "answer": invented.answers(),
    "archive": invented.changed("archive"),
}


@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", READERS)
def test_a_reader_raises_nothing_but_what_it_promises(kind: str, fuzz: Fuzz, verdict: Verdict) -> None:
    count = fuzz(kind, READERS[kind], INPUTS[kind])
    assert count >= 100
    verdict(f"{count:,} invented inputs ({kind}) were read or refused, none of them broke anything.")
