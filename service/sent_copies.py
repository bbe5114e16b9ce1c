"""What it means for a draft and its conversation that its mail is out, whoever pressed Send: here, or in the mailbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from connectors.contract import SentCopy
from service import activity, approvals, observations
from service.schema import Approval, Draft, Interview, StoredMessage
from service.touching import touch

_THANKS = ("thank_you", "host_follow_up")


def mark_sent(session: Session, draft: Draft, message_id: str, now: datetime, *, how: str = activity.SENT) -> None:
    """The draft is sent; logged once with the mail's Message-ID. `how`: from here, or from the mailbox."""
    draft.state, draft.state_reason, draft.updated_at = "sent", "", now
    activity.record(session, draft.person_id, how, now, subject=draft.id, detail=message_id)


def mark_approved_sent(session: Session, approval: Approval, copy: SentCopy, now: datetime) -> None:
    """It is out; a later approval of the same draft has nothing to send any more."""
    approval.state, approval.state_reason, approval.updated_at = "sent", "", now
    approval.provider_id, approval.provider_thread = copy.provider_id, copy.thread_id
    later = approvals.living(session, approval.draft_id)
    if later is not None and later.id != approval.id and later.state == "held":
        approvals.withdraw(later, "it went out already", now)
    mark_sent(session, session.get_one(Draft, approval.draft_id), approval.message_id, now)


def note_thanks(session: Session, message: StoredMessage, draft: Draft, now: datetime) -> None:
    """The sent copy of a thank-you closes the loop: the interview is thanked, whatever its words are. Idempotent."""
    interview = session.get_one(Interview, draft.interview_id)
    if draft.kind not in _THANKS or draft.contact_id != interview.contact_id:
        return
    found = observations.Found(
        subject=interview.meeting,
        kind=observations.OUR_THANKS,
        source=f"msg:{message.id}",
        at=message.date,
        received_at=message.received_at,
        data={"message_id": message.message_id},
    )
    if observations.record(session, message.person_id, found):
        touch(session, message.person_id, interview.meeting, now)
