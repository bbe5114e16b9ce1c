"""A connected account: its connection state, own addresses, and what is lent to its connector.

How a consent begins and ends is in `consents`, how a connection ends in `disconnecting`. Reconnecting the same address keeps everything that hangs on the account.
"""

from __future__ import annotations

import random
import secrets
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, event, inspect, select, update
from sqlalchemy.orm import Session

from connectors import registry
from connectors.contract import Authorization, Authorized, Calendar, Grant, Mailbox, RateBudget
from connectors.errors import ConsentLost, Misconfigured, SlowDown
from connectors.records import Address
from service import activity, crash, leases
from service.addresses import address_key
from service.clock import real_now
from service.context import Context
from service.schema import (
    Account,
    Allowance,
    Event,
    OwnAddress,
    Person,
    derived_id,
)
from service.tokens import SealedTokens, seal_tokens

LOCAL_PERSON = "per_local"
FILES = "takeout"
"""The provider of imported files: read once, never polled."""
PATIENT_WITH_FAILURES = 3
UNITS_PER_MINUTE = {"google": 5_900, "microsoft": 980}
"""What one account spends a minute at most. Gmail allows 6,000 for projects new since May 2026
(developers.google.com/workspace/gmail/api/reference/quota), Graph 10,000 calls in ten minutes for one app and mailbox
(learn.microsoft.com/graph/throttling-limits); a little is left to calls that no lease counts, as at consent."""
_MINUTE = 60
_LOOK_AGAIN_SECONDS = 1.0
_MOST_DOUBLINGS = 10


# --- persons ----------------------------------------------------------------------------------------------------


def ensure_local_person(context: Context) -> str:
    """The one person of an installation on one machine; made at the first start."""
    with context.database.reading() as session:
        if session.get(Person, LOCAL_PERSON):
            return LOCAL_PERSON
    with context.database.writing(LOCAL_PERSON, "person") as session:
        if session.get(Person, LOCAL_PERSON) is None:
            session.add(Person(id=LOCAL_PERSON, created_at=context.clock()))
    return LOCAL_PERSON


# --- connecting ------------------------------------------------------------------------------


class AnotherOwner(ConsentLost):
    """The address is another account's at the provider by now; nothing of it is kept."""

    def __init__(self, email: str) -> None:
        super().__init__(
            f"{email} is another account at the provider now than the one that was connected here. To connect it, first "
            "disconnect the old one and remove what it brought."
        )


def connect(context: Context, person_id: str, provider: str, authorized: Authorized, *, days: int | None = None) -> str:
    """Stores an authorized account, or gives one that is there new life; returns its id. Raises AnotherOwner."""
    now = context.clock()
    with context.database.writing(person_id, "connect") as session:
        account = known_account(session, person_id, provider, authorized)
        if account is None:
            since = now - timedelta(days=days or context.settings.backfill_days)
            account = Account(
                id=account_id_of(person_id, provider, authorized.email),
                person_id=person_id,
                provider=provider,
                email=authorized.email,
                since=since,
                created_at=now,
            )
            session.add(account)
        account.subject = authorized.subject or account.subject
        if not _is_held(session, person_id, provider, authorized.email):
            account.email = authorized.email
        account.connection_state, account.state_reason, account.last_error, account.failures = "connected", "", "", 0
        _take_grant(account, authorized.grant)
        account.tokens_sealed = seal_tokens(context.vault, account.id, authorized.tokens)
        account.next_due, account.discovered_at = now, None
        session.flush()
        # What was begun under the former permission says nothing about this one.
        leases.void_account(account)
        own = Address(authorized.email, authorized.name)
        add_own_addresses(session, person_id, account.id, (own,), can_send=account.can_send)
        _wake_waiting_sends(session, person_id)
        return account.id


def _is_held(session: Session, person_id: str, provider: str, email: str) -> bool:
    mine = (Account.person_id == person_id, Account.provider == provider, Account.email == email)
    return session.scalar(select(Account.id).where(*mine)) is not None


