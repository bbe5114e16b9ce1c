"""Graph's reading methods for calendars: the calendars, their events, a window with series expanded, the instances of one series."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from infra.sandbox.agenda import Window, expanded, instances, start_of
from infra.sandbox.calendars import CalendarBook, Event
from infra.sandbox.exchange import write_token
from infra.sandbox.microsoft import ids
from infra.sandbox.microsoft.call import Call, Route, check_options, context, page_size, read_link_token
from infra.sandbox.microsoft.errors import GraphError, bad_query, invalid, not_found
from infra.sandbox.microsoft.event_shapes import is_visible, kind_of, shape

READ = ("Calendars.Read",)
_USUAL_PAGE = 10
_WRITERS = ("owner", "writer")


def list_calendars(call: Call) -> dict[str, Any]:
    check_options(call, "select", "top", "skip", "skiptoken", "count")
    check_licence(call)
    shown = [_calendar(call, book) for book in call.state.calendars.values()]
    return _paged(call, "calendars", shown)


def get_calendar(call: Call) -> dict[str, Any]:
    return {**context(call, "calendars/$entity"), **_calendar(call, find_book(call))}


def list_events(call: Call) -> dict[str, Any]:
    """Return single events and series masters, not expanded."""
    check_options(call, "select", "top", "skip", "filter", "orderby", "skiptoken", "count")
    book = find_book(call)
    found = [version.event for version in book.current() if is_visible(call, version.event)]
    found = [event for event in found if "recurringEventId" not in event and _passes(call, event)]
    return _paged(call, "events", [shape(call, book, event, call.option("select")) for event in found])


def list_view(call: Call) -> dict[str, Any]:
    """Return everything that takes place in the window, occurrences as events of their own."""
    check_options(call, "select", "top", "skip", "orderby", "skiptoken", "count", "filter")
    book = find_book(call)
    found = visible_in(call, book, read_window(call))
    found.sort(key=lambda event: (start_of(event, book.zone), event["id"]))
    return _paged(call, "calendarView", [shape(call, book, event, call.option("select")) for event in found])


def get_event(call: Call) -> dict[str, Any]:
    check_options(call, "select", "expand")
    book, event = find_event(call)
    return {**context(call, "events/$entity"), **shape(call, book, event, call.option("select"))}


def list_instances(call: Call) -> dict[str, Any]:
    check_options(call, "select", "top", "skip", "skiptoken")
    book, event = find_event(call)
    if kind_of(book, event) != "seriesMaster":
        raise invalid("The event is not a recurring master.", "ErrorInvalidRequest")
    found = [each for each in instances(book, event, read_window(call), call.now) if is_visible(call, each)]
    return _paged(call, "instances", [shape(call, book, each, call.option("select")) for each in found])


def visible_in(call: Call, book: CalendarBook, window: Window) -> list[Event]:
    return [event for event in expanded(book, window, call.now) if is_visible(call, event)]


def read_window(call: Call) -> Window:
    """Return startDateTime and endDateTime, both needed; one without an offset is UTC."""
    edges = []
    for name in ("startDateTime", "endDateTime"):
        text = call.request.one(name)
        if not text:
            raise invalid(
                "This request requires a time window specified by the query string parameters StartDateTime and EndDateTime."
            )
        edges.append(_read_instant(text, name))
    if edges[1] <= edges[0]:
        raise invalid("The end of the time window must be after its start.")
    return Window(edges[0], edges[1])


def find_book(call: Call) -> CalendarBook:
    """Return the calendar that the address names, else the primary one."""
    check_licence(call)
    calendar_id = ids.read(call.path["calendar"], "k")[1] if "calendar" in call.path else "primary"
    book = call.state.calendar(calendar_id)
    if book is None:
        raise not_found()
    return book


def find_event(call: Call) -> tuple[CalendarBook, Event]:
    """Return the event that the address names, in whichever of the person's calendars it is."""
    event_id = ids.read(call.path["event"], "e", "E")[1]
    books = [find_book(call)] if "calendar" in call.path else [find_book(call), *call.state.calendars.values()]
    for book in books:
        event = book.find(event_id)
        if event is not None and is_visible(call, event):
            return book, event
    raise not_found()


def check_licence(call: Call) -> None:
    """Raise Graph's error for an account without a calendar."""
    if not call.world.settings.has_calendar:
        raise GraphError(
            404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise."
        )


def _calendar(call: Call, book: CalendarBook) -> dict[str, Any]:
    spec, can_write = book.spec, book.spec.access_role in _WRITERS
    return {
        "id": ids.show_calendar(spec.id),
        "name": "Calendar" if spec.is_primary else spec.summary,
        "color": "auto",
        "hexColor": "",
        "isDefaultCalendar": spec.is_primary,
        "changeKey": f"CK{book.change}",
        "canShare": spec.is_primary,
        "canViewPrivateItems": spec.access_role == "owner",
        "canEdit": can_write,
        "allowedOnlineMeetingProviders": ["teamsForBusiness"],
        "defaultOnlineMeetingProvider": "teamsForBusiness",
        "isTallyingResponses": spec.is_primary,
        "isRemovable": not spec.is_primary,
        "owner": {"name": call.state.person.name, "address": call.state.person.email},
    }


def _passes(call: Call, event: Event) -> bool:
    """Apply the one $filter that finds a meeting by its identity."""
    text = call.option("filter")
    if not text:
        return True
    field, _, value = text.partition(" eq ")
    if field.strip() not in ("iCalUId", "uid"):
        raise bad_query("The sandbox filters events by iCalUId only.")
    return str(event.get("iCalUID")) == value.strip().strip("'")


def _paged(call: Call, what: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    skip = call.option("skiptoken")
    begin = int(read_link_token(skip, "from")["from"]) if skip else int(call.option("skip") or 0)
    size = page_size(call, _USUAL_PAGE)
    answer: dict[str, Any] = {**context(call, what), "value": items[begin : begin + size]}
    if len(items) > begin + size:
        kept = {
            name: values[-1]
            for name, values in call.request.query.items()
            if name not in ("$skiptoken", "$skip", "skiptoken", "skip")
        }
        answer["@odata.nextLink"] = call.address(**kept, **{"$skiptoken": write_token(**{"from": begin + size})})
    return answer


def _read_instant(text: str, name: str) -> datetime:
    # A plus sign in an address that was not encoded arrives as a blank.
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise invalid(f"The value '{text}' of parameter '{name}' is invalid.", "ErrorInvalidParameter") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _routes() -> tuple[Route, ...]:
    routes = [
        Route("graph.calendars.list", "GET", "/me/calendars", READ, list_calendars),
        Route("graph.calendars.get", "GET", "/me/calendars/{calendar}", READ, get_calendar),
        Route("graph.calendar.get", "GET", "/me/calendar", READ, get_calendar),
    ]
    for prefix in ("/me", "/me/calendar", "/me/calendars/{calendar}"):
        one = f"{prefix}/events/{{event}}"
        routes += [
            Route("graph.events.list", "GET", f"{prefix}/events", READ, list_events),
            Route("graph.calendarView", "GET", f"{prefix}/calendarView", READ, list_view),
            Route("graph.events.get", "GET", one, READ, get_event),
            Route("graph.events.instances", "GET", f"{one}/instances", READ, list_instances),
        ]
    return tuple(routes)


ROUTES = _routes()
