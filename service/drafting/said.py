"""What a model wrote, taken apart strictly and held against the rules' own text: fit to stand for it, or what is wrong.

A model may choose words, never matter. Beside the gate that every draft passes, each of its sentences must say what the
sentences of the rules say that rest on the same facts; whatever else carries content is refused, all facts must be
there, and nothing may be promised, denied or counted that was not. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import permutations

from pydantic import BaseModel, ConfigDict, ValidationError

from service.drafting import check, sides
from service.drafting.bundle import Bundle, Line
from service.drafting.check import Candidate, Failure
from service.drafting.checks import known
from service.drafting.language import SHORTEST_STEM, STOP_WORDS, content_stems, stem, words
from service.drafting.plain_words import DENIES, PLAIN_STEMS, PLAIN_WORDS, PLEASE, SOMEBODY, TELLING_STEMS
from service.drafting.wordlists import HARMLESS_PROMISE, PROMISE
from service.drafting.writer import Composed, Sentence

MOST_SENTENCES, LONGEST_SENTENCE = 24, 500
_FENCE = re.compile(r"\A```(?:json)?\s*\n(?P<inside>.*?)\n?```\Z", re.DOTALL)
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
"""Some models think aloud before they answer."""
_LINE = re.compile(r"\A\[(?P<ids>[^\]\[]{0,80})\]\s*(?P<text>\S.*)\Z")
_ROLE = "model"
_SAME = 2
"""Content stems from which on two sentences are the same by no chance."""
_RUN = 4
"""Words that stand twice in the same order only where something is said again."""
_AGAIN = re.compile(r"\b(\w+)\s+\1\b", re.IGNORECASE)
_DOUBLED = frozenset("vous nous that had die der das sie".split())
_SIGN = re.compile(r"[^\w\s.,;:?!'’()–—…-]|_")
"""Whatever plain sentences do not need: codes, markup, pictures."""


class NotAsAsked(ValueError):
    """The answer is not in the form that was asked for."""


class _One(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    text: str
    facts: list[str]


class _All(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    sentences: list[_One]


Said = list[tuple[str, tuple[str, ...]]]
"""Sentences with the ids of the facts that each rests on."""


# --- reading ------------------------------------------------------------------------------------------------------


def read(answer: str, bundle: Bundle) -> Said:
    """The sentences of an answer. Raises NotAsAsked for any other form, and for a fact that there is not."""
    text = _THOUGHTS.sub("", answer).strip()
    fenced = _FENCE.match(text)
    text = fenced["inside"].strip() if fenced else text
    found = _json(text) if text.startswith("{") else _lines(text)
    known = {fact.id for fact in bundle.facts}
    if not found or len(found) > MOST_SENTENCES or any(not set(ids) <= known for _, ids in found):
        raise NotAsAsked
    if any(len(text) > LONGEST_SENTENCE or not _is_sentence(text) for text, _ in found):
        raise NotAsAsked
    return found


def _json(text: str) -> Said:
    try:
        return [(one.text.strip(), tuple(dict.fromkeys(one.facts))) for one in _All.model_validate_json(text).sentences]
    except ValidationError:
        raise NotAsAsked from None


def _lines(text: str) -> Said:
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        one = _LINE.match(line)
        if one is None:
            raise NotAsAsked
        found.append((one["text"].strip(), tuple(dict.fromkeys(filter(None, re.split(r"[,\s]+", one["ids"]))))))
    return found


def _is_sentence(text: str) -> bool:
    """Whole, in one line, and nothing in it that is not seen."""
    is_plain = all(unicodedata.category(sign)[0] != "C" and sign not in "\u2028\u2029" for sign in text)
    return is_plain and text.endswith((".", "?", "!", "…"))


# --- as a draft ---------------------------------------------------------------------------------------------------


def composed_of(said: Said, bundle: Bundle) -> Composed:
    """The model's sentences in the rules' frame: their greeting, sign-off, paragraphs, and the person's own words."""
    first, last = _own(bundle)
    paragraphs: dict[int, list[Sentence]] = {}
    place, ends = 0, len(said) - _ending(bundle)
    for number, (text, ids) in enumerate(said):
        is_ending = number >= ends and not any(later for _, later in said[number:])
        place = len(bundle.rules.paragraphs) - 1 if is_ending else _paragraph(ids, bundle, place)
        paragraphs.setdefault(place, []).append(Sentence(text, _ROLE, bundle.quotes(ids)))
    kept = [tuple(paragraph) for _, paragraph in sorted(paragraphs.items())]
    kept[0] = (*first, *kept[0])
    kept[-1] = (*kept[-1], *last)
    return replace(bundle.rules, paragraphs=tuple(kept)) if first else _begun_like(bundle.rules, kept)


