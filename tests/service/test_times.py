"""Days and hours that sentences name, and those they only seem to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.times import named

SAID = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thursday the 19th at 2 pm works.", "2026-03-19T18:00"),
        ("Wednesday at 3 works on my side.", "2026-03-11T19:00"),
        ("How about Wednesday the 18th, 11am?", "2026-03-18T15:00"),
        ("Tomorrow at 10:30?", "2026-03-11T14:30"),
        ("March 24 at noon", "2026-03-24T16:00"),
        ("Tuesday 10:00 works.", "2026-03-17T14:00"),
        ("gern, am 31. März um 14 Uhr.", "2026-03-31T18:00"),
        ("Mittwoch um 16 Uhr passt.", "2026-03-11T20:00"),
        ("Mercredi 18 à 16h me convient.", "2026-03-18T20:00"),
        ("mercredi le 18 à 16h", "2026-03-18T20:00"),
        ("El miércoles a las 4 me va bien.", "2026-03-11T20:00"),
        ("Next week works.", None),
        ("Thursday works.", None),
        ("At 3 then!", None),
        ("See you on the 31st of February at 3 pm", None),
    ],
)
def test_a_time_is_read_where_day_and_hour_are_said(text: str, expected: str | None) -> None:
    found = named(text, SAID, "America/New_York")
    assert found == (datetime.fromisoformat(f"{expected}+00:00") if expected else None)


def test_an_unknown_zone_is_read_as_utc() -> None:
    assert named("tomorrow at 3 pm", SAID, "Mars/Base") == datetime(2026, 3, 11, 15, 0, tzinfo=UTC)
