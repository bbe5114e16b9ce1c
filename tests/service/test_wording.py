"""What a sentence reads like: by how people put things, in four languages, not by phrases known outright."""

from __future__ import annotations

from pathlib import Path

import pytest

from service import speech, wording

SENTENCES = Path(__file__).resolve().parents[2] / "infra" / "wording"


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        ("asks_path", "I keep asking myself how you ended up mending church organs, would you tell me?"),
        ("asks_talk", "If you ever have a quiet quarter of an hour, may I ring you?"),
        ("asks_path", "Wie sind Sie eigentlich von der Küche zum Großhandel gekommen?"),
        ("asks_talk", "Hätten Sie nächste Woche irgendwann eine Viertelstunde für mich?"),
        ("asks_path", "Comment êtes-vous passée de l'enseignement à la traduction ?"),
        ("asks_talk", "Auriez-vous vingt minutes à m'accorder un de ces jours ?"),
        ("asks_path", "¿Cómo llegaste a trabajar en el puerto después de la universidad?"),
        ("asks_talk", "¿Podría robarle veinte minutos algún día de estos?"),
        ("hires", "We have received your application and would like to invite you to the second round."),
        ("recruits", "My client is looking for somebody with your profile; what salary would you expect?"),
        ("appointment", "Bitte bringen Sie zu Ihrem Termin die Versichertenkarte mit."),
        ("programme", "Your six coaching sessions with me begin next week, the package is paid."),
    ],
)
def test_a_sentence_nobody_listed_is_read(act: str, sentence: str) -> None:
    told = {reading.act: reading.likelihood for reading in wording.read([sentence])}
    assert told.get(act, 0) > 0.3, told
    assert act in list(told)[:2]


@pytest.mark.parametrize(
    "sentence",
    [
        "The parcel is with your neighbour.",
        "Mit freundlichen Grüßen",
        "",
        "12:30",
        "😀 😀",
        "À demain !",
        "https://x.example/a",
    ],
)
def test_what_asks_for_nothing_is_read_as_asking_for_nothing(sentence: str) -> None:
    told = wording.likelihoods(sentence)
    assert max(told["asks_path"], told["asks_talk"], told["learner"]) < 0.5


def test_the_likeliest_sentence_of_a_text_is_its_evidence() -> None:
    text = "Dear Mr Sato,\n\nthe rain has stopped. Could I ask you how you became a surveyor?\n\nYours\nIda"
    first = speech.reads(text)[0]
    assert first.quote == "Could I ask you how you became a surveyor?"
    assert first.act in {"asks_path", "asks_talk"}


def test_a_long_text_is_read_to_its_limit_and_the_same_each_time() -> None:
    text = "Would you have time to tell me how you began? " * 5_000
    assert speech.reads(text) == speech.reads(text)
    assert wording.features("é" * 10_000) == wording.features("é" * 600)


def test_every_labelled_act_has_weights() -> None:
    lines = [line for path in sorted(SENTENCES.glob("*.tsv")) for line in path.read_text("utf-8").splitlines()]
    labels = {label for line in lines for label in line.partition("\t")[0].split("+")}
    assert labels - {"neutral"} == set(wording.likelihoods("x"))
    assert len(lines) > 5_000
