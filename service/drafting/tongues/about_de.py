"""What a German note says of the contact, told to the contact: "Sie hat bei der EZB angefangen" is "dass du … hast".

Steps of a working life, what helped on the way, and what the contact would do if it were to be done again; nothing else
of a person is given back to them. Every function answers "" or None where the grammar is not sure. Pure.
"""

from __future__ import annotations

import re

from service.drafting import german, german_verbs
from service.drafting.german_words import OPENS, PARTICIPLES, PARTICLES, STRONG, WEAK
from service.drafting.tongues.voice import Retold, Voice

MARK = "\x01"
_STEPS_TAKEN = frozenset(
    """angefangen begonnen studiert gelernt gewechselt umgestiegen gegründet mitgegründet aufgebaut gearbeitet geleitet promoviert
    entwickelt übernommen umgeschult gekommen gegangen geblieben geforscht gelehrt unterrichtet gebaut geschrieben veröffentlicht
    eingestiegen aufgestiegen gestiegen gefangen entschieden gestartet volontiert hospitiert verlassen geworden absolviert abgeschlossen""".split()
)
_PERFECT = {
    "studierte": "studiert", "lernte": "gelernt", "wechselte": "gewechselt", "gründete": "gegründet", "arbeitete": "gearbeitet",
    "leitete": "geleitet", "promovierte": "promoviert", "begann": "begonnen", "kam": "gekommen", "ging": "gegangen", "fing": "gefangen",
    "übernahm": "übernommen", "entwickelte": "entwickelt", "forschte": "geforscht", "stieg": "gestiegen", "lehrte": "gelehrt",
    "startete": "gestartet", "schrieb": "geschrieben", "baute": "gebaut", "verließ": "verlassen", "blieb": "geblieben",
    "absolvierte": "absolviert", "unterrichtete": "unterrichtet", "gab": "gegeben", "lieh": "geliehen", "schenkte": "geschenkt",
    "zeigte": "gezeigt", "schickte": "geschickt", "half": "geholfen", "nahm": "genommen", "machte": "gemacht", "fand": "gefunden",
}  # fmt: skip
_WITH_SEIN = frozenset("gekommen gegangen gestiegen geblieben gewechselt".split())
PRIVATE_LIFE = re.compile(
    r"(?i)\b(?:kind\w*|mann|frau|ehe\w*|familie\w*|mutter|vater|eltern\w*|hund|katze|haus|schulden|verdien\w*|euro|mitte|nervös|krank\w*|fehler|pleite|gescheitert|gekündigt|streit\w*)\b"
)
_WORKS = frozenset(
    "arbeitet leitet forscht lehrt betreut entwickelt baut schreibt berät plant begleitet organisiert unterrichtet".split()
)
_MODAL = frozenset("will kann möchte muss soll wird würde könnte sollte darf lässt geht".split())

_OPENS_CLAUSE = re.compile(
    r", (?:dass|weil|wenn|bevor|damit|obwohl|sobald|solange|nachdem|während|ob|falls|indem|sodass|sondern|aber|nicht|um|statt|ohne|d\w+|w\w+) "
)


_AGAIN = re.compile(
    r"(?i)^(?P<if>hätte|wäre|würde|könnte|dürfte|müsste) (?P<who>sie|er|\x01) (?P<cond>[^,]+), (?:dann )?(?:(?P<aux>würde|hätte|wäre) (?:sie|er|\x01) )?(?P<do>.+)$"
)
_IF = re.compile(
    r"(?i)^wenn (?P<who>sie|er|\x01) (?P<cond>(?:[^,]+ )?)(?P<if>könnte|hätte|wäre|müsste|dürfte|würde), (?:dann )?(?P<aux>würde|hätte|wäre) (?:sie|er|\x01) (?P<do>.+)$"
)
_TODAY = re.compile(r"(?i)^(?P<who>sie|er|\x01) (?P<aux>würde|hätte) (?P<do>.+)$")
_ONCE_MORE = re.compile(r"(?:noch (?:ein)?mal|nochmals|wieder) (?P<do>[a-zäöüß]+)")


_KNOWS = re.compile(r", (?:wie|was|warum|wo|womit|worauf) ")


