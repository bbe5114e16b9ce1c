"""By when? The day that a promise names: "by Friday", "bis Ende der Woche", "avant mardi", "la semana que viene".

Days and weeks are read by `service.times`; here stand the vaguer periods, of which the last day counts, and the days
that are named for something else ("the notes from Tuesday", "every Friday"). Pure.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from service.drafting.timing import MONTHS, WEEKDAYS
from service.times import Zones, named_in

_DAY_NAMES = "|".join(sorted({name.casefold() for names in WEEKDAYS.values() for name in names}, key=len, reverse=True))
_FOR_SOMETHING_ELSE = re.compile(
    rf"""(?ix)\b(?:from|of|since|last|previous|every|each|the|our|my|her|his|their
        |vom|von|seit|letzten?|vorigen?|jeden|diesen\ vergangenen|vergangenen
        |du|de|depuis|chaque|tous\ les|(?<!antes\ )(?<!partir\ )del|desde|cada|todos\ los|pasado)\s+
        (?:last\ |letzten?\ |el\ |le\ |am\ )?(?:{_DAY_NAMES})(?:['’]s)?(?!\w)
      |\b(?:{_DAY_NAMES})(?:\ dernier|\ pasado|['’]s\b)"""
)

_UNTIL_THE = re.compile(r"(?i)\bbis\s+(?:spätestens\s+)?zum\s+")

_COUNTS = {
    word: number
    for number, words in {
        1: "a an one ein eine einem einer un une una",
        2: "two zwei deux dos couple",
        3: "three few drei ein-paar paar trois quelques tres unos unas",
        4: "four vier quatre cuatro",
        5: "five fünf cinq cinco",
        6: "six sechs seis",
        10: "ten zehn dix diez",
        14: "vierzehn",
        15: "quinze quince",
    }.items()
    for word in words.split()
}
_IN = re.compile(
    rf"(?i)\b(?:in|within|binnen|innerhalb von|dans|sous|d['’]ici|en|dentro de|en un plazo de)\s+"
    rf"(?:the next\s+|den nächsten\s+|les\s+|a\s+(?=couple|few))?(?P<n>\d{{1,2}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})\s+(?:of\s+|paar\s+)?"
    rf"(?:(?P<days>days?|tagen?|jours?|días?)|(?P<weeks>weeks?|wochen?|semaines?|semanas?)|(?P<months>months?|monat(?:en|s)?|mois|mes(?:es)?))\b"
)
_FORTNIGHT = re.compile(r"(?i)\b(?:in|within)\s+a\s+fortnight\b")

_BEGIN = r"(?:the\s+)?(?:start|beginning)\s+of|early|anfang|début\s+de(?:\s+la)?|(?:a\s+)?(?:principios|comienzos)\s+de"
_MIDDLE = r"(?:the\s+)?middle\s+of|mid|mitte|(?:au\s+)?milieu\s+de(?:\s+la)?|(?:a\s+)?mediados\s+de"
_NEXT_WEEK = (
    r"next\s+week|(?:nächste|kommende)[rn]?\s+woche|(?:la\s+)?semaine\s+prochaine|la\s+semana\s+que\s+viene|"
    r"(?:la\s+)?(?:próxima\s+semana|semana\s+próxima|semana\s+entrante)"
)
_THIS_WEEK = (
    r"(?:the\s+)?end\s+of\s+(?:the|this)\s+week|this\s+week|later\s+(?:in\s+the|this)\s+week|"
    r"ende\s+(?:der|dieser)\s+woche|diese[rn]?\s+woche|im\s+laufe\s+der\s+woche|"
    r"(?:la\s+)?fin\s+de\s+(?:la\s+|cette\s+)?semaine|cette\s+semaine|dans\s+la\s+semaine|"
    r"(?:a\s+)?(?:finales?|fines)\s+de\s+(?:la\s+|esta\s+)?semana|esta\s+(?:misma\s+)?semana|(?:acabe|termine)\s+la\s+semana"
)
_WEEKEND = (
    r"(?:the|this|over\s+the|next)\s+weekend|(?:am|dieses|übers|kommenden?)\s+wochenende|"
    r"ce\s+week-?\s?end|le\s+week-?end|(?:este|el|próximo)\s+(?:próximo\s+)?fin\s+de\s+semana|"
    r"el\s+finde|este\s+finde"
)
_THIS_MONTH = (
    r"(?:the\s+)?end\s+of\s+(?:the|this)\s+month|this\s+month|ende\s+(?:des|dieses)\s+monats|(?:zum\s+)?monatsende|diesen\s+monat|"
    r"(?:la\s+)?fin\s+du\s+mois|ce\s+mois(?:-ci)?|(?:a\s+)?(?:fin|fines|finales)\s+de(?:l|\s+este)?\s+mes|este\s+mes"
)
_NEXT_MONTH = (
    r"next\s+month|(?:nächsten?|kommenden?)\s+monat|le\s+mois\s+prochain|el\s+mes\s+que\s+viene|el\s+próximo\s+mes"
)
_TODAY = r"by\s+(?:the\s+)?(?:end\s+of\s+(?:the\s+)?day|eod|tonight)|noch\s+heute|dans\s+la\s+journée|antes\s+de\s+que\s+acabe\s+el\s+día"
_WHOLE_MONTH = re.compile(
    rf"(?i)\b(?:in|by|during|im|bis|en|d['’]ici|courant|para)\s+(?:early\s+|mid-?\s?|late\s+|anfang\s+|mitte\s+|ende\s+|fin\s+|début\s+)?"
    rf"(?P<month>{'|'.join(sorted((name for name in MONTHS if len(name) > 3 or name in {'may', 'mai'}), key=len, reverse=True))})\b(?!\s+\d)"
)


def due_date(text: str, said: datetime, tz: ZoneInfo) -> date | None:
    """The day a promise names, counted from the day it was said in the person's zone; None when it names none."""
    today = said.astimezone(tz).date()
    plain = _UNTIL_THE.sub("bis ", _FOR_SOMETHING_ELSE.sub(" ", text))
    for pattern, last_day in _VAGUE_WEEKS:
        if pattern.search(plain):
            return last_day(today)
    zone = tz.key
    told = named_in(plain, said, Zones(zone, zone, zone))
    day = next((one.day for one in told if one.day is not None), None)
    return day or _counted(plain, today) or _period(plain, today)


def _counted(text: str, today: date) -> date | None:
    if _FORTNIGHT.search(text):
        return today + timedelta(days=14)
    found = _IN.search(text)
    if found is None:
        return None
    number = int(found["n"]) if found["n"].isdigit() else _COUNTS[found["n"].casefold()]
    if found["months"]:
        return _end_of_month(today, number)
    return today + timedelta(days=number * (7 if found["weeks"] else 1))


def _period(text: str, today: date) -> date | None:
    for pattern, last_day in _PERIODS:
        if pattern.search(text):
            return last_day(today)
    found = _WHOLE_MONTH.search(text)
    return _end_of_month(today, (MONTHS[found["month"].casefold()] - today.month) % 12) if found else None


def _end_of_month(today: date, ahead: int) -> date:
    years, month = divmod(today.month - 1 + ahead, 12)
    year = today.year + years
    return date(year, month + 1, monthrange(year, month + 1)[1])


def _weekday(ahead: int, weekday: int) -> Callable[[date], date]:
    """That weekday of the week so many weeks on."""
    return lambda today: today - timedelta(days=today.weekday()) + timedelta(days=7 * ahead + weekday)


def _coming(weekday: int) -> Callable[[date], date]:
    return lambda today: today + timedelta(days=(weekday - today.weekday()) % 7)


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)\b(?:{words})(?!\w)")


_VAGUE_WEEKS: tuple[tuple[re.Pattern[str], Callable[[date], date]], ...] = (
    (re.compile(rf"(?i)\b(?:{_BEGIN})[\s-]+(?:of\s+)?(?:{_NEXT_WEEK}|nächster\s+woche|kommender\s+woche)"), _weekday(1, 1)),
    (re.compile(rf"(?i)\b(?:{_MIDDLE})[\s-]+(?:of\s+)?(?:{_NEXT_WEEK}|nächster\s+woche)"), _weekday(1, 2)),
    (_any(_TODAY), lambda today: today),
    (_any(_WEEKEND), _coming(6)),
)  # fmt: skip
_PERIODS: tuple[tuple[re.Pattern[str], Callable[[date], date]], ...] = (
    (_any(_NEXT_WEEK), _weekday(1, 4)),
    (_any(_THIS_WEEK), _coming(4)),
    (_any(_NEXT_MONTH), lambda today: _end_of_month(today, 1)),
    (_any(_THIS_MONTH), lambda today: _end_of_month(today, 0)),
)
