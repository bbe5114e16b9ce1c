"""Outlook's calendars against the calendar contract, and what only they do."""

from __future__ import annotations

from tests.connectors.calendar_contract import CalendarContract


class TestOutlookCalendar(CalendarContract):
    """The contract."""
