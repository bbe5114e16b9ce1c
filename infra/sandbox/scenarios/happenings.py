"""What a scenario consists of: one person, her calendars, and everything that happens to her mailbox and calendar in time.

Pure data. The sandbox plays `Scenario.happenings` in order while its clock moves; `Scenario.truth` says what a reader of that
mail and calendar should have understood by the end, and is never served to the product.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Person:
    """Whose mailbox this is; aliases are the (address, display name) pairs she may send as."""

    email: str
    name: str
    timezone: str
    aliases: tuple[tuple[str, str], ...] = ()
    #: Whether the account is somebody's own (outlook.com) and not an organization's: Microsoft tells the two apart.
    is_personal: bool = False


@dataclass(frozen=True)
class CalendarSpec:
    """One entry of her calendar list."""

    id: str
    summary: str
    timezone: str
    is_primary: bool
    access_role: str = "owner"


@dataclass(frozen=True)
class Mail:
    """One message that appears in the mailbox at `at`; `thread` is the scenario's own key, not the provider's id."""

    at: datetime
    raw: bytes
    labels: tuple[str, ...]
    thread: str


@dataclass(frozen=True)
class CalendarChange:
    """An upsert of a Google Calendar v3 event: the top-level keys given replace what stands, `status: cancelled` cancels."""

    at: datetime
    calendar: str
    event: dict[str, Any]


@dataclass(frozen=True)
class Scenario:
    """Everything the sandbox serves; happenings before `start` are already there when the clock starts."""

    name: str
    person: Person
    calendars: tuple[CalendarSpec, ...]
    start: datetime
    end: datetime
    happenings: tuple[Mail | CalendarChange, ...]
    truth: tuple[dict[str, Any], ...] = field(default=())
