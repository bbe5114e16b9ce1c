"""Approvals that are on their way, and how one is stopped before it leaves: whoever finds its reason gone may do so.

Freezing the bytes and sending them is `outbox`'s matter. An approval is given once: what was stopped waits for a new
one if its reason comes back.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import activity, events
from service.schema import Approval, Draft

ON_ITS_WAY = ("held", "creating", "created", "sending", "unclear", "stopping")
SAID_NOT_SENT = "you said that it did not go out"
RESTORED = "a backup was put back, and it was not found in Sent"
BROUGHT_IN = "your data were brought in here, and it was not found in Sent"
DISCONNECTED = "you disconnected the mailbox that you approved it for"
_STOPPED = "nothing calls for it any more"


def living(session: Session, draft_id: str) -> Approval | None:
    """The approval of this draft that is on its way."""
    query = select(Approval).where(Approval.draft_id == draft_id, Approval.state.in_(ON_ITS_WAY))
    return session.scalar(query)


def withdraw(approval: Approval, reason: str, now: datetime) -> None:
    """It is not acted on any more; `reason` is the end of a sentence."""
    approval.state, approval.state_reason, approval.updated_at = "withdrawn", reason, now


def ask_again(session: Session, approval: Approval, reason: str, now: datetime) -> None:
    """Nothing of it is at the provider: the person is asked anew. `reason` is the end of a sentence."""
    withdraw(approval, reason, now)
    approval.lease_owner, approval.lease_until = "", None
    draft = session.get_one(Draft, approval.draft_id)
    draft.state, draft.state_reason = "needs_review", f"Not sent: {reason}. Approve again if it should go out."
    activity.record(session, approval.person_id, activity.NOT_SENT, now, subject=draft.id, detail=reason)


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


def after_restore(session: Session, person_id: str, now: datetime, *, reason: str = RESTORED) -> int:
    """A backup was put back, or an archive brought in: nothing of what was on its way in it goes out by itself. Returns how many that were.

    Each is looked for in Sent, since it may be out since the backup was made; what lies of it in the mailbox's drafts is
    taken away; and where it is not found the person is asked again.
    """
    query = select(Approval).where(Approval.person_id == person_id, Approval.state.in_(ON_ITS_WAY))
    found = [row for row in session.scalars(query) if not is_given_up(row)]
    for approval in found:
        look_and_stop(session, approval, reason, now)
    return len(found)


def is_given_up(approval: Approval) -> bool:
    """Whether it was looked for often enough, and only the person can say what became of it."""
    return approval.state == "unclear" and approval.looks >= events.LOOKS_AT_MOST


def look_and_stop(session: Session, approval: Approval, reason: str, now: datetime) -> None:
    """From now on it is looked for and taken away, never sent; whoever is at it loses it."""
    approval.state, approval.state_reason, approval.updated_at, approval.looks = "stopping", reason, now, 0
    approval.lease_owner, approval.lease_until = "", None
    draft = session.get_one(Draft, approval.draft_id)
    draft.state, draft.state_reason, draft.updated_at = "unclear", reason, now
    events.append(session, approval.person_id, events.DRAFT_APPROVED, approval.id, now=now)
