"""When: the suggested time to send (in the recipient's zone), and words for the day.

Defaults are product.md 2.1: not before fifteen minutes after the end and rather an hour, on a weekday between 08:00
and 18:00 where the recipient lives, within a day; with no such hour in it, the next business morning, saying why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.preferences import Preferences

SOONEST = timedelta(minutes=15)
PREFERRED = timedelta(minutes=60)
DEADLINE = timedelta(hours=24)
STEP = timedelta(minutes=5)
A_SECOND = timedelta(seconds=1)
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


def turns_of_day(now: datetime, tz: ZoneInfo, hours: Hours = USUAL) -> tuple[datetime, ...]:
    """From when on nothing is suggested for this day any more there, and when the next one begins; those to come."""
    day = now.astimezone(tz).date()
    closing = {hours.closes, _LATEST_EVENING if hours.is_evening_fine else hours.closes}
    ends = [datetime.combine(day, time(0), tz) + timedelta(hours=hour) - STEP + A_SECOND for hour in closing]
    turns = [*ends, datetime.combine(day + timedelta(days=1), time(0), tz)]
    return tuple(sorted(turn.astimezone(UTC) for turn in turns if turn > now))


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
    "fr": ("ce matin", "cet après-midi", "ce soir", "aujourd'hui"),
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


# --- months -----------------------------------------------------------------------------------------------------------

_MONTH_NAMES = (
    ("january", "jan", "januar", "janvier", "enero"), ("february", "feb", "februar", "février", "febrero"),
    ("march", "mar", "märz", "mars", "marzo"), ("april", "apr", "avril", "abril"), ("may", "mai", "mayo"),
    ("june", "jun", "juni", "juin", "junio"), ("july", "jul", "juli", "juillet", "julio"), ("august", "aug", "août", "agosto"),
    ("september", "sep", "sept", "septembre", "septiembre"), ("october", "oct", "oktober", "octobre", "octubre"),
    ("november", "nov", "novembre", "noviembre"), ("december", "dec", "dezember", "décembre", "diciembre"),
)  # fmt: skip
MONTHS = {name: place + 1 for place, names in enumerate(_MONTH_NAMES) for name in names}


def same_instant(text: str, instant: datetime) -> bool:
    """Whether an ISO text names this instant."""
    return datetime.fromisoformat(text) == instant
