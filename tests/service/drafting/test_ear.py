"""What a person types in a hurry, given back to the reader as a sentence; or left out, never mangled."""

from __future__ import annotations

import pytest

from service.drafting.tongues import ear_en
from service.drafting.tongues.voice import Voice

MARIA = Voice("", frozenset({"Maria", "Lopez", "Maria Lopez"}))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("got the job at Kite, starts Sept 1", "I got the job at Kite, which starts Sept 1."),
        ("passed the bar exam in july", "I passed the bar exam in July."),
        ("accepted to Columbia's MPH, starting in fall", "I was accepted to Columbia's MPH, starting in fall."),
        (
            "been accepted as a fellow at the Aldermoor Trust",
            "I have been accepted as a fellow at the Aldermoor Trust.",
        ),
        ("promoted to team lead last week :)", "I was promoted to team lead last week."),
        ("starting as analyst at the port on monday", "I am starting as analyst at the port on Monday."),
        ("will start at the bakery in March", "I will start at the bakery in March."),
        ("still looking but 2 interviews next week", "I am still looking but 2 interviews next week."),
        ("new role: data analyst at Riverbend Health", "I have a new role: data analyst at Riverbend Health."),
        ("did the certificate and liked it", "I did the certificate and liked it."),
        (
            "finished the course she recommended, built 2 tools",
            "I finished the course you recommended and built 2 tools.",
        ),
        ("did what she said and shadowed a dispatcher", "I did what you said and shadowed a dispatcher."),
        ("tell her that the portfolio tip worked", "The portfolio tip worked."),
        ("her advice on talking to strangers paid off", "Your advice on talking to strangers paid off."),
        ("Maria's tip about the union worked", "Your tip about the union worked."),
        ("Ms Lopez pointed me to Dan, who taught me", "You pointed me to Dan, who taught me."),
        ("she was right about the exam", "You were right about the exam."),
        ("thanks to her I dared to ask", "Thanks to you I dared to ask."),
        ("read her book", "I read your book."),
        ("question: does she know anyone in grant writing?", "Do you know anyone in grant writing?"),
        ("ask her whether the night shifts get better", "May I ask whether the night shifts get better?"),
        ("do you know a good intro to GIS?", "Do you know a good intro to GIS?"),
        ("hi maria, I started the apprenticeship", "I started the apprenticeship."),
        ("- my thesis is done and the defence went well", "My thesis is done and the defence went well."),
        ("Jarek let me help and he told me about it", "Jarek let me help and he told me about it."),
        ("train is stuck outside the station", "The train is stuck outside the station."),
        ("stuck in traffic", "I am stuck in traffic."),
        ("question: does she seal end grain or only cap it", "Do you seal end grain or only cap it?"),
        ("mended the footbridge at Fana", "I mended the footbridge at Fana."),
        ("no room before spring", "I have no room before spring."),
        ("fully booked until March", "I am fully booked until March."),
        ("be there 14:20", "I expect to be there at 14:20."),
        ("I saw your talk.", "I saw your talk."),
        ("remind her nicely, ten days now", None),
        ("keep it short", None),
        ("no pressure on either of them", None),
        ("yes", None),
        ("bus", None),
        ("quick update from me", None),
        ("", None),
    ],
)
def test_what_was_typed_is_a_sentence_to_the_reader_or_left_out(typed: str, said: str | None) -> None:
    assert ear_en.told(typed, MARIA) == said


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("want to hear how she got into policy", ("how you got into policy", True)),
        ("I'd like to ask her about her switch from law to UX", ("your switch from law to UX", False)),
        ("curious about night shifts", ("night shifts", False)),
        ("interested in her take on rural clinics", ("your take on rural clinics", False)),
        ("would love to learn about grant writing from her", ("grant writing", False)),
        ("to understand what a normal week looks like for her", ("what a normal week looks like for you", True)),
        ("topic: tide gates", ("tide gates", False)),
        ("want to get into fixing the water", None),
        ("want to move to health data", None),
        ("saw her talk on river data", None),
    ],
)
def test_what_the_person_wants_to_talk_about_is_heard(typed: str, topic: tuple[str, bool] | None) -> None:
    assert ear_en.topic(typed, MARIA) == topic


def test_a_third_person_stays_one() -> None:
    assert ear_en.topic("want to ask her how she edits", None) == ("how she edits", True)


@pytest.mark.parametrize(
    ("typed", "late", "rest"),
    [
        ("10 min", "10 minutes", ""), ("ten minutes late, bus", "ten minutes", "bus"), ("15", "15 minutes", ""),
        ("running 15 minutes late because the train is stuck", "15 minutes", "the train is stuck"),
        ("5-10 mins, sorry", "5 to 10 minutes", "sorry"), ("stuck in traffic, 20m", "20 minutes", "stuck in traffic"),
        ("half an hour", "half an hour", ""), ("1 min", "1 minute", ""), ("be there 14:20", "", "be there 14:20"), ("", "", ""),
    ],
)  # fmt: skip
def test_how_late_is_told_as_it_was_typed(typed: str, late: str, rest: str) -> None:
    assert ear_en.lateness(typed) == (late, rest)


@pytest.mark.parametrize(
    ("typed", "length"),
    [
        ("20 min call", ("20 minutes", True)), ("25 min max, phone", ("25 minutes", True)), ("half an hour", ("half an hour", True)),
        ("I have 20 min on Monday", ("20 minutes", False)), ("no idea how long", ("", False)),
    ],
)  # fmt: skip
def test_how_long_a_talk_should_be_is_heard(typed: str, length: tuple[str, bool]) -> None:
    assert ear_en.length(typed) == length
