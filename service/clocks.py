"""Which hours does a text name? "half past two", "halb drei", "dix heures moins le quart", "a las 5 y media", 3-6 pm.

An hour on a twelve-hour face is one of two: the words near it say which, else whoever reads takes the one in which
people meet. How long something lasts, what it costs and how many come are no hours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import time
from functools import cache

from service import time_words

MASK = "\u00b6"
"""Stands in a text for what names a day: a bare number after it is an hour."""
_NOON = 12
_WAKING = {"en": 7 * 60 + 15}
_WAKING_ELSEWHERE = 7 * 60
"""From this minute on a bare hour is of the morning. In English "at 7" is more often an evening than elsewhere, where
people write 19; 7:30 is before work everywhere.
"""
_DAY_BEGINS, _DAY_ENDS = 7 * 60, 21 * 60
_EXACT = 90
"""A span of so many minutes is how long it takes, a longer one is when somebody could."""
_QUARTER, _HALF_HOUR, _HOUR = 15, 30, 60


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour that a text names, and where: minutes since midnight. With `until` any time between the two."""

    start: int
    end: int
    at: int
    until: int = 0
    is_sure: bool = True
    """False: it may be twelve hours away."""
    is_weak: bool = False
    """It is a bare number that only means an hour where one was spoken of."""

    @property
    def clock(self) -> time:
        return time(self.at // _HOUR % 24, self.at % _HOUR)

    @property
    def is_exact(self) -> bool:
        return self.until == 0


def hours_in(text: str, languages: frozenset[str], *, unmasked: str = "") -> list[Hour]:
    """The hours that a text names, in order. `unmasked`: the same text with the days that are masked in it, which may
    tell the half of the day ("Freitagabend").
    """
    whole = unmasked or text
    return [hour for match in _pattern().finditer(text) if (hour := _hour(whole, match, languages))]


def half_told(text: str) -> str:
    """The half, am or pm, where a text speaks of one half of a day only ("the afternoon one"), "" where of none or both."""
    found = [half for half, pattern in _halves().items() if pattern.search(text)]
    return found[0] if len(found) == 1 else ""


def bare(number: int, start: int, end: int, text: str, languages: frozenset[str]) -> Hour | None:
    """A number that stands where an hour belongs."""
    if not 1 <= number < 24:
        return None
    return _of_half(text, Hour(start, end, number * _HOUR, is_sure=number > _NOON), languages)


# --- one hour -----------------------------------------------------------------------------------------------------


def _hour(text: str, match: re.Match[str], languages: frozenset[str]) -> Hour | None:
    if match["first"]:
        return _between(text, match, languages)
    told = _read(match["told"] or match["plain"] or match["weak"])
    if told is None or _is_duration(text, match, languages):
        return None
    hour = replace(told, start=match.start(), end=match.end(), is_weak=bool(match["weak"]))
    hour = _of_half(text, hour, languages)
    if match["after"]:
        return replace(hour, until=_DAY_ENDS)
    if match["before"]:
        return replace(hour, at=min(_DAY_BEGINS, hour.at), until=hour.at, is_sure=True)
    return hour


def _is_duration(text: str, match: re.Match[str], languages: frozenset[str]) -> bool:
    """Whether it tells how long, not when: "in 2 hours", "une heure", "2h" in English."""
    unit = _UNIT.search(match["told"] or match["plain"] or "")
    if unit is None or match["at"]:
        return False
    if unit["unit"].lower() == "h" and languages == {"en"}:
        return True
    return bool(unit["one"]) or _DURATION_BEFORE.search(text[max(0, match.start() - 14) : match.start()]) is not None


def _between(text: str, match: re.Match[str], languages: frozenset[str]) -> Hour | None:
    first, last = _read(match["first"]), _read(match["last"])
    if first is None or last is None:
        return None
    is_later = last.at >= _NOON * _HOUR and first.at + _NOON * _HOUR < last.at
    if not first.is_sure and last.is_sure:
        first = replace(first, at=first.at + (_NOON * _HOUR if is_later else 0), is_sure=True)
    is_weak = not (match["opening"] or _STRONG.search(match[0]))
    hour = _of_half(text, replace(first, start=match.start(), end=match.end(), is_weak=is_weak), languages)
    until = last.at
    while until <= hour.at:
        until += _NOON * _HOUR
    return hour if until - hour.at <= _EXACT else replace(hour, until=min(until, 24 * _HOUR - 1))


def _read(text: str) -> Hour | None:
    """What one way of writing an hour comes to; its place is not known here."""
    match = _one().fullmatch(text.strip())
    if match is None:
        return None
    hour = _of_twelve(match) or _of_words(match) or _of_digits(match)
    return hour if hour is not None and 0 <= hour.at < 24 * _HOUR else None


def _of_twelve(match: re.Match[str]) -> Hour | None:
    if match["noon"]:
        more = _more(match["noon_more"] or "")
        return Hour(0, 0, _NOON * _HOUR + more)
    if not match["half"]:
        return None
    later = _NOON if match["half"].lower() == "p" else 0
    return Hour(0, 0, (int(match["h12"]) % _NOON + later) * _HOUR + int(match["m12"] or 0))


_SPOKEN = {
    "thirty": 30,
    "dreißig": 30,
    "trente": 30,
    "treinta": 30,
    "forty-five": 45,
    "quarante-cinq": 45,
    "twenty": 20,
} | dict.fromkeys(("fifteen", "fünfzehn", "quinze"), 15)


def _of_words(match: re.Match[str]) -> Hour | None:
    """Parts of hours: "quarter to five", "halb drei"."""
    if match["past"]:
        return _unsure(_number(match["past"]), _part(match["past_part"]))
    if match["halfpast"]:
        return _unsure(_number(match["halfpast"]), _HALF_HOUR)
    if match["spoken"]:
        return _unsure(_number(match["spoken"]), _SPOKEN[match["spoken_part"].lower()])
    if match["to"]:
        return _unsure(_number(match["to"]), -_part(match["to_part"]))
    if match["towards"]:
        back = {"halb": _HALF_HOUR, "dreiviertel": _QUARTER, "viertel": _HOUR - _QUARTER}
        return _unsure(_number(match["towards"]), -back[match["towards_part"].lower()])
    return None


def _of_digits(match: re.Match[str]) -> Hour | None:
    told = match["hours"] or match["halved"] or match["h24"] or match["bare"]
    hour, minutes = _number(told), int(match["m24"] or 0)
    minutes += _more(match["hours_more"] or match["bare_more"] or "")
    # Who writes "7.15 Uhr" or "08:00" means what it says; "3 Uhr" may be the afternoon.
    is_written_out = told.isdigit() and (told[0] == "0" or bool(match["hours"] and hour * _HOUR >= _WAKING_ELSEWHERE))
    found = _unsure(hour, minutes)
    return replace(found, is_sure=found.is_sure or is_written_out)


def _unsure(hour: int, minutes: int) -> Hour:
    return Hour(0, 0, hour * _HOUR + minutes, is_sure=hour > _NOON or hour == 0)


def _part(words: str) -> int:
    if "half" in words.lower():
        return _HALF_HOUR
    return _QUARTER if re.search(r"quarter|viertel", words, re.IGNORECASE) else _number(words)


def _more(words: str) -> int:
    """Minutes after the hour, before it where they are taken off: "et demie", "menos cuarto", "30"."""
    words = words.lower().strip()
    if re.search(r"demie?|media", words):
        return _HALF_HOUR
    sign = -1 if re.search(r"moins|menos", words) else 1
    if re.search(r"quart|cuarto", words):
        return sign * _QUARTER
    last = words.split()[-1] if words else "0"
    return sign * (_SPOKEN.get(last) or _number(last))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else time_words.NUMBERS.get(word.lower(), 0)


# --- which half of the day ----------------------------------------------------------------------------------------


def _of_half(text: str, hour: Hour, languages: frozenset[str]) -> Hour:
    """The half that words beside it tell, else the one in which people meet."""
    if hour.is_sure or hour.at >= (_NOON + 1) * _HOUR:
        return replace(hour, is_sure=True)
    said = _half_said(text, hour)
    is_later = said == "pm" if said else hour.at < _waking(languages)
    shift = _NOON * _HOUR if is_later and hour.at < _NOON * _HOUR else 0
    return replace(hour, at=hour.at + shift, is_sure=bool(said) or hour.at >= _NOON * _HOUR)


def _waking(languages: frozenset[str]) -> int:
    """From when on a bare hour is one of the morning."""
    return min(_WAKING.get(language, _WAKING_ELSEWHERE) for language in languages)


def _half_said(text: str, hour: Hour) -> str:
    """Which half of the day, am or pm, where words of the sentence say so, those nearest to the hour; "" where none do."""
    found = [
        (max(match.start() - hour.end, hour.start - match.end(), 0), half)
        for half, pattern in _halves().items()
        for match in pattern.finditer(text)
    ]
    return min(found)[1] if found else ""


@cache
def _halves() -> dict[str, re.Pattern[str]]:
    words = {"am": time_words.AM, "pm": time_words.PM}
    return {half: re.compile(rf"(?<!\w)(?:{told})(?!\w)", re.IGNORECASE) for half, told in words.items()}


# --- how hours are written ----------------------------------------------------------------------------------------

_WORD = "|".join(sorted(time_words.NUMBERS, key=len, reverse=True))
_MORE = r"(?:trente|quinze|quarante-cinq|vingt|dreißig|fünfzehn|y media|y cuarto|menos cuarto|y (?:diez|veinte|cinco|\d\d)|et demie?|et quart|moins (?:le )?(?:quart|dix|vingt|cinq))"
_PLAIN = (
    r"(?P<h12>1[0-2]|0?[1-9])(?:\s?[:.h]\s?(?P<m12>[0-5]\d))?\s?(?:o'clock\s)?(?P<half>[ap])\.?\s?m(?!\w)\.?"
    rf"|(?P<noon>(?:12\s)?noon|midday|mittags|midi|(?:12\sdel\s)?mediod[íi]a)(?P<noon_more>\s{_MORE})?(?!\w)"
    rf"|(?P<past_part>half|(?:a\s)?quarter|viertel|five|ten|twenty|fünf|zehn|5|10|20)\s(?:past|nach)\s(?P<past>\d\d?|{_WORD})(?!\w)"
    rf"|(?P<half_part>half)\s(?P<halfpast>\d\d?|{_WORD})(?!\w)"
    rf"|(?P<spoken>{_WORD})[\s-](?P<spoken_part>thirty|fifteen|forty-five|twenty|dreißig|fünfzehn|trente|quinze|treinta)(?!\w|\s?min)"
    rf"|(?P<to_part>(?:a\s)?quarter|viertel|five|ten|twenty|fünf|zehn)\s(?:to|vor)\s(?P<to>\d\d?|{_WORD})(?!\w)"
    rf"|(?P<towards_part>halb|dreiviertel|viertel)\s(?P<towards>\d\d?|{_WORD})(?!\w|\s?jahr)"
    rf"|(?P<hours>(?!\d\d\s[0-5][05]\s?hr?s)[01]?\d|2[0-3]|{_WORD})\s?(?:uhr|hs|hrs|heures?|horas?|o'clock|h)(?P<hours_more>\s?[0-5]\d|\s{_MORE})?(?!\w)"
    rf"|(?P<halved>1[0-2]|[1-9]|{_WORD})(?=\s(?:{time_words.HALVES})(?!\w))"
    r"|(?P<h24>[01]?\d|2[0-3])(?:\s?[:.h]\s?|\s(?=[0-5][05]\s?(?:hs|hrs)(?!\w)))(?P<m24>[0-5]\d)(?:\s?(?:uhr|hs|hrs|h)(?!\w))?(?![\d%€])"
)
_NOT_HOURS = r"(?!\w|[.,:/]\d|\s?(?:%|€|\$|°|(?:min|people|persons?|years?|weeks?|days?|months?|hours?|stunden?|tage?n?|jahren?|wochen?|leute|personen|ans|jours|semaines|personnes|días|años|semanas|personas|times|mal|fois|veces|questions|fragen|other|more|of|point)\b))"
_BARE_DIGITS = rf"(?:[01]?\d|2[0-3])(?:ish)?{_NOT_HOURS}"
_ANY = rf"{_PLAIN}|(?P<bare>[01]?\d|2[0-3]|{_WORD})(?:ish)?{_NOT_HOURS}(?P<bare_more>\s{_MORE})?"
_STRONG = re.compile(r"[:h]|[ap]\.?\s?m\b|uhr|hs\b|\.\d\d", re.IGNORECASE)
_UNIT = re.compile(r"(?P<one>\b(?:une?|una|1)\s?)?(?<![a-z])(?P<unit>hrs|heures?|horas?|h)$", re.IGNORECASE)
_DURATION_BEFORE = re.compile(time_words.DURATION_BEFORE, re.IGNORECASE)


@cache
def _one() -> re.Pattern[str]:
    return re.compile(_ANY, re.IGNORECASE)


@cache
def _pattern() -> re.Pattern[str]:
    plain, any_ = _unnamed(_PLAIN), _unnamed(_ANY)
    weak = (
        rf"(?:(?<={MASK}, )|(?<={MASK} )|(?<={MASK} - )){_unnamed(_BARE_DIGITS)}"
        r"|(?:(?<=say )|(?<=make it )|(?<=lieber )|(?<=plutôt )|(?<=mejor )|(?<=rather )|(?<=dann )|(?<=then )|(?<=push to )|(?<=move to )|(?<=it to )|(?<=that to )|(?<=change to )|(?<=es auf )|(?<=auf ))\d\d?(?![\w:.]\d)"
        r"|\d\d?(?=\s?(?:ish\b|yours)|\s(?:your time|my time|(?-i:CET|CEST|MEZ|MESZ|E[SD]?T|P[SD]?T|C[SD]T|GMT|UTC|BST|IST)\b|\w+ time\b)|\s(?:is\b|works|it is|it's|passt|geht|ok|please|bitte|for me|für mich|pour moi|para mí|va\b|then|instead|sharp|stattdessen))"
        r"|(?<![\w,.] )(?<!\w)\d\d?(?=\s?[.!?]?$)"
    )
    return re.compile(
        rf"(?<![\w/.:€$£#+-])(?:(?:(?P<opening>{time_words.BETWEEN})\s)?(?P<first>{any_})\s?(?:{time_words.TO})\s?(?P<last>{any_})"
        rf"|(?:(?P<after>{time_words.WINDOW_FROM})\s|(?P<before>{time_words.WINDOW_TO})\s|(?P<at>{time_words.AT})\s?)(?P<told>{any_})"
        rf"|(?P<plain>{plain})|(?P<weak>{weak}))",
        re.IGNORECASE,
    )


def _unnamed(pattern: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern)
