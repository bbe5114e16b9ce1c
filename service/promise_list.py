"""All promises at a glance: the person's own and theirs, open and kept, with the words that made and kept them.

Overdue ones first, the longest overdue at the top, then by day, then those without a day. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from service.coming import Some, Talk, talk_of
from service.schema import Contact, Interview, Json, Task
from service.zones import zone_of

Whose = Literal["mine", "theirs"]
KINDS: dict[str, Whose] = {"promise_mine": "mine", "promise_theirs": "theirs"}
MOST = 100
KEPT_FOR = timedelta(days=90)
"""So long what was kept is listed."""


@dataclass(frozen=True, slots=True)
class Promised:
    """One promise: who gives what, by when, what says so, and what shows that it was kept."""

    id: str
    whose: Whose
    text: str
    talk: Talk
    due: str
    """ISO date in the person's zone, "" = none."""
    is_overdue: bool
    said: tuple[Json, ...]
    """Every record of it, oldest first: {source, quote, at, due}."""
    done_at: datetime | None = None
    closed_source: str = ""
    """The record that shows it was kept; "" where the person said so."""
    closed_quote: str = ""


@dataclass(frozen=True, slots=True)
class Promises:
    """Everything that was promised."""

    mine: Some[Promised]
    theirs: Some[Promised]
    kept: Some[Promised]

    @property
    def is_empty(self) -> bool:
        return not (self.mine.total or self.theirs.total or self.kept.total)


def look(session: Session, person_id: str, now: datetime, zone: str, *, most: int = MOST) -> Promises:
    """How the promises of this person stand at `now`, days as in their zone."""
    today = now.astimezone(zone_of(zone)).date().isoformat()
    is_open, is_kept = Task.done_at.is_(None), Task.done_at >= now - KEPT_FOR
    by_day = (case((Task.due == "", 1), else_=0), Task.due, Task.created_at, Task.id)
    return Promises(
        mine=_some(session, person_id, and_(Task.kind == "promise_mine", is_open), by_day, most, today),
        theirs=_some(session, person_id, and_(Task.kind == "promise_theirs", is_open), by_day, most, today),
        kept=_some(session, person_id, is_kept, (Task.done_at.desc(), Task.id), most, today),
    )


def _some(
    session: Session, person_id: str, which: ColumnElement[bool], order: Sequence[Any], most: int, today: str
) -> Some[Promised]:
    query = (
        select(Task, Interview, Contact, func.count().over())
        .join(Interview, Interview.id == Task.interview_id)
        .outerjoin(Contact, and_(Contact.id == Interview.contact_id, Contact.person_id == person_id))
        .where(Task.person_id == person_id, Interview.person_id == person_id, Task.kind.in_(list(KINDS)), which)
        .order_by(*order)
        .limit(most)
    )
    rows = list(session.execute(query))
    return Some(tuple(_promised(rows, today)), rows[0][3] if rows else 0)


def _promised(rows: Sequence[tuple[Task, Interview, Contact | None, int]], today: str) -> Iterator[Promised]:
    for task, interview, contact, _ in rows:
        yield Promised(
            id=task.id,
            whose=KINDS[task.kind],
            text=task.text,
            talk=talk_of(interview, contact),
            due=task.due,
            is_overdue=bool(task.due) and task.due < today and task.done_at is None,
            said=tuple(task.said or [{"source": task.source, "quote": task.quote}]),
            done_at=task.done_at,
            closed_source=task.closed_source,
            closed_quote=task.closed_quote,
        )
