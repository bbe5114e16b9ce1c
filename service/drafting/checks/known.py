"""What a draft may know: the words of its quotes, of the people, of the person's own profile, of the slot as it stands.

And the vocabulary: the words of our own phrases, which say nothing about anybody. Everything else is invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo

from service.drafting import greeting, timing
from service.drafting.candidate import Candidate
from service.drafting.evidence import Quote
from service.drafting.language import STOP_WORDS, content_stems, fold, stem, words
from service.drafting.material import addressing_names, their_zone
from service.drafting.notes import written_out
from service.drafting.tongues import TONGUES
from service.drafting.writer import Sentence
from service.zones import zone_of


def quotes_of(candidate: Candidate, sentence: Sentence) -> tuple[Quote, ...]:
    """What a sentence of ours rests on; a person's own may rest on anything that the text cites."""
    return sentence.quotes if candidate.is_ours else candidate.composed.quotes


def text_of(candidate: Candidate, quotes: Iterable[Quote]) -> str:
    """Everything that words resting on these quotes may take a name or a number from."""
    return " ".join(
        [
            *_quoted(candidate, quotes),
            *_written(candidate),
            *_people(candidate),
            *_profile(candidate),
            *slot_words(candidate),
        ]
    )


def said_in(candidate: Candidate, quotes: Iterable[Quote]) -> str:
    """The words of these quotes, and what else a text may take up."""
    return " ".join([*_quoted(candidate, quotes), *_written(candidate)])


def _written(candidate: Candidate) -> Iterator[str]:
    """A person's own text may take up whatever the two wrote, and what was noted, planned and asked for."""
    if candidate.is_ours:
        return
    scene = candidate.scene
    yield from (mail.text for mail in scene.with_whom(candidate.material.who))
    yield from (note.public for note in (*scene.notes, *scene.earlier))
    yield from (ask.public for ask in scene.asks)
    yield from (f"{one.event.summary} {one.event.description} {one.event.location}" for one in scene.entries)


def _quoted(candidate: Candidate, quotes: Iterable[Quote]) -> Iterator[str]:
    """The quotes as they stand, and with their abbreviations as words."""
    for quote in quotes:
        yield quote.quote
        if quote.source.startswith(("note:", "ask:")):
            yield written_out(quote.quote, candidate.composed.language)


def _people(candidate: Candidate) -> list[str]:
    scene, material = candidate.scene, candidate.material
    who, intro = material.who, scene.intro
    found = [who.name.full, who.name.title, material.addressing.used, greeting.first_name(material.addressing)]
    found += [material.contact_name, *material.names, *material.others, *(ask.about for ask in scene.asks)]
    return [*found, *([intro.by.name.full, greeting.first_name(addressing_names(scene, intro.by))] if intro else [])]


def _profile(candidate: Candidate) -> list[str]:
    sender = candidate.scene.sender
    return [
        sender.name,
        sender.goal,
        sender.signature,
        candidate.composed.greeting,
        sender.chosen.opening,
        sender.chosen.closing,
    ]


# --- vocabulary ---------------------------------------------------------------------------------------------------

_CHOICE = re.compile(r"\[([^\[\]]*)\]")


@cache
def vocabulary(language: str) -> frozenset[str]:
    """The words of all phrases of a language, folded."""
    tongue = TONGUES[language]
    phrases = (phrase for table in (tongue.phrases, tongue.styled) for group in table.values() for phrase in group)
    return frozenset(plain(word) for phrase in phrases for text in _spelt_out(phrase) for word in words(text))


_SHORT_FORM = re.compile(r"n't$|'(?:m|d|ll|ve|s|re)$")


def plain(word: str) -> str:
    """A word for comparing: no capitals, no accents, one kind of apostrophe, no short form of speech behind it."""
    return _SHORT_FORM.sub("", fold(word).replace("’", "'"))


def _spelt_out(phrase: str) -> Iterable[str]:
    """Wordings of a phrase in which each choice occurs once."""
    plain_text = re.sub(r"\{\w+\}", " ", phrase)
    choices = [found[1].split("|") for found in _CHOICE.finditer(plain_text)]
    for place in range(max(map(len, choices), default=1)):
        taken = iter(choices)
        yield _CHOICE.sub(lambda _, place=place, taken=taken: _nth(next(taken), place), plain_text)  # type: ignore[misc]


def _nth(choices: Sequence[str], place: int) -> str:
    return choices[place % len(choices)]


@cache
def numbers(language: str) -> frozenset[str]:
    """Numbers of our own phrases: the minutes that a first mail asks for."""
    phrases = (phrase for group in TONGUES[language].phrases.values() for phrase in group)
    return frozenset(found for phrase in phrases for found in re.findall(r"\d+", phrase))


