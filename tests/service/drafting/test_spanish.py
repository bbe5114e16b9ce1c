"""Spanish: what notes say is retold as a native would say it to the reader, or left out."""

from __future__ import annotations

import pytest

from service.drafting.kinds.missed import their_time
from service.drafting.tongues import Voice, asked_es
from tests.service.drafting import retelling
from tests.service.drafting.retold import glow
from tests.service.drafting.retold import said as retold


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (
            "dice q antes de pedir un doctorado hay q pasar una temporada en el observatorio y hacer guardias de noche",
            [
                "take_advice: pasar una temporada en el observatorio y hacer guardias de noche antes de pedir un doctorado"
            ],
        ),
        ("Quedé de mandarle mis gráficas de sismicidad el lunes", ["promise: mis gráficas de sismicidad el lunes"]),
        ("Apunté las 18 y era a las 17, no me conecté y Nico estaba esperando", []),
        ("consejo: empezar por lo pequeño", ["take_advice: empezar por lo pequeño"]),
        ("me dijo que la clave es la constancia", ["take_point: la clave es la constancia"]),
        ("no hay que aceptar el primer encargo", ["take_advice: no aceptar el primer encargo"]),
        ("para él, lo importante es el oficio", ["take_point: lo importante es el oficio"]),
        ("empiece por los archivos municipales", ["take_advice: empezar por los archivos municipales"]),
        ("céntrate en una sola técnica", ["take_advice: centrarme en una sola técnica"]),
        ("formarse en QGIS y luego buscar prácticas", ["take_advice: formarme en QGIS y luego buscar prácticas"]),
        ("piensa que la divulgación va a crecer", ["take_point: la divulgación va a crecer"]),
        ("insistió en aprender bien un idioma", ["take_advice: aprender bien un idioma"]),
        ("cambió de carrera a los 40", ["take_point: usted cambió de carrera a los 40"]),
        ("tardó dos años en encontrar su sitio", ["take_point: usted tardó dos años en encontrar su sitio"]),
        ("se ofreció a revisar mi carta", ["offer_reuse: revisar mi carta"]),
        ("me presenta a Lola Díaz del Río", ["offer_introduce: Lola Díaz del Río"]),
        ("quedó en pasarme la lista de talleres", ["offer_send: la lista de talleres"]),
        ("me invitó al seminario de los jueves", ["invitation_to: seminario de los jueves"]),
        ("tengo que enviarle el enlace de la exposición", ["plan: el enlace de la exposición"]),
        ("la llamo en mayo", ["plan_clause: le llamo en mayo"]),
        ("prometí mantenerla al tanto", ["promise_vp: mantenerle al tanto"]),
        ("pendiente: responderle sobre el día 12", ["plan_vp: responderle sobre el día 12"]),
        ("le mando el resumen el lunes", ["plan: el resumen el lunes"]),
        ("voy a leer su artículo", ["plan_vp: leer su artículo"]),
        ("me encantó su manera de contarlo", []),
        ("nadie vino", []),
        (
            "aprender a leer un presupuesto; ir a un pleno municipal",
            ["take_advice: aprender a leer un presupuesto", "take_advice: ir a un pleno municipal"],
        ),
        ("nunca trabajar gratis más de un mes", ["take_advice: nunca trabajar gratis más de un mes"]),
        ("Publicar pronto ayuda mucho", ["take_point: publicar pronto ayuda mucho"]),
        (
            "llevar un cuaderno de campo (5 líneas al día)",
            ["take_advice: llevar un cuaderno de campo (5 líneas al día)"],
        ),
        ("tu primer cliente es el más difícil", ["take_point: mi primer cliente es el más difícil"]),
        ("lo mejor es preguntar sin miedo", ["take_advice: preguntar sin miedo"]),
        ("debería usted leer el convenio", ["take_advice: leer el convenio"]),
        ("los equipos pequeños aprenden más rápido", ["take_point: los equipos pequeños aprenden más rápido"]),
        ("la diplomacia antes que la técnica", ["take_noun: la diplomacia antes que la técnica"]),
        ("clave: paciencia y buena letra", ["take_noun: paciencia y buena letra"]),
        ("¿y si me voy a Canadá?", []),
        ("Idea - montar una exposición pequeña", ["take_advice: montar una exposición pequeña"]),
        ("no tener miedo de llamar por teléfono", ["take_advice: no tener miedo de llamar por teléfono"]),
        ("tomar notas a mano, es más lento pero se recuerda", ["take_advice: tomar notas a mano"]),
        ("hacer revisar los textos por un nativo", ["take_advice: hacer revisar los textos por un nativo"]),
        ("de su parte: dos contactos en Bilbao", ["offer_send: dos contactos en Bilbao"]),
        ("Ana: ir a las jornadas de puertas abiertas", ["take_advice: ir a las jornadas de puertas abiertas"]),
        ("tb me dijo q viajara a Lekeitio a ver el órgano", ["take_advice: viajar a Lekeitio a ver el órgano"]),
        ("no me acuerdo de todo", []),
        ("me prestó su guía de humedales", ["offer_given: su guía de humedales"]),
        ("antes de dibujar, hay que visitar tres talleres", ["take_advice: visitar tres talleres antes de dibujar"]),
        ("40 min por teléfono", []),
        (
            "llevar el cuaderno limpio: se relee diez años después",
            ["take_advice: llevar el cuaderno limpio, porque se relee diez años después"],
        ),
        ("expliqué por qué dejo la docencia", []),
    ],
)
def test_a_note_is_retold_to_an_usted_or_left_out(note: str, said: list[str]) -> None:
    assert retold(note, "es", "formal", "Ana", "Ana Ruiz") == said


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (
            "Me recomendó leer los boletines viejos, los de los 90",
            ["take_advice: leer los boletines viejos, los de los 90"],
        ),
        ("Qué vergüenza", []),
        ("Pedirle perdón YA y ver si quiere otro día", []),
        ("me dijo que leyera a Sennett", ["take_advice: leer a Sennett"]),
        (
            "hay que hablar con los vecinos antes de dibujar nada",
            ["take_advice: hablar con los vecinos antes de dibujar nada"],
        ),
        ("según ella, los talleres pequeños enseñan más", ["take_point: los talleres pequeños enseñan más"]),
        ("empieza por los archivos municipales", ["take_advice: empezar por los archivos municipales"]),
        ("no aceptes encargos sin contrato", ["take_advice: no aceptar encargos sin contrato"]),
        ("apúntate a la lista de la asociación", ["take_advice: apuntarme a la lista de la asociación"]),
        ("lee mucho, escribe más", ["take_advice: leer mucho"]),
        ("insistió en los idiomas", ["take_noun: los idiomas"]),
        ("habló de su paso por la radio", ["take_noun: tu paso por la radio"]),
        (
            "Ella dejó la abogacía para dedicarse a los ríos",
            ["take_point: dejaste la abogacía para dedicarte a los ríos"],
        ),
        ("se ofreció a presentarme a Nuria Peña-Castaño", ["offer_introduce: Nuria Peña-Castaño"]),
        ("va a preguntarle primero a Carlos", ["offer_ask: Carlos"]),
        ("me pasa sus apuntes del curso", ["offer_send: tus apuntes del curso"]),
        ("El seminario está abierto a gente de fuera", ["invitation: el seminario está abierto a gente de fuera"]),
        ("mandarle mi memoria del proyecto", ["plan: mi memoria del proyecto"]),
        ("le debo un café", ["owe: un café"]),
        ("promesa: la lista de festivales", ["promise: la lista de festivales"]),
        ("me pidió que le enviara mi portafolio", ["asked: mi portafolio"]),
        ("acordarme de darle las gracias", ["plan_vp: darte las gracias"]),
        ("muy buena charla, muy simpático", []),
        ("le conté lo de mi proyecto", []),
        ("no solo los títulos, la red cuenta mucho", ["take_noun: no solo los títulos, la red cuenta mucho"]),
        ("verificar siempre las fuentes dos veces", ["take_advice: verificar siempre las fuentes dos veces"]),
        ("el voluntariado abre puertas", ["take_point: el voluntariado abre puertas"]),
        (
            "mejor un proyecto pequeño terminado que uno grande a medias",
            ["take_noun: mejor un proyecto pequeño terminado que uno grande a medias"],
        ),
        (
            "hablar con 3 personas del oficio antes de decidir",
            ["take_advice: hablar con 3 personas del oficio antes de decidir"],
        ),
        ('"no te rindas"', []),
        ("deberías hacer un curso de noche", ["take_advice: hacer un curso de noche"]),
        ("conviene visitar primero los pueblos", ["take_advice: visitar primero los pueblos"]),
        ("todo el mundo empieza de ayudante", ["take_point: todo el mundo empieza de ayudante"]),
        ("su historia con la restauración del órgano", ["take_noun: tu historia con la restauración del órgano"]),
        ("recomienda que haga un curso corto antes", ["take_advice: hacer un curso corto antes"]),
        ("3 palabras: curiosidad, rigor, paciencia", []),
        ("escuchar a la gente antes de proyectar", ["take_advice: escuchar a la gente antes de proyectar"]),
        ("guardar los borradores", ["take_advice: guardar los borradores"]),
        (
            "conocer dos huertas, una ecológica y otra convencional",
            ["take_advice: conocer dos huertas, una ecológica y otra convencional"],
        ),
        ("comparte conmigo su directorio", []),
        ("puede presentarme a su colega Marta Gil", ["offer_introduce: Marta Gil"]),
        ("le escribo en septiembre", ["plan_clause: te escribo en septiembre"]),
        ("aprendí que los órganos se afinan con el frío", ["take_open_point: los órganos se afinan con el frío"]),
        ("busca un ayudante", []),
        ("quiere ver mis bocetos", ["asked: mis bocetos"]),
        ("muy simpática, nos reímos mucho", []),
        ("un cuaderno por obra desde el primer día", ["take_noun: un cuaderno por obra desde el primer día"]),
        ("fundó su taller en 2012", ["take_point: fundaste tu taller en 2012"]),
    ],
)
def test_a_note_is_retold_to_a_tu_or_left_out(note: str, said: list[str]) -> None:
    assert retold(note, "es", "familiar", "Ana", "Ana Ruiz") == said


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("terminado el máster en junio", "He terminado el máster en junio."),
        ("yo relojera desde hace 12 años", "Soy relojera desde hace 12 años."),
        ("yo empiezo en mayo", "Empiezo en mayo."),
        ("yo tampoco", None),
        ("admitida en la escuela de Lekeitio", "He sido admitida en la escuela de Lekeitio."),
        ("empiezo el 3 de marzo", "Empiezo el 3 de marzo."),
        ("Ana dirigió la restauración del órgano", "Dirigiste la restauración del órgano."),
        ("preguntarle si conoce a alguien en el archivo", "¿Puedo preguntarte si conoces a alguien en el archivo?"),
        ("dile que el consejo de los registros funcionó", "El consejo de los registros funcionó."),
        ("recuérdale con educación", None),
        ("sí, encantada", None),
        ("hace dos semanas sin respuesta", None),
        ("me contó que ella y su marido se mudan", None),
    ],
)
def test_what_is_typed_becomes_a_sentence_to_the_reader(typed: str, sentence: str | None) -> None:
    assert asked_es.told(typed, Voice("familiar", frozenset({"Ana", "Ruiz"}))) == sentence


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (
            "dice que hay que empezar por el archivo y ella ella me pasa la lista de talleres y ya está",
            ["take_advice: empezar por el archivo", "offer_send: la lista de talleres"],
        ),
        ("yo: modelo de convenio, para el miércoles", ["plan: el modelo de convenio para el miércoles"]),
        ("prometido: fotos de la obra", ["promise: las fotos de la obra"]),
        ("prometido: visita al taller en mayo", ["promise_vp: ocuparme de ese punto (visita al taller en mayo)"]),
    ],
)
def test_dictated_stutter_and_bare_things_are_mended(note: str, said: list[str]) -> None:
    assert retold(note, "es", "formal", "Ana") == said


