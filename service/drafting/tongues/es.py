"""Spanish: how a note's statement is retold to the contact, to an usted or a tú. The phrases are in `said_es`."""

from __future__ import annotations

import re
from functools import partial

from service.drafting import spanish_notes, spanish_told
from service.drafting.forms import SPANISH
from service.drafting.notes import Statement
from service.drafting.tongues import foreign, romance
from service.drafting.tongues.romance import Grammar
from service.drafting.tongues.said_es import PHRASES
from service.drafting.tongues.voice import Retold, Voice

_THIRD = re.compile(r"(?i)\b(?:ella|él)\b|\x01")
_PERSON = r"(?:llam|avis|invit|visit|manten|recib|acompañ|salud|busc|escuch|localiz|contact)"
_BESIDE = re.compile(r"(?i)\b(?P<by>con|a|para|de|sin|por|hacia)\s+(?:ella|él)\b")


def _thing(text: str, familiar: bool) -> str:
    return spanish_told.theirs(spanish_told.definite(text), familiar=familiar)


_GRAMMAR = Grammar(
    forms=SPANISH,
    conjunction="y",
    third=_THIRD,
    of_others=re.compile(r"(?!)"),
    asks=re.compile(r"(?i)\b(?:pregunt\w*|consult\w*|primero|antes)\b"),
    open_to=re.compile(r"\bestán? (?:también )?abiert"),
    promised=re.compile(r"(?i)\b(?:promet|promesa|compromiso|comprometí|qued(?:é(?! debiendo)|amos))"),
    asked=re.compile(
        r"(?i)\bme (?:pidió|pide|encargó)\b|\bqui(?:ere|siera) (?:ver|leer|recibir|tener|oír|escuchar|probar|revisar|conocer)\b|\bquería (?:ver|leer|recibir|tener)\b"
    ),
    is_infinitive=spanish_notes.is_infinitive,
    advice=romance.lower,
    that=lambda clause: f"que {clause}",
    story=lambda text, familiar: spanish_told.story(text, familiar=familiar),
    thing=_thing,
    named=lambda text, familiar: spanish_told.theirs(text, familiar=familiar),
    theirs=lambda text, familiar: spanish_told.theirs(text, familiar=familiar),
    is_clause=lambda text: spanish_notes.shape_of(text)[0] == "point",
)
takeaway = partial(romance.takeaway, _GRAMMAR)
offer = partial(romance.offer, _GRAMMAR)
report = partial(romance.report, _GRAMMAR)


def promise(statement: Statement, voice: Voice) -> Retold | None:
    """What the person will do for the contact."""
    if voice.foreign:
        return foreign.promise(statement, "y")
    role = romance.promise_role(_GRAMMAR, statement)
    familiar = voice.register == "familiar"
    text = romance.lower(_without_condition(re.split(r":\s+(?=le prometí)", statement.text)[0].strip(" ,")))
    gift = SPANISH.give.match(text)
    if gift and not _THIRD.search(gift["thing"]):
        return Retold(role, {"thing": spanish_told.theirs(gift["thing"], familiar=familiar)})
    if re.search(r"(?i)\b(?:le debo|debiendo)\b", statement.quote) and not spanish_notes.is_infinitive(text):
        return Retold("owe", {"thing": spanish_told.theirs(text, familiar=familiar)})
    if re.match(
        r"(?i)(?:el|la|los|las|mi|mis|un|una|unos|unas|dos|tres|algun[ao]s|\d+)\b(?! (?:llam|avis|busc))", text
    ):
        return Retold(role, {"thing": spanish_told.theirs(text, familiar=familiar)})
    said = _to_them(text, familiar=familiar)
    if _THIRD.search(said) or _NOTHING.fullmatch(said):
        return None
    if spanish_notes.is_infinitive(said):
        return Retold(f"{role}_vp", {"vp": said, "thing": ""})
    if re.match(r"(?:te|le|se|lo|la)\s+(?:l[oa]s?\s+)?\w+(?:o|ré|oy)\b", said) or (
        statement.is_direct and re.match(r"(?:\w+ré|pongo|preparo|consigo|traigo)\b", said)
    ):
        return Retold(f"{role}_clause", {"clause": said})
    bare = _bare_thing(text, statement.quote)
    return Retold(role if bare["thing"] else f"{role}_vp", bare) if bare else None


_NOTHING = re.compile(
    r"(?i)(?:mandar|enviar|pasar|dar|confirmar|llevar|devolver|mostrar|entregar)(?:te|le)|(?:te|le) (?:mando|envío|paso|doy|confirmo|llevo|muestro|entrego)"
)
"""A gift that does not say what is given."""
_OF_THEIRS_IF = re.compile(r"(?i)\s+si\s+(?!tengo\b|consigo\b|encuentro\b|puedo\b|voy\b|apruebo\b|me\b|no\s)")


def _without_condition(text: str) -> str:
    """Without what it hangs on of theirs: "pasarle el plano si le sirve"; whether the person has a room stays."""
    return _OF_THEIRS_IF.split(text, maxsplit=1)[0]


