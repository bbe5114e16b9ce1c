"""A gap with thousands of changes in it: what happens at the provider while its cursors are worthless, and what must be
known of it afterwards. The plan is drawn from a seed; the provider itself says how everything stands in the end.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select

from infra.sandbox.process import Control
from service.schema import MessageCopy, SetAside, StoredCalendarEvent
from service.sealed import open_calendar_event
from tests.conftest import NOW
from tests.service.sandboxed import ME, Desk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PEOPLE = [f"person{number}@poe.example" for number in range(40)]
HIDDEN = {"TRASH", "SPAM"}
_AT_ONCE = 400
_ASK = "Would you have 20 minutes for an informational interview? I would love to hear about your path."
_NOISE = "Everything must go. This week only, in all our shops."

Event = dict[str, Any]
Order = tuple[str, str, dict[str, Any]]


def obey(control: Control, orders: list[Order]) -> list[dict[str, Any]]:
    """Many orders, a few hundred in one call."""
    waiting, answers = iter(orders), []
    while part := list(islice(waiting, _AT_ONCE)):
        answers += control.post("together", calls=part)["answers"]
    return answers


@dataclass
class Outcome:
    """What was to be found of a gap, and what was not."""

    changes: int = 0
    found: int = 0
    missed: list[str] = field(default_factory=list)
    gone: int = 0

    def note(self, provider_id: str, *, is_right: bool, is_gone: bool) -> None:
        self.found += is_right
        self.gone += is_right and is_gone
        if not is_right:
            self.missed.append(provider_id)


# --- mail ---------------------------------------------------------------------------------------------------------


@dataclass
class MailGap:
    """A mailbox before, during and after. `wanted` are the mails that are kept wherever they are met."""

    control: Control
    rng: random.Random
    wanted: set[str] = field(default_factory=set)
    before: dict[str, list[str]] = field(default_factory=dict)
    """Ids by what becomes of them in the gap."""
    touched: set[str] = field(default_factory=set)
    binned: set[str] = field(default_factory=set)
    """Known before and in the bin or junk since: not gone yet."""
    changes: int = 0
    _made: int = 0

    def deliver(self, number: int, at: datetime, *labels: str, days: int = 15) -> list[str]:
        """So many mails of the days before that, one in four of them of nobody's interest; returns their ids."""
        orders: list[Order] = []
        wanted: list[bool] = []
        for _ in range(number):
            self._made += 1
            wanted.append(self._made % 4 != 0)
            # No day brings a thousand mails.
            when = at - self._made % days * DAY
            text = _mail(self._made, self.rng.choice(PEOPLE), when, is_wanted=wanted[-1])
            where = {"labels": list(labels)} if labels else {}
            orders.append(("POST", "deliver", {"text": text, "internal_date": when.isoformat(), **where}))
        ids = [str(answer["id"]) for answer in obey(self.control, orders)]
        self.wanted |= {one for one, is_wanted in zip(ids, wanted, strict=True) if is_wanted}
        return ids

    def prepare(self, size: int) -> None:
        """What lies there before anything is read: `size` is the number of changes that the gap shall have."""
        self.before["out of the bin"] = self.deliver(size // 10, NOW - 20 * DAY, "TRASH")
        self.before["out of junk"] = self.deliver(size // 20, NOW - 20 * DAY, "SPAM")
        self.control.post("labels", id="Folder_kept", name="Kept")

    def come(self, size: int) -> None:
        """What comes and is read before the gap."""
        for fate in ("deleted", "binned", "back again", "filed", "filed and deleted", "stays"):
            self.before[fate] = self.deliver(size // 10, NOW - HOUR)

    def happen(self, size: int) -> None:
        """The changes of the gap, in an order of chance, spread over three days."""
        orders = list(self._of_old_mail())
        new = max(4, size - len(orders))
        there = self.deliver(new * 7 // 10, NOW + 3 * DAY, days=3)
        self.before["late"] = self.deliver(new // 10, NOW - 3 * DAY)
        passing = self.deliver(new - len(there) - len(self.before["late"]), NOW + 2 * DAY, days=2)
        orders += [_delete(one) for one in passing]
        self.touched |= {*there, *passing, *self.before["late"]}
        self.changes = len(orders) + new
        obey(self.control, _shuffled(self.rng, orders))

    def _of_old_mail(self) -> Iterator[Order]:
        for fate, turn in _FATES.items():
            self.touched |= set(self.before[fate])
            for one in self.before[fate]:
                yield from turn(one)
        self.binned = set(self.before["binned"])

    def outcome(self, desk: Desk) -> Outcome:
        """Every mail that the gap touched, as the provider has it now and as we know it."""
        done = Outcome(self.changes)
        now = {str(one["id"]): set(one["labelIds"]) for one in self.control.get("messages")["messages"]}
        with desk.context.database.reading() as session:
            kept = {row.provider_id: row.removed_at for row in session.scalars(select(MessageCopy))}
            aside = set(session.scalars(select(SetAside.provider_id).where(SetAside.kind == "mail")))
        old = (self.before[fate] for fate in ("out of the bin", "out of junk", "late"))
        never_opened = set().union(*old) - self.wanted
        for one in sorted((self.touched | set(self.before["stays"])) - never_opened):
            is_there = one in now and (one in self.binned or not now[one] & HIDDEN)
            stands = (one in kept and kept[one] is None) if one in self.wanted else one in aside
            done.note(one, is_right=stands == is_there, is_gone=one not in now)
        for one in never_opened & set(kept):
            done.missed.append(one)
        return done


def _mail(number: int, sender: str, at: datetime, *, is_wanted: bool) -> str:
    author = sender if is_wanted else f"offers{number}@shop.example"
    head = (
        f"From: {author}\nTo: Alex Example <{ME}>\nSubject: Question {number}\nMessage-ID: <g{number}@test.example>\n"
        f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\n"
    )
    return f"{head}\n{_ASK if is_wanted else _NOISE} ({number})\n"


def _labels(provider_id: str, *, add: str = "", remove: str = "") -> Order:
    names = {"add": [add] if add else [], "remove": [remove] if remove else []}
    return "POST", "messages/labels", {"id": provider_id, **names}


def _delete(provider_id: str) -> Order:
    return "POST", "messages/delete", {"id": provider_id}


_FATES: dict[str, Callable[[str], list[Order]]] = {
    "deleted": lambda one: [_delete(one)],
    "binned": lambda one: [_labels(one, add="TRASH", remove="INBOX")],
    "back again": lambda one: [_labels(one, add="TRASH"), _labels(one, remove="TRASH")],
    "filed": lambda one: [_labels(one, add="Folder_kept", remove="INBOX")],
    "filed and deleted": lambda one: [_labels(one, add="Folder_kept", remove="INBOX"), _delete(one)],
    "out of the bin": lambda one: [_labels(one, add="INBOX", remove="TRASH")],
    "out of junk": lambda one: [_labels(one, add="INBOX", remove="SPAM")],
}


def _shuffled(rng: random.Random, orders: list[Order]) -> list[Order]:
    """In an order of chance, but for what happens to one and the same."""
    place = {str(order["id"]): rng.random() for _, _, order in orders}
    return sorted(orders, key=lambda one: place[str(one[2]["id"])])


# --- calendars ----------------------------------------------------------------------------------------------------


@dataclass
class CalendarGap:
    """A calendar before, during and after. Ids are the sandbox's own; `show` says what the provider calls them."""

    control: Control
    rng: random.Random
    show: Callable[[str], str]
    before: dict[str, list[Event]] = field(default_factory=dict)
    series: list[Event] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    changes: int = 0
    _made: int = 0

    def enter(self, number: int, **more: Any) -> list[Event]:
        events: list[Event] = []
        for _ in range(number):
            self._made += 1
            events.append({**_talk(self._made, self.rng.choice(PEOPLE)), **more})
        obey(self.control, [("POST", "events", {"event": event}) for event in events])
        return events

    def prepare(self, size: int) -> None:
        """What lies there before: `size` is the number of changes that the gap shall have."""
        part = max(2, size // 6)
        for fate in (*_TURNS, "stays"):
            self.before[fate] = self.enter(part)
        self.series = self.enter(max(3, size // 100), recurrence=["RRULE:FREQ=WEEKLY;COUNT=6"])

    def come(self, size: int) -> None:
        """Nothing more comes before the gap."""

    def happen(self, size: int) -> None:
        """The changes of the gap, in an order of chance."""
        orders: list[Order] = []
        for fate, turn in _TURNS.items():
            for event in self.before[fate]:
                orders += turn(event)
                self.touched.add(event["id"])
        for number, series in enumerate(self.series):
            orders += self._of_series(series, is_all=number % 3 == 2)
        new = self.enter(max(4, size - len(orders)))
        self.touched |= {event["id"] for event in new}
        self.changes = len(orders) + len(new)
        obey(self.control, _shuffled(self.rng, orders))

    def _of_series(self, series: Event, *, is_all: bool) -> list[Order]:
        """One occurrence moved, another called off; or the whole of it called off."""
        starts = [_start(series) + number * 7 * DAY for number in range(6)]
        ids = [f"{series['id']}_{start:%Y%m%dT%H%M%SZ}" for start in starts]
        if is_all:
            self.touched |= set(ids)
            return [_off(series["id"])]
        self.touched |= {ids[1], ids[3]}
        return [_move(ids[1], starts[1] + 3 * HOUR), _off(ids[3])]

    def outcome(self, desk: Desk) -> Outcome:
        """Every entry that the gap touched, as the provider has it now and as we know it."""
        done, known = Outcome(self.changes), _known(desk)
        there = {str(one["id"]): one for one in self.control.get("events")["events"] if one["status"] != "cancelled"}
        for one in sorted(self.show(one) for one in self.touched | {event["id"] for event in self.before["stays"]}):
            start = _start(there[one]) if one in there else None
            done.note(one, is_right=known.get(one) == start, is_gone=start is None)
        return done


def _known(desk: Desk) -> dict[str, datetime | None]:
    """When each entry that we know begins; None for one that is off or gone."""
    with desk.context.database.reading() as session:
        rows = session.scalars(select(StoredCalendarEvent)).all()
        told = {row.provider_id: (row, open_calendar_event(desk.context.vault, row)) for row in rows}
    return {
        one: None if row.removed_at is not None or found.status == "cancelled" else row.start
        for one, (row, found) in told.items()
    }


def _start(event: Event) -> datetime:
    return datetime.fromisoformat(event["start"]["dateTime"])


def _talk(number: int, guest: str) -> dict[str, Any]:
    start = NOW + (10 + number % 150) * DAY + (number % 7) * HOUR
    return {
        "id": f"talk{number}",
        "summary": f"Coffee chat {number}",
        "start": {"dateTime": start.isoformat(), "timeZone": "UTC"},
        "end": {"dateTime": (start + HOUR / 2).isoformat(), "timeZone": "UTC"},
        "attendees": [{"email": ME, "self": True, "responseStatus": "accepted"}, {"email": guest}],
        "organizer": {"email": guest},
        "status": "confirmed",
    }


def _move(provider_id: str, start: datetime) -> Order:
    edges = {"start": start.isoformat(), "end": (start + HOUR / 2).isoformat()}
    return "POST", "events/move", {"id": provider_id, **edges}


def _off(event_id: str) -> Order:
    return "POST", "events/cancel", {"id": event_id}


def _later(event: Event) -> Order:
    return _move(event["id"], _start(event) + DAY)


_TURNS: dict[str, Callable[[Event], list[Order]]] = {
    "moved": lambda event: [_later(event)],
    "called off": lambda event: [_off(event["id"])],
    "vanished": lambda event: [_off(event["id"]), ("POST", "events/forget", {"id": event["id"]})],
    "moved and called off": lambda event: [_later(event), _off(event["id"])],
}
