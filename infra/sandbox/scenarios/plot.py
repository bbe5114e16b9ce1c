"""The words in which a cast tells its month: who writes when, what goes into the calendar, and what is true in the end.

Times are spelt in the person's own working days, so that one story fits any start: "3 09:12" is 09:12 on the story's working day 3
(0 is the first one of the month, -5 lies before it), "w1 10:00" is the second Saturday, "u0" the first Sunday, "c4" the fourth day;
"s0+75" is 75 minutes after slot s0 starts, "s0=-1 16:20" is 16:20 on the working day before it, "s0=0 18:40" on its own day. In texts
{s0.wd}, {s0.mdy}, {s0.t12}... name a slot, and [[a||b]] is said in one way or another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.sandbox.scenarios.happenings import CalendarSpec, Person
    from infra.sandbox.scenarios.wire import Party


@dataclass(frozen=True)
class Slot:
    """A time somebody names: a day as above, a local time of the person, minutes long; `is_taken` when a meeting stands there."""

    day: int | str
    time: str
    minutes: int = 30
    is_taken: bool = True


@dataclass(frozen=True)
class Write:
    """Somebody sends a mail; with no subject it answers the latest of its thread. `bare` leaves the signature out."""

    at: str
    who: str
    text: str
    subject: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    thread: str = "main"
    quotes: bool = True
    labels: tuple[str, ...] = ()
    auto: bool = False
    bare: bool = False


@dataclass(frozen=True)
class Book:
    """A meeting is entered by its organiser; `shape` is whose invite it is. With a robot, that one mails it, as `mail_text`."""

    at: str
    who: str
    slot: str
    title: str
    guests: tuple[str, ...] = ("me",)
    shape: str = "google"
    text: str = ""
    place: str = ""
    video: str = ""
    event: str = "main"
    by_mail_only: bool = False
    sent_by: str = ""
    every_weeks: int = 0
    times: int = 1
    calendar: str = "primary"
    robot: str = ""
    mail_subject: str = ""
    mail_text: str = ""


@dataclass(frozen=True)
class Answer:
    """A guest answers the invite; what she writes with it goes into the answer mail."""

    at: str
    who: str
    response: str = "accepted"
    event: str = "main"
    comment: str = ""


@dataclass(frozen=True)
class Move:
    """The organiser puts the meeting (or the n-th occurrence of a series) on another slot."""

    at: str
    slot: str
    event: str = "main"
    occurrence: int = -1


@dataclass(frozen=True)
class Cancel:
    """The organiser calls the meeting off in the calendar."""

    at: str
    event: str = "main"
    note: str = ""
    occurrence: int = -1


Step = Write | Book | Answer | Move | Cancel


@dataclass(frozen=True)
class Truth:
    """What a careful reader knows about the story's meeting at the month's end."""

    is_interview: bool
    kind: str
    status: str
    contact: str
    slot: str = "s0"
    others: tuple[str, ...] = ()
    reschedules: int = 0
    role: str = "seeker"
    thanked_by_hand: bool = False
    cancelled_by: str | None = None
    no_show_by: str | None = None
    introduced_by: str | None = None
    sources: tuple[str, ...] = ("calendar", "mail")
    hard: bool = False
    why: str = ""
    event: str = "main"
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    """One meeting from the first mail to the last, or a conversation with no meeting (no truths)."""

    key: str
    base: int
    slots: dict[str, Slot]
    steps: tuple[Step, ...]
    truths: tuple[Truth, ...] = ()
    is_fixed: bool = False


@dataclass(frozen=True)
class AllDay:
    """An entry for a whole day, such as a birthday or a holiday, in one of her calendars."""

    day: int | str
    title: str
    calendar: str = "primary"


@dataclass(frozen=True)
class Bulk:
    """A sender of mail to many; `issues` are (subject, text) pairs, sent about as often as there are issues."""

    name: str
    email: str
    label: str
    issues: tuple[tuple[str, str], ...]
    list_id: str = ""
    hour: int = 7
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Cast:
    """A person, everybody she writes with, and her month."""

    person: Person
    own: tuple[str, ...]
    parties: dict[str, Party]
    calendars: dict[str, CalendarSpec]
    stories: tuple[Story, ...]
    bulk: tuple[Bulk, ...] = ()
    days: tuple[AllDay, ...] = ()


def errand(
    key: str, slot: Slot, title: str, kind: str, why: str, *, place: str = "", calendar: str = "primary"
) -> Story:
    """Return an entry that she made for herself, with nobody on it and no mail about it."""
    entry = Book("s0=-4 20:45", "me", "s0", title, guests=(), place=place, calendar=calendar)
    return Story(
        key, 0, {"s0": slot}, (entry,), (Truth(False, kind, "held_presumed", "", sources=("calendar",), why=why),)
    )


def colleague(key: str, slot: Slot, title: str, people: tuple[str, ...], why: str, *, text: str = "") -> Story:
    """Return a meeting at work: `people` are her own work address (and calendar), who calls it, and who else is there."""
    own, caller, *others = people
    steps = (
        Book("s0=-3 10:40", caller, "s0", title, guests=(own, *others), calendar=own, text=text),
        Answer("s0=-3 11:10", own),
    )
    return Story(
        key, 0, {"s0": slot}, steps, (Truth(False, "internal", "held_presumed", caller, others=tuple(others), why=why),)
    )
