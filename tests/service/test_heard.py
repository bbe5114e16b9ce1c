"""What a text says by its words and by what its sentences read like, each with the sentence."""

from __future__ import annotations

import pytest

from service import heard
from service.speech import Act
from service.wording import Reading


def kinds(found: tuple[Act, ...]) -> set[str]:
    return {act.what for act in found}


def test_words_come_before_what_a_sentence_reads_like() -> None:
    found = heard.acts([Act("asks_for_time", "by word")], [Reading("asks_talk", 0.99, "by wording")])
    assert found == (Act("asks_for_time", "by word"),)


def test_what_is_not_likely_enough_is_not_heard() -> None:
    assert heard.acts((), [Reading("asks_talk", 0.2, "…")]) == ()
    assert heard.against((), [Reading("sells", 0.2, "…"), Reading("bulk", 1.0, "…")]) == ()


@pytest.mark.parametrize(("is_own", "leans"), [(True, {"leans"}), (False, set())])
def test_two_unclear_halves_of_a_request_lean_to_one_in_the_persons_own_letter(is_own: bool, leans: set[str]) -> None:
    reads = [Reading("asks_talk", 0.4, "one"), Reading("learner", 0.35, "two")]
    assert kinds(heard.acts((), reads, is_own=is_own)) == leans


def test_a_sentence_that_names_the_thing_is_not_doubted_for_how_it_reads() -> None:
    asked = "20 minutes for an informational interview?"
    assert kinds(heard.against((), [Reading("studies", 0.9, asked)])) == {"reads_study"}
    assert heard.against((), [Reading("studies", 0.9, asked)], [Act("explicit", asked)]) == ()


def test_a_letter_is_private_only_where_nothing_in_it_wants_to_learn() -> None:
    friend = Reading("private", 0.7, "Coffee on Friday, you old rascal?")
    assert kinds(heard.against((), [friend])) == {"private"}
    assert heard.against((), [friend, Reading("asks_path", 0.9, "How did you get into it?")]) == ()