@pytest.mark.parametrize(
    ("note", "clause"),
    [
        ("muy hábil, se entusiasma con el papel jaspeado", "te entusiasmas con el papel jaspeado"),
        ("le brillan los ojos cuando habla de su taller", "te brillan los ojos cuando hablas de tu taller"),
        ("duda entre dos escuelas", ""),
    ],
)
def test_a_host_tells_where_somebody_lit_up(note: str, clause: str) -> None:
    assert glow(note, "es", "familiar") == clause


@pytest.mark.parametrize(
    ("mail", "time"),
    [
        ("¿Lo dejamos para la primera semana de junio?", "la primera semana de junio"),
        ("¿Le va bien a mediados de mayo?", "a mediados de mayo"),
        ("¿Otro día, quizá?", ""),
    ],
)
def test_the_time_they_would_rather_have_is_named(mail: str, time: str) -> None:
    assert their_time(mail, "es") == time


def test_times_and_topics_are_heard() -> None:
    assert asked_es.length("20 min, por teléfono") == ("20 minutos", True)
    assert asked_es.lateness("llego 12 min tarde, metro parado") == ("12 minutos", "metro parado")
    voice = Voice("familiar", frozenset())
    assert asked_es.topic("saber cómo empezó", voice) == ("cómo empezaste", True)
    assert asked_es.topic("hablar sobre restauración de órganos", voice) == ("restauración de órganos", False)


