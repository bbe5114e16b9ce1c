"""The times of a series as the cursor keeps them: the same times come out, in few letters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.dav.told_times import LONGEST, coded, decoded

START = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)
SECONDS = st.integers(0, int(datetime(2999, 1, 1, tzinfo=UTC).timestamp()))
MOMENTS = SECONDS.map(lambda second: datetime.fromtimestamp(second, UTC))


@given(st.sets(MOMENTS, min_size=1, max_size=60))
def test_what_is_written_is_read_again(times: set[datetime]) -> None:
    assert decoded(coded(times)) == times


def test_a_weekly_year_takes_few_letters() -> None:
    weekly = [START + timedelta(weeks=week) for week in range(52)]
    assert decoded(coded(weekly)) == set(weekly)
    assert len(coded(weekly)) < 40


def test_times_without_any_rhythm_are_not_written_at_length() -> None:
    wild = {START + timedelta(minutes=number * number) for number in range(10_000)}
    assert coded(wild) == ""
    assert len(coded(sorted(wild)[:100])) < LONGEST


def test_no_times_are_told_from_too_many() -> None:
    assert coded([])
    assert decoded(coded([])) == set()


@pytest.mark.parametrize(
    "text", ["", "nonsense", "5,x", "1" * 500, "0,1x", "0;1x1", "99999999999,99999999999x99999", "\u0661"]
)
def test_what_was_not_written_here_is_no_time(text: str) -> None:
    assert decoded(text) == set()


def test_a_run_that_claims_too_much_is_cut() -> None:
    assert len(decoded("0" + ",1x99999" * 400)) <= 20_001
