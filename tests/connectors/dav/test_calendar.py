"""Calendars over CalDAV against the calendar contract on a real Radicale, with its sync tokens and without."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest

from tests.connectors.calendar_contract import HOUR, CalendarContract, Scene, by_title, is_called_off
from tests.connectors.dav.calendar_desk import CalendarDesk
from tests.connectors.workshop import Budget, Meeting, Workshop

NOW = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)


class _OverRadicale(CalendarContract):
    @pytest.fixture
    def workshop(self, desk: CalendarDesk) -> CalendarDesk:
        return desk

    @pytest.fixture
    def scene(self, workshop: CalendarDesk, budget: Budget) -> Scene:
        # Of a workshop the calendar's suite wants what happens in calendars, and no mail.
        return Scene(cast("Workshop", workshop), workshop.open(workshop.people[0], budget))


class TestByTokens(_OverRadicale):
    """The contract."""


class _WithoutTokens(_OverRadicale):
    def test_an_expired_cursor_says_so_and_a_full_read_finds_everything(self, scene: Scene) -> None:
        """Nothing expires where the cursor itself knows what lay there: it finds what happened in between."""
        gone = scene.enter(Meeting("Gone in the gap", scene.soon, scene.soon + HOUR))
        _, cursor, _ = scene.read(None)
        scene.cancel(gone)
        scene.enter(Meeting("New in the gap", scene.soon, scene.soon + HOUR))
        scene.workshop.expire_calendar_cursors(scene.me)
        changes, _, is_complete = scene.read(cursor)
        assert set(by_title(changes)) == {"New in the gap"}
        assert [change.provider_id for change in changes if is_called_off(change)] == [gone]
        assert not is_complete


class TestByEtags(_WithoutTokens):
    """The contract at a server without sync tokens."""

    @pytest.fixture
    def workshop(self, desk: CalendarDesk) -> CalendarDesk:
        desk.hide("sync-token")
        return desk


class TestByEtagsAlone(_WithoutTokens):
    """The contract at a server that does not even say whether a calendar changed."""

    @pytest.fixture
    def workshop(self, desk: CalendarDesk) -> CalendarDesk:
        desk.hide("sync-token", "getctag")
        return desk
