"""A published calendar as whoever looks at it again and again sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.contract import Calendar, CalendarChange
from connectors.link.provider import PROVIDER
from connectors.link.tokens import unpack
from tests.connectors.calendar_contract import ANA, DAY, HOUR
from tests.connectors.link.calendar_desk import MAYA, CalendarDesk
from tests.connectors.workshop import Budget, Meeting, read_calendar

NOW = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)
SINCE = NOW - 60 * DAY
SOON = NOW.replace(hour=15) + 3 * DAY


@dataclass
class Reader:
    """Maya's calendar, read the way that a caller reads it, each time by a new process."""

    workshop: CalendarDesk
    cursor: str | None = None

    def __post_init__(self) -> None:
        self.tokens = self.workshop.sign_in(MAYA)

    @property
    def main(self) -> str:
        return unpack(self.tokens.text)[0].calendar_id

    @property
    def calendar(self) -> Calendar:
        return PROVIDER.calendar(self.workshop.settings, self.tokens, Budget())

    def read(self) -> list[CalendarChange]:
        changes, self.cursor, _ = read_calendar(self.calendar, self.main, self.cursor, SINCE)
        return changes


def fill(workshop: CalendarDesk, count: int = 6) -> list[str]:
    """Meetings that nobody confuses with each other."""
    return [
        workshop.enter(MAYA, Meeting(f"Talk {number}", at := SOON + number * DAY, at + HOUR, guests=(ANA,)))
        for number in range(count)
    ]


def titles(changes: list[CalendarChange]) -> list[str]:
    return sorted(change.calendar_event.summary for change in changes if change.calendar_event)
