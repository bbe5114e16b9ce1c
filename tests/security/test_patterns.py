"""No short text keeps a pattern busy for ever: neither a stranger's line nor the person's own hurried note."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import connectors
import service
import workers
from tests.security.pumped import patterns, pumped

_TIMES = 50
"""Where work doubles with every word or sign more, or grows with its tenth power, so many take hours to years."""
_FOR_EVER = 30.0
"""Seconds for all texts of one pattern, of which the slowest good one needs hundredths."""


class _ForEver(Exception):
    """A pattern that does not come back."""


@contextmanager
def _given_up_after(seconds: float) -> Iterator[None]:
    """Python looks for signals in the midst of a search, which holds its lock otherwise."""

    def give_up(*_: object) -> None:
        raise _ForEver

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _try_all(pattern: re.Pattern[str]) -> int:
    texts = list(pumped(pattern, _TIMES))
    for text in texts:
        pattern.search(text)
    return len(texts)


def test_no_pattern_of_the_product_is_kept_busy_by_the_same_word_fifty_times() -> None:
    found = patterns(service, connectors, workers)
    tried = 0
    for_ever: list[str] = []
    for name, pattern in found.items():
        try:
            with _given_up_after(_FOR_EVER):
                tried += _try_all(pattern)
        except _ForEver:
            for_ever.append(name)
    assert for_ever == []
    assert len(found) > 1_500, len(found)
    assert tried > 10_000, tried


@pytest.mark.parametrize(
    "bad",
    [
        r"(?:[\s,–-]+(?:um+|lol)|[!,\s]+)+$",
        r"^(?:How|Why) (?:(?!\bI\b)[\w'’-]+ ?){2,10}\.?\s*$",
        r"^(?: (?:them|it|(?:him|them)))*\)$",
        r"^Dear(?:[ \u00a0](?:Dr|Prof|Dra?)\.?)*,",
        r"[^\W\d_]+(?:[.'ʼ-][^\W\d_]+)*\.?$",
    ],
)
def test_a_pattern_that_is_kept_busy_is_found(bad: str) -> None:
    with pytest.raises(_ForEver), _given_up_after(0.5):
        _try_all(re.compile(bad))
