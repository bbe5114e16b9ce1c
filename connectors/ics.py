"""Reads iCalendar bytes: which calendar events a file or an invite holds, and the occurrences of its series.

Lines are counted and sorted by `components.py`, read by `properties.py`, and their times resolved by `timezones.py`,
which remembers no stranger's zone. A property that cannot be read is dropped, the rest of its event stays. What an
invite means for an interview is not decided here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from connectors.components import MAX_EVENTS, MAX_ICS, Scan, scan
from connectors.conferences import conference_url_in
from connectors.errors import Unreadable
from connectors.headers import clean_email
from connectors.markup import html_to_text
from connectors.properties import Properties, Property, read_duration, read_properties, read_time, read_times
from connectors.records import Address, Attendee, CalendarEvent, Invite, Participation
from connectors.recurrence import occurrences, parse_rule
from connectors.timezones import Zones

__all__ = ["MAX_ICS", "Scan", "conference_url_in", "expand", "expand_scanned", "read_calendar", "scan"]

MAX_OCCURRENCES = 10_000
MAX_SHOWN = 200_000
_MOST_EXCLUDED = 200
"""So many are told with a series itself; its expansion leaves out all."""

_MARKUP = re.compile(r"<(?:br|p|a|div|html|b|ul|span|table|body)\b[^<>]*>", re.IGNORECASE)
_PARTICIPATIONS = {value.value.replace("_", "-").upper(): value for value in Participation}
_STATUSES = {"CONFIRMED": "confirmed", "TENTATIVE": "tentative", "CANCELLED": "cancelled", "CANCELED": "cancelled"}


def read_calendar(raw: bytes, *, calendar_id: str = "", method: str = "", max_events: int = MAX_EVENTS) -> Invite:
    """The method and calendar events of an iCalendar file, series unexpanded. Raises Unreadable.

    `method` counts where the file names none: RFC 6047, 2.4, lets mail say it beside the file.
    """
    found = scan(raw, max_events=max_events)
    found = found if found.method else replace(found, method=method)
    return Invite(found.method, tuple(_event(lines, found, calendar_id).record for lines in found.events))


def expand(
    raw: bytes, *, since: datetime, until: datetime, calendar_id: str = "", max_bytes: int = MAX_ICS
) -> tuple[CalendarEvent, ...]:
    """What a calendar file shows between two instants: single events and occurrences of series, by their start.

    Moved occurrences stand at their new time, cancelled ones come with status cancelled, excluded ones not at all. A
    rule that is not followed gives the first occurrence only. Raises Unreadable.
    """
    found = scan(raw, max_bytes=max_bytes, max_events=MAX_EVENTS if max_bytes <= MAX_ICS else 200_000)
    return expand_scanned(found, since=since, until=until, calendar_id=calendar_id)


def expand_scanned(
    found: Scan, *, since: datetime, until: datetime, calendar_id: str = ""
) -> tuple[CalendarEvent, ...]:
    """The same for a file already taken apart."""
    entries = _newest(_event(lines, found, calendar_id) for lines in found.events)
    moved: dict[str, dict[datetime, _Entry]] = {}
    for entry in entries:
        if entry.record.recurrence_id:
            moved.setdefault(_key(entry.record), {})[entry.record.recurrence_id] = entry
    shown: list[CalendarEvent] = []
    for entry in entries:
        if entry.record.recurrence_id or not entry.is_series:
            shown += [entry.record] if _is_inside(entry.record, since, until) else []
        else:
            shown += _occurrences(entry, found.zones, moved.get(_key(entry.record), {}), since, until)
        if len(shown) > MAX_SHOWN:
            raise Unreadable(f"The calendar shows more than {MAX_SHOWN} calendar events in that time.")
    return tuple(sorted(shown, key=lambda event: (event.start or since, event.provider_id)))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One VEVENT as a record, with what only its expansion needs."""

    record: CalendarEvent
    start_tzid: str = ""
    local_start: datetime | None = None
    excluded: tuple[tuple[datetime, bool], ...] = ()
    """EXDATEs, and which of them are whole days."""
    added: tuple[datetime, ...] = ()

    @property
    def is_series(self) -> bool:
        return bool(self.record.rrule or self.added)


