"""What a Spanish statement says once its frame is off: advice as an infinitive, a point, a story, a bare noun.

People note "hay que empezar pronto", "empieza pronto", "que empezara pronto" and "empezar pronto" for one thing; here it
becomes "empezar pronto", said to the person: "formarse" is "formarme". Pure.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from service.drafting.spanish_told import LED, PAST, REGRETS, STORY, TAUGHT
from service.drafting.spanish_verbs import CONDITIONAL, FIRST_PERSON, NOUNS_TOO, OF_HER, TU, VOS, WISHED

Shape = Literal["advice", "story", "own", "point", "noun", "remark"]

_NOT_VERBS = frozenset(
    """lugar hogar mar bar par pilar ejemplar altar dólar azúcar collar mujer taller ayer alquiler carácter líder máster poder deber placer
    escolar popular particular familiar similar militar primer cualquier celular singular regular circular solar bienestar malestar
    pesar chófer chofer súper revólver porvenir ir-y-venir""".split()
)

_BEST = re.compile(
    r"(?i)^(?:lo (?:mejor|primero|más \w+|principal|importante|esencial|ideal|único|que (?:funciona|cuenta|importa|vale))|la (?:clave|idea|mejor forma)|el (?:secreto|truco)|mejor|más vale|vale más|basta(?: con)?|se trata de|conviene)"
    r"(?: (?:en|para|con) [^,]{2,40})?,? (?:(?:es|era|está en|pasa por) )?(?P<no>no )?(?P<do>.+)$"
)

_WOULD = re.compile(
    r"(?i)^(?P<lead>(?:(?:en (?:mi|tu|su) lugar|si (?:volviera|pudiera|tuviera|fuera|empezara)[^,]{0,60}|hoy|ahora|con lo que sabe[^,]{0,60}|de nuevo)(?: mismo)?,?\s+){0,3})(?P<who>(?:ella|él|\x01)\s*)?(?P<no>no\s+)?(?P<self>se\s+)?"
    r"(?!(?:sería|podría|debería|habría|querría|gustaría|tendría|sabría|encantaría|valdría|vendría|diría|estaría|preferiría)\b)(?P<verb>[^\W\d_]+ría)\s+(?P<rest>.+)$"
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
    r"tienes|debes|puedes|haces|sabes|vas|eres|mata|matan|pide|piden|lleva|llevan|entra|entran|pesa|pesan|publica|crece|manda|ve|depende|nace|termina|sobra|exige|aporta|gusta|manda|vive|limpia|huele|oye|cuida|describe|describen|describe|miente|mienten|habla|hablan|trabaja|trabajan|enamora|salva|salvan|vende|venden|crea|crean|manda|mandan|respeta|perdona|perdonan|aguanta|aguantan|nota|notan|compra|compran|duele|rompe|rompen|forma|forman|mira|miran|vuelve|vuelven|corre|corren|escribe|escriben|acepta|falla|fallan|sufre|resuelve|contesta|contestan|responde|responden|crecen|mueve|mueven|sostiene|construye|construyen|\w+(?:aron|ieron|amos|imos|ió|ó))\b"
)

_PLURAL = re.compile(
    r"(?i)\b(?:los|las|unos|unas|mis|estos|esas)\s+(?:[^\W\d_]+\s+){1,3}?(?!examen|joven|imagen|orden|gran|bien|también|quien|alguien|tan|origen|volumen)(?-i:[a-zá-úñ]{2,}[ae]n)\b"
)

_ACTING = re.compile(
    r"(?i)\bse\s(?:l[eoa]s?\s)?[^\W\d_]{2,}(?:[ae]n?|ó)\b|\b(?:no|nunca|jamás|siempre|ya)\s(?:se\s|l[eoa]s?\s)?[^\W\d_]{3,}(?:an|en)\b(?<!quien)(?<!bien)(?<!gran)"
)
"""A verb by what stands before it: "se gana", "no perdonan"."""

_LINKS = re.compile(
    r"(?i)^(?:porque|y|e|o|pero|para|cuando|si|antes|después|que|donde|sino|aunque|sin|en|a|al|con|de|del|como|sobre|por|los?|las?|el|un|una|luego|incluso|"
    r"hasta|desde|mejor|nunca|siempre|no solo|aun|ya|pues|mientras)\b"
)

_TELEGRAM = re.compile(r"(?i)^(?:demasiad[oa]s?|poc[oa]s?|much[oa]s?|más|menos)\b(?! y\b)")

_LEAD = re.compile(r"(?i)^(?:y|luego|entonces|pero|además|después|o sea|bueno),?\s+(?=\S)")

_FIRST = re.compile(
    r"(?i)^(?:yo\b|qué\b|(?:no\s+)?(?:(?:me|le|lo|la|se lo)\s+)?(?!(?:así|aquí|allí|ahí|café|sé)\b)[^\W\d_]{2,}(?:é|í)\b(?!\s*:)|(?:no\s+)?me\s+[^\W\d_]+o\b|(?:no\s+)?(?:tengo|voy|debo|quiero|estoy|soy|he|hablamos|quedamos|nos)\b)"
)

_FOR_THEM = re.compile(r"(?i)^[^\W\d_]+[aei]r(?:les?(?!\s(?:siempre\s)?al?\s)|selo|sela|los|las)\b")

_OTHER = re.compile(
    r"(?i)^(?:simpátic\w+|antipátic\w+|amable|nervios\w+|sec[oa]\b|fr[ií][oa]\b|distante|rar[oa]\b|pur[oa]s\b|corrijo|muy|súper|demasiado|buen[oa]?|preguntas?|la próxima|al principio|un poco)\b|\b(?:videollamada|abrió la sala|conectarme|conectó|cortó|canceló|aplazad[oa]|suspendió|se hizo|"
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
    text = re.sub(
        r"(?i)\b(?:a uno |a ti )?te (?=(?:dejan|piden|dan|enseñan|exigen|pagan|obligan a|toman|escuchan|contratan|miran)\b)",
        "",
        text,
    )
    if re.match(r"(?i)(?:antes|después|en vez) de [^,]+?, (?:no )?[^\W\d_]+[aeií]r(?:l[oa]s?|se|me)?\b", text):
        return "noun", _mine(text)
    if re.match(r"(?i)que (?:se )?l[eoa]s? [^\W\d_]+[ea]\b", text):
        return "remark", text
    if _POINTS_BACK.match(text) and not frame:
        return "remark", text
    advice = advised(text)
    if advice:
        return "advice", advice
    if "\x01" not in text and (TAUGHT.match(text) or LED.match(text)):
        return ("remark" if _OTHER.search(text) else "story"), text
    if REGRETS.match(text):
        return "story", text
    told = STORY.match(text)
    if told and (told["who"] or told["verb"].endswith("ó") or told["verb"] in PAST):
        return ("story" if _CAREER.match(told["verb"]) and not _OTHER.search(text) else "remark"), text
    if "\x01" in text:
        return "remark", text
    text = re.sub(r"^(?:de|del|sobre)\s+(?=\w)", lambda found: "el " if found[0] == "del " else "", text)
    text = re.sub(r":\s+", " – ", _to_me(re.sub(r"(?i)^que\s+(?=\w)", "", text)))
    if text.split(" ", 1)[0].lower() in OF_HER or re.search(
        r"(?i)\b(?:tú|usted|ustedes|te|eres|tienes|puedes|debes|haces|vas|sabes|aprendes)\b", text
    ):
        return "remark", text
    text = re.sub(r",\s+(?:lo (?:tiene|dice|sabe|ve|vivió|hizo|repitió)|ella|él)\s[^,]*$", "", text)
    is_point = bool(_FINITE.search(text) or _PLURAL.search(text) or _ACTING.search(text)) and not re.match(
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


_POINTS_BACK = re.compile(r"(?i)(?:me l[oa]s? (?:contó|dijo)|es lo (?:único|que|mismo)|es[ao]s?|est[ao]s?)\s")


def _is_thing(text: str) -> bool:
    """Whether a bare phrase can be what somebody said: "una ficha por término desde el primer contrato"."""
    return (len(text.split()) > 3 and bool(_THING.match(text))) or text[:1] in '"«“'


def _begins_with_verb(text: str) -> bool:
    first = re.match(r"(?i)(?:no |se |me |les? |lo |la )?(?P<verb>[^\W\d_]+)", text)
    whole = r"(?i)(?:hay|es|no es|no hay|importa|basta|conviene|vale|falta|cuesta|hace falta|se )\b"
    return bool(first and _FINITE.fullmatch(first["verb"]) and not re.match(whole, text))


def advised(text: str) -> str:
    """Advice as an infinitive that can follow "su consejo de"; "" where the text is none."""
    text = re.sub(r"(?i)^mejor (?=[^\W\d_]+[aei]r(?:se|me)?\b)", "", text)
    would = _WOULD.match(text)
    if would and (would["who"] or would["lead"]):
        return _as_advised(would)
    best = _BEST.match(text)
    if best and is_infinitive(best["do"]) and not _carries_a_clause(best["do"]):
        return _mine(f"{'no ' if best['no'] else ''}{best['do']}")
    text = re.sub(r"(?i)^(antes de (?:[^,]+?)),? (hay que|conviene) (.+)$", r"\2 \3 \1", text)
    found = _MUST.match(text)
    if found and is_infinitive(found["do"]):
        return _mine(f"{'no ' if found['no'] else ''}{found['do']}")
    if is_infinitive(text):
        return "" if _carries_a_clause(text) else _mine(text)
    ordered = _ordered(re.sub(r"(?i)^que\s+", "", text), is_wish=bool(re.match(r"(?i)que\s", text)))
    return _mine(ordered) if ordered else ""


def _as_advised(would: re.Match[str]) -> str:
    """What somebody would do, as advice: "él elegiría X" is "elegir X"; "" where it is an offer."""
    stem = would["verb"].lower().removesuffix("ía")
    base, rest = CONDITIONAL.get(stem, stem), would["rest"]
    if re.search(r"(?i)\b(?:me|mí|conmigo|ella|él)\b", rest) or (rest.startswith("que ") and base.endswith("er")):
        return ""
    return _mine(f"{'no ' if would['no'] else ''}{base}{'me' if would['self'] else ''} {rest}")


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
    text = re.sub(r"«[^»]*»|\"[^\"]*\"", "", text)
    head = re.split(
        r"(?i),|:|\(|\b(?:que|qué|donde|cuando|si|porque|lo|como|para|antes|después|aunque|quien|cómo|cuándo|dónde|cuánto|sin)\b",
        text,
    )[0]
    return bool(_FINITE.search(head))


def _ordered(text: str, *, is_wish: bool) -> str:
    """An order or a wish as an infinitive: "empieza por X", "no aceptes X", "que leyera X", "céntrate en X"."""
    found = re.match(r"(?i)(?P<no>no\s+)?(?P<self>me\s+|te\s+)?(?P<verb>[^\W\d_]+)(?P<rest>\s.+)$", text)
    if found is None:
        return ""
    verb, no = found["verb"].lower(), "no " if found["no"] else ""
    if (found["self"] or "").lower().startswith("me") and not (is_wish or found["no"]):
        return ""
    rest = _AND_ALSO.sub(
        lambda more: (
            f"{more['link']}{WISHED.get(more['verb'].lower(), '') or VOS.get(more['verb'].lower(), '') or more['verb']} "
        ),
        found["rest"],
    )
    if verb in VOS and not found["no"]:
        return f"{VOS[verb]}{'me' if found['self'] else ''}{rest}"
    base = (WISHED.get(verb) if found["no"] or is_wish or verb not in NOUNS_TOO else "") or (
        "" if found["no"] else TU.get(verb, "")
    )
    if not base and verb.endswith(("ate", "ete")) and _plain(verb) != verb:
        return f"{no}{_plain(verb)[:-2]}rme{rest}"
    if not base or (
        verb in NOUNS_TOO
        and not is_wish
        and not re.match(r"(?i)\s(?:a|al|el|la|los|las|un|una|con|siempre|tu|tus|por)\b", found["rest"])
    ):
        return ""
    return f"{no}{base}{'me' if found['self'] else ''}{rest}"


_AND_ALSO = re.compile(r"(?i)(?P<link>\b(?:y|o|sino que|y que)\s+)(?P<verb>[^\W\d_]+)\s")
"""A second order in one breath: "programe menos y lea más"."""


def _plain(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


def _mine(text: str) -> str:
    """To the person themself, and without a telegraphic tail."""
    text = text[:1].lower() + text[1:]
    text = re.sub(r"^((?:no |siempre |nunca |primero )*[^\W\d_]+[aeií]r)se\b", r"\1me", text)
    text = _to_me(_with_reason(re.sub(r"\s*\(sus?\b[^)]*\)", "", text)))
    text = _MINE.sub(lambda found: ("me " if found["self"] else "") + FIRST_PERSON[found["verb"].lower()], text)
    if re.search(r"(?i)\b(?:usted|ustedes|vos)\b", text):
        return ""
    first, *rest = re.split(r",\s+", text)
    kept = [first]
    for segment in rest:
        if (
            _TELEGRAM.match(segment)
            or segment.split()[0].lower() in TU
            or (_FINITE.search(segment) and not _LINKS.match(segment))
        ):
            break
        kept.append(segment)
    return ", ".join(kept)


_MINE = re.compile(rf"(?i)\b(?P<self>te )?(?P<verb>{'|'.join(FIRST_PERSON)})\b")
"""What a tú does in advice, the person does."""


def _with_reason(text: str) -> str:
    """What stands behind a colon is why, where it is a clause: "empezar por los pueblos: contestan al teléfono"."""
    head, *tail = re.split(r":\s+", text, maxsplit=1)
    if tail and re.search(r"(?i)\b(?:l[aeo]|les) (?:[^\W\d_]+ó|hizo|dio|salvó)\b", tail[0]):
        return head
    if tail and (_FINITE.search(tail[0]) or re.match(r"(?i)(?:se [^\W\d_]+[ae]n?|[^\W\d_]{3,}[ae]n)\b", tail[0])):
        return f"{head}, porque {tail[0]}"
    return text.replace(": ", " – ")


def _to_me(text: str) -> str:
    for theirs, mine in _TO_ME:
        text = re.sub(theirs, mine, text)
    return text


def has_verb(text: str) -> bool:
    """Whether a phrase holds a verb that can carry a clause."""
    return bool(
        _FINITE.search(text) or re.search(r"(?i)\b[^\W\d_]{2,}(?:ó|aste|iste|[éí])\b(?<!así)(?<!aquí)(?<!allí)", text)
    )
