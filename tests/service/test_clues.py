"""What a mail's own text says of its writer's other addresses, and of other people's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import clues
from service.clues import DIRECT, FORMER, MENTIONED, OTHERS, OWN_WORD, PHONE, PROFILE, REPLY_TO, SIGNATURE, TOGETHER


def found(name: str, written: str, signature: str = "", **more: str) -> set[tuple[str, str]]:
    told = clues.read(name, "sender@work.example", written, signature, **more)
    return {(clue.what, clue.value.partition("@")[0]) for clue in told}


@pytest.mark.parametrize(
    ("name", "written", "expected"),
    [
        ("Grace Kim", "If easier, write me at g.kim@inbox.example.", (OWN_WORD, "g.kim")),
        ("Grace Kim", "use gracekim88@inbox.example going forward, this one is monitored", (OWN_WORD, "gracekim88")),
        ("Grace Kim", "cc is my own private mail (bluebird@inbox.example)", (OWN_WORD, "bluebird")),
        ("Hanno Roth", "Bitte privat weiter: hanno.roth@inbox.example", (OWN_WORD, "hanno.roth")),
        ("Hanno Roth", "Sie erreichen mich unter h.roth@neu.example.", (OWN_WORD, "h.roth")),
        ("Claire Morel", "Écrivez-moi plutôt sur claire.morel@perso.example", (OWN_WORD, "claire.morel")),
        ("Lucía Pardo", "mejor escríbeme al personal, lucia.pardo@casa.example", (OWN_WORD, "lucia.pardo")),
        ("Ann Lee", "I no longer read ann.lee@old.example - please use this one.", (FORMER, "ann.lee")),
        (
            "Anna Weiß",
            "ich habe geheiratet und heiße jetzt Weiß, früher anna.lorenz@uni.example",
            (FORMER, "anna.lorenz"),
        ),
        ("Kelly Abara", "New name, same me (was k.dunn@firm.example)", (FORMER, "k.dunn")),
        ("Fiona McBride", "write to Dan, dan.osterman@tide.example, say I sent you", (MENTIONED, "dan.osterman")),
        ("Marc Delvaux", "c'est plutôt ma femme Sophie : sophie@famille.example", (OTHERS, "sophie")),
        ("Petro H", "My wife would ask too. Her mail: olha.h@inbox.example", (OTHERS, "olha.h")),
        ("Sara López", "Yo soy maestra; ella está en sara.lopez@clinica.example.", (OTHERS, "sara.lopez")),
        ("Peter Maier", "Mein Namensvetter ist peter.maier@y.example.", (OTHERS, "peter.maier")),
        ("Julia Harms", "Write Jonas at j.harms@familie.example and copy me", (MENTIONED, "j.harms")),
        ("Jo Bell", "For urgent matters contact my colleague Ed at ed.moss@old.example", (OTHERS, "ed.moss")),
        ("Jo Bell", "My colleague Ed (ed.moss@old.example) will help you; tell me how it went", (OTHERS, "ed.moss")),
    ],
)
def test_whose_an_address_is_said_to_be(name: str, written: str, expected: tuple[str, str]) -> None:
    assert found(name, written) == {expected}


def test_an_address_that_two_sentences_claim_is_told_of_once_each() -> None:
    written = "Tariq has tariq.jamil@x.example and tj@y.example, both are his I think."
    assert (TOGETHER, "tariq.jamil") in found("Bilal Aslam", written)


def test_a_signature_carries_addresses_numbers_and_pages() -> None:
    signature = (
        "Ilse Van Damme\nassistante sociale, OCMW (lu-ma)\ntraductrice jurée: ilse@vandamme.example (me-ve)\n"
        "T 02 555 01 00 | GSM 0470 55 51 23\nhttps://www.linkedin.com/in/ilse-vd/ · linkedin.com/company/ocmw"
    )
    assert found("Ilse Van Damme", "À bientôt", signature) == {
        (SIGNATURE, "ilse"), (PHONE, "025550100"), (DIRECT, "470555123"), (PROFILE, "ilse-vd"),
        (clues.SITE, "linkedin.com"),
    } - {(clues.SITE, "linkedin.com")}  # fmt: skip


def test_an_assistants_signature_gives_the_bosss_address_as_nobodys() -> None:
    written = "Ginge der 19.?\ni. A. Margit Auer\nAssistenz Dr. Ulrich Steiner\nu.steiner@bank.example"
    assert not {what for what, _ in found("Margit Auer", written)} & {SIGNATURE, OWN_WORD}


def test_the_lines_below_the_name_are_the_signature_where_none_was_kept_apart() -> None:
    written = "See you at 555-0100 Main Street.\n\nBob\nmob. +49 151 5550 1234"
    assert found("Robert Falk", written) == {(DIRECT, "155501234")}


def test_the_same_number_is_the_same_with_and_without_the_countrys_code() -> None:
    numbers = ["+49 151 5550 1234", "0151/55501234", "0049 (151) 5550-1234"]
    assert len({frozenset(found("A B", "x", f"Mobil: {one}")) for one in numbers}) == 1


def test_where_answers_should_go_is_told_but_for_offices_and_robots() -> None:
    assert found("Ann Lee", "Hi", reply_to="ann@home.example") == {(REPLY_TO, "ann")}
    assert found("Ann Lee", "Write me at info@x.example or no-reply@x.example", reply_to="sender@work.example") == set()


@given(st.text(max_size=400), st.text(max_size=200), st.text(max_size=60))
def test_any_text_is_read(written: str, signature: str, name: str) -> None:
    assert len(clues.read(name, "a@b.example", written, signature)) <= 12
