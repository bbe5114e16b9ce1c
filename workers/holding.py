"""Which accounts this process reads: several taken at once, kept over many polls, given back where others have less.

When an account is due is known here, in memory, and an idle poll is noted here: the database hears of all of them
together twice a minute. A wish from a page, a lost lease and a process that fell silent are seen within a second.
Where a provider's connection is dear to make it is kept here from poll to poll. Decides nothing about what is read.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from connectors import registry
from service import leases
from service.accounts import MinuteBudget
from service.clock import real_now
from service.context import Context
from service.database import Session
from service.leases import AccountLease, Pace
from service.polling import Opened, Part
from service.schema import Account

log = structlog.get_logger(__name__)
AT_ONCE = 50
"""Accounts that are taken with one statement."""
AGAIN_SECONDS = 1.0
TELL_SECONDS = 30.0
"""How old what the pages know of an idle account may be, beyond the time between two polls; product time."""
KEPT_SECONDS = 90.0
"""For so long nobody else need look at an account that this process holds: it is due before."""
MOST_OPEN = 200
"""Of so many accounts connections are kept at most: each takes a file handle and memory, here and at the provider."""


@dataclass(slots=True, eq=False)
class Held:
    """One account that this process may read, and what it knows of it."""

    lease: AccountLease
    budget: MinuteBudget
    due: datetime | None = None
    """Product time of the next look for what is new; None = at once."""
    past_from: float | None = 0.0
    """This process's own time from which the past is read on; None = nothing of it waits."""
    known_due: datetime | None = None
    """What the row says of when it is due: another moment there is somebody's wish."""
    is_asked: bool = True
    """Somebody waits for the next poll, or nothing is told yet: what comes of it is written down at once."""
    must_tell: bool = False
    """The same of the poll under way, or of one that failed."""
    is_polling: bool = False
    is_looking_back: bool = False
    read_at: datetime | None = None
    """Product time of the last idle poll, not yet told."""
    told_at: datetime | None = None
    hears_news: bool = False
    """Its mailbox may tell by itself that something came (`listening`)."""
    has_news: bool = False
    """It did so since the last poll began."""
    is_in_trouble: bool = False
    """The last poll failed: no hint makes the next one come sooner."""
    stays_open: bool = False
    _open: dict[Part, Opened] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.lease.account_id

    @property
    def is_busy(self) -> bool:
        return self.is_polling or self.is_looking_back

    def opened(self, part: Part) -> Opened:
        """What the turns of this part use at the provider: the same from turn to turn where it stays open."""
        return self._open.setdefault(part, Opened()) if self.stays_open else Opened()

    def let_go(self, *parts: Part) -> None:
        """The next turn opens its own; without a part that is said of all."""
        for part in parts or tuple(self._open):
            self._open.pop(part, None)


