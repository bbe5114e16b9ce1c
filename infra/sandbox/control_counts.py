"""The control call that counts what a person has: mails by label and calendar events by day, from the sandbox's own books.

A test holds a product's count against it; it lists nothing in the way that a provider's API does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from infra.sandbox.agenda import Window, expanded
from infra.sandbox.calendars import CalendarBook
from infra.sandbox.control_people import account_of
from infra.sandbox.world import PersonState, World

Order = dict[str, Any]
_APART = ("TRASH", "SPAM", "DRAFT", "CHAT")


def _count(world: World, order: Order) -> Order:
    """Count one person's mail, and the calendar events that overlap the time from `since` to `until`."""
    state = account_of(world, order)
    edges = [datetime.fromisoformat(order[name]) if name in order else None for name in ("since", "until")]
    now = world.clock.now()
    return {
        "mail": _mail(state),
        "messages": len(state.mailbox.messages),
        "calendars": {key: _events(book, Window(*edges), now) for key, book in state.calendars.items()},
    }


def _mail(state: PersonState) -> Order:
    """How many are in each place where mail lies apart; the others are `mail`."""
    labels = (message.labels for message in state.mailbox.messages.values())
    return dict(Counter(next((label for label in _APART if label in each), "mail") for each in labels))


def _events(book: CalendarBook, window: Window, now: datetime) -> Order:
    """How many take place, occurrences of series each by itself, and how many were called off."""
    statuses = Counter(event["status"] == "cancelled" for event in expanded(book, window, now))
    return {"events": statuses[False], "called_off": statuses[True]}


CALLS: dict[tuple[str, str], Callable[[World, Order], Order]] = {("GET", "counts"): _count}