def _to_them(text: str, *, familiar: bool) -> str:
    """What means the contact, to them: "avisarle", "llamarla", "con ella", "su libro"."""
    ending = "te" if familiar else "le"
    text = _BESIDE.sub(lambda found: _beside(found["by"], familiar=familiar), text)
    text = re.sub(r"\b(\w+[aeií]r)les?\b", rf"\1{ending}", text)
    if familiar:
        text = re.sub(r"\b(\w+[aeií]r)se(l[oa]s?)\b", r"\1te\2", text)
        text = re.sub(r"(?i)^se (?=l[oa]s? )", "te ", text)
        text = re.sub(
            r"(?i)\bque me (?P<verb>[^\W\d_]+ó)\b", lambda gave: f"que me {spanish_told.second(gave['verb'])}", text
        )
    text = re.sub(r"(?i)\ble (?=prometí\b)", f"{ending} ", text)
    text = re.sub(r"(?i)^le (?=[^\W\d_]+(?:o|ré|oy)\b)", f"{ending} ", text)
    text = re.sub(rf"\b({_PERSON}\w*r)(?:la|lo)\b", rf"\1{ending}", text)
    text = re.sub(
        rf"(?i)^(?:le|la|lo)(?= (?:{_PERSON}|cuent|cont|dig|dir|escrib|respond|manten|env|mand|pas)\w*)", ending, text
    )
    return spanish_told.theirs(text, familiar=familiar)


def _beside(preposition: str, *, familiar: bool) -> str:
    if preposition.lower() == "con":
        return "contigo" if familiar else "con usted"
    return f"{preposition} {'ti' if familiar else 'usted'}"


def observation(statement: Statement, voice: Voice) -> Retold | None:
    """For the host: what the other spoke of, by its names."""
    if voice.foreign:
        return foreign.in_terms("host_terms", statement, "y")
    glow = _glow(statement.text, familiar=voice.register == "familiar")
    if glow:
        return Retold("host_noticed_glow", {"clause": glow})
    clause = spanish_told.story(statement.text, familiar=voice.register == "familiar") or _habit(statement, voice)
    return Retold("host_noticed_plain", {"clause": clause}) if clause else None


def _habit(statement: Statement, voice: Voice) -> str:
    """A verb in the present: "duda entre…" is "dudas entre…"; usted keeps the third person."""
    found = re.match(
        r"(?i)(?:ella |él |\x01\s*)?(?P<verb>[^\W\d_]{2,}[ae]) (?P<rest>(?:entre|en|a|al|de|del|con|sobre|por|mucho|más|que|bien|muy|el|la|los|las|un|una|su|sus)\b.+)$",
        statement.text,
    )
    if found is None or _THIRD.search(found["rest"]):
        return ""
    familiar, verb = voice.register == "familiar", found["verb"].lower()
    said = f"{verb}s" if familiar else f"usted {verb}"
    return f"{said} {spanish_told.theirs(found['rest'], familiar=familiar)}"


_GLOWS = re.compile(
    r"(?i)(?:^|,\s|\by\s)(?:(?:ella|él|\x01)\s*)?(?:se\s(?P<verb>ilumina|anima|entusiasma|emociona|enciende)|"
    r"(?:se\s)?le\s(?P<face>ilumina\sla\scara|brillan\slos\sojos))\s(?P<rest>[^,;.]+)$"
)
"""Where somebody lit up, which is told to them; that they doubt is not."""


def _glow(text: str, *, familiar: bool) -> str:
    found = _GLOWS.search(text)
    if found is None or _THIRD.search(found["rest"]):
        return ""
    rest = spanish_told.theirs(found["rest"], familiar=familiar)
    if familiar:
        rest = re.sub(r"(?i)\bcuando (?P<verb>[^\W\d_]+[ae])\b", lambda when: f"cuando {when['verb']}s", rest)
    if found["face"]:
        itself = "se " if found["face"].startswith("ilumina") else ""
        return f"{itself}{'te' if familiar else 'le'} {found['face']} {rest}"
    return f"te {found['verb']}s {rest}" if familiar else f"usted se {found['verb']} {rest}"


_THINGS = {
    "el": "modelo enlace contacto nombre plano plan libro texto informe documento programa catálogo pódcast correo número código protocolo esquema "
    "glosario formulario calendario resumen artículo ejemplo vídeo video mapa guion borrador manual",
    "la": "lista ficha foto carta tesis bibliografía nota receta referencia página dirección imagen grabación invitación guía plantilla presentación copia",
}
_ARTICLES = {word: article for article, words in _THINGS.items() for word in words.split()}
_LABELLED = re.compile(r"(?i)^\W*(?:yo|promet\w+|promesas?|de mi parte)\s*[:,]")


def _bare_thing(text: str, quote: str) -> dict[str, str] | None:
    """A thing noted without its article behind "yo:" or "prometido:": what can be sent with one, else what is taken care of."""
    if not _LABELLED.match(quote) or _THIRD.search(text) or spanish_notes.has_verb(text):
        return None
    text = re.sub(
        r",\s+(?=(?:para|antes|el lunes|el martes|el miércoles|el jueves|el viernes|mañana)\b)",
        " ",
        romance.lower(text),
    )
    first = text.split(maxsplit=1)[0]
    several = next(
        (first[: -len(end)] for end in ("es", "s") if first.endswith(end) and first[: -len(end)] in _ARTICLES), ""
    )
    article = _ARTICLES.get(first) or {"el": "los", "la": "las"}.get(_ARTICLES.get(several, ""), "")
    article = article or _by_ending(first)
    return {"thing": f"{article} {text}"} if article else {"vp": f"ocuparme de ese punto ({text})", "thing": ""}


def _by_ending(noun: str) -> str:
    """The article that its ending tells; "" where it does not, and for what nobody sends."""
    if noun in {
        "visita",
        "reunión",
        "llamada",
        "comida",
        "cena",
        "charla",
        "cita",
        "conversación",
        "almuerzo",
        "paseo",
        "encuentro",
    }:
        return ""
    ends = (
        ("ción", "la"),
        ("sión", "la"),
        ("dad", "la"),
        ("ciones", "las"),
        ("as", "las"),
        ("os", "los"),
        ("a", "la"),
        ("o", "el"),
        ("or", "el"),
    )
    return next((article for end, article in ends if noun.endswith(end)), "")


__all__ = ["PHRASES", "observation", "offer", "promise", "report", "takeaway"]
