"""The sandbox's whole state: people with a mailbox and calendars, the clock, consents, quota, faults, the ledger, and the story.

Decides when a happening of the story has happened. One lock guards it all; whoever touches the world holds it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from infra.sandbox.calendars import CalendarBook
from infra.sandbox.clock import Clock
from infra.sandbox.devices import DeviceBook
from infra.sandbox.faults import FaultBook
from infra.sandbox.journal import Journal
from infra.sandbox.ledger import Ledger
from infra.sandbox.mail_content import MailContent
from infra.sandbox.mailbox import Mailbox, StoredMessage
from infra.sandbox.quota import WINDOW_SECONDS, Quota
from infra.sandbox.scenarios.happenings import CalendarChange, CalendarSpec, Mail, Person, Scenario
from infra.sandbox.tokens import Style, TokenBook


@dataclass
class Settings:
    """What a control call may switch; each default is what the provider is known or documented to do."""

    #: Whether a caller's Message-ID survives sending. Nothing found says that Gmail replaces it (providers.md 2): both are modelled.
    keep_message_id: bool = True
    #: Whether history records carry labelIds; documented is only that they "typically" carry id and threadId.
    history_label_ids: bool = False
    #: How many calls of one batch are answered at once; those beyond are 429 ("over 50 not recommended", guides/batch).
    batch_concurrency: int = 50
    #: How many calls one batch may hold at all (400 beyond).
    batch_limit: int = 100
    #: Whether every listing begins with a page that holds nothing but the way to the next one.
    empty_pages: bool = False
    #: Every n-th item comes twice in its page (0: none).
    delta_repeats: int = 0
    # What follows is Microsoft's.
    #: The app's signInAudience: who may sign in at all (AzureADMultipleOrgs, PersonalMicrosoftAccount).
    audience: str = "AzureADandPersonalMicrosoftAccount"
    #: An AADSTS number that every consent, or every refresh, is refused with: 90094 (an administrator must agree), 50076; 0 for none.
    refuse_consent: int = 0
    refuse_refresh: int = 0
    #: Whether a refused sign-in stays on Entra's page, where the app hears nothing; else it is told by redirect.
    refusals_on_page: bool = False
    #: Whether a refresh token is worthless once used, to show a lost one; Microsoft keeps the old one good.
    old_refresh_tokens_die: bool = False
    #: Seconds between two polls of the device flow, and seconds that the clock in id_tokens goes wrong.
    device_interval: int = 5
    token_clock_skew: int = 0
    #: Whether there is a mailbox, and a calendar, behind the account (no licence: MailboxNotEnabledForRESTAPI).
    has_mailbox: bool = True
    has_calendar: bool = True
    #: So many old changes are told again in the next delta round (0: none).
    delta_replays: int = 0
    #: Whether updated messages carry only what changed ("at least the changed properties", concepts/delta-query-messages).
    sparse_updates: bool = True
    #: Most messages of a first round with $filter, and the status that an expired delta link is refused with.
    delta_filter_cap: int = 5_000
    delta_expired_status: int = 410
    #: Whether an occurrence deleted by itself is reported at all (microsoft-graph-docs#4501, closeio/sync-engine#389).
    reports_deleted_occurrences: bool = True
    #: Whether every calendar has a delta; documented is the primary one (api/event-delta.md), Graph's metadata has it for all.
    has_delta_beyond_primary: bool = True
    #: Whether every occurrence of a series has an iCalUId of its own (microsoft-graph-docs#17479: disputed).
    ical_uid_per_occurrence: bool = False
    #: Whether a draft has another id once it is sent, immutable or not (microsoft-graph-docs#1533).
    id_changes_on_send: bool = False
    #: Whether createReply leaves the answered message marked as read (elie222/inbox-zero#1086).
    reply_marks_read: bool = True
    #: How many calls of one $batch are answered; those beyond are 429 (microsoft-graph-docs#2886).
    graph_batch_concurrency: int = 20
    #: How many calls of one app may be under way at one mailbox.
    mailbox_concurrency: int = 4
    #: The language that a mailbox's own folders are named in: en or de.
    folder_language: str = "en"

    def repeated(self, items: list[Any]) -> list[Any]:
        """Return a page's items, with every n-th a second time when that was ordered."""
        return items + items[self.delta_repeats - 1 :: self.delta_repeats] if self.delta_repeats else items


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


@dataclass(frozen=True)
class House:
    """What the state of one provider does its own way."""

    name: str = "google"
    tokens: Style = field(default_factory=Style)
    quota_seconds: float = WINDOW_SECONDS
    #: How the provider writes the id of a message or an event, and reads it back; Google writes the stored one.
    show_message: Callable[[str], str] = str
    show_event: Callable[[str], str] = str
    read_id: Callable[[str], str] = str


class World:
    """Everything at one provider; make a new one to start afresh. Two providers of one sandbox share clock and lock."""

    def __init__(
        self,
        clock: Clock,
        seed: int,
        scenario: Scenario | None = None,
        house: House | None = None,
        lock: threading.RLock | None = None,
        journal: Journal | None = None,
    ) -> None:
        self.lock = lock or threading.RLock()
        self.clock = clock
        self.house = house or House()
        self.journal = journal
        self._begin(seed, scenario)

    def _begin(self, seed: int, scenario: Scenario | None) -> None:
        self.seed = seed
        self.scenario = scenario
        self.settings = Settings()
        self.tokens = TokenBook(seed, self.house.tokens, self.clock.real)
        self.devices = DeviceBook(seed)
        self.faults = FaultBook(self.journal.life if self.journal else 1)
        self.ledger = Ledger()
        self.quota = Quota(lambda: self.clock.now().timestamp(), self.house.quota_seconds)
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
