"""One entry of a Google calendar as a `CalendarEvent`; pure.

Google's quirks end here: times with and without zones, deleted entries of which only the id is left, HTML in
descriptions, and the kinds of entries (working place, focus time, birthdays...) that are no meetings.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connectors import care
from connectors.bounds import LONGEST_TITLE, bounded_event
from connectors.contract import CalendarChange
from connectors.markup import html_to_text
from connectors.records import Address, Attendee, CalendarEvent, Participation

_ANSWERS = {
    "needsAction": Participation.NEEDS_ACTION,
    "accepted": Participation.ACCEPTED,
    "tentative": Participation.TENTATIVE,
    "declined": Participation.DECLINED,
}
_STATUSES = frozenset({"confirmed", "tentative", "cancelled"})
_RESOURCES = "@resource.calendar.google.com"

_MEETING_HOSTS = (
    "meet.google.com",
    "zoom.us",
    "teams.microsoft.com",
    "teams.live.com",
    "webex.com",
    "whereby.com",
    "gotomeeting.com",
    "meet.goto.com",
    "bluejeans.com",
    "meet.jit.si",
    "chime.aws",
    "facetime.apple.com",
    "join.skype.com",
)
_LINK = re.compile(r"https?://[^\s<>\"')\]]+")

# A "<" alone does not make HTML: people write <https://...> in plain descriptions.
_TAG = re.compile(
    r"</?(?:a|b|br|div|em|font|h[1-6]|hr|html-blob|i|li|ol|p|span|strong|table|td|tr|u|ul)\b[^<>]*>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|#\d{1,6});")
# Google allows 8,192 characters: https://developers.google.com/workspace/calendar/api/v3/reference/events
_LONGEST_TEXT = 32_768


def as_change(item: dict[str, Any], calendar_id: str, calendar_zone: str) -> CalendarChange:
    """The change one listed entry stands for; one that cannot be understood says why and stops nothing.

    Of a deleted entry only the id is sure to be told: https://developers.google.com/workspace/calendar/api/v3/reference/events
    """
    provider_id = str(item["id"])
    deleted = CalendarChange(provider_id, deleted=stamp(item.get("updated")))
    if item.get("status") == "cancelled" and "start" not in item:
        return deleted
    if not care.may_read(provider_id):
        return CalendarChange(provider_id, unreadable=care.PASSED_BY)
    try:
        return CalendarChange(provider_id, bounded_event(as_calendar_event(item, calendar_id, calendar_zone)))
    except Exception as problem:  # noqa: BLE001 (whatever one entry is made of, it costs none of the others)
        if item.get("status") == "cancelled":
            return deleted
        return CalendarChange(
            provider_id, unreadable=f"Google's entry has an unknown shape ({type(problem).__name__})."
        )


def as_calendar_event(item: dict[str, Any], calendar_id: str, calendar_zone: str) -> CalendarEvent:
    """The record. Raises ValueError, TypeError or KeyError for what has no time or an unknown shape."""
    start, end = item["start"], item.get("end") or {}
    original = item.get("originalStartTime")
    organizer = _address(item.get("organizer"))
    description = str(item.get("description", ""))
    location = str(item.get("location", ""))[:LONGEST_TITLE]
    status = str(item.get("status", "confirmed"))
    return CalendarEvent(
        provider_id=str(item["id"]),
        ical_uid=str(item.get("iCalUID") or item["id"]),
        calendar_id=calendar_id,
        recurrence_id=moment(original, calendar_zone) if original else None,
        series_id=str(item.get("recurringEventId", "")),
        sequence=int(item.get("sequence", 0)),
        updated=stamp(item.get("updated")),
        created=stamp(item.get("created")),
        start=required_moment(start, calendar_zone),
        end=moment(end, calendar_zone),
        timezone=zone_name(str(start.get("timeZone") or calendar_zone)),
        is_all_day="date" in start,
        status=status if status in _STATUSES else "confirmed",
        summary=str(item.get("summary", "")),
        description=as_text(description),
        location=location,
        conference_url=conference_url(item, location, description),
        organizer=organizer,
        attendees=tuple(_attendee(entry) for entry in item.get("attendees", []) if entry.get("email")),
        is_recurring=bool(item.get("recurringEventId")),
        is_private=item.get("visibility") in ("private", "confidential"),
        is_free=item.get("transparency") == "transparent" or item.get("eventType", "default") != "default",
        etag=str(item.get("etag", "")),
        sent_by=delegate(item),
    )


def moment(value: dict[str, Any], calendar_zone: str) -> datetime | None:
    """The instant of a start, an end or an original start; None when it names none."""
    if value.get("date"):
        return datetime.combine(date.fromisoformat(value["date"]), time(), UTC)
    if not value.get("dateTime"):
        return None
    told = datetime.fromisoformat(value["dateTime"])
    if told.tzinfo is None:
        told = told.replace(tzinfo=ZoneInfo(zone_name(str(value.get("timeZone") or calendar_zone)) or "UTC"))
    return told.astimezone(UTC)


def required_moment(value: dict[str, Any], calendar_zone: str) -> datetime:
    told = moment(value, calendar_zone)
    if told is None:
        raise ValueError("no time")
    return told


def stamp(value: object) -> datetime | None:
    """A stamp of Google's; imported entries carry ones from before year 1, which say nothing."""
    try:
        told = datetime.fromisoformat(str(value))
        return told.astimezone(UTC) if told.tzinfo else None
    except (ValueError, OverflowError):
        return None


