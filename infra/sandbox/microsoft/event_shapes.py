"""A stored calendar event as Graph's event resource: the same facts, told the other way round.

Decides nothing but the shape. What Graph says differently: the organizer is not among the attendees, an answer is the person's own
`responseStatus`, a meeting that somebody else called off stays with isCancelled, times are in the zone that Prefer asks for.
"""

from __future__ import annotations

import base64
import re
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from infra.sandbox.calendars import CalendarBook, Event
from infra.sandbox.mail_content import strip_tags
from infra.sandbox.microsoft import ids
from infra.sandbox.microsoft.call import Call
from infra.sandbox.microsoft.errors import bad_query
from infra.sandbox.microsoft.event_recurrence import patterned
from infra.sandbox.microsoft.zones import read_zone, windows_name
from infra.sandbox.recurrence import parse_instant, read_edge

FIELDS = (
    *("id", "createdDateTime", "lastModifiedDateTime", "changeKey", "categories", "transactionId", "originalStart"),
    *("originalStartTimeZone", "originalEndTimeZone", "iCalUId", "reminderMinutesBeforeStart", "isReminderOn"),
    *(
        "hasAttachments",
        "subject",
        "bodyPreview",
        "importance",
        "sensitivity",
        "isAllDay",
        "isCancelled",
        "isOrganizer",
    ),
    *("responseRequested", "seriesMasterId", "showAs", "type", "webLink", "onlineMeetingUrl", "isOnlineMeeting"),
    *("onlineMeetingProvider", "allowNewTimeProposals", "isDraft", "hideAttendees", "responseStatus", "body", "start"),
    *("end", "location", "locations", "recurrence", "attendees", "organizer", "onlineMeeting"),
)
RESPONSES = {
    "needsAction": "notResponded",
    "accepted": "accepted",
    "declined": "declined",
    "tentative": "tentativelyAccepted",
}
_NEVER = "0001-01-01T00:00:00Z"
_LINK = re.compile(r"https://teams\.microsoft\.com/l/meetup-join/\S+")
_CALLED_OFF = {"en": "Canceled: ", "de": "Abgesagt: "}
_SENSITIVITY = {"private": "private", "confidential": "confidential"}


def shape(call: Call, book: CalendarBook, event: Event, select: str | None = None) -> dict[str, Any]:
    """Return the event as this call wants to see it."""
    full = {
        "@odata.etag": f'W/"{_change_key(event)}"',
        "id": show_id(call, event["id"]),
        **_record(call, book, event),
        **_words(call, event),
        **_people(call, event),
        **meeting_times(call, book, event),
        **_place(event),
        **_online(event),
    }
    names = [name.strip() for name in (select or "").split(",") if name.strip()]
    for name in names:
        if name not in FIELDS:
            raise bad_query(f"Could not find a property named '{name}' on type 'microsoft.graph.event'.")
    return {key: full[key] for key in full if not names or key in ("id", *names) or key.startswith("@")}


def bare_occurrence(call: Call, book: CalendarBook, event: Event) -> dict[str, Any]:
    """Return an occurrence as a delta round does: where it belongs and when it is, nothing else (pitfall 10)."""
    whole = shape(call, book, event)
    return {key: whole[key] for key in ("@odata.etag", "id", "seriesMasterId", "type", "start", "end")} | {
        "@odata.type": "#microsoft.graph.event"
    }


def meeting_fields(call: Call, book: CalendarBook, event: Event) -> dict[str, Any]:
    """Return what an eventMessage repeats of its event."""
    times = meeting_times(call, book, event)
    return {
        "startDateTime": times["start"],
        "endDateTime": times["end"],
        "isAllDay": times["isAllDay"],
        "location": _place(event)["location"],
        "type": kind_of(book, event),
        "recurrence": patterned(event, book.spec.timezone),
    }


def no_meeting_fields() -> dict[str, Any]:
    """Return the same for an invite whose event is in no calendar."""
    return {
        "startDateTime": None,
        "endDateTime": None,
        "isAllDay": False,
        "type": "singleInstance",
        "recurrence": None,
    } | {"location": {"displayName": "", "locationType": "default", "uniqueIdType": "unknown"}}


def show_id(call: Call, event_id: str) -> str:
    return ids.show_event(event_id, is_immutable=call.is_immutable)


def is_organizer(call: Call, event: Event) -> bool:
    organizer = str(event.get("organizer", {}).get("email", "")).lower()
    return organizer in call.state.own_addresses or bool(event.get("organizer", {}).get("self"))


def is_visible(call: Call, event: Event) -> bool:
    """Say whether it still stands in the calendar: one's own cancelled meeting is gone, another's stays, called off."""
    return event["status"] != "cancelled" or (not is_organizer(call, event) and "start" in event)


def kind_of(book: CalendarBook, event: Event) -> str:
    if event.get("recurrence"):
        return "seriesMaster"
    if "recurringEventId" not in event:
        return "singleInstance"
    return "exception" if book.stored(event["id"]) is not None else "occurrence"


def meeting_times(call: Call, book: CalendarBook, event: Event) -> dict[str, Any]:
    """Return start and end in the zone asked for; a whole day is from midnight to midnight in any zone."""
    name = call.preference("outlook.timezone") or "UTC"
    target, is_all_day = read_zone(name), "date" in event["start"]
    edges = {key: _edge(event[key], target, name, book.zone) for key in ("start", "end")}
    return {**edges, "isAllDay": is_all_day}


