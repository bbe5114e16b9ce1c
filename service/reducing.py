"""What goes once texts are too old, besides the mails' own: what was written into calendar entries, and the texts of drafts
that are settled, with their former versions and the exact bytes that were approved. Who, when and in which words it was
called stays, and the quotes that a draft rested on. `care` says from when on.

A draft that was put away and is wanted back is written anew from its evidence.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.orm import Session

from service import approvals, events, outbox
from service.schema import Approval, Draft, DraftVersion, Event, Interview, StoredCalendarEvent
from service.sealed import DraftContent, open_calendar_event, open_draft, seal_calendar_event, seal_draft, without_texts
from service.vault import Tampered, Vault

log = structlog.get_logger(__name__)
SETTLED = ("sent", "withdrawn", "dismissed")
"""States of drafts that nobody works on."""


def unread(person_id: str, kind: str, before: datetime) -> Select[str]:
    """Ids of the records that are yet to be read: what is logged of them is not handled, nor was it given up before then.
    What was given up may be tried again, and keeps its text for as long as others do, not for ever.
    """
    return select(Event.subject).where(
        Event.person_id == person_id,
        Event.kind == kind,
        Event.handled_at.is_(None),
        or_(Event.gave_up_at.is_(None), Event.gave_up_at >= before),
    )


def reduce_entries(session: Session, vault: Vault, person_id: str, before: datetime) -> int:
    """Takes the texts out of calendar entries that ended before then and were read; returns of how many."""
    old = select(StoredCalendarEvent).where(
        StoredCalendarEvent.person_id == person_id,
        func.coalesce(StoredCalendarEvent.end, StoredCalendarEvent.start) < before,
        StoredCalendarEvent.id.not_in(unread(person_id, events.CALENDAR_EVENT_CHANGED, before)),
    )
    number = sum(_reduce_entry(vault, row) for row in session.scalars(old))
    session.flush()
    return number


def _reduce_entry(vault: Vault, row: StoredCalendarEvent) -> bool:
    """Whether a text went. What does not open is passed by: it would keep every other text of its owner."""
    try:
        whole = open_calendar_event(vault, row)
    except Tampered:
        log.warning("retain.cannot_open", kind=row.__tablename__, row=row.id)
        return False
    if (reduced := without_texts(whole)) == whole:
        return False
    row.data_sealed = seal_calendar_event(vault, reduced, row.id)
    return True


def reduce_drafts(session: Session, vault: Vault, person_id: str, before: datetime) -> int:
    """Takes the texts of drafts that were settled before then, of talks that ended before then; returns of how many."""
    living = select(Interview.id).where(Interview.person_id == person_id, Interview.end >= before)
    old = select(Draft).where(
        Draft.person_id == person_id,
        Draft.state.in_(SETTLED),
        Draft.updated_at < before,
        Draft.interview_id.not_in(living),
    )
    return sum(_reduce_draft(session, vault, row) for row in session.scalars(old).all())


def _reduce_draft(session: Session, vault: Vault, draft: Draft) -> bool:
    if approvals.living(session, draft.id) is not None:
        return False
    try:
        content = open_draft(vault, draft)
    except Tampered:
        # What it was before, and what was approved, goes by the days all the same: it may open where this does not.
        log.warning("retain.cannot_open", kind=draft.__tablename__, row=draft.id)
        return _reduce_others(session, vault, draft)
    if not content.body:
        return False
    quotes = tuple({name: one.get(name, "") for name in ("source", "quote")} for one in content.evidence)
    draft.content_sealed = seal_draft(vault, DraftContent("", evidence=quotes), draft.id)
    if draft.state != "sent":
        # Nothing here is the person's own any more, and no evidence has been written from: wanted back, it is written.
        draft.is_edited, draft.fingerprint = False, "|" + draft.fingerprint.partition("|")[2]
    _reduce_others(session, vault, draft)
    return True


def _reduce_others(session: Session, vault: Vault, draft: Draft) -> bool:
    """Takes away the draft's former versions and the bytes that were approved; returns whether there were any."""
    mine = DraftVersion.person_id == draft.person_id, DraftVersion.draft_id == draft.id
    removed = session.execute(delete(DraftVersion).where(*mine).returning(DraftVersion.id)).all()
    approved = select(Approval).where(Approval.person_id == draft.person_id, Approval.draft_id == draft.id)
    written = [approval for approval in session.scalars(approved) if outbox.has_bytes(vault, approval)]
    for approval in written:
        approval.mime_sealed = outbox.no_bytes(vault, approval.id)
    session.flush()
    return bool(removed or written)
