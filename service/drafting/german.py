"""German grammar, as much as it takes to retell a note: where the verb stands in a clause, and whose it is.

A note speaks about the contact as sie or er, in main clauses, in telegram style or without capitals; a draft speaks to
the contact and says "dass …" and "…, etwas zu tun". Every function answers "" or None where it is not sure: what
cannot be said correctly is not said. Pure; knows no facts and no drafts.
"""

from __future__ import annotations

import re

from service.drafting.german_verbs import (
    infinitive_of,
    is_finite,
    is_infinitive,
    is_known_infinitive,
    is_participle,
    is_singular,
    second_person,
    without_zu,
)
from service.drafting.german_words import (
    ADJECTIVES,
    AUXILIARIES,
    BEFORE_NOUN,
    DETERMINERS,
    FEMALE_NAMES_IN_E,
    NOUN_ENDING,
    NOUNS,
    ONLY_REFLEXIVE,
    OPENS,
    PARTICLES,
    PLURALS,
    REFLEXIVE,
    SMALL,
    STRONG,
    TO_ONESELF,
    UNDECLINED,
    WEAK,
)
from service.drafting.language import Register

_WORD = re.compile(r"[\wÀ-ÿ’'-]+")
_COPULA = frozenset("ist sind war waren sei wird werden bleibt bleiben zählt zählen bringt lernt hilft macht".split())


# --- where the verb stands -------------------------------------------------------------------------------------------


def subordinate(clause: str) -> str:
    """What follows "dass": the verb of a main clause moved to its end; "" when this is not surely one main clause."""
    text = clause.strip(" .,;")
    head, tail = cut(text)
    tokens = head.split()
    place = verb_place(tokens)
    if (
        not place
        or ":" in head
        or " – " in head
        or place > 7
        or (tail and not _HANGS_ON.match(tail))
        or tail.startswith((", dass ", ", ob "))
        or any(is_finite(word) and not is_infinitive(word) for word in tokens[place + 1 :])
    ):
        return ""
    field, verb, rest = tokens[:place], tokens[place], tokens[place + 1 :]
    if _cannot_lead(field) or not any(map(_can_be_subject, [*field, *rest])):
        return ""
    if re.search(r"\b(?:und|aber|sondern|denn)\b", " ".join(rest)) and _has_second_clause(rest):
        return ""
    if len(rest) > 1 and all(is_infinitive(word) for word in rest[-2:]):
        return ""
    return f"{' '.join(_in_order(field, verb, rest))}{tail}"


_HANGS_ON = re.compile(
    rf", (?:{OPENS}|wie|was|wer|wo|warum|d(?:er|ie|as|en|em|essen|eren)|nicht|sondern|auch|besonders|vor allem|um|statt|ohne|wenn|etwa|zum Beispiel|selbst)\b|, .*\bzu \w+(?:en|ern|eln)$|, .*\w+zu\w+en$"
)


def verb_place(tokens: list[str]) -> int:
    """Where the verb of a main clause stands, 0 = nowhere; "lerne man" is a verb too, as reported speech has it."""
    for at, word in enumerate(tokens):
        beside = {*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2]} & {"man", "es", "das", "sie", "er"}
        before = tokens[at - 1] if at else ""
        is_after_noun = before[:1].isupper() and before.casefold() not in SMALL
        if at and (is_finite(word) or (word.endswith("e") and (beside or is_after_noun) and infinitive_of(word))):
            return at
    return 0


def is_whole(clause: str) -> bool:
    """Whether this stands by itself: a subject and its verb in the second place, or "Wer …, hat …"."""
    head, tail = cut(clause.strip(" .,;"))
    tokens = head.split()
    if tokens and tokens[0].casefold() in _SUBORDINATE:
        after = tail.strip(" ,").split()
        return bool(after) and is_finite(after[0]) and is_finite(tokens[-1])
    place = verb_place(tokens)
    is_last = place == len(tokens) - 1 and not tail.startswith((", dass", ", ob", ", wie", ", was"))
    return place > 0 and not is_last and any(map(_can_be_subject, [*tokens[:place], *tokens[place + 1 : place + 4]]))


