"""Keeping no more than the person wants: texts of mails, of calendar entries and of settled drafts go after the days that
they chose, what was learned stays. Notes that were taken away and sheets that were never brought in go as well.

A conversation's texts are kept together: the days count from its last mail, or from the end of the talk it led to,
whichever is later. Only what has been read into observations is reduced; those hold the short quotes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from service import activity, disconnecting, erasing, events, notebook, preferences, reducing, sheet_shelf
from service.clock import real_now
from service.context import Context
from service.schema import Event, Interview, Person, StoredMessage


def retain(context: Context, person_id: str, now: datetime) -> int:
    """Reduces the texts of one person that are older than they chose; returns how many. Doing it again does nothing."""
    with context.database.writing(person_id, "retain") as session:
        if session.get(Person, person_id) is None:
            return 0
        days = preferences.read(session, person_id).retention_days
        before = now - timedelta(days=days)
        notebook.forget_removed(session, person_id, now)
        reduced = _reduce(session, person_id, before, is_never=days == 0)
        reduced += reducing.reduce_entries(session, context.vault, person_id, before)
        reduced += reducing.reduce_drafts(session, context.vault, person_id, before)
        if reduced:
            activity.record(session, person_id, activity.BODIES_REDUCED, now, detail=str(reduced))
    return reduced


def retain_all(context: Context, now: datetime) -> int:
    """`retain` for everybody who uses this Warmthread, and the sheets that wait in its folder; an erasure that was cut off
    is finished first.
    """
    erasing.finish(context)
    disconnecting.finish(context)
    sheet_shelf.sweep(context.settings.data_dir, real_now())
    with context.database.reading() as session:
        people = session.scalars(select(Person.id).order_by(Person.id)).all()
    return sum(retain(context, person_id, now) for person_id in people)


def _reduce(session: Session, person_id: str, before: datetime, *, is_never: bool) -> int:
    kept = (StoredMessage.person_id == person_id, StoredMessage.body_sealed.is_not(None))
    unread = select(Event.subject).where(
        Event.person_id == person_id, Event.kind == events.MESSAGE_RECEIVED, Event.handled_at.is_(None)
    )
    old = update(StoredMessage).where(*kept, StoredMessage.id.not_in(unread))
    if not is_never:
        living = (
            select(StoredMessage.thread_key)
            .where(StoredMessage.person_id == person_id)
            .group_by(StoredMessage.thread_key)
            .having(func.max(StoredMessage.date) >= before)
        )
        talked_of = select(Interview.thread_key).where(Interview.person_id == person_id, Interview.end >= before)
        old = old.where(StoredMessage.thread_key.not_in(living), StoredMessage.thread_key.not_in(talked_of))
    return cast("CursorResult[None]", session.execute(old.values(body_sealed=None))).rowcount
