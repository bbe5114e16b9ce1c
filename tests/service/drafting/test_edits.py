"""What a person's changes to drafts show, and what they do not."""

from __future__ import annotations

from service import manner
from service.drafting import edits
from service.drafting.tongues import TONGUES
from service.drafting.tongues.voice import wording

OURS = (
    "Hi Dan,\n\nThank you for the conversation this morning. I keep coming back to your advice to write a memo first.\n\n"
    "{posted} {offer}\n\nBest,\nPriya"
)


def _ours(number: int = 0) -> str:
    said = (wording(TONGUES["en"].phrases[role][number], number) for role in ("posted", "return"))
    posted, offer = said
    return OURS.format(posted=posted, offer=offer)


def test_a_sentence_taken_out_is_known_by_its_kind_whatever_its_wording() -> None:
    for number in range(4):
        ours = _ours(number)
        offer = wording(TONGUES["en"].phrases["return"][number], number)
        assert edits.signs(ours, ours.replace(f" {offer}", ""), "en") == [(manner.ROLE, "return")]


def test_another_greeting_is_seen() -> None:
    assert edits.signs(_ours(), _ours().replace("Hi Dan", "Dear Dan"), "en") == [(manner.GREETING, "Dear")]


def test_a_sentence_put_first_and_one_put_last_are_known_again_without_being_kept() -> None:
    sent = _ours().replace("Hi Dan,\n\n", "Hi Dan,\n\nGreetings from the coast. ").replace(
        "\n\nBest", " Do come and see us in Harwich.\n\nBest"
    )  # fmt: skip
    found = dict(edits.signs(_ours(), sent, "en"))
    assert set(found) == {manner.OPENING, manner.CLOSING}
    assert "coast" not in str(found)
    assert edits.own_sentence(sent, manner.OPENING, found[manner.OPENING]) == "Greetings from the coast."
    assert edits.own_sentence(sent, manner.CLOSING, found[manner.CLOSING]) == "Do come and see us in Harwich."


def test_a_phrase_of_ours_that_was_replaced_is_one_to_avoid_and_a_fact_is_none() -> None:
    ours = OURS.format(posted="I will keep you posted on how it goes.", offer="If I can help in return, please ask.")
    assert edits.signs(ours, ours.replace("keep you posted on", "tell you"), "en") == [(manner.PHRASE, "posted on")]
    assert edits.signs(ours, ours.replace("write a memo first", "draft one page"), "en") == []


def test_a_wholly_new_text_and_an_unchanged_one_show_nothing() -> None:
    assert edits.signs(_ours(), _ours(), "en") == []
    assert edits.signs(_ours(), "Dan,\n\nLovely to see you. More soon!\n\nP", "en") == []