_LINKING = {
    "en": """anybody anyone somebody someone everybody everyone rather instead plenty begin beginning perhaps maybe
        large mostly usually cannot because since while although though until unless whether also too each every other another both either neither few
        many most much all such own same being having did does doing done get got let lets here there then where than
        whose whom himself herself themselves myself yourself itself already still always never often again once even
        just only rather quite very first next last away back off over under between through during without within upon
        across along around behind beside down up might may must shall should cannot can't didn't doesn't isn't wasn't""",
    "de": """weil da damit obwohl während bevor nachdem bis seit sobald falls denn also dann dort hier wo wer wen wem welche
        welcher welches jeder jede jedes jeden alle alles anderen andere anderer beide viele wenige etwas nichts kein keine
        keinen selbst eigene eigenen immer nie oft wieder noch schon zuerst zunächst statt anstatt über unter zwischen
        vielleicht ehe häufig gelegentlich etwas rasch gleich wenigstens täglich jährlich etwa besonders anstatt jedoch ebenso
        andernfalls beginn schluss menschen zahlreiche lediglich stets danach bisher person sodass viel bekommen zwischen sonst
        hinter neben vom beim ins ans solche solchen dieser diesem diesen jene mehr weniger muss müssen soll sollen
        sollte kann können wurde wurden werden worden dabei dafür daran darauf davon dazu doch anschließend bereits heute
        verschiedene verschiedenen unterschiedliche unterschiedlichen deines ihres""",
    "fr": """parce car puisque lorsque alors afin pendant avant après depuis sans sous entre vers chez toute tout tous toutes
        chaque autre autres même mêmes aussi encore toujours jamais souvent déjà d'abord surtout puis donc dont où lequel
        laquelle celui celle ceux ces cet leurs soi être avoir faire fut sera peut doit faut plutôt ainsi bien trop peu
        beaucoup plusieurs quelque quelques rien aucun aucune ensuite début fin mal personne personnes doute débuter rechercher
        êtes étiez étais fûtes avez aviez avais eues
        l'on durant fréquemment immédiatement rapidement uniquement chacun travail occuper m'occuper point""",
    "es": """porque ya que pues mientras aunque antes después desde hasta sin bajo entre hacia cada otro otra otros otras mismo
        misma también aún todavía siempre nunca jamás luego entonces donde cual cuales cuyo quien quienes todo toda todos
        todas algo nada ningún ninguna mucho mucha muchos poco pocos tan tanto así bien mejor primero ser estar haber
        hacer tener puede debe hay era fue sea persona personas numerosos numerosas comenzar terminar cabo rabo
        eres eras estaba estabas estuvo estuviste había habías
        frecuencia deprisa lugar inmediato largo ocuparme punto""",
}


@cache
def function_words(language: str) -> frozenset[str]:
    """Words that say nothing by themselves: retelling may put them anywhere."""
    return frozenset(map(plain, (*STOP_WORDS[language], *_LINKING[language].split())))


@cache
def vocabulary_stems(language: str) -> frozenset[str]:
    return frozenset(stem(word) for word in vocabulary(language))


@cache
def roles(language: str) -> frozenset[str]:
    """What our own phrases do: a sentence of another role was worded by somebody else."""
    tongue = TONGUES[language]
    return frozenset(key.split(".", 1)[0] for table in (tongue.phrases, tongue.styled) for key in table)


def public_stems(candidate: Candidate) -> frozenset[str]:
    """What may be said whatever else says it too: names of those present, what is quoted openly, our own phrases."""
    quoted = [quote.quote for quote in candidate.composed.quotes]
    people = [who.name.full for who in candidate.scene.everyone]
    stems = frozenset().union(*map(content_stems, (*quoted, *people, *_people(candidate), *slot_words(candidate))))
    return stems | vocabulary_stems(candidate.composed.language)


# --- the slot -----------------------------------------------------------------------------------------------------


def zones(candidate: Candidate) -> tuple[ZoneInfo, ZoneInfo]:
    scene = candidate.scene
    return their_zone(scene, candidate.material.who), zone_of(scene.sender.timezone)


MONTHS = {
    "en": "january february march april may june july august september october november december".split(),
    "de": "januar februar märz april mai juni juli august september oktober november dezember".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}


def slot_words(candidate: Candidate) -> list[str]:
    """The final slot's day and hour in the words of the language: nothing else may date the meeting (R13)."""
    start, end, language = candidate.scene.start, candidate.scene.end, candidate.composed.language
    if start is None:
        return []
    found: list[str] = []
    for zone in zones(candidate):
        local = start.astimezone(zone)
        found += [timing.WEEKDAYS[language][local.weekday()], timing.hour_words(start, zone, language), str(local.day)]
        found += [MONTHS[language][local.month - 1], f"{local:%H:%M}"]
        found += [timing.hour_words(end, zone, language)] if end else []
    return [*found, *relative_days(candidate)]


_NEAR: Mapping[str, Mapping[int, tuple[str, ...]]] = {
    "en": {-1: ("tomorrow",), 0: ("today",), 1: ("yesterday",)},
    "de": {-1: ("morgen",), 0: ("heute",), 1: ("gestern",)},
    "fr": {-1: ("demain",), 0: ("aujourd'hui", "aujourd’hui"), 1: ("hier",)},
    "es": {-1: ("mañana",), 0: ("hoy",), 1: ("ayer",)},
}
_PARTS_OF_DAY = {
    "en": (("this morning",), ("this afternoon",), ("this evening", "tonight")),
    "de": (("heute Vormittag", "heute Morgen", "heute früh"), ("heute Nachmittag", "heute Mittag"), ("heute Abend",)),
    "fr": (("ce matin",), ("cet après-midi",), ("ce soir",)),
    "es": (("esta mañana",), ("esta tarde",), ("esta noche", "esta tarde")),
}
_NOON, _EVENING = 12, 18


def relative_days(candidate: Candidate) -> list[str]:
    """Words like "this morning", "yesterday", that name the slot truly on the day of sending."""
    start, language = candidate.scene.start, candidate.composed.language
    if start is None:
        return []
    found: list[str] = []
    for zone in zones(candidate):
        local, sent = start.astimezone(zone), candidate.send_at.astimezone(zone)
        apart = (sent.date() - local.date()) // timedelta(days=1)
        found += _NEAR[language].get(apart, ())
        if apart == 0:
            found += _PARTS_OF_DAY[language][0 if local.hour < _NOON else 1 if local.hour < _EVENING else 2]
    return found