def _take_grant(account: Account, grant: Grant) -> None:
    account.scopes, account.asked_scopes = list(grant.granted), list(grant.asked)
    account.can_read_mail, account.can_read_calendar = grant.can_read_mail, grant.can_read_calendar
    account.can_send = grant.can_send


def known_account(session: Session, person_id: str, provider: str, authorized: Authorized) -> Account | None:
    """The person's account that this is: who the provider says it is, whatever its address is called by now, else the
    address. Raises AnotherOwner where the address was given to somebody else.
    """
    mine = select(Account).where(Account.person_id == person_id, Account.provider == provider)
    if authorized.subject:
        same = session.scalar(mine.where(Account.subject == authorized.subject))
        if same is not None:
            return same
    account = session.get(Account, account_id_of(person_id, provider, authorized.email))
    if account is not None and account.subject and authorized.subject:
        raise AnotherOwner(authorized.email)
    return account


def account_id_of(person_id: str, provider: str, email: str) -> str:
    """The id that the person's account of that address has or would have."""
    return derived_id("acc", person_id, provider, address_key(email))


def _wake_waiting_sends(session: Session, person_id: str) -> None:
    session.execute(update(Event).where(Event.person_id == person_id, Event.handled_at.is_(None)).values(retry_at=None))


def file_account(session: Session, person_id: str, email: str, *, since: datetime, now: datetime) -> Account:
    """The account that imported files belong to: never polled, cannot send."""
    account_id = account_id_of(person_id, FILES, email)
    account = session.get(Account, account_id)
    if account is None:
        account = Account(
            id=account_id,
            person_id=person_id,
            provider=FILES,
            email=email,
            connection_state="paused",
            state_reason="Imported files are read once; import again to add more.",
            since=since,
            created_at=now,
        )
        session.add(account)
        session.flush()
    account.since = min(account.since, since)
    return account


def needs_consent(account: Account, reason: str, *, code: str = "") -> None:
    """The provider no longer lets us in: polling stops until the person connects again. What the person paused or
    disconnected meanwhile stays so.
    """
    if account.connection_state != "connected":
        return
    account.connection_state, account.state_reason = "needs_consent", reason
    account.last_error, account.error_code = reason, code


def wait(account: Account, span: timedelta, error: str, *, now: datetime) -> None:
    """The next poll is due after `span`; `error` is shown until the next success."""
    account.next_due, account.last_error = now + span, error


def back_off(account: Account, detail: str, *, now: datetime, code: str = "") -> None:
    """After a failure: growing waits with jitter, at most ten minutes. `code` names it for whoever helps."""
    account.failures += 1
    account.error_code = code
    seconds = min(2.0 ** min(account.failures, _MOST_DOUBLINGS), 600.0) * random.uniform(0.5, 1.0)
    wait(account, timedelta(seconds=seconds), detail, now=now)


def note_failure(session: Session, account: Account, now: datetime) -> None:
    """Tells the person's log when reading an account has come to a stop: once, until it is read again."""
    if account.connection_state == "connected":
        what, is_new = activity.POLL_FAILED, account.failures == PATIENT_WITH_FAILURES
    else:
        what, is_new = activity.CONSENT_NEEDED, inspect(account).attrs.connection_state.history.has_changes()
    if not is_new:
        return
    detail = account.last_error
    activity.record(session, account.person_id, what, now, subject=account.id, detail=detail)


def note_success(session: Session, account: Account, now: datetime) -> None:
    """Tells the person's log that an account whose reading had stopped is read again."""
    if account.failures >= PATIENT_WITH_FAILURES:
        activity.record(session, account.person_id, activity.READING_AGAIN, now, subject=account.id)


def code_of(error: Exception) -> str:
    """What an error is called for whoever helps: its kind, and the operation at the provider."""
    operation = getattr(error, "operation", "")
    return f"{type(error).__name__} {operation}".strip()


def read_now(account: Account, now: datetime) -> None:
    """Has the account polled at once."""
    account.next_due = now


