"""What does a mail do about a time? Each of its sentences: the times that it names, and whether it agrees, hesitates,
refuses, calls off, moves or chooses. Facts, read once while the text is there; what the mails of a thread come to is
`agreement`'s.

A time that is over, a deadline, opening hours or somebody's other event is none here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from typing import Any

from service import arranging_words as words
from service.clocks import half_told
from service.days import days_in, languages_of
from service.time_words import LANGUAGES
from service.times import Named, Zones, named_in

YES, HESITATES, CANNOT, OFF, MOVES, ASKS, ANY, DOUBTS = (
    "yes",
    "hesitates",
    "cannot",
    "off",
    "moves",
    "asks",
    "any",
    "doubts",
)
ALL = frozenset(LANGUAGES)
_MOST = 40
_LONGEST = 6000
_QUOTE = 300
_WRAPPED = 60
_FEW_WORDS, _THANKS = 4, 25
_LINK = re.compile(r"https?://\S+")
_PLAIN = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00b4": "'", "\u00a0": " ", "\u202f": " ", "\u2011": "-"})
_ENDS = re.compile(
    r"(?<=[!?…])[\s\"')]+|(?<=[^\W\d_]{2}\.)\s+(?!\d)"
    r"|(?<=\d\.)\s+(?=[A-ZÀ-Þ¿¡])(?!Jan|Jän|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Uhr)"
)
"""Not after "31." before a month, nor after an abbreviation before a number."""
_AFTER = re.compile(
    r"\b(?:after|before|nach|vor|après|avant|antes del?|después del?|tras)\s(?:(?:the|my|our|der|dem|meine[rm]?|la|le|mon|ma|mi|el)\s|l')?[^\W\d]+",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+")
_LISTED = re.compile(r"^\s*(?:\d{1,2}\)|\(\d\)|\d{1,2}\.(?=\s\D)|[-*•–]|[a-c]\))\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence that has to do with a time, word for word."""

    quote: str
    does: frozenset[str] = frozenset()
    times: tuple[Named, ...] = ()
    picks: tuple[int, ...] = ()
    """Which of several offered times it chooses, counted from 0; -1 is the last, and the earliest and so on."""
    shift: int = 0
    """By how many minutes it wants the agreed time moved."""

    def as_json(self) -> dict[str, Any]:
        return {
            "quote": self.quote,
            "does": sorted(self.does),
            "times": [_time_as_json(one) for one in self.times],
            "picks": list(self.picks),
            "shift": self.shift,
        }


def read(text: str, writer: str, said_at: datetime, zones: Zones) -> tuple[Sentence, ...]:
    """What a mail's own text does about a time; `writer` is what its author is called."""
    text = _unsigned(text[:_LONGEST].translate(_PLAIN), writer)
    languages = languages_of(text)
    found = [_sentence(part, said_at, zones, languages) for part in parts(text)]
    if _is_plain(text) and not any(one.times or one.does - {DOUBTS} or one.shift for one in found):
        found = [Sentence(text.strip()[:_QUOTE], frozenset({YES}), picks=found[0].picks if found else ())]
    return tuple(
        _shortened(one) for one in found if one.times or one.picks or one.shift or one.does - {ASKS, MOVES, DOUBTS}
    )[:_MOST]


def _shortened(one: Sentence) -> Sentence:
    """Words are kept of what names, chooses or takes a time, and of nothing else."""
    return (
        one
        if one.times or one.picks or one.shift or YES in one.does
        else replace(one, quote="", does=one.does - {ASKS, MOVES, DOUBTS})
    )


def of_json(rows: Iterable[Mapping[str, Any]]) -> tuple[Sentence, ...]:
    """Sentences as they were stored."""
    return tuple(
        Sentence(
            row["quote"],
            frozenset(row["does"]),
            tuple(_time_of_json(one) for one in row["times"]),
            tuple(row["picks"]),
            row["shift"],
        )
        for row in rows
    )


def _time_as_json(named: Named) -> dict[str, Any]:
    return {
        "day": named.day.isoformat() if named.day else "",
        "at": named.at.isoformat("minutes") if named.at else "",
        "until": named.until.isoformat("minutes") if named.until else "",
        "sure": named.is_sure,
        "zone": named.zone,
        "said": named.is_said,
        "same": named.is_same_hour,
        "near": named.is_near,
        "week": named.week.isoformat() if named.week else "",
    }


def _time_of_json(row: Mapping[str, Any]) -> Named:
    return Named(
        day=date.fromisoformat(row["day"]) if row["day"] else None,
        at=time.fromisoformat(row["at"]) if row["at"] else None,
        until=time.fromisoformat(row["until"]) if row["until"] else None,
        is_sure=row["sure"],
        zone=row["zone"],
        is_said=row["said"],
        is_same_hour=row["same"],
        is_near=row["near"],
        week=date.fromisoformat(row["week"]) if row["week"] else None,
    )


def _is_plain(text: str) -> bool:
    """A word or some thanks, without a doubt in them: whoever was told a time and says only this takes it."""
    told = _LINK.sub(" ", text)
    if "?" in told or _table("DOUBTS").search(told) is not None:
        return False
    most = _THANKS if _table("THANKS").search(told) else _FEW_WORDS
    return len(told.split()) <= most


# --- sentences ------------------------------------------------------------------------------------------------------


def parts(text: str) -> Iterator[str]:
    """Sentences, cut where they turn: "Monday is bad, but Tuesday at 3 works" is two."""
    for line in _lines(text):
        for sentence in _ENDS.split(line):
            for part in _turns().split(sentence):
                yield from _apart(part)


