"""The window of time that a calendar is read for: where it ends, and when it has to move on.

Series are asked for as occurrences, so a series without an end must be bounded, and a cursor keeps the window it was
made with. The window ends 800 days after the provider's own clock (the Date of its answers), or after `since` where no
clock is told; when less than 400 days of it are left the cursor counts as expired, and the full read that follows takes
the window along. Its end never moves back, or what lies beyond would look deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors.errors import CursorExpired, ReadAnew

LENGTH = timedelta(days=800)
LEAST_AHEAD = timedelta(days=400)
"""Nobody plans a conversation further ahead, so that a window this long misses nothing."""

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """From `since` to `until`, both ISO and UTC, as they lie in a cursor."""

    since: str
    until: str

    @property
    def start(self) -> datetime:
        return _instant(self.since)

    @property
    def end(self) -> datetime:
        return _instant(self.until)


def window_from(since: datetime, now: datetime | None, *, longest: timedelta = timedelta.max) -> Window:
    """The window of a full read that begins at `since`, seen from the provider's clock; the oldest part is left out
    where the provider shows no window longer than `longest`.
    """
    start = since.astimezone(UTC)
    end = max(start, now or start) + LENGTH
    if end - start > longest:
        start = end - longest
    return Window(since=start.isoformat(), until=end.isoformat())


def is_shorter(window: Window, better: Window) -> bool:
    """Whether the other window reaches a day further or more."""
    return better.end - window.end >= _A_DAY


def ensure_lasting(window: Window, now: datetime | None) -> None:
    """Raises ReadAnew when too little of the window lies ahead."""
    if now is not None and window.end - now < LEAST_AHEAD:
        raise ReadAnew("The window of this calendar has to move on.")


def ensure_covering(window: Window, since: datetime, *, longest: timedelta = timedelta.max) -> None:
    """Raises ReadAnew when `since` lies before the window, by more than a day, and the window could be longer."""
    if since < window.start - _A_DAY and window.end - window.start < longest:
        raise ReadAnew("More of the past is wanted than this cursor knows.")


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as problem:
        raise CursorExpired("The stored place cannot be read.") from problem
