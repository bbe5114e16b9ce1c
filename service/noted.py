"""What a note says of the meeting itself: that they talked, that the other one did not come, that the person missed it, or
that it was called off.

A note is the person's word that the meeting counts, so "held" stands unless a sentence plainly says otherwise about this
very meeting: who did not come must be the other one or "nobody", who missed it the person, and what was called off the
meeting and not somebody's flight or project. Pure; the patterns speak of sentences with straight apostrophes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from service import speech

HELD, ABSENT, MISSED, OFF = "held", "no_show_by_contact", "no_show_by_user", "cancelled"
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "`": "'"})
_LONGEST = 4_000

_MEETING = r"(?:it|that|this|ours?|(?:the|our|my|today's) (?:\w+ )?(?:call|meeting|chat|talk|coffee|appointment|slot|zoom|session|conversation)|him|her|them|everything)"
_STOP = r"(?= ?(?:[,.;:!?…(–—-]|$|today|again|at all|this|until|till|because|after|and|so|for|on the|to the (?:call|meeting)|in the (?:call|meeting)|in time|after all|by accident))"
_OTHER = r"(?:he|she|they|nobody|no one|no-one|noone|(?:the )?host|(?-i:[A-ZÀ-Þ][\w'-]+)(?: (?-i:[A-ZÀ-Þ][\w'-]+))?)"

_ENGLISH = {
    MISSED: (
        rf"\b(?:i|and|but|just|totally|completely)(?: \w+ly| just| almost| simply)* (?:missed|forgot|forgotten|slept through|blew)(?: (?:about )?{_MEETING})?{_STOP}",
        r"^(?:completely |totally )?(?:missed it|forgot|overslept)\b(?! to)",
        r"\b(?:i|i've|i'd) (?:\w+ly )?(?:overslept|no-?showed|stood (?:him|her|them) up)\b|\bslipped my mind\b",
        r"\bi (?:\w+ )?(?:wasn't|was not|didn't|did not|couldn't|could not|never)(?: \w+ly)? (?:there|make it|made it|show(?:ed)? up|turn(?:ed)? up|dial(?:led)? in|join(?:ed)?|come|get there|got there)\b",
        r"^(?:so i )?(?:just )?(?:didn't|couldn't|never) (?:join|dial in|make it|made it|made the call|get there|got there|show up)\b(?=.*\b(?:i|my|me|stuck|apolog\w+|sorry)\b)",
        rf"\b{_OTHER} (?:was|were) (?:\w+ )?(?:waiting|alone|sitting there)\b|\b(?:he|she|they) (?:waited|sat there|had waited|had (?:already )?(?:gone|left))\b(?!.*\bwaitress)",
        r"\b(?:wrong|mixed up|confused|misread)\b.{0,25}\b(?:day|time|hour|time ?zones?|date|link|am and pm|week)\b.{0,60}\b(?:i wasn't|didn't (?:show|join)|not there|missed|he'd left|she'd left|apolog\w+|sorry)\b",
        r"\b(?:time ?zones?|day|hour|time|date|link) wrong\b.{0,40}\b(?:didn't|wasn't|missed)\b|\bi (?:was|had)\b.{0,50}\b(?:and|so) (?:just |simply )?(?:didn't|couldn't) (?:dial in|join|show|come|make)\b|\bnever made (?:the|our) (?:call|meeting)\b|^never got there\b|\bi was (?:\w+ )?late\b.{0,30}\b(?:he|she|they)(?:'d| had) (?:gone|left)\b",
        r"^my (?:fault|mistake)\b|\b(?:i had|i wrote|i noted) .{0,30}\b(?:instead of|not \d)",
    ),
    ABSENT: (
        r"\bno[- ]shows?\b|\bstood me up\b|\b(?:ghosted|blanked) me\b|^ghosted\b|^blanked\b",
        r"\b(?:nobody|no one|no-one|noone)\b(?: else)? (?:came|joined|showed|turned up|was there|there|appeared|on the|picked up|dialled|answered|in the (?:room|call))",
        r"(?:^|[,;:.–-] ?)(?:nobody|no one|no-one)(?: (?:there|here|came))?(?:[.,!]|$)",
        rf"(?:\b{_OTHER} |^(?:still |just |also )?)(?:never|didn't|did not|wasn't|was not|hasn't|isn't|is not|not)(?: even)? (?:turn(?:ed)? up|show(?:ed)?(?: up)?|come|came|join(?:ed)?|appear(?:ed)?|dial(?:led)? in|pick(?:ed)? up|there|here|answer(?:ed)?|start(?:ed)? the (?:call|meeting)){_STOP}",
        rf"\b{_OTHER} never (?:started|opened)\b|\b(?:waiting )?room (?:was )?(?:never opened|empty|stayed empty)\b",
        r"\bno (?:sign|trace) of\b|\bstraight to voice ?mail\b|\bnot (?:a )?(?:soul|sign)\b",
        r"(?:^|[.,;:–-] ?)(?:still |but )?no (?-i:[A-ZÀ-Þ][\w'-]+)(?: (?-i:[A-ZÀ-Þ][\w'-]+))?(?= ?(?:[,.;!?]|$|on\b|in\b|no\b|and no\b))",
        r"\b(?:i (?:was|sat|waited|stood)|^(?:sat|waited|stood|hung around|was|alone))\b.{0,40}\b(?:alone|by myself|on my own|the only one|own face|gave up|left|went home)\b|\balone in the (?:call|meeting|room|zoom)\b|^alone\b",
        r"^(?:i )?(?:sat|waited|stood|hung around|dialled in|rang|called|tried)\b.{0,60}\b(?:no (?:answer|reply|message|text|one)|nobody|voice ?mail|wasn't there|gone)\b|^i was the only one\b",
        r"^(?:i )?waited (?:for )?(?:\d+|ten|fifteen|twenty|half|an hour|till|until)\b|(?:^|[.…] ?)giving up\b(?! (?:the|on|his|her|their|a|my))",
        r"\bnever happened\b|\bhe forgot i think\b|\bmeeting with my(?:self)?\b",
    ),
    OFF: (
        rf"^(?:(?:{_OTHER}|we|it|(?:the )?(?:meeting|call|chat))(?: \w+ed)? )?(?:has |had |was |were |got |just |unfortunately |had to )*(?:cancel(?:l)?ed|cancel|called (?:it |this )?off|postponed|rescheduled|scrapped|put back|moved)(?= ?(?:it\b|us\b|me\b|today|this|ten|by|on|at|last|because|due|to\b|until|till|again|minutes|\d|[,.;:!–-]|$))",
        r"^(?:it )?(?:did not|didn't) (?:take place|happen)\b|\bcan't today\b|^called off\b",
    ),
}  # fmt: skip
_GERMAN = {
    MISSED: (
        r"\bich\b.{0,25}\b(?:verpasst|verschwitzt|verpennt|verschlafen|versäumt|vergessen)\b(?!,? (?:zu|nach))|^(?:habe? )?(?:den|unseren) termin (?:vergessen|verpasst)|^verpennt\b|^verschlafen\b|\bkomplett (?:vergessen|verschwitzt)\b",
        r"\b(?:er|sie) (?:hat gewartet|wartete|saß (?:da |dort )?allein|war (?:dann |schon )?weg)\b|\b(?:ihn|sie) (?:hab(?:e)? ich )?(?:versetzt|warten lassen)\b",
        r"\bich (?:war|bin) nicht (?:da|dabei|hingegangen|gekommen)\b|\bkonnte nicht dazu\b|\bkam nicht rein\b|\bwegen mir\b|\bfalsche (?:uhrzeit|zeit|woche)|\bfalschen (?:tag|link)\b.{0,40}\bnicht\b",
    ),
    ABSENT: (
        r"\b(?:niemand|keiner)\b(?: \w+){0,2} (?:da|dran|gekommen|rein|erschienen)\b(?=[.,;!]|$| gegangen)|^(?:niemand|keiner)(?: \w+){0,2}(?:[.,;!]|$)|\bkeiner (?:kam|ging|war)\b|\bniemand (?:kam|war)\b(?!.*\b(?:führung|vortrag|ersten|erste)\b)",
        r"\b(?:er|sie|frau \w+|herr \w+|(?-i:[A-ZÄÖÜ]\w+)) (?:kam nicht|(?:hat sich|ist) nicht (?:eingewählt|gemeldet|aufgetaucht|erschienen|gekommen))\b|\bnicht (?:aufgetaucht|erschienen|erreicht|rangegangen)\b",
        r"\b(?:sitzen|hängen) lassen\b|\bversetzt worden\b|\bhat mich versetzt\b|\bkeine? \w+(?: \w+)? weit und breit\b|\bnie gestartet\b",
        r"\b(?:war|saß|sass|im (?:zoom|call|meeting)) .{0,20}\ballein\b|^allein im\b|\b(?:minuten|min|stunde) gewartet\b|^gewartet\b",
    ),
    OFF: (
        r"^(?:(?:er|sie|frau \w+|herr \w+|termin|gespräch) )?(?:hat |wurde |ist |leider |kurzfristig )*(?:abgesagt|verschoben|verlegt)\b|^(?:es )?fiel aus\b|\b(?:hat|fand) (?:leider )?nicht statt(?:gefunden)?\b|\bheute klappt's nicht\b",
    ),
}  # fmt: skip
_FRENCH = {
    MISSED: (
        r"\bj'ai (?:complètement |totalement |carrément )?(?:oublié|raté|loupé|manqué)(?= ?(?:[,.!;]|$|notre|l'appel|le rendez|le rdv|la visio))|^raté\b|\b(?:elle|il) (?:m'attendait|a attendu)\b|\bpas réveillée?\b",
        r"\bje me suis trompée? d(?:e |')(?:jour|heure|date|lien|fuseau)|\bje n'ai pas pu (?:me connecter|venir|y aller)\b|\bmoi qui n'étais pas\b|\bposé un lapin sans\b|\bje lui ai posé un lapin\b",
    ),
    ABSENT: (
        r"^personne\b(?! n'est venue? à s)|\b(?:elle|il) (?:n'est (?:pas|jamais) venue?|ne s'est (?:pas|jamais) connectée?|n'a pas décroché|n'a jamais)\b|\bl'hôte n'a jamais\b|^(?:un )?lapin\b|\bm'a posé un lapin\b",
        r"\b(?:seule?|toute? seule?)\b.{0,25}\b(?:visio|lien|salle|appel|réunion)\b|\bpas de réponse\b|\battendu (?:\d+|vingt|une demi|un quart)|\bdemi-heure, pas de\b|\bpersonne (?:ne s'est connecté|n'est venu)\b(?!.*\b(?:première|expo)\b)",
    ),
    OFF: (
        r"^(?:(?:elle|il|on|rdv|rendez-vous) )?(?:a |est |l'a |a été )?(?:annulée?|reportée?|décalée?)\b(?! (?:son|sa|ses|le projet))|\bn'a pas eu lieu\b",
    ),
}  # fmt: skip
_SPANISH = {
    MISSED: (
        r"\bse me (?:pasó|olvidó)(?! (?:preguntar|decir|pedir))|\bme (?:quedé dormid[oa]|olvidé(?= ?(?:[,.!;]|$|de la (?:llamada|reunión|cita)))|lié|equivoqué de (?:hora|día))|\b(?:apunté|anoté|puse) (?:mal|las? )\b.{0,60}\b(?:no (?:entré|me conecté|estuve|fui|llegué))|\bno me conecté\b|\bno pude (?:conectarme|entrar|ir|llegar)\b",
        r"\b(?:ella|él|[\w]+)? ?(?:estaba|me estuvo|me) esper(?:ando|aba|ó)\b|\bfui yo quien falló\b|\bya se había ido\b|\bl[eo] dejé plantad[oa]\b",
    ),
    ABSENT: (
        r"^nadie\b|\bno (?:vino|se conectó|contestó|apareció|llegó|se presentó)\b|\bno (?:se )?ha (?:venido|entrado|aparecido|conectado|llegado|contestado|presentado)(?= ?(?:[,.;!]|$|hoy|a la (?:llamada|cita|reunión)))|\bme dejó plantad[oa]\b|\bni rastro\b|\bnunca (?:abrió|llegó|se conectó|entró)\b|\bno entró nadie\b",
        r"\b(?:sol[oa]) en la (?:videollamada|llamada|sala|reunión)\b|\besperé (?:\d+|veinte|media|un rato|hasta)\b",
    ),
    OFF: (
        r"^(?:(?:ella|él|lo|la|(?-i:[A-ZÁÉÍÓÚÑ]\w+)) )?(?:me |la |lo |se |ha )*(?:canceló|cancelado|cancelada|aplazó|aplazad[oa]|suspendió|suspendid[oa]|movió|pospuso)\b(?! (?:su|la|el|una?) )|\bno se hizo\b|\bno tuvo lugar\b",
    ),
}  # fmt: skip
_TALE = re.compile(
    r"(?i)\b(?:told me|he said|she said|says|his first|her first|their first|erzählt|damals|au début|m'a raconté|me contó|su primer\w*|sa première|users|patients|people|first years?)\b"
)
"""Somebody else's story: who missed what in it is not about this meeting."""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    tables = (_ENGLISH, _GERMAN, _FRENCH, _SPANISH)
    joined = {what: [part for table in tables for part in table[what]] for what in (MISSED, ABSENT, OFF)}
    return {
        what: re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE) for what, parts in joined.items()
    }


