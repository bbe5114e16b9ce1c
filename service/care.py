"""Keeping no more than the person wants: texts of mails, of calendar entries and of settled drafts go after the days that
they chose, what was learned stays. Notes that were taken away, sheets that were never brought in and files of which
nobody said whose they are go as well.

A conversation's texts are kept together: the days count from its last mail, or from the end of the talk it led to,
whichever is later. Only what has been read into observations, which hold the short quotes, is reduced, and what was
given up that many days ago.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import cast

import structlog
from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from service import activity, disconnecting, erasing, events, notebook, preferences, reducing, sheet_shelf, uploads
from service.clock import real_now
from service.context import Context
from service.schema import Interview, Person, StoredMessage

log = structlog.get_logger(__name__)


def retain(context: Context, person_id: str, now: datetime) -> int:
    """Reduces the texts of one person that are older than they chose; returns how many. Doing it again does nothing."""
    with context.database.writing(person_id, "retain") as session:
        if session.get(Person, person_id) is None:
            return 0
        days = preferences.read(session, person_id).retention_days
        before = now - timedelta(days=days)
        notebook.forget_removed(session, person_id, now)
        unanswered = uploads.give_up_unanswered(session, person_id, now)
        reduced = _reduce(session, person_id, before, is_never=days == 0)
        reduced += reducing.reduce_entries(session, context.vault, person_id, before)
        reduced += reducing.reduce_drafts(session, context.vault, person_id, before)
        if reduced:
            activity.record(session, person_id, activity.BODIES_REDUCED, now, detail=str(reduced))
    for path in unanswered:
        uploads.remove(context.settings, path)
    return reduced


def retain_all(context: Context, now: datetime) -> int:
    """`retain` for everybody who uses this Warmthread, and the sheets that wait in its folder; an erasure that was cut off
    is finished first. What fails keeps nothing else from being done; the first failure is raised once all was tried.
    """
    with context.database.reading() as session:
        people = session.scalars(select(Person.id).order_by(Person.id)).all()
    duties: list[tuple[str, Callable[[], int | None]]] = [
        ("finish_erasing", partial(erasing.finish, context)),
        ("finish_disconnecting", partial(disconnecting.finish, context)),
        ("sweep_sheets", partial(sheet_shelf.sweep, context.settings.data_dir, real_now())),
        *((person_id, partial(retain, context, person_id, now)) for person_id in people),
    ]
    reduced, failures = 0, list[Exception]()
    for duty, work in duties:
        try:
            reduced += work() or 0
        except Exception as error:  # noqa: BLE001 (one person's trouble must not keep the texts of all others)
            log.warning("retain.left", duty=duty, error=type(error).__name__)
            failures.append(error)
    if failures:
        raise failures[0]
    return reduced


def _reduce(session: Session, person_id: str, before: datetime, *, is_never: bool) -> int:
    kept = (StoredMessage.person_id == person_id, StoredMessage.body_sealed.is_not(None))
    unread = reducing.unread(person_id, events.MESSAGE_RECEIVED, before)
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
