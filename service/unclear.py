"""What the person says of an approved mail of which looking did not tell whether it went out.

"It did" closes it. "It did not" takes away what may still lie in the mailbox's drafts after one more look in Sent, whose
word counts more; then the draft waits for a new approval. Nothing is sent a second time on anybody's word.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from connectors.contract import SentCopy
from connectors.errors import Misconfigured
from service import accounts, approvals, sent_copies
from service.schema import Approval, Draft


class CannotSettle(Exception):
    """There is nothing to say about it; the text says why."""


def settle(session: Session, person_id: str, draft_id: str, *, is_sent: bool, now: datetime) -> None:
    """Writes down what the person says. Raises CannotSettle while it is still looked for, or where it is not unclear."""
    draft = session.get(Draft, draft_id, populate_existing=True)
    if draft is None or draft.person_id != person_id:
        raise Misconfigured(f"There is no draft {draft_id}.")
    approval = approvals.living(session, draft_id)
    if approval is None or approval.state != "unclear":
        raise CannotSettle(f"This draft is {draft.state.replace('_', ' ')}: there is nothing to clear up.")
    if not approvals.is_given_up(approval):
        raise CannotSettle("It is still being looked for. Wait a little, then say what you found.")
    if is_sent:
        sent_copies.mark_approved_sent(session, approval, SentCopy("", approval.provider_thread), now)
    elif _is_reachable(session, approval):
        approvals.look_and_stop(session, approval, approvals.SAID_NOT_SENT, now)
    else:
        approvals.ask_again(session, approval, approvals.SAID_NOT_SENT, now)


def _is_reachable(session: Session, approval: Approval) -> bool:
    return accounts.is_there(session, approval.account_id, approval.person_id)
