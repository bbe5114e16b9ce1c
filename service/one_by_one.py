"""Records that must not hold up the others: one that cannot be stored, and one that ends the worker that reads it.

A page that cannot be stored is tried record by record, and what fails alone is reported as unreadable. Where workers
died, each record is written down before it is read and tried alone before it is stored: the attempt is counted before
the work, and one that was in hand at several deaths is passed by. So is one with which the provider has had trouble for
long. What is passed by is quarantined by `ingest`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from connectors import care
from connectors.contract import CalendarChange, CalendarPage, MailPage, MessageChange
from service.clock import real_now
from service.context import Context
from service.database import is_outage
from service.schema import Account
from service.vault import Tampered

CAREFUL_AFTER = 2
"""Workers that ended badly in a row, after which an account is read record by record."""
MOST_DEATHS = 5
"""So often a record may be in hand when its worker dies, which may have been by chance."""
APART = timedelta(seconds=2)
"""Real time. Deaths that follow each other faster count as one: somebody is ending workers, not the record."""

LONG = timedelta(minutes=15)
TRIES = 6
"""So long, and so often, a record with which the provider has trouble holds those behind it."""
_TROUBLES = "troubles"
_MOST_TROUBLES = 20

Page = TypeVar("Page", bound=MailPage | CalendarPage)
Change = MessageChange | CalendarChange


class _Undone(Exception):
    """Rolls a trial back that came to its end."""


def failure_of(context: Context, person_id: str, attempt: Callable[[Session], object]) -> Exception | None:
    """What a piece of work would raise; nothing of it is kept.

    Raises when the database itself is away, and Tampered: what lies here does not open, which is no fault of a record.
    """
    try:
        with context.database.writing(person_id, "trial") as session:
            attempt(session)
            session.flush()
            raise _Undone
    except _Undone:
        return None
    except Exception as error:
        if is_outage(error) or isinstance(error, Tampered):
            raise
        return error


def without_bad_records(page: Page, fails: Callable[[Page], Exception | None]) -> Page:
    """The page with every record that fails alone made unreadable; the same page where none does."""
    changes: Sequence[Change] = page.changes
    return _with(page, [_judged(change, fails(_with(page, [change]))) for change in changes])


def _with(page: Page, changes: Sequence[Change]) -> Page:
    """The page with these changes; one that lacks any is no complete list."""
    told = tuple(changes)
    if told == page.changes:
        return page
    if isinstance(page, CalendarPage) and len(told) < len(page.changes):
        return replace(page, changes=told, is_complete_list=False)  # type: ignore[arg-type]
    return replace(page, changes=told)  # type: ignore[arg-type]


def _judged(change: Change, error: Exception | None) -> Change:
    if error is None or change.unreadable:
        return change
    # The text of an unknown exception may hold a stranger's words.
    return _unreadable(change, f"It could not be stored ({type(error).__name__}).")


def _unreadable(change: Change, why: str) -> Change:
    return type(change)(change.provider_id, unreadable=why)


class Careful:
    """One half of an account's reading (`part`), record by record, because workers died over it."""

    def __init__(self, context: Context, account: Account, part: str) -> None:
        self._context, self._account_id, self._person_id, self._part = context, account.id, account.person_id, part
        self._deaths: dict[str, tuple[int, float]] = {}
        """By record: how many, and when the last one was noticed (seconds of the epoch)."""
        self._is_written = False
        self._put(None, counts_dead=True)

    @contextmanager
    def reading(self, kind: str) -> Iterator[None]:
        """While inside, each record that a connector reads is written down first."""
        try:
            with care.asking(lambda provider_id: self.take_up(kind, provider_id)):
                yield
        finally:
            self.put_down()

    def take_up(self, kind: str, provider_id: str) -> bool:
        """Writes down that this record is in hand; False when it was at too many deaths."""
        key = f"{kind} {provider_id}"
        if self._deaths.get(key, (0, 0.0))[0] >= MOST_DEATHS:
            return False
        self._put(key)
        return True

    def proved(self, kind: str, page: Page, fails: Callable[[Page], Exception | None]) -> Page:
        """The page as it can be stored: each record was tried alone, written down before."""
        changes: Sequence[Change] = page.changes
        tried = [
            _judged(change, fails(_with(page, [change])))
            if self.take_up(kind, change.provider_id)
            else _unreadable(change, care.PASSED_BY)
            for change in changes
        ]
        self.put_down()
        return _with(page, tried)

    def put_down(self) -> None:
        """Nothing is in hand any more."""
        if self._is_written:
            self._put(None)

    def _put(self, key: str | None, *, counts_dead: bool = False) -> None:
        with self._context.database.writing(self._person_id, "in_hand") as session:
            account = session.get_one(Account, self._account_id)
            known = dict(account.in_hand)
            now = dict(known.get("now", {}))
            self._deaths = {one: (number, at) for one, (number, at) in known.get("deaths", {}).items()}
            dead = now.pop(self._part, None)
            if counts_dead and dead is not None:
                self._deaths[dead] = _one_more(self._deaths.get(dead, (0, 0.0)), real_now().timestamp())
            if key is not None:
                now[self._part] = key
            account.in_hand = {**known, "now": now, "deaths": self._deaths}
        self._is_written = key is not None


def _one_more(before: tuple[int, float], at: float) -> tuple[int, float]:
    number, last = before
    return (number + 1, at) if at - last >= APART.total_seconds() else before


def note_trouble(account: Account, provider_id: str, now: datetime) -> None:
    """Writes down that a poll failed over this record; the account's row is to be held."""
    troubles = dict(account.in_hand.get(_TROUBLES, {}))
    times, since = troubles.pop(provider_id, (0, now.isoformat()))
    newest = list(troubles.items())[1 - _MOST_TROUBLES :]
    account.in_hand = {**account.in_hand, _TROUBLES: {**dict(newest), provider_id: (times + 1, since)}}


def given_up(account: Account, now: datetime) -> frozenset[str]:
    """The records that the provider had trouble with often enough, and for so long that nobody waits for them any more."""
    troubles = account.in_hand.get(_TROUBLES, {})
    return frozenset(
        provider_id
        for provider_id, (times, since) in troubles.items()
        if times >= TRIES and now - datetime.fromisoformat(since) >= LONG
    )


def after_success(account: Account) -> None:
    """Forgets what was in hand at deaths. Troubles stay: another part of the account's reading may have them still."""
    troubles = account.in_hand.get(_TROUBLES)
    account.in_hand = {_TROUBLES: troubles} if troubles else {}