def _lines(text: str) -> list[str]:
    lines: list[str] = []
    is_open = False
    for line in text.splitlines():
        told = line.strip()
        if is_open and told and not _LISTED.match(line) and (len(lines[-1]) >= _WRAPPED or told[0].islower()):
            lines[-1] += f" {told}"
        else:
            lines.append(told)
        is_open = bool(told) and told[-1] not in ".!?:…"
    return [line for line in lines if line]


def _apart(part: str) -> Iterator[str]:
    """Cut at the comma, so that a refusal stays with its day: "Monday doesn't work, Tuesday at 3 does"."""
    is_refusal = _table("CANNOT").search(part) or _table("OFF").search(part)
    pieces = _COMMA.split(part) if is_refusal else [part]
    yield from (piece.strip() for piece in pieces if piece.strip())


def _unsigned(text: str, writer: str) -> str:
    """Without what stands below the writer's name: a title, opening hours, the next event."""
    names = {name.lower() for name in re.findall(r"\w+", writer)}
    lines = text.splitlines()
    for number, line in enumerate(lines):
        told = [word.lower() for word in re.findall(r"\w+", line)]
        if number and told and len(told) <= len(names) + 1 and names.intersection(told) and names.issuperset(told):
            return "\n".join(lines[:number])
    return text


def _sentence(part: str, said_at: datetime, zones: Zones, languages: frozenset[str]) -> Sentence:
    told = _without_greeting(_LISTED.sub("", part))
    times = tuple(named_in(_of_talk(told), said_at, zones, languages))
    does = set(_does(told))
    if HESITATES not in does and any(_is_hedged(piece, said_at, zones, languages) for piece in _COMMA.split(told)):
        does.add(HESITATES)
    shift = next((minutes for minutes, pattern in _shifts() if pattern.search(told)), 0)
    return Sentence(part[:_QUOTE], frozenset(does), times, tuple(_picks(told, has_times=bool(times))), shift)


def _is_hedged(piece: str, said_at: datetime, zones: Zones, languages: frozenset[str]) -> bool:
    """Whether "maybe" stands beside a time or a yes; elsewhere it is about something else."""
    if _table("HEDGES").search(piece) is None:
        return False
    return YES in _does(piece) or bool(named_in(piece, said_at, zones, languages))


def _of_talk(told: str) -> str:
    """Without the pieces that speak of what is over, or of something else: "11 tomorrow then, I have a delivery"."""
    if _table("DEADLINE").search(told):
        return ""
    pieces = [piece for piece in _COMMA.split(told) if not _is_else(piece)]
    return ", ".join(pieces)


def _is_else(piece: str) -> bool:
    # "After my exam" says when, not what.
    return _table("PAST").search(piece) is not None or _table("ELSE").search(_AFTER.sub(" ", piece)) is not None


def _does(told: str) -> Iterator[str]:
    is_question = told.rstrip(" \"')").endswith("?")
    if is_question:
        yield ASKS
    cannot = _table("CANNOT").search(told) is not None
    if cannot:
        yield CANNOT
    if not cannot and (_begins().match(told) or (not is_question and _table("YES").search(told))):
        yield YES
    for act, name in (
        (HESITATES, "HESITATES"),
        (OFF, "OFF"),
        (MOVES, "MOVES"),
        (ANY, "ANY_OF_THEM"),
        (DOUBTS, "DOUBTS"),
    ):
        found = _table(name).search(told)
        if found and not (act == OFF and _table("IF").search(told[: found.start()])):
            yield act


def _picks(told: str, *, has_times: bool) -> Iterator[int]:
    found = {place for place, pattern in _choices() if pattern.search(told)}
    if not found and not has_times and (half := half_told(told)):
        found = {words.MORNING if half == "am" else words.AFTERNOON}
    yield from sorted(found)


# --- patterns -------------------------------------------------------------------------------------------------------


@cache
def _table(name: str) -> re.Pattern[str]:
    table: str | Sequence[str] = getattr(words, name)
    return re.compile(table if isinstance(table, str) else "|".join(table), re.IGNORECASE)


@cache
def _begins() -> re.Pattern[str]:
    return re.compile(
        rf"[\W_]*(?:(?:thank you|thanks|danke|merci|gracias|oh|ah|ach|na|pues|also|alors|hi|hello|dear)[\s,!]+(?:\w+[\s,!]+)?)?(?:{words.YES_AT_START})(?![\w'])",
        re.IGNORECASE,
    )


@cache
def _greeting() -> re.Pattern[str]:
    """A greeting agrees to nothing: "Dear Ms Amadi,", "Hola señora Claudia,", "Good morning Sir,"."""
    return re.compile(rf"^(?:{words.GREETINGS})\b(?:(?:\s[\w.'-]+){{0,3}}[,!.:])?\s*", re.IGNORECASE)


_NAME = re.compile(r"^[A-ZÀ-Þ][\w.'-]+(?: [A-ZÀ-Þ][\w.'-]+){0,2},\s+")


def _without_greeting(part: str) -> str:
    """Without a greeting, or a name, at its beginning; a day and a yes are none."""
    told = _greeting().sub("", part)
    name = _NAME.match(told)
    if name is None or _begins().match(told) or days_in(name[0], date(2000, 1, 3), ALL, is_month_first=False):
        return told
    return told[name.end() :]


@cache
def _turns() -> re.Pattern[str]:
    return re.compile(words.BUT, re.IGNORECASE)


@cache
def _shifts() -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple((minutes, re.compile(rf"(?<!\w)(?:{told})(?!\w)", re.IGNORECASE)) for minutes, told in words.SHIFTS)


@cache
def _choices() -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple((place, re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE)) for place, pattern in words.CHOICES)
