"""Spanish: what a note tells of somebody, said to them: "ella dejó su puesto" is "dejaste tu puesto".

How they went, what they regret, what something taught them; what is theirs becomes yours. Pure.
"""

from __future__ import annotations

import re

_SECOND = {
    "es": "eres", "ha": "has", "va": "vas", "está": "estás", "lleva": "llevas", "tiene": "tienes", "hizo": "hiciste", "fue": "fuiste", "tuvo": "tuviste",
    "puso": "pusiste", "quiso": "quisiste", "pudo": "pudiste", "vino": "viniste", "estuvo": "estuviste", "había": "habías", "era": "eras",
    "tenía": "tenías", "quiere": "quieres", "puede": "puedes", "prefiere": "prefieres", "hace": "haces",
}  # fmt: skip

PAST = frozenset("hizo fue tuvo puso quiso pudo vino estuvo había tenía".split())

_IAR = (
    "cambi",
    "estudi",
    "inici",
    "envi",
    "copi",
    "limpi",
    "anunci",
    "financi",
    "negoci",
    "renunci",
    "asoci",
    "aprop",
    "premi",
)

STORY = re.compile(
    r"(?i)^(?P<who>(?:\x01|ella|él)\s*)?(?P<no>no\s+)?(?P<self>se\s+)?(?P<verb>es|ha|va|está|lleva|tiene|hizo|fue|tuvo|puso|quiso|pudo|vino|estuvo|había|era|tenía|[^\W\d_]{2,}ó)\s+(?P<rest>.+)$"
)


def story(text: str, *, familiar: bool) -> str:
    """What is told of somebody, to them: "ella dejó su puesto" is "dejaste tu puesto"; "" where that is not plain."""
    regret = REGRETS.match(text)
    if regret:
        own = f"te arrepientes {regret['rest']}" if familiar else f"usted se arrepiente {regret['rest']}"
        return "" if re.search(r"(?i)\b(?:ella|él)\b", own) else theirs(own, familiar=familiar)
    led = LED.match(text)
    if led:
        return _led(led, familiar=familiar)
    taught = TAUGHT.match(text)
    if taught:
        said = f"{taught['what']}{'te' if familiar else 'le'} {taught['rest']}"
        return "" if re.search(r"(?i)\b(?:ella|él)\b", said) else theirs(said, familiar=familiar)
    found = STORY.match(text)
    if found is None:
        return ""
    rest = _before_pronoun(found["rest"])
    if not rest:
        return ""
    no, verb = found["no"] or "", found["verb"].lower()
    if not familiar:
        return f"usted {no}{found['self'] or ''}{verb} {rest}"
    rest = re.sub(r"(?i)\b(y (?:luego |después )?)([^\W\d_]{2,}ó)\b", lambda more: f"{more[1]}{second(more[2])}", rest)
    said = _SECOND.get(verb) or second(verb)
    return f"{no}{'te ' if found['self'] else ''}{said} {theirs(rest, familiar=True)}" if said else ""


REGRETS = re.compile(r"(?i)^(?:(?:ella|él|\x01)\s*)?se arrepiente (?P<rest>(?:mucho |solo |sólo )?de .+)$")

TAUGHT = re.compile(
    r"(?i)^(?P<what>(?:el|la|los|las|un|una|sus?|\w+[aei]r|est[aeo]s?|aquel|aquella|dos|tres)\b(?:(?!\bque\b)[^,;:])*?)\ble (?P<rest>(?:[^\W\d_]+(?:ó|aron|ieron|aba|ían?)|dio|hizo|trajo|costaron)\s.+)$"
)
"""What something did for them: "el campo le enseñó más que la escuela"."""

LED = re.compile(
    r"(?i)^(?P<lead>(?:a los \w+(?: años)?|con \w+ años|de joven|al principio|así|en \d{4}|(?:tras|después de|antes de|durante) [^,]{3,50},),?\s+)(?P<who>(?:ella|él|\x01)\s*)?(?P<no>no\s+)?(?P<self>se\s+)?(?P<verb>[^\W\d_]{2,}(?:ó|aba|ía)|hizo|fue|tuvo|dirige|puso)\s+(?P<rest>.+)$"
)


def _led(found: re.Match[str], *, familiar: bool) -> str:
    """What is told with its time first: "a los 19 repartía gas" is "a los 19 repartías gas"."""
    rest, verb = _before_pronoun(found["rest"]), found["verb"].lower()
    said = verb if not familiar else _SECOND.get(verb) or (f"{verb}s" if verb[-1] == "a" else second(verb))
    if not rest or not said:
        return ""
    no = found["no"] or ""
    if not familiar:
        return f"{found['lead']}usted {no}{found['self'] or ''}{said} {rest}"
    return f"{found['lead']}{no}{'te ' if found['self'] else ''}{said} {theirs(rest, familiar=True)}"


def _before_pronoun(text: str) -> str:
    """As far as nobody is named by a pronoun; "" when too little is left."""
    found = re.search(r"(?i)\b(?:ella|él|ellos|ellas)\b", text)
    if found is None:
        return text
    ends = [end.start() for end in re.finditer(r"(?i),\s|\s(?:y|pero|porque|cuando|aunque)\s", text[: found.start()])]
    kept = text[: ends[-1]] if ends else ""
    return kept if len(kept.split()) >= _ENOUGH else ""


_ENOUGH = 3


def second(verb: str) -> str:
    """A preterite to a tú: "cambió" is "cambiaste"; "" where the ending does not tell."""
    if verb.endswith("yó"):
        return f"{verb[:-2]}íste"
    if verb.endswith("ió") and not verb.startswith(_IAR):
        return f"{verb[:-2]}iste"
    return f"{verb[:-1]}aste" if verb.endswith("ó") else ""


def theirs(text: str, *, familiar: bool) -> str:
    """What is theirs: "su libro" stays for an usted and is "tu libro" for a tú."""
    return re.sub(r"\b(\w+[aeií]r)se\b", r"\1te", re.sub(r"\bsu(s?)\b", r"tu\1", text)) if familiar else text


def definite(thing: str) -> str:
    """A thing that was spoken of: "una lista" is "la lista"."""
    articles = {"un": "el", "una": "la", "unos": "los", "unas": "las"}
    return re.sub(r"(?i)^(?:unos|unas|una|un)(?= )", lambda found: articles[found[0].lower()], thing)