def _again(text: str, voice: Voice) -> str:
    """What the contact would do today or the next time, after "dass"; "" where it is not said so."""
    found = _AGAIN.match(text) or _IF.match(text) or _TODAY.match(text)
    if found is None:
        return ""
    parts = found.groupdict()
    who = "sie" if (parts["who"] or "").casefold() == MARK else parts["who"].casefold()
    done = german.to_reader(parts["do"].strip(), who, voice.register)
    condition = german.to_reader((parts.get("cond") or "").strip(), who, voice.register) if parts.get("cond") else ""
    once_more = _ONCE_MORE.fullmatch(condition)
    if not parts["aux"]:
        # "Würde sie noch einmal anfangen, dann in einem Werk": the verb stands in the condition alone.
        done, parts["aux"], condition = (f"heute {done} {once_more['do']}", "würde", "") if once_more else ("", "", "")
    if not done or (parts.get("cond") and not condition and not once_more) or not _ends_well(done, parts["aux"]):
        return ""
    reader = "du" if voice.register == "familiar" else "Sie"
    said = f"{reader} {done} {german_verbs.second_person(parts['aux'].casefold(), voice.register)}"
    if "if" not in parts or (once_more and not condition) or not parts["if"]:
        return said
    wished = german_verbs.second_person(parts["if"].casefold(), voice.register)
    return f"{said}, wenn {' '.join(filter(None, [reader, condition, wished]))}"


def _ends_well(done: str, auxiliary: str) -> bool:
    """With "würde" an infinitive stands last, with "hätte" what was done."""
    last = german.cut(done)[0].rsplit(maxsplit=1)[-1]
    is_done = german_verbs.is_participle(last) or last in PARTICIPLES.values()
    return "," not in done and (german_verbs.is_infinitive(last) if auxiliary.casefold() == "würde" else is_done)


_OF_THEM = re.compile(
    r"(?i)\b(?:geholfen|hilft|half|gebracht|bringt|brachte|geöffnet|öffnete|gezeigt|zeigte|beigebracht|gelohnt|lohnte|gelehrt|lehrte|gerettet|wichtig\w*|anfang|schlüssel|"
    r"durchbruch|wendepunkt|türöffner|glück\w*|entscheidend\w*|geprägt|prägte|genützt|nützt|gereicht|begann|beginnt|beste\w*|liebste\w*|zählt|schule|erste\w*|leichter|einstieg|heißt|heisst|bedeutet)\b"
)


_AT_WORK = re.compile(
    r"\b(?:ihre[nmrs]?|ihr|seine[nmrs]?|sein) (?:[a-zäöüß]+en )?(?:Branche|Beruf|Fach|Bereich|Gebiet|Job|Firma|Team|Abteilung|Labor|Werkstatt|Betrieb|Haus|Verlag|Büro|Amt|"
    r"Klinik|Station|Schule|Küche|Redaktion|Kanzlei|Arbeit|Handwerk|Institut|Museum|Theater|Verein|Unternehmen|Praxis|Alltag|Gewerbe|Metier)\b"
)


def of_them(text: str, voice: Voice) -> Retold | None:
    """What something did for the contact: "Das Jahr in Köln hat ihm mehr gebracht als das Studium" → "dass das Jahr … dir"."""
    is_theirs = bool(_AT_WORK.search(text)) and not german.is_about_others(_AT_WORK.sub(" ", text))
    if not (is_theirs or _OF_THEM.search(text)) or PRIVATE_LIFE.search(text) or not german.is_about_others(text):
        return None
    who = "er" if re.search(r"\b(?:ihm|ihn|seine?[nmrs]?)\b", text) else "sie"
    you = "dich" if voice.register == "familiar" else "Sie"
    plain = re.sub(r"\b(?P<to>für|ohne|durch|um|gegen|an|auf|über) (?:sie|ihn)\b", rf"\g<to> {you}", text)
    that = german.subordinate(plain)
    said = german.to_reader(that, who, voice.register) if that else ""
    role = {"take_that": {"because": "", "aside": ""}} if is_theirs else {"take_story": {}}
    is_clear = said and not re.search(r"\b(?:sie|er)\b", said)
    return next((Retold(name, {"that": said, **gaps}) for name, gaps in role.items()), None) if is_clear else None


