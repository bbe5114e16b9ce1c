"""Mails and calendars that were built to take a reader's time are refused, or are finished within a bound of steps.

A step is a call or a return of Python or C: counted and not timed, so that a slow machine changes nothing. What a
pattern does inside one call is not seen here; `make bench ARGS="--only reading"` measures that.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType

import pytest

from connectors.errors import Unreadable
from connectors.ics import expand, read_calendar
from connectors.mime import read_message
from connectors.zone_names import likely_zone
from infra.bench.bombs import CALENDARS, MAILS, one_event

MOST = 1_000_000
SINCE = datetime(2025, 11, 1, tzinfo=UTC)


class TooManyStepsError(Exception):
    """The bound was passed."""


def steps_of(read: Callable[[], object]) -> int:
    """How many steps a reader takes until it is done or refuses with a sentence."""
    steps = 0

    def count(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal steps
        steps += 1
        if steps > MOST:
            sys.setprofile(None)
            raise TooManyStepsError

    before, sentence = sys.getprofile(), "."
    sys.setprofile(count)
    try:
        read()
    except Unreadable as refused:
        sentence = refused.detail
    finally:
        sys.setprofile(before)
    assert sentence.endswith("."), sentence
    return steps


@pytest.fixture(scope="module", autouse=True)
def tables() -> None:
    """Names of zones are read once in the life of a process, by whichever test comes first."""
    likely_zone("(UTC+01:00) Nowhere")


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", MAILS)
def test_a_mail_made_to_be_slow_is_read_or_refused_within_bounds(name: str) -> None:
    raw = MAILS[name]()
    assert steps_of(lambda: read_message(raw, provider_id="m")) <= MOST


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", CALENDARS)
def test_a_calendar_made_to_be_slow_is_read_or_refused_within_bounds(name: str) -> None:
    raw = CALENDARS[name]()
    assert steps_of(lambda: expand(raw, since=SINCE, until=SINCE + timedelta(days=1200))) <= MOST


def test_the_bound_sees_what_is_too_much() -> None:
    with pytest.raises(TooManyStepsError):
        steps_of(lambda: [len("") for _ in range(MOST)])
    assert steps_of(lambda: read_calendar(one_event("SUMMARY:Coffee"))) < 2_000


def test_there_are_bombs_of_both_kinds() -> None:
    assert len(MAILS) >= 50
    assert len(CALENDARS) >= 50
