"""What a contract suite needs from a provider's stand-in: people, things that happen to them, faults, and what arrived.

Each provider writes one `Workshop` over its own stand-in; the suites know nothing else of it. Also here: what the
suites lend to a connector (tokens, a budget, "known"), recorded.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from enum import StrEnum
from typing import Protocol

from connectors.contract import (
    EVERYTHING,
    AuthorizationRequest,
    Calendar,
    CalendarChange,
    Mailbox,
    MailPage,
    MailQuery,
    MessageChange,
    Provider,
    ProviderSettings,
)
from connectors.errors import SlowDown


class Call(StrEnum):
    """The calls that faults can strike, in no provider's words."""

    READ = "read one message"
    POLL = "ask what is new"
    SEARCH = "list messages"
    CREATE_DRAFT = "create a mailbox draft"
    UPDATE_DRAFT = "change a mailbox draft"
    SEND_DRAFT = "send a mailbox draft"
    CALENDAR = "list calendar events"
    TOKEN = "trade or refresh a token"


class Fault(StrEnum):
    """How a call fails."""

    HANG_UP = "closes the connection before the work"
    HANG_UP_AFTER = "does the work and closes the connection without a byte"
    RESET_AFTER = "does the work and resets the connection"
    BROKEN_OFF = "does the work and sends half the answer"
    TROUBLE = "answers 503 before the work"
    TROUBLE_AFTER = "does the work and answers 500"
    TOO_FAST = "says that it is too fast and to wait 17 seconds"


class Place(StrEnum):
    """Where a mail lies, in no provider's words."""

    INBOX = "inbox"
    SENT = "sent"
    JUNK = "junk"
    BIN = "bin"


WAIT = 17.0
_NUMBERS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Sent:
    """One mail that really went out."""

    message_id: str
    raw: bytes
    times: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """A calendar event to be entered; `count` > 1 makes a weekly series, 0 an endless one."""

    title: str
    start: datetime
    end: datetime
    timezone: str = "UTC"
    is_all_day: bool = False
    guests: tuple[str, ...] = ()
    count: int = 1


class Workshop(Protocol):
    """One provider's stand-in, freshly begun for each test."""

    @property
    def provider(self) -> Provider: ...
    @property
    def settings(self) -> ProviderSettings: ...
    @property
    def people(self) -> tuple[str, str]:
        """The addresses of two people with an account there."""
        ...

    @property
    def redirect_uri(self) -> str: ...
    @property
    def now(self) -> datetime: ...

    def approve(self, request: AuthorizationRequest, person: str, *, untick: frozenset[str] = frozenset()) -> str:
        """Plays the person's browser on the consent page, unticking "mail", "sending" or "calendar"; returns the code."""
        ...

    def credentials_file(self, person: str) -> str:
        """The text of a credentials file made elsewhere, of a full consent; the answers where a provider asks for some."""
        ...

    def sealed(self, person: str) -> str:
        """The tokens of an account that was connected by answers; "" where a consent page has to be gone through."""
        ...

    def withdraw(self, person: str) -> None:
        """The person takes the consent back on the provider's own pages."""
        ...

    def expire_access(self, person: str) -> None:
        """Ends the access tokens, not the consent."""
        ...

    def deliver(self, person: str, raw: bytes, *, at: datetime | None = None) -> str: ...
    def put_into(self, person: str, provider_id: str, place: Place) -> None: ...
    def remove(self, person: str, provider_id: str) -> None: ...
    def expire_mail_cursors(self, person: str) -> None: ...
    def blank_first_pages(self) -> None:
        """From now on every listing begins with a page that holds nothing but the way to the next one."""
        ...

    def tell_twice(self) -> None:
        """From now on every second item of a listing comes twice in its page."""
        ...

    def replace_message_ids(self) -> None:
        """From now on sending gives mails another Message-ID."""
        ...

    def edit_draft(self, person: str, text: str, *, new_message_id: bool = False, file: str = "") -> None:
        """The person writes other words into their only mailbox draft, on the provider's own pages, and may attach a
        file of that name.
        """
        ...

    def send_draft(self, person: str) -> None:
        """The person sends their only mailbox draft from there."""
        ...

    def delete_draft(self, person: str) -> None: ...
    def sent(self, person: str) -> list[Sent]: ...
    def primary_calendar(self, person: str) -> str: ...
    def enter(self, person: str, meeting: Meeting) -> str:
        """Enters it into the primary calendar; returns the id of the event, for a series that of the series."""
        ...

    def move(self, person: str, event_id: str, start: datetime, end: datetime) -> None: ...
    def cancel(self, person: str, event_id: str) -> None:
        """Deletes the event or occurrence as its organizer does."""
        ...

    def expire_calendar_cursors(self, person: str) -> None: ...
    def fail(self, call: Call, fault: Fault, *, nth: int = 1, times: int | None = 1) -> None:
        """From now on, strikes the calls number `nth` to `nth + times - 1`."""
        ...

    def heal(self) -> None: ...
    def calls(self, call: Call) -> int: ...
    @property
    def price_of_a_read(self) -> int:
        """Units that reading one message costs."""
        ...

    def units(self, person: str) -> int:
        """What the provider itself counted against the person's allowance."""
        ...


