"""One publisher of calendars for each test, with a proxy before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.link import calendar
from tests.connectors.link.calendar_desk import CalendarDesk
from tests.connectors.link.looking import NOW, Reader
from tests.connectors.link.publisher import running_publisher
from tests.servers.bending import bending_http


@pytest.fixture(autouse=True)
def _restless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A calendar is looked at whenever it is asked for."""
    monkeypatch.setattr(calendar, "REST", 0.0)


@pytest.fixture
def workshop() -> Iterator[CalendarDesk]:
    with running_publisher() as publisher, bending_http(publisher.port) as proxy:
        desk = CalendarDesk(publisher, proxy, NOW)
        desk.begin_afresh()
        yield desk


@pytest.fixture
def reader(workshop: CalendarDesk) -> Reader:
    return Reader(workshop)
