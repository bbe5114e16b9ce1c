"""Spanish as people type and dictate notes: short forms, asides and run-on sentences, written as at a desk.

A thing that is spoken of and then given ("mi plan, se lo mando el lunes") is put where the promise needs it. Pure.
"""

from __future__ import annotations

import re

from service.drafting import dictated
from service.drafting.spanish_told import definite

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

_FILLERS = re.compile(
    r"(?i)^(?:(?:bueno|pues|o sea|a ver|vale|ok|entonces|y|luego|también|además|total|eso)(?:,|:)?\s+)+(?=\w)(?!que\b)"
)

_SAID_TWICE = re.compile(r"(?i)\b(ella|él|yo|y|de|el|la|los|las|un|una|mi|mis|que|le)(?:[ …]+\1)+\b")
"""A dictated word that came twice: "ella ella me pasa"."""

_BREATH = re.compile(
    r"(?i)(?:,?\s+y\s+(?=que\s(?!quien)))|(?:,\s+|,?\s+(?:y|luego|después|pues|entonces|así que)\s+)(?:(?:y|luego|después|también|además|entonces|yo|así que)\s+)*"
    r"(?=(?:(?:ella|él)\s+)*(?:me\s(?:hace\sllegar|manda(?!\sotr)|mandará|envía|enviará|pasa|pasará|presenta|presentará|va\sa|dijo|recomendó|aconsejó|prestó|dio|invitó|pidió|sugirió|comentó)|"
    r"se\sofreció|quedó\s(?:en|de)|dice\s(?:que|q)\b|dijo\sque|piensa\sque|cree\sque)|"
    r"quedé\s(?:en|de)|prometí|tengo\sque\s\w+[aei]rle|voy\sa\s\w+[aei]rle|le\s(?:quedé\s(?:de|en)|mando|envío|debo|escribo|prometí|paso|aviso|llevo|confirmo|muestro|cuento|traigo|doy|hago|dejo|presto|devuelvo|entrego|respondo|dije\sque|[^\W\d_]{3,}ré\b)|falta\sque\sle|la\sllamo|(?:así\sque\s)?(?:mandar|enviar|pasar|llevar|devolver|avisar)le|(?:consejo|pendiente)\s*:)"
)


def breaths(text: str) -> list[str]:
    """A dictated sentence is several: it is cut where somebody new begins to do something."""
    return dictated.breaths(text, dictated.Joints(_BREATH, _CONFIDED, _RESUMED, _ASKED_FOR))


_CONFIDED = re.compile(
    r"(?i)\b(?:enferm[oa]s?|embarazada|divorci\w+|cáncer|quimio\w*|murió|falleci\w+|funeral|infarto|depresión|despidieron|echaron|asalt\w+|separó|separación)\b"
)
"""What somebody confided goes as far as its sentence."""

_WRITE_TO = {
    "mánda": "mandar", "envía": "enviar", "pása": "pasar", "lléva": "llevar", "avísa": "avisar", "escríbe": "escribir", "devuélve": "devolver",
    "muéstra": "mostrar", "cuénta": "contar", "da": "dar", "di": "decir", "pregúnta": "preguntar", "compárte": "compartir", "tráe": "traer",
    "confírma": "confirmar", "entréga": "entregar", "reenvía": "reenviar", "agradéce": "agradecer",
}  # fmt: skip

_TO_SELF = re.compile(rf"(?i)^(?P<verb>{'|'.join(_WRITE_TO)})le\b")
"""What the person tells themself: "mándale la oferta"."""

_DAYS = r"(?:el|este|esta|mañana|hoy|en|antes|después|cuando|por|la semana|luego|apenas|a primera|sin falta|ya|pasado)"

_RESUMED = re.compile(
    rf"(?i)^(?P<before>.*?)(?P<thing>\b(?:mi|mis|un|una|unos|unas|el|la|los|las)\s[^,;]+?),\s+(?:y\s+)?(?:yo\s+)?(?:se\s+l[oa]s?\s+(?P<verb>[^\W\d_]+(?:o|ré))|l[oa]s?\s+(?P<back>devuelvo|devolveré))(?P<rest>(?:\s+{_DAYS}\b.*)?)$"
)
"""What was spoken of and is given then: "mi plan, se lo mando el lunes"."""

_ASKED_FOR = re.compile(
    r"(?i)^(?:(?:ella|él)\s+)?(?:(?:quiere|quería|quisiera)\s(?:ver|leer|recibir|tener|oír|escuchar|probar|revisar|conocer)|me\s(?:pidió|pide))\s$"
)


def _taken_up(found: re.Match[str]) -> str:
    thing = definite(found["thing"]) if found["back"] else found["thing"]
    return f"le {found['verb'] or found['back']} {thing}{found['rest']}"


