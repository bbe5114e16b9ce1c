"""calendarView/delta: what stands in a fixed window of the primary calendar, then what changed there (api/event-delta.md).

Decides what a round holds. What left the window is removed as well as what was deleted, and nothing tells the two apart; occurrences come
without a subject or guests; no OData parameter is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from infra.sandbox.agenda import Window, by_rule, instances, is_inside
from infra.sandbox.calendars import CalendarBook, Event
from infra.sandbox.exchange import Reply, write_token
from infra.sandbox.microsoft.calendar import READ, find_book, read_window, visible_in
from infra.sandbox.microsoft.call import (
    Call,
    Route,
    answer,
    check_options,
    context,
    page_size,
    read_link_token,
)
from infra.sandbox.microsoft.errors import GraphError, invalid
from infra.sandbox.microsoft.event_shapes import bare_occurrence, is_visible, kind_of, shape, show_id

_USUAL_PAGE = 10
_PLACE = ("low", "high", "since", "until", "at")


@dataclass(frozen=True)
class Round:
    """One round as its links carry it: the window, from which change on (None: the first), up to which, and the place."""

    window: Window
    since: int | None
    until: int
    at: int = 0

    def token(self) -> str:
        low, high = ((edge.isoformat() if edge else "") for edge in (self.window.low, self.window.high))
        return write_token(low=low, high=high, since=self.since, until=self.until, at=self.at)


def list_delta(call: Call) -> Reply:
    """Return one page of a round, with the link to the next one or to the next round."""
    check_options(call, "skiptoken", "deltatoken")
    book = find_book(call)
    if not (book.spec.is_primary or call.world.settings.has_delta_beyond_primary):
        raise invalid("Change tracking is supported on the primary calendar only.")
    going = _read_round(call, book)
    items = _whole(call, book, going) if going.since is None else _changed(call, book, going)
    is_blank = call.world.settings.empty_pages and not call.option("skiptoken")
    end = going.at + (0 if is_blank else page_size(call, _USUAL_PAGE))
    value = {**context(call, "calendarView"), "value": call.world.settings.repeated(items[going.at : end])}
    if is_blank or len(items) > end:
        value["@odata.nextLink"] = call.address(**{"$skiptoken": replace(going, at=end).token()})
    else:
        value["@odata.deltaLink"] = call.address(**{"$deltatoken": replace(going, since=going.until, at=0).token()})
    return answer(call, value)


def _read_round(call: Call, book: CalendarBook) -> Round:
    skip, token = call.option("skiptoken"), call.option("deltatoken")
    if not skip and not token:
        return Round(read_window(call), None, book.change)
    if call.request.one("startDateTime") and token != "":
        raise invalid("The window belongs into the first request only.", "ErrorInvalidUrlQuery")
    place = read_link_token(skip or token or "", *_PLACE)
    window = Window(datetime.fromisoformat(place["low"]), datetime.fromisoformat(place["high"]))
    going = Round(window, place["since"], place["until"], place["at"])
    if (going.until if going.since is None else going.since) < book.floor:
        raise _lost(call, going)
    return going if skip else replace(going, until=book.change)


def _lost(call: Call, going: Round) -> GraphError:
    status = call.world.settings.delta_expired_status
    edges = {"startDateTime": going.window.low, "endDateTime": going.window.high}
    kept = {name: edge.isoformat().replace("+00:00", "Z") for name, edge in edges.items() if edge}
    where = (("Location", call.address(**kept, **{"$deltatoken": ""})),) if status == 410 else ()
    return GraphError(status, "SyncStateNotFound", "The sync state generation is not found.", headers=where)


def _whole(call: Call, book: CalendarBook, going: Round) -> list[dict[str, Any]]:
    """Return each series' master before its occurrences, and every event besides."""
    found = visible_in(call, book, going.window)
    masters: list[Event] = []
    for event in found:
        master = book.stored(event["recurringEventId"]) if event.get("recurringEventId") else None
        if master is not None and master not in masters:
            masters.append(master)
    return [shape(call, book, master) for master in masters] + [_item(call, book, event) for event in found]


def _changed(call: Call, book: CalendarBook, going: Round) -> list[dict[str, Any]]:
    """Return what the window shows otherwise than it did; the log is read up to where the round began."""
    items: list[dict[str, Any]] = []
    touched = [version.event for version in book.current() if (going.since or 0) < version.change <= going.until]
    series = {event["id"] for event in touched if event.get("recurrence")}
    for event in touched:
        if event["id"] in series:
            items += _series_news(call, book, event, going)
        elif event.get("recurringEventId") not in series:
            items += _news(call, book, event, going)
    return items


def _news(call: Call, book: CalendarBook, event: Event, going: Round) -> list[dict[str, Any]]:
    if is_visible(call, event) and is_inside(event, going.window, book.zone):
        return [shape(call, book, event)]
    if not _was_shown(call, book, event, going):
        return []
    if (
        event.get("recurringEventId")
        and not call.world.settings.reports_deleted_occurrences
        and not is_visible(call, event)
    ):
        return []
    return [_removed(call, event["id"])]


def _was_shown(call: Call, book: CalendarBook, event: Event, going: Round) -> bool:
    """Say whether the window showed this event when the last round ended; an occurrence may have been its series' own."""
    before = book.as_of(event["id"], going.since or 0)
    if before is None and event.get("recurringEventId"):
        master = book.as_of(event["recurringEventId"], going.since or 0)
        ruled = by_rule(master, going.window, book.zone, call.now) if master and master.get("recurrence") else {}
        before = ruled.get(event["id"])
    return before is not None and is_visible(call, before) and is_inside(before, going.window, book.zone)


def _series_news(call: Call, book: CalendarBook, master: Event, going: Round) -> list[dict[str, Any]]:
    """Return a changed series as a whole: its master, what it has in the window, and what it lost there."""
    before = book.as_of(master["id"], going.since or 0)
    had = set(by_rule(before, going.window, book.zone, call.now)) if before and before.get("recurrence") else set[str]()
    if not is_visible(call, master):
        return [_removed(call, each) for each in (master["id"], *sorted(had))] if before else []
    has = [event for event in instances(book, master, going.window, call.now) if is_visible(call, event)]
    lost = had - {event["id"] for event in has}
    if not has and not had:
        return []
    return [shape(call, book, master), *_items(call, book, has), *(_removed(call, each) for each in sorted(lost))]


def _items(call: Call, book: CalendarBook, events: Iterable[Event]) -> list[dict[str, Any]]:
    return [_item(call, book, event) for event in events]


def _item(call: Call, book: CalendarBook, event: Event) -> dict[str, Any]:
    return bare_occurrence(call, book, event) if kind_of(book, event) == "occurrence" else shape(call, book, event)


def _removed(call: Call, event_id: str) -> dict[str, Any]:
    return {"@odata.type": "#microsoft.graph.event", "id": show_id(call, event_id), "@removed": {"reason": "deleted"}}


ROUTES = (
    Route("graph.calendarView.delta", "GET", "/me/calendarView/delta", READ, list_delta),
    # Documented is the primary calendar; Graph's metadata has it for every one.
    Route("graph.calendarView.delta", "GET", "/me/calendars/{calendar}/calendarView/delta", READ, list_delta),
)
