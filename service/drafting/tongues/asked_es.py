"""Spanish: phrases of what is written because the person asks for it, and how the words they typed are given back.

`<usted|tú>` is the formal and the familiar way (`address.py`). A whole sentence of the person's own stays theirs;
telegram style gets its verb where the words tell which, and who is spoken of as "ella" or by name is "usted" or "tú".
"""

from __future__ import annotations

import re
from functools import partial

from service.drafting import spanish_notes, spanish_told, spanish_typed
from service.drafting.tongues import minutes, romance
from service.drafting.tongues.address import both_ways
from service.drafting.tongues.minutes import Minutes
from service.drafting.tongues.voice import Voice

_ARRANGED = {
    "late": (
        "Voy con {late} de retraso[ a nuestra conversación|], <disculpe|disculpa>[ las molestias|].",
        "Perdón, llego {late} tarde[ a nuestra conversación|].",
        "Solo para avisar: llego con {late} de retraso, <disculpe|disculpa>.",
    ),
    "late_plain": (
        "Voy con un poco de retraso[ a nuestra conversación|], <disculpe|disculpa>.",
        "Perdón, llego un poco tarde[ a nuestra conversación|].",
    ),
    "late_close": ("Gracias por la paciencia, enseguida estoy.", "Gracias por esperar un momento."),
    "confirm": (
        "[Unas líneas|Solo unas líneas] para confirmar nuestra conversación {when}.",
        "<Le|Te> confirmo nuestra conversación {when}.",
        "Por mi parte, nuestra conversación {when} sigue en pie.",
    ),
    "confirm_place": ("[El lugar|El sitio], como estaba previsto: {place}.",),
    "confirm_link": ("[Este es el enlace|El enlace, para tenerlo a mano]: {link}",),
    "confirm_glad": ("Me dará mucho gusto conversar.", "Tengo muchas ganas de que hablemos."),
    "confirm_close": (
        "Si algo ha cambiado, [basta con unas líneas|<dígamelo|dímelo> sin problema].",
        "Si surge algo, [basta con unas líneas|<avíseme|avísame> sin más].",
    ),
    "tomorrow": ("mañana, {weekday},",),
    "at_hour": ("{day} a {hour}",),
    "your_time": ("{hour}, hora de allí",),
}

