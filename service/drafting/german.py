"""German grammar, as much as it takes to retell a note: where the verb stands, whose it is, what is written large.

A note speaks about the contact as sie or er, in main clauses, in telegram style or without capitals; a draft speaks to
the contact and says "dass …" and "…, etwas zu tun". Every function answers "" or None where it is not sure: what
cannot be said correctly is not said. Pure; knows no facts and no drafts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from service.drafting.german_words import (
    ADJECTIVES,
    AUXILIARIES,
    DU_OF,
    FEMALE_NAMES_IN_E,
    NOUN_ENDING,
    NOUNS,
    ONLY_REFLEXIVE,
    PARTICLES,
    PLURAL_OF,
    PLURALS,
    REFLEXIVE,
    SEPARABLE_IEREN,
    SMALL,
    STRONG,
    TO_ONESELF,
    WEAK,
    WHOLE_VERBS,
)
from service.drafting.language import Register

_WORD = re.compile(r"[\wÀ-ÿ’'-]+")
_INFINITIVE = re.compile(r"[a-zäöüß-]+(?:en|ern|eln|tun|sein)")
OPENS = r"(?:dass|weil|wenn|bevor|damit|obwohl|sobald|solange|nachdem|während|ob|falls|indem|sodass)"
_DETERMINERS = frozenset(
    """der die das den dem des ein eine einen einem einer eines mein meine meinen meinem meiner kein keine keinen keinem keiner
    ihr ihre ihren ihrem ihrer sein seine seinen seinem seiner unser unsere unseren diese diesen diesem dieser dieses jede jeden jedem
    jeder jedes viele vielen einige einigen mehrere mehreren alle allen im am zum zur vom beim ins ans welche zwei drei vier fünf""".split()
)
_BEFORE_NOUN = _DETERMINERS | frozenset("in mit auf bei für von aus nach über ohne durch gegen per pro an vor".split())
_UNDECLINED = re.compile(r".*(?:ig|lich|isch|bar|sam|haft|los|weise|wärts|end|iert|mal|mals)$")
_DECLINED = re.compile(r".{2,}(?:en|er|es|em|e)$")
_PARTICIPLE = re.compile(r"(?:\w*ge|ver|be|ent|er|zer|emp|miss)\w+(?:en|t)")
_COPULA = frozenset("ist sind war waren sei wird werden bleibt bleiben zählt zählen bringt lernt hilft macht".split())


# --- verbs ----------------------------------------------------------------------------------------------------------


@cache
def _finite() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Third persons and plurals by their form, and imperatives: each to its infinitive."""
    singular, plural = dict(AUXILIARIES), dict.fromkeys(PLURALS, "")
    told: dict[str, str] = {}
    for verb in WEAK:
        stem = re.sub(r"(?<=[lr])n$|en$", "", verb)
        joint = "e" if re.search(r"(?:[td]|(?:ch|[bdfgkpt])n|[dt]m)$", stem) else ""
        singular |= {f"{stem}{joint}t": verb, f"{stem}{joint}te": verb}
        plural |= {verb: verb, f"{stem}{joint}ten": verb}
        told |= {stem: verb, f"{stem}e": verb}
    for verb, (third, past, *order) in STRONG.items():
        if "_" in third:
            continue
        stem = verb.removesuffix("en").removesuffix("n")
        singular |= {third: verb, past: verb}
        plural |= {verb: verb, (f"{past}n" if past.endswith("e") else f"{past}en"): verb}
        told |= dict.fromkeys(order, verb) or {stem: verb, f"{stem}e": verb}
    return singular, plural, told


def is_singular(word: str) -> bool:
    """Whether a word is a verb in the third person singular."""
    return word in _finite()[0] or _particle_cut(word, _finite()[0]) != ""


def is_finite(word: str) -> bool:
    """Whether a word can be the verb of a main clause."""
    return is_singular(word) or word in _finite()[1]


