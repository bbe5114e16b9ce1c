"""German verbs: which word is one, its base form, with zu and without, and how it goes with Sie and du.

What the lists in `german_words` do not hold is told by its ending; a wrong guess is worse than none. Pure.
"""

from __future__ import annotations

import re
from functools import cache

from service.drafting.german_words import (
    AUXILIARIES,
    DETERMINERS,
    DU_OF,
    PARTICIPLES,
    PARTICLES,
    PLURAL_OF,
    PLURALS,
    SEPARABLE_IEREN,
    SMALL,
    STRONG,
    WEAK,
    WHOLE_VERBS,
)
from service.drafting.language import Register

_INFINITIVE = re.compile(r"[a-zäöüß-]+(?:en|ern|eln|tun|sein)")


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
    singular |= {form.replace("ß", "ss"): verb for form, verb in singular.items() if "ß" in form}
    return singular, plural, told


def is_singular(word: str) -> bool:
    """Whether a word is a verb in the third person singular."""
    return word in _finite()[0] or particle_cut(word, _finite()[0]) != ""


def is_finite(word: str) -> bool:
    """Whether a word can be the verb of a main clause."""
    return is_singular(word) or word in _finite()[1]


def particle_cut(word: str, forms: dict[str, str]) -> str:
    """The particle before a known form: "zurückkommt" is "kommt" after "zurück"; "" where there is none."""
    for particle in PARTICLES:
        rest = word.removeprefix(particle)
        if rest != word and rest in forms:
            return particle
    return ""


def is_infinitive(word: str) -> bool:
    """Whether a small word looks like the base form of a verb, and not like what was done ("gestanden")."""
    if not _INFINITIVE.fullmatch(word) or word in SMALL or word in DETERMINERS:
        return False
    return is_known_infinitive(word) or not is_participle(word)


@cache
def is_known_infinitive(word: str) -> bool:
    """Whether a word is a base form of the lists, with a particle or without."""
    known = WEAK | set(STRONG)
    if word.endswith("gefallen") and word != "gefallen":
        return False  # "ausgefallen" is what was done.
    return word in known or bool(particle_cut(word, dict.fromkeys(known, "")))


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


def base_with_particle(word: str) -> str:
    """What "ich" does at the end of a clause, as an infinitive: "beschreibe" → "beschreiben", "mitbringe" → "mitbringen"."""
    whole = said_by_me(word)
    parted = (
        (particle, said_by_me(word.removeprefix(particle))) for particle in PARTICLES if word.startswith(particle)
    )
    return whole or next((f"{particle}{base}" for particle, base in parted if base), "")


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
    head, comma, after = rest.partition(", ")
    words = head.split()
    particle = words.pop() if len(words) > 1 and words[-1] in PARTICLES else ""
    return f"{' '.join(words)} {particle}{verb}{comma}{after}"


@cache
def _spoken_to() -> dict[str, str]:
    """What "du" does, and what was done, by its form: "leitest", "gegangen"."""
    singular = _finite()[0]
    known = {second_person(form, "familiar"): verb for form, verb in singular.items()}
    return known | {done: verb for verb, done in PARTICIPLES.items()}


@cache
def base_of(word: str) -> str:
    """The base form of a verb without particle and zu: "anzufangen", "fängt" and "anfängst" are all "fangen"; "" if none."""
    plain = without_zu(re.sub(r"^zuzu(?=\w{3,}en$)", "zu", word.casefold()))
    singular, plural, told = _finite()
    for particle in ("", *PARTICLES):
        rest = plain.removeprefix(particle)
        if particle and rest == plain:
            continue
        known = rest if rest in WEAK or rest in STRONG else ""
        known = known or singular.get(rest) or plural.get(rest) or told.get(rest) or _spoken_to().get(rest) or ""
        if known:
            return _without_particle(known)
    return ""


def _without_particle(verb: str) -> str:
    """The verb that a particle stands before, where both are known: "vorstellen" → "stellen"."""
    parted = (verb.removeprefix(particle) for particle in PARTICLES if verb.startswith(particle))
    return next((rest for rest in parted if rest in WEAK or rest in STRONG), verb) if verb not in WHOLE_VERBS else verb


def second_person(verb: str, register: Register) -> str:
    """The verb as it goes with Sie or du: "schaut" → "schauen", "schaust"; "" when it is not known."""
    singular = _finite()[0]
    if verb not in singular:
        particle = particle_cut(verb, singular)
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
