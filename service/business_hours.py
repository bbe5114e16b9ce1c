"""The zone that a name stands for, and the hours at which a working person expects mail where nobody chose others."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

OPENS = time(8, 0)
CLOSES = time(18, 0)


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name; UTC where it is unknown."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
