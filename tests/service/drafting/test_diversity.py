"""No two drafts of one person sound alike, and what was written before is remembered by its meetings, not by the clock."""

from __future__ import annotations

import pytest

from service.drafting.memory import remembered
from service.drafting.tongues.voice import count, wording, wordings
from tests.service.drafting.alone import Talk, core
from tests.service.drafting.hundred import Figures, diversity


@pytest.fixture(scope="module")
def figures() -> Figures:
    return diversity()


def test_every_one_of_a_hundred_talks_gets_a_text_that_passes_the_gate(figures: Figures) -> None:
    assert (figures.drafts, figures.unwritten) == (100, 0)


def test_no_two_of_a_hundred_share_half_of_their_runs_of_four_words(figures: Figures) -> None:
    assert (figures.pairs_apart, figures.pairs_together) == (0, 0)


def test_no_long_sentence_comes_twice_in_twenty_drafts_or_to_one_organisation(figures: Figures) -> None:
    assert figures.repeated == 0


def test_a_choice_in_a_phrase_gives_every_wording_once() -> None:
    phrase = "If I can [ever |]be [useful|of use|of help], [just ask|say so]."
    found = list(wordings((phrase, "Please ask."), "seed"))
    assert len(found) == len(set(found)) == count(phrase) + 1 == 13
    assert wording(phrase, 0) == "If I can ever be useful, just ask."
    assert set(wordings((phrase, "Please ask."), "another seed")) == set(found)


def test_the_same_talk_is_worded_the_same_again_and_another_one_otherwise() -> None:
    assert core(Talk(1)) == core(Talk(1))
    assert core(Talk(1)) != core(Talk(2))


def test_what_another_draft_says_is_not_said_again() -> None:
    before = core(Talk(1))
    after = core(Talk(1), remembered([before]))
    assert remembered([before]).repeats(before)
    assert not remembered([before]).repeats(after)


def test_words_that_only_a_private_part_has_are_not_chanced_upon() -> None:
    note = "Read one budget law. Confidential: a conversation about something concrete, and the next step, with thanks."
    text = core(Talk(3, note=note))
    assert "budget law" in text
    assert not {"concrete", "next", "conversation", "something"} & set(text.replace(".", " ").split())
