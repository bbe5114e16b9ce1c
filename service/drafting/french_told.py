"""French: what a note tells of somebody, said to them: "elle a quitté son poste" is "vous avez quitté votre poste".

How they went, what they regret or do, what something taught them; what is theirs becomes yours. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_BE = {
    "a": "avez as",
    "est": "êtes es",
    "avait": "aviez avais",
    "aurait": "auriez aurais",
    "était": "étiez étais",
    "va": "allez vas",
    "fait": "faites fais",
}

STORY = re.compile(
    r"(?i)^(?:(?:\x01|elle|il(?! (?:faut|y|est (?:important|utile|bon|possible|rare))))\s*|(?=(?:a|avait)\s))(?P<no>n'|ne )?(?P<self>s'(?=est |était ))?(?P<verb>a|est|aurait|avait|était|va|fait)\s+(?P<rest>.+)$"
)

PRONOUN = re.compile(r"(?i)\b(?:elle|lui|eux|il(?! (?:faut|y a|est (?:important|utile|bon|possible|rare))))\b|\x01")


def story(text: str, *, familiar: bool) -> str:
    """What is told of somebody, to them: "elle a quitté son poste" is "vous avez quitté votre poste"; "" where not plain."""
    lead = LED.match(text)
    if lead:
        told = story(text[lead.end() :], familiar=familiar)
        return f"{lead['lead']}{told}" if told and not PRONOUN.search(lead["lead"]) else ""
    if ALWAYS.match(text):
        return habit(re.split(r"\s+:\s+|,\s", text, maxsplit=1)[0], familiar=familiar)
    text = re.split(r"\s+:\s+", text, maxsplit=1)[0]
    if TAUGHT.match(text) or REGRETS.match(text):
        return _taught(text, familiar=familiar) or habit(text, familiar=familiar)
    found = STORY.match(text)
    if found is None:
        return ""
    rest = _before_pronoun(found["rest"])
    if not rest:
        return ""
    rest = theirs(rest, familiar=familiar)
    verb = _BE[found["verb"].lower()].split()[familiar]
    own = "" if not found["self"] else ("t'" if familiar else "vous ")
    no = "" if not found["no"] else ("n'" if not own and verb[0] in "aeéê" else "ne ")
    return f"{'tu' if familiar else 'vous'} {no}{own}{verb} {rest}"


LED = re.compile(
    r"(?i)^(?P<lead>(?:(?:après|avant|pendant|depuis|à|en|au|dès|chez|dans|entre|sans|malgré)\s[^,]{2,60}|longtemps|d'abord|au début|finalement),\s+)(?=(?:elle|il|\x01)\s)"
)

TAUGHT = re.compile(
    r"(?i)^(?P<what>(?:le|la|les|un|une|ce|cette|ces|ses|son|sa|c'est|deux|trois)\b[^,;]*?|l'[^,;]*?)\blui\s+(?P<has>a|ont|avait|avaient)\s+(?P<rest>.+)$"
)
"""What something did for them: "le terrain lui a plus appris que l'école"."""

ALWAYS = re.compile(r"(?i)^(?:elle|il|\x01)\s*[^\W\d_]+e (?:toujours|encore|d'abord|chaque)\b")
"""What they always do: "elle refuse toujours le premier prix"."""
REGRETS = re.compile(r"(?i)^(?:elle|il|\x01)\s*regrette\s(?:surtout |juste )?(?:de |d')")


def _taught(text: str, *, familiar: bool) -> str:
    found = TAUGHT.match(text)
    if found is None or PRONOUN.search(found["rest"]) or re.search(r"(?i)\bqu[ie']", found["what"]):
        return ""
    to = ("t'" if familiar else "vous ") + found["has"]
    return f"{theirs(found['what'], familiar=familiar)}{to} {theirs(found['rest'], familiar=familiar)}"


def _before_pronoun(text: str) -> str:
    """As far as nobody is named by a pronoun; "" when too little is left."""
    found = re.search(r"(?i)\b(?:elle|il(?! y a)|lui|eux|leur|ils|elles)\b|\bqu'(?:elle|il)s?\b", text)
    if found is None:
        return text
    ends = [end.start() for end in _CLAUSE_END.finditer(text[: found.start()])]
    kept = text[: ends[-1]].rstrip(" ,") if ends else ""
    return kept if len(kept.split()) >= _ENOUGH else ""


_CLAUSE_END = re.compile(
    r"(?i),\s|\s(?:et|mais|puis|car|parce que?|parce qu'|quand|comme|puisque?|alors que?)(?=\s|$|')|\s–\s"
)

_ENOUGH = 4


def theirs(text: str, *, familiar: bool) -> str:
    """What is hers or his becomes yours: "son livre" is "votre livre"."""
    forms = (("son", "ton", "votre"), ("sa", "ta", "votre"), ("ses", "tes", "vos"))
    for own, tu, vous in forms:
        text = re.sub(rf"\b{own}\b", tu if familiar else vous, text)
    return re.sub(r"\bs'(?=\w+(?:er|ir|re)\b)|\bse (?=\w+(?:er|ir|re)\b)", _self_of(familiar), text)


_IRREGULAR = {
    "veut": "voulez veux", "peut": "pouvez peux", "doit": "devez dois", "sait": "savez sais", "fait": "faites fais", "prend": "prenez prends",
    "vient": "venez viens", "dit": "dites dis", "finit": "finissez finis", "écrit": "écrivez écris", "lit": "lisez lis", "suit": "suivez suis",
    "part": "partez pars", "connaît": "connaissez connais", "réfléchit": "réfléchissez réfléchis", "vit": "vivez vis", "apprend": "apprenez apprends",
}  # fmt: skip


def habit(text: str, *, familiar: bool) -> str:
    """What is told of somebody in the present, to them: "elle hésite entre…" is "vous hésitez entre…"; "" where not plain."""
    found = re.match(
        r"(?i)(?P<who>(?:elle|il|\x01)\s+)?(?P<verb>[^\W\d_]{2,})\s(?P<rest>(?:entre|à|au|aux|de|du|des|sur|encore|beaucoup|en|vers|bien|"
        r"pour|dans|le|la|les|une?|d'|l'|quelqu'un|quelque|que|qu'|toujours|déjà|trois|deux|cinq)(?:\b|(?<=')).*)$",
        text,
    )
    if found is None or re.search(r"(?i)\b(?:elle|lui|eux|leurs?)\b|\x01", found["rest"]):
        return ""
    verb = found["verb"].lower()
    said = _IRREGULAR[verb].split()[familiar] if verb in _IRREGULAR and found["who"] else ""
    if verb.endswith("e") and (found["who"] or verb in _BARE_VERBS):
        said = f"{verb}s" if familiar else f"{verb}z"
    return f"{'tu' if familiar else 'vous'} {said} {theirs(found['rest'], familiar=familiar)}" if said else ""


_BARE_VERBS = frozenset(
    "hésite cherche travaille prépare termine commence pense aime parle rêve envisage souhaite".split()
)


def _self_of(familiar: bool) -> Callable[[re.Match[str]], str]:
    tu = {"s'": "t'", "se ": "te "}
    return lambda found: tu[found[0]] if familiar else "vous "


def definite(thing: str) -> str:
    """A thing that was spoken of: "son livre", "une liste" become "le livre", "la liste"."""
    found = re.match(r"(?i)(?P<article>son|sa|ses|un|une|des|leurs?)\s+(?P<rest>.+)$", thing)
    if found is None:
        return thing
    article, rest = found["article"].lower(), found["rest"]
    if article in {"ses", "des", "leurs"}:
        return f"les {rest}"
    if re.match(r"(?i)[aeiouyàâéèêëîïôùûœ]|h(?!aut|uit|éros|andicap|olland|ongr)", rest):
        return f"l'{rest}"
    return f"{'la' if article in {'sa', 'une'} else 'le'} {rest}"
