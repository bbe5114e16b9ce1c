"""Spanish verbs as notes have them: orders, wishes and what somebody would do, each with its infinitive.

Tables are by tú and usted; the voseo of the River Plate ("estudiá") is made from them. Pure.
"""

from __future__ import annotations

import re

# infinitive, to a tú, to an usted
_ORDERS = [
    row.split()
    for row in """empezar empieza empiece|comenzar comienza comience|leer lee lea|releer relee relea|escribir escribe escriba|pedir pide pida|
    buscar busca busque|hacer haz haga|aprender aprende aprenda|hablar habla hable|evitar evita evite|publicar publica publique|
    preguntar pregunta pregunte|elegir elige elija|ir ve vaya|tener ten tenga|poner pon ponga|decir di diga|salir sal salga|mirar mira mire|
    probar prueba pruebe|cuidar cuida cuide|aceptar acepta acepte|llamar llama llame|ofrecer ofrece ofrezca|visitar visita visite|
    invertir invierte invierta|pensar piensa piense|mostrar muestra muestre|enseñar enseña enseñe|dedicar dedica dedique|apuntar apunta apunte|
    guardar guarda guarde|usar usa use|dejar deja deje|mantener mantén mantenga|seguir sigue siga|confiar confía confíe|practicar practica practique|
    trabajar trabaja trabaje|conocer conoce conozca|observar observa observe|escuchar escucha escuche|estudiar estudia estudie|
    viajar viaja viaje|esperar espera espere|rechazar rechaza rechace|contactar contacta contacte|participar participa participe|
    asistir asiste asista|construir construye construya|crear crea cree|llevar lleva lleve|tomar toma tome|anotar anota anote|
    pasar pasa pase|revisar revisa revise|ver ve vea|olvidar olvida olvide|renunciar renuncia renuncie|enviar envía envíe|mandar manda mande|contar cuenta cuente|avisar avisa avise|traer trae traiga|responder responde responda|especializarse especialízate se-especialice""".split(
        "|"
    )
]

_REGULAR = """program confirm firm estudi negoci entr compr aguant prepar ensay dibuj cocin ahorr anot sum llor grab cant pint cultiv cosech sac mont arregl
    limpi cort entren camin descans ensambl diseñ edit valid medit calcul compar consult cambi cit cobr cuestion delegu document ejercit empuj esper explor
    fij form gan gast improvis inici insist interes intent invit levant lim madrug memoriz modific not nad pein pens perdon plane post present procur
    qued recort redact registr regres repas report respet restaur sald sembr simul solicit subray tard termin test tir trat vali vigil viv""".split()

_SAID_OF_OTHERS = frozenset(f"{stem}a" for stem in _REGULAR)

_ORDERS += [[f"{stem}ar", f"{stem}a", f"{stem}e"] for stem in _REGULAR if stem not in {"viv", "vali", "delegu"}]

_ORDERS += [
    row.split()
    for row in "vender vende venda|subir sube suba|vivir vive viva|dormir duerme duerma|pagar paga pague|llegar llega llegue|entregar entrega entregue|sacar saca saque|tocar toca toque|marcar marca marque|cargar carga cargue|arrancar arranca arranque|organizar organiza organice|analizar analiza analice|rezar reza rece|aprovechar aprovecha aproveche|correr corre corra|comer come coma|beber bebe beba|romper rompe rompa|meter mete meta|volver vuelve vuelva|resolver resuelve resuelva|perder pierde pierda|entender entiende entienda|defender defiende defienda|repetir repite repita|medir mide mida|servir sirve sirva|vestir viste vista|decidir decide decida|discutir discute discuta|compartir comparte comparta|oír oye oiga|oler huele huela|cerrar cierra cierre|despertar despierta despierte|sentar sienta siente|contar cuenta cuente|recordar recuerda recuerde|soltar suelta suelte|apostar apuesta apueste|jugar juega juegue|producir produce produzca|ofrecer ofrece ofrezca|agradecer agradece agradezca".split(
        "|"
    )
]

_IMPERFECT = {
    "leer": "leyera", "releer": "releyera", "pedir": "pidiera", "hacer": "hiciera", "elegir": "eligiera", "ir": "fuera", "tener": "tuviera",
    "poner": "pusiera", "decir": "dijera", "invertir": "invirtiera", "mantener": "mantuviera", "seguir": "siguiera", "construir": "construyera",
}  # fmt: skip

# What is as often said of her: "busca un ayudante".
_ALSO_OF_HER = frozenset(
    """busca trabaja lleva usa crea toma pasa deja viaja participa asiste estudia espera conoce practica observa rechaza ve sigue
    construye manda envía tiene cuenta trae avisa responde""".split()
)

OF_HER = _ALSO_OF_HER | frozenset("quiere puede sabe dice piensa prefiere suele va viene está vive dirige".split())

TU = {tu: base for base, tu, _ in _ORDERS if tu not in _ALSO_OF_HER and tu not in _SAID_OF_OTHERS}

WISHED = (
    {usted: base for base, _, usted in _ORDERS}
    | {f"{usted}s": base for base, _, usted in _ORDERS}
    | {_IMPERFECT.get(base, f"{base[:-2]}{'ara' if base.endswith('ar') else 'iera'}"): base for base, _, _ in _ORDERS}
)

NOUNS_TOO = _SAID_OF_OTHERS | frozenset(
    "vende sube vive duerme paga llega entrega saca toca marca carga arranca organiza analiza reza aprovecha corre come bebe rompe mete vuelve resuelve pierde entiende defiende repite mide sirve viste decide discute comparte oye huele cierra despierta sienta recuerda suelta apuesta juega produce ofrece agradece "
    "practica cuenta busca pregunta muestra visita llama prueba crea toma use cree viaje pase deje lleva pasa ve".split()
)

CONDITIONAL = {
    "har": "hacer",
    "dir": "decir",
    "pondr": "poner",
    "saldr": "salir",
    "tendr": "tener",
    "vendr": "venir",
    "mantendr": "mantener",
    "reír": "reír",
}

VOS = {
    f"{base[:-2]}{ending}": base
    for base, _, _ in _ORDERS
    for ending in ({"ar": "á", "er": "é"}.get(base[-2:], ""),)
    if ending
}
"""As people say it at the River Plate: "estudiá", "leé"."""

FIRST_PERSON = {
    "vas": "voy", "tienes": "tengo", "puedes": "puedo", "quieres": "quiero", "sabes": "sé", "estás": "estoy", "haces": "hago", "debes": "debo",
    "necesitas": "necesito", "eres": "soy", "crees": "creo", "sientes": "siento", "metes": "meto", "llegas": "llego", "empiezas": "empiezo",
}  # fmt: skip


def from_subjunctive(text: str) -> str:
    """What follows "me pidió que" as an infinitive: "enviara mi portafolio" is "enviar mi portafolio"; "" where unknown."""
    found = re.match(r"(?i)(?P<to>(?:le|se l[oa]s?|la|lo)\s+)?(?P<verb>[^\W\d_]+)(?P<rest>.*)$", text)
    if found is None:
        return ""
    verb = found["verb"].lower()
    stem = verb.removesuffix("ía")
    base = WISHED.get(verb, "") or (CONDITIONAL.get(stem, stem) if verb.endswith("ría") else "")
    to = "".join((found["to"] or "").split())
    return f"{base}{to}{found['rest']}" if base else ""