_ASKING = {
    "me": ("Me llamo {me}.", "Soy {me}."),
    "me_goal": ("Me llamo {me}; mi [objetivo|proyecto]: {goal}.", "Soy {me}, con un [objetivo|proyecto]: {goal}."),
    "my_goal": (
        "Mi [objetivo|proyecto] [ahora mismo|en este momento]: {goal}.",
        "Tengo un [objetivo|proyecto] [ahora mismo|en mente]: {goal}.",
    ),
    "self_noun": ("[En dos palabras|Algo] sobre mí: {noun}.",),
    "why": ("<Le|Te> escribo por lo siguiente: {clause}.",),
    "why_noun": ("Lo que me anima a <escribirle|escribirte>: {noun}.", "<Le|Te> escribo por esto: {noun}."),
    "length": ("20 a 30 minutos",),
    "request_topic": (
        "¿<Tendría|Tendrías> {length} en las próximas semanas para hablar conmigo sobre {topic}?",
        "¿<Podría|Podrías> dedicarme {length} en las próximas semanas para hablar sobre {topic}?",
    ),
    "request_clause": (
        "Me gustaría entender {topic}. ¿<Tendría|Tendrías> {length} para mí en las próximas semanas?",
        "¿<Podría|Podrías> dedicarme {length} en las próximas semanas? Me gustaría entender {topic}.",
    ),
    "request_plain": (
        "¿<Tendría|Tendrías> {length} en las próximas semanas para unas preguntas sobre <su|tu> trabajo?",
        "¿<Podría|Podrías> dedicarme {length} en las próximas semanas para unas preguntas sobre el oficio?",
    ),
    "request_easy": (
        "Me adapto a <su|tu> agenda, por teléfono o por videollamada.",
        "Por teléfono o por videollamada, a la hora que <le|te> venga bien.",
    ),
    "request_no": (
        "Si no es posible, [basta con un no|no pasa nada], lo entiendo perfectamente.",
        "Y si la respuesta es no, lo entiendo [muy bien|perfectamente].",
    ),
    "intro_topic": (
        "Me gustaría hablar con {about} sobre {topic}. ¿<Podría|Podrías> presentarnos, preguntándole antes si quiere?",
        "¿<Podría|Podrías> ponerme en contacto con {about}, preguntándole antes si quiere? Me gustaría preguntarle sobre {topic}.",
    ),
    "intro_clause": (
        "Me gustaría preguntar a {about} {topic}. ¿<Podría|Podrías> presentarnos, preguntándole antes si quiere?",
    ),
    "intro_plain": (
        "Me gustaría hablar con {about}. ¿<Podría|Podrías> presentarnos, preguntándole antes si quiere?",
        "¿<Podría|Podrías> ponerme en contacto con {about}, preguntándole antes si quiere?",
    ),
    "intro_lead": (
        "Para ahorrar trabajo, aquí van unas líneas que se pueden reenviar tal cual:",
        "Aquí va un texto para reenviar tal cual, si <le|te> sirve:",
    ),
    "blurb_topic": (
        "Me gustaría mucho hablar {length} con {first} sobre {topic}.",
        "Me ayudaría poder hacerle a {first} unas preguntas sobre {topic}, en {length}.",
    ),
    "blurb_clause": ("Me gustaría mucho hablar {length} con {first}, para entender {topic}.",),
    "blurb_plain": ("Me gustaría mucho hablar {length} con {first} y hacerle unas preguntas.",),
    "blurb_easy": (
        "Por teléfono o por videollamada, a cualquier hora; y un no también vale.",
        "Me adapto a cualquier agenda, por teléfono o por videollamada, y un no también vale.",
    ),
    "intro_no": (
        "Si <prefiere|prefieres> no hacerlo, lo entiendo perfectamente.",
        "Y si <le|te> incomoda, no pasa nada, [<dígamelo|dímelo> sin más|lo entiendo muy bien].",
    ),
    "outreach": (
        "{name} me sugirió que <le|te> escribiera.",
        "<Le|Te> escribo [por sugerencia|por recomendación] de {name}.",
    ),
    "outreach_agreed": (
        "{first} me dijo que no había inconveniente en que <le|te> escribiera, y <se|te> lo agradezco de verdad.",
        "{first} tuvo el detalle de <preguntarle|preguntarte> antes, y <le|te> doy las gracias por el sí.",
    ),
    "nudge_topic": (
        "Sé que las semanas van llenas, así que vuelvo a escribir [por si acaso|una vez más]. Me sigue interesando mucho hablar sobre {topic}, cuando <le|te> venga bien.",
        "Puede que mi mensaje se haya perdido en una bandeja llena. Me sigue gustando la idea de hablar sobre {topic}, cuando <le|te> venga bien.",
    ),
    "nudge_plain": (
        "Sé que las semanas van llenas, así que vuelvo a escribir [por si acaso|una vez más]. Me sigue interesando mucho hablar <con usted|contigo>, cuando <le|te> venga bien.",
        "Puede que mi mensaje se haya perdido en una bandeja llena. Me sigue gustando la idea de hablar un rato, cuando <le|te> venga bien.",
    ),
    "nudge_close": (
        "Si no es buen momento, [basta con un no|un no también vale].",
        "No hay ninguna prisa, y un no también vale.",
    ),
}