def _own(bundle: Bundle) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """The person's own first and last words."""
    own = [(place, line.sentence) for place, line in enumerate(bundle.lines) if line.is_own]
    first = tuple(sentence for place, sentence in own if place == 0)
    return first, tuple(sentence for place, sentence in own if place > 0)


def _ending(bundle: Bundle) -> int:
    """How many sentences the rules end with that state nothing, in a paragraph of their own: an offer, a wish."""
    last = [line for line in bundle.lines if line.paragraph == len(bundle.rules.paragraphs) - 1 and not line.is_own]
    return len(last) if len(bundle.rules.paragraphs) > 1 and not any(line.facts for line in last) else 0


def _paragraph(ids: tuple[str, ...], bundle: Bundle, current: int) -> int:
    """Where the rules speak of the same; what thanks only stays where it is."""
    about = [line.paragraph for line in bundle.lines if set(ids) & set(line.facts)]
    return min((place for place in about if place >= current), default=current)


def _begun_like(rules: Composed, paragraphs: list[tuple[Sentence, ...]]) -> Composed:
    """German goes on after the greeting with a small letter, unless the first word is a noun."""
    sentence = paragraphs[0][0]
    start = words(sentence.text)[:1]
    is_small = rules.language == "de" and start and start[0].casefold() in _SMALL
    if is_small and sentence.text[:1].isupper():
        paragraphs[0] = (replace(sentence, text=sentence.text[0].lower() + sentence.text[1:]), *paragraphs[0][1:])
    return replace(rules, paragraphs=tuple(paragraphs))


_SMALL = STOP_WORDS["de"] | frozenset("herzlichen besten unser unsere danke es nochmals ganz gerade eben das".split())


# --- held against the rules' text ---------------------------------------------------------------------------------


def failures(candidate: Candidate, said: Said, bundle: Bundle) -> list[Failure]:
    """Everything wrong with it. `candidate` holds the model's text; hard failures are its end."""
    return [*check.failures(candidate), *_left_out(said, bundle), *_beyond(said, bundle), *_twice(said, bundle)]


