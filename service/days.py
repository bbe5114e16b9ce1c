"""Which days does a text name? Finds the words that name one ("Thursday the 19th", "übermorgen", "mardi en huit") and
works out the date, from the day on which it was said.

Where a name stands is decided here; names, relative words and the arithmetic are dateparser's and dateutil's. What
does not exist (Wednesday the 15th, when no such day is near) is no day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from dateutil.rrule import DAILY, rrule

from service import time_words

_AHEAD = timedelta(days=62)
_AHEAD_WITH_MONTH = timedelta(days=300)
_SOON = timedelta(days=14)
_WEEK = timedelta(days=7)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_LONGEST_SHORT = 4
_FULL = frozenset({"mars", "mai", "may", "juin", "juni", "juli", "june", "july"})


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a text names, and where. `number`: a bare number after a weekday that can only be an hour."""

    start: int
    end: int
    date: date
    is_exact: bool = False
    """It is told by its number, or from today, and not by its weekday alone."""
    is_near: bool = False
    """It is told by its weekday alone, and taken for the next one."""
    number: int = 0


@dataclass(frozen=True, slots=True)
class _Names:
    """What weekdays and months are called, and how days are written with them."""

    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    weekday: re.Pattern[str]
    dated: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Number:
    """Day, month and year as far as they are told, 0 for what is not."""

    day: int = 0
    month: int = 0
    year: int = 0


def languages_of(text: str) -> frozenset[str]:
    """The languages that a text may be in, by its small words; all of them where it has none."""
    counts = {language: len(_function_words(language).findall(text)) for language in time_words.LANGUAGES}
    most = max(counts.values())
    return frozenset(language for language, count in counts.items() if count == most)


@cache
def _function_words(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{time_words.FUNCTION_WORDS[language]})(?!\w)", re.IGNORECASE)


def days_in(text: str, said_on: date, languages: frozenset[str], *, is_month_first: bool) -> list[Day]:
    """The days that a text names, in order. `is_month_first`: 3/4 is a day in March."""
    names = _names(languages)
    dated = [match for match in names.dated.finditer(text) if not match["span"]]
    found: list[Day | None] = []
    for match in names.weekday.finditer(text):
        number = next((one for one in dated if _is_joined(text, match, one)), None)
        if number is not None:
            dated.remove(number)
        found.append(_on_weekday(text, match, number, names, said_on, is_month_first=is_month_first))
    found += [_dated(match, names, said_on, is_month_first=is_month_first) for match in dated]
    found += [_from_today(match, said_on) for match in _relative_pattern().finditer(text)]
    return list(_in_order(sorted((day for day in found if day is not None), key=lambda day: day.start)))


def _in_order(days: Iterable[Day]) -> Iterator[Day]:
    """Days in the order in which they are told: "Monday or Wednesday", said on a Tuesday, are days of one week: the later one is not tomorrow."""
    before: date | None = None
    for day in days:
        moved = replace(day, date=day.date + _WEEK) if day.is_near and before and day.date < before else day
        yield moved
        before = moved.date


_JOINT = re.compile(r"\.?,?\s{0,3}(?:(?:the|den|der|dem|le|el|am|día)\s)?", re.IGNORECASE)


def _is_joined(text: str, weekday: re.Match[str], dated: re.Match[str]) -> bool:
    return weekday.end() <= dated.start() and _JOINT.fullmatch(text, weekday.end(), dated.start()) is not None


# --- what is written ----------------------------------------------------------------------------------------------

_BARE = re.compile(
    r"\.?,?\s{1,3}(?P<article>(?:the|den|der|dem|le|el|am|día)\s)?(?P<number>[0-3]?\d)(?P<dot>\.(?=\s|,|$|\?|!))?"
    r"(?!\w|[:.h/]\d|-\d|–\d|\s[0-5][05]\s?hr?s\b|\s?(?:[ap]\.?\s?m\b|uhr|h\b|hs\b|hrs|heures|horas|o'clock|%|min|-|–|to\b|bis\b))",
    re.IGNORECASE,
)


def _on_weekday(
    text: str,
    match: re.Match[str],
    dated: re.Match[str] | None,
    names: _Names,
    said_on: date,
    *,
    is_month_first: bool,
) -> Day | None:
    weekday = names.weekdays[match["weekday"].lower()]
    if dated is not None:
        told = _number(dated, names, is_month_first=is_month_first)
        day = _next(said_on, weekday, told)
        return Day(match.start(), dated.end(), day, is_exact=True) if day else None
    bare = _BARE.match(text, match.end())
    if bare is not None and not match["later"]:
        return _with_bare_number(match, bare, weekday, said_on)
    return _near(match, match.end(), weekday, said_on)