_ANSWERING = {
    "accept_thanks": ("Gracias por [escribirme|el mensaje|pensar en mí].",),
    "accept_topic": (
        "[Sí, con mucho gusto|Con mucho gusto|Claro que sí]: hablemos sobre {topic}.",
        "[Por supuesto que sí|Claro que sí], me encantará hablar <con usted|contigo> sobre {topic}.",
    ),
    "accept_plain": (
        "[Sí, con mucho gusto|Con mucho gusto|Claro que sí], hablemos.",
        "[Por supuesto que sí|Claro que sí], me encantará hablar <con usted|contigo>.",
    ),
    "accept_times": (
        "{times}: ¿<le|te> viene bien?",
        "[Puedo ofrecer|Por mi parte sería posible] lo siguiente: {at}. ¿<Le|Te> viene bien?",
    ),
    "accept_ask": (
        "¿Qué días <le|te> vendrían bien? Ya encontraremos un momento.",
        "<Dígame|Dime> uno o dos días que <le|te> vengan bien, y buscamos un momento.",
    ),
    "accept_close": (
        "Si me <manda|mandas> antes algunas preguntas, aprovecharemos mejor el rato.",
        "Ayuda mucho que me <escriba|escribas> antes lo que más <le|te> interesa.",
    ),
    "decline_thanks": ("Gracias por [escribirme|el mensaje], y por pensar en mí.",),
    "decline": (
        "Lamento tener que decir que no[ esta vez|].",
        "Por desgracia no puedo <decirle|decirte> que sí[ esta vez|].",
    ),
    "decline_instead": (
        "Lo que sí puedo [recomendar|sugerir] es lo siguiente: {thing}.",
        "Quizá ayude esto otro: {thing}.",
    ),
    "decline_noun": ("[Con toda franqueza|El motivo, sin más]: {noun}.",),
    "decline_wish_topic": ("<Le|Te> deseo que <encuentre|encuentres> buenas respuestas sobre {topic}.",),
    "decline_wish": ("<Le|Te> deseo [lo mejor|mucho acierto] en lo que viene.",),
}

_KEEPING = {
    "touch_open": (
        "Hace un tiempo que [hablamos|no hablamos], así que aquí van [algunas noticias|noticias mías].",
        "Quería <darle|darte> [algunas noticias|noticias mías] desde que hablamos.",
    ),
    "touch_open_wrote": (
        "Hace un tiempo que no nos escribimos, así que aquí van [algunas noticias|noticias mías].",
        "Quería <darle|darte> [algunas noticias|noticias mías], hace tiempo que no nos escribimos.",
    ),
    "touch_question_wrote": (
        "Hace un tiempo que no nos escribimos, y tengo una pregunta que quizá <pueda|puedas> responder.",
    ),
    "touch_question": ("Hace un tiempo que hablamos, y tengo una pregunta que quizá <pueda|puedas> responder.",),
    "touch_close": (
        "Ojalá todo <le|te> vaya bien; no hace falta responder.",
        "No hace falta responder; <le|te> deseo lo mejor.",
    ),
    "touch_ask_close": ("Con unas líneas basta, cuando <le|te> venga bien.", "No hay ninguna prisa, claro."),
    "recall_take_advice": (
        "Me <aconsejó|aconsejaste> {vp}, y no lo he olvidado.",
        "Todavía tengo presente <su|tu> consejo de {vp}.",
        "Todo empezó con <su|tu> consejo de {vp}.",
    ),
    "recall_take_point": ("No he olvidado que, como me <decía|decías>, {clause}.",),
    "recall_take_noun": ("No he olvidado lo que hablamos: {noun}.",),
    "news_open": (
        "Tengo una noticia, y quería que <la supiera|la supieras> por mí.",
        "Hay novedades, y quería <contárselas|contártelas> yo.",
    ),
    "told_noun": ("[En pocas palabras|En dos palabras]: {noun}.", "En resumen: {noun}."),
    "news_introduced": (
        "Todo empezó cuando me <puso|pusiste> en contacto con {name}.",
        "Sin el contacto con {name} no habría llegado hasta aquí.",
    ),
    "news_time": (
        "El rato que me <dedicó|dedicaste> [tiene su parte en esto|fue parte del camino].",
        "No olvido el rato que me <dedicó|dedicaste> por el camino.",
    ),
    "news_thanks": (
        "[Muchas gracias|Gracias] por la parte que <le|te> toca.",
        "[Muchas gracias|Gracias] por lo que <puso|pusiste> de <su|tu> parte.",
    ),
    "news_close": (
        "Si alguna vez puedo <devolverle|devolverte> el favor, solo <tiene|tienes> que decirlo.",
        "Ojalá un día pueda yo ayudar así a otra persona.",
    ),
    "sorry": (
        "Perdón por haber faltado a nuestra conversación {slot}; el error fue solo mío.",
        "Falté a nuestra conversación {slot}, y lo siento mucho: fue un error mío.",
        "<Le|Te> pido perdón por no haber estado en nuestra conversación {slot}; el fallo fue mío.",
    ),
    "sorry_ask": (
        "Si todavía <quiere|quieres> que hablemos, me adapto a cualquier otro momento que <le|te> venga bien.",
        "Me gustaría mucho tener otra oportunidad, el día y a la hora que mejor <le|te> vengan.",
    ),
    "sorry_close": (
        "Entiendo perfectamente que ya no sea posible.",
        "Sé lo que vale un rato reservado, y entendería un no.",
    ),
}

