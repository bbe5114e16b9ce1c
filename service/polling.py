"""What to read next of an account: one bounded slice at a time, each committed whole under the account's lease.

The order: calendars first (they say whose mail matters), then what is new in the mailbox, then looks into the past.
The mailbox cursor is taken and stored before the first look, so that nothing falls between; an expired cursor is
never jumped: a new one is taken first and a look closes the gap. Network calls never happen inside a transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.contract import Calendar, CalendarInfo, CalendarPage, Mailbox, MailPage, MailQuery
from connectors.errors import CursorExpired, Gone
from service import accounts, domains, events, ingest, leases, placed, retries
from service.accounts import MinuteBudget
from service.clock import real_now
from service.context import Context
from service.ingest import Stored
from service.leases import AccountLease
from service.schema import Account, ChosenCalendar, Cursor, OwnAddress, Person, Reading, derived_id

MAIL = "mail"
PHRASES = (
    "informational chat", "informational call", "informational interview with you", "informational interview request",
    "short informational", "brief informational", "quick informational", "informational conversation",
    "a coffee chat", "coffee chat with you", "our coffee chat", "quick coffee", "virtual coffee", "a coffee with you",
    "career chat", "your career advice", "any career advice", "pick your brain", "learn about your", "hear about your",
    "ask about your", "learn more about your", "hear more about your", "about your path", "about your journey",
    "about your experience", "about your work", "your career path", "your perspective",
    "your story", "how you got into", "how you got there", "how you got started", "how you found your way",
    "how you moved", "of your time", "over coffee", "buy you a coffee", "a short call",
    "Informationsgespräch", "Erfahrungsaustausch", "Ihren Werdegang", "deinen Werdegang",
    "Ihrem Werdegang", "deinem Werdegang", "entretien réseau", "votre parcours", "ton parcours",
    "entrevista informativa", "su trayectoria", "tu trayectoria",
)  # fmt: skip
"""What the first read searches mailboxes for, beside the people on the calendars: found mail is judged like any other,
so a phrase too many costs calls and a phrase too few only mail of which no calendar knows. Put as people put it to
each other: newsletters, too, speak of coffee chats and of how to ask for an informational interview."""
AGREEMENTS = (
    "works for me", "works well", "works great", "works perfectly", "works fine", "that works", "suits me", "is perfect",
    "see you then", "see you there", "see you on", "talk to you then", "speak to you then", "talk then", "speak then",
    "I'll be there", "I will be there", "looking forward to it", "looking forward to our", "looking forward to meeting",
    "looking forward to speaking", "looking forward to talking", "accepted your invitation", "accepted the invitation",
    "passt mir", "passt gut", "passt perfekt", "passt wunderbar", "freue mich darauf", "freue mich auf", "bis dann",
    "me convient", "ça marche", "c'est parfait", "au plaisir de", "je vous confirme",
    "me viene bien", "me va bien", "me queda bien", "me parece perfecto", "nos vemos",
)  # fmt: skip
"""How people say yes to a time. What was answered so may be an invite of Exchange, which no search for invites finds
because its calendar part has no name, and which is in no calendar when it was answered by mail alone."""
STILL_OPEN = timedelta(days=60)
"""How long somebody else's request may wait for an answer; older ones that the person never answered are not read."""
GAP_MARGIN = timedelta(days=1)
REFRESH = timedelta(hours=1)
"""How long a new cursor that came without a change may wait to be written down."""
REDISCOVER = timedelta(hours=12)
"""How often the list of calendars and own addresses is asked for again."""


class _Stale(Exception):
    """The place that was read from has changed meanwhile: nothing of the slice is stored, it is read anew."""


@dataclass(slots=True)
class Slice:
    """What one slice did; `is_caught_up` = nothing waits at the provider."""

    is_caught_up: bool = False
    stored: Stored = field(default_factory=Stored)
    event_ids: list[int] = field(default_factory=list)


