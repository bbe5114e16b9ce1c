"""Calendar API v3's writing methods: insert, patch, delete. Decides what Google accepts and what a patch does to an event."""

from __future__ import annotations

import re
from typing import Any

from infra.sandbox.calendars import CalendarBook, Event
from infra.sandbox.google.calendar import find_event
from infra.sandbox.google.call import Call, Handler
from infra.sandbox.google.errors import GoogleError, invalid
from infra.sandbox.google.event_listing import present

_OWN_ID = re.compile(r"[0-9a-v]{5,1024}")
#: What a client may not write.
_READ_ONLY = (
    "kind",
    "etag",
    "htmlLink",
    "created",
    "updated",
    "creator",
    "organizer",
    "recurringEventId",
    "originalStartTime",
    "hangoutLink",
)


def insert_event(call: Call) -> dict[str, Any]:
    book, event = _writable(call), _written(call)
    event_id = event.get("id") or book.new_event_id()
    if not _OWN_ID.fullmatch(event_id):
        raise invalid("Invalid resource id value.", "invalid", "id")
    if book.stored(event_id) is not None:
        raise GoogleError(409, "The requested identifier already exists.", "duplicate")
    return present(_put(call, book, {**event, "id": event_id}))


def patch_event(call: Call) -> dict[str, Any]:
    """Merge: objects key by key, arrays whole. Guests without responseStatus lose theirs (nspady/google-calendar-mcp#148)."""
    book, patch = _writable(call), _written(call)
    before = find_event(call, book)
    _check_condition(call, before)
    merged = {key: _merge(before.get(key), value) for key, value in patch.items() if key != "id"}
    return present(_put(call, book, {**merged, "id": before["id"]}))


def delete_event(call: Call) -> None:
    book = _writable(call)
    before = find_event(call, book)
    if before["status"] == "cancelled":
        raise GoogleError(410, "Resource has been deleted", "deleted")
    _check_condition(call, before)
    book.put({"id": before["id"], "status": "cancelled"}, call.now)


def _writable(call: Call) -> CalendarBook:
    book = call.state.calendar(call.path["calendarId"])
    if book is None:
        raise GoogleError(404, "Not Found", "notFound")
    if book.spec.access_role not in ("owner", "writer"):
        raise GoogleError(
            403, "You need to have writer access to this calendar.", "requiredAccessLevel", domain="calendar"
        )
    return book


def _written(call: Call) -> Event:
    return {key: value for key, value in call.body().items() if key not in _READ_ONLY}


def _check_condition(call: Call, before: Event) -> None:
    wanted = call.request.headers.get("if-match")
    if wanted not in (None, "*", before["etag"]):
        raise GoogleError(412, "Precondition Failed", "conditionNotMet", location=("header", "If-Match"))


def _merge(before: Any, value: Any) -> Any:
    if not isinstance(value, dict) or not isinstance(before, dict):
        return value
    merged = before | {key: _merge(before.get(key), inner) for key, inner in value.items()}
    return {key: inner for key, inner in merged.items() if inner is not None}


def _put(call: Call, book: CalendarBook, partial: Event) -> Event:
    try:
        return book.put(partial, call.now)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise invalid(
            str(error) if isinstance(error, ValueError) else f"Invalid value: {error!r}", "invalid"
        ) from error


HANDLERS: dict[str, Handler] = {
    "calendar.events.insert": insert_event,
    "calendar.events.patch": patch_event,
    "calendar.events.delete": delete_event,
}
