"""What a German statement says once its frame is off: advice as an infinitive, a point, a story, a bare noun.

People write "man soll früh anfangen", "fang früh an", "früh anfangen" and "dass ich früh anfangen solle" for one
thing; here it becomes "früh anfangen". Dictated sentences are cut where a new one begins. Pure.
"""

from __future__ import annotations

import re
from typing import Literal

from service.drafting import german, german_verbs
from service.drafting.german_words import NOUNS, OPENS, PARTICLES, SMALL, STATING

Shape = Literal["advice", "story", "point", "motto", "noun"]

_OUGHT = r"(?:soll|sollte|solle|sollst|solltest|sollen|sollten|müsse|müsste|könne|könnte)"
_SHOULD = re.compile(
    rf"^(?:dass\s+)?(?:ich|man|du|wir)\s+(?:auch\s+|unbedingt\s+)?{_OUGHT}\s+(?P<do>.+)$", re.IGNORECASE
)
_SHOULD_LAST = re.compile(rf"^(?:dass\s+)?(?:ich|man|du|wir)\s+(?P<do>.+?)\s+{_OUGHT}(?P<tail>,.+)?$", re.IGNORECASE)
_TELEGRAM = re.compile(r"^(?:soll|sollte)\s+(?P<do>.+)$", re.IGNORECASE)
_TO_ME = (
    ("dir", "mir"),
    ("dich", "mich"),
    ("deine", "meine"),
    ("deinen", "meinen"),
    ("deinem", "meinem"),
    ("deiner", "meiner"),
    ("dein", "mein"),
)
_SAYS_SO = re.compile(r",\s+(?:so |sagte?|meinte?|findet|fand|erzählte?|betonte?)\s*(?:sie|er|\x01)?$", re.IGNORECASE)
_ENDS_IN_ADVICE = re.compile(
    r"\s+(?:(?:sehr |wärmstens |dringend )?empfohlen|ans Herz gelegt|nahegelegt)$", re.IGNORECASE
)
_SOMEBODY_SAYS = re.compile(
    r"(?:(?:Frau|Herr|Dr\.|Prof\.) )*[A-ZÄÖÜ][\w-]+(?: [A-ZÄÖÜ][\w-]+)? (?:sagte?|meinte?|findet|fand|glaubt|denkt|rät|riet|empfahl|empfiehlt|betonte?|hat gesagt|hat gemeint)\b"
)
_MOTTO = re.compile(
    r"(?i)^(?:erst|zuerst|nie|niemals|immer|lieber|besser|kein\w*|mehr|weniger|nicht|ohne|statt|raus|viel)\b|\b(?:statt|lieber)\b"
)
_FIRST = re.compile(
    r"(?i)^(?:immer|nie|zuerst|erst|erstmal|lieber|ruhig|unbedingt|am besten|vor allem|auf keinen fall)\b[ ]"
)


def shape_of(text: str) -> tuple[Shape, str]:
    """What kind of thing a statement is, and its words in the form that is retold."""
    text = _reported(re.sub(r"^(?:und|also|dann|auch),? (?=\w)", "", text.strip(" .,;")))
    text = _SAYS_SO.sub("", _ENDS_IN_ADVICE.sub("", text)).strip('"„“”» «')
    text = re.sub(r"^davon ab, (?=.*\bzu\b|.*\w+zu\w+)", "nicht ", text)
    advice = _advised(text)
    if advice:
        return "advice", advice
    if _SOMEBODY_SAYS.match(text):
        return "noun", text
    if re.search(r"\bzu \w+(?:en|ern|eln|tun|sein)$|\b\w+zu\w+(?:en|ern|eln)$", german.cut(text)[0]):
        return "advice", text
    if any(german.third_person(text)) or _is_without_subject(text):
        return "story", text
    head = german.cut(text.split(":", maxsplit=1)[0])[0].split()
    if text.startswith("dass ") or german.verb_place(head):
        return "point", text
    return ("motto" if _is_motto(text) else "noun"), text


def _is_motto(text: str) -> bool:
    """A rule of conduct without a verb: "erst Praxis, dann Master", "nie ohne Skizze in die Besprechung"."""
    found = text.split()
    is_short = 2 < len(found) <= 12 and "?" not in text
    return is_short and bool(_MOTTO.search(text)) and not any(map(german_verbs.is_participle, found))


def _reported(text: str) -> str:
    """What is said by "laut ihr": "Laut ihr zählt nur das Portfolio" is "dass nur das Portfolio zählt"."""
    found = re.match(
        r"(?i)(?:laut|nach) (?:ihr|ihm)(?: zufolge)? (?P<rest>.+)$|(?:ihr|ihm) zufolge (?P<other>.+)$|(?:ihrer|seiner) meinung nach (?P<view>.+)$",
        text,
    )
    if not found:
        return text
    said = german.after_dass(next(part for part in found.groups() if part))
    return f"dass {said}" if said else text