def poll_again(session: Session, account_id: str, span: timedelta, now: datetime) -> None:
    """After a poll: due again after `span`, unless a failure already said when, or more waits at once."""
    account = session.get_one(Account, account_id, populate_existing=True)
    if account.next_due is None or account.next_due <= now:
        account.next_due = now + span


def make_due(context: Context, person_id: str) -> int:
    """Asks the clock to poll every connected account at once; returns how many."""
    due = update(Account).where(Account.person_id == person_id, Account.connection_state == "connected")
    with context.database.writing(person_id, "make_due") as session:
        return cast("CursorResult[None]", session.execute(due.values(next_due=context.clock()))).rowcount


def seconds_to_go_on(session: Session, account_id: str, *, since: datetime, now: datetime) -> float | None:
    """How long until the account can be read on. None = caught up since `since`, or waiting does not mend it."""
    account = session.get_one(Account, account_id)
    if account.connection_state != "connected" or account.failures >= PATIENT_WITH_FAILURES:
        return None
    if has_caught_up(account, since=since, now=now):
        return None
    due = account.next_due or now
    return min(max((due - now).total_seconds(), 0.1), 65.0)


def has_caught_up(account: Account, *, since: datetime, now: datetime) -> bool:
    """Whether it was read to its end since then; what a clock that was ahead says of it does not count."""
    return account.caught_up_at is not None and since <= account.caught_up_at <= now


def owned_account(session: Session, person_id: str, account_id: str) -> Account:
    """That account if it is this person's. Raises Misconfigured otherwise."""
    account = session.get(Account, account_id)
    if account is None or account.person_id != person_id:
        raise Misconfigured(f"There is no account {account_id}.")
    return account


def listing(session: Session, person_id: str) -> list[Account]:
    """The person's accounts, oldest first."""
    query = select(Account).where(Account.person_id == person_id).order_by(Account.created_at, Account.id)
    return list(session.scalars(query))


def has_any(session: Session, person_id: str) -> bool:
    """Whether the person has an account that is not disconnected."""
    rows = select(Account.id).where(Account.person_id == person_id, Account.connection_state != "disconnected")
    return session.scalar(rows.limit(1)) is not None


def account_to_send_from(session: Session, person_id: str, own_address: str) -> Account | None:
    """The connected account that may send as that address, else any that may send (as an address of its own)."""
    accounts = [row for row in listing(session, person_id) if row.can_send and row.connection_state != "disconnected"]
    fitting = [account for account in accounts if may_send_as(session, account, own_address)]
    return next(iter((*fitting, *accounts)), None)


def is_there(session: Session, account_id: str, person_id: str) -> bool:
    """Whether it is that person's and not disconnected; one that waits for a new consent is there."""
    account = session.get(Account, account_id, populate_existing=True)
    return account is not None and account.person_id == person_id and account.connection_state != "disconnected"


def may_send_as(session: Session, account: Account, own_address: str) -> bool:
    """Whether that address is the account's. One that only files know of may be anybody's of the person."""
    key = address_key(own_address)
    owner = session.get(OwnAddress, (account.person_id, key))
    if owner is None or address_key(account.email) == key or owner.account_id == account.id:
        return True
    holder = session.get(Account, owner.account_id)
    return holder is None or holder.provider == FILES


# --- who is "me" ------------------------------------------------------------------------------------------------


def add_own_addresses(
    session: Session, person_id: str, account_id: str, addresses: Sequence[Address], *, can_send: bool = False
) -> None:
    """Records addresses as the person's own; the first becomes the account's main one. Fills in the person's name.

    An address that several accounts know is sent from the one whose main address it is.
    """
    for position, address in enumerate(addresses):
        key = address_key(address.email)
        if not key:
            continue
        row = session.get(OwnAddress, (person_id, key))
        if row is None:
            row = OwnAddress(
                person_id=person_id, key=key, email=address.email, account_id=account_id, is_main=position == 0
            )
            session.add(row)
        row.name = address.name or row.name
        row.can_send = row.can_send or can_send
        if can_send and (position == 0 or not _is_main_elsewhere(session, row, account_id)):
            row.account_id = account_id
        row.is_main = row.is_main or position == 0
    session.flush()
    person = session.get_one(Person, person_id)
    person.name = person.name or next((address.name for address in addresses if address.name), "")


