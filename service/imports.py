"""Reads files (mbox, mails, calendars, Takeout archives) into the same pipeline as a provider's pages.

Which mails matter is only known once the people are: the files are read again, at most three rounds in all, until a
round brings nothing new. Every page is one transaction, so an import that was interrupted is simply run again, and a
second import of the same files adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby, islice
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from connectors.contract import CalendarChange, CalendarPage, MailPage, MessageChange
from connectors.records import Address
from connectors.takeout.calendar import FileCalendar
from connectors.takeout.files import FileSet
from connectors.takeout.owner import named_most, own_addresses
from service import accounts, ingest
from service.addresses import address_key
from service.context import Context
from service.schema import MessageCopy, Person, SetAside, StoredCalendarEvent

ROUNDS = 3
PAGE = 100
AHEAD = timedelta(days=366)
"""How far into the future series are followed."""
UNNAMED = "calendar"
_T = TypeVar("_T")
Settle = Callable[[], None]
Progress = Callable[[int], None]
"""Told how many bytes were read so far in this round."""
ALL_DAYS = 3650
"""How far back files are read when nobody says otherwise."""


@dataclass(slots=True)
class Imported:
    """What an import found; `new` counts what was not stored before."""

    account_id: str = ""
    email: str = ""
    mails: int = 0
    mails_kept: int = 0
    mails_new: int = 0
    mails_aside: int = 0
    mails_older: int = 0
    calendar_events: int = 0
    calendar_events_kept: int = 0
    calendar_events_new: int = 0
    rounds: int = 0
    unreadable: dict[str, str] = field(default_factory=dict)
    """File, `archive!member` or mail to the sentence why it cannot be read."""


Watch = Callable[[Imported], None]


def whose(context: Context, person_id: str, files: FileSet, named: Sequence[str]) -> tuple[Address, ...]:
    """The person's own addresses: those named, else what the files betray, else those already known; () = nobody's."""
    if named:
        return tuple(Address(email) for email in named)
    found = own_addresses(files)
    if found:
        return found
    with context.database.reading() as session:
        return accounts.own_addresses(session, person_id)


def import_files(
    context: Context,
    person_id: str,
    files: FileSet,
    own: Sequence[Address],
    *,
    since: datetime,
    settle: Settle,
    progress: Progress = lambda _: None,
    watch: Watch = lambda _: None,
) -> Imported:
    """Reads the files into the person's account for files. `settle` works through what came in, between rounds.

    `watch` sees the numbers after each page and may end the import by raising: what is stored by then stays.
    """
    account_id = _account(context, person_id, files, own, since)
    reader = _Reader(context, person_id, account_id, since, watch)
    before = reader.kept()
    last = before
    for done in range(1, ROUNDS + 1):
        reader.found.rounds = done
        reader.round(files, settle, progress)
        kept = reader.kept()
        if kept == last:
            break
        last = kept
    return reader.summary(files, own[0].email, before)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose files these are, or else whom to ask "which of these is you?"."""

    own: tuple[Address, ...] = ()
    asked: tuple[Address, ...] = ()


def find_owner(context: Context, person_id: str, files: FileSet) -> Owner:
    """What the files themselves and what is known make plain; somebody else's archive is asked about, not believed."""
    with context.database.reading() as session:
        known = accounts.own_keys(session, person_id)
        told = accounts.own_addresses(session, person_id)
    found = own_addresses(files)
    if any(address_key(address.email) in known for address in found):
        return Owner(own=found)
    if found:
        return Owner(asked=found) if known or len(found) > 1 else Owner(own=found)
    return Owner(own=told) if told else Owner(asked=named_most(files))


def _account(context: Context, person_id: str, files: FileSet, own: Sequence[Address], since: datetime) -> str:
    zones = [info.timezone for info in FileCalendar(files).calendars() if info.timezone]
    now = context.clock()
    with context.database.writing(person_id, "import_account") as session:
        account = accounts.file_account(session, person_id, own[0].email, since=since, now=now)
        accounts.add_own_addresses(session, person_id, account.id, own)
        account.last_success_at = now
        person = session.get_one(Person, person_id)
        if zones and person.timezone == "UTC":
            person.timezone = zones[0]
        return account.id