_PLAIN = (
    (re.compile(r"(?i)^ojo con (?=\w)"), "tener cuidado con "),
    (re.compile(r"(?i)^(?:pues nada,? |bueno,? |nada,? )?que (?=me (?:ha dicho|dijo|comentó|ha comentado)\b)"), ""),
    (re.compile(r"(?<=\w)\s+>+\s+(?=\w)"), " antes que "),
    (re.compile(r"(?i)^(?:nota (?:dictada|rápida)|(?:me )?corrijo|corrección|rectifico|fe de erratas)\s*:\s*"), ""),
    (re.compile(r"(?i)^no es (?:[^,]+?),? (?:es|sino) (?P<when>[^,]+?) (?:cuando|que) (?P<do>(?:le )?(?:tengo que|debo|voy a|he de) .+)$"), r"\g<do> \g<when>"),
    (re.compile(r"(?i)^(?:(?:ella|él|\x01)\s*)?(?:me )?(?:desaconsej(?:a|ó)|no (?:me )?(?:recomienda|recomendó|aconseja|aconsejó))\s(?=[^\W\d_]+[aei]r\b)"), "recomienda no "),
    (re.compile(r"(?i)^(?P<lead>(?:para|en|con) [^,:]{2,50}), (?P<said>(?:(?:ella|él|\x01)\s*)?(?:me )?(?:aconseja|recomienda|sugiere|recomendó|aconsejó|sugirió) .+)$"), lambda told: f"{told['said']} {told['lead'][:1].lower()}{told['lead'][1:]}"),
    (re.compile(r"(?i)^(?P<say>(?:yo )?(?:le|se l[oa]s?) [^\W\d_]+(?:o|ré))\s*:\s*(?=\w)"), r"\g<say> "),
    (re.compile(r"(?i)^yo (?=(?:le|se l[oa]s?) [^\W\d_]+(?:o|ré)\b)"), ""),
    (re.compile(r"(?i)^(?:mira|che|oye|vamos|nada|en fin|resumiendo|uf|ah),?\s+(?=\w)"), ""),
    (re.compile(r"(?i),\s*(?:me )?(?:dice|dijo|decía|repite|bromea|insiste|asegura|recuerda|cuenta)(?: (?:siempre|riendo|ella|él))?(?=,)"), "\x02"),
    (re.compile(r"\x02,"), ""),
    (re.compile(r"(?i),\s*(?:me )?(?:dice|dijo|decía|repite|repetía|insiste|asegura)(?: (?:siempre|riendo|ella|él))?\s*$"), ""),
    (re.compile(r"(?i),?\s+según (?:ella|él|\x01)\s*$"), ""),
    (re.compile(r"(?i)^le (?P<do>tengo que|voy a|debo|puedo|quiero|he de) (?P<verb>[^\W\d_]+[aei]r)\b"), r"\g<do> \g<verb>le"),
    (re.compile(r"(?i)^(?P<when>(?:cuando|en cuanto|apenas|si|después de|antes de|a cambio del?|en agradecimiento por|el (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)|mañana|la semana que viene|este \w+|esta \w+)\b[^,;]*?),?\s+(?:yo\s+)?(?P<say>(?:se l[oa]s?|le) (?!dije\b)[^\W\d_]+(?:o|ré)\b.*)$"), lambda found: f"{found['say']} {found['when'][:1].lower()}{found['when'][1:]}"),
    (re.compile(r"(?i)^(?:lo )?(?:aprendió|descubrió|entendió|comprobó|vio|repite|dice siempre|sabe)(?: (?:tarde|pronto|rápido|a golpes|a las malas|siempre|bien))?\s*:\s*(?=\w)"), "dice que "),
)  # fmt: skip
"""Asides and orders of words that notes have, said plainly."""


def written_out(text: str) -> str:
    """A note as one would write it at a desk: no short forms, no shouting."""
    text = re.sub(r"(?<=[\w)])\s+[&+]\s+(?=\w)", " y ", _SAID_TWICE.sub(r"\1", _FILLERS.sub("", text)))
    for pattern, plain in _PLAIN:
        text = pattern.sub(plain, text)
    text = _TO_SELF.sub(lambda found: f"{_WRITE_TO[found['verb'].lower()]}le", text)
    text = _RESUMED.sub(
        lambda found: _taken_up(found) if not found["before"] or _ASKED_FOR.match(found["before"]) else found[0], text
    )
    text = re.sub(r"(?i),?\s+(?:y |pues |bueno )*(?:ya está|nada más|eso es todo|y eso)\s*$", "", text)
    text = re.sub(
        r"(?i)(?<!\w)([cps])/\s*(?=\w)",
        lambda found: {"c": "con ", "p": "para ", "s": "sobre "}[found[1].lower()],
        text,
    )
    text = _SHOUTED.sub(lambda found: found[0].lower() if found[0].lower() in _SMALL else found[0], text)
    return re.sub(r"(?<!\w)[a-zñ]{1,3}(?!\w)", lambda found: _SHORT.get(found[0], found[0]), text)
