"""The words that the gate knows: thanks, offers, promises, claims, job asks, stock phrases and placeholders.

Case-insensitive expressions over lower-cased text, per language. Kept apart from the code that uses them so that a
speaker of a language can correct a line without reading a program.
"""

from __future__ import annotations

import re


def _each(table: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {language: re.compile(pattern, re.IGNORECASE) for language, pattern in table.items()}


THANKS = _each(
    {
        "en": r"\b(thank|thanks|grateful|appreciat)",
        "de": r"\b(dank|bedank|verbindlichsten dank|merci vielmal)",
        "fr": r"\b(merci|remerci|reconnaissan)",
        "es": r"\b(gracias|agradec|agradezc)",
    }
)
OFFER = _each(
    {
        "en": r"in return|return the favou?r|help (you|to your|with)|be of (help|use)|useful to you|glad to (talk|help)|i can do|be glad to",
        "de": r"behilflich|unterstützen|revanchieren|helfen",
        "fr": r"rendre (la pareille|service)|t'aider|vous aider|en retour|être utile",
        "es": r"ayudar(te|le|os)?|a cambio|serte útil|serle útil|devolver(te|le)? el favor",
    }
)
PROMISE = _each(
    {
        "en": r"\b(i will|i'll|i am going to|i'm going to)\b",
        "de": r"\bich werde\b|\bwerde ich\b|\bmelde ich mich\b|\b(?:schicke|sende) ich\b|\bich (?:schicke|sende)\b",
        "fr": r"\bje (t'|te |vous )?\w*(rai)\b|\bje vais (?:vous|t['’]|te|lui)",
        "es": r"\b(te|le) (contaré|avisaré|enviaré|mandaré)\b|\bvoy a\b",
    }
)
HARMLESS_PROMISE = re.compile(
    r"let you know|keep you posted|keep you updated|come back to you|try it|understand completely|te dirai|vous dirai|"
    r"tiendrai au courant|halte (?:sie|dich) (?:gern )?auf dem laufenden|auf dem laufenden|work around|send (?:you )?a few times|"
    r"vor allem|kurzen bericht|any day|le contaré|te contaré",
    re.IGNORECASE,
)
CLAIM = _each(
    {
        "en": r"\byou (said|mentioned|told|explained|suggested|recommended|advised|described|shared)\b|"
        r"\byour (advice|suggestion|recommendation|point|tip|rule|story)\b|hearing you say|hear(?:ing)? that\b",
        "de": r"\b(?:ihr|dein)(en|em|e)? (rat|ratschläge|hinweis|hinweise|tipp|tipps|empfehlung)\b|"
        r"\bsie (sagten|empfahlen|rieten|erwähnten)\b|\bdu (gesagt|empfohlen|geraten)\b",
        "fr": r"\b(?:ton|ta|tes|votre|vos) (conseils?|idées?|remarques?|suggestions?)\b|"
        r"\b(?:tu m'as|tu as|vous m'avez|vous avez) (dit|conseillé|suggéré|parlé)\b",
        "es": r"\b(dijiste|dijo|mencionaste|mencionó|recomendaste|recomendó)\b|\b(tu|su|tus|sus) (consejos?|recomendación|sugerencia|comentario)\b",
    }
)
JOB_ASK = re.compile(
    r"job opening|open (role|position|headcount)|opening on your team|\b(hire|hiring|interview) me\b|"
    r"(attach|look at|review|forward|pass (on|along)) my (resume|résumé|cv)|\bmy (resume|résumé|cv)\b|refer me (for|to)|"
    r"put in a (good )?word|offene stelle|meine bewerbung|meinen lebenslauf|poste ouvert|mon cv|ma candidature|"
    r"mi currículum|mi candidatura|puesto vacante",
    re.IGNORECASE,
)
BOILERPLATE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"i hope this (e-?mail|message|note) finds you well",
        r"\bpick(ing)? your brain\b",
        r"\bdelve\b",
        r"truly inspir",
        r"incredibl[ey]",
        r"invaluable",
        r"\bhonou?red\b",
        r"game[- ]chang",
        r"wealth of (knowledge|experience)",
        r"i wanted to (reach out|take a moment)",
        r"it was an absolute (pleasure|honou?r)",
        r"(valuable|great|amazing|profound) insights?",
        r"tapestry|testament to",
        r"look(ing)? forward to (staying connected|continuing our)",
        r"circle back|touch base|synerg",
        r"as an ai\b",
        r"(ich hoffe|j'esp[eè]re que) .{0,20}(gut geht|va bien|allez bien|vas bien)",
        r"espero que (este|esta) (correo|mensaje)",
    )
)
PLACEHOLDER = re.compile(
    r"\[[^\]\n]{1,60}\]|\{\{?[^}\n]{1,60}\}?\}|<<|>>|%\w+%|\*\|\w+\||\bX{2,}\b|\bT(?:BD|ODO)\b|"
    r"(?i:\binsert\b .{0,20}\bhere\b|lorem ipsum|your name here|company name)|_{3,}"
)
ADVERT = re.compile(r"(?i)sent (?:with|by|via|from) |drafted (?:with|by)|warmthread|https?://\S*(?:utm_|track)")
PRESUMED_CONSENT = re.compile(
    r"(?i)look(?:ing)? forward to (?:meeting|speaking (?:with|to)|talking (?:with|to)|connecting with)|"
    r"freue mich (?:darauf|auf das gespräch mit)|hâte de (?:rencontrer|parler)|ganas de (?:conocer|hablar con)"
)
MEETING_PRAISE = _each(
    {
        "en": r"thank(s| you) for (your time|taking the time|meeting|speaking|talking|the (chat|conversation|call))|"
        r"(great|lovely|good|enjoyed).{0,20}(speak|talk|meet|chat|conversation)",
        "de": r"dank für (das gespräch|ihre zeit|deine zeit)|(?:hat mich gefreut|schön).{0,25}gespräch",
        "fr": r"merci (pour|de) (votre temps|ton temps|l'échange|cet échange|m'avoir)|ravi.{0,20}échang",
        "es": r"gracias por (su tiempo|tu tiempo|la conversación|la charla)|(?:encantó|gusto).{0,20}(hablar|conversar)",
    }
)
BLAME = re.compile(
    r"(?i)disappoint|you forgot|stood (me )?up|didn.t (show|join|come|turn up)|no[- ]show|wasted|\bwaited\b|"
    r"enttäusch|vergessen|gewartet|nicht erschienen|déçu|oublié|attendu|décept|olvid|esperé|esperando|decepcion"
)
