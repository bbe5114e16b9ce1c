"""Conversations in short, and what comes of them: those of the next 48 hours, the next one, what was moved or cancelled.

Reads only. Each list is cut to what one look can hold and says how many there are; where each takes place comes from
its calendar entry, one query for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from connectors.records import CalendarEvent
from service.schema import Contact, Interview, Json, StoredCalendarEvent
from service.sealed import open_calendar_event
from service.vault import Vault
from service.zones import zone_of

MOST = 12
"""Of each list so many are shown."""
AHEAD = timedelta(hours=48)
PLANNED = ("invited", "accepted")


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Some(Generic[T]):
    """The first few of a list."""

    shown: tuple[T, ...] = ()
    total: int = 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.shown)


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody, as the page names them."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation in short."""

    id: str
    who: Who
    title: str
    status: str
    start: datetime | None
    end: datetime | None
    timezone: str
    """The other person's zone, or the one its calendar entry was written in; UTC is nobody's."""
    reasons: tuple[Json, ...] = ()
    meetings: tuple[str, ...] = ()
    is_adrift: bool = False
    """Its record names no zone that is known: the hour is the one written there, kept as if it were UTC."""

    @property
    def written_in(self) -> str:
        """The zone in which to show its hour as the record writes it; "" = the person's."""
        return "UTC" if self.is_adrift else ""


@dataclass(frozen=True, slots=True)
class Coming:
    """A conversation of the next two days: where, and what speaks against it."""

    talk: Talk
    place: str = ""
    host: str = ""
    """Of the video link; the link itself is on the conversation's own page."""
    conflicts: tuple[Talk, ...] = ()

    @property
    def is_nowhere(self) -> bool:
        """Neither a place nor a link is known."""
        return not (self.place or self.host)


@dataclass(frozen=True, slots=True)
class Changed:
    """A conversation that was moved or cancelled today."""

    talk: Talk
    what: str
    """rescheduled or cancelled"""
    at: datetime
    by: str
    was: datetime | None
    evidence: Json


def talk_of(interview: Interview, contact: Contact | None) -> Talk:
    """A conversation in short; it is named after whom one knows it is with."""
    name = contact.name if contact else ""
    named = name or str(interview.data.get("named") or "") or interview.address or interview.title
    return Talk(
        id=interview.id,
        who=Who(contact.id if contact else "", named),
        title=interview.title,
        status=interview.status,
        start=interview.start,
        end=interview.end,
        timezone=(contact.timezone if contact else "") or ("" if interview.timezone == "UTC" else interview.timezone),
        reasons=tuple(interview.reasons),
        meetings=tuple(dict.fromkeys((interview.meeting, *interview.data.get("group", ())))),
        is_adrift="time zone unknown" in interview.badges,
    )


def some(session: Session, query: Any, made: Callable[[Any], T]) -> Some[T]:
    rows = session.execute(query.limit(MOST)).all()
    return Some(tuple(made(row) for row in rows), rows[0][-1] if rows else 0)


def midnight(now: datetime, zone: str) -> datetime:
    """When the person's day began."""
    there = zone_of(zone)
    return datetime.combine(now.astimezone(there).date(), time(), there).astimezone(UTC)


# --- what comes, what changed -------------------------------------------------------------------------------------


def talks(person_id: str) -> Select[Interview, Contact, int]:
    """Conversations of a person with whom they are, and how many there are."""
    return (
        select(Interview, Contact, func.count().over())
        .outerjoin(Contact, and_(Contact.id == Interview.contact_id, Contact.person_id == person_id))
        .where(Interview.person_id == person_id)
    )


def next_talk(session: Session, person_id: str, now: datetime) -> Talk | None:
    """The next planned conversation."""
    query = talks(person_id).where(Interview.status.in_(PLANNED), Interview.start > now)
    row = session.execute(query.order_by(Interview.start, Interview.id).limit(1)).first()
    return talk_of(row[0], row[1]) if row else None


def coming(session: Session, vault: Vault, person_id: str, now: datetime) -> Some[Coming]:
    """What is planned from now on, with what is under way just now."""
    query = talks(person_id).where(
        Interview.status.in_(PLANNED),
        Interview.start < now + AHEAD,
        Interview.start > now - AHEAD,
        func.coalesce(Interview.end, Interview.start) > now,
    )
    found = some(session, query.order_by(Interview.start, Interview.id), lambda row: talk_of(row[0], row[1]))
    entries = calendar_entries(session, vault, person_id, found.shown)
    return Some(tuple(_one_coming(talk, found.shown, entries.get(talk.id)) for talk in found.shown), found.total)


def _one_coming(talk: Talk, others: Iterable[Talk], entry: CalendarEvent | None) -> Coming:
    place = " ".join(entry.location.split()) if entry else ""
    # A location is often the video link once more, or the only place where it stands.
    link = (entry.conference_url if entry else "") or (place if "://" in place else "")
    host = host_of(link)
    place = "" if "://" in place else place
    conflicts = tuple(other for other in others if other.id != talk.id and _overlap(talk, other))
    return Coming(talk, place[:200], host, conflicts)


def host_of(link: str) -> str:
    """The host that a link leads to, "" where it leads nowhere."""
    try:
        return urlsplit(link.strip()).hostname or ""
    except ValueError:
        return ""


def _overlap(one: Talk, other: Talk) -> bool:
    if one.start is None or other.start is None:
        return False
    return one.start < (other.end or other.start) and other.start < (one.end or one.start)


def calendar_entries(session: Session, vault: Vault, person_id: str, talks: Iterable[Talk]) -> dict[str, CalendarEvent]:
    """The calendar entry of each conversation, by its id; where there are several the one that says where. One query
    for all.
    """
    by_meeting = {meeting: talk.id for talk in talks for meeting in talk.meetings}
    rows = session.scalars(
        select(StoredCalendarEvent)
        .where(
            StoredCalendarEvent.person_id == person_id,
            StoredCalendarEvent.uid_key.in_(by_meeting),
            StoredCalendarEvent.removed_at.is_(None),
        )
        .order_by(StoredCalendarEvent.id)
    )
    found: dict[str, CalendarEvent] = {}
    for row in rows:
        entry, talk_id = open_calendar_event(vault, row), by_meeting[row.uid_key]
        if talk_id not in found or not (found[talk_id].location or found[talk_id].conference_url):
            found[talk_id] = entry
    return found


def changed_today(session: Session, person_id: str, now: datetime, zone: str) -> Some[Changed]:
    """What was moved or cancelled since the person's midnight, the soonest conversation first."""
    began = midnight(now, zone)
    query = talks(person_id).where(
        Interview.band == "log",
        Interview.start >= began,
        Interview.updated_at >= began,
        or_(Interview.status == "cancelled", Interview.reschedules > 0),
    )
    rows = session.execute(query.order_by(Interview.start, Interview.id).limit(4 * MOST)).all()
    found = [change for row in rows if (change := change_of(talk_of(row[0], row[1]), row[0].history, began, now))]
    return Some(tuple(found[:MOST]), len(found))


def change_of(talk: Talk, history: Iterable[Json], since: datetime, now: datetime) -> Changed | None:
    """The last move or cancellation of a history between two instants, None if there was none."""
    told = {"cancelled": talk.status == "cancelled", "rescheduled": talk.status in PLANNED}
    for line in reversed(list(history)):
        at = datetime.fromisoformat(line["at"])
        if told.get(line["what"]) and since <= at <= now:
            was = datetime.fromisoformat(line["from"]) if line.get("from") else None
            return Changed(talk, line["what"], at, line.get("by", ""), was, line.get("evidence", {}))
    return None