class _Reader:
    """Rounds over the same files into one account."""

    def __init__(self, context: Context, person_id: str, account_id: str, since: datetime, watch: Watch) -> None:
        self._context, self._person_id, self._account_id, self._since = context, person_id, account_id, since
        self._watch = watch
        self._until = context.clock() + AHEAD
        with context.database.reading() as session:
            self._own = accounts.own_keys(session, person_id)
        self.found = Imported(account_id=account_id)

    def round(self, files: FileSet, settle: Settle, progress: Progress) -> None:
        """Calendars first: they say whose mail matters."""
        self.found.calendar_events = 0
        for calendar_id, changes in groupby(files.calendar_events(self._since, self._until), key=_calendar_of):
            for page in _pages(changes):
                self._store_calendar(calendar_id, page)
                self._watch(self.found)
        settle()
        self.found.mails = self.found.mails_older = 0
        for mails in _pages(files.messages()):
            self._store_mail([change for change, _ in mails])
            progress(mails[-1][1])
            self._watch(self.found)
        settle()

    def _store_calendar(self, calendar_id: str, changes: tuple[CalendarChange, ...]) -> None:
        self.found.calendar_events += len(changes)
        page = CalendarPage(changes, "")
        with self._context.database.writing(self._person_id, "import_calendar") as session:
            ingest.store_calendar_page(
                session, self._context.vault, self._account_id, calendar_id, page, self._context.clock()
            )

    def _store_mail(self, changes: Sequence[MessageChange]) -> None:
        self.found.mails += len(changes)
        fresh = [self._as_ours(change) for change in self._unknown(changes) if not self._is_older(change)]
        if not fresh:
            return
        with self._context.database.writing(self._person_id, "import_mail") as session:
            ingest.store_mail_page(
                session, self._context.vault, self._account_id, MailPage(tuple(fresh), None), self._context.clock()
            )

    def _unknown(self, changes: Sequence[MessageChange]) -> list[MessageChange]:
        ids = [change.provider_id for change in changes]
        with self._context.database.reading() as session:
            known = ingest.known_messages(session, self._account_id, ids, is_people_look=True)
        self.found.unreadable |= {change.provider_id: change.unreadable for change in changes if change.unreadable}
        return [change for change in changes if change.provider_id not in known]

    def _is_older(self, change: MessageChange) -> bool:
        is_older = change.message is not None and change.message.date < self._since
        self.found.mails_older += is_older
        return is_older

    def _as_ours(self, change: MessageChange) -> MessageChange:
        # An mbox rarely says which mails were sent: what is from the person and bears no server's stamp was.
        message = change.message
        if message is None or message.was_delivered or address_key(message.sender.email) not in self._own:
            return change
        return replace(change, message=replace(message, is_sent=True))

    def kept(self) -> tuple[int, int]:
        """How many mails and calendar events of this account are stored."""
        with self._context.database.reading() as session:
            return (
                _count(session, select(func.count()).where(MessageCopy.account_id == self._account_id)),
                _count(session, select(func.count()).where(StoredCalendarEvent.account_id == self._account_id)),
            )

    def summary(self, files: FileSet, email: str, before: tuple[int, int]) -> Imported:
        """The numbers after the last round."""
        found = self.found
        found.email = email
        found.mails_kept, found.calendar_events_kept = self.kept()
        found.mails_new = found.mails_kept - before[0]
        found.calendar_events_new = found.calendar_events_kept - before[1]
        aside = select(func.count()).where(SetAside.account_id == self._account_id, SetAside.kind == "mail")
        with self._context.database.reading() as session:
            found.mails_aside = _count(session, aside)
        found.unreadable |= files.problems
        return found


def _count(session: Session, query: object) -> int:
    return session.scalar(query) or 0  # type: ignore[call-overload]


def _calendar_of(change: CalendarChange) -> str:
    return (change.calendar_event.calendar_id if change.calendar_event else "") or UNNAMED


def _pages(items: Iterable[_T]) -> Iterator[tuple[_T, ...]]:
    iterator = iter(items)
    while page := tuple(islice(iterator, PAGE)):
        yield page
