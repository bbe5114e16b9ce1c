"""French and Spanish drafts of one person are kept apart from each other, in either way of address."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest

from service.drafting.due import Due
from service.drafting.language import overlap
from service.drafting.memory import LATELY, remembered
from service.drafting.scene import Scene
from service.drafting.writing import prepare, write
from tests.service.drafting.alone import BEGINS, Talk, scene_of

_TALKS = 32
_NAMES = ("Solène Kervella", "Bertrand Lescure", "Nuria Peña-Castaño", "Joaquín Ibarra", "Inès Haddad", "Marta Gil")
_NOTES = {
    "fr": (
        "", "lire une loi de finances de bout en bout", "", "elle pense que les petites équipes apprennent plus vite",
        "- écrire une note par semaine\n- la montrer à quelqu'un d'un autre métier\n- m'enverra un modèle de note",
        "commencer par les petites villes : elles répondent vite. J'ai promis de lui envoyer ma liste de lecture vendredi",
        "", "ne jamais accepter la première offre", "propose de me présenter à Kofi Mensah. Conseil : aller aux auditions",
        "m'a conseillé d'écrire des tribunes courtes", "trouver un mentor hors de son service",
    ),
    "es": (
        "", "leer una ley de presupuestos de principio a fin", "", "piensa que los equipos pequeños aprenden más rápido",
        "- escribir una nota por semana\n- enseñarla a alguien de otro oficio\n- me pasa un modelo de nota",
        "empezar por los pueblos: contestan al teléfono. Prometí enviarle mi lista de lecturas el viernes",
        "", "nunca aceptar la primera oferta", "se ofreció a presentarme a Kofi Mensah. Consejo: ir a las audiencias",
        "me aconsejó escribir columnas cortas", "buscar un mentor fuera de mi departamento",
    ),
}  # fmt: skip
_SPOKEN = {
    ("fr", "formal"): (
        "Auriez-vous une demi-heure pour moi ?",
        "Avec plaisir, cela me va. À vous de proposer un jour.",
    ),
    ("fr", "familiar"): ("Tu aurais une demi-heure pour moi ?", "Avec plaisir, ça me va. Tu me dis quel jour ?"),
    ("es", "formal"): ("¿Tendría usted media hora para mí?", "Con gusto, me parece bien. Dígame usted el día."),
    ("es", "familiar"): ("¿Tendrías media hora para mí?", "Claro que sí. ¿Me dices qué día puedes tú?"),
}


def _scene(language: str, form: str, number: int) -> Scene:
    notes = _NOTES[language]
    talk = Talk(number, _NAMES[number % 6], note=notes[number % len(notes)], organisation=f"Office {number}")
    scene = scene_of(talk)
    said = [
        replace(mail, text=text, ending=text, subject="Question")
        for mail, text in zip(scene.mails, _SPOKEN[language, form], strict=True)
    ]
    return replace(scene, mails=tuple(said), sender=replace(scene.sender, languages=(language,)))


@pytest.mark.parametrize(("language", "form"), _SPOKEN)
def test_no_two_share_half_of_their_words_and_no_long_sentence_comes_again(language: str, form: str) -> None:
    texts: list[str] = []
    for number in range(_TALKS):
        scene = _scene(language, form, number)
        due = Due(scene.recipient, "thank_you", "due", since=scene.end)
        prepared = prepare(scene, due, BEGINS + timedelta(days=number, hours=2))
        memory = remembered(texts[-LATELY:], far=texts[:-LATELY])
        found = write(scene, prepared, order=0, memory=memory)
        assert found.composed is not None
        assert (found.is_fit, found.composed.language, prepared.material.register) == (True, language, form)
        assert not memory.repeats(found.composed.core)
        texts.append(found.composed.core)
    assert max(overlap(one, other) for one, other in combinations(texts, 2)) <= 0.5


@pytest.mark.parametrize(
    ("language", "form", "earlier", "note", "said"),
    [
        ("fr", "formal", "tenir un carnet de terrain", "je lui ai dit que le carnet avance bien. Lire Latour.", "que le carnet avance bien"),
        ("es", "familiar", "llevar un cuaderno de campo", "le conté que el cuaderno avanza. Leer a Sennett.", "el cuaderno avanza"),
        ("fr", "familiar", "contacter Luis", "lui ai dit que Luis et moi avons échangé. Lire Latour en entier.", "Luis"),
        ("es", "formal", "hablar con Luis", "le dije que Luis y yo hablamos. Leer a Sennett entero.", "Luis"),
    ],
)  # fmt: skip
def test_a_second_talk_says_what_came_of_the_first(
    language: str, form: str, earlier: str, note: str, said: str
) -> None:
    scene = _scene(language, form, 1)
    before = scene_of(Talk(1, "Claire Morel", note=note, earlier=earlier))
    scene = replace(before, mails=scene.mails, sender=scene.sender, recipient=scene.recipient)
    scene.interview.meeting_no = 2
    due = Due(scene.recipient, "thank_you", "due", since=scene.end)
    found = write(scene, prepare(scene, due, BEGINS + timedelta(days=1, hours=2)), order=0)
    assert found.composed is not None
    assert found.is_fit
    assert said in found.composed.core
    assert any(stem in found.composed.core for stem in ("de nouveau", "Reprendre", "encore", "nouvel", "otr", "volver"))
