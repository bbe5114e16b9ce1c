"""What a provider has of one account, asked afresh: every id of every folder and calendar, and what the searches that were
made before would find today. Nothing is read and nothing is taken from our own tables.

A provider that asks to wait is waited for, passing trouble is tried again, and a listing that broke off is begun anew.
What became of all these ids is not decided here (`proof`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import TypeVar

from connectors.contract import Calendar, CensusPage, Folder, Listed, Mailbox, MailQuery
from connectors.errors import CursorExpired, Gone, SlowDown, TryAgain
from service import accounts
from service.accounts import MinuteBudget
from service.context import Context
from service.schema import Account

TRIES = 12
"""Passing trouble in a row after which a count is given up; the waits between grow to a minute."""
_LONGEST_WAIT = 60.0
_BEGINNINGS = 5
"""So often a listing is begun anew when its place expires."""
_T = TypeVar("_T")
Wait = Callable[[float], None]
"""Lent by the caller: waits so many seconds, and may end the count by raising."""
Told = Callable[[int], None]
"""Lent by the caller: hears how many records the provider has told of so far."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One mailbox, or one calendar, as its provider lists it now."""

    listed: dict[str, Listed] = field(default_factory=dict)
    """By provider id; what was told twice counts where it was told last."""
    folders: tuple[Folder, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


class Counting:
    """One account's line to its provider while it is counted, on one thread."""

    def __init__(self, context: Context, account: Account, wait: Wait, told: Told) -> None:
        self._context, self._account, self._wait, self._told = context, account, wait, told
        self._budget = MinuteBudget(context, account.id, account.person_id, account.provider)
        self._number = 0

    @cached_property
    def _mailbox(self) -> Mailbox:
        return accounts.open_mailbox(self._context, self._account, self._budget)

    @cached_property
    def _calendar(self) -> Calendar:
        return accounts.open_calendar(self._context, self._account, self._budget)

    def mail(self, since: datetime) -> Counted:
        """Everything in the mailbox that arrived after `since`. Raises ConsentLost, TryAgain."""
        return self._whole(lambda cursor: self._mailbox.census(since, cursor))

    def calendar(self, calendar_id: str, within: str) -> Counted | None:
        """Everything in a calendar, in the window of the reader's cursor; None where it is no longer to be seen.

        Raises ConsentLost, TryAgain.
        """
        try:
            return self._whole(lambda cursor: self._calendar.census(calendar_id, within, cursor))
        except Gone:
            return None

    def found_by(self, queries: Iterable[MailQuery]) -> frozenset[str]:
        """The ids that these searches find today. Raises ConsentLost, TryAgain."""
        found: set[str] = set()
        for query in queries:
            self._search(query, found)
        return frozenset(found)

    def arrival(self, provider_id: str) -> datetime | None:
        """When a mail arrived, where no listing told; None where it cannot be told. Reads this one mail."""
        read = self._patiently(lambda: self._mailbox.read_again([provider_id]))
        return next((one.message.date for one in read if one.message), None)

    def _search(self, query: MailQuery, found: set[str]) -> None:
        cursor: str | None = None

        def all_of_them(ids: Sequence[str]) -> set[str]:
            # Whatever is listed counts as known, so that nothing is read.
            found.update(ids)
            return set(ids)

        while True:
            page = self._patiently(partial(self._mailbox.search, query, cursor, all_of_them))
            cursor = page.next_cursor
            if cursor is None:
                return

    def _whole(self, ask: Callable[[str | None], CensusPage]) -> Counted:
        for _ in range(_BEGINNINGS):
            try:
                return self._listing(ask)
            except CursorExpired as failure:
                expired = failure
        raise TryAgain(expired.detail, provider=self._account.provider, operation=expired.operation)

    def _listing(self, ask: Callable[[str | None], CensusPage]) -> Counted:
        listed: dict[str, Listed] = {}
        first: CensusPage | None = None
        cursor: str | None = None
        while first is None or cursor is not None:
            page = self._patiently(partial(ask, cursor))
            listed.update((one.provider_id, one) for one in page.listed)
            first, cursor = first or page, page.next_cursor
            self._number += len(page.listed)
            self._told(self._number)
        return Counted(listed, first.folders, first.since, first.until)

    def _patiently(self, call: Callable[[], _T]) -> _T:
        """One call, however often the provider asks to wait. Raises ConsentLost, CursorExpired, Gone, TryAgain."""
        troubles = 0
        while True:
            try:
                return call()
            except SlowDown as failure:
                seconds = failure.retry_after
            except TryAgain:
                troubles += 1
                if troubles >= TRIES:
                    raise
                seconds = min(2.0**troubles, _LONGEST_WAIT) * random.uniform(0.5, 1.0)
            finally:
                self._write_down()
            self._wait(seconds)

    def _write_down(self) -> None:
        with self._context.database.writing(self._account.person_id, "count") as session:
            self._budget.write_down(session)
