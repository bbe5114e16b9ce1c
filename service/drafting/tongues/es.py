"""Spanish: phrases for tú and usted, and how a note's statement is retold to the contact."""

from __future__ import annotations

import re
from functools import partial

from service.drafting.forms import SPANISH
from service.drafting.notes import Statement
from service.drafting.tongues import foreign, romance
from service.drafting.tongues.romance import Grammar
from service.drafting.tongues.voice import Retold, Voice

PHRASES = {
    "thanks.familiar": (
        "Gracias por dedicarme un rato{day}.",
        "Muchas gracias por tu tiempo y por la conversación{day}.",
    ),
    "thanks.formal": (
        "Le agradezco mucho el tiempo que me dedicó{day}.",
        "Muchas gracias por su tiempo y por la conversación{day}.",
    ),
    "thanks_again": ("Muchas gracias por dedicarme otra conversación{day}.",),
    "thanks_set_up": ("Muchas gracias por organizar la conversación{day}.",),
    "thanks_joined": ("Muchas gracias por participar en la conversación{day}.",),
    "thanks_topic": ("Muchas gracias por el rato para hablar conmigo{day} sobre {topic}.",),
    "take_advice.familiar": (
        "Me quedo sobre todo con tu consejo de {vp}.",
        "Desde entonces le doy vueltas a tu consejo de {vp}.",
    ),
    "take_advice.formal": (
        "Me quedo sobre todo con su consejo de {vp}.",
        "Desde entonces pienso en su consejo de {vp}.",
    ),
    "take_point.familiar": ("Me quedo sobre todo con tu comentario de que {clause}.",),
    "take_point.formal": ("Me quedo sobre todo con su comentario de que {clause}.",),
    "take_terms.familiar": ("Me quedo sobre todo con tus consejos sobre {terms}.",),
    "take_terms.formal": ("Me quedo sobre todo con sus consejos sobre {terms}.",),
    "take_open": ("De la conversación me quedo sobre todo con el consejo de {vp}.",),
    "take_open_point": ("De la conversación me quedo sobre todo con esto: {clause}.",),
    "take_open_terms": ("De la conversación me quedo sobre todo con lo relativo a {terms}.",),
    "also_take_advice.familiar": ("También he apuntado tu consejo de {vp}.",),
    "also_take_advice.formal": ("También he apuntado su consejo de {vp}.",),
    "also_take_point.familiar": ("También he apuntado tu comentario de que {clause}.",),
    "also_take_point.formal": ("También he apuntado su comentario de que {clause}.",),
    "also_take_terms.familiar": ("También he apuntado tus consejos sobre {terms}.",),
    "also_take_terms.formal": ("También he apuntado sus consejos sobre {terms}.",),
    "also_take_open": ("También he apuntado el consejo de {vp}.",),
    "also_take_open_point": ("También he apuntado que {clause}.",),
    "next_advice": ("Es un primer paso muy concreto para mí.", "Me da una dirección clara para las próximas semanas."),
    "next_point": ("Me ayuda mucho a pensar en los próximos pasos.", "No lo había visto así hasta ahora."),
    "offer_send.familiar": ("Gracias también por ofrecerte a enviarme {thing}; no hay ninguna prisa.",),
    "offer_send.formal": ("Gracias también por ofrecerse a enviarme {thing}; no hay ninguna prisa.",),
    "offer_reuse.familiar": ("Gracias también por ofrecerte a {vp}; no hay ninguna prisa.",),
    "offer_reuse.formal": ("Gracias también por ofrecerse a {vp}; no hay ninguna prisa.",),
    "offer_introduce.familiar": (
        "Gracias también por ofrecerte a ponerme en contacto con {name}. No hay ninguna prisa, y entiendo perfectamente si no es buen momento.",
    ),
    "offer_introduce.formal": (
        "Gracias también por ofrecerse a ponerme en contacto con {name}. No hay ninguna prisa, y entiendo perfectamente si no es buen momento.",
    ),
    "offer_ask.familiar": (
        "Gracias también por ofrecerte a consultarlo primero con {name}. No hay ninguna prisa, y entiendo perfectamente si no es buen momento.",
    ),
    "offer_ask.formal": (
        "Gracias también por ofrecerse a consultarlo primero con {name}. No hay ninguna prisa, y entiendo perfectamente si no es buen momento.",
    ),
    "invitation": ("Gracias también por el aviso: {clause}. Me gustaría mucho ir algún día.",),
    "promise.familiar": ("Como prometí, te enviaré {thing}.",),
    "promise.formal": ("Como prometí, le enviaré {thing}.",),
    "promise_vp": ("Como prometí, voy a {vp}.",),
    "promise_report.familiar": ("Después me gustará contarte cómo me ha ido.",),
    "promise_report.formal": ("Después me gustará contarle cómo me ha ido.",),
    "glad.familiar": (
        "Me alegro mucho de haberte escrito en su momento.",
        "Que me dijeras que sí significó mucho para mí.",
    ),
    "glad.formal": (
        "Me alegro mucho de haberle escrito en su momento.",
        "Que me dijera que sí significó mucho para mí.",
    ),
    "glad_group.familiar": ("Que participaras significó mucho para mí.",),
    "glad_group.formal": ("Que participara usted significó mucho para mí.",),
    "glad_again": ("Fue un gusto poder retomar el hilo de nuestra conversación.",),
    "connector": ("Mi agradecimiento también a {name}, sin cuya presentación no habríamos hablado.",),
    "posted.familiar": ("Me encantará contarte cómo avanza todo.",),
    "posted.formal": ("Me encantará contarle cómo avanza todo.",),
    "return.familiar": (
        "Si en algo puedo ayudarte yo a cambio, dímelo con toda confianza.",
        "Si alguna vez puedo devolverte el favor, dímelo, por favor.",
    ),
    "return.formal": (
        "Si en algo puedo serle útil a cambio, no dude en decírmelo.",
        "Si alguna vez puedo devolverle el favor, no dude en decírmelo.",
    ),
    "host_thanked_plain": ("Muchas gracias por escribir.",),
    "host_opening.familiar": ("Me alegró mucho hablar contigo{day}, y que me pidieras la conversación.",),
    "host_opening.formal": ("Me alegró mucho hablar con usted{day}, y que me pidiera la conversación.",),
    "host_useful.familiar": ("Espero que la conversación te ayude un poco a pensar en los próximos pasos.",),
    "host_useful.formal": ("Espero que la conversación le ayude un poco a pensar en los próximos pasos.",),
    "host_questions.familiar": ("Si más adelante te surgen otras preguntas, escríbeme sin problema.",),
    "host_questions.formal": ("Si más adelante le surgen otras preguntas, escríbame sin problema.",),
    "host_terms.familiar": ("Recuerdo bien lo que contabas sobre {terms}.",),
    "host_terms.formal": ("Recuerdo bien lo que contaba usted sobre {terms}.",),
    "host_promise_send.familiar": ("Como prometí, te enviaré {thing} por separado.",),
    "host_promise_send.formal": ("Como prometí, le enviaré {thing} por separado.",),
    "host_promise_vp": ("Como prometí, voy a {vp}.",),
    "host_promise_more.familiar": ("También voy a {vp}, y después te escribo.",),
    "host_promise_more.formal": ("También voy a {vp}, y después le escribo.",),
    "promise_vp_more": ("También voy a {vp}.",),
    "host_noticed_plain": ("Recuerdo bien que {clause}.",),
    "host_close.familiar": ("Cuéntame cómo te va, me alegrará saberlo.",),
    "host_close.formal": ("Cuénteme cómo le va, me alegrará saberlo.",),
    "missed.familiar": ("Creo que {slot} no llegamos a coincidir; espero que todo esté bien por tu lado.",),
    "missed.formal": ("Creo que {slot} no llegamos a coincidir; espero que todo esté bien por su lado.",),
    "missed_topic.familiar": ("Son cosas que pasan, y me sigue interesando mucho hablar contigo sobre {topic}.",),
    "missed_topic.formal": ("Son cosas que pasan, y me sigue interesando mucho hablar con usted sobre {topic}.",),
    "missed_plain.familiar": ("Son cosas que pasan, y me sigue interesando mucho hablar contigo.",),
    "missed_plain.formal": ("Son cosas que pasan, y me sigue interesando mucho hablar con usted.",),
    "missed_ask.familiar": ("¿Te vendría mejor otro día? Me adapto sin problema a tu agenda.",),
    "missed_ask.formal": ("¿Le vendría mejor otro día? Me adapto sin problema a su agenda.",),
    "moved_kind": ("No hay ningún problema, y gracias por avisarme.",),
    "moved_when": ("Me parece muy bien buscar otro momento {when}.",),
    "moved_plain": ("Me gustaría mucho buscar otro momento.",),
    "moved_ask.familiar": ("Dime qué día te viene bien, o una semana, y propongo algunas horas.",),
    "moved_ask.formal": ("Dígame qué día le viene bien, o una semana, y propongo algunas horas.",),
    "back_spoke.familiar": ("Solo unas líneas para decirte que {name} y yo hablamos{day}.",),
    "back_spoke.formal": ("Solo unas líneas para decirle que {name} y yo hablamos{day}.",),
    "back_thanks": ("Muchas gracias por ponernos en contacto; de otro modo no habría tenido esta conversación.",),
    "back_gain": ("Me ha dejado mucho en que pensar.",),
    "subject": ("Gracias por la conversación",),
    "subject_topic": ("Gracias por la conversación sobre {topic}",),
    "subject_host": ("Sobre nuestra conversación",),
    "subject_missed": ("Buscar otro momento para hablar",),
    "subject_back": ("Gracias por presentarme a {name}",),
}