def _particle_cut(word: str, forms: dict[str, str]) -> str:
    """The particle before a known form: "zurückkommt" is "kommt" after "zurück"; "" where there is none."""
    for particle in PARTICLES:
        rest = word.removeprefix(particle)
        if rest != word and rest in forms:
            return particle
    return ""


def is_infinitive(word: str) -> bool:
    """Whether a small word looks like the base form of a verb, and not like what was done ("gestanden")."""
    if not _INFINITIVE.fullmatch(word) or word in SMALL or word in _DETERMINERS:
        return False
    return is_known_infinitive(word) or not is_participle(word)


@cache
def is_known_infinitive(word: str) -> bool:
    """Whether a word is a base form of the lists, with a particle or without."""
    known = WEAK | set(STRONG)
    return word in known or bool(_particle_cut(word, dict.fromkeys(known, "")))


def is_participle(word: str) -> bool:
    """Whether a small word looks like what was done: "gestanden", "eingetragen", "verpasst"."""
    if is_known_infinitive(word) or not word[:1].islower():
        return False
    particles = "|".join(PARTICLES)
    return word == "worden" or bool(
        re.fullmatch(rf"(?:{particles})?ge\w{{2,}}(?:en|t)|(?:be|ver|ent|er|zer|miss)\w+t|\w+iert", word)
    )


def infinitive_of(order: str) -> str:
    """The base form behind an imperative: "lies" → "lesen"; "" when it is none."""
    return _finite()[2].get(order.casefold(), "")


@cache
def _first_person() -> dict[str, str]:
    """What "ich" does, by its form: "gebe", "bewerbe", "weiß"."""
    verbs = {re.sub(r"(?<=[lr])n$|en$", "", verb) + "e": verb for verb in (*WEAK, *STRONG)}
    return verbs | {
        "bin": "sein",
        "habe": "haben",
        "hab": "haben",
        "werde": "werden",
        "kann": "können",
        "weiß": "wissen",
        "darf": "dürfen",
    }


def said_by_me(word: str) -> str:
    """The base form of what "ich" does: "gebe" → "geben"; "" when it is no such form."""
    plain = word.casefold()
    return _first_person().get(plain) or infinitive_of(plain)


def with_zu(phrase: str) -> str:
    """Infinitive with zu: "zuerst X lesen" → "zuerst X zu lesen", "früh anfangen und dranbleiben" both."""
    head, joint, tail = _last_pair(phrase)
    if joint:
        return f"{with_zu(head)}{joint}{with_zu(tail)}"
    *before, verb = phrase.split()
    if not is_infinitive(verb) or (before and before[-1] == "zu") or _has_zu(verb):
        return phrase
    return " ".join([*before, _zu(verb)])


def _last_pair(phrase: str) -> tuple[str, str, str]:
    """Two infinitives joined by "und", each with what belongs to it."""
    for found in reversed(
        list(re.finditer(r",? (?:und|oder|statt|als|sondern) |, (?:nicht |dann |erst |danach )?", phrase))
    ):
        head, tail = phrase[: found.start()], phrase[found.end() :]
        if all(part.split() and is_infinitive(part.split()[-1]) for part in (head, tail)):
            return head, found[0], tail
    return phrase, "", ""


def _has_zu(verb: str) -> bool:
    return any(re.match(rf"{particle}zu[a-zäöüß]{{4,}}", verb) for particle in PARTICLES if particle != "zu")


def _zu(verb: str) -> str:
    for particle in PARTICLES:
        rest = verb.removeprefix(particle)
        if rest == verb or len(rest) < 3 or verb in WHOLE_VERBS or verb.startswith("hinter"):
            continue
        known = rest in WEAK or rest in STRONG or rest in {"tun", "sein", "haben", "gehen", "werden", "machen"}
        is_cut = rest in SEPARABLE_IEREN if rest.endswith("ieren") else known or (len(rest) > 4 and _fits(rest))
        if is_cut:
            return f"{particle}zu{rest}"
    return f"zu {verb}"