def after_dass(clause: str) -> str:
    """A clause that begins with its verb, put after "dass"; "" when it begins with none."""
    head, tail = cut(clause.strip(" .,;"))
    first, *rest = head.split()
    return f"{' '.join(_in_order([], first, rest))}{tail}" if is_finite(first) and rest else ""


_SUBORDINATE = frozenset("wer was wo wie wenn weil ob dass je als bevor sobald solange nachdem falls indem".split())


def _cannot_lead(field: list[str]) -> bool:
    """A clause of its own ("Wer …"), or an adjective ("Wichtig ist …"): better left in its order."""
    first = field[0].casefold()
    stem = re.sub(r"(?:er|ste|sten)$", "", first)
    is_adjective = len(field) == 1 and (
        first in ADJECTIVES or stem in ADJECTIVES or bool(re.fullmatch(UNDECLINED, first))
    )
    return first in _SUBORDINATE or (is_adjective and first not in NOUNS)


def _can_be_subject(word: str) -> bool:
    """A noun, a name, or a pronoun that stands for one."""
    plain = word.casefold().strip(",")
    return plain in _STANDING_FOR_A_NOUN or (word[0].isupper() and plain not in SMALL and plain not in ADJECTIVES)


_STANDING_FOR_A_NOUN = frozenset(
    "man es das dies alles vieles nichts niemand jeder jede jemand keiner viele alle manche manches einiges wenige wir sie er ich".split()
)


def cut(text: str) -> tuple[str, str]:
    """The main clause and what hangs on it after a comma."""
    found = re.search(r",\s", text)
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


def _has_second_clause(rest: list[str]) -> bool:
    places = [at for at, word in enumerate(rest) if word in {"und", "aber", "sondern", "denn"}]
    return any(is_finite(word) for at in places for word in rest[at + 1 :] if not word[0].isupper())


_LAST = frozenset({"sein", "haben", "werden"})
_MORE = r"\b(?:mehr|weniger|besser|lieber|eher|[a-zäöüß]{3,}er)$"


def _in_order(field: list[str], verb: str, rest: list[str]) -> list[str]:
    if rest and rest[-1] in PARTICLES and rest[-1] not in {"da", "kennen"}:
        rest, verb = rest[:-1], rest[-1] + verb
    if (
        len(field) == 1
        and not _SUBJECTS & set(rest[:1])
        and is_known_infinitive(field[0][0].lower() + field[0][1:])
        and field[0].casefold() not in NOUNS
    ):
        return [field[0], *rest, verb]  # "Reparieren lehrt …": what is done is the subject, and a noun.
    front = [word for word in rest[:2] if word in _SUBJECTS - {"das", "dies"} | {"sich", "mich", "mir", "uns"}]
    rest = rest[len(front) :] if rest[: len(front)] == front else rest
    start = [*lowered(field), *front] if _has_subject(field, front) else [*front, *lowered(field)]
    than = next((at for at, word in enumerate(rest) if word in {"als", "wie"} and at), 0)
    compares = than and (verb in _COPULA or is_participle(rest[than - 1]) or re.search(_MORE, " ".join(rest[:than])))
    if compares and not is_infinitive(rest[-1]) and rest[-1] not in _LAST and not is_participle(rest[-1]):
        return [*start, *rest[:than], verb, *rest[than:]]
    return [*start, *rest, verb]


_SUBJECTS = frozenset({"man", "es", "er", "sie", "ich", "wir", "das", "dies"})
_ASIDES = frozenset("am im in bei beim mit nach vor auf dort oft meist hier so ohne für dann da".split())


def _has_subject(field: list[str], front: list[str]) -> bool:
    """Whether the subject stands before the verb, rather than "Am Ende" or "Dort"."""
    if field and field[-1].casefold() in _SUBJECTS:
        return True
    return bool(field) and not _SUBJECTS & set(front) and field[0].casefold() not in _ASIDES


_POLITE = frozenset("Sie Ihnen Ihr Ihre Ihren Ihrem Ihrer Ihres".split())


def lowered(words: list[str]) -> list[str]:
    """The first word small, unless it is a noun or a name."""
    return [small_start(" ".join(words[:2])).split(" ")[0], *words[1:]] if words else []


