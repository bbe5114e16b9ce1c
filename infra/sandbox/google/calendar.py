"""Calendar API v3: calendar list, events and their sync tokens. Decides pages, tokens, and which parameters go together.

Facts: providers.md 1.2. A page token names a snapshot taken with the first page, so that nothing shifts between pages; the sync
token of the last page counts from that first page.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from infra.sandbox.agenda import Window, instances, start_of
from infra.sandbox.calendars import CalendarBook, Event, Listing
from infra.sandbox.exchange import write_token
from infra.sandbox.google.call import Call, Handler, clip, read_page_token
from infra.sandbox.google.errors import GoogleError, invalid
from infra.sandbox.google.event_listing import Filters, list_all, list_changed, present
from infra.sandbox.recurrence import parse_instant

#: "not allowed with syncToken" (discovery document, events.list syncToken).
_FORBIDDEN_WITH_SYNC = (
    *(
        "iCalUID",
        "orderBy",
        "privateExtendedProperty",
        "q",
        "sharedExtendedProperty",
        "timeMin",
        "timeMax",
        "updatedMin",
    ),
)
#: An initial listing with one of these gives no nextSyncToken (for orderBy: google-api-ruby-client#312); timeMin and timeMax may be.
_SPOILS_SYNC = ("iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "updatedMin")
#: updatedMin further back than this is 410 (Google names no figure; deleted events are said to be kept about that long).
OLDEST_UPDATED_MIN = timedelta(days=28)
_ROLES = ("freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner")


def list_calendars(call: Call) -> dict[str, Any]:
    """Return the calendar list; it is small and has one page unless a smaller one is asked for."""
    state, since = call.state, _calendars_since(call)
    lowest = _ROLES.index(call.get("minAccessRole") or "freeBusyReader")
    books = [book for book in state.calendars.values() if state.listed[book.spec.id] > since]
    items = [_entry(book) for book in books if _ROLES.index(book.spec.access_role) >= lowest]
    if since:
        gone = [calendar_id for calendar_id, change in state.removed.items() if change > since]
        items += [{"kind": "calendar#calendarListEntry", "etag": '"0"', "id": each, "deleted": True} for each in gone]
    size = clip(call.get("maxResults", 100), 250)
    begin = read_page_token(call.get("pageToken"), "from")["from"] if call.get("pageToken") else 0
    answer = {"kind": "calendar#calendarList", "etag": f'"{state.list_change}"', "items": items[begin : begin + size]}
    if len(items) > begin + size:
        return answer | {"nextPageToken": write_token(**{"from": begin + size})}
    return answer | {"nextSyncToken": write_token(calendars=state.list_change)}


def _calendars_since(call: Call) -> int:
    """Return the change number that a sync token stands for, 0 without one."""
    if not call.get("syncToken"):
        return 0
    if call.get("minAccessRole"):
        raise _bad_pair("minAccessRole")
    since: int = _read_sync_token(call.get("syncToken"), "calendars")["calendars"]
    if since < call.state.list_floor:
        raise _gone("fullSyncRequired", "Sync token is no longer valid, a full sync is required.", "syncToken")
    return since


def get_calendar_entry(call: Call) -> dict[str, Any]:
    return _entry(_book(call))


def get_calendar(call: Call) -> dict[str, Any]:
    spec = _book(call).spec
    return {
        "kind": "calendar#calendar",
        "etag": f'"{spec.id}"',
        "id": spec.id,
        "summary": spec.summary,
        "timeZone": spec.timezone,
    }


def get_setting(call: Call) -> dict[str, Any]:
    values = {"timezone": call.state.person.timezone, "locale": "en", "format24HourTime": "false", "weekStart": "0"}
    name = call.path["setting"]
    if name not in values:
        raise GoogleError(404, "Not Found", "notFound")
    return {"kind": "calendar#setting", "etag": '"0"', "id": name, "value": values[name]}


def list_events(call: Call) -> dict[str, Any]:
    book = _book(call)
    _check_pairs(call)
    if call.get("pageToken"):
        return _next_page(call, book)
    items, window = (_changed(call, book) if call.get("syncToken") else _full(call, book)), _window(call)
    token = None if any(call.get(name) for name in _SPOILS_SYNC) else _sync_token(call, book, window)
    return _page(call, book, Listing(_query_mark(call), items, token), 0)


def get_event(call: Call) -> dict[str, Any]:
    return _present(call, find_event(call, _book(call)))


def list_instances(call: Call) -> dict[str, Any]:
    book = _book(call)
    if call.get("pageToken"):
        return _next_page(call, book)
    series = find_event(call, book)
    window = Window(call.get("timeMin"), call.get("timeMax"))
    items = instances(book, series, window, call.now) if series.get("recurrence") else []
    items = [event for event in items if call.get("showDeleted") or event["status"] != "cancelled"]
    if wanted := call.get("originalStart"):
        items = [event for event in items if _instant(event["originalStartTime"]) == wanted_instant(wanted)]
    return _page(call, book, Listing(_query_mark(call), items, None), 0)


def find_event(call: Call, book: CalendarBook) -> Event:
    event = book.find(call.path["eventId"])
    if event is None:
        raise GoogleError(404, "Not Found", "notFound")
    return event


def wanted_instant(text: str) -> datetime | str:
    return parse_instant(text) if "T" in text else text


def _instant(edge: dict[str, Any]) -> datetime | str:
    return parse_instant(edge["dateTime"]) if "dateTime" in edge else str(edge["date"])


def _book(call: Call) -> CalendarBook:
    book = call.state.calendar(call.path["calendarId"])
    if book is None:
        raise GoogleError(404, "Not Found", "notFound")
    return book


def _entry(book: CalendarBook) -> dict[str, Any]:
    spec = book.spec
    entry = {
        "kind": "calendar#calendarListEntry",
        "etag": f'"{spec.id}"',
        "id": spec.id,
        "summary": spec.summary,
        "timeZone": spec.timezone,
        "colorId": "14",
        "backgroundColor": "#9fe1e7",
        "foregroundColor": "#000000",
        "selected": True,
        "accessRole": spec.access_role,
        "defaultReminders": [{"method": "popup", "minutes": 10}] if spec.access_role == "owner" else [],
        "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
    }
    return entry | ({"primary": True} if spec.is_primary else {})


def _check_pairs(call: Call) -> None:
    """Refuse what may not be asked together."""
    for name in _FORBIDDEN_WITH_SYNC:
        if call.get("syncToken") and call.get(name):
            raise _bad_pair(name)
    if call.get("syncToken") and call.get("showDeleted") is False:
        raise _bad_pair("showDeleted")
    if call.get("orderBy") == "startTime" and not call.get("singleEvents"):
        raise invalid("The requested ordering is not available for the particular query.", "badRequest", "orderBy")
    low, high = call.get("timeMin"), call.get("timeMax")
    if low and high and low >= high:
        raise invalid("The specified time range is empty.", "timeRangeEmpty", "timeMax")
    if call.get("timeZone") and call.get("timeZone") not in available_timezones():
        raise invalid("Invalid time zone definition", "invalid", "timeZone")


def _bad_pair(name: str) -> GoogleError:
    # qiita.com/shiraily/items/6762046f041551c269da shows this reason for a bad combination.
    return invalid(
        f"Sync token cannot be used with the request restriction {name}.",
        "syncTokenWithRequestRestrictions",
        "syncToken",
    )


def _full(call: Call, book: CalendarBook) -> list[Event]:
    updated_min = call.get("updatedMin")
    if updated_min and updated_min < call.now - OLDEST_UPDATED_MIN:
        raise _gone(
            "updatedMinTooLongAgo", "The requested minimum modification time lies too far in the past.", "updatedMin"
        )
    filters = Filters(
        text=call.get("q"),
        ical_uid=call.get("iCalUID"),
        event_types=call.get("eventTypes"),
        private=call.get("privateExtendedProperty"),
        shared=call.get("sharedExtendedProperty"),
        updated_min=updated_min,
    )
    found = list_all(
        book,
        _window(call),
        filters,
        call.now,
        expands=bool(call.get("singleEvents")),
        shows_deleted=bool(call.get("showDeleted")),
    )
    if call.get("orderBy") == "startTime":
        found.sort(key=lambda event: (start_of(event, book.zone), event["id"]))
    if call.get("orderBy") == "updated":
        found.sort(key=lambda event: (event["updated"], event["id"]))
    return found


def _changed(call: Call, book: CalendarBook) -> list[Event]:
    token = _read_sync_token(call.get("syncToken"), "change")
    if token["calendar"] != book.spec.id:
        raise invalid("Invalid sync token value.", "invalid", "syncToken")
    if not book.floor <= token["change"] <= book.change:
        raise _gone("fullSyncRequired", "Sync token is no longer valid, a full sync is required.", "syncToken")
    if token["mark"] != _constant_mark(call):
        # "All other query parameters should be the same as for the initial synchronization to avoid undefined behavior": refused here.
        raise invalid("The request differs from the one that the sync token came from.", "invalid", "syncToken")
    found = list_changed(book, _token_window(token), token["change"], call.now, expands=bool(call.get("singleEvents")))
    kinds = call.get("eventTypes")
    return [event for event in found if not kinds or event.get("eventType", "default") in kinds]


def _gone(reason: str, message: str, parameter: str) -> GoogleError:
    return GoogleError(410, message, reason, domain="calendar", location=("parameter", parameter))


def _window(call: Call) -> Window:
    if call.get("syncToken"):
        return _token_window(_read_sync_token(call.get("syncToken"), "change"))
    return Window(call.get("timeMin"), call.get("timeMax"))


def _sync_token(call: Call, book: CalendarBook, window: Window) -> str:
    edges = [edge.isoformat() if edge else None for edge in (window.low, window.high)]
    return write_token(calendar=book.spec.id, change=book.change, mark=_constant_mark(call), window=edges)


def _read_sync_token(token: str, name: str) -> dict[str, Any]:
    names = {"change": ("calendar", "change", "mark", "window"), "calendars": ("calendars",)}[name]
    try:
        return read_page_token(token, *names)
    except GoogleError as error:
        raise invalid("Invalid sync token value.", "invalid", "syncToken") from error


def _token_window(token: dict[str, Any]) -> Window:
    low, high = (parse_instant(edge) if edge else None for edge in token["window"])
    return Window(low, high)


def _constant_mark(call: Call) -> str:
    """Return what must stay the same from the first listing to every later one."""
    return f"{bool(call.get('singleEvents'))}:{bool(call.get('showHiddenInvitations'))}:{','.join(sorted(call.get('eventTypes')))}"


def _query_mark(call: Call) -> str:
    """Return what must stay the same from page to page."""
    return repr(
        sorted(
            (name, value)
            for name, value in call.request.query.items()
            if name not in ("pageToken", "maxResults", "alt", "fields")
        )
    )


def _next_page(call: Call, book: CalendarBook) -> dict[str, Any]:
    place = read_page_token(call.get("pageToken"), "listing", "from")
    listing = book.find_listing(place["listing"])
    if listing is None or listing.query != _query_mark(call):
        raise invalid("Invalid page token value.", "invalid", "pageToken")
    return _page(call, book, listing, place["from"], place["listing"])


def _page(call: Call, book: CalendarBook, listing: Listing, begin: int, number: int | None = None) -> dict[str, Any]:
    is_blank = call.world.settings.empty_pages and number is None
    size = 0 if is_blank else clip(call.get("maxResults", 250), 2500)
    shown = [_present(call, event) for event in listing.items[begin : begin + size]]
    answer = {
        "kind": "calendar#events",
        "etag": f'"{book.change}"',
        "summary": book.spec.summary,
        "updated": book.updated.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "timeZone": call.get("timeZone") or book.spec.timezone,
        "accessRole": book.spec.access_role,
        "defaultReminders": [{"method": "popup", "minutes": 10}],
        "items": call.world.settings.repeated(shown),
    }
    if is_blank or len(listing.items) > begin + size:
        number = book.keep_listing(listing) if number is None else number
        return answer | {"nextPageToken": write_token(listing=number, **{"from": begin + size})}
    return answer | ({"nextSyncToken": listing.sync_token} if listing.sync_token else {})


def _present(call: Call, event: Event) -> Event:
    return present(event, call.get("timeZone"), call.get("maxAttendees"))


HANDLERS: dict[str, Handler] = {
    "calendar.calendarList.list": list_calendars,
    "calendar.calendarList.get": get_calendar_entry,
    "calendar.calendars.get": get_calendar,
    "calendar.settings.get": get_setting,
    "calendar.events.list": list_events,
    "calendar.events.get": get_event,
    "calendar.events.instances": list_instances,
}