def _left_out(said: Said, bundle: Bundle) -> Iterator[Failure]:
    """Whatever the rules say because of a fact has to be there, in words that are about it (R14)."""
    for line in bundle.lines:
        if not line.facts or line.is_own:
            continue
        meant = content_stems(line.sentence.text) - PLAIN_STEMS[bundle.rules.language]
        told = content_stems(" ".join(text for text, ids in said if set(ids) & set(line.facts)))
        if meant and len(meant & told) < max(1, len(meant) // 2):
            yield Failure("R14", f"leaves out what was said: {line.sentence.role}")


def _beyond(said: Said, bundle: Bundle) -> Iterator[Failure]:
    language = bundle.rules.language
    for number, (text, ids) in enumerate(said, start=1):
        told = " ".join(line.sentence.text for line in bundle.lines if _speaks_of(line, ids))
        same = [line.sentence.text for line in bundle.lines if not line.is_own and _rest_alike(line.facts, ids)]
        plain = PLAIN_STEMS[language] | (TELLING_STEMS[language] if ids else frozenset())
        if content_stems(text) - content_stems(told) - plain:
            yield Failure("R15", f"says something that nothing bears out: sentence {number}")
        if _short(text) - _short(told) - known.function_words(language) - PLAIN_WORDS[language]:
            yield Failure("R15", f"a short word that the draft does not have: sentence {number}")
        if set(_SIGN.findall(text)) - set(_SIGN.findall(told)):
            yield Failure("R24", f"signs that no letter needs: sentence {number}")
        if set(re.findall(r"\d+", text)) - set(re.findall(r"\d+", told)):
            yield Failure("R15", f"a number that the draft does not have: sentence {number}")
        if _promises(text, language) and not any(_promises(one, language) for one in same):
            yield Failure("R17", f"a promise that the draft does not make: sentence {number}")
        if _denies(text, language) and not _denies(" ".join(same), language):
            yield Failure("R16", f"denies what the draft says: sentence {number}")
        if _speaks_about(text, language) and not (_speaks_about(told, language) or _names(text) & _names(told)):
            yield Failure("R16", f"speaks of somebody whom the draft speaks to: sentence {number}")
        if sides.turned(text, [line.sentence.text for line in bundle.lines if _speaks_of(line, ids)], language):
            yield Failure("R16", f"turns round who does what, or what comes first: sentence {number}")
        if _asking(text, language) - _asking(" ".join(same), language):
            yield Failure("R15", f"asks what the draft does not ask: sentence {number}")


def _twice(said: Said, bundle: Bundle) -> Iterator[Failure]:
    """Nothing is said again (R23): no sentence, no quote put behind what was made of it, no word in a stammer."""
    stems = [(content_stems(text), set(ids)) for text, ids in said if ids]
    if any(len(one) >= _SAME and one <= other and ids & same for (one, ids), (other, same) in permutations(stems, 2)):
        yield Failure("R23", "says the same twice")
    again = Counter(run for text, _ in said for run in _runs(text))
    known = Counter(run for line in bundle.lines for run in _runs(line.sentence.text))
    if any(often > max(1, known[run]) for run, often in again.items()):
        yield Failure("R23", "says some words again")
    if any(_stammers(text) for text, _ in said):
        yield Failure("R23", "stammers")
    if any(text[:1].islower() for text, _ in said[1:]):
        yield Failure("R24", "begins a sentence small")


def _runs(text: str) -> list[tuple[str, ...]]:
    found = [word.casefold() for word in words(text)]
    return [tuple(found[start : start + _RUN]) for start in range(len(found) - _RUN + 1)]


def _stammers(text: str) -> bool:
    """A word, or two words, twice in a row. Some words do that by rights: "vous vous trompez"."""
    found = [word.casefold() for word in words(text)]
    once = (again[1].casefold() for again in _AGAIN.finditer(text))
    return any(word not in _DOUBLED for word in once) or any(
        found[start : start + 2] == found[start + 2 : start + 4] for start in range(len(found) - 3)
    )


def _speaks_of(line: Line, ids: Iterable[str]) -> bool:
    """Whether a line of the rules' may lend its words: it rests on one of these facts, or on none at all."""
    return not line.is_own and (not line.facts or bool(set(line.facts) & set(ids)))


def _rest_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two sentences rest on a fact in common, or both on none."""
    return bool(set(one) & set(other)) or not (one or other)


def _short(text: str) -> set[str]:
    """Words too short to have a stem."""
    return {known.plain(word) for word in words(text) if len(stem(word)) < SHORTEST_STEM}


def _promises(text: str, language: str) -> bool:
    return bool(PROMISE[language].search(text.lower())) and not HARMLESS_PROMISE.search(text)


def _speaks_about(text: str, language: str) -> bool:
    return not SOMEBODY[language].isdisjoint(word.casefold() for word in words(text))


def _asking(text: str, language: str) -> set[str]:
    """The ways in which a text asks something of its reader."""
    said = f" {' '.join(words(text)).casefold()} "
    marks = {"?"} if "?" in text else set()
    return marks | ({"please"} if any(f" {word} " in said for word in PLEASE[language]) else set())


def _names(text: str) -> set[str]:
    """Words with a capital that no sentence's beginning gave them."""
    return {word for word in words(text)[1:] if word[0].isupper() and len(word) > 1}


def _denies(text: str, language: str) -> bool:
    return not DENIES[language].isdisjoint(word.casefold() for word in words(text))
