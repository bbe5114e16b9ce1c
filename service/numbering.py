"""Which meeting with somebody one is: the first, the second..., by those before it that took place or will have.

The number depends on other rows alone, so whoever changes or leaves its place among them has those after it looked at
anew.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service import events
from service.dossier import Dossier
from service.lifecycle import Outcome
from service.schema import Interview

_HAPPENED = ("accepted", "held_presumed", "held")


def meeting_no(session: Session, interview: Interview, file: Dossier, outcome: Outcome) -> int:
    """Which meeting with this contact it is: those before it that took place, or will have."""
    if file.contact is None or not file.contact.contact_id or outcome.start is None:
        return 1
    earlier = select(Interview).where(
        Interview.person_id == file.person_id,
        Interview.contact_id == file.contact.contact_id,
        Interview.id != interview.id,
        Interview.band == "log",
        or_(
            Interview.start < outcome.start,
            (Interview.start == outcome.start) & (Interview.meeting < interview.meeting),
        ),
    )
    return 1 + sum(1 for row in session.scalars(earlier) if row.data.get("lifecycle", row.status) in _HAPPENED)


def touch_later_ones(session: Session, interview: Interview, was: tuple[str, datetime | None], now: datetime) -> None:
    """Which meeting it is with somebody depends on those before it, and so it did where this one was before."""
    known = [(contact, start) for contact, start in (was, (interview.contact_id, interview.start)) if contact and start]
    if not known:
        return
    later = select(Interview.id).where(
        Interview.person_id == interview.person_id,
        Interview.contact_id.in_({contact for contact, _ in known}),
        Interview.id != interview.id,
        Interview.start >= min(start for _, start in known),
    )
    for row_id in session.scalars(later.order_by(Interview.id)).all():
        events.append(session, interview.person_id, events.INTERVIEW_TOUCHED, row_id, now=now)
