"""When: the suggested time to send (in the recipient's zone), words for the day, and the dates that promises name.

Defaults are product.md 2.1: not before fifteen minutes after the end and rather an hour, on a weekday between 08:00
and 18:00 where the recipient lives, within a day; with no such hour in it, the next business morning, saying why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.preferences import Preferences

SOONEST = timedelta(minutes=15)
PREFERRED = timedelta(minutes=60)
DEADLINE = timedelta(hours=24)
STEP = timedelta(minutes=5)
_SATURDAY = 5
_LATEST_EVENING = 21


@dataclass(frozen=True, slots=True)
class Hours:
    """When mail may reach the recipient, as the person wishes it."""

    opens: int = 8
    closes: int = 18
    after: timedelta = PREFERRED
    """How long after the end at the earliest, where the day allows."""
    is_evening_fine: bool = False
    """Where no working hour is left: the same evening rather than the next working morning."""


USUAL = Hours()


def wished(chosen: Preferences) -> Hours:
    """The hours of a person's settings."""
    after = timedelta(minutes=chosen.send_after)
    return Hours(chosen.hour_from, chosen.hour_to, after, is_evening_fine=chosen.fridays == "evening")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """When to send, and why if that needs saying."""

    at: datetime
    why: str = ""


def is_business_time(instant: datetime, tz: ZoneInfo, hours: Hours = USUAL) -> bool:
    """A weekday between opening and closing, there."""
    local = instant.astimezone(tz)
    return local.weekday() < _SATURDAY and hours.opens <= local.hour < hours.closes


def is_fitting(instant: datetime, tz: ZoneInfo, hours: Hours = USUAL) -> bool:
    """A time at which mail may be suggested to arrive there: a working hour, or an evening where that is wished."""
    local = instant.astimezone(tz)
    is_evening = hours.is_evening_fine and local.weekday() < _SATURDAY and hours.opens <= local.hour < _LATEST_EVENING
    return is_evening or is_business_time(instant, tz, hours)


def next_business_time(instant: datetime, tz: ZoneInfo, hours: Hours = USUAL) -> datetime:
    """The instant itself if people work then, else the next opening."""
    local = _round_up(instant).astimezone(tz)
    if is_business_time(local, tz, hours):
        return local.astimezone(UTC)
    day = local.date() if local.hour < hours.opens else local.date() + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, time(hours.opens), tz).astimezone(UTC)


def _round_up(instant: datetime) -> datetime:
    over = timedelta(minutes=instant.minute % 5, seconds=instant.second, microseconds=instant.microsecond)
    return instant - over + STEP if over else instant


def suggest(end: datetime, now: datetime, tz: ZoneInfo, hours: Hours = USUAL) -> Suggestion:
    """When to send what is due after a meeting that ended at `end`."""
    preferred = next_business_time(max(end + hours.after, now), tz, hours)
    deadline = end + DEADLINE
    if preferred <= deadline or now > deadline:
        return Suggestion(preferred)
    same_day = _round_up(max(end + SOONEST, now))
    if is_fitting(same_day, tz, hours):
        return Suggestion(same_day, "Soon after the meeting: later today is outside working hours where they are.")
    return Suggestion(
        preferred, "The day after the meeting has no working hour where they are: the next one is suggested."
    )


def suggest_reply(since: datetime, now: datetime, tz: ZoneInfo, hours: Hours = USUAL) -> Suggestion:
    """When to answer something that came at `since`."""
    return Suggestion(next_business_time(max(since + SOONEST, now), tz, hours))


def suggest_before(now: datetime, until: datetime | None, tz: ZoneInfo, hours: Hours = USUAL) -> Suggestion:
    """When to send what the person asked for: in the next working hour there, or at once where that is too late."""
    found = next_business_time(now, tz, hours)
    if until is None or found < until:
        return Suggestion(found)
    return Suggestion(now, "There is no working hour where they are before it begins.")