@dataclass(frozen=True, slots=True)
class _Fields:
    """The properties of a VEVENT, as records want them."""

    properties: Properties
    zones: Zones

    def all(self, name: str) -> Sequence[Property]:
        return self.properties.get(name, ())

    def first(self, name: str) -> Property | None:
        values = self.properties.get(name)
        return values[0] if values else None

    def text(self, name: str) -> str:
        values = self.properties.get(name)
        return values[0].text if values else ""

    def time(self, name: str) -> tuple[date | None, str]:
        """The first time under that name that can be used, as written, and its TZID."""
        for value in self.all(name):
            moment = read_time(value.value)
            if moment is not None and _is_usable(moment):
                return moment, _parameter(value, "TZID")
        return None, ""

    def instant(self, name: str) -> tuple[datetime | None, str, bool]:
        """An instant in UTC, its zone, and whether it is a whole day."""
        moment, tzid = self.time(name)
        return self.resolve(moment, tzid) if moment is not None else (None, "", False)

    def resolve(self, moment: date, tzid: str) -> tuple[datetime, str, bool]:
        if not isinstance(moment, datetime):
            return datetime(moment.year, moment.month, moment.day, tzinfo=UTC), "", True
        if moment.tzinfo:
            return moment, "UTC", False
        return (*self.zones.to_utc(moment, tzid), False)

    def dates(self, name: str) -> Iterator[tuple[datetime, bool]]:
        """The instants of EXDATE or RDATE properties, and which of them are whole days."""
        for value in self.all(name):
            tzid = _parameter(value, "TZID")
            for moment in read_times(value.value, MAX_OCCURRENCES):
                if _is_usable(moment):
                    start, _, is_all_day = self.resolve(moment, tzid)
                    yield start, is_all_day


def _parameter(value: Property | None, name: str) -> str:
    return value.parameters.get(name, "").strip() if value else ""


def _is_usable(moment: date) -> bool:
    """Years at the calendar's ends overflow in every sum, and are nobody's meeting."""
    return 1000 <= moment.year <= 3000


