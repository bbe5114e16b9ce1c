"""Graph's writing methods for events: answers to an invite, calling a meeting off, and deleting it from one's own calendar.

Decides what each does to the event; an answer changes only the person's own line among the attendees.
"""

from __future__ import annotations

from infra.sandbox.calendars import CalendarBook, Event
from infra.sandbox.microsoft.calendar import find_event
from infra.sandbox.microsoft.call import Call, Handler, Route
from infra.sandbox.microsoft.errors import GraphError, invalid
from infra.sandbox.microsoft.event_shapes import is_organizer

WRITE = ("Calendars.ReadWrite",)
_ANSWERS = {"accept": "accepted", "tentativelyAccept": "tentative", "decline": "declined"}


def answer_event(call: Call, response: str) -> None:
    """Write the person's answer; a declined meeting leaves the calendar (api/event-decline.md)."""
    book, event = find_event(call)
    body = call.body()
    if unknown := sorted(set(body) - {"comment", "sendResponse", "proposedNewTime"}):
        raise invalid(f"The parameter '{unknown[0]}' does not exist.", "RequestBodyRead")
    if is_organizer(call, event):
        raise invalid(
            "Your request can't be completed. You can't respond to this meeting because you're the meeting organizer."
        )
    if event["status"] == "cancelled":
        raise invalid("Your request can't be completed. The meeting has been canceled.")
    own = call.state.own_addresses
    guests = [
        each | {"responseStatus": response} if str(each.get("email", "")).lower() in own else each
        for each in event.get("attendees", ())
    ]
    _put(call, book, event, {"attendees": guests})


def cancel_event(call: Call) -> None:
    """Call a meeting off; only its organizer can."""
    book, event = find_event(call)
    if not is_organizer(call, event):
        raise invalid("Your request can't be completed. You need to be an organizer to cancel a meeting.")
    _put(call, book, event, {"status": "cancelled"})


def delete_event(call: Call) -> None:
    """Take an event out of one's own calendar, whoever organizes it."""
    book, event = find_event(call)
    # Another's meeting that is only gone from here must not come back as called off.
    _put(call, book, event, {"status": "cancelled", "organizer": {"email": book.owner, "self": True}})


def _put(call: Call, book: CalendarBook, event: Event, partial: Event) -> None:
    if book.spec.access_role not in ("owner", "writer"):
        raise GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    whole = event if event.get("recurringEventId") and book.stored(event["id"]) is None else {"id": event["id"]}
    book.put({**whole, **partial}, call.now)


def _answering(response: str) -> Handler:
    return lambda call: answer_event(call, response)


def _routes() -> tuple[Route, ...]:
    routes = []
    for prefix in ("/me", "/me/calendar", "/me/calendars/{calendar}"):
        one = f"{prefix}/events/{{event}}"
        routes += [
            Route(f"graph.events.{name}", "POST", f"{one}/{name}", WRITE, _answering(response), 202)
            for name, response in _ANSWERS.items()
        ]
        routes += [
            Route("graph.events.cancel", "POST", f"{one}/cancel", WRITE, cancel_event, 202),
            Route("graph.events.delete", "DELETE", one, WRITE, delete_event, 204),
        ]
    return tuple(routes)


ROUTES = _routes()
