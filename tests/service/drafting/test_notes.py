"""What a note says is told apart: advice, promises of either side, offers, and what nobody may repeat."""

from __future__ import annotations

import pytest

from service.drafting.notes import statements

PEOPLE = {"mei": frozenset({"Mei-Ling Tan", "Mei-Ling"}), "tom": frozenset({"Tomás Herrera", "Tomás"})}


@pytest.mark.parametrize(
    ("note", "kind", "text"),
    [
        ("Shadow one submission before choosing.", "advice", "Shadow one submission before choosing"),
        ("She suggested I read the annual report.", "advice", "read the annual report"),
        ("Her tip: ask for feedback early.", "advice", "ask for feedback early"),
        ("He thinks small teams learn faster.", "point", "small teams learn faster"),
        ("The rotation taught him more than any course.", "point", "The rotation taught him more than any course"),
        ("I promised: a summary by Friday.", "promise_mine", "a summary by Friday"),
        ("Asked me to send two pages.", "promise_mine", "send two pages"),
        ("I owe her a copy of my thesis.", "promise_mine", "send a copy of my thesis"),
        ("She'll send me the slides.", "promise_theirs", "send me the slides"),
        ("Sends me a list of labs.", "promise_theirs", "a list of labs"),
        ("She wants to put us in touch but will sound Thandeka out first.", "promise_theirs", "put us in touch but will sound Thandeka out first"),
        ("Said the Tuesday session takes visitors.", "invitation", "the Tuesday session takes visitors"),
        ("Offered to introduce me to Rohan Mehta.", "promise_theirs", "introduce me to Rohan Mehta"),
        ("The book club is open to outsiders.", "invitation", "The book club is open to outsiders"),
        ("Told him about my thesis.", "told", "Told him about my thesis"),
        ("Waited 25 minutes, nobody joined.", "absent", "Waited 25 minutes, nobody joined"),
        ("Fascinating career.", "remark", "Fascinating career"),
        ("Elle m'a conseillé de lire le rapport.", "advice", "lire le rapport"),
        ("Elle va m'envoyer la liste.", "promise_theirs", "m'envoyer la liste"),
        ("J'ai promis de lui envoyer mon mémoire.", "promise_mine", "lui envoyer mon mémoire"),
        ("Sie hat angeboten, mich mit Jana Holm bekannt zu machen.", "promise_theirs", "mich mit Jana Holm bekannt zu machen"),
        ("Ich schicke ihr die Folien bis Freitag.", "promise_mine", "ihr die Folien bis Freitag"),
        ("Zuerst die Statistik wiederholen.", "advice", "Zuerst die Statistik wiederholen"),
        ("Me recomendó empezar por el equipo de datos.", "advice", "empezar por el equipo de datos"),
        ("Se ofreció a presentarme a Carlos Ruiz.", "promise_theirs", "presentarme a Carlos Ruiz"),
    ],
)  # fmt: skip
def test_each_form_is_told_apart(note: str, kind: str, text: str) -> None:
    (found,) = statements(note, {})
    assert (found.kind, found.text) == (kind, text)
    assert found.quote in note


def test_a_label_says_whose_words_they_are_until_the_next() -> None:
    found = statements("Mei-Ling: write a memo first. Keep it short. Tomás: read the logs.", PEOPLE)
    assert [statement.about for statement in found] == ["mei", "mei", "tom"]


def test_two_promises_in_one_breath_are_two() -> None:
    found = statements("I promised the reading list, and to check with Beatriz whether she'd be open to a chat.", {})
    assert [statement.text for statement in found] == [
        "send the reading list",
        "check with Beatriz whether she'd be open to a chat",
    ]


def test_private_parts_are_never_read() -> None:
    found = statements("Read the logs. PRIVATE: Dr. Falk is leaving. Confidential: merger in May.", PEOPLE)
    assert [statement.text for statement in found] == ["Read the logs"]


@pytest.mark.parametrize("note", ["She would hire for curiosity.", "He hates his boss.", "Sie sucht eine neue Stelle."])
def test_what_must_not_be_given_back_is_marked(note: str) -> None:
    assert all(statement.is_unsayable for statement in statements(note, {}))


def test_whoever_a_sentence_begins_with_is_meant_in_all_of_it() -> None:
    names = {"s": frozenset({"Siobhán"}), "r": frozenset({"Raj"})}
    found = statements(
        "Siobhán: record the room first. Raj learned it at night, and said the Tuesday session takes visitors.", names
    )
    assert [(one.kind, one.about) for one in found] == [("advice", "s"), ("story", "r"), ("invitation", "r")]


def test_what_is_thrown_in_in_english_is_left_out_of_a_french_note() -> None:
    found = statements(
        "Elle conseille un stage de classement, two weeks is plenty, avant de choisir un diplôme.", {}, default="fr"
    )
    assert not any("plenty" in one.text for one in found)
    assert any("stage de classement" in one.text for one in found)
