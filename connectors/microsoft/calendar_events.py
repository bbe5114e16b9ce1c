"""One entry of an Outlook calendar as a `CalendarEvent`; pure.

Graph's quirks end here: local times beside Windows names of zones, occurrences that know neither subject nor people,
iCalUIds that differ from one occurrence to the next, and answers that stand in two places.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from connectors import care
from connectors.bounds import LONGEST_TITLE, bounded_event
from connectors.conferences import conference_url_in
from connectors.contract import CalendarChange
from connectors.markup import html_to_text
from connectors.microsoft.listing import moment
from connectors.microsoft.owner import lowered
from connectors.records import Address, Attendee, CalendarEvent, Participation
from connectors.timezones import Zones
from connectors.zone_names import zone_named

_ANSWERS = {
    "accepted": Participation.ACCEPTED,
    "organizer": Participation.ACCEPTED,
    "tentativelyaccepted": Participation.TENTATIVE,
    "declined": Participation.DECLINED,
}
_OWN_ONLY = ("start", "end", "originalStart", "id", "type", "isCancelled")
# Exchange puts an occurrence's date into its id; without it (MS-OXOCAL, "clean global object id") all of a series, and
# the invite that came by mail, share one.
_GLOBAL_ID = re.compile(r"(040000008200E00074C5B7101A82E008)[0-9A-F]{8}([0-9A-F]{20,})", re.IGNORECASE)
# "vCal-Uid", a number, and the UID of an invite that came from elsewhere (MS-OXCICAL 2.1.3.1.1.20.26).
_FOREIGN_ID = re.compile(
    r"^040000008200E00074C5B7101A82E008.*?7643616C2D55696401000000((?:[0-9A-F]{2})+)$", re.IGNORECASE
)
_CALLED_OFF = re.compile(r"^(?:Cancell?ed|Abgesagt|Annulé|Cancelado|Annullato|Geannuleerd)\s*:\s*", re.IGNORECASE)
_LONGEST_TEXT = 32_768
_ZONES = Zones()


def as_change(item: dict[str, Any], calendar_id: str, own: tuple[str, ...]) -> CalendarChange:
    """The change one listed entry stands for; one that cannot be understood says why and stops nothing."""
    provider_id = str(item["id"])
    if not care.may_read(provider_id):
        return CalendarChange(provider_id, unreadable=care.PASSED_BY)
    try:
        return CalendarChange(provider_id, bounded_event(as_calendar_event(item, calendar_id, own)))
    except Exception as problem:  # noqa: BLE001 (whatever one entry is made of, it costs none of the others)
        return CalendarChange(
            provider_id, unreadable=f"Microsoft's entry has an unknown shape ({type(problem).__name__})."
        )


def is_skeleton(item: dict[str, Any]) -> bool:
    """Whether a listing left out what the entry is about."""
    return "subject" not in item or "attendees" not in item


def with_series(item: dict[str, Any], series: dict[str, Any] | None) -> dict[str, Any]:
    """An occurrence with what it takes over from its series; its own words count before those of the series."""
    if not series:
        return item
    inherited = {name: value for name, value in series.items() if name not in _OWN_ONLY and not name.startswith("@")}
    is_off = bool(item.get("isCancelled") or series.get("isCancelled"))
    return {**inherited, **item, "iCalUId": series.get("iCalUId") or item.get("iCalUId"), "isCancelled": is_off}


def as_calendar_event(item: dict[str, Any], calendar_id: str, own: tuple[str, ...]) -> CalendarEvent:
    """The record. Raises ValueError, TypeError or KeyError for what has no time or an unknown shape."""
    is_all_day = bool(item.get("isAllDay"))
    start, zone = instant(item["start"], is_all_day=is_all_day)
    end = instant(item["end"], is_all_day=is_all_day)[0] if item.get("end") else None
    series_id = str(item.get("seriesMasterId") or "")
    description = as_text(item.get("body"))
    location = str((item.get("location") or {}).get("displayName") or "")[:LONGEST_TITLE]
    organizer = _address(item.get("organizer"))
    return CalendarEvent(
        provider_id=str(item["id"]),
        ical_uid=clean_uid(str(item.get("iCalUId") or item["id"])),
        calendar_id=calendar_id,
        recurrence_id=(moment(item["originalStart"]) if item.get("originalStart") else start) if series_id else None,
        series_id=series_id,
        updated=moment(item.get("lastModifiedDateTime")),
        created=moment(item.get("createdDateTime")),
        start=start,
        end=end,
        timezone=zone_named(str(item.get("originalStartTimeZone") or "")) or zone,
        is_all_day=is_all_day,
        status="cancelled" if item.get("isCancelled") else "confirmed",
        summary=_title(item),
        description=description,
        location=location,
        conference_url=conference_url(item, location, description),
        organizer=organizer,
        attendees=attendees(item, organizer, own),
        is_recurring=bool(series_id),
        is_private=item.get("sensitivity") in ("private", "confidential"),
        is_free=item.get("showAs") == "free",
        etag=str(item.get("changeKey") or item.get("@odata.etag") or ""),
    )


def instant(value: dict[str, Any], *, is_all_day: bool = False) -> tuple[datetime, str]:
    """The instant of a local time beside its zone's name, and that zone; whole days are midnight UTC of their date."""
    local = datetime.fromisoformat(str(value["dateTime"]))
    if is_all_day:
        return datetime.combine(local.date(), time(), UTC), ""
    if local.tzinfo is not None:
        return local.astimezone(UTC), zone_named(str(value.get("timeZone") or ""))
    return _ZONES.to_utc(local, str(value.get("timeZone") or "UTC"))


