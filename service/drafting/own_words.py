"""Keeps a draft from copying a note: no run of more than eight words is taken from it (issue 6, compose).

`in_own_words` changes small words that do not change the meaning, then parts a long run with an aside ("as you put
it"), then leaves off a subordinate end; where nothing helps it answers None and the thing is not said in this way.
Pure; facts and their keywords stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from service.drafting import english

MOST_COPIED = 8
_ROUNDS = 8
_WORD = re.compile(r"[\w'’]+")
Swap = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _with_subject(found: re.Match[str]) -> str:
    """Advice to the writer: "before asking" is before they ask."""
    base = english.base_of(found["verb"])
    is_advice = re.match(r"(?:not |never )?to ", found.string) or english.is_verb(found.string.split(" ")[0])
    return f"before I {base}" if base and is_advice else found[0]


def _with_that(found: re.Match[str]) -> str:
    """A relative clause with its "that": "the list my class made"."""
    before = found["before"].casefold()
    is_noun = before not in english.CONNECTED | _NO_NOUN and not english.is_always_finite(before)
    return f"{found['before']} that " if is_noun else found[0]


_NO_NOUN = frozenset(
    "what who whom which where why how whatever whoever all everything nothing one ones is are was were do".split()
)


def _whether(found: re.Match[str]) -> str:
    asks = re.search(r"(?i)\b(?:know|tell|ask|see|say|write|report)\b[^,.]*$", found.string[: found.start()])
    return "whether" if asks else found[0]


def _then(found: re.Match[str]) -> str:
    return f"and then {found['verb']}" if english.is_verb(found["verb"]) else found[0]


def _swaps(*pairs: tuple[str, str]) -> tuple[Swap, ...]:
    return tuple((re.compile(rf"\b{pattern}\b"), new) for pattern, new in pairs)


SWAPS: dict[str, tuple[Swap, ...]] = {
    "en": (
        (re.compile(r"\bbefore (?P<verb>\w+ing)\b"), _with_subject),
        (re.compile(r"\btwice,?(?= once\b)"), "two times,"),
        (
            re.compile(
                r"\b(?P<before>[a-z]+) (?=(?:(?:my|our|your|their) (?:\w+ ){1,2}|(?:I|we|they|you) (?:\w+ )?)(?:made|wrote|built|found|took|drew|use|need|"
                r"want|like|had|have|keep|kept|know|sell|run|ran|gave|got|saw|bought|\w{2,}ed)\b)"
            ),
            _with_that,
        ),
        (re.compile(r",? (?<!and )without (?=\w+ing\b)"), ", and without "),
        (re.compile(r"\band (?P<verb>(?!then\b)[a-z]+)(?= (?:it|the|a|an|them|your|my|every|what|how)\b)"), _then),
        (re.compile(r"\bif(?= (?:I|you|we|they|it|the)\b)"), _whether),
        *_swaps(
            ("nothing but", "nothing except"), (r"(?<=[a-z])['’]s(?= (?:a|an|the|always|never|no|not|only|how|what|where|why|in|on|about|all|like)\\b)", " is"),
            ("as if", "as though"), ("nobody", "no one"), ("no one", "nobody"), ("has to", "must"),
            ("those who", "the ones who"), ("that (?=can be|are|is)", "which "), (", not only", ", and not only"),
            ("pay attention to", "give attention to"),
            ("twice(?! once)", "two times"),
            (r"so(?= (?:the|a|you|they|we|it|people|nobody|everybody|your|I)\b)", "so that"),
            ("other people['’]s", "others’"),
            (r"(?<=hour )a day", "every day"), (r"(?<=hours )a day", "every day"), (r"(?<=minutes )a day", "every day"), (r"(?<=once )a day", "every day"),
            ("anyone", "anybody"), ("anybody", "anyone"), ("someone", "somebody"), ("somebody", "someone"),
            ("everyone", "everybody"), ("everybody", "everyone"), ("instead of", "rather than"),
            (r"rather than(?= \w+ing\b| an? | the )", "instead of"), ("because(?! of)", "since"), ("talk to", "talk with"),
            ("a lot of", "plenty of"), ("lots of", "plenty of"), ("start with", "begin with"), ("to start", "to begin"),
            ("maybe", "perhaps"), ("big", "large"), ("in order to", "to"), ("so that", "so"),
            ("whether", "if"), ("from the start", "from the beginning"), ("usually", "mostly"), (", but", ", though"),
            ("do not", "don’t"), ("(?:don['’]t)", "do not"), ("(?:isn['’]t)", "is not"), ("(?:doesn['’]t)", "does not"),
            ("(?:can['’]t)", "cannot"), ("(?:won['’]t)", "will not"), ("(?<=[a-z])['’]re", " are"), ("(?<=[a-z])['’]ll", " will"),
            ("(?:really|very|actually|just|simply|basically|quite) ", ""), ("at first", "in the beginning"),
            ("all the", "all of the"),
        ),
    ),
    "de": _swaps(
        ("ob ich(?! vielleicht)", "ob ich vielleicht"), ("zuerst", "zunächst"), ("zunächst", "zuerst"), ("bevor", "ehe"), ("weil", "da"),
        ("oft", "häufig"), ("häufig", "oft"), ("manchmal", "gelegentlich"), ("selber", "selbst"), ("irgendwas", "etwas"), ("irgendwie ", ""),
        ("verschiedene", "unterschiedliche"), ("schnell", "rasch"), ("sofort", "gleich"), ("mindestens", "wenigstens"), ("jeden Tag", "täglich"), ("jedes Jahr", "jährlich"),
        ("zum Beispiel", "etwa"), ("vor allem", "besonders"), ("statt(?! dessen)", "anstatt"), ("(?<=, )aber", "doch"), ("(?<!, )aber", "jedoch"), ("genauso", "ebenso"),
        ("sonst(?! (?:niemand|kein\\w*|etwas|nichts|wer|jemand|noch|so|auch|überall))", "andernfalls"), ("(?:einfach|wirklich|eigentlich|halt|eben|ziemlich|total|echt) ", ""), ("am Anfang", "zu Beginn"),
        ("am Ende", "zum Schluss"), ("die Leute", "die Menschen"), ("viele(?= [A-ZÄÖÜ]\\w+)", "zahlreiche"), ("nur", "lediglich"),
        ("immer(?! noch| mehr| wieder)", "stets"), ("dann", "danach"), ("noch nie", "bisher nie"), ("für den Anfang", "zu Beginn"),
        ("jemanden", "eine Person"), ("damit", "sodass"), ("ab und zu", "gelegentlich"), ("eine Menge", "viel"), ("kriegen", "bekommen"), ("hinterher", "danach"),
        ("danach", "anschließend"), (r"schon(?= (?:im|in|am|vor|während|beim)\b)", "bereits"), ("unterschiedliche", "verschiedene"),
    ),
    "fr": _swaps(
        (r"il faut(?= \w+(?:er|ir|re)\b)", "on doit"), ("de bout en bout", "du début à la fin"), ("beaucoup de", "pas mal de"), ("parce que", "car"), ("parce qu'", "car "),
        ("quelqu'un", "une personne"), ("les gens", "les personnes"), ("afin de", "pour"), ("puis", "ensuite"), ("d'abord", "pour commencer"),
        ("très", "vraiment"), ("surtout", "avant tout"), ("peut-être", "sans doute"),
        ("au début", "au départ"), ("avant tout", "d'abord"), ("plus tard", "par la suite"), ("tous les jours", "chaque jour"),
        ("même si", "bien que"), ("petite? (?=à)", ""), ("(?:vraiment|juste|simplement) ", ""), ("quand(?! même)", "lorsque"),
        ("qu'on", "que l'on"), ("(?<=si )on", "l'on"), ("(?<=car )on", "l'on"), ("(?<=où )on", "l'on"), ("ça(?! s')", "cela"), ("pendant", "durant"), ("souvent", "fréquemment"),
        ("tout de suite", "immédiatement"), ("vite", "rapidement"), ("seulement", "uniquement"), ("boulot", "travail"), ("plutôt que de", "au lieu de"),
        ("tout le monde", "chacun"),
        ("commencer", "débuter"), ("chercher", "rechercher"),
    ),
    "es": _swaps(
        (r"hay que(?= \w+[aei]r)", "conviene"), ("porque", "ya que"), ("de principio a fin", "de cabo a rabo"), ("la gente", "las personas"), ("empezar", "comenzar"),
        ("sobre todo", "ante todo"), ("luego", "después"), ("todos los días", "cada día"),
        ("alguien", "una persona"), ("al principio", "al comienzo"), ("muchos", "numerosos"), ("muchas", "numerosas"),
        ("(?:realmente|simplemente|solo|sólo) ", ""), ("antes que nada", "ante todo"), ("quizás?", "tal vez"), ("acabar", "terminar"), ("a menudo", "con frecuencia"), ("rápido", "deprisa"),
        ("en vez de", "en lugar de"), ("enseguida", "de inmediato"), ("durante", "a lo largo de"),
    ),
}  # fmt: skip
_ENDS = {
    "en": (
        re.compile(r",? (?=(?:before|after|when|while|because|since|where|which|whereas|although|though|and then)\b)|, "),
        re.compile(r" (?=(?:and|rather than|instead of|by \w+ing|in|at|on|from|for|with)\b)"),
    ),
    "fr": (
        re.compile(r",? (?=(?:avant|après|quand|lorsque|parce|puisque|car|où|ensuite|puis|afin|tandis)\b)|, "),
        re.compile(r" (?=(?:et|plutôt|au lieu|dans|en|à|sur|chez|pour|avec|par)\b)"),
    ),
    "es": (
        re.compile(r",? (?=(?:antes|después|cuando|porque|donde|luego|mientras|pues|para que)\b)|, "),
        re.compile(r" (?=(?:y|en vez|en lugar|en|a|con|para|por|desde)\b)"),
    ),
    "de": (re.compile(r", (?=(?:weil|da|bevor|ehe|damit|sodass|obwohl|sobald|solange|nachdem|während|falls|denn|und zwar|vor allem|besonders|zum Beispiel)\b)"),
           re.compile(r"(?<!\bdie)(?<!\bder)(?<!\bdas)(?<!\bden)(?<!\bdem), (?=(?:d(?:er|ie|as|en|em|essen|eren)|wie|was|wo) )")),
    "": (re.compile(r", "),),
}  # fmt: skip
_CLAUSE_BEGINS = (
    r"(?:(?:then|also|never|always|not|only)\ )?(?:not|never|the|a|an|you|they|we|it|she|he|nobody|everybody|people|your|that|how|what|to|"
    r"(?=(?:\w+s|[a-z]+)\ (?:the|a|an|it|them|your|my|their|no|every|each|through|with|for|up|out)\b)[a-z]+)"
)
"""What tells "and the banks follow", "and goes through it" from the pair "fish and chips"."""
_JOINTS = {
    "en": (
        re.compile(rf",\s+|(?<!\beven)(?<!\bonly)(?<!\bjust)(?<!\bnot)\s+(?=(?:(?:and|or)\s+{_CLAUSE_BEGINS}|but|not|rather|instead|before|after|because|since|when|while|if|where|which|unless|until)\b)"),
        re.compile(r"(?<!\beven)(?<!\bonly)(?<!\bjust)\s+(?=(?:in|at|on|from|for|with|by|about|during|without|out of|into|through|across|under|between|among|as an?)\b)"),
        re.compile(r"\s+(?=(?:is|are|was|were|will|can|should|has|have|always|never|often|more|most|less)\b)"),
    ),
    "de": (
        re.compile(r",\s+(?=(?:dass|weil|wenn|bevor|ehe|statt|anstatt|sondern|aber|doch|nicht|und|da|um|ohne|sobald|solange|während|falls|obwohl|damit|die|der|das|den|dem|was|wie|wo|wer|denn|dann)\b)"),
        re.compile(r"\s+(?=(?:(?:und|oder) (?:erst|dann|danach|nicht|die|der|das|den|sie|er|man|wer|auch|ihn|es|im|in|mit)|statt|anstatt|nicht)\b)"),
        re.compile(r"\s+(?=(?:in|im|bei|beim|mit|vor|nach|auf|für|an|am|zu(?! \w+(?:en|ern|eln)\b)|zum|zur|über)\b)"),
        re.compile(r"\s+(?=(?:mehr|weniger|besser|lieber|möglichst|immer|nie|erst|zuerst|oft|schon|am|als)\b)"),
    ),
    "fr": (
        re.compile(r",\s+|\s+(?=(?:(?:et|ou) (?:de|d['’]|que|qu['’]|le|la|les|on|il|elle|ne|un|une|pas|surtout|ensuite|\w+(?:er|ir|re))|mais|plutôt|avant|après|quand|lorsque|parce|puisque|car|où|pour|dès|sauf|sans)\b)"),
        re.compile(r"\s+(?=qu['’e])|(?<!\b(?:de|du|en) \w)\s+(?=(?:dans|en|à|sur|chez|avec|par|au|aux)\b)"),
        re.compile(r"\s+(?=(?:est|sont|plus|moins|mieux|toujours|jamais|souvent|de|d['’])\b)"),
    ),
    "es": (
        re.compile(r",\s+|\s+(?=(?:(?:y|o) (?:que|el|la|los|las|no|luego|después|un|una|se|\w+[aei]r)|pero|sino|antes|después|cuando|porque|donde|aunque|para|en cuanto|hasta que|sin|el \d|el (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo))\b)"),
        re.compile(r"(?<!\bde \w)\s+(?=(?:en|a|con|por|desde|sobre)\b)|(?<!\blo)(?<!\bel)(?<!\bla)(?<!\blos)(?<!\blas)\s+(?=que\b)"),
        re.compile(r"\s+(?=(?:es|son|más|menos|mejor|siempre|nunca|todo)\b)"),
    ),
}  # fmt: skip
"""Where an aside can stand: between clauses, which reads best, then before a preposition, then before a verb."""
_DEPENDS = re.compile(
    r"(?i)\b(?:unless|if|except|until|only|but|not|than|si|sauf|sinon|sans|mais|pas|ne|seulement|jusqu|nicht|kein\w*|nur|wenn|falls|außer|bis|aber|sondern|ohne|als|lediglich|salvo|sin|pero|no|solo|hasta)\b"
)
"""What may not be left off: without it the rest says something else."""
_HANGING = re.compile(
    r"(?i)\b(?:not|never|only|nicht|been|have|has|had|who|that|which|is|are|was|were|be|the|a|an|and|or|but|to|of|with|for|in|on|people|one|ones|"
    r"le|la|les|un|une|des|du|de|et|ou|à|en|que|qui|se|ne|pas|el|los|las|una|del|y|o|al|se|no|su|sus|mi|mis|son|sa|ses|mon|ma|mes|bout|principio|cabo|fil|peu|poco|der|die|das|den|dem|ein|eine|einen|wer|oder|und|ist|sind|sei|wird|so|zu)$"
)
"""What no sentence can end with, or nobody knows who is meant."""
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|will|would|should|may|does|do|did|means?|makes?|takes?|needs?)\b"
)
"""What carries the sentence must not go with the end that a preposition begins."""
_SHORTEST = 3
_NEARLY_ALL = 0.6
_KEPT = 0.33
"""How much of it has to stay for it to be the same thing."""


def copied(text: str, sources: Iterable[str]) -> tuple[int, int] | None:
    """Where a run of more than eight words stands that a source has too: its first and last character; None = nowhere."""
    spans = [found.span() for found in _WORD.finditer(text)]
    own = [text[start:end].casefold() for start, end in spans]
    for source in sources:
        held = _joined(word.casefold() for word in _WORD.findall(source))
        length = MOST_COPIED + 1
        for first in range(len(own) - MOST_COPIED):
            if _joined(own[first : first + length]) not in held:
                continue
            while first + length < len(own) and _joined(own[first : first + length + 1]) in held:
                length += 1
            return spans[first][0], spans[first + length - 1][1]
    return None


def _joined(found: Iterable[str]) -> str:
    return f" {' '.join(found)} "


def in_own_words(text: str, sources: Iterable[str], language: str, aside: str = "") -> str | None:
    """The text with no run of more than eight words in common with a source; None when that cannot be had.

    `aside`: words such as "as you put it" that may part a run, once; "" = none may.
    """
    held = tuple(sources)
    for _ in range(_ROUNDS):
        run = _run(text, held, language)
        if run is None:
            return text
        may_part = aside and aside not in text
        changed = (
            _swapped(text, run, language)
            or (may_part and _parted(text, run, held, aside, _joints(language)[:1]))
            or _shortened(text, run, language, _ends(language)[:1])
            or _shortened(text, run, language, _ends(language)[1:], kept=_NEARLY_ALL)
            or (may_part and _parted(text, run, held, aside, _joints(language)[1:]))
            or _shortened(text, run, language, _ends(language)[1:])
        )
        if not changed:
            return None
        text = changed
    return text if _run(text, held, language) is None else None


def _run(text: str, held: tuple[str, ...], language: str) -> tuple[int, int] | None:
    """The first long run, also one that begins with the "that" of a phrase of ours."""
    found = copied(text, held)
    if found is not None or language != "en":
        return found
    led = copied(f"that {text}", held)
    return (max(0, led[0] - 5), led[1] - 5) if led else None


def _swapped(text: str, run: tuple[int, int], language: str) -> str:
    """One small word changed, the one nearest to the middle of the run; "" when there is none."""
    middle = sum(run) / 2
    found = [
        (abs(match.start() - middle), match.start(), match.end(), match.expand(new) if isinstance(new, str) else new(match))
        for pattern, new in SWAPS.get(language, ())
        for match in pattern.finditer(text, *run)
    ]  # fmt: skip
    changed = [(start, end, new) for _, start, end, new in sorted(found) if text[start:end] != new]
    return text[: changed[0][0]] + changed[0][2] + text[changed[0][1] :] if changed else ""


def _joints(language: str) -> tuple[re.Pattern[str], ...]:
    return _JOINTS.get(language, ())


def _parted(
    text: str, run: tuple[int, int], held: tuple[str, ...], aside: str, joints: tuple[re.Pattern[str], ...]
) -> str:
    """With the aside between commas where the run has a joint, the one nearest to its middle; "" when none helps."""
    middle = sum(run) / 2
    for joint in joints:
        places = sorted((abs(one.start() - middle), one.start(), one.end()) for one in joint.finditer(text, *run))
        for _, start, end in places:
            parted = f"{text[:start]}, {aside}, {text[end:]}"
            # A phrase of ours may begin with the word before it in the note: "your point that …".
            if all(copied(lead + parted, held) is None for lead in ("", "that ", "to ")):
                return parted
    return ""


def _ends(language: str) -> tuple[re.Pattern[str], ...]:
    return _ENDS.get(language, _ENDS[""])


def _shortened(
    text: str, run: tuple[int, int], language: str, ends: tuple[re.Pattern[str], ...], kept: float = 0.0
) -> str:
    """Without its end, from a subordinate clause on, else from a preposition on; "" when too little would be left."""
    for boundary in ends:
        for cut in reversed([found.start() for found in boundary.finditer(text, *run)]):
            left = len(_WORD.findall(text[:cut]))
            is_cut_open = (
                boundary is not _ends(language)[0]
                and bool(_FINITE.search(text[cut:]))
                and not text[cut:].startswith(" and ")
            )
            is_enough = not is_cut_open and left >= max(_SHORTEST, len(_WORD.findall(text)) * max(kept, _KEPT))
            if is_enough and not _DEPENDS.search(text[cut:]) and not _HANGING.search(text[:cut]):
                return text[:cut].rstrip(" ,")
    return ""
