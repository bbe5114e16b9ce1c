"""Days and hours that sentences name, and those they only seem to."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from service.times import UNKNOWN, Zones, named_in

SAID = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)  # a Tuesday
OWN = "America/New_York"
ZONES = Zones(OWN, UNKNOWN, OWN)
"""A mail to the person, from somebody whose zone nobody knows."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thursday the 19th at 2 pm works.", "2026-03-19T18:00"),
        ("Wednesday at 3 works on my side.", "2026-03-11T19:00"),
        ("How about Wednesday the 18th, 11am?", "2026-03-18T15:00"),
        ("Tomorrow at 10:30?", "2026-03-11T14:30"),
        ("March 24 at noon", "2026-03-24T16:00"),
        ("Tuesday 10:00 works.", "2026-03-17T14:00"),
        ("the day after tomorrow at quarter past nine", "2026-03-12T13:15"),
        ("Friday at half three", "2026-03-13T19:30"),
        ("Tuesday week, ten thirty", "2026-03-24T14:30"),
        ("Tuesday of next week at 4pm", "2026-03-17T20:00"),
        ("the week after next, Thursday 9 am", "2026-03-26T13:00"),
        ("3/18 at 5", "2026-03-18T21:00"),
        ("gern, am 31. März um 14 Uhr.", "2026-03-31T18:00"),
        ("Mittwoch um 16 Uhr passt.", "2026-03-11T20:00"),
        ("übermorgen um halb zehn", "2026-03-12T13:30"),
        ("Do 12.3. 16 Uhr", "2026-03-12T20:00"),
        ("Freitagnachmittag um drei", "2026-03-13T19:00"),
        ("morgen in einer Woche, also Mittwoch der 18., nachmittags um zwei", "2026-03-18T18:00"),
        ("Mercredi 18 à 16h me convient.", "2026-03-18T20:00"),
        ("mercredi le 18 à 16h", "2026-03-18T20:00"),
        ("jeudi, dix heures moins le quart", "2026-03-12T13:45"),
        ("mardi en huit à 15h30", "2026-03-24T19:30"),
        ("El miércoles a las 4 me va bien.", "2026-03-11T20:00"),
        ("el martes a las cinco y media de la tarde", "2026-03-17T21:30"),
        ("pasado mañana a las 10 de la mañana", "2026-03-12T14:00"),
        ("Monday 3 pm CET", "2026-03-16T14:00"),
        ("lunes 15 h, hora argentina", "2026-03-16T18:00"),
        ("Dienstag um 10 Uhr Ihrer Zeit", "2026-03-17T14:00"),
        ("Tuesday at 16:00 Danish time (11 your time)", "2026-03-17T15:00"),
    ],
)
def test_a_time_is_read_where_day_and_hour_are_said(text: str, expected: str) -> None:
    found = {named.instant for named in named_in(text, SAID, ZONES)}
    assert found == {datetime.fromisoformat(f"{expected}+00:00")}


@pytest.mark.parametrize(
    "text",
    [
        "Next week works.",
        "Thursday works.",
        "At 3 then!",
        "See you on the 31st of February at 3 pm",
        "I am in my 4th year, and need 20 minutes.",
        "guten Morgen, in 2 hours",
        "Aug 24-27 in Lisbon",
        "3 pm my time on Friday",
        "Tuesday between 3 and 6",
        "So 3 people came, and 12.50€ each",
    ],
)
def test_what_is_said_less_exactly_is_no_instant(text: str) -> None:
    assert not any(named.instant for named in named_in(text, SAID, ZONES))


def test_several_offers_stay_apart_and_follow_each_other() -> None:
    found = named_in("I can do Mon after 5 or Tues between 3 and 6, or Friday at 9:30.", SAID, ZONES)
    assert [(one.day, one.at, one.until) for one in found] == [
        (date(2026, 3, 16), time(17), time(21)),
        (date(2026, 3, 17), time(15), time(18)),
        (date(2026, 3, 20), time(9, 30), None),
    ]


def test_the_time_that_is_given_up_is_not_named() -> None:
    (found,) = named_in("can we say 8 instead of 9 tomorrow?", SAID, ZONES)
    assert (found.day, found.at) == (date(2026, 3, 11), time(8))


def test_an_unknown_zone_is_read_as_utc() -> None:
    (found,) = named_in("tomorrow at 3 pm", SAID, Zones("Mars/Base", "Mars/Base", "Mars/Base"))
    assert found.instant == datetime(2026, 3, 11, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    "CEST CET MESZ MEZ ET EST EDT CT CST CDT MT MST MDT PT PST PDT IST JST SGT HKT AEST AEDT SAST HEC WAT EAT GMT UTC "
    "BST GMT+2 UTC-5 Eastern Pacific".split(),
)
def test_every_zone_that_is_written_bare_has_a_clock(name: str) -> None:
    (found,) = named_in(f"Monday 3 pm {name}", SAID, ZONES)
    assert found.instant is not None
    assert found.is_said
