"""What a person types for a draft in German is given back as theirs, to the reader, or not at all."""

from __future__ import annotations

import pytest

from service.drafting.language import Register
from service.drafting.tongues import TONGUES, asked_de
from service.drafting.tongues.voice import Voice

SIE = Voice("formal", frozenset({"Annika Brückner", "Annika", "Brückner"}))
DU = Voice("familiar", frozenset({"Annika Brückner", "Annika", "Brückner"}))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("hab die prüfung bestanden", "Ich habe die Prüfung bestanden."),
        ("- bin jetzt im zweiten Semester", "Ich bin jetzt im zweiten Semester."),
        ("bewerbe mich gerade für den Master", "Ich bewerbe mich gerade für den Master."),
        ("im Mai fange ich beim Landesamt an", "Im Mai fange ich beim Landesamt an."),
        ("sag ihr, dass ich die Stelle habe", "Ich möchte Ihnen erzählen, dass ich die Stelle habe."),
        ("frag sie, ob sie noch jemanden in Bern kennt", "Darf ich fragen, ob Sie noch jemanden in Bern kennen?"),
        ("frag ihn, wie er das geschafft hat", "Darf ich fragen, wie Sie das geschafft haben?"),
        ("ich hab ihren Rat befolgt", "Ich habe Ihren Rat befolgt."),
        ("sie hatte recht mit den Fristen", "Sie hatten recht mit den Fristen."),
        ("Können wir auch telefonieren?", "Können wir auch telefonieren?"),
        ("das Praktikum hat geklappt", "Das Praktikum hat geklappt."),
        ("wurde für das Stipendium ausgewählt", "Ich wurde für das Stipendium ausgewählt."),
        ("ich 9 Jahre Brückenbau, will in die Planung", "Nach 9 Jahren Brückenbau möchte ich in die Planung wechseln."),
        ("am liebsten telefonisch", "Am liebsten wäre es mir telefonisch."),
        ("ja gern, am liebsten telefonisch", "Am liebsten wäre es mir telefonisch."),
        ("sehr gerne, lieber vor ort", "Am liebsten wäre es mir vor Ort."),
        ("s-bahn steht in meidling", "Die S-Bahn steht in Meidling."),
        ("ich 9 Jahre Brückenbau", None),
        ("Annika = per du, kennt Holger", None),
        ("Stelle im Labor bekommen", "Ich habe die Stelle im Labor bekommen."),
        ("Zusage bekommen, fange im Mai an", "Ich habe die Zusage bekommen und fange im Mai an."),
        ("Kuriosum bekommen", None),
        ("kurz halten", None),
        ("kein Druck", None),
        ("seit zwei Wochen keine Antwort", None),
        ("Annikas Rat hat geholfen", None),
        ("er kennt sie und sie ihn", None),
    ],
)
def test_a_piece_becomes_a_sentence_with_a_subject(typed: str, said: str | None) -> None:
    assert asked_de.told(typed, SIE) == said


def test_a_friend_stays_a_friend() -> None:
    assert asked_de.told("ich hab ihren Rat befolgt", DU) == "Ich habe deinen Rat befolgt."
    assert asked_de.told("frag sie, ob sie Zeit hat", DU) == "Darf ich fragen, ob du Zeit hast?"


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("möchte wissen, wie sie zur Kartierung gekommen ist", ("wie Sie zur Kartierung gekommen sind", True)),
        ("will über den Einstieg in die Forschung sprechen", ("Einstieg in die Forschung", False)),
        ("Thema: Wiedervernässung", ("Wiedervernässung", False)),
        ("Fragen zu Tarifrecht", ("Tarifrecht", False)),
        ("würde gern hören, was im Alltag anfällt", ("was im Alltag anfällt", True)),
        ("frage an ihn: wie plant man ein Wärmenetz", ("wie man ein Wärmenetz plant", True)),
        ("20 min, telefon oder video", None),
        ("ihr Vortrag in Graz", None),
    ],
)
def test_a_wish_names_its_topic(typed: str, topic: tuple[str, bool] | None) -> None:
    assert asked_de.topic(typed, SIE) == topic


@pytest.mark.parametrize(
    ("typed", "late", "rest"),
    [
        ("10 min später, s-bahn steht in meidling", "10 Minuten", "s-bahn steht in meidling"),
        ("viertelstunde", "eine Viertelstunde", ""),
        ("5-10 Min", "5 bis 10 Minuten", ""),
        ("zehn Minuten Verspätung", "10 Minuten", ""),
        ("20", "20 Minuten", ""),
        ("die Bahn steht", "", "die Bahn steht"),
    ],
)
def test_minutes_are_read_as_they_are_typed(typed: str, late: str, rest: str) -> None:
    assert asked_de.lateness(typed) == (late, rest)


def test_the_length_of_a_talk_is_named_or_not() -> None:
    assert asked_de.length("20 min, telefon oder video") == ("20 Minuten", True)
    assert asked_de.length("eine halbe stunde über Moore") == ("eine halbe Stunde", False)
    assert asked_de.length("über Moore") == ("", False)


@pytest.mark.parametrize("register", ["formal", "familiar"])
def test_an_apology_always_asks_for_a_new_time(register: Register) -> None:
    found = TONGUES["de"].spoken("sorry_ask", register)
    assert found
    assert all("neuen Termin" in one for one in found)
