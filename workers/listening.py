"""Listens where a mailbox tells by itself that something came: a hint that makes the account due at once, and nothing more.

Who holds an account listens to it, so that one process does. What is not heard (a connection was cut, the server tells
nothing, there are too many accounts) the next poll finds. Decides nothing about what is read and writes nothing down.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import structlog

from connectors.contract import HearingMailbox
from connectors.errors import ConsentLost, SlowDown, Unsupported
from service import accounts
from service.context import Context
from service.schema import Account
from workers.holding import Held, Holder
from workers.middleware import where

log = structlog.get_logger(__name__)
MOST = 50
"""Accounts that one process listens to; each takes a thread, and a connection of its own."""
STEP_SECONDS = 1.0
"""So long after its account was let go a listener may still be at it."""
LULL_SECONDS = 3.0
"""Between two hints: a server that never stops telling of something makes nobody poll without a pause."""
FIRST_PAUSE, LONGEST_PAUSE = 15.0, 1800.0
"""Before a connection that was cut is made anew; twice as long each time, until one has lasted."""
FIRST_REFUSED, LONGEST_REFUSED = 3600.0, 86400.0
"""The same after a refusal: where there is room for few connections, as at Yahoo for five, the polls need them."""
LASTING_SECONDS = 300.0
PARTING_SECONDS = 3.0
"""So long the end of the program waits for all of them together: one may be in the middle of a slow answer."""


@dataclass(slots=True, eq=False)
class _Ear:
    """One account that is listened to, or will be again."""

    held: Held
    is_at_it: bool = False
    is_deaf: bool = False
    """The server tells nothing."""
    not_before: float = 0.0
    pause: float = FIRST_PAUSE / 2


class Listeners:
    """The listeners of one process. `keep`, `begin_anew` and `stop` are called by the clock."""

    def __init__(self, context: Context, holder: Holder, time_of: Callable[[], float] = time.monotonic) -> None:
        self._context, self._holder, self._time_of = context, holder, time_of
        self._ears: dict[str, _Ear] = {}
        self._threads: set[threading.Thread] = set()
        self._stop = threading.Event()

    def keep(self) -> None:
        """Listens to what is held by now, as far as there is room; who listens to what is no longer held ends by itself."""
        hearing = {held.id: held for held in self._holder.hearing()}
        self._ears = {key: ear for key, ear in self._ears.items() if hearing.get(key) is ear.held}
        for key, held in hearing.items():
            self._ears.setdefault(key, _Ear(held))
        self._threads = {thread for thread in self._threads if thread.is_alive()}
        for ear in self._ears.values():
            if len(self._threads) < MOST and not (ear.is_at_it or ear.is_deaf) and self._time_of() >= ear.not_before:
                self._begin(ear)

    def begin_anew(self) -> None:
        """The machine slept: connections of before may be dead without a word. Who was refused goes on to wait."""
        self._ears = {key: ear for key, ear in self._ears.items() if ear.pause >= FIRST_REFUSED and not ear.is_at_it}

    def stop(self) -> None:
        """Ends all of them, each within a step; who takes longer is left behind, and ends with the process."""
        self._stop.set()
        until = time.monotonic() + PARTING_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _begin(self, ear: _Ear) -> None:
        ear.is_at_it = True
        thread = threading.Thread(target=self._listen, args=(ear,), name="listen", daemon=True)
        self._threads.add(thread)
        thread.start()

    def _listen(self, ear: _Ear) -> None:
        began = self._time_of()
        try:
            self._hear(ear)
        except Unsupported:
            ear.is_deaf = True
        except Exception as error:  # noqa: BLE001 (a hint that is lost is no loss: polls go on)
            log.info("listen.failed", account=ear.held.id, error=type(error).__name__, where=where(error))
            now = self._time_of()
            ear.pause = _pause(error, 0.0 if now - began > LASTING_SECONDS else ear.pause)
            ear.not_before = now + ear.pause
        finally:
            ear.is_at_it = False

    def _hear(self, ear: _Ear) -> None:
        with self._context.database.reading() as session:
            account = session.get_one(Account, ear.held.id)
        mailbox = cast("HearingMailbox", accounts.open_mailbox(self._context, account, ear.held.budget))
        while self._goes_on(ear):
            if mailbox.wait_for_news(STEP_SECONDS):
                self._holder.heard(ear.held)
                self._stop.wait(LULL_SECONDS)

    def _goes_on(self, ear: _Ear) -> bool:
        return not self._stop.is_set() and self._ears.get(ear.held.id) is ear and self._holder.holds(ear.held)


def _pause(error: Exception, last: float) -> float:
    """Seconds until the next try, after a pause of so many before this one."""
    is_refused = isinstance(error, SlowDown | ConsentLost)
    first, longest = (FIRST_REFUSED, LONGEST_REFUSED) if is_refused else (FIRST_PAUSE, LONGEST_PAUSE)
    return min(max(first, 2 * last), longest)
