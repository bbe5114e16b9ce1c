"""A calendar behind a link against the calendar contract on a real HTTP server, and what only a file does."""

from __future__ import annotations

import pytest

from connectors.link import census
from tests.connectors.calendar_contract import CalendarContract, Scene
from tests.connectors.link.calendar_desk import CalendarDesk
from tests.connectors.workshop import Budget


class TestLinkCalendar(CalendarContract):
    """The contract."""

    @pytest.fixture
    def scene(self, workshop: CalendarDesk, budget: Budget) -> Scene:
        return Scene(workshop, workshop.open(workshop.people[0], budget))  # type: ignore[arg-type]

    @pytest.fixture(autouse=True)
    def _small_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(census, "_PAGE", 20)