# --- the day in words ---------------------------------------------------------------------------------------------

WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
TODAY = {
    "en": ("this morning", "this afternoon", "this evening", "today"),
    "de": ("heute Vormittag", "heute Nachmittag", "heute Abend", "heute"),
    "fr": ("ce matin", "cet après-midi", "ce soir", "aujourd’hui"),
    "es": ("esta mañana", "esta tarde", "esta noche", "hoy"),
}
_ON = {"en": "on {}", "de": "am {}", "fr": "{}", "es": "el {}"}
_NOON, _EVENING = 12, 18
DAY_IS_TOLD = timedelta(days=6)
"""How long after a meeting "on Tuesday" means that one."""


def day_words(start: datetime, sent: datetime, recipient: ZoneInfo, person: ZoneInfo, language: str) -> str:
    """The day in words ("this morning", "on Tuesday"): the meeting's day as it is true for both on the day of sending; "" if it cannot be."""
    there, here = start.astimezone(recipient), start.astimezone(person)
    if there.date() != here.date():
        return ""
    if sent.astimezone(recipient).date() == there.date() == sent.astimezone(person).date():
        parts = {_part(there.hour), _part(here.hour)}
        return TODAY[language][parts.pop() if len(parts) == 1 else 3]
    if sent - start > DAY_IS_TOLD:
        return ""
    return on_weekday(there.date(), language)


def on_weekday(day: date, language: str) -> str:
    """The day by its name: "on Tuesday", "am Dienstag"."""
    return _ON[language].format(WEEKDAYS[language][day.weekday()])


def _part(hour: int) -> int:
    return 0 if hour < _NOON else 1 if hour < _EVENING else 2


def hour_words(start: datetime, tz: ZoneInfo, language: str) -> str:
    """The hour as the recipient reads it: "2 pm", "14 Uhr", "14 h", "las 14:00"."""
    local = start.astimezone(tz)
    if language == "en":
        minutes = f":{local.minute:02d}" if local.minute else ""
        return f"{local.hour % 12 or 12}{minutes} {'am' if local.hour < _NOON else 'pm'}"
    if language == "de":
        return f"{local.hour}:{local.minute:02d} Uhr" if local.minute else f"{local.hour} Uhr"
    if language == "fr":
        return f"{local.hour} h {local.minute:02d}" if local.minute else f"{local.hour} h"
    return f"las {local.hour}:{local.minute:02d}"


# --- dates in promises ----------------------------------------------------------------------------------------------

