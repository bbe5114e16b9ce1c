"""The day that a promise names, in four languages, counted in the person's zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from service.drafting.deadlines import due_date

THURSDAY = datetime.fromisoformat("2026-03-12T19:55:00+00:00")
NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("a summary by Friday", "2026-03-13"), ("on Monday", "2026-03-16"), ("on Thursday", "2026-03-19"), ("tomorrow", "2026-03-13"),
        ("within two weeks", "2026-03-26"), ("in a couple of days", "2026-03-14"), ("in a fortnight", "2026-03-26"), ("by April 3", "2026-04-03"),
        ("by the 15th", "2026-03-15"), ("by 3/20", "2026-03-20"), ("early next week", "2026-03-17"), ("next week", "2026-03-20"),
        ("this weekend", "2026-03-15"), ("by the end of the month", "2026-03-31"), ("next month", "2026-04-30"), ("in April", "2026-04-30"),
        ("by the end of the day", "2026-03-12"), ("the slides from Monday's talk by Wednesday", "2026-03-18"),
        ("bis Freitag", "2026-03-13"), ("bis mittwoch das Protokoll", "2026-03-18"), ("bis Ende der Woche", "2026-03-13"),
        ("bis Ende des Monats", "2026-03-31"), ("Anfang nächster Woche", "2026-03-17"), ("nächste Woche", "2026-03-20"),
        ("übermorgen", "2026-03-14"), ("in 14 Tagen", "2026-03-26"), ("bis zum 20.", "2026-03-20"), ("bis 20.3.", "2026-03-20"),
        ("am Wochenende", "2026-03-15"), ("noch heute", "2026-03-12"), ("im Mai", "2026-05-31"),
        ("d'ici vendredi", "2026-03-13"), ("avant mardi", "2026-03-17"), ("mon glossaire vendredi", "2026-03-13"),
        ("la semaine prochaine", "2026-03-20"), ("d'ici la fin de la semaine", "2026-03-13"), ("après-demain", "2026-03-14"),
        ("dans quinze jours", "2026-03-27"), ("avant le 20", "2026-03-20"), ("à la fin du mois", "2026-03-31"),
        ("el lunes", "2026-03-16"), ("antes del martes", "2026-03-17"), ("la semana que viene", "2026-03-20"), ("esta semana", "2026-03-13"),
        ("pasado mañana", "2026-03-14"), ("dentro de dos semanas", "2026-03-26"), ("este fin de semana", "2026-03-15"),
        ("el 20 de marzo", "2026-03-20"), ("a finales de mes", "2026-03-31"),
    ],
)  # fmt: skip
def test_promised_days_are_counted_in_the_persons_zone(words: str, day: str) -> None:
    assert str(due_date(words, THURSDAY, NEW_YORK)) == day


@pytest.mark.parametrize(
    "words",
    [
        "", "a one-page summary of my capstone", "the notes from Tuesday", "the list every Friday", "the second edition", "two papers",
        "what may help", "das Protokoll vom Dienstag", "die Folien vom letzten Freitag", "le compte rendu de mardi", "las notas del lunes", "1" * 3000,
    ],
)  # fmt: skip
def test_a_day_named_for_something_else_is_no_date(words: str) -> None:
    assert due_date(words, THURSDAY, NEW_YORK) is None


def test_tomorrow_is_the_day_after_the_persons_own_today() -> None:
    late = datetime.fromisoformat("2026-03-12T23:30:00+00:00")
    assert str(due_date("tomorrow", late, NEW_YORK)) == "2026-03-13"
    assert str(due_date("tomorrow", late, BERLIN)) == "2026-03-14"


def test_the_end_of_next_month_is_found_across_the_turn_of_a_year() -> None:
    december = datetime.fromisoformat("2026-12-30T12:00:00+00:00")
    assert str(due_date("next month", december, BERLIN)) == "2027-01-31"
    assert str(due_date("bis Februar", december, BERLIN)) == "2027-02-28"