class Holder:
    """The accounts of one process. `look` is called by one thread; the others from any."""

    def __init__(self, context: Context, pace: Pace) -> None:
        self._context, self._pace = context, pace
        self._owner = leases.new_owner()
        self._held: dict[str, Held] = {}
        self._lock = threading.RLock()
        self._beats_at = self._keeps_at = 0.0

    # --- what the database has to say ---

    def look(self) -> None:
        """Says that this process lives, takes what is due and free, hears of wishes, gives back what is too much."""
        self._beat()
        with self._context.database.reading() as session:
            around = leases.census(session, real_now())
            asked = leases.asked_for(session, self._owner, self._context.clock())
            free = leases.due_accounts(session, now=self._context.clock(), real_now=real_now(), limit=1)
            number = leases.count_connected(session) if around.living > 1 else 0
        for process in around.gone:
            self._void(process)
        self._hear(asked)
        share = -(-number // around.living) if around.living > 1 else None
        if free:
            self._take(share)
        if share is not None:
            self._share(share)
        self._keep()

    def jumped(self, by: timedelta) -> None:
        """The machine slept, or its clock was set: leases are in its time, and are renewed before anybody looks at them.

        What was due at a time of a clock that was set back is due when as much time has passed as it was to wait.
        """
        self._beats_at = self._keeps_at = 0.0
        with self._lock:
            for held in self._held.values():
                if by < timedelta() and held.due is not None:
                    held.due += by
        self._beat()
        self._keep()

    def _beat(self) -> None:
        now = time.monotonic()
        if now < self._beats_at:
            return
        with self._context.database.writing(self._owner, "beat") as session:
            is_known = leases.beat(session, real_now=real_now(), pace=self._pace)
        self._beats_at = now + self._pace.every
        if not is_known:
            with self._lock:
                self._held.clear()

    def _void(self, process: str) -> None:
        log.warning("worker.gone", worker=process)
        with self._context.database.writing(self._owner, "void") as session:
            leases.void(session, process, real_now=real_now())

    def _hear(self, asked: list[tuple[str, datetime | None]]) -> None:
        strange: list[str] = []
        with self._lock:
            for account_id, due in asked:
                held = self._held.get(account_id)
                if held is None:
                    strange.append(account_id)
                elif held.known_due != due:
                    held.is_asked, held.known_due, held.due = True, due, None
                    held.let_go()
        self._release(dict.fromkeys(strange))

    def _take(self, share: int | None) -> None:
        room = AT_ONCE if share is None else min(AT_ONCE, share - len(self._held))
        if room <= 0:
            return
        with self._context.database.writing(self._owner, "take_accounts") as session:
            taken = leases.take_due(
                session, owner=self._owner, now=self._context.clock(), real_now=real_now(), limit=room
            )
        for lease in taken:
            with self._context.database.reading() as session:
                account = session.get_one(Account, lease.account_id)
            with self._lock:
                self._held[lease.account_id] = self._held_as(lease, account)

    def _held_as(self, lease: AccountLease, account: Account) -> Held:
        budget = MinuteBudget(self._context, lease.account_id, lease.person_id, account.provider)
        can = registry.capabilities(account.provider)
        has_room = sum(held.stays_open for held in self._held.values()) < MOST_OPEN
        return Held(
            lease,
            budget,
            known_due=account.next_due,
            hears_news=can.hears_news and account.can_read_mail,
            stays_open=can.stays_open and has_room,
        )

    def _share(self, share: int) -> None:
        with self._lock:
            spare = [held for held in self._held.values() if not held.is_busy][: max(0, len(self._held) - share)]
            for held in spare:
                del self._held[held.id]
        self._give_back(spare)

    def _keep(self) -> None:
        """Renews all leases with one statement every half minute, and tells what idle polls there were."""
        now = time.monotonic()
        idle, is_renewing = self._untold(), now >= self._keeps_at
        if not idle and not is_renewing:
            return
        until = self._context.clock() + timedelta(seconds=KEPT_SECONDS)
        try:
            with self._context.database.writing(self._owner, "keep_accounts") as session:
                mine = leases.keep_all(session, self._owner, real_now=real_now()) if is_renewing else None
                self._tell(session, idle, until)
            for held in idle:
                held.told_at, held.read_at, held.known_due = held.read_at, None, until
        finally:
            for held in idle:
                held.is_polling = held.is_looking_back = False
        if mine is not None:
            self._keeps_at = now + leases.ALONE.every
            self._compare(mine)

    def _compare(self, mine: set[str]) -> None:
        """What the database says this process holds, and what it knows of, are to be the same."""
        with self._lock:
            self._held = {key: held for key, held in self._held.items() if key in mine or held.is_busy}
            unknown = mine - self._held.keys()
        self._release(dict.fromkeys(unknown))

    def _untold(self) -> list[Held]:
        """Idle accounts that the database is to hear of, as soon as one of them waits long enough; none is busy."""
        patience = max(1.0, min(TELL_SECONDS, 1.5 * self._context.settings.poll_seconds))
        with self._lock:
            known = [held for held in self._held.values() if held.read_at is not None and not held.is_busy]
            if not any(self._waited(held) >= patience for held in known):
                return []
            for held in known:
                held.is_polling = held.is_looking_back = True
            return known

    @staticmethod
    def _waited(held: Held) -> float:
        if held.read_at is None or held.told_at is None:
            return TELL_SECONDS if held.read_at else 0.0
        return (held.read_at - held.told_at).total_seconds()

    def _tell(self, session: Session, idle: list[Held], until: datetime) -> None:
        reads = {held.lease: held.read_at for held in idle if held.read_at is not None}
        leases.note_read(session, reads, due=until, now=self._context.clock())
        for held in sorted(idle, key=lambda held: held.id):
            held.budget.write_down(session)

    # --- what is to be done, and what came of it ----------------------------------------------------------------

    def polls(self) -> list[Held]:
        """Accounts that are due for a look for what is new, the longest due first; they are at it from here on."""
        now = self._context.clock()
        with self._lock:
            due = [
                held for held in self._held.values() if not held.is_polling and (held.due is None or held.due <= now)
            ]
            for held in due:
                held.is_polling, held.is_asked, held.must_tell = True, False, held.is_asked or held.must_tell
                held.has_news = False
        return sorted(due, key=lambda held: held.due.timestamp() if held.due else 0.0)

    def pasts(self, most: int) -> list[Held]:
        """Accounts of whose past more is to be read, those that waited longest, so that at most so many are at it."""
        now = time.monotonic()
        with self._lock:
            limit = max(0, most - sum(held.is_looking_back for held in self._held.values()))
            due = [
                held
                for held in self._held.values()
                if not held.is_looking_back and held.past_from is not None and held.past_from <= now
            ]
            due = sorted(due, key=lambda held: held.past_from or 0.0)[:limit]
            for held in due:
                held.is_looking_back = True
        return due

    def hearing(self) -> list[Held]:
        """Accounts whose mailbox may tell by itself that something came."""
        with self._lock:
            return [held for held in self._held.values() if held.hears_news]

    def holds(self, held: Held) -> bool:
        """Whether this is still what is held of that account."""
        with self._lock:
            return self._held.get(held.id) is held

    def heard(self, held: Held) -> None:
        """Something came, as the provider says: the account is due, also when it is being polled already."""
        with self._lock:
            held.has_news = True
            held.due = held.due if held.is_in_trouble else None

    def polled(self, held: Held, *, read_at: datetime | None, is_told: bool, has_past: bool) -> None:
        """A look for what is new has ended well; `read_at` = nothing waits as of then, `is_told` = the row says so."""
        with self._lock:
            wait = timedelta(seconds=self._context.settings.poll_seconds)
            held.is_in_trouble = False
            held.due = None if held.is_asked or held.has_news else self._context.clock() + wait
            if has_past and held.past_from is None:
                held.past_from = time.monotonic()
            if read_at is not None and not has_past:
                held.past_from = None
            if is_told:
                held.told_at, held.read_at, held.must_tell = read_at, None, False
            elif read_at is not None and not has_past:
                held.read_at = read_at

    def looked_back(self, held: Held, *, is_over: bool, wait: float = 0.0) -> None:
        """A turn of reading the past has ended well: it comes back behind the others, or is looked over once more."""
        with self._lock:
            held.past_from = None if is_over else time.monotonic() + wait
            held.due = None if is_over else held.due
            if is_over:
                held.let_go("past")

    def failed(self, held: Held) -> None:
        """A turn has ended in trouble: the row says when it is tried again, or that it may not be."""
        held.let_go()
        with self._context.database.reading() as session:
            account = session.get(Account, held.id)
        is_ours = account is not None and account.lease_epoch == held.lease.epoch
        if account is None or not is_ours or account.connection_state != "connected":
            self.drop(held, is_ours=is_ours)
            return
        wait = (account.next_due - self._context.clock()).total_seconds() if account.next_due else 0.0
        with self._lock:
            held.due = held.known_due = account.next_due
            held.past_from = time.monotonic() + max(wait, 0.0) if held.past_from is not None else None
            held.must_tell, held.is_in_trouble, held.read_at = True, True, None

    def put_off(self, held: Held) -> None:
        """The database is away and was told nothing: another turn begins in a second, and ends at once if the account is
        another's by then.
        """
        held.let_go()
        with self._lock:
            held.due = self._context.clock() + timedelta(seconds=AGAIN_SECONDS)
            held.past_from = time.monotonic() + AGAIN_SECONDS if held.past_from is not None else None
            held.must_tell, held.is_in_trouble, held.read_at = True, True, None

    def free(self, held: Held, *, was_poll: bool) -> None:
        """The turn is over, however it ended, and another may begin."""
        with self._lock:
            if was_poll:
                held.is_polling = False
            else:
                held.is_looking_back = False

    def drop(self, held: Held, *, is_ours: bool = False) -> None:
        """This account is no longer read here, unless it was taken anew since."""
        with self._lock:
            if self._held.get(held.id) is held:
                del self._held[held.id]
        if is_ours:
            self._give_back([held])

    def give_back_all(self) -> None:
        """At the end: everything is free for others at once, and this process is no more."""
        with self._lock:
            held = list(self._held.values())
            self._held.clear()
        with self._context.database.writing(self._owner, "keep_accounts") as session:
            self._tell(session, [one for one in held if one.read_at is not None], self._context.clock())
        self._give_back(held)
        with self._context.database.writing(self._owner, "leave") as session:
            leases.step_down(session, leases.WORKER + leases.process_name(), owner=leases.process_name())

    def _give_back(self, some: list[Held]) -> None:
        self._release({held.id: held.due for held in some})

    def _release(self, due: dict[str, datetime | None]) -> None:
        if due:
            with self._context.database.writing(self._owner, "give_back") as session:
                leases.release(session, self._owner, due)