def _is_main_elsewhere(session: Session, row: OwnAddress, account_id: str) -> bool:
    holder = session.get(Account, row.account_id)
    if holder is None or holder.id == account_id or holder.connection_state == "disconnected":
        return False
    return holder.can_send and address_key(holder.email) == row.key


def own_keys(session: Session, person_id: str) -> frozenset[str]:
    """Keys of every address that is the person, over all accounts."""
    return frozenset(session.scalars(select(OwnAddress.key).where(OwnAddress.person_id == person_id)))


def own_addresses(session: Session, person_id: str) -> tuple[Address, ...]:
    """Every address that is the person, the main ones first."""
    rows = (
        select(OwnAddress).where(OwnAddress.person_id == person_id).order_by(OwnAddress.is_main.desc(), OwnAddress.key)
    )
    return tuple(Address(row.email, row.name) for row in session.scalars(rows))


# --- what a connector is lent -----------------------------------------------------------------------------------


class MinuteBudget:
    """The RateBudget of one account: never more units in any 60 seconds than the provider allows, and no call before
    the time that the provider named to any caller of the account, in whatever process.

    Kept in memory while a lease is held, written down with every page (`write_down`) and at once when the provider
    itself says to wait, and what others wrote is looked at again every second: the longest wait of all counts, and a
    restart does not start a new minute. What was written down by a clock that was ahead counts no more once it is set
    right: every writing bears the second in which it was made.
    """

    def __init__(self, context: Context, account_id: str, person_id: str, provider: str) -> None:
        self._context, self._account_id, self._person_id = context, account_id, person_id
        self._limit = UNITS_PER_MINUTE.get(provider, 0)
        self._lock = threading.Lock()
        self._name = secrets.token_hex(3)
        self._own: dict[int, int] = {}
        """Units by the second of the epoch in which this caller spent them."""
        self._others: dict[str, int] = {}
        """Those of other callers: `<second>:<name>`."""
        self._blocked_until: datetime | None = None
        self._units = 0
        self._calls: dict[str, int] = {}
        self._clock_ahead: timedelta | None = None
        self._looked_at = 0.0
        self._latest = real_now()

    def _now(self) -> datetime:
        """Real time. Where the clock was set back, until when to wait was told in a time that is still to come."""
        now = real_now()
        if now < self._latest - timedelta(seconds=_MINUTE):
            self._blocked_until = None
        self._latest = now
        return now

    def _look(self) -> None:
        """What other callers of the account spent, and were told, since."""
        if time.monotonic() - self._looked_at < _LOOK_AGAIN_SECONDS:
            return
        with self._context.database.reading() as session:
            row = session.get(Allowance, self._account_id)
        if row is not None:
            self._take_over(row)
        self._looked_at = time.monotonic()

    def _take_over(self, row: Allowance) -> None:
        now = int(real_now().timestamp())
        young = {key: units for key, units in row.spent.items() if _is_of_this_minute(_second_of(key), now)}
        self._others = {key: units for key, units in young.items() if key.partition(":")[2] != self._name}
        self._own = {second: units for second, units in self._own.items() if _is_of_this_minute(second, now)}
        if max(map(_second_of, row.spent), default=now) <= now + _MINUTE:
            self._blocked_until = _later(self._blocked_until, row.blocked_until)

    def spend(self, units: int, *, operation: str) -> None:
        crash.point(f"{operation}.before_request")
        with self._lock:
            now = self._now()
            self._look()
            if self._blocked_until and now < self._blocked_until:
                wait = (self._blocked_until - now).total_seconds()
                raise SlowDown("The provider asked us to slow down.", retry_after=wait, operation=operation)
            self._take(int(now.timestamp()), units, operation)
            self._calls[operation] = self._calls.get(operation, 0) + 1
            self._units += units

    def _take(self, second: int, units: int, operation: str) -> None:
        spent = [(_second_of(key), value) for key, value in self._others.items()]
        spent = [one for one in (*spent, *self._own.items()) if _is_of_this_minute(one[0], second)]
        if self._limit and units and sum(value for _, value in spent) + units > self._limit:
            oldest = min(one for one, _ in spent) if spent else second
            wait = max(1.0, oldest + _MINUTE + 1 - second)
            raise SlowDown("This minute's allowance of calls is used up.", retry_after=wait, operation=operation)
        self._own[second] = self._own.get(second, 0) + units

    def throttled(self, retry_after: float) -> None:
        with self._lock:
            until = self._now() + timedelta(seconds=retry_after)
            self._blocked_until = _later(self._blocked_until, until)
        with self._context.database.writing(self._person_id, "throttled") as session:
            self.write_down(session)

    def told_time(self, at: datetime) -> None:
        self._clock_ahead = self._context.clock() - at

    def write_down(self, session: Session) -> None:
        """Stores what was spent beside what others wrote, in the transaction of the page it was spent for."""
        with self._lock:
            row = session.get(Allowance, self._account_id, populate_existing=True)
            if row is None and session.get(Account, self._account_id) is None:
                return  # The account was erased meanwhile: there is nothing to write it down for.
            if row is None:
                row = Allowance(
                    account_id=self._account_id, person_id=self._person_id, spent={}, calls={}, days={}, units_spent=0
                )
                session.add(row)
            now = self._now()
            self._take_over(row)
            self._own.setdefault(int(now.timestamp()), 0)
            # By caller and second: to write it twice, as after a transaction that came to nothing, changes nothing.
            row.spent = {**self._others, **{f"{second}:{self._name}": units for second, units in self._own.items()}}
            row.blocked_until = self._blocked_until
            if self._clock_ahead is not None:
                row.clock_ahead = round(self._clock_ahead.total_seconds())
            self._add_up(session, row)

    def _add_up(self, session: Session, row: Allowance) -> None:
        """The sums since the last commit; what is rolled back is added with the next one."""
        if self._name in session.info:
            return
        units, calls = self._units, dict(self._calls)
        session.info[self._name] = "added up"
        row.units_spent += units
        row.calls = {name: row.calls.get(name, 0) + calls.get(name, 0) for name in {*row.calls, *calls}}
        row.days = activity.calls_by_day(row.days, calls, self._context.clock().date())

        def settle(_session: Session) -> None:
            with self._lock:
                self._units -= units
                left = {name: number - calls.get(name, 0) for name, number in self._calls.items()}
                self._calls = {name: number for name, number in left.items() if number}

        event.listen(session, "after_commit", settle, once=True)


