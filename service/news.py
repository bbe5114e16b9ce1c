"""What is worth a word while the person looks elsewhere: a draft that waits, one that gets late, a conversation that was
moved or cancelled today. Each has an id that stays, so that it is told once; what is told is put into words elsewhere.

One query for all, since every open page asks for it three times a minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Select, and_, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from service.coming import PLANNED, Talk, Who, change_of, midnight
from service.drafting.inbox import DUE_KINDS
from service.schema import Contact, Draft, Interview
from service.zones import zone_of

LATE_AFTER = timedelta(hours=18)
"""A thank-you that waits so long after the end is told once more."""
LATE_UNTIL = timedelta(hours=48)
WAKES, SLEEPS = 8, 21
"""The person's hours between which something late is told."""
MOST = 20


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell: `kind` is draft, late, rescheduled or cancelled."""

    id: str
    kind: str
    name: str
    """Whom it is about."""
    href: str
    draft_kind: str = ""
    start: datetime | None = None


def news(session: Session, person_id: str, now: datetime, zone: str) -> list[News]:
    """What could be told at `now`; whoever tells it keeps what was told."""
    rows = session.execute(union_all(_drafts(person_id, now), _changed(person_id, midnight(now, zone)))).all()
    found: list[News] = []
    for row in rows:
        found += _of_draft(row, now, zone) if row.what == "draft" else _of_change(row, now, zone)
    return found


def _name() -> Any:
    return func.coalesce(func.nullif(Contact.name, ""), func.nullif(Interview.address, ""), Interview.title)


def _drafts(person_id: str, now: datetime) -> Select[Any]:
    """The drafts that came last of those that wait."""
    newest = (
        select(Draft.id)
        .where(
            Draft.person_id == person_id,
            Draft.state == "needs_review",
            or_(Draft.later_until.is_(None), Draft.later_until <= now),
        )
        .order_by(func.coalesce(Draft.later_until, Draft.created_at).desc(), Draft.id)
        .limit(MOST)
        .subquery()
    )
    return (
        select(
            literal("draft").label("what"), Draft.id.label("id"), _name().label("name"), Draft.kind.label("kind"),
            Draft.later_until.label("at"), Interview.end.label("time"), cast(null(), JSON).label("history"),
            Interview.id.label("interview_id"),
        )
        .join(newest, newest.c.id == Draft.id)
        .join(Interview, Interview.id == Draft.interview_id)
        .outerjoin(Contact, and_(Contact.id == Interview.contact_id, Contact.person_id == person_id))
    )  # fmt: skip


def _changed(person_id: str, began: datetime) -> Select[Any]:
    newest = (
        select(Interview.id)
        .where(
            Interview.person_id == person_id,
            Interview.band == "log",
            Interview.start >= began,
            Interview.updated_at >= began,
            or_(Interview.status == "cancelled", and_(Interview.reschedules > 0, Interview.status.in_(PLANNED))),
        )
        .order_by(Interview.updated_at.desc(), Interview.id)
        .limit(MOST)
        .subquery()
    )
    return (
        select(
            literal("changed"), Interview.id, _name(), Interview.status, cast(null(), Draft.later_until.type),
            Interview.start, Interview.history, Interview.id,
        )
        .join(newest, newest.c.id == Interview.id)
        .outerjoin(Contact, and_(Contact.id == Interview.contact_id, Contact.person_id == person_id))
    )  # fmt: skip


def _of_draft(row: Any, now: datetime, zone: str) -> Iterator[News]:
    again = f":{row.at.isoformat()}" if row.at else ""
    href = f"/drafts/{row.id}"
    yield News(f"draft:{row.id}{again}", "draft", row.name, href, row.kind)
    is_late = row.kind in DUE_KINDS and row.time is not None and LATE_AFTER <= now - row.time <= LATE_UNTIL
    if is_late and WAKES <= now.astimezone(zone_of(zone)).hour < SLEEPS:
        yield News(f"late:{row.interview_id}", "late", row.name, href, row.kind)


def _of_change(row: Any, now: datetime, zone: str) -> Iterator[News]:
    talk = Talk(row.id, Who("", row.name), "", row.kind, row.time, None, "")
    change = change_of(talk, row.history, midnight(now, zone), now)
    if change is not None:
        told = f"{change.what}:{row.id}:{change.at.isoformat()}"
        yield News(told, change.what, row.name, f"/interviews/{row.id}", start=row.time)