_THIRD = re.compile(r"(?i)\b(?:ella|él)\b")


_GRAMMAR = Grammar(
    forms=SPANISH,
    conjunction="y",
    third=_THIRD,
    asks=re.compile(r"(?i)\b(?:pregunt\w*|consult\w*|primero|antes)\b"),
    infinitive=re.compile(r"\w+[aei]r(?:me)?\b"),
    open_to=" abiert",
    advice=romance.lower,
    repeated=str,
)
takeaway = partial(romance.takeaway, _GRAMMAR)
offer = partial(romance.offer, _GRAMMAR)


def promise(statement: Statement, voice: Voice) -> Retold | None:
    """What the person will do for the contact."""
    if voice.foreign:
        return foreign.promise(statement)
    text = statement.text.strip(" ,")
    gift = SPANISH.give.match(text)
    if gift:
        return Retold("promise", {"thing": gift["thing"]})
    if statement.is_direct or re.match(r"(?i)(?:el|la|los|las|mi|mis|un|una)\b", text):
        return Retold("promise", {"thing": text})
    text = re.split(r"\s+si\s+", text, maxsplit=1)[0]
    ending = "te" if voice.register == "familiar" else "le"
    swapped = re.sub(r"\b(\w+[aei]r)le\b", rf"\1{ending}", text)
    if re.match(r"\w+[aei]r(?:te|le)?\b", swapped) and not _THIRD.search(swapped):
        return Retold("promise_vp", {"vp": swapped, "thing": ""})
    return None


def observation(statement: Statement, voice: Voice) -> Retold | None:
    """For the host: what the other spoke of, by its names."""
    return foreign.in_terms("host_terms", statement, "y") if voice.foreign else _habit(statement, voice)


_SECOND = {"es": "eres", "ha": "has", "va": "vas", "está": "estás"}


def _habit(statement: Statement, voice: Voice) -> Retold | None:
    """A verb in the present: "duda entre…" → "dudas entre…"; usted keeps the third person."""
    found = re.match(
        r"(?i)(?:ella |él )?(?P<verb>es|ha|va|está|[^\W\d_]{2,}[ae]) (?P<rest>(?:entre|en|a|al|de|del|con|sobre|por|mucho|más|que)\b.+)$",
        statement.text,
    )
    if found is None or _THIRD.search(found["rest"]) or re.search(r"\bsus?\b", found["rest"]):
        return None
    verb = found["verb"].lower()
    second = _SECOND.get(verb, f"{verb}s") if voice.register == "familiar" else f"usted {verb}"
    return Retold("host_noticed_plain", {"clause": f"{second} {found['rest']}"})
