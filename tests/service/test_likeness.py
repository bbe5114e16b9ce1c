"""How alike two names are, and whether an address is made of one: by words, in any order and script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.likeness import Fit, Likeness, best, compare, fit, spells_a_name

SAME, SHORT, PART, ALONE = Likeness.SAME, Likeness.SHORT, Likeness.PART, Likeness.ALONE
INITIAL, GIVEN, UNKNOWN, DIFFERENT = Likeness.INITIAL, Likeness.GIVEN, Likeness.UNKNOWN, Likeness.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Doe, Jane (she/her)", "Jane Doe", SAME),
        ("DOE Jane", "Jane Doe", SAME),
        ("[External] Jane Doe", "jane doe", SAME),
        ("Jane Doe via Calendly", "Jane Doe", SAME),
        ("Svenja Müller", "Svenja Mueller", SAME),
        ("Łukasz Wójcik", "Lukasz Wojcik", SAME),
        ("Kovács Anna", "Anna Kovács", SAME),
        ("Nathaniel S. Borenstein", "Nathaniel Borenstein", SAME),
        ("李小龙", "李 小龙", SAME),
        ("李小龙", "Xiaolong Li", SAME),
        ("王小明", "Wang Xiao Ming", SAME),
        ("Сергей Иванов", "Sergei Ivanov", SAME),
        ("김민수", "Minsu Kim", SAME),
        ("خالد الأمين", "Khaled Al-Amin", SAME),
        ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos", SAME),
        ("Bob Delancey", "Robert Delancey", SHORT),
        ("Kovács Jancsi", "János Kovács", SHORT),
        ("Pepe Pérez", "José Luis Pérez", SHORT),
        ("Sascha Brandt", "Alexander Brandt", SHORT),
        ("Steph Ruiz", "Stephanie Ruiz", SHORT),
        ("Martin Huber", "Martina Huber", DIFFERENT),
        ("Andrea Rossi", "Andreas Rossi", DIFFERENT),
        ("Daniel Osei", "Daniel Oseil", GIVEN),
        ("Lan Nguyen", "Nguyen Thi Lan", PART),
        ("María García", "María García López", PART),
        ("Lan", "Lan Nguyen", ALONE),
        ("Sukarno", "Sukarno", ALONE),
        ("Dan", "Daniel Osei", ALONE),
        ("Ann", "Daniel Osei", DIFFERENT),
        ("S. Adeyemi", "Segun Adeyemi", INITIAL),
        ("R.J. Moss", "Randall Moss", INITIAL),
        ("Anton Riedl", "Riedl M.", DIFFERENT),
        ("Anna Schmidt", "Anna Meier", GIVEN),
        ("Phil Bates", "Phil Mates", GIVEN),
        ("Eva Jansen", "Erik Janssen", DIFFERENT),
        ("Jim & Dot Hayward", "James Hayward", DIFFERENT),
        ("Ana y Luis Pérez", "Luis Pérez", DIFFERENT),
        ("José Ortega y Gasset", "José Ortega Gasset", SAME),
        ("", "Jane Doe", UNKNOWN),
        ("jane@acme.example", "Jane Doe", UNKNOWN),
    ],
)
def test_names_are_compared_by_their_words(one: str, other: str, expected: Likeness) -> None:
    assert compare(one, other) is compare(other, one) is expected


def test_who_changed_their_name_is_known_by_either() -> None:
    assert best(("Anna Schmidt", "Anna Meier"), ("Anna Meier",)) is SAME
    assert best((), ("Anna Meier",)) is UNKNOWN


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    assert compare(one, other) is compare(other, one)
    assert fit(one, f"{other}@x.example") in Fit


@pytest.mark.parametrize(
    ("name", "email", "expected"),
    [
        ("Grace Kim", "gracekim88@inbox.example", Fit.WHOLLY),
        ("Lan Nguyen", "lan.nguyen.design@inbox.example", Fit.WHOLLY),
        ("Kovács Anna", "anna.kovacs@x.example", Fit.WHOLLY),
        ("Ilse Van Damme", "ilse@vandamme-vertaalt.example", Fit.WHOLLY),
        ("Fatih Özdemir", "f.oezdemir@x.example", Fit.PARTLY),
        ("Daniel Osei", "dosei@club.example", Fit.PARTLY),
        ("Daniel Osei", "daniel@club.example", Fit.PARTLY),
        ("Doortje Achterberg", "doortje.a@x.example", Fit.PARTLY),
        ("Bill Hutchins", "william.hutchins@x.example", Fit.PARTLY),
        ("Grace Kim", "kim@x.example", Fit.NOT),
        ("Marc Delvaux", "sophie.delvaux@x.example", Fit.NOT),
        ("Anna Schmidt", "anna.meier@x.example", Fit.NOT),
        ("Grace Kim", "bluebird77@x.example", Fit.NOT),
        ("", "grace@x.example", Fit.NOT),
    ],
)
def test_an_address_is_made_of_a_name_and_a_family_has_one_in_common(name: str, email: str, expected: Fit) -> None:
    assert fit(name, email) is expected


def test_two_words_before_the_at_are_somebodys_name() -> None:
    assert spells_a_name("doris.gruber@x.example")
    assert not spells_a_name("bluebird77@x.example")
    assert not spells_a_name("private.mail@x.example")