def verdict(text: str) -> tuple[str, str]:
    """Whether they talked, by a note: `held`, `no_show_by_contact`, `no_show_by_user` or `cancelled`, and the words that
    say so.
    """
    units = list(_units(text))
    for what, pattern in _patterns().items():
        for unit in units:
            if not _TALE.search(unit) and pattern.search(unit.translate(_STRAIGHT)):
                return what, unit
    return HELD, units[0] if units else ""


_HIRING = re.compile(
    r"(?i)\b(?:short-?list(?:ed|ing)?|notice period|salary (?:expectations?|range|band)|(?:pay )?band \d|panel (?:on|interview)|(?:second|next|final) round|second interview|start date|references? (?:check|needed)|right to work|job spec|why (?:i'm|i am|am i|are you|i) leav\w+|why leaving|hiring manager|the role (?:is|pays|reports)|offer (?:by|before|expected)|"
    r"(?:zweite|zweites|nächstes) (?:runde|gespräch mit)|gehaltswunsch|gehaltsvorstellung\w*|kündigungsfrist|nächste runde|zweites gespräch|probearbeit\w*|eintrittstermin|fachabteilung|warum (?:ich )?(?:wechsel\w*|gehe)|"
    r"prétentions? salariales?|deuxième phase|prise de poste|préavis|deuxième (?:tour|entretien)|période d'essai|date de prise de poste|pourquoi je (?:pars|quitte)|"
    r"segunda fase|incorporación|preguntan? (?:por el )?salario|pretensi(?:ón|ones) salarial\w*|preaviso|segunda entrevista|siguiente (?:ronda|fase)|periodo de prueba|fecha de incorporación)\b"
)


def tells_of_hiring(text: str) -> bool:
    """Whether a note is about being hired: shortlist, notice period, the next round."""
    return bool(_HIRING.search(text[:_LONGEST].translate(_STRAIGHT)))


def _units(text: str) -> Iterable[str]:
    """Sentences, verbatim."""
    for sentence in speech.sentences(text[:_LONGEST]):
        if sentence.strip():
            yield sentence.strip()