_SUBJECTS = {
    "subject_request_topic": ("Una pregunta sobre {topic}", "Una conversación breve sobre {topic}"),
    "subject_request": ("Unas preguntas sobre el oficio", "¿Una conversación breve?"),
    "subject_intro": ("¿Una presentación con {about}?",),
    "subject_outreach": ("De parte de {name}", "Por sugerencia de {name}"),
    "subject_touch": ("Algunas noticias", "Noticias mías"),
    "subject_touch_ask": ("Una pregunta",),
    "subject_news": ("Una noticia", "Novedades"),
    "subject_late": ("Un poco de retraso",),
    "subject_confirm": ("Nuestra conversación {day}",),
}

PHRASES = both_ways({**_ARRANGED, **_ASKING, **_ANSWERING, **_KEEPING, **_SUBJECTS})

_BULLET = re.compile(r"^(?:[-*•–—]|\d+[.)])\s+")
_TITLE = r"(?:(?:Sra?|Srta|Dra?|Don|Doña|El señor|La señora)\.?\s+)?"
_TELL = re.compile(r"(?i)^(?:dile|díselo|decirle|cuéntale|contarle|escribirle|escríbele)\s+(?:que\s+)?(?=\S)")
_TO_US = re.compile(
    r"(?i)^(?:recuérda\w+|recordar\w+|record\w+\s*$|dale las gracias|sé (?:breve|amable)|breve\b|corto\b|con educación|sin (?:presión|compromiso|insistir)|cuando (?:pueda|quiera)|"
    r"(?:por )?(?:tel|teléfono|videollamada|zoom|teams)\b(?:\W+\w+){0,3}$|(?:sí|si|no|claro|por supuesto|encantad[oa]|con gusto|vale|ok)(?:\W+(?:encantad[oa]|con gusto|claro|gracias))?\W*$)"
)
_ONLY_WAITS = re.compile(
    r"(?i)\bhace\s+\w+\s+(?:días?|semanas?)\b|\bsin respuesta\b|\bno (?:ha )?(?:contestado|respondido|contesta|responde)\b"
)
_ASKS = re.compile(
    r"(?i)^(?:preguntar(?:le)?|pregunta(?:le)?|pregúntale|saber)\s+(?P<clause>(?:si|cómo|qué|lo que|cuál\w*|quién|dónde|cuándo|por qué|cuánto)\b.*)$"
)
_SUBJECT = re.compile(
    r"(?i)^(?:yo|me|mi|mis|nos|nuestr[oa]s?|el|la|los|las|lo|un|una|unos|unas|esto|eso|hay|hace|desde|después|antes|en|a|al|por|para|con|sin|gracias|usted|tú|su|sus|tu|tus|"
    r"si|cuando|como|ya|y|pero|también|este|esta|ese|esa|cómo|qué|cuál|todavía|ahora|hoy|ayer|no)\b"
)
_MINE = re.compile(
    r"(?i)^(?:(?:no|ya|también|por fin|ahora)\s+)?(?:me\s+)?(?:soy|estoy|tengo|voy|hago|he|quiero|puedo|trabajo|estudio|busco|vivo|doy|enseño|empiezo|termino|preparo|escribo|dirijo|llevo|"
    r"conozco|leo|[^\W\d_]{2,}(?:é|í)|hice|fui|tuve|estuve|pude|puse|vine|quise|dije|traje|anduve)\b"
)
_PARTICIPLE = re.compile(
    r"(?i)^(?P<verb>[^\W\d_]{2,}(?:ado|ido)|hecho|escrito|visto|leído|puesto|dicho|abierto|vuelto)\s"
)
_CHOSEN = re.compile(r"(?i)^(?:admitid|aceptad|contratad|elegid|seleccionad|invitad|ascendid|nombrad|becad)[oa]\s")
_TRADE = re.compile(
    r"(?i)^(?:yo\b(?:\s*+[:,=])?\s++(?!también\b|tampoco\b|no\b)|(?=(?-i:[a-zà-ÿ]+(?:\s[a-zà-ÿ]+){0,4}\sdesde\shace\s\w+\s(?:años|meses)$)))(?P<what>[^,;:]+)$"
)
"""What the person is: "yo relojera", "relojera desde hace 12 años"."""