def small_start(text: str) -> str:
    """A text to stand inside a sentence: nouns and names keep their capital."""
    first, _, after = text.partition(" ")
    plain = first.rstrip(",:").casefold()
    if (first[1:2].isupper() and first[:1].isupper()) or first in _POLITE:
        return text
    if _IS_NOUN.search(plain):
        return text
    if plain in SMALL or (
        plain not in NOUNS
        and is_infinitive(first[0].lower() + first[1:])
        and not after[:1].isupper()
        and not is_infinitive(after.split(" ", 1)[0].strip(","))
        and plain in WEAK | set(STRONG)
    ):
        return text[0].lower() + text[1:]
    follows = after.split(" ", 1)[0]
    stem = re.sub(r"(?:en|er|es|em|e)$", "", plain)
    is_noun = plain in NOUNS or bool(re.search(rf"{NOUN_ENDING}$", plain)) or plain in FEMALE_NAMES_IN_E
    declined = stem in ADJECTIVES or (plain.endswith(("e", "en", "es")) and follows[:1].isupper() and not is_noun)
    if (declined and not is_noun) or (re.fullmatch(UNDECLINED, plain) and not is_noun):
        return text[0].lower() + text[1:]
    return text


_IS_NOUN = re.compile(
    r"(?:^(?:griech|span|engl|französ|italien|russ|türk|arab|chines|japan|poln|niederländ|portugies|dän|schwed|norweg|kroat|serb|ungar|tschech)isch|(?:stamm|schreib|ess|küchen|näh|arbeits|op-|runder?|mittags)tisch|fisch|fleisch|könig|honig|essig|käfig|abend|wochenende|jugend|gegend|tugend|"
    r"(?:denk|merk|grab|mahn)mal|minibar|haft|(?:liter|tempera|repara|kul|struk|na|agen)tur)$"
)
"""Nouns that end like adjectives."""


def after_greeting(text: str) -> str:
    """The first sentence of a mail, small after the comma of the greeting; "Sie" and "Ihr" are the reader and stay."""
    first = text.split(" ", maxsplit=1)[0].strip(",:;").casefold()
    if first in {"sie", "ihr", "ihre", "ihren", "ihrem", "ihnen"}:
        return text
    return (
        text[0].lower() + text[1:]
        if first in {"hab", "haben", "dass"} | PLURALS | set(AUXILIARIES)
        else small_start(text)
    )


_SWISS = re.compile(
    r"(?i)\b(?:grüsse?n?|gruss|weiss|heiss\w*|gross\w*|aussen|ausser\w*|draussen|strasse|schliess\w+|mass\w*|grösse\w*)\b"
)


def is_swiss(text: str) -> bool:
    """Whether somebody writes ss where others write ß."""
    return "ß" not in text and bool(_SWISS.search(text))


# --- whose it is -----------------------------------------------------------------------------------------------------


def third_person(clause: str) -> tuple[str, str, str]:
    """A clause about "sie" or "er": (the pronoun, its verb, the rest); three times "" where it is not."""
    found = re.match(
        r"(?P<who>sie|er|\x01)\s+(?P<verb>[a-zäöüß]+)(?P<rest>(?:\s|,\s).+)?$", clause.strip(" .,;"), re.IGNORECASE
    )
    if not found or not is_singular(found["verb"]):
        return "", "", ""
    return found["who"].casefold(), found["verb"], (found["rest"] or "").removeprefix(" ")


_OWN = re.compile(
    r"\b(?P<stem>ihr|sein)(?P<end>e[nmrs]?|)\b(?! (?:alle|viele|beide|einige|mehrere|diese|keine|jede|eine|meine|die|das|den)\b)(?= (?:[A-ZÄÖÜ]|[a-zäöüß]+e[nmrs]? [A-ZÄÖÜ]))"
)
_DATIVE = re.compile(r"\b(?:ihr|ihm)\b")
_ACCUSATIVE = re.compile(r"\bihn\b")
HIS = r"seine[nmrs]?|sein(?= (?:[a-zäöüß]+e[nmrs]? )?[A-ZÄÖÜ])"
"""His, and not the verb."""
_OTHERS = re.compile(rf"\b(?:sie|er|ihr|ihm|ihn|ihnen|ihre?[nmrs]?|{HIS})\b")