_DAY_NAMES = (
    {name.casefold(): place for names in WEEKDAYS.values() for place, name in enumerate(names)}
    | {name[:3].casefold(): place for place, name in enumerate(WEEKDAYS["en"])}
    | {"miercoles": 2, "sabado": 5, "tues": 1, "thurs": 3}
)
_DAY_PATTERN = re.compile(
    rf"(?i)(?:(?P<by>by|on|before|until|due|this|next|coming|bis|am|zum|spätestens|kommenden|nächsten|d['’]ici|avant|pour|le|el|antes del|"
    rf"para el|hasta el|(?:el )?próximo)\s+(?:(?:next|this|zum|nächsten|kommenden|end of|eod|le|el|próximo)\s+)*)"
    rf"(?P<day>{'|'.join(sorted(_DAY_NAMES, key=len, reverse=True))})\b"
)
_TOMORROW = re.compile(r"(?i)\b(?:(?:by|until|bis|d['’]ici|para) )?(?:tomorrow|demain|mañana|morgen)\b")
_TONIGHT = re.compile(r"(?i)\b(?:by )?(?:today|tonight|heute|aujourd['’]hui|hoy)\b")
_END_OF_WEEK = re.compile(
    r"(?i)\b(?:(?:by|until) (?:the )?end of (?:the|this) week|this week|(?:bis )?ende der woche|diese woche|"
    r"(?:d['’]ici |avant )?la fin de la semaine|cette semaine|(?:a |antes del )?(?:fin|final) de (?:la )?semana|esta semana)\b"
)
_NEXT_WEEK = re.compile(
    r"(?i)\b(?:next week|nächste woche|la semaine prochaine|la semana que viene|la próxima semana)\b"
)
_IN_DAYS = re.compile(
    r"(?i)\b(?:in|within|binnen|dans|sous|en|dentro de)\s+(?P<n>\d{1,2}|a|one|two|three|einer?|zwei|drei|une?|deux|trois|una?|dos|tres)\s+"
    r"(?P<unit>days?|tagen?|jours?|días?|weeks?|wochen?|semaines?|semanas?)\b"
)
_COUNT = {
    "a": 1,
    "one": 1,
    "ein": 1,
    "eine": 1,
    "einer": 1,
    "un": 1,
    "une": 1,
    "una": 1,
    "two": 2,
    "zwei": 2,
    "deux": 2,
    "dos": 2,
}
_COUNT |= {"three": 3, "drei": 3, "trois": 3, "tres": 3}
_MONTH_NAMES = (
    ("january", "jan", "januar", "janvier", "enero"), ("february", "feb", "februar", "février", "febrero"),
    ("march", "mar", "märz", "mars", "marzo"), ("april", "apr", "avril", "abril"), ("may", "mai", "mayo"),
    ("june", "jun", "juni", "juin", "junio"), ("july", "jul", "juli", "juillet", "julio"), ("august", "aug", "août", "agosto"),
    ("september", "sep", "sept", "septembre", "septiembre"), ("october", "oct", "oktober", "octobre", "octubre"),
    ("november", "nov", "novembre", "noviembre"), ("december", "dec", "dezember", "décembre", "diciembre"),
)  # fmt: skip
MONTHS = {name: place + 1 for place, names in enumerate(_MONTH_NAMES) for name in names}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?i)\b(?:(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?|(?:the )?(?P<day2>\d{{1,2}})(?:st|nd|rd|th|\.|er)?(?: de| of)? (?P<month2>{_MONTH}))\b"
)


@dataclass(frozen=True, slots=True)
class Due:
    """A date that a promise names, and the words that name it."""

    on: date
    words: str


def due_date(text: str, said: datetime, tz: ZoneInfo) -> Due | None:
    """The date a promise names, counted from the day it was written down, in the person's zone."""
    today = said.astimezone(tz).date()
    if found := _DATE.search(text):
        return _fixed(found, today)
    if found := _DAY_PATTERN.search(text):
        ahead = (_DAY_NAMES[found["day"].casefold()] - today.weekday()) % 7 or 7
        return Due(today + timedelta(days=ahead), found[0])
    if found := _IN_DAYS.search(text):
        count = int(found["n"]) if found["n"].isdigit() else _COUNT.get(found["n"].casefold(), 1)
        weeks = found["unit"].casefold()[0] in "w" or found["unit"].casefold().startswith("sem")
        return Due(today + timedelta(days=count * (7 if weeks else 1)), found[0])
    for pattern, day in (
        (_TOMORROW, today + timedelta(days=1)),
        (_TONIGHT, today),
        (_NEXT_WEEK, today + timedelta(days=11 - today.weekday())),
        (_END_OF_WEEK, today + timedelta(days=(4 - today.weekday()) % 7)),
    ):
        if found := pattern.search(text):
            return Due(day, found[0])
    return None


def _fixed(found: re.Match[str], today: date) -> Due | None:
    month = MONTHS[(found["month"] or found["month2"]).casefold()]
    try:
        day = date(today.year, month, int(found["day"] or found["day2"]))
    except ValueError:
        return None
    return Due(day if day >= today - timedelta(days=60) else day.replace(year=today.year + 1), found[0])


def same_instant(text: str, instant: datetime) -> bool:
    """Whether an ISO text names this instant."""
    return datetime.fromisoformat(text) == instant
