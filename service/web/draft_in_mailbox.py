"""What the review of a draft tells of it in the person's own mailbox: where it lies, or what became of it there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from service import placed
from service.schema import Account, Draft, MailboxDraft

_SHOWN_AS = {"wanted": "coming", "creating": "coming", "updating": "placed", "removing": "out", "removed": "out"}
"""What is the same to the person; the other states stand for themselves."""
_ONLY_OPEN, _ONLY_OVER = frozenset({"coming", "placed"}), frozenset({"out"})


@dataclass(frozen=True, slots=True)
class InMailbox:
    """What is known of one draft there. `state`: coming, placed, taken_over, out, left, gone, sent, failed."""

    state: str
    reason: str
    email: str
    is_asked: bool
    """The person asked for this one; else their setting did."""
    sent_as: str
    has_files: bool
    """The person attached something there."""


def of_draft(session: Session, draft: Draft) -> InMailbox | None:
    """None where there is nothing to tell."""
    row = placed.of_draft(session, draft.person_id, draft.id)
    if row is None or not _is_told(row, is_open=draft.state == "needs_review"):
        return None
    account = session.get(Account, row.account_id) if row.account_id else None
    email = account.email if account else draft.sender
    return InMailbox(_state(row), row.state_reason, email, row.wish == "yes", row.sent_as, row.has_files)


def _state(row: MailboxDraft) -> str:
    return _SHOWN_AS.get(row.state, row.state)


def _is_told(row: MailboxDraft, *, is_open: bool) -> bool:
    if _state(row) == "out" and not row.mailbox_draft_id:
        return False  # It never lay there.
    return _state(row) not in (_ONLY_OVER if is_open else _ONLY_OPEN)
