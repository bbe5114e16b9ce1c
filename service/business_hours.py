"""Is it a time of day and week at which a working person expects mail? In the recipient's own zone."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

OPENS = time(8, 0)
CLOSES = time(18, 0)
_SATURDAY = 5


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name; UTC where it is unknown."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def is_open(instant: datetime, timezone: str) -> bool:
    """Whether `instant` lies on a weekday between 08:00 and 18:00 of that zone."""
    local = instant.astimezone(zone_of(timezone))
    return local.weekday() < _SATURDAY and OPENS <= local.time() < CLOSES