class AccountReader:
    """Reads one leased account on one thread, slice by slice."""

    def __init__(self, context: Context, lease: AccountLease) -> None:
        self._context, self._lease = context, lease
        with context.database.reading() as session:
            self._account = session.get_one(Account, lease.account_id)
        self._budget = MinuteBudget(context, lease.account_id, lease.person_id, self._account.provider)
        self._began = context.clock()
        self._seen: set[str] = set()
        """Resources that this run has read to the end."""
        self._mailbox: Mailbox | None = None
        self._calendar: Calendar | None = None

    def next_slice(self) -> Slice:
        """Does the next piece of work. Raises ConnectorError kinds and LostLease; then nothing of it is stored."""
        steps = (
            self._discover,
            self._read_again_as_asked,
            self._start_mailbox,
            self._read_calendars,
            self._decide_removals,
            self._read_mail,
            self._look_back,
            self._read_calendars_again,
        )
        try:
            for step in steps:
                done = step()
                if done is not None:
                    return done
        except _Stale:
            return Slice()
        return Slice(is_caught_up=True)

    def finish(self, *, is_caught_up: bool) -> None:
        """Notes the success and gives the lease back, in one transaction. Raises LostLease."""
        with self._context.database.writing(self._lease.person_id, "poll") as session:
            account = leases.hold_account(session, self._lease, real_now=real_now())
            if is_caught_up:
                # As of the beginning: what came while it was read may not have been seen.
                account.last_success_at = account.caught_up_at = self._began
                accounts.note_success(session, account, self._now())
                account.last_error, account.failures = "", 0
            self._budget.write_down(session)
            wait = self._context.settings.poll_seconds if is_caught_up else 0.0
            accounts.wait(account, timedelta(seconds=wait), account.last_error, now=self._now())
            session.flush()
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
            for purpose, part, query in _first_looks(account.since, _own_addresses(session, account), self._now()):
                session.add(_look(account, purpose, query, self._now(), *part))

        return self._commit("start_mailbox", store, Slice())

    # --- calendars ---

    def _read_calendars(self) -> Slice | None:
        if not self._account.can_read_calendar:
            return None
        with self._context.database.reading() as session:
            chosen = session.scalars(
                select(ChosenCalendar.provider_id)
                .where(ChosenCalendar.account_id == self._account.id, ChosenCalendar.is_chosen)
                .order_by(ChosenCalendar.is_primary.desc(), ChosenCalendar.provider_id)
            ).all()
        for calendar_id in chosen:
            if calendar_id not in self._seen and (done := self._read_calendar(calendar_id)) is not None:
                return done
        return None

    def _read_calendar(self, calendar_id: str) -> Slice | None:
        resource = f"calendar:{calendar_id}"
        cursor = self._cursor(resource)
        old = cursor.value if cursor else None
        is_going_on = cursor is not None and (old or cursor.read_id)
        read_id = cursor.read_id if cursor and is_going_on else f"{ingest.ANEW}{secrets.token_hex(6)}"
        try:
            page = self._calendars().changes(calendar_id, old or None, since=self._account.since)
        except CursorExpired:
            return self._read_again(resource, old)
        except Gone:
            return self._forget_calendar(calendar_id)
        if cursor and page.is_caught_up and not page.changes and not read_id and self._is_fresh(cursor, page):
            self._seen.add(calendar_id)
            return None
        done = Slice()

        def store(session: Session, account: Account) -> None:
            done.stored = ingest.store_calendar_page(
                session, self._context.vault, account.id, calendar_id, page, self._now(), read_id=read_id
            )
            kept = "" if page.is_complete_list else read_id
            following = "" if done.stored.is_doubtful else page.next_cursor
            _put_cursor(session, account, resource, following, self._now(), old=old, read_id=kept)

        self._commit("poll_calendar", store, done)
        if page.is_caught_up:
            self._seen.add(calendar_id)
        return done

    def _is_fresh(self, cursor: Cursor, page: CalendarPage) -> bool:
        return page.next_cursor == cursor.value or self._now() - cursor.updated_at < REFRESH

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
        with self._context.database.reading() as session:
            if not ingest.undecided_removals(session, self._account.id):
                return None

        def store(session: Session, account: Account) -> None:
            ingest.decide_removals(session, self._context.vault, account.id, self._now())

        return self._commit("decide_removals", store, Slice())

    def _read_calendars_again(self) -> Slice | None:
        """Mail has made somebody interesting who may stand in what the calendars showed before."""
        with self._context.database.reading() as session:
            reset = select(Cursor.resource).where(
                Cursor.account_id == self._account.id, Cursor.value == "", Cursor.read_id != ""
            )
            waiting = {resource.removeprefix("calendar:") for resource in session.scalars(reset)}
        if not waiting & self._seen:
            return None
        self._seen -= waiting
        return self._read_calendars()

    def _read_again(self, resource: str, old: str | None) -> Slice:
        """The cursor expired: everything is read once more under a new mark; what is not met has been deleted."""

        def store(session: Session, account: Account) -> None:
            _put_cursor(session, account, resource, "", self._now(), old=old, read_id=secrets.token_hex(6))

        return self._commit("calendar_expired", store, Slice())

    # --- mail ---

    def _read_mail(self) -> Slice | None:
        if not self._account.can_read_mail or MAIL in self._seen:
            return None
        cursor = self._cursor(MAIL)
        if cursor is None:
            return None
        try:
            page = self._mail().changes(cursor.value, self._known(is_people_look=False))
        except CursorExpired:
            return self._close_gap(cursor)
        if not page.changes and page.next_cursor == cursor.value:
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
        value = self._mail().start()
        since = max(expired.updated_at - GAP_MARGIN, self._account.since)

        def store(session: Session, account: Account) -> None:
            _put_cursor(session, account, MAIL, value, self._now(), old=expired.value)
            session.add(_look(account, "gap", {"since": since.isoformat()}, self._now(), value))
            placed.look_soon(session, account.id, self._now())

        return self._commit("close_gap", store, Slice())

    def _look_back(self) -> Slice | None:
        if not self._account.can_read_mail:
            return None
        with self._context.database.reading() as session:
            look = session.scalar(
                select(Reading)
                .where(Reading.account_id == self._account.id, Reading.finished_at.is_(None))
                .order_by(Reading.created_at, Reading.id)
                .limit(1)
            )
        if look is None:
            return None
        page = self._mail().search(
            _mail_query(look.query), look.cursor, self._known(is_people_look=look.purpose == "people")
        )

        def advance(session: Session, _account: Account) -> None:
            row = session.get_one(Reading, look.id, populate_existing=True)
            if row.cursor != look.cursor or row.query != look.query:
                raise _Stale
            row.cursor = page.next_cursor
            row.listed += page.listed
            row.read += len(page.changes)
            if page.next_cursor is None:
                row.finished_at = self._now()

        return self._store_mail(page, "look_back", advance)

    def _store_mail(self, page: MailPage, work: str, advance: Callable[[Session, Account], None]) -> Slice:
        done = Slice()

        def store(session: Session, account: Account) -> None:
            advance(session, account)
            done.stored = ingest.store_mail_page(session, self._context.vault, account.id, page, self._now())

        return self._commit(work, store, done)

    # --- once more ---

    def _read_again_as_asked(self) -> Slice | None:
        """What could not be read and the person wants to have tried once more."""
        with self._context.database.reading() as session:
            asked = retries.asked(session, self._account.id)
        if not asked:
            return None
        mail = self._mail().read_again(asked.mail) if asked.mail and self._account.can_read_mail else ()

        def tried(session: Session, account: Account) -> None:
            retries.tried(session, account.id, asked, self._now())

        return self._store_mail(MailPage(mail, None), "read_again", tried)

    # --- shared ---

    def _known(self, *, is_people_look: bool) -> Callable[[Sequence[str]], set[str]]:
        def known(ids: Sequence[str]) -> set[str]:
            with self._context.database.reading() as session:
                return ingest.known_messages(session, self._account.id, ids, is_people_look=is_people_look)

        return known

    def _cursor(self, resource: str) -> Cursor | None:
        with self._context.database.reading() as session:
            return session.get(Cursor, (self._account.id, resource))

    def _commit(self, work: str, store: Callable[[Session, Account], None], done: Slice) -> Slice:
        with self._context.database.writing(self._lease.person_id, work) as session:
            account = leases.hold_account(session, self._lease, real_now=real_now())
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