def _second_of(key: str) -> int:
    return int(key.partition(":")[0])


def _is_of_this_minute(second: int, now: int) -> bool:
    """A whole second counts until it is 61 seconds old, so a minute that straddles two seconds is never too full; one
    that is still to come counts as far as the clocks of several machines may differ.
    """
    return now - _MINUTE - 1 < second <= now + _MINUTE


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((moment for moment in (one, other) if moment is not None), default=None)


def open_mailbox(context: Context, account: Account, budget: RateBudget) -> Mailbox:
    """The account's mailbox, for one thread. Raises ConsentLost, Misconfigured."""
    provider = registry.load(account.provider)
    tokens = SealedTokens(context, account.id, account.person_id)
    return crash.watched(provider.mailbox(context.settings.provider(account.provider), tokens, budget), "mailbox")


def open_calendar(context: Context, account: Account, budget: RateBudget) -> Calendar:
    """The account's calendars, for one thread. Raises ConsentLost, Misconfigured."""
    provider = registry.load(account.provider)
    tokens = SealedTokens(context, account.id, account.person_id)
    return crash.watched(provider.calendar(context.settings.provider(account.provider), tokens, budget), "calendar")


def open_authorization(context: Context, provider: str) -> Authorization:
    """How accounts are connected at that provider. Raises Misconfigured for one that there is not."""
    return crash.watched(registry.load(provider).authorization(context.settings.provider(provider)), "authorization")
