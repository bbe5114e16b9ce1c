"""When it did not take place: an answer to who wants another time, a line to who did not come, the person's apology."""

from __future__ import annotations

import re
from dataclasses import replace

from service.drafting import timing
from service.drafting.evidence import slot_quote
from service.drafting.kinds.parts import put_together, subject
from service.drafting.material import their_zone
from service.drafting.privacy import sentences
from service.drafting.scene import Quote
from service.drafting.writer import Composed, Sentence, Writer
from service.zones import zone_of

_WHEN = {
    "en": re.compile(r"(?i)\b(?:(?:later )?in (?:early |late |mid-?)?(?:january|february|march|april|may|june|july|august|september|october|november|december)|next (?:week|month)|later (?:this|next) (?:week|month)|in (?:a few|two|three|a couple of) weeks|the (?:week|month|weekend) (?:after|before|of|following) (?!the \d|\d)(?:next|[\w' -]{3,30}?(?=[?.!,;]|$))|the week after|after (?-i:[A-Z][a-z]+(?: [A-Z][a-z]+)?)|(?:any|some) (?:morning|afternoon|evening|day)(?: (?:in|of|after) [\w' ]{3,24}?(?=[?.!,;]|$))?|(?:in |during )?the week (?:of|from|starting) (?:the )?(?:\d{1,2}(?:st|nd|rd|th)?(?: of)?(?: [A-Z][a-z]+)?|[A-Z][a-z]+ \d{1,2}(?:st|nd|rd|th)?)|(?:any time )?after the \d{1,2}(?:st|nd|rd|th))(?!\w)"),
    "de": re.compile(r"(?i)\b(?:(?:anfang|mitte|ende|im) (?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)|nächste woche|nächsten monat|in der (?:nächsten|kommenden) woche|in (?:zwei|drei|ein paar) wochen|in der woche (?:ab|vom|nach) (?:dem )?\d{1,2}\.(?: (?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember))?|ab dem \d{1,2}\.)(?!\w)"),
    "fr": re.compile(r"(?i)\b(?:(?:dans )?la (?:première|deuxième|seconde|troisième|dernière) (?:semaine|quinzaine) (?:de |d['’])(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)|(?:à la )?mi-(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)|(?:en|début|fin|courant) (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)|la semaine prochaine|le mois prochain|dans (?:deux|trois|quelques) semaines|(?:dans )?la semaine du \d{1,2}(?: (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre))?|(?:après|à partir du|après le) \d{1,2})(?!\w)"),
    "es": re.compile(r"(?i)\b(?:(?:en )?la (?:primera|segunda|tercera|cuarta|última) (?:semana|quincena) de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)|(?:en|a (?:principios|mediados|finales|fines) de) (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)|la (?:próxima semana|semana que viene)|el (?:próximo mes|mes que viene)|en (?:dos|tres|unas) semanas|(?:en )?la semana del \d{1,2}(?: de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre))?|(?:a partir|después) del \d{1,2})(?!\w)"),
}  # fmt: skip


def their_time(text: str, language: str) -> str:
    """The time they would rather have, in their words: "la semaine prochaine"; "" where they name none."""
    found = _WHEN[language].search(text)
    return found[0] if found else ""


def reschedule_reply(writer: Writer, *, simple: int) -> Composed | None:
    """The contact called it off and asked for another time: easy-going, no slot invented."""
    ask, when = _wish(writer)
    first = [writer.say("moved_kind")]
    if when and ask and not simple:
        first.append(_begun(writer.say("moved_when", ask, when=when)))
    else:
        first.append(writer.say("moved_plain", *([ask] if ask else [])))
    return put_together(writer, [first, [writer.say("moved_ask")]], needs=("times",), subject=subject(writer))


