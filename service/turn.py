"""One turn of reading an account: what is lent for it, what it found out about places that are refused, and how a slice is
committed: records, the place to go on from and events together, under the account's lease.

What keeps a provider from going on is kept in `refused` until everything else was read. Network calls never happen inside
a transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from connectors import care
from connectors.contract import Calendar, Mailbox
from service import accounts, events, leases
from service.accounts import MinuteBudget
from service.clock import real_now
from service.context import Context
from service.database import is_outage
from service.ingest import Stored
from service.leases import AccountLease, LostLease
from service.one_by_one import CAREFUL_AFTER, Careful, Page, failure_of, given_up, without_bad_records
from service.schema import Account, Cursor

Part = Literal["all", "new", "past"]
REFUSES_TO_GO_ON = "The provider refuses to go on from the places that it gives. Everything is listed anew each time."
NOT_OPENED = (
    "Something that is stored for this account does not open: it was changed in the database, or its key is missing. What "
    "came in waits until it opens."
)
NO_END = "A listing of the provider does not come to its end. It is begun anew."


class Stale(Exception):
    """The place that was read from has changed meanwhile: nothing of the slice is stored, it is read anew."""


@dataclass(slots=True)
class Slice:
    """What one slice did; `is_caught_up` = nothing waits at the provider."""

    is_caught_up: bool = False
    stored: Stored = field(default_factory=Stored)
    event_ids: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Opened:
    """What is open at the provider for one part of one account: lent from turn to turn where it stays open."""

    mailbox: Mailbox | None = None
    calendar: Calendar | None = None


class Turn:
    """One account on one thread."""

    def __init__(
        self,
        context: Context,
        lease: AccountLease,
        part: Part,
        budget: MinuteBudget | None,
        opened: Opened | None = None,
    ) -> None:
        """Raises LostLease when the account is no longer this holder's to read."""
        self.context, self.lease, self.part = context, lease, part
        with context.database.reading() as session:
            account = session.get_one(Account, lease.account_id)
        if account.lease_epoch != lease.epoch or account.connection_state != "connected":
            raise LostLease(lease.account_id)
        self.account = account
        self.budget = budget or MinuteBudget(context, lease.account_id, lease.person_id, account.provider)
        self.seen: set[str] = set()
        """Resources that this turn has read to the end."""
        self.begun_anew: set[str] = set()
        """Resources whose place this turn found expired: once is enough for a turn."""
        self.stuck: set[str] = set()
        """Calendars and looks that this turn leaves alone."""
        self.refused = ""
        """Why the turn is no success although everything was read."""
        is_suspect = account.bad_ends >= CAREFUL_AFTER
        self._careful = Careful(context, account, part) if is_suspect else None
        self._opened = opened or Opened()

    def leave_alone(self, what: str, why: str) -> Slice:
        """A calendar or look is left to the next turn, which comes the later the more often this happens."""
        self.stuck.add(what)
        self.refused = why
        return Slice()

    def cursor(self, resource: str) -> Cursor | None:
        with self.context.database.reading() as session:
            return session.get(Cursor, (self.account.id, resource))

    @contextmanager
    def carefully(self, kind: str) -> Iterator[None]:
        """While something is read: record by record where workers died over this account."""
        reading = self._careful.reading(kind) if self._careful else nullcontext()
        with reading, care.giving_up(given_up(self.account, self.now())):
            yield

    def commit_page(
        self,
        work: str,
        kind: str,
        page: Page,
        keep: Callable[[Session, Page], object],
        store: Callable[[Session, Account, Page], None],
        done: Slice,
    ) -> Slice:
        """Commits a page with `store`; a record with which `keep` alone fails is quarantined, and the others kept."""

        def fails(page: Page) -> Exception | None:
            return failure_of(self.context, self.lease.person_id, lambda session: keep(session, page))

        if self._careful is not None:
            page = self._careful.proved(kind, page, fails)
        try:
            return self.commit(work, lambda session, account: store(session, account, page), done)
        except (Stale, LostLease):
            raise
        except Exception as error:
            sound = page if is_outage(error) else without_bad_records(page, fails)
            if sound is page:
                raise
        return self.commit(work, lambda session, account: store(session, account, sound), done)

    def commit(self, work: str, store: Callable[[Session, Account], None], done: Slice) -> Slice:
        with self.context.database.writing(self.lease.person_id, work) as session:
            account = leases.hold_account(session, self.lease, real_now=real_now())
            if self.part == "past":
                events.from_the_past(session)
            store(session, account)
            self.budget.write_down(session)
            session.flush()
            done.event_ids = events.appended(session)
        self.account = account
        return done

    def now(self) -> datetime:
        return self.context.clock()

    def mail(self) -> Mailbox:
        if self._opened.mailbox is None:
            self._opened.mailbox = accounts.open_mailbox(self.context, self.account, self.budget)
        return self._opened.mailbox

    def calendars(self) -> Calendar:
        if self._opened.calendar is None:
            self._opened.calendar = accounts.open_calendar(self.context, self.account, self.budget)
        return self._opened.calendar


def put_cursor(
    session: Session,
    account: Account,
    resource: str,
    value: str,
    now: datetime,
    *,
    old: str | None = None,
    read_id: str = "",
    expiries: int = 0,
) -> None:
    """Compare-and-set: raises Stale when the cursor is no longer the one that was read from."""
    row = session.get(Cursor, (account.id, resource), populate_existing=True)
    if (row.value if row else None) != old:
        raise Stale
    if row is None:
        row = Cursor(account_id=account.id, resource=resource, person_id=account.person_id)
        session.add(row)
    row.value, row.read_id, row.expiries, row.updated_at = value, read_id, expiries, now
