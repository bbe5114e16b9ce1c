"""What a note says comes out in whole sentences to the one it is about, or not at all.

The tables (`english_stuck.py`, `english_promised.py`) are read like this: who notes the left side, thanks with the right side in the text; what has no right side is
said in no draft. Every draft is held to the same grammar, as far as a program can see it.
"""

from __future__ import annotations

import re

import pytest

from service.drafting.material import read_notes
from service.drafting.own_words import MOST_COPIED, copied
from tests.service.drafting.alone import Talk, scene_of, written
from tests.service.drafting.english_promised import PROMISED
from tests.service.drafting.english_stuck import STUCK
from tests.service.drafting.english_stuck_too import STUCK_TOO

SAID = [*STUCK, *STUCK_TOO, *PROMISED]
UNSAID = [
    "He said that he would never hire someone without a portfolio",
    "If you want to get into museums, volunteer in the archive, because curators only hire people whose handwriting they already know.",
    'Recommended "The Mom Test" before any user interview.',
    "She was really nice and funny.",
    "He seemed tired.",
    "Great chat!",
    "mentor ≠ sponsor; you need both",
    "told me about the merger of the two labs in 2019, which nearly killed the group",
    "Her daughter is starting school.",
    "Has two kids, loves climbing.",
    "Ask her about the pilot in Ghana next time.",
    "Follow up on the grant deadline.",
    "having a thick skin",
    "Patience.",
    "patience, patience, patience",
    "networking",
    "Excel",
    "hates meetings, blocks Fridays for reading",
    "Their team rotates on call every six weeks.",
    "We should meet again in autumn.",
    "We talked about zoning and about her time in Oslo.",
    "Discussed career paths, salary, and work-life balance.",
    "talked a lot about heat pumps",
    "contact: Maria Lopez, maria@school.example",
    "Introduced me to Maria on the spot.",
    "asked whether I'd come to the open day in May",
    "honest about gaps",
    "ask 'what would make this fail?' in every review",
    "her favourite question: what would make this fail?",
    "the question to ask: who pays?",
    "who pays? is always the first question",
    "Why now? matters more than why me",
    "Spend the first month doing nothing but listening to the people who have been on the team for longer than five years.",
    "story: archive flooded on day one, she carried boxes for a week",
    "would go into water, not energy, if starting today",
    "I think I want to do this!",
    "I could see myself there.",
    "Not for me, I think. Too much travel.",
    "will look at my CV",
    "He knows someone at the port authority and will ask her if she'd talk to me.",
    "sent me her slides during the call",
    "recommended 2 books: Thinking in Bets, The Goal",
    "reading list: The Goal, Thinking in Bets",
    "Hard part = paperwork",
    "no degree needed, just patience",
    "bad news early!",
    "Her uncle was a boatbuilder.",
    "burned out in 2019",
    "took a year off after burnout",
    "Failed the bar exam twice, now she teaches it.",
    "she almost quit in year two",
    "Almost gave up in the second winter; a neighbour lent her a loom.",
    "2nd winter hardest",
    "Second winter: hardest",
    "Thank her for the book!",
    "sending sources Monday",
    "intro to Lena Voss (works council) possible, she'll check first",
    "possible intro: Lena Voss",
    "said Lena Voss is the person to talk to",
    "1 trial week in real kitchen before school fees",
    "loud, hot, honest",
    "she loves it though",
    "loves the work",
    "Thank-you notes by hand",
    "Night shift = see whole hospital",
    "call, don't email",
    "best to reach her by phone",
    "Her number is 555 0199",
    "her office is on the third floor, near the river",
    "Now lives in Porto, before that Lyon",
    "mostly luck, she says",
    "Luck mostly, and showing up.",
    "even when it rains show up",
    "80/20: 80% prep, 20% talk",
    "I owe her a coffee",
    "against second postdocs",
    "second postdoc = trap",
    "His path was odd: seminary, then sales, then water policy.",
    "seminary -> sales -> water policy",
    "they hire in autumn",
    "They're hiring two analysts in May",
    "asked if I'd apply",
    "he thinks I'm ready",
    "said I am overqualified lol",
    "shadow day 12 June 9am at the depot, ask for Bogdan",
    "Shadow day on 12 June.",
    "Local chapter = best money she spends",
    "Portfolio: six pieces max",
    "rates: 400/day is normal",
    "Tour of the cold room was amazing",
    "His boss taught him to label everything twice",
]


_WRONG = re.compile(
    r"\b(?:she|he|her|hers|his|him|herself|himself)\b|\bI you\b|\b(?:to to|a a|the the|you has|you was)\b|  |[([{<>→=*]|,\.|\?\.|\.\."
)
"""Words about the reader in the third person, and the seams of a text put together."""


def core_of(note: str) -> str:
    """The text, held to what every text must keep to."""
    found = written(Talk(number=3, note=note))
    assert found.is_fit
    assert found.composed is not None
    for sentence in found.composed.sentences:
        assert not _WRONG.search(sentence.text), sentence.text
        assert sentence.text[-1] in ".?", sentence.text
        assert copied(sentence.text, [note]) is None, f"more than {MOST_COPIED} words: {sentence.text}"
        assert all(quote.quote in note for quote in sentence.quotes if quote.source.startswith("note:"))
    return found.composed.core


@pytest.mark.parametrize(("note", "said"), SAID)
def test_a_note_is_said_in_whole_words_to_the_one_it_is_about(note: str, said: tuple[str, ...]) -> None:
    text = core_of(note)
    assert all(part in text for part in said), text


@pytest.mark.parametrize("note", UNSAID)
def test_what_cannot_be_said_well_is_left_out(note: str) -> None:
    found = written(Talk(number=3, note=note))
    assert found.composed is not None
    assert core_of(note)
    assert not [quote for quote in found.composed.quotes if quote.source.startswith("note:")]
    assert "takeaway" in found.composed.needs


def test_the_best_that_can_be_said_is_taken_where_the_first_cannot() -> None:
    text = core_of("→ ??? = later\nSecond winter: hardest\nBring bad news early.")
    assert "bring bad news early" in text


def test_a_private_part_is_in_no_sentence() -> None:
    scene = scene_of(Talk(note="Bring bad news early. Confidential: the merger in May."))
    assert scene.notes[0].private
    assert "merger" not in core_of("Bring bad news early. Confidential: the merger in May.")


def test_what_will_be_asked_without_a_subject_is_no_promise_of_a_hosts_guest() -> None:
    scene = scene_of(Talk(note="Will ask Ada if there is room, not promised."))
    assert [one.kind for _, one in read_notes(scene, scene.notes)] == ["promise_theirs"]
    scene.interview.role = "host"
    assert [one.kind for _, one in read_notes(scene, scene.notes)] == ["remark"]