def _edge(edge: dict[str, Any], target: tzinfo, name: str, calendar_zone: tzinfo) -> dict[str, str]:
    if "date" in edge:
        return {"dateTime": f"{date.fromisoformat(edge['date']).isoformat()}T00:00:00.0000000", "timeZone": name}
    local = read_edge(edge, calendar_zone).astimezone(target)
    return {"dateTime": f"{local:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": name}


def _record(call: Call, book: CalendarBook, event: Event) -> dict[str, Any]:
    own_zone = windows_name(event["start"].get("timeZone") or book.spec.timezone)
    original = event.get("originalStartTime")
    return {
        "createdDateTime": _stamp(event.get("created", _NEVER)),
        "lastModifiedDateTime": _stamp(event["updated"]),
        "changeKey": _change_key(event),
        "categories": [],
        "transactionId": None,
        "originalStart": _instant(read_edge(original, book.zone)) if original else None,
        "originalStartTimeZone": own_zone,
        "originalEndTimeZone": windows_name(event["end"].get("timeZone") or book.spec.timezone),
        "iCalUId": _ical_uid(call, event),
        "reminderMinutesBeforeStart": 15,
        "isReminderOn": True,
        "hasAttachments": False,
        "importance": "normal",
        "sensitivity": _SENSITIVITY.get(event.get("visibility", ""), "normal"),
        "isDraft": False,
        "seriesMasterId": show_id(call, event["recurringEventId"]) if event.get("recurringEventId") else None,
        "type": kind_of(book, event),
        "webLink": f"https://outlook.office365.com/owa/?itemid={event['id']}&exvsurl=1&path=/calendar/item",
        "recurrence": patterned(event, book.spec.timezone),
    }


def _words(call: Call, event: Event) -> dict[str, Any]:
    mark = _CALLED_OFF[call.world.settings.folder_language] if event["status"] == "cancelled" else ""
    text = event.get("description", "")
    return {
        "subject": mark + event.get("summary", ""),
        "bodyPreview": re.sub(r"\s+", " ", strip_tags(text)).strip()[:255],
        "body": {"contentType": "html", "content": f"<html><body>{text}</body></html>" if text else ""},
    }


def _people(call: Call, event: Event) -> dict[str, Any]:
    organizer, own = event.get("organizer", {}), is_organizer(call, event)
    guests = [each for each in event.get("attendees", ()) if each.get("email") != organizer.get("email")]
    response = _own_response(call, event, own=own)
    return {
        "isCancelled": event["status"] == "cancelled",
        "isOrganizer": own,
        "responseRequested": True,
        "allowNewTimeProposals": True,
        "hideAttendees": False,
        "responseStatus": {"response": response, "time": _answered_at(event, response)},
        "showAs": _shown_as(event, response),
        "attendees": [_attendee(each) for each in guests],
        "organizer": _person(organizer),
    }


def _own_response(call: Call, event: Event, *, own: bool) -> str:
    if own:
        return "organizer"
    mine = [
        each for each in event.get("attendees", ()) if str(each.get("email", "")).lower() in call.state.own_addresses
    ]
    return RESPONSES[mine[0].get("responseStatus", "needsAction")] if mine else "none"


def _answered_at(event: Event, response: str) -> str:
    return _stamp(event["updated"]) if response in ("accepted", "declined", "tentativelyAccepted") else _NEVER


def _shown_as(event: Event, response: str) -> str:
    """Outlook enters an unanswered invite as tentative (resources/eventmessage.md)."""
    if event.get("transparency") == "transparent" or event["status"] == "cancelled":
        return "free"
    return "tentative" if response in ("notResponded", "tentativelyAccepted") else "busy"


def _attendee(each: dict[str, Any]) -> dict[str, Any]:
    kind = "resource" if each.get("resource") else "optional" if each.get("optional") else "required"
    status = {"response": RESPONSES[each.get("responseStatus", "needsAction")], "time": _NEVER}
    # Before somebody answers, Exchange says "none" for what the organizer knows of that guest.
    return {"type": kind, "status": status | ({"response": "none"} if status["response"] == "notResponded" else {})} | (
        _person(each)
    )


def _person(each: dict[str, Any]) -> dict[str, Any]:
    address = each.get("email", "")
    return {"emailAddress": {"name": each.get("displayName") or address, "address": address}}


def _place(event: Event) -> dict[str, Any]:
    text = event.get("location", "")
    one = {"displayName": text, "locationType": "default", "uniqueId": text, "uniqueIdType": "private"}
    if not text:
        return {"location": {"displayName": "", "locationType": "default", "uniqueIdType": "unknown"}, "locations": []}
    return {"location": one, "locations": [one]}


def _online(event: Event) -> dict[str, Any]:
    found = _LINK.search(event.get("description", ""))
    link = found.group() if found else None
    return {
        "isOnlineMeeting": link is not None,
        "onlineMeetingProvider": "teamsForBusiness" if link else "unknown",
        "onlineMeetingUrl": None,
        "onlineMeeting": {"joinUrl": link} if link else None,
    }


def _ical_uid(call: Call, event: Event) -> str:
    """Return the series' id, or one per occurrence where that was ordered (microsoft-graph-docs#17479)."""
    uid = str(event["iCalUID"])
    original = event.get("originalStartTime")
    if not original or not call.world.settings.ical_uid_per_occurrence:
        return uid
    return f"{uid}_{re.sub(r'[^0-9T]', '', str(original.get('dateTime') or original.get('date')))}"


def _change_key(event: Event) -> str:
    return base64.b64encode(f"DwAAABYAAAC{event['etag']}".encode()).decode()


def _stamp(text: str) -> str:
    return text if text == _NEVER else f"{parse_instant(text):%Y-%m-%dT%H:%M:%S.%f}0Z"


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