@dataclass(slots=True)
class Tokens:
    """A TokenStore that counts."""

    text: str
    saves: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock)

    def load(self) -> str:
        return self.text

    def save(self, tokens: str) -> None:
        self.text = tokens
        self.saves += 1

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self.turn:
            yield


@dataclass(slots=True)
class Budget:
    """A RateBudget that records; with `left` it runs out."""

    left: int | None = None
    spent: list[tuple[str, int]] = field(default_factory=list)
    told_to_wait: list[float] = field(default_factory=list)
    told_times: list[datetime] = field(default_factory=list)

    def spend(self, units: int, *, operation: str) -> None:
        if self.left is not None:
            if units > self.left:
                raise SlowDown("The allowance is used up.", retry_after=5, operation=operation)
            self.left -= units
        self.spent.append((operation, units))

    def throttled(self, retry_after: float) -> None:
        self.told_to_wait.append(retry_after)

    def told_time(self, at: datetime) -> None:
        self.told_times.append(at)

    @property
    def total(self) -> int:
        return sum(units for _, units in self.spent)


@dataclass(slots=True)
class Seen:
    """What a caller stores of the pages: `known` is lent to the connector."""

    changes: list[MessageChange] = field(default_factory=list)

    def known(self, ids: Sequence[str]) -> set[str]:
        stored = {change.provider_id for change in self.changes}
        return {provider_id for provider_id in ids if provider_id in stored}

    def take(self, page: MailPage) -> None:
        self.changes.extend(page.changes)

    @property
    def ids(self) -> list[str]:
        return [change.provider_id for change in self.changes if change.message]

    @property
    def removed(self) -> list[str]:
        return [change.provider_id for change in self.changes if not change.message and not change.unreadable]


def nothing_known(ids: Sequence[str]) -> set[str]:
    """A caller that has stored nothing yet."""
    del ids
    return set()


def sign_in(workshop: Workshop, person: str, *, untick: frozenset[str] = frozenset()) -> Tokens:
    """A consent of that person, through the front door where there is one."""
    if answered := workshop.sealed(person):
        return Tokens(answered)
    authorization = workshop.provider.authorization(workshop.settings)
    request = authorization.begin(redirect_uri=workshop.redirect_uri, wanted=EVERYTHING)
    code = workshop.approve(request, person, untick=untick)
    return Tokens(authorization.finish(redirect_uri=workshop.redirect_uri, code=code, request=request).tokens)


def open_mailbox(workshop: Workshop, person: str, budget: Budget | None = None) -> Mailbox:
    return workshop.provider.mailbox(workshop.settings, sign_in(workshop, person), budget or Budget())


def open_calendar(workshop: Workshop, person: str, budget: Budget | None = None) -> Calendar:
    return workshop.provider.calendar(workshop.settings, sign_in(workshop, person), budget or Budget())


def search_all(mailbox: Mailbox, query: MailQuery, seen: Seen) -> int:
    """Follows a search to its end; returns how many pages that took."""
    cursor, pages = None, 0
    while True:
        page = mailbox.search(query, cursor, seen.known)
        seen.take(page)
        pages += 1
        cursor = page.next_cursor
        if cursor is None:
            return pages


def poll_all(mailbox: Mailbox, cursor: str, seen: Seen) -> str:
    """Follows the changes until nothing waits; returns the cursor to go on from."""
    while True:
        page = mailbox.changes(cursor, seen.known)
        seen.take(page)
        assert page.next_cursor is not None
        cursor = page.next_cursor
        if page.is_caught_up:
            return cursor


def read_calendar(
    calendar: Calendar, calendar_id: str, cursor: str | None, since: datetime
) -> tuple[list[CalendarChange], str, bool]:
    """Follows a calendar until nothing waits: the changes, the next cursor, whether the list was complete."""
    changes: list[CalendarChange] = []
    while True:
        page = calendar.changes(calendar_id, cursor, since=since)
        changes.extend(page.changes)
        cursor = page.next_cursor
        if page.is_caught_up:
            return changes, cursor, page.is_complete_list


def mail(
    sender: str, to: str, subject: str, text: str = "Hello.", *, message_id: str = "", reply_to: str = ""
) -> bytes:
    """The bytes of a plain mail, no two of which are the same; `reply_to` is the Message-ID it answers."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = "Mon, 05 Oct 2026 09:00:00 +0000"
    message["Message-ID"] = message_id or f"<m{next(_NUMBERS)}@workshop.example>"
    if reply_to:
        message["In-Reply-To"] = message["References"] = reply_to
    message.set_content(text)
    return message.as_bytes()
