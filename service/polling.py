"""What to read next of an account: one bounded slice at a time, each committed whole under the account's lease.

The order: calendars first (they say whose mail matters), then what is new in the mailbox, then looks into the past.
The mailbox cursor is taken and stored before the first look, so that nothing falls between; an expired cursor is
never jumped: a new one is taken first and looks close the gap (`gaps`). What keeps a provider from going on is said
at the end of a turn, after everything else was read. Network calls never happen inside a transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.contract import Calendar, CalendarInfo, CalendarPage, Mailbox, MailPage, MessageChange
from connectors.errors import CursorExpired, Gone, ReadAnew, SlowDown, TryAgain
from service import accounts, events, gaps, ingest, leases, metrics, placed, retries
from service.accounts import MinuteBudget
from service.clock import real_now
from service.context import Context
from service.database import is_outage
from service.first_looks import MAIL, a_look, first_looks, mail_query, own_emails
from service.ingest import Stored
from service.leases import AccountLease, LostLease
from service.one_by_one import CAREFUL_AFTER, Careful, Page, failure_of, without_bad_records
from service.schema import Account, ChosenCalendar, Cursor, Person, Reading

Part = Literal["all", "new", "past"]
REFRESH = timedelta(hours=1)
"""How long a new cursor that came without a change may wait to be written down."""
REDISCOVER = timedelta(hours=12)
"""How often the list of calendars and own addresses is asked for again."""
REFUSES_TO_GO_ON = "The provider refuses to go on from the places that it gives. Everything is listed anew each time."
NO_END = "A listing of the provider does not come to its end. It is begun anew."


class _Stale(Exception):
    """The place that was read from has changed meanwhile: nothing of the slice is stored, it is read anew."""


@dataclass(slots=True)
class Slice:
    """What one slice did; `is_caught_up` = nothing waits at the provider."""

    is_caught_up: bool = False
    stored: Stored = field(default_factory=Stored)
    event_ids: list[int] = field(default_factory=list)


class AccountReader:
    """Reads one leased account on one thread, slice by slice: all of it, or only what is new or only what is past.

    "new" goes on where cursors stand that were read to their end; "past" is first reads and looks back. One thread may
    read what is new while another reads the past; both spend the same `budget`.
    """

    def __init__(
        self, context: Context, lease: AccountLease, *, part: Part = "all", budget: MinuteBudget | None = None
    ) -> None:
        """Raises LostLease when the account is no longer this holder's to read."""
        self._context, self._lease, self._part = context, lease, part
        with context.database.reading() as session:
            account = session.get_one(Account, lease.account_id)
        if account.lease_epoch != lease.epoch or account.connection_state != "connected":
            raise LostLease(lease.account_id)
        self._account = account
        self._budget = budget or MinuteBudget(context, lease.account_id, lease.person_id, account.provider)
        self._began = context.clock()
        self._seen: set[str] = set()
        """Resources that this run has read to the end."""
        self._begun_anew: set[str] = set()
        """Resources and looks whose place this run found expired: once is enough for a run."""
        self._stuck: set[str] = set()
        """Calendars and looks that this run leaves alone."""
        self._refused = ""
        """Why the run is no success although everything was read."""
        is_suspect = account.bad_ends >= CAREFUL_AFTER
        self._careful = Careful(context, account, part) if is_suspect else None
        self._mailbox: Mailbox | None = None
        self._calendar: Calendar | None = None

    def next_slice(self) -> Slice:
        """Does the next piece of work. Raises ConnectorError kinds and LostLease; then nothing of it is stored."""
        steps: tuple[tuple[Part, Callable[[], Slice | None]], ...] = (
            ("past", self._discover),
            ("new", self._read_again_as_asked),
            ("past", self._start_mailbox),
            ("all", self._read_calendars),
            ("new", self._decide_removals),
            ("new", self._read_mail),
            ("past", self._look_back),
            ("past", self._read_calendars_again),
        )
        try:
            for part, step in steps:
                if "all" not in (part, self._part) and part != self._part:
                    continue
                done = step()
                if done is not None:
                    return done
        except _Stale:
            return Slice()
        if self._refused:
            raise TryAgain(self._refused, provider=self._account.provider)
        return Slice(is_caught_up=True)

    def has_past(self) -> bool:
        """Whether a first read, a look back or the list of calendars waits: a few small reads."""
        last = self._account.discovered_at
        if last is None or self._now() - last >= REDISCOVER:
            return True
        if self._account.can_read_mail and (self._cursor(MAIL) is None or self._next_look() is not None):
            return True
        return any(not self._is_begun(self._cursor(f"calendar:{one}")) for one in self._chosen())

    @property
    def began(self) -> datetime:
        """What is known after it is as old as this: what came while it was read may not have been seen."""
        return self._began

    def finish(self, *, is_caught_up: bool, keeps_for: float | None = None) -> None:
        """Notes the success in one transaction, and gives the lease back. Raises LostLease.

        With `keeps_for` the lease is kept, and whoever takes over need not look for so many seconds.
        """
        with self._context.database.writing(self._lease.person_id, "poll") as session:
            account = leases.hold_account(session, self._lease, real_now=real_now())
            if is_caught_up:
                # As of the beginning: what came while it was read may not have been seen.
                account.last_success_at = account.caught_up_at = self._began
                accounts.note_success(session, account, self._now())
                account.last_error, account.failures = "", 0
                account.bad_ends, account.in_hand = 0, {}
            self._budget.write_down(session)
            wait = keeps_for or self._context.settings.poll_seconds if is_caught_up else 0.0
            accounts.wait(account, timedelta(seconds=wait), account.last_error, now=self._now())
            session.flush()
            if keeps_for is None:
                leases.release_account(session, self._lease)

    # --- what there is ---

    def _discover(self) -> Slice | None:
        last = self._account.discovered_at
        if last is not None and self._now() - last < REDISCOVER:
            return None
        found = self._calendars().calendars() if self._account.can_read_calendar else ()
        own = self._mail().own_addresses() if self._account.can_read_mail else ()

        def store(session: Session, account: Account) -> None:
            accounts.add_own_addresses(session, account.person_id, account.id, own, can_send=account.can_send)
            _store_calendars(session, account, found)
            account.discovered_at = self._now()

        return self._commit("discover", store, Slice())

    def _start_mailbox(self) -> Slice | None:
        if not self._account.can_read_mail or self._cursor(MAIL) is not None:
            return None
        value = self._mail().start()

        def store(session: Session, account: Account) -> None:
            _put_cursor(session, account, MAIL, value, self._now())
            for purpose, part, query in first_looks(account.since, own_emails(session, account), self._now()):
                session.add(a_look(account, purpose, query, self._now(), *part))

        return self._commit("start_mailbox", store, Slice())

    # --- calendars ---

    def _chosen(self) -> Sequence[str]:
        if not self._account.can_read_calendar:
            return ()
        with self._context.database.reading() as session:
            return session.scalars(
                select(ChosenCalendar.provider_id)
                .where(ChosenCalendar.account_id == self._account.id, ChosenCalendar.is_chosen)
                .order_by(ChosenCalendar.is_primary.desc(), ChosenCalendar.provider_id)
            ).all()

    @staticmethod
    def _is_begun(cursor: Cursor | None) -> bool:
        """Whether the calendar was read to its end once: what follows is new."""
        return cursor is not None and bool(cursor.value) and not cursor.read_id

    def _read_calendars(self) -> Slice | None:
        for calendar_id in self._chosen():
            if calendar_id in self._seen | self._stuck:
                continue
            if (done := self._read_calendar(calendar_id)) is not None:
                return done
        return None

    def _read_calendar(self, calendar_id: str) -> Slice | None:
        resource = f"calendar:{calendar_id}"
        cursor = self._cursor(resource)
        if self._part != "all" and (self._part == "new") != self._is_begun(cursor):
            return None
        old = cursor.value if cursor else None
        is_going_on = cursor is not None and (old or cursor.read_id)
        read_id = cursor.read_id if cursor and is_going_on else f"{ingest.ANEW}{secrets.token_hex(6)}"
        try:
            with self._carefully(resource):
                page = self._calendars().changes(calendar_id, old or None, since=self._account.since)
        except ReadAnew:
            return self._read_whole(resource, cursor, cursor.expiries if cursor else 0)
        except CursorExpired:
            metrics.cursor_expired(self._account.provider, "calendar")
            return self._close_calendar_gap(calendar_id, cursor)
        except Gone:
            return self._forget_calendar(calendar_id)
        if cursor and page.is_caught_up and not page.changes and not read_id and self._is_fresh(cursor, page):
            self._seen.add(calendar_id)
            return None
        if not page.is_caught_up and page.next_cursor == old and not page.changes:
            return self._leave_alone(calendar_id, NO_END)
        return self._store_calendar(calendar_id, cursor, page, read_id)

    def _store_calendar(self, calendar_id: str, cursor: Cursor | None, page: CalendarPage, read_id: str) -> Slice:
        resource, done = f"calendar:{calendar_id}", Slice()
        old = cursor.value if cursor else None
        # Only a place that was gone on from is a good one.
        expiries = cursor.expiries if cursor and read_id else 0

        def keep(session: Session, page: CalendarPage) -> Stored:
            vault, account_id = self._context.vault, self._account.id
            return ingest.store_calendar_page(
                session, vault, account_id, calendar_id, page, self._now(), read_id=read_id
            )

        def store(session: Session, account: Account, page: CalendarPage) -> None:
            done.stored = keep(session, page)
            is_doubtful = done.stored.is_doubtful
            following = "" if is_doubtful else page.next_cursor
            kept = "" if page.is_complete_list else read_id
            _put_cursor(session, account, resource, following, self._now(), old=old, read_id=kept, expiries=expiries)
            if read_id:
                gaps.count(session, account, resource, done.stored)
            if page.is_complete_list and not is_doubtful:
                gaps.close(session, account, resource, self._now())

        self._commit_page("poll_calendar", resource, page, keep, store, done)
        if page.is_caught_up:
            self._seen.add(calendar_id)
        return done

    def _is_fresh(self, cursor: Cursor, page: CalendarPage) -> bool:
        is_known = page.next_cursor == cursor.value or self._now() - cursor.updated_at < REFRESH
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

        return self._commit("forget_calendar", store, Slice())

    def _decide_removals(self) -> Slice | None:
        if not all(self._is_told(self._cursor(f"calendar:{one}")) for one in self._chosen()):
            return None
        with self._context.database.reading() as session:
            if not ingest.undecided_removals(session, self._account.id):
                return None

        def store(session: Session, account: Account) -> None:
            ingest.decide_removals(session, self._context.vault, account.id, self._now())

        return self._commit("decide_removals", store, Slice())

    @staticmethod
    def _is_told(cursor: Cursor | None) -> bool:
        """Whether the calendar has shown all that lies in it: something may have moved there otherwise."""
        return cursor is not None and not cursor.read_id

    def _read_calendars_again(self) -> Slice | None:
        """Mail has made somebody interesting who may stand in what the calendars showed before."""
        with self._context.database.reading() as session:
            reset = select(Cursor.resource).where(
                Cursor.account_id == self._account.id, Cursor.value == "", Cursor.read_id != ""
            )
            waiting = {resource.removeprefix("calendar:") for resource in session.scalars(reset)}
        waiting -= self._stuck
        if not waiting & self._seen:
            return None
        self._seen -= waiting
        return self._read_calendars()

    def _close_calendar_gap(self, calendar_id: str, cursor: Cursor | None) -> Slice:
        """The provider does not go on from this place: the calendar is read in full, which shows all that happened."""
        resource = f"calendar:{calendar_id}"
        if resource in self._begun_anew:
            return self._leave_alone(calendar_id, REFUSES_TO_GO_ON)
        self._begun_anew.add(resource)
        expiries = 1 + (cursor.expiries if cursor else 0)
        if expiries > 1:
            self._refused = REFUSES_TO_GO_ON
        left_at = cursor.updated_at if cursor and self._is_begun(cursor) and expiries == 1 else None
        return self._read_whole(resource, cursor, expiries, gap_since=left_at)

    def _read_whole(
        self, resource: str, cursor: Cursor | None, expiries: int, *, gap_since: datetime | None = None
    ) -> Slice:
        """Everything is read once more under a new mark; what is not met then has been deleted."""
        is_anew = cursor is not None and cursor.read_id.startswith(ingest.ANEW)
        read_id = f"{ingest.ANEW if is_anew else ''}{secrets.token_hex(6)}"
        old = cursor.value if cursor else None

        def store(session: Session, account: Account) -> None:
            if gap_since is not None:
                gaps.found(session, account, resource, self._now(), since=gap_since)
            _put_cursor(session, account, resource, "", self._now(), old=old, read_id=read_id, expiries=expiries)

        return self._commit("calendar_expired", store, Slice())

    def _leave_alone(self, what: str, why: str) -> Slice:
        """A calendar or look is left to the next run, which comes the later the more often this happens."""
        self._stuck.add(what)
        self._refused = why
        return Slice()

    # --- mail ---

    def _read_mail(self) -> Slice | None:
        if not self._account.can_read_mail or MAIL in self._seen:
            return None
        cursor = self._cursor(MAIL)
        if cursor is None:
            return None
        try:
            with self._carefully(MAIL):
                page = self._mail().changes(cursor.value, self._known(is_people_look=False))
        except CursorExpired:
            metrics.cursor_expired(self._account.provider, MAIL)
            return self._close_gap(cursor)
        if not page.changes and page.next_cursor == cursor.value and not cursor.expiries:
            self._seen.add(MAIL)
            return None

        def advance(session: Session, account: Account) -> None:
            _put_cursor(session, account, MAIL, page.next_cursor or cursor.value, self._now(), old=cursor.value)
            if page.are_drafts_touched:
                placed.look_soon(session, account.id, self._now())

        done = self._store_mail(page, "poll_mail", advance)
        if page.is_caught_up:
            self._seen.add(MAIL)
        return done

    def _close_gap(self, expired: Cursor) -> Slice:
        """The provider does not go on from this place: a new one is taken first, then looks find what happened."""
        if MAIL in self._begun_anew:
            self._seen.add(MAIL)
            self._refused = REFUSES_TO_GO_ON
            return Slice()
        self._begun_anew.add(MAIL)
        if expired.expiries:
            self._refused = REFUSES_TO_GO_ON
        value = self._mail().start()

        def store(session: Session, account: Account) -> None:
            now, expiries = self._now(), expired.expiries + 1
            _put_cursor(session, account, MAIL, value, now, old=expired.value, expiries=expiries)
            if expiries == 1:
                gaps.found(session, account, MAIL, now, since=expired.updated_at)
            gaps.look_through_mail(session, account, value, expired.updated_at, now)
            placed.look_soon(session, account.id, now)

        return self._commit("close_gap", store, Slice())

    def _next_look(self) -> Reading | None:
        with self._context.database.reading() as session:
            waiting = select(Reading).where(
                Reading.account_id == self._account.id,
                Reading.finished_at.is_(None),
                Reading.id.not_in(self._stuck),
            )
            return session.scalar(waiting.order_by(Reading.created_at, Reading.id).limit(1))

    def _look_back(self) -> Slice | None:
        look = self._next_look() if self._account.can_read_mail else None
        if look is None:
            return None
        try:
            return self._look_for_what_went(look) if look.purpose == gaps.WENT else self._look_for_mail(look)
        except CursorExpired:
            return self._begin_look_anew(look)

    def _look_for_mail(self, look: Reading) -> Slice:
        known = self._known(is_people_look=look.purpose == "people")
        with self._carefully(MAIL):
            page = self._mail().search(mail_query(look.query), look.cursor, known)
        if page.next_cursor is not None and page.next_cursor == look.cursor and not page.changes:
            raise CursorExpired(NO_END)

        def advance(session: Session, _account: Account) -> None:
            row = _unchanged(session, look)
            row.cursor = page.next_cursor
            row.listed += page.listed
            row.read += len(page.changes)
            if page.next_cursor is None:
                row.finished_at = self._now()

        is_gap = look.purpose == gaps.CAME
        return self._store_mail(page, "look_back", advance, self._count_for_gap if is_gap else None)

    def _begin_look_anew(self, look: Reading) -> Slice:
        """Its place in the listing is gone: what is stored by now costs nothing. The others are gone on with first."""
        self._leave_alone(look.id, NO_END)

        def store(session: Session, _account: Account) -> None:
            row = _unchanged(session, look)
            row.cursor, row.query = None, {name: row.query[name] for name in row.query if name != gaps.IS_LISTED}

        return self._commit("look_anew", store, Slice())

    def _look_for_what_went(self, look: Reading) -> Slice:
        """Lists the whole mailbox, then asks after what is stored and was not listed."""
        if look.query.get(gaps.IS_LISTED):
            return self._ask_after_unlisted(look)
        page = self._mail().census(datetime.fromisoformat(look.query["since"]), look.cursor)

        def store(session: Session, account: Account) -> None:
            row = _unchanged(session, look)
            if look.cursor is None:
                gaps.begin_listing(session, account.id)
            gaps.listed(session, account.id, [one.provider_id for one in page.listed])
            row.cursor, row.listed = page.next_cursor, row.listed + len(page.listed)
            if page.next_cursor is None:
                row.query = {**row.query, gaps.IS_LISTED: True}

        return self._commit("list_mailbox", store, Slice())

    def _ask_after_unlisted(self, look: Reading) -> Slice:
        with self._context.database.reading() as session:
            unlisted = gaps.unlisted(session, self._account.id)
        changes, asked = self._read_each(unlisted)

        def advance(session: Session, account: Account) -> None:
            row = _unchanged(session, look)
            gaps.listed(session, account.id, asked)
            row.read += len(changes)
            if not unlisted:
                gaps.forget_unlisted(session, account.id)
                row.finished_at = self._now()

        return self._store_mail(MailPage(changes, None), "ask_after", advance, self._count_for_gap)

    def _count_for_gap(self, session: Session, account: Account, stored: Stored) -> None:
        session.flush()
        gaps.count(session, account, MAIL, stored)
        if gaps.is_whole(session, account.id):
            gaps.close(session, account, MAIL, self._now())

    def _store_mail(
        self,
        page: MailPage,
        work: str,
        advance: Callable[[Session, Account], None],
        after: Callable[[Session, Account, Stored], None] | None = None,
    ) -> Slice:
        done = Slice()

        def keep(session: Session, page: MailPage) -> Stored:
            return ingest.store_mail_page(session, self._context.vault, self._account.id, page, self._now())

        def store(session: Session, account: Account, page: MailPage) -> None:
            advance(session, account)
            done.stored = keep(session, page)
            if after is not None:
                after(session, account, done.stored)

        return self._commit_page(work, MAIL, page, keep, store, done)

    # --- once more ---

    def _read_again_as_asked(self) -> Slice | None:
        """What could not be read and the person wants to have tried once more."""
        with self._context.database.reading() as session:
            asked = retries.asked(session, self._account.id)
        if not asked:
            return None
        changes, mail = self._read_each(asked.mail) if self._account.can_read_mail else ((), asked.mail)

        def tried(session: Session, account: Account) -> None:
            retries.tried(session, account.id, replace(asked, mail=mail), self._now())

        return self._store_mail(MailPage(changes, None), "read_again", tried)

    def _read_each(self, ids: Sequence[str]) -> tuple[tuple[MessageChange, ...], tuple[str, ...]]:
        """These mails by their ids, as far as the provider's patience goes, and which of them were asked for."""
        changes: list[MessageChange] = []
        for position, provider_id in enumerate(ids):
            try:
                with self._carefully(MAIL):
                    changes += self._mail().read_again((provider_id,))
            except (SlowDown, TryAgain):
                if not position:
                    raise
                return tuple(changes), tuple(ids[:position])
        return tuple(changes), tuple(ids)

    # --- shared ---

    def _known(self, *, is_people_look: bool) -> Callable[[Sequence[str]], set[str]]:
        def known(ids: Sequence[str]) -> set[str]:
            with self._context.database.reading() as session:
                return ingest.known_messages(session, self._account.id, ids, is_people_look=is_people_look)

        return known

    def _cursor(self, resource: str) -> Cursor | None:
        with self._context.database.reading() as session:
            return session.get(Cursor, (self._account.id, resource))

    @contextmanager
    def _carefully(self, kind: str) -> Iterator[None]:
        """While something is read: record by record where workers died over this account."""
        if self._careful is None:
            yield
            return
        with self._careful.reading(kind):
            yield

    def _commit_page(
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
            return failure_of(self._context, self._lease.person_id, lambda session: keep(session, page))

        if self._careful is not None:
            page = self._careful.proved(kind, page, fails)
        try:
            return self._commit(work, lambda session, account: store(session, account, page), done)
        except (_Stale, LostLease):
            raise
        except Exception as error:
            sound = page if is_outage(error) else without_bad_records(page, fails)
            if sound is page:
                raise
        return self._commit(work, lambda session, account: store(session, account, sound), done)

    def _commit(self, work: str, store: Callable[[Session, Account], None], done: Slice) -> Slice:
        with self._context.database.writing(self._lease.person_id, work) as session:
            account = leases.hold_account(session, self._lease, real_now=real_now())
            if self._part == "past":
                events.from_the_past(session)
            store(session, account)
            self._budget.write_down(session)
            session.flush()
            done.event_ids = events.appended(session)
        self._account = account
        return done

    def _now(self) -> datetime:
        return self._context.clock()

    def _mail(self) -> Mailbox:
        if self._mailbox is None:
            self._mailbox = accounts.open_mailbox(self._context, self._account, self._budget)
        return self._mailbox

    def _calendars(self) -> Calendar:
        if self._calendar is None:
            self._calendar = accounts.open_calendar(self._context, self._account, self._budget)
        return self._calendar


def _store_calendars(session: Session, account: Account, found: Sequence[CalendarInfo]) -> None:
    """Own calendars are chosen; others' calendars are offered but not read until the person says so."""
    for info in found:
        row = session.get(ChosenCalendar, (account.id, info.provider_id))
        if row is None:
            row = ChosenCalendar(
                account_id=account.id, provider_id=info.provider_id, person_id=account.person_id, is_chosen=info.is_own
            )
            session.add(row)
        row.name, row.timezone, row.is_primary = info.name, info.timezone, info.is_primary
    person = session.get_one(Person, account.person_id)
    zone = next((info.timezone for info in found if info.is_primary and info.timezone), "")
    if zone and person.timezone == "UTC":
        person.timezone = zone


def _put_cursor(
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
    """Compare-and-set: raises _Stale when the cursor is no longer the one that was read from."""
    row = session.get(Cursor, (account.id, resource), populate_existing=True)
    if (row.value if row else None) != old:
        raise _Stale
    if row is None:
        row = Cursor(account_id=account.id, resource=resource, person_id=account.person_id)
        session.add(row)
    row.value, row.read_id, row.expiries, row.updated_at = value, read_id, expiries, now


def _unchanged(session: Session, look: Reading) -> Reading:
    """The look as it was read. Raises _Stale when it is no longer that."""
    row = session.get(Reading, look.id, populate_existing=True)
    if row is None or row.cursor != look.cursor or row.query != look.query:
        raise _Stale
    return row
