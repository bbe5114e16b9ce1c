"""How long a provider asks to wait, from an HTTP answer's headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST_WAIT = 86_400.0


def seconds_asked(headers: Mapping[str, str], *, default: float, also: datetime | None = None) -> float:
    """Seconds to wait: from `retry-after` in either of its forms, else until `also`, else `default`.

    Header names are lower-case. At least one second, at most a day.
    """
    value = str(headers.get("retry-after", "")).strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", value):
        return _bounded(float(value))
    until = http_date(value) or also
    if until is None:
        return default
    now = http_date(str(headers.get("date", ""))) or datetime.now(UTC)
    return _bounded((until - now).total_seconds())


def http_date(value: str) -> datetime | None:
    """The instant an HTTP date names, None when it names none."""
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _bounded(seconds: float) -> float:
    return min(max(seconds, 1.0), _LONGEST_WAIT)
