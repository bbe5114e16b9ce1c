"""One account's calendars, slice by slice: what is new in each, and a full read where there is no place to go on from.

A full read marks what it meets; what is not met has been deleted. What left one calendar counts as removed only once all
of them are read, since it may have moved. Which calendar is read, and what of it is stored, is decided elsewhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.contract import CalendarPage
from connectors.errors import CursorExpired, Gone, ReadAnew
from service import gaps, ingest, metrics
from service.ingest import Stored
from service.looks import ANEW
from service.schema import Account, ChosenCalendar, Cursor
from service.turn import NO_END, NOT_OPENED, REFUSES_TO_GO_ON, Slice, Turn, put_cursor
from service.vault import Tampered

REFRESH = timedelta(hours=1)
"""How long a new cursor that came without a change may wait to be written down."""


class CalendarReader:
    """The calendars of the account whose turn it is."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._left: set[str] = set()
        """Rows of what had left a calendar before all of them were asked."""

    def chosen(self) -> Sequence[str]:
        if not self._turn.account.can_read_calendar:
            return ()
        with self._turn.context.database.reading() as session:
            return session.scalars(
                select(ChosenCalendar.provider_id)
                .where(ChosenCalendar.account_id == self._turn.account.id, ChosenCalendar.is_chosen)
                .order_by(ChosenCalendar.is_primary.desc(), ChosenCalendar.provider_id)
            ).all()

    @staticmethod
    def is_begun(cursor: Cursor | None) -> bool:
        """Whether the calendar was read to its end once: what follows is new."""
        return cursor is not None and bool(cursor.value) and not cursor.read_id

    def read(self) -> Slice | None:
        for calendar_id in self.chosen():
            if calendar_id in self._turn.seen | self._turn.stuck:
                continue
            if (done := self._read_calendar(calendar_id)) is not None:
                return done
        return None

    def _read_calendar(self, calendar_id: str) -> Slice | None:
        resource = f"calendar:{calendar_id}"
        cursor = self._turn.cursor(resource)
        if self._turn.part != "all" and (self._turn.part == "new") != self.is_begun(cursor):
            return None
        old = cursor.value if cursor else None
        is_going_on = cursor is not None and (old or cursor.read_id)
        read_id = cursor.read_id if cursor and is_going_on else f"{ANEW}{secrets.token_hex(6)}"
        try:
            with self._turn.carefully(resource):
                page = self._turn.calendars().changes(calendar_id, old or None, since=self._turn.account.since)
        except ReadAnew:
            return self._read_whole(resource, cursor, cursor.expiries if cursor else 0)
        except CursorExpired:
            metrics.cursor_expired(self._turn.account.provider, "calendar")
            return self._close_calendar_gap(calendar_id, cursor)
        except Gone:
            return self._forget_calendar(calendar_id)
        if cursor and page.is_caught_up and not page.changes and not read_id and self._is_fresh(cursor, page):
            self._turn.seen.add(calendar_id)
            return None
        if not page.is_caught_up and page.next_cursor == old and not page.changes:
            return self._turn.leave_alone(calendar_id, NO_END)
        try:
            return self._store_calendar(calendar_id, cursor, page, read_id)
        except Tampered:
            return self._turn.leave_alone(calendar_id, NOT_OPENED)

    def _store_calendar(self, calendar_id: str, cursor: Cursor | None, page: CalendarPage, read_id: str) -> Slice:
        resource, done = f"calendar:{calendar_id}", Slice()
        old = cursor.value if cursor else None
        # Only a place that was gone on from is a good one.
        expiries = cursor.expiries if cursor and read_id else 0

        def keep(session: Session, page: CalendarPage) -> Stored:
            vault, account_id = self._turn.context.vault, self._turn.account.id
            return ingest.store_calendar_page(
                session, vault, account_id, calendar_id, page, self._turn.now(), read_id=read_id
            )

        def store(session: Session, account: Account, page: CalendarPage) -> None:
            done.stored = keep(session, page)
            is_doubtful = done.stored.is_doubtful
            following = "" if is_doubtful else page.next_cursor
            kept = "" if page.is_complete_list else read_id
            put_cursor(
                session, account, resource, following, self._turn.now(), old=old, read_id=kept, expiries=expiries
            )
            if read_id:
                gaps.count(session, account, resource, done.stored)
            if page.is_complete_list and not is_doubtful:
                gaps.close(session, account, resource, self._turn.now())

        self._turn.commit_page("poll_calendar", resource, page, keep, store, done)
        if page.is_caught_up:
            self._turn.seen.add(calendar_id)
        return done

    def _is_fresh(self, cursor: Cursor, page: CalendarPage) -> bool:
        is_known = page.next_cursor == cursor.value or self._turn.now() - cursor.updated_at < REFRESH
        return is_known and not cursor.expiries

    def _forget_calendar(self, calendar_id: str) -> Slice:
        """It is no longer shared with the person: not read until it is found on the list again. What is stored stays."""

        def store(session: Session, account: Account) -> None:
            for row in (
                session.get(ChosenCalendar, (account.id, calendar_id)),
                session.get(Cursor, (account.id, f"calendar:{calendar_id}")),
            ):
                if row is not None:
                    session.delete(row)

        return self._turn.commit("forget_calendar", store, Slice())

    def decide_removals(self) -> Slice | None:
        cursors = {one: self._turn.cursor(f"calendar:{one}") for one in self.chosen()}
        if not all(self._is_told(cursor) for cursor in cursors.values()):
            return None
        with self._turn.context.database.reading() as session:
            left = {row.id for row in ingest.undecided_removals(session, self._turn.account.id)}
        if left - self._left:
            # A calendar that was read before they left another may have them by now.
            self._left = left
            self._turn.seen -= cursors.keys()
            if (done := self.read()) is not None:
                return done
        is_anything_unread = any(
            self.is_begun(cursor) and one not in self._turn.seen for one, cursor in cursors.items()
        )
        if not left or is_anything_unread:
            return None

        def store(session: Session, account: Account) -> None:
            ingest.decide_removals(session, self._turn.context.vault, account.id, self._turn.now(), among=left)

        return self._turn.commit("decide_removals", store, Slice())

    @staticmethod
    def _is_told(cursor: Cursor | None) -> bool:
        """Whether the calendar has shown all that lies in it: something may have moved there otherwise."""
        return cursor is not None and not cursor.read_id

    def read_again(self) -> Slice | None:
        """Mail has made somebody interesting who may stand in what the calendars showed before."""
        with self._turn.context.database.reading() as session:
            reset = select(Cursor.resource).where(
                Cursor.account_id == self._turn.account.id, Cursor.value == "", Cursor.read_id != ""
            )
            waiting = {resource.removeprefix("calendar:") for resource in session.scalars(reset)}
        waiting -= self._turn.stuck
        if not waiting & self._turn.seen:
            return None
        self._turn.seen -= waiting
        return self.read()

    def _close_calendar_gap(self, calendar_id: str, cursor: Cursor | None) -> Slice:
        """The provider does not go on from this place: the calendar is read in full, which shows all that happened."""
        resource = f"calendar:{calendar_id}"
        if resource in self._turn.begun_anew:
            return self._turn.leave_alone(calendar_id, REFUSES_TO_GO_ON)
        self._turn.begun_anew.add(resource)
        expiries = 1 + (cursor.expiries if cursor else 0)
        if expiries > 1:
            self._turn.refused = REFUSES_TO_GO_ON
        left_at = cursor.updated_at if cursor and self.is_begun(cursor) and expiries == 1 else None
        return self._read_whole(resource, cursor, expiries, gap_since=left_at)

    def _read_whole(
        self, resource: str, cursor: Cursor | None, expiries: int, *, gap_since: datetime | None = None
    ) -> Slice:
        """Everything is read once more under a new mark; what is not met then has been deleted."""
        is_anew = cursor is not None and cursor.read_id.startswith(ANEW)
        read_id = f"{ANEW if is_anew else ''}{secrets.token_hex(6)}"
        old = cursor.value if cursor else None

        def store(session: Session, account: Account) -> None:
            if gap_since is not None:
                gaps.found(session, account, resource, self._turn.now(), since=gap_since)
            put_cursor(session, account, resource, "", self._turn.now(), old=old, read_id=read_id, expiries=expiries)

        return self._turn.commit("calendar_expired", store, Slice())
