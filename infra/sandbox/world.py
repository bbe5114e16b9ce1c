"""The sandbox's whole state: people with a mailbox and calendars, the clock, consents, quota, faults, the ledger, and the story.

Decides when a happening of the story has happened. One lock guards it all; whoever touches the world holds it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from infra.sandbox.calendars import CalendarBook
from infra.sandbox.clock import Clock
from infra.sandbox.faults import FaultBook
from infra.sandbox.ledger import Ledger
from infra.sandbox.mail_content import MailContent
from infra.sandbox.mailbox import Mailbox, StoredMessage
from infra.sandbox.quota import Quota
from infra.sandbox.scenarios.happenings import CalendarChange, CalendarSpec, Mail, Person, Scenario
from infra.sandbox.tokens import TokenBook


@dataclass
class Settings:
    """What a control call may switch; each default is what Google is known or documented to do."""

    #: Whether a caller's Message-ID survives sending. Nothing found says that Gmail replaces it (providers.md 2): both are modelled.
    keep_message_id: bool = True
    #: Whether history records carry labelIds; documented is only that they "typically" carry id and threadId.
    history_label_ids: bool = False
    #: How many calls of one batch are answered at once; those beyond are 429 ("over 50 not recommended", guides/batch).
    batch_concurrency: int = 50
    #: How many calls one batch may hold at all (400 beyond).
    batch_limit: int = 100


@dataclass(eq=False)
class PersonState:
    """One person's side of the provider."""

    person: Person
    mailbox: Mailbox
    calendars: dict[str, CalendarBook] = field(default_factory=dict)
    #: The number of the last change to the calendar list, and of the change that added or removed each calendar.
    list_change: int = 1
    list_floor: int = 1
    listed: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)

    def add_calendar(self, book: CalendarBook) -> None:
        self.list_change += 1
        self.calendars[book.spec.id] = book
        self.listed[book.spec.id] = self.list_change
        self.removed.pop(book.spec.id, None)

    def remove_calendar(self, calendar_id: str) -> None:
        self.list_change += 1
        del self.calendars[calendar_id], self.listed[calendar_id]
        self.removed[calendar_id] = self.list_change

    def expire_calendar_list(self) -> None:
        """Make every calendar list token given out so far worthless."""
        self.list_change += 1
        self.list_floor = self.list_change

    @property
    def own_addresses(self) -> frozenset[str]:
        return frozenset({self.person.email.lower(), *(address.lower() for address, _ in self.person.aliases)})

    def calendar(self, calendar_id: str) -> CalendarBook | None:
        if calendar_id == "primary":
            return next((book for book in self.calendars.values() if book.spec.is_primary), None)
        return self.calendars.get(calendar_id)


class World:
    """Everything; make a new one to start afresh."""

    def __init__(self, clock: Clock, seed: int, scenario: Scenario | None = None) -> None:
        self.lock = threading.RLock()
        self.clock = clock
        self._begin(seed, scenario)

    def _begin(self, seed: int, scenario: Scenario | None) -> None:
        self.seed = seed
        self.scenario = scenario
        self.settings = Settings()
        self.tokens = TokenBook(seed)
        self.faults = FaultBook()
        self.ledger = Ledger()
        self.quota = Quota(lambda: self.clock.now().timestamp())
        self.people: dict[str, PersonState] = {}
        self._played = 0
        if scenario is not None:
            self.add_person(scenario.person, scenario.calendars)
            self.catch_up()

    def restart(self, start: datetime, seed: int, scenario: Scenario | None) -> None:
        """Forget everything and begin again at `start`; only the clients of the OAuth application stay known."""
        self.clock.restart(start)
        self._begin(seed, scenario)

    def add_person(self, person: Person, calendars: Iterable[CalendarSpec] = ()) -> PersonState:
        state = PersonState(person, Mailbox(f"{self.seed}:{person.email}:mailbox"))
        self.people[person.email] = state
        own = CalendarSpec(person.email, person.email, person.timezone, is_primary=True)
        for spec in tuple(calendars) or (own,):
            self.add_calendar(state, spec)
        return state

    def add_calendar(self, state: PersonState, spec: CalendarSpec) -> CalendarBook:
        book = CalendarBook(spec, state.person.email, f"{self.seed}:{state.person.email}:{spec.id}")
        state.add_calendar(book)
        return book

    def person_at(self, address: str) -> PersonState | None:
        return next((state for state in self.people.values() if address.lower() in state.own_addresses), None)

    def catch_up(self) -> int:
        """Let everything happen that is due by now; return how much that was."""
        begun, now = self._played, self.clock.now()
        while (happening := self.next_happening()) is not None and happening.at <= now:
            self._played += 1
            self._play(happening)
        return self._played - begun

    def next_happening(self) -> Mail | CalendarChange | None:
        story = self.scenario.happenings if self.scenario else ()
        return story[self._played] if self._played < len(story) else None

    def left(self) -> int:
        return len(self.scenario.happenings) - self._played if self.scenario else 0

    def move_clock(self, *, to: datetime | None = None, by: timedelta | None = None) -> int:
        if to is not None:
            self.clock.move_to(to)
        elif by is not None:
            self.clock.advance(by)
        return self.catch_up()

    def deliver(
        self, state: PersonState, raw: bytes, labels: Iterable[str], at: datetime, thread: str | None = None
    ) -> StoredMessage:
        """Put a mail into a mailbox; without a thread of its own it continues the one it refers to, if any."""
        mailbox, content = state.mailbox, MailContent(raw)
        thread_id = mailbox.thread_for(content) if thread is None else mailbox.thread_of_key(thread)
        message = mailbox.add(content, labels, at, thread_id=thread_id)
        if thread is not None:
            mailbox.name_thread(thread, message.thread_id)
        return message

    def describe(self) -> dict[str, Any]:
        upcoming = self.next_happening()
        return {
            "now": self.clock.now().isoformat(),
            "offset": self.clock.offset,
            "seed": self.seed,
            "scenario": self.scenario.name if self.scenario else "none",
            "next": upcoming.at.isoformat() if upcoming else None,
            "left": self.left(),
            "people": {email: _counts(state) for email, state in self.people.items()},
            "sent": len(self.ledger.sent),
            **self.ledger.calls(),
        }

    def _play(self, happening: Mail | CalendarChange) -> None:
        state = next(iter(self.people.values()))
        if isinstance(happening, Mail):
            self.deliver(state, happening.raw, happening.labels, happening.at, happening.thread)
            return
        book = state.calendar(happening.calendar)
        if book is None:
            raise ValueError(f"the scenario changes an event in {happening.calendar!r}, which is none of its calendars")
        book.put(happening.event, happening.at)


def _counts(state: PersonState) -> dict[str, Any]:
    return {
        "messages": len(state.mailbox.messages),
        "threads": len(state.mailbox.threads),
        "drafts": len(state.mailbox.drafts),
        "historyId": str(state.mailbox.history_id),
        "events": {calendar_id: book.count() for calendar_id, book in state.calendars.items()},
    }
