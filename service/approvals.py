"""Approvals that are on their way, and how one is stopped before it leaves: whoever finds its reason gone may do so.

Freezing the bytes and sending them is `outbox`'s matter. An approval is given once: what was stopped waits for a new
one if its reason comes back.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import activity
from service.schema import Approval

ON_ITS_WAY = ("held", "creating", "created", "sending", "unclear")
_STOPPED = "nothing calls for it any more"


def living(session: Session, draft_id: str) -> Approval | None:
    """The approval of this draft that is on its way."""
    query = select(Approval).where(Approval.draft_id == draft_id, Approval.state.in_(ON_ITS_WAY))
    return session.scalar(query)


def withdraw(approval: Approval, reason: str, now: datetime) -> None:
    """It is not acted on any more; `reason` is the end of a sentence."""
    approval.state, approval.state_reason, approval.updated_at = "withdrawn", reason, now


def stop(session: Session, draft_id: str, detail: str, now: datetime) -> bool:
    """Stops an approved mail that has not left, and logs it with `detail`; False where it may be out already."""
    approval = living(session, draft_id)
    if approval is None or approval.state != "held":
        return False
    withdraw(approval, _STOPPED, now)
    activity.record(session, approval.person_id, activity.NOT_SENT, now, subject=draft_id, detail=detail)
    return True


def was_stopped(session: Session, draft_id: str) -> bool:
    """Whether the last thing that became of the person's yes to this draft is that it was stopped."""
    query = select(Approval.state_reason).where(Approval.draft_id == draft_id)
    return session.scalar(query.order_by(Approval.approved_at.desc(), Approval.id.desc()).limit(1)) == _STOPPED
