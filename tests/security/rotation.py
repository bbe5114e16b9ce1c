"""A house that is lived in while its keys change: mail comes in, pages are looked at, notes are written, tokens are
renewed at every call. Counts what was done and what went wrong, and decides nothing about it.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

from connectors import registry
from service import accounts, activity, keys
from service.accounts import LOCAL_PERSON
from service.clock import real_now
from service.keys import SETTLES
from service.vault import key_path
from tests.security.house import House
from tests.service.office import SCOPES
from tests.service.sandboxed import ME
from tests.waiting import wait_until

_COUNTED = re.compile(r'^warmthread_poll_seconds_count\{outcome="(\w+)"\} (\d+)', re.MULTILINE)
_PAGES = ("/", "/interviews", "/candidates", "/drafts", "/health", "/settings")


@dataclass
class Life:
    """What goes on in one house, and how it went."""

    house: House
    name: str
    """How the addresses of those who write begin."""
    boxes: list[str] = field(default_factory=lambda: [ME])
    """Mailboxes of the one person."""
    talk: str = ""
    """The interview on which notes are written."""
    mails: int = 0
    notes: int = 0
    answers: Counter[int] = field(default_factory=Counter)

    def begin(self) -> None:
        """Something to write notes on; while there is one mailbox."""
        address = self.house.talk(f"{self.name}0", hours=30)
        self.house.settle()
        found = self.house.interview_with(address)
        assert found
        self.talk = found["id"]

    def add_mailboxes(self, number: int) -> None:
        """Connected as the consent page would, which takes seconds each."""
        authorization = registry.load("google").authorization(self.house.settings().provider("google"))
        for one in range(number):
            email = f"box{one}@village.example"
            self.house.control.post("people", email=email, calendars=[{"id": email, "is_primary": True}])
            given = authorization.adopt(json.dumps(self.house.control.credentials(*SCOPES["google"], account=email)))
            with self.house.opened() as context:
                accounts.connect(context, LOCAL_PERSON, "google", given)
            self.boxes.append(email)

    # --- what goes on ---

    def write(self) -> None:
        """Somebody asks for a talk, in one mailbox after the other."""
        self.mails += 1
        to = self.boxes[self.mails % len(self.boxes)]
        name = f"{self.name}{self.mails}"
        text = "Would you have 20 minutes for an informational interview? I would love to hear about your path."
        self.house.deliver(f"Pat Poe <{name}@poe.example>", "A question", f"Hi,\n\n{text}\n\nPat", to=to, account=to)

    def note(self) -> None:
        self.notes += 1
        text = f"{self.name} said something worth keeping, number {self.notes}."
        answer = self.house.post(f"/interviews/{self.talk}/notes", text=text)
        self.answers[200 if answer.status_code == 303 else answer.status_code] += 1

    def note_and_look(self) -> None:
        self.note()
        for path in _PAGES:
            self.answers[self.house.get(path).status_code] += 1

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """All of it at once, again and again, while the block runs."""
        is_over = Event()

        def again(act: Callable[[], None], every: float) -> None:
            while not is_over.wait(every):
                act()

        with ThreadPoolExecutor(2) as pool:
            running = [
                pool.submit(again, self.write, 0.1),
                pool.submit(again, self.note_and_look, 0.05),
            ]
            try:
                yield
            finally:
                is_over.set()
            for one in running:
                one.result()

    def wait_for_mail(self, number: int) -> None:
        """Until so many more have been delivered."""
        before = self.mails
        wait_until(lambda: self.mails >= before + number, "mail comes in")

    # --- how it went ---

    def polls(self) -> Counter[str]:
        """By what came of them."""
        return Counter({what: int(number) for what, number in _COUNTED.findall(self.house.get("/metrics").text)})

    def failures(self) -> int:
        """Accounts that are not read, failed polls that the person was told of, events that were tried more than once."""
        stuck = len([one for one in self.house.rows("accounts") if one["failures"] or one["last_error"]])
        told = stuck + len([one for one in self.house.rows("activity") if one["what"] == activity.POLL_FAILED])
        return told + len([one for one in self.house.rows("events") if one["attempts"] or one["error"]])

    def read(self) -> set[str]:
        """Senders of stored mails of this life."""
        asked = [f"{self.name}{number}@poe.example" for number in range(1, self.mails + 1)]
        return {one["sender"] for one in self.house.rows("messages")} & set(asked)

    def left(self) -> dict[int, int]:
        with self.house.opened() as context:
            return keys.left(context)


def wait_for_everything_anew(life: Life) -> None:
    wait_until(lambda: life.left() == {}, "everything is sealed anew")


def as_if_a_while_ago(house: House) -> None:
    """The keys changed long enough ago for an older one to go."""
    ago = real_now().timestamp() - 2 * SETTLES.total_seconds()
    os.utime(key_path(house.settings()), (ago, ago))