def zone_name(name: str) -> str:
    """The IANA name, "" when there is no such zone."""
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def delegate(item: dict[str, Any]) -> str:
    """Who made the entry for its organizer: somebody else, while the organizer is a person on the list and not a
    shared calendar.
    """
    organizer = str((item.get("organizer") or {}).get("email", "")).lower()
    creator = str((item.get("creator") or {}).get("email", ""))
    people = {str(entry.get("email", "")).lower() for entry in item.get("attendees", [])}
    return creator if creator and creator.lower() != organizer and organizer in people else ""


def conference_url(item: dict[str, Any], location: str, description: str) -> str:
    """Where to meet online: the entry's own conference, else a link of a known meeting service in its texts."""
    points = (item.get("conferenceData") or {}).get("entryPoints", [])
    own = [str(point.get("uri", "")) for point in points if point.get("entryPointType") == "video"]
    own.append(str(item.get("hangoutLink", "")))
    for url in own:
        if url.startswith(("https://", "http://")):
            return url
    links = _LINK.findall(unescape(f"{location} {description[:_LONGEST_TEXT]}"))
    return next((link.rstrip(".,;") for link in links if _is_meeting(link)), "")


def as_text(description: str) -> str:
    """Plain text of a description, which may or may not hold HTML."""
    description = description[:_LONGEST_TEXT]
    if _TAG.search(description):
        return html_to_text(description)
    return unescape(description) if _ENTITY.search(description) else description


def _is_meeting(link: str) -> bool:
    host = link.split("/")[2].rpartition("@")[2].partition(":")[0].lower()
    return any(host == known or host.endswith(f".{known}") for known in _MEETING_HOSTS)


def _attendee(entry: dict[str, Any]) -> Attendee:
    email = str(entry["email"])
    return Attendee(
        address=Address(email=_lowered(email), name=str(entry.get("displayName", ""))),
        participation=_ANSWERS.get(str(entry.get("responseStatus")), Participation.NEEDS_ACTION),
        is_optional=bool(entry.get("optional")),
        is_resource=bool(entry.get("resource")) or email.endswith(_RESOURCES),
        is_self=bool(entry.get("self")),
        comment=str(entry.get("comment", "")),
    )


def _address(entry: dict[str, Any] | None) -> Address | None:
    if not entry or not entry.get("email"):
        return None
    return Address(email=_lowered(str(entry["email"])), name=str(entry.get("displayName", "")))


def _lowered(email: str) -> str:
    local, _, domain = email.rpartition("@")
    return f"{local}@{domain.lower()}" if local else email