def _tidy(text: str) -> str:
    said = spanish_typed.written_out(_BULLET.sub("", " ".join(text.split()))).strip(" ;,")
    return re.sub(r"(?i)^(?:sí|no|vale|claro|ok)\s*,\s+(?=\w)", "", said)


def told(text: str, voice: Voice) -> str | None:
    """One thing the person typed, as a sentence to the reader; None where it cannot be one."""
    text = _tidy(text)
    if _TO_US.match(text) or _ONLY_WAITS.search(text):
        return None
    familiar = voice.register == "familiar"
    asks = _ASKS.match(text)
    if asks:
        clause = _to_them(asks["clause"], voice).rstrip(" ?.!")
        return f"¿Puedo {'preguntarte' if familiar else 'preguntarle'} {clause}?" if clause else None
    text = _TELL.sub("", text)
    is_question = text.rstrip(" !").endswith("?")
    body = text.strip(" .!?¿¡")
    turned = _to_you(body, voice) if len(body.split()) > 1 else ""
    said = turned if _speaks_of(body, voice) else _whole(turned)
    if not said:
        return None
    said = f"{said[:1].upper()}{said[1:]}"
    return f"¿{said}?" if is_question else f"{said}."


def _speaks_of(text: str, voice: Voice) -> bool:
    """Whether a sentence begins with the reader, by name or as "ella"."""
    names = "|".join(re.escape(name) for name in sorted(voice.names, key=len, reverse=True))
    return bool(
        re.match(rf"(?i){_TITLE}(?:{names})\s+\w" if names else r"(?!)", text) or re.match(r"(?i)(?:ella|él)\s", text)
    )


def _to_you(text: str, voice: Voice) -> str:
    """Who is spoken of as the reader is told; "" where a third person stays who may be the reader."""
    familiar = voice.register == "familiar"
    if _speaks_of(text, voice):
        names = "|".join(re.escape(name) for name in sorted({*voice.names, "ella", "él"}, key=len, reverse=True))
        return spanish_told.story(re.sub(rf"(?i)^{_TITLE}(?:{names})\s+", "\x01 ", text), familiar=familiar)
    if re.search(r"(?i)\b(?:ella|él)\b", text):
        return ""
    return spanish_told.theirs(text, familiar=familiar)


def _whole(text: str) -> str:
    """A sentence with its verb: "terminado el curso" is the person's own, "empiezo en enero" is one already."""
    bare = re.sub(r"(?i)^yo,?\s+", "", text)
    text = bare if _MINE.match(bare) else text
    trade = _TRADE.match(text)
    if trade and not (_SUBJECT.match(trade["what"]) or _MINE.match(trade["what"]) or _PARTICIPLE.match(trade["what"])):
        return f"soy {romance.lower(trade['what'])}"
    if _CHOSEN.match(text):
        return f"he sido {romance.lower(text)}"
    if _PARTICIPLE.match(text):
        return f"he {romance.lower(text)}"
    if _MINE.match(text):
        return text
    is_whole = spanish_notes.has_verb(text) or _MINE.search(text) or text.lower().startswith("gracias ")
    return text if _SUBJECT.match(text) and is_whole else ""


def thing(text: str, voice: Voice) -> str:
    """What is typed as a thing, to stand after a colon; "" where it is none."""
    body = _tidy(text).strip(" .!?¡¿")
    if not body or _TO_US.match(body) or _ONLY_WAITS.search(body) or not 1 <= len(body.split()) <= 25:
        return ""
    if _MINE.match(body) or (spanish_notes.has_verb(body) and not re.search(r"(?i)\b(?:que|donde)\b", body)):
        return ""
    return romance.lower(_to_you(body, voice))


