"""What a Spanish statement says once its frame is off: advice as an infinitive, a point, a story, a bare noun.

People note "hay que empezar pronto", "empieza pronto", "que empezara pronto" and "empezar pronto" for one thing; here it
becomes "empezar pronto", said to the person: "formarse" is "formarme". Also how notes are typed on a phone. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Shape = Literal["advice", "story", "own", "point", "noun", "remark"]

_SHORT = {
    "q": "que", "k": "que", "xq": "porque", "pq": "porque", "x": "por", "tb": "también", "tmb": "también", "pa": "para", "d": "de",
    "dps": "después", "bn": "bien", "mñn": "mañana", "xa": "para", "tbn": "también", "ntp": "", "aki": "aquí",
}  # fmt: skip
_SHOUTED = re.compile(r"(?<![\w.])[A-ZÁÉÍÓÚÑ]{2,}(?![\w.])")
_SMALL = frozenset(
    """a al algo antes aquí así aunque bien cada casi como con contra cuando de del desde después donde dos el ella en entre es esa ese
    eso esta este esto hasta hay la las lo los luego mal más mejor menos mi mis mucha mucho muchos muy nada ni no nunca nuevo o
    otra otro para pero poco por porque primero pronto que quien se ser si sí siempre sin sobre solo son su sus también tan te
    todas todo todos tu un una uno urgente y ya yo importante""".split()
)
_NOT_VERBS = frozenset(
    """lugar hogar mar bar par pilar ejemplar altar dólar azúcar collar mujer taller ayer alquiler carácter líder máster poder deber placer
    escolar popular particular familiar similar militar primer cualquier celular singular regular circular solar bienestar malestar
    pesar chófer chofer súper revólver porvenir ir-y-venir""".split()
)
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
_IMPERFECT = {
    "leer": "leyera", "releer": "releyera", "pedir": "pidiera", "hacer": "hiciera", "elegir": "eligiera", "ir": "fuera", "tener": "tuviera",
    "poner": "pusiera", "decir": "dijera", "invertir": "invirtiera", "mantener": "mantuviera", "seguir": "siguiera", "construir": "construyera",
}  # fmt: skip
# What is as often said of her: "busca un ayudante".
_ALSO_OF_HER = frozenset(
    """busca trabaja lleva usa crea toma pasa deja viaja participa asiste estudia espera conoce practica observa rechaza ve sigue
    construye manda envía tiene cuenta trae avisa responde""".split()
)
_OF_HER = _ALSO_OF_HER | frozenset("quiere puede sabe dice piensa prefiere suele va viene está vive dirige".split())
_TU = {tu: base for base, tu, _ in _ORDERS if tu not in _ALSO_OF_HER}
_WISHED = (
    {usted: base for base, _, usted in _ORDERS}
    | {f"{usted}s": base for base, _, usted in _ORDERS}
    | {_IMPERFECT.get(base, f"{base[:-2]}{'ara' if base.endswith('ar') else 'iera'}"): base for base, _, _ in _ORDERS}
)
_NOUNS_TOO = frozenset(
    "practica cuenta busca pregunta muestra visita llama prueba crea toma use cree viaje pase deje lleva pasa ve".split()
)
_ADVERB = r"(?:siempre|primero|antes|ante todo|sobre todo|mejor|también|solo|sólo|simplemente|al menos|ya|mucho|poco a poco|despacio)"
_MUST = re.compile(
    r"(?i)^(?:que\s+)?(?P<no>no\s+)?(?:hay que|habría que|había que|conviene|convendría|es mejor|lo mejor es|(?:tienes|tiene|tengo|tenía|tendría|tendrías) que|"
    r"(?:debes|debe|debería|deberías|se debe|uno debe|puedes|puede|podría|podrías)(?: usted)?)\s+(?P<do>.+)$"
)
_TO_ME = (
    (r"(?<!par)(?<!ier)(?<!uer)(?<!\bar)(?<=[aeií]r)te\b", "me"),
    (r"(?<=^)te\b", "me"),
    (r"\btu\b", "mi"),
    (r"\btus\b", "mis"),
    (r"\bti\b", "mí"),
    (r"\bcontigo\b", "conmigo"),
)
_FINITE = re.compile(
    r"(?i)(?<!\bla )(?<!\bel )(?<!\buna )\b(?:es|son|era|eran|fue|fueron|está|están|estaba|ha|han|había|hay|será|serán|sería|puede|pueden|debe|deben|ayuda|ayudan|permite|"
    r"permiten|hace|hacen|vale|valen|importa|importan|piensa|piensan|enseña|enseñan|enseñó|da|dan|abre|abren|cuenta|cuentan|cambia|cambian|"
    r"sirve|sirven|funciona|funcionan|necesita|necesitan|busca|buscan|tiene|tienen|quiere|quieren|va|van|viene|vienen|sabe|saben|lee|leen|dice|dicen|"
    r"empieza|empiezan|pasa|pasan|llega|llegan|existe|existen|cuesta|cuestan|gana|ganan|pierde|pierden|aprende|aprenden|aprendes|decide|deciden|falta|faltan|"
    r"suele|suelen|parece|parecen|queda|quedan|sale|salen|marca|marcan|basta|bastan|conviene|escucha|prefiere|prefieren|espera|esperan|toca|paga|pagan|"
    r"tienes|debes|puedes|haces|sabes|vas|eres|mata|matan|pide|piden|lleva|llevan|entra|entran|pesa|pesan|publica|crece|manda|ve|depende|nace|termina|sobra|exige|aporta|gusta|manda|vive|\w+(?:aron|ieron|amos|imos))\b"
)
_PLURAL = re.compile(
    r"(?i)\b(?:los|las|unos|unas|mis|estos|esas)\s+(?:[^\W\d_]+\s+){1,3}?(?!examen|joven|imagen|orden|gran|bien|también|quien|alguien|tan|origen|volumen)[^\W\d_]{2,}[ae]n\b"
)
_LINKS = re.compile(
    r"(?i)^(?:porque|y|e|o|pero|para|cuando|si|antes|después|que|donde|sino|aunque|sin|en|a|al|con|de|del|como|sobre|por|los?|las?|el|un|una|luego|incluso|"
    r"hasta|desde|mejor|nunca|siempre|no solo|aun|ya|pues|mientras)\b"
)
_TELEGRAM = re.compile(r"(?i)^(?:demasiad[oa]s?|poc[oa]s?|much[oa]s?|más|menos)\b(?! y\b)")
_LEAD = re.compile(r"(?i)^(?:y|luego|entonces|pero|además|después|o sea|bueno),?\s+(?=\S)")
_FIRST = re.compile(
    r"(?i)^(?:yo\b|qué\b|(?:no\s+)?(?:(?:me|le|lo|la|se lo)\s+)?(?!(?:así|aquí|allí|ahí|café|sé)\b)[^\W\d_]{2,}(?:é|í)\b(?!\s*:)|(?:no\s+)?me\s+[^\W\d_]+o\b|(?:no\s+)?(?:tengo|voy|debo|quiero|estoy|soy|he|hablamos|quedamos|nos)\b)"
)
_FOR_THEM = re.compile(r"(?i)^[^\W\d_]+[aei]r(?:le|les|selo|sela|los|las)\b")
_SECOND = {
    "es": "eres", "ha": "has", "va": "vas", "está": "estás", "lleva": "llevas", "tiene": "tienes", "hizo": "hiciste", "fue": "fuiste", "tuvo": "tuviste",
    "puso": "pusiste", "quiso": "quisiste", "pudo": "pudiste", "vino": "viniste", "estuvo": "estuviste", "había": "habías", "era": "eras",
    "tenía": "tenías", "quiere": "quieres", "puede": "puedes", "prefiere": "prefieres", "hace": "haces",
}  # fmt: skip
_PAST = frozenset("hizo fue tuvo puso quiso pudo vino estuvo había tenía".split())
_IAR = (
    "cambi",
    "estudi",
    "inici",
    "envi",
    "copi",
    "limpi",
    "anunci",
    "financi",
    "negoci",
    "renunci",
    "asoci",
    "aprop",
    "premi",
)
_STORY = re.compile(
    r"(?i)^(?P<who>(?:\x01|ella|él)\s*)?(?P<no>no\s+)?(?P<self>se\s+)?(?P<verb>es|ha|va|está|lleva|tiene|hizo|fue|tuvo|puso|quiso|pudo|vino|estuvo|había|era|tenía|[^\W\d_]{2,}ó)\s+(?P<rest>.+)$"
)


_FILLERS = re.compile(
    r"(?i)^(?:(?:bueno|pues|o sea|a ver|vale|ok|entonces|y|luego|también|además|total|eso)(?:,|:)?\s+)+(?=\w)(?!que\b)"
)
_SAID_TWICE = re.compile(r"(?i)\b(ella|él|yo|y|de|el|la|los|las|un|una|mi|mis|que|le)(?:[ …]+\1)+\b")
"""A dictated word that came twice: "ella ella me pasa"."""
_BREATH = re.compile(
    r"(?i)(?:,\s+|,?\s+(?:y|luego|después|pues|entonces)\s+)(?:(?:y|luego|después|también|además|entonces|yo)\s+)*"
    r"(?=(?:(?:ella|él)\s+)*(?:me\s(?:hace\sllegar|manda(?!\sotr)|mandará|envía|enviará|pasa|pasará|presenta|presentará|va\sa|dijo|recomendó|aconsejó|prestó|dio|invitó|pidió|sugirió|comentó)|"
    r"se\sofreció|quedó\s(?:en|de)|dice\s(?:que|q)\b|dijo\sque|piensa\sque|cree\sque)|"
    r"quedé\s(?:en|de)|prometí|tengo\sque|voy\sa\b|le\s(?:mando|envío|debo|escribo|prometí|paso)|la\sllamo|mandarle|enviarle|(?:consejo|pendiente)\s*:)"
)


def breaths(text: str) -> list[str]:
    """A dictated sentence is several: it is cut where somebody new begins to do something."""
    return [piece.strip(" ,") for piece in _BREATH.split(text) if piece.strip(" ,")]


def written_out(text: str) -> str:
    """A note as one would write it at a desk: no short forms, no shouting."""
    text = re.sub(r"(?<=[\w)])\s+[&+]\s+(?=\w)", " y ", _SAID_TWICE.sub(r"\1", _FILLERS.sub("", text)))
    text = re.sub(r"(?i),?\s+(?:y |pues |bueno )*(?:ya está|nada más|eso es todo|y eso)\s*$", "", text)
    text = re.sub(
        r"(?i)(?<!\w)([cps])/\s*(?=\w)",
        lambda found: {"c": "con ", "p": "para ", "s": "sobre "}[found[1].lower()],
        text,
    )
    text = _SHOUTED.sub(lambda found: found[0].lower() if found[0].lower() in _SMALL else found[0], text)
    return re.sub(r"(?<!\w)[a-zñ]{1,3}(?!\w)", lambda found: _SHORT.get(found[0], found[0]), text)


_OTHER = re.compile(
    r"(?i)^(?:muy|súper|demasiado|buen[oa]?|preguntas?|la próxima|al principio|un poco)\b|\b(?:videollamada|abrió la sala|conectarme|conectó|cortó|canceló|aplazad[oa]|suspendió|se hizo|"
    r"hasta y cuarto|ni rastro|no entró|llamé|me esperó|me quedé|fui yo|se escribe|el tren|gana (?:unos |casi )?\d|sueldos?|su (?:jefe|jefa|marido|mujer|edad|salud)|sus hijos|piso|"
    r"min(?:utos)? por|nervios[oa]|no sabía|falló|cobertura|error mío|grabación|cansad[oa]|\d+ (?:k|euros?|€)|movió|me manda otra|sol[oa] en|llegué|falta de fondos)(?!\w)"
)
_THING = re.compile(
    r"(?i)(?:un[ao]?s?|el|la|los|las|lo|sus?|dos|tres|cuatro|cinco|cada|más|menos|nunca|siempre|mejor|no solo|en un|con|sin)\b"
)
_CAREER = re.compile(
    r"(?i)(?:empezó|comenzó|estudió|cambió|dejó|pasó|aprendió|trabajó|fundó|montó|creó|dirigió|tardó|escribió|publicó|mudó|formó|entró|salió|volvió|viajó|decidió|"
    r"eligió|dedicó|enseñó|tradujo|hizo|fue|estuvo|tuvo|vino|puso|quiso|contó|abrió|descubrió|probó|vivió|investigó|restauró|construyó|diseñó|ha|había|es|era|lleva|tiene|tenía)$"
)


def shape_of(text: str, frame: str = "") -> tuple[Shape, str]:
    """What kind of thing a statement is, and its words in the form that is retold. `frame`: what stood before it ("su
    consejo:"): without one a bare thing has to look like something that was said.
    """
    text = _LEAD.sub("", text.strip(" .,;!¡"))
    if re.search(r"\?|=|->|→|@|\bhttps?:", text) or _FIRST.match(text) or _FOR_THEM.match(text):
        return "remark", text
    advice = advised(text)
    if advice:
        return "advice", advice
    told = _STORY.match(text)
    if told and (told["who"] or told["verb"].endswith("ó") or told["verb"] in _PAST):
        return ("story" if _CAREER.match(told["verb"]) and not _OTHER.search(text) else "remark"), text
    if "\x01" in text:
        return "remark", text
    text = re.sub(r"^(?:de|del|sobre)\s+(?=\w)", lambda found: "el " if found[0] == "del " else "", text)
    text = re.sub(r":\s+", " – ", _to_me(text))
    if text.split(" ", 1)[0].lower() in _OF_HER or re.search(
        r"(?i)\b(?:tú|usted|ustedes|te|eres|tienes|puedes|debes|haces|vas|sabes|aprendes)\b", text
    ):
        return "remark", text
    text = re.sub(r",\s+(?:lo (?:tiene|dice|sabe|ve|vivió|hizo|repitió)|ella|él)\s[^,]*$", "", text)
    is_point = bool(_FINITE.search(text) or _PLURAL.search(text)) and not re.match(
        r"(?i)(?:no solo|no sólo|nunca|tampoco|ni)\b", text
    )
    if not frame and (
        _OTHER.search(text)
        or (is_point and re.match(r"(?i)(?:sus?|tus?)\b", text))
        or (not is_point and not _is_thing(text))
    ):
        return "remark", text
    if is_point and _begins_with_verb(text):
        return "remark", text
    return ("point" if is_point else "noun"), text


def _is_thing(text: str) -> bool:
    """Whether a bare phrase can be what somebody said: "una ficha por término desde el primer contrato"."""
    return (len(text.split()) > 3 and bool(_THING.match(text))) or text[:1] in '"«“'


def _begins_with_verb(text: str) -> bool:
    first = re.match(r"(?i)(?:no |se |me |lo |la )?(?P<verb>[^\W\d_]+)", text)
    whole = r"(?i)(?:hay|es|no es|no hay|importa|basta|conviene|vale|falta|cuesta|hace falta|se )\b"
    return bool(first and _FINITE.fullmatch(first["verb"]) and not re.match(whole, text))


def advised(text: str) -> str:
    """Advice as an infinitive that can follow "su consejo de"; "" where the text is none."""
    text = re.sub(r"(?i)^mejor (?=[^\W\d_]+[aei]r(?:se|me)?\b)", "", text)
    text = re.sub(r"(?i)^(antes de (?:[^,]+?)),? (hay que|conviene) (.+)$", r"\2 \3 \1", text)
    found = _MUST.match(text)
    if found and is_infinitive(found["do"]):
        return _mine(f"{'no ' if found['no'] else ''}{found['do']}")
    if is_infinitive(text):
        return "" if _carries_a_clause(text) else _mine(text)
    ordered = _ordered(re.sub(r"(?i)^que\s+", "", text), is_wish=bool(re.match(r"(?i)que\s", text)))
    return _mine(ordered) if ordered else ""


def is_infinitive(text: str) -> bool:
    """Whether a phrase begins with an infinitive: "siempre preguntar", "formarse", "no aceptar"."""
    found = re.match(
        rf"(?i)(?:(?:{_ADVERB}|no|nunca)\s+)*(?P<verb>[^\W\d_]+?[aeií]r|ir)(?P<clitic>se|me|te|lo|la|los|las|le)?(?=[\s,.:;!)(]|$)",
        text,
    )
    if found is None or found["verb"].lower() in _NOT_VERBS:
        return False
    return not (found["clitic"] == "te" and re.search(r"(?i)(?:[iu]er|^(?:com|re)?par|^ar)$", found["verb"]))


def _carries_a_clause(text: str) -> bool:
    """Whether the infinitive is what a clause is about: "Publicar pronto ayuda mucho"."""
    head = re.split(
        r"(?i),|:|\(|\b(?:que|qué|donde|cuando|si|porque|lo|como|para|antes|después|aunque|quien|cómo)\b", text
    )[0]
    return bool(_FINITE.search(head))


def _ordered(text: str, *, is_wish: bool) -> str:
    """An order or a wish as an infinitive: "empieza por X", "no aceptes X", "que leyera X", "céntrate en X"."""
    found = re.match(r"(?i)(?P<no>no\s+)?(?P<self>me\s+|te\s+)?(?P<verb>[^\W\d_]+)(?P<rest>\s.+)$", text)
    if found is None:
        return ""
    verb, no = found["verb"].lower(), "no " if found["no"] else ""
    base = (_WISHED.get(verb) if found["no"] or is_wish or verb not in _NOUNS_TOO else "") or (
        "" if found["no"] else _TU.get(verb, "")
    )
    if not base and verb.endswith(("ate", "ete")) and _plain(verb) != verb:
        return f"{no}{_plain(verb)[:-2]}rme{found['rest']}"
    if not base or (
        verb in _NOUNS_TOO
        and not is_wish
        and not re.match(r"(?i)\s(?:a|al|el|la|los|las|un|una|con|siempre|tu|tus|por)\b", found["rest"])
    ):
        return ""
    return f"{no}{base}{'me' if found['self'] else ''}{found['rest']}"


def _plain(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


def _mine(text: str) -> str:
    """To the person themself, and without a telegraphic tail."""
    text = text[:1].lower() + text[1:]
    text = re.sub(r"^((?:no |siempre |nunca |primero )*[^\W\d_]+[aeií]r)se\b", r"\1me", text)
    text = _to_me(_with_reason(re.sub(r"\s*\(sus?\b[^)]*\)", "", text)))
    if re.search(r"(?i)\b(?:usted|ustedes|vos)\b", text):
        return ""
    first, *rest = re.split(r",\s+", text)
    kept = [first]
    for segment in rest:
        if (
            _TELEGRAM.match(segment)
            or segment.split()[0].lower() in _TU
            or (_FINITE.search(segment) and not _LINKS.match(segment))
        ):
            break
        kept.append(segment)
    return ", ".join(kept)


def _with_reason(text: str) -> str:
    """What stands behind a colon is why, where it is a clause: "empezar por los pueblos: contestan al teléfono"."""
    head, *tail = re.split(r":\s+", text, maxsplit=1)
    if tail and (_FINITE.search(tail[0]) or re.match(r"(?i)(?:se [^\W\d_]+[ae]n?|[^\W\d_]{3,}[ae]n)\b", tail[0])):
        return f"{head}, porque {tail[0]}"
    return text.replace(": ", " – ")


def _to_me(text: str) -> str:
    for theirs, mine in _TO_ME:
        text = re.sub(theirs, mine, text)
    return text


def from_subjunctive(text: str) -> str:
    """What follows "me pidió que" as an infinitive: "enviara mi portafolio" is "enviar mi portafolio"; "" where unknown."""
    verb, space, rest = text.partition(" ")
    base = _WISHED.get(verb.lower(), "")
    return f"{base}{space}{rest}" if base else ""


def story(text: str, *, familiar: bool) -> str:
    """What is told of somebody, to them: "ella dejó su puesto" is "dejaste tu puesto"; "" where that is not plain."""
    found = _STORY.match(text)
    if found is None or re.search(r"(?i)\b(?:ella|él|ellos|ellas)\b", found["rest"]):
        return ""
    no, verb, rest = found["no"] or "", found["verb"].lower(), found["rest"]
    if not familiar:
        return f"usted {no}{found['self'] or ''}{verb} {rest}"
    said = _SECOND.get(verb) or second(verb)
    return f"{no}{'te ' if found['self'] else ''}{said} {theirs(rest, familiar=True)}" if said else ""


def second(verb: str) -> str:
    """A preterite to a tú: "cambió" is "cambiaste"; "" where the ending does not tell."""
    if verb.endswith("yó"):
        return f"{verb[:-2]}íste"
    if verb.endswith("ió") and not verb.startswith(_IAR):
        return f"{verb[:-2]}iste"
    return f"{verb[:-1]}aste" if verb.endswith("ó") else ""


def has_verb(text: str) -> bool:
    """Whether a phrase holds a verb that can carry a clause."""
    return bool(
        _FINITE.search(text) or re.search(r"(?i)\b[^\W\d_]{2,}(?:ó|aste|iste|[éí])\b(?<!así)(?<!aquí)(?<!allí)", text)
    )


def theirs(text: str, *, familiar: bool) -> str:
    """What is theirs: "su libro" stays for an usted and is "tu libro" for a tú."""
    return re.sub(r"\b(\w+[aeií]r)se\b", r"\1te", re.sub(r"\bsu(s?)\b", r"tu\1", text)) if familiar else text


def definite(thing: str) -> str:
    """A thing that was spoken of: "una lista" is "la lista"."""
    articles = {"un": "el", "una": "la", "unos": "los", "unas": "las"}
    return re.sub(r"(?i)^(?:unos|unas|una|un)(?= )", lambda found: articles[found[0].lower()], thing)