def _first_looks(
    since: datetime, own: Sequence[str], now: datetime
) -> Iterator[tuple[str, tuple[str, ...], dict[str, object]]]:
    """What the first read looks for in the mailbox, beside the people that the calendars name: purpose, part, query."""
    start, recently = since.isoformat(), max(since, now - STILL_OPEN).isoformat()
    organisations = sorted({domains.own_organisation(email) for email in own} - {""})
    yield "invites", (), {"since": start, "with_invites": True}
    yield "phrases", (), {"since": start, "phrases": list(PHRASES), "has_taken_part": True}
    yield "phrases", ("open",), {"since": recently, "phrases": list(PHRASES)}
    yield "invites", ("answered",), {"since": start, "answered_with": list(AGREEMENTS), "not_to": organisations}


def _own_addresses(session: Session, account: Account) -> Sequence[str]:
    return session.scalars(select(OwnAddress.email).where(OwnAddress.person_id == account.person_id)).all()


def look_further(session: Session, account: Account, since: datetime, now: datetime) -> None:
    """Adds the first read's looks for the time from `since` to where it began; a mailbox not begun yet needs none."""
    if not account.can_read_mail or session.get(Cursor, (account.id, MAIL)) is None:
        return
    until = (account.since + GAP_MARGIN).isoformat()
    for purpose, part, query in _first_looks(since, _own_addresses(session, account), now):
        if str(query["since"]) < until:
            session.add(_look(account, purpose, {**query, "until": until}, now, *part, since.isoformat()))


def _look(account: Account, purpose: str, query: dict[str, object], now: datetime, *parts: str) -> Reading:
    return Reading(
        id=derived_id("rdg", account.id, purpose, *parts),
        account_id=account.id,
        person_id=account.person_id,
        purpose=purpose,
        query=query,
        created_at=now,
    )


def _mail_query(query: dict[str, object]) -> MailQuery:
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in query.items()}
    values |= {name: datetime.fromisoformat(str(query[name])) for name in ("since", "until") if name in query}
    return MailQuery(**values)  # type: ignore[arg-type]


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
) -> None:
    """Compare-and-set: raises _Stale when the cursor is no longer the one that was read from."""
    row = session.get(Cursor, (account.id, resource), populate_existing=True)
    if (row.value if row else None) != old:
        raise _Stale
    if row is None:
        row = Cursor(account_id=account.id, resource=resource, person_id=account.person_id)
        session.add(row)
    row.value, row.read_id, row.updated_at = value, read_id, now