def is_of_reader(text: str) -> bool:
    """Whether a thing is the reader's or a known one ("su charla", "la mesa redonda"), and not a word about oneself."""
    return bool(re.match(r"(?i)(?:su|sus|tu|tus|el|la|los|las|ese|esa|este|esta|nuestr[oa]|cómo|lo que)\b", text))


_WANTS = re.compile(
    r"(?i)^(?:(?:me gustaría|me interesa|quiero|quisiera|querría|ganas de|para)\s+)*"
    r"(?:entender|comprender|saber(?: más)?|aprender|escuchar|descubrir|conocer|hablar|charlar|conversar|preguntar(?:le)?(?=\s+(?:cómo|por|qué|sobre))|preguntas?|tema|acerca)\b\s*"
    r"(?:(?:de|del|sobre|acerca de|por|en torno a)\s+|:\s*)?(?P<topic>\S.*)$"
)
_CLAUSE = re.compile(r"(?i)^(?:cómo|qué|lo que|por qué|dónde|si|cuál\w*|cuándo|quién|cuánt\w+)\b")


def topic(text: str, voice: Voice | None) -> tuple[str, bool] | None:
    """What the person would like to talk about, and whether it is a clause ("cómo se empieza"); None where it names none.
    Without a voice it is about a third person, who stays "ella".
    """
    found = _WANTS.match(_tidy(text).strip(" .!?¿"))
    if found is None:
        return None
    said = _to_them(found["topic"], voice).strip(" ;,.!?")
    return (said, bool(_CLAUSE.match(said))) if said else None


def _to_them(clause: str, voice: Voice | None) -> str:
    """A clause about "ella" to her: "cómo ella empezó" is "cómo empezaste"; "" where not plain."""
    if voice is None:
        return clause
    familiar = voice.register == "familiar"
    found = _ASKED.match(clause)
    if found is None or re.search(r"(?i)\b(?:ella|él|se)\b", found["rest"]):
        return "" if re.search(r"(?i)\b(?:ella|él)\b", clause) else spanish_told.theirs(clause, familiar=familiar)
    verb = found["verb"]
    if familiar and verb.lower() not in {"se", "hay", "es"}:
        verb = spanish_told.second(verb) or (f"{verb}s" if verb.endswith(("a", "e")) else verb)
    return f"{found['how']}{verb}{spanish_told.theirs(found['rest'], familiar=familiar)}"


_ASKED = re.compile(
    r"(?i)(?P<how>(?:cómo|por qué|dónde|cuándo|qué|si)\s+)(?:ella\s|él\s)?(?P<verb>[^\W\d_]+)(?P<rest>.*)$"
)
_MINUTES = Minutes(
    length=re.compile(
        r"(?i)(?:~|unos |unas |máx\.? )?\b(?P<n>\d{2})(?:\s*(?:-|–|a|o)\s*(?P<m>\d{2}))?\s*(?:min(?:utos?)?\b|')|\bmedia hora\b|\bun cuarto de hora\b"
    ),
    beside=re.compile(
        r"(?i)\b(?:tel|teléfono|videollamada|zoom|teams|llamada|café|en|persona|o|y|por|de|a|al|la|el|no|más|máx\w*|bast\w+|cuando|le|lo|ella|él|venga|bien|quiera|pueda|solo|como)\b|\W"
    ),
    late=re.compile(
        r"(?i)\b(?P<n>\d{1,3})(?:\s*(?:-|–|a)\s*(?P<m>\d{1,3}))?\s*(?:min(?:utos?)?\b|')|\b(?P<word>cinco|diez|quince|veinte|treinta|unos) minutos?\b|\b(?P<whole>(?:un )?cuarto de hora|media hora|una hora)\b"
    ),
    before=re.compile(r"(?i)(?:llego |llegaré |voy |retraso de |unos |como |con |~)*$"),
    after=re.compile(r"(?i)^\s*(?:tarde\b|de retraso\b)?"),
    to="a",
    minute="minuto",
)
length = partial(minutes.length, _MINUTES)


def lateness(text: str) -> tuple[str, str]:
    """How late, in words, and what else is said; "" where it is not said."""
    return minutes.lateness(_MINUTES, spanish_typed.written_out(text))