_GOOD = re.compile(
    r"(?i)\b(?:calm\w*|quiet\w*|better|easier|free\w*|open|works?|suits?|fine|back|available|lighter|ruhig\w*|besser|wieder|frei|passt|luft|leichter|"
    r"calme|mieux|libre|dispo\w*|reviens|tranquil\w*|mejor|disponible|vuelvo|más libre)\b"
)
_BAD = re.compile(
    r"(?i)\b(?:not|no|never|away|out|busy|full|off|nicht|kein\w*|weg|verreist|voll|pas|jamais|absente?|complet|no|nunca|fuera|llen[oa])\b|n['’]t\b"
)


def _wish(writer: Writer) -> tuple[Quote | None, str]:
    """What they asked for, and the time they would rather have: in the same sentence, else in one that says it is better
    then.
    """
    ask, language = writer.material.ask, writer.material.language
    when = their_time(ask.quote, language) if ask else ""
    if when or ask is None:
        return ask, when
    mail = next((one for one in writer.scene.mails if one.source == ask.source), None)
    for span in sentences(mail.text) if mail else ():
        said = mail.text[span.start : span.end].strip() if mail else ""
        found = their_time(said, language)
        if found and _GOOD.search(said) and not _BAD.search(said):
            return Quote(ask.source, said, is_after=ask.is_after), found
    return ask, ""


def _begun(sentence: Sentence | None) -> Sentence | None:
    """A sentence that their own words begin."""
    return replace(sentence, text=f"{sentence.text[:1].upper()}{sentence.text[1:]}") if sentence else None


def no_show_follow_up(writer: Writer, *, simple: int) -> Composed | None:
    """The contact did not come: the time once as a fact, no blame, an easy way on; where they wrote since and wish for
    another time, that one.
    """
    scene, material = writer.scene, writer.material
    if scene.start is None:
        return None
    quote = slot_quote(scene)
    topic = material.topic if not simple else None
    opening = writer.say("missed", *([quote] if quote else []), slot=slot(writer))
    ask, when = _wish(writer) if material.ask and material.ask.is_after else (None, "")
    if ask and when and not simple:
        wished = _begun(writer.say("moved_when", ask, when=when))
        return put_together(
            writer, [[opening, wished], [writer.say("moved_ask")]], needs=("times",), subject=subject(writer)
        )
    again = writer.say("missed_topic", topic.quote, topic=topic.text) if topic else writer.say("missed_plain")
    return put_together(writer, [[opening, again], [writer.say("missed_ask")]], subject=subject(writer))


def apology(writer: Writer, *, simple: int) -> Composed | None:  # noqa: ARG001
    """The person did not come: sorry once, no excuse, another time if the other one still likes to."""
    if writer.scene.start is None:
        return None
    quote = slot_quote(writer.scene)
    opening = writer.say("sorry", *([quote] if quote else []), slot=slot(writer))
    again = [writer.say("sorry_ask"), writer.say("sorry_close")]
    return put_together(writer, [[opening], again], subject=subject(writer))


def slot(writer: Writer) -> str:
    """The slot in words: "at 2 pm today", "am Donnerstag um 14 Uhr"."""
    scene, language = writer.scene, writer.material.language
    if scene.start is None:
        return ""
    zone = their_zone(scene, writer.material.who)
    day = timing.day_words(scene.start, writer.sent, zone, zone_of(scene.sender.timezone), language)
    plain = {"this morning": "today", "this afternoon": "today", "this evening": "today"}
    plain |= {"heute Vormittag": "heute", "heute Nachmittag": "heute", "heute Abend": "heute"}
    plain |= {"ce matin": "aujourd'hui", "cet après-midi": "aujourd'hui", "ce soir": "aujourd'hui"}
    plain |= {"esta mañana": "hoy", "esta tarde": "hoy", "esta noche": "hoy"}
    hour = timing.hour_words(scene.start, zone, language)
    at = {"en": f"at {hour}", "de": f"um {hour}", "fr": f"à {hour}", "es": f"a {hour}"}[language]
    day = plain.get(day, day)
    return f"{at} {day}".strip() if language == "en" else f"{day} {at}".strip()