def story(text: str, voice: Voice) -> Retold | None:
    """What they did, told to them: "Sie hat bei der EZB angefangen" → "dass du bei der EZB angefangen hast".

    Only steps of a working life: nothing else of a person is given back to them.
    """
    again = "" if PRIVATE_LIFE.search(text) else _again(text, voice)
    if again:
        return Retold("take_story", {"that": again})
    _, verb, rest = german.third_person(_with_subject(text))
    head, tail = german.cut(rest)
    done = re.split(r" und (?:dann )?(?:hat|ist|war) ", head)[0].split()[-1] if head else ""
    is_step = done in _STEPS_TAKEN if verb in {"hat", "ist"} else _PERFECT.get(verb) in _STEPS_TAKEN or verb in _WORKS
    if not is_step or len(head.split()) < 2 or re.search(r"\bnicht\b", head) or PRIVATE_LIFE.search(text):
        return None
    stays = bool(_KNOWS.match(tail)) or (german.dependent(tail, "", voice.register) and _OPENS_CLAUSE.match(tail))
    that = spoken_to(text if stays else text.removesuffix(tail), voice)
    return Retold("take_story", {"that": that}) if that else None


def _with_subject(text: str) -> str:
    """A clause with its subject: "Schwankt zwischen …" is about the contact."""
    if any(german.third_person(text)):
        return text
    return f"{MARK} {text[0].lower()}{text[1:]}"


def spoken_to(text: str, voice: Voice) -> str:
    """A clause about the contact after "dass", said to them; "" where it is not sure."""
    who, verb, rest = _in_perfect(*german.third_person(_with_subject(text)))
    said = german_verbs.second_person(verb, voice.register) if verb else ""
    joined = re.fullmatch(r"(?P<first>[^,]+) und (?P<then>dann )?(?P<verb>hat|ist|war) (?P<second>[^,]+)", rest)
    if joined and verb in {"hat", "ist", "war"}:
        second = spoken_to(f"{who} {joined['verb']} {joined['then'] or ''}{joined['second']}", voice)
        first = spoken_to(f"{who} {verb} {joined['first']}", voice)
        return f"{first} und {second.split(' ', 1)[1]}" if first and second else ""
    head, tail = german.cut(rest)
    if not said or not rest or _has_second_verb(head, verb):
        return ""
    after = _after(head, tail, who, verb, voice)
    words = german.to_reader(head, who if who != MARK else sex_of(head), voice.register).split()
    if after is None or (head and not words):
        return ""
    particle = words.pop() if words and words[-1] in PARTICLES and verb not in {"ist", "hat"} else ""
    reader = "du" if voice.register == "familiar" else "Sie"
    return " ".join([reader, *words, f"{particle}{said}"]) + after


def _in_perfect(who: str, verb: str, rest: str) -> tuple[str, str, str]:
    """What is past as one says it: "wechselte ins Amt" is "hat ins Amt gewechselt"."""
    done = _PERFECT.get(verb)
    if not done:
        return who, verb, rest
    head, tail = german.cut(rest)
    words = head.split()
    particle = words.pop() if words and words[-1] in PARTICLES else ""
    auxiliary = "ist" if done in _WITH_SEIN else "hat"
    return who, auxiliary, f"{' '.join([*words, particle + done])}{tail}"


def _has_second_verb(head: str, verb: str) -> bool:
    """Two verbs need an order of their own: "kam rein und blieb"."""
    words = head.split()
    is_cluster = (
        bool(words)
        and german_verbs.is_known_infinitive(words[-1])
        and words[-1] in WEAK | set(STRONG)
        and verb not in _MODAL
    )
    is_joined = any(word in {"und", "aber"} for word in words) and any(map(german_verbs.is_finite, words))
    return is_cluster or is_joined


def sex_of(head: str) -> str:
    return "er" if re.search(r"\b(?:seine?[nmrs]?|ihm|ihn)\b", head) else "sie"


def _after(head: str, tail: str, who: str, verb: str, voice: Voice) -> str | None:
    """What follows the comma, as long as its sie or er can only be the reader; left off where it need not stay."""
    if _KNOWS.match(tail):
        tail = f", {german.cut(tail[2:])[0]}"
        return "" if german.is_about_others(tail) else tail
    if re.fullmatch(r", [^,]*(?:zu [a-zäöüß]+(?:en|ern|eln)|[a-zäöüß]+zu[a-zäöüß]+en)", tail):
        return german.to_reader(tail, who if who != MARK else sex_of(tail), voice.register) or None
    if not tail or not re.match(rf", (?:{OPENS}|als)\b", tail):
        return ""
    if not german.is_about_others(tail):
        return tail
    names_another = any(word[0].isupper() for word in head.split()) and (
        who == MARK or verb in {"fragt", "bittet", "spricht", "redet"}
    )
    return "" if names_another else german.dependent(tail, who, voice.register)