def test_a_dictated_sentence_is_several() -> None:
    note = "bueno pues me dijo que leyera a Sennett y luego me pasa su lista, yo tengo que mandarle el plan el viernes"
    assert retold(note, "es", "familiar") == [
        "take_advice: leer a Sennett", "offer_send: tu lista", "plan: el plan el viernes",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("Le entrego la ficha médica firmada", ["plan_clause: te entrego la ficha médica firmada"]),
        ("Me pidió mi certificado, se lo paso el jueves", ["asked_clause: te paso mi certificado el jueves"]),
        ("Mi tarea: enviarle la carta revisada", ["plan: la carta revisada"]),
        ("Yo le quedé debiendo el prototipo", ["owe: el prototipo"]),
        ("mándale antes la oferta", ["plan_vp: mandarte antes la oferta"]),
        ("A cambio del café le haré la web", ["plan_clause: te haré la web a cambio del café"]),
        ("le dije que le mandaría el informe", ["plan: el informe"]),
        ("Él elegiría provincia sin dudar", ["take_advice: elegir provincia sin dudar"]),
        ("Si volviera a empezar, estudiaría portugués", ["take_advice: estudiar portugués"]),
        ("me dijo que programe menos y lea más código ajeno", ["take_advice: programar menos y leer más código ajeno"]),
        (
            "Lo útil: nunca entrar sin saber cuándo te vas a levantar",
            ["take_advice: nunca entrar sin saber cuándo me voy a levantar"],
        ),
        ("Se arrepiente de no haber pedido ayuda", ["take_point: te arrepientes de no haber pedido ayuda"]),
        ("A los 19 repartía gas", ["take_point: a los 19 repartías gas"]),
        ("El curso le pareció bueno y barato", ["take_point: el curso te pareció bueno y barato"]),
        ("Me guarda un lugar en el taller", []),
        ("La cerveza le arruinó el matrimonio", []),
    ],
)
def test_what_was_promised_and_what_stayed_in_other_words(note: str, said: list[str]) -> None:
    assert retold(note, "es", "familiar", "Ana") == said


def test_nearly_all_whole_notes_come_out_faultless() -> None:
    notes = list(retelling.noted(retelling.NOTES / "es.jsonl"))
    found = [retelling.faults(one, retelling.thanked(one, number, "es")) for number, one in enumerate(notes)]
    assert sum(not faults for faults in found) >= 0.88 * len(notes), [faults for faults in found if faults]
