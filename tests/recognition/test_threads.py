"""A part of the labelled threads, so that a change of the rules is noticed at once; all of them are in `make eval`."""

from __future__ import annotations

import pytest

from tests.recognition import threads

_EVERY = 16


@pytest.fixture(scope="module")
def found() -> list[threads.Outcome]:
    items = threads.labelled("tuned")[::_EVERY]
    return threads.outcomes(items)


def test_hardly_anything_else_is_logged_as_an_informational_talk(found: list[threads.Outcome]) -> None:
    assert len([one.id for one in found if one.band == "log" and one.truth != "informational"]) <= 1


def test_hardly_any_informational_talk_is_left_out(found: list[threads.Outcome]) -> None:
    assert len([one.id for one in found if one.band == "leave" and one.truth == "informational"]) <= 1


def test_few_are_asked_about(found: list[threads.Outcome]) -> None:
    assert len([one.id for one in found if one.band == "ask"]) <= 0.15 * len(found)


def test_whoever_asked_is_told_from_whoever_was_asked(found: list[threads.Outcome]) -> None:
    logged = [one for one in found if one.band == "log" and one.truth == "informational"]
    assert [one.id for one in logged if one.role != one.found_role] == []


def test_a_talk_asked_for_in_plain_words_is_logged_without_a_question_and_its_near_misses_are_not() -> None:
    items = [item for item in threads.labelled("varied") if item["events"]][:: _EVERY // 4]
    for one in threads.outcomes(items):
        assert (one.band == "log") is (one.truth == "informational"), one.id
