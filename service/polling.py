"""What to read next of an account: one bounded slice at a time, each committed whole under the account's lease.

The order: calendars first (they say whose mail matters), then what is new in the mailbox, then looks into the past. How
each is read is in `calendar_reader` and `mail_reader`. What keeps a provider from going on is said at the end of a turn,
after everything else was read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from connectors.contract import CalendarInfo
from connectors.errors import TryAgain
from service import accounts, leases, one_by_one
from service.accounts import MinuteBudget
from service.calendar_reader import CalendarReader
from service.clock import real_now
from service.context import Context
from service.first_looks import MAIL
from service.leases import AccountLease
from service.mail_reader import MailReader
from service.schema import Account, ChosenCalendar, Person
from service.turn import Opened, Part, Slice, Stale, Turn

__all__ = ["AccountReader", "Opened", "Part", "Slice"]

REDISCOVER = timedelta(hours=12)
"""How often the list of calendars and own addresses is asked for again."""


class AccountReader:
    """Reads one leased account on one thread, slice by slice: all of it, or only what is new or only what is past.

    "new" goes on where cursors stand that were read to their end; "past" is first reads and looks back. One thread may
    read what is new while another reads the past; both spend the same `budget`.
    """

    def __init__(
        self,
        context: Context,
        lease: AccountLease,
        *,
        part: Part = "all",
        budget: MinuteBudget | None = None,
        opened: Opened | None = None,
    ) -> None:
        """Raises LostLease when the account is no longer this holder's to read."""
        self._turn = Turn(context, lease, part, budget, opened)
        self._calendars, self._mail = CalendarReader(self._turn), MailReader(self._turn)
        self._began = context.clock()

    def next_slice(self) -> Slice:
        """Does the next piece of work. Raises ConnectorError kinds and LostLease; then nothing of it is stored."""
        steps: tuple[tuple[Part, Callable[[], Slice | None]], ...] = (
            ("past", self._discover),
            ("new", self._mail.read_again_as_asked),
            ("past", self._mail.start),
            ("all", self._calendars.read),
            ("new", self._calendars.decide_removals),
            ("new", self._mail.read),
            ("past", self._mail.look_back),
            ("past", self._calendars.read_again),
        )
        try:
            for part, step in steps:
                if "all" not in (part, self._turn.part) and part != self._turn.part:
                    continue
                done = step()
                if done is not None:
                    return done
        except Stale:
            return Slice()
        if self._turn.refused:
            raise TryAgain(self._turn.refused, provider=self._turn.account.provider)
        return Slice(is_caught_up=True)

    def has_past(self) -> bool:
        """Whether a first read, a look back or the list of calendars waits: a few small reads."""
        if self._is_discovery_due():
            return True
        if self._turn.account.can_read_mail and (self._turn.cursor(MAIL) is None or self._mail.next_look() is not None):
            return True
        return any(
            not self._calendars.is_begun(self._turn.cursor(f"calendar:{one}")) for one in self._calendars.chosen()
        )

    @property
    def began(self) -> datetime:
        """What is known after it is as old as this: what came while it was read may not have been seen."""
        return self._began

    def finish(self, *, is_caught_up: bool, keeps_for: float | None = None) -> None:
        """Notes the success in one transaction, and gives the lease back. Raises LostLease.

        With `keeps_for` the lease is kept, and whoever takes over need not look for so many seconds.
        """
        with self._turn.context.database.writing(self._turn.lease.person_id, "poll") as session:
            account = leases.hold_account(session, self._turn.lease, real_now=real_now())
            if is_caught_up:
                # As of the beginning: what came while it was read may not have been seen.
                account.last_success_at = account.caught_up_at = self._began
                accounts.note_success(session, account, self._turn.now())
                account.last_error, account.failures = "", 0
                account.bad_ends = 0
                one_by_one.after_success(account)
            self._turn.budget.write_down(session)
            wait = keeps_for or self._turn.context.settings.poll_seconds if is_caught_up else 0.0
            accounts.wait(account, timedelta(seconds=wait), account.last_error, now=self._turn.now())
            session.flush()
            if keeps_for is None:
                leases.release_account(session, self._turn.lease)

    # --- what there is ---

    def _is_discovery_due(self) -> bool:
        """Also where it was done at a time that has not come: by a clock that was ahead."""
        last = self._turn.account.discovered_at
        return last is None or not timedelta() <= self._turn.now() - last < REDISCOVER

    def _discover(self) -> Slice | None:
        if not self._is_discovery_due():
            return None
        found = self._turn.calendars().calendars() if self._turn.account.can_read_calendar else ()
        own = self._turn.mail().own_addresses() if self._turn.account.can_read_mail else ()

        def store(session: Session, account: Account) -> None:
            accounts.add_own_addresses(session, account.person_id, account.id, own, can_send=account.can_send)
            _store_calendars(session, account, found)
            account.discovered_at = self._turn.now()

        return self._turn.commit("discover", store, Slice())


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