def _event(lines: Sequence[str], found: Scan, calendar_id: str) -> _Entry:
    fields = _Fields(read_properties(lines), found.zones)
    start, zone, is_all_day = fields.instant("DTSTART")
    recurrence_id = fields.instant("RECURRENCE-ID")[0]
    uid = fields.text("UID")[:500]
    rrule = _value(fields, "RRULE")[:500]
    added = tuple(moment for moment, _ in fields.dates("RDATE"))
    excluded = tuple(fields.dates("EXDATE"))
    identity = uid or "sha256:" + hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()[:32]
    record = CalendarEvent(
        provider_id=f"{identity}/{recurrence_id:%Y%m%dT%H%M%SZ}" if recurrence_id else identity,
        ical_uid=uid,
        calendar_id=calendar_id,
        recurrence_id=recurrence_id,
        series_id=uid if recurrence_id else "",
        sequence=_number(fields, "SEQUENCE") or _number(fields, "X-MICROSOFT-CDO-APPT-SEQUENCE"),
        updated=_made(fields, found.method),
        created=fields.instant("CREATED")[0],
        start=start,
        end=_end(fields, start, is_all_day=is_all_day),
        timezone=zone,
        is_all_day=is_all_day,
        status=_status(fields, found.method),
        summary=fields.text("SUMMARY"),
        description=_description(fields),
        location=fields.text("LOCATION"),
        conference_url=_conference_url(fields),
        organizer=_organizer(fields),
        attendees=_attendees(fields),
        rrule=rrule,
        excluded=tuple(moment for moment, _ in excluded[:_MOST_EXCLUDED]),
        is_recurring=bool(rrule or added or recurrence_id),
        is_private=fields.text("CLASS").upper() in {"PRIVATE", "CONFIDENTIAL"},
        is_free="TRANSPARENT" in fields.text("TRANSP").upper()
        or fields.text("X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE",
        sent_by=clean_email(_parameter(fields.first("ORGANIZER"), "SENT-BY")),
    )
    tzid = _start_tzid(fields)
    local = (
        found.zones.to_local(start, tzid) if start and not is_all_day else start.replace(tzinfo=None) if start else None
    )
    return _Entry(record, tzid, local, excluded, added)


def _made(fields: _Fields, method: str) -> datetime | None:
    """When this version was made. The DTSTAMP of a sent calendar says so; that of an exported one often only says when
    the file was written (RFC 5545, 3.8.7.2 and 3.8.7.3; Google and Outlook export so).
    """
    is_export = method in {"", "PUBLISH"}
    names = ("LAST-MODIFIED", "DTSTAMP") if is_export else ("DTSTAMP", "LAST-MODIFIED")
    return next((told for name in names if (told := fields.instant(name)[0]) is not None), None)


def _start_tzid(fields: _Fields) -> str:
    """The zone in which a series repeats: that of its DTSTART as written."""
    moment, tzid = fields.time("DTSTART")
    return "UTC" if isinstance(moment, datetime) and moment.tzinfo else tzid


def _value(fields: _Fields, name: str) -> str:
    value = fields.first(name)
    return value.value.strip() if value else ""


def _number(fields: _Fields, name: str) -> int:
    """A whole number of 64 bits: RFC 5545 gives it 32, and some senders count in milliseconds."""
    try:
        return max(0, min(int(_value(fields, name)[:40]), 2**63 - 1))
    except ValueError:
        return 0


def _end(fields: _Fields, start: datetime | None, *, is_all_day: bool) -> datetime | None:
    end = fields.instant("DTEND")[0]
    if start is None:
        return end
    if end is None:
        length = read_duration(_value(fields, "DURATION"))
        default = timedelta(days=1) if is_all_day else timedelta()
        try:
            end = start + (default if length is None else length)
        except OverflowError:
            end = start
    return max(start, end) if end.year <= 3000 else start


def _status(fields: _Fields, method: str) -> str:
    # Apple cancels by METHOD alone, without a STATUS line.
    if method == "CANCEL":
        return "cancelled"
    return _STATUSES.get(fields.text("STATUS").upper(), "confirmed")


def _description(fields: _Fields) -> str:
    text = fields.text("DESCRIPTION")
    return html_to_text(text) if _MARKUP.search(text) else text


def _conference_url(fields: _Fields) -> str:
    for name in ("X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGCONFLINK"):
        if fields.text(name).lower().startswith("http"):
            return fields.text(name)[:2000]
    for value in fields.all("CONFERENCE")[:20]:
        if value.text.lower().startswith("http"):
            return value.text[:2000]
    places = (fields.text(name) for name in ("LOCATION", "URL", "DESCRIPTION"))
    return next((url for place in places if (url := conference_url_in(place))), "")


def _address(value: Property) -> Address:
    """A calendar user: its mailto address, else its EMAIL parameter, else whatever stands there (urn:uuid:…)."""
    email = clean_email(value.value[:1000])
    if "@" not in email:
        email = clean_email(_parameter(value, "EMAIL")[:1000]) or email
    name = " ".join(_parameter(value, "CN")[:1000].strip("\"' ").split())[:200]
    return Address(email, "" if name.lower() == email.lower() else name)


def _organizer(fields: _Fields) -> Address | None:
    value = fields.first("ORGANIZER")
    address = _address(value) if value else None
    return address if address and (address.email or address.name) else None


def _attendees(fields: _Fields) -> tuple[Attendee, ...]:
    values = fields.all("ATTENDEE")
    comment = fields.text("COMMENT") if len(values) == 1 else ""
    return tuple(_attendee(value, comment) for value in values)


def _attendee(value: Property, comment: str) -> Attendee:
    return Attendee(
        _address(value),
        _PARTICIPATIONS.get(_parameter(value, "PARTSTAT").upper(), Participation.NEEDS_ACTION),
        is_optional=_parameter(value, "ROLE").upper() in {"OPT-PARTICIPANT", "NON-PARTICIPANT"},
        is_resource=_parameter(value, "CUTYPE").upper() in {"ROOM", "RESOURCE", "GROUP"},
        comment=_parameter(value, "X-RESPONSE-COMMENT") or comment,
        sent_by=clean_email(_parameter(value, "SENT-BY")),
        delegated_to=clean_email(_parameter(value, "DELEGATED-TO")),
    )


def _key(event: CalendarEvent) -> str:
    return event.ical_uid.strip().lower() or event.provider_id


def _newest(entries: Iterable[_Entry]) -> list[_Entry]:
    """One entry for each (UID, RECURRENCE-ID): the one of the highest SEQUENCE, then DTSTAMP."""
    newest: dict[tuple[str, datetime | None], _Entry] = {}
    early = datetime.min.replace(tzinfo=UTC)
    for entry in entries:
        key = (_key(entry.record), entry.record.recurrence_id)
        held = newest.get(key)
        if held is None or (held.record.sequence, held.record.updated or early) <= (
            entry.record.sequence,
            entry.record.updated or early,
        ):
            newest[key] = entry
    return list(newest.values())


def _is_inside(event: CalendarEvent, since: datetime, until: datetime) -> bool:
    start = event.start or event.recurrence_id
    return start is not None and start < until and max(event.end or start, start) >= since


def _occurrences(
    entry: _Entry, zones: Zones, moved: Mapping[datetime, _Entry], since: datetime, until: datetime
) -> Iterator[CalendarEvent]:
    """The occurrences of one series in a window, but for those that stand in the file on their own."""
    first = entry.record.start
    if first is None:
        return
    length = (entry.record.end or first) - first
    starts = {*entry.added, *_rule_starts(entry, zones, since - length, until)}
    left_out = {*moved, *(moment for moment, _ in entry.excluded)}
    # A bare date among the EXDATEs of a timed series leaves out that day.
    days = {moment.date() for moment, is_day in entry.excluded if is_day}
    for start in sorted(starts - left_out)[:MAX_OCCURRENCES]:
        if days and zones.to_local(start, entry.start_tzid).date() in days:
            continue
        if start < until and start + length >= since:
            yield replace(
                entry.record,
                provider_id=f"{entry.record.provider_id}/{start:%Y%m%dT%H%M%SZ}",
                recurrence_id=start,
                series_id=entry.record.ical_uid,
                start=start,
                end=start + length,
                rrule="",
                excluded=(),
            )


def _rule_starts(entry: _Entry, zones: Zones, since: datetime, until: datetime) -> Iterator[datetime]:
    first = entry.record.start
    if first is None:
        return
    yield first
    local = entry.local_start or first.replace(tzinfo=None)
    try:
        rule = parse_rule(entry.record.rrule)
    except ValueError:
        return
    day = timedelta(days=1)
    last = min(until.astimezone(UTC).replace(tzinfo=None) + day, _until(rule.until, entry, zones))
    after = max(local, since.astimezone(UTC).replace(tzinfo=None) - day)
    for moment in occurrences(rule, local, after=after, until=last):
        yield moment.replace(tzinfo=UTC) if entry.record.is_all_day else zones.to_utc(moment, entry.start_tzid)[0]


def _until(text: str, entry: _Entry, zones: Zones) -> datetime:
    """A rule's UNTIL as local time of its series; a bare date holds to its end."""
    if not text:
        return datetime.max  # noqa: DTZ901 - wall-clock time
    try:
        if "T" not in text:
            return datetime.strptime(text[:8], "%Y%m%d") + timedelta(hours=23, minutes=59, seconds=59)  # noqa: DTZ007
        moment = datetime.strptime(text[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - wall-clock time or UTC
    except ValueError:
        return datetime.max  # noqa: DTZ901
    if text.endswith("Z") and not entry.record.is_all_day:
        return zones.to_local(moment.replace(tzinfo=UTC), entry.start_tzid)
    return moment