def clean_uid(uid: str) -> str:
    """The id that all occurrences of a series share; for a meeting that another system made, that system's own."""
    found = _FOREIGN_ID.search(uid)
    if found:
        with suppress(ValueError):
            return bytes.fromhex(found[1]).rstrip(b"\0").decode("utf-8")
    return _GLOBAL_ID.sub(r"\g<1>00000000\g<2>", uid)


def attendees(item: dict[str, Any], organizer: Address | None, own: tuple[str, ...]) -> tuple[Attendee, ...]:
    """Everybody on the entry. Graph leaves the organizer out, and tells the owner's own answer elsewhere."""
    mine = {email.lower() for email in own}
    found = [_attendee(entry, mine) for entry in item.get("attendees") or [] if _email(entry)]
    if not found:
        return ()
    answer = _participation(item.get("responseStatus"))
    if any(one.is_self for one in found):
        return tuple(_answering(one, answer) for one in found)
    who = organizer if item.get("isOrganizer") else Address(own[0]) if own and answer else None
    if who is None:
        return tuple(found)
    own_entry = Attendee(address=who, participation=answer or Participation.ACCEPTED, is_self=True)
    return (own_entry, *found)


def conference_url(item: dict[str, Any], location: str, description: str) -> str:
    """Where to meet online: the entry's own meeting, else a link of a known meeting service in its texts."""
    for url in ((item.get("onlineMeeting") or {}).get("joinUrl"), item.get("onlineMeetingUrl")):
        if str(url or "").startswith(("https://", "http://")):
            return str(url)
    return conference_url_in(f"{location} {description}")


def as_text(body: dict[str, Any] | None) -> str:
    """Plain text of a body of either kind."""
    content = str((body or {}).get("content") or "")[:_LONGEST_TEXT]
    return html_to_text(content) if str((body or {}).get("contentType")).lower() == "html" else content


def _title(item: dict[str, Any]) -> str:
    """The subject, without the word that Exchange puts before that of a cancelled meeting."""
    subject = str(item.get("subject") or "")
    return _CALLED_OFF.sub("", subject) if item.get("isCancelled") else subject


def _answering(one: Attendee, answer: Participation | None) -> Attendee:
    return replace(one, participation=answer) if one.is_self and answer else one


def _attendee(entry: dict[str, Any], mine: set[str]) -> Attendee:
    email = _email(entry)
    return Attendee(
        address=Address(email=lowered(email), name=_name(entry)),
        participation=_participation(entry.get("status")) or Participation.NEEDS_ACTION,
        is_optional=entry.get("type") == "optional",
        is_resource=entry.get("type") == "resource",
        is_self=email.lower() in mine,
    )


def _participation(status: object) -> Participation | None:
    """The answer given, None for none."""
    told = status.get("response") if isinstance(status, dict) else None
    return _ANSWERS.get(str(told).lower())


def _address(entry: dict[str, Any] | None) -> Address | None:
    return Address(email=lowered(_email(entry)), name=_name(entry)) if entry and _email(entry) else None


def _email(entry: dict[str, Any]) -> str:
    return str((entry.get("emailAddress") or {}).get("address") or "")


def _name(entry: dict[str, Any]) -> str:
    return str((entry.get("emailAddress") or {}).get("name") or "")