def _near(match: re.Match[str], end: int, weekday: int, said_on: date, number: int = 0) -> Day | None:
    """A weekday told alone: the next one, or that of the week of which the sentence speaks."""
    day = _next(said_on, weekday, _Number())
    if day is None:
        return None
    if match["later"]:
        return Day(match.start(), end, day + _WEEK, number=number)
    weeks = week_in(match.string, said_on)
    if weeks is not None:
        return Day(match.start(), end, weeks + timedelta(days=weekday), number=number)
    is_this_week = day.isocalendar()[:2] == said_on.isocalendar()[:2]
    is_later = bool(match["next"]) and is_this_week
    return Day(match.start(), end, day + (_WEEK if is_later else timedelta()), is_near=not is_later, number=number)


def week_in(text: str, said_on: date) -> date | None:
    """The Monday of the week of which a text speaks ("next week"), None where it speaks of none."""
    for ahead, pattern in _weeks():
        if pattern.search(text):
            return said_on - timedelta(days=said_on.weekday()) + ahead * _WEEK
    return None


@cache
def _weeks() -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple((ahead, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for ahead, words in time_words.WEEKS)


def _with_bare_number(match: re.Match[str], bare: re.Match[str], weekday: int, said_on: date) -> Day | None:
    """A date, when the 18th is a Wednesday soon ("Wednesday 18"); else the number is an hour."""
    number = int(bare["number"])
    dated = _next(said_on, weekday, _Number(number))
    if dated is not None and (bare["article"] or dated - said_on <= _SOON):
        return Day(match.start(), bare.end(), dated, is_exact=True)
    return None if bare["article"] else _near(match, bare.end(), weekday, said_on, number)


def _dated(match: re.Match[str], names: _Names, said_on: date, *, is_month_first: bool) -> Day | None:
    told = _number(match, names, is_month_first=is_month_first)
    day = _next(said_on, None, told)
    return Day(match.start(), match.end(), day, is_exact=True) if day else None


def _number(match: re.Match[str], names: _Names, *, is_month_first: bool) -> _Number:
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
        return _Number(day, month, year)
    year = int(match["year"] or match["short_year"] or 0)
    year += 2000 if 0 < year < 100 else 0
    if match["first"]:
        first, second = int(match["first"]), int(match["second"])
        is_swapped = match["mark"] == "/" and (second > len(_MONTHS) or (is_month_first and first <= len(_MONTHS)))
        return _Number(second, first, year) if is_swapped else _Number(first, second, year)
    named: str = match["month_after"] or match["month_before"] or ""
    number: str = match["day_before"] or match["day_after"] or match["lone"] or match["ordinal"]
    return _Number(int(number), names.months[named.lower()] if named else 0, year)


# --- the libraries' part ------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _next(said_on: date, weekday: int | None, told: _Number) -> date | None:
    """The next day with everything that was said of it; None when there is none near."""
    if told.day > 31 or told.month > len(_MONTHS) or (weekday is None and not told.day):
        return None
    first = said_on if told.day else said_on + timedelta(days=1)
    last = first + (_AHEAD_WITH_MONTH if told.month else _AHEAD)
    days = rrule(
        DAILY,
        dtstart=_midnight(first),
        until=_midnight(last),
        byweekday=weekday,
        bymonthday=told.day or None,
        bymonth=told.month or None,
    )
    return next((found.date() for found in days if not told.year or found.year == told.year), None)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day has no zone


def _from_today(match: re.Match[str], said_on: date) -> Day | None:
    day = _relative(" ".join(match["said"].lower().split()), said_on)
    if day is None:
        return None
    return Day(match.start(), match.end(), day + (_WEEK if match["later"] else timedelta()), is_exact=True)


@lru_cache(maxsize=1024)
def _relative(words: str, said_on: date) -> date | None:
    from dateparser.date import DateDataParser  # noqa: PLC0415 - only who reads mail waits for it

    for pattern, language, said in time_words.RELATIVE:
        # What stands before the words was looked at where they were found.
        if re.fullmatch(re.sub(r"\(\?<!.*?\)", "", pattern), words):
            parser = DateDataParser(languages=[language], settings={"RELATIVE_BASE": _midnight(said_on)})
            found = parser.get_date_data(said).date_obj
            return found.date() if found else None
    return None


def _library_names(language: str) -> dict[str, list[str]]:
    from dateparser.languages.loader import default_loader  # noqa: PLC0415 - as above

    info: dict[str, list[str]] = default_loader.get_locale(language).info
    return info


# --- how days are written -----------------------------------------------------------------------------------------


@cache
def _names(languages: frozenset[str]) -> _Names:
    """Full names in all languages, short ones in those of the text."""
    weekdays, months = dict[str, int](), dict[str, int]()
    # The languages of the text last, so that theirs count: "mar" is March here and Tuesday there.
    for language in sorted(time_words.LANGUAGES, key=lambda one: (one in languages, one)):
        is_short_too = language in languages
        weekdays |= dict(_spelled(language, _WEEKDAYS, 0, is_short_too=is_short_too))
        months |= dict(_spelled(language, _MONTHS, 1, is_short_too=is_short_too))
    weekdays |= {name: _WEEKDAYS.index(day) for name, day in time_words.MORE_WEEKDAYS.items()}
    weekdays = {name: day for name, day in weekdays.items() if name not in time_words.NO_WEEKDAYS}
    return _Names(weekdays, months, _weekday_pattern(weekdays), _date_pattern(months, languages))


def _spelled(language: str, names: Iterable[str], first: int, *, is_short_too: bool) -> Iterator[tuple[str, int]]:
    info = _library_names(language)
    for number, name in enumerate(names, start=first):
        for spelling in (one.lower() for one in info[name]):
            is_short = len(spelling) <= _LONGEST_SHORT and spelling not in _FULL
            # Only German writes weekdays with two letters; elsewhere these are words.
            if not is_short or (is_short_too and (len(spelling) > 2 or language == "de")):
                yield spelling, number


def _weekday_pattern(weekdays: Iterable[str]) -> re.Pattern[str]:
    plain = [name for name in weekdays if len(name) > _LONGEST_SHORT or name in time_words.PLAIN_SHORT]
    short = [name for name in weekdays if name not in plain]
    alone = [name for name in short if name in time_words.SHORT_ALONE]
    # "so" and "sat" are weekdays only where a number or an hour follows.
    before_hour = (
        rf"(?=\.?,?\s{{0,2}}(?:\d|@|(?:{time_words.AT}|{time_words.WINDOW_FROM}|{time_words.BETWEEN}|the|den|{time_words.PM}"
        rf"|{time_words.AM}|{time_words.SAME_HOUR})\b)|\?)"
    )
    return re.compile(
        rf"(?<!\w)(?:(?P<next>{time_words.NEXT})\s|(?:{time_words.THIS})\s)?"
        rf"(?P<weekday>(?:{_either(plain)})(?=(?:s|{time_words.PARTS_OF_DAY})?(?!\w))|(?:{_either(short)})(?!\w){before_hour}"
        rf"|(?:{_either(alone) or '(?!)'})(?!\w)(?=\s?/|\s(?:or|oder|ou|und|works|is|ok|okay|passt|geht|klappt|then|bitte|please|it is|wäre)))(?:s|{time_words.PARTS_OF_DAY})?(?!\w)"
        rf"(?:,?\s(?P<later>{time_words.WEEK_LATER})|\s(?:{time_words.COMING_AFTER})(?!\w))?",
        re.IGNORECASE,
    )


def _date_pattern(months: Iterable[str], languages: frozenset[str]) -> re.Pattern[str]:
    month, day = _either(months), r"[0-3]?\d"
    no_clock = r"(?!\w|[:.h/]\d|\s?(?:[ap]\.?\s?m\b|uhr|h\b|hs\b|hrs|heures|horas|%|min|€|-\d))"
    articles = [r"(?<=\bam )", r"(?<=\bden )", r"(?<=\bder )", r"(?<=\bbis )"]
    lone = rf"(?:{'|'.join(articles)})(?P<lone>{day})\.(?!\d)(?!\s?uhr)"
    if languages <= {"fr", "es"}:
        lone = rf"(?:(?<=\ble )|(?<=\bel )|(?<=\bdía ))(?P<lone>{day})(?!\d){no_clock}"
    written = (
        rf"(?P<span>(?:{month})\.?\s\d{{1,2}}\s?(?:-|–|to)\s?\d{{1,2}}(?![:\d])|\d{{1,2}}\.?\s?(?:-|–|bis|au|al)\s?\d{{1,2}}\.?\s(?:de\s)?(?:{month})\b)"
        r"|(?P<iso>20\d\d-[01]\d-[0-3]\d)"
        rf"|(?P<day_before>{day})(?:st|nd|rd|th|\.|er|º)?\s?(?:of\s|de\s)?(?P<month_after>{month})(?!\w)"
        rf"|(?P<month_before>{month})\.?\s(?:the\s)?(?P<day_after>{day})(?:st|nd|rd|th)?(?![\d:])(?!\s?[ap]\.?m\b)"
        r"|(?<!at )(?<!um )(?<!@ )(?!24/7)(?P<first>[0-3]?\d)(?P<mark>[./])(?P<second>[0-3]?\d)"
        r"(?:(?P=mark)(?P<short_year>20\d\d|\d\d)(?!\d)|(?<=\.\d)\.(?!\d)|(?<=\.\d\d)\.(?!\d)|(?<=/\d)(?!\d)|(?<=/\d\d)(?!\d))(?!\s?uhr)"
        rf"|(?P<ordinal>{day})(?:st|nd|rd|th)(?!\w)(?!\s(?:year|grade|floor|edition|century|semester|anniversary|birthday|time|street|st\b|ave|month|generation|class|form|term))|{lone}"
    )
    return re.compile(rf"(?<![\w/.:-])(?:{written})(?:,?\s(?:de\s)?(?P<year>20\d\d)(?!\d|:))?", re.IGNORECASE)


@cache
def _relative_pattern() -> re.Pattern[str]:
    said = "|".join(pattern for pattern, _, _ in time_words.RELATIVE)
    return re.compile(rf"(?<!\w)(?P<said>{said})(?!\w)(?:,?\s(?P<later>{time_words.WEEK_LATER}))?", re.IGNORECASE)


def _either(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
