"""A day and an hour as somebody types them in, in a zone with summer time: which instant is meant, or why none.

An hour that a clock skips does not exist and is asked for anew; of an hour that comes twice the first is taken, unless
the second is asked for.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.web.sentences import N_

LONGEST = timedelta(hours=12)


class NotATime(ValueError):
    """What was typed is no time; the text says why. `field` names the input it is about."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def instant_of(day: str, hour: str, zone: str, *, second: bool = False) -> datetime:
    """The instant in UTC that `2026-03-18` and `14:30` name in that zone. Raises NotATime."""
    local = datetime.combine(_day(day), _hour(hour))
    found = local.replace(tzinfo=_zone(zone), fold=int(second)).astimezone(UTC)
    if found.astimezone(_zone(zone)).replace(tzinfo=None) != local:
        raise NotATime(N_("The clocks go forward then: that hour does not exist. Choose another."), "hour")
    return found


def comes_twice(day: str, hour: str, zone: str) -> bool:
    """Whether the clocks go back over that hour, so that it comes twice. Raises NotATime."""
    return instant_of(day, hour, zone) != instant_of(day, hour, zone, second=True)


def length_of(minutes: str) -> timedelta:
    """How long it is. Raises NotATime."""
    plain = minutes.strip()
    if not (plain.isascii() and plain.isdigit() and 0 < int(plain[:6]) <= LONGEST.total_seconds() / 60):
        raise NotATime(N_("Give the length in minutes, at most twelve hours."), "minutes")
    return timedelta(minutes=int(plain))


def is_zone(zone: str) -> bool:
    """Whether that names a time zone."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(zone)


def _zone(zone: str) -> ZoneInfo:
    if not is_zone(zone):
        raise NotATime(N_("That is no time zone, such as Europe/Berlin."), "zone")
    return ZoneInfo(zone)


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise NotATime(N_("Give the day as year-month-day, such as 2026-03-18."), "day") from None
    if not 1970 <= found.year <= 2100:
        raise NotATime(N_("That year is too far away."), "day")
    return found


def _hour(text: str) -> time:
    try:
        found = time.fromisoformat(text.strip())
    except ValueError:
        raise NotATime(N_("Give the hour as hours:minutes, such as 14:30."), "hour") from None
    return found.replace(second=0, microsecond=0, tzinfo=None)
