"""What a German statement says once its frame is off: advice as an infinitive, a point, a story, a bare noun.

People write "man soll früh anfangen", "fang früh an", "früh anfangen" and "dass ich früh anfangen solle" for one
thing; here it becomes "früh anfangen". Pure.
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
_SHOULD_LAST = re.compile(
    rf"^(?:dass\s+)?(?:ich|man|du|wir)\s++(?P<do>\S(?:.*?\S)?)\s+{_OUGHT}(?P<tail>,.+)?$", re.IGNORECASE
)
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
_SAYING = r"(?:sagte?|meinte?|findet|fand|erzählte?|betonte?|glaubt|glaubte|denkt|schätzt|rechnet|warnte?|schwört|behauptet|berichtet)"
_SAYS_SO = re.compile(
    rf"(?:,\s+so (?:sie|er|\x01)|,?\s+(?:so )?{_SAYING}\s+(?:sie|er|\x01)(?: (?:mir|noch|immer|jedenfalls))?|,\s+{_SAYING}"
    rf"|,\s+hat (?:sie|er|\x01) (?:mir )?(?:\w+ )?(?:vorgerechnet|gesagt|gemeint|erzählt|erklärt|betont|verraten|gewarnt)"
    rf"|,\s+(?:war|ist) (?:ihr|sein)e? (?:rat|tipp|meinung|satz|motto|überzeugung|credo))$",
    re.IGNORECASE,
)
_SAYS_INSIDE = re.compile(
    rf",\s+(?:so )?(?:{_SAYING}\s+)?(?:sie|er|\x01),\s+(?=[a-zäöü])|,\s+{_SAYING}\s+(?:sie|er|\x01),\s+", re.IGNORECASE
)
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
    text = _SAYS_INSIDE.sub(", ", _SAYS_SO.sub("", _ENDS_IN_ADVICE.sub("", text)))
    recommended = _RECOMMENDED.match(text)
    text = recommended["thing"] if recommended else text
    text = re.sub(r", das (?:muss man (?:einfach )?wissen|ist (?:so|wichtig|klar))$", "", _unquoted(text))
    if _AMENDS.match(text):
        return "noun", text
    text = _unlabelled(text)
    if _WOULD.match(text):
        return "story", text
    text = re.sub(r"^davon ab, (?=.*\bzu\b|.*\w+zu\w+)", "nicht ", text)
    advice = _advised(text)
    if advice:
        return ("noun" if _ERRAND.match(text) else "advice"), advice
    if _SOMEBODY_SAYS.match(text):
        return "noun", text
    if re.search(r"\bzu \w+(?:en|ern|eln|tun|sein)$|\b\w+zu\w+(?:en|ern|eln)$", german.cut(text)[0]):
        return "advice", text
    if any(german.third_person(text)) or _is_without_subject(text):
        return "story", text
    head = german.cut(text.split(":", maxsplit=1)[0])[0].split()
    if _prefers(text) or _is_nominal(text):
        return "motto", text
    if text.startswith("dass ") or german.verb_place(head) or german.is_whole(text):
        return "point", text
    return ("motto" if _is_motto(text) else "noun"), text


_WOULD = re.compile(
    r"(?i)^(?:(?:hätte|wäre|würde|könnte|dürfte|müsste) (?:sie|er|\x01) .+?, (?:dann )?(?:(?:würde|hätte|wäre) (?:sie|er|\x01) )?.+"
    r"|wenn (?:sie|er|\x01) .+?(?:könnte|hätte|wäre|müsste|dürfte|würde), (?:dann )?(?:würde|hätte|wäre) (?:sie|er|\x01) .+"
    r"|(?:sie|er|\x01) (?:würde|hätte) .+)$"
)
"""What the contact would do if it were to be done again."""
_PREFERS = re.compile(r"(?i)^(?:besser|lieber|eher|mehr|weniger) (?!ist\b|sind\b|wird\b)[^,]+ (?:als|statt) [^,]+$")
_INSTEAD = re.compile(r"(?i)\b(?:lieber|besser|eher)\b.* (?:als|statt) ")


def _prefers(text: str) -> bool:
    """One thing rather than another, without a verb of its own: "Am Anfang lieber für die Zeitung schreiben als …"."""
    has_verb = any(german_verbs.is_singular(word) for word in german.cut(text)[0].split())
    return bool(_PREFERS.match(text)) or (
        bool(_INSTEAD.search(text)) and not has_verb and not _ABOUT_THE_TALK.search(text)
    )


_RECOMMENDED = re.compile(
    r"(?i)^(?P<thing>(?:den|die|das|eine?n?) [^,]+?) (?:empfiehlt|empfahl|empfehle) (?:sie|er|\x01)(?: (?:mir|jedem|allen|unbedingt|sehr|wärmstens)(?: (?!(?:mir|jedem|allen|unbedingt|sehr|wärmstens)\b)[A-ZÄÖÜ]\w+)?)*$"
)
_AMENDS = re.compile(r"(?i)(?:korrektur|nachtrag|berichtigung|p\.?s\.?)\s*:")
_ERRAND = re.compile(
    r"\w+ (?:besorgen|kaufen|bestellen|einpacken|mitnehmen|mitbringen|ausleihen|buchen|waschen|abholen)$"
)
"""Something to see to, not a rule to work by."""
_LABEL = re.compile(r"^(?P<label>[^\s:.,;!?][^:.,;!?]{1,50})(?::|(?<=[a-z]{5})\s[–-])\s+(?P<rest>\S.+)$", re.DOTALL)
_WHEN = re.compile(r"(?i)(?:für|fürs|im|in|ins|beim|bei|am|vor|nach|ab|zum|zur|während|als|mit|auf)\b")
_BEST = re.compile(r"(?i)(?:(?:das|die|der) )?(?:beste|wichtigste|schönste|schwerste|schwierigste|größte|erste)\b")
_LONGEST_LABEL = 4


def _unquoted(text: str) -> str:
    """Without the quotation marks around the whole, and without one that nothing closes."""
    bare = text.strip()
    if re.fullmatch(r"[\"„“”»«'‚][^\"„“”»«]+[\"“”»«'‘]", bare):
        return bare[1:-1]
    is_even = len(re.findall(r"[\"„“”»«]", bare)) % 2 == 0
    return bare if is_even else bare.strip('"„“”» «')


def _unlabelled(text: str) -> str:
    """Without the subject that stands before a colon, where what follows says something by itself."""
    found = _LABEL.match(text)
    if found is None:
        return text
    label, rest = found["label"].strip(), found["rest"].strip()
    words = label.split()
    is_question = bool(re.match(r"Was (?:sie|er|\x01|man|ich|mir|mich)\b", label))
    has_verb = any(german_verbs.is_finite(word) for word in words) or german_verbs.is_infinitive(words[-1])
    if is_question and german.is_whole(rest):
        return rest
    if has_verb or (len(words) > _LONGEST_LABEL and not _BEST.match(label)):
        return text
    kind, said = shape_of(rest)
    if kind == "advice" and _WHEN.match(label):
        return f"{label[0].lower()}{label[1:]} {german.small_start(said)}"
    return rest if kind in {"advice", "point", "motto", "story"} else text


_RULE = re.compile(
    r"(?i)\b(?:nie|niemals|nicht|kein\w*|erst|zuerst|immer|nur|lieber|vorher|besser) (?:vor|mit|ohne|nach|am|im|auf|unter|über|zwischen|alle\w*|allein|ab|wenn|bei|beim|"
    r"in|aus|an|zu|zum|zur|umsonst|gratis|gleich|beides|beide|sofort|selbst|zweimal|d\w{2}|ein\w*)\b|, und zwar\b|^[A-ZÄÖÜ][\w-]+ (?:vor|statt|ohne|über) (?:\w+ )?[A-ZÄÖÜ][\w-]+$|"
    r"\b(?:nie|niemals) \w+$|^(?:\w+ ){1,3}statt (?:\w+ )*[A-ZÄÖÜ]\w+|\bzuerst, |, (?:dann|danach) (?:\w+ )*[A-ZÄÖÜ][\w-]+$|, nicht \w+$"
)
_ABOUT_THE_TALK = re.compile(
    r"(?i)\b(?:heute|gestern|gerade|seit|gespräch|telefon(?:at)?|treffen|termin|mikro\w*|verbindung|geredet|gesprochen|gesagt|zeit für|erreich\w*|wetter)\b"
)


def _is_motto(text: str) -> bool:
    """A rule of conduct without a verb: "erst Praxis, dann Master", "nie ohne Skizze in die Besprechung"."""
    found = german.cut(text)[0].split() if german.cut(text)[1] else text.split()
    is_short = 1 < len(found) <= 14 and len(text.split()) > 2 and "?" not in text
    is_rule = bool(_MOTTO.search(text)) or (bool(_RULE.search(text)) and not _ABOUT_THE_TALK.search(text))
    return is_short and is_rule and not any(map(german_verbs.is_participle, found))


def _reported(text: str) -> str:
    """What is said by "laut ihr": "Laut ihr zählt nur das Portfolio" is "dass nur das Portfolio zählt"."""
    found = re.match(
        r"(?i)(?:laut|nach) (?:ihr|ihm)(?: zufolge)? (?P<rest>.+)$|(?:ihr|ihm) zufolge (?P<other>.+)$|(?:(?:ihrer|seiner) (?:meinung|erfahrung|ansicht|einschätzung) nach|aus (?:ihrer|seiner) sicht|in (?:ihren|seinen) augen) (?P<view>.+)$",
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
    if re.search(r", (?:dann|danach|und dann) (?:[\w-]+ )*[A-ZÄÖÜ][\w-]+(?:,|$)", text) and _MOTTO.match(text):
        return ""
    return _ordered(text) or (text if _is_infinitive_phrase(text) else "")


def _is_nominal(text: str) -> bool:
    """One infinitive at the head, with a capital: "Spezialisieren, und zwar …", "Abgrenzen, sonst …"."""
    head, tail = german.cut(text)
    return bool(tail) and " " not in head and german_verbs.is_known_infinitive(head[:1].lower() + head[1:])


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
        is_clause or (len(head) < 6 and head[-1] in STATING and head[-2][:1].isupper()) if len(head) > 1 else is_clause
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
