"""What a lived month does not hold by itself, so that every page and every state of one can be opened: a draft in each
state, and a line of the never-log list.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from service import never_log
from service.accounts import LOCAL_PERSON
from service.clock import real_now
from service.context import Context
from service.schema import Account, Approval, Draft, MailboxDraft

ON_THEIR_WAY = {"approved": "held", "sending": "sending", "unclear": "unclear", "sent": "sent"}
"""A draft's state, and that of its approval."""


def plant_states(context: Context) -> None:
    """Moves one waiting draft into each state that comes after, and puts the others into the mailbox too; never logs a
    word.
    """
    now = context.clock()
    with context.database.writing(LOCAL_PERSON, "plant_states") as session:
        never_log.add(session, LOCAL_PERSON, "word", "harbourline", now)
        account = session.scalars(select(Account.id)).first() or ""
        waiting = list(session.scalars(select(Draft).where(Draft.state == "needs_review").order_by(Draft.id)))
        for draft, state in zip(waiting, [*ON_THEIR_WAY, "dismissed"], strict=False):
            draft.state = state
            if state in ON_THEIR_WAY:
                session.add(_approval(draft, account))
        for draft in waiting[len(ON_THEIR_WAY) + 1 :]:
            session.add(_placed(draft, account))


def _placed(draft: Draft, account_id: str) -> MailboxDraft:
    """One that still waits lies in the mailbox's own drafts too."""
    return MailboxDraft(
        id=f"mbd_{draft.id}", person_id=LOCAL_PERSON, draft_id=draft.id, account_id=account_id, state="placed",
        mailbox_draft_id="r1", version=draft.version, updated_at=draft.updated_at,
    )  # fmt: skip


def _approval(draft: Draft, account_id: str) -> Approval:
    return Approval(
        id=f"app_{draft.id}",
        person_id=LOCAL_PERSON,
        draft_id=draft.id,
        account_id=account_id,
        digest="",
        mime_sealed=b"",
        message_id=f"<{draft.id}@example.com>",
        state=ON_THEIR_WAY[draft.state],
        approved_at=draft.updated_at,
        hold_until=real_now() + timedelta(hours=1),
        updated_at=draft.updated_at,
    )