def _fits(rest: str) -> bool:
    """Whether what follows a particle can begin a word."""
    return bool(re.match(r"(?:[bcdfghjklmpqrstvwz]{1,3}|sch|schr|str|spr)?[aeiouäöü]", rest)) and not re.match(
        r"(?:l[ty]|n[nh])", rest
    )


def without_zu(phrase: str) -> str:
    """Infinitives without their zu: "die Liste zu schicken" → "die Liste schicken", "anzusehen" → "ansehen"."""
    text = re.sub(r"\bzu (?=\w+(?:en|ern|eln|tun)\b)", "", phrase)
    particles = "|".join(particle for particle in PARTICLES if particle != "zu")
    return re.sub(rf"\b({particles})zu(?=[a-zäöüß]{{3,}}(?:en|ern|eln)\b)", lambda found: found[1], text)


def as_infinitive(order: str, rest: str) -> str:
    """What "ich" does, as an infinitive: "leite", "ihr die Mail weiter" → "ihr die Mail weiterleiten"."""
    verb = said_by_me(order.rsplit(maxsplit=1)[-1])
    head, tail = cut(rest)
    words = head.split()
    particle = words.pop() if len(words) > 1 and words[-1] in PARTICLES else ""
    return f"{' '.join(words)} {particle}{verb}{tail}"


def base_of(word: str) -> str:
    """The base form of a verb without particle and zu: "anzufangen", "fängt" and "anfangen" are all "fangen"; "" if none."""
    plain = without_zu(word.casefold())
    singular, plural, told = _finite()
    for particle in ("", *PARTICLES):
        rest = plain.removeprefix(particle)
        if particle and rest == plain:
            continue
        known = (
            rest if rest in WEAK or rest in STRONG else singular.get(rest) or plural.get(rest) or told.get(rest) or ""
        )
        if known:
            return known
    return ""


# --- where the verb stands -------------------------------------------------------------------------------------------


def nominative(thing: str) -> str:
    """A thing that stands in the accusative, as a subject; "" where an adjective would have to change too."""
    found = re.match(r"(?P<article>den|einen|meinen) (?=[A-ZÄÖÜ])", thing)
    if found:
        return {"den": "der", "einen": "ein", "meinen": "mein"}[found["article"]] + thing[found.end() - 1 :]
    return thing if re.match(r"(?:die|das|eine|ein|wie) ", thing) else ""