def _is_without_subject(text: str) -> bool:
    """Whether it begins with its verb: of whom "Schwankt zwischen A und B" is, the note need not say."""
    first, *rest = text.split()
    small = first[0].lower() + first[1:].rstrip(",")
    return bool(rest) and german_verbs.is_singular(small) and small not in NOUNS and not small.endswith("e")


def _advised(text: str) -> str:
    found = _SHOULD.match(text) or _TELEGRAM.match(text)
    if found and _ends_in_infinitive(found["do"]):
        return _to_me(found["do"])
    found = _SHOULD_LAST.match(text)
    if found and _ends_in_infinitive(found["do"]):
        return _to_me(f"{found['do']}{found['tail'] or ''}")
    return _ordered(text) or (text if _is_infinitive_phrase(text) else "")


def _to_me(text: str) -> str:
    for theirs, mine in _TO_ME:
        text = re.sub(rf"\b{theirs}\b", mine, text)
    return text


def _ends_in_infinitive(text: str) -> bool:
    last = german.cut(text)[0].split(":")[0].split()
    return bool(last) and german_verbs.is_infinitive(last[-1])


def _is_infinitive_phrase(text: str) -> bool:
    head = german.cut(text.split(":", maxsplit=1)[0])[0].split()
    if not head or not german_verbs.is_infinitive(head[-1]) or (len(head) > 1 and head[-2] == "zu"):
        return False
    first = head[0][0].lower() + head[0][1:]
    if re.match(rf"{OPENS}\b|wie\b|was\b", text):
        return False
    has_verb = any(
        german_verbs.is_finite(word) and not german_verbs.is_infinitive(word) for word in [first, *head[1:-1]]
    )
    is_clause = (
        len(head) > 1
        and head[0].casefold() in {"ich", "wir", "sie", "die", "viele", "manche", "alle"}
        and len(head) < 4
    )
    is_clause = (
        is_clause or (len(head) < 4 and head[-1] in STATING and head[-2][:1].isupper()) if len(head) > 1 else is_clause
    )
    return not has_verb and not is_clause and not german.is_about_others(" ".join(head))


def _ordered(text: str) -> str:
    """An imperative as an infinitive: "Lies zuerst X" → "zuerst X lesen"; "" when it is none."""
    lead = _FIRST.match(text)
    start = lead.end() if lead else 0
    head, tail = german.cut(text[start:].split(":", maxsplit=1)[0])
    reason = text[start:].partition(":")[1:] if ":" in text else ("", "")
    done = [_one_order(piece) for piece in re.split(r" und (?=[a-zäöüß]+ )", head)]
    if not head or not all(done):
        return ""
    begin = f"{text[:start].strip()} " if lead else ""
    return _to_me(f"{begin}{' und '.join(done)}{tail}{''.join(reason)}")


def _one_order(text: str) -> str:
    first, *rest = text.split() or [""]
    verb = german_verbs.infinitive_of(first)
    if (
        not verb
        or not rest
        or first.casefold() in NOUNS
        or any(german_verbs.is_finite(word) and not german_verbs.is_infinitive(word) for word in rest)
    ):
        return ""
    is_shown = (
        rest[0].casefold() in SMALL
        or not first[:1].isupper()
        or first.casefold() not in {verb.removesuffix("en"), f"{verb.removesuffix('n')}"}
    )
    if not is_shown or german_verbs.is_infinitive(rest[-1]):
        return ""
    particle = rest.pop() if rest[-1] in PARTICLES and len(rest) > 1 else ""
    return " ".join([*rest, f"{particle}{verb}"])


# --- dictated notes ---------------------------------------------------------------------------------------------------

_BREATH = re.compile(
    r"(?:,? und|,? außerdem|,? dann) (?=(?:ich|sie|er|man|wir) [a-zäöüß]+ )|, (?=ich (?:habe?|schick\w*|werde|will|melde|frage?) )|,? und (?=(?:der|die|das|den|dem|es) (?:[\wÀ-ÿ-]+ ){1,3}[a-zäöüß]+ )"
)


def breaths(text: str) -> list[str]:
    """A dictated sentence at its joints: "… und ich hab versprochen … und sie schaut …" is three things."""
    pieces, start = [], 0
    for found in _BREATH.finditer(text):
        after = text[found.end() :].split()
        is_clause = any(german_verbs.is_finite(word.strip(",.")) or word in {"hab", "habs"} for word in after[1:5])
        before = text[start : found.start()]
        is_whole = any(german_verbs.is_finite(word) or german_verbs.is_infinitive(word) for word in before.split())
        if is_clause and is_whole and len(before.split()) > 2:
            pieces.append(before)
            start = found.end()
    return [*pieces, text[start:]]