def to_reader(text: str, who: str, register: Register) -> str:
    """Pronouns of the third person in the second, as far as they can only mean the reader; "" where they may not."""
    formal = register != "familiar"
    if who == "sie" and re.search(rf"\b(?:er|ihm|ihn|{HIS})\b", text):
        return ""
    if who == "er" and re.search(r"\b(?:sie|ihr|ihre[nmrs]?|ihnen)\b", text):
        return ""
    text = _OWN.sub(lambda found: f"{'Ihr' if formal else 'dein'}{found['end']}", text)
    text = _DATIVE.sub("Ihnen" if formal else "dir", text)
    text = _ACCUSATIVE.sub("Sie" if formal else "dich", text)
    text = re.sub(r"\b(?:er|sie)\b(?= [a-zäöüß])", "\x02", text)
    if "\x02" in text or re.search(r"\b(?:er|sie)\b", text):
        return ""
    if not formal and re.search(r"\bsich\b", text):
        known = any(word in REFLEXIVE for word in _WORD.findall(text))
        return re.sub(r"\bsich\b", "dich", text) if known else ""
    return text


def dependent(tail: str, who: str, register: Register) -> str | None:
    """A clause after the comma, with its sie or er as the reader: ", sobald er erzählt" → ", sobald du erzählst"."""
    if not tail:
        return ""
    found = re.fullmatch(rf"(?P<open>, {OPENS}) (?P<who>er|sie) (?P<rest>(?:[^,]+ )?)(?P<verb>[a-zäöüß]+)", tail)
    if found is None:
        is_subject = bool(re.search(r"\b(?:sie|er)\b", tail))
        return None if is_subject else (to_reader(tail, who, register) or None) if _OTHERS.search(tail) else tail
    said = second_person(found["verb"], register) if is_singular(found["verb"]) else ""
    rest = to_reader(found["rest"].strip(), found["who"], register) if found["rest"] else ""
    if not said or (found["rest"] and not rest) or (who in {"sie", "er"} and who != found["who"]):
        return None
    return " ".join(filter(None, [found["open"], "du" if register == "familiar" else "Sie", rest, said]))


def is_about_others(text: str) -> bool:
    """Whether a pronoun of the third person is left in it."""
    return bool(_OTHERS.search(text))


_OBJECT = re.compile(r"(?:^|\s)(?:den|die|das|ein|eine|einen|mein\w*|alle|viele|mehrere|einige) ")


def reflexive(text: str) -> str:
    """An infinitive of the person's own: "sich" is mich, or mir beside another object; mich too where it was left off."""
    verb = cut(text)[0].split()[-1]
    if (
        without_zu(f"zu {verb}" if "zu" not in verb else verb) in ONLY_REFLEXIVE
        and not re.search(r"\b(?:sich|mich|mir|uns)\b", text)
        and not _OBJECT.search(cut(text)[0])
    ):
        return f"mich {small_start(text)}"

    if without_zu(verb if "zu" in verb else f"zu {verb}") in TO_ONESELF:
        return re.sub(r"\bsich\b", "mir", text)

    def said(found: re.Match[str]) -> str:
        before_verb = text[found.end() :].split()
        for at, word in enumerate(before_verb[:-1]):
            if (
                word
                in {"den", "die", "das", "ein", "eine", "einen", "etwas", "alles", "viel", "mehr", "mehrere", "viele"}
                or word[0].isupper()
            ):
                before = before_verb[at - 1] if at else ""
                return (
                    "mich"
                    if before in BEFORE_NOUN - DETERMINERS or (word[0].isupper() and before in DETERMINERS)
                    else "mir"
                )
            if word in {
                "auf",
                "mit",
                "für",
                "an",
                "bei",
                "um",
                "in",
                "am",
                "im",
                "zum",
                "zur",
                "von",
                "über",
                "gegen",
                "nach",
            }:
                return "mich"
        return "mich"

    return re.sub(r"\bsich\b", said, text)