def subordinate(clause: str) -> str:
    """What follows "dass": the verb of a main clause moved to its end; "" when this is not surely one main clause."""
    text = clause.strip(" .,;")
    head, tail = cut(text)
    tokens = head.split()
    place = verb_place(tokens)
    if (
        not place
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
    is_adjective = len(field) == 1 and (first in ADJECTIVES or stem in ADJECTIVES or bool(_UNDECLINED.fullmatch(first)))
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


def _in_order(field: list[str], verb: str, rest: list[str]) -> list[str]:
    if rest and rest[-1] in PARTICLES and rest[-1] not in {"da", "kennen"}:
        rest, verb = rest[:-1], rest[-1] + verb
    front = [word for word in rest[:2] if word in _SUBJECTS - {"das", "dies"} | {"sich", "mich", "mir", "uns"}]
    rest = rest[len(front) :] if rest[: len(front)] == front else rest
    start = [*lowered(field), *front] if _has_subject(field, front) else [*front, *lowered(field)]
    than = next((at for at, word in enumerate(rest) if word in {"als", "wie"} and at), 0)
    if than and verb in _COPULA and not is_infinitive(rest[-1]):
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
    if (first.isupper() and len(first) > 1) or first in _POLITE:
        return text
    if plain in SMALL or (
        plain not in NOUNS
        and is_infinitive(first[0].lower() + first[1:])
        and not after[:1].isupper()
        and plain in WEAK | set(STRONG)
    ):
        return text[0].lower() + text[1:]
    follows = after.split(" ", 1)[0]
    stem = re.sub(r"(?:en|er|es|em|e)$", "", plain)
    is_noun = plain in NOUNS or bool(re.search(rf"{NOUN_ENDING}$", plain)) or plain in FEMALE_NAMES_IN_E
    declined = stem in ADJECTIVES or (plain.endswith(("e", "en", "es")) and follows[:1].isupper() and not is_noun)
    if (declined and not is_noun) or (_UNDECLINED.fullmatch(plain) and not is_noun):
        return text[0].lower() + text[1:]
    return text


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


def second_person(verb: str, register: Register) -> str:
    """The verb as it goes with Sie or du: "schaut" → "schauen", "schaust"; "" when it is not known."""
    singular = _finite()[0]
    if verb not in singular:
        particle = _particle_cut(verb, singular)
        said = second_person(verb.removeprefix(particle), register) if particle else ""
        return f"{particle}{said}" if said else ""
    if register != "familiar":
        if verb in PLURAL_OF:
            return PLURAL_OF[verb]
        is_present = verb.endswith("t") and verb not in {past for _, past, *_ in STRONG.values()}
        return singular[verb] if is_present else f"{verb}n" if verb.endswith("e") else f"{verb}en"
    if verb in DU_OF:
        return DU_OF[verb]
    if verb.endswith("e"):
        return f"{verb}st"
    is_present = verb.endswith("t") and verb not in {past for _, past, *_ in STRONG.values()}
    base = verb.removesuffix("t") if is_present else verb
    return f"{base}t" if base.endswith(("s", "ß", "z", "x")) and is_present else f"{base}st"


_OWN = re.compile(r"\b(?P<stem>ihr|sein)(?P<end>e[nmrs]?|)\b(?= (?:[A-ZÄÖÜ]|[a-zäöüß]+e[nmrs]? [A-ZÄÖÜ]))")
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
                    if before in _BEFORE_NOUN - _DETERMINERS or (word[0].isupper() and before in _DETERMINERS)
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


# --- notes written small or in one breath ----------------------------------------------------------------------------


def written_out(text: str) -> str:
    """A note typed without capitals and commas, with them; anything else unchanged."""
    text = re.sub(r"\b(?:zw\.|zw(?= ))", "zwischen", text)
    found = _WORD.findall(text)
    if len(found) > 2 and not any(word[0].isupper() and not word.isupper() for word in found[1:]):
        text = _large(text)
        text = _PARALLEL.sub(r"\1, nicht", text)
        text = re.sub(r"(?<=[\wÀ-ÿ]) (?=(?:sonst|sondern|aber|denn) )", ", ", text)
    return re.sub(
        rf"(?<=[\wÀ-ÿ])(?<!\bals)(?<!\bund)(?<!\boder)(?<!\baber)(?<!\bnur)(?<!\berst)(?<!\bauch) (?={OPENS} )",
        ", ",
        text,
    )


_PARALLEL = re.compile(
    r"\b((?:aus|von|in|im|am|vom|beim|durch|mit) (?:[a-zäöüß]+ )?[A-ZÄÖÜ]\w+) nicht(?= (?:aus|von|in|im|am|vom|beim|durch|mit)\b)"
)


def _large(text: str) -> str:
    """Nouns with their capital: by their place after an article or preposition, by their ending, or known."""
    nouns = set(_noun_places(text))
    return "".join(piece[0].upper() + piece[1:] if at in nouns else piece for at, piece in _pieces(text))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for found in re.finditer(r"[\wÀ-ÿ’'-]+|[^\wÀ-ÿ]+", text):
        is_word = bool(re.match(r"[^\W\d_]", found[0]))
        yield (at if is_word else -1), found[0]
        at += is_word


def _noun_places(text: str) -> Iterator[int]:
    found = [piece for at, piece in _pieces(text) if at >= 0]
    for at, word in enumerate(found):
        if (word in NOUNS and not (word in WEAK or word in STRONG)) or re.search(rf"\w{{2,}}{NOUN_ENDING}$", word):
            yield at
        elif word in _BEFORE_NOUN and (head := _head(found, at)):
            yield head


def _head(found: list[str], opener: int) -> int:
    """Where the noun of a phrase stands that begins at `opener`; 0 = nowhere."""
    best = 0
    for at in range(opener + 1, min(opener + 4, len(found))):
        word = found[at]
        is_verb = is_finite(word) and not (at == opener + 1 and found[opener] in _DETERMINERS and word in NOUNS)
        if (
            (
                word in SMALL - NOUNS
                and word not in {"ersten", "besten", "anderen", "nächsten", "letzten", "erste", "beste", "andere"}
            )
            or is_verb
            or _UNDECLINED.fullmatch(word)
        ):
            break
        if (
            best
            and is_infinitive(word)
            and (word in WEAK or word in STRONG or _particle_cut(word, dict.fromkeys([*WEAK, *STRONG], "")))
        ):
            break
        if (
            is_participle(word) or (found[opener] in {"ihr", "ihm"} and _PARTICIPLE.fullmatch(word))
        ) and word not in NOUNS:
            break
        best = at
        if not _DECLINED.fullmatch(word):
            break
    is_adjective = best and re.sub(r"(?:en|er|es|em|e)$", "", found[best]) in ADJECTIVES
    return 0 if is_adjective else best


# --- articles --------------------------------------------------------------------------------------------------------


def with_article(thing: str) -> str:
    """A thing in the accusative with its article: "Merkblatt Forstpraktikum" → "das Merkblatt Forstpraktikum".

    "" when it has none and its gender is not known.
    """
    lead = re.match(
        r"(?:(?:bis|am|in|nach|noch|gern|heute|morgen|spätestens|nächste|diese|kommende) (?:\w+ (?=bis|am|[a-zäöü]))?(?:zum |zur |der |dem )?(?:[A-ZÄÖÜ]\w+|\d+\.?(?: [A-ZÄÖÜ]\w+)?)? ?)+",
        thing,
    )
    start = thing[: lead.end()] if lead and lead.end() < len(thing) else ""
    rest = thing[len(start) :]
    first = rest.split(" ", maxsplit=1)[0].casefold().strip(",")
    if first in _DETERMINERS or first in SMALL or first.isdigit() or rest.startswith(("„", '"', "http")):
        return thing
    if re.match(r"[a-zäöüß]+(?:e|en|es|em|er) ", rest):
        return ""
    for word in _WORD.findall(rest)[:2]:
        article = _article_of(word.casefold())
        if article:
            return f"{start}{article} {rest}"
    return ""


@cache
def _article_of(noun: str) -> str:
    for article, heads in _HEADS.items():
        if noun.endswith(heads):
            return article
    return ""


_HEADS = {
    "die": (
        "ung", "keit", "heit", "schaft", "tion", "tät", "liste", "adresse", "nummer", "vorlage", "übersicht", "studie", "arbeit", "datei",
        "tabelle", "broschüre", "mail", "skizze", "grafik", "karte", "mappe", "frage", "unterlagen", "folien", "notizen", "fragen", "links",
        "bilder", "fotos", "daten", "texte", "seiten", "zahlen", "informationen", "infos", "beispiele", "artikeln", "kontakte", "adressen", "aufnahme",
        "biografie", "statistik", "ausgabe", "anleitung", "probe", "seite",
    ),
    "das": (
        "blatt", "protokoll", "buch", "programm", "video", "foto", "skript", "zeugnis", "konzept", "portfolio", "beispiel", "formular",
        "exposé", "gutachten", "paper", "papier", "kapitel", "bild", "dokument", "pdf", "diagramm", "interview", "manuskript", "rezept",
        "muster", "modell", "projekt", "handout", "poster", "inhaltsverzeichnis", "heft",
    ),
    "den": (
        "artikel", "link", "bericht", "entwurf", "lebenslauf", "kontakt", "plan", "text", "podcast", "leitfaden", "aufsatz", "beitrag",
        "vortrag", "brief", "essay", "namen", "abriss", "auszug", "fragebogen", "katalog", "kalender", "termin", "vertrag", "code",
        "blogbeitrag", "newsletter", "ordner", "überblick", "film", "ablauf", "vorschlag", "antrag",
    ),
}  # fmt: skip
